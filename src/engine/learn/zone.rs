//! The time zone of a blog: as its configuration names it, else the one in whose offset its newest posts are dated.

use chrono::{FixedOffset, Offset};
use chrono_tz::Tz;

use crate::issue::Language;

/// A zone with this offset from UTC. Which of them it is no offset tells, nor whether its clocks are changed twice a
/// year; so it is the one without a change, unless the language makes another plain.
pub(super) fn with_offset(offset: FixedOffset, language: Language) -> Option<Tz> {
    let seconds = offset.fix().local_minus_utc();
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    match (hours, rest / 60) {
        // most often it is a program's, not the author's
        (0, 0) => None,
        (8, 0) if language == Language::ZhCn => Some(Tz::Asia__Shanghai),
        (5, 30) => Some(Tz::Asia__Kolkata),
        (5, 45) => Some(Tz::Asia__Kathmandu),
        (6, 30) => Some(Tz::Asia__Yangon),
        (3, 30) => Some(Tz::Asia__Tehran),
        (4, 30) => Some(Tz::Asia__Kabul),
        (9, 30) => Some(Tz::Australia__Darwin),
        // the signs of these names are those of POSIX: `Etc/GMT-8` is east of Greenwich
        (_, 0) => format!("Etc/GMT{:+}", -hours).parse().ok(),
        _ => None,
    }
}
