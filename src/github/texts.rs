//! Texts of files: asked for as parts of a document, and read from its answer.
//!
//! GitHub shows texts as it understands them, so each is held against the size of its file.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::document::Document;
use crate::blog::{Blog, Unreadable};

/// Asks for texts at a revision.
pub(super) fn push_texts(document: &mut Document, revision: &str, texts: &[String]) {
    for text in texts {
        document.push("text", [("text", format!("{revision}:{text}").into())]);
    }
}

/// Reads what [`push_texts`] asked for.
pub(super) fn read_texts(parts: &mut Map<String, Value>, texts: &[String]) -> Blog {
    let mut blog = Blog::default();
    for (index, path) in texts.iter().enumerate() {
        match optional::<RawText>(parts, &format!("text_{index}")).map(RawText::read) {
            Some(Ok(text)) => blog.add_text(path.as_str(), text),
            Some(Err(reason)) => blog.add_unreadable(path.as_str(), reason),
            None => {}
        }
    }
    blog
}

/// `None` for what does not exist and for what is something else (a folder where a file was expected).
fn optional<T: DeserializeOwned>(parts: &mut Map<String, Value>, alias: &str) -> Option<T> {
    serde_json::from_value(parts.remove(alias)?).ok()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawText {
    #[serde(rename = "text")]
    content: Option<String>,
    is_truncated: bool,
    byte_size: usize,
}

impl RawText {
    /// GitHub gives no text of binary files, and replaces what is not UTF-8: then the text has another length than the
    /// file, but for a byte-order mark.
    pub(super) fn read(self) -> Result<String, Unreadable> {
        const MARK: usize = '\u{feff}'.len_utf8();
        match self.content {
            _ if self.is_truncated => Err(Unreadable::TooLarge),
            None => Err(Unreadable::Binary),
            Some(text) if text.len() == self.byte_size || text.len() + MARK == self.byte_size => {
                Ok(text)
            }
            Some(_) => Err(Unreadable::NotUtf8),
        }
    }
}
