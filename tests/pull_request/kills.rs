//! Killed at every request, before and after its effect, and run again: always the same end.

use std::collections::{BTreeMap, BTreeSet};

use memos_weekly::publish::pull_request::Options;
use memos_weekly::publish::{Operation, Proposal};

use super::desk::{BRANCH, POST, blog, issue, run, run_with, with_asset, withdrawn};
use crate::support::fake_github::{FakeGithub, When};

/// Everything that people can see in the end.
#[derive(Debug, PartialEq, Eq)]
struct End {
    branches: Vec<String>,
    files: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    commits: Vec<Vec<String>>,
    pulls: Vec<Seen>,
}

#[derive(Debug, PartialEq, Eq)]
struct Seen {
    state: &'static str,
    title: String,
    body: String,
    draft: bool,
    comments: Vec<String>,
    labels: BTreeSet<String>,
    assignees: BTreeSet<String>,
    reviewers: BTreeSet<String>,
}

fn end(github: &FakeGithub) -> End {
    let pulls = github.pulls().into_iter().map(|pull| Seen {
        state: pull.state,
        title: pull.title,
        body: pull.body,
        draft: pull.draft,
        comments: pull
            .comments
            .into_iter()
            .map(|comment| comment.body)
            .collect(),
        labels: pull.labels,
        assignees: pull.assignees,
        reviewers: pull.reviewers,
    });
    let names = github.branches();
    let branches = names.iter();
    End {
        files: branches
            .clone()
            .map(|name| (name.clone(), github.branch_files(name)))
            .collect(),
        commits: branches.map(|name| github.commits(name)).collect(),
        pulls: pulls.collect(),
        branches: names,
    }
}

/// Runs a scene to its end, then again and again with a kill at each boundary. Says how many kills there were.
fn everywhere(scene: impl Fn() -> FakeGithub, proposal: &Proposal, options: &Options) -> usize {
    let github = scene();
    run_with(&github, proposal, options.clone()).expect("without a kill it ends well");
    let wanted = end(&github);
    let mut kills = 0;
    for n in 1.. {
        let mut reached = false;
        for when in [When::Before, When::After] {
            let github = scene();
            github.kill_at(n, when);
            let killed = run_with(&github, proposal, options.clone());
            if !github.revive() {
                continue;
            }
            reached = true;
            kills += 1;
            // a small change of labels or people may be lost with no more than a notice
            let noticed = killed
                .as_ref()
                .is_ok_and(|outcome| !outcome.notices.is_empty());
            assert!(
                killed.is_err() || noticed,
                "request {n}, {when:?}: {killed:?}"
            );
            run_with(&github, proposal, options.clone())
                .unwrap_or_else(|error| panic!("request {n}, {when:?}: {error}"));
            assert_eq!(end(&github), wanted, "request {n}, {when:?}");
            let again = run_with(&github, proposal, options.clone()).expect("it is complete");
            let rests = match github.pulls().last().map(|pull| pull.state) {
                Some("CLOSED") => Operation::Closed,
                _ => Operation::Unchanged,
            };
            assert_eq!(again.operation, rests, "request {n}, {when:?}");
            assert_eq!(end(&github), wanted, "request {n}, {when:?}");
        }
        if !reached {
            return kills;
        }
    }
    kills
}

fn opened() -> FakeGithub {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    github
}

#[test]
fn a_new_issue() {
    let proposal = with_asset(issue(&["two", "one"]), "a.png", b"a");
    assert_eq!(everywhere(blog, &proposal, &Options::default()), 6);
}

#[test]
fn a_new_issue_with_labels_and_people() {
    let options = Options {
        draft: true,
        labels: vec!["weekly".to_owned()],
        assignees: vec!["nick".to_owned()],
        reviewers: vec!["anna".to_owned()],
        team_reviewers: vec!["org/writers".to_owned()],
        ..Options::default()
    };
    let scene = || blog().team("writers");
    assert_eq!(everywhere(scene, &issue(&["one"]), &options), 12);
}

#[test]
fn a_changed_issue() {
    let proposal = with_asset(issue(&["two", "one"]), "b.png", b"b");
    assert_eq!(everywhere(opened, &proposal, &Options::default()), 6);
}

#[test]
fn a_merge_with_edits() {
    let scene = || {
        let github = opened();
        github.human("anna").suggest(BRANCH, POST, "one", "One");
        github
    };
    assert_eq!(
        everywhere(scene, &issue(&["two", "one"]), &Options::default()),
        8
    );
}

