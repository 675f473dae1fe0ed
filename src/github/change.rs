//! The one kind of change: everything a step does, in one document, run by GitHub in order.
//!
//! A part that fails does not stop the parts after it, so the answer tells about each of them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::document::Document;
use super::state::push_series;
use super::{Error, Fault, Repository, SeriesBranch};
use crate::blog::File;

/// The parts of a step's change; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// A branch to be created: its name, and the commit it starts at.
    pub branch: Option<(String, String)>,
    /// A commit on top of a branch.
    pub commit: Option<Commit>,
    /// A pull request to be opened.
    pub pull: Option<NewPull>,
    /// New words for a pull request.
    pub edit: Option<Edit>,
    /// A change of our comment.
    pub comment: Option<CommentChange>,
}

/// A commit to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The branch it goes on top of.
    pub branch: String,
    /// The commit at which that branch must still be.
    pub head: String,
    /// The first line of the message.
    pub headline: String,
    /// Everything below.
    pub body: String,
    /// Files with new content.
    pub additions: Vec<File>,
    /// Files that go.
    pub deletions: Vec<String>,
}

/// A pull request to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPull {
    /// GitHub's id of the repository.
    pub repository: String,
    /// The branch that it is to be merged into.
    pub base: String,
    /// The branch that it comes from.
    pub head: String,
    /// Title of the pull request.
    pub title: String,
    /// Description of the pull request.
    pub body: String,
    /// True if it is opened as a draft.
    pub draft: bool,
}

/// New words for a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// GitHub's id of the pull request.
    pub pull: String,
    /// The new title.
    pub title: Option<String>,
    /// The new description.
    pub body: Option<String>,
    /// True if the pull request is to be closed.
    pub close: bool,
}

/// A change of our comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentChange {
    /// Write a new comment below a pull request.
    Add {
        /// GitHub's id of the pull request.
        pull: String,
        /// Text of the comment.
        body: String,
    },
    /// Replace the text of a comment.
    Rewrite {
        /// GitHub's id of the comment.
        id: String,
        /// The new text.
        body: String,
    },
    /// Delete a comment.
    Remove {
        /// GitHub's id of the comment.
        id: String,
    },
}

/// The result of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// True if the branch was created.
    pub branch: bool,
    /// The commit that was made.
    pub commit: Option<String>,
    /// The pull request that was opened: id, number, page.
    pub pull: Option<(String, u64, String)>,
    /// The comment that was written.
    pub comment: Option<String>,
    /// The branches of the series right after a pull request was opened or got new words; `None` if none did.
    pub series: Option<Vec<SeriesBranch>>,
    /// The parts that failed.
    pub faults: Vec<Fault>,
}

impl Repository {
    /// Sends a change once, whatever happens; the names of the series' branches begin with `prefix`.
    ///
    /// # Errors
    /// When there is no usable answer: then nobody knows what was done.
    pub async fn change(&self, change: &Change, prefix: &str) -> Result<Changed, Error> {
        let answer = self
            .client
            .send(&self.change_document(change, prefix))
            .await?;
        let at = |path: [&str; 2]| -> Option<&Value> {
            answer
                .data
                .get(path[0])?
                .get(path[1])
                .filter(|v| !v.is_null())
        };
        let pull = at(["pull_0", "pullRequest"]);
        let series = pull
            .or(at(["edit_0", "pullRequest"]))
            .and_then(|pull| pull.get("repository"));
        Ok(Changed {
            branch: at(["ref_0", "ref"]).is_some(),
            commit: at(["commit_0", "commit"]).and_then(|commit| text(commit, "oid")),
            pull: pull.and_then(|pull| {
                Some((
                    text(pull, "id")?,
                    pull.get("number")?.as_u64()?,
                    text(pull, "url")?,
                ))
            }),
            comment: at(["comment_0", "commentEdge"])
                .and_then(|edge| edge.get("node"))
                .and_then(|node| text(node, "id")),
            series: series
                .map(|series| self.series(series, prefix))
                .transpose()?,
            faults: answer.faults,
        })
    }

    fn change_document(&self, change: &Change, prefix: &str) -> Document {
        let mut document = Document::new(include_str!("change.graphql"));
        if let Some(NewPull { repository, .. }) = &change.pull
            && let Some((name, oid)) = &change.branch
        {
            let name = format!("refs/heads/{name}");
            let input = json!({ "repositoryId": repository, "name": name, "oid": oid });
            document.push("ref", [("ref", input)]);
        }
        if let Some(commit) = &change.commit {
            document.push("commit", [("commit", self.commit(commit))]);
        }
        if let Some(pull) = &change.pull {
            document.push("pull", [("pull", new_pull(pull))]);
        }
        if change.pull.is_some() || change.edit.is_some() {
            push_series(&mut document, prefix);
        }
        if let Some(edit) = &change.edit {
            let mut input = json!({ "pullRequestId": edit.pull });
            for (name, value) in [("title", &edit.title), ("body", &edit.body)] {
                if let Some(value) = value {
                    input[name] = value.as_str().into();
                }
            }
            if edit.close {
                input["state"] = "CLOSED".into();
            }
            document.push("edit", [("edit", input)]);
        }
        match &change.comment {
            Some(CommentChange::Add { pull, body }) => {
                let input = json!({ "subjectId": pull, "body": body });
                document.push("comment", [("comment", input)]);
            }
            Some(CommentChange::Rewrite { id, body }) => {
                let input = json!({ "id": id, "body": body });
                document.push("rewrite", [("rewrite", input)]);
            }
            Some(CommentChange::Remove { id }) => {
                document.push("removal", [("removal", json!({ "id": id }))]);
            }
            None => {}
        }
        document
    }

    fn commit(&self, commit: &Commit) -> Value {
        let additions: Vec<Value> = commit
            .additions
            .iter()
            .map(|file| json!({ "path": file.path, "contents": STANDARD.encode(&file.bytes) }))
            .collect();
        let deletions: Vec<Value> = commit
            .deletions
            .iter()
            .map(|path| json!({ "path": path }))
            .collect();
        json!({
            "branch": { "repositoryNameWithOwner": self.full_name(), "branchName": commit.branch },
            "expectedHeadOid": commit.head,
            "message": { "headline": commit.headline, "body": commit.body },
            "fileChanges": { "additions": additions, "deletions": deletions },
        })
    }
}

fn new_pull(pull: &NewPull) -> Value {
    json!({
        "repositoryId": pull.repository,
        "baseRefName": pull.base,
        "headRefName": pull.head,
        "title": pull.title,
        "body": pull.body,
        "draft": pull.draft,
    })
}

fn text(value: &Value, name: &str) -> Option<String> {
    Some(value.get(name)?.as_str()?.to_owned())
}
