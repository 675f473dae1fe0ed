//! A memo that is no longer public leaves every open pull request, first and loudly; from the memo to GitHub.

use std::fmt::Write;

use memos_weekly::publish::Operation;
use memos_weekly::publish::pull_request::Options;

use super::desk::{self, BRANCH, POST, blog, issue, run, run_with, with_asset, withdrawn};
use crate::cli::PNG;
use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, weekly};

pub(super) const SECRET: &str = "the salary of Anna is 3141 a month";
/// What becomes of a memo.
type Change = fn(Note) -> Note;

const WAYS: [(&str, Change); 4] = [
    ("private", |note| note.visible("PRIVATE")),
    ("protected", |note| note.visible("PROTECTED")),
    ("archived", Note::archived),
    // nobody else's memos are listed or found: it is as if it were gone
    ("deleted", |note| note.by_ann().visible("PRIVATE")),
];

/// A week with the memos `first`, the secret one with a picture, and `last`; the newest stands first in the post.
fn memos() -> FakeMemos {
    let secret = Note::new(SECRET).with_file("pay.png", "image/png", PNG);
    FakeMemos::start("0.30.0")
        .with(Note::new("the first memo").at("2023-03-07T10:00:00Z"))
        .with(secret.at("2023-03-08T10:00:00Z"))
        .with(Note::new("the last memo").at("2023-03-09T10:00:00Z"))
}

fn only_the_secret() -> FakeMemos {
    let secret = Note::new(SECRET).with_file("pay.png", "image/png", PNG);
    FakeMemos::start("0.30.0").with(secret.at("2023-03-08T10:00:00Z"))
}

pub(super) fn hugo(language: &str) -> FakeGithub {
    let config = format!(
        "timezone: UTC\nlanguage: {language}\nseries: Weekly\ntitle: 'Weekly {{{{ number }}}}'\n"
    );
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "")
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: Weekly 4\ndate: 2023-03-05T12:00:00Z\n---\n\nText.\n",
        )
        .file(".github/memos-weekly.yml", config)
}

pub(super) fn go(memos: &FakeMemos, github: &FakeGithub) -> Finished {
    let run = weekly().memos(memos).github(github).arg("--week=2023-W10");
    run.in_actions().run().exits(0)
}

/// Everything that an open pull request, the branches and the comments show now.
pub(super) fn shown(github: &FakeGithub) -> String {
    let mut shown = String::new();
    for pull in github.pulls() {
        let _ = write!(shown, "{}\n{}\n", pull.title, pull.body);
        shown.extend(pull.comments.iter().map(|comment| comment.body.as_str()));
    }
    for branch in github.branches() {
        for (path, bytes) in github.branch_files(&branch) {
            let _ = write!(shown, "{path}\n{}\n", String::from_utf8_lossy(&bytes));
        }
    }
    shown
}

#[track_caller]
pub(super) fn is_gone(github: &FakeGithub) {
    let shown = shown(github);
    assert!(
        !shown.contains("salary") && !shown.contains("pay.png"),
        "{shown}"
    );
}

#[track_caller]
pub(super) fn warns(run: &Finished, words: &str) {
    let mut lines = run.stderr.lines();
    let warning = lines.find(|line| line.starts_with("::warning::"));
    assert!(
        warning.is_some_and(|line| line.contains(words)),
        "{words}\n{}",
        run.stderr
    );
    assert!(!run.everything_said().contains("salary"));
}

#[test]
fn it_leaves_post_picture_and_description_however_it_was_withdrawn() {
    for (way, change) in WAYS {
        let (memos, github) = (memos(), hugo("en"));
        go(&memos, &github);
        assert!(shown(&github).contains("salary") && shown(&github).contains("pay.png"));
        memos.change(2, change);
        let run = go(&memos, &github);
        warns(
            &run,
            "item 2 is no longer public in Memos, and was taken out of the pull request",
        );
        assert!(
            run.stderr.contains("Git history still holds it"),
            "{}",
            run.stderr
        );
        is_gone(&github);
        let body = github.pull(1).body;
        let first = body.lines().nth(2).unwrap_or_default();
        assert!(body.contains("> [!CAUTION]"), "{way}: {body}");
        assert!(
            first.starts_with("> Item 2 is no longer public in Memos"),
            "{way}: {body}"
        );
        let post = github.read(BRANCH, POST).expect("the post");
        assert!(
            post.contains("1. the last memo") && post.contains("2. the first memo"),
            "{post}"
        );
        // and it rests: the description goes on telling it, the run does not
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(run.output("pull-request-operation"), "unchanged", "{way}");
        assert_eq!(github.take_requests(), ["Look", "State"], "{way}");
        assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
        assert_eq!(github.pull(1).body, body);
    }
}

