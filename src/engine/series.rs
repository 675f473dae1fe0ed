//! The posts of a series among the files of a blog: what must be read to know them, and which numbers they bear.
//!
//! A post bears the number in its path, if the path is one the series' own template could have made; else the one in
//! its title, or in a key of its front matter. Files get renamed, so none of them is trusted to be there.

use std::cmp::Reverse;
use std::sync::LazyLock;

use chrono::{FixedOffset, NaiveDate};
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

/// The same where their names tell which are the newest.
const DATED_READ: usize = 60;

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
    if !usual && posts(blog, folder).next().is_none() {
        return Wanted {
            folders: vec![folder.to_owned()],
            ..Wanted::default()
        };
    }
    let pattern = Pattern::of(series);
    let mut known: Vec<(Option<u32>, &str)> = posts(blog, folder)
        .map(|path| (pattern.number(path), path))
        .collect();
    let by_title =
        series.numbers == NumberFrom::Titles || known.iter().all(|post| post.0.is_none());
    let source = by_name(name).source(&by_name(name).site(blog));
    let most = if by_title {
        // the series may be anywhere; the likeliest are looked at first
        if usual {
            known = posts(blog, &source).map(|path| (None, path)).collect();
        }
        let are_dated = known.iter().all(|(_, path)| date_in_name(path).is_some());
        if are_dated { DATED_READ } else { MOST_READ }
    } else {
        POSTS_READ
    };
    let is_likely = |path: &str| {
        let lower = path.to_lowercase();
        lower.split(['/', '-', '_', '.', ' ']).any(is_series_word)
    };
    known.sort_by_cached_key(|&(number, path)| {
        Reverse((number, is_likely(path), digits(path), path))
    });
    Wanted {
        texts: known
            .into_iter()
            .take(most)
            .filter(|(_, path)| blog.text(path).is_none())
            .map(|(_, path)| path.to_owned())
            .collect(),
        folders: Vec::new(),
    }
}

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

/// Whether a folder has a post, as far as its names were read: those of the folders in the series' own were.
fn may_hold_post(blog: &Blog, series: &str, path: &str) -> bool {
    let mut names = blog.below(path).peekable();
    let is_listed = names.peek().is_some() || {
        let name = path[series.len()..].trim_start_matches('/');
        !name.contains('/')
    };
    !is_listed || names.any(is_post)
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
    /// Where it is.
    pub(super) path: &'a str,
    /// Its title.
    pub(super) title: Option<String>,
    /// The day in its front matter or file name.
    pub(super) date: Option<NaiveDate>,
    /// Its whole text.
    pub(super) text: &'a str,
    /// Its front matter.
    pub(super) fields: Fields,
}

impl Post<'_> {
    /// The offset from UTC in which it is dated.
    pub(super) fn offset(&self) -> Option<FixedOffset> {
        DATE_KEYS
            .iter()
            .find_map(|key| date::offset(front_matter::get(&self.fields, key)?.as_text()?))
    }
}

