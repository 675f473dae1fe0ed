//! People's edits survive, whatever people do with a branch.

use memos_weekly::publish::pull_request::Options;
use memos_weekly::publish::{Operation, Proposal};

use super::desk::{BRANCH, POST, blog, english, issue, run, run_with, with_asset, withdrawn};
use crate::support::fake_github::FakeGithub;

/// A blog with an open pull request for two memos.
fn opened() -> FakeGithub {
    let github = blog();
    run(&github, &issue(&["two", "one"])).expect("it is created");
    github.take_requests();
    github
}

fn post(github: &FakeGithub) -> String {
    github
        .read(BRANCH, POST)
        .expect("the post is on the branch")
}

#[test]
fn an_edit_in_the_web_editor_survives() {
    let github = opened();
    let edited = post(&github).replace("1. two", "1. two, and why");
    github.human("anna").edit(BRANCH, POST, &edited);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    assert_eq!(english(&outcome.notices), "people's edits were kept");
    assert_eq!(
        post(&github),
        edited
            .replace("2. one", "3. one")
            .replace("1. two", "1. three\n\n2. two")
    );
}

#[test]
fn with_nothing_new_an_edited_branch_costs_two_requests() {
    let github = opened();
    github.human("anna").suggest(BRANCH, POST, "two", "deux");
    let outcome = run(&github, &issue(&["two", "one"])).expect("nothing is new");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn the_update_branch_button_is_no_edit_of_the_post() {
    let github = opened();
    github.push("other.md", b"other\n");
    github.human("nick").update_branch(BRANCH);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    assert!(post(&github).contains("1. three\n\n2. two\n\n3. one\n"));
    assert!(github.read(BRANCH, "other.md").is_some());
}

#[test]
fn an_amended_commit_is_an_edit() {
    let github = opened();
    let amended = post(&github).replace("This week:", "This fine week:");
    github.human("nick").amend(BRANCH, POST, &amended);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    let text = post(&github);
    assert!(
        text.contains("This fine week:") && text.contains("1. three"),
        "{text}"
    );
}

/// GitHub shows no text of it, or another one: not UTF-8 any more, or a binary file.
#[test]
fn a_post_that_cannot_be_read_stays_byte_for_byte() {
    let gbk: &[u8] = b"\n1. \xce\xd2\xb5\xc4, Anna writes\n";
    let binary: &[u8] = b"\n\0\n";
    for theirs in [gbk, binary] {
        let github = opened();
        let saved = [post(&github).as_bytes(), theirs].concat();
        let anna = github.human("anna");
        anna.save(BRANCH, POST, &saved);
        let is_untouched = || assert_eq!(github.branch_files(BRANCH)[POST], saved);
        // nothing is new
        let outcome = run(&github, &issue(&["two", "one"])).expect("it is left alone");
        assert_eq!(outcome.operation, Operation::Unchanged);
        is_untouched();
        assert_eq!(github.pull(1).comments.len(), 0);
        let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is told");
        is_untouched();
        let notices = english(&outcome.notices);
        assert!(notices.contains("conflict with your edits"), "{notices}");
        let comments = github.pull(1).comments;
        assert!(
            comments[0].body.contains("1. three\n```"),
            "{}",
            comments[0].body
        );
        run(&github, &withdrawn(&["three", "two"], &[(2, "one")])).expect("it is told");
        is_untouched();
        let comments = github.pull(1).comments;
        let words = "Item 2 was withdrawn";
        assert!(comments[0].body.contains(words), "{}", comments[0].body);
    }
}

#[test]
fn an_amended_merge_of_ours_is_an_edit() {
    let github = opened();
    github.human("anna").suggest(BRANCH, POST, "two", "deux");
    run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    let amended = post(&github).replace("This week:", "This fine week:");
    github.human("nick").amend(BRANCH, POST, &amended);
    run(&github, &issue(&["four", "three", "two", "one"])).expect("it is merged again");
    let text = post(&github);
    assert!(text.contains("This fine week:"), "{text}");
    assert!(
        text.contains("1. four\n\n2. three\n\n3. deux\n\n4. one\n"),
        "{text}"
    );
}

#[test]
fn a_rebased_branch_is_known_again() {
    let github = opened();
    github.human("anna").suggest(BRANCH, POST, "two", "deux");
    github.push("other.md", b"other\n");
    github.human("nick").rebase(BRANCH);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    let text = post(&github);
    assert!(text.contains("1. three\n\n2. deux\n\n3. one\n"), "{text}");
}

#[test]
fn commits_of_ours_that_were_pushed_away_come_back_on_top() {
    let github = opened();
    run(&github, &issue(&["three", "two", "one"])).expect("it is updated");
    github.human("nick").drop_commits(BRANCH, 1);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is updated again");
    assert_eq!(outcome.operation, Operation::Updated);
    assert!(post(&github).contains("1. three"));
}

#[test]
fn a_renamed_post_stays_where_people_put_it() {
    let github = opened();
    let moved = "content/posts/my-week/index.md";
    github.human("anna").rename(BRANCH, POST, moved);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is merged");
    assert_eq!(outcome.operation, Operation::Updated);
    assert_eq!(github.read(BRANCH, POST), None);
    let text = github.read(BRANCH, moved).expect("the moved post");
    assert!(text.contains("1. three"), "{text}");
    // our own commit says where it is, so the next run finds it, too
    run(&github, &issue(&["four", "three", "two", "one"])).expect("it is merged again");
    assert!(
        github
            .read(BRANCH, moved)
            .is_some_and(|text| text.contains("1. four"))
    );
    assert_eq!(github.read(BRANCH, POST), None);
}

#[test]
fn new_images_follow_a_renamed_folder() {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    let moved = |name: &str| format!("content/posts/my-week/{name}");
    for name in ["index.md", "a.png"] {
        let from = format!("content/posts/weekly-5/{name}");
        github.human("anna").rename(BRANCH, &from, &moved(name));
    }
    let proposal = with_asset(issue(&["two", "one"]), "a.png", b"a");
    run(&github, &with_asset(proposal, "b.png", b"b")).expect("it is merged");
    let files = github.branch_files(BRANCH);
    assert_eq!(
        files.get(&moved("b.png")).map(Vec::as_slice),
        Some(b"b".as_slice())
    );
    assert!(files.contains_key(&moved("a.png")));
    assert!(
        !files
            .keys()
            .any(|path| path.starts_with("content/posts/weekly-5/")),
        "{files:?}"
    );
}

#[test]
fn a_deleted_post_is_not_brought_back() {
    let github = opened();
    github.human("anna").delete(BRANCH, POST);
    github.human("anna").edit(BRANCH, "notes.txt", "wait\n");
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is left alone");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert!(
        outcome.notices[0].to_string().contains("deleted"),
        "{:?}",
        outcome.notices
    );
    assert_eq!(github.read(BRANCH, POST), None);
}

