//! The one HTTP client: time-outs, retries, limits, redaction.
//!
//! Every rule that keeps a token at home stands here, once: where it may go, that it is not printed, and that a
//! redirect cannot carry it away.

mod answer;
mod error;
mod foreign;
mod masked_request;
mod patience;
mod reach;
mod token;
mod words;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, LOCATION};
use reqwest::{Client, Method, StatusCode};
use tokio::time::Instant;
use url::{Host, Url};

use masked_request::MaskedRequest;

pub use answer::Answer;
pub(crate) use answer::shape_words;
pub use error::{Error, Kind, NoClient, Tls, Unexpected};
pub(crate) use foreign::Foreign;
pub(crate) use masked_request::host;
pub use patience::Patience;
pub(crate) use patience::retry_after;
pub use reach::Reach;
pub(crate) use reach::Resolver;
pub(crate) use token::ends_soon;
pub use token::{Token, TokenError};

/// The client. Cheap to clone; clones share connections and counts.
#[derive(Debug, Clone)]
pub struct Http {
    /// Through the proxy of the environment, if there is one.
    outside: Client,
    /// Over plain http to this machine, where a proxy has no business and no certificate is looked at.
    loopback: Arc<OnceLock<Client>>,
    patience: Patience,
    meter: Arc<Meter>,
}

/// Counts of what was sent and received so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Requests, repeated and redirected ones included.
    pub requests: u64,
    /// Bytes of all bodies received.
    pub bytes: u64,
}

#[derive(Debug, Default)]
struct Meter {
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl Http {
    /// Makes the client. Root certificates come from the platform (also `SSL_CERT_FILE`), proxies from the
    /// environment.
    pub fn new(patience: Patience) -> Result<Self, NoClient> {
        let outside = builder(&patience)
            .build()
            .map_err(|error| NoClient(answer::innermost(&error)))?;
        Ok(Self {
            outside,
            loopback: Arc::default(),
            patience,
            meter: Arc::default(),
        })
    }

    /// The same client with counts of its own.
    #[must_use]
    pub fn metered(&self) -> Self {
        Self {
            meter: Arc::default(),
            ..self.clone()
        }
    }

    /// Returns the counts of what was sent and received so far.
    pub fn stats(&self) -> Stats {
        Stats {
            requests: self.meter.requests.load(Ordering::Relaxed),
            bytes: self.meter.bytes.load(Ordering::Relaxed),
        }
    }

    /// The bare client for requests to this server: it follows no redirect and repeats nothing.
    pub fn client(&self, url: &Url) -> Client {
        if url.scheme() == "http" && is_loopback(url) {
            self.loopback
                .get_or_init(|| {
                    let direct = builder(&self.patience).no_proxy().tls_certs_only([]);
                    let direct = direct.build();
                    // It cannot fail where the other one could be built.
                    direct.unwrap_or_else(|_| self.outside.clone())
                })
                .clone()
        } else {
            self.outside.clone()
        }
    }

    pub(crate) fn patience(&self) -> &Patience {
        &self.patience
    }

    /// A request that may be repeated.
    pub fn get(&self, url: Url) -> Request<'_> {
        Request::new(self, Method::GET, url)
    }

    /// A request that is sent once, unless it is said to be [`Request::idempotent`].
    pub fn post(&self, url: Url) -> Request<'_> {
        Request::new(self, Method::POST, url)
    }
}

/// The way in which a token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Header,
    Query,
}

/// A request being put together.
#[must_use = "nothing is sent before `send` or `json`"]
pub struct Request<'a> {
    http: &'a Http,
    method: Method,
    url: Url,
    token: Option<(Token, Way)>,
    insecure: bool,
    leave: bool,
    foreign: Option<&'a Foreign>,
    idempotent: bool,
    for_good: fn(&Error) -> bool,
    accept: Option<&'static str>,
    limit: u64,
}

impl<'a> Request<'a> {
    fn new(http: &'a Http, method: Method, url: Url) -> Self {
        Self {
            http,
            idempotent: method == Method::GET,
            for_good: |_| false,
            method,
            url,
            token: None,
            insecure: false,
            leave: false,
            foreign: None,
            accept: None,
            limit: JSON_LIMIT,
        }
    }

    /// Adds `name=value` to the query.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Sends `Authorization: Bearer …`, to this origin only.
    pub fn bearer(mut self, token: &Token) -> Self {
        self.token = Some((token.clone(), Way::Header));
        self
    }

    /// Sends the token as `name=…` in the query (Memos before 0.15), to this origin only.
    pub fn token_in_query(mut self, name: &str, token: &Token) -> Self {
        self.token = Some((token.clone(), Way::Query));
        self.query(name, token.expose())
    }

