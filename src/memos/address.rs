//! The address of a Memos server, as people paste it.

use url::Url;

/// The addresses that a pasted one may mean, each in the form `https://host/sub-path/`: as it stands, and without the
/// server's own pages at its end, should nothing answer there.
pub(super) fn bases(text: &str) -> Result<Vec<Url>, AddressError> {
    let given = base(text)?;
    let segments = given
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty());
    let before = segments.take_while(|segment| !PAGES.contains(segment));
    let path = before.fold(String::from("/"), |path, segment| path + segment + "/");
    let mut cut = given.clone();
    cut.set_path(&path);
    let is_other = cut != given;
    Ok(std::iter::once(given)
        .chain(is_other.then_some(cut))
        .collect())
}

/// The address as it stands, ending in a slash.
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
    let segments = url.path().split('/').filter(|segment| !segment.is_empty());
    let path = segments.fold(String::from("/"), |path, segment| path + segment + "/");
    url.set_path(&path);
    Ok(url)
}

/// First segments of the server's own addresses. Whoever pastes one of them means what stands before it, unless a
/// server answers there: a sub-path may be called so, too.
const PAGES: [&str; 8] = [
    "api", "explore", "auth", "home", "setting", "settings", "u", "m",
];

/// The reason why an address is none of a Memos server.
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
    use super::{base, bases};

    #[test]
    fn pasted_addresses_are_taken_as_they_stand_and_then_without_the_page() {
        for (pasted, expected) in [
            (
                "https://memos.example.org",
                &["https://memos.example.org/"][..],
            ),
            (
                " https://memos.example.org// ",
                &["https://memos.example.org/"],
            ),
            ("https://example.org/memos", &["https://example.org/memos/"]),
            (
                "https://example.org/a//b/api/v1",
                &[
                    "https://example.org/a/b/api/v1/",
                    "https://example.org/a/b/",
                ],
            ),
            (
                "https://example.org/home/notes/",
                &["https://example.org/home/notes/", "https://example.org/"],
            ),
            (
                "https://memos.example.org/u/nick#top",
                &[
                    "https://memos.example.org/u/nick/",
                    "https://memos.example.org/",
                ],
            ),
            ("http://[::1]:5230", &["http://[::1]:5230/"]),
        ] {
            let found = bases(pasted).expect(pasted);
            let found: Vec<&str> = found.iter().map(url::Url::as_str).collect();
            assert_eq!(found, expected);
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
