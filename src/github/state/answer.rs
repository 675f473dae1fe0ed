//! The answer as GitHub writes it: connections, edges, nulls.
//!
//! It ends here; everybody else sees plain values. What is not as the schema promises is an error: a null where a pull
//! request should be must never read as "there is none".

use serde::Deserialize;

use super::{Branch, Commit, Past, Person, PullState, SeriesBranch};
pub(super) use pull::{RawBrief, RawMore, RawPull, Rest};

mod pull;

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
