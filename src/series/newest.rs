//! The posts that were read, as examples of the next one.
//!
//! Issues go before other posts, and the newest before the older: the habits of today are imitated.

use std::cmp::Reverse;

use chrono::{FixedOffset, NaiveDate};

use super::pattern::folder;
use super::{Series, published};
use crate::blog::Blog;
use crate::blog::post::{self, date_in_name, date_of, fields, is_post, posts, title};
use crate::front_matter::Fields;

/// A post that was read.
pub(super) struct Example<'a> {
    /// The number, if it belongs to the series.
    pub(super) number: Option<u32>,
    /// The path.
    pub(super) path: &'a str,
    /// The title.
    pub(super) title: Option<String>,
    /// The day in its front matter or file name.
    pub(super) date: Option<NaiveDate>,
    /// The whole text.
    pub(super) text: &'a str,
    /// The front matter.
    pub(super) fields: Fields,
}

impl Example<'_> {
    /// The offset from UTC in which it is dated.
    pub(super) fn offset(&self) -> Option<FixedOffset> {
        post::offset_of(&self.fields)
    }
}

/// The posts that were read, those of the series first, the newest first.
pub(super) fn newest<'a>(blog: &'a Blog, series: Series<'a>) -> Vec<Example<'a>> {
    let known = published(blog, series);
    let mut posts: Vec<_> = posts(blog, folder(series.path))
        .filter_map(|path| {
            let fields = fields(blog, path);
            let number = known
                .iter()
                .find_map(|post| (post.path == path).then_some(post.number));
            let date = date_of(&fields).or_else(|| date_in_name(path));
            let text = blog.text(path)?;
            let post = Example {
                number,
                path,
                title: title(blog, path),
                date,
                text,
                fields,
            };
            // a page without front matter is an example of an issue, but not of a post
            (post.number.is_some() || !post.fields.is_empty()).then_some(post)
        })
        .collect();
    posts.sort_by_key(|post| Reverse((post.number, post.date)));
    posts
}

/// The titles of all posts that were read, with their paths.
pub(super) fn titles(blog: &Blog) -> impl Iterator<Item = (&str, String)> {
    blog.paths()
        .filter(|path| is_post(path))
        .filter_map(|path| Some((path, title(blog, path)?)))
}
