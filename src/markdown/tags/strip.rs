//! Stripping tags from a paragraph, line by line; because to Memos each line is a paragraph of its own.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use crate::markdown::block;
use crate::markdown::cjk::is_wide;
use crate::markdown::doc::{Doc, Kind, Leaf};
use crate::markdown::edit::Edits;
use crate::markdown::run::Run;

/// A line of a paragraph as the reader sees it.
#[derive(Clone)]
struct Line<'a> {
    /// Without the white space at its ends.
    text: Range<usize>,
    /// The break that ends it; empty at the end of the paragraph.
    end: Range<usize>,
    /// The runs in it, and the tags in each.
    runs: &'a [Run],
    tags: &'a [Vec<Range<usize>>],
}

/// Takes lines of nothing but tags out, and the tags at the ends of other lines; within a line only the `#` goes.
pub(super) fn edit(
    doc: &Doc,
    leaf: &Leaf,
    runs: &[Run],
    tags: &[Vec<Range<usize>>],
    edits: &mut Edits,
) {
    let lines = lines(doc, leaf, runs, tags);
    if leaf.kind == Kind::Cell {
        for line in &lines {
            strip_words(doc, line, line.tags.iter().flatten(), edits);
        }
        return;
    }
    let Some(mut first) = lines.iter().position(|line| !is_only_tags(doc, line)) else {
        if !remove_leaf(doc, leaf, edits) {
            for line in &lines {
                strip_line(doc, line, edits);
            }
        }
        return;
    };
    if first > 0 && !remove_before(doc, &lines, first, edits) {
        first = 0;
    }
    for (index, line) in lines.iter().enumerate().skip(first) {
        if index > first && is_only_tags(doc, line) {
            remove_line(doc, &lines, index, edits);
        } else {
            strip_line(doc, line, edits);
        }
    }
}

fn lines<'a>(
    doc: &Doc,
    leaf: &Leaf,
    runs: &'a [Run],
    tags: &'a [Vec<Range<usize>>],
) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut text: Option<Range<usize>> = None;
    let mut done = 0;
    let mut push = |text: Option<Range<usize>>, end: Range<usize>| {
        let shown = &doc.source[text.clone().unwrap_or_default()];
        let mut text = text.unwrap_or(end.start..end.start);
        text.start += shown.len() - shown.trim_start().len();
        text.end = text.start + shown.trim().len();
        text.start -= usize::from(doc.is_escaped(text.start));
        let count = runs[done..].partition_point(|run| run.place.1 <= lines.len());
        let (runs, tags) = (&runs[done..done + count], &tags[done..done + count]);
        lines.push(Line {
            text,
            end,
            runs,
            tags,
        });
        done += count;
    };
    for (event, range) in doc.inlines(leaf) {
        match event {
            Event::SoftBreak | Event::HardBreak => push(text.take(), range.clone()),
            Event::TaskListMarker(_) => {}
            _ => {
                let text = text.get_or_insert(range.clone());
                text.end = text.end.max(range.end);
            }
        }
    }
    if let Some(text) = text {
        let end = text.end;
        push(Some(text), end..end);
    }
    lines
}

/// Also where there is not even a tag.
fn is_only_tags(doc: &Doc, line: &Line) -> bool {
    if line.text.is_empty() {
        return true;
    }
    let ([run], [tags]) = (line.runs, line.tags) else {
        return false;
    };
    let mut at = line.text.start;
    let adjacent = tags.iter().all(|tag| {
        let blank = doc.source[at.min(tag.start)..tag.start].trim().is_empty();
        at = tag.end;
        blank
    });
    adjacent
        && run.place.0.is_none()
        && !tags.is_empty()
        && run.range.start <= line.text.start
        && at == line.text.end
}

/// Takes all lines out. Of an underlined paragraph the underline stays, as it does in Memos.
fn remove_leaf(doc: &Doc, leaf: &Leaf, edits: &mut Edits) -> bool {
    let end = leaf.block.start + doc.source[leaf.block.clone()].trim_ascii_end().len();
    match leaf.kind {
        Kind::Setext
            if doc.before_on_line(leaf.block.start).trim_ascii().is_empty() && !leaf.in_list =>
        {
            edits.delete(doc.line_start(leaf.block.start)..doc.line_start(end - 1));
            true
        }
        Kind::Paragraph => {
            let paragraph = matches!(
                doc.events.get(leaf.events.end),
                Some((Event::End(TagEnd::Paragraph), _))
            );
            let next = leaf.events.end + usize::from(paragraph);
            block::remove(doc, leaf.block.start..end, next, edits)
        }
        _ => false,
    }
}

/// Takes the lines before the `first` that stays out, unless that one would then begin something else.
fn remove_before(doc: &Doc, lines: &[Line], first: usize, edits: &mut Edits) -> bool {
    let to = lines[first].text.start;
    let Some(guard) = doc.guard(lines[first].text.clone()) else {
        return false;
    };
    edits.delete(lines[0].text.start..to);
    if let Some(at) = guard {
        edits.insert(to + at, "\\");
    }
    true
}

