//! The pattern of a series' titles: the part that is the same in all of them, and the number in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::numeral::{self, Spelt, Style};
use crate::series::words::is_series_word;
use crate::template;

/// An issue whose title is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Titled<'a> {
    pub(super) number: u32,
    pub(super) title: &'a str,
    pub(super) date: Option<NaiveDate>,
}

/// The part that the titles of a series have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TitlePattern {
    /// The template of the next title.
    pub(super) template: String,
    /// The name of all issues, if the titles say it; the template calls it `series` then.
    pub(super) name: Option<String>,
}

/// Reads the pattern off the titles of the newest issues, the newest first.
///
/// What the newest two share is the pattern. What differs, like a headline behind a colon, is left out; a date that is the
/// post's own becomes the next post's.
pub(super) fn pattern(issues: &[Titled<'_>]) -> Option<TitlePattern> {
    let (first, rest) = issues.split_first()?;
    let first = Split::of(first)?;
    let others: Vec<Split> = rest
        .iter()
        .filter_map(Split::of)
        .filter(|other| first.is_like(other))
        .collect();
    let shared = match others.split_first() {
        Some((second, more)) => {
            let shared = first.shared_with(second);
            let widest = more.iter().chain([second]).map(|other| other.style);
            shared.with_width(widest)
        }
        None => first.alone(),
    };
    Some(shared.template())
}

/// Returns the posts of the largest series, as number and path, the newest first; `posts`, given as number, title and
/// path, have numbers in their titles. One post alone is a series only if its title has the word for one.
pub(super) fn largest_series(posts: Vec<(u32, String, String)>) -> Vec<(u32, String)> {
    let mut series: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for (number, title, path) in posts {
        let titled = Titled {
            number,
            title: &title,
            date: None,
        };
        if let Some(pattern) = pattern(&[titled]) {
            let name = pattern.name.unwrap_or_default();
            series.entry(name).or_default().push((number, path));
        }
    }
    series.retain(|name, posts| posts.len() > 1 || is_series_word(&name.to_lowercase()));
    let largest = series.into_values().max_by_key(Vec::len);
    let mut largest = largest.unwrap_or_default();
    largest.sort_by(|a, b| b.cmp(a));
    largest
}

/// A title around its number. Dates of its post are one character each: [`DATES`] tells which.
#[derive(Debug, Clone)]
struct Split {
    before: String,
    style: Style,
    after: String,
}

/// The first of the characters that stand for a date; no title has one of its own.
const HOLE: char = '\u{e000}';

/// The spellings of a post's date in its title; the longer ones first, because they hold the shorter ones.
const DATES: [&str; 9] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y 年 %-m 月 %-d 日",
    "%Y年%-m月%-d日",
    "%-d %B %Y",
    "%B %-d, %Y",
    "%Y",
];

/// Separators between a headline and the name and number of an issue.
const SEPARATORS: &[char] = &[
    ' ', '\u{3000}', ':', '：', '-', '–', '—', '|', '｜', '·', '・', ',', '，', '、', '/', '~', '•',
];

/// The units in which issues are counted.
const UNITS: &[char] = &['期', '回', '号', '號'];

