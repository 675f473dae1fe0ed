//! The page on which an issue is read before anything is published.

use memos_weekly::blog::File;
use memos_weekly::issue::Language;
use memos_weekly::preview::{Page, page};

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Weekly, program};

fn shown(text: &str, files: &[File]) -> String {
    page(&Page {
        title: "Weekly <#5>",
        language: Language::En,
        facts: vec!["6–12 March 2023".to_owned()],
        warnings: Vec::new(),
        text,
        files,
    })
}

fn picture() -> File {
    File {
        path: "新 图.png".to_owned(),
        bytes: b"bytes".to_vec(),
    }
}

#[test]
fn pictures_of_the_issue_are_inside_the_page() {
    let html = shown(
        "1. text\n\n   ![a *new* icon](%E6%96%B0%20%E5%9B%BE.png)\n",
        &[picture()],
    );
    assert!(
        html.contains("<img src=\"data:image/png;base64,Ynl0ZXM=\" alt=\"a new icon\""),
        "{html}"
    );
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let html = shown(
        "![here](https://example.org/a.png) and [![a](b.svg)](https://example.org) and ![**x** [y](z)](//example.org/c.png)\n\n\
         [earlier](../weekly-4/index.md) [page](https://example.org/page) [note](#n)\n",
        &[picture()],
    );
    assert!(!html.contains("src="), "{html}");
    assert!(
        html.contains("<span class=\"elsewhere\">🖼 here</span>"),
        "{html}"
    );
    assert!(
        html.contains("<span class=\"elsewhere\">earlier</span>"),
        "{html}"
    );
    assert!(
        html.contains("<a href=\"https://example.org/page\">page</a>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"#n\">note</a>"), "{html}");
    let open = html.matches("<span").count();
    assert_eq!(open, html.matches("</span>").count(), "{html}");
    assert!(
        html.contains("default-src 'none'"),
        "the browser is told so as well"
    );
}

#[test]
fn titles_and_facts_are_text() {
    let html = shown("text", &[]);
    assert!(html.contains("<h1>Weekly &lt;#5&gt;</h1>"), "{html}");
    assert!(html.contains("<html lang=\"en\">"), "{html}");
}

const MEMO: &str = "1. not a list\n#tool ![](https://example.org/a.png) a **note**";

fn preview() -> Weekly {
    program("preview")
        .arg("--now=2023-03-20T02:00:00Z")
        .file("hugo.toml", "languageCode = \"en\"\n")
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: \"Weekly #4\"\ndate: 2023-03-05T12:00:00+00:00\n---\n\nText.\n",
        )
}

#[test]
fn the_week_becomes_a_page_and_nothing_is_published() {
    let memos = FakeMemos::start("0.30.0")
        .with(Note::new(MEMO).at("2023-03-07T10:00:00Z"))
        .with(
            Note::new("a secret")
                .at("2023-03-08T10:00:00Z")
                .visible("PRIVATE"),
        );
    let github = FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n");
    let done = preview()
        .memos(&memos)
        .github(&github)
        .arg("--week=2023-W10")
        .run()
        .exits(0);
    let notice = "notice   weeks begin and end in UTC; set `timezone` to your own";
    assert_eq!(done.stderr.matches(notice).count(), 1, "{}", done.stderr);
    let html = done.read("memos-weekly-preview.html");
    assert!(
        html.contains("<strong>note</strong>") && html.contains("<h1>Weekly #1</h1>"),
        "{html}"
    );
    assert!(
        !html.contains("a secret") && !html.contains("src=\"http"),
        "{html}"
    );
    assert_eq!(
        html.matches("Weekly #1</h1>").count(),
        1,
        "the title stands once: {html}"
    );
    assert_eq!(github.take_requests(), ["Look", "State"]);
    assert!(github.pulls().is_empty());
}

#[test]
fn without_a_token_the_checkout_is_looked_at_and_each_of_several_weeks_has_its_page() {
    let memos = FakeMemos::start("0.30.0")
        .with(Note::new("one").at("2023-03-15T10:00:00Z"))
        .with(Note::new("two").at("2023-03-07T10:00:00Z"));
    let done = preview()
        .memos(&memos)
        .arg("--week=2023-W10..2023-W11")
        .arg("--html=pages/it.html")
        .run()
        .exits(0);
    assert!(
        done.read("pages/it-2023-W10.html")
            .contains("<h1>Weekly #5</h1>")
    );
    assert!(
        done.read("pages/it-2023-W11.html")
            .contains("<h1>Weekly #6</h1>")
    );
    assert!(
        !done.path("content/posts/weekly-5").exists(),
        "nothing is published"
    );
}
