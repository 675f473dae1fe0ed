//! Time zones: when the clocks of a place show what.
//!
//! The rules are those of the IANA database that is built into the program, never this machine's: a week has the same
//! ends wherever it is made.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

/// The entry of the database for computers that nobody has told where they are.
const NOWHERE: &str = "Factory";

/// A time zone of the IANA database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A word that names no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time zone of the IANA database")]
pub struct UnknownZone;

impl Default for Zone {
    /// UTC.
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The name in the database, such as `Asia/Shanghai`.
    #[expect(clippy::missing_panics_doc, reason = "there is no zone without a name")]
    pub fn name(&self) -> &str {
        self.0.iana_name().expect("found by its name")
    }

    /// The names of all time zones, in the order of the alphabet.
    pub fn names() -> Vec<String> {
        let database = TimeZoneDatabase::bundled();
        let names = database.available().map(|name| name.to_string());
        names.filter(|name| name != NOWHERE).collect()
    }

    /// Returns what the clocks show at an instant.
    pub fn at(&self, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
        instant.with_timezone(&fixed(self.0.to_offset(timestamp(instant))))
    }

    /// The first instant at which the clocks show `local` or later.
    pub(super) fn first_instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let shown = Offset::UTC.to_datetime(timestamp(local.and_utc()));
        let offset = match self.0.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Fold { before, .. } => before,
            AmbiguousOffset::Gap { after, .. } => return self.next_change(local, after),
        };
        instant(local, offset)
    }

    /// The instant at which the clocks are put forward past `local`, to a new offset.
    fn next_change(&self, local: NaiveDateTime, after: Offset) -> DateTime<Utc> {
        // the new clock would have shown it before it was there
        let earlier = timestamp(instant(local, after));
        let mut changes = self.0.following(earlier);
        changes
            .find(|change| change.offset() == after)
            .and_then(|change| DateTime::from_timestamp(change.timestamp().as_second(), 0))
            .expect("a local time that does not exist lies before a change to the later offset")
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// Takes names as the database spells them.
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZoneDatabase::bundled().get(name).ok();
        zone.filter(|zone| zone.iana_name() == Some(name) && !zone.is_unknown())
            .filter(|_| name != NOWHERE)
            .map(Self)
            .ok_or(UnknownZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The nearest instant among those that the database knows, the years -9999 to 9999.
fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    let seconds = instant.timestamp();
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

fn instant(local: NaiveDateTime, offset: Offset) -> DateTime<Utc> {
    local.and_utc() - TimeDelta::seconds(offset.seconds().into())
}

fn fixed(offset: Offset) -> FixedOffset {
    FixedOffset::east_opt(offset.seconds()).expect("clocks differ by less than a day")
}
