//! Time zones as people write them, and the IANA name that was probably meant.

use crate::week::Zone;
use crate::word::did_you_mean;

/// Names that are in no list of time zones, in lower case.
const NICKNAMES: [(&str, &str); 26] = [
    ("asia/beijing", "Asia/Shanghai"),
    ("beijing", "Asia/Shanghai"),
    ("china", "Asia/Shanghai"),
    ("中国", "Asia/Shanghai"),
    ("北京", "Asia/Shanghai"),
    ("北京时间", "Asia/Shanghai"),
    ("上海", "Asia/Shanghai"),
    ("cst", "Asia/Shanghai"),
    ("hkt", "Asia/Hong_Kong"),
    ("sgt", "Asia/Singapore"),
    ("jst", "Asia/Tokyo"),
    ("kst", "Asia/Seoul"),
    ("ist", "Asia/Kolkata"),
    ("msk", "Europe/Moscow"),
    ("bst", "Europe/London"),
    ("cest", "Europe/Berlin"),
    ("eest", "Europe/Helsinki"),
    ("edt", "America/New_York"),
    ("et", "America/New_York"),
    ("cdt", "America/Chicago"),
    ("mdt", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("aest", "Australia/Sydney"),
    ("nzst", "Pacific/Auckland"),
];

/// The zones in which most people with this distance from UTC, in minutes, live.
const OFFSETS: [(i32, &str); 23] = [
    (-600, "Pacific/Honolulu"),
    (-540, "America/Anchorage"),
    (-480, "America/Los_Angeles"),
    (-420, "America/Denver"),
    (-360, "America/Chicago"),
    (-300, "America/New_York"),
    (-240, "America/Santiago"),
    (-180, "America/Sao_Paulo"),
    (0, "Europe/London"),
    (60, "Europe/Berlin"),
    (120, "Europe/Helsinki"),
    (180, "Europe/Moscow"),
    (210, "Asia/Tehran"),
    (240, "Asia/Dubai"),
    (300, "Asia/Karachi"),
    (330, "Asia/Kolkata"),
    (360, "Asia/Dhaka"),
    (420, "Asia/Bangkok"),
    (480, "Asia/Shanghai"),
    (540, "Asia/Tokyo"),
    (570, "Australia/Adelaide"),
    (600, "Australia/Sydney"),
    (720, "Pacific/Auckland"),
];

/// The name that was probably meant by a word that is none.
pub(super) fn nearest(word: &str) -> Option<String> {
    let word = word.trim().to_lowercase().replace(' ', "_");
    let nickname = NICKNAMES.iter().find(|(name, _)| *name == word);
    let offset = || {
        let minutes = offset(&word)?;
        OFFSETS.iter().find(|(known, _)| *known == minutes)
    };
    nickname
        .map(|(_, zone)| *zone)
        .or_else(|| offset().map(|(_, zone)| *zone))
        .map(str::to_owned)
        .or_else(|| of_city(&word))
        .or_else(|| alike(&word))
}

fn alike(word: &str) -> Option<String> {
    let names = Zone::names();
    did_you_mean(word, names.iter().map(String::as_str)).map(str::to_owned)
}

/// `gmt+8`, `utc-5`, `+05:30` in minutes.
fn offset(word: &str) -> Option<i32> {
    let rest = word
        .strip_prefix("utc")
        .or_else(|| word.strip_prefix("gmt"));
    let rest = rest.unwrap_or(word).trim_start_matches('_');
    let (sign, digits) = match rest.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, rest.strip_prefix('+')?),
    };
    let is_time = digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if !is_time {
        return None;
    }
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at(2),
        None => (digits, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 60 + minutes))
}

/// The zone that is named after a city.
fn of_city(city: &str) -> Option<String> {
    Zone::names().into_iter().find(|name| {
        name.rsplit('/')
            .next()
            .is_some_and(|last| last.to_lowercase() == city)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_leads_to_a_zone() {
        for (written, meant) in [
            ("Asia/Beijing", "Asia/Shanghai"),
            ("GMT+8", "Asia/Shanghai"),
            ("UTC+8", "Asia/Shanghai"),
            ("UTC+08:00", "Asia/Shanghai"),
            ("+0800", "Asia/Shanghai"),
            ("CST", "Asia/Shanghai"),
            ("北京时间", "Asia/Shanghai"),
            ("UTC-5", "America/New_York"),
            ("+05:30", "Asia/Kolkata"),
            ("berlin", "Europe/Berlin"),
            ("New York", "America/New_York"),
            ("Asia/Shangai", "Asia/Shanghai"),
        ] {
            assert_eq!(nearest(written).as_deref(), Some(meant), "{written}");
        }
        for written in [
            "nowhere at all",
            "UTC+99",
            "UTC+99999999",
            "UTC+8区",
            "UTC+8时",
            "+08:3é",
            "UTC+-8",
            "UTC++8",
            "UTC+8:",
        ] {
            assert_eq!(nearest(written), None, "{written}");
        }
    }

    #[test]
    fn every_suggestion_is_a_zone() {
        let all = NICKNAMES
            .iter()
            .map(|it| it.1)
            .chain(OFFSETS.iter().map(|it| it.1));
        for name in all {
            assert!(name.parse::<Zone>().is_ok(), "{name}");
        }
    }
}