#[test]
fn the_description_says_it_in_chinese_too() {
    let (memos, github) = (memos(), hugo("zh-CN"));
    go(&memos, &github);
    memos.change(2, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    let body = github.pull(1).body;
    assert!(body.contains("> 第 2 条在 Memos 里已不再公开"), "{body}");
    is_gone(&github);
}

#[test]
fn public_again_it_comes_back_and_the_warning_goes() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    memos.change(2, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    memos.change(2, |note| note.visible("PUBLIC"));
    go(&memos, &github);
    assert!(shown(&github).contains("salary"));
    assert!(
        !github.pull(1).body.contains("CAUTION"),
        "{}",
        github.pull(1).body
    );
}

#[test]
fn a_rule_that_changed_is_no_withdrawal() {
    let (memos, github) = (memos(), hugo("en"));
    memos.change(2, |mut note| {
        note.content += " #draft";
        note
    });
    go(&memos, &github);
    let config = "timezone: UTC\nlanguage: en\ntitle: 'Weekly {{ number }}'\nselect: { exclude_tags: [draft] }\n";
    github.push(".github/memos-weekly.yml", config.as_bytes());
    let run = go(&memos, &github);
    assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
    assert!(!github.pull(1).body.contains("CAUTION"));
    is_gone(&github);
}

#[test]
fn the_only_memo_of_a_week_takes_the_pull_request_with_it() {
    for (way, change) in WAYS {
        for approved in [false, true] {
            let (memos, github) = (only_the_secret(), hugo("en"));
            go(&memos, &github);
            if approved {
                github.human("anna").approve(1);
            }
            memos.change(1, change);
            let run = go(&memos, &github);
            warns(&run, "item 1 is no longer public in Memos");
            assert!(
                run.stderr.contains("the pull request was closed"),
                "{}",
                run.stderr
            );
            assert_eq!(run.output("pull-request-operation"), "closed", "{way}");
            is_gone(&github);
            let pull = github.pull(1);
            assert_eq!((pull.state, pull.comments.len()), ("CLOSED", 1), "{way}");
            assert!(pull.comments[0].body.contains("Item 1 is no longer public"));
            assert!(pull.comments[0].body.contains("Git history"));
            let run = go(&memos, &github);
            assert_eq!(github.pulls().len(), 1);
            assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
            // nobody decided against the issue: what is public again is proposed again
            memos.change(1, |note| note.visible("PUBLIC"));
            if way == "private" {
                let run = go(&memos, &github);
                assert_eq!(run.output("pull-request-operation"), "created");
                assert!(shown(&github).contains("salary"));
            }
        }
    }
}

#[test]
fn withdrawal_outranks_an_approval_and_adds_nothing() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    github.human("anna").approve(1);
    memos.add(Note::new("too late").at("2023-03-10T10:00:00Z"));
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "item 2 is no longer public in Memos");
    is_gone(&github);
    assert!(!shown(&github).contains("too late"));
    let run = go(&memos, &github);
    assert_eq!(run.output("pull-request-operation"), "unchanged");
    assert!(run.stderr.contains("approved"), "{}", run.stderr);
    assert!(github.pull(1).body.contains("CAUTION"));
}

#[test]
fn an_approved_pull_request_of_which_nothing_is_left_has_a_successor_with_what_is_new() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    github.human("anna").approve(1);
    memos.add(Note::new("not approved yet").at("2023-03-10T10:00:00Z"));
    memos.change(1, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "item 1 is no longer public in Memos");
    is_gone(&github);
    let states: Vec<&str> = github.pulls().iter().map(|pull| pull.state).collect();
    assert_eq!(states, ["CLOSED", "OPEN"]);
    assert_eq!(run.output("pull-request-operation"), "created");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("not approved yet"), "{post}");
    let run = go(&memos, &github);
    assert_eq!(run.output("pull-request-operation"), "unchanged");
}

