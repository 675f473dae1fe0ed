//! The source: Memos servers of every generation, and saved answers.
//!
//! Memos changes its API with almost every version. All of that ends here: what leaves is one [`Memo`], written by
//! the owner of the token, at the time that was asked for, neither archived nor a comment.

mod address;
mod api;
mod circle;
mod claims;
mod connection;
mod error;
mod fields;
mod file_address;
mod files;
mod gateway;
mod listing;
mod probe;
mod rest;
mod server;
mod tags;
mod v0_10;
mod v0_14;
mod v0_22;
mod v0_24;
mod v0_25_1;
mod version;

use std::fmt;

use chrono::{DateTime, Utc};
use url::Url;

use crate::http::{self, Http, Token};
use crate::memo::Memo;
use crate::select::TimeOf;
use crate::week::Period;

use api::{ServerUrls, TimeSpan};

pub use address::AddressError;
pub use circle::Circle;
pub use error::Error;
pub use files::Files;
pub use server::Server;
pub use version::{Generation, Version, VersionError};

/// The source of memos.
#[derive(Debug)]
pub enum Source {
    /// A running server.
    Server(Box<Server>),
    /// Saved answers of one.
    Files(Box<Files>),
}

/// Settings for reaching a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server's address, as pasted.
    pub url: String,
    /// The token of the user whose memos are taken.
    pub token: Token,
    /// The server's version, if it must not be asked.
    pub version: Option<Version>,
    /// Lets the token travel over plain http to other machines.
    pub allow_insecure_http: bool,
    /// The present time, by which a token has ended or not.
    pub now: DateTime<Utc>,
}

/// The source of memos, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Identity {
    /// The server's version, as it says; `saved` for saved answers.
    pub version: String,
    /// The versions that are asked in the same way; `None` for saved answers.
    pub generation: Option<String>,
    /// The name of the memos' author; `None` as long as a server was not asked.
    pub user: Option<String>,
    /// The server's host, or the name of the file.
    pub host: String,
    /// True if the server is newer than any version that was tested.
    pub newer_than_tested: bool,
}

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// As the server says; not to be trusted.
    pub media_type: Option<String>,
}

impl Source {
    /// Finds out which server it is. Whose the token is, is asked with the first list.
    pub async fn open(http: &Http, options: Options) -> Result<Self, Error> {
        let server = Server::open(http, options).await?;
        Ok(Self::Server(Box::new(server)))
    }

    /// Describes the source, in words for people.
    pub fn identity(&self) -> Identity {
        match self {
            Self::Server(server) => {
                let urls = &server.connection.urls;
                Identity {
                    version: server.said.clone(),
                    generation: Some(urls.version.generation().to_string()),
                    user: server.owner().map(|owner| owner.name.clone()),
                    host: http::host(&urls.base),
                    newer_than_tested: urls.version.is_newer_than_known(),
                }
            }
            Self::Files(files) => files.identity(),
        }
    }

    /// All addresses that are the Memos server, each ending in `/`: first where it is reached, then what was given as its
    /// address, and where its readers reach it. Whatever is kept from leading to the one must be kept from the others.
    /// Of saved answers, that of the server that gave them, if it is known.
    pub fn addresses(&self) -> Vec<Url> {
        let known: &[&Url] = match self {
            Self::Server(server) => {
                let ServerUrls {
                    base,
                    given,
                    public,
                    ..
                } = &server.connection.urls;
                &[base, given, public]
            }
            Self::Files(files) => &files.home().into_iter().collect::<Vec<_>>(),
        };
        let mut addresses: Vec<Url> = Vec::new();
        for &address in known {
            if !addresses.contains(address) {
                addresses.push(address.clone());
            }
        }
        addresses
    }

    /// The author's memos of a period, by the given time, in no particular order.
    pub async fn list(&self, period: &Period, time: TimeOf) -> Result<Vec<Memo>, Error> {
        let span = TimeSpan {
            start: period.start(),
            end: period.end(),
            time,
        };
        match self {
            // three requests at a time are much for the stack
            Self::Server(server) => Box::pin(server.list(span)).await,
            Self::Files(files) => Ok(files.list(span)),
        }
    }

    /// The author's memo with this id, as links and references of the same server have it; neither an archived one
    /// nor a comment.
    pub async fn find(&self, id: &str) -> Result<Option<Memo>, Error> {
        // it becomes part of a path, and comes from a memo's text
        let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if id.is_empty() || !id.chars().all(is_id) {
            return Ok(None);
        }
        match self {
            Self::Server(server) => server.find(id).await,
            Self::Files(files) => Ok(files.find(id)),
        }
    }

    /// Returns true if a memo that the source does not have does not exist: saved answers may be a part of the whole.
    pub fn knows_all(&self) -> bool {
        matches!(self, Self::Server(_))
    }

    /// Fetches an attachment, of which at most `limit` bytes are taken; the token goes to the Memos server only. By its
    /// name it is known whether a web page is the file, or what came instead of it.
    pub async fn fetch(&self, url: &Url, filename: &str, limit: u64) -> Result<Fetched, Error> {
        match self {
            Self::Server(server) => server.fetch(url, filename, limit).await,
            Self::Files(files) => files.fetch(url, limit),
        }
    }

    /// Fetches a file without the token: what everybody can read.
    pub async fn fetch_as_anyone(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        match self {
            Self::Server(server) => server.fetch_as_anyone(url, limit).await,
            Self::Files(files) => files.fetch_as_anyone(url, limit),
        }
    }

    /// The title of a page, if the server (since 0.29) can find it out.
    pub async fn link_title(&self, link: &Url) -> Result<Option<String>, Error> {
        match self {
            Self::Server(server) => server.link_title(link).await,
            Self::Files(_) => Ok(None),
        }
    }

    /// Lists what is not wrong yet, but may be: a token that ends soon, a version that was given wrong. Each a
    /// sentence.
    pub fn warnings(&self) -> Vec<String> {
        match self {
            Self::Server(server) => server.warnings(),
            Self::Files(_) => Vec::new(),
        }
    }

    /// Returns the requests and bytes that it has cost so far.
    pub fn stats(&self) -> http::Stats {
        match self {
            Self::Server(server) => server.stats(),
            Self::Files(_) => http::Stats::default(),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, host, .. } = self;
        write!(f, "{version} at {host}")?;
        match &self.user {
            Some(user) => write!(f, " as {user}"),
            None => Ok(()),
        }
    }
}

/// The reason why an address below the server's can always be made.
const JOINS: &str = "the base ends in a slash, and the paths are ours";
