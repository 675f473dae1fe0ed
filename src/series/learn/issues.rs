//! The issues of a series among the posts of a blog, and what looks like one and is none.

use chrono::NaiveDate;

use super::path::{self, PathPattern};
use super::title::{self, TitlePattern, Titled};
use super::{Configured, Doubt};
use crate::blog::{Blog, post};
use crate::engine::{Engine, Site};
use crate::numeral;
use crate::series::pattern::folder;
use crate::series::words::is_series_word;
use crate::series::{NumberFrom, Series};

/// The number of newest issues that are compared: one of them may be out of line.
const MOST_COMPARED: usize = 5;

/// The issues of a series, as far as they are known.
#[derive(Default)]
pub(super) struct Issues<'a> {
    /// The pattern of their paths.
    pub(super) pattern: Option<PathPattern>,
    /// The newest that were read, the newest first.
    read: Vec<Issue<'a>>,
    /// The folder in which they were looked for.
    scope: String,
}

/// An issue that was read.
struct Issue<'a> {
    number: u32,
    path: &'a str,
    title: Option<String>,
    date: Option<NaiveDate>,
}

impl<'a> Issues<'a> {
    /// Finds them by the names of the posts, else by the titles of those that were read.
    pub(super) fn find(
        blog: &'a Blog,
        engine: &dyn Engine,
        site: &Site,
        configured: &Configured,
    ) -> Self {
        let scope = match &configured.path {
            Some(path) => folder(path).to_owned(),
            None => engine.source(site),
        };
        let language = configured.language.map(|language| language.to_string());
        let language = language.as_deref().or(site.language.as_deref());
        let pattern = match configured.numbers {
            NumberFrom::Titles => None,
            _ => path::find(post::posts(blog, &scope), language),
        };
        let pattern = pattern.or_else(|| match configured.numbers {
            NumberFrom::FileNames => None,
            _ => titled(blog, &scope),
        });
        let mut read: Vec<Issue<'a>> = Vec::new();
        for (number, path) in pattern.iter().flat_map(|pattern| &pattern.issues) {
            let known = blog.paths().find(|known| known == path);
            if let Some(path) = known.filter(|path| blog.text(path).is_some()) {
                read.push(Issue {
                    number: *number,
                    path,
                    title: post::title(blog, path),
                    date: post::date(blog, path),
                });
            }
        }
        read.dedup_by_key(|issue| issue.number);
        read.truncate(MOST_COMPARED);
        Self {
            pattern,
            read,
            scope,
        }
    }

    /// The pattern of their titles, and the issue in which it was seen.
    pub(super) fn title_pattern(&self) -> Option<(TitlePattern, &'a str)> {
        let by = |number: fn(&Issue<'_>, &str) -> Option<u32>| {
            let titled: Vec<(Titled<'_>, &'a str)> = self
                .read
                .iter()
                .filter_map(|issue| {
                    let title = issue.title.as_deref()?;
                    let number = number(issue, title)?;
                    let date = issue.date;
                    Some((
                        Titled {
                            number,
                            title,
                            date,
                        },
                        issue.path,
                    ))
                })
                .collect();
            let (_, newest) = *titled.first()?;
            let titled: Vec<Titled<'_>> = titled.into_iter().map(|(titled, _)| titled).collect();
            Some((title::pattern(&titled)?, newest))
        };
        // files may be counted otherwise than titles are
        by(|issue, _| Some(issue.number)).or_else(|| by(|_, title| numeral::read(title)))
    }

    /// The paths of those that were read, each with its title; without one, with the path again.
    pub(super) fn names(&self) -> impl Iterator<Item = (&'a str, String)> {
        self.read.iter().map(|issue| {
            let title = issue.title.clone();
            (issue.path, title.unwrap_or_else(|| issue.path.to_owned()))
        })
    }

    /// The posts that look like issues, where no issue was found.
    pub(super) fn doubt(&self, blog: &Blog, series: &Series<'_>) -> Option<Doubt> {
        if self.pattern.is_some() {
            return None;
        }
        let look = |path: &str, title: Option<&str>| {
            let name = path.to_lowercase();
            let mut words = name.split(['/', '-', '_', '.', ' ']);
            let is_named = words.any(is_series_word);
            is_named
                || title.is_some_and(|title| {
                    title.contains(&series.titles.series)
                        || title
                            .to_lowercase()
                            .split([' ', '-', ':', '：', '|', '·', '（', '('])
                            .any(is_series_word)
                })
        };
        let mut found = post::posts(blog, &self.scope)
            .map(|path| (path, post::title(blog, path)))
            .filter(|(path, title)| look(path, title.as_deref()));
        let (path, title) = found.next()?;
        Some(Doubt {
            path: path.to_owned(),
            title,
            count: found.count() + 1,
        })
    }
}

/// The series among the posts whose titles bear a number: the one with the most of them.
fn titled(blog: &Blog, scope: &str) -> Option<PathPattern> {
    let numbered: Vec<(u32, String, String)> = post::posts(blog, scope)
        .filter_map(|path| {
            let title = post::title(blog, path)?;
            Some((numeral::read(&title)?, title, path.to_owned()))
        })
        .collect();
    path::of_titled(title::largest_series(numbered))
}
