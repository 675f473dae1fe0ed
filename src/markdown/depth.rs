//! How deep lists and quotes are nested; because beyond a hundred levels markdown-it, the parser of `VitePress` and
//! Eleventy, drops the rest of the page, and others run out of stack.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::Doc;
use super::edit::Edits;

/// So deep a memo may be, as markdown-it counts: a quote is one level, an item two. The issue's own list comes on top.
const LEVELS: usize = 90;

/// The text with the marks of what is nested deeper as plain characters; `None` if nothing is.
pub(super) fn limit(doc: &Doc) -> Option<String> {
    let mut text = escaped(doc)?;
    // each time there are fewer marks
    while let Some(flatter) = escaped(&Doc::parse(&text)) {
        text = flatter;
    }
    Some(text)
}

fn escaped(doc: &Doc) -> Option<String> {
    let mut edits = Edits::default();
    let mut levels = 0;
    // the first mark on a line, because with it all others on this line are plain
    let mut first = 0;
    for (event, range) in &doc.events {
        let own = own_levels(event);
        match event {
            Event::Start(_) if own > 0 => {
                if levels == 0 || doc.line_start(range.start) > first {
                    first = range.start;
                }
                let is_outermost = levels <= LEVELS;
                levels += own;
                if levels > LEVELS {
                    edits.insert(first + digits(&doc.source[first..]), "\\");
                    if is_outermost {
                        quotes(doc, range, &mut edits);
                    }
                }
            }
            _ => levels -= own,
        }
    }
    (edits.len() > 0).then(|| edits.settle().apply(doc.source))
}

fn own_levels(event: &Event) -> usize {
    match event {
        Event::Start(Tag::Item) | Event::End(TagEnd::Item) => 2,
        Event::Start(Tag::BlockQuote(_)) | Event::End(TagEnd::BlockQuote(_)) => 1,
        _ => 0,
    }
}

/// The further lines of a quote begin with marks of their own.
fn quotes(doc: &Doc, range: &Range<usize>, edits: &mut Edits) {
    let text = &doc.source[range.clone()];
    for (newline, _) in text.match_indices('\n') {
        let line = text[newline + 1..].trim_start_matches([' ', '\t']);
        if line.starts_with('>') {
            edits.insert(range.end - line.len(), "\\");
        }
    }
}

/// Behind those of a number its mark can be escaped.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
