//! The way to one server, and the token that goes to it and nowhere else.

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use url::Url;

use super::api::ServerUrls;
use super::error::Error;
use crate::http::{self, Answer, Foreign, Http, Request, Token};

/// A server that was found, and the token for it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) http: Http,
    pub(super) token: Token,
    pub(super) allow_insecure_http: bool,
    pub(super) urls: ServerUrls,
    /// Everything beyond the server, for files that it only links to.
    pub(super) foreign: Foreign,
    /// The present time.
    pub(super) now: DateTime<Utc>,
}

impl Connection {
    /// An address below the server's own.
    pub(super) fn url(&self, path: &str) -> Url {
        self.urls.base.join(path).expect(super::JOINS)
    }

    /// Asks for something below the server's own address.
    pub(super) fn get(&self, path: &str) -> Request<'_> {
        self.http.get(self.url(path))
    }

    /// Asks for a file, wherever it lies.
    pub(super) fn file(&self, url: &Url, limit: u64) -> Request<'_> {
        let request = self.http.get(url.clone()).limit(limit);
        request.beyond(&self.foreign)
    }

    /// Sends a request with the token.
    pub(super) async fn send(&self, request: Request<'_>) -> Result<Answer, Error> {
        let request = self.with_token(request).accept("application/json");
        request.send().await.map_err(|error| {
            if error.status() == Some(StatusCode::UNAUTHORIZED) {
                self.refused(error.at())
            } else {
                error.into()
            }
        })
    }

    /// The error of a token that the server does not accept.
    pub(super) fn refused(&self, at: String) -> Error {
        Error::token(at, self.urls.version, &self.token, self.now)
    }

    /// Adds the token, in the way in which the version takes it.
    pub(super) fn with_token<'a>(&self, request: Request<'a>) -> Request<'a> {
        let request = request.allow_insecure_http(self.allow_insecure_http);
        // Before 0.15 the token is the openId, unless it is one of a login.
        let login = self.token.expose().starts_with("ey") && self.urls.version.since(12, 0);
        if self.urls.version.since(15, 0) || login {
            request.bearer(&self.token)
        } else {
            request.token_in_query("openId", &self.token)
        }
    }

    /// Returns true if an address is the server's own.
    pub(super) fn owns(&self, url: &Url) -> bool {
        let base = &self.urls.base;
        url.origin() == base.origin() && url.path().starts_with(base.path())
    }

    pub(super) fn stats(&self) -> http::Stats {
        self.http.stats()
    }
}
