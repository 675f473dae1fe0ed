//! What an issue needs of the world beside its memos: their files, and the titles of the pages they link to.

use std::collections::BTreeMap;

use url::Url;

use super::Settings;
use crate::asset::{self, Asset, Limits, Mode};
use crate::config;
use crate::http;
use crate::issue::Issue;
use crate::markdown::Tree;
use crate::memos::Source;
use crate::page_title;

impl Settings {
    /// The files of an issue, fetched.
    pub(super) async fn assets(
        &self,
        issue: &Issue,
        trees: &[Tree<'_>],
        source: &Source,
    ) -> Vec<Asset> {
        const MEGABYTE: u64 = 1_000_000;
        let configured = &self.config.attachments;
        let wants = match configured.mode {
            Mode::Copy => asset::wanted(issue, trees, &self.servers(source)),
            Mode::Link | Mode::Drop => Vec::new(),
        };
        let limits = Limits {
            per_file: configured.max_file_mb * MEGABYTE,
            total: configured.max_total_mb * MEGABYTE,
            allow_svg: configured.allow_svg,
            allow_html: configured.allow_html,
            images: configured.images,
        };
        asset::fetch(wants, &limits, async |want, limit| {
            let fetched = if want.is_attached {
                source.fetch(&want.url, &want.filename, limit).await
            } else {
                source.fetch_as_anyone(&want.url, limit).await
            };
            let fetched = fetched.map(|file| file.bytes);
            fetched.map_err(|error| without_address(&error.to_string(), &want.url))
        })
        .await
    }

    /// What is shown of bare addresses, where it is not they themselves: the titles of their pages, else their hosts.
    pub(super) async fn page_titles(
        &self,
        trees: &[Tree<'_>],
        source: &Source,
    ) -> BTreeMap<String, String> {
        let links = &self.config.links;
        let addresses = || trees.iter().flat_map(Tree::bare_addresses);
        let mut titles = match links.titles {
            config::Titles::Off => BTreeMap::new(),
            config::Titles::Fetch => {
                page_title::fetch(addresses(), source, &page_title::Limits::default()).await
            }
        };
        if links.addresses == config::Addresses::Short {
            for address in addresses() {
                let short = page_title::short(&address);
                titles.entry(address).or_insert(short);
            }
        }
        titles
    }
}

/// The reason without the server's name, which is nobody's business who reads the pull request.
fn without_address(reason: &str, url: &Url) -> String {
    let reason = reason.replace(url.as_str(), "the file");
    match http::host(url).as_str() {
        // a file of this machine, or one within its address
        "" => reason,
        host => reason.replace(host, "the server"),
    }
}
