//! Changes to a text, as replacements of ranges; because what is not replaced stays byte for byte.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// One replacement.
#[derive(Debug)]
struct Edit {
    range: Range<usize>,
    text: Cow<'static, str>,
    /// Position in the order in which the rules spoke.
    rank: usize,
    /// The rank of another one, without which this one must not be.
    partner: Option<usize>,
}

impl Edit {
    /// Where it stands among the others.
    fn place(&self) -> (usize, bool, usize) {
        (self.range.start, !self.range.is_empty(), self.rank)
    }
}

/// The replacements that the rules want, in the order of the rules. Where two of them overlap, the earlier one
/// holds; of a removal the rest holds too, and all of it where it takes the other one whole.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<Edit>,
    /// The beginnings of the lines whose first mark will stand on a line before.
    joined: HashSet<usize>,
}

impl Edits {
    /// Puts `text` in the place of `range`.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<Cow<'static, str>>) {
        let rank = self.list.len();
        let text = text.into();
        self.list.push(Edit {
            range,
            text,
            rank,
            partner: None,
        });
    }

    /// Puts a text in the place of each of two ranges, or of none.
    pub(super) fn replace_both(
        &mut self,
        open: (Range<usize>, String),
        close: (Range<usize>, String),
    ) {
        let rank = self.list.len();
        self.replace(open.0, open.1);
        self.replace(close.0, close.1);
        self.list[rank].partner = Some(rank + 1);
        self.list[rank + 1].partner = Some(rank);
    }

    /// Puts `text` before the byte at `at`.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<Cow<'static, str>>) {
        self.replace(at..at, text);
    }

    /// Takes `range` out.
    pub(super) fn delete(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Takes `range` out, which ends on a line that begins at `line`, so that the rest of it follows other text.
    pub(super) fn join(&mut self, range: Range<usize>, line: usize) {
        self.joined.insert(line);
        self.delete(range);
    }

    /// Whether what stands on the line that begins at `line` will follow other text.
    pub(super) fn is_joined(&self, line: usize) -> bool {
        self.joined.contains(&line)
    }

    /// How many replacements there are so far.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The ranges of the replacements from the `first`-th on, in the order of the rules.
    pub(super) fn ranges_from(&self, first: usize) -> impl Iterator<Item = &Range<usize>> {
        self.list[first..].iter().map(|edit| &edit.range)
    }

    /// How far from its beginning on nothing of the text is left.
    pub(super) fn cleared(&self) -> usize {
        let mut gone: Vec<_> = self
            .list
            .iter()
            .filter(|edit| edit.text.is_empty())
            .map(|edit| &edit.range)
            .collect();
        gone.sort_by_key(|range| range.start);
        gone.into_iter().fold(0, |end, range| {
            if range.start <= end {
                end.max(range.end)
            } else {
                end
            }
        })
    }

    /// What holds of the replacements, in the order of the text.
    pub(super) fn settle(mut self) -> Settled {
        self.list.sort_by_key(Edit::place);
        let apart = self.list.is_sorted_by(|a, b| {
            a.range.end <= b.range.start && (a.range != b.range || a.text != b.text)
        });
        if !apart {
            self.list.sort_by_key(|edit| edit.rank);
            let mut held = Held::default();
            self.list.into_iter().for_each(|edit| held.add(edit));
            self.list = held.into_list();
            self.list.sort_by_key(Edit::place);
        }
        Settled { kept: self.list }
    }
}

/// The replacements that hold so far.
#[derive(Default)]
struct Held {
    /// By their beginning.
    ranges: BTreeMap<usize, Edit>,
    /// Those that only put something in, by place and rank.
    points: BTreeMap<(usize, usize), Edit>,
}

impl Held {
    fn into_list(self) -> Vec<Edit> {
        let list: Vec<Edit> = self
            .ranges
            .into_values()
            .chain(self.points.into_values())
            .collect();
        let ranks: HashSet<usize> = list.iter().map(|edit| edit.rank).collect();
        let is_whole = |edit: &Edit| edit.partner.is_none_or(|partner| ranks.contains(&partner));
        list.into_iter().filter(is_whole).collect()
    }

    fn add(&mut self, edit: Edit) {
        let Range { start, end } = edit.range;
        let before = self.ranges.range(..start).next_back();
        let covered = before.map_or(start, |(_, other)| other.range.end.max(start));
        if start == end {
            // two rules may protect the same character
            let twice = self
                .points
                .range((start, 0)..(start + 1, 0))
                .any(|(_, other)| other.text == edit.text);
            if covered == start && !twice {
                self.points.insert((start, edit.rank), edit);
            }
        } else if edit.text.is_empty() {
            self.remove(covered.min(end)..end, edit.rank);
        } else if covered == start
            && self.ranges.range(start..end).next().is_none()
            && self.points.range((start + 1, 0)..(end, 0)).next().is_none()
        {
            self.ranges.insert(start, edit);
        }
    }

    /// Takes out what of the range no other replacement overlaps at the end, and those that it takes whole.
    fn remove(&mut self, mut range: Range<usize>, rank: usize) {
        while let Some((&start, other)) = self.ranges.range(range.clone()).next() {
            if other.range.end > range.end {
                range.end = start;
            } else {
                self.ranges.remove(&start);
            }
        }
        while let Some((&place, _)) = self
            .points
            .range((range.start + 1, 0)..(range.end.max(range.start + 1), 0))
            .next()
        {
            self.points.remove(&place);
        }
        if !range.is_empty() {
            let text = Cow::Borrowed("");
            self.ranges.insert(
                range.start,
                Edit {
                    range,
                    text,
                    rank,
                    partner: None,
                },
            );
        }
    }
}

/// Replacements that do not overlap, in the order of the text.
pub(super) struct Settled {
    kept: Vec<Edit>,
}

impl Settled {
    /// The replacements.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Range<usize>, &str)> {
        self.kept.iter().map(|edit| (&edit.range, &*edit.text))
    }

    /// The text with all replacements made.
    pub(super) fn apply(&self, source: &str) -> String {
        let grown: usize = self.kept.iter().map(|edit| edit.text.len()).sum();
        let mut out = Joined {
            text: String::with_capacity(source.len() + grown),
            literal: false,
        };
        let mut done = 0;
        let mut backslashes = 0;
        for edit in &self.kept {
            backslashes = trailing(&source[done..edit.range.start], backslashes);
            out.push(&source[done..edit.range.start]);
            out.literal = backslashes % 2 == 1;
            out.push(&edit.text);
            backslashes = trailing(&source[edit.range.clone()], backslashes);
            done = edit.range.end;
        }
        out.push(&source[done..]);
        out.text
    }
}

/// How many backslashes are at the end of a text that `before` of them precede.
fn trailing(text: &str, before: usize) -> usize {
    let count = text.len() - text.trim_end_matches('\\').len();
    if count == text.len() {
        before + count
    } else {
        count
    }
}

/// The new text. A backslash that stood for itself must not come to escape what follows it now.
struct Joined {
    text: String,
    /// The last byte is such a backslash.
    literal: bool,
}

impl Joined {
    fn push(&mut self, next: &str) {
        let Some(first) = next.chars().next() else {
            return;
        };
        if self.literal && first.is_ascii_punctuation() {
            self.text.push('\\');
        }
        self.literal = false;
        self.text.push_str(next);
    }
}
