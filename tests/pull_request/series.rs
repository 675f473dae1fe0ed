//! Several weeks, their memos, one GitHub: a run is the whole pipeline.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Weekday};
use memos_weekly::config::Config;
use memos_weekly::memos::Source;
use memos_weekly::pipeline::{self, Egress, Job, Settings};
use memos_weekly::publish::{BlogSnapshot, Operation, PublishFlags};
use memos_weekly::series;

use super::desk::repository;
use crate::support::fake_github::FakeGithub;

const CONFIG: &str = ".github/memos-weekly.yml";

/// A blog with four issues, and what its author wrote since. Clones are the same blog.
#[derive(Clone)]
pub(super) struct Series {
    pub(super) github: FakeGithub,
    /// By week, newest first.
    pub(super) memos: BTreeMap<&'static str, Vec<String>>,
    /// Those of them that only their author may read.
    pub(super) private: BTreeSet<String>,
}

/// What became of a week.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ran {
    pub(super) number: u32,
    pub(super) operation: Operation,
    /// The commit that it says is the newest one of the branch.
    pub(super) head: Option<String>,
    pub(super) notices: Vec<String>,
}

impl Series {
    /// One memo in each of the weeks.
    pub(super) fn new(weeks: &[&'static str]) -> Self {
        let github = FakeGithub::start("nick/blog")
            .file("hugo.toml", "")
            .file(
                "content/posts/weekly-4/index.md",
                "---\ntitle: \"Weekly #4\"\ndate: 2023-02-05T12:00:00+00:00\n---\n\nText.\n",
            )
            .file(CONFIG, "timezone: UTC\nlanguage: en\nintro: 'This week:'\n");
        let one = |week: &&'static str| (*week, vec![format!("the first of {week}")]);
        Self {
            github,
            memos: weeks.iter().map(one).collect(),
            private: BTreeSet::new(),
        }
    }

    /// The same with a heading per memo.
    pub(super) fn in_sections(weeks: &[&'static str]) -> Self {
        let mut series = Self::new(weeks);
        let config = "timezone: UTC\nlanguage: en\nintro: 'This week:'\nlayout: sections\n";
        series.github = series.github.file(CONFIG, config);
        series
    }

    /// The same with a list of all issues.
    pub(super) fn with_index(weeks: &[&'static str]) -> Self {
        let mut series = Self::new(weeks);
        let config = "timezone: UTC\nlanguage: en\nindex: README.md\n";
        series.github = series.github.file(CONFIG, config);
        series.github = series.github.file("README.md", "# Nick's blog\n");
        series
    }

    /// A run for a week, or for `A..B`.
    pub(super) fn run(&self, weeks: &str) -> Vec<Ran> {
        self.try_run(weeks, None, PublishFlags::default())
            .expect("nothing stands in the way")
    }

    /// The numbers that a run comes to.
    pub(super) fn numbers(&self, weeks: &str) -> Vec<u32> {
        self.run(weeks).iter().map(|ran| ran.number).collect()
    }

    pub(super) fn try_run(
        &self,
        weeks: &str,
        number: Option<u32>,
        flags: PublishFlags,
    ) -> Result<Vec<Ran>, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime
            .block_on(self.pipeline(weeks, number, flags))
            .map_err(|error| error.to_string())
    }

    async fn pipeline(
        &self,
        weeks: &str,
        number: Option<u32>,
        flags: PublishFlags,
    ) -> Result<Vec<Ran>, Box<dyn std::error::Error>> {
        let repository = repository(&self.github);
        let look = repository
            .look(None, &series::first_look(&[CONFIG]))
            .await?;
        let config = Config::parse(look.blog.text(CONFIG).unwrap_or_default(), CONFIG)?;
        let settings = Settings::new(config, look.blog.clone());
        let blog = BlogSnapshot::Repository {
            repository: Box::new(repository),
            look: Box::new(look),
        };
        let job = Job {
            now: DateTime::parse_from_rfc3339("2023-06-01T00:00:00Z")?.to_utc(),
            weeks: Some(weeks.parse()?),
            number,
            dry_run: false,
            preview: false,
            flags,
            egress: Egress::default(),
        };
        let source = Source::from_saved(self.saved(), Vec::new(), None)?;
        let mut ran = Vec::new();
        pipeline::run(&job, &source, settings, &blog, |_, report| {
            ran.push(Ran {
                number: report.made.as_ref().map_or(0, |made| made.issue.number),
                operation: report.outcome.operation,
                head: report
                    .outcome
                    .branch
                    .as_ref()
                    .and_then(|it| it.head.clone()),
                notices: report
                    .outcome
                    .notices
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            });
            Ok(())
        })
        .await?;
        Ok(ran)
    }

    /// All memos as a server lists them.
    fn saved(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        for (week, memos) in &self.memos {
            let monday = monday(week).and_time(NaiveTime::MIN).and_utc();
            for (minute, memo) in (0..).zip(memos.iter().rev()) {
                let time = (monday + TimeDelta::minutes(minute)).to_rfc3339();
                rows.push(serde_json::json!({
                    "name": format!("memos/{}", id(memo)),
                    "state": "NORMAL",
                    "creator": "users/nick",
                    "createTime": time,
                    "updateTime": time,
                    "visibility": if self.private.contains(memo) { "PRIVATE" } else { "PUBLIC" },
                    "content": memo,
                }));
            }
        }
        serde_json::json!({ "memos": rows })
            .to_string()
            .into_bytes()
    }

    /// The title of every open pull request with the files that it changes, oldest first.
    pub(super) fn open(&self) -> Vec<(String, Vec<String>)> {
        let mut open = self.github.pulls();
        open.retain(|pull| pull.state == "OPEN");
        open.into_iter()
            .map(|pull| (pull.title, self.github.files(pull.number)))
            .collect()
    }
}

/// A memo keeps its id whatever is written before or after it.
fn id(memo: &str) -> String {
    memo.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

fn monday(week: &str) -> NaiveDate {
    let (year, week) = week.split_once("-W").expect("2023-W10");
    let (year, week) = (year.parse().expect("a year"), week.parse().expect("a week"));
    NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).expect("a week of that year")
}
