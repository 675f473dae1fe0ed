//! Too much at this moment: what is waited out, what is asked for in halves, and what is told.

use std::sync::Mutex;
use std::time::Duration;

use chrono::NaiveDate;
use memos_weekly::blog::Wanted;
use memos_weekly::github::{Clock, StateQuery};
use memos_weekly::publish::Operation;
use serde_json::{Value, json};

use super::desk::{BRANCH, POST, WEEK, blog, issue, remembered, repository, run, withdrawn};
use super::series::Series;
use crate::support::fake_github::{FakeGithub, Reply};

/// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit>
const SECONDARY: &str =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

fn limited(status: u16) -> Reply {
    match status {
        200 => Reply::json(
            200,
            &json!({ "data": null, "errors": [{ "message": SECONDARY }] }),
        ),
        _ => Reply::json(status, &json!({ "message": SECONDARY })),
    }
}

fn used_up() -> Reply {
    let error = json!({ "type": "RATE_LIMITED", "message": "API rate limit exceeded" });
    Reply::json(200, &json!({ "errors": [error] }))
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", "1678666202")
        .header("date", "Mon, 13 Mar 2023 00:00:02 GMT")
}

/// What a run came to, and how long it waited.
fn outcome(github: &FakeGithub) -> (Operation, Duration) {
    let start = github.clock();
    let outcome = run(github, &issue(&["one"])).expect("it was waited for");
    (outcome.operation, start.elapsed())
}

fn told(github: &FakeGithub) -> String {
    let error = run(github, &issue(&["one"])).expect_err("it cannot be waited for");
    format!("{error}\nhelp: {}", error.help().unwrap_or_default())
}

#[test]
fn every_form_of_a_limit_is_waited_out_at_every_request() {
    let minutes = Duration::from_mins;
    for (reply, wait) in [
        (
            limited(200).header("retry-after", "61"),
            Duration::from_secs(61),
        ),
        (limited(200), minutes(1)),
        (limited(403), minutes(1)),
        (limited(429).header("retry-after", "600"), minutes(10)),
        (used_up(), minutes(10)),
    ] {
        for n in 1..=3 {
            let github = blog();
            github.reply_at(n, reply.clone());
            assert_eq!(
                outcome(&github),
                (Operation::Created, wait),
                "{n}: {reply:?}"
            );
            assert_eq!((github.pulls().len(), github.commits(BRANCH).len()), (1, 1));
        }
    }
}

#[test]
fn a_change_that_was_limited_is_never_sent_again_before_a_look() {
    let github = blog();
    github.reply_at(3, limited(200));
    outcome(&github);
    assert_eq!(
        github.take_requests(),
        ["Look", "State", "Change", "State", "Change"]
    );
}

