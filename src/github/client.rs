//! Requests and answers: where to send them, when to send them again, what an answer means.
//!
//! Octocrab's own GraphQL call drops the data beside errors and the errors' types, and its own retries would send a
//! change twice; so it is used for requests and authentication only.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::http::{self, Http, Patience, Token};

use super::document::Document;
use super::error::{Error, Fault, Kind};
use limits::Verdict;

mod limits;

/// No answer that we ask for comes near it.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Where GitHub's API is.
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
        let at = format!("POST {}{route}", self.base);
        let response = match self.octocrab._post(route, Some(body)).await {
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
            Verdict::Fine => Ok(Received {
                headers: head.headers,
                body,
            }),
            Verdict::Limited(wait) => Err(Error::RateLimited { wait }),
            Verdict::Unauthorized(message) => Err(Error::Unauthorized { at, message }),
            Verdict::Failed(message) => Err(Error::Status {
                at,
                status,
                message,
            }),
        }
    }
}

/// An answer that is a success, read whole.
struct Received {
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What an answer holds, faults included.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) data: Map<String, Value>,
    pub(super) faults: Vec<Fault>,
}

impl Client {
    pub(super) fn new(http: &Http, address: &Address, token: &Token) -> Result<Self, Error> {
        Ok(Self {
            graphql: Api::new(http, &address.graphql, token)?,
            rest: Api::new(http, &address.rest, token)?,
            patience: http.patience().clone(),
        })
    }

    /// Asks; a failure that may pass is met by asking again.
    pub(super) async fn ask(&self, document: &Document) -> Result<Answer, Error> {
        let mut attempt = 0;
        loop {
            let error = match self.send(document).await {
                Ok(answer) => match answer.faults.iter().find(|fault| fault.may_pass()) {
                    None => return Ok(answer),
                    Some(fault) => Error::Refused(fault.clone()),
                },
                Err(error) => error,
            };
            let passes = !matches!(error, Error::Unexpected { .. });
            let Some(pause) = self.pause(Some(&error), attempt).filter(|_| passes) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Sends a change once. After an error nobody knows what happened: read again.
    pub(super) async fn send(&self, document: &Document) -> Result<Answer, Error> {
        let received = self.graphql.post("/graphql", &document.request()).await?;
        let answer: Envelope = serde_json::from_slice(&received.body).map_err(|error| {
            let is_page = received.body.trim_ascii_start().starts_with(b"<");
            self.unexpected(if is_page { &"a web page" } else { &error })
        })?;
        if answer.errors.iter().any(|f| f.kind == Kind::RateLimited) {
            return Err(Error::RateLimited {
                wait: limits::wait(&received.headers),
            });
        }
        match (answer.data, answer.errors.first()) {
            (Some(data), _) => Ok(Answer {
                data,
                faults: answer.errors,
            }),
            (None, Some(fault)) => Err(Error::Refused(fault.clone())),
            (None, None) => Err(self.unexpected(&"neither data nor errors")),
        }
    }

    /// Sends a small change of the REST API once; anything that is no JSON counts as null.
    pub(super) async fn post(&self, route: &str, body: &Value) -> Result<Value, Error> {
        let received = self.rest.post(route, body).await?;
        Ok(serde_json::from_slice(&received.body).unwrap_or_default())
    }

    /// How long to pause before trying again after this error, if that makes sense; attempts count from 0.
    pub(super) fn pause(&self, error: Option<&Error>, attempt: u32) -> Option<Duration> {
        if attempt >= self.patience.retries {
            return None;
        }
        match error {
            Some(Error::RateLimited { wait }) => {
                let wait = wait.unwrap_or(limits::UNKNOWN_WAIT);
                self.patience.pause(attempt, Some(wait))
            }
            Some(error) if !error.leaves_doubt() => None,
            _ => self.patience.pause(attempt, None),
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
