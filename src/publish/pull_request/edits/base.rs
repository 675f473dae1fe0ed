//! What we generated last, without anybody's edits.

use std::collections::{BTreeMap, BTreeSet};

use crate::blog::File;
use crate::github::{Contents, blob_id};
use crate::merge::{self, Item, Items, Merged, merge, merge_lines};
use crate::publish::Proposal;
use crate::publish::pull_request::trailer::digest;
use crate::publish::record::{Held, Record, Withdrawn};

use super::lines::words;
use super::{Comparison, Generated, Left, Mark, text_at, text_of};

/// The post that we generated last, as far as that can be found.
#[derive(Default)]
pub(super) struct Base {
    /// Nothing, if it cannot be found.
    text: String,
    is_known: bool,
    /// The memos that are in it.
    record: Record,
    /// True if the memos were written down with it.
    is_recorded: bool,
    /// The items of the memos; `None` if they cannot be told from the rest of the text.
    items: Option<Items>,
}

impl Base {
    fn new(text: String, record: &Record, proposal: &Proposal) -> Self {
        let is_recorded = !record.is_empty();
        let record = if is_recorded {
            record.clone()
        } else {
            // from before that was written down: the description says where the memos were
            Record::default().keeping(&proposal.record.withdrawn)
        };
        Self {
            text,
            is_known: true,
            items: record.items(),
            record,
            is_recorded,
        }
    }

    /// Nothing, if it cannot be found.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns true if it is certain that there was no post.
    pub(super) fn is_empty(&self) -> bool {
        self.is_known && self.text.is_empty()
    }

    /// Returns the items that were withdrawn, by their numbers in this text.
    pub(super) fn withdrawn(&self, proposal: &Proposal) -> Vec<usize> {
        let gone = |id: &str| proposal.record.withdrawn.iter().any(|gone| gone.is(id));
        let held = self.record.held.iter().filter(|held| gone(&held.id));
        held.map(|held| held.item).collect()
    }

    /// Returns true if something that was withdrawn is in it, or may be.
    pub(super) fn may_hold_withdrawn(&self, proposal: &Proposal) -> bool {
        let is_unknown = !self.is_known && !proposal.withdraws.is_empty();
        is_unknown || !self.withdrawn(proposal).is_empty()
    }

    /// The text without some items; `None` if they cannot be told.
    pub(super) fn without(&self, items: &[usize]) -> Option<String> {
        merge::without(&self.text, items, self.items?)
    }

    /// Takes items that people did not touch out of their text; `None` if they cannot be told.
    pub(super) fn take_out(&self, theirs: &str, items: &[usize]) -> Option<String> {
        merge::take_out(&self.text, theirs, items, self.items?)
    }

    /// What became of an item in people's text; `None` if that cannot be told.
    fn item(&self, theirs: &str, item: usize) -> Option<Item> {
        merge::item(&self.text, theirs, item, self.items?)
    }

    /// Returns the withdrawn memos that are still in people's text; those that cannot be told count as still there.
    pub(super) fn still_in(&self, theirs: &str, proposal: &Proposal) -> Vec<Withdrawn> {
        let is_in = |item| match self.item(theirs, item) {
            Some(found) => found != Item::Gone,
            None => self.has_old_words(theirs, proposal),
        };
        let held = self.record.held.iter();
        let still: Vec<&Held> = held.filter(|held| is_in(held.item)).collect();
        let mut gone = proposal.withdraws.clone();
        gone.retain(|gone| !self.is_known || still.iter().any(|held| gone.is(&held.id)));
        gone
    }

    /// An item that has to be taken out by hand, because people edited it, or because it cannot be told from the rest.
    pub(super) fn left(&self, theirs: &str, proposal: &Proposal, item: usize) -> Option<Left> {
        let lines = match self.item(theirs, item) {
            Some(Item::Edited(first, last)) => Some((first, last)),
            None if self.has_old_words(theirs, proposal) => None,
            Some(Item::Untouched | Item::Gone) | None => return None,
        };
        let memo = self.memo(proposal, item)?;
        Some(Left { memo, lines })
    }

    /// The withdrawn memos, where their items cannot be told from the rest, as long as they may be in people's text.
    pub(super) fn left_somewhere(&self, theirs: &str, proposal: &Proposal) -> Vec<Left> {
        if self.has_old_words(theirs, proposal) {
            self.left_unread(proposal)
        } else {
            Vec::new()
        }
    }

