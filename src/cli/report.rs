//! What a run tells: lines for people, outputs and summary for the runner, JSON for programs.
//!
//! All of them are made of the same [`Report`], so they cannot disagree. A log never holds the text of a memo; summary
//! and outputs hold it where everybody who can read them can read the memos as well.

mod lines;
mod summary;

use serde_json::{Value, json};

use super::terminal::{SECRETS, command, print, say, show};
use crate::egress::Audience;
use crate::error::Error;
use crate::github::Look;
use crate::issue::{Language, Sentence};
use crate::pipeline::{Made, Report, Settings};
use crate::publish::Operation;
use crate::runner::{self, Level, Runner};
use crate::series::Doubt;
use lines::{done, lines, warnings};

/// The outputs of the action, in the order of its declaration.
pub const OUTPUTS: [&str; 11] = [
    "pull-request-number",
    "pull-request-url",
    "pull-request-operation",
    "branch",
    "head-sha",
    "week",
    "issue-number",
    "post-path",
    "memo-count",
    "preview-path",
    "results",
];

/// The amount of detail that is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Ids and counts, nothing that a memo or the blog says.
    Ids,
    /// Ids and counts, nothing that a memo says.
    Counts,
    /// All of it.
    Text,
}

/// The reports of a run, collected.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "three are flags, and one is a fact"
)]
pub(super) struct Reports {
    dry_run: bool,
    /// True if the run may overwrite posts of a folder.
    force: bool,
    json: bool,
    runner: Runner,
    /// The people who can read summary and outputs.
    audience: Audience,
    /// True if they cannot read the blog.
    hides_blog: bool,
    /// The language of the blog, once it is known.
    language: Language,
    /// As standard output has them, and as the outputs have them.
    results: Vec<[Value; 2]>,
}

impl Reports {
    pub(super) fn new(dry_run: bool, json: bool, runner: Runner, audience: Audience) -> Self {
        Self {
            dry_run,
            force: false,
            json,
            runner,
            audience,
            hides_blog: false,
            language: Language::default(),
            results: Vec::new(),
        }
    }

    /// The same of a run that may overwrite posts of a folder, if so.
    pub(super) fn forced(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Takes in what GitHub says of the blog's repository, which is mostly the workflow's own.
    pub(super) fn know(&mut self, look: &Look) {
        self.audience = super::audience_beside(look);
        self.hides_blog = super::is_hidden(look);
    }

    /// Returns true if not everybody who reads this can read the blog.
    pub(super) fn hides_blog(&self) -> bool {
        self.hides_blog
    }

    /// Tells of one week as soon as it is done.
    pub(super) fn add(&mut self, settings: &Settings, report: &Report) -> Result<(), Error> {
        if self.results.is_empty() {
            for notice in notices_of(settings, self.hides_blog) {
                say("notice", &notice);
            }
        }
        for warning in &report.outcome.warnings {
            let warning = warning.to_string();
            say("warning", &warning);
            if self.runner.in_actions {
                command(&runner::annotation(Level::Warning, None, &warning));
            }
        }
        if self.runner.in_actions {
            command(&runner::group(report.period.id()));
        }
        for (step, text) in lines(settings, report, self.in_log()) {
            say(step, &text);
        }
        if self.runner.in_actions {
            command(runner::END_OF_GROUP);
        }
        if let Some((step, text)) = done(report, self.force, self.in_log()) {
            say(step, &text);
        }
        if let Some(made) = &report.made
            && self.dry_run
            && !self.json
            && self.in_log() == Detail::Text
        {
            show(made)?;
        }
        let page = self.write_page(report)?;
        let details = [self.in_log(), self.for_readers(report)];
        let results = details.map(|detail| {
            let mut result = result(report, self.dry_run, detail);
            result["preview-path"] = json!(page);
            result
        });
        self.results.push(results);
        self.language = settings.learnt().language;
        self.write_summary(report)
    }

    /// Returns true if a pull request was opened.
    pub(super) fn opened(&self) -> bool {
        let created = json!(Operation::Created);
        let mut results = self.results.iter();
        results.any(|[result, _]| result["pull-request-operation"] == created)
    }

    /// Adds to the summary what GitHub does of itself.
    pub(super) fn hint(&self, hints: &[Sentence]) {
        let hints = hints.iter();
        let text = hints.fold(String::new(), |all, hint| {
            all + "> " + hint.to(self.language) + "\n\n"
        });
        let text = SECRETS.redact(&text);
        if let Err(error) = self.runner.write_summary(&text) {
            say(
                "warning",
                &format!("cannot write the step summary: {error}"),
            );
        }
    }

    /// Tells what only the end of a run knows: the outputs, which are those of the newest week, and the JSON.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let [printed, written] = [0, 1].map(|index| {
            let results = self.results.iter().map(|result| result[index].clone());
            Value::from(results.collect::<Vec<_>>())
        });
        if let Some([_, last]) = self.results.last() {
            let outputs = OUTPUTS.map(|name| match name {
                "results" => (name, written.to_string()),
                _ => (name, plain(&last[name])),
            });
            for (name, value) in &outputs {
                SECRETS.refuse(&format!("the output {name}"), value.as_bytes())?;
            }
            self.runner.write_outputs(&outputs).map_err(Error::Runner)?;
        }
        if self.json {
            let printed = serde_json::to_string_pretty(&printed);
            print(&printed.map_err(|error| Error::Print(error.into()))?)?;
        }
        Ok(())
    }

    /// The log of a workflow is kept and passed on, so it never holds what a memo says.
    fn in_log(&self) -> Detail {
        match self.runner.in_actions {
            _ if self.hides_blog => Detail::Ids,
            true => Detail::Counts,
            false => Detail::Text,
        }
    }

    /// Returns what summary and outputs may hold of a week.
    fn for_readers(&self, report: &Report) -> Detail {
        if self.hides_blog {
            Detail::Ids
        } else if self.audience == Audience::Public && report.selection.private_included() > 0 {
            Detail::Counts
        } else {
            Detail::Text
        }
    }

    /// Leaves the page of the issue where later steps find it, if everybody who could get it there may read it.
    fn write_page(&self, report: &Report) -> Result<Option<String>, Error> {
        let page = report.made.as_ref().and_then(|made| made.page.as_ref());
        let (Some(page), Some(folder)) = (page, &self.runner.temp) else {
            return Ok(None);
        };
        if self.for_readers(report) != Detail::Text {
            return Ok(None);
        }
        SECRETS.refuse("the preview", page.as_bytes())?;
        let path = folder.join(format!("memos-weekly-{}.html", report.period.id()));
        let shown = path.display().to_string();
        match std::fs::write(&path, page) {
            Ok(()) => Ok(Some(shown)),
            Err(error) => {
                say("warning", &format!("cannot write {shown}: {error}"));
                Ok(None)
            }
        }
    }

    /// Writes the summary. One that cannot be written is no reason to stop: the issue is done.
    fn write_summary(&self, report: &Report) -> Result<(), Error> {
        let detail = self.for_readers(report);
        let notices = notices(report, detail);
        let summary = summary::summary(report, self.language, notices, detail);
        // a server's words may hold anything
        let summary = SECRETS.redact(&summary);
        SECRETS.refuse("the step summary", summary.as_bytes())?;
        if let Err(error) = self.runner.write_summary(&summary) {
            let text = format!("cannot write the step summary: {error}");
            say("warning", &text);
        }
        Ok(())
    }
}

