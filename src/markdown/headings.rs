//! Headings go below the item's own level; because a memo is a part of the post, and its `# title` is not the post's.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::{Doc, Leaf};
use super::edit::Edits;
use super::{Shaping, block};

/// Demotes headings, and makes a heading in the first line a bold lead.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    let first = edits.cleared();
    for (index, (event, range)) in doc.events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, .. }) = event else {
            continue;
        };
        let leaf = doc.leaf_at(index + 1);
        let block = &doc.source[range.clone()];
        if block.trim_ascii_end().contains('\n') {
            // an underlined one
            continue;
        }
        let marks = block.len() - block.trim_start_matches('#').len();
        let depth = usize::from(shaping.style.heading_level) + *level as usize;
        match leaf {
            None => edits.insert(range.start + marks, &"######"[marks..depth.clamp(marks, 6)]),
            Some(leaf) if range.start <= first || depth > 6 => embolden(doc, leaf, edits),
            Some(_) => edits.insert(range.start + marks, &"######"[..depth - marks]),
        }
    }
}

/// A paragraph in bold instead of a heading.
fn embolden(doc: &Doc, leaf: &Leaf, edits: &mut Edits) {
    let inlines = doc.inlines(leaf);
    let (Some((first, head)), Some((last, tail))) = (inlines.first(), inlines.last()) else {
        return;
    };
    let (start, end) = (leaf.text, tail.end);
    let bold = matches!(first, Event::Start(Tag::Strong))
        && matches!(last, Event::End(TagEnd::Strong))
        && head == tail;
    let prefix = doc.continuation(leaf.block.start);
    let blank = prefix.trim_ascii_end();
    if block::is_bare(doc.before_on_line(leaf.block.start)) && !doc.blank_before(start) {
        edits.insert(doc.line_start(start), format!("{blank}\n"));
    }
    let marks = if bold { "" } else { "**" };
    if !bold {
        for index in leaf.events.clone() {
            if let Some(range) = doc.verbatim(index) {
                protect(doc, range, edits);
            }
        }
    }
    let after = if doc.blank_after(start) {
        String::new()
    } else {
        format!("\n{blank}")
    };
    edits.replace(leaf.block.start..start, marks);
    edits.replace(end..doc.line_end(end), format!("{marks}{after}"));
}

/// Stars that were plain text stay plain text between others.
fn protect(doc: &Doc, range: std::ops::Range<usize>, edits: &mut Edits) {
    let escaped = doc.is_escaped(range.start);
    for (at, _) in doc.source[range.clone()].match_indices('*') {
        if at > 0 || !escaped {
            edits.insert(range.start + at, "\\");
        }
    }
}
