//! From the first run to the merge.

use memos_weekly::publish::Operation;

use super::desk::{BRANCH, POST, blog, issue, run, with_asset};

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
    assert_eq!(github.pull(1).title, "Weekly #\u{200b}5");
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
fn nothing_is_ever_forced_or_deleted_and_every_commit_names_the_head_it_expects() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("anna").suggest(BRANCH, POST, "one", "One");
    run(&github, &issue(&["two", "one"])).expect("it is merged");
    let mut commits = 0;
    for request in github.requests() {
        let query = request.body["query"].as_str().unwrap_or_default();
        assert!(request.name() == "Tree" || !query.is_empty());
        for word in ["updateRef", "deleteRef", "force:", "closePullRequest"] {
            assert!(!query.contains(word), "{query}");
        }
        let commit = &request.body["variables"]["commit_0"];
        if commit.is_object() {
            commits += 1;
            assert_eq!(commit["expectedHeadOid"].as_str().map(str::len), Some(40));
        }
    }
    assert_eq!(commits, 2);
}

#[test]
fn files_that_belong_into_lfs_are_told() {
    let github = blog().file(
        ".gitattributes",
        "*.png filter=lfs diff=lfs merge=lfs -text\n",
    );
    let proposal = with_asset(issue(&["one"]), "a.png", b"a");
    let outcome = run(&github, &proposal).expect("it is created");
    assert!(
        outcome.notices[0].to_string().contains("Git LFS"),
        "{:?}",
        outcome.notices
    );
    let outcome = run(&github, &proposal).expect("it is there");
    assert!(outcome.notices.is_empty(), "{:?}", outcome.notices);
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
