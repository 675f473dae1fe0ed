//! Removing a whole block; because what stands around it must stay what it was.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::doc::{Doc, Kind, is_inline};
use super::edit::Edits;

/// Takes `visible`, all there is of a block, out; `next` is the index of the event that comes after the block.
///
/// What follows in the same container takes its place, since a container may not begin with blank lines. Where that
/// would change the meaning of what follows, nothing happens and the answer is no.
pub(super) fn remove(
    doc: &Doc,
    mut visible: Range<usize>,
    mut next: usize,
    edits: &mut Edits,
) -> bool {
    let mut before = doc.events[..next]
        .iter()
        .rposition(|(_, range)| range.start < visible.start);
    // a quote of nothing else goes too
    while let (Some(index), Some((Event::End(TagEnd::BlockQuote(_)), _))) =
        (before, doc.events.get(next))
        && let (Event::Start(Tag::BlockQuote(_)), quote) = &doc.events[index]
    {
        visible.start = quote.start;
        before = index.checked_sub(1);
        next += 1;
    }
    // an item before it, which nothing that follows can come to be in
    let has_sibling = before
        .and_then(|index| doc.events.get(index.checked_sub(1)?))
        .is_some_and(|(event, _)| matches!(event, Event::End(TagEnd::Item)));
    let before = before.map(|index| &doc.events[index]);
    let first = before.is_none_or(|(event, _)| matches!(event, Event::Start(_)));
    let alone = is_bare(doc.before_on_line(visible.start));
    let behind_list = before.is_some_and(|(event, _)| {
        matches!(
            event,
            Event::End(TagEnd::List(_) | TagEnd::FootnoteDefinition)
        )
    });
    match doc
        .events
        .get(next)
        .filter(|(event, _)| !matches!(event, Event::End(_)))
    {
        // to the right, it would come to be in the list
        Some((_, next))
            if behind_list
                && doc.before_on_line(next.start).len()
                    > doc.before_on_line(visible.start).len() =>
        {
            return false;
        }
        // code by its indentation only, which the container would take for its own
        Some((Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _))
            if first && before.is_some() =>
        {
            return false;
        }
        Some((Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _)) => {
            delete_lines(doc, visible, edits);
        }
        Some(_) => {
            let apart = alone && !first && !doc.blank_before(visible.start);
            return join(doc, visible.start, next, apart, edits);
        }
        // an item whose marker stands on a line before
        _ if alone && first && before.is_some() => return false,
        _ if alone => delete_lines(doc, visible, edits),
        // an item that has nothing else; a numbered one must stay, or the numbers after it would change
        None if has_bullet(doc.before_on_line(visible.start)) => {
            if has_sibling {
                delete(doc, visible, edits);
            } else {
                delete_lines(doc, visible, edits);
            }
        }
        _ => return false,
    }
    true
}

/// Puts something invisible in the place of a block that cannot be removed, apart from what follows.
pub(super) fn hide(doc: &Doc, visible: Range<usize>, edits: &mut Edits) {
    let mut text = String::from("&#8203;");
    if !doc.blank_after(visible.end - 1) {
        text.extend(["\n", doc.continuation(visible.start).trim_ascii_end()]);
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
fn join(doc: &Doc, from: usize, next: usize, apart: bool, edits: &mut Edits) -> bool {
    // a tight list has text where others have a paragraph
    let (leaf, to) = match &doc.events[next] {
        (Event::Start(Tag::Paragraph | Tag::Heading { .. }), range) => {
            (doc.leaf_at(next + 1), range.start)
        }
        (event, _) if is_inline(event) => (
            doc.leaf_at(next),
            doc.leaf_at(next).map_or(from, |leaf| leaf.block.start),
        ),
        (_, range) => (None, range.start),
    };
    // behind other text it could not begin a block
    if leaf.is_some_and(|leaf| matches!(leaf.kind, Kind::Paragraph | Kind::Setext)) {
        match doc.guard(to..doc.line_end(to)) {
            Some(Some(at)) => edits.insert(to + at, "\\"),
            Some(None) => {}
            None => return false,
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
        (false, false) => edits.delete(from..to),
    }
    true
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
