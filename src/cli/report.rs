//! What a run tells: lines for people, outputs and summary for the runner, JSON for programs.
//!
//! All of them are made of the same [`Report`], so they cannot disagree. A log never holds the text of a memo; summary
//! and outputs hold it where everybody who can read them can read the memos as well.

use serde_json::{Value, json};

use super::terminal::{SECRETS, command, print, say, show, size};
use crate::egress::Audience;
use crate::engine::front_matter;
use crate::error::Error;
use crate::github::Look;
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

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Ids and counts, nothing that a memo says.
    Counts,
    /// All of it.
    Text,
}

/// The reports of a run, collected.
#[derive(Debug)]
pub(super) struct Reports {
    dry_run: bool,
    json: bool,
    runner: Runner,
    /// Who can read summary and outputs.
    audience: Audience,
    /// As standard output has them, and as the outputs have them.
    results: Vec<[Value; 2]>,
}

impl Reports {
    pub(super) fn new(dry_run: bool, json: bool, runner: Runner, audience: Audience) -> Self {
        Self {
            dry_run,
            json,
            runner,
            audience,
            results: Vec::new(),
        }
    }

    /// Takes in what GitHub says of the blog's repository, which is mostly the workflow's own.
    pub(super) fn know(&mut self, look: &Look) {
        if self.runner.in_actions && self.runner.repository.as_ref() == Some(&look.full_name) {
            self.audience = Audience::of_repository(look.private);
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
                command(&runner::annotation(Level::Warning, None, warning));
            }
        }
        for (step, text) in lines(settings, report, self.in_log()) {
            say(step, &text);
        }
        if let Some(made) = &report.made
            && self.dry_run
            && !self.json
            && self.in_log() == Detail::Text
        {
            show(made)?;
        }
        let details = [self.in_log(), self.for_readers(report)];
        let results = details.map(|detail| result(report, self.dry_run, detail));
        self.results.push(results);
        self.write_summary(report)
    }

    /// Whether a pull request was opened.
    pub(super) fn opened(&self) -> bool {
        let created = json!(Operation::Created);
        let mut results = self.results.iter();
        results.any(|[result, _]| result["pull-request-operation"] == created)
    }

    /// Adds to the summary what GitHub does of itself.
    pub(super) fn hint(&self, hints: &[String]) {
        let hints = hints.iter();
        let text = hints.fold(String::new(), |all, hint| all + "> " + hint + "\n\n");
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
        if self.runner.in_actions {
            Detail::Counts
        } else {
            Detail::Text
        }
    }

    /// What summary and outputs may hold of a week.
    fn for_readers(&self, report: &Report) -> Detail {
        if self.audience == Audience::Public && report.selection.private_included() > 0 {
            Detail::Counts
        } else {
            Detail::Text
        }
    }

    /// What is done is done: a summary that cannot be written is no reason to stop.
    fn write_summary(&self, report: &Report) -> Result<(), Error> {
        let summary = summary(report, self.dry_run, self.for_readers(report));
        SECRETS.refuse("the step summary", summary.as_bytes())?;
        if let Err(error) = self.runner.write_summary(&summary) {
            let text = format!("cannot write the step summary: {error}");
            say("warning", &text);
        }
        Ok(())
    }
}

/// The lines for people, each with the step it belongs to.
fn lines(settings: &Settings, report: &Report, detail: Detail) -> Vec<(&'static str, String)> {
    let mut lines = vec![("week", week(report))];
    if let Some(made) = &report.made {
        let learnt = settings.learnt();
        if let (Some(title), Some(path)) = (title(made, detail), path(made, detail)) {
            let learnt = learnt.words(Language::En, title, path);
            lines.extend(learnt.map(|words| ("learnt", words)));
        }
        lines.push(("issue", issue(settings, made, detail)));
        lines.extend(warnings(made, detail).map(|text| ("warning", text)));
    }
    let in_folder = report.made.is_some() && report.outcome.url.is_none();
    let step = if in_folder { "wrote" } else { "notice" };
    if in_folder && detail == Detail::Counts {
        let count = report.outcome.notices.len();
        lines.extend((count > 0).then(|| (step, counted(count, "file"))));
    } else {
        let notices = report.outcome.notices.iter();
        lines.extend(notices.map(|notice| (step, notice.clone())));
    }
    lines.extend(done(&report.outcome));
    lines
}

