//! Tabs before the text of a line become spaces; because a tab reaches to the next fourth column, and in an item
//! every line moves to the right.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::doc::Doc;
use super::edit::Edits;

/// Expands the tabs between and after container marks; those in code stay.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    if doc.has(b'\t') {
        at_line_starts(doc, edits);
        after_marks(doc, edits);
        in_fences(doc, edits);
    }
}

/// Before the first mark or word, except in code, where only the parser knows what is content.
fn at_line_starts(doc: &Doc, edits: &mut Edits) {
    let is_verbatim =
        |event: &Event| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    let blocks = doc.events.iter().filter(|(event, _)| is_verbatim(event));
    let mut blocks = blocks.map(|(_, block)| block).peekable();
    let mut at = 0;
    for line in doc.source.split_inclusive('\n') {
        while blocks.next_if(|block| block.end <= at).is_some() {}
        if blocks.peek().is_none_or(|block| block.start > at) {
            let marks = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
            expand(doc.source, at..at + marks, 0, edits);
        }
        at += line.len();
    }
}

/// Up to the first event that is text, on each line.
fn after_marks(doc: &Doc, edits: &mut Edits) {
    let mut line = usize::MAX;
    // how far the line is expanded, and in which column that is
    let (mut at, mut column) = (0, 0);
    for (event, range) in &doc.events {
        if matches!(event, Event::End(_)) {
            continue;
        }
        let start = doc.line_start(range.start);
        if line == usize::MAX || start > line {
            (line, at, column) = (start, start, 0);
        }
        if start == line && range.start > at {
            column = expand(doc.source, at..range.start, column, edits);
            at = range.start;
        }
        if matches!(event, Event::Start(Tag::FootnoteDefinition(_))) {
            // the parser counts anew behind the label
            at = range.start
                + doc.source[range.clone()]
                    .find("]:")
                    .map_or(0, |label| label + 2);
            column = 0;
        }
        if matches!(event, Event::Start(Tag::Item | Tag::BlockQuote(_))) {
            // what follows on the line may be on its way out
            let rest = &doc.source[at..doc.line_end(at)];
            let marker = match event {
                Event::Start(Tag::Item) => rest.find([' ', '\t']).unwrap_or(rest.len()),
                _ => rest.len().min(1),
            };
            let end = at + rest.len() - rest[marker..].trim_start_matches([' ', '\t']).len();
            column = expand(doc.source, at..end, column, edits);
            at = end;
        }
        if !matches!(event, Event::Start(_)) {
            // of an event of several lines only the last can go on
            line = doc.line_start(range.end.max(range.start + 1) - 1);
            at = doc.source.len();
        }
    }
}

/// Before the end of the block, and before what looks like it: with fewer columns it would be one.
fn in_fences(doc: &Doc, edits: &mut Edits) {
    for (index, (event, block)) in doc.events.iter().enumerate() {
        if !matches!(
            event,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))
        ) {
            continue;
        }
        let end = block.start + doc.source[block.clone()].trim_ascii_end().len();
        let last = doc.line_start(end - 1);
        if last > block.start {
            let line = &doc.source[last..end];
            let marks = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
            if ["```", "~~~"]
                .iter()
                .any(|fence| line[marks..].starts_with(fence))
            {
                expand(doc.source, last..last + marks, 0, edits);
            }
        }
        let code = doc.events[index + 1..].iter();
        for (_, range) in code.take_while(|(event, _)| matches!(event, Event::Text(_))) {
            let mut at = range.start;
            for line in doc.source[range.clone()].split_inclusive('\n') {
                let rest = line.trim_start_matches([' ', '\t']);
                if rest.starts_with("```") || rest.starts_with("~~~") {
                    let end = at + line.len() - rest.len();
                    expand(doc.source, doc.line_start(at)..end, 0, edits);
                }
                at += line.len();
            }
        }
    }
}

/// Expands the tabs of a part of a line that begins in `column`; the column at its end.
fn expand(source: &str, part: Range<usize>, mut column: usize, edits: &mut Edits) -> usize {
    for (at, c) in source[part.clone()].char_indices() {
        if c == '\t' {
            let width = 4 - column % 4;
            edits.replace(part.start + at..part.start + at + 1, &"    "[..width]);
            column += width;
        } else {
            column += 1;
        }
    }
    column
}