/// The posts that were read, those of the series first, the newest first.
pub(super) fn newest<'a>(blog: &'a Blog, series: Series<'a>) -> Vec<Post<'a>> {
    let known = published(blog, series);
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

/// Every way in which a template can have written a number.
const NUMBER: &str =
    "(?P<number>[0-9０-９]+(?:st|nd|rd|th)?|[〇零一二两三四五六七八九十百千]+|[IVXLCDM]+)";

/// The word of a statement in a template: `if` of `{% if x %}`; a comment has an empty one.
fn statement(hole: &str) -> Option<&str> {
    let inner = hole
        .strip_prefix("{%")
        .map(|rest| rest.trim_start_matches('-').trim_start());
    match inner {
        Some(inner) => inner.split(|c: char| !c.is_ascii_alphanumeric()).next(),
        None => hole.starts_with("{#").then_some(""),
    }
}

/// A template turned round: it finds the number in what the template could have made.
struct Pattern {
    regex: Option<Regex>,
}

impl Pattern {
    fn of(series: Series<'_>) -> Self {
        static SLUG: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{\{-?\s*slug\s*-?\}\}").expect("a valid pattern"));
        let path = SLUG.replace_all(series.path, |_: &regex::Captures<'_>| {
            series.titles.slug.as_str()
        });
        // a folder with an index page may be known by its own name only
        let (head, tail) = match path.rsplit_once('/') {
            Some((head, file)) if file.starts_with("index.") => {
                (head, r"(?:/index(?:\.[\w-]+)?\.\w+)?")
            }
            _ => match path.rsplit_once('.') {
                Some((head, "md" | "mdx" | "markdown")) => (head, r"\.(?:md|mdx|markdown)"),
                _ => (&*path, ""),
            },
        };
        Self::new(head, "[^/]+?", tail)
    }

    fn of_title(titles: &Titles) -> Self {
        static SERIES: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{\{-?\s*series\s*-?\}\}").expect("a valid pattern"));
        let title = SERIES.replace_all(&titles.title, |_: &regex::Captures<'_>| {
            titles.series.as_str()
        });
        Self::new(&title, ".*?", "")
    }

    fn new(template: &str, anything: &str, tail: &str) -> Self {
        static HOLE: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}").expect("a valid pattern")
        });
        let mut pattern = String::from("^");
        let mut end = 0;
        let mut has_number = false;
        for found in HOLE.find_iter(template) {
            pattern.push_str(&regex::escape(&template[end..found.start()]));
            end = found.end();
            let says = |word: &str| found.as_str().contains(word);
            let is_number = says("number");
            pattern.push_str(match statement(found.as_str()) {
                Some("if") => "(?:",
                Some("elif" | "else") => "|",
                Some("endif") => ")?",
                Some(_) => "",
                None if is_number && !has_number => NUMBER,
                None if is_number || says("iso_week") => r"[\w]+",
                None if says("year") => r"\d{4}",
                None => anything,
            });
            has_number |= is_number;
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
pub(super) fn folder(path: &str) -> &str {
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

/// The posts below a folder, without drafts, copies of other people's files, and what was built.
pub(super) fn posts<'a>(blog: &'a Blog, folder: &'a str) -> impl Iterator<Item = &'a str> {
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

/// Whether a text, in lower case, ends with a word that only a series has.
pub(super) fn is_series_word(text: &str) -> bool {
    const WORDS: [&str; 23] = [
        "weekly",
        "biweekly",
        "monthly",
        "week-note",
        "week-notes",
        "week_note",
        "week_notes",
        "weeknote",
        "weeknotes",
        "weekly-report",
        "newsletter",
        "newsletters",
        "digest",
        "issue",
        "issues",
        "vol",
        "volume",
        "roundup",
        "round-up",
        "edition",
        "zhoukan",
        "zhoubao",
        "yuekan",
    ];
    const HAN: [&str; 12] = [
        "周刊",
        "週刊",
        "周报",
        "週報",
        "周记",
        "週記",
        "月刊",
        "月报",
        "双周刊",
        "旬刊",
        "日刊",
        "通讯",
    ];
    HAN.iter().any(|word| text.ends_with(word))
        || WORDS.iter().any(|word| {
            text.strip_suffix(word)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
        })
}

/// What follows the last hole of a path's template: `.md`, `/index.md`.
fn tail(path: &str) -> &str {
    path.rfind('}').map_or(path, |hole| &path[hole + 1..])
}

pub(super) fn fields(blog: &Blog, path: &str) -> Fields {
    blog.text(path)
        .and_then(front_matter::split)
        .and_then(|parts| front_matter::read(&parts))
        .unwrap_or_default()
}

/// The title in a post's front matter, else its first heading of the first level.
pub(super) fn title(blog: &Blog, path: &str) -> Option<String> {
    let text = blog.text(path)?;
    let fields = fields(blog, path);
    let title = front_matter::get(&fields, "title").and_then(Value::as_text);
    match title {
        Some(title) => Some(title.to_owned()),
        None => heading(body(text)).map(str::to_owned),
    }
}

/// What follows the front matter, if there is any.
pub(super) fn body(text: &str) -> &str {
    front_matter::split(text).map_or(text, |parts| parts.body)
}

/// The heading of the first level with which a text begins.
pub(super) fn heading(body: &str) -> Option<&str> {
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let words = first.trim_start_matches('\u{feff}').strip_prefix("# ")?;
    Some(words.trim().trim_end_matches('#').trim_end())
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

/// The day of a post: in its front matter, else in its name.
pub(super) fn date(blog: &Blog, path: &str) -> Option<NaiveDate> {
    date_of(&fields(blog, path)).or_else(|| date_in_name(path))
}

fn date_of(fields: &Fields) -> Option<NaiveDate> {
    DATE_KEYS
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
