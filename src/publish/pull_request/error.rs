//! What people meet when a repository's settings stand in the way, and which setting that is.

use crate::blog::PathError;
use crate::github::{self, Fault, Kind};

/// Why an issue was not proposed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// GitHub cannot be asked, or does not understand.
    #[error(transparent)]
    GitHub(#[from] github::Error),
    /// The setting that lets workflows open pull requests is off.
    #[error("GitHub does not let Actions open pull requests in {repository}")]
    PullRequestsOff {
        /// `owner/name`.
        repository: String,
        /// A page on which everybody can open it by hand.
        compare: String,
    },
    /// The token lacks a permission.
    #[error("the token may not {what} in {repository}: {message}")]
    Permission {
        /// `owner/name`.
        repository: String,
        /// What it may not do.
        what: &'static str,
        /// The permission as workflows spell it.
        needs: &'static str,
        /// GitHub's words.
        message: String,
        /// The page on which it can be done by hand, if the branch is there.
        compare: Option<String>,
    },
    /// A rule of the repository is against it.
    #[error("a rule of {repository} protects {branch}: {message}")]
    Protected {
        /// `owner/name`.
        repository: String,
        /// The branch we wanted to write.
        branch: String,
        /// GitHub's words.
        message: String,
    },
    /// The repository is read-only.
    #[error("{repository} is archived, so nothing can be proposed there")]
    Archived {
        /// `owner/name`.
        repository: String,
    },
    /// The repository has no commit.
    #[error("{repository} is empty")]
    Empty {
        /// `owner/name`.
        repository: String,
    },
    /// There is no branch to propose to.
    #[error("{repository} has no branch {base}")]
    NoBase {
        /// `owner/name`.
        repository: String,
        /// The name that was asked for.
        base: String,
        /// The branch that there is.
        default: String,
    },
    /// Our branch's name is taken.
    #[error("the branch {branch} exists and holds nothing of ours: {url}")]
    ForeignBranch {
        /// Its name.
        branch: String,
        /// Its page.
        url: String,
    },
    /// A file must not be written.
    #[error("cannot write {path}: {reason}")]
    Path {
        /// Where it would go.
        path: String,
        /// What is wrong with that.
        reason: PathError,
    },
    /// More than one commit can hold.
    #[error(
        "the files of this issue have {megabytes} MB, more than the {limit} MB that one commit can take"
    )]
    TooLarge {
        /// What they have.
        megabytes: usize,
        /// What they may have.
        limit: usize,
    },
    /// GitHub says no in its own words.
    #[error("GitHub refuses to {what}: {message}")]
    Refused {
        /// What we wanted.
        what: &'static str,
        /// GitHub's words.
        message: String,
        /// The way out, where there is one.
        help: Option<String>,
    },
    /// Somebody else was always faster.
    #[error("the branch {branch} kept changing while we worked on it")]
    Restless {
        /// Its name.
        branch: String,
    },
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::GitHub(error) => return error.help(),
            Self::PullRequestsOff { compare, .. } => format!(
                "switch on Settings → Actions → General → “Allow GitHub Actions to create and approve pull \
                 requests” (an organization can forbid it for all its repositories), then run again; the branch \
                 is ready: {compare}"
            ),
            Self::Permission { needs, compare, .. } => {
                let ready = compare
                    .as_ref()
                    .map_or_else(String::new, |page| format!("; the branch is ready: {page}"));
                format!(
                    "in a workflow add `permissions: {needs}` to the job (runs for forks and Dependabot stay \
                     read-only); another token needs the same permission{ready}"
                )
            }
            Self::Protected { branch, .. } => format!(
                "let the token's owner create and write `{branch}` under Settings → Rules, or choose another \
                 `pull_request.branch_prefix`"
            ),
            Self::Archived { .. } => {
                "unarchive it under Settings → General, or set another `repository`".to_owned()
            }
            Self::Empty { .. } => "push a first commit".to_owned(),
            Self::NoBase { default, .. } => {
                format!("set `pull_request.base` to a branch that exists, for example {default}")
            }
            Self::ForeignBranch { .. } => {
                "rename or delete that branch, or choose another `pull_request.branch_prefix`"
                    .to_owned()
            }
            Self::Path { .. } => {
                "change `blog.path` or the template so that files stay inside the blog".to_owned()
            }
            Self::TooLarge { .. } => {
                "lower `attachments.max_total`, or set `attachments.mode: link`".to_owned()
            }
            Self::Refused { help, .. } => return help.clone(),
            Self::Restless { .. } => {
                "run again; give workflows for the same week one `concurrency` group".to_owned()
            }
        })
    }

    /// What was asked, and what came.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::GitHub(error) => error.at(),
            _ => None,
        }
    }
}

