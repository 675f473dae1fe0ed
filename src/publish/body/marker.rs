//! The hidden comments around our part of a description: which issue it is, and whether the words are still ours.
//!
//! A digest of what was written stands in the marker, so that an edit anywhere in the title or the description is
//! noticed and respected.

use sha1::{Digest, Sha1};

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
        let at = description.rfind(OPEN)? + OPEN.len() - 1;
        let rest = &description[at..];
        let end = rest.find(CLOSE)? + 1;
        serde_json::from_str(&rest[..end]).ok()
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
    let marker = serde_json::json!({
        "week": week,
        "number": number,
        "title": digest(title),
        "text": digest(text),
    });
    format!("{START}\n{}\n<!-- memos-weekly {marker} -->", text.trim())
}

/// The description with its generated part replaced and people's words before and after it kept; `None` if that part
/// is no longer there.
#[expect(dead_code, reason = "the pull request is next")]
pub(crate) fn resign(description: &str, signed: &str) -> Option<String> {
    let start = description.find(START)?;
    let marker = start + description[start..].rfind(OPEN)?;
    let end = marker + description[marker..].find(CLOSE)? + CLOSE.len();
    Some(format!(
        "{}{signed}{}",
        &description[..start],
        &description[end..]
    ))
}

fn between(description: &str) -> Option<&str> {
    let start = description.find(START)? + START.len();
    let end = start + description[start..].rfind(OPEN)?;
    Some(&description[start..end])
}

/// Twelve hexadecimal digits; GitHub's editor turns line ends into CRLF, which is no edit.
fn digest(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let hash = Sha1::digest(text.trim().as_bytes());
    hash.iter().take(6).fold(String::new(), |mut hex, byte| {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
