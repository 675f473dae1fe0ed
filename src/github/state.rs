//! The second question: the branches and pull requests of some weeks, and of the whole series.
//!
//! One answer has all that is needed to decide about any of these weeks.

mod answer;
mod complete;

use futures_util::future::try_join;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::document::Document;
use super::look::viewer;
use super::texts::{push_texts, read_texts};
use super::{Error, Repository};
use crate::blog::{Blog, Wanted};
use answer::{Data, Nodes, RawBranch, RawBrief, RawCommits, RawSeries};
use complete::KnownBranch;

/// Maximum number of weeks that are read in one document: GitHub answers heavy ones late or never.
const WEEKS: usize = 8;

/// A query for the state of the series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateQuery {
    /// The branch that pull requests go to.
    pub base: String,
    /// The beginning of all our branches' names.
    pub prefix: String,
    /// The branches to be known in full.
    pub branches: Vec<String>,
    /// Everything else that is wanted of the base branch.
    pub wanted: Wanted,
    /// True if a branch whose pull request is closed is to be read as fully as one whose pull request is open.
    pub reopen: bool,
}

/// The state of the series on GitHub.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The newest commit of the base branch.
    pub base_oid: Option<String>,
    /// The existing branches with our prefix.
    pub series: Vec<SeriesBranch>,
    /// The last hundred pull requests that are closed or merged, as far as they have our prefix.
    pub past: Vec<Past>,
    /// As asked for, in that order.
    pub branches: Vec<Branch>,
    /// The files and names that were wanted of the base branch.
    pub blog: Blog,
}

/// A branch of the series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesBranch {
    /// Full name of the branch.
    pub name: String,
    /// The message of its newest commit.
    pub message: String,
    /// The open pull request from it: description, title, page.
    pub open: Option<Past>,
}

/// A pull request of the series, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Number of the pull request.
    pub number: u64,
    /// Page of the pull request.
    pub url: String,
    /// State of the pull request.
    pub state: PullState,
    /// The branch it comes from.
    pub branch: String,
    /// Title of the pull request.
    pub title: String,
    /// Description of the pull request; empty where it was not asked for.
    pub body: String,
}

/// A branch, and all pull requests from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// Full name of the branch.
    pub name: String,
    /// The newest commit; `None` if there is no such branch.
    pub head: Option<String>,
    /// Number of commits that are not on the base branch.
    pub ahead: usize,
    /// The last commits, newest first, also those that are on the base branch.
    pub history: Vec<Commit>,
    /// Newest first; none from forks. What is in an open one is known in full, also of the newest one if a closed one is
    /// to be reopened; of the others only what stands at the head of its page.
    pub pulls: Vec<Pull>,
}

/// A commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// Id of the commit.
    pub oid: String,
    /// Headline and body.
    pub message: String,
    /// The ids of the commits before it: none, one, or two for a merge.
    pub parents: Vec<String>,
    /// The person who wrote it.
    pub author: Person,
    /// The person or service that put it there.
    pub committer: Person,
    /// True if GitHub signed it; `None` without a signature.
    pub signed_by_github: Option<bool>,
}

/// An author or committer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// As in the commit.
    #[serde(default, deserialize_with = "or_empty")]
    pub name: String,
    /// As in the commit.
    #[serde(default, deserialize_with = "or_empty")]
    pub email: String,
    /// The account, if GitHub knows whose address that is.
    #[serde(default, rename = "user", deserialize_with = "login")]
    pub login: Option<String>,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// GitHub's id.
    pub id: String,
    /// Number of the pull request.
    pub number: u64,
    /// Page of the pull request.
    pub url: String,
    /// State of the pull request.
    pub state: PullState,
    /// Title of the pull request.
    pub title: String,
    /// Description of the pull request.
    pub body: String,
    /// The files that it adds or changes.
    pub files: Vec<String>,
    /// The comments of the token's owner.
    pub comments: Vec<Comment>,
    /// True if somebody approves it and nobody wants changes.
    pub approved: bool,
    /// Labels and people that it was ever given, even if somebody took them away since.
    pub given: Given,
    /// The heads that were overwritten by force; who made them was not asked for.
    pub overwritten: Vec<Commit>,
}

/// The state of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PullState {
    /// Waiting for a decision.
    Open,
    /// Merged into its base branch.
    Merged,
    /// Closed without merging.
    Closed,
}

/// A comment on a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// GitHub's id.
    pub id: String,
    /// Text of the comment.
    pub body: String,
}

/// Labels and people that a pull request was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Names of labels.
    pub labels: Vec<String>,
    /// Logins.
    pub assignees: Vec<String>,
    /// Logins of people and names of teams.
    pub reviewers: Vec<String>,
}