    /// The withdrawn memos, where nobody knows what people made of the text.
    pub(super) fn left_unread(&self, proposal: &Proposal) -> Vec<Left> {
        let is_in = |gone: &&Withdrawn| {
            self.record.holds(&gone.id) || (!self.is_known && proposal.withdraws.contains(gone))
        };
        let withdrawn = proposal.record.withdrawn.iter().filter(is_in).cloned();
        withdrawn.map(|memo| Left { memo, lines: None }).collect()
    }

    /// Returns true if people's text may still have words that nothing but a withdrawn memo had.
    fn has_old_words(&self, theirs: &str, proposal: &Proposal) -> bool {
        let new = if proposal.is_empty() {
            words(&proposal.remainder)
        } else {
            words(&text_of(proposal))
        };
        let old: BTreeSet<String> = words(&self.text).difference(&new).cloned().collect();
        old.is_empty() || !words(theirs).is_disjoint(&old)
    }

    /// The withdrawn memo that is this item.
    fn memo(&self, proposal: &Proposal, item: usize) -> Option<Withdrawn> {
        let held = self.record.held.iter().find(|held| held.item == item)?;
        let mut withdrawn = proposal.record.withdrawn.iter();
        withdrawn.find(|gone| gone.is(&held.id)).cloned()
    }

    /// Returns a text of this form in two: what stands before its first item, and the rest.
    pub(super) fn split<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        split(text, &self.record)
    }

    /// Returns the text before the first item.
    pub(super) fn head(&self) -> &str {
        self.split(&self.text).0
    }

    /// Returns the text that is generated now before the first item, or would be if there were one; `None` if the items
    /// of either text cannot be told.
    pub(super) fn new_head(&self, proposal: &Proposal) -> Option<String> {
        self.items?;
        if !proposal.is_empty() {
            proposal.record.form?;
            let text = text_of(proposal);
            return Some(split(&text, &proposal.record).0.to_owned());
        }
        let remainder = proposal.remainder.trim_end();
        let all: Vec<usize> = self.record.held.iter().map(|held| held.item).collect();
        let rest = self.without(&all);
        let behind = rest
            .as_ref()
            .and_then(|rest| rest.strip_prefix(self.head().trim_end()));
        let head = behind.and_then(|behind| remainder.strip_suffix(behind.trim()));
        let head = head.unwrap_or(remainder).trim_end();
        let gap = &self.head()[self.head().trim_end().len()..];
        Some(format!("{head}{gap}"))
    }

    /// A memo of which words still stand in lines of the head that people edited: words that stood there because of it.
    pub(super) fn left_in_head(
        &self,
        theirs: &str,
        new_head: &str,
        proposal: &Proposal,
        item: usize,
    ) -> Option<Left> {
        let rest = self.without(&[item])?;
        let [body, rest] = [&self.text, &rest].map(|text| words(self.split(text).1));
        let own: BTreeSet<String> = body.difference(&rest).cloned().collect();
        let [old, new] = [self.head(), new_head].map(words);
        let is_quoted = |word: &String| old.contains(word) && !new.contains(word);
        let own: BTreeSet<String> = own.into_iter().filter(is_quoted).collect();
        // one word tells where people changed a line of ours, two where it may be a line of their own
        let first_word = |line: &str| line.split_whitespace().next().map(str::to_owned);
        let is_ours = |line: &str| {
            self.head()
                .lines()
                .any(|our| first_word(our) == first_word(line))
        };
        let quotes = |line: &str| {
            let least = if is_ours(line) { 1 } else { 2 };
            words(line).intersection(&own).count() >= least
        };
        let lines = theirs.lines().enumerate();
        let mut lines = lines.filter(|(_, line)| quotes(line)).map(|(at, _)| at + 1);
        let first = lines.next()?;
        let lines = Some((first, lines.last().unwrap_or(first)));
        let memo = self.memo(proposal, item)?;
        Some(Left { memo, lines })
    }

    /// The files of a proposal with another post, from which only some items were taken, so that what is still to come
    /// is not taken for done.
    pub(super) fn partial(&self, proposal: &Proposal, post: &str, items: &[usize]) -> Generated {
        let mut files = proposal.files.clone();
        files.retain(|file| file.path != proposal.post_path);
        files.push(File {
            path: proposal.post_path.clone(),
            bytes: post.as_bytes().to_vec(),
        });
        let mut memos = self.record.clone();
        memos.held.retain(|held| !items.contains(&held.item));
        for (index, held) in memos.held.iter_mut().enumerate() {
            held.item = index + 1;
        }
        let gone = |gone: &&Withdrawn| !memos.holds(&gone.id);
        memos.withdrawn = proposal
            .record
            .withdrawn
            .iter()
            .filter(gone)
            .cloned()
            .collect();
        if !self.is_recorded {
            memos = Record::default();
        }
        Generated {
            post: blob_id(post.as_bytes()),
            digest: digest(&files),
            index: None,
            memos,
            is_partial: true,
        }
    }
}

