//! Rules: which memos of a period go into the issue, and why the others do not.
//!
//! What is left out is only ever counted: logs and pull requests may be public, the memos are not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::issue::{Language, Sentence};
use crate::memo::{Memo, Visibility, bare};
use crate::size::counted;
use crate::week::Period;
use crate::word;

/// Chooses the memos of `period`, oldest first. Memos of other times are dropped without being counted.
pub fn select(memos: Vec<Memo>, period: &Period, rules: &Rules) -> Selection {
    let mut selection = Selection::default();
    for memo in memos {
        if !period.contains(rules.time.of(&memo)) {
            continue;
        }
        match rules.reason_against(&memo) {
            Some(reason) => *selection.left_out.entry(reason).or_default() += 1,
            None => selection.memos.push(memo),
        }
    }
    selection.memos.sort_by(|a, b| {
        let key = |memo: &Memo| rules.time.of(memo);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    selection
}

/// Which memos are taken. A memo has to satisfy all of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
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
    #[serde(deserialize_with = "word::optional")]
    #[schemars(with = "Option<String>")]
    pub matching: Option<Regex>,
    /// No memo whose text matches this regular expression.
    #[serde(deserialize_with = "word::optional")]
    #[schemars(with = "Option<String>")]
    pub not_matching: Option<Regex>,
    /// Only pinned memos (`true`) or only those that are not (`false`).
    pub pinned: Option<bool>,
    /// Least number of characters of a memo's text.
    pub min_length: usize,
    /// Which time of a memo decides its week.
    pub time: TimeOf,
    /// A memo that is nothing but tags counts as one with words. Said by what becomes of tags, not by a key of its own.
    #[serde(skip)]
    pub tags_only: bool,
}

impl Default for Rules {
    /// Every public memo, by the time it was written.
    fn default() -> Self {
        Self {
            visibility: BTreeSet::from([Visibility::Public]),
            private_in_public_repository: false,
            tags: Vec::new(),
            exclude_tags: Vec::new(),
            matching: None,
            not_matching: None,
            pinned: None,
            tags_only: true,
            min_length: 0,
            time: TimeOf::default(),
        }
    }
}

impl Rules {
    /// The first rule that speaks against a memo, in the order of [`Reason`].
    fn reason_against(&self, memo: &Memo) -> Option<Reason> {
        if !self.visibility.contains(&memo.visibility) {
            return Some(Reason::of_visibility(memo.visibility));
        }
        if let Some(tag) = self.exclude_tags.iter().find(|tag| memo.has_tag(tag)) {
            return Some(Reason::Tag(bare(tag).to_owned()));
        }
        if !self.tags.is_empty() && !self.tags.iter().any(|tag| memo.has_tag(tag)) {
            return Some(Reason::WithoutTag);
        }
        let matches = |pattern: &Regex| pattern.is_match(&memo.content);
        if self
            .matching
            .as_ref()
            .is_some_and(|wanted| !matches(wanted))
            || self.not_matching.as_ref().is_some_and(matches)
        {
            return Some(Reason::Content);
        }
        match (self.pinned, memo.pinned) {
            (Some(true), false) => return Some(Reason::NotPinned),
            (Some(false), true) => return Some(Reason::Pinned),
            _ => {}
        }
        if !self.tags_only && memo.attachments.is_empty() && is_tags_only(&memo.content) {
            return Some(Reason::TagsOnly);
        }
        (memo.content.trim().chars().count() < self.min_length).then_some(Reason::TooShort)
    }
}

/// Which of a memo's times decides about its week.
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
#[serde(rename_all = "lowercase")]
pub enum TimeOf {
    /// When it was written.
    #[default]
    Created,
    /// The time that Memos shows for it.
    Displayed,
    /// When its text was last changed.
    Updated,
}

impl TimeOf {
    /// Returns this one of a memo's times.
    pub fn of(self, memo: &Memo) -> DateTime<Utc> {
        match self {
            Self::Created => memo.created,
            Self::Displayed => memo.displayed,
            Self::Updated => memo.updated,
        }
    }
}

/// The reason why a memo is left out. Of several reasons the first in this order counts: a memo that is both private
/// and a draft is private and nothing else is said about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Only its author may read it.
    Private,
    /// Only who is logged in may read it.
    Protected,
    /// Everybody may read it, and only others were wanted.
    Public,
    /// Tagged with this excluded tag; as the rules write it, without `#`.
    Tag(String),
    /// Without any of the wanted tags.
    WithoutTag,
    /// The rules about its text speak against it.
    Content,
    /// Not pinned, where only pinned memos were wanted.
    NotPinned,
    /// Pinned, where pinned memos were not wanted.
    Pinned,
    /// Nothing but tags is in it, which do not show.
    TagsOnly,
    /// Shorter than the minimum length.
    TooShort,
}

