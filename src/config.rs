//! The configuration file: typed, with defaults, and with places in its errors.
//!
//! What a blogger decides once stands here and nowhere else; flags and environment variables are laid over the same
//! structure (see [`crate::cli`]), so there is one list of settings. Tokens are refused: a file that is committed is
//! no place for them.

mod branch;
mod error;
mod place;
mod quoting;
mod validate;
mod words;
mod zone;

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

pub use self::error::{Error, Frame};
pub use self::validate::{read_catch_up, read_minutes, read_post_path};
pub use self::words::{read_language, read_number, read_url, read_zone};
use crate::asset::{Images, Limits, Mode};
use crate::engine;
use crate::issue::{Language, Order, WhenEmpty};
use crate::memos::Version;
use crate::page_title::{Addresses, PageTitles};
use crate::publish::pull_request;
use crate::render::{Gallery, Group, Layout, TextOptions};
use crate::select::Rules;
use crate::series;
use crate::week::{WeekStart, Zone};
use crate::word;

/// Paths in the blog repository at one of which the configuration may be.
pub const PATHS: [&str; 2] = [".github/memos-weekly.yml", ".github/memos-weekly.yaml"];

/// The configuration of memos-weekly; every key is optional.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "memos-weekly configuration")]
pub struct Config {
    /// The Memos server.
    pub memos: Memos,
    /// IANA time zone in which weeks begin and end, for example `Asia/Shanghai`; UTC when not given.
    #[serde(deserialize_with = "word::optional")]
    #[schemars(with = "Option<String>")]
    pub timezone: Option<Zone>,
    /// The first day of a week.
    pub week_starts_on: WeekStart,
    /// The name of the series; `周刊` or `Weekly` when not given.
    pub series: Option<String>,
    /// Language of the built-in texts; that of the blog when not given.
    #[serde(deserialize_with = "word::optional")]
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
    pub select: Rules,
    /// How the text of a memo is changed.
    pub text: TextOptions,
    /// What links become.
    pub links: Links,
    /// What happens to images and files.
    pub attachments: Attachments,
    /// Where posts are and what they look like.
    pub blog: BlogOptions,
    /// The pull request.
    pub pull_request: pull_request::Options,
    /// Where issue numbers come from.
    pub number: Number,
    /// What happens in a week without memos.
    pub when_empty: WhenEmpty,
    /// How many missed weeks are made up at the most; 4 when not given, 52 at the most.
    #[schemars(range(max = 52))]
    pub catch_up: Option<usize>,
    /// How many minutes a run may take; 20 when not given.
    #[schemars(range(max = 360), extend("exclusiveMinimum" = 0))]
    pub timeout_minutes: Option<f64>,
    /// Path of a file with a list of all issues, for example `README.md`; each pull request adds its issue to it.
    pub index: Option<String>,
    /// Path of a template for the whole body of the post, relative to the repository's root.
    pub template: Option<String>,
}

/// The Memos server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Memos {
    /// Address of the server, for example `https://memos.example.org`; `MEMOS_URL` goes before it.
    #[serde(deserialize_with = "word::optional")]
    #[schemars(with = "Option<String>")]
    pub url: Option<Url>,
    /// The server's version, when it cannot be found out.
    #[serde(deserialize_with = "word::optional")]
    #[schemars(with = "Option<String>")]
    pub version: Option<Version>,
    /// Allow the token over plain http to a host that is not this machine.
    pub allow_insecure_http: bool,
}

/// What links become.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// Whether a bare address becomes a link with the page's title.
    pub titles: PageTitles,
    /// How a bare address is shown that has no title.
    pub addresses: Addresses,
    /// Whether the post may link to the pages of public memos; else the server's address is nowhere in it.
    pub to_memos: bool,
    /// Whether the issue links to the one before it; without a word on it, as the newest issues do.
    pub to_previous_issue: Option<bool>,
}

impl Default for Links {
    fn default() -> Self {
        Self {
            titles: PageTitles::default(),
            addresses: Addresses::default(),
            to_memos: true,
            to_previous_issue: None,
        }
    }
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
        let limits = Limits::default();
        Self {
            mode: Mode::default(),
            gallery: Gallery::default(),
            allow_svg: limits.allow_svg,
            allow_html: limits.allow_html,
            max_file_mb: limits.per_file / MEGABYTE,
            max_total_mb: limits.total / MEGABYTE,
            images: limits.images,
        }
    }
}

impl Attachments {
    /// Returns the limits of what may be copied.
    pub fn limits(&self) -> Limits {
        Limits {
            per_file: self.max_file_mb.saturating_mul(MEGABYTE),
            total: self.max_total_mb.saturating_mul(MEGABYTE),
            allow_svg: self.allow_svg,
            allow_html: self.allow_html,
            images: self.images,
        }
    }
}

const MEGABYTE: u64 = 1_000_000;

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

/// Where issue numbers come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Number {
    /// The number of the first issue.
    #[schemars(range(min = 1))]
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
}