#[test]
fn waits_grow_where_github_names_no_time_and_end_with_the_run() {
    let github = blog();
    for n in 1..=3 {
        github.reply_at(n, limited(403));
    }
    assert_eq!(
        outcome(&github),
        (Operation::Created, Duration::from_mins(1 + 2 + 4))
    );
    let github = blog();
    for n in 1..=9 {
        github.reply_at(n, limited(403));
    }
    insta::assert_snapshot!(told(&github), @r"
    GitHub's rate limit is used up
    help: run again later; what was done already is found, and the rest is done then
    ");
    assert_eq!(github.take_requests().len(), 5);
    let github = blog();
    github.reply_at(1, limited(403).header("retry-after", "3600"));
    insta::assert_snapshot!(told(&github), @r"
    GitHub's rate limit is used up for the next 60 minutes, longer than this run may take
    help: run again later; what was done already is found, and the rest is done then
    ");
}

#[test]
fn a_pull_request_that_was_submitted_too_quickly_is_opened_some_minutes_later() {
    let github = blog().settings(|settings| settings.burst = Some(0));
    insta::assert_snapshot!(told(&github), @r"
    GitHub's rate limit is used up
    help: run again later; what was done already is found, and the rest is done then
    ");
    // branch and commit are ready, and the next run only opens it
    assert_eq!(github.commits(BRANCH).len(), 1);
    let github = github.settings(|settings| settings.burst = Some(1));
    assert_eq!(outcome(&github), (Operation::Created, Duration::ZERO));
    assert_eq!(github.commits(BRANCH).len(), 1);
}

#[test]
fn a_year_of_back_issues_ends_with_as_many_pull_requests() {
    let monday = NaiveDate::from_ymd_opt(2022, 1, 3).expect("a Monday");
    let weeks: Vec<&'static str> = (0..52)
        .map(|n| monday + chrono::TimeDelta::weeks(n))
        .map(|day| &*day.format("%G-W%V").to_string().leak())
        .collect();
    let series = Series::new(&weeks);
    let github = series
        .github
        .clone()
        .settings(|settings| settings.burst = Some(9));
    let start = github.clock();
    // one job after the other, each with its own time
    for week in &weeks {
        series.run(week);
    }
    let titles: Vec<String> = series.open().into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles.len(), 52);
    assert!(titles[51].contains("56 ("), "{}", titles[51]);
    assert!(
        start.elapsed() <= Duration::from_hours(1),
        "{:?}",
        start.elapsed()
    );
    // one run for all of them is finished by the next ones
    let series = Series::new(&weeks);
    let github = series
        .github
        .clone()
        .settings(|settings| settings.burst = Some(9));
    let range = format!("{}..{}", weeks[0], weeks[51]);
    let mut runs = 1;
    while series
        .try_run(&range, None, memos_weekly::publish::PublishFlags::default())
        .is_err()
    {
        runs += 1;
    }
    assert_eq!((github.pulls().len(), series.open().len()), (52, 52));
    assert!(runs <= 3, "{runs} runs");
}

fn heavy(kind: &str) -> Reply {
    let partial = json!({ "repository": { "base": null } });
    match kind {
        "504" => Reply::json(
            504,
            &json!({ "message": "We couldn't respond to your request in time." }),
        ),
        "slow" => Reply::json(
            502,
            &json!({ "data": null, "errors": [{ "message": "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug." }] }),
        ),
        kind => Reply::json(
            200,
            &json!({
                "data": partial,
                "errors": [{ "type": kind, "path": ["repository", "pulls_0"], "message": "Resource limits for this query exceeded." }],
            }),
        ),
    }
}

/// How many weeks were asked for in each document.
fn sizes(github: &FakeGithub) -> Vec<usize> {
    let weeks = |body: &Value| {
        let variables = body["variables"].as_object().expect("variables");
        variables
            .keys()
            .filter(|name| name.starts_with("head_"))
            .count()
    };
    github
        .requests()
        .iter()
        .map(|request| weeks(&request.body))
        .collect()
}

#[test]
fn a_query_that_is_too_much_is_asked_in_halves() {
    let query = StateQuery {
        base: "main".to_owned(),
        prefix: "memos-weekly/".to_owned(),
        branches: (1..=4).map(|n| format!("memos-weekly/{n}")).collect(),
        ..StateQuery::default()
    };
    let state = |github: &FakeGithub| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime
            .expect("a runtime")
            .block_on(async { repository(github).state(&query).await })
    };
    for (kind, asked) in [
        ("RESOURCE_LIMITS_EXCEEDED", vec![4, 2, 2]),
        ("MAX_NODE_LIMIT_EXCEEDED", vec![4, 2, 2]),
        // that may also be a moment's trouble, so the whole is tried twice
        ("504", vec![4, 4, 2, 2]),
        ("slow", vec![4, 4, 2, 2]),
    ] {
        let github = blog();
        for n in 1..asked.len() - 1 {
            github.reply_at(n, heavy(kind));
        }
        let state = state(&github).expect("it is answered in the end");
        let names: Vec<&str> = state.branches.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, query.branches);
        assert_eq!(sizes(&github), asked, "{kind}");
    }
    // what stays too much is an error
    let github = blog();
    for n in 1..=40 {
        github.reply_at(n, heavy("RESOURCE_LIMITS_EXCEEDED"));
    }
    let error = state(&github).expect_err("it never comes");
    insta::assert_snapshot!(error, @"GitHub rejected the query: Resource limits for this query exceeded.");
    assert!(github.requests().len() < 10, "{:?}", sizes(&github));
}

#[test]
fn a_long_wait_is_told_before_it_begins() {
    static TOLD: Mutex<Vec<Duration>> = Mutex::new(Vec::new());
    let clock = Clock::skipping(Duration::from_mins(20)).telling(|wait| {
        TOLD.lock().expect("no other test").push(wait);
    });
    let github = blog();
    github.reply_at(1, limited(429).header("retry-after", "600"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("a runtime")
        .block_on(async {
            let repository = repository(&github).within(clock);
            repository.look(None, &Wanted::default()).await
        })
        .expect("it was waited for");
    assert_eq!(
        *TOLD.lock().expect("no other test"),
        [Duration::from_mins(10)]
    );
}

#[test]
fn an_issue_of_very_many_memos_has_a_description_that_fits_and_knows_them_all() {
    let github = blog();
    let memos: Vec<String> = (0..7_000).map(|n| format!("m{n}")).collect();
    let memos: Vec<&str> = memos.iter().map(String::as_str).collect();
    run(&github, &issue(&memos)).expect("it is created");
    let (_, holdings) = remembered(&github, WEEK);
    let record = holdings[0].record.as_ref().expect("it is written down");
    assert_eq!(record.held.len(), 7_000);
    assert!(record.holds("m0") && record.holds("m6999"));
    let gone: Vec<(usize, &str)> = (1..).zip(memos.iter().copied()).skip(6_990).collect();
    run(&github, &withdrawn(&memos[..6_990], &gone)).expect("they are withdrawn");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("m6989") && !post.contains("m6990"));
    let (_, holdings) = remembered(&github, WEEK);
    let record = holdings[0].record.as_ref().expect("it is written down");
    assert_eq!(record.held.len(), 6_990);
    assert!(record.holds("m6989") && !record.holds("m6990"));
}
