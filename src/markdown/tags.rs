//! Tags: in Memos they sort notes; in a post they would read as clutter.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, TagEnd};
use regex::Regex;

use super::doc::{Doc, Kind, Leaf};
use super::edit::Edits;
use super::run::Run;
use super::{Shaping, Tags, block, start, write};

/// A run of the characters that Memos takes into a tag (0.30; the versions before take fewer).
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{L}\p{M}\p{N}\p{S}_\-/&\x{200D}]+").expect("a constant pattern")
});

/// Memos shows a longer one as text.
const LONGEST: usize = 100;

/// Strips, keeps or links the tags.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    let doc = &shaping.doc;
    if shaping.style.tags == Tags::Keep || !doc.source.contains('#') {
        return;
    }
    let mut rest = runs;
    for (index, leaf) in doc.leaves.iter().enumerate() {
        let length = rest.partition_point(|run| run.leaf == index);
        let (mine, others) = rest.split_at(length);
        rest = others;
        let found = mine
            .iter()
            .map(|run| in_run(doc, run, shaping.note.tags))
            .collect::<Vec<_>>();
        if matches!(leaf.kind, Kind::Heading(_)) || found.iter().all(Vec::is_empty) {
            continue;
        }
        match &shaping.style.tags {
            Tags::Link(pattern) => link(doc, pattern, &found, edits),
            _ => strip(doc, leaf, mine, &found, edits),
        }
    }
}

/// The names of all tags of a text, in order, each once.
pub(super) fn names(doc: &Doc, runs: &[Run], known: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in runs {
        if !matches!(doc.leaves[run.leaf].kind, Kind::Heading(_)) {
            for tag in in_run(doc, run, known) {
                let name = &doc.source[tag.start + 1..tag.end];
                if !names.iter().any(|other| other == name) {
                    names.push(name.to_owned());
                }
            }
        }
    }
    names
}

/// The tags in a run, each with its `#`.
fn in_run(doc: &Doc, run: &Run, known: &[String]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if run.linked {
        return found;
    }
    let text = &doc.source[run.range.clone()];
    let mut from = 0;
    while let Some(at) = text[from..].find('#').map(|at| from + at) {
        from = at + 1;
        let before = doc.source[..run.range.start + at].chars().next_back();
        // `C#`, `a#b`: a reader sees a word; `##`: no tag in any version
        let attached = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#');
        if attached || (at == 0 && run.escaped) {
            continue;
        }
        let length = scanned(&text[at + 1..]).max(listed(&text[at + 1..], known));
        if length > 0 {
            from = at + 1 + length;
            found.push(run.range.start + at..run.range.start + from);
        }
    }
    found
}

fn scanned(text: &str) -> usize {
    let length = NAME.find(text).map_or(0, |name| name.end());
    let overlong = text[..length].chars().nth(LONGEST).is_some();
    let followed = text[length..].starts_with('#');
    if overlong || (followed && length == 0) {
        0
    } else {
        length
    }
}

/// The longest of the tags that the server itself found (older ones hold punctuation), if it stands here.
fn listed(text: &str, known: &[String]) -> usize {
    known
        .iter()
        .filter(|tag| {
            text.strip_prefix(tag.as_str())
                .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '#']))
        })
        .map(String::len)
        .max()
        .unwrap_or(0)
}

fn link(doc: &Doc, pattern: &str, found: &[Vec<Range<usize>>], edits: &mut Edits) {
    for tag in found.iter().flatten() {
        let name = &doc.source[tag.start + 1..tag.end];
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let url = pattern.replace("{tag}", &encoded.replace('+', "%20").replace("%2F", "/"));
        edits.replace(tag.clone(), write::named(&format!("#{name}"), Some(&url)));
    }
}

/// A line of a paragraph as the reader sees it.
struct Line {
    /// Without the white space at its ends.
    text: Range<usize>,
    /// The break that ends it; empty at the end of the paragraph.
    end: Range<usize>,
}

