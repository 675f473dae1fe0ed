//! What an issue needs of the world beside its memos: the blog, their files, and the titles of the pages they link to.
//!
//! Apart from the settings, which only decide.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Settings;
use crate::asset::{self, Asset, Mode};
use crate::issue::Issue;
use crate::markdown::Tree;
use crate::memos::Source;
use crate::page_title::{self, Addresses, PageTitles};
use crate::publish::{self, BlogSnapshot, PublishFlags, Target};

/// Opens the blog for these weeks.
pub async fn open<'a>(
    settings: &Settings,
    blog: &'a BlogSnapshot,
    weeks: &[String],
    flags: PublishFlags,
) -> Result<Target<'a>, publish::Error> {
    let options = settings.pull_requests(flags);
    blog.open(weeks, &settings.wanted(), options, flags.force)
        .await
}

/// Takes in what was read when the blog was opened; where only now the names in the series' folder are known, its
/// newest posts are read as well.
pub(super) async fn take_in(
    settings: &mut Settings,
    target: &Target<'_>,
) -> Result<(), publish::Error> {
    let lacked_names = !settings.wanted().folders.is_empty();
    settings.learn(target.blog());
    let wanted = settings.wanted();
    if lacked_names && !wanted.texts.is_empty() {
        settings.learn(&target.read(&wanted).await?);
    }
    Ok(())
}

/// The files of an issue, fetched.
pub(super) async fn assets(
    settings: &Settings,
    issue: &Issue,
    trees: &[Tree<'_>],
    source: &Source,
) -> Vec<Asset> {
    let configured = &settings.config.attachments;
    let wants = match configured.mode {
        Mode::Copy => asset::wanted(issue, trees, &source.addresses()),
        Mode::Link | Mode::Drop => Vec::new(),
    };
    let limits = configured.limits();
    asset::fetch(wants, &limits, async |want, limit| {
        let fetched = if want.is_attached {
            source.fetch(&want.url, &want.filename, limit).await
        } else {
            source.fetch_as_anyone(&want.url, limit).await
        };
        match fetched {
            Ok(file) => Ok(file.bytes),
            Err(error) => Err(error.about_file()),
        }
    })
    .await
}

/// Returns the texts that are shown for bare addresses instead of themselves: the titles of their pages, else their
/// hosts.
pub(super) async fn page_titles(
    settings: &Settings,
    trees: &[Tree<'_>],
    source: &Source,
) -> BTreeMap<String, String> {
    let links = &settings.config.links;
    let addresses = || {
        let addresses = trees.iter().flat_map(Tree::bare_addresses);
        addresses.map(Cow::into_owned)
    };
    let mut titles = match links.titles {
        PageTitles::Off => BTreeMap::new(),
        PageTitles::Fetch => {
            page_title::fetch(addresses(), source, &page_title::Limits::default()).await
        }
    };
    if links.addresses == Addresses::Short {
        for address in addresses() {
            let short = page_title::short(&address);
            titles.entry(address).or_insert(short);
        }
    }
    titles
}
