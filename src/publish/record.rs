//! Which memos an issue holds, in few characters: hidden in descriptions and commits, read by later runs.
//!
//! A memo that is no longer public can be found in a pull request only by what was written down when it still was.

use std::fmt;

use sha1::{Digest, Sha1};

use crate::github::hex;
use crate::merge::{Form, Items};

/// As much as this is written in full; where it is not enough, of the last memos only digests of their ids.
const WHOLE: usize = 12_000;
/// A description has no more than this: GitHub refuses those above 65,536 characters, and people may read some of it.
const LONGEST: usize = 32_000;

/// The memos of an issue, in its order, and those that were withdrawn from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The form of its items in the post; `None` if it was not written down, or is another one.
    pub form: Option<Form>,
    /// Memos that are in it.
    pub held: Vec<Held>,
    /// Memos that were in it, and are no longer public.
    pub withdrawn: Vec<Withdrawn>,
}

/// An issue on GitHub, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Id of its period.
    pub week: String,
    /// State of the issue.
    pub state: IssueState,
    /// Memos of the issue; `None` if nobody wrote them down and the description does not tell.
    pub record: Option<Record>,
}

/// The state of an issue on GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueState {
    /// On a branch without a pull request: a run died there.
    Branch,
    /// In an open pull request.
    Open {
        /// True if nothing new may be added, because people approved it or nobody looked.
        is_locked: bool,
    },
    /// On the base branch.
    Published,
}

/// A memo of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The memo's id, or `~` and the digest of that.
    pub id: String,
    /// The memo's number in the issue, from 1.
    pub item: usize,
    /// Eight digits of the digest of its text; empty if that was not written down.
    pub content: String,
    /// Four digits of the digest of its row in the description; empty if that was not written down.
    pub row: String,
}

/// A memo that is no longer public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withdrawn {
    /// The number that it had in the issue.
    pub item: usize,
    /// The memo's id, or `~` and the digest of that.
    pub id: String,
}

impl Held {
    /// A memo as it is written down now.
    pub fn new(id: &str, item: usize, content: &str, row: &str) -> Self {
        Self {
            id: written(id),
            item,
            content: digest(content, 8),
            row: digest(row.trim(), 4),
        }
    }

    /// Returns true if the memo has this id.
    pub fn is(&self, id: &str) -> bool {
        same(&self.id, id)
    }

    /// Returns true if the memo's text was this one.
    pub fn said(&self, content: &str) -> bool {
        !self.content.is_empty() && self.content == digest(content, 8)
    }

    /// Returns true if the memo's row in the description was this one.
    pub fn wrote(&self, row: &str) -> bool {
        !self.row.is_empty() && self.row == digest(row.trim(), 4)
    }
}

impl Withdrawn {
    /// Returns true if the memo has this id.
    pub fn is(&self, id: &str) -> bool {
        same(&self.id, id)
    }
}

impl Record {
    /// Reads what [`Record`] shows; what cannot be read is left out.
    pub fn read(text: &str) -> Self {
        let mut record = Self::default();
        for word in text.split_whitespace() {
            if let Some(form) = word.strip_prefix(FORM) {
                record.form = read_form(form);
                continue;
            }
            let gone = word.strip_prefix('-').and_then(|rest| rest.split_once(':'));
            if let Some((item, id)) = gone {
                let id = id.to_owned();
                record
                    .withdrawn
                    .extend(item.parse().ok().map(|item| Withdrawn { item, id }));
                continue;
            }
            let mut parts = word.split(':').map(str::to_owned);
            record.held.push(Held {
                id: parts.next().unwrap_or_default(),
                item: record.held.len() + 1,
                content: parts.next().unwrap_or_default(),
                row: parts.next().unwrap_or_default(),
            });
        }
        record
    }

    /// Returns the items of the memos that are in it; `None` if they cannot be told from the rest of the post.
    pub fn items(&self) -> Option<Items> {
        let count = self.held.len();
        self.form.map(|form| Items { form, count })
    }

    /// The same as [`Record`] shows, but of all memos, and with the form of their items. A description has neither, and of
    /// very many memos the last ones are missing there.
    pub fn in_commit(&self) -> String {
        let form = self.form.filter(|_| !self.held.is_empty());
        let form = form.map_or_else(String::new, |form| written_form(form) + " ");
        format!("{form}{}", self.written(usize::MAX))
    }

    fn written(&self, most: usize) -> String {
        let mut size = 0;
        let mut fits = |word: &String| {
            size += word.len() + 1;
            size <= most
        };
        let gone = self.withdrawn.iter();
        let gone = gone.map(|Withdrawn { item, id }| format!("-{item}:{id}"));
        let gone: Vec<String> = gone.take_while(&mut fits).collect();
        let held: Vec<String> = self.held_words().into_iter().take_while(fits).collect();
        [held, gone].concat().join(" ")
    }

    /// One word per memo, the first ones in full: their rows are in the description.
    fn held_words(&self) -> Vec<String> {
        let mut size = 0;
        let word = |held: &Held| {
            let whole = held.whole();
            size += whole.len() + 1;
            if size > WHOLE { held.short() } else { whole }
        };
        self.held.iter().map(word).collect()
    }

