//! The pull request of each week, brought from whatever state it is in to the one it should be in.
//!
//! Read, decide, act, read again, until nothing is left to do: a run that dies anywhere is finished by the next one,
//! and two runs at the same moment come to the same end.

mod act;
mod comment;
mod commits;
mod decide;
mod edits;
mod error;
mod hints;
mod holdings;
mod ledger;
mod lfs;
mod memory;
mod situation;
mod trailer;

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::blog::{Blog, Wanted};
use crate::egress::Secrets;
use crate::github::{Given, Look, Repository, State, StateQuery};
use crate::publish::{Outcome, Proposal};

pub use decide::{CommentState, Desired, End, Step, decide};
pub use edits::{Edits, Generated, Left};
pub use error::Error;
pub use hints::{WORKFLOW, hints};
pub use situation::{BranchState, Situation};
pub use trailer::{Trailers, digest};

/// Maximum number of rounds of looking and acting for one issue, since others may change the branch in between.
const MOST_ROUNDS: usize = 12;

/// The name of a branch that adds to a published issue goes on like this.
const FOLLOW_UP: &str = "-update";

/// The pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "PullRequest")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
pub struct Options {
    /// The branch it is to be merged into; the default branch when not given.
    pub base: Option<String>,
    /// What stands before the week in the branch's name.
    pub branch_prefix: String,
    /// Template of its title.
    pub title: Option<String>,
    /// Template of a text that goes before the table of memos.
    pub body: Option<String>,
    /// Labels; they are made if there are none of that name.
    pub labels: Vec<String>,
    /// Users who are asked for a review.
    pub reviewers: Vec<String>,
    /// Teams that are asked for a review.
    pub team_reviewers: Vec<String>,
    /// Users to whom it is assigned.
    pub assignees: Vec<String>,
    /// Open it as a draft.
    pub draft: bool,
    /// Also change it after somebody approved it.
    pub update_after_approval: bool,
    /// Give a closed one a successor; asked of one run.
    #[serde(skip)]
    pub reopen: bool,
    /// Give a published issue a follow-up with what is new; asked of one run.
    #[serde(skip)]
    pub update_published: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: None,
            branch_prefix: "memos-weekly/".to_owned(),
            title: None,
            body: None,
            labels: Vec::new(),
            reviewers: Vec::new(),
            team_reviewers: Vec::new(),
            assignees: Vec::new(),
            draft: false,
            update_after_approval: false,
            reopen: false,
            update_published: false,
        }
    }
}

/// The pull requests of a series, as they are now.
#[derive(Debug)]
pub struct PullRequests<'a> {
    repository: &'a Repository,
    look: &'a Look,
    options: Options,
    state: State,
    /// The branches that were published to in this run, so that their state is out of date.
    published: BTreeSet<String>,
}

impl<'a> PullRequests<'a> {
    /// Reads what is known of these weeks and of the whole series, and what else is wanted of the base branch.
    ///
    /// # Errors
    /// When GitHub does not answer, or nothing can ever be proposed to that repository.
    pub async fn read(
        repository: &'a Repository,
        look: &'a Look,
        options: Options,
        weeks: &[String],
        wanted: &Wanted,
    ) -> Result<Self, Error> {
        let full_name = look.full_name.clone();
        if look.empty {
            return Err(Error::Empty {
                repository: full_name,
            });
        }
        if look.archived {
            return Err(Error::Archived {
                repository: full_name,
            });
        }
        if look.base_oid.is_none() {
            return Err(Error::NoBase {
                repository: full_name,
                base: look.base.clone(),
                default: look.default_branch.clone(),
            });
        }
        let mut this = Self {
            repository,
            look,
            options,
            state: State::default(),
            published: BTreeSet::new(),
        };
        let branches = weeks.iter().map(|week| this.branch(week)).collect();
        let (names, folders) = look.names(&wanted.folders);
        let mut wanted = Wanted {
            folders,
            ..wanted.clone()
        };
        wanted.texts.push(lfs::ATTRIBUTES.to_owned());
        this.state = this.read_state(branches, &wanted).await?;
        this.state.blog.extend(&names);
        this.state.blog.extend(&look.links(&wanted.texts));
        Ok(this)
    }

