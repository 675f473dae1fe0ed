//! Code: closed where the author forgot to, and with a plain language name; because an open fence swallows
//! what follows, and some engines read instructions after the name.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::doc::{Doc, Leaf};
use super::edit::Edits;

/// Puts code spans on one line, closes open fences, and cuts what stands after a fence to the language.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    if !doc.has(b'`') && !doc.has(b'~') {
        return;
    }
    for leaf in &doc.leaves {
        for (event, range) in doc.inlines(leaf) {
            if matches!(event, Event::Code(_)) && doc.source[range.clone()].contains('\n') {
                join(doc, leaf, range, edits);
            }
        }
    }
    for (index, (event, range)) in doc.events.iter().enumerate() {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event {
            name(doc, range, info, edits);
            let content = doc.events[index + 1..]
                .iter()
                .take_while(|(event, _)| matches!(event, Event::Text(_)))
                .last()
                .map_or(range.start, |(_, text)| text.end);
            close(doc, range, content, edits);
        }
    }
}

/// Lines as a code block.
pub(super) fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}\n{code}\n{fence}")
}

/// A newline in a code span is a space.
fn join(doc: &Doc, leaf: &Leaf, span: &Range<usize>, edits: &mut Edits) {
    let quotes = doc.continuation(leaf.block.start).matches('>').count();
    for (at, _) in doc.source[span.clone()].match_indices('\n') {
        let newline = span.start + at;
        let mut rest = doc.source[newline + 1..span.end].trim_start_matches([' ', '\t']);
        for _ in 0..quotes {
            rest = rest
                .strip_prefix('>')
                .map_or(rest, |rest| rest.trim_start_matches([' ', '\t']));
        }
        edits.replace(newline..span.end - rest.len(), " ");
    }
}

fn name(doc: &Doc, range: &Range<usize>, info: &str, edits: &mut Edits) {
    let safe = |c: char| c.is_alphanumeric() || "-_+#./, ".contains(c);
    if info.chars().all(safe) {
        return;
    }
    let fence = fence(&doc.source[range.clone()]).len();
    let end = doc.line_end(range.start);
    let language: String = info.chars().take_while(|&c| safe(c) && c != ' ').collect();
    edits.replace(range.start + fence..end, language);
}

/// Closes the block in `range`, whose code ends at `content`, if it is open.
fn close(doc: &Doc, range: &Range<usize>, content: usize, edits: &mut Edits) {
    let block = &doc.source[range.clone()];
    let fence = fence(block);
    let end = range.start + block.trim_ascii_end().len();
    let last = doc.line_start(end - 1);
    let marks = doc.source[last..end].trim_start_matches([' ', '\t', '>']);
    let closed = last > range.start
        && last >= content
        && marks.len() >= fence.len()
        && marks.bytes().all(|b| fence.as_bytes()[0] == b);
    if !closed {
        let line = format!("\n{}{fence}", doc.continuation(range.start));
        edits.insert(doc.line_end(end - 1), line);
    }
}

fn fence(block: &str) -> &str {
    let mark = if block.starts_with('~') { '~' } else { '`' };
    &block[..block.len() - block.trim_start_matches(mark).len()]
}
