//! Changes to a text, as replacements of ranges; because what is not replaced stays byte for byte.

use std::borrow::Cow;
use std::ops::Range;

use super::doc::is_escaped;

/// One replacement.
#[derive(Debug)]
struct Edit {
    range: Range<usize>,
    text: Cow<'static, str>,
    /// Position in the order in which the rules spoke.
    rank: usize,
}

/// The replacements that the rules want, in the order of the rules. Where two of them overlap, the earlier one
/// holds; of a removal the rest holds too, and all of it where it takes the other one whole.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<Edit>,
}

impl Edits {
    /// Puts `text` in the place of `range`.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<Cow<'static, str>>) {
        let rank = self.list.len();
        let text = text.into();
        self.list.push(Edit { range, text, rank });
    }

    /// Puts `text` before the byte at `at`.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<Cow<'static, str>>) {
        self.replace(at..at, text);
    }

    /// Takes `range` out.
    pub(super) fn delete(&mut self, range: Range<usize>) {
        self.replace(range, "");
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
        self.list
            .sort_by_key(|edit| (edit.range.start, !edit.range.is_empty(), edit.rank));
        let mut kept: Vec<Edit> = Vec::with_capacity(self.list.len());
        'next: for mut edit in self.list {
            while let Some(last) = kept.last_mut()
                && last.range.end > edit.range.start
            {
                let (gone, removes) = (last.text.is_empty(), edit.text.is_empty());
                if gone && edit.range.end <= last.range.end {
                    // what is gone needs no change
                    continue 'next;
                } else if removes
                    && edit.range.start == last.range.start
                    && edit.range.end >= last.range.end
                {
                    kept.pop();
                } else if last.rank > edit.rank && gone {
                    last.range.end = edit.range.start;
                } else if last.rank > edit.rank {
                    kept.pop();
                } else if removes && edit.range.end > last.range.end {
                    edit.range.start = last.range.end;
                } else {
                    continue 'next;
                }
            }
            // two rules may protect the same character
            let twice = kept
                .last()
                .is_some_and(|last| last.range == edit.range && last.text == edit.text);
            if !twice || !edit.range.is_empty() {
                kept.push(edit);
            }
        }
        Settled { kept }
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
        for edit in &self.kept {
            out.push(&source[done..edit.range.start]);
            out.literal = is_escaped(source, edit.range.start);
            out.push(&edit.text);
            done = edit.range.end;
        }
        out.push(&source[done..]);
        out.text
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
