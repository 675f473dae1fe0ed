//! The titles of the pages at bare addresses, asked of the Memos server, else of the page itself; because a title
//! says more than an address, and because whoever writes an address must not thereby get at what only this machine
//! can reach.
//!
//! Whatever fails leaves the address as it is: a title is a courtesy, and no reason for a warning.

mod html;
mod page;
mod reach;

use std::collections::{BTreeMap, HashSet};
use std::future::ready;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::{sleep, timeout};
use url::Url;

use crate::memos::Source;

use page::Pages;

pub use reach::Reach;

/// How far, and for how long, titles are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Where pages may be.
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
    let home = source.address().map(Url::origin);
    let mut seen = HashSet::new();
    let wanted = addresses
        .into_iter()
        .filter(|address| seen.insert(address.clone()))
        .filter_map(|address| Some((Url::parse(&address).ok()?, address)))
        .filter(|(url, _)| limits.reach.allows(url) && Some(url.origin()) != home)
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

/// How many addresses of an issue are looked at.
const MOST: usize = 100;

/// How many are under way at once.
const CONCURRENCY: usize = 8;

/// The length of a title, in characters.
const LONGEST: usize = 200;

async fn from_memos(source: &Source, url: &Url, limits: &Limits) -> Option<String> {
    let answer = timeout(limits.each, source.link_title(url)).await;
    tidy(&answer.ok()?.ok()??)
}

async fn from_page(pages: &Pages, url: Url, limits: &Limits) -> Option<String> {
    let title = timeout(limits.each, pages.title(url)).await;
    tidy(&title.ok()??)
}

/// One line of what can be seen, not too long; `None` if that is nothing.
fn tidy(title: &str) -> Option<String> {
    let visible: String = title.chars().filter(|&c| !is_invisible(c)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST {
        return (!line.is_empty()).then_some(line);
    }
    let start: String = line.chars().take(LONGEST - 1).collect();
    Some(format!("{}…", start.trim_end()))
}

/// Control characters, and those that turn the direction of the text around them.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_title_is_one_line_of_what_can_be_seen() {
        let cases = [
            ("  a\n\t b\u{a0}c\u{3000}d ", Some("a b c d")),
            ("a\u{0}\u{7}b\u{202e}c\u{200b}", Some("abc")),
            ("👩\u{200d}💻", Some("👩\u{200d}💻")),
            ("", None),
            (" \u{feff}\n", None),
        ];
        for (title, tidied) in cases {
            assert_eq!(tidy(title).as_deref(), tidied, "{title:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut() {
        let whole = "字".repeat(200);
        assert_eq!(tidy(&whole), Some(whole.clone()));
        let cut = format!("{}…", "字".repeat(199));
        assert_eq!(tidy(&format!("{whole}字")), Some(cut));
    }
}
