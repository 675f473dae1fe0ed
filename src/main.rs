//! The program `memos-weekly`; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    memos_weekly::cli::main()
}
