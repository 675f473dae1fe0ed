//! Requests, files and servers without measure: each is refused early, in words, and nothing goes on for ever.

use std::time::Duration;

use memos_weekly::front_matter;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{program, weekly};
use crate::support::loopback::{Loopback, Reply};

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("A note").at("2023-03-07T10:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n")
}

#[test]
fn no_week_is_too_far_and_no_range_too_long() {
    let memos = server();
    for (flag, words) in [
        ("--week=0000-01-01", "is before 1900"),
        ("--week=0001-W01", "is before 1900"),
        ("--week=9999-12-31", "has not begun yet"),
        ("--week=9999-W52", "has not begun yet"),
        ("--week=1970-W01..9999-W01", "is longer than 520 weeks"),
        ("--week=1970-01-01..9999-12-31", "is longer than a year"),
        ("--week=2012-W01..2022-W52", "is longer than 520 weeks"),
        ("--week=2012-W01..2021-W51", "is longer than 520 weeks"),
        ("--week=2023-01-01..2024-01-02", "is longer than a year"),
        ("--now=-262143-01-01T00:00:00Z", "is not between the years"),
        ("--now=+262142-12-31T23:59:59Z", "is not between the years"),
        ("--now=0000-01-01T00:00:00Z", "is not between the years"),
        (
            "--catch-up=18446744073709551615",
            "expected a whole number from 0 to 52",
        ),
        ("--catch-up=53", "expected a whole number from 0 to 52"),
        ("--timeout-minutes=0", "expected a number of minutes"),
        ("--timeout-minutes=NaN", "expected a number of minutes"),
        ("--timeout-minutes=1e300", "expected a number of minutes"),
    ] {
        let run = if flag.starts_with("--now") {
            program("run")
        } else {
            weekly()
        };
        let finished = run.memos(&memos).github(&blog()).arg(flag).run().exits(2);
        assert!(
            finished.stderr.contains(words),
            "{flag}\n{}",
            finished.stderr
        );
    }
    let plan = program("plan").memos(&memos).github(&blog());
    let plan = plan
        .arg("--now=2023-03-13T02:00:00Z")
        .arg("--from=1970-01-01")
        .run()
        .exits(2);
    assert!(
        plan.stderr.contains("is longer than 520 weeks"),
        "{}",
        plan.stderr
    );
    for (key, words) in [
        ("catch_up: 5000", "`catch_up` cannot be 5000"),
        ("timeout_minutes: -1", "`timeout_minutes` cannot be -1"),
    ] {
        let run = weekly().memos(&memos).github(&blog());
        let finished = run.file(".github/memos-weekly.yml", key).run().exits(2);
        assert!(finished.stderr.contains(words), "{}", finished.stderr);
    }
    assert!(
        memos
            .requests()
            .iter()
            .all(|line| !line.contains("/memos?"))
    );
}

#[test]
fn a_server_that_never_answers_ends_the_run_in_its_time() {
    let memos = Loopback::start(|_| {
        std::thread::sleep(Duration::from_secs(30));
        Reply::html("")
    });
    let finished = weekly()
        .github(&blog())
        .env("MEMOS_URL", &format!("http://{}", memos.address()))
        .env("MEMOS_TOKEN", "memos_pat_0123456789")
        .arg("--timeout-minutes=0.01")
        .run()
        .exits(1);
    assert!(
        finished.stderr.contains("took longer than 0.01 minutes"),
        "{}",
        finished.stderr
    );
}

#[test]
fn more_text_than_a_post_takes_is_refused_with_the_memo_s_name() {
    let at = "2023-03-08T10:00:00Z";
    let memos = server().with(Note::new(&"word ".repeat(200_001)).at(at));
    let (github, run) = (blog(), || weekly().memos(&memos).arg("--json"));
    let finished = run().github(&github).run().exits(1);
    let words = "the memo uid2 has 1.1 MB of text, more than the 1 MB that a memo may have";
    assert!(finished.stderr.contains(words), "{}", finished.stderr);
    assert!(finished.stderr.contains("select.exclude_tags"));
    assert_eq!(github.branches(), ["main"]);
    // what is left out may have any length
    memos.change(2, |mut note| {
        note.content.push_str("#long");
        note
    });
    let config = "timezone: UTC\nselect: { exclude_tags: [long] }\n";
    let left_out = run().github(&github);
    let finished = left_out
        .file(".github/memos-weekly.yml", config)
        .run()
        .exits(0);
    assert!(
        finished.stderr.contains("1 tagged `long`"),
        "{}",
        finished.stderr
    );
    // many that are long
    let memos = server();
    for _ in 0..5 {
        memos.add(Note::new(&"word ".repeat(199_000)).at(at));
    }
    let finished = weekly().memos(&memos).github(&blog()).run().exits(1);
    let words = "an issue of 6 memos has 5 MB of text";
    assert!(finished.stderr.contains(words), "{}", finished.stderr);
}

