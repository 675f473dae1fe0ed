//! References to memos that are not in the issue: from Memos to the post, with what they cost.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, weekly};

const BRANCH: &str = "memos-weekly/2023-W10";

/// Its first memo is of the week before, whatever its number there.
fn server(first: Note) -> FakeMemos {
    FakeMemos::start("0.30.0").with(first.at("2023-02-28T10:00:00Z"))
}

/// With a memo in the week to be made.
fn referring(memos: FakeMemos, text: &str) -> FakeMemos {
    memos.with(Note::new(text).at("2023-03-07T10:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "languageCode = \"en\"\n")
        .file(
            ".github/memos-weekly.yml",
            "timezone: UTC\nlinks: { to_memos: false }\n",
        )
}

/// A post of the series that was there before; its day is the last one of the memo's week.
fn weekly_4(front_matter: &str) -> FakeGithub {
    let text = format!("---\ntitle: \"Weekly #4\"\n{front_matter}---\n\nText.\n");
    blog().file("content/posts/weekly-4/index.md", text)
}

fn run(memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    run_for("2023-W10", memos, github)
}

fn run_for(week: &str, memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    let week = format!("--week={week}");
    weekly().memos(memos).github(github).arg(&week)
}

/// The list of the newest issue, wherever it is.
fn list(post: &str) -> &str {
    post.split_once("\n1. ").expect("a list").1.trim_end()
}

/// What the post on the branch makes of the references.
#[track_caller]
fn made(memos: &FakeMemos, github: &FakeGithub, post: &str) -> String {
    run(memos, github).run().exits(0);
    let post = github.read(BRANCH, post).expect("the post");
    list(&post).to_owned()
}

const POST_5: &str = "content/posts/weekly-5/index.md";

#[test]
fn a_memo_of_a_merged_issue_is_linked_in_its_post_and_github_is_asked_no_more_than_ever() {
    let memos = referring(server(Note::new("first")), "see [[memos/uid1]]");
    let github = blog();
    run_for("2023-W09", &memos, &github).run().exits(0);
    assert_eq!(
        made(&memos, &github, "content/posts/weekly-2/index.md"),
        "see another note"
    );
    // its day does not say any more which week it is about
    let nick = github.human("nick");
    let post = "content/posts/weekly-1/index.md";
    nick.suggest(
        "memos-weekly/2023-W09",
        post,
        "2023-03-05T12",
        "2023-03-08T09",
    );
    nick.squash(1);
    github.take_requests();
    let linked = made(&memos, &github, "content/posts/weekly-2/index.md");
    assert_eq!(
        linked,
        "see [another note]({{< relref \"/posts/weekly-1\" >}})"
    );
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
    run(&memos, &github).run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn a_post_that_is_dated_as_ours_are_needs_no_pull_request() {
    for (front_matter, expected) in [
        (
            "date: 2023-03-05T12:00:00+00:00\n",
            "see [another note]({{< relref \"/posts/weekly-4\" >}})",
        ),
        ("date: 2023-03-04T12:00:00+00:00\n", "see another note"),
        (
            "date: 2023-03-05T12:00:00+00:00\ndraft: true\n",
            "see another note",
        ),
    ] {
        let memos = referring(server(Note::new("first")), "see [[memos/uid1]]");
        let github = weekly_4(front_matter);
        assert_eq!(made(&memos, &github, POST_5), expected, "{front_matter}");
    }
}

#[test]
fn every_way_to_refer_to_a_memo_is_understood() {
    let memos = server(Note::new("first"));
    let url = memos.url();
    let text = format!("![[memos/uid1]] [it]({url}/memos/uid1) {url}/memos/uid1 [that](/m/uid1)");
    let github = weekly_4("date: 2023-03-05T12:00:00+00:00\n");
    assert_eq!(
        made(&referring(memos, &text), &github, POST_5),
        "[another note]({{< relref \"/posts/weekly-4\" >}}) [it]({{< relref \"/posts/weekly-4\" >}}) [another note]({{< relref \"/posts/weekly-4\" >}}) [that]({{< relref \"/posts/weekly-4\" >}})"
    );
}

#[test]
fn what_is_in_no_earlier_issue_is_not_hinted_at() {
    let config = "timezone: UTC\nselect: { exclude_tags: [draft] }\nlinks: { to_memos: false }\n";
    for (what, first) in [
        ("private", Note::new("x").visible("PRIVATE")),
        ("protected", Note::new("x").visible("PROTECTED")),
        ("not taken", Note::new("x #draft")),
        ("archived", Note::new("x").archived()),
        ("somebody else's", Note::new("x").by_ann()),
    ] {
        let memos = referring(server(first), "see [[memos/uid1]] and [[memos/none]]");
        let github = weekly_4("date: 2023-03-05T12:00:00+00:00\n");
        let github = github.file(".github/memos-weekly.yml", config);
        let expected = "see another note and another note";
        assert_eq!(made(&memos, &github, POST_5), expected, "{what}");
        assert!(!github.pull(1).body.contains("uid1"), "{what}");
    }
}

#[test]
fn a_memo_of_the_same_week_that_is_left_out_is_not_hinted_at() {
    let memos = FakeMemos::start("0.30.0")
        .with(Note::new("x").at("2023-03-08T10:00:00Z").visible("PRIVATE"));
    let github = weekly_4("date: 2023-03-05T12:00:00+00:00\n");
    let memos = referring(memos, "see [[memos/uid1]]");
    assert_eq!(made(&memos, &github, POST_5), "see another note");
}

#[test]
fn a_public_memo_of_no_issue_is_linked_to_its_page_unless_that_is_off() {
    let memos = referring(server(Note::new("first")), "see [[memos/uid1]]");
    let page = format!("see [another note]({}/memos/uid1)", memos.url());
    for (links, expected) in [("true", page.as_str()), ("false", "see another note")] {
        let config = format!("timezone: UTC\nlinks: {{ to_memos: {links} }}\n");
        let github = blog().file(".github/memos-weekly.yml", config);
        assert_eq!(
            made(&memos, &github, "content/posts/weekly-1/index.md"),
            expected
        );
    }
}

#[test]
fn each_memo_is_asked_for_once_and_none_without_a_reference() {
    let asked = |text: &str| {
        let memos = referring(server(Note::new("first")), text);
        run(&memos, &blog()).run().exits(0);
        let mut asked = memos.requests();
        asked.retain(|line| line.contains("/memos/"));
        asked.sort();
        asked
    };
    assert_eq!(asked("see [[memos/uid2]] and `[[memos/uid1]]`").len(), 0);
    assert_eq!(
        asked("see [[memos/uid1]] and [[memos/uid1]] and ![[memos/none]]"),
        ["GET /api/v1/memos/none", "GET /api/v1/memos/uid1"]
    );
}

#[test]
fn issues_in_a_folder_refer_to_each_other_and_a_second_run_changes_nothing() {
    let memos = referring(
        server(Note::new("first, see [[memos/uid2]]")),
        "see [[memos/uid1]]",
    );
    let out = |run: Weekly| -> Finished {
        run.memos(&memos)
            .file(
                ".github/memos-weekly.yml",
                "links: { to_memos: false, to_previous_issue: true }\n",
            )
            .arg("--engine=hugo")
            .arg("--out=.")
            .arg("--week=2023-W09..2023-W10")
            .run()
            .exits(0)
    };
    let first = out(weekly());
    let posts =
        || [1, 2].map(|number| first.read(&format!("content/posts/weekly-{number}/index.md")));
    assert_eq!(list(&posts()[0]), "first, see another note");
    assert_eq!(
        list(&posts()[1]),
        "see [another note]({{< relref \"/posts/weekly-1\" >}})\n\nPrevious issue: [Weekly \\#1]({{< relref \"/posts/weekly-1\" >}})"
    );
    let before = posts();
    let second = out(weekly().within(&first.path("")));
    assert_eq!(
        second.stderr.matches("(unchanged)").count(),
        2,
        "{}",
        second.stderr
    );
    assert_eq!(posts(), before);
}
