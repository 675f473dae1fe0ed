//! Periods: which days an issue covers, and which instants these are.
//!
//! Weeks differ between people (Monday, Sunday or Saturday first) and days between time zones (a day may lack its
//! midnight, have it twice, or not exist at all). All of that ends here: everybody else sees a half-open span of time.

mod request;
mod zone;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Utc, Weekday};

pub use request::{Error, IsoWeek, WeekRequest};
pub use zone::{UnknownZone, Zone};

const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("every day has a noon");

/// The day a week begins with.
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
#[serde(rename_all = "lowercase")]
pub enum WeekStart {
    /// As ISO 8601 has it.
    #[default]
    Monday,
    /// As in North America, for example.
    Sunday,
    /// As in much of the Arab world.
    Saturday,
}

impl WeekStart {
    /// Every choice, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Monday, Self::Sunday, Self::Saturday];

    fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Sunday => Weekday::Sun,
            Self::Saturday => Weekday::Sat,
        }
    }
}

impl fmt::Display for WeekStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
            Self::Saturday => "saturday",
        })
    }
}

impl FromStr for WeekStart {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|start| start.to_string().eq_ignore_ascii_case(word.trim()))
            .ok_or_else(|| Error::WeekStart(word.trim().to_owned()))
    }
}

/// The rules by which a blogger's time is cut into weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The time zone that decides when the blogger's days begin.
    pub zone: Zone,
    /// The first day of the blogger's week.
    pub week_starts_on: WeekStart,
}

impl Calendar {
    /// The last week that was over at `now`.
    pub fn last(&self, now: DateTime<Utc>) -> Period {
        self.previous(&self.current(now))
    }

    /// The week that `now` lies in.
    pub fn current(&self, now: DateTime<Utc>) -> Period {
        let week = self.week_of(self.zone.at(now).date_naive());
        // Around a transition just after midnight, the clock shows yesterday's date again for a while.
        if week.end() <= now {
            self.next(&week)
        } else {
            week
        }
    }

    /// From the first day of one period to the last day of another.
    pub fn span(&self, first: &Period, last: &Period) -> Period {
        Period::new(first.first_day, last.last_day, &self.zone)
    }

    /// The week that holds the day before the period's first.
    pub fn previous(&self, period: &Period) -> Period {
        self.week_of(period.first_day - Days::new(1))
    }

    /// The week that holds the day after the period's last.
    pub fn next(&self, period: &Period) -> Period {
        self.week_of(period.last_day + Days::new(1))
    }

    /// Finds the periods that a `--week` asks for, oldest first: one, or one per week of a range of weeks.
    ///
    /// A period that has not begun by `now` is refused, one that is not over is not.
    pub fn resolve(&self, request: &WeekRequest, now: DateTime<Utc>) -> Result<Vec<Period>, Error> {
        let periods = match *request {
            WeekRequest::Last => vec![self.last(now)],
            WeekRequest::Current => vec![self.current(now)],
            WeekRequest::Week(week) => vec![self.week_of(week.wednesday())],
            WeekRequest::Date(day) => vec![self.week_of(day)],
            WeekRequest::Days(first, last) => vec![self.days(first, last)?],
            WeekRequest::Weeks(first, last) => first
                .wednesday()
                .iter_weeks()
                .take_while(|day| *day <= last.wednesday())
                .map(|day| self.week_of(day))
                .collect(),
        };
        match periods.iter().find(|period| period.start() > now) {
            Some(period) => Err(Error::Future {
                id: period.id.clone(),
                first_day: period.first_day,
                newest: self.current(now).id,
            }),
            None => Ok(periods),
        }
    }

    /// The weeks from one request to another, both included: at most ten years of them.
    ///
    /// # Errors
    /// When one of them cannot be had, or there are more.
    pub fn from_to(
        &self,
        from: &WeekRequest,
        to: &WeekRequest,
        now: DateTime<Utc>,
    ) -> Result<Vec<Period>, Error> {
        let first = self.resolve(from, now)?.into_iter().next();
        let end = self.resolve(to, now)?.into_iter().next_back();
        // the last complete week is nobody's words: there may just be none yet
        if first > end && *to != WeekRequest::Last {
            return Err(Error::Backwards {
                first: from.to_string(),
                last: to.to_string(),
            });
        }
        let most = usize::from(request::MOST_WEEKS);
        let weeks = std::iter::successors(first, |week| Some(self.next(week)));
        let weeks: Vec<_> = weeks
            .take_while(|week| Some(week) <= end.as_ref())
            .take(most + 1)
            .collect();
        if weeks.len() > most {
            return Err(Error::too_many_weeks(from, to));
        }
        Ok(weeks)
    }