/// One week as a program reads it: the outputs of the action, and more.
fn result(report: &Report, dry_run: bool, detail: Detail) -> Value {
    let Report {
        period,
        selection,
        made,
        outcome,
    } = report;
    let left_out = selection
        .left_out
        .iter()
        .map(|(reason, count)| (reason.to_string(), json!(count)));
    let made = made.as_ref();
    let text = made.filter(|_| detail == Detail::Text);
    let mut result = json!({
        "week": period.id(),
        "memo-count": selection.memos.len(),
        "left-out": left_out.collect::<serde_json::Map<_, _>>(),
        "issue-number": made.map(|made| made.issue.number),
        "title": made.and_then(|made| title(made, detail)),
        "post-path": made.and_then(|made| path(made, detail)),
        "files": text.map(|made| made.post.files.iter().map(|file| &file.path).collect::<Vec<_>>()),
        "pull-request-operation": outcome.operation,
        "pull-request-number": outcome.number,
        "pull-request-url": outcome.url,
        "branch": outcome.branch.as_ref().map(|branch| &branch.name),
        "head-sha": outcome.branch.as_ref().and_then(|branch| branch.head.as_ref()),
        "warnings": made.map(|made| warnings(made, detail).collect::<Vec<_>>()),
        "withdrawn": english(&outcome.warnings),
        "notices": english(notices(report, detail)),
    });
    if let Some(made) = text.filter(|_| dry_run) {
        result["pull-request-title"] = json!(made.proposal.title);
        result["pull-request-body"] = json!(made.proposal.full_body());
        result["post"] = json!(post_text(made));
    }
    result
}

/// Returns what publishing had to say; a folder's files are named after attachments.
fn notices(report: &Report, detail: Detail) -> &[Sentence] {
    let names_files = report.made.is_some() && report.outcome.url.is_none();
    if names_files && detail != Detail::Text {
        return &[];
    }
    &report.outcome.notices
}

/// For programs.
fn english(sentences: &[Sentence]) -> Vec<String> {
    let sentences = sentences.iter().map(ToString::to_string);
    sentences
        .map(|it| SECRETS.redact(&it).into_owned())
        .collect()
}

/// Lists what was assumed; the title of a post stays unsaid where the blog is hidden.
pub(super) fn notices_of(settings: &Settings, hides_blog: bool) -> Vec<String> {
    let mut notices = settings.notices();
    if let Some(doubt) = settings.learnt().doubt.as_ref().filter(|_| hides_blog) {
        let untitled = Doubt {
            title: None,
            ..doubt.clone()
        };
        let [told, untitled] = [doubt, &untitled].map(|it| it.words(Language::En));
        for notice in notices.iter_mut().filter(|notice| **notice == told) {
            notice.clone_from(&untitled);
        }
    }
    notices
}

fn title(made: &Made, detail: Detail) -> Option<&str> {
    is_named(made, detail).then_some(made.issue.title.as_str())
}

fn path(made: &Made, detail: Detail) -> Option<&str> {
    is_named(made, detail).then_some(made.post.path.as_str())
}

/// Returns true if the names of an issue may be told.
fn is_named(made: &Made, detail: Detail) -> bool {
    match detail {
        Detail::Ids => false,
        Detail::Counts => !made.is_named_by_memos,
        Detail::Text => true,
    }
}

fn post_text(made: &Made) -> String {
    let post = made
        .post
        .files
        .iter()
        .find(|file| file.path == made.post.path);
    post.map_or_else(String::new, |file| {
        String::from_utf8_lossy(&file.bytes).into_owned()
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