#[test]
fn an_approved_pull_request_with_words_of_somebody_else_stays_as_it_is_without_it() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    let anna = github.human("anna");
    let edited = post.replace("\n1. ", "\nAnna's words.\n\n1. ");
    anna.edit(BRANCH, POST, &edited);
    anna.approve(1);
    memos.add(Note::new("not approved yet").at("2023-03-10T10:00:00Z"));
    memos.change(1, |note| note.visible("PRIVATE"));
    let mut runs = Vec::new();
    for _ in 0..2 {
        runs.push(go(&memos, &github));
        is_gone(&github);
        assert!(!shown(&github).contains("not approved yet"));
        let post = github.read(BRANCH, POST).expect("the post");
        assert!(post.contains("Anna's words."), "{post}");
        assert_eq!(github.pull(1).state, "OPEN");
        assert_eq!(github.pulls().len(), 1);
    }
    let [first, second] = [&runs[0], &runs[1]].map(|run| &run.stderr);
    assert!(
        first.contains("was taken out of the pull request"),
        "{first}"
    );
    assert!(
        second.contains("is approved and was left alone"),
        "{second}"
    );
}

#[test]
fn it_leaves_beside_edits_of_other_items() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    github
        .human("anna")
        .suggest(BRANCH, POST, "3. the first memo", "3. the very first memo");
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 2 is no longer public in Memos, and was taken out",
    );
    is_gone(&github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("2. the very first memo"), "{post}");
}

#[test]
fn it_leaves_even_where_another_item_conflicts() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    github
        .human("anna")
        .suggest(BRANCH, POST, "3. the first memo", "3. the very first memo");
    memos.change(1, |mut note| {
        note.content = "the FIRST memo".to_owned();
        note
    });
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 2 is no longer public in Memos, and was taken out",
    );
    is_gone(&github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("2. the very first memo"), "{post}");
    let comments = github.pull(1).comments;
    assert_eq!(comments.len(), 1);
    assert!(
        comments[0].body.contains("the FIRST memo"),
        "{}",
        comments[0].body
    );
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

/// A title has the words of the newest memo, which is the one that is withdrawn.
fn with_headline() -> (FakeMemos, FakeGithub) {
    let memos = FakeMemos::start("0.30.0")
        .with(Note::new("the first memo").at("2023-03-07T10:00:00Z"))
        .with(Note::new("the last memo").at("2023-03-08T10:00:00Z"))
        .with(Note::new(SECRET).at("2023-03-09T10:00:00Z"));
    let config = "timezone: UTC\nlanguage: en\nseries: Weekly\ntitle: 'Weekly {{ number }}: {{ headline }}'\nintro: 'On {{ headline }} and more.'\n";
    let github = hugo("en").file(".github/memos-weekly.yml", config);
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(
        post.contains("title: 'Weekly 5: the salary")
            || post.contains("title: \"Weekly 5: the salary"),
        "{post}"
    );
    (memos, github)
}

#[test]
fn the_words_of_a_title_leave_even_where_another_item_conflicts() {
    let (memos, github) = with_headline();
    let anna = github.human("anna");
    anna.suggest(BRANCH, POST, "the first memo", "the very first memo");
    anna.suggest(BRANCH, POST, "and more.", "and much more.");
    memos.change(1, |mut note| {
        note.content = "the FIRST memo".to_owned();
        note
    });
    memos.change(3, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("the very first memo"), "{post}");
    assert!(
        !post
            .lines()
            .any(|line| line.starts_with("title") && line.contains("salary")),
        "{post}"
    );
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    // what is new later is still compared with what was generated last
    let memos = memos.with(Note::new("the latest memo").at("2023-03-10T10:00:00Z"));
    go(&memos, &github);
    let shown = shown(&github);
    assert!(shown.contains("the latest memo"), "{shown}");
}