impl Branch {
    /// The pull request that decides about the branch: the open one, else the newest.
    pub fn decisive(&self) -> Option<&Pull> {
        let is_open = |pull: &&Pull| pull.state == PullState::Open;
        self.pulls.iter().find(is_open).or(self.pulls.first())
    }
}

impl Repository {
    /// Reads the state.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn state(&self, query: &StateQuery) -> Result<State, Error> {
        let pieces = self.state_document(query).in_pieces("week", WEEKS);
        let base = format!("refs/heads/{}", query.base);
        let folders = &query.wanted.folders;
        let listing = async {
            match folders.as_slice() {
                [] => Ok(Blog::default()),
                folders => self.folders(&base, folders).await,
            }
        };
        let (answer, names) = try_join(self.client.ask(pieces), listing).await?;
        let (data, mut rest) = self.repository::<Data>(&answer)?;
        let viewer = viewer(&answer);
        let mut found = Vec::new();
        for (index, name) in query.branches.iter().enumerate() {
            let branch: Option<RawBranch> =
                self.part(&mut rest, &format!("branch_{index}"), &answer)?;
            let pulls: Nodes<RawBrief> =
                self.part(&mut rest, &format!("pulls_{index}"), &answer)?;
            found.push(KnownBranch::new(name, branch, pulls, &viewer));
        }
        self.complete(&mut found, query, &viewer).await?;
        let series: RawSeries = self.fixed(&rest, &answer)?;
        let further = match series.open.next() {
            Some(after) => self.pulls(None, after, |_| false).await?,
            None => Vec::new(),
        };
        let own = data.past.nodes.into_iter();
        let own = own.filter(|pull| !pull.is_cross_repository);
        let mut blog = read_texts(&mut rest, &query.wanted.texts);
        blog.extend(&names);
        Ok(State {
            base_oid: data.base.map(|base| base.target.oid),
            series: self.named(series, &query.prefix, further)?,
            past: own
                .map(answer::RawPast::past)
                .filter(|pull| pull.branch.starts_with(&query.prefix))
                .collect(),
            branches: found.into_iter().map(KnownBranch::branch).collect(),
            blog,
        })
    }

    /// Reads the commits of pull requests, oldest first, one list per pull request.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn commits(&self, pulls: &[u64]) -> Result<Vec<Vec<Commit>>, Error> {
        let mut document = self.document(include_str!("commits.graphql"));
        for number in pulls {
            document.push("pull", [("pull", (*number).into())]);
        }
        let answer = self.client.ask([document]).await?;
        let (IgnoredAny, mut rest) = self.repository(&answer)?;
        (0..pulls.len())
            .map(|index| {
                let pull: RawCommits = self.part(&mut rest, &format!("pull_{index}"), &answer)?;
                let commits = pull.commits.nodes.into_iter();
                Ok(commits.map(|node| node.commit.commit()).collect())
            })
            .collect()
    }

    fn state_document(&self, query: &StateQuery) -> Document {
        let base = format!("refs/heads/{}", query.base);
        let mut document = self
            .document(include_str!("state.graphql"))
            .set("baseRef", base.as_str());
        push_series(&mut document, &query.prefix);
        for branch in &query.branches {
            let qualified = format!("refs/heads/{branch}");
            let base = query.base.as_str().into();
            let head = branch.as_str().into();
            let variables = [("base", base), ("head", head), ("ref", qualified.into())];
            document.push("week", variables);
        }
        push_texts(&mut document, &base, &query.wanted.texts);
        document
    }

    /// The branches of a series, from what was asked for with [`push_series`].
    pub(super) fn series(&self, answer: &Value, prefix: &str) -> Result<Vec<SeriesBranch>, Error> {
        let series = RawSeries::deserialize(answer);
        let series = series.map_err(|error| self.client.unexpected(&error))?;
        self.named(series, prefix, Vec::new())
    }

    fn named(
        &self,
        series: RawSeries,
        prefix: &str,
        further: Vec<RawBrief>,
    ) -> Result<Vec<SeriesBranch>, Error> {
        let named = series.branches(prefix, further);
        named.ok_or_else(|| {
            let reason = format!("branches below {prefix} under other names");
            self.client.unexpected(&reason)
        })
    }
}

/// Asks for the branches of a series: by the folder that they are in, and what their names there hold.
pub(super) fn push_series(document: &mut Document, prefix: &str) {
    let (folder, rest) = match prefix.rsplit_once('/') {
        Some((folder, rest)) => (format!("refs/heads/{folder}/"), rest),
        None => ("refs/heads/".to_owned(), prefix),
    };
    let filter = (!rest.is_empty()).then_some(rest);
    document.push(
        "series",
        [("prefix", folder.into()), ("filter", filter.into())],
    );
}

fn or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

fn login<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct User {
        login: String,
    }
    Ok(Option::<User>::deserialize(deserializer)?.map(|user| user.login))
}
