//! What `check` found, printed as it is found.

use crate::cli::terminal::{Tone, begin};
use crate::error::Error;
use crate::line::one_line;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// As it should be.
    Good,
    /// No obstacle, but worth a look.
    Doubtful,
    /// Something that could not be checked.
    Unknown,
    /// The job would fail.
    Bad,
}

#[derive(Debug, serde::Serialize)]
struct Finding {
    mark: Severity,
    subject: &'static str,
    text: String,
}

/// The findings, each printed as soon as it is there.
#[derive(Debug, Default)]
pub(super) struct Findings {
    json: bool,
    /// True if everybody can read this, and not the blog.
    pub(super) hides_blog: bool,
    all: Vec<Finding>,
    /// The exit code with which a run would end at the first bad finding.
    code: Option<u8>,
}

impl Findings {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            ..Self::default()
        }
    }

    pub(super) fn good(&mut self, subject: &'static str, text: impl Into<String>) {
        self.add(Severity::Good, subject, text.into());
    }

    pub(super) fn doubtful(&mut self, subject: &'static str, text: impl Into<String>) {
        self.add(Severity::Doubtful, subject, text.into());
    }

    pub(super) fn unknown(&mut self, subject: &'static str, text: &str) {
        self.add(Severity::Unknown, subject, format!("unknown: {text}"));
    }

    /// Notes a failure as a run would tell it: with its place, and the way out.
    pub(super) fn fail(&mut self, subject: &'static str, error: Error) {
        let error = error.without_source_if(self.hides_blog);
        let report = error.report();
        let text = report.strip_prefix("error: ").unwrap_or(&report).to_owned();
        if self
            .all
            .iter()
            .any(|it| it.mark == Severity::Bad && it.text == text)
        {
            return;
        }
        self.code.get_or_insert(error.exit_code());
        self.add(Severity::Bad, subject, text);
    }

    /// The value of a step, or `None` with its failure noted.
    pub(super) fn note<T>(
        &mut self,
        subject: &'static str,
        outcome: Result<T, Error>,
    ) -> Option<T> {
        outcome.map_err(|error| self.fail(subject, error)).ok()
    }

    /// As JSON.
    pub(super) fn printed(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(&self.all).map_err(|error| Error::Print(error.into()))
    }

    /// Nothing if the job would work; else how much is in its way, with the exit code that it would end with.
    pub(super) fn verdict(&self) -> Result<(), Error> {
        let bad = self
            .all
            .iter()
            .filter(|it| it.mark == Severity::Bad)
            .count();
        match self.code {
            Some(code) => Err(Error::Check { bad, code }),
            None => Ok(()),
        }
    }

    fn add(&mut self, mark: Severity, subject: &'static str, text: String) {
        if !self.json {
            let (sign, style) = match mark {
                Severity::Good => ("✓", Tone::Good),
                Severity::Doubtful | Severity::Unknown => ("!", Tone::Doubtful),
                Severity::Bad => ("✗", Tone::Bad),
            };
            let text = match mark {
                // it has a frame, and lines of its own
                Severity::Bad => text.clone(),
                _ => one_line(&text),
            };
            begin(style, sign, &format!("{subject:<15} {text}"));
        }
        self.all.push(Finding {
            mark,
            subject,
            text,
        });
    }
}