#[test]
fn the_words_of_a_title_leave_even_where_somebody_edited_the_item() {
    let (memos, github) = with_headline();
    let anna = github.human("anna");
    anna.suggest(
        BRANCH,
        POST,
        "1. the salary of Anna is 3141",
        "1. the salary of Anna is 2718",
    );
    memos.change(3, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert_eq!(post.matches("salary").count(), 1, "{post}");
    assert!(post.contains("1. the salary of Anna is 2718"), "{post}");
}

/// The only memo of the week has its words in the title and in the intro.
fn only_the_secret_with_headline(title: &str) -> (FakeMemos, FakeGithub) {
    let memos = only_the_secret();
    let config = format!(
        "timezone: UTC\nlanguage: en\nseries: Weekly\ntitle: '{title}'\nintro: 'On {{{{ headline }}}} and more.'\noutro: 'Until then.'\n"
    );
    let github = hugo("en").file(".github/memos-weekly.yml", config);
    go(&memos, &github);
    (memos, github)
}

#[test]
fn the_words_of_a_title_leave_with_the_only_memo_of_a_post_that_somebody_edited() {
    let (memos, github) = only_the_secret_with_headline("Weekly {{ number }}: {{ headline }}");
    let anna = github.human("anna");
    anna.suggest(BRANCH, POST, "Until then.", "Until then, dear reader.");
    memos.change(1, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    is_gone(&github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert_eq!(
        post.matches("Until then, dear reader.").count(),
        1,
        "{post}"
    );
    assert_eq!(post.matches("Until then").count(), 1, "{post}");
    assert_eq!(github.pull(1).state, "OPEN");
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    // what is new later is still compared with what was generated last
    let memos = memos.with(Note::new("the latest memo").at("2023-03-10T10:00:00Z"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("1. the latest memo"), "{post}");
    assert!(post.contains("Weekly 5: the latest memo"), "{post}");
    assert_eq!(post.matches("Until then").count(), 1, "{post}");
}

#[test]
fn a_title_of_nothing_but_its_words_leaves_too() {
    for is_edited in [false, true] {
        let (memos, github) = only_the_secret_with_headline("{{ headline }}");
        if is_edited {
            let anna = github.human("anna");
            anna.suggest(BRANCH, POST, "Until then.", "Until then, dear reader.");
        }
        memos.change(1, |note| note.visible("PRIVATE"));
        go(&memos, &github);
        is_gone(&github);
    }
}

#[test]
fn a_title_that_somebody_edited_is_shown_where_it_still_has_the_words() {
    for of_all in [true, false] {
        let title = "Weekly {{ number }}: {{ headline }}";
        let (memos, github) = if of_all {
            only_the_secret_with_headline(title)
        } else {
            with_headline()
        };
        let anna = github.human("anna");
        let post = github.read(BRANCH, POST).expect("the post");
        let line = post
            .lines()
            .find(|line| line.starts_with("title: "))
            .expect("a title");
        let edited = post.replace(line, "title: 'Weekly 5: A salary of Anna’s'");
        anna.edit(BRANCH, POST, &edited);
        memos.change(if of_all { 1 } else { 3 }, |note| note.visible("PRIVATE"));
        let run = go(&memos, &github);
        warns(&run, "but somebody edited that text");
        let post = github.read(BRANCH, POST).expect("the post");
        assert_eq!(post.matches("salary").count(), 1, "{post}");
        let at = post.lines().position(|line| line.contains("salary"));
        let at = at.expect("the title") + 1;
        let comments = github.pull(1).comments;
        assert_eq!(comments.len(), 1);
        let comment = &comments[0].body;
        assert!(
            comment.contains("Item 1 was withdrawn") && comment.contains(&format!("#L{at})")),
            "{comment}"
        );
        assert!(!comment.contains("salary"), "{comment}");
        // it is told until it is gone
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        warns(&run, "item 1 is no longer public");
        anna.suggest(BRANCH, POST, "A salary of Anna’s", "A week");
        let run = go(&memos, &github);
        assert!(
            !run.stderr.contains("but somebody edited"),
            "{}",
            run.stderr
        );
        is_gone(&github);
        assert_eq!(github.pull(1).comments.len(), 0);
        let post = github.read(BRANCH, POST).expect("the post");
        assert!(post.contains("Weekly 5: A week"), "{post}");
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
        let memos = memos.with(Note::new("the latest memo").at("2023-03-10T10:00:00Z"));
        go(&memos, &github);
        assert!(shown(&github).contains("the latest memo"));
    }
}

#[test]
fn an_edited_item_is_shown_as_withdrawn_and_nobodys_words_are_lost() {
    for (language, words) in [("en", "Item 2 was withdrawn"), ("zh-CN", "第 2 条已撤回")] {
        let (memos, github) = (memos(), hugo(language));
        go(&memos, &github);
        let anna = github.human("anna");
        let item = format!("2. {SECRET}");
        anna.suggest(BRANCH, POST, &item, &format!("{item}, 3141 (wow)"));
        memos.change(2, |note| note.visible("PRIVATE"));
        let run = go(&memos, &github);
        warns(
            &run,
            "item 2 is no longer public in Memos, but somebody edited that text",
        );
        let post = github.read(BRANCH, POST).expect("the post");
        assert!(post.contains("3141 (wow)"), "{post}");
        let comments = github.pull(1).comments;
        assert_eq!(comments.len(), 1);
        let comment = &comments[0].body;
        assert!(comment.contains(words), "{comment}");
        assert!(
            !comment.contains("salary") && !comment.contains("conflict with the edits"),
            "{comment}"
        );
        let line = post
            .lines()
            .position(|line| line.contains("wow"))
            .expect("a line")
            + 1;
        assert!(
            comment.contains(&format!("{POST}?plain=1#L{line}-L")),
            "{comment}"
        );
        // the picture and the row were only ours
        assert!(
            !github
                .branch_files(BRANCH)
                .keys()
                .any(|path| path.ends_with("pay.png"))
        );
        assert!(!github.pull(1).body.contains("salary"));
        // it is told until it is gone
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        warns(&run, "item 2 is no longer public");
        anna.edit(BRANCH, "notes.txt", "wait\n");
        go(&memos, &github);
        assert!(github.pull(1).comments[0].body.contains(words));
        let lines: Vec<&str> = post
            .lines()
            .filter(|line| !line.contains("3141") && !line.contains("pay.png"))
            .collect();
        anna.edit(BRANCH, POST, &(lines.join("\n") + "\n"));
        let run = go(&memos, &github);
        assert_eq!(github.pull(1).comments.len(), 0);
        assert!(
            !run.stderr.contains("but somebody edited"),
            "{}",
            run.stderr
        );
        is_gone(&github);
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
    }
}

#[test]
fn an_edited_only_memo_leaves_the_pull_request_open() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    github
        .human("anna")
        .suggest(BRANCH, POST, "3141", "3141 (wow)");
    memos.change(1, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "but somebody edited that text");
    assert!(!run.stderr.contains("new or changed"), "{}", run.stderr);
    let pull = github.pull(1);
    assert_eq!((pull.state, pull.comments.len()), ("OPEN", 1));
    assert!(!pull.body.contains("salary") && pull.comments[0].body.contains("was withdrawn"));
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn an_only_memo_that_somebody_took_out_by_hand_leaves_nothing() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    let anna = github.human("anna");
    let item = format!("1. {SECRET}");
    anna.suggest(BRANCH, POST, &item, &format!("{item}, 3141 (wow)"));
    memos.change(1, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    let item = post.find("1. ").expect("an item");
    anna.edit(BRANCH, POST, &post[..item]);
    go(&memos, &github);
    is_gone(&github);
    assert_eq!(github.pull(1).state, "CLOSED");
}

#[test]
fn an_only_memo_leaves_what_people_wrote_around_it() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    let post = github.read(BRANCH, POST).expect("the post");
    github.human("anna").edit(
        BRANCH,
        POST,
        &post.replace("\n1. ", "\nAnna's words.\n\n1. "),
    );
    memos.change(1, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    is_gone(&github);
    assert_eq!(github.pull(1).state, "OPEN");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("Anna's words."), "{post}");
}

#[test]
fn a_merge_of_the_base_branch_is_no_reason_to_stay_open() {
    let (memos, github) = (only_the_secret(), hugo("en"));
    go(&memos, &github);
    github.push("other.md", b"other\n");
    github.human("nick").update_branch(BRANCH);
    memos.change(1, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    is_gone(&github);
    assert_eq!(github.pull(1).state, "CLOSED");
}

#[test]
fn a_description_of_theirs_loses_the_row_and_a_comment_tells_it() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    let anna = github.human("anna");
    anna.edit_body(1, |body| body.replace("**3 memos**", "three fine memos"));
    memos.change(2, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    is_gone(&github);
    let pull = github.pull(1);
    assert!(
        pull.body.contains("three fine memos") && !pull.body.contains("CAUTION"),
        "{}",
        pull.body
    );
    assert_eq!(pull.comments.len(), 1);
    assert!(
        pull.comments[0]
            .body
            .contains("Item 2 is no longer public in Memos")
    );
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    // not even the marker is left
    let (memos, github) = (self::memos(), hugo("en"));
    go(&memos, &github);
    github.human("anna").edit_body(1, |_| "Mine.".to_owned());
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "item 2 is no longer public");
    is_gone(&github);
    assert_eq!(github.pull(1).comments.len(), 1);
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn a_published_memo_is_told_with_the_way_to_take_it_out() {
    for squash in [false, true] {
        let (memos, github) = (memos(), hugo("en"));
        go(&memos, &github);
        let nick = github.human("nick");
        if squash {
            nick.squash(1);
        } else {
            nick.merge(1);
        }
        let before = github.read("main", POST);
        github.take_requests();
        go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        memos.change(2, |note| note.visible("PRIVATE"));
        let run = go(&memos, &github);
        warns(
            &run,
            "item 2 is no longer public in Memos, but still in the published post",
        );
        assert!(run.stderr.contains("--update-published"), "{}", run.stderr);
        assert!(run.stderr.contains("Git history"), "{}", run.stderr);
        assert_eq!(github.read("main", POST), before);

        let update = || {
            weekly()
                .memos(&memos)
                .github(&github)
                .arg("--week=2023-W10")
        };
        update().arg("--update-published").run().exits(0);
        let pull = github.pull(2);
        assert!(
            pull.body.contains("Item 2 is no longer public"),
            "{}",
            pull.body
        );
        let post = github.read(&pull.head, POST).expect("the post");
        assert!(
            !post.contains("salary") && post.contains("2. the first memo"),
            "{post}"
        );
        github.human("nick").squash(2);
        let run = go(&memos, &github);
        assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
    }
}

#[test]
fn what_somebody_took_out_of_the_published_post_is_not_told() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    github.human("nick").squash(1);
    let post = github.read("main", POST).expect("published");
    let lines: Vec<&str> = post
        .lines()
        .filter(|line| !line.contains("3141") && !line.contains("pay.png"))
        .collect();
    github.push(POST, (lines.join("\n") + "\n").as_bytes());
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
}

/// A run without a week, on a Monday.
fn on(now: &str, memos: &FakeMemos, github: &FakeGithub) -> Finished {
    let run = crate::support::harness::program("run").arg(&format!("--now={now}"));
    run.memos(memos).github(github).in_actions().run().exits(0)
}

#[test]
fn earlier_weeks_are_looked_after_too_waiting_or_published() {
    for publish in [false, true] {
        let (memos, github) = (memos(), hugo("en"));
        on("2023-03-13T02:00:00Z", &memos, &github);
        if publish {
            github.human("nick").squash(1);
        }
        memos.add(Note::new("a week later").at("2023-03-15T10:00:00Z"));
        on("2023-03-20T02:00:00Z", &memos, &github);
        github.take_requests();
        let asked = memos.requests().len();
        on("2023-03-20T02:00:00Z", &memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        assert_eq!(memos.requests().len() - asked, 3, "{:?}", memos.requests());
        memos.change(2, |note| note.visible("PRIVATE"));
        let run = on("2023-03-20T02:00:00Z", &memos, &github);
        warns(&run, "item 2 is no longer public in Memos");
        if publish {
            assert!(
                run.stderr.contains("--week=2023-W10 --update-published"),
                "{}",
                run.stderr
            );
        } else {
            is_gone(&github);
        }
        assert_eq!(run.output("week"), "2023-W11");
    }
}

#[test]
fn whatever_week_is_asked_for_the_last_ones_are_looked_after() {
    let asked = |memos: &FakeMemos, github: &FakeGithub| {
        let run = crate::support::harness::program("run").arg("--now=2023-03-20T02:00:00Z");
        let run = run.arg("--week=2022-W45").arg("--update-published");
        let run = run.arg("--number=3").memos(memos).github(github);
        run.in_actions().run().exits(0)
    };
    for publish in [false, true] {
        let (memos, github) = (memos(), hugo("en"));
        on("2023-03-13T02:00:00Z", &memos, &github);
        if publish {
            github.human("nick").squash(1);
        }
        memos.add(Note::new("long ago").at("2022-11-09T10:00:00Z"));
        asked(&memos, &github);
        github.take_requests();
        let before = memos.requests().len();
        asked(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        // what it is, whose the token is, and two lists side by side
        assert_eq!(memos.requests().len() - before, 4, "{:?}", memos.requests());
        memos.change(2, |note| note.visible("PRIVATE"));
        let run = asked(&memos, &github);
        warns(&run, "item 2 is no longer public in Memos");
        if publish {
            let way_out = "--week=2023-W10 --update-published";
            assert!(run.stderr.contains(way_out), "{}", run.stderr);
        } else {
            is_gone(&github);
            let post = github.read(BRANCH, POST).expect("the post");
            assert!(post.contains("2. the first memo"), "{post}");
        }
        // neither number nor flags were meant for that week
        assert_eq!(github.pulls().len(), 2);
        assert_eq!(run.output("week"), "2022-W45");
        assert_eq!(run.output("issue-number"), "3");
    }
}

#[test]
fn a_pull_request_that_has_waited_for_months_is_looked_after() {
    let (memos, github) = (memos(), hugo("en"));
    on("2023-03-13T02:00:00Z", &memos, &github);
    memos.change(2, Note::archived);
    memos.add(Note::new("summer").at("2023-07-05T10:00:00Z"));
    let run = on("2023-07-10T02:00:00Z", &memos, &github);
    warns(&run, "item 2 is no longer public in Memos");
    is_gone(&github);
}

#[test]
fn a_list_that_fails_withdraws_nothing() {
    use crate::support::loopback::Reply;
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    let before = shown(&github);
    let memos = memos.failing("/api/v1/memos", 9, Reply::json(500, &serde_json::json!({})));
    let run = weekly()
        .memos(&memos)
        .github(&github)
        .arg("--week=2023-W10");
    run.run().exits(1);
    assert_eq!(shown(&github), before);
    // the list comes, but the memo that is not in it cannot be asked for
    let (memos, github) = (self::memos(), hugo("en"));
    go(&memos, &github);
    github.human("anna").approve(1);
    let before = shown(&github);
    memos.change(2, Note::archived);
    let memos = memos.failing(
        "/api/v1/memos/uid2",
        9,
        Reply::json(500, &serde_json::json!({})),
    );
    let run = go(&memos, &github);
    assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
    assert!(
        run.stderr.contains("could not be found out whether item 2"),
        "{}",
        run.stderr
    );
    assert_eq!(shown(&github), before);
}

#[test]
fn a_memo_that_moved_to_another_week_is_no_withdrawal() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    github.human("anna").approve(1);
    let before = shown(&github);
    memos.change(2, |note| note.at("2023-01-01T10:00:00Z"));
    let run = go(&memos, &github);
    assert!(!run.stderr.contains("::warning::"), "{}", run.stderr);
    assert_eq!(shown(&github), before);
}

#[test]
fn a_pull_request_from_before_memos_were_written_down_is_known_by_its_rows() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    let old = regex::Regex::new(r#","memos":"[^"]*""#).expect("a pattern");
    github
        .human("nick")
        .edit_body(1, |body| old.replace(body, "").into_owned());
    let message = regex::Regex::new(r"Memos-Weekly-Memos: .*\n?").expect("a pattern");
    github.rewrite_messages(BRANCH, |text| message.replace(text, "").into_owned());
    github.human("anna").approve(1);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "item 2 is no longer public in Memos");
    is_gone(&github);
}

#[test]
fn a_dry_run_tells_it_and_changes_nothing() {
    let (memos, github) = (memos(), hugo("en"));
    go(&memos, &github);
    let before = shown(&github);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = weekly()
        .memos(&memos)
        .github(&github)
        .arg("--week=2023-W10")
        .arg("--dry-run");
    let run = run.in_actions().run().exits(0);
    warns(
        &run,
        "item 2 is no longer public in Memos, but still in this week's pull request",
    );
    assert_eq!(shown(&github), before);
}

#[test]
fn an_open_follow_up_loses_it_without_being_asked_for() {
    let (memos, github) = (
        FakeMemos::start("0.30.0").with(Note::new("the first memo").at("2023-03-07T10:00:00Z")),
        hugo("en"),
    );
    go(&memos, &github);
    github.human("nick").squash(1);
    memos.add(Note::new(SECRET).at("2023-03-08T10:00:00Z"));
    let update = weekly()
        .memos(&memos)
        .github(&github)
        .arg("--week=2023-W10");
    update.arg("--update-published").run().exits(0);
    assert!(shown(&github).contains("salary"));
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "item 1 is no longer public in Memos");
    is_gone(&github);
}

#[test]
fn what_is_left_by_a_run_that_died_is_emptied() {
    let github = blog().settings(|settings| settings.actions_may_open_pull_requests = false);
    run(&github, &issue(&["one"])).expect_err("the pull request is refused");
    let github = github.settings(|settings| settings.actions_may_open_pull_requests = true);
    let gone = withdrawn(&[], &[(1, "one")]);
    let outcome = run(&github, &gone).expect("it is emptied");
    assert_eq!(outcome.number, None);
    assert_eq!(github.read(desk::BRANCH, POST), None);
    assert_eq!(github.pulls().len(), 0);
}

#[test]
fn an_asset_of_a_withdrawn_memo_goes_with_it() {
    let github = blog();
    run(&github, &with_asset(issue(&["two", "one"]), "a.png", b"a")).expect("it is created");
    github.human("anna").approve(1);
    let outcome = run_with(
        &github,
        &withdrawn(&["one"], &[(1, "two")]),
        Options::default(),
    );
    assert_eq!(
        outcome.expect("it is withdrawn").operation,
        Operation::Updated
    );
    assert_eq!(github.read(BRANCH, "content/posts/weekly-5/a.png"), None);
}

/// A memo that changed has no picture any more, but its text stays as it is: it would show a broken image.
#[test]
fn a_picture_of_a_text_that_stays_is_no_picture_of_what_was_withdrawn() {
    let github = blog();
    let first = issue(&["two ![](two.png)", "one ![](one.png)"]);
    let first = with_asset(with_asset(first, "two.png", b"2"), "one.png", b"1");
    run(&github, &first).expect("it is created");
    let anna = github.human("anna");
    anna.suggest(BRANCH, POST, "1. two", "1. two, Anna thinks");
    anna.suggest(BRANCH, POST, "2. one", "2. one, Anna thinks");
    run(&github, &withdrawn(&["two!"], &[(2, "one")])).expect("it is told");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("1. two, Anna thinks ![](two.png)"), "{post}");
    let is_there = |name| github.read(BRANCH, &format!("content/posts/weekly-5/{name}"));
    assert!(is_there("two.png").is_some());
    assert!(is_there("one.png").is_none());
}

/// What would be written is the same before and after: the rules left the memo out already.
#[test]
fn a_conflict_that_is_remembered_keeps_nothing_from_being_withdrawn() {
    let github = blog();
    run(&github, &issue(&["two", "one"])).expect("it is created");
    let anna = github.human("anna");
    anna.suggest(BRANCH, POST, "1. two", "1. two, Anna thinks");
    run(&github, &issue(&["two!"])).expect("it conflicts");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("2. one"), "{post}");
    run(&github, &withdrawn(&["two!"], &[(2, "one")])).expect("it is withdrawn");
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(
        !post.contains("one") && post.contains("Anna thinks"),
        "{post}"
    );
}

