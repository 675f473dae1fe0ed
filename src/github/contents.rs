//! Files at certain commits: their ids, and the text of those that are to be compared.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Error, Repository};

/// The files that were found, by `<commit>:<path>`. One that does not exist is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Object>);

/// A file at a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The id of its content.
    pub oid: String,
    /// The file's content, if that was asked for, is text, and not too long.
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
        for (part, asked) in [("object", objects), ("text", texts)] {
            for (index, (commit, path)) in asked.iter().enumerate() {
                let found: Option<Raw> =
                    self.part(&mut rest, &format!("{part}_{index}"), &answer)?;
                if let Some(raw) = found {
                    let text = raw.text.filter(|_| !raw.is_truncated);
                    let oid = raw.oid;
                    contents.insert(commit, path, Object { oid, text });
                }
            }
        }
        Ok(contents)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    oid: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    is_truncated: bool,
}
