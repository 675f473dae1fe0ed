//! Titles and commit headlines refer to nothing: no issue is linked or closed, nobody is pinged.

use memos_weekly::publish::Operation;

use super::desk::{BRANCH, blog, issue, run};
use super::series::Series;
use crate::support::fake_github::FakeGithub;

const GAP: char = '\u{200b}';

fn seen(text: &str) -> String {
    text.replace(GAP, "")
}

/// The headline of the newest commit on the branch.
fn headline(github: &FakeGithub) -> String {
    let commits = github.commits(BRANCH);
    let newest = commits.last().expect("a commit");
    newest.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_title_links_closes_and_pings_nothing_and_reads_as_it_was_meant() {
    let reference = regex::Regex::new(r"#\d|@\w|[A-Za-z]-\d|://").expect("a pattern");
    for title in [
        "Weekly #1",
        "fixes #1",
        "Closes nick/blog#12 and GH-3",
        "@team: the week of @anna-b",
        "see https://github.com/nick/blog/issues/1",
    ] {
        let github = blog();
        let mut proposal = issue(&["one"]);
        title.clone_into(&mut proposal.title);
        title.clone_into(&mut proposal.message);
        run(&github, &proposal).expect("it is created");
        for shown in [github.pull(1).title, headline(&github)] {
            assert!(!reference.is_match(&shown), "{shown:?}");
            assert_eq!(seen(&shown), title);
        }
        github.take_requests();
        let outcome = run(&github, &proposal).expect("it is there");
        assert_eq!(outcome.operation, Operation::Unchanged, "{title}");
        assert_eq!(github.take_requests(), ["Look", "State"]);
    }
}

#[test]
fn a_title_from_before_is_still_ours_and_made_harmless_once() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    // as it was written by a run that did not part the sign from the number
    github.human("nick").retitle(1, "Weekly #5");
    let outcome = run(&github, &issue(&["one"])).expect("it is renewed");
    assert_eq!(outcome.operation, Operation::Updated);
    assert_eq!(github.pull(1).title, "Weekly #\u{200b}5");
    github.human("nick").retitle(1, "My week #5");
    run(&github, &issue(&["two", "one"])).expect("it is updated");
    assert_eq!(github.pull(1).title, "My week #5");
}

#[test]
fn a_number_is_read_from_a_harmless_title() {
    let series = Series::new(&["2023-W10", "2023-W11"]);
    assert_eq!(series.numbers("2023-W10"), [5]);
    let nick = series.github.human("nick");
    nick.edit_body(1, |_| "all my own words".to_owned());
    nick.squash(1);
    assert_eq!(
        series
            .github
            .pull(1)
            .title
            .chars()
            .filter(|c| *c == GAP)
            .count(),
        1
    );
    series.github.unpush("content/posts/weekly-5/index.md");
    assert_eq!(series.numbers("2023-W11"), [6]);
}

#[test]
fn a_configured_description_pings_whom_its_author_names_and_nobody_else() {
    let mut series = Series::new(&["2023-W10"]);
    series
        .memos
        .insert("2023-W10", vec!["hello #@team".to_owned()]);
    let config = "timezone: UTC\nlanguage: en\nseries: 'fixes #1'\npull_request: { body: 'For @anna: {{ title }}, {{ tags }}' }\n";
    series
        .github
        .push(".github/memos-weekly.yml", config.as_bytes());
    series.run("2023-W10");
    let body = series.github.pull(1).body;
    let first = body.lines().nth(1).expect("our words");
    assert!(
        first.starts_with("For @anna: fixes #\u{200b}1 #\u{200b}5, "),
        "{first:?}"
    );
    assert!(!first.contains("@team"), "{first:?}");
}
