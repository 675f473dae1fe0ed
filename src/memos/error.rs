//! Why memos cannot be had, and what to do about it.

use chrono::{DateTime, Utc};

use super::address::AddressError;
use super::circle::Circle;
use super::claims::Claims;
use super::version::Version;
use crate::http::{self, Token};
use crate::issue::Sentence;
use crate::size::size;

/// The reason why memos cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text that was given as the server's address is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Something answers there, but no Memos server.
    #[error("there is no Memos server at {base}")]
    NotMemos {
        /// The address.
        base: String,
        /// The requests and their outcomes, one line each.
        tried: Vec<String>,
        /// The way out.
        help: String,
    },
    /// Something went wrong, and the server is not of the version that the configuration says.
    #[error("this server says {said}, you pinned {pinned}")]
    Pinned {
        /// The version that the server says.
        said: String,
        /// The version that was given.
        pinned: Version,
        /// The requests and their outcomes, a line each.
        at: Option<String>,
    },
    /// The server is somewhere else.
    #[error("{from} redirects to {to}")]
    Moved {
        /// The address that was given.
        from: String,
        /// The address to use.
        to: String,
    },
    /// The server does not know the token.
    #[error("the Memos server does not accept this token")]
    Token {
        /// The request and its outcome.
        at: String,
        /// The way out.
        help: String,
    },
    /// A request failed.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// The list has no end.
    #[error("the Memos server's list {circle}")]
    Endless {
        /// The way in which it does not end.
        circle: Circle,
        /// The list.
        at: String,
    },
    /// A file of saved answers cannot be read.
    #[error("cannot read {path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// The reason, in words.
        reason: String,
    },
    /// A file is no saved list.
    #[error("{path} holds no saved list of memos: {reason}")]
    NotSaved {
        /// The file.
        path: String,
        /// The reason, in words.
        reason: String,
    },
    /// Saved memos belong to several people.
    #[error("the saved memos belong to several users: {}", users.join(", "))]
    SeveralUsers {
        /// As the answers name them.
        users: Vec<String>,
    },
    /// No saved memo belongs to the user who was asked for.
    #[error("none of the saved memos is by `{user}`")]
    UnknownUser {
        /// As it was given.
        user: String,
        /// As the answers name those who wrote them.
        users: Vec<String>,
    },
    /// A saved file is larger than it may be.
    #[error("{name} is larger than {}", size(*limit))]
    TooLarge {
        /// Name of the file.
        name: String,
        /// In bytes.
        limit: u64,
    },
    /// A file is not among the saved ones.
    #[error("{name} is not beside the saved answers")]
    Missing {
        /// Name of the file.
        name: String,
    },
}

impl Error {
    /// The requests and their outcomes, a line each, if it is about any.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::NotMemos { tried, .. } => Some(tried.join("\n")),
            Self::Pinned { at, .. } => at.clone(),
            Self::Token { at, .. } | Self::Endless { at, .. } => Some(at.clone()),
            Self::Http(error) => Some(error.at()),
            _ => None,
        }
    }

    /// The way out, if we know one.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Address(error) => error.help(),
            Self::Http(error) => return error.help(),
            Self::Moved { to, .. } => {
                return Some(format!("if you trust it, use {to} as the server's address"));
            }
            Self::Token { help, .. } | Self::NotMemos { help, .. } => return Some(help.clone()),
            Self::Pinned { said, .. } => {
                return Some(format!(
                    "leave `memos.version` out, so that the server is asked for it, or set it to {said}"
                ));
            }
            Self::Endless { .. } => {
                "look at the reverse proxy: does it pass the query of a request on?"
            }
            Self::NotSaved { .. } => {
                "save what the list of the server's API answers, such as GET /api/v1/memos, as it comes"
            }
            Self::SeveralUsers { .. } => "say whose to take (memos-user)",
            Self::UnknownUser { users, .. } => {
                let users = users.join(", ");
                return Some(format!(
                    "they are by {users}: set memos-user to one of these"
                ));
            }
            Self::File { .. } | Self::TooLarge { .. } | Self::Missing { .. } => return None,
        };
        Some(help.to_owned())
    }

    /// The reason why a file cannot be had, for everybody who reads the blog's pull requests: without the name of a host.
    pub fn about_file(&self) -> Sentence {
        match self {
            Self::Http(error) => error.without_hosts(),
            Self::Pinned { said, pinned, .. } => Sentence::new(
                self.to_string(),
                format!("服务器的版本是 {said}，而配置里写的是 {pinned}"),
            ),
            Self::File { reason, .. } => Sentence::new(
                format!("it cannot be read: {reason}"),
                format!("无法读取：{reason}"),
            ),
            Self::TooLarge { limit, .. } => {
                let limit = size(*limit);
                Sentence::new(
                    format!("it is larger than {limit}"),
                    format!("它大于 {limit}"),
                )
            }
            Self::Missing { .. } => {
                Sentence::new("it is not beside the saved answers", "它不在保存的响应旁边")
            }
            _ => Sentence::new("the server did not give it", "服务器没有给出它"),
        }
    }

    /// The token is not accepted; what may be wrong with it can be seen from the version and its form.
    pub(super) fn token(at: String, version: Version, token: &Token, now: DateTime<Utc>) -> Self {
        let new = token.expose().starts_with("memos_pat_");
        let renew = format!(
            "make a new one under {}, with “Expiration: Never”, and put it into the secret MEMOS_TOKEN",
            menu(version)
        );
        let expired = Claims::of(token).expires.filter(|end| *end <= now);
        let help = if version.since(26, 0) && !new {
            format!("tokens made before Memos 0.26 stopped working with that version; {renew}")
        } else if new && !version.since(26, 0) {
            format!(
                "it was made by Memos 0.26 or newer, but this server is {version}: is it the right server?"
            )
        } else if let Some(end) = expired {
            format!("it expired on {}; {renew}", end.format("%Y-%m-%d"))
        } else if version.since(15, 0) {
            format!("it may have been deleted, or have expired; {renew}")
        } else {
            "put the openId, which stands in the address under Settings → My Account → OpenAPI, into the secret MEMOS_TOKEN"
                .to_owned()
        };
        Self::Token { at, help }
    }
}

/// Returns where a version makes access tokens, in its menu's own words.
fn menu(version: Version) -> &'static str {
    if version.since(30, 0) {
        "Settings → Access Tokens"
    } else {
        "Settings → My Account → Access Tokens"
    }
}
