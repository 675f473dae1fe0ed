//! What a week costs: never the whole server where that can be avoided.

use memos_weekly::memos::Source;
use memos_weekly::select::TimeOf;

use super::{VERSIONS, connect, options, period};
use crate::http::client;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{program, weekly};
use crate::support::loopback::{Asked, Pace};

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
    let source = connect(fake).await.expect("a server");
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

#[test]
fn a_range_of_weeks_and_a_plan_read_the_list_once() {
    for version in ["0.18.2", "0.22.5", "0.24.0", "0.30.0"] {
        let fake = FakeMemos::start(version).with_all(years());
        let run = weekly()
            .memos(&fake)
            .arg("--week=2022-W01..2022-W20")
            .arg("--out=blog");
        run.arg("--json").run().exits(0);
        let lists = lists(&fake);
        assert!(lists <= 4, "{version}: {lists}");
        let fake = FakeMemos::start(version).with_all(years());
        let plan = program("plan")
            .memos(&fake)
            .arg("--from=2022-W01")
            .arg("--to=2022-W20");
        let plan = plan.arg("--out=.").run().exits(0);
        assert_eq!(plan.stdout.matches("\"week\"").count(), 20, "{version}");
        assert!(self::lists(&fake) <= 4, "{version}");
    }
}

/// How often a page of the list was asked for.
fn lists(fake: &FakeMemos) -> usize {
    let is_list = |asked: &Asked| {
        matches!(
            asked.path.as_str(),
            "/api/memo" | "/api/v1/memo" | "/api/v1/memos"
        )
    };
    fake.log().iter().filter(|asked| is_list(asked)).count()
}

#[tokio::test]
async fn token_and_list_are_asked_side_by_side() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with_all(years());
        let source = Source::open(&client(), options(&fake))
            .await
            .expect(version);
        let probes = source.stats().requests;
        assert_eq!(source.identity().user, None);
        // Each waits for the other: one after the other they would never be answered.
        let fake = fake.answering(Pace::in_pairs());
        let memos = source.list(&period("2023-W10"), TimeOf::Created).await;
        assert_eq!(memos.expect(version).len(), 7, "{version}");
        assert_eq!(source.stats().requests, probes + 2, "{version}");
        assert_eq!(source.identity().user.as_deref(), Some("Nick"));
        drop(fake);
    }
}

#[tokio::test]
async fn a_version_that_is_given_is_not_waited_for() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version);
        let options = memos_weekly::memos::Options {
            version: Some(version.parse().expect("a version")),
            ..options(&fake)
        };
        let source = Source::open(&client(), options).await.expect(version);
        assert_eq!(fake.requests().len(), 0, "{version}");
        source
            .list(&period("2023-W10"), TimeOf::Created)
            .await
            .expect(version);
        // who we are, the list, and beside them the version
        assert!((3..=6).contains(&fake.requests().len()), "{version}");
    }
}
