//! What the state query leaves out because it is seldom needed: further pages, closed pull requests, long branches.
//!
//! Each is asked for only where the first answer says that there is more.

use serde::de::IgnoredAny;

use super::answer::{Nodes, RawBranch, RawBrief, RawHistory, RawMore, RawPull, Rest};
use super::{Branch, Pull, PullState, StateQuery};
use crate::github::{Error, Repository};

/// Maximum number of pages that are read, a hundred entries each; GitHub itself ends a conversation at 2,500 comments.
const MAX_PAGES: usize = 30;

/// A branch as far as it is known.
pub(super) struct KnownBranch {
    branch: Branch,
    /// The next page of pull requests from branches of its name.
    pulls: Option<String>,
    /// Numbers of the pull requests that are known in full.
    full: Vec<u64>,
    /// The unread pages of the open one.
    rest: Rest,
}

impl KnownBranch {
    pub(super) fn new(
        name: &str,
        branch: Option<RawBranch>,
        pulls: Nodes<RawBrief>,
        viewer: &str,
    ) -> Self {
        let (branch, open) = match branch {
            Some(branch) => branch.branch(name),
            None => (
                Branch {
                    name: name.to_owned(),
                    ..Branch::default()
                },
                None,
            ),
        };
        let mut found = Self {
            branch,
            pulls: pulls.next(),
            full: Vec::new(),
            rest: Rest::default(),
        };
        found.add(pulls.nodes, viewer);
        if let Some(open) = open {
            found.fill(open, viewer);
        }
        found
    }

    pub(super) fn branch(self) -> Branch {
        self.branch
    }

    fn add(&mut self, pulls: Vec<RawBrief>, viewer: &str) {
        let own = pulls.into_iter().filter(|pull| pull.counts(viewer));
        self.branch.pulls.extend(own.map(RawBrief::pull));
    }

    fn fill(&mut self, raw: RawPull, viewer: &str) {
        let (pull, rest) = raw.pull(viewer);
        self.full.push(pull.number);
        self.rest = rest;
        let pulls = &mut self.branch.pulls;
        pulls.retain(|known| known.number != pull.number);
        let at = pulls.partition_point(|known| known.number > pull.number);
        pulls.insert(at, pull);
    }

    /// The pull request that decides, if there is more to be known of it.
    fn wanted(&self, reopen: bool) -> Option<u64> {
        let decides = self.branch.decisive()?;
        let matters = match decides.state {
            PullState::Open => true,
            PullState::Closed => reopen,
            PullState::Merged => false,
        };
        (matters && !self.full.contains(&decides.number)).then_some(decides.number)
    }

    fn is_long(&self) -> bool {
        self.branch.ahead > self.branch.history.len()
    }
}

impl Repository {
    pub(super) async fn complete(
        &self,
        found: &mut [KnownBranch],
        query: &StateQuery,
        viewer: &str,
    ) -> Result<(), Error> {
        for found in found
            .iter_mut()
            .filter(|found| found.branch.pulls.is_empty())
        {
            // forks may have more pull requests from branches of this name than fit on a page
            if let Some(after) = found.pulls.take() {
                let own = |pull: &RawBrief| pull.counts(viewer);
                let pulls = self.pulls(Some(&found.branch.name), after, own).await?;
                found.add(pulls, viewer);
            }
        }
        self.details(found, query.reopen, viewer).await?;
        for KnownBranch {
            branch, full, rest, ..
        } in found
        {
            let is_full = |pull: &&mut Pull| full.contains(&pull.number);
            if let Some(pull) = branch.pulls.iter_mut().find(is_full) {
                self.more(pull, std::mem::take(rest), viewer).await?;
            }
        }
        Ok(())
    }

    /// Further pull requests: all open ones, or those from branches of one name; up to one that is `enough`.
    pub(super) async fn pulls(
        &self,
        head: Option<&str>,
        after: String,
        enough: impl Fn(&RawBrief) -> bool,
    ) -> Result<Vec<RawBrief>, Error> {
        let mut pulls = Vec::new();
        let mut next = Some(after);
        for _ in 0..MAX_PAGES {
            let Some(after) = next.take() else { break };
            let mut document = self
                .document(include_str!("../pulls.graphql"))
                .set("after", after);
            document = match head {
                Some(head) => document.set("head", head),
                None => document.set("states", serde_json::json!(["OPEN"])),
            };
            let answer = self.client.ask([document]).await?;
            let (IgnoredAny, mut rest) = self.repository(&answer)?;
            let page: Nodes<RawBrief> = self.part(&mut rest, "pulls", &answer)?;
            next = page.next().filter(|_| !page.nodes.iter().any(&enough));
            pulls.extend(page.nodes);
        }
        Ok(pulls)
    }

    async fn details(
        &self,
        found: &mut [KnownBranch],
        reopen: bool,
        viewer: &str,
    ) -> Result<(), Error> {
        let mut document = self.document(include_str!("../details.graphql"));
        let wanted: Vec<Option<u64>> = found.iter().map(|found| found.wanted(reopen)).collect();
        let long: Vec<bool> = found.iter().map(KnownBranch::is_long).collect();
        for number in wanted.iter().flatten() {
            document.push("pull", [("pull", (*number).into())]);
        }
        for (found, _) in found.iter().zip(&long).filter(|(_, long)| **long) {
            let name = format!("refs/heads/{}", found.branch.name);
            document.push("history", [("ref", name.into())]);
        }
        if document.is_bare() {
            return Ok(());
        }
        let answer = self.client.ask([document]).await?;
        let (IgnoredAny, mut rest) = self.repository(&answer)?;
        let (mut pull, mut branch) = (0.., 0..);
        for ((found, wanted), long) in found.iter_mut().zip(wanted).zip(long) {
            if wanted.is_some() {
                let alias = format!("pull_{}", pull.next().unwrap_or_default());
                found.fill(self.part(&mut rest, &alias, &answer)?, viewer);
            }
            if long {
                let alias = format!("branch_{}", branch.next().unwrap_or_default());
                let history: Option<RawHistory> = self.part(&mut rest, &alias, &answer)?;
                found.branch.history = history.map(|it| it.target.commits()).unwrap_or_default();
            }
        }
        Ok(())
    }

    async fn more(&self, pull: &mut Pull, mut open: Rest, viewer: &str) -> Result<(), Error> {
        for _ in 0..MAX_PAGES {
            let mut document = self
                .document(include_str!("../more.graphql"))
                .set("pull", pull.number);
            let Rest { comments, files } = std::mem::take(&mut open);
            if let Some(before) = comments {
                document.push("comments", [("before", before.into())]);
            }
            if let Some(after) = files {
                document.push("files", [("after", after.into())]);
            }
            if document.is_bare() {
                break;
            }
            let answer = self.client.ask([document]).await?;
            let (IgnoredAny, mut rest) = self.repository(&answer)?;
            let more: RawMore = self.part(&mut rest, "pull", &answer)?;
            open = more.add_to(pull, viewer);
        }
        Ok(())
    }
}
