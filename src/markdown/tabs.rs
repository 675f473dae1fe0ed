//! Tabs before the text of a line become spaces; because a tab reaches to the next fourth column, and in an item
//! every line moves to the right.

use std::ops::Range;

use pulldown_cmark::Event;

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
        if !matches!(event, Event::Start(_)) {
            // of an event of several lines only the last can go on
            line = doc.line_start(range.end.max(range.start + 1) - 1);
            at = doc.source.len();
        }
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
