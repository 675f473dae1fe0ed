//! The answer as GitHub writes it: connections, edges, nulls.
//!
//! It ends here; everybody else sees plain values.

use serde::Deserialize;

use super::{Branch, Comment, Commit, Given, Past, Person, Pull, PullState, SeriesBranch};

pub(super) fn joined(name: &str, branch: Option<RawBranch>, pulls: Nodes<RawPull>) -> Branch {
    let mut joined = Branch {
        name: name.to_owned(),
        pulls: pulls
            .items()
            .filter(|pull| !pull.is_cross_repository)
            .map(RawPull::pull)
            .collect(),
        ..Branch::default()
    };
    if let Some(branch) = branch
        && let Some(target) = branch.target
    {
        joined.head = Some(target.oid);
        // Without a common ancestor there is nothing to count: then all of it is ahead.
        joined.ahead = branch
            .compare
            .map_or(usize::MAX, |compared| compared.behind_by);
        joined.history = target
            .history
            .into_iter()
            .flat_map(Nodes::items)
            .map(RawCommit::commit)
            .collect();
    }
    joined
}

/// Connections may hold nulls where something may not be seen.
#[derive(Deserialize)]
pub(super) struct Nodes<T> {
    #[serde(default = "Vec::new")]
    nodes: Vec<Option<T>>,
}

impl<T> Nodes<T> {
    pub(super) fn items(self) -> impl Iterator<Item = T> {
        self.nodes.into_iter().flatten()
    }
}

#[derive(Deserialize)]
pub(super) struct Data {
    pub(super) base: Option<RawRef>,
    pub(super) series: Option<Nodes<RawSeries>>,
    pub(super) past: Nodes<RawPast>,
}

#[derive(Deserialize)]
pub(super) struct RawRef {
    pub(super) target: Option<RawId>,
}

#[derive(Deserialize)]
pub(super) struct RawId {
    pub(super) oid: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawSeries {
    prefix: String,
    name: String,
    target: Option<RawMessage>,
    associated_pull_requests: Nodes<RawPast>,
}

#[derive(Deserialize)]
struct RawMessage {
    #[serde(default)]
    message: String,
}

impl RawSeries {
    pub(super) fn branch(self) -> SeriesBranch {
        let prefix = self.prefix.trim_start_matches("refs/heads/");
        let name = if self.name.starts_with(prefix) {
            self.name
        } else {
            format!("{prefix}{}", self.name)
        };
        let open = self
            .associated_pull_requests
            .items()
            .find(|pull| !pull.is_cross_repository)
            .map(|pull| pull.named(Some(&name)));
        SeriesBranch {
            name,
            message: self.target.map(|target| target.message).unwrap_or_default(),
            open,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPast {
    number: u64,
    url: String,
    state: PullState,
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    head_ref_name: String,
    pub(super) is_cross_repository: bool,
}

impl RawPast {
    pub(super) fn named(self, branch: Option<&str>) -> Past {
        Past {
            number: self.number,
            url: self.url,
            state: self.state,
            branch: branch.map_or(self.head_ref_name, str::to_owned),
            title: self.title,
            body: self.body,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RawBranch {
    target: Option<RawHead>,
    compare: Option<RawComparison>,
}

#[derive(Deserialize)]
struct RawHead {
    oid: String,
    history: Option<Nodes<RawCommit>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawComparison {
    behind_by: usize,
}

#[derive(Deserialize)]
pub(super) struct RawCommit {
    oid: String,
    message: String,
    parents: Nodes<RawId>,
    #[serde(default)]
    author: Option<Person>,
    #[serde(default)]
    committer: Option<Person>,
    #[serde(default)]
    signature: Option<RawSignature>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSignature {
    was_signed_by_git_hub: bool,
}

impl RawCommit {
    pub(super) fn commit(self) -> Commit {
        Commit {
            oid: self.oid,
            message: self.message,
            parents: self.parents.items().map(|parent| parent.oid).collect(),
            author: self.author.unwrap_or_default(),
            committer: self.committer.unwrap_or_default(),
            signed_by_github: self.signature.map(|s| s.was_signed_by_git_hub),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RawCommits {
    pub(super) commits: Nodes<RawCommitNode>,
}

#[derive(Deserialize)]
pub(super) struct RawCommitNode {
    pub(super) commit: RawCommit,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPull {
    id: String,
    number: u64,
    url: String,
    state: PullState,
    title: String,
    body: String,
    is_cross_repository: bool,
    files: Option<Nodes<RawFile>>,
    comments: Nodes<RawComment>,
    latest_opinionated_reviews: Option<Nodes<RawReview>>,
    given: Nodes<RawGiven>,
    forced: Nodes<RawForced>,
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
    fn pull(self) -> Pull {
        let reviews: Vec<RawReview> = self
            .latest_opinionated_reviews
            .into_iter()
            .flat_map(Nodes::items)
            .collect();
        let mut given = Given::default();
        for event in self.given.items() {
            let name = |named: Option<RawNamed>| named.and_then(|named| named.name);
            given.labels.extend(name(event.label));
            given.assignees.extend(name(event.assignee));
            given.reviewers.extend(name(event.reviewer));
        }
        Pull {
            id: self.id,
            number: self.number,
            url: self.url,
            state: self.state,
            title: self.title,
            body: self.body,
            files: self
                .files
                .into_iter()
                .flat_map(Nodes::items)
                .filter(|file| file.change_type != "DELETED")
                .map(|file| file.path)
                .collect(),
            comments: self
                .comments
                .items()
                .filter(|comment| comment.viewer_did_author)
                .map(|comment| Comment {
                    id: comment.id,
                    body: comment.body,
                })
                .collect(),
            approved: reviews.iter().any(|review| review.state == "APPROVED")
                && reviews
                    .iter()
                    .all(|review| review.state != "CHANGES_REQUESTED"),
            given,
            overwritten: self
                .forced
                .items()
                .filter_map(|event| event.before_commit)
                .map(RawCommit::commit)
                .collect(),
        }
    }
}
