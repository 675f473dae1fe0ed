//! Follow-ups: what came in after an issue was published.
//!
//! Each has a branch of its own, since the first one's pull request is history; what people made of the published post
//! is merged with like any other edit.

use crate::github::{Pull, PullState};
use crate::publish::pull_request::edits::Mark;
use crate::publish::pull_request::situation::Situation;
use crate::publish::pull_request::{Error, FOLLOW_UP};

use super::Run;

/// Maximum number of times that one issue can be added to after it was published.
const MOST_FOLLOW_UPS: usize = 5;

/// The published part of an issue, to which a follow-up adds.
pub(super) struct Earlier {
    /// The pull request that was merged, if there was one.
    pub(super) pull: Option<Pull>,
    /// All our commits that are published.
    pub(super) marks: Vec<Mark>,
}

impl Run<'_, '_> {
    pub(super) fn begins_follow_up(&self, now: &Situation) -> bool {
        let is_wanted = self.pulls.options.update_published && self.proposal.may_follow_up;
        (is_wanted || self.holds_withdrawn_follow_up())
            && self.earlier.is_none()
            && now.is_published()
            && now.open().is_none()
    }

    /// Returns true if a follow-up is open that this run did not ask for, and a memo is to be withdrawn, which may be
    /// in it.
    fn holds_withdrawn_follow_up(&self) -> bool {
        let name = format!("{}{FOLLOW_UP}", self.branch);
        let series = &self.pulls.state.series;
        !self.proposal.withdraws.is_empty()
            && series
                .iter()
                .any(|branch| branch.open.is_some() && branch.name.starts_with(&name))
    }

    /// Turns to the first follow-up that is not merged yet.
    pub(super) async fn follow_up(&mut self, published: Situation) -> Result<(), Error> {
        let (free, marks) = self.history(&published).await?;
        self.branch = free.ok_or_else(|| Error::FollowUps {
            week: self.proposal.week.clone(),
            most: MOST_FOLLOW_UPS,
        })?;
        let pull = published.pull;
        self.earlier = Some(Earlier { pull, marks });
        Ok(())
    }

    /// The first follow-up that is not merged yet, and all our commits that are published.
    pub(super) async fn history(
        &mut self,
        published: &Situation,
    ) -> Result<(Option<String>, Vec<Mark>), Error> {
        let name = |n: usize| match n {
            1 => format!("{}{FOLLOW_UP}", self.branch),
            n => format!("{}{FOLLOW_UP}-{n}", self.branch),
        };
        let names: Vec<String> = (1..=MOST_FOLLOW_UPS).map(name).collect();
        self.pulls.refresh(names.clone()).await?;
        let mut merged: Vec<u64> = published.pull.iter().map(|pull| pull.number).collect();
        let mut free = None;
        for name in names {
            let branch = self.pulls.known(&name);
            match branch.and_then(|branch| branch.pulls.first()) {
                Some(pull) if pull.state == PullState::Merged => merged.push(pull.number),
                _ => {
                    free = Some(name);
                    break;
                }
            }
        }
        let commits = match merged.as_slice() {
            [] => Vec::new(),
            merged => self.pulls.repository.commits(merged).await?,
        };
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let marks = commits
            .iter()
            .flatten()
            .filter_map(|commit| Mark::of(commit, week, viewer))
            .collect();
        Ok((free, marks))
    }
}
