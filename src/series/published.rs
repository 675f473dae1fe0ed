//! The issues on the blog and the numbers they bear.
//!
//! A post bears the number in its path, if the path is one the series' own template could have made; else the one in
//! its title, or in a key of its front matter. Files get renamed, so none of them is trusted to be there.

use std::cmp::Reverse;

use super::pattern::{Pattern, folder, tail};
use super::{NumberFrom, Series};
use crate::blog::Blog;
use crate::blog::post::{date_in_name, date_of, fields, is_post, title};
use crate::front_matter::{self, Fields, Value};
use crate::issue::Published;
use crate::numeral;

/// The posts of the series on the blog, in order of their numbers.
pub fn published(blog: &Blog, series: Series<'_>) -> Vec<Published> {
    let pattern = Pattern::of(series);
    let title_pattern = Pattern::of_title(series.titles);
    let mut found: Vec<Published> = blog
        .below(folder(series.path))
        .filter(|path| is_post(path) || may_hold_post(blog, folder(series.path), path))
        .filter_map(|path| {
            let front = fields(blog, path);
            let title = title(blog, path);
            let in_path = || pattern.number(path);
            let in_title = || {
                let title = title.as_deref()?;
                title_pattern.number(title).or_else(|| {
                    let rest = title.replacen(&series.titles.series, "", 1);
                    let is_of_series = rest.len() < title.len();
                    let number = || numeral::read(&rest).or_else(|| number_key(&front));
                    is_of_series.then(number)?
                })
            };
            let number = match series.numbers {
                NumberFrom::Auto => in_path().or_else(in_title),
                NumberFrom::FileNames => in_path(),
                NumberFrom::Titles => in_title(),
            }?;
            Some(Published {
                number,
                path: path.to_owned(),
                date: date_of(&front).or_else(|| date_in_name(path)),
                title,
                front: blog.text(path).map(|_| short_values(&front)),
            })
        })
        .collect();
    // a folder and its index page are one post, and so are the languages of a page; the page of the template says most
    let tail = tail(series.path);
    found.sort_by_key(|post| {
        let is_other = !post.path.ends_with(tail);
        (post.number, is_other, Reverse(post.path.len()))
    });
    found.dedup_by(|later, kept| {
        let folder = |path: &str| match path.rsplit_once('/') {
            Some((folder, file)) if file.starts_with("index.") => folder.to_owned(),
            _ => path.to_owned(),
        };
        later.number == kept.number && folder(&kept.path) == folder(&later.path)
    });
    found
}

/// The values that are one short text each; those of a list are joined as they are in an address.
fn short_values(fields: &Fields) -> Vec<(String, String)> {
    const LONGEST: usize = 200;
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let short = fields.iter().filter_map(|(key, value)| {
        let value = match value {
            Value::List(values) => values
                .iter()
                .map(text)
                .collect::<Option<Vec<_>>>()?
                .join("/"),
            value => text(value)?,
        };
        (value.len() <= LONGEST && key != "title").then(|| (key.clone(), value))
    });
    short.collect()
}

/// `false` for a folder that has no post, as far as its names were read: those of the folders in the series' own were.
fn may_hold_post(blog: &Blog, series: &str, path: &str) -> bool {
    let mut names = blog.below(path).peekable();
    let is_listed = names.peek().is_some() || {
        let name = path[series.len()..].trim_start_matches('/');
        !name.contains('/')
    };
    !is_listed || names.any(is_post)
}

/// The number of an issue in a key that holds nothing else.
fn number_key(fields: &Fields) -> Option<u32> {
    ["issue", "number", "vol", "volume", "no", "series_order"]
        .iter()
        .find_map(|key| match front_matter::get(fields, key)? {
            Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        })
}
