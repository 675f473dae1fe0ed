//! Stretches of plain text between the markup; because tags, addresses and dialects are looked for only there.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::autolink::is_anchor;
use super::doc::Doc;

/// A stretch of text that stands in the source exactly as it is read, without a line break in it.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) range: Range<usize>,
    /// Index of the leaf that it is part of.
    pub(super) leaf: usize,
    /// Inside a link or an image.
    pub(super) linked: bool,
    /// Inside emphasis and the like.
    pub(super) nested: bool,
    /// The span (emphasis, …) that directly holds it, and the line of the leaf: equal where two runs are neighbours.
    pub(super) place: (usize, usize),
    /// Its first character was written with a backslash before it.
    pub(super) escaped: bool,
}

/// All runs of a text, in order, without the ranges that are `taken` (sorted) already.
pub(super) fn runs(doc: &Doc, taken: &[Range<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(doc.leaves.len() * 2);
    let mut spans = Vec::new();
    for (leaf, block) in doc.leaves.iter().enumerate() {
        let mut links = 0_usize;
        let mut anchors = 0_usize;
        spans.clear();
        spans.push(block.events.start);
        let mut line = 0_usize;
        let first = runs.len();
        let mut joined = false;
        let mut auto = false;
        for index in block.events.clone() {
            match &doc.events[index].0 {
                // an address is no text
                Event::Start(Tag::Link {
                    link_type: LinkType::Autolink | LinkType::Email,
                    ..
                }) => auto = true,
                Event::End(TagEnd::Link) if auto => auto = false,
                Event::Text(_) if auto => {}
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
                Event::InlineHtml(html) if is_anchor(html, "<a") => anchors += 1,
                Event::InlineHtml(html) if is_anchor(html, "</a") => anchors = 0,
                Event::Start(_) => spans.push(index),
                Event::End(_) => {
                    spans.pop();
                }
                Event::SoftBreak | Event::HardBreak => line += 1,
                Event::Text(_) => {
                    let Some(range) = doc.verbatim(index) else {
                        joined = false;
                        continue;
                    };
                    match runs[first..].last_mut() {
                        Some(last) if joined && last.range.end == range.start => {
                            last.range.end = range.end;
                        }
                        _ => runs.push(Run {
                            escaped: doc.is_escaped(range.start),
                            linked: links + anchors > 0,
                            nested: spans.len() > 1,
                            place: (spans.last().copied().unwrap_or_default(), line),
                            range,
                            leaf,
                        }),
                    }
                    joined = true;
                    continue;
                }
                _ => {}
            }
            joined = false;
        }
    }
    without(runs, taken)
}

/// The runs less the ranges that are `taken` (sorted, not overlapping).
pub(super) fn without(runs: Vec<Run>, taken: &[Range<usize>]) -> Vec<Run> {
    if taken.is_empty() {
        return runs;
    }
    let mut out = Vec::with_capacity(runs.len());
    let mut next = 0;
    for mut run in runs {
        while taken.get(next).is_some_and(|t| t.end <= run.range.start) {
            next += 1;
        }
        let mut at = next;
        while let Some(t) = taken.get(at).filter(|t| t.start < run.range.end) {
            if run.range.start < t.start {
                out.push(Run {
                    range: run.range.start..t.start,
                    ..run.clone()
                });
            }
            run.range.start = t.end.min(run.range.end);
            run.escaped = false;
            at += 1;
        }
        if !run.range.is_empty() {
            out.push(run);
        }
    }
    out
}

/// Where `mark` stands twice in one line of one span: the places of the first and the second.
pub(super) fn pairs(source: &str, runs: &[Run], mark: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let first = mark.chars().next().unwrap_or_default();
    // leaf, line and span, and where in it
    let mut open: Vec<((usize, usize, usize), usize)> = Vec::new();
    for run in runs.iter().filter(|run| !run.linked) {
        let text = &source[run.range.clone()];
        let mut end = 0;
        // a character is found faster than a string
        for (at, _) in text.match_indices(first) {
            if at < end || !text[at..].starts_with(mark) {
                continue;
            }
            end = at + mark.len();
            if at == 0 && run.escaped {
                continue;
            }
            let key = (run.leaf, run.place.1, run.place.0);
            let at = run.range.start + at;
            open.retain(|(other, _)| (other.0, other.1) == (key.0, key.1));
            match open.iter().position(|(other, _)| *other == key) {
                Some(found) => pairs.push((open.swap_remove(found).1, at)),
                None => open.push((key, at)),
            }
        }
    }
    pairs
}
