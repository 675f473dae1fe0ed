//! A running Memos server: who we are there, and what we wrote in a week.
//!
//! Whose a memo is, is checked here for every version alike, whatever the server's filter said.

use std::path::Path;

use reqwest::{Method, StatusCode};
use tokio::sync::OnceCell;
use url::Url;

use super::api::{Api, ListedMemo, Owner, Query, TimeSpan};
use super::claims::Claims;
use super::connection::Connection;
use super::error::Error;
use super::version::{Generation, Version};
use super::{Fetched, Options, address, file_address, listing, probe};
use super::{v0_10, v0_14, v0_22, v0_24, v0_25_1};
use crate::http::{self, Answer, Foreign, Http, Kind, Request};
use crate::memo::Memo;

/// A running server.
#[derive(Debug)]
pub struct Server {
    pub(super) connection: Connection,
    api: &'static dyn Api,
    /// The version that was given, if it was not asked for.
    pinned: Option<Version>,
    /// The version as the server writes it.
    pub(super) said: String,
    /// The user whose token it is, once the server has accepted it.
    owner: OnceCell<Owner>,
    /// The version that the server says, if it is not the one that was given.
    contradiction: OnceCell<Option<String>>,
}

/// Returns the API by which servers of a version are asked.
fn api(version: Version) -> &'static dyn Api {
    match version.generation() {
        Generation::V0_10 => &v0_10::V0_10,
        Generation::V0_14 => &v0_14::V0_14,
        Generation::V0_22 => &v0_22::V0_22,
        Generation::V0_24 => &v0_24::V0_24,
        Generation::V0_25_1 => &v0_25_1::V0_25_1,
    }
}

impl Server {
    /// Finds out the version, unless it was given.
    pub(super) async fn open(http: &Http, options: Options) -> Result<Self, Error> {
        let http = http.metered();
        let bases = address::bases(&options.url)?;
        let found = match options.version {
            // Only which of several addresses is the right one has to be asked.
            Some(version) if bases.len() == 1 => probe::Probed::pinned(version, bases[0].clone()),
            Some(version) => {
                let found = probe::first(&http, &bases).await?;
                probe::Probed::pinned(version, found.urls.base)
            }
            None => probe::first(&http, &bases).await?,
        };
        Ok(Self {
            api: api(found.urls.version),
            pinned: options.version,
            said: found.said,
            connection: Connection {
                token: options.token,
                allow_insecure_http: options.allow_insecure_http,
                foreign: Foreign::beyond(&found.urls.base, http.patience()),
                http,
                urls: found.urls,
                now: options.now,
            },
            owner: OnceCell::new(),
            contradiction: OnceCell::new(),
        })
    }

    /// Returns the user whose token it is. The server is asked once; a token that it does not accept is an error.
    pub(super) async fn authenticate(&self) -> Result<&Owner, Error> {
        let owner = self.owner.get_or_try_init(|| self.ask_owner()).await;
        self.with_pin(owner).await
    }

    /// Returns the user whose token it is, if the server was asked.
    pub(super) fn owner(&self) -> Option<&Owner> {
        self.owner.get()
    }

    async fn ask_owner(&self) -> Result<Owner, Error> {
        let Connection { http, urls, .. } = &self.connection;
        let (method, path) = self.api.who(urls.version);
        let url = self.connection.url(path);
        let request = if method == Method::POST {
            http.post(url).idempotent()
        } else {
            http.get(url)
        };
        let answer = self.connection.send(request).await?;
        self.api
            .read_who(&answer)?
            .ok_or_else(|| self.connection.refused(answer.at("nobody")))
    }

    /// The owner's memos of the weeks. As long as it is not known whose the token is, that is asked at the same time,
    /// and nothing of the list is used unless the server accepts it.
    pub(super) async fn list(&self, span: TimeSpan) -> Result<Vec<Memo>, Error> {
        let user = match self.owner() {
            Some(owner) => Some(owner.key.clone()),
            None => Claims::of(&self.connection.token).user,
        };
        if user.is_none() && span.is_long() {
            // Everybody's memos of many weeks cost more than a round trip.
            return self.list_as(&self.authenticate().await?.key, span).await;
        }
        let queries = self.queries(user.as_deref(), span);
        if queries.is_empty() {
            return self.list_as(&self.authenticate().await?.key, span).await;
        }
        let rows = listing::rows(&self.connection, self.api, queries, span);
        let (owner, rows, _) = tokio::join!(self.authenticate(), rows, self.contradiction());
        let owner = owner?;
        if user.is_some_and(|user| user != owner.key) {
            return self.list_as(&owner.key, span).await;
        }
        Ok(own(self.with_pin(rows).await?, &owner.key))
    }

    async fn list_as(&self, user: &str, span: TimeSpan) -> Result<Vec<Memo>, Error> {
        let queries = self.queries(Some(user), span);
        let rows = listing::rows(&self.connection, self.api, queries, span).await;
        Ok(own(self.with_pin(rows).await?, user))
    }

    fn queries(&self, user: Option<&str>, span: TimeSpan) -> Vec<Query> {
        let version = self.connection.urls.version;
        self.api.queries(version, user, &span)
    }

