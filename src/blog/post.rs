//! The posts of a blog as files: which files are posts, and what each says of itself.
//!
//! The same for all engines: front matter, else the text or the name of the file.

use chrono::{FixedOffset, NaiveDate};

use super::Blog;
use crate::front_matter::date as dates;
use crate::front_matter::{self, Fields, Value};

pub(crate) fn is_post(path: &str) -> bool {
    let (_, file) = path.rsplit_once('/').unwrap_or(("", path));
    let is_markdown = [".md", ".markdown", ".mdx"]
        .iter()
        .any(|extension| file.ends_with(extension));
    is_markdown && !file.starts_with('_')
}

/// The posts below a folder, without drafts, copies of other people's files, and what was built.
pub(crate) fn posts<'a>(blog: &'a Blog, folder: &'a str) -> impl Iterator<Item = &'a str> {
    const OTHERS: [&str; 18] = [
        "node_modules",
        "themes",
        "vendor",
        "public",
        "dist",
        "_site",
        "_drafts",
        "drafts",
        "archetypes",
        "scaffolds",
        "layouts",
        "_layouts",
        "_includes",
        "resources",
        "static",
        "tests",
        "test",
        "exampleSite",
    ];
    blog.below(folder).filter(move |path| {
        let below = path[folder.len()..].rsplit_once('/');
        let mut parts = below.map_or("", |(folders, _)| folders).split('/');
        is_post(path) && parts.all(|part| !OTHERS.contains(&part) && !part.starts_with('.'))
    })
}

pub(crate) fn fields(blog: &Blog, path: &str) -> Fields {
    blog.text(path)
        .and_then(front_matter::split)
        .and_then(|parts| front_matter::read(&parts))
        .unwrap_or_default()
}

/// The title in a post's front matter, else its first heading of the first level.
pub(crate) fn title(blog: &Blog, path: &str) -> Option<String> {
    let text = blog.text(path)?;
    let fields = fields(blog, path);
    let title = front_matter::get(&fields, "title").and_then(Value::as_text);
    match title {
        Some(title) => Some(title.to_owned()),
        None => heading(body(text)).map(str::to_owned),
    }
}

/// Returns the text after the front matter; all of it if there is none.
pub(crate) fn body(text: &str) -> &str {
    front_matter::split(text).map_or(text, |parts| parts.body)
}

/// The heading of the first level with which a text begins.
pub(crate) fn heading(body: &str) -> Option<&str> {
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let words = first.trim_start_matches('\u{feff}').strip_prefix("# ")?;
    Some(words.trim().trim_end_matches('#').trim_end())
}

/// Returns true if a post that was read says that nobody is to see it yet.
pub(crate) fn is_draft(blog: &Blog, path: &str) -> bool {
    let front = fields(blog, path);
    let says = |key, value| front_matter::get(&front, key) == Some(&Value::Bool(value));
    says("draft", true) || says("published", false)
}

/// The day of a post: in its front matter, else in its name.
pub(crate) fn date(blog: &Blog, path: &str) -> Option<NaiveDate> {
    date_of(&fields(blog, path)).or_else(|| date_in_name(path))
}

pub(crate) fn date_of(fields: &Fields) -> Option<NaiveDate> {
    DATE_KEYS
        .iter()
        .find_map(|key| dates::day(front_matter::get(fields, key)?.as_text()?))
}

/// The day with which a file's or folder's name begins, as all of Jekyll's do.
pub(crate) fn date_in_name(path: &str) -> Option<NaiveDate> {
    path.rsplit('/')
        .find_map(|part| NaiveDate::parse_from_str(part.get(..10)?, "%Y-%m-%d").ok())
}

/// The keys under which engines and themes have the date of a post.
const DATE_KEYS: [&str; 8] = [
    "date",
    "pubDate",
    "publishDate",
    "publishedDate",
    "published",
    "pubDatetime",
    "createdAt",
    "created",
];

/// The offset from UTC in which a post is dated.
pub(crate) fn offset_of(fields: &Fields) -> Option<FixedOffset> {
    DATE_KEYS
        .iter()
        .find_map(|key| dates::offset(front_matter::get(fields, key)?.as_text()?))
}
