//! Templates turned round: the number that is in a path or a title which a template made.
//!
//! What the template leaves open may be anything, so that issues are found whose slugs are older than the template.

use std::sync::LazyLock;

use regex::Regex;

use super::Series;
use crate::issue::Titles;
use crate::numeral;

/// A template turned round: it finds the number in what the template could have made.
pub(super) struct Pattern {
    regex: Option<Regex>,
}

impl Pattern {
    pub(super) fn of(series: Series<'_>) -> Self {
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

    pub(super) fn of_title(titles: &Titles) -> Self {
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

    pub(super) fn number(&self, text: &str) -> Option<u32> {
        let captures = self.regex.as_ref()?.captures(text)?;
        let spelt = captures["number"].trim_end_matches(|c: char| c.is_ascii_lowercase());
        numeral::read(&format!("第{spelt}期"))
    }
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

/// The part of a path's template that is the same for all posts.
pub(super) fn folder(path: &str) -> &str {
    let fixed = path.find('{').map_or(path, |hole| &path[..hole]);
    fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The text behind the last hole of a path's template: `.md`, `/index.md`.
pub(super) fn tail(path: &str) -> &str {
    path.rfind('}').map_or(path, |hole| &path[hole + 1..])
}
