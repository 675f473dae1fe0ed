//! The first question to a repository: what is it, and what stands on its base branch?

use serde::Deserialize;
use serde_json::{Map, Value};

use super::client::Answer;
use super::document::Document;
use super::{Error, Repository};
use crate::blog::{Blog, Unreadable, Wanted};

/// What the first question to a repository brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What was wanted of the base branch.
    pub blog: Blog,
    /// The folders whose names were wanted: what is not in `blog` there does not exist.
    pub listed: Vec<String>,
    /// GitHub's id of the repository.
    pub id: String,
    /// `owner/name` as GitHub spells it.
    pub full_name: String,
    /// Its page.
    pub url: String,
    /// Whether only some people can read it.
    pub private: bool,
    /// Whether it is read-only.
    pub archived: bool,
    /// Whether it has no commit yet.
    pub empty: bool,
    /// The branch that GitHub shows first; empty in an empty repository.
    pub default_branch: String,
    /// The branch that pull requests go to: the one asked for, else the default one.
    pub base: String,
    /// Its newest commit; `None` if there is no such branch.
    pub base_oid: Option<String>,
    /// Whose token it is, for example `github-actions[bot]`.
    pub viewer: String,
}

impl Look {
    /// Whether a file stands on the base branch, if what was read here or `later` says so.
    pub fn known(&self, later: &Blog, path: &str) -> Option<bool> {
        let has = |path: &str| self.blog.has(path) || later.has(path);
        let is_listed = |folder: &str| self.listed.iter().any(|listed| listed == folder);
        let mut folder = "";
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            // names of folders directly in a listed one were read as well
            let certain = is_listed(folder) || (!folder.is_empty() && is_listed(parent));
            if !has(&path[..end]) {
                return certain.then_some(false);
            }
            folder = &path[..end];
        }
        Some(true)
    }
}

impl Repository {
    /// Looks at the repository, and at what is wanted of `base` (the default branch if `None`).
    ///
    /// # Errors
    /// When there is no answer, or no such repository.
    pub async fn look(&self, base: Option<&str>, wanted: &Wanted) -> Result<Look, Error> {
        let mut document = Document::new(include_str!("look.graphql"))
            .set("owner", self.owner.as_str())
            .set("name", self.name.as_str());
        let revision = match base {
            Some(base) => {
                let qualified = format!("refs/heads/{base}");
                document.push("base", [("base", qualified.as_str().into())]);
                qualified
            }
            None => "HEAD".to_owned(),
        };
        push_wanted(&mut document, &revision, wanted);
        let answer = self.client.ask(&document).await?;
        let (data, mut rest) = self.repository::<Data>(&answer)?;
        let asked: Option<Ref> = match base {
            Some(_) => self.part(&mut rest, "base_0", &answer)?,
            None => None,
        };
        let found = if base.is_some() {
            asked
        } else {
            data.default_branch_ref.clone()
        };
        let default_branch = data.default_branch_ref.map(|r| r.name).unwrap_or_default();
        Ok(Look {
            blog: read_wanted(&mut rest, wanted),
            listed: folders(wanted),
            id: data.id,
            full_name: data.name_with_owner,
            url: data.url,
            private: data.is_private,
            archived: data.is_archived,
            empty: data.is_empty,
            base: base.map_or_else(|| default_branch.clone(), str::to_owned),
            base_oid: found
                .and_then(|found| found.target)
                .map(|target| target.oid),
            default_branch,
            viewer: viewer(&answer),
        })
    }

    /// The fixed part of `repository` in an answer, and everything else in it.
    pub(super) fn repository<T: serde::de::DeserializeOwned>(
        &self,
        answer: &Answer,
    ) -> Result<(T, Map<String, Value>), Error> {
        let Some(Value::Object(repository)) = answer.data.get("repository") else {
            let fault = answer.faults.first();
            return Err(match fault {
                Some(fault) if fault.kind != super::Kind::NotFound => Error::Refused(fault.clone()),
                _ => Error::NoRepository {
                    repository: self.full_name(),
                },
            });
        };
        // a part that is missing for a reason must not look like one that does not exist
        if let Some(fault) = answer.faults.iter().find(|fault| !fault.is_minor()) {
            return Err(Error::Refused(fault.clone()));
        }
        let fixed = serde_json::from_value(Value::Object(repository.clone()))
            .map_err(|error| self.misread(&error, answer))?;
        Ok((fixed, repository.clone()))
    }

