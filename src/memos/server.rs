//! A running Memos server: who we are there, and what we wrote in a week.
//!
//! Whose a memo is, is checked here for every version alike, whatever the server's filter said.

use std::path::Path;

use reqwest::{Method, StatusCode};
use url::Url;

use super::api::{Api, Links, Owner, Row, Span};
use super::connection::Connection;
use super::error::Error;
use super::version::{Generation, Version};
use super::{Fetched, Options, address, file_address, listing, probe};
use super::{v0_10, v0_14, v0_22, v0_24, v0_25_1};
use crate::http::{self, Foreign, Http, Kind, Request};
use crate::memo::Memo;

/// A server whose version is known, but not yet whether it accepts our token.
#[derive(Debug)]
pub(super) struct UnauthenticatedServer {
    connection: Connection,
    api: &'static dyn Api,
    /// Whether the version was given, not asked for.
    pinned: bool,
    /// The version as the server writes it.
    said: String,
}

/// A server that has accepted our token.
#[derive(Debug)]
pub struct Server {
    pub(super) connection: Connection,
    api: &'static dyn Api,
    pub(super) owner: Owner,
    /// The version as the server writes it.
    pub(super) said: String,
}

/// How servers of a version are asked.
fn api(version: Version) -> &'static dyn Api {
    match version.generation() {
        Generation::V0_10 => &v0_10::V0_10,
        Generation::V0_14 => &v0_14::V0_14,
        Generation::V0_22 => &v0_22::V0_22,
        Generation::V0_24 => &v0_24::V0_24,
        Generation::V0_25_1 => &v0_25_1::V0_25_1,
    }
}

impl UnauthenticatedServer {
    /// Finds out the version, unless it was given.
    pub(super) async fn find(http: &Http, options: Options) -> Result<Self, Error> {
        let http = http.metered();
        let base = address::base(&options.url)?;
        let found = match options.version {
            Some(version) => probe::Found {
                said: version.to_string(),
                links: Links {
                    version,
                    public: base.clone(),
                    base,
                },
            },
            None => probe::probe(&http, &base).await?,
        };
        Ok(Self {
            api: api(found.links.version),
            pinned: options.version.is_some(),
            said: found.said,
            connection: Connection {
                token: options.token,
                allow_insecure_http: options.allow_insecure_http,
                foreign: Foreign::beyond(&found.links.base, http.patience()),
                http,
                links: found.links,
            },
        })
    }

    /// Asks whose token it is; nobody's is an error.
    pub(super) async fn authenticate(self) -> Result<Server, Error> {
        let owner = self.owner().await?;
        Ok(self.known_as(owner))
    }

    /// The same, with the list asked for at the same time where the version allows that. The list is thrown away
    /// when the token is not accepted.
    pub(super) async fn authenticate_and_list(
        self,
        span: Span,
    ) -> Result<(Server, Vec<Memo>), Error> {
        let queries = self.api.queries(self.connection.links.version, None, &span);
        if queries.is_empty() {
            let server = self.authenticate().await?;
            let memos = server.list(span).await?;
            return Ok((server, memos));
        }
        let rows = listing::rows(&self.connection, self.api, queries, span);
        let (owner, rows) = tokio::join!(self.owner(), rows);
        let owner = owner?;
        let memos = own(rows?, &owner);
        Ok((self.known_as(owner), memos))
    }

    fn known_as(self, owner: Owner) -> Server {
        Server {
            connection: self.connection,
            api: self.api,
            owner,
            said: self.said,
        }
    }

    async fn owner(&self) -> Result<Owner, Error> {
        let Connection {
            http, links, token, ..
        } = &self.connection;
        let (method, path) = self.api.who(links.version);
        let url = self.connection.url(path);
        let request = if method == Method::POST {
            http.post(url).idempotent()
        } else {
            http.get(url)
        };
        let answer = self
            .connection
            .send(request)
            .await
            .map_err(|error| match error {
                Error::Http(error)
                    if self.pinned && error.status() == Some(StatusCode::NOT_FOUND) =>
                {
                    Error::Version {
                        version: links.version,
                        at: error.at(),
                    }
                }
                error => error,
            })?;
        self.api
            .read_who(&answer)?
            .ok_or_else(|| Error::token(answer.at("nobody"), links.version, token))
    }
}

impl Server {
    pub(super) async fn list(&self, span: Span) -> Result<Vec<Memo>, Error> {
        let version = self.connection.links.version;
        let queries = self.api.queries(version, Some(&self.owner), &span);
        let rows = listing::rows(&self.connection, self.api, queries, span).await?;
        Ok(own(rows, &self.owner))
    }

    /// The owner's memo with an id; `None` if there is none that may be used.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Memo>, Error> {
        let Some(path) = self.api.memo_path(id) else {
            return Ok(None);
        };
        let answer = match self.connection.send(self.connection.get(&path)).await {
            Err(Error::Http(error)) if error.status().is_some_and(says_there_is_none) => {
                return Ok(None);
            }
            answer => answer?,
        };
        let row = self.api.read_memo(&answer, &self.connection.links)?;
        let rows = if row.counts() { vec![row] } else { Vec::new() };
        Ok(own(rows, &self.owner).pop())
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
            Err(error) if is_missing(error) => file_address::other(&self.connection.links, url),
            _ => None,
        };
        let Some(other) = other else {
            return Ok(outcome?);
        };
        // What is wrong with the address that is meant for the version says more.
        self.fetch_at(&other, filename, limit)
            .await
            .or_else(|_| Ok(outcome?))
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
        let request = if self.connection.links.version.since(14, 0) {
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
        if !self.connection.links.version.since(29, 0) {
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

/// Whether this is about the memo; a limit or a refused token says nothing about it.
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

/// Whether a server has no file at an address: 404, up to 0.13 also 500, or its own start page.
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

fn own(rows: Vec<Row>, owner: &Owner) -> Vec<Memo> {
    rows.into_iter()
        .filter(|row| row.creator == owner.key)
        .map(|row| row.memo)
        .collect()
}
