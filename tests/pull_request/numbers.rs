//! Numbers: read from the ledger, kept by their week, never given twice.

use std::collections::BTreeSet;
use std::sync::Barrier;

use memos_weekly::publish::Operation;
use memos_weekly::publish::PublishFlags;

use super::series::Series;
use crate::support::fake_github::When;

const W10: &str = "2023-W10";
const W11: &str = "2023-W11";
const W12: &str = "2023-W12";
const W13: &str = "2023-W13";

fn series() -> Series {
    Series::new(&[W10, W11, W12, W13])
}

fn post(number: u32) -> String {
    format!("content/posts/weekly-{number}/index.md")
}

/// What [`Series::open`] says of an issue with this number and these days.
fn issue(number: u32, days: &str) -> (String, Vec<String>) {
    (
        format!("Weekly #\u{200b}{number} ({days})"),
        vec![post(number)],
    )
}

#[test]
fn several_weeks_in_one_run_get_numbers_in_a_row_and_keep_them() {
    let series = series();
    let nick = series.github.human("nick");
    assert_eq!(series.numbers("2023-W10..2023-W12"), [5, 6, 7]);
    assert_eq!(series.numbers(W12), [7]);
    assert_eq!(series.numbers(W10), [5]);
    nick.squash(2);
    assert_eq!(series.numbers("2023-W11..2023-W13"), [6, 7, 8]);
    nick.close(3);
    assert_eq!(series.numbers("2023-W10..2023-W13"), [5, 6, 7, 8]);
}

#[test]
fn a_number_is_known_from_the_marker_a_commit_or_the_title() {
    let series = series();
    series.run("2023-W10..2023-W12");
    let nick = series.github.human("nick");
    nick.edit_body(1, |_| String::new());
    nick.retitle(1, "My week");
    nick.edit_body(2, |_| String::new());
    nick.amend("memos-weekly/2023-W11", "x.md", "x\n");
    nick.squash(3);
    assert_eq!(series.numbers(W13), [8]);
    assert_eq!(series.numbers("2023-W10..2023-W12"), [5, 6, 7]);
}

#[test]
fn of_two_runs_at_the_same_moment_the_one_that_comes_second_gives_way_at_once() {
    let series = series();
    let rival = series.clone();
    series.github.between(3, move || {
        assert_eq!(rival.numbers(W11), [5]);
    });
    let ran = series.run(W10);
    assert_eq!(ran[0].number, 6);
    assert_eq!(ran[0].operation, Operation::Created);
    let head = series.github.head("memos-weekly/2023-W10");
    assert_eq!(ran[0].head, head);
    assert_eq!(
        ran[0].notices,
        ["another issue got number 5 at the same moment, so this one became number 6"]
    );
    let both = [
        issue(5, "2023-03-13 – 2023-03-19"),
        issue(6, "2023-03-06 – 2023-03-12"),
    ];
    assert_eq!(series.open(), both);
    series.github.take_requests();
    assert_eq!(series.numbers("2023-W10..2023-W11"), [6, 5]);
    assert_eq!(series.github.take_requests(), ["Look", "State"]);
    assert_eq!(series.open(), both);
}

#[test]
fn one_that_gave_way_looks_whether_its_next_number_was_free() {
    let series = series();
    let (second, third) = (series.clone(), series.clone());
    series.github.between(3, move || {
        assert_eq!(second.numbers(W11), [5]);
    });
    // three requests of the rival, then its own state and change
    series.github.between(8, move || {
        assert_eq!(third.numbers(W12), [6]);
    });
    assert_eq!(series.numbers(W10), [7]);
    assert_eq!(
        series.open(),
        [
            issue(5, "2023-03-13 – 2023-03-19"),
            issue(7, "2023-03-06 – 2023-03-12"),
            issue(6, "2023-03-20 – 2023-03-26"),
        ]
    );
}

#[test]
fn a_number_that_was_asked_for_gives_way_as_well() {
    let series = series();
    let rival = series.clone();
    series.github.between(3, move || {
        assert_eq!(rival.numbers(W11), [5]);
    });
    let ran = series.try_run(W10, Some(5), PublishFlags::default());
    assert_eq!(ran.expect("it goes well")[0].number, 6);
}

