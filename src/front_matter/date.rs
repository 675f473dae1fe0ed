//! The spelling of dates in front matter: recognised in the newest post, imitated in ours.
//!
//! Engines hide a post whose date lies in the future, and read a time without an offset in a zone of their own; so
//! whatever a blog's older posts do, a time is written with its offset wherever the engine understands one.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use super::Value;

/// The spelling of a blog's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateStyle {
    format: &'static str,
    kind: Precision,
    is_text: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Day,
    Local,
    Offset,
    Utc,
}

/// Every spelling that is imitated; the first one is for blogs without a post.
const SPELLINGS: [(&str, Precision); 17] = [
    ("%Y-%m-%dT%H:%M:%S%:z", Precision::Offset),
    ("%Y-%m-%dT%H:%M:%S%z", Precision::Offset),
    ("%Y-%m-%d %H:%M:%S %z", Precision::Offset),
    ("%Y-%m-%d %H:%M:%S%:z", Precision::Offset),
    ("%Y-%m-%d %H:%M:%S %:z", Precision::Offset),
    ("%Y-%m-%dT%H:%M:%SZ", Precision::Utc),
    ("%Y-%m-%dT%H:%M:%S%.3fZ", Precision::Utc),
    ("%Y-%m-%d %H:%M:%S", Precision::Local),
    ("%Y-%m-%dT%H:%M:%S", Precision::Local),
    ("%Y-%m-%d %H:%M", Precision::Local),
    ("%Y/%m/%d %H:%M:%S", Precision::Local),
    ("%Y-%m-%d", Precision::Day),
    ("%Y/%m/%d", Precision::Day),
    ("%b %d %Y", Precision::Day),
    ("%b %d, %Y", Precision::Day),
    ("%B %d, %Y", Precision::Day),
    ("%d %b %Y", Precision::Day),
];

impl Default for DateStyle {
    fn default() -> Self {
        let (format, kind) = SPELLINGS[0];
        Self {
            format,
            kind,
            is_text: false,
        }
    }
}

impl DateStyle {
    /// The spelling of this date, if it is a known one.
    pub fn of(spelt: &str) -> Option<Self> {
        let (format, kind) = SPELLINGS
            .into_iter()
            .find(|&(format, kind)| parse(spelt, format, kind).is_some())?;
        Some(Self {
            format,
            kind,
            is_text: false,
        })
    }

    /// The same spelling as a text: between quotes.
    pub(crate) fn quoted(self, is_text: bool) -> Self {
        Self { is_text, ..self }
    }

    /// Local times as in `2023-03-12 12:00:00` get their offset as in `2023-03-12 12:00:00 +0800`.
    pub(crate) fn with_offset(self) -> Self {
        let format = match (self.kind, self.format) {
            (Precision::Local, "%Y-%m-%dT%H:%M:%S") => "%Y-%m-%dT%H:%M:%S%:z",
            (Precision::Local, _) => "%Y-%m-%d %H:%M:%S %z",
            _ => return self,
        };
        Self {
            format,
            kind: Precision::Offset,
            ..self
        }
    }

    /// The opposite: times with an offset become local ones.
    pub(crate) fn without_offset(self) -> Self {
        match self.kind {
            Precision::Offset | Precision::Utc => Self {
                format: "%Y-%m-%d %H:%M:%S",
                kind: Precision::Local,
                ..self
            },
            Precision::Day | Precision::Local => self,
        }
    }

    /// Spells a date.
    pub fn spell(self, date: &DateTime<FixedOffset>) -> Value {
        let spelt = match self.kind {
            Precision::Utc => date.with_timezone(&Utc).format(self.format).to_string(),
            _ => date.format(self.format).to_string(),
        };
        if self.is_text {
            Value::Text(spelt)
        } else {
            Value::Date(spelt)
        }
    }
}

/// The day of a date in any known spelling.
pub(crate) fn day(spelt: &str) -> Option<NaiveDate> {
    SPELLINGS
        .into_iter()
        .find_map(|(format, kind)| parse(spelt, format, kind))
}

/// The offset from UTC that a date names; `None` if it names none or is in UTC.
pub(crate) fn offset(spelt: &str) -> Option<FixedOffset> {
    let formats = SPELLINGS
        .into_iter()
        .filter(|(_, kind)| *kind == Precision::Offset);
    let offset = formats
        .filter_map(|(format, _)| DateTime::parse_from_str(spelt, format).ok())
        .map(|time| *time.offset())
        .next();
    offset.filter(|offset| offset.local_minus_utc() != 0)
}

fn parse(spelt: &str, format: &str, kind: Precision) -> Option<NaiveDate> {
    let (day, again) = match kind {
        Precision::Day => {
            let day = NaiveDate::parse_from_str(spelt, format).ok()?;
            (day, day.format(format).to_string())
        }
        Precision::Offset => {
            let time = DateTime::parse_from_str(spelt, format).ok()?;
            (time.date_naive(), time.format(format).to_string())
        }
        Precision::Local | Precision::Utc => {
            let time = NaiveDateTime::parse_from_str(spelt, format).ok()?;
            (time.date(), time.format(format).to_string())
        }
    };
    // chrono forgives more than the spelling says: `2023-3-5` is nobody's `%Y-%m-%d`
    (again == spelt || matches!(kind, Precision::Day)).then_some(day)
}
