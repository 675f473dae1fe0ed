//! What was read of GitHub, kept up to date while a run goes on.
//!
//! All weeks of a run are read in one question; only what changed under our hands is read again.

use crate::blog::Wanted;
use crate::github::{self, Branch, Change, Changed};

use super::situation::Situation;
use super::{Error, PullRequests};

impl PullRequests<'_> {
    pub(super) fn base_oid(&self) -> &str {
        let newest = self.state.base_oid.as_deref();
        newest.or(self.look.base_oid.as_deref()).unwrap_or_default()
    }

    /// Returns what was read of a branch, unless it was published to since.
    pub(super) fn known(&self, name: &str) -> Option<&Branch> {
        let branches = &self.state.branches;
        branches
            .iter()
            .find(|branch| branch.name == name && !self.published.contains(name))
    }

    /// Changes something; what the answer tells of the series is remembered.
    pub(super) async fn change(&mut self, change: &Change) -> Result<Changed, github::Error> {
        let prefix = &self.options.branch_prefix;
        let mut changed = self.repository.change(change, prefix).await?;
        if let Some(series) = changed.series.take() {
            self.state.series = series;
        }
        Ok(changed)
    }

    /// Reads some branches anew, and the series with them.
    pub(super) async fn refresh(&mut self, names: Vec<String>) -> Result<(), Error> {
        let mut state = self.read_state(names, &Wanted::default()).await?;
        for branch in &state.branches {
            self.published.remove(&branch.name);
        }
        std::mem::swap(&mut state.blog, &mut self.state.blog);
        for branch in std::mem::take(&mut self.state.branches) {
            if !state.branches.iter().any(|read| read.name == branch.name) {
                state.branches.push(branch);
            }
        }
        self.state = state;
        Ok(())
    }

    /// Returns true if the post stands on the base branch; reads that only if what was read already does not say it.
    pub(super) async fn is_on_base(&self, post: &str) -> Result<bool, Error> {
        if let Some(known) = self.look.known(&self.state.blog, post) {
            Ok(known)
        } else {
            let place = (self.base_oid().to_owned(), post.to_owned());
            let read = self.repository.contents(&[place], &[]).await?;
            Ok(read.get(self.base_oid(), post).is_some())
        }
    }

    /// Remembers what became of a week, so that the ledger knows it.
    pub(super) fn note(&mut self, name: &str, situation: Situation) {
        self.published.insert(name.to_owned());
        let branches = &mut self.state.branches;
        let branch = if let Some(at) = branches.iter_mut().position(|branch| branch.name == name) {
            &mut branches[at]
        } else {
            branches.push(Branch {
                name: name.to_owned(),
                ..Branch::default()
            });
            branches.last_mut().expect("it was pushed right now")
        };
        if let Some(pull) = situation.pull {
            branch.pulls.retain(|other| other.number != pull.number);
            branch.pulls.insert(0, pull);
        }
    }
}
