//! Links from one page of a blog to another: in the engine's own way where it has one, else by the address that its
//! settings give the page.

use chrono::NaiveDate;

use super::{Name, Site, by_name, encode, folder_and_stem};
use crate::issue::Published;
use crate::markdown::{self, Dialect, Link};

/// A link's target, as it stands in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostLink {
    /// An address.
    Address(String),
    /// A tag that the engine replaces by the address; it is written as it is, and none of its signs may be escaped.
    Tag(String),
}

impl PostLink {
    /// As it stands in a page.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Address(text) | Self::Tag(text) => text,
        }
    }
}

/// A link from the list of all issues to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexLink {
    /// The link as Markdown.
    pub markdown: String,
    /// Every address by which people may link to the issue.
    pub addresses: Vec<String>,
}

/// Returns true if a file becomes a page of the site, which needs what only the blog's author knows: front matter, a
/// layout.
pub fn is_page(name: Name, site: &Site, path: &str) -> bool {
    let is_readme = folder_and_stem(path).1.eq_ignore_ascii_case("readme");
    let folder = match name {
        Name::Markdown | Name::Vitepress => return false,
        Name::Hugo | Name::Zola | Name::Eleventy => by_name(name).source(site),
        Name::Hexo => "source".to_owned(),
        Name::Astro => "src".to_owned(),
        Name::Jekyll => String::new(),
    };
    let is_inside = folder.is_empty() || path.starts_with(&format!("{folder}/"));
    is_inside && !is_readme
}

/// The link from the list at `from` to an issue. A list that is no page of the site is read where the files are, so it
/// links to files.
pub fn index_link(name: Name, site: &Site, from: &str, to: &Published, title: &str) -> IndexLink {
    let engine = by_name(name);
    let file = relative(from, &to.path);
    let is_page = is_page(name, site, from);
    let link = is_page.then(|| engine.post_link(site, from, to)).flatten();
    let dialect = if is_page {
        engine.markdown(site)
    } else {
        Dialect::COMMON_MARK
    };
    let words = markdown::written(
        Link::Named {
            words: title.to_owned(),
            url: None,
        },
        &dialect,
    );
    let address = link.map_or_else(|| file.clone(), |link| link.as_str().to_owned());
    let mut addresses = vec![address.clone(), to.path.clone(), file];
    for path in addresses.clone() {
        for index in ["/index.md", "/README.md"] {
            if let Some(folder) = path.strip_suffix(index) {
                addresses.extend([folder.to_owned(), format!("{folder}/")]);
            }
        }
    }
    IndexLink {
        markdown: format!("[{words}]({address})"),
        addresses,
    }
}

/// The address that a pattern like `:year/:month/:day/:title/` makes of a post; `None` if it says more than the post
/// does. Any other word is a key of the front matter.
pub(super) fn permalink(
    pattern: &str,
    day: Option<NaiveDate>,
    title: &str,
    to: &Published,
) -> Option<String> {
    let mut address = String::new();
    let mut rest = pattern;
    if !pattern.contains(':') {
        return None;
    }
    while let Some((before, after)) = rest.split_once(':') {
        address.push_str(before);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, after) = after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()));
        let dated = |format: &str| Some(day?.format(format).to_string());
        let value = match name {
            "year" => dated("%Y"),
            "month" => dated("%m"),
            "day" => dated("%d"),
            "i_month" => dated("%-m"),
            "i_day" => dated("%-d"),
            "short_year" => dated("%y"),
            "y_day" => dated("%j"),
            "title" => Some(title.to_owned()),
            "name" => title.rsplit('/').next().map(str::to_owned),
            "" => None,
            key => front(to, key).map(str::to_owned),
        };
        address.push_str(&encode(&value?));
        rest = after;
    }
    Some(address + rest)
}

/// The value of a key in the front matter of a post that was read.
pub(super) fn front<'a>(post: &'a Published, key: &str) -> Option<&'a str> {
    let front = post.front.as_ref()?;
    let (_, value) = front.iter().find(|(name, _)| name == key)?;
    Some(value)
}

/// The link from one page to another, where every page is served as a folder below that of its file, whose name the
/// engine makes of the file's.
pub(super) fn between(from: &str, to: &str, served: impl Fn(&str) -> String) -> String {
    let page = |path: &str| -> String {
        let (folder, stem) = folder_and_stem(path);
        let path = if stem == "index" || stem.starts_with("index.") {
            folder.to_owned()
        } else {
            super::join(folder, stem)
        };
        let parts: Vec<String> = path.split('/').map(&served).collect();
        parts.join("/")
    };
    let link = relative(&format!("{}/", page(from)), &page(to));
    format!("{link}/")
}

/// The link from one file to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (mut folder, _) = from.rsplit_once('/').unwrap_or(("", from));
    let mut up = String::new();
    while !folder.is_empty() {
        let below = to.strip_prefix(folder);
        if let Some(rest) = below.and_then(|rest| rest.strip_prefix('/')) {
            return format!("{up}{}", encode(rest));
        }
        up.push_str("../");
        folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
    }
    format!("{up}{}", encode(to))
}
