//! The items of a post: one per memo, found by their numbers.
//!
//! What a memo says may look like an item as well, so nothing is taken for one unless just as many are found as there
//! are memos, counted from 1.

use std::ops::Range;

use super::super::{Form, Items};
use super::Outline;

/// The blocks that an item became.
pub(in crate::merge) enum Match {
    /// These, and they are the same.
    Same(Vec<usize>),
    /// From this one to that one, with other words.
    Edited(usize, usize),
    /// None.
    Nowhere,
}

impl Outline<'_> {
    /// The bare lines without some of the items; `None` if the items cannot be told.
    pub(in crate::merge) fn without(&self, gone: &[usize], items: Items) -> Option<String> {
        let all = self.items(items)?;
        let mut blocks = Vec::new();
        for item in gone {
            blocks.extend(all.get(item.checked_sub(1)?)?.clone());
        }
        blocks.sort_unstable();
        Some(self.without_blocks(&blocks))
    }

    /// Finds what became of an item of `base`; `None` if `base` has no such item.
    pub(in crate::merge) fn item_of(
        &self,
        base: &Self,
        item: usize,
        items: Items,
    ) -> Option<Match> {
        let names = base.items(items)?.get(item.checked_sub(1)?)?.clone();
        let counterparts = self.counterparts(base);
        let is_of = |index: &usize| counterparts[*index].is_some_and(|name| names.contains(&name));
        let mut found: Vec<usize> = (0..self.blocks.len()).filter(is_of).collect();
        let is_same = |index: &usize| {
            let name = counterparts[*index].expect("it was found by that");
            base.bare(&base.blocks[name]) == self.bare(&self.blocks[*index])
        };
        let is_in_one_piece = found.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        if found.len() == names.len() && is_in_one_piece && found.iter().all(is_same) {
            return Some(Match::Same(found));
        }
        // so much may have been added to a block that it is like nothing any more
        let is_lost = |name: &usize| {
            !found
                .iter()
                .any(|index| counterparts[*index] == Some(*name))
        };
        let missing = names.filter(is_lost).flat_map(|name| base.words_of(name));
        let missing: Vec<&str> = missing.collect();
        let has_some = |index: &usize| self.words_of(*index).any(|line| missing.contains(&line));
        let mut others = (0..self.blocks.len()).filter(|index| counterparts[*index].is_none());
        found.extend(others.find(has_some));
        found.sort_unstable();
        Some(match (found.first(), found.last()) {
            (Some(first), Some(last)) => Match::Edited(*first, *last),
            _ => Match::Nowhere,
        })
    }

    /// The lines of a block that say something, without number and indentation.
    fn words_of(&self, block: usize) -> impl Iterator<Item = &str> {
        let lines = &self.lines[self.blocks[block].clone()];
        let words = lines.iter().map(|line| match marker(line.raw, self.form) {
            Some((_, rest)) => rest.trim(),
            None => line.raw.trim(),
        });
        words.filter(|line| line.contains(char::is_alphanumeric))
    }

    /// The lines from one block to another, from 1.
    pub(in crate::merge) fn lines_of(&self, first: usize, last: usize) -> (usize, usize) {
        (self.blocks[first].start + 1, self.blocks[last].end)
    }

    /// The blocks of each item; `None` if there are not just as many, counted from 1.
    fn items(&self, items: Items) -> Option<Vec<Range<usize>>> {
        let number = |index: usize| {
            let line = &self.lines[self.blocks[index].start];
            Some((index, marker(line.raw, items.form)?.0))
        };
        let found = (0..self.blocks.len()).filter_map(number);
        let (starts, numbers): (Vec<usize>, Vec<u32>) = found.unzip();
        if starts.len() != items.count || !numbers.into_iter().eq((1..).take(items.count)) {
            return None;
        }
        let ends = match items.form {
            Form::List => starts.iter().map(|start| start + 1).collect(),
            Form::Sections { after } => self.ends_of_sections(&starts, after)?,
        };
        let items = starts.into_iter().zip(ends);
        Some(items.map(|(start, end)| start..end).collect())
    }

    /// The blocks after the last one of each section; `None` if there is none that begins just so many lines before
    /// the end.
    fn ends_of_sections(&self, starts: &[usize], after: usize) -> Option<Vec<usize>> {
        let is_heading = |block: &Range<usize>| {
            block.len() == 1 && self.lines[block.start].raw.starts_with(GROUP)
        };
        let before_heading = |next: &usize| next - usize::from(is_heading(&self.blocks[next - 1]));
        let mut ends: Vec<usize> = starts.iter().skip(1).map(before_heading).collect();
        let mut blocks = self.blocks.iter();
        let last = match after {
            0 => self.blocks.len(),
            after => blocks.position(|block| block.start + after == self.lines.len())?,
        };
        ends.push(last);
        Some(ends)
    }
}

/// Returns the position, in bytes, of the first item, or of the heading over it.
pub(in crate::merge) fn first_item(text: &str, form: Form) -> Option<usize> {
    let mut at = 0;
    let mut heading = None;
    for line in text.split_inclusive('\n') {
        if marker(line, form).is_some() {
            return Some(heading.unwrap_or(at));
        }
        if form != Form::List && line.starts_with(GROUP) {
            heading = Some(at);
        } else if !line.trim().is_empty() {
            heading = None;
        }
        at += line.len();
    }
    None
}

pub(super) fn numbers(text: &str, form: Form) -> Vec<u32> {
    text.split_inclusive('\n')
        .filter_map(|line| Some(marker(line, form)?.0))
        .collect()
}

/// The beginning of a heading that stands over some sections.
const GROUP: &str = "## ";

/// What stands before the number of an item.
pub(super) fn opening(form: Form) -> &'static str {
    match form {
        Form::List => "",
        Form::Sections { .. } => "### ",
    }
}

/// The number of a line that begins an item, and what follows its dot.
pub(super) fn marker(line: &str, form: Form) -> Option<(u32, &str)> {
    let (number, rest) = line.strip_prefix(opening(form))?.split_once('.')?;
    let number = (number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit()))
        .then(|| number.parse().ok())??;
    rest.starts_with([' ', '\n']).then_some((number, rest))
}
