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
    /// The span (emphasis, …) that directly holds it, if one does, and the line of the leaf: equal where two runs are
    /// neighbours.
    pub(super) place: (Option<usize>, usize),
    /// Its first character was written with a backslash before it.
    pub(super) escaped: bool,
    /// What the reader sees before it, whatever the markup between, is an opening brace.
    pub(super) after_brace: bool,
}

/// All runs of a text, in order, without the ranges that are `taken` (sorted) already.
pub(super) fn runs(doc: &Doc, taken: &[Range<usize>]) -> Vec<Run> {
    let mut runs = Vec::with_capacity(doc.leaves.len() * 2);
    for leaf in 0..doc.leaves.len() {
        in_leaf(doc, leaf, &mut runs);
    }
    without(runs, taken)
}

fn in_leaf(doc: &Doc, leaf: usize, runs: &mut Vec<Run>) {
    let block = &doc.leaves[leaf];
    let first = runs.len();
    let mut spans = Vec::new();
    let (mut links, mut anchors, mut line) = (0_usize, 0_usize, 0_usize);
    // whether the text goes on where the last run ended, whether it is an address, whether a brace is before it
    let (mut joined, mut auto, mut brace) = (false, false, false);
    for index in block.events.clone() {
        let event = &doc.events[index].0;
        let after_brace = brace;
        let goes_on = std::mem::take(&mut joined);
        match event {
            // an address is no text
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            }) => auto = true,
            Event::End(TagEnd::Link) if auto => auto = false,
            Event::Text(_) if auto => brace = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::InlineHtml(html) if is_anchor(html, "<a") => anchors += 1,
            Event::InlineHtml(html) if is_anchor(html, "</a") => anchors = 0,
            Event::InlineHtml(_) => {}
            Event::Start(_) => spans.push(index),
            Event::End(_) => {
                spans.pop();
            }
            Event::Text(text) => {
                brace = text.ends_with('{');
                let Some(range) = doc.verbatim(index) else {
                    continue;
                };
                joined = true;
                match runs[first..].last_mut() {
                    Some(last) if goes_on && last.range.end == range.start => {
                        last.range.end = range.end;
                    }
                    _ => runs.push(Run {
                        escaped: doc.is_escaped(range.start),
                        after_brace,
                        linked: links + anchors > 0,
                        place: (spans.last().copied(), line),
                        range,
                        leaf,
                    }),
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                line += 1;
                brace = false;
            }
            _ => brace = false,
        }
    }
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
            (run.escaped, run.after_brace) = (false, false);
            at += 1;
        }
        if !run.range.is_empty() {
            out.push(run);
        }
    }
    out
}

/// A leaf, a line of it, and a span there.
type Stretch = (usize, usize, Option<usize>);

/// Where `mark` stands twice in one line of one span: the places of the first and the second.
pub(super) fn pairs(source: &str, runs: &[Run], mark: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let first = mark.chars().next().unwrap_or_default();
    let mut open: Vec<(Stretch, usize)> = Vec::new();
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
