//! What came back: read whole, within limits, or told apart as an error.
//!
//! A web page with status 200 is what proxies, portals and old Memos servers send instead of an error, so
//! nothing counts as an answer before it was looked at.

use std::error::Error as _;
use std::{fmt, io};

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use url::Url;

use super::error::{Error, Kind, Tls, Unexpected};
use super::masked_request::MaskedRequest;
use super::patience::retry_after;
use super::reach::OutOfReach;

/// A good answer, read whole.
pub struct Answer {
    /// Address that it came from in the end; may hold a token, so it is never shown.
    pub url: Url,
    /// Without parameters and in lower case, for example `image/png`.
    pub media_type: Option<String>,
    /// The body.
    pub bytes: Vec<u8>,
    place: MaskedRequest,
}

impl Answer {
    /// Reads a good answer; any other status is an error that keeps the server's words.
    pub(super) async fn read(
        mut response: Response,
        place: MaskedRequest,
        limit: u64,
    ) -> Result<Self, Error> {
        let code = response.status();
        let headers = response.headers();
        let media_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase());
        if !code.is_success() {
            let retry_after = retry_after(headers);
            // Whatever can be had of the server's words is enough.
            let mut bytes = Vec::new();
            let _ = fill(&mut bytes, &mut response, WORDS_LIMIT).await;
            let words = words(&bytes).and_then(|words| place.tidy(&words));
            let kind = Kind::Status {
                code,
                words,
                retry_after,
            };
            return Err(Error::new(&place, kind));
        }
        let mut bytes = Vec::new();
        fill(&mut bytes, &mut response, limit)
            .await
            .map_err(|kind| Error::new(&place, kind))?;
        Ok(Self {
            url: response.url().clone(),
            media_type,
            bytes,
            place,
        })
    }

    /// Reads the body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let kind = if error.is_eof() && !self.bytes.trim_ascii().is_empty() {
                Kind::CutShort
            } else {
                Kind::NotJson(self.found(&error))
            };
            Error::new(&self.place, kind)
        })
    }

    /// The request and what became of it on one line, as in [`Error::at`].
    pub(crate) fn at(&self, outcome: &str) -> String {
        self.place.at(outcome)
    }

    /// An error if it is a web page: what servers and portals send instead of a file that they do not have.
    pub(crate) fn refuse_web_page(&self) -> Result<(), Error> {
        if self.media_type.as_deref() == Some("text/html") {
            return Err(Error::new(&self.place, Kind::NotFile(self.web_page())));
        }
        Ok(())
    }

    fn web_page(&self) -> Unexpected {
        let page = String::from_utf8_lossy(&self.bytes);
        Unexpected::WebPage {
            title: title(&page).and_then(|title| self.place.tidy(&title)),
            login: page.contains("type=\"password\"") || page.contains("type=password"),
        }
    }

    fn found(&self, error: &serde_json::Error) -> Unexpected {
        let html = self.media_type.as_deref() == Some("text/html");
        if self.bytes.trim_ascii().is_empty() {
            Unexpected::Empty
        } else if html || looks_like_html(&self.bytes) {
            self.web_page()
        } else if std::str::from_utf8(&self.bytes).is_err() {
            Unexpected::BadText
        } else {
            Unexpected::Other(shape_words(error))
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = format!("{} bytes", self.bytes.len());
        write!(f, "Answer({})", self.at(&outcome))
    }
}

/// Says what is wrong with a JSON text, without a word of the text itself: it may be somebody's private note.
pub(crate) fn shape_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    if words.starts_with("missing field") {
        return words;
    }
    let kind = if error.is_data() {
        "an unexpected value"
    } else if error.is_eof() {
        "no end"
    } else {
        "no JSON"
    };
    match (error.line(), error.column()) {
        (0, _) => kind.to_owned(),
        (line, column) => format!("{kind} at line {line} column {column}"),
    }
}

/// Sorts out why no answer came.
pub(super) fn kind(error: &reqwest::Error) -> Kind {
    if is_out_of_reach(error) {
        Kind::OutOfReach
    } else if error.is_dns() {
        Kind::Dns
    } else if let Some(tls) = find_tls(error) {
        Kind::Tls(tls_kind(tls), tls.to_string())
    } else if error.is_timeout() {
        Kind::Timeout
    } else if error.is_connect() {
        Kind::Connect(innermost(error))
    } else {
        Kind::CutShort
    }
}

fn is_out_of_reach(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<OutOfReach>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The last cause in the chain: the one with the operating system's words.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

const WORDS_LIMIT: u64 = 64 << 10;

async fn fill(bytes: &mut Vec<u8>, response: &mut Response, limit: u64) -> Result<(), Kind> {
    let too_large = |length: u64| length > limit;
    if response.content_length().is_some_and(too_large) {
        return Err(Kind::TooLarge(limit));
    }
    while let Some(piece) = response.chunk().await.map_err(|error| kind(&error))? {
        bytes.extend_from_slice(&piece);
        if too_large(bytes.len().try_into().unwrap_or(u64::MAX)) {
            return Err(Kind::TooLarge(limit));
        }
    }
    Ok(())
}

/// The server's own words in an answer that is not a good one.
fn words(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Message {
        message: String,
    }
    if let Ok(Message { message }) = serde_json::from_slice(bytes) {
        return Some(message);
    }
    let text = String::from_utf8_lossy(bytes);
    if looks_like_html(bytes) {
        return title(&text);
    }
    let text = text.trim();
    (!text.is_empty() && text != "null").then(|| text.to_owned())
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    start.starts_with(b"<")
}

fn title(page: &str) -> Option<String> {
    // The same bytes in the same places, but for the case of tags.
    let tags = page.to_ascii_lowercase();
    let tag = tags.find("<title")?;
    let start = tag + tags[tag..].find('>')? + 1;
    let end = start + tags[start..].find("</title")?;
    Some(page[start..end].trim().to_owned())
}

fn find_tls(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause = error.source();
    while let Some(this) = cause {
        if let Some(tls) = this.downcast_ref() {
            return Some(tls);
        }
        // An I/O error hides the error it wraps from `source`.
        let wrapped = this
            .downcast_ref::<io::Error>()
            .and_then(|error| error.get_ref());
        if let Some(tls) = wrapped.and_then(|error| error.downcast_ref()) {
            return Some(tls);
        }
        cause = wrapped
            .map(|error| error as &dyn std::error::Error)
            .or_else(|| this.source());
    }
    None
}

fn tls_kind(error: &rustls::Error) -> Tls {
    use rustls::CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            C::Expired
            | C::ExpiredContext { .. }
            | C::NotValidYet
            | C::NotValidYetContext { .. } => Tls::Expired,
            C::NotValidForName | C::NotValidForNameContext { .. } => Tls::OtherName,
            _ => Tls::Untrusted,
        },
        _ => Tls::Protocol,
    }
}
