//! Series: which posts are issues, and what the next one learns from them.

mod conventions;
mod learn;
mod published;
mod told;
