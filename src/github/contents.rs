//! Files at certain commits: their ids, and the text of those that are to be compared.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::texts::RawText;
use super::{Error, Repository};

/// The files that were found, by `<commit>:<path>`. One that does not exist is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Object>);

/// A file at a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The id of its content.
    pub oid: String,
    /// The file's content, if that was asked for, is text in UTF-8, and not too long.
    pub text: Option<String>,
}

impl Contents {
    /// The file of this path at this commit.
    pub fn get(&self, commit: &str, path: &str) -> Option<&Object> {
        self.0.get(&format!("{commit}:{path}"))
    }

    /// Notes a file, as a test or an answer says.
    pub fn insert(&mut self, commit: &str, path: &str, object: Object) {
        self.0.insert(format!("{commit}:{path}"), object);
    }
}

impl Repository {
    /// Reads ids of `objects` and `texts`, all of them pairs of a commit and a path.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn contents(
        &self,
        objects: &[(String, String)],
        texts: &[(String, String)],
    ) -> Result<Contents, Error> {
        let mut document = self.document(include_str!("contents.graphql"));
        for (commit, path) in objects {
            document.push("object", [("object", format!("{commit}:{path}").into())]);
        }
        for (commit, path) in texts {
            document.push("text", [("text", format!("{commit}:{path}").into())]);
        }
        let answer = self.client.ask([document]).await?;
        let (IgnoredAny, mut rest) = self.repository(&answer)?;
        let mut contents = Contents::default();
        for (index, (commit, path)) in objects.iter().enumerate() {
            let found: Option<RawObject> =
                self.part(&mut rest, &format!("object_{index}"), &answer)?;
            if let Some(RawObject { oid }) = found {
                contents.insert(commit, path, Object { oid, text: None });
            }
        }
        for (index, (commit, path)) in texts.iter().enumerate() {
            let found: Option<RawFile> = self.part(&mut rest, &format!("text_{index}"), &answer)?;
            if let Some(RawFile { oid, text }) = found {
                let text = text.and_then(|text| text.read().ok());
                contents.insert(commit, path, Object { oid, text });
            }
        }
        Ok(contents)
    }
}

#[derive(Deserialize)]
struct RawObject {
    oid: String,
}

#[derive(Deserialize)]
struct RawFile {
    oid: String,
    /// `None` for what is no file.
    #[serde(flatten)]
    text: Option<RawText>,
}
