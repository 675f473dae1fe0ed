//! What can go wrong between us and a server, told so that the reader knows what to do.
//!
//! Every error knows its request; secrets in addresses and in the server's own words are masked when it is made.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::masked_request::MaskedRequest;
use crate::issue::Sentence;

/// A request that did not get its answer. Shows no secret.
#[derive(Debug)]
pub struct Error(Box<Failure>);

#[derive(Debug)]
struct Failure {
    place: MaskedRequest,
    kind: Kind,
}

/// No client could be made at all.
#[derive(Debug, thiserror::Error)]
#[error("no HTTPS client: {0}")]
pub struct NoClient(pub(super) String);

impl NoClient {
    /// The way out.
    pub fn help(&self) -> &'static str {
        "install the root certificates (package `ca-certificates`), or set SSL_CERT_FILE"
    }
}

/// The kind of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The host's name is not known.
    Dns,
    /// Nobody listens there, or the way is blocked.
    Connect(String),
    /// No trusted TLS connection.
    Tls(Tls, String),
    /// No answer in time.
    Timeout,
    /// The answer ended before its end.
    CutShort,
    /// An answer, but not a good one.
    Status {
        /// The HTTP status.
        code: StatusCode,
        /// The server's own words, short and on one line.
        words: Option<String>,
        /// The pause it asks for.
        retry_after: Option<Duration>,
    },
    /// An answer that is not the JSON it should be.
    NotJson(Unexpected),
    /// A web page instead of a file.
    NotFile(Unexpected),
    /// An answer above the limit, in bytes.
    TooLarge(u64),
    /// A redirect to another origin, where the token must not go.
    OtherOrigin(String),
    /// Too many redirects.
    Redirects,
    /// Something else than http or https.
    Scheme,
    /// An address that memos must not lead us to.
    OutOfReach,
    /// The token would travel readable by everybody on the way.
    Insecure,
}

/// The reason why a TLS connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Nobody we trust vouches for the certificate.
    Untrusted,
    /// The certificate is not (yet, or any more) valid.
    Expired,
    /// The certificate is for another name.
    OtherName,
    /// The other side does not speak TLS as we do.
    Protocol,
}

/// The content that came instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unexpected {
    /// A page for people, with its title.
    WebPage {
        /// The `<title>` of the page.
        title: Option<String>,
        /// True if the page asks for a password.
        login: bool,
    },
    /// Nothing.
    Empty,
    /// Bytes that are no text.
    BadText,
    /// Something else, and where it stops being what it should be.
    Other(String),
}

impl Error {
    pub(super) fn new(place: &MaskedRequest, kind: Kind) -> Self {
        Self(Box::new(Failure {
            place: place.clone(),
            kind,
        }))
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The status of the server's answer, if there was one that was not good.
    pub fn status(&self) -> Option<StatusCode> {
        match self.0.kind {
            Kind::Status { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The request and its outcome on one line: `GET https://memos.example.org/api/v1/auth/me → 401`.
    pub fn at(&self) -> String {
        self.0.place.at(&self.0.kind.short())
    }

    /// The way out, if we know one.
    pub fn help(&self) -> Option<String> {
        self.0.kind.help()
    }

    /// The failure for everybody who reads the blog's pull requests: without the name of a host, be it the server's or
    /// that of a storage behind it.
    pub fn without_hosts(&self) -> Sentence {
        let kind = self.0.kind.without_hosts();
        Sentence::new(kind.english("the server"), kind.chinese())
    }

    /// The pause that the server asked for.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self.0.kind {
            Kind::Status { retry_after, .. } => retry_after,
            _ => None,
        }
    }

    /// Returns true if the same request may well succeed in a moment.
    pub(super) fn may_pass(&self) -> bool {
        match &self.0.kind {
            Kind::Dns | Kind::Connect(_) | Kind::Timeout | Kind::CutShort => true,
            Kind::Status { code, .. } => {
                matches!(code.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
            }
            _ => false,
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.kind.english(&self.0.place.host))
    }
}

impl Kind {
    fn short(&self) -> String {
        match self {
            Self::Dns => "no such host".to_owned(),
            Self::Connect(_) => "no connection".to_owned(),
            Self::Tls(..) => "no TLS".to_owned(),
            Self::Timeout => "no answer in time".to_owned(),
            Self::CutShort => "cut short".to_owned(),
            Self::Status { code, .. } => code.as_u16().to_string(),
            Self::NotJson(found @ Unexpected::WebPage { .. }) | Self::NotFile(found) => {
                found.english()
            }
            Self::NotJson(_) => "not JSON".to_owned(),
            Self::TooLarge(_) => "too large".to_owned(),
            Self::OtherOrigin(origin) => format!("redirect to {origin}"),
            Self::Redirects => "too many redirects".to_owned(),
            Self::Scheme | Self::OutOfReach | Self::Insecure => "not sent".to_owned(),
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::Dns => {
                "check the address; a name that only your own network knows needs a runner inside that network"
            }
            Self::Connect(_) => {
                "check address and port; a server in a private network needs a runner inside that network"
            }
            Self::Tls(Tls::Untrusted, _) => {
                "if the certificate comes from your own authority, set SSL_CERT_FILE to a PEM file that holds it \
                 beside the public ones"
            }
            Self::Tls(Tls::Expired, _) => {
                "renew the server's certificate, or correct this machine's clock"
            }
            Self::Tls(Tls::OtherName, _) => "use the host name that the certificate was made for",
            Self::Tls(Tls::Protocol, _) => "does the server speak plain http on this port?",
            Self::Timeout | Self::CutShort => {
                "run again; if it persists, look at the server or its reverse proxy"
            }
            Self::Status { code, .. } => match code.as_u16() {
                408 | 429 | 503 => "run again later",
                500 | 502 | 504 => {
                    "look at the server's log, or the log of the reverse proxy in front of it"
                }
                _ => return None,
            },
            Self::NotJson(Unexpected::WebPage { login: true, .. })
            | Self::NotFile(Unexpected::WebPage { login: true, .. }) => {
                "a login portal stands in front of the server; let /api and /file through without it"
            }
            Self::NotJson(Unexpected::WebPage { .. }) => {
                "that looks like a wrong address or a missing sub-path (https://host/memos)"
            }
            Self::NotJson(_)
            | Self::NotFile(_)
            | Self::TooLarge(_)
            | Self::Scheme
            | Self::OutOfReach => return None,
            Self::OtherOrigin(origin) => {
                return Some(format!("if you trust {origin}, use that address itself"));
            }
            Self::Redirects => "open the address in a browser to see where it leads",
            Self::Insecure => {
                "use an https:// address, or set `allow_insecure_http` if only you can listen on the way"
            }
        };
        Some(help.to_owned())
    }
}
