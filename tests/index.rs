//! The list of all issues in a file of the blog: what is added to it, and what people's hands in it come to.

use memos_weekly::index::{IndexEntry, lists, update};
use proptest::prelude::*;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, weekly};

fn entry(number: u32, year: i32) -> IndexEntry {
    let path = format!("posts/weekly-{number}.md");
    IndexEntry {
        number,
        year: Some(year),
        link: format!("[Weekly {number}]({path})"),
        addresses: vec![path],
    }
}

fn updated(text: &str, entries: &[IndexEntry]) -> String {
    update(Some(text), "Weekly", entries).expect("the markers are there")
}

#[test]
fn a_new_list_has_a_heading_per_year_newest_first() {
    let entries = [entry(1, 2025), entry(3, 2026), entry(2, 2026)];
    let text = update(None, "生成周刊", &entries).expect("there is nothing against it");
    insta::assert_snapshot!(text, @r"
    # 生成周刊

    <!-- memos-weekly:index -->

    ## 2026

    - [Weekly 3](posts/weekly-3.md)
    - [Weekly 2](posts/weekly-2.md)

    ## 2025

    - [Weekly 1](posts/weekly-1.md)

    <!-- /memos-weekly:index -->
    ");
    assert_eq!(updated(&text, &entries), text);
}

#[test]
fn an_issue_without_a_date_is_of_the_year_of_the_one_after_it() {
    let undated = |number| IndexEntry {
        year: None,
        ..entry(number, 0)
    };
    let dated = [entry(2, 2025), entry(4, 2026)];
    let entries = [&dated[..], &[undated(1), undated(3), undated(5)]].concat();
    let text = update(None, "Weekly", &entries).expect("there is nothing against it");
    let numbers = |year: &str| {
        let (_, list) = text.split_once(year).expect("the year is there");
        let list = list.split("\n#").next().unwrap_or_default();
        let lines = list.lines().filter(|line| line.starts_with("- "));
        lines.map(|line| &line[10..11]).collect::<String>()
    };
    assert_eq!(
        (numbers("## 2026"), numbers("## 2025")),
        ("543".to_owned(), "21".to_owned()),
        "{text}"
    );
}

#[test]
fn every_line_keeps_its_end_and_a_new_one_has_that_of_most() {
    let entries = [entry(1, 2025), entry(2, 2025), entry(3, 2026)];
    let listed = updated("", &entries[..1]);
    for (text, most) in [
        (listed.replacen('\n', "\r\n", 1), "\n"),
        (
            listed.replace('\n', "\r\n").replacen("\r\n", "\n", 1),
            "\r\n",
        ),
        (listed.replacen(".md)\n", ".md)\r\n", 1), "\n"),
    ] {
        assert_eq!(updated(&text, &entries[..1]), text, "nothing is lacking");
        let more = updated(&text, &entries);
        let mut lines = more.split_inclusive('\n');
        for line in text.split_inclusive('\n') {
            assert!(lines.any(|it| it == line), "{line:?} in {more:?}");
        }
        for number in 2..=3 {
            let line = format!("- [Weekly {number}](posts/weekly-{number}.md){most}");
            assert!(more.contains(&line), "{line:?} in {more:?}");
        }
        let plain = updated(&listed, &entries);
        assert_eq!(more.replace("\r\n", "\n"), plain);
        assert_eq!(updated(&more, &entries), more);
    }
}

#[test]
fn a_definition_of_a_link_lists_an_issue_whatever_ends_the_line() {
    for end in ["\n", "\r\n", ""] {
        let text = format!("[first]: posts/weekly-1.md{end}");
        assert!(lists(&text, &entry(1, 2025)), "{text:?}");
    }
}

#[test]
fn without_markers_the_list_goes_to_the_end() {
    let text = updated("# Blog\n\nHello.\n\n## All issues\n", &[entry(1, 2026)]);
    insta::assert_snapshot!(text, @r"
    # Blog

    Hello.

    ## All issues

    <!-- memos-weekly:index -->

    ### 2026

    - [Weekly 1](posts/weekly-1.md)

    <!-- /memos-weekly:index -->
    ");
}

#[test]
fn peoples_own_list_goes_on_as_it_is() {
    let own = "# Blog\n\n<!-- memos-weekly:index -->\n* [The *second*](posts/weekly-2.md), much read\n  and more\n* [One](./posts/weekly-1.md)\n<!-- /memos-weekly:index -->\n\nBye.";
    let entries = [entry(1, 2025), entry(2, 2025), entry(3, 2026)];
    insta::assert_snapshot!(updated(own, &entries), @r"
    # Blog

    <!-- memos-weekly:index -->

    * [Weekly 3](posts/weekly-3.md)
    * [The *second*](posts/weekly-2.md), much read
      and more
    * [One](./posts/weekly-1.md)

    <!-- /memos-weekly:index -->

    Bye.
    ");
}

#[test]
fn an_issue_counts_as_listed_wherever_the_file_links_to_it() {
    let listed = "<!-- [Weekly 1](posts/weekly-1.md) -->\n[2](https://github.com/nick/blog/blob/main/posts/weekly-2.md)\n<a href=\"posts/weekly-3.md\">3</a>\n";
    let entries = [entry(1, 2025), entry(2, 2025), entry(3, 2026)];
    assert_eq!(updated(listed, &entries), listed);
    // a longer name is another file
    let other = updated(
        "[x](posts/weekly-1.md.txt) [y](myposts/weekly-1.md)",
        &entries[..1],
    );
    assert!(other.contains("- [Weekly 1]"), "{other}");
}

#[test]
fn a_missed_issue_comes_to_its_place_and_line_ends_stay() {
    let text = updated("", &[entry(1, 2025), entry(3, 2026)]).replace('\n', "\r\n");
    let text = updated(&text, &[entry(1, 2025), entry(2, 2025), entry(3, 2026)]);
    assert!(!text.replace("\r\n", "").contains('\n'), "{text:?}");
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with(['#', '-']))
        .collect();
    assert_eq!(
        lines,
        [
            "# Weekly",
            "## 2026",
            "- [Weekly 3](posts/weekly-3.md)",
            "## 2025",
            "- [Weekly 2](posts/weekly-2.md)",
            "- [Weekly 1](posts/weekly-1.md)"
        ]
    );
}

#[test]
fn half_a_pair_of_markers_is_an_error() {
    for text in [
        "<!-- memos-weekly:index -->\n",
        "<!-- /memos-weekly:index -->\n",
        "<!-- /memos-weekly:index -->\n<!-- memos-weekly:index -->\n",
        "<!-- memos-weekly:index -->\n<!-- memos-weekly:index -->\n<!-- /memos-weekly:index -->\n",
    ] {
        assert!(
            update(Some(text), "Weekly", &[entry(1, 2026)]).is_err(),
            "{text}"
        );
    }
}

proptest! {
    /// Whatever people wrote stays, in its order; every issue is listed once; a second time changes nothing.
    #[test]
    fn nothing_of_peoples_is_lost_and_nothing_is_listed_twice(
        lines in proptest::collection::vec("(#{1,3} |[-*+] |<!-- |> |  )?[a-z0-9 .()\\[\\]/-]{0,20}", 0..12),
        at in 0..12_usize,
        numbers in proptest::collection::btree_set(1..30_u32, 1..8),
    ) {
        let mut own: Vec<String> = lines.clone();
        let at = at.min(own.len());
        own.insert(at, "<!-- memos-weekly:index -->".to_owned());
        own.push("<!-- /memos-weekly:index -->".to_owned());
        let text = own.join("\n");
        let entries: Vec<IndexEntry> = numbers.iter().map(|&it| entry(it, 2020 + it.cast_signed() / 10)).collect();
        let once = updated(&text, &entries);
        prop_assert_eq!(&updated(&once, &entries), &once);
        let mut after = once.lines().filter(|line| !line.trim().is_empty());
        for line in own.iter().filter(|line| !line.trim().is_empty()) {
            prop_assert!(after.any(|other| other == line), "{line:?} is gone from {once:?}");
        }
        for entry in &entries {
            prop_assert_eq!(once.matches(&entry.link).count(), 1);
        }
    }
}

/// A blog with two issues and a README.
fn blog() -> FakeGithub {
    let post = |number: u32, day: &str| {
        format!("---\ntitle: 'Weekly #{number}: a <b>'\ndate: {day}T12:00:00Z\n---\n\nText.\n")
    };
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "")
        .file("content/posts/weekly-1/index.md", post(1, "2022-12-31"))
        .file("content/posts/weekly-2/index.md", post(2, "2023-02-26"))
        .file("README.md", "# Nick's blog\n\nHello.\n")
        .file(
            ".github/memos-weekly.yml",
            "timezone: UTC\nindex: README.md\ntitle: 'Weekly #{{ number }}: {{ headline }}'\n",
        )
}

fn memos() -> FakeMemos {
    FakeMemos::start("0.30.0")
        .with(Note::new("old one").at("2023-03-01T10:00:00Z"))
        .with(Note::new("evening glow").at("2023-03-08T10:00:00Z"))
}

fn run(memos: &FakeMemos, github: &FakeGithub, week: &str) -> Finished {
    let week = format!("--week={week}");
    let run = weekly().memos(memos).github(github).arg(&week);
    run.in_actions().run()
}

const W9: &str = "memos-weekly/2023-W09";
const W10: &str = "memos-weekly/2023-W10";

fn readme(github: &FakeGithub, branch: &str) -> String {
    github.read(branch, "README.md").expect("it is there")
}

#[test]
fn the_pull_request_of_an_issue_lists_it() {
    let (memos, github) = (memos(), blog());
    run(&memos, &github, "2023-W10").exits(0);
    insta::assert_snapshot!(readme(&github, W10), @r"
    # Nick's blog

    Hello.

    <!-- memos-weekly:index -->

    ## 2023

    - [Weekly \#3: evening glow](content/posts/weekly-3/index.md)
    - [Weekly \#2: a &lt;b>](content/posts/weekly-2/index.md)

    ## 2022

    - [Weekly \#1: a &lt;b>](content/posts/weekly-1/index.md)

    <!-- /memos-weekly:index -->
    ");
    github.take_requests();
    run(&memos, &github, "2023-W10").exits(0);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    // what others write into the file on the base branch is no news for the pull request
    github.push("README.md", b"# Nick's blog\n\nHello, world.\n");
    run(&memos, &github, "2023-W10").exits(0);
    assert_eq!(github.commits(W10).len(), 1);
}

#[test]
fn peoples_edits_of_the_list_survive_what_is_new() {
    let (memos, github) = (memos(), blog());
    run(&memos, &github, "2023-W10").exits(0);
    let anna = github.human("anna");
    anna.suggest(W10, "README.md", "[Weekly \\#2: a &lt;b>]", "[The second]");
    anna.suggest(W10, "README.md", "Hello.", "Good evening.");
    let memos = memos.with(Note::new("late night").at("2023-03-09T10:00:00Z"));
    run(&memos, &github, "2023-W10").exits(0);
    let text = readme(&github, W10);
    assert!(
        text.contains("Good evening.") && text.contains("[The second]"),
        "{text}"
    );
    assert!(text.contains("- [Weekly \\#3: late night]"), "{text}");
    assert!(!text.contains("evening glow"), "{text}");
    // the line itself is theirs once they wrote it
    anna.suggest(W10, "README.md", "[Weekly \\#3: late night]", "[Our third]");
    let memos = memos.with(Note::new("later still").at("2023-03-09T11:00:00Z"));
    run(&memos, &github, "2023-W10").exits(0);
    let text = readme(&github, W10);
    assert!(
        text.contains("- [Our third]") && !text.contains("later still"),
        "{text}"
    );
}

#[test]
fn a_line_of_the_list_that_stays_people_s_is_told_like_the_post() {
    const TOLD: &str = "the list of issues in `README.md` would change in lines that were edited";
    let (memos, github) = (memos(), blog());
    run(&memos, &github, "2023-W10").exits(0);
    let anna = github.human("anna");
    let line = "[Weekly \\#3: evening glow]";
    anna.suggest(W10, "README.md", line, "[Our third]");
    let memos = memos.with(Note::new("late night").at("2023-03-09T10:00:00Z"));
    let done = run(&memos, &github, "2023-W10").exits(0);
    assert!(done.stderr.contains(TOLD), "{}", done.stderr);
    assert!(readme(&github, W10).contains("[Our third]"));
    let comments = github.pull(1).comments;
    let [comment] = comments.as_slice() else {
        panic!("{comments:?}");
    };
    let words = comment.body.split("<!--").nth(1).unwrap_or_default();
    insta::assert_snapshot!(words, @r"
     memos-weekly:start -->
    The list of issues in `README.md` would change in lines that were edited here, so it was left as it is. This is how they would be now:

    ```markdown
    - [Weekly \#3: late night](content/posts/weekly-3/index.md)
    ```

    This comment is kept up to date, and goes away when there is nothing more to say.
    ");
    // nothing is new: it is neither compared nor written again, and still told
    github.take_requests();
    let done = run(&memos, &github, "2023-W10").exits(0);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    assert!(done.stderr.contains(TOLD), "{}", done.stderr);
    assert_eq!(github.pull(1).comments.len(), 1);
    // when somebody puts the line there, the comment goes
    anna.suggest(W10, "README.md", "[Our third]", "[Weekly \\#3: late night]");
    let done = run(&memos, &github, "2023-W10").exits(0);
    assert!(!done.stderr.contains(TOLD), "{}", done.stderr);
    assert_eq!(github.pull(1).comments.len(), 0);
}

#[test]
fn of_two_open_pull_requests_one_has_the_list_and_the_next_issue_completes_it() {
    let (memos, github) = (memos(), blog());
    run(&memos, &github, "2023-W09..2023-W10").exits(0);
    assert!(readme(&github, W9).contains("weekly-3/"));
    assert_eq!(readme(&github, W10), "# Nick's blog\n\nHello.\n");
    assert!(!github.files(2).contains(&"README.md".to_owned()));
    let nick = github.human("nick");
    nick.squash(1);
    nick.squash(2);
    let memos = memos.with(Note::new("spring").at("2023-03-15T10:00:00Z"));
    run(&memos, &github, "2023-W11").exits(0);
    let text = readme(&github, "memos-weekly/2023-W11");
    let places = [5, 4, 3, 2, 1].map(|n| text.find(&format!("weekly-{n}/")).expect("it is listed"));
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn an_issue_of_which_nothing_is_left_leaves_the_list_as_it_was() {
    let (memos, github) = (memos(), blog());
    run(&memos, &github, "2023-W10").exits(0);
    let memos = FakeMemos::start("0.30.0").with(
        Note::new("evening glow")
            .at("2023-03-08T10:00:00Z")
            .visible("PRIVATE"),
    );
    run(&memos, &github, "2023-W10").exits(0);
    assert_eq!(readme(&github, W10), "# Nick's blog\n\nHello.\n");
    assert_eq!(github.files(1), Vec::<String>::new());
    assert_eq!(github.pull(1).state, "CLOSED");
}

#[test]
fn a_list_that_was_made_goes_with_the_issue_but_a_file_of_peoples_never() {
    let (memos, github) = (memos(), blog());
    github.unpush("README.md");
    run(&memos, &github, "2023-W10").exits(0);
    assert!(readme(&github, W10).starts_with("# Weekly\n\n<!-- memos-weekly:index -->"));
    // the list is not wanted any more: the file of the branch stays, as whose it is by then nobody knows
    github.push(".github/memos-weekly.yml", b"timezone: UTC\n");
    run(&memos, &github, "2023-W10").exits(0);
    assert!(github.read(W10, "README.md").is_some());
}

#[test]
fn a_folder_gets_the_list_and_keeps_what_stands_there() {
    let memos = memos();
    let own = "# Nick's blog\n\nHello.\n";
    let checkout = |run: Weekly| -> Finished {
        run.memos(&memos)
            .file(
                ".github/memos-weekly.yml",
                "index: README.md\nlanguage: en\n",
            )
            .arg("--engine=hugo")
            .arg("--out=.")
            .arg("--week=2023-W09..2023-W10")
            .run()
            .exits(0)
    };
    let first = checkout(weekly().file("README.md", own));
    let text = first.read("README.md");
    assert!(
        text.starts_with("# Nick's blog\n\nHello.\n\n<!-- memos-weekly:index -->"),
        "{text}"
    );
    let places = [2, 1].map(|n| text.find(&format!("weekly-{n}/")).expect("it is listed"));
    assert!(places.is_sorted(), "{text}");
    checkout(weekly().within(&first.path("")));
    assert_eq!(first.read("README.md"), text);
}

#[test]
fn a_list_without_a_clear_place_stops_the_run_with_the_way_out() {
    let (memos, github) = (memos(), blog());
    github.push("README.md", b"# Blog\n\n<!-- memos-weekly:index -->\n");
    let run_stopped = run(&memos, &github, "2023-W10").exits(2);
    let told = &run_stopped.stderr;
    assert!(
        told.contains("the list of issues has no clear place in README.md"),
        "{told}"
    );
    github.push(
        ".github/memos-weekly.yml",
        b"timezone: UTC\nindex: content/archive.md\n",
    );
    let told = run(&memos, &github, "2023-W10").exits(2);
    let told = &told.stderr;
    assert!(
        told.contains("there is no content/archive.md to list the issues in"),
        "{told}"
    );
    assert!(github.branches().iter().all(|name| name == "main"));
}
