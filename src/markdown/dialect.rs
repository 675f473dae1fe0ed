//! The marks that old Memos versions knew beyond Markdown; because no blog engine shows them as they were.

use pulldown_cmark::{Event, Tag};

use super::edit::Edits;
use super::run::{Run, pairs};
use super::{Dialect, Shaping};

/// A mark, what it becomes at either end, and whether there may be spaces inside.
const MARKS: [(&str, &str, &str, bool); 4] = [
    ("==", "<mark>", "</mark>", true),
    ("||", "<span class=\"spoiler\">", "</span>", true),
    ("^", "<sup>", "</sup>", false),
    ("~", "<sub>", "</sub>", false),
];

/// `==x==`, `||x||`, `^x^` and `~x~`, in memos that were written for them.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    tildes(shaping, edits);
    if shaping.style.dialect == Dialect::CommonMark {
        return;
    }
    let source = shaping.doc.source;
    for (mark, open_tag, close_tag, spaces) in MARKS {
        if !shaping.doc.has(mark.as_bytes()[0]) {
            continue;
        }
        for (open, close) in pairs(source, runs, mark) {
            let inside = &source[open + mark.len()..close];
            let plain = !inside.is_empty() && (spaces || !inside.contains(char::is_whitespace));
            let doubled = mark == "~"
                && (source[..open].ends_with('~') || source[close + 1..].starts_with('~'));
            if plain
                && !doubled
                && !inside.starts_with(char::is_whitespace)
                && !inside.ends_with(char::is_whitespace)
            {
                edits.replace(open..open + mark.len(), open_tag);
                edits.replace(close..close + mark.len(), close_tag);
            }
        }
    }
}

/// A single tilde: struck out today, lowered in old versions, and nothing to many engines.
fn tildes(shaping: &Shaping, edits: &mut Edits) {
    if !shaping.doc.has(b'~') {
        return;
    }
    for (event, range) in &shaping.doc.events {
        if matches!(event, Event::Start(Tag::Strikethrough))
            && !shaping.doc.source[range.clone()].starts_with("~~")
        {
            let (open, close) = match shaping.style.dialect {
                Dialect::CommonMark => ("~~", "~~"),
                Dialect::Classic => ("<sub>", "</sub>"),
            };
            edits.replace(range.start..range.start + 1, open);
            edits.replace(range.end - 1..range.end, close);
        }
    }
}