    /// Returns true if no memos are known.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.withdrawn.is_empty()
    }

    /// Joins two records of one issue. A memo counts as withdrawn only if none says that it is there: of two that were
    /// to be written at once, one may be missing.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.form = self.form.or(other.form);
        let others = other.withdrawn.into_iter();
        self.withdrawn.extend(others);
        for held in other.held {
            if !self.holds(&held.id) {
                self.held.push(held);
            }
        }
        self.withdrawn.sort();
        self.withdrawn.dedup_by(|a, b| a.id == b.id);
        let mut withdrawn = std::mem::take(&mut self.withdrawn);
        withdrawn.retain(|gone| !self.holds(&gone.id));
        Self { withdrawn, ..self }
    }

    /// Returns true if a memo is in the issue.
    pub fn holds(&self, id: &str) -> bool {
        // there may be very many memos, so no more digests are made than are needed
        let has = |written: &str| self.held.iter().any(|held| held.id == written);
        let has_digest = || has(&digested(id));
        let has_digested = || self.held.iter().any(|held| held.is(id));
        has(id)
            || if is_digest(id) {
                has_digested()
            } else {
                has_digest()
            }
    }

    /// The same where some of the withdrawn memos are still there, because people edited them.
    #[must_use]
    pub fn keeping(&self, left: &[Withdrawn]) -> Self {
        let mut record = self.clone();
        for gone in left {
            record.withdrawn.retain(|other| other.id != gone.id);
            record.held.push(Held {
                id: gone.id.clone(),
                item: gone.item,
                content: String::new(),
                row: String::new(),
            });
        }
        record
    }
}

/// The numbers that withdrawn memos had, each once, in order.
pub fn items(withdrawn: &[Withdrawn]) -> Vec<usize> {
    let mut items: Vec<usize> = withdrawn.iter().map(|gone| gone.item).collect();
    items.sort_unstable();
    items.dedup();
    items
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(LONGEST))
    }
}

impl Held {
    fn whole(&self) -> String {
        let Self {
            id, content, row, ..
        } = self;
        match (content.is_empty(), row.is_empty()) {
            (true, true) => id.clone(),
            _ => format!("{id}:{content}:{row}"),
        }
    }

    fn short(&self) -> String {
        if is_digest(&self.id) {
            self.id.clone()
        } else {
            digested(&self.id)
        }
    }
}

/// Stands before the form of the items; no id begins like this.
const FORM: char = '=';

fn written_form(form: Form) -> String {
    match form {
        Form::List => format!("{FORM}list"),
        Form::Sections { after } => format!("{FORM}sections:{after}"),
    }
}

fn read_form(word: &str) -> Option<Form> {
    match word.split_once(':') {
        None if word == "list" => Some(Form::List),
        Some(("sections", after)) => after.parse().ok().map(|after| Form::Sections { after }),
        _ => None,
    }
}

/// An id as it is written: what may end a hidden comment or a word, or is very long, only as its digest.
fn written(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let starts_plain = id.starts_with(|c: char| c.is_ascii_alphanumeric());
    if starts_plain && id.len() <= 64 && id.chars().all(is_plain) {
        id.to_owned()
    } else {
        digested(id)
    }
}

fn digested(id: &str) -> String {
    format!("~{}", digest(id, 8))
}

/// Returns true if two ids are one, each written in full or as its digest.
fn same(one: &str, other: &str) -> bool {
    match (is_digest(one), is_digest(other)) {
        (true, false) => one == digested(other),
        (false, true) => digested(one) == other,
        _ => one == other,
    }
}

fn is_digest(id: &str) -> bool {
    id.starts_with('~')
}

fn digest(text: &str, digits: usize) -> String {
    hex(&Sha1::digest(text.trim()))[..digits].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Form, Held, Record, Withdrawn, items};

    fn record(ids: &[&str]) -> Record {
        let held = ids
            .iter()
            .enumerate()
            .map(|(at, id)| Held::new(id, at + 1, "text", "| 1 | text |  |"));
        Record {
            form: None,
            held: held.collect(),
            withdrawn: Vec::new(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut record = record(&["uid1", "12", "a b", "--><b>"]);
        for form in [None, Some(Form::List), Some(Form::Sections { after: 3 })] {
            record.form = form;
            assert_eq!(Record::read(&record.in_commit()), record);
        }
        record.form = None;
        record.withdrawn.push(Withdrawn {
            item: 2,
            id: "uid-2".to_owned(),
        });
        let text = record.to_string();
        assert!(!text.contains('>'), "{text}");
        assert_eq!(Record::read(&text), record);
        for id in ["uid1", "12", "a b", "--><b>"] {
            assert!(record.holds(id), "{id}");
        }
        assert!(!record.holds("uid-2"));
        assert!(record.held[0].said("text") && !record.held[0].said("other"));
        assert!(record.held[0].wrote("| 1 | text |  |") && !record.held[0].wrote("| 1 |"));
    }

    #[test]
    fn a_very_long_one_stays_short_and_still_knows_its_memos() {
        let ids: Vec<String> = (0..3_000)
            .map(|n| format!("VeryLongIdOfAMemo{n}"))
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let text = record(&ids).in_commit();
        assert!(text.len() <= 45_000, "{}", text.len());
        let read = Record::read(&text);
        assert_eq!(read.held.len(), 3_000);
        assert!(read.held[0].wrote("| 1 | text |  |"));
        assert!(read.held[2_999].is("VeryLongIdOfAMemo2999"));
        let text = record(&ids).to_string();
        assert!(text.len() <= 32_000, "{}", text.len());
        assert!(Record::read(&text).held[2_000].is("VeryLongIdOfAMemo2000"));
    }

    #[test]
    fn a_memo_is_withdrawn_only_if_no_record_says_that_it_is_there() {
        let gone = |text: &str| Record::read(text);
        assert_eq!(gone("a -2:b").and(gone("a b")).withdrawn, []);
        let both = gone("a -2:b").and(gone("a -2:b"));
        assert_eq!(items(&both.withdrawn), [2]);
        assert_eq!(both.held.len(), 1);
    }
}
