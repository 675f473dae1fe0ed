//! What holds in every calendar, zone and at any time.

use chrono::{DateTime, Days, TimeDelta, Utc};
use memos_weekly::week::{Calendar, IsoWeek, WeekRequest, WeekStart, Zone};
use proptest::prelude::*;

fn calendars() -> impl Strategy<Value = Calendar> {
    let zones = proptest::sample::select(Zone::names());
    let starts = proptest::sample::select(&WeekStart::ALL[..]);
    (zones, starts).prop_map(|(zone, week_starts_on)| Calendar {
        zone: zone.parse().unwrap(),
        week_starts_on,
    })
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    // From 15 January 1900, when each week began in a year that can be asked for, to 2100.
    (-2_207_779_200_i64..4_102_444_800)
        .prop_map(|second| DateTime::from_timestamp(second, 0).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weeks_follow_each_other_without_gap_or_overlap(calendar in calendars(), now in instants()) {
        let mut week = calendar.current(now);
        prop_assert!(week.contains(now));
        for _ in 0..60 {
            let next = calendar.next(&week);
            prop_assert_eq!(week.end(), next.start());
            prop_assert_eq!(&calendar.previous(&next), &week);
            prop_assert!(week.start() < week.end() && week < next);
            week = next;
        }
    }

    #[test]
    fn a_week_begins_when_the_clocks_first_show_its_first_day(calendar in calendars(), now in instants()) {
        let week = calendar.current(now);
        let shown = |instant| calendar.zone.at(instant).date_naive();
        prop_assert!(shown(week.start()) >= week.first_day());
        prop_assert!(shown(week.start() - TimeDelta::seconds(1)) < week.first_day());
    }

    #[test]
    fn the_last_week_is_the_newest_that_is_over(calendar in calendars(), now in instants()) {
        let last = calendar.last(now);
        prop_assert!(last.end() <= now);
        prop_assert!(calendar.next(&last).end() > now);
    }

    #[test]
    fn ids_and_periods_are_one_to_one(calendar in calendars(), now in instants(), length in 0u64..40) {
        let week = calendar.current(now);
        prop_assert_eq!(calendar.parse_id(week.id()), Some(week.clone()));
        // An id that a plan printed can be asked for.
        let again = calendar.resolve(&week.id().parse().unwrap(), now).unwrap();
        prop_assert_eq!(again, vec![week.clone()]);

        let last = week.first_day() + Days::new(length);
        let id = format!("{}_{last}", week.first_day());
        if let Some(days) = calendar.parse_id(&id) {
            prop_assert_eq!(days.id(), id);
        }
    }

    #[test]
    fn iso_weeks_find_the_week_they_name(calendar in calendars(), now in instants()) {
        let week = calendar.current(now);
        let named = IsoWeek::new(week.iso_year(), week.iso_week()).unwrap();
        prop_assert_eq!(calendar.resolve(&WeekRequest::Week(named), now).unwrap(), vec![week]);
    }

    #[test]
    fn what_is_caught_up_is_over_new_and_in_order(
        calendar in calendars(),
        now in instants(),
        ages in proptest::collection::vec(0u64..30, 0..5),
        limit in 0usize..6,
    ) {
        let taken: Vec<_> = ages
            .iter()
            .map(|age| {
                let week = calendar.current(now);
                calendar.parse_id(&format!(
                    "{}_{}",
                    week.first_day() - Days::new(7 * age),
                    week.last_day() - Days::new(7 * age)
                ))
                .unwrap_or(week)
            })
            .collect();
        let weeks = calendar.catch_up(&taken, limit, now);
        prop_assert!(weeks.len() <= limit);
        prop_assert!(weeks.is_sorted());
        for week in &weeks {
            prop_assert!(week.end() <= now);
            prop_assert!(taken.iter().all(|other| other.last_day() < week.first_day()));
        }
        if let (Some(newest), true) = (weeks.last(), limit > 0) {
            prop_assert_eq!(newest, &calendar.last(now));
        }
    }

    #[test]
    fn a_post_is_dated_within_its_period(calendar in calendars(), now in instants(), age in 0u64..9) {
        let week = calendar.current(now - Days::new(7 * age));
        let date = week.post_date(now);
        prop_assert!(date <= now);
        prop_assert!(week.contains(date.to_utc()));
    }

    #[test]
    fn no_request_is_too_strange(input in "\\PC*") {
        let _ = input.parse::<WeekRequest>();
        let calendar = Calendar { zone: Zone::default(), week_starts_on: WeekStart::Monday };
        calendar.parse_id(&input);
    }
}