#[test]
fn what_only_a_comment_shows_is_withdrawn_from_it() {
    let (memos, github) = (memos(), hugo("en"));
    memos.change(2, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    let anna = github.human("anna");
    anna.suggest(
        BRANCH,
        POST,
        "1. the last memo",
        "1. the last memo, Anna thinks",
    );
    memos.change(3, |mut note| {
        note.content = "the LAST memo".to_owned();
        note
    });
    // it comes in beside what conflicts, so it is shown in a comment
    memos.change(2, |note| note.visible("PUBLIC"));
    go(&memos, &github);
    assert!(github.pull(1).comments[0].body.contains("salary"));
    anna.approve(1);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(&run, "is no longer public in Memos");
    is_gone(&github);
    let post = github.read(BRANCH, POST).expect("the post");
    assert!(post.contains("Anna thinks"), "{post}");
}

/// What a person sees who follows the three stories of the only memo of a week.
#[test]
fn the_only_memo_of_a_week_made_private_as_it_is_told() {
    type Meanwhile = fn(&FakeGithub);
    let stories: [(&str, Meanwhile); 3] = [
        ("an open pull request", |_| {}),
        ("an approved one", |github| github.human("anna").approve(1)),
        ("an edited one", |github| {
            let anna = github.human("anna");
            anna.suggest(BRANCH, POST, "3141", "3141 (wow)");
        }),
    ];
    let mut told = String::new();
    for (story, meanwhile) in stories {
        let (memos, github) = (only_the_secret(), hugo("en"));
        go(&memos, &github);
        meanwhile(&github);
        memos.change(1, |note| note.visible("PRIVATE"));
        let run = go(&memos, &github);
        let said = run.stderr.lines();
        let said: Vec<&str> = said.filter(|line| !line.starts_with("memos ")).collect();
        let pull = github.pull(1);
        let files = github.branch_files(BRANCH).into_keys();
        let files: Vec<String> = files.filter(|path| path.contains("weekly-5")).collect();
        let _ = write!(
            told,
            "# {story}\n\n$ memos-weekly run --week=2023-W10\n{}\n\n{} {}\n{}\n\nfiles: {files:?}\n\n",
            said.join("\n"),
            pull.state,
            pull.title,
            pull.body
        );
        for comment in &pull.comments {
            let _ = write!(told, "comment:\n{}\n\n", comment.body);
        }
    }
    // what is hidden is for the program
    let shown = told.lines().filter(|line| !line.starts_with("<!--"));
    let told = shown.collect::<Vec<_>>().join("\n");
    insta::with_settings!({ snapshot_path => "../snapshots", omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("withdrawal", told);
    });
}
