//! What can go wrong on the way to GitHub, and what GitHub itself says went wrong.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use crate::size::counted;

/// The reason why there is no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address or the repository's name is no such thing.
    #[error("{value:?} is not {expected}")]
    Address {
        /// As it was given.
        value: String,
        /// The kind of value that was expected.
        expected: &'static str,
    },
    /// The request did not get through, or the answer did not come back.
    #[error("GitHub does not answer: {reason}")]
    Unreachable {
        /// The request.
        at: String,
        /// The first cause.
        reason: String,
    },
    /// The token is refused.
    #[error("GitHub does not accept this token: {message}")]
    Unauthorized {
        /// The request.
        at: String,
        /// GitHub's words.
        message: String,
    },
    /// The repository does not exist, or the token may not see it.
    #[error("there is no repository {repository} that this token can see")]
    NoRepository {
        /// `owner/name`.
        repository: String,
    },
    /// Too many requests; waiting would take longer than the run may.
    #[error("GitHub's rate limit is used up{}", after(*.wait))]
    RateLimited {
        /// Time until more are allowed, if GitHub says so.
        wait: Option<Duration>,
    },
    /// Any other answer that is not a success.
    #[error("GitHub answers {status}: {message}")]
    Status {
        /// The request.
        at: String,
        /// The HTTP status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// The answer is not what the API promises.
    #[error("GitHub answers with something unexpected: {reason}")]
    Unexpected {
        /// The request.
        at: String,
        /// The difference.
        reason: String,
    },
    /// The query itself failed.
    #[error("GitHub rejected the query: {0}")]
    Refused(Fault),
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Unauthorized { .. } => {
                "in a workflow pass `github.token`; elsewhere make a token with Contents and Pull requests \
                 (read and write) and put it into GITHUB_TOKEN"
            }
            Self::NoRepository { .. } => {
                "check the spelling of `repository`; the token of a workflow sees only its own repository, another \
                 one needs a token made for it"
            }
            Self::RateLimited { .. } => {
                "run again later; what was done already is found, and the rest is done then"
            }
            Self::Refused(fault) if fault.may_pass() || fault.is_too_much() => {
                "run again; what was done already is found and finished"
            }
            Self::Unexpected { .. } => {
                "check GITHUB_API_URL and GITHUB_GRAPHQL_URL; that may be a login page or a proxy"
            }
            Self::Unreachable { .. } => "run again; what was done already is found and finished",
            Self::Status { status, .. } if *status >= 500 => {
                "GitHub itself has trouble, see https://www.githubstatus.com; run again later, and what was done \
                 already is found and finished"
            }
            _ => return None,
        }
        .to_owned())
    }

    /// Returns the request and the answer of a failure.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::Unreachable { at, .. } | Self::Unexpected { at, .. } => Some(at.clone()),
            Self::Unauthorized { at, .. } => Some(format!("{at} → 401")),
            Self::Status { at, status, .. } => Some(format!("{at} → {status}")),
            _ => None,
        }
    }

    /// Returns true if a change may have happened although no answer came.
    pub(crate) fn leaves_doubt(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Unexpected { .. } => true,
            Self::Status { status, .. } => *status >= 500,
            Self::Refused(fault) => fault.may_pass() || fault.is_too_much(),
            _ => false,
        }
    }

    /// Returns true if the query asks for too much and can be asked in pieces.
    pub(super) fn is_too_much(&self) -> bool {
        matches!(self, Self::Refused(fault) if fault.is_too_much())
    }

    /// Returns true if the answer may have taken too long to make: what runs longer than ten seconds is broken off, and
    /// answered by 502 or 504, or by "something went wrong".
    pub(super) fn may_be_too_much(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 502 | 504),
            Self::Refused(fault) => fault.may_pass(),
            _ => false,
        }
    }
}

/// One of the `errors` beside the `data` of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// GitHub's word for it.
    pub kind: Kind,
    /// GitHub's sentence about it.
    pub message: String,
    /// Path of the field that it is about: aliases and indexes, joined by dots.
    pub path: String,
}

impl Fault {
    /// Returns true if GitHub itself stumbled: the same request may well succeed in a moment.
    pub(crate) fn may_pass(&self) -> bool {
        let words = self.message.to_ascii_lowercase();
        words.contains("something went wrong") || words.contains("timed out")
    }

    /// Returns true if the query asks for more than GitHub gives at once.
    pub(super) fn is_too_much(&self) -> bool {
        let Kind::Other(word) = &self.kind else {
            return false;
        };
        matches!(
            word.as_str(),
            "RESOURCE_LIMITS_EXCEEDED" | "MAX_NODE_LIMIT_EXCEEDED"
        )
    }

    /// Returns true if there were too many requests of this kind lately. A secondary limit has no type of its own.
    pub(crate) fn is_limit(&self) -> bool {
        self.kind == Kind::RateLimited
            || says_limited(&self.message)
            || self.message.contains("submitted too quickly")
    }

    /// Returns true if only something is missing that we can do without: teams that may not be seen, accounts that are
    /// gone, a comparison of branches that have nothing in common.
    pub(super) fn is_minor(&self) -> bool {
        matches!(self.kind, Kind::NotFound | Kind::Forbidden)
            && self
                .path
                .split('.')
                .any(|part| matches!(part, "given" | "user" | "compare"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The `type` of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The branch moved since it was read.
    StaleData,
    /// There is no such thing, or it may not be seen.
    NotFound,
    /// The token may not do this.
    Forbidden,
    /// The request makes no sense in this state.
    Unprocessable,
    /// Too many requests.
    RateLimited,
    /// Anything else; empty where GitHub gives none.
    Other(String),
}

impl From<String> for Kind {
    fn from(word: String) -> Self {
        match word.as_str() {
            "STALE_DATA" => Self::StaleData,
            "NOT_FOUND" => Self::NotFound,
            "FORBIDDEN" | "INSUFFICIENT_SCOPES" => Self::Forbidden,
            "UNPROCESSABLE" => Self::Unprocessable,
            "RATE_LIMITED" | "RATE_LIMIT" => Self::RateLimited,
            _ => Self::Other(word),
        }
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            #[serde(default)]
            r#type: String,
            #[serde(default)]
            message: String,
            path: Option<Vec<serde_json::Value>>,
        }
        let raw = Raw::deserialize(deserializer)?;
        let path = raw.path.unwrap_or_default();
        let path: Vec<String> = path
            .iter()
            .map(|part| {
                part.as_str()
                    .map_or_else(|| part.to_string(), str::to_owned)
            })
            .collect();
        Ok(Self {
            kind: raw.r#type.into(),
            message: raw.message,
            path: path.join("."),
        })
    }
}

/// Returns true if GitHub's words are about a secondary limit, which has neither a status nor a type of its own.
pub(super) fn says_limited(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("rate limit") || words.contains("abuse detection")
}

fn after(wait: Option<Duration>) -> String {
    let words = |wait: Duration| match wait.as_secs() {
        seconds @ 0..120 => counted(seconds, "second"),
        seconds => counted(seconds.div_ceil(60), "minute"),
    };
    wait.map_or_else(String::new, |wait| {
        format!(
            " for the next {}, longer than this run may take",
            words(wait)
        )
    })
}
