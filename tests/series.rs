//! Series: which posts are issues, and what the next one learns from them.

mod conventions;
mod learn;
mod links;
mod published;
mod told;

use memos_weekly::blog::Blog;
use memos_weekly::engine::Name;
use memos_weekly::issue::Titles;
use memos_weekly::series::{Configured, Conventions, NumberFrom, Series, learn};

/// The conventions of a blog whose issues are named by these templates.
pub(crate) fn conventions(blog: &Blog, name: Name, titles: &Titles, path: &str) -> Conventions {
    let configured = Configured {
        series: Some(titles.series.clone()),
        title: Some(titles.title.clone()),
        slug: Some(titles.slug.clone()),
        path: Some(path.to_owned()),
        ..Configured::default()
    };
    learn(blog, name, &configured).conventions
}

/// A series of which nothing else is configured.
fn series<'a>(titles: &'a Titles, path: &'a str) -> Series<'a> {
    Series {
        titles,
        path,
        numbers: NumberFrom::Auto,
    }
}
