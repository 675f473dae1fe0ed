//! Tabs before the text of a line become spaces; because a tab reaches to the next fourth column, and in an item
//! every line moves to the right.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::block;
use super::doc::Doc;
use super::edit::Edits;

/// Expands the tabs between and after container marks; those in code stay.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    if !doc.source.contains('\t') {
        return;
    }
    for leaf in &doc.leaves {
        let mut at = doc.line_end(leaf.block.start) + 1;
        while at < leaf.block.end {
            let line = &doc.source[at..leaf.block.end];
            let marks = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
            expand(doc.source, at..at + marks, 0, edits);
            at = doc.line_end(at) + 1;
        }
    }
    in_fences(doc, edits);
    on_bare_lines(doc, edits);
    // the line, how far it is expanded, and in which column that is; text ends it
    let mut line = usize::MAX;
    let (mut at, mut column) = (0, 0);
    for (event, range) in &doc.events {
        if matches!(event, Event::End(_)) {
            continue;
        }
        let start = doc.line_start(range.start);
        if start != line && (line == usize::MAX || start > line) {
            (line, at, column) = (start, start, 0);
        }
        if start == line && range.start > at {
            column = expand(doc.source, at..range.start, column, edits);
            at = range.start;
        }
        if matches!(event, Event::Start(Tag::Item)) {
            // what follows on the line may be on its way out
            let rest = &doc.source[at..doc.line_end(at)];
            let marker = rest.find([' ', '\t']).unwrap_or(rest.len());
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

/// A tab before what looks like the end of the block: with fewer columns it would be one.
fn in_fences(doc: &Doc, edits: &mut Edits) {
    for (index, (event, _)) in doc.events.iter().enumerate() {
        if !matches!(
            event,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))
        ) {
            continue;
        }
        let code = doc.events[index + 1..].iter();
        for (_, range) in code.take_while(|(event, _)| matches!(event, Event::Text(_))) {
            let mut at = range.start;
            for line in doc.source[range.clone()].split_inclusive('\n') {
                let rest = line.trim_start_matches([' ', '\t']);
                if rest.starts_with("```") || rest.starts_with("~~~") {
                    expand(
                        doc.source,
                        doc.line_start(at)..at + line.len() - rest.len(),
                        0,
                        edits,
                    );
                }
                at += line.len();
            }
        }
    }
}

/// A line that continues a quote without a word in it.
fn on_bare_lines(doc: &Doc, edits: &mut Edits) {
    let mut code = doc
        .events
        .iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => Some(range),
            _ => None,
        })
        .peekable();
    let mut at = 0;
    for line in doc.source.split_inclusive('\n') {
        while code.next_if(|block| block.end <= at).is_some() {}
        let visible = line.trim_ascii_end();
        let inside = code.peek().is_some_and(|block| block.start <= at);
        if visible.contains('\t') && visible.ends_with('>') && block::is_bare(visible) && !inside {
            expand(doc.source, at..at + visible.len(), 0, edits);
        }
        at += line.len();
    }
}

fn expand(source: &str, before: Range<usize>, mut column: usize, edits: &mut Edits) -> usize {
    for (at, c) in source[before.clone()].char_indices() {
        if c == '\t' {
            let width = 4 - column % 4;
            edits.replace(before.start + at..before.start + at + 1, &"    "[..width]);
            column += width;
        } else {
            column += 1;
        }
    }
    column
}
