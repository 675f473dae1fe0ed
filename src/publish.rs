//! Where a post goes: a folder or a pull request.
//!
//! Both take the same values, so that a dry run, a local run and the real thing cannot differ in what they write.

pub mod body;
pub mod folder;
pub mod pull_request;
pub mod record;
mod target;

use std::fmt;

use crate::blog::File;
use crate::issue::{Language, Sentence};
use record::{Record, Withdrawn};

pub use target::{BlogSnapshot, Error, PublishFlags, Target};

/// One issue, ready to be proposed: everything that publishing needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Id of its period, for example `2023-W10`; also the tail of the branch's name.
    pub week: String,
    /// Number of the issue.
    pub number: u32,
    /// Title of the pull request.
    pub title: String,
    /// Description of the pull request without markers, for example from [`body::body`].
    pub body: String,
    /// Headline of the commit.
    pub message: String,
    /// The post and everything that travels with it.
    pub files: Vec<File>,
    /// The post without memos: what is left of one that people edited when all its memos were withdrawn.
    pub remainder: String,
    /// The list of all issues with this one in it, if the blog keeps one and it is not there yet.
    pub index: Option<Index>,
    /// Path of the file that is the post; people's edits of it are merged.
    pub post_path: String,
    /// The language of what is written beside it.
    pub language: Language,
    /// The memos of the issue, and those that are no longer public.
    pub record: Record,
    /// Memos that are no longer public, but still in the pull request or the published post: their text goes first, and
    /// what people decided about the pull request comes after it.
    pub withdraws: Vec<Withdrawn>,
    /// True if the issue may get a follow-up once it is published, where the run wants that; false for a week that was
    /// not asked for and is only looked after.
    pub may_follow_up: bool,
}

/// The list of all issues: a file that people write as well, so it is merged and never taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Path of the file in the repository.
    pub path: String,
    /// The whole text; empty if there is to be no such file.
    pub text: String,
    /// The lines that were added. Whatever else changes in the file on the base branch is no change of the proposal.
    pub added: String,
}

impl Index {
    /// The file, if there is to be one.
    pub fn file(&self) -> Option<File> {
        (!self.text.is_empty()).then(|| File {
            path: self.path.clone(),
            bytes: self.text.clone().into_bytes(),
        })
    }
}

impl Proposal {
    /// The title as GitHub gets it: it links, closes and pings nothing.
    pub fn safe_title(&self) -> String {
        body::inert(&self.title)
    }

    /// The headline of the commit as GitHub gets it, which is as harmless.
    pub fn headline(&self) -> String {
        body::inert(&self.message)
    }

    /// The description as GitHub gets it: between the markers by which a later run knows its own words.
    pub fn full_body(&self) -> String {
        body::sign_proposal(self)
    }

    /// Makes of a proposal without memos one that leaves nothing to publish.
    pub fn empty(&mut self) {
        let files = std::mem::take(&mut self.files).into_iter();
        let post = files.filter(|file| file.path == self.post_path);
        self.remainder = post
            .map(|post| String::from_utf8_lossy(&post.bytes).into_owned())
            .collect();
    }

    /// Returns true if nothing is left to publish, because all of it was withdrawn.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// The outcome of publishing a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// There is a new pull request.
    Created,
    /// The open pull request has a new commit, or a new title or description.
    Updated,
    /// The open pull request holds it already, or was left to the people who work on it.
    Unchanged,
    /// The pull request was merged, or the post stands on the base branch.
    Merged,
    /// The pull request was closed without merging: somebody does not want it.
    Closed,
    /// There was nothing to publish.
    Skipped,
    /// There would be a new pull request, or a new post in the folder; this was a dry run.
    WouldCreate,
    /// The open pull request, or the post in the folder, would be changed; this was a dry run.
    WouldUpdate,
}

impl Operation {
    /// Returns true if this was a dry run that only says what would be done.
    pub fn is_rehearsed(self) -> bool {
        matches!(self, Self::WouldCreate | Self::WouldUpdate)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Merged => "merged",
            Self::Closed => "closed",
            Self::Skipped => "skipped",
            Self::WouldCreate => "would-create",
            Self::WouldUpdate => "would-update",
        })
    }
}

/// A branch that a pull request is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadBranch {
    /// Full name of the branch.
    pub name: String,
    /// The branch that it is to be merged into.
    pub base: String,
    /// The newest commit that is known; `None` if there is none.
    pub head: Option<String>,
}

/// The result of publishing an issue, with its pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The action that was taken.
    pub operation: Operation,
    /// Number of the pull request, if there is one.
    pub number: Option<u64>,
    /// Page of the pull request.
    pub url: Option<String>,
    /// The branch, if there is a pull request or would be one.
    pub branch: Option<HeadBranch>,
    /// Sentences that people should know: edits kept, a conflict, a label that could not be set. No memo text.
    pub notices: Vec<Sentence>,
    /// Sentences that people must know first: memos that are no longer public. No memo text.
    pub warnings: Vec<Sentence>,
}
