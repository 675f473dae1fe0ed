//! Weeks in every calendar and zone, and every way to ask for them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod properties;

use chrono::{DateTime, Days, NaiveDate, Utc};
use memos_weekly::week::{Calendar, Error, Period, UnknownZone, WeekRequest, WeekStart, Zone};

fn calendar(zone: &str, week_starts_on: WeekStart) -> Calendar {
    Calendar {
        zone: zone.parse().unwrap(),
        week_starts_on,
    }
}

fn shanghai() -> Calendar {
    calendar("Asia/Shanghai", WeekStart::Monday)
}

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// The only period of a request, long after it.
fn one(calendar: &Calendar, request: &str) -> Period {
    let mut periods = calendar
        .resolve(&request.parse().unwrap(), at("2030-01-01T00:00:00Z"))
        .unwrap();
    assert_eq!(periods.len(), 1, "{request}");
    periods.remove(0)
}

fn ids(periods: &[Period]) -> Vec<&str> {
    periods.iter().map(Period::id).collect()
}

#[test]
fn the_last_week_is_the_one_that_is_over_in_the_bloggers_zone() {
    // In Shanghai, Monday begins at 16:00 UTC on Sunday.
    let calendar = shanghai();
    assert_eq!(calendar.last(at("2023-03-12T15:59:59Z")).id(), "2023-W09");
    assert_eq!(calendar.last(at("2023-03-12T16:00:00Z")).id(), "2023-W10");
    assert_eq!(calendar.last(at("2023-03-15T07:00:00Z")).id(), "2023-W10");
    assert_eq!(
        calendar.current(at("2023-03-15T07:00:00Z")).id(),
        "2023-W11"
    );
}

#[test]
fn a_week_is_half_open() {
    let week = one(&shanghai(), "2023-W10");
    assert_eq!(week.start(), at("2023-03-05T16:00:00Z"));
    assert_eq!(week.end(), at("2023-03-12T16:00:00Z"));
    assert!(week.contains(at("2023-03-05T16:00:00Z")));
    assert!(week.contains(at("2023-03-12T15:59:59.999Z")));
    assert!(!week.contains(at("2023-03-12T16:00:00Z")));
}

#[test]
fn every_form_of_a_request_finds_its_days() {
    for (start, request, id) in [
        (WeekStart::Monday, "2023-W10", "2023-W10"),
        (WeekStart::Monday, "2023-w10", "2023-W10"),
        (WeekStart::Monday, "2023W10", "2023-W10"),
        (WeekStart::Monday, " 2023-W10 ", "2023-W10"),
        (WeekStart::Monday, "2023-03-12", "2023-W10"),
        (WeekStart::Sunday, "2023-W10", "2023-03-05_2023-03-11"),
        (WeekStart::Sunday, "2023-03-05", "2023-03-05_2023-03-11"),
        (WeekStart::Saturday, "2023-W10", "2023-03-04_2023-03-10"),
        (WeekStart::Saturday, "2023-03-03", "2023-02-25_2023-03-03"),
        (
            WeekStart::Monday,
            "2023-03-03..2023-03-21",
            "2023-03-03_2023-03-21",
        ),
        (
            WeekStart::Monday,
            "2023-03-03 .. 2023-03-03",
            "2023-03-03_2023-03-03",
        ),
        (WeekStart::Monday, "2023-03-06..2023-03-12", "2023-W10"),
        (
            WeekStart::Sunday,
            "2023-03-05_2023-03-11",
            "2023-03-05_2023-03-11",
        ),
        (WeekStart::Monday, "2020-W53", "2020-W53"),
        (WeekStart::Monday, "2021-01-03", "2020-W53"),
        (WeekStart::Monday, "2024-12-30", "2025-W01"),
    ] {
        assert_eq!(
            one(&calendar("Asia/Shanghai", start), request).id(),
            id,
            "{request}"
        );
    }
}

#[test]
fn a_range_of_weeks_is_an_issue_for_each() {
    let request: WeekRequest = "2022-W51..2023-W02".parse().unwrap();
    let now = at("2023-06-01T00:00:00Z");
    let weeks = shanghai().resolve(&request, now).unwrap();
    assert_eq!(
        ids(&weeks),
        ["2022-W51", "2022-W52", "2023-W01", "2023-W02"]
    );
    let sundays = calendar("America/New_York", WeekStart::Sunday);
    let weeks = sundays
        .resolve(&"2023-W09..2023-W10".parse().unwrap(), now)
        .unwrap();
    assert_eq!(
        ids(&weeks),
        ["2023-02-26_2023-03-04", "2023-03-05_2023-03-11"]
    );
}

#[test]
fn nothing_and_words_are_requests_too() {
    for (input, request) in [
        ("", WeekRequest::Last),
        ("  ", WeekRequest::Last),
        ("last", WeekRequest::Last),
        ("LAST", WeekRequest::Last),
        ("current", WeekRequest::Current),
    ] {
        assert_eq!(input.parse(), Ok(request), "{input:?}");
    }
}

