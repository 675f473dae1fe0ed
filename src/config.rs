//! The configuration file: typed, with defaults, and with places in its errors.
//!
//! What a blogger decides once stands here and nowhere else; flags and environment variables are laid over the same
//! structure (see [`crate::cli`]), so there is one list of settings. Tokens are refused: a file that is committed is
//! no place for them.

mod branch;
mod error;
mod place;
mod quoting;
mod words;
mod zone;

use std::collections::BTreeSet;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

pub use self::error::{Error, Frame};
pub use self::words::{read_language, read_number, read_url, read_zone};
use crate::asset::{Images, Mode};
use crate::blog::{BlogPath, PathError};
use crate::engine;
use crate::issue::{Language, Order};
use crate::memo::Visibility;
use crate::memos::Version;
use crate::render::{Gallery, Group, Layout};
use crate::select::TimeOf;
use crate::series;
use crate::week::{WeekStart, Zone};

/// Where the configuration is looked for in the blog repository; it may be in one of these places.
pub const PATHS: [&str; 2] = [".github/memos-weekly.yml", ".github/memos-weekly.yaml"];

/// The configuration of memos-weekly; every key is optional.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "memos-weekly configuration")]
pub struct Config {
    /// The Memos server.
    pub memos: Memos,
    /// IANA time zone in which weeks begin and end, for example `Asia/Shanghai`; UTC when not given.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<String>")]
    pub timezone: Option<Zone>,
    /// The first day of a week.
    pub week_starts_on: WeekStart,
    /// The name of the series; `周刊` or `Weekly` when not given.
    pub series: Option<String>,
    /// Language of the built-in texts; that of the blog when not given.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<Language>")]
    pub language: Option<Language>,
    /// Template of the title, for example `{{ series }}·第{{ number | chinese }}期`.
    pub title: Option<String>,
    /// Template of the slug, for example `weekly-{{ number }}`.
    pub slug: Option<String>,
    /// Template of the paragraph before the memos; empty for none.
    pub intro: Option<String>,
    /// Template of the paragraph after the memos.
    pub outro: Option<String>,
    /// Order of the memos.
    pub order: Order,
    /// How the memos are laid out.
    pub layout: Layout,
    /// For the layout `grouped`: the groups, in order; what fits none comes last.
    pub groups: Vec<Group>,
    /// For the layout `grouped`: the heading over what fits no group.
    pub rest: Option<String>,
    /// Which memos are taken.
    pub select: Select,
    /// How the text of a memo is changed.
    pub text: Text,
    /// What links become.
    pub links: Links,
    /// What happens to images and files.
    pub attachments: Attachments,
    /// Where posts are and what they look like.
    pub blog: BlogOptions,
    /// The pull request.
    pub pull_request: PullRequest,
    /// Where issue numbers come from.
    pub number: Number,
    /// What happens in a week without memos.
    pub when_empty: WhenEmpty,
    /// How many missed weeks are made up at the most; 4 when not given, 52 at the most.
    #[schemars(range(max = 52))]
    pub catch_up: Option<usize>,
    /// How many minutes a run may take; 20 when not given.
    #[schemars(range(min = 0, max = 360))]
    pub timeout_minutes: Option<f64>,
    /// Path of a file with a list of all issues, for example `README.md`; each pull request adds its issue to it.
    pub index: Option<String>,
    /// Path of a template for the whole body of the post, relative to the repository's root.
    pub template: Option<String>,
}

/// The Memos server.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Memos {
    /// Address of the server, for example `https://memos.example.org`; `MEMOS_URL` goes before it.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<String>")]
    pub url: Option<Url>,
    /// The server's version, when it cannot be found out.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<String>")]
    pub version: Option<Version>,
    /// Allow the token over plain http to a host that is not this machine.
    pub allow_insecure_http: bool,
}