/// The warnings about a post; they name files, so a log has only the items that they are about.
fn warnings(made: &Made, detail: Detail) -> impl Iterator<Item = String> {
    made.post
        .warnings
        .iter()
        .map(move |warning| match (detail, warning.item) {
            (Detail::Text, _) => warning.to_string(),
            (Detail::Counts, Some(item)) => {
                format!("item {item} did not come out as in Memos; the pull request says why")
            }
            (Detail::Counts, None) => {
                "there is a note about the post in the pull request".to_owned()
            }
        })
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

fn issue(settings: &Settings, made: &Made, detail: Detail) -> String {
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
    let title = match title(made, detail) {
        Some(title) => format!(" {title}"),
        None => String::new(),
    };
    let engine = settings.engine.title();
    format!("#{}{title}, {engine}{files}", made.issue.number)
}

/// What was done; a folder has no pull request and says it by its notices.
fn done(outcome: &Outcome) -> Option<(&'static str, String)> {
    let url = outcome.url.as_deref();
    match (outcome.operation, url) {
        (Operation::Created, Some(url)) => Some(("pull", format!("opened {url}"))),
        (Operation::WouldCreate, _) => outcome.branch.as_ref().map(|branch| {
            let (name, base) = (&branch.name, &branch.base);
            let text = format!("would open {name} → {base}; nothing was written");
            ("pull", text)
        }),
        (Operation::WouldUpdate, Some(url)) => {
            Some(("pull", format!("would update {url}; nothing was written")))
        }
        (operation, Some(url)) => Some(("pull", format!("{operation} {url}"))),
        (Operation::Skipped, None) => Some(("pull", "none: nothing to publish".to_owned())),
        (_, None) => None,
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
        "warnings": made.map(|made| warnings(made, detail).collect::<Vec<_>>()),
        "withdrawn": outcome.warnings,
        "notices": notices(report, detail),
    });
    if let Some(made) = text.filter(|_| dry_run) {
        result["pull-request-title"] = json!(made.proposal.title);
        result["pull-request-body"] = json!(made.proposal.full_body());
        result["post"] = json!(post_text(made));
    }
    result
}

/// What publishing had to say; a folder's files are named after attachments.
fn notices(report: &Report, detail: Detail) -> Vec<String> {
    let names_files = report.made.is_some() && report.outcome.url.is_none();
    if names_files && detail == Detail::Counts {
        return Vec::new();
    }
    let notices = report.outcome.notices.iter();
    notices.map(|it| SECRETS.redact(it).into_owned()).collect()
}

fn title(made: &Made, detail: Detail) -> Option<&str> {
    (detail == Detail::Text || !made.is_named_by_memos).then_some(made.issue.title.as_str())
}

fn path(made: &Made, detail: Detail) -> Option<&str> {
    (detail == Detail::Text || !made.is_named_by_memos).then_some(made.post.path.as_str())
}

/// The step's summary: the outcome, the pull request's description, and the issue as it will be read.
fn summary(report: &Report, dry_run: bool, detail: Detail) -> String {
    let week = report.period.id();
    let warnings = report.outcome.warnings.iter();
    let warnings = warnings.fold(String::new(), |all, warning| {
        all + "> [!CAUTION]\n> " + warning + "\n\n"
    });
    let notices = notices(report, detail);
    let Some(made) = &report.made else {
        let page = report.outcome.url.as_ref();
        let page =
            page.map(|url| format!("[Pull request]({url}) {}\n\n", report.outcome.operation));
        let notices = format!("No issue: {}\n\n", notices.join("; "));
        return format!("## {week}\n\n{warnings}{}", page.unwrap_or(notices));
    };
    let operation = report.outcome.operation;
    let outcome = match &report.outcome.url {
        Some(url) => format!("[Pull request]({url}) {operation}"),
        None if dry_run => "Dry run: nothing was written".to_owned(),
        None => format!("{operation}"),
    };
    let notices = notices.iter();
    let notices = notices.fold(String::new(), |all, it| all + "> " + it + "\n\n");
    if detail == Detail::Counts {
        let title = title(made, detail).unwrap_or(week);
        let withheld = withheld(report, made.issue.language);
        return format!("## {title}\n\n{warnings}{outcome}.\n\n{notices}{withheld}\n\n");
    }
    format!(
        "## {}\n\n{warnings}{outcome}.\n\n{notices}{}\n\n<details><summary>{}</summary>\n\n{}\n\n</details>\n\n",
        made.proposal.title,
        made.proposal.body,
        made.post.path,
        without_front_matter(&post_text(made)),
    )
}

/// Why the summary does not show the issue.
fn withheld(report: &Report, language: Language) -> String {
    let (all, private) = (
        report.selection.memos.len(),
        report.selection.private_included(),
    );
    match language {
        Language::ZhCn => format!(
            "共 {all} 条，其中 {private} 条在 Memos 中未公开。任何人都可以看到这份摘要，所以这里不显示内容。"
        ),
        Language::En => format!(
            "{}, {private} not public in Memos. Everybody can read this summary, so it does not show the issue.",
            counted(all, "memo")
        ),
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
