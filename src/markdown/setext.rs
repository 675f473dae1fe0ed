//! A line of `-` or `=` under text, which is a heading to `CommonMark` and none to Memos: `---` is a rule there, and
//! anything else is text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::doc::{Doc, Kind};
use super::edit::Edits;
use super::{LineBreaks, Shaping};

/// Undoes headings made by underlining.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    for leaf in doc.leaves.iter().filter(|leaf| leaf.kind == Kind::Setext) {
        let end = leaf.block.start + doc.source[leaf.block.clone()].trim_ascii_end().len();
        let line = doc.line_start(end - 1);
        let start = doc
            .inlines(leaf)
            .last()
            .map_or(line, |(_, last)| last.end)
            .max(line);
        let marks = doc.source[start..end]
            .trim_start_matches(|c| "> \t".contains(c))
            .len();
        let underline = end - marks..end;
        if marks < 3 || doc.source[underline.clone()].starts_with('=') {
            as_text(shaping, &underline, leaf.events.end + 1, edits);
        } else if leaf.in_list {
            // a blank line would spread the list
            edits.replace(underline, "*".repeat(marks));
        } else {
            let prefix = doc.continuation(leaf.block.start);
            edits.insert(line, format!("{}\n", prefix.trim_ascii_end()));
        }
    }
}

/// The marks become a line of the paragraph above, and `next`, the event that follows, must not join it unasked.
fn as_text(shaping: &Shaping, underline: &Range<usize>, next: usize, edits: &mut Edits) {
    let doc = &shaping.doc;
    let line_break = match shaping.style.line_breaks {
        LineBreaks::Hard => shaping.style.hard_break,
        LineBreaks::Soft => "",
    };
    let newline = doc.line_start(underline.start) - 1;
    let before = doc.source[..newline].trim_end_matches([' ', '\t']).len();
    edits.replace(before..newline, line_break);
    edits.insert(underline.start, "\\");
    if doc.blank_after(underline.start) {
        return;
    }
    let rest = underline.end..doc.line_end(underline.start);
    match doc.events.get(next) {
        Some((Event::Start(Tag::Paragraph | Tag::Heading { .. }), range))
            if !is_atx(doc, range) =>
        {
            edits.replace(rest, line_break);
        }
        Some((Event::Start(_) | Event::Rule, range)) => {
            let prefix = doc.continuation(range.start);
            edits.replace(rest, format!("\n{}", prefix.trim_ascii_end()));
        }
        _ => {}
    }
}

/// Whether the block is a heading with `#`.
fn is_atx(doc: &Doc, block: &Range<usize>) -> bool {
    let text = doc.source[block.clone()].trim_ascii_end();
    text.starts_with('#') && !text.contains('\n')
}
