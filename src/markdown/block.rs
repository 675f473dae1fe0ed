//! Removing a whole block; because what stands around it must stay what it was.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::doc::{Doc, Kind, is_inline};
use super::edit::Edits;

/// Takes `visible`, all there is of a block, out; `next` is the index of the event that comes after the block.
///
/// What follows in the same container takes its place, since a container may not begin with blank lines. Where that
/// would change the meaning of what follows, nothing happens and the answer is no.
pub(super) fn remove(doc: &Doc, visible: Range<usize>, next: usize, edits: &mut Edits) -> bool {
    let Surroundings {
        visible,
        before,
        next,
    } = surroundings(doc, visible, next);
    let before_event = before.map(|index| &doc.events[index].0);
    let first = before_event.is_none_or(|event| matches!(event, Event::Start(_)));
    let alone = is_bare(doc.before_on_line(visible.start));
    let following = doc
        .events
        .get(next)
        .filter(|(event, _)| !matches!(event, Event::End(_)));
    if let Some((event, place)) = following {
        let column = |at: usize| doc.before_on_line(at).len();
        let behind_list = matches!(
            before_event,
            Some(Event::End(TagEnd::List(_) | TagEnd::FootnoteDefinition))
        );
        let indented = matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
        if behind_list && column(place.start) > column(visible.start) {
            // to the right, it would come to be in the list
            false
        } else if indented && first && before.is_some() {
            // code by its indentation only, which the container would take for its own
            false
        } else if indented {
            delete_lines(doc, visible, edits);
            true
        } else {
            let apart = alone && !first && !doc.blank_before(visible.start);
            join(doc, visible.start, next, apart, edits);
            true
        }
    } else if alone && first && before.is_some() {
        // an item whose marker stands on a line before
        false
    } else if alone {
        delete_lines(doc, visible, edits);
        true
    } else {
        // a numbered item must stay, or the numbers after it would change; so must one that now follows a marker, which
        // would be left alone and might underline the text above it
        let item = has_bullet(doc.before_on_line(visible.start))
            && !edits.is_joined(doc.line_start(visible.start));
        if item && has_sibling(doc, before) {
            delete(doc, visible, edits);
        } else if item {
            delete_lines(doc, visible, edits);
        }
        item
    }
}

/// A block that may go, with the indexes of the events before and after it.
struct Surroundings {
    visible: Range<usize>,
    before: Option<usize>,
    next: usize,
}

/// The block, or the quotes around it that hold nothing else.
fn surroundings(doc: &Doc, mut visible: Range<usize>, mut next: usize) -> Surroundings {
    let mut before = doc.events[..next]
        .iter()
        .rposition(|(_, range)| range.start < visible.start);
    while let (Some(index), Some((Event::End(TagEnd::BlockQuote(_)), _))) =
        (before, doc.events.get(next))
        && let (Event::Start(Tag::BlockQuote(_)), quote) = &doc.events[index]
    {
        visible.start = quote.start;
        before = index.checked_sub(1);
        next += 1;
    }
    Surroundings {
        visible,
        before,
        next,
    }
}

/// Whether there is an item before the one that begins at `index`, which nothing that follows can come to be in.
fn has_sibling(doc: &Doc, index: Option<usize>) -> bool {
    index
        .and_then(|index| doc.events.get(index.checked_sub(1)?))
        .is_some_and(|(event, _)| matches!(event, Event::End(TagEnd::Item)))
}

/// Puts something invisible in the place of a block that cannot be removed, apart from what is around it.
pub(super) fn hide(doc: &Doc, visible: Range<usize>, edits: &mut Edits) {
    let prefix = doc.continuation(visible.start);
    let blank = prefix.trim_ascii_end();
    if is_bare(doc.before_on_line(visible.start)) && !doc.blank_before(visible.start) {
        edits.insert(doc.line_start(visible.start), format!("{blank}\n"));
    }
    let mut text = String::from("&#8203;");
    if !doc.blank_after(visible.end - 1) {
        text.extend(["\n", blank]);
    }
    edits.replace(visible, text);
}

/// Whether a line's beginning holds nothing but container marks that every line of the container has.
pub(super) fn is_bare(before: &str) -> bool {
    before.bytes().all(|b| b.is_ascii_whitespace() || b == b'>')
}

fn has_bullet(before: &str) -> bool {
    matches!(before.trim_matches([' ', '\t', '>']), "-" | "*" | "+")
}

/// Puts the block of the event at `next` in the place of what is at `from`, `apart` from what is before that.
fn join(doc: &Doc, from: usize, next: usize, apart: bool, edits: &mut Edits) {
    // a tight list has text where others have a paragraph
    let (leaf, to) = match &doc.events[next] {
        (Event::Start(Tag::Paragraph | Tag::Heading { .. }), range) => {
            (doc.leaf_at(next + 1), range.start)
        }
        (event, _) if is_inline(event) => (
            doc.leaf_at(next),
            doc.leaf_at(next).map_or(from, |leaf| leaf.text),
        ),
        (_, range) => (None, range.start),
    };
    // behind other text it could not begin a block
    if leaf.is_some_and(|leaf| matches!(leaf.kind, Kind::Paragraph | Kind::Setext)) {
        match doc.guard(to..doc.line_end(to)) {
            Some(Some(at)) => edits.insert(to + at, "\\"),
            Some(None) => {}
            None => edits.insert(to, "&#8203;"),
        }
    }
    let prefix = doc.continuation(from);
    let (here, there) = (doc.before_on_line(from), doc.before_on_line(to));
    let aligned = !there.contains('\t') && there.len() < here.len() + 4;
    let whole = is_bare(here) && here.trim_ascii() == there.trim_ascii() && aligned;
    if apart {
        let kept = if whole { "" } else { &*prefix };
        edits.insert(
            doc.line_start(from),
            format!("{}\n{kept}", prefix.trim_ascii_end()),
        );
    }
    match (whole, apart) {
        (true, _) => edits.delete(doc.line_start(from)..doc.line_start(to)),
        (false, true) => edits.delete(doc.line_start(from)..to),
        (false, false) => edits.join(from..to, doc.line_start(to)),
    }
}

/// Removes whole lines.
fn delete(doc: &Doc, visible: Range<usize>, edits: &mut Edits) {
    let end = doc.line_end(visible.end.max(visible.start + 1) - 1) + 1;
    edits.delete(doc.line_start(visible.start)..end.min(doc.source.len()));
}

/// Removes whole lines; a blank one stays where the neighbours would become one.
fn delete_lines(doc: &Doc, visible: Range<usize>, edits: &mut Edits) {
    let last = visible.end.max(visible.start + 1) - 1;
    let start = doc.line_start(visible.start);
    let prefix = doc.continuation(visible.start);
    let (before, after) = (doc.blank_before(visible.start), doc.blank_after(last));
    if before || after {
        let end = (doc.line_end(last) + 1).min(doc.source.len());
        // of two blank lines one is enough
        let blank = if before && after {
            doc.source[end..].find('\n').map_or(0, |at| at + 1)
        } else {
            0
        };
        edits.delete(start..end + blank);
    } else {
        edits.replace(start..visible.end, prefix.trim_ascii_end().to_owned());
    }
}
