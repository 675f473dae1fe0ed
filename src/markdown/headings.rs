//! Headings go below the item's own level; because a memo is a part of the post, and its `# title` is not the post's.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::doc::{Doc, Leaf};
use super::edit::Edits;
use super::{Shaping, block};

/// Demotes headings, and makes a heading in the first line a bold lead.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    let first = edits.cleared();
    // where the last one ended that became a paragraph
    let mut last = None;
    for (index, (event, range)) in doc.events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, .. }) = event else {
            continue;
        };
        let block = &doc.source[range.clone()];
        // not an underlined one
        if block.trim_ascii_end().contains('\n') {
            continue;
        }
        let marks = block.len() - block.trim_start_matches('#').len();
        let depth = usize::from(shaping.style.heading_level) + *level as usize;
        match doc.leaf_at(index + 1) {
            None => edits.insert(range.start + marks, &"######"[marks..depth.clamp(marks, 6)]),
            Some(leaf) if range.start <= first || depth > 6 => {
                // an item may not begin with a blank line
                let before = doc.events[..index].last().map(|(event, _)| event);
                let first = matches!(before, Some(Event::Start(_) | Event::TaskListMarker(_)));
                let line = doc.line_start(range.start);
                let apart = !first && last.is_none_or(|last| last + 1 != line);
                embolden(doc, leaf, apart, edits);
                last = Some(doc.line_end(range.start));
            }
            Some(_) => edits.insert(range.start + marks, &"######"[..depth - marks]),
        }
    }
}

/// A paragraph in bold instead of a heading; `apart`: with a blank line before it, where there is none.
fn embolden(doc: &Doc, leaf: &Leaf, apart: bool, edits: &mut Edits) {
    let last = doc.inlines(leaf).last();
    let end = last.map_or(leaf.text, |(_, last)| last.end);
    // next to any white space, also one that is no end of a heading, stars mean nothing
    let words = doc.source[leaf.text..end].trim_end();
    let end = leaf.text + words.len();
    let start = end - words.trim_start().len();
    let (open, close) = if start == end {
        ("&#8203;", "")
    } else {
        ("**", "**")
    };
    let prefix = doc.continuation(leaf.block.start);
    let blank = prefix.trim_ascii_end();
    let own_line = block::is_bare(doc.before_on_line(leaf.block.start));
    if apart && own_line && !doc.blank_before(start) {
        edits.insert(doc.line_start(start), format!("{blank}\n"));
    }
    edits.replace(leaf.block.start..start, open);
    for index in leaf.events.clone() {
        let (event, range) = &doc.events[index];
        if matches!(event, Event::Start(Tag::Strong)) {
            unmark(doc, range.start..range.start + 2, edits);
            unmark(doc, range.end - 2..range.end, edits);
        } else if let Some(range) = doc.verbatim(index) {
            protect(doc, range, edits);
        }
    }
    let mut following = doc.events[leaf.events.end..].iter();
    let next = following.find(|(event, _)| !matches!(event, Event::End(_)));
    let followed =
        next.is_some_and(|(_, next)| doc.line_start(next.start) == doc.line_end(start) + 1);
    let after = if followed || !doc.blank_after(start) {
        format!("\n{blank}")
    } else {
        String::new()
    };
    edits.replace(end..doc.line_end(end), format!("{close}{after}"));
}

/// Takes the marks of emphasis out. Signs on both sides of them must not come to mean something.
fn unmark(doc: &Doc, marks: Range<usize>, edits: &mut Edits) {
    let is_sign = |c: char| c.is_ascii_punctuation();
    let apart = doc.source[..marks.start].ends_with(is_sign)
        && doc.source[marks.end..].starts_with(is_sign);
    edits.replace(marks, if apart { "&#8203;" } else { "" });
}

/// Stars that were plain text stay plain text between others, and so do signs of emphasis that were left over.
fn protect(doc: &Doc, range: Range<usize>, edits: &mut Edits) {
    let escaped = doc.is_escaped(range.start);
    let text = &doc.source[range.clone()];
    let left_over = text.bytes().all(|b| b == b'_');
    for (at, _) in text.match_indices(['*', '_']) {
        if (left_over || text[at..].starts_with('*')) && (at > 0 || !escaped) {
            edits.insert(range.start + at, "\\");
        }
    }
}