impl Reason {
    fn of_visibility(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public => Self::Public,
            Visibility::Protected => Self::Protected,
            Visibility::Private => Self::Private,
        }
    }

    /// The settings that decide about it.
    fn settings(&self) -> &'static [&'static str] {
        match self {
            Self::Private | Self::Protected | Self::Public => &["`select.visibility`"],
            Self::Tag(_) => &["`select.exclude_tags`"],
            Self::WithoutTag => &["`select.tags`"],
            Self::Content => &["`select.matching`", "`select.not_matching`"],
            Self::NotPinned | Self::Pinned => &["`select.pinned`"],
            Self::TagsOnly => &["`text.tags`"],
            Self::TooShort => &["`select.min_length`"],
        }
    }
}

impl Reason {
    /// Returns the words that follow a count, in each language: “4 private”, “1 tagged `draft`”.
    fn words(&self) -> Sentence {
        match self {
            Self::Private => Sentence::new("private", "私密"),
            Self::Protected => Sentence::new("protected", "仅登录可见"),
            Self::Public => Sentence::new("public", "公开"),
            Self::Tag(tag) => Sentence::new(format!("tagged `{tag}`"), format!("标签 `{tag}`")),
            Self::WithoutTag => Sentence::new("without a wanted tag", "没有所需标签"),
            Self::Content => Sentence::new("ruled out by content", "被内容规则排除"),
            Self::NotPinned => Sentence::new("not pinned", "未置顶"),
            Self::Pinned => Sentence::new("pinned", "已置顶"),
            Self::TagsOnly => Sentence::new("without text", "没有正文"),
            Self::TooShort => Sentence::new("too short", "太短"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

/// The chosen memos, and how many others there were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Oldest first by the time that the rules name; the id decides between equals.
    pub memos: Vec<Memo>,
    /// Numbers of the period's memos that are not among them, by reason.
    pub left_out: BTreeMap<Reason, usize>,
}

impl Selection {
    /// Returns the number of chosen memos that not everybody may read on the server.
    pub fn private_included(&self) -> usize {
        self.memos
            .iter()
            .filter(|memo| memo.visibility != Visibility::Public)
            .count()
    }

    /// “4 private, 1 tagged `draft`”; empty if nothing is left out.
    pub fn left_out_words(&self) -> Sentence {
        let counts = self.left_out.iter();
        let (en, zh_cn): (Vec<String>, Vec<String>) = counts
            .map(|(reason, count)| {
                let zh_cn = reason.words();
                let zh_cn = zh_cn.to(Language::ZhCn);
                (format!("{count} {reason}"), format!("{zh_cn} {count} 条"))
            })
            .unzip();
        Sentence::new(en.join(", "), zh_cn.join("，"))
    }

    /// Says why nothing is chosen, and what would change that: “7 memos that week, all private; see
    /// `select.visibility`”.
    pub fn explain_empty(&self) -> Sentence {
        let total: usize = self.left_out.values().sum();
        if total == 0 {
            return Sentence::new("no memos that week", "这一周没有笔记");
        }
        let memos = counted(total, "memo");
        let settings = self.left_out.keys().flat_map(Reason::settings).copied();
        let settings: Vec<&str> = settings.collect::<BTreeSet<_>>().into_iter().collect();
        let see = format!("see {}", settings.join(", "));
        let left_out = self.left_out_words();
        let mut reasons = self.left_out.keys();
        let en = match (reasons.next(), reasons.next()) {
            (Some(reason), None) if total == 1 => format!("{memos} that week, {reason}; {see}"),
            (Some(reason), None) => format!("{memos} that week, all {reason}; {see}"),
            _ => format!("{memos} that week, none chosen: {left_out}; {see}"),
        };
        let zh_cn = format!(
            "这一周有 {total} 条笔记，都没有收录：{}；见 {}",
            left_out.to(Language::ZhCn),
            settings.join("、")
        );
        Sentence::new(en, zh_cn)
    }
}

/// Returns true if the text holds nothing but words that begin with `#` and have a letter.
fn is_tags_only(text: &str) -> bool {
    let is_tag = |word: &str| {
        word.strip_prefix('#')
            .is_some_and(|name| name.contains(char::is_alphabetic))
    };
    text.split_whitespace().all(is_tag)
}
