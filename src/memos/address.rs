//! The address of a Memos server, as people paste it.

use url::Url;

/// Brings a pasted address into the form `https://host/sub-path/`.
pub(super) fn base(text: &str) -> Result<Url, AddressError> {
    let text = text.trim();
    let error = |problem| AddressError {
        address: masked(text),
        problem,
    };
    let mut url = Url::parse(text).map_err(|_| error(Problem::Unreadable))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(error(Problem::Unreadable));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(error(Problem::Secret));
    }
    url.set_fragment(None);
    let segments: Vec<&str> = url
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .take_while(|segment| !PAGES.contains(segment))
        .collect();
    let mut path = format!("/{}", segments.join("/"));
    if !path.ends_with('/') {
        path.push('/');
    }
    url.set_path(&path);
    Ok(url)
}

/// First segments of the server's own addresses; whoever pastes one of them means what stands before it.
const PAGES: [&str; 8] = [
    "api", "explore", "auth", "home", "setting", "settings", "u", "m",
];

/// Why an address is none of a Memos server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{address}` {problem}")]
pub struct AddressError {
    address: String,
    problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("is not the address of a Memos server")]
    Unreadable,
    #[error("holds more than the address of a Memos server")]
    Secret,
}

impl AddressError {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self.problem {
            Problem::Unreadable => {
                "write it with its scheme: https://memos.example.org or https://example.org/memos"
            }
            Problem::Secret => {
                "leave out user name, password and everything after `?`; the token belongs into the secret MEMOS_TOKEN"
            }
        }
    }
}

/// Without whatever may be a secret in it.
fn masked(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    match text.rsplit_once('@') {
        Some((before, after)) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            format!("{scheme}://***@{after}")
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn pasted_addresses_come_down_to_the_base() {
        for (pasted, expected) in [
            ("https://memos.example.org", "https://memos.example.org/"),
            (
                " https://memos.example.org// ",
                "https://memos.example.org/",
            ),
            ("https://example.org/memos", "https://example.org/memos/"),
            ("https://example.org/memos/", "https://example.org/memos/"),
            ("https://example.org/a/b/api/v1", "https://example.org/a/b/"),
            (
                "https://memos.example.org/explore",
                "https://memos.example.org/",
            ),
            (
                "https://memos.example.org/u/nick#top",
                "https://memos.example.org/",
            ),
            ("http://[::1]:5230", "http://[::1]:5230/"),
        ] {
            assert_eq!(base(pasted).expect(pasted).as_str(), expected);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_secrets() {
        for (pasted, message) in [
            (
                "memos.example.org",
                "`memos.example.org` is not the address of a Memos server",
            ),
            (
                "localhost:5230",
                "`localhost:5230` is not the address of a Memos server",
            ),
            (
                "ftp://example.org",
                "`ftp://example.org` is not the address of a Memos server",
            ),
            (
                "https://nick:secret@example.org",
                "`https://***@example.org` holds more than the address of a Memos server",
            ),
            (
                "https://example.org/api/memo?openId=secret",
                "`https://example.org/api/memo` holds more than the address of a Memos server",
            ),
        ] {
            assert_eq!(base(pasted).expect_err("a refusal").to_string(), message);
        }
    }
}
