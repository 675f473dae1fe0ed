//! The last pass: hands every stretch of the text to the blog's engine, exactly once, with the place where it stands;
//! because template syntax is read in raw files, and each place needs a way of its own to show the characters.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::doc::{Doc, Leaf};
use super::edit::Edits;
use super::{Escape, Place};

/// The text with everything in it that the engine would take for its own neutralised.
pub(super) fn apply(text: &str, escape: &dyn Escape) -> String {
    let doc = Doc::parse(text);
    let mut edits = Edits::default();
    for leaf in &doc.leaves {
        inlines(&doc, leaf, escape, &mut edits);
    }
    blocks(&doc, escape, &mut edits);
    edits.settle().apply(text)
}

fn inlines(doc: &Doc, leaf: &Leaf, escape: &dyn Escape, edits: &mut Edits) {
    let holes = holes(doc, leaf);
    let mut next = holes.iter().peekable();
    for line in lines(doc, leaf) {
        let mut at = line.start;
        while let Some(hole) = next.next_if(|hole| hole.whole.start < line.end) {
            if at < hole.whole.start {
                replace(doc, at..hole.whole.start, Place::Prose, escape, edits);
            }
            replace(doc, hole.source.clone(), hole.place, escape, edits);
            at = hole.whole.end;
        }
        if at < line.end {
            replace(doc, at..line.end, Place::Prose, escape, edits);
        }
    }
}

/// The lines of a leaf, each from its first visible byte to its break.
fn lines(doc: &Doc, leaf: &Leaf) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut line: Option<Range<usize>> = None;
    for (event, range) in doc.inlines(leaf) {
        if matches!(event, Event::SoftBreak | Event::HardBreak) {
            lines.extend(line.take().map(|line| line.start..range.start));
        } else if !matches!(event, Event::Start(_) | Event::End(_)) || line.is_none() {
            // with the backslash before an escaped character
            let start = range.start - usize::from(doc.is_escaped(range.start));
            let line = line.get_or_insert(start..range.end);
            line.end = line.end.max(range.end);
        }
        if let (Event::End(_), Some(line)) = (event, &mut line) {
            line.end = line.end.max(range.end);
        }
    }
    lines.extend(line);
    lines
}

/// Something in a leaf that is not prose.
struct Hole {
    /// With the brackets that belong to it.
    whole: Range<usize>,
    source: Range<usize>,
    place: Place,
}

impl Hole {
    fn new(source: &Range<usize>, place: Place) -> Self {
        Self {
            whole: source.clone(),
            source: source.clone(),
            place,
        }
    }

    /// An address; `brackets`: it stands between angle brackets.
    fn address(source: Range<usize>, brackets: bool) -> Self {
        let width = usize::from(brackets);
        Self {
            whole: source.start - width..source.end + width,
            source,
            place: Place::Url,
        }
    }
}

/// What is not prose, in order.
fn holes(doc: &Doc, leaf: &Leaf) -> Vec<Hole> {
    let mut holes = Vec::new();
    let mut end = leaf.block.start;
    let mut auto = false;
    for (event, range) in doc.inlines(leaf) {
        match event {
            Event::Code(_) => holes.push(Hole::new(range, Place::CodeSpan)),
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                holes.push(Hole::new(range, Place::Math));
            }
            Event::InlineHtml(_) => holes.push(Hole::new(range, Place::Html)),
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            }) => {
                auto = true;
                holes.push(Hole::address(range.start + 1..range.end - 1, true));
            }
            Event::End(TagEnd::Link) if auto => auto = false,
            Event::End(TagEnd::Link | TagEnd::Image) => {
                holes.extend(destination(doc.source, end.min(range.end)..range.end));
            }
            _ => {}
        }
        end = match event {
            Event::Start(Tag::Image { .. }) => range.start + 2,
            Event::Start(_) => range.start + 1,
            _ => range.end,
        };
    }
    holes
}

fn replace(doc: &Doc, range: Range<usize>, place: Place, escape: &dyn Escape, edits: &mut Edits) {
    if let Some(text) = escape.escape(&doc.source[range.clone()], place) {
        edits.replace(range, text);
    }
}

/// The address in the tail `](address "title")` of a link.
fn destination(source: &str, tail: Range<usize>) -> Option<Hole> {
    let text = &source[tail.clone()];
    let open = text.find("](")? + 2;
    let open = open + text[open..].len()
        - text[open..]
            .trim_start_matches(|c: char| c.is_ascii_whitespace())
            .len();
    let bytes = text.as_bytes();
    let pointed = bytes.get(open) == Some(&b'<');
    let start = open + usize::from(pointed);
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'>' if pointed => break,
            _ if pointed => {}
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b if b.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    let closed = pointed && bytes.get(at) == Some(&b'>');
    Some(Hole::address(
        tail.start + start..tail.start + at.min(text.len()),
        closed,
    ))
}

fn blocks(doc: &Doc, escape: &dyn Escape, edits: &mut Edits) {
    let mut index = 0;
    while let Some((event, block)) = doc.events.get(index) {
        index += 1;
        let (place, indentation) = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => (Place::CodeBlock, "    "),
            Event::Start(Tag::CodeBlock(_)) => (Place::CodeBlock, ""),
            Event::Start(Tag::HtmlBlock) => (Place::Html, ""),
            _ => continue,
        };
        let mut content = String::new();
        let first = index;
        while let Some((Event::Text(text) | Event::Html(text), range)) = doc.events.get(index) {
            // spaces before a block of HTML are text without a place
            if !range.is_empty() {
                content.push_str(text);
            }
            index += 1;
        }
        if content.is_empty() {
            continue;
        }
        if let Some(new) = escape.escape(&content, place) {
            // an indented block begins behind its own four spaces
            let prefix = doc.continuation(block.start);
            let prefix = prefix.strip_suffix(indentation).unwrap_or(&prefix);
            let new = new
                .trim_end_matches('\n')
                .replace('\n', &format!("\n{prefix}{indentation}"));
            let range = doc.events[first].1.start..doc.events[index - 1].1.end;
            let newline = if doc.source[range.clone()].ends_with('\n') {
                "\n"
            } else {
                ""
            };
            edits.replace(range, new + newline);
        }
    }
}
