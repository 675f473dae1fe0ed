//! A foreign page, as far as its title needs it.
//!
//! It is asked by a client of its own, which knows no token and takes no proxy: behind a proxy, names would be
//! resolved where nobody checks what they lead to. Where only a proxy leads outside, the Memos server is the one to
//! ask.

use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response};
use url::Url;

use super::Limits;
use super::html::{self, PageNames};
use crate::http::{self, Patience, Reach, Resolver};

/// Asks foreign pages.
#[derive(Debug)]
pub(super) struct Pages(Client);

impl Pages {
    /// The client; `None` if it cannot be made.
    pub(super) fn new(limits: &Limits) -> Option<Self> {
        let patience = Patience {
            connect: limits.each,
            read: limits.each,
            whole: limits.each,
            ..Patience::default()
        };
        let reach = limits.reach;
        let client = http::builder(&patience)
            .no_proxy()
            .referer(false)
            .dns_resolver(Resolver(reach))
            .redirect(Policy::custom(move |attempt| follow(reach, attempt)))
            .build();
        client.ok().map(Self)
    }

    /// The names of a page and its site; `None` if it is no page, or cannot be had.
    pub(super) async fn names(&self, url: Url) -> Option<PageNames> {
        let request = self.0.get(url).header(ACCEPT, MEDIA_TYPES.join(", "));
        let response = request.send().await.ok()?.error_for_status().ok()?;
        let header = |name| response.headers().get(name)?.to_str().ok();
        let media_type = header(CONTENT_TYPE)?.to_ascii_lowercase();
        let is_page = MEDIA_TYPES.contains(&media_type.split(';').next()?.trim());
        let is_plain = header(CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
        if !is_page || !is_plain {
            return None;
        }
        let bytes = start(response).await?;
        Some(html::names(&bytes, html::charset(&media_type)))
    }
}

const MEDIA_TYPES: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// The part of a page that is read, in bytes; titles stand at its beginning.
const LONGEST: usize = 512 << 10;

const MOST_REDIRECTS: usize = 5;

fn follow(reach: Reach, attempt: Attempt) -> reqwest::redirect::Action {
    if attempt.previous().len() > MOST_REDIRECTS {
        attempt.error("too many redirects")
    } else if reach.allows(attempt.url()) {
        attempt.follow()
    } else {
        attempt.error("a redirect to where no page may be")
    }
}

/// The page up to the limit.
async fn start(mut response: Response) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() < LONGEST
        && let Some(piece) = response.chunk().await.ok()?
    {
        bytes.extend_from_slice(&piece);
    }
    bytes.truncate(LONGEST);
    Some(bytes)
}
