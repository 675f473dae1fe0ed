//! The hidden comments around our part of a description: which issue it is, and whether the words are still ours.
//!
//! A digest of what was written stands in the marker, so that an edit anywhere in the title or the description is
//! noticed and respected.

use std::ops::Range;

use sha1::{Digest, Sha1};

use crate::github::hex;
use crate::publish::Proposal;
use crate::publish::record::{Held, Record};

use super::neutral::{inert, without_gaps};

const START: &str = "<!-- memos-weekly:start -->";
const OPEN: &str = "<!-- memos-weekly {";
const CLOSE: &str = "} -->";

/// The content of a description's marker.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Marker {
    /// Id of the period.
    pub week: String,
    /// Number of the issue.
    pub number: u32,
    /// Digest of the title that was written with it.
    #[serde(default)]
    pub title: String,
    /// Digest of the text between the markers.
    #[serde(default)]
    pub text: String,
    /// The result of the last comparison of the branch with what we would write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// The memos of the issue; see [`Record`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    memos: String,
    /// True if we closed the pull request, because all of it was withdrawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emptied: bool,
}

/// The result of comparing two states, kept so that they are not compared again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Seen {
    /// The result itself.
    pub verdict: Verdict,
    /// Digest of the two states.
    of: String,
}

/// The result of a comparison after which nothing is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// There is nothing to add to what people made of it.
    Nothing,
    /// The new text conflicts with people's edits.
    Conflict,
    /// People took the post away.
    Gone,
}

impl Seen {
    /// The verdict about a commit and the digest of what we would write.
    pub fn new(verdict: Verdict, head: &str, wanted: &str) -> Self {
        let of = digest(&format!("{head} {wanted}"));
        Self { verdict, of }
    }
}

impl Marker {
    /// Finds the last marker in a description.
    pub fn find(description: &str) -> Option<Self> {
        serde_json::from_str(&description[json(description)?]).ok()
    }

    /// Returns the result of comparing a commit with what we would write, if that was the last comparison.
    pub fn verdict(&self, head: &str, wanted: &str) -> Option<Verdict> {
        let seen = self.seen.as_ref()?;
        (*seen == Seen::new(seen.verdict, head, wanted)).then_some(seen.verdict)
    }

    /// Returns true if the title is still the one that was written with this marker.
    pub fn wrote_title(&self, title: &str) -> bool {
        self.title == digest_of_title(title)
    }

    /// Returns the memos that were written down with the marker; `None` if none were, as in descriptions from before
    /// that was done.
    pub fn record(&self) -> Option<Record> {
        (!self.memos.is_empty() || self.emptied).then(|| Record::read(&self.memos))
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("words and numbers are JSON")
    }

    /// Returns true if the generated part of the description is still as it was written.
    pub fn wrote_text_of(&self, description: &str) -> bool {
        between(description).is_some_and(|text| self.text == digest(text))
    }
}

/// A comment between the markers, with the memos that it quotes.
pub fn sign_comment(text: &str, title: &str, proposal: &Proposal, quotes: bool) -> String {
    let mut marker = Marker::new(title, &proposal.week, proposal.number);
    if quotes {
        marker.memos = Record {
            withdrawn: Vec::new(),
            ..proposal.record.clone()
        }
        .to_string();
    }
    signed(text, marker)
}

/// The description of a proposal between the markers, with all that a later run has to know.
pub fn sign_proposal(proposal: &Proposal) -> String {
    let mut marker = Marker::new(&proposal.title, &proposal.week, proposal.number);
    marker.memos = proposal.record.to_string();
    signed(&proposal.body, marker)
}

fn signed(text: &str, mut marker: Marker) -> String {
    let text = fitting(text.trim(), marker.memos.len());
    marker.text = digest(&text);
    format!("{START}\n{text}\n<!-- memos-weekly {} -->", marker.json())
}

impl Marker {
    fn new(title: &str, week: &str, number: u32) -> Self {
        Self {
            week: week.to_owned(),
            number,
            title: digest_of_title(title),
            text: String::new(),
            seen: None,
            memos: String::new(),
            emptied: false,
        }
    }
}

/// GitHub refuses descriptions above 65,536 characters, and people may write before and after ours; a part of it is
/// `hidden`.
fn fitting(text: &str, hidden: usize) -> String {
    const LIMIT: usize = 62_000;
    match text.char_indices().nth(LIMIT.saturating_sub(hidden)) {
        Some((end, _)) => {
            let whole_lines = text[..end].rfind('\n').unwrap_or(end);
            format!("{}\n\n…", &text[..whole_lines])
        }
        None => text.to_owned(),
    }
}

