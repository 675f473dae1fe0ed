//! What stands in the way, and how people are told.

use memos_weekly::publish::Operation;
use memos_weekly::publish::pull_request::{Error, Options};
use serde_json::json;

use super::desk::{BRANCH, POST, WEEK, blog, english, issue, run, run_with};
use crate::support::fake_github::{FakeGithub, Reply, Settings, When};

fn with(change: impl FnOnce(&mut Settings)) -> FakeGithub {
    blog().settings(change)
}

/// The error as people read it.
fn told(github: &FakeGithub) -> String {
    let error = run(github, &issue(&["one"])).expect_err("something stands in the way");
    format!("{error}\nhelp: {}", error.help().unwrap_or_default())
}

#[test]
fn actions_may_not_open_pull_requests() {
    let github = with(|settings| settings.actions_may_open_pull_requests = false);
    insta::assert_snapshot!(told(&github), @r"
    GitHub does not let Actions open pull requests in nick/blog
    help: switch on Settings → Actions → General → “Allow GitHub Actions to create and approve pull requests” (an organization can forbid it for all its repositories), then run again; the branch is ready: https://github.com/nick/blog/compare/main...memos-weekly/2023-W10?expand=1
    ");
    // the branch is ready, and the next run only opens it
    assert_eq!(github.branches(), ["main", BRANCH]);
    let github = github.settings(|settings| settings.actions_may_open_pull_requests = true);
    let outcome = run(&github, &issue(&["one"])).expect("it is opened");
    assert_eq!(outcome.operation, Operation::Created);
    assert_eq!(github.commits(BRANCH).len(), 1);
}

#[test]
fn the_token_may_not_write_contents() {
    let github = with(|settings| settings.may_write_contents = false);
    insta::assert_snapshot!(told(&github), @r"
    the token may not create branches in nick/blog: Resource not accessible by integration
    help: in a workflow add `permissions: contents: write` to the job (runs for forks and Dependabot stay read-only); another token needs the same permission
    ");
}

#[test]
fn the_token_may_not_write_pull_requests() {
    let github = with(|settings| settings.may_write_pull_requests = false);
    insta::assert_snapshot!(told(&github), @r"
    the token may not open pull requests in nick/blog: Resource not accessible by integration
    help: in a workflow add `permissions: pull-requests: write` to the job (runs for forks and Dependabot stay read-only); another token needs the same permission; the branch is ready: https://github.com/nick/blog/compare/main...memos-weekly/2023-W10?expand=1
    ");
}

#[test]
fn a_rule_forbids_new_branches() {
    let github = with(|settings| settings.restricted_creations = Some("memos-weekly/".to_owned()));
    insta::assert_snapshot!(told(&github), @r"
    a rule of nick/blog protects memos-weekly/2023-W10: Repository rule violations found Cannot create ref due to creations being restricted. refs/heads/memos-weekly/2023-W10
    help: let the token's owner create and write `memos-weekly/2023-W10` under Settings → Rules, or choose another `pull_request.branch_prefix`
    ");
}

#[test]
fn a_rule_forbids_commits() {
    let github = with(|settings| settings.protected = Some("memos-weekly/".to_owned()));
    insta::assert_snapshot!(told(&github), @r"
    a rule of nick/blog protects memos-weekly/2023-W10: Repository rule violations found Changes must be made through a pull request.
    help: let the token's owner create and write `memos-weekly/2023-W10` under Settings → Rules, or choose another `pull_request.branch_prefix`
    ");
}

#[test]
fn the_repository_is_archived() {
    let github = with(|settings| settings.archived = true);
    insta::assert_snapshot!(told(&github), @r"
    nick/blog is archived, so nothing can be proposed there
    help: unarchive it under Settings → General, or set another `repository`
    ");
}

#[test]
fn the_repository_is_empty() {
    insta::assert_snapshot!(told(&blog().empty()), @r"
    nick/blog is empty
    help: push a first commit
    ");
}

#[test]
fn the_branch_is_somebody_elses() {
    let github = blog();
    github.human("anna").branch(BRANCH, "anna.md", "mine\n");
    insta::assert_snapshot!(told(&github), @r"
    the branch memos-weekly/2023-W10 was not created by memos-weekly: https://github.com/nick/blog/tree/memos-weekly/2023-W10
    help: rename or delete that branch, or choose another `pull_request.branch_prefix`
    ");
    assert_eq!(github.commits(BRANCH).len(), 1);
    assert_eq!(github.pulls().len(), 0);
}

#[test]
fn a_branch_that_stands_in_the_way_of_ours() {
    let github = blog();
    github
        .human("anna")
        .branch("memos-weekly", "anna.md", "mine\n");
    insta::assert_snapshot!(told(&github), @r"
    GitHub refuses to create branches: Ref cannot be created.
    help: is there a branch called `memos-weekly`? git can then have none below it: rename it, or choose another `pull_request.branch_prefix`
    ");
}

#[test]
fn a_file_that_would_be_run_is_refused_before_anything_is_sent() {
    let github = blog();
    let mut proposal = issue(&["one"]);
    proposal.files[0].path = ".github/workflows/x.yml".to_owned();
    let error = run(&github, &proposal).expect_err("it is refused");
    assert!(matches!(error, Error::Path { .. }), "{error}");
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn more_than_a_commit_can_hold() {
    let github = blog();
    let mut proposal = issue(&["one"]);
    proposal.files[0].bytes = vec![b'x'; 25_000_001];
    let error = run(&github, &proposal).expect_err("it is too large");
    insta::assert_snapshot!(error, @"the files of this issue have 25.1 MB, more than the 25 MB that one commit can take");
}

#[test]
fn a_rate_limit_is_waited_out_or_told() {
    let github = blog();
    let limited = |wait: &str| {
        let words = json!({ "message": "You have exceeded a secondary rate limit." });
        Reply::json(403, &words).header("retry-after", wait)
    };
    for n in [1, 2, 3] {
        github.reply_at(n, limited("0"));
        let outcome = run(&github, &issue(&["one"])).expect("it was waited for");
        assert!(outcome.number.is_some());
        github.human("nick").squash(1);
        github.human("nick").delete_branch(BRANCH);
    }
    let github = blog();
    github.reply_at(1, limited("3600"));
    insta::assert_snapshot!(told(&github), @r"
    GitHub's rate limit is used up for the next 60 minutes, longer than this run may take
    help: run again later; what was done already is found, and the rest is done then
    ");
    assert_eq!(github.branches(), ["main"]);
}

#[test]
fn a_question_is_asked_again_and_a_change_is_not() {
    let github = blog();
    let broken = || Reply::json(502, &json!({ "message": "Server Error" }));
    for (n, reply) in [(1, broken()), (2, broken()), (3, broken())] {
        github.reply_at(n, reply);
    }
    run(&github, &issue(&["one"])).expect("it is created");
    assert_eq!(
        github.take_requests(),
        ["Look", "Look", "Look", "Look", "State", "Change"]
    );

    // if it lasts, it is told with the way out
    for n in 1..=9 {
        github.reply_at(n, broken());
    }
    insta::assert_snapshot!(told(&github), @r"
    GitHub answers 502: Server Error
    help: GitHub itself has trouble, see https://www.githubstatus.com; run again later, and what was done already is found and finished
    ");

    for when in [When::Before, When::After] {
        let github = blog();
        github.cut_at(3, when);
        let outcome = run(&github, &issue(&["one"])).expect("it looks again");
        assert_eq!(outcome.operation, Operation::Created);
        assert_eq!(github.pulls().len(), 1);
        assert_eq!(github.commits(BRANCH).len(), 1);
        let mut names = vec!["Look", "State", "Change", "State"];
        if when == When::Before {
            names.push("Change");
        }
        assert_eq!(github.take_requests(), names);
    }
}

#[test]
fn a_lost_race_ends_where_the_winner_ended() {
    let github = blog();
    let rival = github.clone();
    // somebody's run for the same week is faster by one request
    github.between(3, move || {
        run(&rival, &issue(&["one"])).expect("the rival creates it");
    });
    let outcome = run(&github, &issue(&["one"])).expect("it converges");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert_eq!(outcome.number, Some(1));
    assert_eq!((github.pulls().len(), github.commits(BRANCH).len()), (1, 1));
}

#[test]
fn a_commit_that_comes_between_is_not_buried() {
    let github = blog();
    run(&github, &issue(&["one"])).expect("it is created");
    let rival = github.clone();
    github.between(3, move || {
        rival.human("anna").suggest(BRANCH, POST, "one", "One");
    });
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    let text = github.read(BRANCH, POST).expect("the post");
    assert!(text.contains("1. two\n\n2. One\n"), "{text}");
}

/// A run with one label that exists, and one that does not.
fn labelled(github: &FakeGithub) -> Vec<String> {
    let options = Options {
        labels: vec!["weekly".to_owned(), "bug".to_owned()],
        ..Options::default()
    };
    let outcome = run_with(github, &issue(&["one"]), options).expect("that is no reason to fail");
    let notices = outcome.notices.iter();
    notices.map(ToString::to_string).collect()
}

#[test]
fn a_label_that_may_not_be_created_is_told_with_the_permission() {
    let github = with(|settings| settings.may_write_issues = false);
    insta::assert_snapshot!(labelled(&github).join("\n"), @"the pull request did not get the label weekly: create it in the repository, or add `permissions: issues: write` to the job, without which a token may not create labels");
    let labels: Vec<String> = github.pull(1).labels.into_iter().collect();
    assert_eq!(labels, ["bug"]);
    // once it exists, the next run sets it, and then there is nothing more to do
    let github = github.label("weekly");
    assert!(labelled(&github).is_empty());
    assert!(github.pull(1).labels.contains("weekly"));
    github.take_requests();
    assert!(labelled(&github).is_empty());
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn a_label_that_was_not_set_is_told() {
    let github = blog();
    github.reply_at(4, Reply::json(200, &json!([{ "name": "Weekly" }])));
    let notices = labelled(&github);
    assert!(
        notices[0].starts_with("the pull request did not get the label bug"),
        "{notices:?}"
    );
}

#[test]
fn a_pull_request_that_is_not_known_everywhere_yet_gets_its_labels_a_moment_later() {
    let github = blog();
    // https://github.com/peter-evans/create-pull-request/issues/4321
    let early = json!({ "message": "Validation Failed", "errors": ["Could not resolve to a node with the global id of 'PR_1'."] });
    for n in [4, 5] {
        github.reply_at(n, Reply::json(422, &early));
    }
    assert!(labelled(&github).is_empty());
    assert_eq!(github.pull(1).labels.len(), 2);
    let github = blog();
    for n in 4..=9 {
        github.reply_at(n, Reply::json(422, &early));
    }
    insta::assert_snapshot!(labelled(&github).join("\n"), @"labels could not be set: GitHub answers 422: Validation Failed: Could not resolve to a node with the global id of 'PR_1'.");
}

#[test]
fn a_renamed_repository_is_worked_in_under_its_present_name() {
    let github = FakeGithub::start("nick/new-blog")
        .file("content/posts/weekly-4/index.md", "# 4\n")
        .settings(|settings| settings.renamed_from = Some("nick/blog".to_owned()));
    assert!(labelled(&github).is_empty());
    assert_eq!(github.pull(1).labels.len(), 2);
    assert_eq!(
        github.take_requests(),
        ["Look", "State", "Change", "labels"]
    );
}

#[test]
fn labels_and_people_that_cannot_be_given_are_a_notice() {
    let github = blog();
    let options = Options {
        labels: vec!["weekly".to_owned()],
        assignees: vec!["nick".to_owned(), "stranger".to_owned()],
        reviewers: vec!["stranger".to_owned()],
        ..Options::default()
    };
    let outcome = run_with(&github, &issue(&["one"]), options).expect("it is created");
    assert_eq!(outcome.operation, Operation::Created);
    insta::assert_snapshot!(english(&outcome.notices), @r"
    GitHub does not let stranger be assigned; do they have write access?
    no review could be requested: GitHub answers 422: Validation Failed: Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.
    ");
    let pull = github.pull(1);
    assert!(pull.labels.contains("weekly") && pull.assignees.contains("nick"));
}

#[test]
fn a_part_of_an_answer_that_failed_does_not_look_like_nothing() {
    let github = blog();
    let partial = json!({
        "data": { "viewer": { "login": "x" }, "repository": {
            "id": "R_1", "nameWithOwner": "nick/blog", "url": "https://github.com/nick/blog", "isPrivate": false,
            "isArchived": false, "isEmpty": false,
            "defaultBranchRef": { "name": "main", "target": { "oid": "1" } },
            "folder_0": null, "folder_1": null, "text_0": null,
        } },
        "errors": [{ "path": ["repository", "folder_1"], "message": "Something went wrong while executing your query." }],
    });
    github.reply_at(1, Reply::json(200, &partial));
    run(&github, &issue(&["one"])).expect("it is asked again");
    assert_eq!(github.take_requests(), ["Look", "Look", "State", "Change"]);
    let github = blog();
    for n in 1..=4 {
        github.reply_at(n, Reply::json(200, &partial));
    }
    insta::assert_snapshot!(told(&github), @r"
    GitHub rejected the query: Something went wrong while executing your query.
    help: run again; what was done already is found and finished
    ");
}

#[test]
fn a_pull_request_from_a_fork_with_the_same_branch_name_is_not_ours() {
    let github = blog();
    github.human("mallory").open_from_fork(
        BRANCH,
        &format!("<!-- memos-weekly {{\"week\":\"{WEEK}\",\"number\":99}} -->"),
    );
    let outcome = run(&github, &issue(&["one"])).expect("it is created");
    assert_eq!(
        (outcome.operation, outcome.number),
        (Operation::Created, Some(2))
    );
}

#[test]
fn the_branch_prefix_needs_no_slash() {
    let github = blog();
    let options = || Options {
        branch_prefix: "weekly-".to_owned(),
        ..Options::default()
    };
    run_with(&github, &issue(&["one"]), options()).expect("it is created");
    assert_eq!(github.branches(), ["main", "weekly-2023-W10"]);
    let outcome = run_with(&github, &issue(&["one"]), options()).expect("it is there");
    assert_eq!(outcome.operation, Operation::Unchanged);
}
