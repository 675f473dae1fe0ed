//! The three-way merge of a post with a human's edits.
//!
//! What a reviewer wrote into the branch must survive the next run, and so must the memos that came in meanwhile. A
//! plain merge of lines fails at that: one new memo on top renumbers every item, so every edit below would conflict.
//! See the module `outline` for what is done about it.

mod outline;

use std::collections::HashMap;

use diffy::DiffOptions;

use outline::{Match, Numbering, Outline};

/// The result of merging two changes of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// There is nothing to add to the human's text.
    Unchanged,
    /// Both changes fit into one text, which is this.
    Clean(String),
    /// The changes do not fit together.
    Conflict {
        /// The items and paragraphs that are new or changed in ours, with an empty line between those that do not
        /// follow each other: a block to paste. Empty if ours has only lost some.
        ours_new: String,
    },
}

/// Merges what changed from `base` (generated before) to `ours` (generated now) into `theirs` (what a human made of
/// `base`).
///
/// Line endings and a missing final newline are kept as `theirs` has them. A numbered list is numbered on through what
/// either side added, if it is one in all three texts.
pub fn merge(base: &str, theirs: &str, ours: &str) -> Merged {
    if let Some(merged) = one_sided(base, theirs, ours) {
        return merged;
    }
    let ending = Ending::of(theirs);
    let [base, theirs, ours] = [base, theirs, ours].map(|text| ending.remove(text));
    let merged = one_sided(&base, &theirs, &ours).unwrap_or_else(|| both(&base, &theirs, &ours));
    match merged {
        Merged::Clean(text) => Merged::Clean(ending.restore(text)),
        other => other,
    }
}

/// The same where every line stands for itself, as in a list of links: changes of neighbouring lines do not conflict.
pub fn merge_lines(base: &str, theirs: &str, ours: &str) -> Merged {
    /// Stands between two lines; Unicode sets it aside for use within a program.
    const BETWEEN: &str = "\u{fdd4}\n";
    let apart = |text: &str| -> String {
        let lines = text.split_inclusive('\n');
        lines.flat_map(|line| [line, BETWEEN]).collect()
    };
    match merge(&apart(base), &apart(theirs), &apart(ours)) {
        Merged::Clean(text) => Merged::Clean(text.replace(BETWEEN, "")),
        other => other,
    }
}

fn one_sided(base: &str, theirs: &str, ours: &str) -> Option<Merged> {
    if ours == base || ours == theirs {
        Some(Merged::Unchanged)
    } else if theirs == base {
        Some(Merged::Clean(ours.to_owned()))
    } else {
        None
    }
}

fn both(base: &str, theirs: &str, ours: &str) -> Merged {
    if [base, theirs, ours].into_iter().any(outline::is_reserved) {
        return match diffy::merge(base, theirs, ours) {
            Ok(merged) if merged == theirs => Merged::Unchanged,
            Ok(merged) => Merged::Clean(merged),
            Err(_) => Merged::Conflict {
                ours_new: ours.to_owned(),
            },
        };
    }
    let numbering = Numbering::of(Form::List, base, theirs, ours);
    let [base, theirs, ours] = [base, theirs, ours].map(|text| Outline::new(text, numbering));
    let (before, theirs_now, ours_now) = (
        base.anchored(&base),
        theirs.anchored(&base),
        ours.anchored(&base),
    );
    match diffy::merge(&before, &theirs_now, &ours_now) {
        Ok(merged) if merged == theirs_now => Merged::Unchanged,
        Ok(merged) => Merged::Clean(numbering.restore(&merged)),
        Err(_) => Merged::Conflict {
            ours_new: ours.news_since(&base),
        },
    }
}

/// The items and paragraphs that are new or changed in a generated text, as [`Merged::Conflict`] has them.
pub fn news(base: &str, ours: &str) -> String {
    if [base, ours].into_iter().any(outline::is_reserved) {
        return ours.to_owned();
    }
    let numbering = Numbering::of(Form::List, base, base, ours);
    let [base, ours] = [base, ours].map(|text| Outline::new(text, numbering));
    ours.news_since(&base)
}

/// The items of a generated text, one per memo, numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items {
    /// Their form.
    pub form: Form,
    /// The number of them.
    pub count: usize,
}

/// The form of the items of a generated text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Numbered lists, one or several that run on; whatever belongs to an item is indented.
    List,
    /// Sections under numbered headings of the third level, some of them together under one of the second.
    Sections {
        /// The number of lines that stand after the last section.
        after: usize,
    },
}

/// A generated text without some of its items; the rest is numbered anew. Items count from 1. `None` if these cannot be
/// told.
pub fn without(text: &str, gone: &[usize], items: Items) -> Option<String> {
    if outline::is_reserved(text) {
        return None;
    }
    let numbering = Numbering::of(items.form, text, text, text);
    let outline = Outline::new(text, numbering);
    let kept = outline.without(gone, items)?;
    Some(numbering.restore(&kept))
}