/// The title and description to be written over those of a pull request; `None` where they are right already, or
/// where somebody made them their own. What was seen is remembered with them.
pub fn reworded(
    title: &str,
    description: &str,
    proposal: &Proposal,
    seen: Option<Seen>,
) -> (Option<String>, Option<String>) {
    let Some(marker) = Marker::find(description) else {
        return (None, None);
    };
    let wanted = proposal.safe_title();
    let new_title = (marker.wrote_title(title) && title != wanted).then_some(wanted);
    let signed = proposal.full_body();
    let rewritten = if marker.wrote_text_of(description) {
        resigned(description, &signed)
    } else {
        let rows = marker.record().unwrap_or_default().held;
        let kept = without_rows(description, &rows, &proposal.record);
        remarked(&kept, |marker| {
            marker.number = proposal.number;
            marker.memos = proposal.record.to_string();
            marker.emptied = false;
            if let Some(title) = &new_title {
                marker.title = digest_of_title(title);
            }
        })
    };
    let seen = seen.or(marker.seen);
    let new_description = rewritten
        .and_then(|new| remarked(&new, |marker| marker.seen = seen))
        .filter(|new| unified(new) != unified(description));
    (new_title, new_description)
}

/// The description of a pull request that we close, because nothing is left of it: nobody decided against it.
pub fn closing(description: &str) -> String {
    remarked(description, |marker| marker.emptied = true).unwrap_or_else(|| description.to_owned())
}

/// The description with nothing new but what was seen; `None` if it says so already, or has no marker any more.
pub fn remembering(description: &str, seen: Seen) -> Option<String> {
    let new = remarked(description, |marker| marker.seen = Some(seen))?;
    (unified(&new) != unified(description)).then_some(new)
}

/// Returns true if both descriptions read the same, apart from their markers.
pub fn reads_the_same(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        let mut words = text.to_owned();
        words.replace_range(json(text).unwrap_or_default(), "");
        unified(&words)
    };
    words(one) == words(other)
}

/// Returns true if the generated part of a description is still as it was written.
pub fn is_ours(description: &str) -> bool {
    Marker::find(description).is_some_and(|marker| marker.wrote_text_of(description))
}

/// The description with its generated part replaced and people's words before and after it kept.
fn resigned(description: &str, signed: &str) -> Option<String> {
    let (start, end) = (
        description.find(START)?,
        json(description)?.end + " -->".len(),
    );
    Some([&description[..start], signed, &description[end..]].concat())
}

/// The description without the rows of withdrawn memos, as far as they are as we wrote them.
fn without_rows(description: &str, rows: &[Held], now: &Record) -> String {
    let gone: Vec<&Held> = rows
        .iter()
        .filter(|row| now.withdrawn.iter().any(|gone| gone.is(&row.id)))
        .collect();
    let stays = |line: &&str| !gone.iter().any(|row| row.wrote(line));
    description.split_inclusive('\n').filter(stays).collect()
}

/// The description with nothing changed but what its marker says.
fn remarked(description: &str, change: impl FnOnce(&mut Marker)) -> Option<String> {
    let place = json(description)?;
    let mut marker = Marker::find(description)?;
    change(&mut marker);
    let (before, after) = (&description[..place.start], &description[place.end..]);
    Some(format!("{before}{}{after}", marker.json()))
}

/// Finds the JSON of the last marker.
fn json(description: &str) -> Option<Range<usize>> {
    let start = description.rfind(OPEN)? + OPEN.len() - 1;
    let end = start + description[start..].find(CLOSE)? + 1;
    Some(start..end)
}

fn between(description: &str) -> Option<&str> {
    let start = description.find(START)? + START.len();
    let end = start + description[start..].rfind(OPEN)?;
    Some(&description[start..end])
}

/// Twelve hexadecimal digits.
fn digest(text: &str) -> String {
    hex(&Sha1::digest(unified(text)))[..12].to_owned()
}

/// The digest of a title as GitHub gets it, in which signs that nobody sees are missing.
fn digest_of_title(title: &str) -> String {
    digest(&without_gaps(&inert(title)))
}

/// A text without what GitHub's editor changes: it turns line ends into CRLF, which is no edit.
pub fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}
