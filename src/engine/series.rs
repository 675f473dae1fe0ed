//! The posts of a series among the files of a blog: what must be read to know them, and which numbers they bear.
//!
//! A post bears the number in its path, if the path is one the series' own template could have made; else the one in
//! its title. Files get renamed, so neither is trusted to be there.

use std::borrow::Cow;
use std::cmp::Reverse;

use chrono::NaiveDate;
use regex::Regex;

use super::front_matter::{self, Fields, Value};
use super::{Name, by_name, date};
use crate::blog::{Blog, Wanted};
use crate::issue::{Published, Titles};
use crate::numeral;

/// What the posts of a series are called and where they are.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// The templates of title and slug.
    pub titles: &'a Titles,
    /// The template of a post's path.
    pub path: &'a str,
    /// Where the numbers of its posts are read.
    pub numbers: NumberFrom,
}

/// Where the numbers of published posts are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberFrom {
    /// From paths; from titles where the path holds none.
    #[default]
    Auto,
    /// From paths only.
    FileNames,
    /// From titles only.
    Titles,
}

/// How many posts are read: enough to see a convention, and to find the newest one among renamed files.
const POSTS_READ: usize = 10;

/// How many posts are read where only their titles tell the numbers.
const MOST_READ: usize = 500;

/// What must be read of a blog to know its engine, its language and the names of its posts.
pub fn first_look(configuration: &[&str]) -> Wanted {
    let mut wanted = Wanted {
        texts: configuration.iter().map(|&path| path.to_owned()).collect(),
        folders: vec![String::new(), ".vitepress".to_owned()],
    };
    for name in Name::ALL {
        let engine = by_name(name);
        wanted
            .texts
            .extend(engine.configuration().iter().map(|&path| path.to_owned()));
        wanted
            .folders
            .extend(engine.post_folders().iter().map(|&path| path.to_owned()));
    }
    for list in [&mut wanted.texts, &mut wanted.folders] {
        list.sort_unstable();
        list.dedup();
    }
    wanted
}

/// What else must be read, once engine and series are known: the newest posts, and the names in the series' folder
/// where that is none of the usual ones. Nothing if all of it is there.
pub fn second_look(blog: &Blog, name: Name, series: Series<'_>) -> Wanted {
    let folder = folder(series.path);
    let usual = by_name(name).post_folders().contains(&folder);
    if !usual && blog.below(folder).all(|path| !is_post(path)) {
        return Wanted {
            folders: vec![folder.to_owned()],
            ..Wanted::default()
        };
    }
    let pattern = Pattern::of(series);
    let mut posts: Vec<(Option<u32>, &str)> = posts(blog, folder)
        .map(|path| (pattern.number(path), path))
        .collect();
    posts.sort_by_key(|&(number, path)| Reverse((number, digits(path), path)));
    let by_title =
        series.numbers == NumberFrom::Titles || posts.iter().all(|post| post.0.is_none());
    let most = if by_title { MOST_READ } else { POSTS_READ };
    Wanted {
        texts: posts
            .into_iter()
            .take(most)
            .filter(|(_, path)| blog.text(path).is_none())
            .map(|(_, path)| path.to_owned())
            .collect(),
        folders: Vec::new(),
    }
}

/// The posts of the series on the blog, in order of their numbers.
pub fn published(blog: &Blog, _: Name, series: Series<'_>) -> Vec<Published> {
    let pattern = Pattern::of(series);
    let title_pattern = Pattern::of_title(series.titles);
    let mut found: Vec<Published> = blog
        .below(folder(series.path))
        .filter_map(|path| {
            let front = fields(blog, path);
            let title = title(&front);
            let in_path = || pattern.number(path);
            let in_title = || {
                let title = title.as_deref()?;
                title_pattern.number(title).or_else(|| {
                    let rest = title.replacen(&series.titles.series, "", 1);
                    (rest.len() < title.len()).then(|| numeral::read(&rest))?
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
            })
        })
        .collect();
    // a folder and its index page are one post; the page says more
    found.sort_by_key(|post| (post.number, Reverse(post.path.len())));
    found.dedup_by(|later, kept| {
        later.number == kept.number && kept.path.starts_with(&format!("{}/", later.path))
    });
    found
}

/// Whether a post that was read says that nobody is to see it yet.
pub fn is_draft(blog: &Blog, path: &str) -> bool {
    let front = fields(blog, path);
    let says = |key, value| front_matter::get(&front, key) == Some(&Value::Bool(value));
    says("draft", true) || says("published", false)
}

/// A post that was read.
pub(super) struct Post<'a> {
    /// Its number, if it belongs to the series.
    pub(super) number: Option<u32>,
    /// Its whole text.
    pub(super) text: &'a str,
    /// Its front matter.
    pub(super) fields: Fields,
}