    /// A failure that may come of a wrong version says so.
    async fn with_pin<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let Err(error) = outcome else {
            return outcome;
        };
        match (self.pinned, self.contradiction().await) {
            (Some(pinned), Some(said)) => Err(Error::Pinned {
                said: said.to_owned(),
                pinned,
                at: error.at(),
            }),
            _ => Err(error),
        }
    }

    /// The version that the server says, if it is not the one that was given. It is asked beside the first list, so
    /// that a version that was given wrong and happens to work is told, too.
    async fn contradiction(&self) -> Option<&str> {
        let ask = async || {
            let pinned = self.pinned?;
            let found = probe::probe(&self.connection.http, &self.connection.urls.base).await;
            let said = found.ok()?.said;
            let other = said.parse().is_ok_and(|version| !pinned.covers(version));
            other.then_some(said)
        };
        self.contradiction.get_or_init(ask).await.as_deref()
    }

    /// Lists what is not wrong yet, but may be: each a sentence.
    pub(super) fn warnings(&self) -> Vec<String> {
        let said = self.contradiction.get().and_then(Option::as_ref);
        let pin = said.zip(self.pinned).map(|(said, pinned)| {
            format!("this server says {said}, you pinned {pinned}; leave `memos.version` out")
        });
        let token = Claims::of(&self.connection.token).warning(self.connection.now);
        pin.into_iter().chain(token).collect()
    }

    /// The owner's memo with an id; `None` if there is none that may be used.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Memo>, Error> {
        let path = match self.api.memo_path(self.connection.urls.version, id) {
            Some(path) => Some(path),
            None => self.number_path(id).await?,
        };
        let Some(path) = path else {
            return Ok(None);
        };
        let Some(answer) = self.ask(&path).await? else {
            return Ok(None);
        };
        let row = self.api.read_memo(&answer, &self.connection.urls)?;
        let rows = if row.counts() { vec![row] } else { Vec::new() };
        Ok(own(rows, &self.authenticate().await?.key).pop())
    }

    /// The path of a memo whose number has to be asked for first.
    async fn number_path(&self, id: &str) -> Result<Option<String>, Error> {
        let version = self.connection.urls.version;
        let user = &self.authenticate().await?.key;
        for path in self.api.number_paths(version, user, id) {
            let answer = self.ask(&path).await?;
            if let Some(number) = answer.and_then(|answer| self.api.read_number(&answer)) {
                return Ok(self.api.memo_path(version, &number));
            }
        }
        Ok(None)
    }

    /// An answer; `None` where the server has none, or none for us.
    async fn ask(&self, path: &str) -> Result<Option<Answer>, Error> {
        match self.connection.send(self.connection.get(path)).await {
            Err(Error::Http(error)) if error.status().is_some_and(says_there_is_none) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Fetches a file; where the server has none at that address, the other one of its version is tried.
    pub(super) async fn fetch(
        &self,
        url: &Url,
        filename: &str,
        limit: u64,
    ) -> Result<Fetched, Error> {
        let outcome = self.fetch_at(url, filename, limit).await;
        let other = match &outcome {
            Err(error) if is_missing(error) => file_address::other(&self.connection.urls, url),
            _ => None,
        };
        let second = match other {
            Some(other) => self.fetch_at(&other, filename, limit).await.ok(),
            None => None,
        };
        // What is wrong with the address that is meant for the version says more.
        let outcome = second.map_or(outcome, Ok).map_err(Error::from);
        self.with_pin(outcome).await
    }

    async fn fetch_at(
        &self,
        url: &Url,
        filename: &str,
        limit: u64,
    ) -> Result<Fetched, http::Error> {
        let request = self.connection.file(url, limit);
        let request = if self.connection.owns(url) {
            self.connection.with_token(request).leave_token_behind()
        } else {
            request
        };
        // Up to 0.13 that is what a missing file is answered with.
        let request = if self.connection.urls.version.since(14, 0) {
            request
        } else {
            request.fails_for_good_if(is_missing)
        };
        fetched(request, filename).await
    }

    pub(super) async fn fetch_as_anyone(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        let request = self.connection.file(url, limit);
        Ok(fetched(request, url.path()).await?)
    }

    /// The title of a page, as the server (since 0.29) finds it.
    pub(super) async fn link_title(&self, link: &Url) -> Result<Option<String>, Error> {
        #[derive(serde::Deserialize)]
        struct Metadata {
            #[serde(default)]
            title: String,
        }
        if !self.connection.urls.version.since(29, 0) {
            return Ok(None);
        }
        let request = self.connection.get("api/v1/memos/-/linkMetadata");
        let request = request.query("url", link.as_str());
        let metadata: Metadata = self.connection.send(request).await?.json()?;
        let title = metadata.title.trim();
        Ok((!title.is_empty()).then(|| title.to_owned()))
    }

    pub(super) fn stats(&self) -> http::Stats {
        self.connection.stats()
    }
}

/// Returns true if the status is about the memo; a limit or a refused token says nothing about it.
fn says_there_is_none(code: StatusCode) -> bool {
    matches!(
        code,
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE
    )
}

async fn fetched(request: Request<'_>, filename: &str) -> Result<Fetched, http::Error> {
    let answer = request.send().await?;
    let extension = Path::new(filename).extension().unwrap_or_default();
    if !["html", "htm"]
        .iter()
        .any(|html| extension.eq_ignore_ascii_case(html))
    {
        answer.refuse_web_page()?;
    }
    Ok(Fetched {
        media_type: answer.media_type,
        bytes: answer.bytes,
    })
}

/// Returns true if a server has no file at an address: it answers 404, up to 0.13 also 500, or its own start page.
fn is_missing(error: &http::Error) -> bool {
    match error.kind() {
        Kind::NotFile(_) => true,
        Kind::Status { code, .. } => {
            matches!(
                *code,
                StatusCode::NOT_FOUND | StatusCode::INTERNAL_SERVER_ERROR
            )
        }
        _ => false,
    }
}

fn own(rows: Vec<ListedMemo>, user: &str) -> Vec<Memo> {
    rows.into_iter()
        .filter(|row| row.creator == user)
        .map(|row| row.memo)
        .collect()
}