    /// Returns the files and names that were wanted of the base branch.
    pub fn blog(&self) -> &Blog {
        &self.state.blog
    }

    /// Reads more of the base branch.
    ///
    /// # Errors
    /// When GitHub does not answer.
    pub async fn read_more(&self, wanted: &Wanted) -> Result<Blog, Error> {
        Ok(self.read_state(Vec::new(), wanted).await?.blog)
    }

    /// The pull requests of the series, for [`crate::issue::assign_number`].
    pub fn ledger(&self) -> Vec<crate::issue::LedgerEntry> {
        ledger::entries(&self.state, &self.options.branch_prefix, &self.look.url)
    }

    /// The name of a week's branch.
    pub fn branch(&self, week: &str) -> String {
        format!("{}{week}", self.options.branch_prefix)
    }

    /// Brings the pull request of a week to where it should be; nothing leaves that holds one of the secrets.
    ///
    /// # Errors
    /// When GitHub or a setting of the repository is against it; what was done until then stays, and the next run
    /// goes on from there.
    pub async fn publish(
        &mut self,
        proposal: &Proposal,
        secrets: &Secrets,
    ) -> Result<Outcome, Error> {
        // it is large, and part of every run
        let proposal = self.with_fitting_index(proposal);
        Box::pin(act::run(self, &proposal, secrets, act::Intent::Act)).await
    }

    /// Says what [`Self::publish`] would do first; reads, and writes nothing.
    ///
    /// # Errors
    /// As there, as far as it can be known before anything is written.
    pub async fn rehearse(&mut self, proposal: &Proposal) -> Result<Outcome, Error> {
        let proposal = self.with_fitting_index(proposal);
        let none = Secrets::default();
        Box::pin(act::run(self, &proposal, &none, act::Intent::Rehearse)).await
    }

    /// The proposal without the list of all issues where that would conflict: two pull requests that add to one place
    /// of a file cannot both be merged. So one of them has it, and what the others bring is listed by a later one.
    fn with_fitting_index<'p>(&self, proposal: &'p Proposal) -> Cow<'p, Proposal> {
        let has_index = |message: &str| Trailers::read(message).map(|it| it.index.is_some());
        let name = self.branch(&proposal.week);
        let series = || self.state.series.iter();
        let messages: Vec<&String> = match self.known(&name) {
            Some(branch) => commits::lineage(branch).map(|it| &it.message).collect(),
            // published to in this run, which the answer told
            None => series()
                .filter(|it| it.name == name)
                .map(|it| &it.message)
                .collect(),
        };
        let own = messages
            .into_iter()
            .filter_map(|message| has_index(message));
        let own: Vec<bool> = own.collect();
        let is_fitting = if own.is_empty() {
            let mut others = series().filter(|it| it.open.is_some() && it.name != name);
            !others.any(|other| has_index(&other.message).unwrap_or(true))
        } else {
            own.contains(&true)
        };
        let mut proposal = Cow::Borrowed(proposal);
        if proposal.index.is_some() && !is_fitting {
            proposal.to_mut().index = None;
        }
        proposal
    }

    async fn read_state(&self, branches: Vec<String>, wanted: &Wanted) -> Result<State, Error> {
        let query = StateQuery {
            base: self.look.base.clone(),
            prefix: self.options.branch_prefix.clone(),
            branches,
            wanted: wanted.clone(),
            reopen: self.options.reopen,
        };
        Ok(self.repository.state(&query).await?)
    }

    /// The labels and people that new pull requests get.
    fn given(&self) -> Given {
        let teams = self.options.team_reviewers.iter().map(|team| bare(team));
        Given {
            labels: self.options.labels.clone(),
            assignees: self.options.assignees.clone(),
            reviewers: self
                .options
                .reviewers
                .iter()
                .cloned()
                .chain(teams)
                .collect(),
        }
    }

    fn compare_page(&self, branch: &str) -> String {
        format!(
            "{}/compare/{}...{branch}?expand=1",
            self.look.url, self.look.base
        )
    }
}

/// The name of a team without its organization.
fn bare(team: &str) -> String {
    team.rsplit('/').next().unwrap_or(team).to_owned()
}
