//! The request that an error is about, without the secrets in its address and in the server's words.
//!
//! Masked when it is made, so that no error ever holds what must not be shown.

use reqwest::Method;
use url::Url;

use super::token::Token;

/// The request an error is about, masked.
#[derive(Debug, Clone)]
pub(super) struct MaskedRequest {
    method: Method,
    url: String,
    pub(super) host: String,
    secret: Option<Token>,
}

impl MaskedRequest {
    /// Remembers a request without its secrets.
    pub(super) fn new(method: &Method, url: &Url, secret: Option<&Token>) -> Self {
        Self {
            method: method.clone(),
            url: mask(url, secret),
            host: host(url),
            secret: secret.cloned(),
        }
    }

    pub(super) fn at(&self, outcome: &str) -> String {
        let Self { method, url, .. } = self;
        format!("{method} {url} → {outcome}")
    }

    /// The server's words on one line, short, without control characters or our secrets.
    pub(super) fn tidy(&self, words: &str) -> Option<String> {
        let mut words = words
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        words = without(words, self.secret.as_ref());
        if words.chars().count() > LONGEST_WORDS {
            words = words.chars().take(LONGEST_WORDS).collect::<String>() + "…";
        }
        (!words.is_empty()).then_some(words)
    }
}

const LONGEST_WORDS: usize = 200;
const LONGEST_PARAMETER: usize = 40;

/// Parameters whose value opens something: openId of old Memos, keys and signatures of storage links.
const SECRET_PARAMETERS: [&str; 8] = [
    "openid",
    "token",
    "access_token",
    "share_token",
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-security-token",
];

/// An address as people read it: parameters decoded, long ones cut, secrets gone.
fn mask(url: &Url, secret: Option<&Token>) -> String {
    let mut bare = url.clone();
    if !bare.username().is_empty() || bare.password().is_some() {
        // Only addresses without a host refuse, and those cannot hold these either.
        let _ = bare.set_username("***");
        let _ = bare.set_password(None);
    }
    bare.set_fragment(None);
    bare.set_query(None);
    let parameters: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| parameter(&name, &value))
        .collect();
    let mark = if parameters.is_empty() { "" } else { "?" };
    let text = format!("{bare}{mark}{}", parameters.join("&"));
    without(text, secret)
}

fn parameter(name: &str, value: &str) -> String {
    if SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) {
        return format!("{name}=***");
    }
    let mut readable: String = value
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_PARAMETER)
        .collect();
    if readable.len() < value.len() {
        readable.push('…');
    }
    format!("{name}={readable}")
}

fn without(text: String, secret: Option<&Token>) -> String {
    match secret {
        // Nobody's token is so short, and half of the alphabet would be masked.
        Some(secret) if secret.expose().len() > 3 => text.replace(secret.expose(), "***"),
        _ => text,
    }
}

/// The host as people write it, with a port that is not the usual one.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
