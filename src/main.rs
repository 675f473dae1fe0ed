//! The program `memos-weekly`; everything is in the library.

fn main() {}
