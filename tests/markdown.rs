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
use std::fs;
use std::path::Path;

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

/// A memo is parsed once, as a tree. Beside it only these parse: a memo that is nested too deep, once more for each time
/// that it became flatter; entities, of which only the parser knows all; the page of a preview, which shows the post.
#[test]
fn the_parser_is_called_in_four_places() {
    let mut places = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let name = path.file_name().expect("a name").to_string_lossy();
            places.extend(text.matches("Parser::new").map(|_| name.to_string()));
        }
    }
    places.sort();
    assert_eq!(places, ["clean.rs", "preview.rs", "tree.rs", "write.rs"]);
}
