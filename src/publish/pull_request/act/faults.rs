//! What it means that a part of a change failed, and whether to look again.
//!
//! It is judged by GitHub's type for it and by the part that failed. Words count only where GitHub has no type for
//! something, or one that says too little; what is not known is looked at once more before it is told.

use crate::github::{self, Fault, Kind};
use crate::publish::pull_request::Error;

/// The way to go on after a change that failed in part.
#[derive(Debug)]
pub(super) enum Judgement {
    /// Things are not as they were when we looked: look again.
    Again,
    /// Too much at this moment: wait, then look again.
    Wait(github::Error),
    /// GitHub has no drafts here: look again, and open none.
    NoDrafts,
    /// Look again, but not for ever.
    Doubtful(Error),
    /// There is no use in trying again.
    Fail(Error),
}

/// The purpose of a part of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChangePart {
    Branch,
    Commit,
    Pull,
    Words,
    Comment,
}

/// The circumstances of a failed change.
pub(super) struct Scene<'a> {
    pub(super) repository: &'a str,
    pub(super) branch: &'a str,
    /// The page on which a pull request can be opened by hand.
    pub(super) compare: String,
    /// True if the branch holds the commit now.
    pub(super) ready: bool,
    /// True if the repository was read-only when it was looked at.
    pub(super) archived: bool,
}

impl Scene<'_> {
    /// The weightiest of all judgements: one part that fails makes others fail.
    pub(super) fn judge(&self, faults: &[Fault]) -> Judgement {
        let weight = |judgement: &Judgement| match judgement {
            Judgement::Fail(_) => 0,
            Judgement::Wait(_) => 1,
            Judgement::NoDrafts => 2,
            Judgement::Doubtful(_) => 3,
            Judgement::Again => 4,
        };
        let judgements = faults.iter().map(|fault| self.one(fault));
        judgements.min_by_key(weight).unwrap_or(Judgement::Again)
    }

    fn one(&self, fault: &Fault) -> Judgement {
        let part = part(fault);
        let words = fault.message.to_ascii_lowercase();
        if fault.is_limit() {
            return Judgement::Wait(github::Error::RateLimited { wait: None });
        }
        if is_race(fault, part, &words) {
            return Judgement::Again;
        }
        if words.contains("archived") {
            // GitHub says so at times of repositories that are not
            let repository = self.repository.to_owned();
            return if self.archived {
                Judgement::Fail(Error::Archived { repository })
            } else {
                Judgement::Doubtful(self.refused(part, fault))
            };
        }
        if let Some(error) = self.rule(fault, &words) {
            return Judgement::Fail(error);
        }
        if part == ChangePart::Pull && words.contains("not permitted to create") {
            return Judgement::Fail(Error::PullRequestsOff {
                repository: self.repository.to_owned(),
                compare: self.ready.then(|| self.compare.clone()),
            });
        }
        if fault.kind == Kind::Forbidden || words.contains("not accessible by") {
            return Judgement::Fail(self.forbidden(part, fault));
        }
        if part == ChangePart::Pull && words.contains("draft") {
            return Judgement::NoDrafts;
        }
        Judgement::Doubtful(match (fault.kind == Kind::NotFound, part) {
            // a token that may not see the repository
            (true, ChangePart::Branch) => self.forbidden(part, fault),
            _ => self.refused(part, fault),
        })
    }

    /// Rules of branches, and the one against secrets. Rule sets have a type of their own that is not documented.
    fn rule(&self, fault: &Fault, words: &str) -> Option<Error> {
        let repository = self.repository.to_owned();
        let message = one_line(&fault.message);
        if words.contains("secret detected") || words.contains("push protection") {
            return Some(Error::Secret {
                repository,
                message,
            });
        }
        let has_type = matches!(&fault.kind, Kind::Other(kind) if kind.contains("RULE"));
        let says = ["rule violations", "protected branch", "gh006", "gh013"];
        let is_rule = has_type || says.iter().any(|said| words.contains(said));
        is_rule.then(|| Error::Protected {
            repository,
            branch: self.branch.to_owned(),
            message,
        })
    }

    fn forbidden(&self, part: ChangePart, fault: &Fault) -> Error {
        let (what, needs) = part.aim();
        Error::Permission {
            repository: self.repository.to_owned(),
            what,
            needs,
            message: one_line(&fault.message),
            compare: (part == ChangePart::Pull && self.ready).then(|| self.compare.clone()),
        }
    }

    fn refused(&self, part: ChangePart, fault: &Fault) -> Error {
        let help = match part {
            ChangePart::Branch => self.branch.rsplit_once('/').map(|(folder, _)| {
                format!(
                    "is there a branch called `{folder}`? git can then have none below it: rename it, or choose \
                     another `pull_request.branch_prefix`"
                )
            }),
            ChangePart::Pull if self.ready => Some(format!(
                "the branch is ready, open the pull request by hand: {}",
                self.compare
            )),
            _ => None,
        };
        Error::Refused {
            what: part.aim().0,
            message: one_line(&fault.message),
            help,
        }
    }
}

impl ChangePart {
    /// Returns the action of this part, in words, and the permission that it needs.
    fn aim(self) -> (&'static str, &'static str) {
        match self {
            Self::Branch => ("create branches", "contents: write"),
            Self::Commit => ("write contents", "contents: write"),
            Self::Pull => ("open pull requests", "pull-requests: write"),
            Self::Words => ("edit pull requests", "pull-requests: write"),
            Self::Comment => ("comment on pull requests", "pull-requests: write"),
        }
    }
}

/// Returns true if a failure only says that somebody else did something since we looked, or that GitHub itself
/// stumbled.
fn is_race(fault: &Fault, part: ChangePart, words: &str) -> bool {
    let any = |said: &[&str]| said.iter().any(|said| words.contains(said));
    fault.kind == Kind::StaleData
        || fault.may_pass()
        || match part {
            ChangePart::Branch => says_exists(words),
            ChangePart::Commit => any(&[
                "expected branch to point to",
                "but expected",
                "branch not found",
            ]),
            ChangePart::Pull => {
                says_exists(words) || any(&["no commits between", "head sha can't be blank"])
            }
            ChangePart::Words => false,
            ChangePart::Comment => fault.kind == Kind::NotFound,
        }
}

/// Returns true if something of ours is there already, although it was not seen.
pub(super) fn are_of_before(faults: &[Fault]) -> bool {
    let words = |fault: &Fault| fault.message.to_ascii_lowercase();
    faults.iter().any(|fault| says_exists(&words(fault)))
}

fn says_exists(words: &str) -> bool {
    words.contains("already exists")
}

fn part(fault: &Fault) -> ChangePart {
    let alias = fault.path.split('.').next().unwrap_or_default();
    match alias.trim_end_matches("_0") {
        "ref" => ChangePart::Branch,
        "commit" => ChangePart::Commit,
        "pull" => ChangePart::Pull,
        "edit" => ChangePart::Words,
        _ => ChangePart::Comment,
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