/// The posts that were read, those of the series first, the newest first.
pub(super) fn newest<'a>(blog: &'a Blog, name: Name, series: Series<'a>) -> Vec<Post<'a>> {
    let known = published(blog, name, series);
    let mut posts: Vec<_> = posts(blog, folder(series.path))
        .filter_map(|path| {
            let fields = fields(blog, path);
            let number = known
                .iter()
                .find_map(|post| (post.path == path).then_some(post.number));
            let date = date_of(&fields).or_else(|| date_in_name(path));
            let text = blog.text(path)?;
            let post = Post {
                number,
                text,
                fields,
            };
            (!post.fields.is_empty()).then_some((date, post))
        })
        .collect();
    posts.sort_by_key(|(date, post)| Reverse((post.number, *date)));
    posts.into_iter().map(|(_, post)| post).collect()
}

/// The titles of all posts that were read.
pub(super) fn titles(blog: &Blog) -> impl Iterator<Item = String> {
    blog.paths()
        .filter(|path| is_post(path))
        .filter_map(|path| title(&fields(blog, path)))
}

/// A template turned round: it finds the number in what the template could have made.
struct Pattern {
    regex: Option<Regex>,
}

impl Pattern {
    fn of(series: Series<'_>) -> Self {
        let slug = Regex::new(r"\{\{-?\s*slug\s*-?\}\}").expect("a valid pattern");
        let path = slug.replace_all(series.path, |_: &regex::Captures<'_>| {
            series.titles.slug.as_str()
        });
        // a folder with an index page may be known by its own name only
        let (head, index) = match path.rsplit_once('/') {
            Some((head, file)) if file.starts_with("index.") => {
                (Cow::Borrowed(head), r"(?:/index(?:\.[\w-]+)?\.\w+)?")
            }
            _ => (path, ""),
        };
        Self::new(&head, "[^/]+?", index)
    }

    fn of_title(titles: &Titles) -> Self {
        let series = Regex::new(r"\{\{-?\s*series\s*-?\}\}").expect("a valid pattern");
        let title = series.replace_all(&titles.title, |_: &regex::Captures<'_>| {
            titles.series.as_str()
        });
        Self::new(&title, ".*?", "")
    }

    fn new(template: &str, anything: &str, tail: &str) -> Self {
        let hole = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}").expect("a valid pattern");
        let mut pattern = String::from("^");
        let mut end = 0;
        let mut has_number = false;
        for found in hole.find_iter(template) {
            pattern.push_str(&regex::escape(&template[end..found.start()]));
            end = found.end();
            let says = |word: &str| found.as_str().contains(word);
            if !says("{{") {
                pattern.push_str(anything);
            } else if says("number") && !has_number {
                has_number = true;
                pattern.push_str(r"(?P<number>[0-9０-９]+(?:st|nd|rd|th)?|[〇零一二两三四五六七八九十百千]+|[IVXLCDM]+)");
            } else if says("number") || says("iso_week") {
                pattern.push_str(r"[\w]+");
            } else if says("year") {
                pattern.push_str(r"\d{4}");
            } else {
                pattern.push_str(anything);
            }
        }
        pattern.push_str(&regex::escape(&template[end..]));
        pattern.push_str(tail);
        pattern.push('$');
        Self {
            // without a number in it, it could only say that there is a post
            regex: has_number.then(|| Regex::new(&pattern).ok()).flatten(),
        }
    }

    fn number(&self, text: &str) -> Option<u32> {
        let captures = self.regex.as_ref()?.captures(text)?;
        let spelt = &captures["number"];
        spelt
            .trim_end_matches(|c: char| c.is_ascii_lowercase())
            .parse()
            .ok()
            .or_else(|| numeral::read(&format!("第{spelt}期")))
            .or_else(|| (1..4000).find(|&n| numeral::roman(n).as_deref() == Some(spelt)))
    }
}

/// The part of a path's template that is the same for all posts.
fn folder(path: &str) -> &str {
    let fixed = path.find('{').map_or(path, |hole| &path[..hole]);
    fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(super) fn is_post(path: &str) -> bool {
    let (_, file) = path.rsplit_once('/').unwrap_or(("", path));
    let is_markdown = [".md", ".markdown", ".mdx"]
        .iter()
        .any(|extension| file.ends_with(extension));
    is_markdown && !file.starts_with('_')
}

fn posts<'a>(blog: &'a Blog, folder: &'a str) -> impl Iterator<Item = &'a str> {
    blog.below(folder).filter(|path| is_post(path))
}

fn fields(blog: &Blog, path: &str) -> Fields {
    blog.text(path)
        .and_then(front_matter::split)
        .and_then(|parts| front_matter::read(&parts))
        .unwrap_or_default()
}

fn title(fields: &Fields) -> Option<String> {
    front_matter::get(fields, "title")?
        .as_text()
        .map(str::to_owned)
}

fn date_of(fields: &Fields) -> Option<NaiveDate> {
    [
        "date",
        "pubDate",
        "publishDate",
        "published",
        "pubDatetime",
        "createdAt",
        "created",
    ]
    .iter()
    .find_map(|key| date::day(front_matter::get(fields, key)?.as_text()?))
}

/// The day with which a file's or folder's name begins, as all of Jekyll's do.
fn date_in_name(path: &str) -> Option<NaiveDate> {
    path.rsplit('/')
        .find_map(|part| NaiveDate::parse_from_str(part.get(..10)?, "%Y-%m-%d").ok())
}

/// The numbers in a path, for a natural order of file names.
fn digits(path: &str) -> Vec<u64> {
    path.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}
