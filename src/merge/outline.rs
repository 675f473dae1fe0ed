//! A text as a merge of lines understands it best.
//!
//! Two things make lines conflict that have nothing to do with each other. *Numbers*: an item that is pushed down by a
//! new one changes its number, and the tenth its indentation as well; so both are taken away before the merge and put
//! back after it. *Neighbours*: an edited paragraph right beside a new one looks like one place that both sides changed;
//! so every block stands between two lines of its own, the same in all three texts, which the merge can hold on to.

mod items;

use std::collections::HashMap;
use std::ops::Range;

use diffy::DiffOptions;

use super::Form;
use items::{marker, numbers, opening};

pub(super) use items::{Match, first_item};

// Characters that Unicode sets aside for use within a program; no text has them.

/// Stands for the marker of an item.
const MARKER: char = '\u{fdd0}';
/// Stands for the indentation of a line that belongs to an item.
const INDENT: char = '\u{fdd1}';
/// Begins the lines around a block.
const ANCHOR: char = '\u{fdd2}';

/// Returns true if a text already holds one of these characters.
pub(super) fn is_reserved(text: &str) -> bool {
    text.contains([MARKER, INDENT, ANCHOR])
}

/// The items of some texts, and whether they can do without numbers during the merge.
#[derive(Clone, Copy)]
pub(super) struct Numbering {
    form: Form,
    /// The first number, if they can.
    first: Option<u32>,
}

impl Numbering {
    /// Decides if the items can do without numbers: they can where they count up in all three texts, apart from items
    /// that a human took out. Anything else may be a human's own list, or a line that begins with a year.
    pub(super) fn of(form: Form, base: &str, theirs: &str, ours: &str) -> Self {
        let [base, theirs, ours] = [base, theirs, ours].map(|text| numbers(text, form));
        let first = ours.first().or(base.first()).copied();
        let first = first.filter(|&first| {
            let counts_up =
                |numbers: &[u32]| numbers.iter().copied().eq((first..).take(numbers.len()));
            let thinned =
                || theirs.is_sorted_by(|a, b| a < b) && theirs.iter().all(|n| base.contains(n));
            counts_up(&base) && counts_up(&ours) && (counts_up(&theirs) || thinned())
        });
        Self { form, first }
    }

    /// The inverse of [`Outline::anchored`], with the items numbered anew.
    pub(super) fn restore(self, anchored: &str) -> String {
        let mut number = self.first.unwrap_or_default();
        let mut indent = String::new();
        let mut text = String::with_capacity(anchored.len());
        for line in anchored.split_inclusive('\n') {
            if let Some(rest) = line.strip_prefix(MARKER) {
                let marker = format!("{}{number}.", opening(self.form));
                number += 1;
                indent = " ".repeat(marker.len() + 1);
                text.push_str(&marker);
                text.push_str(rest);
            } else if let Some(rest) = line.strip_prefix(INDENT) {
                text.push_str(&indent);
                text.push_str(rest);
            } else if !line.starts_with(ANCHOR) {
                text.push_str(line);
            }
        }
        text
    }
}

/// The lines of a text, and which of them form a block: an item with all that belongs to it, a heading, a paragraph.
pub(super) struct Outline<'a> {
    lines: Vec<Line<'a>>,
    blocks: Vec<Range<usize>>,
    form: Form,
}

struct Line<'a> {
    raw: &'a str,
    /// Without number and indentation.
    bare: String,
}

impl<'a> Outline<'a> {
    /// Every line of `text` has to end in `\n`.
    pub(super) fn new(text: &'a str, numbering: Numbering) -> Self {
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut blocks: Vec<Range<usize>> = Vec::new();
        let mut item: Option<String> = None;
        let mut after_blank = true;
        for (at, raw) in text.split_inclusive('\n').enumerate() {
            let blank = raw.trim().is_empty();
            let marker = marker(raw, numbering.form);
            if marker.is_some() || (after_blank && !blank && !raw.starts_with([' ', '\t'])) {
                blocks.push(at..at);
            }
            if let (false, Some(block)) = (blank, blocks.last_mut()) {
                block.end = at + 1;
            }
            let bare = if let (Some((_, rest)), Some(_)) = (marker, numbering.first) {
                let is_indented = numbering.form == Form::List;
                item = is_indented.then(|| " ".repeat(raw.len() - rest.len() + 1));
                format!("{MARKER}{rest}")
            } else if blank {
                raw.to_owned()
            } else if let Some(rest) = item
                .as_ref()
                .and_then(|indent| raw.strip_prefix(indent.as_str()))
            {
                format!("{INDENT}{rest}")
            } else {
                item = None;
                raw.to_owned()
            };
            lines.push(Line { raw, bare });
            after_blank = blank;
        }
        let form = numbering.form;
        Self {
            lines,
            blocks,
            form,
        }
    }

    /// The bare lines, with a line before and after every block that `base` has as well, even if it was edited.
    pub(super) fn anchored(&self, base: &Self) -> String {
        let mut text = String::new();
        let mut at = 0;
        for (block, name) in self.blocks.iter().zip(self.counterparts(base)) {
            let (before, after) = name
                .map(|name| {
                    (
                        format!("{ANCHOR}{name}\n"),
                        format!("{ANCHOR}{name} ends\n"),
                    )
                })
                .unwrap_or_default();
            let gap = at..block.start;
            text.extend([self.bare(&gap), before, self.bare(block), after]);
            at = block.end;
        }
        text + &self.bare(&(at..self.lines.len()))
    }

