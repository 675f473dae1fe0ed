//! Emphasis between Chinese, Japanese and Korean characters; because `CommonMark` does not see that the second pair
//! of stars in `**真，**她` ends something.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::{Doc, Leaf};
use super::marks::Pair;

/// What its author plainly meant to be strong, or struck out.
pub(super) fn pairs(doc: &Doc) -> Vec<Pair> {
    let mut found = Vec::new();
    for (mark, name) in [("**", "strong"), ("~~", "del")] {
        if doc.has(mark.as_bytes()[0]) {
            for leaf in &doc.leaves {
                in_leaf(doc, leaf, mark, name, &mut found);
            }
        }
    }
    found
}

/// Whether a character is as wide as two Latin ones and written without spaces between words.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{1100}'
        && matches!(c,
            '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// A pair of stars, and the span that the parser made of it and another, if it did.
type Mark = (usize, Option<usize>);

fn in_leaf(doc: &Doc, leaf: &Leaf, mark: &str, name: &str, found: &mut Vec<Pair>) {
    let mut line: Vec<Mark> = Vec::new();
    let mut depth = 0_usize;
    for index in leaf.events.clone() {
        let (event, range) = &doc.events[index];
        match event {
            Event::SoftBreak | Event::HardBreak => {
                repair(doc, std::mem::take(&mut line), mark, name, found);
            }
            Event::Start(Tag::Strong | Tag::Strikethrough)
                if depth == 0 && doc.source[range.clone()].starts_with(mark) =>
            {
                let close = range.end - mark.len();
                line.extend([(range.start, Some(index)), (close, Some(index))]);
            }
            // what these hold is in the line, too
            Event::Start(Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Text(_) if depth == 0 => {
                line.extend(literal(doc, index, mark).map(|at| (at, None)));
            }
            _ => {}
        }
    }
    repair(doc, line, mark, name, found);
}

/// Where the mark begins in a text that is it, or the first half of it.
fn literal(doc: &Doc, index: usize, mark: &str) -> Option<usize> {
    let range: Range<usize> = doc.verbatim(index)?;
    let before = doc.source[..range.start].chars().next_back();
    let stands = doc.source[range.start..].starts_with(mark) && !doc.is_escaped(range.start);
    (stands && before != mark.chars().next()).then_some(range.start)
}

/// Pairs the marks of a line as they follow each other, if each pair is meant and the parser sees it otherwise.
fn repair(doc: &Doc, mut line: Vec<Mark>, mark: &str, name: &str, found: &mut Vec<Pair>) {
    if line.len() % 2 == 1 || line.iter().all(|(_, span)| span.is_some()) {
        return;
    }
    line.sort_unstable();
    let pairs = || line.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let seen = |open: Mark, close: Mark| open.1.is_some() && open.1 == close.1;
    if !pairs().all(|(open, close)| is_meant(doc.source, open.0, close.0, mark)) {
        return;
    }
    for (open, close) in pairs().filter(|&(open, close)| !seen(open, close)) {
        found.push(Pair {
            open: open.0,
            close: close.0,
            length: mark.len(),
            tags: (format!("<{name}>"), format!("</{name}>")),
        });
    }
}

/// Words without a star between marks that embrace them, next to a wide character.
fn is_meant(source: &str, open: usize, close: usize, mark: &str) -> bool {
    let inside = &source[open + mark.len()..close.max(open + mark.len())];
    let sign = &mark[..1];
    let embraced = !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace)
        && !inside.contains(sign)
        && !inside.contains('<');
    let before = source[..open].chars().next_back();
    let after = source[close + mark.len()..].chars().next();
    let near = [
        before,
        after,
        inside.chars().next(),
        inside.chars().next_back(),
    ];
    let alone = before != sign.chars().next() && after != sign.chars().next();
    embraced && alone && near.into_iter().flatten().any(is_wide_or_quote)
}

/// Also the punctuation that Chinese shares with the West.
fn is_wide_or_quote(c: char) -> bool {
    is_wide(c) || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201f}' | '\u{2026}')
}
