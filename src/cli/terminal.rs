//! The one place that prints: standard error for people and the runner's log, standard output for results.
//!
//! Whatever is printed stays on its line, shows control characters instead of sending them, issues no workflow command
//! unless it is one of ours, and holds none of the secrets in the environment. That nobody reads is no reason to fail:
//! a closed pipe is a reader who has seen enough.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::LazyLock;

use crate::egress::Secrets;
use crate::error::Error;
use crate::line::{harmless, one_line, visible};
use crate::pipeline::Made;
use crate::publish::Proposal;

/// The secrets in the environment.
pub(super) static SECRETS: LazyLock<Secrets> = LazyLock::new(super::secrets);

/// Prints a line of the form `week     …` to standard error.
pub(super) fn say(step: &str, text: &str) {
    warn(&format!("{step:<8} {}", one_line(text)));
}

/// Prints lines to standard error.
pub(super) fn warn(lines: &str) {
    for line in lines.lines() {
        command(&harmless(line));
    }
}

/// Prints a workflow command of ours, or a line that is none. Where standard error cannot be written there is nobody
/// to tell.
pub(super) fn command(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", SECRETS.redact(line));
}

/// Prints a result to standard output, as it is.
///
/// # Errors
/// When it holds a secret, or cannot be written for another reason than that nobody reads it.
pub(super) fn print(text: &str) -> Result<(), Error> {
    SECRETS.refuse("standard output", text.as_bytes())?;
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Print(error)),
        _ => Ok(()),
    }
}

/// Shows on standard output what would have been written: that is what a dry run is for.
pub(super) fn show(made: &Made) -> Result<(), Error> {
    let Proposal { title, files, .. } = &made.proposal;
    let mut shown = format!("\n# {title}\n\n{}\n", made.proposal.full_body());
    for file in files {
        let _ = match std::str::from_utf8(&file.bytes) {
            Ok(text) => write!(shown, "\n# {}\n\n{text}\n", file.path),
            Err(_) => writeln!(shown, "\n# {} ({})", file.path, size(file.bytes.len())),
        };
    }
    print(&visible(shown.trim_end_matches('\n'), &['\n', '\t']))
}

/// A number of bytes as people say it.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
