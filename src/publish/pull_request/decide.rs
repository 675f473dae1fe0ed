//! What is to be done next: the table of all states, as one pure function.
//!
//! Every run, whenever the last one died, comes here with what it finds; so there is no other memory.
//!
//! | state | next |
//! |---|---|
//! | merged, or the post is on base | done: merged |
//! | closed without merging | done: closed (`reopen`: as if there had been none) |
//! | no branch | create branch, commit, pull request |
//! | branch without a commit | commit, and open if there is no pull request |
//! | branch that holds nothing of ours | abort |
//! | branch of ours, no pull request | open, with a commit if all is ours and differs |
//! | open, holds what we would write | reword, delete the comment, add missing metadata, else done |
//! | open and approved, differs | done: left alone (`update_after_approval`: as if it were not) |
//! | open, all ours, differs | append |
//! | open, shared, differs | compare, unless that was done already; then append, comment, or leave alone |
//! | published, and to be added to | compare with what is published; a branch only if something fits |
//! | a memo in it is no longer public | as if nobody had approved it |
//! | nothing is left of it | take the post out; close it, if nothing of people's is in it |

use crate::github::{Given, PullState};
use crate::publish::body::Verdict;

use super::edits::Edits;
use super::situation::{BranchState, Situation};

/// The goal of a run, as far as it matters for deciding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting or a fact of its own"
)]
pub struct Desired {
    /// The digest of all files as they are generated now.
    pub digest: String,
    /// The digest by which an earlier comparison with people's edits is known.
    pub compared: String,
    /// Labels and people that the pull request should be given once.
    pub given: Given,
    /// True if a closed pull request gets a successor.
    pub reopen: bool,
    /// True if this is a follow-up, for which the post on the base branch is no reason to stop.
    pub follow_up: bool,
    /// True if an approved pull request may change.
    pub update_after_approval: bool,
    /// True if title or description of the open pull request are still ours and out of date, or do not yet remember the
    /// result of the comparison.
    pub reword: bool,
    /// Our comment on the pull request, if there is one.
    pub comment: Option<CommentState>,
    /// True if the comment has something to say even without a conflict.
    pub comments: bool,
    /// True if a memo that is still in the pull request or the published post is no longer public.
    pub withdraws: bool,
    /// True if nothing is left to publish, because all of it was withdrawn.
    pub empty: bool,
    /// True if the pull request is to be closed when nothing is left to publish, because no file is left in it.
    pub close: bool,
}

impl Desired {
    /// Returns true if an approved pull request stays as it is.
    fn is_locked(&self) -> bool {
        !self.update_after_approval && !self.withdraws
    }
}

/// Our comment about a conflict, or about memos that were withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentState {
    /// The text is as it should be.
    Current,
    /// The text is ours, but out of date.
    Outdated,
    /// Somebody changed it: it is theirs now.
    Edited,
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing: this is the end.
    Done(End),
    /// Nothing: the branch belongs to somebody else.
    Abort,
    /// Create the branch, with a commit and a pull request.
    Create,
    /// Commit onto this head; open a pull request, too, if there is none.
    Append {
        /// The newest commit that was seen.
        head: String,
        /// True if a pull request is to be opened with the commit.
        open: bool,
    },
    /// Open a pull request for the branch as it is.
    Open,
    /// Read the files, so that people's edits can be told from ours.
    Compare {
        /// The newest commit that was seen; `None` where the base branch is compared.
        head: Option<String>,
    },
    /// Show the conflict, in a new comment or the one that is there.
    PostComment,
    /// Take the comment away: there is no conflict any more.
    DeleteComment,
    /// Renew title and description.
    Reword,
    /// Close the pull request, and say why.
    Close,
    /// Give it its labels, assignees and reviewers.
    AddMetadata(Given),
}

/// The end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The pull request holds everything.
    Complete,
    /// The issue is published.
    Merged,
    /// Somebody closed it.
    Closed,
    /// Something is new, but somebody approved what is there.
    Approved,
    /// New or changed memos conflict with people's edits; a comment shows them.
    Conflict,
    /// Something is new, but people took the post away.
    Gone,
    /// Nothing is left of it.
    Emptied,
}

