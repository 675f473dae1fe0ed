//! After people decided: merged, closed, published by hand; and the follow-ups that may be asked for.

use memos_weekly::issue::PullState;
use memos_weekly::publish::Operation;
use memos_weekly::publish::pull_request::Options;

use super::desk::{BRANCH, POST, WEEK, blog, issue, remembered, run, run_with};

const UPDATE: &str = "memos-weekly/2023-W10-update";

fn update() -> Options {
    Options {
        update_published: true,
        ..Options::default()
    }
}

#[test]
fn merged_is_the_end() {
    for squash in [false, true] {
        let github = blog();
        run(&github, &issue(&["one"])).expect("it is created");
        let nick = github.human("nick");
        if squash {
            nick.squash(1);
        } else {
            nick.merge(1);
        }
        github.take_requests();
        let outcome = run(&github, &issue(&["two", "one"])).expect("it is merged");
        assert_eq!(
            (outcome.operation, outcome.number),
            (Operation::Merged, Some(1))
        );
        assert_eq!(github.take_requests(), ["Look", "State"]);
        assert_eq!(github.pulls().len(), 1);
        // even if the post is moved or deleted later
        github.unpush(POST);
        let outcome = run(&github, &issue(&["two", "one"])).expect("it is still merged");
        assert_eq!(outcome.operation, Operation::Merged);
    }
}

#[test]
fn a_post_that_somebody_else_put_on_base_is_not_touched() {
    let github = blog().file(POST, "by hand\n");
    let outcome = run(&github, &issue(&["one"])).expect("it is left alone");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Merged, None)
    );
    assert_eq!(github.branches(), ["main"]);
}

#[test]
fn closed_is_the_end_unless_it_is_reopened() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("nick").close(1);
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is closed");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Closed, Some(1))
    );
    assert!(
        outcome.notices[0].to_string().contains("--reopen"),
        "{:?}",
        outcome.notices
    );
    assert_eq!(github.commits(BRANCH).len(), 1);

    let reopen = || Options {
        reopen: true,
        ..Options::default()
    };
    let outcome = run_with(&github, &issue(&["two", "one"]), reopen()).expect("a new one");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Created, Some(2))
    );
    assert!(
        github
            .read(BRANCH, POST)
            .is_some_and(|text| text.contains("1. two"))
    );
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is there");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Unchanged, Some(2))
    );
}

#[test]
fn edits_on_the_branch_of_a_closed_one_survive_in_its_successor() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("anna").suggest(BRANCH, POST, "one", "One");
    github.human("nick").close(1);
    let options = Options {
        reopen: true,
        ..Options::default()
    };
    run_with(&github, &issue(&["two", "one"]), options).expect("a new one");
    let text = github.read(BRANCH, POST).expect("the post");
    assert!(text.contains("1. two\n\n2. One\n"), "{text}");
}

#[test]
fn a_follow_up_adds_what_came_later_to_what_people_published() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("anna").suggest(BRANCH, POST, "one", "One");
    github.human("nick").squash(1);
    github.push(
        POST,
        github
            .read("main", POST)
            .expect("published")
            .replace("This week:", "Read this:")
            .as_bytes(),
    );

    let outcome = run_with(&github, &issue(&["two", "one"]), update()).expect("a follow-up");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Created, Some(2))
    );
    let text = github.read(UPDATE, POST).expect("the post");
    assert!(
        text.contains("Read this:") && text.contains("1. two\n\n2. One\n"),
        "{text}"
    );

    let outcome = run_with(&github, &issue(&["two", "one"]), update()).expect("it is there");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Unchanged, Some(2))
    );
    let outcome = run_with(&github, &issue(&["three", "two", "one"]), update()).expect("one more");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Updated, Some(2))
    );
    let text = github.read(UPDATE, POST).expect("the post");
    assert!(text.contains("1. three\n\n2. two\n\n3. One\n"), "{text}");

    github.human("nick").squash(2);
    let outcome = run_with(&github, &issue(&["three", "two", "one"]), update()).expect("merged");
    assert_eq!(outcome.operation, Operation::Merged);
    let memos = ["four", "three", "two", "one"];
    let outcome = run_with(&github, &issue(&memos), update()).expect("a second follow-up");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Created, Some(3))
    );
    let text = github.read(&format!("{UPDATE}-2"), POST).expect("the post");
    assert!(
        text.contains("1. four\n\n2. three\n\n3. two\n\n4. One\n"),
        "{text}"
    );
    // a run without the wish leaves it alone
    let outcome = run(&github, &issue(&memos)).expect("it is merged");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Merged, Some(1))
    );
}

#[test]
fn a_follow_up_without_anything_new_is_none() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("nick").merge(1);
    let outcome = run_with(&github, &issue(&["one"]), update()).expect("nothing is new");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Merged, Some(1))
    );
    assert_eq!(github.pulls().len(), 1);
    github
        .human("nick")
        .suggest("main", POST, "1. one", "1. uno");
    let outcome = run_with(&github, &issue(&["ONE"]), update()).expect("it conflicts");
    assert!(
        outcome.notices[0].to_string().contains("conflict with"),
        "{:?}",
        outcome.notices
    );
    assert_eq!(github.pulls().len(), 1);
}

#[test]
fn a_follow_up_that_was_closed_leaves_the_issue_published() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    github.human("nick").squash(1);
    run_with(&github, &issue(&["two", "one"]), update()).expect("a follow-up");
    github.human("nick").close(2);
    for week in ["2023-W11", WEEK] {
        let (ledger, _) = remembered(&github, week);
        let own: Vec<_> = ledger.iter().filter(|entry| entry.week == WEEK).collect();
        assert_eq!(own.len(), 1);
        assert_eq!((own[0].pull, own[0].state), (Some(1), PullState::Merged));
    }
}

#[test]
fn an_issue_is_added_to_five_times_and_then_it_is_told() {
    let github = blog();
    let memos = ["seven", "six", "five", "four", "three", "two", "one"];
    run(&github, &issue(&memos[6..])).expect("it is created");
    github.human("nick").squash(1);
    for n in 2..=6 {
        let memos = &memos[usize::try_from(7 - n).expect("a number")..];
        run_with(&github, &issue(memos), update()).expect("a follow-up");
        github.human("nick").squash(n);
    }
    let error = run_with(&github, &issue(&memos), update()).expect_err("it is told");
    insta::assert_snapshot!(format!("{error}\nhelp: {}", error.help().unwrap_or_default()), @r"
    the issue of 2023-W10 was added to 5 times already, which is the most there can be
    help: change the published post by hand, or run without `--update-published`
    ");
}
