//! Lists and quotes nested deeper than every engine can read.

use std::fmt::Write;

use memos_weekly::markdown::Style;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::law::{assert_numbered, assert_sections, shape_all};
use super::shaped;

/// A list in which every item holds the next one, on a line of its own.
fn nested(items: usize) -> String {
    (0..items).fold(String::new(), |mut list, level| {
        let _ = writeln!(list, "{}- level {level}", "  ".repeat(level));
        list
    })
}

/// As markdown-it counts, which gives up at a hundred: two levels for an item, and one for a quote.
fn levels(markdown: &str) -> usize {
    let (mut levels, mut deepest) = (0, 0);
    for event in Parser::new_ext(markdown, Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::Item) => levels += 2,
            Event::Start(Tag::BlockQuote(_)) => levels += 1,
            Event::End(TagEnd::Item) => levels -= 2,
            Event::End(TagEnd::BlockQuote(_)) => levels -= 1,
            _ => {}
        }
        deepest = deepest.max(levels);
    }
    deepest
}

#[test]
fn what_every_engine_can_read_stays_as_it_is() {
    for memo in [
        nested(45).trim_end().to_owned(),
        format!("{}deep", "- ".repeat(45)),
        format!("{}deep", "> ".repeat(90)),
    ] {
        assert_eq!(shaped(&memo), memo);
    }
}

#[test]
fn a_line_of_too_many_marks_is_a_line_of_text() {
    let quotes = ">".repeat(200);
    assert_eq!(
        shaped(&format!("a\n\n{quotes}\n\nb")),
        format!("a\n\n\\{quotes}\n\nb")
    );
    let items = "- ".repeat(46);
    assert_eq!(shaped(&format!("{items}deep")), format!("\\{items}deep"));
    let numbers = "1. ".repeat(45);
    assert_eq!(
        shaped(&format!("10. {numbers}deep")),
        format!("10\\. {numbers}deep")
    );
}

#[test]
fn a_last_marker_without_text_counts_too() {
    let memo = format!("- - {}>-", ">- - - ".repeat(12));
    assert!(levels(&memo) > 90);
    assert!(levels(&shaped(&memo)) <= 90, "{}", shaped(&memo));
}

#[test]
fn only_the_deepest_items_become_text() {
    let shaped = shaped(&nested(200));
    let (kept, text) = shaped.split_once("level 44").expect("the last item");
    let whole = nested(45);
    assert_eq!(whole.split_once("level 44").expect("the same").0, kept);
    for level in 45..200 {
        assert!(text.contains(&format!("\\- level {level}")), "{text}");
    }
}

#[test]
fn further_lines_of_a_quote_are_lines_of_text_too() {
    let quotes = ">".repeat(91);
    let memo = [quotes.as_str(); 20].join("\n");
    let text = format!("\\{quotes}");
    assert_eq!(shaped(&memo), [text.as_str(); 20].join("\\\n"));
}

/// Lines that begin with many marks, and spaces as if they belonged to some.
fn deep() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec!["> ", ">", "- ", "1. ", "* ", "  ", "    ", "[^1]: "]);
    let line = (
        prop::collection::vec(marks, 0..6),
        0..40_usize,
        "[a`#\n]{0,3}",
    )
        .prop_map(|(marks, times, text)| marks.concat().repeat(times) + &text);
    prop::collection::vec(line, 1..8).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_memo_is_deeper(texts in prop::collection::vec(deep(), 1..3)) {
        let memos = shape_all(&texts, &Style::default());
        assert_numbered(&memos, 1);
        assert_sections(&memos);
        for memo in &memos {
            prop_assert!(levels(&memo.text) <= 90, "{}", memo.text);
        }
    }
}
