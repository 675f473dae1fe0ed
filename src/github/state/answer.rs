//! The answer as GitHub writes it: connections, edges, nulls.
//!
//! It ends here; everybody else sees plain values. What is not as the schema promises is an error: a null where a pull
//! request should be must never read as "there is none".

use serde::Deserialize;
use serde_json::Value;

use super::{Branch, Comment, Commit, Given, Past, Person, Pull, PullState, SeriesBranch};

/// A connection whose nodes must all be there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nodes<T> {
    #[serde(default)]
    page_info: PageInfo,
    pub(super) nodes: Vec<T>,
}

impl<T> Nodes<T> {
    /// The cursor of the next page, if there is one.
    pub(super) fn next(&self) -> Option<String> {
        let PageInfo {
            has_next_page,
            end_cursor,
            has_previous_page,
            start_cursor,
        } = &self.page_info;
        let forth = end_cursor.as_ref().filter(|_| *has_next_page);
        let back = start_cursor.as_ref().filter(|_| *has_previous_page);
        forth.or(back).cloned()
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
    has_previous_page: bool,
    start_cursor: Option<String>,
}

/// A connection of things that not everybody may see: those are null.
#[derive(Deserialize)]
struct Seen<T> {
    nodes: Vec<Option<T>>,
}

#[derive(Deserialize)]
pub(super) struct Data {
    pub(super) base: Option<RawRef>,
    pub(super) past: Nodes<RawPast>,
}

#[derive(Deserialize)]
pub(super) struct RawRef {
    pub(super) target: RawId,
}

#[derive(Deserialize)]
pub(super) struct RawId {
    pub(super) oid: String,
}

#[derive(Deserialize)]
pub(super) struct RawSeries {
    series: Nodes<RawSeriesRef>,
    pub(super) open: Nodes<RawBrief>,
}

#[derive(Deserialize)]
struct RawSeriesRef {
    prefix: String,
    name: String,
    target: RawMessage,
}

#[derive(Deserialize)]
struct RawMessage {
    #[serde(default)]
    message: String,
}

impl RawSeriesRef {
    /// `prefix` is documented to be the part of the full name before `name`; an answer that repeats it in the name is
    /// understood as well.
    fn full_name(&self) -> String {
        let prefix = self.prefix.trim_start_matches("refs/heads/");
        if self.name.starts_with(prefix) {
            self.name.clone()
        } else {
            format!("{prefix}{}", self.name)
        }
    }
}

impl RawSeries {
    /// The branches of a series, and those of its open pull requests; `None` if the names of the branches are not
    /// understood.
    pub(super) fn branches(self, prefix: &str, open: Vec<RawBrief>) -> Option<Vec<SeriesBranch>> {
        let refs = self.series.nodes;
        let mut branches: Vec<SeriesBranch> = refs
            .iter()
            .map(|branch| SeriesBranch {
                name: branch.full_name(),
                message: branch.target.message.clone(),
                open: None,
            })
            .filter(|branch| branch.name.starts_with(prefix))
            .collect();
        // whatever is in the folder of the series has its prefix
        if prefix.ends_with('/') && branches.is_empty() && !refs.is_empty() {
            return None;
        }
        for pull in self.open.nodes.into_iter().chain(open) {
            if pull.is_cross_repository || !pull.head_ref_name.starts_with(prefix) {
                continue;
            }
            let known = branches.iter_mut().find(|it| it.name == pull.head_ref_name);
            match known {
                Some(branch) if branch.open.is_some() => {}
                Some(branch) => branch.open = Some(pull.past()),
                None => branches.push(SeriesBranch {
                    name: pull.head_ref_name.clone(),
                    message: String::new(),
                    open: Some(pull.past()),
                }),
            }
        }
        Some(branches)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPast {
    number: u64,
    url: String,
    state: PullState,
    title: String,
    head_ref_name: String,
    pub(super) is_cross_repository: bool,
}

impl RawPast {
    pub(super) fn past(self) -> Past {
        Past {
            number: self.number,
            url: self.url,
            state: self.state,
            branch: self.head_ref_name,
            title: self.title,
            body: String::new(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RawBranch {
    target: RawHead,
    compare: Option<RawComparison>,
    open: Nodes<RawPull>,
}

#[derive(Deserialize)]
pub(super) struct RawHistory {
    pub(super) target: RawHead,
}

#[derive(Deserialize)]
pub(super) struct RawHead {
    oid: String,
    history: Nodes<RawCommit>,
}

impl RawHead {
    pub(super) fn commits(self) -> Vec<Commit> {
        self.history
            .nodes
            .into_iter()
            .map(RawCommit::commit)
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawComparison {
    behind_by: usize,
}

impl RawBranch {
    /// The branch, and the open pull request that GitHub associates with it.
    pub(super) fn branch(self, name: &str) -> (Branch, Option<RawPull>) {
        let branch = Branch {
            name: name.to_owned(),
            head: Some(self.target.oid.clone()),
            // Without a common ancestor there is nothing to count: then all of it is ahead.
            ahead: self
                .compare
                .map_or(usize::MAX, |compared| compared.behind_by),
            history: self.target.commits(),
            pulls: Vec::new(),
        };
        let mut open = self.open.nodes.into_iter();
        (branch, open.find(|pull| !pull.brief.is_cross_repository))
    }
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
        let parents = self.parents.nodes.into_iter();
        Commit {
            oid: self.oid,
            message: self.message,
            parents: parents.map(|parent| parent.oid).collect(),
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

/// A pull request in short.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawBrief {
    id: String,
    pub(super) number: u64,
    url: String,
    pub(super) state: PullState,
    title: String,
    body: String,
    head_ref_name: String,
    is_cross_repository: bool,
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
    /// Whether it comes from our repository, and says something about the branch that it comes from: who may not write
    /// here can open a pull request from a branch of ours and close it again, which decides nothing.
    pub(super) fn counts(&self, viewer: &str) -> bool {
        let may_write = || {
            let association = self.author_association.as_str();
            // an account that is gone has no author, an app was let in by those who may write
            matches!(association, "OWNER" | "MEMBER" | "COLLABORATOR")
                || self
                    .author
                    .as_ref()
                    .is_none_or(|author| author.kind == "Bot" || author.is(viewer))
        };
        !self.is_cross_repository && (self.state != PullState::Closed || may_write())
    }

    fn past(self) -> Past {
        Past {
            number: self.number,
            url: self.url,
            state: self.state,
            branch: self.head_ref_name,
            title: self.title,
            body: self.body,
        }
    }

    pub(super) fn pull(self) -> Pull {
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
pub(super) struct RawPull {
    pub(super) brief: RawBrief,
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
    given: Seen<RawGiven>,
    forced: Seen<RawForced>,
}

/// What is on the further pages of a pull request.
#[derive(Deserialize)]
pub(super) struct RawMore {
    #[serde(rename = "comments_0")]
    comments: Option<Nodes<RawComment>>,
    #[serde(rename = "files_0")]
    files: Option<Nodes<RawFile>>,
}

/// The cursors of the pages that were not read yet.
#[derive(Debug, Default)]
pub(super) struct Rest {
    pub(super) comments: Option<String>,
    pub(super) files: Option<String>,
}

impl RawMore {
    pub(super) fn add_to(self, pull: &mut Pull, viewer: &str) -> Rest {
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
    pub(super) fn pull(self, viewer: &str) -> (Pull, Rest) {
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
