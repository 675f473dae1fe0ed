//! From the first run to the merge.

use memos_weekly::publish::Operation;

use super::desk::{BRANCH, POST, blog, issue, run};

#[test]
fn a_new_issue_is_one_branch_one_commit_one_pull_request_in_three_requests() {
    let github = blog();
    let outcome = run(&github, &issue(&["one", "two"])).expect("it is created");
    assert_eq!(outcome.operation, Operation::Created);
    assert_eq!(outcome.number, Some(1));
    assert_eq!(
        outcome.url.as_deref(),
        Some("https://github.com/nick/blog/pull/1")
    );
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
    assert_eq!(github.commits(BRANCH).len(), 1);
    assert!(
        github
            .read(BRANCH, POST)
            .is_some_and(|text| text.contains("2. two"))
    );
    assert_eq!(github.pull(1).title, "Weekly #5");
}

#[test]
fn the_second_run_changes_nothing_in_two_requests() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.take_requests();
    let outcome = run(&github, &issue(&["one"])).expect("it is there");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert_eq!(outcome.number, Some(1));
    assert_eq!(github.take_requests(), ["Look", "State"]);
    assert_eq!(github.commits(BRANCH).len(), 1);
}

#[test]
fn a_new_memo_is_one_more_commit_in_three_requests() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.take_requests();
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is updated");
    assert_eq!(outcome.operation, Operation::Updated);
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
    assert_eq!(github.commits(BRANCH).len(), 2);
    assert!(github.pull(1).body.contains("**2 memos**"));
}

#[test]
fn edits_survive_and_what_is_new_is_added() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github
        .human("anna")
        .suggest(BRANCH, POST, "1. one", "1. One, with care");
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    let text = github.read(BRANCH, POST).expect("the post");
    assert!(text.contains("1. two\n\n2. One, with care\n"), "{text}");
    // and again, on top of our own merge
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    let text = github.read(BRANCH, POST).expect("the post");
    assert!(
        text.contains("1. three\n\n2. two\n\n3. One, with care\n"),
        "{text}"
    );
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("nothing is new");
    assert_eq!(outcome.operation, Operation::Unchanged);
}
