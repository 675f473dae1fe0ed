//! Asking for a week: every form that `--week` takes.
//!
//! Apart from the calendar, because what was asked for is known before the configuration says how weeks are cut.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::Zone;

/// The first year of which days and weeks can be asked for.
const FIRST_YEAR: i32 = 1900;

/// The weeks that a run is about. Parses from what `--week` takes; nothing at all means [`WeekRequest::Last`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WeekRequest {
    /// `last`: the last week that is over.
    #[default]
    Last,
    /// `current`: the week that is not over yet.
    Current,
    /// `2023-W10`: the blogger's week whose middle lies in this ISO week.
    Week(IsoWeek),
    /// `2023-03-08`: the week that holds this day.
    Date(NaiveDate),
    /// `2023-03-03..2023-03-21`: one issue about these days, both included. A period's id parses as well.
    Days(NaiveDate, NaiveDate),
    /// `2023-W08..2023-W12`: an issue about each of these weeks, both included.
    Weeks(IsoWeek, IsoWeek),
}

impl FromStr for WeekRequest {
    type Err = Error;

    fn from_str(input: &str) -> Result<Self, Error> {
        let input = input.trim();
        if let Some((first, last)) = input.split_once("..").or_else(|| input.split_once('_')) {
            return Self::range(first.trim(), last.trim()).map_err(|error| match error {
                Error::Unknown(_) => Error::Unknown(input.to_owned()),
                other => other,
            });
        }
        match input.to_ascii_lowercase().as_str() {
            "" | "last" => Ok(Self::Last),
            "current" => Ok(Self::Current),
            _ => Ok(match RangeEnd::read(input)? {
                RangeEnd::Day(day) => Self::Date(day),
                RangeEnd::Week(week) => Self::Week(week),
            }),
        }
    }
}

/// The most days that one issue is about: a leap year.
const MOST_DAYS: i64 = 366;

/// The most weeks that are asked for at once: ten years.
pub(super) const MOST_WEEKS: u16 = 520;

impl WeekRequest {
    fn range(first: &str, last: &str) -> Result<Self, Error> {
        let backwards = || Error::Backwards {
            first: first.to_owned(),
            last: last.to_owned(),
        };
        match (RangeEnd::read(first)?, RangeEnd::read(last)?) {
            (RangeEnd::Day(first), RangeEnd::Day(last)) if first > last => Err(backwards()),
            (RangeEnd::Week(first), RangeEnd::Week(last)) if first > last => Err(backwards()),
            (RangeEnd::Day(first), RangeEnd::Day(last))
                if (last - first).num_days() >= MOST_DAYS =>
            {
                Err(Error::too_long(&first, &last, "a year"))
            }
            (RangeEnd::Week(first), RangeEnd::Week(last))
                if (last.wednesday() - first.wednesday()).num_weeks() >= MOST_WEEKS.into() =>
            {
                Err(Error::too_many_weeks(&first, &last))
            }
            (RangeEnd::Day(first), RangeEnd::Day(last)) => Ok(Self::Days(first, last)),
            (RangeEnd::Week(first), RangeEnd::Week(last)) => Ok(Self::Weeks(first, last)),
            _ => Err(Error::Mixed(format!("{first}..{last}"))),
        }
    }
}

impl fmt::Display for WeekRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Last => f.write_str("last"),
            Self::Current => f.write_str("current"),
            Self::Week(week) => week.fmt(f),
            Self::Date(day) => day.fmt(f),
            Self::Days(first, last) => write!(f, "{first}..{last}"),
            Self::Weeks(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

/// A week that the ISO calendar has, written `2023-W10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek {
    year: i32,
    week: u32,
}

impl IsoWeek {
    /// `None` if the year has no such week.
    pub fn new(year: i32, week: u32) -> Option<Self> {
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(|_| Self { year, week })
    }

    pub(super) fn of(week: chrono::IsoWeek) -> Self {
        Self {
            year: week.year(),
            week: week.week(),
        }
    }

    /// Returns the week's Monday and its Sunday.
    pub(super) fn days(self) -> (NaiveDate, NaiveDate) {
        (self.day(Weekday::Mon), self.day(Weekday::Sun))
    }

    /// The day it shares with the week of everybody who calls most of these days one week: Monday, Sunday and Saturday
    /// weeks all have their middle on or next to it.
    pub(super) fn wednesday(self) -> NaiveDate {
        self.day(Weekday::Wed)
    }

    fn day(self, day: Weekday) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.year, self.week, day).expect("checked when it was made")
    }
}

impl FromStr for IsoWeek {
    type Err = Error;

