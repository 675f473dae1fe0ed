//! The issue: its number, its title, its memos.
//!
//! Numbers are never computed from the calendar, because people pause for weeks: they are read from what is published
//! and from the pull requests that are open.

mod headline;
mod language;
mod number;
mod sentence;

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, Utc};
use regex::Regex;

use crate::memo::Memo;
use crate::template;
use crate::week::Period;

pub use headline::first_thought;
pub use language::{Language, UnknownLanguage, is_traditional_chinese};
pub use number::{Error, LedgerEntry, Published, PullState, assign_number, post_about};
pub use sentence::Sentence;

/// One issue, complete but for its rendering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Number of the issue in its series.
    pub number: u32,
    /// The days it covers.
    pub period: Period,
    /// The name that all issues share.
    pub series: String,
    /// The title of this issue, on one line.
    pub title: String,
    /// The name of its file or folder, without extension: one safe path segment.
    pub slug: String,
    /// A few words of its first public memo; empty without one. They stand in titles and names, which are seen by more
    /// people than the post is.
    pub headline: String,
    /// The same of the first few.
    pub highlights: Vec<String>,
    /// The language of what we write ourselves.
    pub language: Language,
    /// The date of its post.
    pub date: DateTime<FixedOffset>,
    /// The memos in their final order.
    pub memos: Vec<Memo>,
}

/// The parts of which an issue is made.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// Number of the issue in its series.
    pub number: u32,
    /// The days it covers.
    pub period: Period,
    /// The name and the templates of the series.
    pub titles: &'a Titles,
    /// The language of what we write ourselves.
    pub language: Language,
    /// The chosen memos, oldest first.
    pub memos: Vec<Memo>,
    /// The order in which they are shown.
    pub order: Order,
    /// The present time, past which no post may be dated.
    pub now: DateTime<Utc>,
}

impl Issue {
    /// Puts the memos into order and renders title and slug.
    pub fn compose(parts: Parts<'_>) -> Result<Self, template::Error> {
        let Parts {
            number,
            period,
            titles,
            language,
            mut memos,
            order,
            now,
        } = parts;
        if order == Order::NewestFirst {
            memos.reverse();
        }
        let (headline, highlights) = headline::of(&memos);
        let mut issue = Self {
            number,
            series: titles.series.clone(),
            title: String::new(),
            slug: String::new(),
            headline,
            highlights,
            language,
            date: period.post_date(now),
            memos,
            period,
        };
        let mut context = issue.context();
        context.title = None;
        context.slug = None;
        let title = template::render("title", &titles.title, &context)?;
        issue.title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        context.title = Some(issue.title.clone());
        let slug = template::render("slug", &titles.slug, &context)?;
        issue.slug = safe_slug(&slug).unwrap_or_else(|| format!("weekly-{number}"));
        Ok(issue)
    }

    /// The distinct tags of its memos, in order of appearance.
    pub fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.memos.iter().flat_map(|memo| &memo.tags) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }

    /// Summarises the issue in a few words: `晚霞、置身事内、uv 等 43 条`; empty if no public memo has words.
    pub fn summary(&self) -> String {
        self.language.summary(&self.highlights, self.memos.len())
    }

    /// Returns the values that templates may use.
    pub fn context(&self) -> template::Context {
        template::Context {
            series: self.series.clone(),
            number: self.number,
            title: Some(self.title.clone()),
            slug: Some(self.slug.clone()),
            date: self.date,
            headline: self.headline.clone(),
            language: self.language.to_string(),
            week: self.period.id().to_owned(),
            first_day: self.period.first_day(),
            last_day: self.period.last_day(),
            days: self.language.days(&self.period),
            iso_year: self.period.iso_year(),
            iso_week: self.period.iso_week(),
            count: self.memos.len(),
            tags: self.tags(),
            previous: None,
        }
    }
}

/// The name of a series, and the templates of its titles and file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titles {
    /// The name that all issues share.
    pub series: String,
    /// The template of the title of one.
    pub title: String,
    /// The template of the name of its file or folder, without extension.
    pub slug: String,
}

impl Titles {
    /// Returns the name and the templates that are used when nothing is configured.
    pub fn default_for(language: Language) -> Self {
        let (series, title) = match language {
            Language::ZhCn => ("周刊", "{{ series }}·第{{ number | chinese }}期"),
            Language::En => ("Weekly", "{{ series }} #{{ number }}"),
        };
        Self {
            series: series.to_owned(),
            title: title.to_owned(),
            slug: "weekly-{{ number }}".to_owned(),
        }
    }
}

/// The order of the memos in an issue.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The latest memo first.
    #[default]
    NewestFirst,
    /// The earliest memo first.
    OldestFirst,
}

/// What happens in a week without memos.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
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

/// One path segment that every system and every URL takes: letters of all scripts, digits, `-`, `_` and inner dots.
/// `None` if nothing of the kind is in `text`.
pub fn safe_slug(text: &str) -> Option<String> {
    /// Leaves room for a date before it and an extension behind it below the usual 255 bytes.
    const LONGEST: usize = 120;
    static UNSAFE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:[^\p{L}\p{M}\p{N}._]|\.{2,})+").expect("a valid pattern"));
    let slug = UNSAFE.replace_all(text.trim(), "-");
    let slug = slug.trim_start_matches(['-', '.']);
    let slug = &slug[..slug.floor_char_boundary(LONGEST)];
    let slug = slug.trim_end_matches(['-', '.']);
    (!slug.is_empty()).then(|| slug.to_owned())
}
