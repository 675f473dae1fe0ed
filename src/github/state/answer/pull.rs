//! A pull request as GitHub writes it: in short, in full, and its further pages.

use serde::Deserialize;
use serde_json::Value;

use super::super::{Comment, Given, Past, Pull, PullState};
use super::{Nodes, RawCommit};

/// A connection of things that not everybody may see: those are null.
#[derive(Deserialize)]
struct Visible<T> {
    nodes: Vec<Option<T>>,
}

/// A pull request in short.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::github::state) struct RawBrief {
    id: String,
    pub(in crate::github::state) number: u64,
    url: String,
    pub(in crate::github::state) state: PullState,
    title: String,
    body: String,
    pub(super) head_ref_name: String,
    pub(super) is_cross_repository: bool,
    author_association: String,
    author: Option<RawAuthor>,
}

#[derive(Deserialize)]
struct RawAuthor {
    #[serde(rename = "__typename", default)]
    kind: String,
    login: String,
}

impl RawAuthor {
    /// A bot's login has `[bot]` behind it in some places and not in others.
    fn is(&self, login: &str) -> bool {
        let bare = |login: &str| login.trim_end_matches("[bot]").to_ascii_lowercase();
        bare(&self.login) == bare(login)
    }
}

impl RawBrief {
    /// Returns true if the pull request comes from our repository, and says something about the branch that it comes
    /// from: who may not write here can open a pull request from a branch of ours and close it again, which decides
    /// nothing.
    pub(in crate::github::state) fn counts(&self, viewer: &str) -> bool {
        let may_write = || {
            let association = self.author_association.as_str();
            // A member of an organization may have no more than read access, which only a request of its own could tell;
            // but where Actions may not open pull requests, members open them by hand, and close what they do not want.
            // An account that is gone has no author, an app was let in by those who may write.
            matches!(association, "OWNER" | "MEMBER" | "COLLABORATOR")
                || self
                    .author
                    .as_ref()
                    .is_none_or(|author| author.kind == "Bot" || author.is(viewer))
        };
        !self.is_cross_repository && (self.state != PullState::Closed || may_write())
    }

    pub(super) fn past(self) -> Past {
        Past {
            number: self.number,
            url: self.url,
            state: self.state,
            branch: self.head_ref_name,
            title: self.title,
            body: self.body,
        }
    }

    pub(in crate::github::state) fn pull(self) -> Pull {
        Pull {
            id: self.id,
            number: self.number,
            url: self.url,
            state: self.state,
            title: self.title,
            body: self.body,
            files: Vec::new(),
            comments: Vec::new(),
            approved: false,
            given: Given::default(),
            overwritten: Vec::new(),
        }
    }
}

/// A pull request in full.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
pub(in crate::github::state) struct RawPull {
    pub(in crate::github::state) brief: RawBrief,
    details: RawDetails,
}

impl TryFrom<Value> for RawPull {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        Ok(Self {
            brief: RawBrief::deserialize(&value)?,
            details: RawDetails::deserialize(&value)?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDetails {
    files: Nodes<RawFile>,
    comments: Nodes<RawComment>,
    latest_opinionated_reviews: Nodes<RawReview>,
    given: Visible<RawGiven>,
    forced: Visible<RawForced>,
}

/// The further pages of a pull request.
#[derive(Deserialize)]
pub(in crate::github::state) struct RawMore {
    #[serde(rename = "comments_0")]
    comments: Option<Nodes<RawComment>>,
    #[serde(rename = "files_0")]
    files: Option<Nodes<RawFile>>,
}

/// The cursors of the pages that were not read yet.
#[derive(Debug, Default)]
pub(in crate::github::state) struct Rest {
    pub(in crate::github::state) comments: Option<String>,
    pub(in crate::github::state) files: Option<String>,
}

impl RawMore {
    pub(in crate::github::state) fn add_to(self, pull: &mut Pull, viewer: &str) -> Rest {
        Rest {
            comments: self
                .comments
                .and_then(|page| add_comments(page, pull, viewer)),
            files: self.files.and_then(|page| add_files(page, pull)),
        }
    }
}

fn add_files(page: Nodes<RawFile>, pull: &mut Pull) -> Option<String> {
    let next = page.next();
    let kept = page
        .nodes
        .into_iter()
        .filter(|it| it.change_type != "DELETED");
    pull.files.extend(kept.map(|file| file.path));
    next
}

fn add_comments(page: Nodes<RawComment>, pull: &mut Pull, viewer: &str) -> Option<String> {
    let next = page.next();
    let own = page.nodes.into_iter().filter(|it| it.is_of(viewer));
    pull.comments.extend(own.map(|comment| Comment {
        id: comment.id,
        body: comment.body,
    }));
    next
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawFile {
    path: String,
    change_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawComment {
    id: String,
    body: String,
    viewer_did_author: bool,
    author: Option<RawAuthor>,
}

impl RawComment {
    fn is_of(&self, viewer: &str) -> bool {
        let author = self.author.as_ref();
        self.viewer_did_author || author.is_some_and(|author| author.is(viewer))
    }
}

#[derive(Deserialize)]
struct RawReview {
    state: String,
}

#[derive(Deserialize)]
struct RawGiven {
    label: Option<RawNamed>,
    assignee: Option<RawNamed>,
    #[serde(rename = "requestedReviewer")]
    reviewer: Option<RawNamed>,
}

#[derive(Deserialize)]
struct RawNamed {
    #[serde(default, alias = "login", alias = "slug")]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawForced {
    before_commit: Option<RawCommit>,
}

impl RawPull {
    /// The pull request as far as this page goes, and what else there is of it.
    pub(in crate::github::state) fn pull(self, viewer: &str) -> (Pull, Rest) {
        let mut pull = self.brief.pull();
        let details = self.details;
        let reviews = details.latest_opinionated_reviews.nodes;
        pull.approved = reviews.iter().any(|review| review.state == "APPROVED")
            && reviews
                .iter()
                .all(|review| review.state != "CHANGES_REQUESTED");
        for event in details.given.nodes.into_iter().flatten() {
            let name = |named: Option<RawNamed>| named.and_then(|named| named.name);
            pull.given.labels.extend(name(event.label));
            pull.given.assignees.extend(name(event.assignee));
            pull.given.reviewers.extend(name(event.reviewer));
        }
        let forced = details.forced.nodes.into_iter().flatten();
        pull.overwritten = forced
            .filter_map(|event| event.before_commit)
            .map(RawCommit::commit)
            .collect();
        let rest = Rest {
            comments: add_comments(details.comments, &mut pull, viewer),
            files: add_files(details.files, &mut pull),
        };
        (pull, rest)
    }
}