/// Which memos are taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Select {
    /// Visibilities that are taken; only `public` when not given.
    pub visibility: BTreeSet<Visibility>,
    /// Take memos that are not public even when the blog's repository is public, where everybody can read them
    /// before they are reviewed.
    pub private_in_public_repository: bool,
    /// Only memos with one of these tags; a tag covers the tags nested in it.
    pub tags: Vec<String>,
    /// No memo with one of these tags.
    pub exclude_tags: Vec<String>,
    /// Only memos whose text matches this regular expression.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<String>")]
    pub matching: Option<Regex>,
    /// No memo whose text matches this regular expression.
    #[serde(deserialize_with = "words::optional")]
    #[schemars(with = "Option<String>")]
    pub not_matching: Option<Regex>,
    /// Only pinned memos (`true`) or only those that are not (`false`).
    pub pinned: Option<bool>,
    /// Least number of characters of a memo's text.
    pub min_length: usize,
    /// Which time of a memo decides its week.
    pub time: TimeOf,
}

impl Default for Select {
    fn default() -> Self {
        Self {
            visibility: BTreeSet::from([Visibility::Public]),
            private_in_public_repository: false,
            tags: Vec::new(),
            exclude_tags: Vec::new(),
            matching: None,
            not_matching: None,
            pinned: None,
            min_length: 0,
            time: TimeOf::default(),
        }
    }
}

/// How the text of a memo is changed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Text {
    /// What happens to `#tags` in the text.
    pub tags: Tags,
    /// For `tags: link`: the address of a tag's page, with `{tag}` in it, for example `/tags/{tag}/`.
    pub tag_url: Option<String>,
    /// Whether a line break in a memo is one in the post.
    pub line_breaks: LineBreaks,
    /// Also write the week's tags into the post's front matter.
    pub tags_in_front_matter: bool,
}

/// What happens to `#tags` in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tags {
    /// Tags at the beginning or end go; inside a sentence the word stays.
    #[default]
    Strip,
    /// Tags stay as they are.
    Keep,
    /// Tags become links to `tag_url`.
    Link,
}

/// Whether a line break in a memo is one in the post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LineBreaks {
    /// Every line break is seen, as in Memos.
    #[default]
    Hard,
    /// Lines of a paragraph flow together, as in Markdown.
    Soft,
}

/// What links become.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// Whether a bare address becomes a link with the page's title.
    pub titles: Titles,
    /// How a bare address is shown that has no title.
    pub addresses: Addresses,
    /// Whether the post may link to the pages of public memos; else the server's address is nowhere in it.
    pub to_memos: bool,
    /// Whether the issue links to the one before it.
    pub to_previous_issue: bool,
}

impl Default for Links {
    fn default() -> Self {
        Self {
            titles: Titles::default(),
            addresses: Addresses::default(),
            to_memos: true,
            to_previous_issue: false,
        }
    }
}

/// How a bare address is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Addresses {
    /// As it is.
    #[default]
    Full,
    /// By its host: `example.org/…`.
    Short,
}

/// Whether a bare address becomes a link with the page's title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Titles {
    /// It stays as it is.
    #[default]
    Off,
    /// The title is asked of the Memos server, else of the page if that is on the public Internet and can be reached
    /// without a proxy.
    Fetch,
}

/// What happens to images and files.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Attachments {
    /// Copy them beside the post, link to where they are, or leave them out.
    pub mode: Mode,
    /// How several pictures of one memo are shown.
    pub gallery: Gallery,
    /// Copy SVG images; they can hold scripts.
    pub allow_svg: bool,
    /// Copy HTML files; they can hold scripts.
    pub allow_html: bool,
    /// Largest file that is copied, in megabytes (10⁶ bytes).
    pub max_file_mb: u64,
    /// Most that is copied for one issue, in megabytes (10⁶ bytes).
    pub max_total_mb: u64,
    /// Make pictures smaller; without this key they stay as they are, less their metadata.
    pub images: Option<Images>,
}