    /// Lets the token travel over plain http to other machines, too.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.insecure = allow;
        self
    }

    /// Follows a redirect to another origin, but leaves the token behind (files on foreign storage).
    pub fn leave_token_behind(mut self) -> Self {
        self.leave = true;
        self
    }

    /// Goes beyond a server only as far as that is allowed, be it at once or by a redirect.
    pub(crate) fn beyond(mut self, foreign: &'a Foreign) -> Self {
        self.foreign = Some(foreign);
        self
    }

    /// Says that sending it twice does no harm.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Says which failures no repetition mends, although they look like passing ones.
    pub(crate) fn fails_for_good_if(mut self, is_final: fn(&Error) -> bool) -> Self {
        self.for_good = is_final;
        self
    }

    /// The media types that are welcome.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// The most bytes the answer may have; the default is 64 MB.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Sends it and reads the JSON of a good answer.
    pub async fn json<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
        self.accept("application/json").send().await?.json()
    }

    /// Sends it and reads a good (2xx) answer whole. Everything else is an error.
    pub async fn send(self) -> Result<Answer, Error> {
        if let Some(kind) = self.forbidden(&self.url) {
            return Err(Error::new(&self.place(&self.url), kind));
        }
        let started = Instant::now();
        let mut attempt = 0;
        loop {
            let error = match self.follow().await {
                Err(error) if self.idempotent && error.may_pass() && !(self.for_good)(&error) => {
                    error
                }
                outcome => return outcome,
            };
            let patience = &self.http.patience;
            let pause = patience.pause(attempt, error.retry_after());
            // A server that drips until the time is over is not given the same time again.
            let pause = pause.filter(|pause| started.elapsed() + *pause < patience.whole);
            let Some(pause) = pause.filter(|_| attempt < patience.retries) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// One attempt, with all its redirects.
    async fn follow(&self) -> Result<Answer, Error> {
        let mut url = self.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let place = self.place(&url);
            self.http.meter.requests.fetch_add(1, Ordering::Relaxed);
            let client = self.client(&url).await;
            let client = client.map_err(|kind| Error::new(&place, kind))?;
            let response = self
                .request(&client, &url)
                .send()
                .await
                .map_err(|error| Error::new(&place, answer::kind(&error)))?;
            let Some(next) = redirect(&response, &url) else {
                let answer = Answer::read(response, place, self.limit).await?;
                let bytes = answer.bytes.len().try_into().unwrap_or(u64::MAX);
                self.http.meter.bytes.fetch_add(bytes, Ordering::Relaxed);
                return Ok(answer);
            };
            if let Some(kind) = self.forbidden(&next) {
                return Err(Error::new(&place, kind));
            }
            url = next;
        }
        Err(Error::new(&self.place(&url), Kind::Redirects))
    }

    async fn client(&self, url: &Url) -> Result<Client, Kind> {
        match self.foreign {
            Some(foreign) if foreign.holds(url) => foreign.client(url).await,
            _ => Ok(self.http.client(url)),
        }
    }

    fn request(&self, client: &Client, url: &Url) -> reqwest::RequestBuilder {
        let mut request = client.request(self.method.clone(), url.clone());
        if let Some(media_types) = self.accept {
            request = request.header(ACCEPT, media_types);
        }
        if let Some((token, Way::Header)) = &self.token
            && self.at_home(url)
        {
            let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
                .expect("a token has only characters that a header may have");
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request
    }

    /// Returns the reason why this request must not go there, if there is one.
    fn forbidden(&self, url: &Url) -> Option<Kind> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Some(Kind::Scheme);
        }
        let (_, way) = self.token.as_ref()?;
        if !self.at_home(url) {
            let may_leave = self.leave && *way == Way::Header;
            return (!may_leave).then(|| Kind::OtherOrigin(url.origin().ascii_serialization()));
        }
        (url.scheme() == "http" && !is_loopback(url) && !self.insecure).then_some(Kind::Insecure)
    }

    fn at_home(&self, url: &Url) -> bool {
        url.origin() == self.url.origin()
    }

    fn place(&self, url: &Url) -> MaskedRequest {
        let token = self.token.as_ref().map(|(token, _)| token);
        MaskedRequest::new(&self.method, url, token)
    }
}

const JSON_LIMIT: u64 = 64_000_000;
const MOST_REDIRECTS: usize = 5;

/// Returns true if an address leads to this very machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A client that takes its time, follows no redirect and repeats nothing, to be made.
pub(crate) fn builder(patience: &Patience) -> reqwest::ClientBuilder {
    // A second call finds the first one's provider in place: the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("memos-weekly/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience.connect)
        .read_timeout(patience.read)
        .timeout(patience.whole)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
}

/// Returns the address to which a response redirects. The method stays: only requests without a body are ever
/// redirected.
fn redirect(response: &reqwest::Response, from: &Url) -> Option<Url> {
    let moved = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(LOCATION).filter(|_| moved)?;
    from.join(location.to_str().ok()?).ok()
}
