//! Memos of every kind, one a file, in `tests/corpus`.

use std::fs;
use std::path::Path;

use memos_weekly::markdown::{Dialect, LineBreaks, Shaped, Style, Tags};
use memos_weekly::memo;

use super::law::{assert_numbered, assert_sections, shape_all};

/// The memos, in order of their number.
fn memos() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).expect("readable text"))
        .collect()
}

#[test]
fn holds_in_one_post() {
    let memos = memos();
    assert!(memos.len() > 200);
    for style in styles() {
        let shaped = shape_all(&memos, &style);
        assert_numbered(&shaped, 1);
        assert_sections(&shaped);
    }
}

#[test]
fn holds_beside_every_other() {
    let shaped = shape_all(&memos(), &Style::default());
    for memo in &shaped {
        let last = Shaped {
            text: "[a] [1] [^1] `".to_owned(),
            ..Shaped::default()
        };
        assert_numbered(&[memo.clone(), last], 9);
    }
}

#[test]
fn shows_no_script() {
    for memo in shape_all(&memos(), &Style::default()) {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&memo.text));
        let html = html.to_lowercase();
        for evil in [
            "<script",
            "<iframe",
            "<svg",
            "<style",
            "href=\"javascript",
            "src=\"data:",
            "<!--",
        ] {
            assert!(!html.contains(evil), "{evil} in {html}");
        }
    }
}

fn styles() -> Vec<Style<'static>> {
    let default = Style::default();
    vec![
        default,
        Style {
            tags: Tags::Keep,
            line_breaks: LineBreaks::Soft,
            ..default
        },
        Style {
            tags: Tags::Link("/t/{tag}"),
            syntax: memo::Syntax::Classic,
            dialect: Dialect {
                hard_break: "  ",
                ..Dialect::COMMON_MARK
            },
            ..default
        },
    ]
}
