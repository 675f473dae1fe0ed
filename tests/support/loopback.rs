//! A server on loopback that answers with what a closure says, and breaks as servers break.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Barrier, oneshot};

/// The server; it ends when this is dropped.
pub(crate) struct Loopback {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
    pace: Arc<Mutex<Pace>>,
    _stop: oneshot::Sender<Infallible>,
}

/// When a server answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace {
    /// After so long.
    pub(crate) latency: Duration,
    /// As soon as another request waits for its answer, too.
    pub(crate) pairs: Option<Arc<Barrier>>,
}

impl Pace {
    pub(crate) fn in_pairs() -> Self {
        Self {
            pairs: Some(Arc::new(Barrier::new(2))),
            ..Self::default()
        }
    }

    async fn pause(self) {
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        if let Some(pairs) = self.pairs {
            pairs.wait().await;
        }
    }
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Decoded.
    pub(crate) path: String,
    /// The segments of the path, each decoded by itself.
    pub(crate) segments: Vec<String>,
    /// Decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) end: End,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    /// The connection is cut after the body.
    Cut,
    /// The body goes on for so many bytes.
    Endless(usize),
    /// There is no answer at all, and no end of waiting for it.
    Never,
}

impl Loopback {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let log = Arc::<Mutex<Vec<Asked>>>::default();
        let pace = Arc::<Mutex<Pace>>::default();
        let current = Arc::clone(&pace);
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let handler: Arc<Handler> = Arc::new(answer);
        let seen = Arc::clone(&log);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be built");
            runtime.block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                    .await
                    .expect("loopback has a free port");
                let address = listener.local_addr().expect("a bound socket");
                tell.send(address).expect("the starter waits for it");
                tokio::select! {
                    () = accept(listener, handler, seen, current) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address: told.recv().expect("the server starts"),
            log,
            pace,
            _stop: stop,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers in another pace from now on.
    pub(crate) fn pace(&self, pace: Pace) {
        *self.pace.lock().expect("no request panicked") = pace;
    }

    /// What was asked so far.
    pub(crate) fn log(&self) -> Vec<Asked> {
        self.log.lock().expect("no request panicked").clone()
    }
}

impl Asked {
    /// The segments behind a path.
    pub(crate) fn route(&self, below: &str) -> Vec<&str> {
        let depth = below.matches('/').count();
        self.segments
            .iter()
            .skip(depth)
            .map(String::as_str)
            .collect()
    }

    /// The first value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The first value of a header, by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// `GET /path?name=value`, decoded.
    pub(crate) fn line(&self) -> String {
        let query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{}", self.method, self.path, query.join("&"))
    }
}

impl Reply {
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body: body.into(),
            end: End::Whole,
        }
    }

    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub(crate) fn html(body: &str) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, "text/plain", "").with("location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn ending(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}

type Handler = dyn Fn(&Asked) -> Reply + Send + Sync;

async fn accept(
    listener: TcpListener,
    handler: Arc<Handler>,
    log: Arc<Mutex<Vec<Asked>>>,
    pace: Arc<Mutex<Pace>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let handler = Arc::clone(&handler);
        let log = Arc::clone(&log);
        let pace = Arc::clone(&pace);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let asked = read(&request);
                log.lock().expect("no request panicked").push(asked.clone());
                let pace = pace.lock().expect("no request panicked").clone();
                let reply = handler(&asked);
                async move {
                    pace.pause().await;
                    respond(reply).await
                }
            });
            // A connection that is cut is what some tests ask for.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn read(request: &Request<Incoming>) -> Asked {
    let url = url::Url::parse("http://localhost")
        .and_then(|base| base.join(&request.uri().to_string()))
        .expect("a request has an address");
    let segments = url.path().split('/').skip(1).map(decoded);
    let segments: Vec<String> = segments.collect();
    Asked {
        method: request.method().to_string(),
        path: format!("/{}", segments.join("/")),
        segments,
        query: url.query_pairs().into_owned().collect(),
        headers: request
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.to_string(), value.into_owned())
            })
            .collect(),
    }
}

fn decoded(segment: &str) -> String {
    // A path segment is decoded like the name of a parameter, but for the plus.
    let query = segment.replace('+', "%2B");
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

async fn respond(reply: Reply) -> Result<Response<BoxBody<Bytes, std::io::Error>>, std::io::Error> {
    if reply.end == End::Never {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let start = Bytes::from(reply.body);
    let body = match reply.end {
        End::Whole | End::Never => Full::new(start).map_err(|never| match never {}).boxed(),
        End::Cut => {
            let cut = Err(std::io::Error::other("cut"));
            StreamBody::new(futures_util::stream::iter([Ok(Frame::data(start)), cut])).boxed()
        }
        End::Endless(bytes) => {
            let piece = Bytes::from(vec![b' '; 1 << 16]);
            let pieces = std::iter::repeat_n(piece, bytes >> 16);
            let frames = std::iter::once(start).chain(pieces);
            let frames = frames.map(|piece| Ok(Frame::data(piece)));
            StreamBody::new(futures_util::stream::iter(frames)).boxed()
        }
    };
    response.body(body).map_err(std::io::Error::other)
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}
