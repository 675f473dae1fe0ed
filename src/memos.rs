//! The source: Memos servers of every generation, and saved answers.