/// What a part of a change was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Branch,
    Commit,
    Pull,
    Words,
    Comment,
}

/// Where a change failed.
pub(super) struct Scene<'a> {
    pub(super) repository: &'a str,
    pub(super) branch: &'a str,
    /// The page on which a pull request can be opened by hand.
    pub(super) compare: String,
    /// Whether the branch holds the commit now.
    pub(super) ready: bool,
}

impl Scene<'_> {
    /// The first failure that does not look like somebody else's step at the same time.
    pub(super) fn explain(&self, faults: &[Fault]) -> Option<Error> {
        let fault = faults.iter().find(|fault| !is_race(fault))?;
        Some(self.error(fault))
    }

    fn error(&self, fault: &Fault) -> Error {
        let words: Vec<&str> = fault.message.split_whitespace().collect();
        let message = words.join(" ");
        let repository = self.repository.to_owned();
        let words = message.to_ascii_lowercase();
        let part = part(fault);
        if words.contains("not permitted to create") {
            return Error::PullRequestsOff {
                repository,
                compare: self.compare.clone(),
            };
        }
        if words.contains("archived") {
            return Error::Archived { repository };
        }
        if words.contains("rule") || words.contains("protected") || words.contains("gh013") {
            return Error::Protected {
                repository,
                branch: self.branch.to_owned(),
                message,
            };
        }
        let (what, needs) = match part {
            Part::Branch => ("create branches", "contents: write"),
            Part::Commit => ("write contents", "contents: write"),
            Part::Pull => ("open pull requests", "pull-requests: write"),
            Part::Words => ("edit pull requests", "pull-requests: write"),
            Part::Comment => ("comment on pull requests", "pull-requests: write"),
        };
        let hidden = fault.kind == Kind::NotFound && words.contains("resolve to a");
        if fault.kind == Kind::Forbidden || words.contains("not accessible by") || hidden {
            return Error::Permission {
                repository,
                what,
                needs,
                message,
                compare: (part == Part::Pull && self.ready).then(|| self.compare.clone()),
            };
        }
        let help = match part {
            Part::Branch => self.branch.rsplit_once('/').map(|(folder, _)| {
                format!(
                    "is there a branch called `{folder}`? git can then have none below it: rename it, or choose \
                     another `pull_request.branch_prefix`"
                )
            }),
            Part::Pull if self.ready => Some(format!(
                "the branch is ready, open the pull request by hand: {}",
                self.compare
            )),
            _ => None,
        };
        Error::Refused {
            what,
            message,
            help,
        }
    }
}

/// Whether a failure only says that things are not as they were when we looked: then we look again.
fn is_race(fault: &Fault) -> bool {
    let words = fault.message.to_ascii_lowercase();
    fault.kind == Kind::StaleData
        || words.contains("already exists")
        || words.contains("expected branch to point to")
        || words.contains("but expected")
        || words.contains("no commits between")
        || words.contains("head sha can't be blank")
        || fault.may_pass()
        || (part(fault) == Part::Commit && words.contains("branch not found"))
        || (part(fault) == Part::Comment && fault.kind == Kind::NotFound)
}

fn part(fault: &Fault) -> Part {
    let alias = fault.path.split('.').next().unwrap_or_default();
    match alias.trim_end_matches("_0") {
        "ref" => Part::Branch,
        "commit" => Part::Commit,
        "pull" => Part::Pull,
        "edit" => Part::Words,
        _ => Part::Comment,
    }
}
