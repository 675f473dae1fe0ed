//! A memo's text on its way into a post.

mod corpus;
mod depth;
mod law;
mod links;
mod reader;
mod rules;
mod snippets;
mod tags;

use std::collections::BTreeMap;

use memos_weekly::markdown::{Link, Note, Shaped, Style, Target, shape};

/// Keeps every link as it is.
pub(crate) fn keep(_: &Target) -> Link {
    Link::Keep
}

/// The text of a memo in the default style.
pub(crate) fn shaped(text: &str) -> String {
    shaped_as(text, &Style::default()).text
}

/// A memo in a style.
pub(crate) fn shaped_as(text: &str, style: &Style) -> Shaped {
    let titles = BTreeMap::new();
    let note = Note {
        id: "m1",
        tags: &[],
        links: &keep,
        titles: &titles,
    };
    shape(text, style, &note)
}

/// What memos become in the default style, in pairs.
pub(crate) fn assert_all(examples: &[(&str, &str)]) {
    for (memo, expected) in examples {
        assert_eq!(shaped(memo), *expected, "{memo:?}");
    }
}
