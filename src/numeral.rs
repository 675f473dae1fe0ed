//! Writing and reading issue numbers.
