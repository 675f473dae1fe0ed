//! A running Memos server: who we are there, and what we wrote in a week.
//!
//! The server's filter is a kindness to it, not a promise to us: whose a memo is, whether it is archived or a
//! comment, and when it was written is checked here again, for every version alike.

use std::collections::HashSet;
use std::path::Path;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use url::Url;

use super::api::{self, Api, Links, Owner, Query, Row, Span};
use super::error::Error;
use super::{Fetched, Options, address, probe};
use crate::http::{self, Answer, Http, Request, Token};
use crate::memo::Memo;
use crate::select::TimeOf;

/// A server whose version is known, but not yet whether it knows us.
#[derive(Debug)]
pub(super) struct Door {
    http: Http,
    token: Token,
    insecure: bool,
    /// Whether the version was given, not asked for.
    given: bool,
    /// The version as the server writes it.
    pub(super) said: String,
    pub(super) links: Links,
    api: &'static dyn Api,
}

/// A server that has accepted our token.
#[derive(Debug)]
pub struct Server {
    pub(super) door: Door,
    pub(super) owner: Owner,
}

impl Door {
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
            http,
            token: options.token,
            insecure: options.allow_insecure_http,
            given: options.version.is_some(),
            said: found.said,
            api: api::of(found.links.version),
            links: found.links,
        })
    }

    /// Knocks with the token.
    pub(super) async fn enter(self) -> Result<Server, Error> {
        let owner = self.who().await?;
        Ok(Server { door: self, owner })
    }

    /// Knocks with the token, and asks for the list at the same time where the version allows that. The list
    /// is thrown away when the token is not accepted.
    pub(super) async fn enter_and_list(self, span: Span) -> Result<(Server, Vec<Memo>), Error> {
        let queries = self.api.queries(self.links.version, None, &span);
        if queries.is_empty() {
            let server = self.enter().await?;
            let memos = server.list(span).await?;
            return Ok((server, memos));
        }
        let (owner, rows) = tokio::join!(self.who(), self.rows(queries, span));
        let owner = owner?;
        let memos = own(rows?, &owner);
        Ok((Server { door: self, owner }, memos))
    }

    async fn who(&self) -> Result<Owner, Error> {
        let (method, path) = self.api.who(self.links.version);
        let url = self.url(path);
        let request = if method == Method::POST {
            self.http.post(url).idempotent()
        } else {
            self.http.get(url)
        };
        let answer = self.send(request).await.map_err(|error| match error {
            Error::Http(error) if self.given && error.status() == Some(StatusCode::NOT_FOUND) => {
                Error::Version {
                    version: self.links.version,
                    at: error.at(),
                }
            }
            error => error,
        })?;
        self.api
            .read_who(&answer)?
            .ok_or_else(|| Error::token(answer.at("nobody"), self.links.version, &self.token))
    }

    /// What the first list that the server understands holds, less what is archived, a comment or of other times.
    async fn rows(&self, queries: Vec<Query>, span: Span) -> Result<Vec<Row>, Error> {
        let mut queries = queries.into_iter().peekable();
        while let Some(query) = queries.next() {
            match self.pages(&query, span).await {
                Err(Error::Http(error))
                    if error.status() == Some(StatusCode::BAD_REQUEST)
                        && queries.peek().is_some() => {}
                outcome => return outcome,
            }
        }
        Ok(Vec::new())
    }

    /// Reads a list to its end, or to where nothing of that time can follow, a page at a time.
    async fn pages(&self, query: &Query, span: Span) -> Result<Vec<Row>, Error> {
        let url = self.url(self.api.list_path());
        let mut kept = Vec::new();
        let mut seen = HashSet::new();
        let mut before = 0;
        let mut next = None;
        let mut first = None;
        loop {
            let request = self.http.get(url.clone());
            let request = query
                .iter()
                .chain(&next)
                .fold(request, |request, (name, value)| request.query(name, value));
            let answer = self.send(request).await?;
            let page = self.api.read_page(&answer, before, &self.links)?;
            before += page.rows.len();
            let start = page.rows.first().map(|row| row.memo.id.clone());
            if start.is_some() && start == first {
                return Err(Error::Endless {
                    at: answer.at("the same as before"),
                });
            }
            first = start;
            let past = page.rows.iter().any(|row| is_past(row, span));
            for row in page.rows {
                let wanted = span.contains(&row.memo) && row.counts();
                // Lists that are cut by offset may show a row twice when something was written meanwhile.
                if wanted && seen.insert(row.memo.id.clone()) {
                    kept.push(row);
                }
            }
            next = page.next;
            if next.is_none() || past {
                return Ok(kept);
            }
        }
    }

    fn url(&self, path: &str) -> Url {
        self.links.base.join(path).expect(super::JOINS)
    }

    /// Sends a request with the token.
    async fn send(&self, request: Request<'_>) -> Result<Answer, Error> {
        let request = self.with_token(request).accept("application/json");
        request.send().await.map_err(|error| {
            if error.status() == Some(StatusCode::UNAUTHORIZED) {
                Error::token(error.at(), self.links.version, &self.token)
            } else {
                error.into()
            }
        })
    }

    fn with_token<'a>(&self, request: Request<'a>) -> Request<'a> {
        let request = request.allow_insecure_http(self.insecure);
        // Before 0.15 the token is the openId, unless it is one of a login.
        let login = self.token.expose().starts_with("ey") && self.links.version.since(12, 0);
        if self.links.version.since(15, 0) || login {
            request.bearer(&self.token)
        } else {
            request.token_in_query("openId", &self.token)
        }
    }

    /// Whether an address is the server's own.
    fn owns(&self, url: &Url) -> bool {
        let base = &self.links.base;
        url.origin() == base.origin() && url.path().starts_with(base.path())
    }
}

