//! From an issue to the post's files.
