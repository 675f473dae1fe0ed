//! What a generation of the API is: how it is asked, and how its answers are read.
//!
//! Generations only put questions together and read answers; what is asked when, in how many pages, and what is
//! done with other people's memos is the same for all of them and stands in [`super::server`].

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use url::Url;

use super::version::Version;
use crate::http::{Answer, Error};
use crate::memo::Memo;
use crate::select::TimeOf;

/// One generation.
pub(super) trait Api: std::fmt::Debug + Sync {
    /// The request that tells who the token belongs to.
    fn who(&self, version: Version) -> (Method, &'static str);

    /// Reads the owner from the answer; `None` if the token is nobody's.
    fn read_who(&self, answer: &Answer) -> Result<Option<Owner>, Error>;

    /// The path of the list.
    fn list_path(&self) -> &'static str;

    /// The lists to ask for, each for the case that the server does not understand the one before. `user` is the
    /// owner's [`Owner::key`], if it is known; empty when it has to be.
    fn queries(&self, version: Version, user: Option<&str>, span: &TimeSpan) -> Vec<Query>;

    /// Reads a page, of which `before` rows have come already.
    fn read_page(&self, answer: &Answer, before: usize, urls: &ServerUrls) -> Result<Page, Error>;

    /// The path of one memo, by an id as it stands in the server's own links; `None` if it cannot be asked for so.
    fn memo_path(&self, version: Version, id: &str) -> Option<String>;

    /// Reads one memo.
    fn read_memo(&self, answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error>;

    /// Returns the paths at which to ask for the number of a memo whose id [`Api::memo_path`] does not take, each for
    /// the case that the one before is not known. `user` is the owner's [`Owner::key`].
    fn number_paths(&self, _version: Version, _user: &str, _id: &str) -> Vec<String> {
        Vec::new()
    }

    /// Reads the number of a memo.
    fn read_number(&self, _answer: &Answer) -> Option<String> {
        None
    }
}

/// The parameters of a list.
pub(super) type Query = Vec<(&'static str, String)>;

/// The user whose token it is.
#[derive(Debug)]
pub(super) struct Owner {
    /// As memos name their creator: `users/1`, since 0.27 `users/nick`.
    pub(super) key: String,
    /// The name that people see, or the login name.
    pub(super) name: String,
}

impl Owner {
    pub(super) fn new(key: String, username: String, shown: Option<String>) -> Self {
        let name = shown.filter(|name| !name.trim().is_empty());
        Self {
            key,
            name: name.unwrap_or(username),
        }
    }
}

/// The times that are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeSpan {
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
    pub(super) time: TimeOf,
}

impl TimeSpan {
    pub(super) fn contains(&self, memo: &Memo) -> bool {
        let instant = self.time.of(memo);
        self.start <= instant && instant < self.end
    }

    /// Returns true if the span is longer than the weeks of an ordinary run.
    pub(super) fn is_long(&self) -> bool {
        self.end - self.start > TimeDelta::weeks(8)
    }
}

/// A piece of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) rows: Vec<ListedMemo>,
    /// The parameter that asks for the next piece.
    pub(super) next: Option<(&'static str, String)>,
}

/// A memo with what decides whether it may be used at all.
#[derive(Debug)]
pub(super) struct ListedMemo {
    pub(super) memo: Memo,
    pub(super) creator: String,
    pub(super) archived: bool,
    pub(super) comment: bool,
}

impl ListedMemo {
    /// Returns true if it is a memo like any other, neither archived nor a comment.
    pub(super) fn counts(&self) -> bool {
        !self.archived && !self.comment
    }
}

/// The addresses of a server.
#[derive(Debug, Clone)]
pub(super) struct ServerUrls {
    pub(super) version: Version,
    /// The address at which we reach it; ends in `/`.
    pub(super) base: Url,
    /// The address at which its readers reach it; ends in `/`.
    pub(super) public: Url,
    /// The address that was given; ends in `/`.
    pub(super) given: Url,
}

impl ServerUrls {
    /// An address below the server's own; every segment is encoded.
    pub(super) fn file(&self, segments: &[&str]) -> Url {
        below(&self.base, segments)
    }

    /// The address of a file that lies elsewhere; `None` if there is none.
    pub(super) fn external(&self, link: &str) -> Option<Url> {
        let link = link.trim();
        (!link.is_empty()).then(|| self.base.join(link).ok())?
    }

    /// The page on which a memo can be read.
    pub(super) fn page(&self, id: &str) -> Url {
        let folder = if self.version.since(25, 0) {
            "memos"
        } else {
            "m"
        };
        below(&self.public, &[folder, id])
    }
}

fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
