//! The one place that prints: standard error for people and the runner's log, standard output for results.
//!
//! Whatever is printed stays on its line, shows control characters instead of sending them, issues no workflow command
//! unless it is one of ours, and holds none of the secrets in the environment. That nobody reads is no reason to fail:
//! a closed pipe is a reader who has seen enough.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write};
use std::pin::pin;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::timeout;

use crate::egress::Secrets;
use crate::error::Error;
use crate::line::{harmless, one_line, visible};
use crate::pipeline::Made;
use crate::publish::Proposal;
use crate::size::size;

/// The secrets in the environment.
pub(super) static SECRETS: LazyLock<Secrets> = LazyLock::new(super::secrets);

/// Prints a line of the form `week     …` to standard error.
pub(super) fn say(step: &str, text: &str) {
    let style = match step {
        "warning" => Tone::Doubtful,
        _ => Tone::Strong,
    };
    begin(style, &format!("{step:<8}"), &one_line(text));
}

/// Prints lines to standard error, of which the first begins with a word that stands out.
pub(super) fn begin(style: Tone, word: &str, lines: &str) {
    let mut lines = lines.lines();
    let first = lines.next().unwrap_or_default();
    // what is said in full is what may hold a command
    let line = harmless(&format!("{word} {first}"));
    let line = match line.strip_prefix(word) {
        Some(rest) => format!("{}{rest}", style.paint(word)),
        None => line,
    };
    command(&line);
    for line in lines {
        command(&harmless(line));
    }
}

/// Prints a failure.
pub(super) fn fail(error: &Error) {
    let report = error.report();
    let report = report.strip_prefix("error: ").unwrap_or(&report);
    begin(Tone::Bad, "error:", report);
}

/// Prints a workflow command of ours, or a line that is none. Where standard error cannot be written there is nobody
/// to tell.
pub(super) fn command(line: &str) {
    clear_progress();
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "{}", SECRETS.redact(line));
}

/// The style of a word that stands out where colours are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Strong,
    Good,
    Doubtful,
    Bad,
}

impl Tone {
    fn paint(self, word: &str) -> String {
        let code = match self {
            Self::Strong => 1,
            Self::Good => 32,
            Self::Doubtful => 33,
            Self::Bad => 31,
        };
        if *COLOURS {
            format!("\x1b[{code}m{word}\x1b[0m")
        } else {
            word.to_owned()
        }
    }
}

/// True if standard error shows colours: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
static COLOURS: LazyLock<bool> = LazyLock::new(|| is_terminal() && !is_set("NO_COLOR"));

/// Width in columns of the line of progress that stands on the terminal; 0 if there is none.
static PROGRESS: AtomicUsize = AtomicUsize::new(0);

/// Blanks the line of progress, if there is one; blanks work on every terminal, and with `NO_COLOR`.
fn clear_progress() {
    let width = PROGRESS.swap(0, Ordering::Relaxed);
    if width > 0 {
        let _ = write!(io::stderr().lock(), "\r{:width$}\r", "");
    }
}

/// Waits for some work; on a terminal a line says for how long already, from the second second on.
pub(super) async fn watched<T>(what: &str, work: impl Future<Output = T>) -> T {
    if !is_terminal() {
        return work.await;
    }
    let mut work = pin!(work);
    let mut seconds = 0;
    loop {
        if let Ok(done) = timeout(Duration::from_secs(1), &mut work).await {
            clear_progress();
            return done;
        }
        seconds += 1;
        if seconds > 1 {
            let line = format!("{what}, {seconds} s");
            let _ = write!(io::stderr().lock(), "\r{line}");
            PROGRESS.store(line.chars().count(), Ordering::Relaxed);
        }
    }
}

/// Returns true if standard error is a terminal that somebody watches; some runners give their steps one as well.
fn is_terminal() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !is_dumb && !super::runner().in_actions
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Asks on the terminal until the answer can be read; `None` where nobody can answer.
pub(super) fn ask<T>(
    question: &str,
    default: Option<&str>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    let shown = default.map_or_else(String::new, |default| format!(" [{default}]"));
    let question = harmless(&format!("{question}{shown}: "));
    loop {
        let _ = write!(io::stderr().lock(), "{}", SECRETS.redact(&question));
        let mut line = String::new();
        if io::stdin().read_line(&mut line).ok()? == 0 {
            command("");
            return None;
        }
        let answer = match line.trim() {
            "" => default.unwrap_or_default(),
            answer => answer,
        };
        match read(answer) {
            Ok(value) => return Some(value),
            Err(reason) => say("error", &reason),
        }
    }
}

/// Prints a result to standard output, as it is.
///
/// # Errors
/// When it holds a secret, or cannot be written for another reason than that nobody reads it.
pub(super) fn print(text: &str) -> Result<(), Error> {
    SECRETS.refuse("standard output", text.as_bytes())?;
    clear_progress();
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
