//! The loop: decide, act, and look again where the answer does not say enough.
//!
//! It decides nothing itself, and keeps nothing beyond one run.

mod answer;
mod change;
mod end;
mod faults;
mod follow_up;
mod leaks;
mod metadata;
mod withdraw;

use crate::blog::BlogPath;
use crate::egress::Secrets;
use crate::github;
use crate::issue::Sentence;
use crate::publish::{Operation, Outcome, Proposal};

use super::decide::{Desired, End, Step, decide};
use super::edits::{self, Comparison, Edits, Mark};
use super::situation::Situation;
use super::trailer::{compared_of, digest_of};
use super::{Error, MOST_ROUNDS, PullRequests, comment};
use follow_up::Earlier;

/// GitHub takes about 40 MB per request, and Base64 makes four bytes of three.
const LIMIT: usize = 25_000_000;

/// GitHub's own limit of a title.
const TITLE_LIMIT: usize = 256;

/// The mode of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// Do what is decided.
    Act,
    /// Only say what would be done first.
    Rehearse,
}

/// Brings one week's pull request to where it should be.
pub(super) async fn run(
    pulls: &mut PullRequests<'_>,
    proposal: &Proposal,
    secrets: &Secrets,
    mode: Intent,
) -> Result<Outcome, Error> {
    check(proposal)?;
    let branch = pulls.branch(&proposal.week);
    let mut run = Run {
        situation: None,
        stale: false,
        earlier: None,
        pulls,
        proposal,
        secrets,
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

/// Refuses a proposal that no setting of a repository can make right.
fn check(proposal: &Proposal) -> Result<(), Error> {
    let index = proposal.index.as_ref().map(|index| &index.path);
    for path in proposal.files.iter().map(|file| &file.path).chain(index) {
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
    if bytes > LIMIT {
        return Err(Error::TooLarge {
            bytes,
            limit: LIMIT,
        });
    }
    Ok(())
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Run<'r, 'a> {
    pulls: &'r mut PullRequests<'a>,
    proposal: &'r Proposal,
    /// Secrets that must not leave.
    secrets: &'r Secrets,
    mode: Intent,
    branch: String,
    /// `None` after something happened that only a new look can tell.
    situation: Option<Situation>,
    /// True if what was read for all weeks together is out of date for this one.
    stale: bool,
    /// The published part, where this is a follow-up to it.
    earlier: Option<Earlier>,
    operation: Option<Operation>,
    /// True if a change was sent whose answer never came, when there was no open pull request.
    doubt: bool,
    /// Number of times that we still look again after a failure of unknown meaning.
    chances: u32,
    /// True until GitHub says that there are no drafts in the repository.
    drafts: bool,
    /// True if something of ours exists that GitHub did not show.
    outdated: bool,
    notices: Vec<Sentence>,
    warnings: Vec<Sentence>,
    /// True if this run already looked for withdrawn memos in the published post.
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
                step if self.mode == Intent::Rehearse => return Ok(self.would(&step, &situation)),
                Step::AddMetadata(missing) => {
                    leaks::refuse_names(&missing, self.secrets)?;
                    self.add_metadata(situation, &missing).await;
                }
                step => {
                    let change = self.change(&situation, &step);
                    leaks::refuse(&change, self.secrets)?;
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

    /// Returns the present state: as it was read for all weeks together, or read anew.
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
            digest: digest_of(self.proposal),
            compared: compared_of(self.proposal),
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
        let edits = comparison.weigh(&read, self.proposal, &files);
        if let Edits::Nothing | Edits::Fit { .. } = edits {
            situation.unlisted = comparison.unlisted(&read, self.proposal);
        }
        situation.edits = Some(edits);
        self.situation = Some(situation);
        Ok(())
    }

    fn foreign(&self) -> Error {
        Error::ForeignBranch {
            url: format!("{}/tree/{}", self.pulls.look.url, self.branch),
            branch: self.branch.clone(),
        }
    }
}
