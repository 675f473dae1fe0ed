//! `memos-weekly generate`: completions, man page and JSON Schema, for those who package the program.

use std::io;

use clap_complete::Shell;

use crate::config::Config;
use crate::error::Error;

/// Print completions, the man page, or the JSON Schema of the configuration
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, clap::Subcommand)]
enum What {
    /// Completions for a shell
    Completions { shell: Shell },
    /// The man page
    Man,
    /// The JSON Schema of the configuration
    Schema,
}

impl Generate {
    pub(super) fn perform(self) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        match self.what {
            What::Completions { shell } => {
                clap_complete::generate(shell, &mut super::command(), "memos-weekly", &mut out);
                Ok(())
            }
            What::Man => clap_mangen::Man::new(super::command())
                .render(&mut out)
                .map_err(Error::Print),
            What::Schema => serde_json::to_writer_pretty(&mut out, &Config::schema())
                .map_err(io::Error::from)
                .and_then(|()| io::Write::write_all(&mut out, b"\n"))
                .map_err(Error::Print),
        }
    }
}
