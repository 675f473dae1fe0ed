//! Whatever a memo holds, shaping it does not panic, and the post has one item per memo.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use memos_weekly::markdown::{Link, Note, Shaped, Style, numbered, shape};
use memos_weekly::memo::Syntax;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

fuzz_target!(|text: &str| {
    let titles = BTreeMap::new();
    let mut memos: Vec<Shaped> = Vec::new();
    for (id, syntax) in [("a", Syntax::CommonMark), ("b", Syntax::Classic)] {
        let style = Style { syntax, ..Style::default() };
        let note = Note { id, tags: &[], links: &|_| Link::Keep, titles: &titles };
        memos.push(shape(text, &style, &note));
    }
    memos.push(shape("[a] [^1] last", &Style::default(), &Note { id: "c", tags: &[], links: &|_| Link::Keep, titles: &titles }));
    assert_eq!(items(&numbered(&memos, 1)), memos.len());
});

/// How many items the one list has that the post is.
fn items(post: &str) -> usize {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    let mut depth = 0;
    let mut items = 0;
    for event in Parser::new_ext(post, options) {
        match event {
            Event::Start(tag) => {
                assert!(depth > 0 || tag == Tag::List(Some(1)), "{tag:?} beside the list");
                items += usize::from(depth == 1 && tag == Tag::Item);
                depth += 1;
            }
            Event::End(tag) => {
                depth -= 1;
                assert!(depth > 0 || tag == TagEnd::List(true));
            }
            _ => assert!(depth > 1),
        }
    }
    items
}
