//! The titles of the pages at bare addresses, asked of the Memos server, else of the page itself; because a title
//! says more than an address, and because whoever writes an address must not thereby get at what only this machine
//! can reach.
//!
//! Whatever fails leaves the address as it is: a title is a courtesy, and no reason for a warning.

mod html;
mod page;
mod short;
mod tidy;

use std::collections::{BTreeMap, HashSet};
use std::future::ready;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::{sleep, timeout};
use url::Url;

use crate::memos::Source;

use html::PageNames;
use page::Pages;
use tidy::tidy;

pub use crate::http::Reach;
pub use short::short;

/// Whether a bare address becomes a link with the page's title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PageTitles {
    /// It stays as it is.
    #[default]
    Off,
    /// The title is asked of the Memos server, else of the page if that is on the public Internet and can be reached
    /// without a proxy.
    Fetch,
}

/// How a bare address is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Addresses {
    /// As it is.
    #[default]
    Full,
    /// By its host: `example.org/…`.
    Short,
}

/// Bounds in space and time for the search for titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The networks in which pages may be.
    pub reach: Reach,
    /// For one answer, of the Memos server or of a page.
    pub each: Duration,
    /// For all of them; what was found by then counts.
    pub all: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reach: Reach::Public,
            each: Duration::from_secs(5),
            all: Duration::from_secs(30),
        }
    }
}

/// The titles that could be found, by address; each address is asked for once.
pub async fn fetch(
    addresses: impl IntoIterator<Item = String>,
    source: &Source,
    limits: &Limits,
) -> BTreeMap<String, String> {
    // A server that knows all titles spares us a client.
    let pages = LazyLock::new(|| Pages::new(limits));
    let pages = &pages;
    // What is on the Memos server itself is the post's matter: another item of it, a file, or nobody's business.
    let homes: Vec<_> = source.addresses().iter().map(Url::origin).collect();
    let mut seen = HashSet::new();
    let wanted = addresses
        .into_iter()
        .filter(|address| seen.insert(address.clone()))
        .filter_map(|address| Some((Url::parse(&address).ok()?, address)))
        .filter(|(url, _)| limits.reach.allows(url) && !homes.contains(&url.origin()))
        .take(MOST);
    stream::iter(wanted)
        .map(async |(url, address)| {
            let title = match from_memos(source, &url, limits).await {
                Some(title) => title,
                None => from_page(pages.as_ref()?, url, limits).await?,
            };
            Some((address, title))
        })
        .buffer_unordered(CONCURRENCY)
        .take_until(sleep(limits.all))
        .filter_map(ready)
        .collect()
        .await
}

/// The number of an issue's addresses that are looked at.
const MOST: usize = 100;

/// The number of them that are under way at once.
const CONCURRENCY: usize = 8;

async fn from_memos(source: &Source, url: &Url, limits: &Limits) -> Option<String> {
    let answer = timeout(limits.each, source.link_title(url)).await;
    tidy(&answer.ok()?.ok()??, url, None)
}

async fn from_page(pages: &Pages, url: Url, limits: &Limits) -> Option<String> {
    let names = timeout(limits.each, pages.names(url.clone())).await;
    let PageNames { title, site } = names.ok()??;
    tidy(&title?, &url, site.as_deref())
}
