//! The loop: decide, act, and look again where the answer does not say enough.
//!
//! It decides nothing itself, and keeps nothing beyond one run.

mod change;
mod faults;
mod follow_up;
mod give;
mod withdraw;

use crate::blog::{BlogPath, File};
use crate::github::{self, Change, Changed, Edit, PullState};
use crate::publish::{Branch, Operation, Outcome, Proposal, body};

use super::decide::{Desired, End, Step, decide};
use super::edits::{self, Comparison, Edits, Mark};
use super::situation::{BranchState, Situation};
use super::{Error, MOST_ROUNDS, PullRequests, comment, lfs};
use change::{opened, take_in_comment};
use faults::{Judgement, Scene};
use follow_up::Earlier;

/// GitHub takes about 40 MB per request, and Base64 makes four bytes of three.
const LIMIT_MB: usize = 25;

/// GitHub's own limit of a title.
const TITLE_LIMIT: usize = 256;

/// So often we look again after a branch of ours was made that GitHub does not seem to know yet.
const CHANCES_OF_NEW_BRANCH: u32 = 5;

/// Whether the loop acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It does what it decides.
    Act,
    /// It says what it would do, and ends there.
    Rehearse,
}

/// Brings one week's pull request to where it should be.
pub(super) async fn run(
    pulls: &mut PullRequests<'_>,
    proposal: &Proposal,
    mode: Mode,
) -> Result<Outcome, Error> {
    check(proposal)?;
    let branch = pulls.branch(&proposal.week);
    let mut run = Run {
        situation: None,
        stale: false,
        earlier: None,
        pulls,
        proposal,
        mode,
        branch,
        operation: None,
        doubt: false,
        chances: 1,
        drafts: true,
        outdated: false,
        notices: Vec::new(),
        warnings: Vec::new(),
        looked: false,
    };
    run.reconcile().await
}

