//! What becomes of files.
