//! What a run tells: lines for people, outputs and summary for the runner, JSON for programs.
//!
//! All of them are made of the same [`Report`], so they cannot disagree. None holds the text of a memo, but for the
//! summary's rendered issue and what a dry run shows on a desk.

use std::io;

use serde_json::{Value, json};

use super::terminal::{one_line, say, show, size};
use crate::engine::front_matter;
use crate::error::Error;
use crate::issue::Language;
use crate::pipeline::{Made, Report, Settings};
use crate::publish::{Operation, Outcome};
use crate::runner::{self, Level, Runner};

/// The outputs of the action, in the order of its declaration.
pub const OUTPUTS: [&str; 8] = [
    "pull-request-number",
    "pull-request-url",
    "pull-request-operation",
    "week",
    "issue-number",
    "post-path",
    "memo-count",
    "results",
];

/// The reports of a run, collected.
#[derive(Debug)]
pub(super) struct Reports {
    dry_run: bool,
    json: bool,
    runner: Runner,
    results: Vec<Value>,
}

impl Reports {
    pub(super) fn new(dry_run: bool, json: bool, runner: Runner) -> Self {
        Self {
            dry_run,
            json,
            runner,
            results: Vec::new(),
        }
    }

    /// Tells of one week as soon as it is done.
    pub(super) fn add(&mut self, settings: &Settings, report: &Report) -> Result<(), Error> {
        if self.results.is_empty() {
            for notice in settings.notices() {
                say("notice", &notice);
            }
        }
        for warning in &report.outcome.warnings {
            say("warning", warning);
            if self.runner.in_actions {
                let warning = one_line(warning);
                eprintln!("{}", runner::annotation(Level::Warning, None, &warning));
            }
        }
        for (step, text) in lines(settings, report) {
            say(step, &text);
        }
        if let Some(made) = &report.made
            && self.dry_run
            && !self.json
            && !self.runner.in_actions
        {
            show(made);
        }
        let summary = summary(report, self.dry_run);
        self.runner.write_summary(&summary).map_err(Error::Runner)?;
        self.results.push(result(report, self.dry_run));
        Ok(())
    }

    /// Tells what only the end of a run knows: the outputs, which are those of the newest week, and the JSON.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let results = Value::from(self.results.clone());
        if let Some(last) = self.results.last() {
            let outputs = OUTPUTS.map(|name| match name {
                "results" => (name, results.to_string()),
                _ => (name, plain(&last[name])),
            });
            self.runner.write_outputs(&outputs).map_err(Error::Runner)?;
        }
        if self.json {
            serde_json::to_writer_pretty(io::stdout().lock(), &results)
                .map_err(|error| Error::Print(error.into()))?;
            println!();
        }
        Ok(())
    }
}

/// The lines for people, each with the step it belongs to.
fn lines(settings: &Settings, report: &Report) -> Vec<(&'static str, String)> {
    let mut lines = vec![("week", week(report))];
    if let Some(made) = &report.made {
        let learnt = settings.learnt();
        let learnt = learnt.words(Language::En, &made.issue.title, &made.post.path);
        lines.extend(learnt.map(|words| ("learnt", words)));
        lines.push(("issue", issue(settings, made)));
        let warnings = made.post.warnings.iter();
        lines.extend(warnings.map(|it| ("warning", it.to_string())));
    }
    let in_folder = report.made.is_some() && report.outcome.url.is_none();
    let step = if in_folder { "wrote" } else { "notice" };
    let notices = report.outcome.notices.iter();
    lines.extend(notices.map(|notice| (step, notice.clone())));
    lines.extend(done(&report.outcome));
    lines
}

fn week(report: &Report) -> String {
    let Report {
        period, selection, ..
    } = report;
    let chosen = selection.memos.len();
    let found = chosen + selection.left_out.values().sum::<usize>();
    let left_out = match selection.left_out_words() {
        words if words.is_empty() => String::new(),
        words => format!(" ({words} left out)"),
    };
    format!(
        "{}, {}, {}: {}, {chosen} chosen{left_out}",
        period.id(),
        Language::En.days(period),
        period.zone(),
        counted(found, "memo")
    )
}