    /// One repeated part of an answer.
    pub(super) fn part<T: serde::de::DeserializeOwned>(
        &self,
        parts: &mut Map<String, Value>,
        alias: &str,
        answer: &Answer,
    ) -> Result<T, Error> {
        let value = parts.remove(alias).unwrap_or_default();
        serde_json::from_value(value).map_err(|error| self.misread(&error, answer))
    }

    /// What is missing in an answer is most often explained beside it.
    fn misread(&self, error: &serde_json::Error, answer: &Answer) -> Error {
        match answer.faults.first() {
            Some(fault) => Error::Refused(fault.clone()),
            None => self.client.unexpected(error),
        }
    }
}

fn folders(wanted: &Wanted) -> Vec<String> {
    let trimmed = |folder: &String| folder.trim_matches('/').to_owned();
    wanted.folders.iter().map(trimmed).collect()
}

/// Asks for what is wanted at a revision.
pub(super) fn push_wanted(document: &mut Document, revision: &str, wanted: &Wanted) {
    for folder in &wanted.folders {
        let expression = format!("{revision}:{}", folder.trim_matches('/'));
        document.push("folder", [("folder", expression.into())]);
    }
    for text in &wanted.texts {
        document.push("text", [("text", format!("{revision}:{text}").into())]);
    }
}

/// Reads what [`push_wanted`] asked for.
pub(super) fn read_wanted(parts: &mut Map<String, Value>, wanted: &Wanted) -> Blog {
    let mut blog = Blog::default();
    for (index, folder) in wanted.folders.iter().enumerate() {
        if let Some(tree) = optional::<Tree>(parts, &format!("folder_{index}")) {
            add_tree(&mut blog, folder.trim_matches('/'), &tree);
        }
    }
    for (index, path) in wanted.texts.iter().enumerate() {
        match optional::<Text>(parts, &format!("text_{index}")).map(Text::read) {
            Some(Ok(text)) => blog.add_text(path.as_str(), text),
            Some(Err(reason)) => blog.add_unreadable(path.as_str(), reason),
            None => {}
        }
    }
    blog
}

/// `None` for what does not exist and for what is something else (a folder where a file was expected).
fn optional<T: serde::de::DeserializeOwned>(
    parts: &mut Map<String, Value>,
    alias: &str,
) -> Option<T> {
    serde_json::from_value(parts.remove(alias)?).ok()
}

fn add_tree(blog: &mut Blog, folder: &str, tree: &Tree) {
    for entry in &tree.entries {
        let path = if folder.is_empty() {
            entry.name.clone()
        } else {
            format!("{folder}/{}", entry.name)
        };
        if let Some(inner) = &entry.object {
            add_tree(blog, &path, inner);
        }
        blog.add_path(path);
    }
}

fn viewer(answer: &Answer) -> String {
    answer
        .data
        .get("viewer")
        .and_then(|viewer| viewer.get("login"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    id: String,
    name_with_owner: String,
    url: String,
    is_private: bool,
    is_archived: bool,
    is_empty: bool,
    default_branch_ref: Option<Ref>,
}

#[derive(Deserialize, Clone)]
struct Ref {
    name: String,
    target: Option<Target>,
}

#[derive(Deserialize, Clone)]
struct Target {
    oid: String,
}

#[derive(Deserialize)]
struct Tree {
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    object: Option<Tree>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    #[serde(rename = "text")]
    content: Option<String>,
    is_truncated: bool,
    byte_size: usize,
}

impl Text {
    /// GitHub gives no text of binary files, and replaces what is not UTF-8: then the text has another length than the
    /// file, but for a byte-order mark.
    fn read(self) -> Result<String, Unreadable> {
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
