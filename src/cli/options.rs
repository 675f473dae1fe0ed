//! What several commands share: which server, which blog, which settings instead of the configured ones.

use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, Utc};
use url::Url;

use crate::config::{self, Config};
use crate::engine;
use crate::error::Error;
use crate::issue::{Language, WhenEmpty};
use crate::memos;
use crate::week::{WeekRequest, WeekStart, Zone};

/// What every command needs that makes issues.
#[derive(Debug, clap::Args)]
pub(super) struct SharedFlags {
    #[command(flatten)]
    pub source: SourceFlags,
    #[command(flatten)]
    pub blog: BlogFlags,
    #[command(flatten)]
    pub env: RunnerEnv,
}

/// Where a command looks that writes nothing into the blog.
#[derive(Debug, clap::Args)]
pub(super) struct CheckoutFlag {
    /// Look at a local checkout of the blog instead of the repository on GitHub
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The number of one issue.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct NumberFlag {
    /// Number of the issue, instead of the next one; of one week only
    #[arg(long, value_name = "N", value_parser = config::read_number)]
    pub number: Option<u32>,
}

/// Flags that say where the memos come from.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Memos")]
pub(super) struct SourceFlags {
    /// Address of the Memos server; its token is read from `MEMOS_TOKEN`
    #[arg(long, value_name = "URL", env = "MEMOS_URL", value_parser = config::read_url)]
    pub memos_url: Option<Url>,
    /// Read saved list responses instead of a server; a folder may hold the attachments beside them
    #[arg(long, value_name = "PATH|-")]
    pub memos_file: Option<PathBuf>,
    /// With --memos-file: whose memos to take, when there are those of several users
    #[arg(long, value_name = "USER")]
    pub memos_user: Option<String>,
    /// The server's version, when it cannot be found out
    #[arg(long, value_name = "VERSION")]
    pub memos_version: Option<memos::Version>,
    /// Allow the token over plain http to a host that is not this machine
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "true|false",
        hide_possible_values = true
    )]
    pub allow_insecure_http: Option<bool>,
}

/// Flags that say which blog it is and how it is written.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Blog")]
pub(super) struct BlogFlags {
    /// The configuration file [default: .github/memos-weekly.yml, here or on the base branch]
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// The blog's repository; its token is read from `GITHUB_TOKEN` [default: the workflow's own]
    #[arg(long, value_name = "OWNER/NAME")]
    pub repository: Option<String>,
    /// Branch that the pull request is to be merged into [default: the default branch]
    #[arg(long, value_name = "BRANCH")]
    pub base: Option<String>,
    /// The blog's engine [default: detected]
    #[arg(long, value_name = "NAME")]
    pub engine: Option<engine::Name>,
    /// Template of the post's path, for example `content/posts/{{ slug }}/index.md`
    #[arg(long, value_name = "TEMPLATE", value_parser = config::read_post_path)]
    pub path: Option<String>,
    /// Name of the series
    #[arg(long, value_name = "NAME")]
    pub series: Option<String>,
    /// Template of the post's title
    #[arg(long, value_name = "TEMPLATE")]
    pub title: Option<String>,
    /// Language of the built-in texts: zh-CN or en [default: the blog's]
    #[arg(long, value_name = "LANGUAGE", value_parser = config::read_language)]
    pub language: Option<Language>,
    /// IANA time zone in which weeks begin and end [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = config::read_zone)]
    pub timezone: Option<Zone>,
    /// First day of a week: monday, sunday or saturday [default: monday]
    #[arg(long, value_name = "DAY")]
    pub week_starts_on: Option<WeekStart>,
    /// What happens in a week without memos: skip, publish or fail [default: skip]
    #[arg(long, value_name = "WHAT")]
    pub when_empty: Option<WhenEmpty>,
    /// How many missed weeks are made up at the most [default: 4]
    #[arg(long, value_name = "WEEKS", value_parser = config::read_catch_up)]
    pub catch_up: Option<usize>,
    /// How many minutes the run may take [default: 20]
    #[arg(long, value_name = "MINUTES", value_parser = config::read_minutes)]
    pub timeout_minutes: Option<f64>,
}

/// What the runner tells about itself, and the clock.
#[derive(Debug, clap::Args)]
pub(super) struct RunnerEnv {
    #[arg(long, hide = true, env = "GITHUB_REPOSITORY")]
    pub github_repository: Option<String>,
    #[arg(
        long,
        hide = true,
        env = "GITHUB_API_URL",
        default_value = "https://api.github.com"
    )]
    pub github_api_url: Url,
    #[arg(long, hide = true, env = "GITHUB_GRAPHQL_URL")]
    pub github_graphql_url: Option<Url>,
    /// Fixes the clock, to reproduce a run
    #[arg(long, hide = true, value_name = "RFC 3339", value_parser = read_now)]
    pub now: Option<DateTime<Utc>>,
}

/// Reads an instant within the years that a calendar is sure of.
fn read_now(word: &str) -> Result<DateTime<Utc>, String> {
    match word.parse::<DateTime<Utc>>() {
        Ok(now) if (1970..=9998).contains(&now.year()) => Ok(now),
        Ok(_) => Err("it is not between the years 1970 and 9998".to_owned()),
        Err(error) => Err(format!(
            "{error}; expected for example 2023-03-13T02:00:00Z"
        )),
    }
}

impl RunnerEnv {
    /// The time at which the run takes place.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }
}

impl SourceFlags {
    /// Lays the flags over the configuration.
    pub(super) fn lay_over(&self, config: &mut Config) {
        replace(&mut config.memos.url, self.memos_url.as_ref());
        replace(&mut config.memos.version, self.memos_version.as_ref());
        let allows = &mut config.memos.allow_insecure_http;
        *allows = self.allow_insecure_http.unwrap_or(*allows);
    }
}

impl BlogFlags {
    /// Lays the flags over the configuration.
    pub(super) fn lay_over(&self, config: &mut Config) {
        replace(&mut config.blog.repository, self.repository.as_ref());
        replace(&mut config.pull_request.base, self.base.as_ref());
        replace(&mut config.blog.engine, self.engine.as_ref());
        replace(&mut config.blog.path, self.path.as_ref());
        replace(&mut config.series, self.series.as_ref());
        replace(&mut config.title, self.title.as_ref());
        replace(&mut config.language, self.language.as_ref());
        replace(&mut config.timezone, self.timezone.as_ref());
        replace(&mut config.catch_up, self.catch_up.as_ref());
        replace(&mut config.timeout_minutes, self.timeout_minutes.as_ref());
        config.week_starts_on = self.week_starts_on.unwrap_or(config.week_starts_on);
        config.when_empty = self.when_empty.unwrap_or(config.when_empty);
    }
}

impl NumberFlag {
    /// The number, which is refused for several weeks.
    pub(super) fn of(self, week: Option<WeekRequest>) -> Result<Option<u32>, Error> {
        match (self.number, week) {
            (Some(number), Some(WeekRequest::Weeks(first, last))) if first != last => {
                Err(Error::Usage {
                    message: format!(
                        "the number {number} is that of one issue, and {first}..{last} are several"
                    ),
                    help: Some(
                        "leave --number out, so that they are numbered one after the other, or ask for one week"
                            .to_owned(),
                    ),
                })
            }
            _ => Ok(self.number),
        }
    }
}

fn replace<T: Clone>(setting: &mut Option<T>, flag: Option<&T>) {
    if let Some(flag) = flag {
        *setting = Some(flag.clone());
    }
}