const BRACKETS: [(char, char); 8] = [
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('【', '】'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('“', '”'),
];

impl Split {
    fn of(issue: &Titled<'_>) -> Option<Self> {
        let title: String = issue.title.chars().filter(|c| !is_hole(*c)).collect();
        let title = issue
            .date
            .map_or(title.clone(), |day| with_holes(title, day));
        let spelt = number_in(&title, issue.number)?;
        Some(Self {
            before: title[..spelt.start].to_owned(),
            style: spelt.style,
            after: title[spelt.end..].to_owned(),
        })
    }

    /// `true` if both name their number in one way, so that they can be of one series.
    fn is_like(&self, other: &Self) -> bool {
        let same_kind = match (self.style, other.style) {
            (Style::Plain | Style::Padded(_), Style::Plain | Style::Padded(_)) => true,
            (one, another) => one == another,
        };
        let ends = |split: &Self| split.before.chars().next_back();
        let begins = |split: &Self| split.after.chars().next();
        same_kind
            && (self.before == other.before
                || self.after == other.after
                || (ends(self) == ends(other) && begins(self) == begins(other)))
    }

    fn shared_with(&self, other: &Self) -> Self {
        let before = if self.before == other.before {
            self.before.clone()
        } else {
            let shared = shared_end(&self.before, &other.before);
            shared.trim_start_matches(SEPARATORS).to_owned()
        };
        let after = if self.after == other.after {
            self.after.clone()
        } else {
            let shared = shared_beginning(&self.after, &other.after);
            without_opened(&before, shared).to_owned()
        };
        Self {
            before,
            style: self.style,
            after,
        }
    }

    /// The pattern of a title without a second one to compare: a headline is what follows a separator, unless the
    /// name of the series can only stand there.
    fn alone(&self) -> Self {
        let says_more = |c: char| c.is_alphanumeric() && !UNITS.contains(&c);
        let is_name_before = name_before(&self.before).is_some() && self.style != Style::Ordinal;
        if !is_name_before || !self.after.contains(says_more) {
            return self.clone();
        }
        let closing = |c: char| BRACKETS.iter().any(|(_, close)| *close == c);
        let headline = self.after.trim_start_matches([' ', '\u{3000}']);
        let headline = headline
            .trim_start_matches(UNITS)
            .trim_start_matches(closing);
        let kept = &self.after[..self.after.len() - headline.len()];
        Self {
            after: without_opened(&self.before, kept).to_owned(),
            ..self.clone()
        }
    }

    /// With as many digits as any of these has that begins with a zero: 10 does not show that 4 is written `04`.
    fn with_width(self, others: impl Iterator<Item = Style>) -> Self {
        let padded = others
            .chain([self.style])
            .find(|style| matches!(style, Style::Padded(_)));
        match (self.style, padded) {
            (Style::Plain, Some(style)) => Self { style, ..self },
            _ => self,
        }
    }

    fn template(&self) -> TitlePattern {
        let name = name_before(&self.before).or_else(|| name_behind(&self.after));
        let number = self.style.template();
        let literal = |text: &str| {
            let Some((before, after)) = name.as_deref().and_then(|name| text.split_once(name))
            else {
                return literals(text);
            };
            format!("{}{{{{ series }}}}{}", literals(before), literals(after))
        };
        let (before, after) = if name
            .as_deref()
            .is_some_and(|name| self.before.contains(name))
        {
            (literal(&self.before), literals(&self.after))
        } else {
            (literals(&self.before), literal(&self.after))
        };
        TitlePattern {
            template: format!("{before}{number}{after}"),
            name,
        }
    }
}

/// The place of the number in a title: where another number would be read as the issue's, else the only
/// place at all.
fn number_in(title: &str, number: u32) -> Option<Spelt> {
    let found = numeral::find(title, number);
    let would_be_read = |spelt: &&Spelt| {
        let next = number
            .checked_add(1)
            .and_then(|next| spelt.style.write(next));
        next.is_some_and(|next| {
            let other = format!("{}{next}{}", &title[..spelt.start], &title[spelt.end..]);
            numeral::read(&other) == number.checked_add(1)
        })
    };
    let read = found.iter().find(would_be_read).copied();
    read.or_else(|| match found[..] {
        [only] if !matches!(only.style, Style::Chinese | Style::Roman) => Some(only),
        _ => None,
    })
}

fn with_holes(title: String, day: NaiveDate) -> String {
    DATES
        .iter()
        .zip(HOLE..)
        .fold(title, |title, (format, hole)| {
            let spelt = day.format(format).to_string();
            match title.match_indices(&spelt).next() {
                Some((at, _)) if !is_within_digits(&title, at, spelt.len()) => {
                    title.replacen(&spelt, &hole.to_string(), 1)
                }
                _ => title,
            }
        })
}

fn is_within_digits(text: &str, at: usize, length: usize) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    text[..at].ends_with(is_digit) || text[at + length..].starts_with(is_digit)
}