/// Decides.
pub fn decide(now: &Situation, desired: &Desired) -> Step {
    if let Some(end) = finished(now, desired) {
        return Step::Done(end);
    }
    match (&now.branch, now.open()) {
        (BranchState::Foreign, _) => Step::Abort,
        (BranchState::Missing, _) if desired.follow_up => follow_up(now, None),
        (BranchState::NoCommits { head }, _) if desired.follow_up => follow_up(now, Some(head)),
        (BranchState::Missing, _) | (BranchState::NoCommits { .. }, None) if desired.empty => {
            Step::Done(End::Emptied)
        }
        (BranchState::Ours { head, digest }, None) if desired.empty && !desired.follow_up => {
            if *digest == desired.digest {
                Step::Done(End::Emptied)
            } else {
                Step::Append {
                    head: head.clone(),
                    open: false,
                }
            }
        }
        (BranchState::Shared { head, digest }, None) if desired.empty && !desired.follow_up => {
            if digest.as_ref() == Some(&desired.digest) {
                Step::Done(End::Emptied)
            } else {
                shared(now, desired, head, false)
            }
        }
        (BranchState::Missing, _) => Step::Create,
        (BranchState::NoCommits { .. }, Some(_)) if desired.empty => complete(now, desired),
        (BranchState::NoCommits { head }, open) => Step::Append {
            head: head.clone(),
            open: open.is_none(),
        },
        (BranchState::Ours { head, digest }, None) if *digest != desired.digest => Step::Append {
            head: head.clone(),
            open: true,
        },
        (BranchState::Ours { .. } | BranchState::Shared { .. }, None) => Step::Open,
        (BranchState::Ours { head, digest }, Some(pull)) => {
            if *digest == desired.digest {
                complete(now, desired)
            } else if pull.approved && desired.is_locked() {
                Step::Done(End::Approved)
            } else {
                Step::Append {
                    head: head.clone(),
                    open: false,
                }
            }
        }
        (BranchState::Shared { head, digest }, Some(pull)) => {
            if digest.as_ref() == Some(&desired.digest) {
                complete(now, desired)
            } else {
                shared(now, desired, head, pull.approved)
            }
        }
    }
}

/// Returns the end that people's own decision about this issue means, if they made one.
fn finished(now: &Situation, desired: &Desired) -> Option<End> {
    if now.is_published() && !desired.follow_up {
        return Some(End::Merged);
    }
    match now.pull.as_ref().map(|pull| pull.state) {
        Some(PullState::Closed) if !desired.reopen && (desired.empty || !now.was_emptied()) => {
            Some(End::Closed)
        }
        _ => None,
    }
}

fn shared(now: &Situation, desired: &Desired, head: &str, approved: bool) -> Step {
    let is_open = now.open().is_some();
    let locked = approved && desired.is_locked();
    match (&now.edits, now.verdict(&desired.compared)) {
        (_, Some(Verdict::Nothing)) => complete(now, desired),
        _ if locked => Step::Done(End::Approved),
        (Some(Edits::Fit { .. }), _) => Step::Append {
            head: head.to_owned(),
            open: false,
        },
        (Some(Edits::Conflict { .. }), _) => match desired.comment {
            None | Some(CommentState::Outdated) if is_open => Step::PostComment,
            _ if is_open && desired.reword => Step::Reword,
            _ => add_metadata_or(now, desired, End::Conflict),
        },
        (Some(Edits::Gone), _) if is_open && desired.reword => Step::Reword,
        (_, Some(Verdict::Conflict)) => add_metadata_or(now, desired, End::Conflict),
        (_, Some(Verdict::Gone)) => add_metadata_or(now, desired, End::Gone),
        (_, None) => Step::Compare {
            head: Some(head.to_owned()),
        },
    }
}

/// The follow-up to a published post: a branch only if there is something to add to it.
fn follow_up(now: &Situation, bare: Option<&String>) -> Step {
    match (&now.edits, bare) {
        (None, _) => Step::Compare {
            head: bare.cloned(),
        },
        (Some(Edits::Fit { .. }), None) => Step::Create,
        (Some(Edits::Fit { .. }), Some(head)) => Step::Append {
            head: head.clone(),
            open: now.open().is_none(),
        },
        (Some(Edits::Conflict { .. }), _) => Step::Done(End::Conflict),
        (Some(Edits::Nothing | Edits::Gone), _) => Step::Done(End::Merged),
    }
}

/// The files are as they should be; what else is?
fn complete(now: &Situation, desired: &Desired) -> Step {
    match desired.comment {
        _ if now.open().is_none() => Step::Done(End::Emptied),
        // what it says is said when it is closed
        _ if desired.close => Step::Close,
        None | Some(CommentState::Outdated) if desired.comments => Step::PostComment,
        Some(CommentState::Current | CommentState::Outdated) if !desired.comments => {
            Step::DeleteComment
        }
        _ if desired.reword => Step::Reword,
        _ if desired.empty => Step::Done(End::Emptied),
        _ => add_metadata_or(now, desired, End::Complete),
    }
}

fn add_metadata_or(now: &Situation, desired: &Desired, end: End) -> Step {
    match now.open() {
        Some(pull) if !now.given => {
            let missing = missing(&desired.given, &pull.given);
            if missing == Given::default() {
                Step::Done(end)
            } else {
                Step::AddMetadata(missing)
            }
        }
        _ => Step::Done(end),
    }
}

/// Returns what was never given; what people took away again stays away.
fn missing(desired: &Given, given: &Given) -> Given {
    let lacking = |wanted: &[String], had: &[String]| -> Vec<String> {
        wanted
            .iter()
            .filter(|name| !had.iter().any(|other| other.eq_ignore_ascii_case(name)))
            .cloned()
            .collect()
    };
    Given {
        labels: lacking(&desired.labels, &given.labels),
        assignees: lacking(&desired.assignees, &given.assignees),
        reviewers: lacking(&desired.reviewers, &given.reviewers),
    }
}
