//! A local folder: reading a checkout, and writing a post into it.
//!
//! Paths come from configurations, templates and memos, so nothing is read or written outside the folder, also not
//! through a link, and nothing is written where it could change what a machine runs (`.github`, `.git`).

mod reach;
mod read;
mod stage;
mod write;

use std::io;

pub use read::read;
pub use write::{Error, FileChange, Written, foresee, write};

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}