fn is_hole(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

fn shared_beginning<'a>(one: &'a str, other: &str) -> &'a str {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let length: usize = shared.map(|(c, _)| c.len_utf8()).sum();
    let shared = &one[..length];
    // half a word is no part of a pattern
    let is_cut = |text: &str| text[length..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if shared.ends_with(|c: char| c.is_ascii_alphanumeric()) && (is_cut(one) || is_cut(other)) {
        shared.trim_end_matches(|c: char| c.is_ascii_alphanumeric())
    } else {
        shared
    }
}

fn shared_end<'a>(one: &'a str, other: &str) -> &'a str {
    let shared = one.chars().rev().zip(other.chars().rev());
    let length: usize = shared
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let shared = &one[one.len() - length..];
    match shared.find(SEPARATORS) {
        // what stands before the first separator may be the end of a headline
        Some(at) if shared.len() < one.len() => &shared[at..],
        _ => shared,
    }
}

/// The beginning of what follows a number, without separators at its end and without a bracket that it only opens.
fn without_opened<'a>(before: &str, after: &'a str) -> &'a str {
    let mut kept = after.trim_end_matches(SEPARATORS);
    for (open, close) in BRACKETS {
        let count = |text: &str, wanted: char| text.matches(wanted).count();
        let opened = count(before, open) + count(kept, open);
        if opened > count(before, close) + count(kept, close)
            && let Some(at) = kept.rfind(open)
        {
            kept = kept[..at].trim_end_matches(SEPARATORS);
        }
    }
    kept
}

/// The name of a series, where a title has it before its number: `前端周刊` of `前端周刊 #`.
fn name_before(before: &str) -> Option<String> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?xi)(?:
                [\s\u{3000}.:：\-–—|｜·・,，、/~•\#＃(（\[【「『《“第总總]
                | \b(?:vol(?:ume)?|no|nr|n[º°]|№|issue|edition|episode|ep|number|the)
            )$",
        )
        .expect("a valid pattern")
    });
    let mut name = before.rsplit(is_hole).next().unwrap_or(before);
    name = name
        .trim_start_matches(['年', '）', ')'])
        .trim_start_matches(SEPARATORS);
    while let Some(label) = LABEL.find(name) {
        name = &name[..label.start()];
    }
    named(name)
}

/// The name of a series, where a title has it behind its number: `开源科技周报` of `期 | 开源科技周报`.
fn name_behind(after: &str) -> Option<String> {
    let closing = BRACKETS.map(|(_, close)| close);
    let name = after.trim_start_matches(|c| {
        SEPARATORS.contains(&c) || closing.contains(&c) || UNITS.contains(&c)
    });
    named(
        name.split(is_hole)
            .next()
            .unwrap_or(name)
            .trim_end_matches(SEPARATORS),
    )
}

fn named(name: &str) -> Option<String> {
    let name = name.trim();
    name.contains(char::is_alphabetic).then(|| name.to_owned())
}

/// Text and dates as a template.
fn literals(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((at, hole)) = rest.char_indices().find(|(_, c)| is_hole(*c)) {
        out.push_str(&template::literal(&rest[..at]));
        let index = u32::from(hole) - u32::from(HOLE);
        let format = usize::try_from(index)
            .ok()
            .and_then(|index| DATES.get(index));
        if let Some(format) = format {
            out.push_str("{{ date | date(\"");
            out.push_str(format);
            out.push_str("\") }}");
        }
        rest = &rest[at + hole.len_utf8()..];
    }
    out + &template::literal(rest)
}