#[test]
fn runs_for_all_weeks_at_once_come_to_as_many_numbers() {
    let series = series();
    let weeks = [W10, W11, W12, W13];
    let start = Barrier::new(weeks.len());
    let numbers: BTreeSet<u32> = std::thread::scope(|scope| {
        let runs = weeks.map(|week| {
            let (series, start) = (series.clone(), &start);
            scope.spawn(move || {
                start.wait();
                series.numbers(week)[0]
            })
        });
        runs.into_iter()
            .map(|run| run.join().expect("it goes well"))
            .collect()
    });
    assert_eq!(numbers.len(), weeks.len(), "{numbers:?}");
    let titles: BTreeSet<String> = series.open().into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles.len(), weeks.len(), "{titles:?}");
    for (title, posts) in series.open() {
        assert_eq!(posts.len(), 1, "{title}: {posts:?}");
        let folder = posts[0].split('/').nth(2).expect("content/posts/weekly-5");
        assert!(title.starts_with(&folder.replace("weekly-", "Weekly #\u{200b}")));
    }
}

#[test]
fn an_issue_written_by_hand_in_between_keeps_its_number_and_ours_moves_with_its_edits() {
    let series = series();
    assert_eq!(series.numbers(W10), [5]);
    let branch = "memos-weekly/2023-W10";
    series
        .github
        .human("anna")
        .suggest(branch, &post(5), "the first", "The very first");
    series.github.push(
        &post(5),
        b"---\ntitle: \"Weekly #5\"\ndate: 2023-05-01T12:00:00+00:00\n---\n\nMine.\n",
    );
    assert_eq!(series.numbers(W10), [6]);
    let moved = series.github.read(branch, &post(6)).expect("it moved");
    assert!(moved.contains("1. The very first of 2023-W10"), "{moved}");
    assert_eq!(series.github.read(branch, &post(5)), None);
    assert_eq!(series.numbers(W11), [7]);
}

#[test]
fn a_run_that_died_after_its_commit_holds_its_number() {
    let mut series = series();
    let may_open = |may: bool| {
        move |settings: &mut crate::support::fake_github::Settings| {
            settings.may_write_pull_requests = may;
        }
    };
    series.github = series.github.settings(may_open(false));
    series
        .try_run(W10, None, PublishFlags::default())
        .expect_err("no pull request may be opened");
    series.github = series.github.settings(may_open(true));
    assert_eq!(series.numbers(W11), [6]);
    assert_eq!(series.numbers(W10), [5]);
}

#[test]
fn a_run_that_dies_before_it_gave_way_does_so_the_next_time() {
    let mut kills = 0;
    for (request, when) in [1, 2, 3]
        .into_iter()
        .flat_map(|n| [(n, When::Before), (n, When::After)])
    {
        let series = series();
        let rival = series.clone();
        series.github.between(3, move || {
            assert_eq!(rival.numbers(W11), [5]);
            rival.github.kill_at(request, when);
        });
        let ran = series.try_run(W10, None, PublishFlags::default());
        let killed = series.github.revive();
        assert_eq!(ran.is_err(), killed, "request {request}, {when:?}");
        kills += usize::from(killed);
        assert_eq!(series.numbers("2023-W10..2023-W11"), [6, 5]);
        let both = [
            issue(5, "2023-03-13 – 2023-03-19"),
            issue(6, "2023-03-06 – 2023-03-12"),
        ];
        assert_eq!(series.open(), both, "request {request}, {when:?}");
    }
    // before and after the state, before and after the change
    assert_eq!(kills, 4);
}

#[test]
fn one_that_gives_way_is_listed_under_its_new_number_at_once() {
    let series = Series::with_index(&[W10, W11]);
    let rival = series.clone();
    series.github.between(3, move || {
        assert_eq!(rival.numbers(W11), [5]);
    });
    assert_eq!(series.numbers(W10), [6]);
    let list = series.github.read("memos-weekly/2023-W10", "README.md");
    let list = list.expect("the list");
    assert!(
        list.contains("weekly-6/") && !list.contains("weekly-5/"),
        "{list}"
    );
    series.github.take_requests();
    series.run("2023-W10..2023-W11");
    assert_eq!(series.github.take_requests(), ["Look", "State"]);
}
