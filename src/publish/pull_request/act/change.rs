//! From a step to the change that GitHub is asked for, and from its answer to the next situation.
//!
//! Everything that a step does goes into one document, so that a run is as short as it can be.

use crate::github::{Change, CommentChange, Edit, NewCommit, NewPull, Pull};
use crate::publish::body::{self, Seen, Verdict};

use super::Run;
use crate::publish::Index;
use crate::publish::pull_request::comment;
use crate::publish::pull_request::commits::lineage;
use crate::publish::pull_request::decide::{CommentState, Step};
use crate::publish::pull_request::edits::Edits;
use crate::publish::pull_request::situation::{BranchState, Situation};
use crate::publish::pull_request::trailer::{Trailers, compared_of};

impl Run<'_, '_> {
    /// Everything that a step does, in one document.
    pub(super) fn change(&self, now: &Situation, step: &Step) -> Change {
        let base = self.pulls.base_oid();
        match step {
            Step::Create => Change {
                branch: Some((self.branch.clone(), base.to_owned())),
                commit: Some(self.commit(now, base)),
                pull: Some(self.new_pull()),
                ..Change::default()
            },
            Step::Append { head, open } => Change {
                commit: Some(self.commit(now, head)),
                pull: open.then(|| self.new_pull()),
                edit: now.open().and_then(|pull| self.rewording(now, pull)),
                comment: self.removal(now),
                ..Change::default()
            },
            Step::Open => Change {
                pull: Some(self.new_pull()),
                ..Change::default()
            },
            Step::Reword => Change {
                edit: now.open().and_then(|pull| self.rewording(now, pull)),
                ..Change::default()
            },
            Step::PostComment => Change {
                edit: now.open().and_then(|pull| self.rewording(now, pull)),
                comment: self.comment(now),
                ..Change::default()
            },
            Step::Close => Change {
                edit: now.open().map(|pull| self.closing(now, pull)),
                comment: self.comment(now),
                ..Change::default()
            },
            Step::DeleteComment => Change {
                edit: now.open().and_then(|pull| self.rewording(now, pull)),
                comment: self.removal(now),
                ..Change::default()
            },
            Step::Done(_) | Step::Abort | Step::Compare { .. } | Step::AddMetadata(_) => {
                Change::default()
            }
        }
    }

    fn commit(&self, now: &Situation, head: &str) -> NewCommit {
        let proposal = self.proposal;
        let (additions, deletions, trailers) = if let Some(Edits::Fit {
            additions,
            deletions,
            post,
            generated,
        }) = &now.edits
        {
            let mut trailers = Trailers::of(proposal, post);
            trailers.generated.clone_from(&generated.post);
            trailers.digest.clone_from(&generated.digest);
            trailers.index.clone_from(&generated.index);
            trailers.memos.clone_from(&generated.memos);
            (additions.clone(), deletions.clone(), trailers)
        } else {
            let index = proposal.index.as_ref();
            let mut deletions = self.leftovers(now);
            let is_gone = |index: &&Index| index.text.is_empty() && self.has_index(&index.path);
            deletions.extend(index.filter(is_gone).map(|index| index.path.clone()));
            let mut additions = proposal.files.clone();
            additions.extend(index.and_then(Index::file));
            let trailers = Trailers::of(proposal, &proposal.post_path);
            (additions, deletions, trailers)
        };
        NewCommit {
            branch: self.branch.clone(),
            head: head.to_owned(),
            headline: proposal.headline(),
            body: trailers.write(),
            additions,
            deletions,
        }
    }

    /// Files of ours that the proposal does not have any more, on a branch that is all ours: those of its pull request,
    /// also if that is closed, else the post that our commit names.
    fn leftovers(&self, now: &Situation) -> Vec<String> {
        let mut files = match (&now.branch, &now.pull) {
            (BranchState::Ours { .. }, Some(pull)) => pull.files.clone(),
            (BranchState::Ours { .. }, None) => {
                let branch = self.pulls.known(&self.branch);
                let newest = branch.and_then(|branch| lineage(branch).next());
                let trailers = newest.and_then(|commit| Trailers::read(&commit.message));
                trailers.map(|trailers| trailers.post).into_iter().collect()
            }
            _ => Vec::new(),
        };
        files.retain(|path| {
            !self.proposal.files.iter().any(|file| file.path == *path) && !self.has_index(path)
        });
        files
    }

    /// Returns true if a file is the list of all issues, by one of our commits.
    fn has_index(&self, path: &str) -> bool {
        let branch = self.pulls.known(&self.branch);
        let mut commits = branch.into_iter().flat_map(lineage);
        commits.any(|commit| {
            let trailers = Trailers::read(&commit.message);
            let index = trailers.and_then(|trailers| trailers.index);
            index.is_some_and(|(_, index)| index == path)
        })
    }