/// What no setting of a repository can make right.
fn check(proposal: &Proposal) -> Result<(), Error> {
    for File { path, .. } in &proposal.files {
        if let Err(reason) = BlogPath::writable(path) {
            let path = path.clone();
            return Err(Error::Path { path, reason });
        }
    }
    let length = proposal.safe_title().chars().count();
    if length > TITLE_LIMIT {
        return Err(Error::Title {
            length,
            limit: TITLE_LIMIT,
        });
    }
    let bytes: usize = proposal.files.iter().map(|file| file.bytes.len()).sum();
    if bytes > LIMIT_MB * 1_000_000 {
        return Err(Error::TooLarge {
            megabytes: bytes.div_ceil(1_000_000),
            limit: LIMIT_MB,
        });
    }
    Ok(())
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Run<'r, 'a> {
    pulls: &'r mut PullRequests<'a>,
    proposal: &'r Proposal,
    mode: Mode,
    branch: String,
    /// `None` after something happened that only a new look can tell.
    situation: Option<Situation>,
    /// Whether what was read for all weeks together is out of date for this one.
    stale: bool,
    /// What was published already, where this is a follow-up to it.
    earlier: Option<Earlier>,
    operation: Option<Operation>,
    /// Whether a change was sent whose answer never came, when there was no open pull request.
    doubt: bool,
    /// How often we still look again after a failure that nobody knows.
    chances: u32,
    /// Whether there may be drafts.
    drafts: bool,
    /// Whether something of ours is there that GitHub did not show.
    outdated: bool,
    notices: Vec<String>,
    warnings: Vec<String>,
    /// Whether it was looked whether withdrawn memos are still in the published post.
    looked: bool,
}

impl Run<'_, '_> {
    async fn reconcile(&mut self) -> Result<Outcome, Error> {
        let mut failures = 0;
        for _ in 0..MOST_ROUNDS {
            let situation = match self.situation.take() {
                Some(situation) => situation,
                None => self.look().await?,
            };
            if self.begins_follow_up(&situation) {
                self.follow_up(situation).await?;
                continue;
            }
            let desired = self.desired(&situation);
            let step = decide(&situation, &desired);
            match step {
                Step::Done(End::Merged) if self.asks_whether_published() => {
                    self.published(situation).await?;
                }
                Step::Done(end) => return Ok(self.outcome(end, situation)),
                Step::Abort => return Err(self.foreign()),
                Step::Compare { head } => self.compare(situation, head).await?,
                step if self.mode == Mode::Rehearse => return Ok(self.would(&step, &situation)),
                Step::AddMetadata(missing) => self.add_metadata(situation, &missing).await,
                step => {
                    let change = self.change(&situation, &step);
                    let had_pull = situation.open().is_some();
                    let changed = self.pulls.change(&change).await;
                    let error = match changed {
                        Ok(changed) => self.take_in(situation, &change, &changed)?,
                        Err(error) => Some(error),
                    };
                    if self.situation.is_none() && !self.stale {
                        self.doubt |=
                            error.as_ref().is_some_and(github::Error::leaves_doubt) && !had_pull;
                        self.wait(error, &mut failures).await?;
                    }
                }
            }
        }
        let branch = self.branch.clone();
        Err(if self.outdated {
            Error::Stale { branch }
        } else {
            Error::Restless { branch }
        })
    }

    /// Lets some time pass before the next look; with an error that waiting does not help, ends with it.
    async fn wait(
        &mut self,
        error: Option<github::Error>,
        failures: &mut u32,
    ) -> Result<(), Error> {
        self.stale = true;
        let ready = self.pulls.repository.wait(error.as_ref(), *failures).await;
        *failures += 1;
        match error {
            Some(error) if !ready => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// What is there: as it was read for all weeks together, or read anew.
    async fn look(&mut self) -> Result<Situation, Error> {
        if self.stale || self.pulls.known(&self.branch).is_none() {
            self.pulls.refresh(vec![self.branch.clone()]).await?;
            self.stale = false;
        }
        let on_base = self.pulls.is_on_base(&self.proposal.post_path).await?;
        let branch = self.pulls.known(&self.branch).cloned().unwrap_or_default();
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let situation = Situation::new(&branch, week, viewer, on_base);
        Ok(if self.earlier.is_some() {
            situation.follow_up()
        } else {
            situation
        })
    }

    fn desired(&self, now: &Situation) -> Desired {
        let options = &self.pulls.options;
        let open = now.open();
        let comment = open
            .and_then(|pull| comment::find(&pull.comments, &self.proposal.week))
            .map(|comment| comment::state(comment, self.comment_text(now).as_deref()));
        Desired {
            digest: super::digest(&self.proposal.files),
            given: self.pulls.given(),
            reopen: options.reopen,
            follow_up: self.earlier.is_some(),
            update_after_approval: options.update_after_approval,
            reword: open.is_some_and(|pull| self.rewording(now, pull).is_some()),
            comment,
            comments: open.is_some() && self.comment_text(now).is_some(),
            withdraws: !self.proposal.withdraws.is_empty(),
            empty: self.proposal.is_empty(),
            close: self.closes(now),
        }
    }

    async fn compare(
        &mut self,
        mut situation: Situation,
        head: Option<String>,
    ) -> Result<(), Error> {
        let head = head.unwrap_or_else(|| self.pulls.base_oid().to_owned());
        let pull = situation.pull.as_ref();
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let earlier = self.earlier.iter().flat_map(|earlier| &earlier.marks);
        let mut marks: Vec<Mark> = earlier.cloned().collect();
        if let Some(branch) = self.pulls.known(&self.branch) {
            marks.extend(edits::marks(branch, pull, week, viewer));
        }
        let files = pull.map(|pull| pull.files.clone()).unwrap_or_default();
        let comparison = Comparison::new(head, marks, &files);
        let (objects, texts) = comparison.places(self.proposal, &files);
        let read = self.pulls.repository.contents(&objects, &texts).await?;
        situation.edits = Some(comparison.weigh(&read, self.proposal, &files));
        self.situation = Some(situation);
        Ok(())
    }

    /// Goes on from what the answer says; looks again if it does not say enough, after a limit that it may speak of.
    fn take_in(
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
        let mut digest = super::digest(&self.proposal.files);
        if let Some(head) = &changed.commit {
            let head = head.clone();
            self.warn_of_lfs(change);
            if let Some(Edits::Fit { generated, .. }) = &now.edits {
                let notice = "people's edits were kept";
                if !self.notices.iter().any(|told| told == notice) {
                    self.notices.push(notice.to_owned());
                }
                digest.clone_from(&generated.digest);
                // what is still to come is compared with the branch as it is now
                self.stale |= generated.is_partial;
            }
            now.branch = match now.branch {
                BranchState::Shared { .. } => BranchState::Shared {
                    head,
                    digest: Some(digest),
                },
                _ => BranchState::Ours { head, digest },
            };
            now.edits = None;
        }
        if let (Some((id, number, url)), Some(new)) = (&changed.pull, &change.pull) {
            now.pull = Some(opened(id, *number, url, new, &self.proposal.files));
        }
        if let Some(pull) = &mut now.pull {
            if let Some(Edit {
                title, body, close, ..
            }) = &change.edit
            {
                pull.title = title.clone().unwrap_or_else(|| pull.title.clone());
                pull.body = body.clone().unwrap_or_else(|| pull.body.clone());
                if *close {
                    pull.state = PullState::Closed;
                    self.operation = Some(Operation::Closed);
                }
            }
            take_in_comment(pull, change, changed);
            if let Some(commit) = change.commit.as_ref().filter(|_| changed.commit.is_some()) {
                let added = commit.additions.iter().map(|file| &file.path);
                pull.files.retain(|path| !commit.deletions.contains(path));
                let new: Vec<String> = added
                    .filter(|path| !pull.files.contains(path))
                    .cloned()
                    .collect();
                pull.files.extend(new);
            }
        }
        self.situation = (!self.stale).then_some(now);
        Ok(None)
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
                let notice = "GitHub has no drafts in this repository, so the pull request is none";
                self.notices.push(notice.to_owned());
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
            let notice = "this repository keeps such files in Git LFS, but a commit over the API puts them into git itself";
            self.notices.push(notice.to_owned());
        }
    }

    fn foreign(&self) -> Error {
        Error::ForeignBranch {
            url: format!("{}/tree/{}", self.pulls.look.url, self.branch),
            branch: self.branch.clone(),
        }
    }

    fn outcome(&mut self, end: End, situation: Situation) -> Outcome {
        self.warn(end, &situation);
        let operation = match end {
            End::Merged => Operation::Merged,
            End::Closed => Operation::Closed,
            _ if self.doubt && situation.open().is_some() => Operation::Created,
            _ => self.operation.unwrap_or(Operation::Unchanged),
        };
        let notice = match end {
            End::Complete | End::Merged | End::Emptied => None,
            End::Closed if self.operation == Some(Operation::Closed) => None,
            End::Closed => Some(
                "the pull request was closed without merging, so this week is skipped; `--reopen` opens a new one",
            ),
            End::Approved => Some(
                "the issue would look different by now, but its pull request is approved and was left alone; \
                 `pull_request.update_after_approval` adds what is new",
            ),
            End::Conflict if self.earlier.is_some() => Some(
                "new or changed memos conflict with the edits in the published post, so it was left as it is",
            ),
            End::Conflict => Some(
                "new or changed memos conflict with your edits; a comment on the pull request shows them",
            ),
            End::Gone => Some(
                "there are new or changed memos, but the post was deleted from the branch, so it was left alone",
            ),
        };
        self.notices.extend(notice.map(str::to_owned));
        let published = self
            .earlier
            .as_ref()
            .and_then(|earlier| earlier.pull.as_ref());
        let pull = situation.pull.as_ref().or(published);
        let branch = self.branch_of(&situation);
        let outcome = Outcome {
            branch: Some(branch),
            operation,
            number: pull.map(|pull| pull.number),
            url: pull.map(|pull| pull.url.clone()),
            notices: std::mem::take(&mut self.notices),
            warnings: std::mem::take(&mut self.warnings),
        };
        self.pulls.note(&self.branch, situation);
        outcome
    }
}

impl Run<'_, '_> {
    /// What a step would do.
    fn would(&mut self, step: &Step, situation: &Situation) -> Outcome {
        let opens = matches!(
            step,
            Step::Create | Step::Open | Step::Append { open: true, .. }
        );
        let pull = situation.pull.as_ref().filter(|_| !opens);
        Outcome {
            operation: match step {
                Step::AddMetadata(_) => Operation::Unchanged,
                _ if opens => Operation::WouldCreate,
                _ => Operation::WouldUpdate,
            },
            number: pull.map(|pull| pull.number),
            url: pull.map(|pull| pull.url.clone()),
            branch: Some(self.branch_of(situation)),
            notices: std::mem::take(&mut self.notices),
            warnings: Vec::new(),
        }
    }

    fn branch_of(&self, situation: &Situation) -> Branch {
        let head = match &situation.branch {
            BranchState::NoCommits { head }
            | BranchState::Ours { head, .. }
            | BranchState::Shared { head, .. } => Some(head),
            BranchState::Missing | BranchState::Foreign => None,
        };
        Branch {
            name: self.branch.clone(),
            base: self.pulls.look.base.clone(),
            head: head.cloned(),
        }
    }
}

/// Whether people see that a pull request got new words: what our markers remember is hidden.
fn is_seen(change: &Change, now: &Situation) -> bool {
    let (Some(Edit { title, body, .. }), Some(pull)) = (&change.edit, now.open()) else {
        return false;
    };
    let differs = |body: &String| !body::reads_the_same(body, &pull.body);
    title.is_some() || body.as_ref().is_some_and(differs)
}