/// The present state of an item of a generated text that a human may have edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// As it was generated.
    Untouched,
    /// On these lines now, from 1 and both included, with other words.
    Edited(usize, usize),
    /// Not there any more.
    Gone,
}

/// Finds, in the human's text `theirs`, an item of the generated `base`. Items count from 1. `None` if the items of
/// `base` cannot be told.
pub fn item(base: &str, theirs: &str, item: usize, items: Items) -> Option<Item> {
    if [base, theirs].into_iter().any(outline::is_reserved) {
        return None;
    }
    let [base, theirs] = [base, theirs].map(|text| Ending::of(text).remove(text));
    let numbering = Numbering::of(items.form, &base, &theirs, &base);
    let [base, theirs] = [&base, &theirs].map(|text| Outline::new(text, numbering));
    Some(match theirs.item_of(&base, item, items)? {
        Match::Same(_) => Item::Untouched,
        Match::Edited(first, last) => {
            let (first, last) = theirs.lines_of(first, last);
            Item::Edited(first, last)
        }
        Match::Nowhere => Item::Gone,
    })
}

/// Takes items out of a human's text, as far as they are as they were generated. `None` if the items of `base` cannot be
/// told.
pub fn take_out(base: &str, theirs: &str, gone: &[usize], items: Items) -> Option<String> {
    if [base, theirs].into_iter().any(outline::is_reserved) {
        return None;
    }
    let ending = Ending::of(theirs);
    let [base, theirs] = [base, theirs].map(|text| ending.remove(text));
    let numbering = Numbering::of(items.form, &base, &theirs, &base);
    let [base, theirs] = [&base, &theirs].map(|text| Outline::new(text, numbering));
    let mut blocks = Vec::new();
    for item in gone {
        if let Match::Same(found) = theirs.item_of(&base, *item, items)? {
            blocks.extend(found);
        }
    }
    blocks.sort_unstable();
    Some(ending.restore(numbering.restore(&theirs.without_blocks(&blocks))))
}

/// A post in two: what stands before its first item, and the rest.
pub fn split_head(text: &str, form: Form) -> (&str, &str) {
    text.split_at(outline::first_item(text, form).unwrap_or(text.len()))
}

/// Brings what is generated now into the head of a post that a human may have edited. Where both changed the same
/// place, lines that the human left as they were are replaced, so that nothing generated stays that is not generated
/// any more.
pub fn renew_head(base: &str, theirs: &str, ours: &str) -> String {
    match merge_lines(base, theirs, ours) {
        Merged::Unchanged => theirs.to_owned(),
        Merged::Clean(text) => text,
        Merged::Conflict { .. } => {
            let changes = changed_lines(base, ours);
            let renew = |line: &str| {
                let end = &line[line.trim_end().len()..];
                match changes.get(line.trim_end()) {
                    Some(Some(new)) => format!("{new}{end}"),
                    Some(None) => String::new(),
                    None => line.to_owned(),
                }
            };
            theirs.split_inclusive('\n').map(renew).collect()
        }
    }
}

/// The lines of one text that another one has no more, each with the line that took its place, if there is one.
fn changed_lines(old: &str, new: &str) -> HashMap<String, Option<String>> {
    // `title: …` took the place of `title: …`
    let first_word = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let mut changes = HashMap::new();
    let patch = DiffOptions::new().set_context_len(0).create_patch(old, new);
    for hunk in patch.hunks() {
        let (mut gone, mut came) = (Vec::new(), Vec::new());
        for line in hunk.lines() {
            match line {
                diffy::Line::Delete(line) => gone.push(line.trim_end()),
                diffy::Line::Insert(line) => came.push(line.trim_end()),
                diffy::Line::Context(_) => {}
            }
        }
        for (at, line) in gone.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            let successor = if gone.len() == came.len() {
                came.get(at)
            } else {
                came.iter().find(|new| first_word(new) == first_word(line))
            };
            changes.insert((*line).to_owned(), successor.map(|new| (*new).to_owned()));
        }
    }
    changes
}

/// The line endings of a text.
#[derive(Clone, Copy)]
struct Ending {
    /// `None` if some lines end this way and some that: then none is touched.
    line: Option<&'static str>,
    /// True if the last line has an ending.
    last: bool,
}

impl Ending {
    fn of(text: &str) -> Self {
        let all = text.matches('\n').count();
        let line = match text.matches("\r\n").count() {
            0 => Some("\n"),
            crlf if crlf == all => Some("\r\n"),
            _ => None,
        };
        Self {
            line,
            last: text.is_empty() || text.ends_with('\n'),
        }
    }

    /// Makes texts comparable: every line ends in `\n`.
    fn remove(self, text: &str) -> String {
        let mut text = match self.line {
            Some(_) => text.replace("\r\n", "\n"),
            None => text.to_owned(),
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    fn restore(self, mut text: String) -> String {
        if !self.last && text.ends_with('\n') {
            text.pop();
        }
        match self.line {
            Some("\r\n") => text.replace('\n', "\r\n"),
            _ => text,
        }
    }
}
