//! Removing a whole block; because what stands around it must stay what it was.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::doc::{Doc, is_inline};
use super::edit::Edits;
use super::start;

/// Takes `visible`, all there is of a block, out; `next` is the index of the event that comes after the block.
///
/// What follows in the same container takes its place, since a container may not begin with blank lines. Where that
/// would change the meaning of what follows, nothing happens and the answer is no.
pub(super) fn remove(doc: &Doc, visible: Range<usize>, next: usize, edits: &mut Edits) -> bool {
    let alone = is_bare(doc.before_on_line(visible.start));
    if alone && !doc.blank_before(visible.start) {
        delete_lines(doc, visible, edits);
        return true;
    }
    match doc.events.get(next) {
        Some((Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _)) if !alone => return false,
        Some((Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _)) => {
            delete_lines(doc, visible, edits);
        }
        Some((event, range)) if !matches!(event, Event::End(_)) => {
            return join(doc, visible.start, event, range.start, edits);
        }
        _ if alone => delete_lines(doc, visible, edits),
        // an item that has nothing else; a numbered one must stay, or the numbers after it would change
        _ if has_bullet(doc.before_on_line(visible.start)) => delete_lines(doc, visible, edits),
        _ => return false,
    }
    true
}

/// Whether a line's beginning holds nothing but container marks that every line of the container has.
pub(super) fn is_bare(before: &str) -> bool {
    before.bytes().all(|b| b.is_ascii_whitespace() || b == b'>')
}

fn has_bullet(before: &str) -> bool {
    matches!(before.trim_matches([' ', '\t', '>']), "-" | "*" | "+")
}

/// Puts what is at `to` in the place of what is at `from`.
fn join(doc: &Doc, from: usize, event: &Event, to: usize, edits: &mut Edits) -> bool {
    if is_inline(event) || matches!(event, Event::Start(Tag::Paragraph)) {
        // far to the right, it could not begin anything
        match start::guard(&doc.source[to..doc.line_end(to)]) {
            Some(Some(at)) => edits.insert(to + at, "\\"),
            Some(None) => {}
            None => return false,
        }
    }
    edits.delete(from..to);
    true
}

/// Removes whole lines; a blank one stays where the neighbours would become one.
fn delete_lines(doc: &Doc, visible: Range<usize>, edits: &mut Edits) {
    let last = visible.end.max(visible.start + 1) - 1;
    let start = doc.line_start(visible.start);
    let prefix = doc.continuation(visible.start);
    if doc.blank_before(visible.start) || doc.blank_after(last) {
        edits.delete(start..(doc.line_end(last) + 1).min(doc.source.len()));
    } else {
        edits.replace(start..visible.end, prefix.trim_ascii_end().to_owned());
    }
}
