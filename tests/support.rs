//! The harness: the real binary in a scrubbed environment, against fakes that are held to the real thing.

pub(crate) mod fake_github;
pub(crate) mod fake_memos;
pub(crate) mod harness;
pub(crate) mod loopback;
