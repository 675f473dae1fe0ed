//! What a week costs: never the whole server where that can be avoided.

use memos_weekly::memos::Source;
use memos_weekly::select::TimeOf;

use super::{VERSIONS, options, period};
use crate::http::client;
use crate::support::fake_memos::{FakeMemos, Note};

/// A memo a day for four years, up to the end of 2023-W10.
fn years() -> impl Iterator<Item = Note> {
    let end = period("2023-W10").end().timestamp();
    (1..=4 * 365).map(move |index| {
        let mut note = Note::new("x");
        note.created = end - index * 24 * 3600;
        note.updated = note.created;
        note
    })
}

/// Pages that were read for a week.
async fn pages(fake: &FakeMemos, id: &str) -> usize {
    let source = Source::connect(&client(), options(fake))
        .await
        .expect("a server");
    let before = fake.log().len();
    let found = source
        .list(&period(id), TimeOf::Created)
        .await
        .expect("a list");
    assert_eq!(found.len(), 7);
    fake.log().len() - before
}

#[tokio::test]
async fn the_last_week_is_one_page_on_every_version() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with_all(years());
        assert_eq!(pages(&fake, "2023-W10").await, 1, "{version}");
    }
}

#[tokio::test]
async fn a_week_three_years_ago_is_one_page_since_0_24_4() {
    for version in VERSIONS.into_iter().filter(|version| *version >= "0.24.4") {
        let fake = FakeMemos::start(version).with_all(years());
        assert_eq!(pages(&fake, "2020-W10").await, 1, "{version}");
    }
}

#[tokio::test]
async fn before_that_it_is_what_was_written_since() {
    for version in VERSIONS.into_iter().filter(|version| *version < "0.24.4") {
        let fake = FakeMemos::start(version).with_all(years());
        // 1,100 of 1,460 memos, 200 at a time.
        let pages = pages(&fake, "2020-W10").await;
        assert!((5..=6).contains(&pages), "{version}: {pages}");
    }
}

#[tokio::test]
async fn token_and_list_are_asked_side_by_side() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with_all(years());
        let http = client();
        let week = period("2023-W10");
        let together = Source::connect_and_list(&http, options(&fake), &week, TimeOf::Created);
        let (source, memos) = together.await.expect(version);
        assert_eq!(memos.len(), 7, "{version}");
        // The probe, who we are, the list.
        let probes = match version {
            _ if version < "0.14" => 4,
            _ if version < "0.22" => 3,
            _ if version < "0.26" => 2,
            _ => 1,
        };
        assert_eq!(source.stats().requests, probes + 2, "{version}");
    }
}

#[tokio::test]
async fn a_version_that_is_given_is_not_asked_for() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version);
        let options = memos_weekly::memos::Options {
            version: Some(version.parse().expect("a version")),
            ..options(&fake)
        };
        Source::connect(&client(), options).await.expect(version);
        assert_eq!(fake.requests().len(), 1, "{version}");
    }
}
