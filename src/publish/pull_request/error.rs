//! What people meet when a repository's settings stand in the way, and which setting that is.

use crate::blog::PathError;
use crate::egress::Leak;
use crate::github;
use crate::size::size;

/// The reason why an issue was not proposed.
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
        /// The page on which it can be opened by hand, if the branch is there.
        compare: Option<String>,
    },
    /// The token lacks a permission.
    #[error("the token may not {what} in {repository}: {message}")]
    Permission {
        /// `owner/name`.
        repository: String,
        /// The action that the token does not permit, as a verb.
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
    #[error("the branch {branch} was not created by memos-weekly: {url}")]
    ForeignBranch {
        /// Name of the branch.
        branch: String,
        /// Page of the branch.
        url: String,
    },
    /// A file must not be written.
    #[error("cannot write {path}: {reason}")]
    Path {
        /// Path that the file would have.
        path: String,
        /// The reason why the path is refused.
        reason: PathError,
    },
    /// More than one commit can hold.
    #[error(
        "the files of this issue have {}, more than the {} that one commit can take",
        size(*bytes),
        size(*limit)
    )]
    TooLarge {
        /// The bytes that they have.
        bytes: usize,
        /// The bytes that they may have.
        limit: usize,
    },
    /// GitHub says no in its own words.
    #[error("GitHub refuses to {what}: {message}")]
    Refused {
        /// The action that we wanted, as a verb.
        what: &'static str,
        /// GitHub's words.
        message: String,
        /// The way out, where there is one.
        help: Option<String>,
    },
    /// GitHub took the commit for the bearer of a secret.
    #[error("GitHub's push protection refuses this issue in {repository}: {message}")]
    Secret {
        /// `owner/name`.
        repository: String,
        /// GitHub's words.
        message: String,
    },
    /// Something that was about to leave holds a secret.
    #[error(transparent)]
    Leak(#[from] Leak),
    /// The title is longer than GitHub takes.
    #[error(
        "the pull request's title has {length} characters, more than the {limit} that GitHub takes"
    )]
    Title {
        /// Characters that it has.
        length: usize,
        /// Characters that it may have.
        limit: usize,
    },
    /// The published issue was added to as often as one can be.
    #[error(
        "the issue of {week} was added to {most} times already, which is the most there can be"
    )]
    FollowUps {
        /// Id of the period.
        week: String,
        /// Number of pull requests that may add to a published issue.
        most: usize,
    },
    /// GitHub does not show yet what was done a while ago.
    #[error("GitHub still shows an older state of {branch}")]
    Stale {
        /// Name of the branch.
        branch: String,
    },
    /// Somebody else was always faster.
    #[error("the branch {branch} kept changing while we worked on it")]
    Restless {
        /// Name of the branch.
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
                 requests” (an organization can forbid it for all its repositories), then run again{}",
                ready(compare.as_deref())
            ),
            Self::Permission { needs, compare, .. } => format!(
                "in a workflow add `permissions: {needs}` to the job (runs for forks and Dependabot stay read-only); \
                 another token needs the same permission{}",
                ready(compare.as_deref())
            ),
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
                "lower `attachments.max_total_mb`, or set `attachments.mode: link`".to_owned()
            }
            Self::Refused { help, .. } => return help.clone(),
            Self::Secret { .. } => {
                "take what looks like a secret out of the memo, or allow it on the page that GitHub names; then run \
                 again"
                    .to_owned()
            }
            Self::Leak(_) => {
                "that part was not sent; take it out of what people wrote on GitHub, and make a new one, because it \
                 could be read there"
                    .to_owned()
            }
            Self::Title { .. } => "shorten `title` or `pull_request.title`".to_owned(),
            Self::FollowUps { .. } => {
                "change the published post by hand, or run without `--update-published`".to_owned()
            }
            Self::Stale { .. } => {
                "run again in some minutes; what was done already is found and finished".to_owned()
            }
            Self::Restless { .. } => {
                "run again; give workflows for the same week one `concurrency` group".to_owned()
            }
        })
    }

    /// Returns the request and the answer of a failure.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::GitHub(error) => error.at(),
            _ => None,
        }
    }
}

/// Says where a pull request can be opened by hand.
fn ready(compare: Option<&str>) -> String {
    compare.map_or_else(String::new, |page| format!("; the branch is ready: {page}"))
}
