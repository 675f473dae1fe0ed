//! What a week's branch and pull request are, seen with the eyes of one proposal.
//!
//! Whether a commit is ours is judged strictly here, because only what nobody else touched may be replaced without
//! looking at it. Everything else is compared byte by byte, in [`super::edits`].

use crate::github::{Branch, Pull, PullState};
use crate::publish::body::{Marker, Verdict};

use super::commits::{is_untouched, lineage, trailers};
use super::edits::Edits;

/// Everything that [`super::decide::decide`] looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// True if the post stands on the base branch.
    pub on_base: bool,
    /// The open pull request, else the newest one.
    pub pull: Option<Pull>,
    /// The branch.
    pub branch: BranchState,
    /// The result of comparing people's edits with the proposal; `None` as long as nobody compared.
    pub edits: Option<Edits>,
    /// The lines that the list of all issues lacks because of people's edits of it, if this run found any.
    pub unlisted: Option<String>,
    /// True if labels and people were already tried in this run.
    pub given: bool,
}

/// The content of a week's branch, by who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchState {
    /// There is none.
    Missing,
    /// Nothing that the base branch has not: a run died right after creating the branch.
    NoCommits {
        /// The newest commit.
        head: String,
    },
    /// All its commits are ours and untouched.
    Ours {
        /// The newest commit.
        head: String,
        /// The digest of what we wrote last.
        digest: String,
    },
    /// Other people's commits are among ours.
    Shared {
        /// The newest commit.
        head: String,
        /// The digest of what we wrote last, if that can still be found.
        digest: Option<String>,
    },
    /// None of its commits is ours.
    Foreign,
}

impl Situation {
    /// Looks at a branch as the owner of a token, for a week.
    pub fn new(branch: &Branch, week: &str, viewer: &str, on_base: bool) -> Self {
        let pull = branch.decisive().cloned();
        Self {
            on_base,
            branch: branch_state(branch, pull.as_ref(), week, viewer),
            pull,
            edits: None,
            unlisted: None,
            given: false,
        }
    }

    /// Returns true if the issue is out: its pull request is merged, or its post stands on the base branch.
    pub fn is_published(&self) -> bool {
        match &self.pull {
            Some(pull) => pull.state == PullState::Merged || self.on_base,
            None => self.on_base,
        }
    }

    /// Returns true if we closed the pull request ourselves, because nothing was left of it.
    pub fn was_emptied(&self) -> bool {
        let pull = self.pull.as_ref();
        pull.and_then(|pull| Marker::find(&pull.body))
            .is_some_and(|marker| marker.emptied)
    }

    /// The same for a branch that adds to a published issue: what is published may hold people's edits, so not even
    /// our own commits on it are all ours.
    #[must_use]
    pub fn follow_up(mut self) -> Self {
        if let BranchState::Ours { head, digest } = self.branch {
            self.branch = BranchState::Shared {
                head,
                digest: Some(digest),
            };
        }
        self
    }

    /// Returns the result of comparing people's edits with what is wanted, which the digest stands for: from this run
    /// or, as long as nothing changed, from an earlier one.
    pub fn verdict(&self, wanted: &str) -> Option<Verdict> {
        if let Some(edits) = &self.edits {
            return edits.verdict();
        }
        let (BranchState::Shared { head, .. }, Some(pull)) = (&self.branch, self.open()) else {
            return None;
        };
        let comments = pull.comments.iter().map(|comment| &comment.body);
        comments
            .chain([&pull.body])
            .filter_map(|text| Marker::find(text))
            .find_map(|marker| marker.verdict(head, wanted))
    }

    /// The pull request, if it is open.
    pub fn open(&self) -> Option<&Pull> {
        self.pull
            .as_ref()
            .filter(|pull| pull.state == PullState::Open)
    }
}

fn branch_state(branch: &Branch, pull: Option<&Pull>, week: &str, viewer: &str) -> BranchState {
    let Some(head) = branch.head.clone() else {
        return BranchState::Missing;
    };
    if branch.ahead == 0 {
        return BranchState::NoCommits { head };
    }
    let newest = lineage(branch)
        .find_map(|commit| trailers(commit, week))
        .map(|trailers| trailers.digest);
    let all_ours = branch.ahead <= branch.history.len()
        && branch.history[..branch.ahead]
            .iter()
            .all(|commit| is_untouched(commit, week, viewer));
    match newest {
        Some(digest) if all_ours => BranchState::Ours { head, digest },
        Some(digest) => BranchState::Shared {
            head,
            digest: Some(digest),
        },
        None if pull.is_some_and(|pull| is_our_pull(pull, week)) => {
            BranchState::Shared { head, digest: None }
        }
        None => BranchState::Foreign,
    }
}

fn is_our_pull(pull: &Pull, week: &str) -> bool {
    Marker::find(&pull.body).is_some_and(|marker| marker.week == week)
}
