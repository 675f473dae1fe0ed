//! A memo's text on its way into a post.

mod corpus;
mod law;
mod rules;
mod snippets;

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
