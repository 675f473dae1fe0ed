//! What the parser swallowed without an event: link reference definitions; because a second definition of one name
//! is not reported at all and would come to life when the first is removed.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::block;
use super::doc::{Doc, is_inline};
use super::edit::Edits;

/// Removes all link reference definitions.
pub(super) fn remove(doc: &Doc, edits: &mut Edits) {
    if !doc.has(b'[') || !doc.source.contains("]:") {
        return;
    }
    let mut at = 0;
    for (index, (event, range)) in doc.events.iter().enumerate() {
        let (start, end) = match event {
            // reaches over what follows, at times
            Event::End(TagEnd::List(_)) => continue,
            Event::End(_) => (range.end, range.end),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::Table(_),
            )
            | Event::Rule => (range.start, range.end),
            // its label is no definition
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let colon = doc.source[range.clone()].find("]:").unwrap_or(0);
                (range.start, range.start + colon + 2)
            }
            event if is_inline(event) => (range.start, range.end),
            _ => (range.start, range.start),
        };
        if start > at {
            forget(doc, at..start, index, edits);
        }
        at = at.max(end);
    }
    forget(doc, at..doc.source.len(), doc.events.len(), edits);
}

fn forget(doc: &Doc, gap: Range<usize>, next: usize, edits: &mut Edits) {
    for visible in lines(doc, gap) {
        if !block::remove(doc, visible.clone(), next, edits) {
            block::hide(doc, visible, edits);
        }
    }
}

/// The visible parts of the lines of `gap` that begin with a bracket after their container marks, and of those that
/// continue them.
fn lines(doc: &Doc, gap: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !doc.source[gap.clone()].contains("]:") {
        return found;
    }
    let mut start = gap.start;
    let mut inside = false;
    for line in doc.source[gap].split_inclusive('\n') {
        let marks = line.len()
            - line
                .trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '>')
                .len();
        let offset = if inside { marks } else { bracket(line) };
        let visible = line[offset..].trim_ascii_end();
        inside = !visible.is_empty();
        if inside {
            found.push(start + offset..start + offset + visible.len());
        }
        start += line.len();
    }
    found
}

/// Where the first bracket is that is not the box of a task; the end if there is none.
fn bracket(line: &str) -> usize {
    let is_box = |at: usize| {
        let text = &line.as_bytes()[at..];
        matches!(text, [b'[', b' ' | b'\t' | b'x' | b'X', b']', after, ..] if after.is_ascii_whitespace())
    };
    let mut brackets = line.match_indices('[').map(|(at, _)| at);
    brackets.find(|&at| !is_box(at)).unwrap_or(line.len())
}