fn strip(doc: &Doc, leaf: &Leaf, runs: &[Run], found: &[Vec<Range<usize>>], edits: &mut Edits) {
    let lines = lines(doc, leaf);
    let whole: Vec<bool> = lines
        .iter()
        .map(|line| is_only_tags(doc, line, runs, found))
        .collect();
    if whole.iter().all(|&only| only) && remove_leaf(doc, leaf, edits) {
        return;
    }
    let mut kept_one = false;
    for (index, line) in lines.iter().enumerate() {
        if whole[index]
            && leaf.kind != Kind::Cell
            && remove_line(doc, &lines, index, kept_one, &whole, edits)
        {
            continue;
        }
        kept_one = true;
        for (run, tags) in runs.iter().zip(found) {
            if run.range.start < line.text.end && run.range.end > line.text.start {
                strip_run(doc, leaf, line, run, tags, edits);
            }
        }
    }
}

/// Takes all lines out. Of an underlined paragraph the line stays, as it does in Memos.
fn remove_leaf(doc: &Doc, leaf: &Leaf, edits: &mut Edits) -> bool {
    match leaf.kind {
        Kind::Setext if doc.before_on_line(leaf.block.start).trim().is_empty() && !leaf.in_list => {
            let end = leaf.block.start + doc.source[leaf.block.clone()].trim_ascii_end().len();
            edits.delete(doc.line_start(leaf.block.start)..doc.line_start(end - 1));
            true
        }
        Kind::Paragraph => {
            let visible = doc.source[leaf.block.clone()].trim_ascii_end().len();
            block::remove(
                doc,
                leaf.block.start..leaf.block.start + visible,
                after(doc, leaf),
                edits,
            )
        }
        _ => false,
    }
}

/// The event after the leaf.
fn after(doc: &Doc, leaf: &Leaf) -> usize {
    let paragraph = matches!(
        doc.events.get(leaf.events.end),
        Some((Event::End(TagEnd::Paragraph), _))
    );
    leaf.events.end + usize::from(paragraph)
}

fn lines(doc: &Doc, leaf: &Leaf) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut text: Option<Range<usize>> = None;
    for (event, range) in doc.inlines(leaf) {
        match event {
            Event::SoftBreak | Event::HardBreak => {
                let text = text.take().unwrap_or(range.start..range.start);
                lines.push(Line {
                    text,
                    end: range.clone(),
                });
            }
            Event::TaskListMarker(_) => {}
            _ => {
                let text = text.get_or_insert(range.clone());
                text.end = text.end.max(range.end);
            }
        }
    }
    if let Some(text) = text {
        lines.push(Line {
            end: text.end..text.end,
            text,
        });
    }
    for line in &mut lines {
        let shown = &doc.source[line.text.clone()];
        line.text.start += shown.len() - shown.trim_start().len();
        line.text.end -= shown.len() - shown.trim_end().len();
        line.text.end = line.text.end.max(line.text.start);
    }
    lines
}

fn is_only_tags(doc: &Doc, line: &Line, runs: &[Run], found: &[Vec<Range<usize>>]) -> bool {
    let mut at = line.text.start;
    for (run, tags) in runs.iter().zip(found) {
        if run.nested || run.range.start > line.text.start || run.range.end < line.text.end {
            continue;
        }
        for tag in tags
            .iter()
            .filter(|tag| tag.start >= line.text.start && tag.end <= line.text.end)
        {
            if !doc.source[at..tag.start].trim().is_empty() {
                return false;
            }
            at = tag.end;
        }
    }
    at > line.text.start && at == line.text.end
}