/// Takes a line out with the break before it.
fn remove_line(doc: &Doc, lines: &[Line], index: usize, edits: &mut Edits) {
    let before = &lines[index - 1];
    edits.delete(before.end.start..lines[index].text.end);
    // the backslash may have been all that made that line a text
    if doc.source[before.end.clone()].starts_with('\\')
        && let Some(Some(at)) = doc.guard(before.text.clone())
    {
        edits.insert(before.text.start + at, "\\");
    }
}

/// Leading and trailing tags of the line go, others keep their word.
fn strip_line(doc: &Doc, line: &Line, edits: &mut Edits) {
    let mut all: Vec<&Range<usize>> = line.tags.iter().flatten().collect();
    let mut rest = line.clone();
    if let (Some(run), Some(tags)) = (line.runs.last(), line.tags.last())
        && run.place.0.is_none()
        && run.range.end >= line.text.end
    {
        let (count, end) = strip_trailing(doc, line, run, tags, edits);
        all.truncate(all.len() - count);
        rest.text.end = end;
    }
    if let (Some(run), Some(tags)) = (line.runs.first(), line.tags.first())
        && run.place.0.is_none()
        && run.range.start <= line.text.start
    {
        let tags = &tags[..tags.len().min(all.len())];
        let count = strip_leading(doc, &rest, tags, edits);
        all.drain(..count);
    }
    strip_words(doc, &rest, all, edits);
}

/// How many tags at the beginning of the line went.
fn strip_leading(doc: &Doc, line: &Line, tags: &[Range<usize>], edits: &mut Edits) -> usize {
    let mut end = line.text.start;
    let mut count = 0;
    for tag in tags {
        let after = doc.source[tag.end..line.text.end].chars().next();
        if !doc.source[end..tag.start].trim().is_empty()
            || after.is_some_and(|c| !c.is_whitespace() && c != '#')
        {
            break;
        }
        end = tag.end;
        count += 1;
    }
    let rest = &doc.source[end..line.text.end];
    let next = end + rest.len() - rest.trim_start().len();
    if count == 0 || next == line.text.end {
        return 0;
    }
    match doc.guard(next..line.text.end) {
        Some(guard) => {
            edits.delete(line.text.start..next);
            if let Some(at) = guard {
                edits.insert(next + at, "\\");
            }
            count
        }
        None => 0,
    }
}

/// How many tags at the end of the line went, those that no word touches, and where the line ends now.
fn strip_trailing(
    doc: &Doc,
    line: &Line,
    run: &Run,
    tags: &[Range<usize>],
    edits: &mut Edits,
) -> (usize, usize) {
    let mut start = line.text.end;
    let mut count = 0;
    for tag in tags.iter().rev() {
        if !doc.source[tag.end..start].trim().is_empty() {
            break;
        }
        start = tag.start;
        count += 1;
    }
    let glued = doc.source[..start]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let from = run.range.start.max(line.text.start);
    let end = from + doc.source[from..start.max(from)].trim_end().len();
    if count == 0 || glued || end == line.text.start {
        return (0, line.text.end);
    }
    match doc.guard(line.text.start..end) {
        Some(guard) => {
            edits.delete(end..line.text.end);
            if let Some(at) = guard {
                edits.insert(line.text.start + at, "\\");
            }
            (count, end)
        }
        None => (0, line.text.end),
    }
}

fn strip_words<'a>(
    doc: &Doc,
    line: &Line,
    tags: impl IntoIterator<Item = &'a Range<usize>>,
    edits: &mut Edits,
) {
    for tag in tags {
        // next to other marks it might become one of them
        if doc.source[tag.start + 1..].starts_with(|c: char| c.is_ascii_punctuation()) {
            continue;
        }
        if tag.start == line.text.start {
            match doc.guard(tag.start + 1..line.text.end) {
                Some(Some(at)) => edits.insert(tag.start + 1 + at, "\\"),
                Some(None) => {}
                None => continue,
            }
        }
        strip_word(doc.source, line, tag, edits);
    }
}

/// Only the `#` goes, and between Chinese words also the spaces that set the tag apart.
fn strip_word(source: &str, line: &Line, tag: &Range<usize>, edits: &mut Edits) {
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    let name = &source[tag.start + 1..tag.end];
    let before = source[line.text.start..tag.start].trim_end_matches(' ');
    let after = source[tag.end..line.text.end].trim_start_matches(' ');
    let joins_before = wide(before.chars().next_back()) && wide(name.chars().next());
    let joins_after = wide(name.chars().next_back()) && wide(after.chars().next());
    let first = if joins_before {
        line.text.start + before.len()
    } else {
        tag.start
    };
    edits.delete(first..tag.start + 1);
    if joins_after {
        edits.delete(tag.end..line.text.end - after.len());
    }
}
