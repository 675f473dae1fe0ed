//! What GitHub answered to a change, taken into the situation, so that not everything has to be read again.

use crate::blog::File;
use crate::github::{
    self, Change, Changed, Comment, CommentChange, Edit, Given, NewPull, Pull, PullState,
};
use crate::issue::Sentence;
use crate::publish::{Operation, body};

use super::Run;
use super::faults::{self, Judgement, Scene};
use crate::publish::pull_request::edits::Edits;
use crate::publish::pull_request::situation::{BranchState, Situation};
use crate::publish::pull_request::trailer::digest_of;
use crate::publish::pull_request::{Error, lfs};

/// Number of further looks for a branch that we made and GitHub does not seem to know yet.
const CHANCES_OF_NEW_BRANCH: u32 = 5;

impl Run<'_, '_> {
    /// Goes on from what the answer says; looks again if it does not say enough, after a limit that it may speak of.
    pub(super) fn take_in(
        &mut self,
        mut now: Situation,
        change: &Change,
        changed: &Changed,
    ) -> Result<Option<github::Error>, Error> {
        if changed.pull.is_some() {
            self.operation = Some(Operation::Created);
        } else if changed.commit.is_some() || (changed.faults.is_empty() && is_seen(change, &now)) {
            self.operation.get_or_insert(Operation::Updated);
        }
        let is_whole = changed.commit.is_some() == change.commit.is_some()
            && changed.pull.is_some() == change.pull.is_some();
        if !changed.faults.is_empty() || !is_whole {
            return self.take_in_faults(change, changed);
        }
        if let Some(head) = &changed.commit {
            self.warn_of_lfs(change);
            self.take_in_commit(&mut now, head);
        }
        if let (Some((id, number, url)), Some(new)) = (&changed.pull, &change.pull) {
            now.pull = Some(opened(id, *number, url, new, &self.proposal.files));
        }
        if let Some(pull) = &mut now.pull {
            if take_in_edit(pull, change) {
                self.operation = Some(Operation::Closed);
            }
            take_in_comment(pull, change, changed);
            if changed.commit.is_some() {
                take_in_files(pull, change);
            }
        }
        self.situation = (!self.stale).then_some(now);
        Ok(None)
    }

    /// A new commit of ours is the branch's newest one.
    fn take_in_commit(&mut self, now: &mut Situation, head: &str) {
        let head = head.to_owned();
        let mut digest = digest_of(self.proposal);
        if let Some(Edits::Fit { generated, .. }) = now.edits.take() {
            let notice = Sentence::new("people's edits were kept", "保留了人工修改");
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
            digest = generated.digest;
            // what is still to come is compared with the branch as it is now
            self.stale |= generated.is_partial;
        }
        // whether the list of all issues is as it was before shows there only
        self.stale |= self.proposal.is_empty() && self.proposal.index.is_some();
        now.branch = match now.branch {
            BranchState::Shared { .. } => BranchState::Shared {
                head,
                digest: Some(digest),
            },
            _ => BranchState::Ours { head, digest },
        };
    }

    fn take_in_faults(
        &mut self,
        change: &Change,
        changed: &Changed,
    ) -> Result<Option<github::Error>, Error> {
        if changed.branch {
            self.chances = CHANCES_OF_NEW_BRANCH;
        }
        let scene = Scene {
            repository: &self.pulls.look.full_name,
            branch: &self.branch,
            compare: self.pulls.compare_page(&self.branch),
            ready: changed.commit.is_some() || change.commit.is_none(),
            archived: self.pulls.look.archived,
        };
        let judgement = scene.judge(&changed.faults);
        self.outdated = faults::are_of_before(&changed.faults);
        match judgement {
            Judgement::Again => {}
            Judgement::Wait(limit) => return Ok(Some(limit)),
            Judgement::NoDrafts => {
                self.drafts = false;
                self.notices.push(Sentence::new(
                    "GitHub has no drafts in this repository, so the pull request is none",
                    "这个仓库不支持草稿，因此 PR 不是草稿",
                ));
            }
            Judgement::Doubtful(_) if self.chances > 0 => self.chances -= 1,
            Judgement::Doubtful(error) | Judgement::Fail(error) => return Err(error),
        }
        Ok(None)
    }

    fn warn_of_lfs(&mut self, change: &Change) {
        let attributes = self.pulls.state.blog.text(lfs::ATTRIBUTES);
        let added = change.commit.as_ref().map(|commit| &commit.additions);
        if let (Some(attributes), Some(added)) = (attributes, added)
            && lfs::concerns(attributes, added)
        {
            self.notices.push(Sentence::new(
                "this repository keeps such files in Git LFS, but a commit over the API puts them into git itself",
                "这个仓库用 Git LFS 保存这类文件，但通过 API 提交时它们会直接进入 git",
            ));
        }
    }
}

/// Returns true if people see that a pull request got new words; what our markers remember is hidden.
fn is_seen(change: &Change, now: &Situation) -> bool {
    let (Some(Edit { title, body, .. }), Some(pull)) = (&change.edit, now.open()) else {
        return false;
    };
    let differs = |body: &String| !body::reads_the_same(body, &pull.body);
    title.is_some() || body.as_ref().is_some_and(differs)
}

/// A pull request as it is right after it was opened.
fn opened(id: &str, number: u64, url: &str, new: &NewPull, files: &[File]) -> Pull {
    Pull {
        id: id.to_owned(),
        number,
        url: url.to_owned(),
        state: PullState::Open,
        title: new.title.clone(),
        body: new.body.clone(),
        files: files.iter().map(|file| file.path.clone()).collect(),
        comments: Vec::new(),
        approved: false,
        given: Given::default(),
        overwritten: Vec::new(),
    }
}

/// Takes in new words; says whether the pull request was closed with them.
fn take_in_edit(pull: &mut Pull, change: &Change) -> bool {
    let Some(Edit {
        title, body, close, ..
    }) = &change.edit
    else {
        return false;
    };
    pull.title = title.clone().unwrap_or_else(|| pull.title.clone());
    pull.body = body.clone().unwrap_or_else(|| pull.body.clone());
    if *close {
        pull.state = PullState::Closed;
    }
    *close
}

/// Takes in which files a commit added and took away.
fn take_in_files(pull: &mut Pull, change: &Change) {
    let Some(commit) = &change.commit else {
        return;
    };
    pull.files.retain(|path| !commit.deletions.contains(path));
    for File { path, .. } in &commit.additions {
        if !pull.files.contains(path) {
            pull.files.push(path.clone());
        }
    }
}

fn take_in_comment(pull: &mut Pull, change: &Change, changed: &Changed) {
    match &change.comment {
        Some(CommentChange::Add { body, .. }) => {
            pull.comments
                .extend(changed.comment.clone().map(|id| Comment {
                    id,
                    body: body.clone(),
                }));
        }
        Some(CommentChange::Rewrite { id, body }) => {
            for comment in pull.comments.iter_mut().filter(|comment| comment.id == *id) {
                comment.body.clone_from(body);
            }
        }
        Some(CommentChange::Remove { id }) => pull.comments.retain(|comment| comment.id != *id),
        None => {}
    }
}
