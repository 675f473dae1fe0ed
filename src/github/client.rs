//! Requests and answers: where to send them, when to send them again, what an answer means.
//!
//! Octocrab's own GraphQL call drops the data beside errors and the errors' types, and its own retries would send a
//! change twice; so it is used for requests and authentication only.

use std::collections::VecDeque;

use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::http::{self, Http, Patience, Token};

use super::clock::Clock;
use super::document::Document;
use super::error::{Error, Fault};
use limits::Reply;

mod limits;

/// No answer that we ask for comes near it.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// The address of GitHub's API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    rest: Url,
    graphql: Url,
}

impl Address {
    /// From what a runner sets: `GITHUB_API_URL`, and `GITHUB_GRAPHQL_URL` if there is one.
    ///
    /// # Errors
    /// When a token must not be sent there: it is no address, or would be readable on the way.
    pub fn new(api_url: &str, graphql_url: Option<&str>) -> Result<Self, Error> {
        let rest = parsed(api_url)?;
        let graphql = match graphql_url {
            Some(url) => url.trim_end_matches('/').trim_end_matches("/graphql"),
            // an Enterprise Server has `/api/graphql` beside `/api/v3`
            None => match api_url.trim_end_matches('/').strip_suffix("/api/v3") {
                Some(host) => &format!("{host}/api"),
                None => api_url,
            },
        };
        let graphql = parsed(graphql)?;
        Ok(Self { rest, graphql })
    }
}

fn parsed(address: &str) -> Result<Url, Error> {
    let wrong = |expected| Error::Address {
        value: address.to_owned(),
        expected,
    };
    let url = Url::parse(address).map_err(|_| wrong("the address of a GitHub API"))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if http::is_loopback(&url) => Ok(url),
        "http" => Err(wrong("an address that starts with https://")),
        _ => Err(wrong("the address of a GitHub API")),
    }
}

/// GitHub, for one token.
#[derive(Debug, Clone)]
pub(super) struct Client {
    graphql: Api,
    rest: Api,
    patience: Patience,
    clock: Clock,
}

/// One of the two APIs. Octocrab knows one base only, and an Enterprise Server has two.
#[derive(Debug, Clone)]
struct Api {
    octocrab: Octocrab,
    base: String,
}

impl Api {
    /// Octocrab's own retries are a feature of the crate that is off.
    fn new(http: &Http, base: &Url, token: &Token) -> Result<Self, Error> {
        let wrong = || Error::Address {
            value: base.to_string(),
            expected: "the address of a GitHub API",
        };
        let octocrab = Octocrab::builder()
            .base_uri(base.as_str())
            .map_err(|_| wrong())?
            .personal_token(token.expose().to_owned())
            .build_with_reqwest(http.client(base))
            .map_err(|_| wrong())?;
        Ok(Self {
            octocrab,
            base: base.as_str().trim_end_matches('/').to_owned(),
        })
    }

    async fn post(&self, route: &str, body: &Value) -> Result<Received, Error> {
        self.send(route, Some(body)).await
    }

    async fn get(&self, route: &str) -> Result<Received, Error> {
        self.send(route, None).await
    }

    async fn send(&self, route: &str, body: Option<&Value>) -> Result<Received, Error> {
        let method = body.map_or("GET", |_| "POST");
        let at = format!("{method} {}{route}", self.base);
        let response = match body {
            Some(_) => self.octocrab._post(route, body).await,
            None => self.octocrab._get(route).await,
        };
        let response = match response {
            Ok(response) => response,
            Err(error) => return Err(unreachable(at, &error)),
        };
        let (head, body) = response.into_parts();
        let body = match Limited::new(body, LARGEST_ANSWER).collect().await {
            Ok(body) => body.to_bytes().to_vec(),
            Err(error) => return Err(unreachable(at, error.as_ref())),
        };
        let status = head.status.as_u16();
        match limits::judge(status, &head.headers, &body) {
            Reply::Fine => Ok(Received {
                headers: head.headers,
                body,
            }),
            Reply::Limited(wait) => Err(Error::RateLimited { wait }),
            Reply::Unauthorized(message) => Err(Error::Unauthorized { at, message }),
            Reply::Failed(message) => Err(Error::Status {
                at,
                status,
                message,
            }),
        }
    }
}

impl Api {
    fn parsed<T: DeserializeOwned>(
        &self,
        method: &str,
        route: &str,
        received: &Received,
    ) -> Result<T, Error> {
        serde_json::from_slice(&received.body).map_err(|error| Error::Unexpected {
            at: format!("{method} {}{route}", self.base),
            reason: error.to_string(),
        })
    }
}

/// An answer that is a success, read whole.
struct Received {
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The content of an answer, faults included.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) data: Map<String, Value>,
    pub(super) faults: Vec<Fault>,
}

impl Answer {
    /// Lays the answer to another piece of the same document over this one.
    fn join(&mut self, other: Self) {
        join(&mut self.data, other.data);
        self.faults.extend(other.faults);
    }
}

fn join(one: &mut Map<String, Value>, other: Map<String, Value>) {
    for (key, value) in other {
        match (one.get_mut(&key), value) {
            (Some(Value::Object(one)), Value::Object(other)) => join(one, other),
            (None | Some(Value::Null), value) => {
                one.insert(key, value);
            }
            (Some(_), _) => {}
        }
    }
}