impl Server {
    pub(super) async fn list(&self, span: Span) -> Result<Vec<Memo>, Error> {
        let Door { api, links, .. } = &self.door;
        let queries = api.queries(links.version, Some(&self.owner), &span);
        let rows = self.door.rows(queries, span).await?;
        Ok(own(rows, &self.owner))
    }

    /// The owner's memo with an id; `None` if there is none that may be used.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Memo>, Error> {
        let Door { api, links, .. } = &self.door;
        let Some(path) = api.memo_path(id) else {
            return Ok(None);
        };
        let answer = match self
            .door
            .send(self.door.http.get(self.door.url(&path)))
            .await
        {
            Err(Error::Http(error))
                if error.status().is_some_and(|code| code.is_client_error()) =>
            {
                return Ok(None);
            }
            answer => answer?,
        };
        let row = api.read_memo(&answer, links)?;
        let rows = if row.counts() { vec![row] } else { Vec::new() };
        Ok(own(rows, &self.owner).pop())
    }

    pub(super) async fn fetch(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        let request = self.door.http.get(url.clone()).limit(limit);
        if self.door.owns(url) {
            fetched(self.door.with_token(request).leave_token_behind(), url).await
        } else {
            fetched(request, url).await
        }
    }

    pub(super) async fn fetch_as_anyone(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        fetched(self.door.http.get(url.clone()).limit(limit), url).await
    }

    /// The title of a page, as the server (since 0.29) finds it.
    pub(super) async fn link_title(&self, link: &Url) -> Result<Option<String>, Error> {
        #[derive(serde::Deserialize)]
        struct Metadata {
            #[serde(default)]
            title: String,
        }
        if !self.door.links.version.since(29, 0) {
            return Ok(None);
        }
        let url = self.door.url("api/v1/memos/-/linkMetadata");
        let request = self.door.http.get(url).query("url", link.as_str());
        let metadata: Metadata = self.door.send(request).await?.json()?;
        let title = metadata.title.trim();
        Ok((!title.is_empty()).then(|| title.to_owned()))
    }

    pub(super) fn stats(&self) -> http::Stats {
        self.door.http.stats()
    }
}

async fn fetched(request: Request<'_>, url: &Url) -> Result<Fetched, Error> {
    let answer = request.send().await?;
    let extension = Path::new(url.path()).extension().unwrap_or_default();
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

fn own(rows: Vec<Row>, owner: &Owner) -> Vec<Memo> {
    rows.into_iter()
        .filter(|row| row.creator == owner.key)
        .map(|row| row.memo)
        .collect()
}

/// Whether everything behind this row is too old. Lists run from new to old, by the time of writing or by that of
/// the last change, and pinned memos stand before all others; times can be set by hand, hence a day of slack.
fn is_past(row: &Row, span: Span) -> bool {
    let Memo {
        created,
        updated,
        displayed,
        pinned,
        ..
    } = row.memo;
    let newest = created.max(updated).max(displayed);
    // A list by the time of writing says nothing about changes.
    span.time != TimeOf::Updated && !pinned && newest < span.start - TimeDelta::days(1)
}
