//! The marks that old Memos versions knew beyond Markdown; because no blog engine shows them as they were.

use pulldown_cmark::{Event, Tag};

use super::marks::Pair;
use super::run::{self, Run};
use super::{Dialect, Shaping};

/// A mark, what it becomes at either end, and whether there may be spaces inside.
const MARKS: [(&str, &str, &str, bool); 4] = [
    ("==", "<mark>", "</mark>", true),
    ("||", "<span class=\"spoiler\">", "</span>", true),
    ("^", "<sup>", "</sup>", false),
    ("~", "<sub>", "</sub>", false),
];

/// `==x==`, `||x||`, `^x^` and `~x~`, in memos that were written for them.
pub(super) fn pairs(shaping: &Shaping, runs: &[Run]) -> Vec<Pair> {
    let doc = &shaping.doc;
    let mut found = tildes(shaping);
    if shaping.style.dialect == Dialect::CommonMark {
        return found;
    }
    for (mark, open_tag, close_tag, spaces) in MARKS {
        if !doc.has(mark.as_bytes()[0]) {
            continue;
        }
        let meant = run::pairs(doc.source, runs, mark)
            .into_iter()
            .filter(|&(open, close)| is_meant(doc.source, open, close, mark, spaces));
        found.extend(meant.map(|(open, close)| Pair {
            open,
            close,
            length: mark.len(),
            tags: (open_tag.to_owned(), close_tag.to_owned()),
        }));
    }
    found
}

/// Words, not crossed by a tag, that the marks embrace.
fn is_meant(source: &str, open: usize, close: usize, mark: &str, spaces: bool) -> bool {
    let inside = &source[open + mark.len()..close];
    let doubled =
        mark == "~" && (source[..open].ends_with('~') || source[close + 1..].starts_with('~'));
    !inside.is_empty()
        && !doubled
        && !inside.contains('<')
        && (spaces || !inside.contains(char::is_whitespace))
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace)
}

/// A single tilde: struck out today, lowered in old versions, and nothing to many engines.
fn tildes(shaping: &Shaping) -> Vec<Pair> {
    let doc = &shaping.doc;
    if !doc.has(b'~') {
        return Vec::new();
    }
    let (open, close) = match shaping.style.dialect {
        Dialect::CommonMark => ("~~", "~~"),
        Dialect::Classic => ("<sub>", "</sub>"),
    };
    let spans = doc.events.iter().filter(|(event, range)| {
        matches!(event, Event::Start(Tag::Strikethrough))
            && !doc.source[range.clone()].starts_with("~~")
    });
    spans
        .map(|(_, range)| Pair {
            open: range.start,
            close: range.end - 1,
            length: 1,
            tags: (open.to_owned(), close.to_owned()),
        })
        .collect()
}