#[test]
fn what_is_no_request_says_why_and_what_would_be() {
    let screens: Vec<_> = [
        "next",
        "W10",
        "2023-10",
        "2023-3-5",
        "23-W10",
        "2023-W100",
        "2023-W54",
        "2023-W53",
        "2023-W00",
        "2023-02-29",
        "2023-03-21..2023-03-03",
        "2023-W10..2023-W08",
        "2023-W10..2023-03-21",
        "2023-03-03..",
        "..",
        "２０２３-W10",
        "2023-03-05T00:00:00Z",
    ]
    .into_iter()
    .map(|input| {
        let error = input.parse::<WeekRequest>().unwrap_err();
        match error.help() {
            Some(help) => format!("{input:?}: {error}\n  help: {help}\n"),
            None => format!("{input:?}: {error}\n"),
        }
    })
    .collect();
    insta::assert_snapshot!(screens.concat());
}

#[test]
fn a_week_that_has_not_begun_is_refused_and_one_that_is_not_over_is_not() {
    let now = at("2023-03-08T00:00:00Z");
    let resolve = |request: &str| shanghai().resolve(&request.parse().unwrap(), now);
    assert_eq!(ids(&resolve("current").unwrap()), ["2023-W10"]);
    assert_eq!(ids(&resolve("2023-W10").unwrap()), ["2023-W10"]);
    let error = resolve("2023-W09..2023-W12").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`2023-W11` has not begun yet: its first day is 2023-03-13"
    );
    assert_eq!(
        error.help().unwrap(),
        "the newest week that has begun is 2023-W10"
    );
}

#[test]
fn requests_are_written_as_they_are_read() {
    for request in [
        "last",
        "current",
        "2023-W09",
        "2023-03-05",
        "2023-03-03..2023-03-21",
        "2023-W08..2023-W12",
    ] {
        assert_eq!(request.parse::<WeekRequest>().unwrap().to_string(), request);
    }
}

#[test]
fn ids_are_parsed_strictly() {
    let calendar = shanghai();
    for id in ["2023-W10", "2023-03-05_2023-03-11", "2023-03-03_2023-03-03"] {
        assert_eq!(calendar.parse_id(id).unwrap().id(), id);
    }
    for id in [
        "",
        "2023-w10",
        "2023W10",
        "2023-W53",
        "2023-03-06_2023-03-12",
        "2023-03-11_2023-03-05",
        "2023-3-5_2023-03-11",
        "2023-03-05",
        "last",
    ] {
        assert_eq!(calendar.parse_id(id), None, "{id}");
    }
}