fn issue(settings: &Settings, made: &Made) -> String {
    let beside = made
        .post
        .files
        .iter()
        .filter(|file| file.path != made.post.path);
    let sizes: Vec<usize> = beside.map(|file| file.bytes.len()).collect();
    let files = match sizes.len() {
        0 => String::new(),
        count => format!(
            ", {} ({})",
            counted(count, "file"),
            size(sizes.iter().sum())
        ),
    };
    format!(
        "#{} {}, {}{files}",
        made.issue.number,
        made.issue.title,
        settings.engine.title()
    )
}

/// What was done; a folder has no pull request and says it by its notices.
fn done(outcome: &Outcome) -> Option<(&'static str, String)> {
    let url = outcome.url.as_deref();
    match (outcome.operation, url) {
        (Operation::Created, Some(url)) => Some(("pull", format!("opened {url}"))),
        (operation, Some(url)) => Some(("pull", format!("{operation} {url}"))),
        (Operation::Skipped, None) => Some(("pull", "none: nothing to publish".to_owned())),
        (_, None) => None,
    }
}

/// One week as a program reads it: the outputs of the action, and more.
fn result(report: &Report, dry_run: bool) -> Value {
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
    let mut result = json!({
        "week": period.id(),
        "memo-count": selection.memos.len(),
        "left-out": left_out.collect::<serde_json::Map<_, _>>(),
        "issue-number": made.as_ref().map(|made| made.issue.number),
        "title": made.as_ref().map(|made| &made.issue.title),
        "post-path": made.as_ref().map(|made| &made.post.path),
        "files": made.as_ref().map(|made| made.post.files.iter().map(|file| &file.path).collect::<Vec<_>>()),
        "pull-request-operation": outcome.operation,
        "pull-request-number": outcome.number,
        "pull-request-url": outcome.url,
        "warnings": made.as_ref().map(|made| made.post.warnings.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "withdrawn": outcome.warnings,
        "notices": outcome.notices,
    });
    if let Some(made) = made.as_ref().filter(|_| dry_run) {
        result["pull-request-title"] = json!(made.proposal.title);
        result["pull-request-body"] = json!(made.proposal.full_body());
        result["post"] = json!(post_text(made));
    }
    result
}

/// The step's summary: the outcome, the pull request's description, and the issue as it will be read.
fn summary(report: &Report, dry_run: bool) -> String {
    let week = report.period.id();
    let warnings = report.outcome.warnings.iter();
    let warnings = warnings.fold(String::new(), |all, warning| {
        all + "> [!CAUTION]\n> " + warning + "\n\n"
    });
    let Some(made) = &report.made else {
        let notices = report.outcome.notices.join("; ");
        let page = report.outcome.url.as_ref();
        let page =
            page.map(|url| format!("[Pull request]({url}) {}\n\n", report.outcome.operation));
        let notices = format!("No issue: {notices}\n\n");
        return format!("## {week}\n\n{warnings}{}", page.unwrap_or(notices));
    };
    let operation = report.outcome.operation;
    let outcome = match &report.outcome.url {
        Some(url) => format!("[Pull request]({url}) {operation}"),
        None if dry_run => "Dry run: nothing was written".to_owned(),
        None => format!("{operation}"),
    };
    let notices = report.outcome.notices.iter();
    let notices = notices.fold(String::new(), |all, notice| all + "> " + notice + "\n\n");
    format!(
        "## {}\n\n{warnings}{outcome}.\n\n{notices}{}\n\n<details><summary>{}</summary>\n\n{}\n\n</details>\n\n",
        made.proposal.title,
        made.proposal.body,
        made.post.path,
        without_front_matter(&post_text(made)),
    )
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

fn without_front_matter(post: &str) -> &str {
    front_matter::split(post).map_or(post, |parts| parts.body)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