#[test]
fn an_image_that_somebody_replaced_stays_theirs() {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"old")).expect("it is created");
    let path = "content/posts/weekly-5/a.png";
    github.human("anna").edit(BRANCH, path, "better");
    run(
        &github,
        &with_asset(issue(&["two", "one"]), "a.png", b"new"),
    )
    .expect("it is merged");
    assert_eq!(github.read(BRANCH, path).as_deref(), Some("better"));
    assert!(post(&github).contains("1. two"));
}

#[test]
fn an_image_of_ours_is_replaced_beside_other_peoples_edits() {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"old")).expect("it is created");
    github.human("anna").suggest(BRANCH, POST, "one", "One");
    run(&github, &with_asset(issue(&["one"]), "a.png", b"new")).expect("it is merged");
    let path = "content/posts/weekly-5/a.png";
    assert_eq!(github.read(BRANCH, path).as_deref(), Some("new"));
    assert!(post(&github).contains("1. One"));
}

#[test]
fn an_image_that_somebody_deleted_stays_away() {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    let path = "content/posts/weekly-5/a.png";
    github.human("anna").delete(BRANCH, path);
    run(&github, &with_asset(issue(&["two", "one"]), "a.png", b"a")).expect("it is merged");
    assert_eq!(github.read(BRANCH, path), None);
}

#[test]
fn what_a_memo_lost_goes_while_it_is_ours() {
    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    run(&github, &issue(&["one"])).expect("it is updated");
    assert_eq!(github.read(BRANCH, "content/posts/weekly-5/a.png"), None);

    let github = blog();
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    github
        .human("anna")
        .edit(BRANCH, "content/posts/weekly-5/theirs.png", "theirs");
    run(&github, &issue(&["two", "one"])).expect("it is merged");
    assert_eq!(github.read(BRANCH, "content/posts/weekly-5/a.png"), None);
    assert!(
        github
            .read(BRANCH, "content/posts/weekly-5/theirs.png")
            .is_some()
    );
}

