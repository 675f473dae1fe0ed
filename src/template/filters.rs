//! The filters that templates have beside minijinja's own: the ways to write a number and a date.
//!
//! Their errors are minijinja's, so that the place in the template comes with them.

use std::fmt::Write;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveTime};
use minijinja::{Environment, Error, ErrorKind};

use crate::numeral;

/// The filters of which people are told.
pub(super) const NAMES: [&str; 5] = ["chinese", "ordinal", "roman", "pad(width)", "date(format)"];

/// Adds all filters to an environment.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("chinese", numeral::chinese);
    environment.add_filter("ordinal", numeral::ordinal);
    environment.add_filter("pad", numeral::padded);
    environment.add_filter("roman", roman);
    environment.add_filter("date", date);
}

fn roman(number: u32) -> Result<String, Error> {
    numeral::roman(number).ok_or_else(|| {
        invalid(format!(
            "{number} cannot be written in Roman numerals, which reach from 1 to 3999"
        ))
    })
}

/// Formats a day or an instant as [`chrono::format::strftime`] says, by default as `2023-03-12`.
fn date(value: &str, format: Option<&str>) -> Result<String, Error> {
    let format = format.unwrap_or("%Y-%m-%d");
    if StrftimeItems::new(format).any(|item| item == Item::Error) {
        return Err(invalid(format!("`{format}` is not a date format")));
    }
    let mut text = String::new();
    let written = if let Ok(instant) = DateTime::parse_from_rfc3339(value) {
        write!(text, "{}", instant.format(format))
    } else if let Ok(day) = value.parse::<NaiveDate>() {
        write!(text, "{}", day.and_time(NaiveTime::MIN).format(format))
    } else {
        // not said which: it may be the text of a memo, and the log may be public
        return Err(invalid("what it is given is not a date".to_owned()));
    };
    // chrono's only other failure: an offset is asked of a day, which has none.
    written.map_err(|_| {
        invalid(format!(
            "a day has no time zone, but `{format}` asks for it"
        ))
    })?;
    Ok(text)
}

fn invalid(reason: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason)
}
