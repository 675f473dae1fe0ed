//! Lists without an end: how they are known, and how that is said.
//!
//! Apart from the reading of lists, because it is their error too.

use std::fmt;

/// The way in which a list fails to come to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    /// The list leads to a page that it led to before.
    SamePage,
    /// A page holds nothing but what came before.
    SameRows,
    /// Page after page holds nothing.
    EmptyPages,
    /// There are more pages than any server has.
    TooManyPages,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SamePage => f.write_str("leads back to a page that was read before"),
            Self::SameRows => f.write_str("sends the same memos again and again"),
            Self::EmptyPages => write!(f, "sent {MAX_EMPTY_PAGES} empty pages, and promises more"),
            Self::TooManyPages => write!(f, "has no end after {MAX_PAGES} pages"),
        }
    }
}

/// Since 0.30 a page lacks the memos of deleted users, so that some may be empty.
pub(super) const MAX_EMPTY_PAGES: usize = 20;

/// A million memos, by the smallest pages that are asked for.
pub(super) const MAX_PAGES: usize = 5_000;