#[test]
fn front_matter_is_as_deep_as_people_write_it() {
    let read = |front: &str| {
        let post = format!("---\n{front}\n---\n\nText.\n");
        front_matter::read(&front_matter::split(&post).expect("front matter"))
    };
    for hostile in [
        format!("tags: {}", "[".repeat(40_000)),
        format!("tags: {}", "{a: ".repeat(40_000)),
        format!("tags:\n  {}x", "- ".repeat(20_000)),
        (0..300).fold(String::new(), |all, depth| {
            all + &" ".repeat(depth) + "k:\n"
        }),
        format!("title: {}", "x".repeat(1 << 20)),
        "[\n".repeat(1_000),
    ] {
        assert_eq!(
            read(&hostile)
                .map(|fields| fields.len())
                .filter(|count| *count > 1),
            None
        );
    }
    let usual = "title: \"[a] {b} - c\"\ntags: [a, [b, {c: d}]]\nlist:\n  - - a\n    - b\n";
    assert_eq!(read(usual).map(|fields| fields.len()), Some(3));
}

#[test]
fn an_existing_post_of_brackets_costs_nothing() {
    let (memos, github) = (server(), blog());
    let post = format!("---\ntags: {}\n---\n", "[".repeat(40_000));
    github.push("content/posts/weekly-4/index.md", post.as_bytes());
    let finished = weekly().memos(&memos).github(&github).run().exits(0);
    assert!(finished.stderr.contains("#5"), "{}", finished.stderr);
}

#[test]
fn one_file_for_two_weeks_is_an_error_that_names_both() {
    let memos = server();
    for (config, first) in [
        ("slug: 'weekly-{{ iso_week }}'", "2022-W10"),
        ("slug: 'weekly'", "2023-W09"),
        ("blog: { path: 'content/posts/weekly.md' }", "2023-W09"),
        (
            "slug: \"{{ first_day | date('%m-%d') }}\"\nweek_starts_on: sunday",
            "",
        ),
        ("slug: \"weekly{{ tags | join('-') }}\"", "2023-W09"),
    ] {
        let github = blog();
        let run = weekly().memos(&memos).github(&github);
        let config = format!("timezone: UTC\n{config}\n");
        let finished = run.file(".github/memos-weekly.yml", config).run();
        if first.is_empty() {
            finished.exits(0);
            continue;
        }
        let finished = finished.exits(2);
        let words = format!("would be the post of {first} and of 2023-W10");
        assert!(finished.stderr.contains(&words), "{}", finished.stderr);
        assert!(github.pulls().is_empty());
    }
    let taken = "---\ntitle: 'Weekly #4'\ndate: 2022-03-13\n---\n";
    let github = blog().file("content/posts/10.md", taken);
    let config = "timezone: UTC\nslug: '{{ iso_week }}{% if iso_year < 2023 %}-old{% endif %}'\nblog: { path: 'content/posts/{{ slug }}.md' }\nnumber: { from: titles }\n";
    let run = weekly().memos(&memos).github(&github);
    let finished = run.file(".github/memos-weekly.yml", config).run().exits(2);
    let words = "content/posts/10.md would be the post of 2022-W10 and of 2023-W10";
    assert!(finished.stderr.contains(words), "{}", finished.stderr);
}

/// Weeks differ by what was written in them, until they do not.
#[test]
fn a_file_may_be_named_by_the_memos_alone() {
    let one = || {
        let note = Note::new("First light #morning").at("2023-03-07T10:00:00Z");
        FakeMemos::start("0.30.0").with(note)
    };
    let other = Note::new("Second light").at("2023-03-08T10:00:00Z");
    for order in ["newest_first", "oldest_first"] {
        for memos in [one(), one().with(other.clone())] {
            for slug in ["{{ headline }}", "{{ tags | join('-') }}"] {
                let config = format!("timezone: UTC\norder: {order}\nslug: \"{slug}\"\n");
                let github = blog();
                let run = weekly().memos(&memos).github(&github);
                run.file(".github/memos-weekly.yml", &config).run().exits(0);
                assert_eq!(github.pulls().len(), 1);
            }
        }
    }
    let taken = "---\ntitle: 'Weekly #4'\ndate: 2023-03-05\n---\n";
    let github = blog().file("content/posts/First-light/index.md", taken);
    let config = "timezone: UTC\nslug: '{{ headline }}'\nblog: { path: 'content/posts/{{ slug }}/index.md' }\nnumber: { from: titles }\n";
    let memos = one();
    let run = weekly().memos(&memos).github(&github);
    let finished = run.file(".github/memos-weekly.yml", config).run().exits(2);
    let words = "content/posts/First-light/index.md would be the post of 2023-W09 and of 2023-W10";
    assert!(finished.stderr.contains(words), "{}", finished.stderr);
}
