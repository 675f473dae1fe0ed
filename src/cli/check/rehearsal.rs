//! The rehearsal: the issues that a run would make now, made in memory by the very path of a dry run.

use super::findings::Findings;
use crate::cli::exposure;
use crate::config::Config;
use crate::error::Error;
use crate::issue::{Sentence, WhenEmpty};
use crate::memos::Source;
use crate::pipeline::{self, Egress, Job, Report, Settings};
use crate::publish::{BlogSnapshot, Operation, PublishFlags};
use crate::size::counted;
use crate::week::{Period, WeekRequest};

/// A rehearsal: a dry run, with all that it needs.
pub(super) struct Rehearsal<'a> {
    pub(super) job: Job,
    pub(super) settings: Settings,
    pub(super) snapshot: &'a BlogSnapshot,
}

impl<'a> Rehearsal<'a> {
    /// Prepares the rehearsal of a run now without any flag.
    pub(super) fn new(
        now: chrono::DateTime<chrono::Utc>,
        settings: Settings,
        snapshot: &'a BlogSnapshot,
    ) -> Self {
        let job = Job {
            now,
            weeks: None,
            number: None,
            dry_run: true,
            preview: false,
            flags: PublishFlags::default(),
            egress: Egress {
                secrets: crate::cli::secrets(),
                public_target: None,
            },
        };
        Self {
            job,
            settings,
            snapshot,
        }
    }

    /// Makes the issues; where there are no memos to make one of, one of a sample memo.
    pub(super) async fn play(mut self, source: Option<&Source>, findings: &mut Findings) {
        let exposed = exposure::refuse(&self.settings.config, self.snapshot);
        self.job.egress.public_target = findings.note("visibility", exposed).flatten();
        let made = match source {
            Some(source) => self.run(source, findings).await,
            None => Ok(0),
        };
        match made {
            Ok(0) => self.sample(findings).await,
            Ok(_) => {}
            Err(error) => findings.fail(subject(&error), error),
        }
    }

    /// Says how many issues were made.
    async fn run(&self, source: &Source, findings: &mut Findings) -> Result<usize, Error> {
        let mut made = 0;
        let settings = self.settings.clone();
        let run = pipeline::run(&self.job, source, settings, self.snapshot, |_, report| {
            made += usize::from(report.made.is_some());
            tell(report, findings);
            Ok(())
        });
        Box::pin(run).await.map(|()| made)
    }

    /// Templates and paths, tried on a memo that every rule lets through.
    async fn sample(mut self, findings: &mut Findings) {
        let period = self.settings.calendar.last(self.job.now);
        let config = &mut self.settings.config;
        config.select = Config::default().select;
        config.when_empty = WhenEmpty::Publish;
        self.job.weeks = Some(WeekRequest::Last);
        let tried = async {
            let source = Source::from_saved(memo(&period), Vec::new(), None)?;
            let settings = self.settings.clone();
            let mut done = None;
            let run = pipeline::run(&self.job, &source, settings, self.snapshot, |_, report| {
                done = report.made.as_ref().map(|made| made.post.path.clone());
                Ok(())
            });
            Box::pin(run).await.map(|()| done)
        };
        match tried.await {
            Ok(Some(path)) => {
                let place = if findings.hides_blog {
                    String::new()
                } else {
                    format!(" as {path}")
                };
                findings.good("rehearsal", format!("a sample memo renders{place}"));
            }
            Ok(None) => {}
            Err(error) => findings.fail(subject(&error), error),
        }
    }
}

/// A list of one memo in the middle of a period.
fn memo(period: &Period) -> Vec<u8> {
    let middle = period.start() + (period.end() - period.start()) / 2;
    let time = middle.to_rfc3339();
    let memo = serde_json::json!({
        "name": "memos/sample",
        "state": "NORMAL",
        "creator": "users/sample",
        "createTime": time,
        "updateTime": time,
        "displayTime": time,
        "content": "A sample note with a [link](https://example.org).",
        "visibility": "PUBLIC",
    });
    serde_json::json!({ "memos": [memo] })
        .to_string()
        .into_bytes()
}

/// Reports the result of a week.
fn tell(report: &Report, findings: &mut Findings) {
    let week = report.period.id();
    for warning in &report.outcome.warnings {
        findings.doubtful("rehearsal", warning.to_string());
    }
    let Some(made) = &report.made else {
        let why = Sentence::join(&report.outcome.notices);
        findings.doubtful("rehearsal", format!("{week} would be skipped: {why}"));
        return;
    };
    for warning in &made.post.warnings {
        findings.doubtful("rehearsal", format!("{week}: {warning}"));
    }
    let images: usize = made.post.entries.iter().map(|entry| entry.images).sum();
    let what = format!(
        "#{}, {}, {}",
        made.issue.number,
        counted(made.issue.memos.len(), "item"),
        counted(images, "image"),
    );
    let notices = report.outcome.notices.iter();
    let notices = notices.fold(String::new(), |all, notice| format!("{all}; {notice}"));
    let then = match (report.outcome.operation, &report.outcome.branch) {
        (Operation::WouldCreate, Some(branch)) => {
            format!("would open {} → {}", branch.name, branch.base)
        }
        (operation, _) => operation.to_string(),
    };
    findings.good(
        "rehearsal",
        format!("{week} renders: {what}; {then}{notices}"),
    );
}

/// Returns the subject under which an error of the rehearsal is reported.
fn subject(error: &Error) -> &'static str {
    match error {
        Error::Template(_) | Error::Render(_) | Error::NoFile { .. } | Error::Unreadable { .. } => {
            "template"
        }
        Error::SamePath { .. } => "path",
        Error::Memos(_) => "memos",
        Error::EmptyWeek { .. } => "selection",
        Error::Issue(_) => "next issue",
        Error::Leak(_) | Error::PrivateInPublic { .. } => "visibility",
        Error::Publish(_) => "publish",
        _ => "rehearsal",
    }
}
