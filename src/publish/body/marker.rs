//! The hidden comments around our part of a description: which issue it is, and whether the words are still ours.
//!
//! A digest of what was written stands in the marker, so that an edit anywhere in the title or the description is
//! noticed and respected.

use std::ops::Range;

use sha1::{Digest, Sha1};

use crate::github::hex;
use crate::publish::Proposal;

const START: &str = "<!-- memos-weekly:start -->";
const OPEN: &str = "<!-- memos-weekly {";
const CLOSE: &str = "} -->";

/// What the marker of a description says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Marker {
    /// Id of the period.
    pub week: String,
    /// Which issue it is.
    pub number: u32,
    /// Digest of the title that was written with it.
    #[serde(default)]
    pub title: String,
    /// Digest of the text between the markers.
    #[serde(default)]
    pub text: String,
}

impl Marker {
    /// Finds the last marker in a description.
    pub fn find(description: &str) -> Option<Self> {
        serde_json::from_str(&description[json(description)?]).ok()
    }

    /// Whether the title is still the one that was written with this marker.
    pub fn wrote_title(&self, title: &str) -> bool {
        self.title == digest(title)
    }

    /// Whether the generated part of the description is still as it was written.
    pub fn wrote_text_of(&self, description: &str) -> bool {
        between(description).is_some_and(|text| self.text == digest(text))
    }
}

/// Puts a text between the markers.
pub fn sign(text: &str, title: &str, week: &str, number: u32) -> String {
    let text = fitting(text.trim());
    let marker = serde_json::json!({
        "week": week,
        "number": number,
        "title": digest(title),
        "text": digest(&text),
    });
    format!("{START}\n{text}\n<!-- memos-weekly {marker} -->")
}

/// GitHub refuses descriptions above 65,536 characters, and people may write before and after ours.
fn fitting(text: &str) -> String {
    const LIMIT: usize = 62_000;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}\n\n…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The title and description to be written over those of a pull request; `None` where they are right already, or
/// where somebody made them their own.
pub fn reworded(
    title: &str,
    description: &str,
    proposal: &Proposal,
) -> (Option<String>, Option<String>) {
    let Some(marker) = Marker::find(description) else {
        return (None, None);
    };
    let new_title =
        (marker.wrote_title(title) && title != proposal.title).then(|| proposal.title.clone());
    let new_description = if marker.wrote_text_of(description) {
        resigned(description, &proposal.full_body())
    } else {
        remarked(description, proposal.number, new_title.as_deref())
    };
    let new_description = new_description.filter(|new| unified(new) != unified(description));
    (new_title, new_description)
}

/// The description with its generated part replaced and people's words before and after it kept.
fn resigned(description: &str, signed: &str) -> Option<String> {
    let (start, end) = (
        description.find(START)?,
        json(description)?.end + " -->".len(),
    );
    Some([&description[..start], signed, &description[end..]].concat())
}

/// The description with nothing changed but what its marker says.
fn remarked(description: &str, number: u32, title: Option<&str>) -> Option<String> {
    let place = json(description)?;
    let mut marker: serde_json::Value = serde_json::from_str(&description[place.clone()]).ok()?;
    marker["number"] = number.into();
    if let Some(title) = title {
        marker["title"] = digest(title).into();
    }
    let (before, after) = (&description[..place.start], &description[place.end..]);
    Some(format!("{before}{marker}{after}"))
}

/// Where the JSON of the last marker is.
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

/// GitHub's editor turns line ends into CRLF, which is no edit.
fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}
