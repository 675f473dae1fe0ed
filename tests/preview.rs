//! The page on which an issue is read before anything is published.

use memos_weekly::blog::File;
use memos_weekly::issue::Language;
use memos_weekly::preview::{Page, page};

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