    fn from_str(input: &str) -> Result<Self, Error> {
        let unknown = || Error::Unknown(input.to_owned());
        let (year, week) = input.split_once(['W', 'w']).ok_or_else(unknown)?;
        let year = year.strip_suffix('-').unwrap_or(year);
        let digits = |text: &str, width| {
            text.len() <= width && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
        };
        if year.len() != 4 || !digits(year, 4) || !digits(week, 2) {
            return Err(unknown());
        }
        let year = year.parse().map_err(|_| unknown())?;
        if year < FIRST_YEAR {
            return Err(Error::TooOld(input.to_owned()));
        }
        let week = week.parse().map_err(|_| unknown())?;
        Self::new(year, week).ok_or(Error::NoSuchWeek { year, week })
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// The reason why a week cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A text in none of the forms.
    #[error("`{0}` is not a week")]
    Unknown(String),
    /// A date that the calendar does not have.
    #[error("there is no day `{0}`")]
    NoSuchDay(String),
    /// A week that the year does not have.
    #[error("{year} has no week {week}")]
    NoSuchWeek {
        /// The ISO year.
        year: i32,
        /// The number that is not there.
        week: u32,
    },
    /// A range from a day to a week.
    #[error("`{0}` is a range between a day and a week")]
    Mixed(String),
    /// A range whose end comes first.
    #[error("the range ends before it begins: `{last}` is earlier than `{first}`")]
    Backwards {
        /// First day or week of the range.
        first: String,
        /// Last day or week of the range.
        last: String,
    },
    /// No memo is that old.
    #[error("`{0}` is before 1900")]
    TooOld(String),
    /// More days in one issue, or more issues in one run, than anybody can want.
    #[error("`{first}..{last}` is longer than {limit}")]
    TooLong {
        /// First day or week of the range.
        first: String,
        /// Last day or week of the range.
        last: String,
        /// The longest range, in words.
        limit: String,
    },
    /// Nothing can have been written then.
    #[error("`{id}` has not begun yet: its first day is {first_day}")]
    Future {
        /// The period's id.
        id: String,
        /// First day of the period.
        first_day: NaiveDate,
        /// The id of the newest week that has begun.
        newest: String,
    },
    /// The zone went from the day before straight to the day after.
    #[error("there was no {day} in {zone}")]
    SkippedDay {
        /// The day that is not there.
        day: NaiveDate,
        /// The time zone that skipped it.
        zone: Zone,
    },
    /// Not a day that weeks begin with.
    #[error("`{0}` is not a day that a week can start on")]
    WeekStart(String),
}

impl Error {
    pub(super) fn too_many_weeks(first: &dyn fmt::Display, last: &dyn fmt::Display) -> Self {
        Self::too_long(first, last, &format!("{MOST_WEEKS} weeks"))
    }

    fn too_long(first: &dyn fmt::Display, last: &dyn fmt::Display, limit: &str) -> Self {
        Self::TooLong {
            first: first.to_string(),
            last: last.to_string(),
            limit: limit.to_owned(),
        }
    }

    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown(_) | Self::Mixed(_) => Some(
                "give `last`, `current`, a week (2023-W10), a day (2023-03-08), \
                 a range of days (2023-03-03..2023-03-21) or of weeks (2023-W08..2023-W12)"
                    .to_owned(),
            ),
            Self::NoSuchWeek { year, .. } => {
                // 28 December is always in the last week of its year.
                let last = NaiveDate::from_ymd_opt(*year, 12, 28)?.iso_week();
                Some(format!("the last week of {year} is {}", IsoWeek::of(last)))
            }
            Self::Backwards { first, last } => Some(format!("did you mean `{last}..{first}`?")),
            Self::Future { newest, .. } => {
                Some(format!("the newest week that has begun is {newest}"))
            }
            Self::SkippedDay { day, .. } => {
                Some(format!("ask for {} instead", *day + Days::new(1)))
            }
            Self::WeekStart(_) => Some("expected one of `monday`, `sunday`, `saturday`".to_owned()),
            Self::TooLong { .. } => Some("split it into several runs".to_owned()),
            Self::NoSuchDay(_) | Self::TooOld(_) => None,
        }
    }
}

/// One end of a range, or a request by itself.
enum RangeEnd {
    Day(NaiveDate),
    Week(IsoWeek),
}

impl RangeEnd {
    fn read(input: &str) -> Result<Self, Error> {
        if !input.is_ascii() || !input.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Error::Unknown(input.to_owned()));
        }
        if input.contains(['W', 'w']) {
            return input.parse().map(Self::Week);
        }
        let shape: Vec<usize> = input.split('-').map(str::len).collect();
        if shape != [4, 2, 2] || input.bytes().any(|b| !b.is_ascii_digit() && b != b'-') {
            return Err(Error::Unknown(input.to_owned()));
        }
        match input.parse::<NaiveDate>() {
            Ok(day) if day.year() < FIRST_YEAR => Err(Error::TooOld(input.to_owned())),
            Ok(day) => Ok(Self::Day(day)),
            Err(_) => Err(Error::NoSuchDay(input.to_owned())),
        }
    }
}