    fn new_pull(&self) -> NewPull {
        NewPull {
            repository: self.pulls.look.id.clone(),
            base: self.pulls.look.base.clone(),
            head: self.branch.clone(),
            title: self.proposal.safe_title(),
            body: self.proposal.full_body(),
            draft: self.pulls.options.draft && self.drafts,
        }
    }

    /// Our comment as it should be, unless it is so or somebody made it theirs.
    fn comment(&self, now: &Situation) -> Option<CommentChange> {
        let body = self.comment_text(now)?;
        let pull = now.open()?;
        let Some(comment) = comment::find(&pull.comments, &self.proposal.week) else {
            let pull = pull.id.clone();
            return Some(CommentChange::Add { pull, body });
        };
        let id = comment.id.clone();
        (comment::state(comment, Some(&body)) == CommentState::Outdated)
            .then_some(CommentChange::Rewrite { id, body })
    }

    /// Our comment goes only while it is as we wrote it.
    fn removal(&self, now: &Situation) -> Option<CommentChange> {
        let comments = &now.open()?.comments;
        let comment = comment::find(comments, &self.proposal.week)?;
        (comment::state(comment, None) != CommentState::Edited).then(|| CommentChange::Remove {
            id: comment.id.clone(),
        })
    }

    /// The comment that the situation asks for.
    pub(super) fn comment_text(&self, now: &Situation) -> Option<String> {
        let pull = now.open()?;
        let about = comment::About {
            proposal: self.proposal,
            edits: now.edits.as_ref(),
            unlisted: now.unlisted.as_deref(),
            seen: self.seen(now),
            branch: format!("{}/blob/{}", self.pulls.look.url, self.branch),
            closes: self.closes(now),
            is_told_above: body::is_ours(&pull.body),
        };
        comment::text(&about).or_else(|| self.still_unlisted(now).map(str::to_owned))
    }

    /// Our comment about the list of all issues, where an earlier run wrote it and nothing changed since.
    pub(super) fn still_unlisted<'s>(&self, now: &'s Situation) -> Option<&'s str> {
        let BranchState::Shared { head, .. } = &now.branch else {
            return None;
        };
        if now.edits.is_some() || self.proposal.index.is_none() {
            return None;
        }
        let comment = comment::find(&now.open()?.comments, &self.proposal.week)?;
        comment::of_list(comment, head, &compared_of(self.proposal))
    }

    /// Returns true if the pull request is to be closed, because no memo and no file is left in it.
    pub(super) fn closes(&self, now: &Situation) -> bool {
        self.proposal.is_empty()
            && self.earlier.is_none()
            && now.open().is_some_and(|pull| pull.files.is_empty())
    }

    /// New words, where the old ones are still ours; in any case what was seen.
    pub(super) fn rewording(&self, now: &Situation, pull: &Pull) -> Option<Edit> {
        let seen = self.seen(now);
        let withdraws = !self.proposal.record.withdrawn.is_empty();
        let (title, body) = match &now.edits {
            // the comment remembers it
            Some(Edits::Conflict { .. }) if !withdraws => (None, None),
            Some(Edits::Conflict { left, .. }) => {
                let left: Vec<_> = left.iter().map(|left| left.memo.clone()).collect();
                let mut proposal = self.proposal.clone();
                proposal.record = proposal.record.keeping(&left);
                body::reworded(&pull.title, &pull.body, &proposal, None)
            }
            Some(Edits::Gone) => (None, body::remembering(&pull.body, seen?)),
            _ => body::reworded(&pull.title, &pull.body, self.proposal, seen),
        };
        (title.is_some() || body.is_some()).then(|| Edit {
            pull: pull.id.clone(),
            title,
            body,
            close: false,
        })
    }

    /// The end of a pull request of which nothing is left, with its last words.
    fn closing(&self, now: &Situation, pull: &Pull) -> Edit {
        let edit = self.rewording(now, pull);
        let (title, body) = edit.map_or((None, None), |edit| (edit.title, edit.body));
        Edit {
            pull: pull.id.clone(),
            title,
            body: Some(body::closing(body.as_ref().unwrap_or(&pull.body))),
            close: true,
        }
    }

    /// Returns the result of this run's comparison, as it is remembered.
    fn seen(&self, now: &Situation) -> Option<Seen> {
        let BranchState::Shared { head, .. } = &now.branch else {
            return None;
        };
        let verdict = match &now.edits {
            Some(edits) => edits.verdict()?,
            // all that is new is there, but for the list
            None => now.unlisted.as_ref().map(|_| Verdict::Nothing)?,
        };
        let wanted = compared_of(self.proposal);
        Some(Seen::new(verdict, head, &wanted))
    }
}