#[test]
fn a_conflict() {
    let scene = || {
        let github = opened();
        github.human("anna").suggest(BRANCH, POST, "one", "uno");
        github
    };
    assert_eq!(everywhere(scene, &issue(&["ONE"]), &Options::default()), 8);
}

#[test]
fn a_conflict_that_changes() {
    let scene = || {
        let github = opened();
        github.human("anna").suggest(BRANCH, POST, "one", "uno");
        run(&github, &issue(&["ONE"])).expect("it is told");
        github
    };
    assert_eq!(everywhere(scene, &issue(&["ONE!"]), &Options::default()), 8);
}

#[test]
fn a_conflict_that_is_gone() {
    let scene = || {
        let github = opened();
        github.human("anna").suggest(BRANCH, POST, "one", "uno");
        run(&github, &issue(&["ONE"])).expect("it is told");
        github.human("anna").suggest(BRANCH, POST, "uno", "ONE");
        github
    };
    assert_eq!(everywhere(scene, &issue(&["ONE"]), &Options::default()), 8);
}

#[test]
fn a_withdrawal() {
    let scene = || {
        let github = blog();
        run(&github, &issue(&["two", "one"])).expect("it is created");
        github.human("anna").approve(1);
        github
    };
    let proposal = withdrawn(&["one"], &[(1, "two")]);
    assert_eq!(everywhere(scene, &proposal, &Options::default()), 6);
}

#[test]
fn a_withdrawal_of_all_there_was() {
    let proposal = withdrawn(&[], &[(1, "one")]);
    // look, state, commit, end
    assert_eq!(everywhere(opened, &proposal, &Options::default()), 8);
}

#[test]
fn a_withdrawal_from_an_edited_item_and_an_untouched_one() {
    let scene = || {
        let github = blog();
        run(&github, &issue(&["three", "two", "one"])).expect("it is created");
        github
            .human("anna")
            .suggest(BRANCH, POST, "two", "two, and why");
        github
    };
    let proposal = withdrawn(&["one"], &[(1, "three"), (2, "two")]);
    // look, state, contents, the commit, state, contents, the comment
    assert_eq!(everywhere(scene, &proposal, &Options::default()), 14);
}

#[test]
fn a_post_that_was_taken_away() {
    let scene = || {
        let github = opened();
        github.human("anna").delete(BRANCH, POST);
        github.human("anna").edit(BRANCH, "notes.txt", "wait\n");
        github
    };
    assert_eq!(
        everywhere(scene, &issue(&["two", "one"]), &Options::default()),
        8
    );
}

#[test]
fn new_words() {
    let mut proposal = with_asset(issue(&["one"]), "a.png", b"a");
    proposal.title = "Weekly No. 5".to_owned();
    assert_eq!(everywhere(opened, &proposal, &Options::default()), 6);
}

#[test]
fn a_successor_of_a_closed_one() {
    let scene = || {
        let github = opened();
        github.human("nick").close(1);
        github
    };
    let options = Options {
        reopen: true,
        ..Options::default()
    };
    // look, state, what is in the closed one, change
    assert_eq!(everywhere(scene, &issue(&["two", "one"]), &options), 8);
}

#[test]
fn a_follow_up() {
    let scene = || {
        let github = opened();
        github.human("anna").suggest(BRANCH, POST, "one", "One");
        github.human("nick").squash(1);
        github
    };
    let options = Options {
        update_published: true,
        ..Options::default()
    };
    let proposal = with_asset(issue(&["two", "one"]), "a.png", b"a");
    // look, state, state of the follow-ups, commits, contents, change
    assert_eq!(everywhere(scene, &proposal, &options), 12);
}

#[test]
fn a_branch_without_its_commit() {
    let scene = || {
        let github = blog().settings(|settings| settings.protected = Some("memos".to_owned()));
        run(&github, &issue(&["one"])).expect_err("the branch is made, the commit refused");
        github.settings(|settings| settings.protected = None)
    };
    assert_eq!(everywhere(scene, &issue(&["one"]), &Options::default()), 6);
}

#[test]
fn a_branch_without_its_pull_request() {
    let scene = || {
        let off = |on: bool| {
            move |s: &mut crate::support::fake_github::Settings| {
                s.actions_may_open_pull_requests = on;
            }
        };
        let github = blog().settings(off(false));
        run(&github, &issue(&["one"])).expect_err("the pull request is refused");
        github.settings(off(true))
    };
    assert_eq!(everywhere(scene, &issue(&["one"]), &Options::default()), 6);
}
