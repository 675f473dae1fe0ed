//! A text as a merge of lines understands it best.
//!
//! Two things make lines conflict that have nothing to do with each other. *Numbers*: an item that is pushed down by a
//! new one changes its number, and the tenth its indentation as well; so both are taken away before the merge and put
//! back after it. *Neighbours*: an edited paragraph right beside a new one looks like one place that both sides changed;
//! so every block stands between two lines of its own, the same in all three texts, which the merge can hold on to.

use std::collections::HashMap;
use std::ops::Range;

use diffy::DiffOptions;

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

/// The first number of the items, if they can do without numbers during the merge.
#[derive(Clone, Copy)]
pub(super) struct Numbering(Option<u32>);

impl Numbering {
    /// Decides if the items can do without numbers: they can where it is one list counting up in all three texts, apart
    /// from items that a human took out. Anything else may be a human's own list, or a line that begins with a year.
    pub(super) fn of(base: &str, theirs: &str, ours: &str) -> Self {
        let [base, theirs, ours] = [base, theirs, ours].map(numbers);
        let first = ours.first().or(base.first()).copied();
        Self(first.filter(|&first| {
            let counts_up =
                |numbers: &[u32]| numbers.iter().copied().eq((first..).take(numbers.len()));
            let thinned =
                || theirs.is_sorted_by(|a, b| a < b) && theirs.iter().all(|n| base.contains(n));
            counts_up(&base) && counts_up(&ours) && (counts_up(&theirs) || thinned())
        }))
    }

    /// The inverse of [`Outline::anchored`], with the items numbered anew.
    pub(super) fn restore(self, anchored: &str) -> String {
        let mut number = self.0.unwrap_or_default();
        let mut indent = String::new();
        let mut text = String::with_capacity(anchored.len());
        for line in anchored.split_inclusive('\n') {
            if let Some(rest) = line.strip_prefix(MARKER) {
                let marker = format!("{number}.");
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
            let marker = marker(raw);
            if marker.is_some() || (after_blank && !blank && !raw.starts_with([' ', '\t'])) {
                blocks.push(at..at);
            }
            if let (false, Some(block)) = (blank, blocks.last_mut()) {
                block.end = at + 1;
            }
            let bare = if let (Some((_, rest)), Some(_)) = (marker, numbering.0) {
                item = Some(" ".repeat(raw.len() - rest.len() + 1));
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
        Self { lines, blocks }
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

    /// The bare lines without some of the numbered items; `None` if there are not just `count` items.
    pub(super) fn without(&self, items: &[usize], count: Option<usize>) -> Option<String> {
        let all = self.items(count)?;
        let index = |item: &usize| all.get(item.checked_sub(1)?).copied();
        let blocks: Vec<usize> = items.iter().map(index).collect::<Option<_>>()?;
        Some(self.without_blocks(&blocks))
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

    /// Finds what became of a numbered item of `base`; `None` if `base` has no such item.
    pub(super) fn item_of(&self, base: &Self, item: usize, count: Option<usize>) -> Option<Match> {
        let name = *base.items(count)?.get(item.checked_sub(1)?)?;
        let counterparts = self.counterparts(base);
        let Some(index) = counterparts.iter().position(|of| *of == Some(name)) else {
            // so much may have been added to it that it is like nothing any more
            let lines: Vec<&str> = base.words_of(name).collect();
            let has_some = |index: &usize| self.words_of(*index).any(|line| lines.contains(&line));
            let mut others = (0..self.blocks.len()).filter(|index| counterparts[*index].is_none());
            let found = others.find(has_some);
            return Some(found.map_or(Match::Nowhere, Match::Edited));
        };
        let [old, new] = [
            base.bare(&base.blocks[name]),
            self.bare(&self.blocks[index]),
        ];
        Some(if old == new {
            Match::Same(index)
        } else {
            Match::Edited(index)
        })
    }

    /// The lines of a block that say something, without number and indentation.
    fn words_of(&self, block: usize) -> impl Iterator<Item = &'a str> {
        let lines = &self.lines[self.blocks[block].clone()];
        let words = lines.iter().map(|line| match marker(line.raw) {
            Some((_, rest)) => rest.trim(),
            None => line.raw.trim(),
        });
        words.filter(|line| line.contains(char::is_alphanumeric))
    }

    /// The lines of a block, from 1.
    pub(super) fn lines_of(&self, block: usize) -> (usize, usize) {
        let lines = &self.blocks[block];
        (lines.start + 1, lines.end)
    }

    /// The blocks that are the items of the list, if it has so many.
    fn items(&self, count: Option<usize>) -> Option<Vec<usize>> {
        let is_item = |index: &usize| {
            let line = &self.lines[self.blocks[*index].start];
            marker(line.raw).is_some()
        };
        let items: Vec<usize> = (0..self.blocks.len()).filter(is_item).collect();
        count
            .is_none_or(|count| items.len() == count)
            .then_some(items)
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

/// The block that an item became.
pub(super) enum Match {
    /// This one, and it is the same.
    Same(usize),
    /// This one, with other words.
    Edited(usize),
    /// None.
    Nowhere,
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

/// Returns the position, in bytes, of the first numbered item.
pub(super) fn first_item(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        marker(line).map(|_| start)
    })
}

fn numbers(text: &str) -> Vec<u32> {
    text.split_inclusive('\n')
        .filter_map(|line| Some(marker(line)?.0))
        .collect()
}

/// The number of a line that begins an item, and what follows its dot.
fn marker(line: &str) -> Option<(u32, &str)> {
    let (number, rest) = line.split_once('.')?;
    let number = (number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit()))
        .then(|| number.parse().ok())??;
    rest.starts_with([' ', '\n']).then_some((number, rest))
}