/// Takes a line out with its newline. Not where the next line would then begin something else.
fn remove_line(
    doc: &Doc,
    lines: &[Line],
    index: usize,
    kept_one: bool,
    whole: &[bool],
    edits: &mut Edits,
) -> bool {
    let line = &lines[index];
    let next = lines[index + 1..]
        .iter()
        .zip(&whole[index + 1..])
        .find(|(_, only)| !**only)
        .map(|(line, _)| line);
    match (kept_one, next) {
        (true, _) => {
            edits.delete(lines[index - 1].end.start..line.text.end);
            true
        }
        (false, Some(next)) => {
            let Some(guard) =
                start::guard(&doc.source[next.text.start..doc.line_end(next.text.start)])
            else {
                return false;
            };
            edits.delete(line.text.start..lines[index + 1].text.start);
            if let Some(at) = guard.filter(|_| whole[..index].iter().all(|&only| only)) {
                edits.insert(next.text.start + at, "\\");
            }
            true
        }
        (false, None) => false,
    }
}

/// Leading and trailing tags of the line go, others keep their word.
fn strip_run(
    doc: &Doc,
    leaf: &Leaf,
    line: &Line,
    run: &Run,
    tags: &[Range<usize>],
    edits: &mut Edits,
) {
    let source = doc.source;
    let mut tags: &[Range<usize>] = {
        let first = tags.partition_point(|tag| tag.start < line.text.start);
        let last = tags.partition_point(|tag| tag.end <= line.text.end);
        &tags[first.min(last)..last]
    };
    let free = !run.nested && leaf.kind != Kind::Cell;
    if free && run.range.start <= line.text.start {
        let mut end = line.text.start;
        let mut count = 0;
        for tag in tags {
            let after = source[tag.end..line.text.end].chars().next();
            if !source[end..tag.start].trim().is_empty()
                || !after.is_none_or(|c| c.is_whitespace() || c == '#')
            {
                break;
            }
            end = tag.end;
            count += 1;
        }
        let rest = &source[end..line.text.end.max(end)];
        let next = end + rest.len() - rest.trim_start().len();
        if count > 0
            && next < line.text.end
            && let Some(guard) = start::guard(&source[next..doc.line_end(next)])
        {
            edits.delete(line.text.start..next);
            if let Some(at) = guard {
                edits.insert(next + at, "\\");
            }
            tags = &tags[count..];
        }
    }
    if free && run.range.end >= line.text.end {
        let mut start = line.text.end;
        let mut count = 0;
        for tag in tags.iter().rev() {
            if !source[tag.end..start].trim().is_empty() {
                break;
            }
            start = tag.start;
            count += 1;
        }
        let before = source[run.range.start..start].trim_end();
        let glued = source[..start]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        let end = run.range.start + before.len();
        if count > 0
            && !glued
            && end > line.text.start
            && let Some(guard) = start::guard(&source[line.text.start..end])
        {
            edits.delete(end..line.text.end);
            if let Some(at) = guard {
                edits.insert(line.text.start + at, "\\");
            }
            tags = &tags[..tags.len() - count];
        }
    }
    for tag in tags {
        if tag.start > line.text.start {
            keep_word(source, tag, line.text.end, edits);
        } else if let Some(guard) = start::guard(&source[tag.start + 1..doc.line_end(tag.start)]) {
            keep_word(source, tag, line.text.end, edits);
            if let Some(at) = guard {
                edits.insert(tag.start + 1 + at, "\\");
            }
        }
    }
}

/// Only the `#` goes, and between Chinese words also the space that ended the tag.
fn keep_word(source: &str, tag: &Range<usize>, end: usize, edits: &mut Edits) {
    let before = source[..tag.start].trim_end_matches(' ');
    let after = source[tag.end..end].trim_start_matches(' ');
    let name = &source[tag.start + 1..tag.end];
    // next to other marks it might become one of them
    if name.starts_with(|c: char| c.is_ascii_punctuation()) {
        return;
    }
    let wide = |c: Option<char>| c.is_some_and(super::cjk::is_wide);
    let joins_before = wide(before.chars().next_back()) && wide(name.chars().next());
    let joins_after = wide(name.chars().next_back()) && wide(after.chars().next());
    let first = if joins_before {
        before.len()
    } else {
        tag.start
    };
    edits.delete(first..tag.start + 1);
    if joins_after && after.len() < end - tag.end {
        edits.delete(tag.end..end - after.len());
    }
}