impl Comparison {
    /// Returns the post that we generated last, with nobody's edits: of the newest commit of ours for which that can be
    /// found.
    pub(super) fn generated(&self, read: &Contents, proposal: &Proposal) -> Base {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for mark in &self.marks {
            if let Some(text) = text_at(read, &mark.oid, &mark.trailers.post) {
                known.insert(blob_id(text.as_bytes()), text.to_owned());
            }
        }
        known.insert(blob_id(&[]), String::new());
        // each round may bring what the next one needs
        let mut before = 0;
        while before < known.len() {
            before = known.len();
            for mark in &self.marks {
                if !known.contains_key(&mark.trailers.generated)
                    && let Some(text) = self.recovered(read, mark, &known)
                {
                    known.insert(mark.trailers.generated.clone(), text);
                }
            }
        }
        let mut newest_first = self.marks.iter().rev();
        let found = newest_first.find_map(|mark| {
            let text = known.remove(&mark.trailers.generated)?;
            Some(Base::new(text, &mark.trailers.memos, proposal))
        });
        found.unwrap_or_default()
    }

    /// The list of all issues as we generated it last; `None` if that cannot be found.
    pub(super) fn generated_index(&self, read: &Contents, proposal: &Proposal) -> Option<String> {
        let base = self.of_index(proposal)?.generated(read, proposal);
        base.is_known.then_some(base.text)
    }

    /// Takes people's edits back out of a commit of ours: what it added, on top of what we had generated before.
    fn recovered(
        &self,
        read: &Contents,
        mark: &Mark,
        known: &BTreeMap<String, String>,
    ) -> Option<String> {
        let written = text_at(read, &mark.oid, &mark.trailers.post)?;
        let parent = mark.parent.as_deref()?;
        let before = self
            .marks
            .iter()
            .rev()
            .map(|other| other.trailers.post.as_str())
            .chain([mark.trailers.post.as_str()])
            .find_map(|path| text_at(read, parent, path))?;
        let earlier = self.marks.iter().rev().filter_map(|other| {
            let text = known.get(&other.trailers.generated)?;
            Some((text, &other.trailers.memos))
        });
        earlier
            .flat_map(|(earlier, memos)| {
                let merged =
                    [merge, merge_lines].map(|merge| match merge(before, earlier, written) {
                        Merged::Clean(text) => Some(text),
                        Merged::Unchanged => Some(earlier.clone()),
                        Merged::Conflict { .. } => None,
                    });
                // what was withdrawn was taken out of what people made of it, line by line
                let less = less(earlier, memos, &mark.trailers.memos);
                let renewed = less.as_ref().map(|less| {
                    let (head, items) = split(less, memos);
                    let [old, new] = [before, written].map(|text| split(text, memos).0);
                    format!("{}{items}", merge::renew_head(old, head, new))
                });
                merged.into_iter().chain([less, renewed])
            })
            .flatten()
            .find(|text| blob_id(text.as_bytes()) == mark.trailers.generated)
    }
}

/// A generated text without the memos that only an earlier record has.
fn less(text: &str, before: &Record, after: &Record) -> Option<String> {
    let gone = before.held.iter().filter(|held| !after.holds(&held.id));
    let gone: Vec<usize> = gone.map(|held| held.item).collect();
    merge::without(text, &gone, before.items()?)
}

/// A text in two: what stands before the first of these items, and the rest; all of it where the items cannot be told.
fn split<'t>(text: &'t str, record: &Record) -> (&'t str, &'t str) {
    match record.form {
        Some(form) => merge::split_head(text, form),
        None => ("", text),
    }
}
