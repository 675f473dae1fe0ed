//! Which number, title and slug an issue has.