impl Default for Attachments {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            gallery: Gallery::default(),
            allow_svg: false,
            allow_html: false,
            max_file_mb: 5,
            max_total_mb: 20,
            images: None,
        }
    }
}

/// Where posts are and what they look like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BlogOptions {
    /// The blog's engine; detected when not given.
    pub engine: Option<engine::Name>,
    /// Template of the post's path, for example `content/posts/{{ slug }}/index.md`.
    pub path: Option<String>,
    /// Keys that are added to the post's front matter, or replace what is written there; `null` leaves one out.
    pub front_matter: serde_json::Map<String, serde_json::Value>,
    /// `owner/name` of the blog's repository when it is not the one of the workflow.
    pub repository: Option<String>,
}

/// The pull request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PullRequest {
    /// The branch it is to be merged into; the default branch when not given.
    pub base: Option<String>,
    /// What stands before the week in the branch's name.
    pub branch_prefix: String,
    /// Template of its title.
    pub title: Option<String>,
    /// Template of a text that goes before the table of memos.
    pub body: Option<String>,
    /// Labels; they are made if there are none of that name.
    pub labels: Vec<String>,
    /// Users who are asked for a review.
    pub reviewers: Vec<String>,
    /// Teams that are asked for a review.
    pub team_reviewers: Vec<String>,
    /// Users to whom it is assigned.
    pub assignees: Vec<String>,
    /// Open it as a draft.
    pub draft: bool,
    /// Also change it after somebody approved it.
    pub update_after_approval: bool,
}

impl Default for PullRequest {
    fn default() -> Self {
        Self {
            base: None,
            branch_prefix: "memos-weekly/".to_owned(),
            title: None,
            body: None,
            labels: Vec::new(),
            reviewers: Vec::new(),
            team_reviewers: Vec::new(),
            assignees: Vec::new(),
            draft: false,
            update_after_approval: false,
        }
    }
}

/// Where issue numbers come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Number {
    /// The number of the first issue.
    pub start: u32,
    /// Where the numbers of published issues are read.
    pub from: series::NumberFrom,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            start: 1,
            from: series::NumberFrom::default(),
        }
    }
}

/// What happens in a week without memos.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhenEmpty {
    /// There is no issue; no number is used up.
    #[default]
    Skip,
    /// There is an issue without memos.
    Publish,
    /// The run fails.
    Fail,
}

impl std::fmt::Display for WhenEmpty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Skip => "skip",
            Self::Publish => "publish",
            Self::Fail => "fail",
        })
    }
}

impl std::str::FromStr for WhenEmpty {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "skip" => Ok(Self::Skip),
            "publish" => Ok(Self::Publish),
            "fail" => Ok(Self::Fail),
            _ => Err("expected one of `skip`, `publish`, `fail`".to_owned()),
        }
    }
}

/// The most weeks that are made up.
const MOST_CAUGHT_UP: usize = 52;

/// The longest that a run may take, in minutes: as long as a job on GitHub.
const LONGEST: f64 = 360.0;

/// Reads how many weeks are made up; the error is a sentence for the one who wrote it.
pub fn read_catch_up(word: &str) -> Result<usize, String> {
    match word.parse() {
        Ok(weeks) if weeks <= MOST_CAUGHT_UP => Ok(weeks),
        _ => Err(format!(
            "cannot be {word}; expected a whole number from 0 to {MOST_CAUGHT_UP}"
        )),
    }
}

/// Reads how many minutes a run may take; the error is a sentence for the one who wrote it.
pub fn read_minutes(word: &str) -> Result<f64, String> {
    match word.parse() {
        Ok(minutes) if minutes > 0.0 && minutes <= LONGEST => Ok(minutes),
        _ => Err(format!(
            "cannot be {word}; expected a number of minutes up to {LONGEST}"
        )),
    }
}

/// Reads a template of a post's path; the error is a sentence for the one who wrote it.
pub fn read_post_path(word: &str) -> Result<String, String> {
    match post_path(word) {
        Ok(_) => Ok(word.to_owned()),
        Err(reason) => Err(format!("`{word}` is not a path for posts: {reason}")),
    }
}

