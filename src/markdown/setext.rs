//! A line of `-` or `=` under text, which is a heading to `CommonMark` and none to Memos: `---` is a rule there, and
//! anything else is text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::doc::{Doc, Kind, is_inline};
use super::edit::Edits;
use super::{LineBreaks, Shaping, start};

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
    let mut following = doc.events[next..].iter();
    match following.find(|(event, _)| !matches!(event, Event::End(_))) {
        Some((event, range)) if is_text(doc, event, range) => {
            edits.replace(rest, line_break);
            if let Some(Some(at)) =
                start::guard(&doc.source[range.start..doc.line_end(range.start)])
            {
                edits.insert(range.start + at, "\\");
            }
        }
        Some((Event::Start(_) | Event::Rule, range)) => {
            let prefix = doc.continuation(range.start);
            edits.replace(rest, format!("\n{}", prefix.trim_ascii_end()));
        }
        _ => {}
    }
}

/// Whether the block is a paragraph to Memos.
fn is_text(doc: &Doc, event: &Event, block: &Range<usize>) -> bool {
    match event {
        Event::Start(Tag::Paragraph) => true,
        Event::Start(Tag::Heading { .. }) => {
            let text = doc.source[block.clone()].trim_ascii_end();
            !text.starts_with('#') || text.contains('\n')
        }
        event => is_inline(event),
    }
}
