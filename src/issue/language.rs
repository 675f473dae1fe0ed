//! The languages of what we write ourselves.
//!
//! Memos are never translated; this is about titles, intro lines and dates.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::week::Period;

/// A language that titles, intro lines and dates can be written in.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// The days of a period as one reads them: `6–12 March 2023`, `2023 年 3 月 6 日至 12 日`.
    pub fn days(self, period: &Period) -> String {
        self.span(period.first_day(), period.last_day())
    }

    /// The same for any two days, both included.
    pub fn span(self, first: NaiveDate, last: NaiveDate) -> String {
        let same_year = first.year() == last.year();
        let same_month = same_year && first.month() == last.month();
        let show = |day: NaiveDate, format| day.format(format).to_string();
        match self {
            _ if first == last => self.day(first),
            Self::En => {
                let (from, dash) = match (same_month, same_year) {
                    (true, _) => ("%-d", "–"),
                    (false, true) => ("%-d %B", " – "),
                    (false, false) => ("%-d %B %Y", " – "),
                };
                format!("{}{dash}{}", show(first, from), self.day(last))
            }
            Self::ZhCn => {
                let until = match (same_month, same_year) {
                    (true, _) => "%-d 日",
                    (false, true) => "%-m 月 %-d 日",
                    (false, false) => "%Y 年 %-m 月 %-d 日",
                };
                format!("{}至 {}", self.day(first), show(last, until))
            }
        }
    }

    /// Some of so many things: `晚霞、置身事内、uv 等 43 条`, `rain, uv, tea and 40 more`.
    pub(super) fn summary(self, some: &[String], count: usize) -> String {
        let Some((last, first)) = some.split_last() else {
            return String::new();
        };
        let more = count.saturating_sub(some.len());
        match self {
            Self::ZhCn if more > 0 => {
                let is_latin = last.ends_with(|c: char| c.is_ascii_alphanumeric());
                let space = if is_latin { " " } else { "" };
                format!("{}{space}等 {count} 条", some.join("、"))
            }
            Self::ZhCn if first.is_empty() => last.clone(),
            Self::ZhCn => format!("{}，共 {count} 条", some.join("、")),
            Self::En if more > 0 => format!("{} and {more} more", some.join(", ")),
            Self::En if first.is_empty() => last.clone(),
            Self::En => format!("{} and {last}", first.join(", ")),
        }
    }

    /// A day as one reads it: `6 March 2023`, `2023 年 3 月 6 日`.
    pub fn day(self, day: NaiveDate) -> String {
        day.format(match self {
            Self::En => "%-d %B %Y",
            Self::ZhCn => "%Y 年 %-m 月 %-d 日",
        })
        .to_string()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        })
    }
}

/// Returns true if a language tag is that of Traditional Chinese, which is read otherwise than what we write.
pub fn is_traditional_chinese(tag: &str) -> bool {
    let tag = tag.trim().to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    parts.next() == Some("zh") && parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"))
}

/// A language that we do not write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language this program writes")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Takes every tag that starts with the language, because blogs write it in many ways: `zh`, `zh_CN`, `zh-Hans`,
    /// `en-GB`.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Ok(Self::ZhCn),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(tag.trim().to_owned())),
        }
    }
}