    /// The week that holds a day, whether it has begun or not.
    pub fn week_with(&self, day: NaiveDate) -> Option<Period> {
        (1970..=9998)
            .contains(&day.year())
            .then(|| self.week_of(day))
    }

    /// The same ISO week of the year before, if that year has it.
    pub fn year_before(&self, period: &Period) -> Option<Period> {
        let week = IsoWeek::new(period.iso_year() - 1, period.iso_week())?;
        Some(self.week_of(week.wednesday()))
    }

    /// The period of an id: the inverse of [`Period::id`], for weeks as for other spans of days.
    pub fn parse_id(&self, id: &str) -> Option<Period> {
        let period = if let Some((first, last)) = id.split_once('_') {
            self.days(first.parse().ok()?, last.parse().ok()?).ok()?
        } else {
            let (first, last) = id.parse::<IsoWeek>().ok()?.days();
            self.days(first, last).ok()?
        };
        (period.id == id).then_some(period)
    }

    /// The newest weeks that are over at `now`, lie wholly after the newest of the `taken` periods and so have no issue
    /// yet: at most `limit`, oldest first. With nothing taken, only the last one.
    pub fn catch_up(&self, taken: &[Period], limit: usize, now: DateTime<Utc>) -> Vec<Period> {
        let last = self.last(now);
        let Some(newest) = taken.iter().map(Period::last_day).max() else {
            return std::iter::once(last).take(limit).collect();
        };
        let mut missing: Vec<_> =
            std::iter::successors(Some(last), |period| Some(self.previous(period)))
                .take_while(|period| period.first_day > newest)
                .take(limit)
                .collect();
        missing.reverse();
        missing
    }

    /// The period and the days beside it: all of it, whatever the zone.
    pub fn widened(&self, period: &Period) -> Period {
        let one = Days::new(1);
        Period::new(period.first_day - one, period.last_day + one, &self.zone)
    }

    fn week_of(&self, day: NaiveDate) -> Period {
        let week = day.week(self.week_starts_on.weekday());
        Period::new(week.first_day(), week.last_day(), &self.zone)
    }

    fn days(&self, first: NaiveDate, last: NaiveDate) -> Result<Period, Error> {
        if first > last {
            return Err(Error::Backwards {
                first: first.to_string(),
                last: last.to_string(),
            });
        }
        let period = Period::new(first, last, &self.zone);
        if period.start < period.end {
            Ok(period)
        } else {
            Err(Error::SkippedDay {
                day: first,
                zone: self.zone.clone(),
            })
        }
    }
}

/// The days one issue covers, and the half-open span of time they make up in the blogger's zone.
///
/// Ordered by its first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    id: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    zone: Zone,
}

impl Period {
    /// `2023-W10` if it is a week from Monday to Sunday, else `2023-03-05_2023-03-11`; also the tail of the branch's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The first day it covers.
    pub fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// The last day it covers.
    pub fn last_day(&self) -> NaiveDate {
        self.last_day
    }

    /// Returns the first instant.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// The first instant after it.
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Returns true if `instant` lies in the period.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        (self.start..self.end).contains(&instant)
    }

    /// The zone whose midnights bound it.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The ISO year of its middle day.
    pub fn iso_year(&self) -> i32 {
        self.middle().iso_week().year()
    }

    /// The ISO week of its middle day.
    pub fn iso_week(&self) -> u32 {
        self.middle().iso_week().week()
    }

    /// The date of its post: noon of the last day, the same on every run; while that is still to come, the period's
    /// first instant, because engines hide posts from the future. (The same where the zone has no such day.)
    pub fn post_date(&self, now: DateTime<Utc>) -> DateTime<FixedOffset> {
        let noon = self.zone.first_instant(self.last_day.and_time(NOON));
        let date = if noon <= now && self.contains(noon) {
            noon
        } else {
            self.start
        };
        self.zone.at(date)
    }

    fn new(first_day: NaiveDate, last_day: NaiveDate, zone: &Zone) -> Self {
        let iso = first_day.iso_week();
        let id = if first_day.weekday() == Weekday::Mon && last_day == first_day + Days::new(6) {
            IsoWeek::of(iso).to_string()
        } else {
            format!("{first_day}_{last_day}")
        };
        let midnight = |day: NaiveDate| zone.first_instant(day.and_time(NaiveTime::MIN));
        Self {
            id,
            first_day,
            last_day,
            start: midnight(first_day),
            end: midnight(last_day + Days::new(1)),
            zone: zone.clone(),
        }
    }

    fn middle(&self) -> NaiveDate {
        let days = (self.last_day - self.first_day).num_days();
        self.first_day + chrono::Duration::days(days / 2)
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let days = |period: &Self| (period.first_day, period.last_day);
        let zones = || self.zone.name().cmp(other.zone.name());
        days(self).cmp(&days(other)).then_with(zones)
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