    /// The bare lines without some blocks, which are in order, and the empty lines after them.
    pub(super) fn without_blocks(&self, blocks: &[usize]) -> String {
        let mut text = String::new();
        let mut at = 0;
        for &index in blocks {
            let start = self.blocks[index].start;
            let next = self.blocks.get(index + 1).map(|block| block.start);
            text += &self.bare(&(at..start));
            at = next.unwrap_or(self.lines.len());
        }
        text += &self.bare(&(at..self.lines.len()));
        let end = text.trim_end_matches('\n').len();
        text.truncate(end);
        text + "\n"
    }

    /// The blocks that `base` does not have just so, as they are written, an empty line between those that are apart.
    pub(super) fn news_since(&self, base: &Self) -> String {
        let news = self
            .compare(base)
            .into_iter()
            .filter_map(|stretch| match stretch {
                Stretch::Changed { new, .. } if !new.is_empty() => {
                    let lines = self.blocks[new.start].start..self.blocks[new.end - 1].end;
                    Some(self.lines[lines].iter().map(|line| line.raw).collect())
                }
                _ => None,
            });
        news.collect::<Vec<String>>().join("\n")
    }

    /// For every block, the one of `base` that it is or was made of.
    fn counterparts(&self, base: &Self) -> Vec<Option<usize>> {
        let mut counterparts = vec![None; self.blocks.len()];
        for stretch in self.compare(base) {
            match stretch {
                Stretch::Same { old, new } => counterparts[new] = Some(old),
                Stretch::Changed { old, new } if old.len() == new.len() => {
                    for (old, new) in old.zip(new) {
                        counterparts[new] = Some(old);
                    }
                }
                Stretch::Changed { old, new } => {
                    for (old, new) in self.likely_pairs(base, old, new) {
                        counterparts[new] = Some(old);
                    }
                }
            }
        }
        counterparts
    }

    /// Finds the edited blocks among new ones and those whose counterpart is gone, by their likeness.
    fn likely_pairs(
        &self,
        base: &Self,
        old: Range<usize>,
        new: Range<usize>,
    ) -> Vec<(usize, usize)> {
        /// More comparisons are not worth their time: so much is changed that a human has to look at it anyway.
        const MOST: usize = 2_500;
        const ALIKE: f64 = 0.5;
        let mut pairs = Vec::new();
        if old.len() * new.len() > MOST {
            return pairs;
        }
        let mut free = new;
        for index in old {
            let text = base.bare(&base.blocks[index]);
            let likeness =
                |other: usize| strsim::sorensen_dice(&text, &self.bare(&self.blocks[other]));
            let best = free
                .clone()
                .map(|other| (likeness(other), other))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, other)) = best.filter(|(likeness, _)| *likeness >= ALIKE) {
                pairs.push((index, other));
                free.start = other + 1;
            }
        }
        pairs
    }

    /// Aligns the blocks with those of `base`.
    fn compare(&self, base: &Self) -> Vec<Stretch> {
        let mut names = HashMap::new();
        let mut list = |outline: &Self| -> String {
            outline.blocks.iter().fold(String::new(), |list, block| {
                let next = names.len();
                let name = names.entry(outline.bare(block)).or_insert(next);
                list + &format!("{name}\n")
            })
        };
        let (before, after) = (list(base), list(self));
        let longest = self.blocks.len().max(base.blocks.len());
        let mut whole = DiffOptions::new();
        let patch = whole.set_context_len(longest).create_patch(&before, &after);
        let [hunk] = patch.hunks() else {
            return (0..longest)
                .map(|at| Stretch::Same { old: at, new: at })
                .collect();
        };
        let (mut old, mut new) = (0, 0);
        let mut stretches = Vec::new();
        for lines in hunk.lines().chunk_by(|a, b| is_context(a) == is_context(b)) {
            if is_context(&lines[0]) {
                stretches.extend((0..lines.len()).map(|at| Stretch::Same {
                    old: old + at,
                    new: new + at,
                }));
                old += lines.len();
                new += lines.len();
            } else {
                let inserted = lines
                    .iter()
                    .filter(|line| matches!(line, diffy::Line::Insert(_)))
                    .count();
                let changed = Stretch::Changed {
                    old: old..old + lines.len() - inserted,
                    new: new..new + inserted,
                };
                old += lines.len() - inserted;
                new += inserted;
                stretches.push(changed);
            }
        }
        stretches
    }

    fn bare(&self, lines: &Range<usize>) -> String {
        self.lines[lines.clone()]
            .iter()
            .map(|line| line.bare.as_str())
            .collect()
    }
}

/// A part of an alignment: indices of blocks before and after.
enum Stretch {
    Same {
        old: usize,
        new: usize,
    },
    Changed {
        old: Range<usize>,
        new: Range<usize>,
    },
}

fn is_context(line: &diffy::Line<'_, str>) -> bool {
    matches!(line, diffy::Line::Context(_))
}
