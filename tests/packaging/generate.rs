//! Prints what packages of the program bring along, made of its own declarations.
//!
//! `cargo run --example generate -- completions bash|zsh|fish|elvish|powershell`, `… -- man`, `… -- schema`. It is no
//! part of the program, because nobody who runs it needs it there.

use std::io::{self, Write};

use clap::Parser;
use clap_complete::Shell;
use memos_weekly::cli;
use memos_weekly::config::Config;

#[derive(Parser)]
enum Generate {
    /// Completions for a shell
    Completions { shell: Shell },
    /// The man page
    Man,
    /// The JSON Schema of the configuration
    Schema,
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    match Generate::parse() {
        Generate::Completions { shell } => {
            clap_complete::generate(shell, &mut cli::command(), "memos-weekly", &mut out);
            Ok(())
        }
        Generate::Man => clap_mangen::Man::new(cli::command()).render(&mut out),
        Generate::Schema => {
            serde_json::to_writer_pretty(&mut out, &Config::schema())?;
            writeln!(out)
        }
    }
}