impl Client {
    pub(super) fn new(http: &Http, address: &Address, token: &Token) -> Result<Self, Error> {
        Ok(Self {
            graphql: Api::new(http, &address.graphql, token)?,
            rest: Api::new(http, &address.rest, token)?,
            patience: http.patience().clone(),
            clock: Clock::default(),
        })
    }

    pub(super) fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Asks, in as many pieces as are given. A failure that may pass is met by asking again, and a piece that is too much
    /// at this moment by asking for its halves.
    pub(super) async fn ask(
        &self,
        documents: impl IntoIterator<Item = Document>,
    ) -> Result<Answer, Error> {
        let mut left: VecDeque<(Document, u32)> = documents
            .into_iter()
            .map(|document| (document, 0))
            .collect();
        let mut whole = Answer::default();
        while let Some((document, attempt)) = left.pop_front() {
            let error = match self.question(&document).await {
                Ok(answer) => {
                    whole.join(answer);
                    continue;
                }
                Err(error) => error,
            };
            if (error.is_too_much() || (attempt > 0 && error.may_be_too_much()))
                && let Some([one, other]) = document.halves()
            {
                left.push_front((other, 1));
                left.push_front((one, 1));
                continue;
            }
            let passes = !matches!(error, Error::Unexpected { .. });
            if !passes || !self.wait(Some(&error), attempt).await {
                return Err(error);
            }
            left.push_front((document, attempt + 1));
        }
        Ok(whole)
    }

    /// Asks once; an answer that GitHub stumbled over is none.
    async fn question(&self, document: &Document) -> Result<Answer, Error> {
        let answer = self.send(document).await?;
        let incomplete = |fault: &&Fault| fault.may_pass() || fault.is_too_much();
        match answer.faults.iter().find(incomplete) {
            Some(fault) => Err(Error::Refused(fault.clone())),
            None => Ok(answer),
        }
    }

    /// Sends a change once. After an error nobody knows what happened: read again.
    pub(super) async fn send(&self, document: &Document) -> Result<Answer, Error> {
        let received = self.graphql.post("/graphql", &document.request()).await?;
        let answer: Envelope = serde_json::from_slice(&received.body).map_err(|error| {
            let is_page = received.body.trim_ascii_start().starts_with(b"<");
            self.unexpected(if is_page { &"a web page" } else { &error })
        })?;
        let limited = answer.errors.iter().any(Fault::is_limit);
        match (answer.data, answer.errors.first()) {
            // a change that was half done says what of it was
            (Some(data), _) if !(limited && data.values().all(Value::is_null)) => Ok(Answer {
                data,
                faults: answer.errors,
            }),
            (_, Some(_)) if limited => Err(Error::RateLimited {
                wait: limits::wait(&received.headers),
            }),
            (_, Some(fault)) => Err(Error::Refused(fault.clone())),
            (_, None) => Err(self.unexpected(&"neither data nor errors")),
        }
    }

    /// Sends a small change of the REST API. It is sent again only where GitHub says that it did nothing: after a limit,
    /// and where a pull request is not known everywhere yet, a moment after it was opened.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        route: &str,
        body: &Value,
    ) -> Result<T, Error> {
        let mut attempt = 0;
        loop {
            let error = match self.rest.post(route, body).await {
                Ok(received) => return self.rest.parsed("POST", route, &received),
                Err(error) => error,
            };
            let again = match &error {
                Error::RateLimited { .. } => self.wait(Some(&error), attempt).await,
                Error::Status {
                    status: 422,
                    message,
                    ..
                } => {
                    let is_early = message.contains("Could not resolve to a node");
                    is_early && attempt < self.patience.retries && self.wait(None, attempt).await
                }
                _ => false,
            };
            if !again {
                return Err(error);
            }
            attempt += 1;
        }
    }

    /// Reads a resource of the REST API; a failure that may pass is met by asking again.
    pub(super) async fn get<T: DeserializeOwned>(&self, route: &str) -> Result<T, Error> {
        let mut attempt = 0;
        loop {
            match self.rest.get(route).await {
                Ok(received) => return self.rest.parsed("GET", route, &received),
                Err(error) if self.wait(Some(&error), attempt).await => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The headers with which a resource comes; asked for once.
    pub(super) async fn headers(&self, route: &str) -> Result<HeaderMap, Error> {
        Ok(self.rest.get(route).await?.headers)
    }

    /// Waits before something is tried again, as long as the error asks for; `false`, and at once, if that makes no
    /// sense or takes longer than the run may. Attempts count from 0.
    pub(super) async fn wait(&self, error: Option<&Error>, attempt: u32) -> bool {
        let own = self.patience.pause(attempt, None).unwrap_or_default();
        match error {
            Some(Error::RateLimited { wait }) => {
                let asked = wait.unwrap_or_else(|| limits::unknown_wait(attempt));
                attempt < limits::ATTEMPTS && self.clock.wait(asked.max(own)).await
            }
            Some(error) if !error.leaves_doubt() => false,
            _ => attempt < self.patience.retries && self.clock.wait(own).await,
        }
    }

    pub(super) fn unexpected(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Unexpected {
            at: format!("POST {}/graphql", self.graphql.base),
            reason: reason.to_string(),
        }
    }
}

/// Only the innermost cause says what happened.
fn unreachable(at: String, error: &(dyn std::error::Error + 'static)) -> Error {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Error::Unreachable {
        at,
        reason: cause.to_string(),
    }
}

#[derive(Deserialize)]
struct Envelope {
    data: Option<Map<String, Value>>,
    #[serde(default)]
    errors: Vec<Fault>,
}