#[test]
fn a_midnight_that_does_not_exist_is_the_end_of_its_gap() {
    for (zone, date, start) in [
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z"),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
        ("America/Havana", "2023-03-12", "2023-03-12T05:00:00Z"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        // Here the gap begins before midnight.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
    ] {
        let next = day(date) + Days::new(1);
        let period = one(
            &calendar(zone, WeekStart::Monday),
            &format!("{date}..{next}"),
        );
        assert_eq!(period.start(), at(start), "{zone} {date}");
    }
}

#[test]
fn a_zone_goes_by_its_name_in_the_database() {
    for name in [
        "UTC",
        "Asia/Shanghai",
        "Asia/Chongqing",
        "Etc/GMT-8",
        "EST5EDT",
    ] {
        let zone: Zone = name.parse().unwrap();
        assert_eq!(zone.to_string(), name);
    }
    for name in [
        "",
        "utc",
        "asia/shanghai",
        "Asia/Shangai",
        " UTC",
        "Factory",
        "Etc/Unknown",
        "../UTC",
        "+08:00",
    ] {
        assert_eq!(name.parse::<Zone>(), Err(UnknownZone), "{name}");
    }
    let names = Zone::names();
    assert!(names.len() > 590 && names.is_sorted_by_key(|name| name.to_lowercase()));
    for name in names {
        assert!(name.parse::<Zone>().is_ok(), "{name}");
    }
}

#[test]
fn the_clocks_of_this_year_are_known() {
    // since March 2026 the clocks of British Columbia are not put back any more
    let week = one(
        &calendar("America/Vancouver", WeekStart::Monday),
        "2026-W46",
    );
    assert_eq!(week.start(), at("2026-11-09T07:00:00Z"));
}

#[test]
fn years_beyond_the_database_have_the_clocks_of_its_last() {
    let calendar = calendar("Asia/Shanghai", WeekStart::Monday);
    let far = at("+10500-01-05T00:00:00Z");
    let week = calendar.current(far);
    assert!(week.contains(far));
    assert!(week.start().to_string().ends_with("16:00:00 UTC"));
}

#[test]
fn a_midnight_that_comes_twice_is_the_first() {
    for (zone, date, start) in [
        ("America/Havana", "2023-11-05", "2023-11-05T04:00:00Z"),
        // The clock goes from midnight back to 23:00: there is one midnight, after the second 23:00.
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
        ("Africa/Cairo", "2023-10-27", "2023-10-26T22:00:00Z"),
        ("Asia/Beirut", "2022-10-30", "2022-10-29T22:00:00Z"),
        // At 00:01 back to 23:01 of the day before.
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"),
    ] {
        let period = one(
            &calendar(zone, WeekStart::Monday),
            &format!("{date}..{date}"),
        );
        assert_eq!(period.start(), at(start), "{zone} {date}");
    }
}

#[test]
fn now_lies_in_the_current_week_even_while_the_clock_shows_yesterday_again() {
    // Sunday weeks; one minute into Sunday the clock of St. John's went back to Saturday, 23:01.
    let calendar = calendar("America/St_Johns", WeekStart::Sunday);
    let now = at("2010-11-07T02:45:00Z");
    assert_eq!(calendar.current(now).first_day(), day("2010-11-07"));
    assert!(calendar.current(now).contains(now));
    assert!(calendar.last(now).end() <= now);
}

#[test]
fn a_day_that_a_zone_left_out_is_an_error_by_itself_and_none_in_a_week() {
    let calendar = calendar("Pacific/Apia", WeekStart::Monday);
    let error = calendar
        .resolve(
            &"2011-12-30..2011-12-30".parse().unwrap(),
            at("2012-01-01T00:00:00Z"),
        )
        .unwrap_err();
    assert_eq!(error.to_string(), "there was no 2011-12-30 in Pacific/Apia");
    assert_eq!(error.help().unwrap(), "ask for 2011-12-31 instead");
    assert_eq!(calendar.parse_id("2011-12-30_2011-12-30"), None);

    let week = one(&calendar, "2011-12-30");
    assert_eq!(week.id(), "2011-W52");
    assert_eq!((week.end() - week.start()).num_days(), 6);
    // Nor is a post dated on it.
    let week = one(
        &self::calendar("Pacific/Apia", WeekStart::Saturday),
        "2011-12-30",
    );
    assert_eq!(week.last_day(), day("2011-12-30"));
    assert!(week.contains(week.post_date(at("2012-01-01T00:00:00Z")).to_utc()));
}

#[test]
fn iso_year_and_week_are_those_of_the_middle_day() {
    for (start, date, iso) in [
        (WeekStart::Monday, "2020-12-31", (2020, 53)),
        (WeekStart::Sunday, "2020-12-27", (2020, 53)),
        (WeekStart::Saturday, "2021-01-02", (2021, 1)),
    ] {
        let week = one(&calendar("UTC", start), date);
        assert_eq!((week.iso_year(), week.iso_week()), iso, "{date}");
    }
}

#[test]
fn a_post_is_dated_at_noon_of_the_last_day_and_never_in_the_future() {
    let week = one(&shanghai(), "2023-W10");
    let date = |now: &str| week.post_date(at(now)).to_rfc3339();
    assert_eq!(date("2023-03-13T00:00:00Z"), "2023-03-12T12:00:00+08:00");
    assert_eq!(date("2023-03-12T04:00:00Z"), "2023-03-12T12:00:00+08:00");
    assert_eq!(date("2023-03-12T03:59:59Z"), "2023-03-06T00:00:00+08:00");
}

#[test]
fn missing_weeks_are_made_up_oldest_first() {
    let calendar = shanghai();
    let now = at("2023-03-15T00:00:00Z");
    let catch_up = |taken: &[&str], limit| {
        let taken: Vec<_> = taken
            .iter()
            .map(|id| calendar.parse_id(id).unwrap())
            .collect();
        ids(&calendar.catch_up(&taken, limit, now)).join(" ")
    };
    assert_eq!(catch_up(&["2023-W08"], 4), "2023-W09 2023-W10");
    assert_eq!(
        catch_up(&["2023-W01", "2022-W50"], 4),
        "2023-W07 2023-W08 2023-W09 2023-W10"
    );
    assert_eq!(catch_up(&["2023-W10"], 4), "");
    assert_eq!(catch_up(&["2023-W11"], 4), "");
    assert_eq!(catch_up(&[], 4), "2023-W10");
    assert_eq!(catch_up(&["2023-W08"], 1), "2023-W10");
    assert_eq!(catch_up(&["2023-W08"], 0), "");
    assert_eq!(catch_up(&[], 0), "");
    // Days that have an issue are in no second one.
    assert_eq!(catch_up(&["2023-02-20_2023-02-28"], 4), "2023-W10");
}

#[test]
fn week_starts_are_words() {
    for start in WeekStart::ALL {
        assert_eq!(start.to_string().parse(), Ok(start));
        assert_eq!(serde_json::to_value(start).unwrap(), start.to_string());
    }
    assert_eq!(" Sunday ".parse(), Ok(WeekStart::Sunday));
    let error = "tuesday".parse::<WeekStart>().unwrap_err();
    assert_eq!(error, Error::WeekStart("tuesday".to_owned()));
    assert_eq!(
        error.help().unwrap(),
        "expected one of `monday`, `sunday`, `saturday`"
    );
}
