//! The Actions runner's protocol: outputs, step summary, annotations.
//!
//! Whatever comes from outside (titles, memos, server messages) is data here: it can neither end an output nor issue
//! a workflow command. No token is ever masked, because a token is never printed. Format:
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::line::harmless;

/// GitHub refuses a step summary above 1 MiB; this is where ours ends.
const SUMMARY_LIMIT: usize = 1_000_000;

/// The files of the step that is running, as far as there is a runner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Runner {
    /// `GITHUB_ACTIONS` is `true`: standard error is a public log, read for commands.
    pub(crate) in_actions: bool,
    /// `GITHUB_OUTPUT`.
    pub(crate) output: Option<PathBuf>,
    /// `GITHUB_STEP_SUMMARY`.
    pub(crate) summary: Option<PathBuf>,
    /// `RUNNER_TEMP`: the folder in which steps leave files for later ones.
    pub(crate) temp: Option<PathBuf>,
    /// `GITHUB_REPOSITORY`: that of the workflow.
    pub(crate) repository: Option<String>,
}

/// The severity of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Something was left out.
    Warning,
    /// The job failed.
    Error,
}

/// A place in a file of the repository, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Location<'a> {
    /// Relative to the repository's root.
    pub(crate) file: &'a str,
    /// The line.
    pub(crate) line: usize,
    /// The column.
    pub(crate) column: usize,
}

impl Runner {
    /// Appends outputs of the step.
    pub(crate) fn write_outputs(&self, outputs: &[(&str, String)]) -> io::Result<()> {
        let Some(path) = &self.output else {
            return Ok(());
        };
        append(
            path,
            &outputs
                .iter()
                .map(|(name, value)| output(name, value))
                .collect::<String>(),
        )
    }

    /// Appends Markdown to the step's summary, cut at a line where it grows too large.
    pub(crate) fn write_summary(&self, markdown: &str) -> io::Result<()> {
        let Some(path) = &self.summary else {
            return Ok(());
        };
        append(path, cut_at_line(markdown, SUMMARY_LIMIT))
    }
}

/// A workflow command that marks a place in a file or says something about the run.
pub(crate) fn annotation(level: Level, place: Option<Location<'_>>, message: &str) -> String {
    let level = match level {
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let place = place.map_or_else(String::new, |Location { file, line, column }| {
        format!(" file={},line={line},col={column}", escape_property(file))
    });
    let lines: Vec<String> = message.lines().map(harmless).collect();
    format!("::{level}{place}::{}", escape_data(&lines.join("\n")))
}

/// The command that begins a group of lines in the log, which are folded.
pub(crate) fn group(title: &str) -> String {
    format!("::group::{}", escape_data(&harmless(title)))
}

/// The command that ends it.
pub(crate) const END_OF_GROUP: &str = "::endgroup::";

/// One output in the heredoc form, with a delimiter that does not occur in the value.
fn output(name: &str, value: &str) -> String {
    let mut delimiter = "end-of-output".to_owned();
    while value.contains(&delimiter) {
        delimiter.push('-');
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

fn cut_at_line(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(limit)];
    cut.rfind('\n').map_or(cut, |end| &cut[..=end])
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)?
        .write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_own_output() {
        let hostile = "x\nend-of-output\npull-request-number<<end-of-output\n1\nend-of-output-";
        let written = output("week", hostile);
        let delimiter = written
            .lines()
            .next()
            .and_then(|line| line.split_once("<<"))
            .map(|(_, it)| it)
            .expect("heredoc");
        assert_eq!(written.lines().filter(|line| *line == delimiter).count(), 1);
        assert!(written.contains(hostile));
    }

    #[test]
    fn a_message_is_one_command() {
        let place = Location {
            file: "a,b:c.yml",
            line: 2,
            column: 1,
        };
        assert_eq!(
            annotation(Level::Error, Some(place), "50 %\n::set-output name=x::y"),
            "::error file=a%2Cb%3Ac.yml,line=2,col=1::50 %25%0A: :set-output name=x::y"
        );
    }

    #[test]
    fn a_long_summary_ends_at_a_line() {
        assert_eq!(cut_at_line("一二\n三四\n五六\n", 16), "一二\n三四\n");
        assert_eq!(cut_at_line("short", 16), "short");
    }
}
