//! Requests and answers: where to send them, when to send them again, what an answer means.
//!
//! Octocrab's own GraphQL call drops the data beside errors and the errors' types, and its own retries would send a
//! change twice; so it is used for requests and authentication only.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use octocrab::{Octocrab, OctocrabBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::error::{Error, Fault, Kind};
use limits::Verdict;

mod limits;

/// No answer that we ask for comes near it.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// How often a question is asked before its failure counts.
const ATTEMPTS: u32 = 4;

/// Where GitHub's API is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    rest: String,
    graphql: String,
}

impl Address {
    /// From what a runner sets: `GITHUB_API_URL`, and `GITHUB_GRAPHQL_URL` if there is one.
    ///
    /// # Errors
    /// When it is not an `http` or `https` address.
    pub fn new(api_url: &str, graphql_url: Option<&str>) -> Result<Self, Error> {
        let rest = base(api_url)?;
        let graphql = match graphql_url {
            Some(url) => {
                let url = base(url)?;
                url.strip_suffix("/graphql").unwrap_or(&url).to_owned()
            }
            // an Enterprise Server has `/api/v3` beside `/api/graphql`
            None => match rest.strip_suffix("/api/v3") {
                Some(host) => format!("{host}/api"),
                None => rest.clone(),
            },
        };
        Ok(Self { rest, graphql })
    }

    /// GitHub.com.
    pub fn github_com() -> Self {
        Self {
            rest: "https://api.github.com".to_owned(),
            graphql: "https://api.github.com".to_owned(),
        }
    }
}

fn base(address: &str) -> Result<String, Error> {
    let wrong = || Error::Address {
        value: address.to_owned(),
        expected: "the address of a GitHub API",
    };
    let url = url::Url::parse(address).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.cannot_be_a_base() {
        return Err(wrong());
    }
    Ok(address.trim_end_matches('/').to_owned())
}

/// How long to wait for GitHub to be ready again.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The first pause after a failure; doubled each time, with jitter.
    pub backoff: Duration,
    /// The longest single wait for a rate limit.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            backoff: Duration::from_secs(1),
            longest: Duration::from_secs(180),
        }
    }
}

/// GitHub, for one token.
#[derive(Debug, Clone)]
pub(super) struct Client {
    graphql: Octocrab,
    rest: Octocrab,
    host: String,
    patience: Patience,
}

/// What an answer holds, faults included.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) data: Map<String, Value>,
    pub(super) faults: Vec<Fault>,
}

impl Client {
    pub(super) fn new(
        http: &reqwest::Client,
        address: &Address,
        token: &SecretString,
        patience: Patience,
    ) -> Result<Self, Error> {
        let host = url::Url::parse(&address.graphql)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        Ok(Self {
            graphql: octocrab(http, &address.graphql, token)?,
            rest: octocrab(http, &address.rest, token)?,
            host,
            patience,
        })
    }

    /// Asks; a failure that may pass is met by asking again.
    pub(super) async fn ask(&self, document: &Document) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.send(document).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = self.pause(&error, attempt) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Sends a change once. After an error nobody knows what happened: read again.
    pub(super) async fn send(&self, document: &Document) -> Result<Answer, Error> {
        let sent = self
            .graphql
            ._post("/graphql", Some(&document.request()))
            .await;
        let body = self.receive(sent).await?;
        let answer: Envelope = serde_json::from_slice(&body).map_err(|error| Error::Unexpected {
            host: self.host.clone(),
            reason: error.to_string(),
        })?;
        if let Some(fault) = answer.errors.iter().find(|f| f.kind == Kind::RateLimited) {
            let _ = fault;
            return Err(Error::RateLimited { wait: None });
        }
        match answer.data {
            Some(data) => Ok(Answer {
                data,
                faults: answer.errors,
            }),
            None => Err(self.no_data(answer.errors)),
        }
    }

    /// Sends a small change of the REST API once.
    pub(super) async fn post(&self, route: &str, body: &Value) -> Result<(), Error> {
        let sent = self.rest._post(route, Some(body)).await;
        self.receive(sent).await.map(|_| ())
    }

    /// How long to pause before trying again after this error, if that makes sense.
    pub(super) fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
        if attempt >= ATTEMPTS {
            return None;
        }
        match error {
            Error::RateLimited { wait } => {
                let wait = wait.unwrap_or(limits::UNKNOWN_WAIT);
                (wait <= self.patience.longest).then_some(wait)
            }
            error if error.leaves_doubt() => {
                Some(limits::jittered(self.patience.backoff * 2u32.pow(attempt - 1)))
            }
            _ => None,
        }
    }

    async fn receive(
        &self,
        sent: Result<http::Response<octocrab_body::Body>, octocrab::Error>,
    ) -> Result<Vec<u8>, Error> {
        let response = sent.map_err(|error| self.unreachable(&error))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER)
            .collect()
            .await
            .map_err(|error| self.unreachable(error.as_ref()))?
            .to_bytes();
        match limits::judge(head.status.as_u16(), &head.headers, &body) {
            Verdict::Fine => Ok(body.to_vec()),
            Verdict::Limited(wait) => Err(Error::RateLimited { wait }),
            Verdict::Unauthorized(message) => Err(Error::Unauthorized { message }),
            Verdict::Failed(message) => Err(Error::Status {
                host: self.host.clone(),
                status: head.status.as_u16(),
                message,
            }),
        }
    }

    fn no_data(&self, mut faults: Vec<Fault>) -> Error {
        if faults.is_empty() {
            return Error::Unexpected {
                host: self.host.clone(),
                reason: "neither data nor errors".to_owned(),
            };
        }
        Error::Refused(faults.swap_remove(0))
    }

    pub(super) fn unexpected(&self, reason: impl std::fmt::Display) -> Error {
        Error::Unexpected {
            host: self.host.clone(),
            reason: reason.to_string(),
        }
    }

    fn unreachable(&self, error: &(dyn std::error::Error + 'static)) -> Error {
        let mut cause = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Error::Unreachable {
            host: self.host.clone(),
            reason: cause.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    data: Option<Map<String, Value>>,
    #[serde(default)]
    errors: Vec<Fault>,
}