/// What a run that finds everything as the last one left it asks for.
#[track_caller]
fn costs_two_requests(github: &FakeGithub, proposal: &Proposal) {
    github.take_requests();
    let outcome = run(github, proposal).expect("it is as it was");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn nothing_new_is_two_requests_whatever_people_did() {
    let github = opened();
    let anna = github.human("anna");
    let proposal = issue(&["TWO", "one"]);
    anna.suggest(BRANCH, POST, "1. two", "1. deux");
    run(&github, &proposal).expect("a conflict is told");
    costs_two_requests(&github, &proposal);
    anna.edit(BRANCH, "notes.txt", "wait\n");
    run(&github, &proposal).expect("it still is one");
    costs_two_requests(&github, &proposal);
    anna.suggest(BRANCH, POST, "1. deux", "1. TWO");
    run(&github, &proposal).expect("it is resolved");
    costs_two_requests(&github, &proposal);
    anna.delete(BRANCH, POST);
    run(&github, &proposal).expect("it is left alone");
    costs_two_requests(&github, &proposal);
    anna.approve(1);
    costs_two_requests(&github, &issue(&["three", "TWO", "one"]));
}

#[test]
fn a_conflict_is_told_once_kept_up_to_date_and_taken_back() {
    let github = opened();
    github
        .human("anna")
        .suggest(BRANCH, POST, "1. two", "1. deux");
    let before = github.commits(BRANCH);
    let outcome = run(&github, &issue(&["TWO", "one"])).expect("it is told");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert!(
        outcome.notices[0].to_string().contains("comment"),
        "{:?}",
        outcome.notices
    );
    assert_eq!(github.commits(BRANCH), before);
    assert_eq!(github.pull(1).comments.len(), 1);
    assert!(github.pull(1).comments[0].body.contains("TWO"));

    run(&github, &issue(&["Two!", "one"])).expect("it is told anew");
    assert_eq!(github.pull(1).comments.len(), 1);
    assert!(github.pull(1).comments[0].body.contains("Two!"));

    github
        .human("anna")
        .suggest(BRANCH, POST, "1. deux", "1. Two!");
    let outcome = run(&github, &issue(&["Two!", "one"])).expect("it is gone");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert!(outcome.notices.is_empty(), "{:?}", outcome.notices);
    assert_eq!(github.pull(1).comments.len(), 0);
}

#[test]
fn a_comment_that_somebody_edited_is_theirs() {
    let github = opened();
    github
        .human("anna")
        .suggest(BRANCH, POST, "1. two", "1. deux");
    run(&github, &issue(&["TWO", "one"])).expect("it is told");
    github
        .human("anna")
        .edit_comment(1, |body| body.replace("left as it is", "left (fine!)"));
    run(&github, &issue(&["Two!", "one"])).expect("it is left alone");
    let comments = github.pull(1).comments;
    assert_eq!(comments.len(), 1);
    assert!(comments[0].body.contains("fine!") && !comments[0].body.contains("Two!"));
}

#[test]
fn title_and_description_are_rewritten_while_they_are_ours() {
    let github = opened();
    let anna = github.human("anna");
    anna.edit_body(1, |body| format!("Please read!\n\n{body}\n\nThanks."));
    run(&github, &issue(&["three", "two", "one"])).expect("it is updated");
    let body = github.pull(1).body;
    assert!(
        body.starts_with("Please read!") && body.trim_end().ends_with("Thanks."),
        "{body}"
    );
    assert!(body.contains("**3 memos**"), "{body}");

    anna.retitle(1, "My week");
    anna.edit_body(1, |body| body.replace("**3 memos**", "three fine memos"));
    run(&github, &issue(&["four", "three", "two", "one"])).expect("it is updated");
    let pull = github.pull(1);
    assert_eq!(pull.title, "My week");
    assert!(pull.body.contains("three fine memos"), "{}", pull.body);
}

#[test]
fn a_title_of_ours_is_renewed_above_a_description_of_theirs() {
    let github = opened();
    github
        .human("anna")
        .edit_body(1, |body| body.replace("**2 memos**", "two fine memos"));
    for title in ["Weekly No. 5", "Weekly Nº 5"] {
        let mut proposal = issue(&["two", "one"]);
        title.clone_into(&mut proposal.title);
        let outcome = run(&github, &proposal).expect("it is renamed");
        assert_eq!(outcome.operation, Operation::Updated);
        assert_eq!(github.pull(1).title, title);
        assert!(github.pull(1).body.contains("two fine memos"));
        let outcome = run(&github, &proposal).expect("it is renamed already");
        assert_eq!(outcome.operation, Operation::Unchanged);
    }
}

#[test]
fn an_image_that_we_dropped_ourselves_comes_back_when_it_is_needed() {
    let github = blog();
    let path = "content/posts/weekly-5/a.png";
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is created");
    run(&github, &issue(&["one"])).expect("it is dropped");
    github.human("anna").suggest(BRANCH, POST, "one", "One");
    run(&github, &with_asset(issue(&["one"]), "a.png", b"a")).expect("it is needed again");
    assert_eq!(github.read(BRANCH, path).as_deref(), Some("a"));
}

#[test]
fn a_label_is_given_once() {
    let options = || Options {
        labels: vec!["weekly".to_owned()],
        assignees: vec!["nick".to_owned()],
        reviewers: vec!["anna".to_owned()],
        ..Options::default()
    };
    let github = blog();
    run_with(&github, &issue(&["one"]), options()).expect("it is created");
    let pull = github.pull(1);
    assert_eq!(
        (
            pull.labels.len(),
            pull.assignees.len(),
            pull.reviewers.len()
        ),
        (1, 1, 1)
    );
    github.human("anna").remove_label(1, "weekly");
    github.take_requests();
    run_with(&github, &issue(&["one"]), options()).expect("nothing is new");
    assert_eq!(github.take_requests(), ["Look", "State"]);
    assert!(github.pull(1).labels.is_empty());
}

#[test]
fn an_approved_pull_request_is_left_alone_unless_it_may_change() {
    let github = opened();
    github.human("anna").approve(1);
    let more = issue(&["three", "two", "one"]);
    let outcome = run(&github, &more).expect("it is left alone");
    assert_eq!(outcome.operation, Operation::Unchanged);
    assert!(
        outcome.notices[0].to_string().contains("approved"),
        "{:?}",
        outcome.notices
    );
    assert_eq!(github.commits(BRANCH).len(), 1);
    let options = Options {
        update_after_approval: true,
        ..Options::default()
    };
    let outcome = run_with(&github, &more, options).expect("it is updated");
    assert_eq!(outcome.operation, Operation::Updated);
}

#[test]
fn approved_by_one_but_not_by_another_is_not_approved() {
    let github = opened();
    github.human("anna").approve(1);
    github.human("nick").request_changes(1);
    let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is updated");
    assert_eq!(outcome.operation, Operation::Updated);
}

#[test]
fn a_comment_that_only_looks_like_ours_is_not_touched() {
    let github = opened();
    github
        .human("anna")
        .suggest(BRANCH, POST, "1. two", "1. deux");
    run(&github, &issue(&["TWO", "one"])).expect("it is told");
    let ours = github.pull(1).comments[0].body.clone();
    let github = opened();
    github.human("mallory").comment(1, &ours);
    run(&github, &issue(&["three", "two", "one"])).expect("it is updated");
    assert_eq!(github.pull(1).comments.len(), 1);
}

#[test]
fn whoever_owns_the_token_commits_are_known_again() {
    for (viewer, signs) in [("nick", true), ("blog-app[bot]", true), ("nick", false)] {
        let github = blog()
            .viewer(viewer)
            .settings(|settings| settings.signs = signs);
        run(&github, &issue(&["one"])).expect("it is created");
        github.take_requests();
        run(&github, &issue(&["two", "one"])).expect("it is updated");
        assert_eq!(
            github.take_requests(),
            ["Look", "State", "Change"],
            "{viewer}"
        );
        // another token, the same series: the files are compared first
        let github = github.viewer("anna");
        let outcome = run(&github, &issue(&["three", "two", "one"])).expect("it is updated");
        assert_eq!(outcome.operation, Operation::Updated);
        assert_eq!(
            github.take_requests(),
            ["Look", "State", "Contents", "Change"],
            "{viewer}"
        );
    }
}