/// The template of a post's path as a path: what is in braces is some name.
fn post_path(template: &str) -> Result<BlogPath, PathError> {
    let names = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}").expect("a valid pattern");
    BlogPath::writable(&names.replace_all(template.trim().trim_start_matches("./"), "name"))
}

/// The path of a list of all issues.
fn index_path(path: &str) -> Result<BlogPath, PathError> {
    let path = BlogPath::writable(path)?;
    let is_markdown = [".md", ".markdown"]
        .iter()
        .any(|end| path.as_str().ends_with(end));
    is_markdown.then_some(path).ok_or(PathError::NotAPath)
}

impl Config {
    /// Reads a configuration; `file` is how messages call it.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        words::refuse_tokens(text, file)?;
        if text
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        {
            return Ok(Self::default());
        }
        // What stands behind a `#` would be gone without a word, and with it a rule that keeps memos in.
        if let Some(place) = quoting::unquoted(text) {
            return Err(Error::unquoted(place, text, file));
        }
        let config: Self =
            serde_yaml::from_str(text).map_err(|error| Error::from_yaml(&error, text, file))?;
        config.validate(text, file)?;
        Ok(config)
    }

    /// The JSON Schema of the file, for editors.
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }

    /// What no single value can tell.
    fn validate(&self, text: &str, file: &str) -> Result<(), Error> {
        let refuse = |key: &str, message: &str| Err(Error::value(text, file, key, message));
        if self.select.visibility.is_empty() {
            return refuse(
                "select.visibility",
                "`select.visibility` is empty; no memo could ever be taken",
            );
        }
        if self.layout == Layout::Grouped && self.groups.is_empty() {
            return refuse(
                "layout",
                "the layout `grouped` needs `groups`; each has a `title` and `tags`",
            );
        }
        match (self.text.tags, &self.text.tag_url) {
            (Tags::Link, None) => {
                return refuse(
                    "text.tags",
                    "`text.tags: link` needs `text.tag_url`; for example `/tags/{tag}/`",
                );
            }
            (_, Some(url)) if !url.contains("{tag}") => {
                return refuse(
                    "text.tag_url",
                    "`text.tag_url` names no tag; expected an address with `{tag}` in it",
                );
            }
            _ => {}
        }
        if let Some(Err(reason)) = self.template.as_deref().map(BlogPath::new) {
            return refuse(
                "template",
                &format!(
                    "`template` is not a path in the repository: {reason}; for example `.github/weekly.md.jinja`"
                ),
            );
        }
        if let Some(Err(reason)) = self.blog.path.as_deref().map(post_path) {
            return refuse(
                "blog.path",
                &format!(
                    "`blog.path` is not a path for posts: {reason}; for example `content/posts/{{{{ slug }}}}.md`"
                ),
            );
        }
        if let Some(Err(reason)) = self.index.as_deref().map(index_path) {
            return refuse(
                "index",
                &format!(
                    "`index` is not a path for a list of issues: {reason}; for example `README.md`"
                ),
            );
        }
        if let Some(Err(message)) = self.catch_up.map(|weeks| read_catch_up(&weeks.to_string())) {
            return refuse("catch_up", &format!("`catch_up` {message}"));
        }
        if let Some(Err(message)) = self.timeout_minutes.map(|it| read_minutes(&it.to_string())) {
            return refuse("timeout_minutes", &format!("`timeout_minutes` {message}"));
        }
        if let Some((key, message)) = self.attachments.images.and_then(Images::complaint) {
            return refuse(&format!("attachments.{key}"), message);
        }
        if let Some(reason) = branch::complaint(&self.pull_request.branch_prefix) {
            let message = format!("`pull_request.branch_prefix` {reason}");
            return refuse("pull_request.branch_prefix", &message);
        }
        Ok(())
    }
}
