//! The next issue as a blog's own issues foretell it: everything that is learnt, with the file in which it was seen.
//!
//! One pure function of the snapshot. It is asked twice: while only names are known it says which posts are to be read,
//! and when they were read it says the rest.

mod around;
mod habit;
mod issues;
mod language;
mod path;
mod title;
mod zone;

use super::conventions::{self, Conventions};
use super::newest::newest;
use super::{NumberFrom, Series};
use crate::blog::Blog;
use crate::engine::{Name, by_name};
use crate::issue::{Language, Titles};
use crate::week::Zone;
use issues::Issues;

pub use around::Around;
pub use habit::{Doubt, Habit, Subject};

/// Values that are configured, so that they need not be learnt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configured {
    /// The name of the series.
    pub series: Option<String>,
    /// The template of the title.
    pub title: Option<String>,
    /// The template of the slug.
    pub slug: Option<String>,
    /// The template of the post's path.
    pub path: Option<String>,
    /// The language of the issues.
    pub language: Option<Language>,
    /// The source of the numbers.
    pub numbers: NumberFrom,
}

/// Everything about the next issue that the blog decides: configured, else learnt, else the default.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The names and titles of issues.
    pub titles: Titles,
    /// The template of a post's path.
    pub path: String,
    /// The source of the numbers.
    pub numbers: NumberFrom,
    /// The language of the issues.
    pub language: Language,
    /// The time zone of the blog; `None` if nothing in it tells.
    pub timezone: Option<Zone>,
    /// The front matter and the look of the posts.
    pub conventions: Conventions,
    /// The words around the memos.
    pub around: Around,
    /// Everything that was seen in the blog and is imitated, for people to check.
    pub habits: Vec<Habit>,
    /// A reason to doubt the number.
    pub doubt: Option<Doubt>,
}

impl Learnt {
    /// The series, as far as its posts are concerned.
    pub fn series(&self) -> Series<'_> {
        Series {
            titles: &self.titles,
            path: &self.path,
            numbers: self.numbers,
        }
    }
}

/// Learns what the next issue is to be like, as far as names and texts were read.
pub fn learn(blog: &Blog, name: Name, configured: &Configured) -> Learnt {
    let engine = by_name(name);
    let site = engine.site(blog);
    let issues = Issues::find(blog, engine, &site, configured);
    let mut habits = Vec::new();
    let language = configured.language.unwrap_or_else(|| {
        let seen = language::seen(blog, engine, &site, &issues);
        habits.extend(seen.iter().map(|(language, seen_in)| {
            Habit::new(Subject::Language, language.to_string(), *seen_in)
        }));
        seen.map_or_else(Language::default, |(language, _)| language)
    });
    let titles = titles(configured, language, &issues, &mut habits);
    let path = configured.path.clone().or_else(|| {
        let pattern = issues.pattern.as_ref()?;
        habits.push(Habit::new(Subject::Path, &pattern.path, pattern.newest()?));
        Some(pattern.path.clone())
    });
    let path = path.unwrap_or_else(|| engine.post_path(blog));
    let series = Series {
        titles: &titles,
        path: &path,
        numbers: configured.numbers,
    };
    let posts = newest(blog, series);
    let conventions = conventions::read(engine, site, &posts);
    let around = around::around(&posts);
    if let Some(newest) = posts.first() {
        habits.extend(front_matter(&conventions, newest.path));
        habits.extend(around.habits(newest.path));
    }
    let timezone = zone::seen(blog, engine, &conventions.site, &posts, language);
    let timezone = timezone.map(|(zone, seen_in)| {
        habits.push(Habit::new(Subject::TimeZone, zone.name(), seen_in));
        zone
    });
    let doubt = issues.doubt(blog, &series);
    habits.sort_by_key(|habit| habit.subject);
    Learnt {
        titles,
        path,
        numbers: configured.numbers,
        language,
        timezone,
        conventions,
        around,
        habits,
        doubt,
    }
}

fn titles(
    configured: &Configured,
    language: Language,
    issues: &Issues<'_>,
    habits: &mut Vec<Habit>,
) -> Titles {
    let defaults = Titles::default_for(language);
    let mut settle = |subject, configured: &Option<String>, seen: Option<(String, &str)>| {
        if configured.is_some() {
            return configured.clone();
        }
        let (value, seen_in) = seen?;
        habits.push(Habit::new(subject, &value, seen_in));
        Some(value)
    };
    let paths = issues.pattern.as_ref();
    let slug = paths.and_then(|paths| Some((paths.slug.clone(), paths.newest()?)));
    let pattern = issues.title_pattern();
    let title = pattern.as_ref();
    let title = title.map(|(pattern, seen_in)| (pattern.template.clone(), *seen_in));
    let series = pattern.and_then(|(pattern, seen_in)| Some((pattern.name?, seen_in)));
    Titles {
        series: settle(Subject::Series, &configured.series, series).unwrap_or(defaults.series),
        title: settle(Subject::Title, &configured.title, title).unwrap_or(defaults.title),
        slug: settle(Subject::Slug, &configured.slug, slug).unwrap_or(defaults.slug),
    }
}

/// The keys of the front matter, and among them that of the cover.
fn front_matter(conventions: &Conventions, seen_in: &str) -> Vec<Habit> {
    let keys = conventions.keys.iter();
    let keys: Vec<&str> = keys.map(|key| key.name.as_str()).collect();
    let keys = (!keys.is_empty()).then(|| keys.join(", "));
    let cover = conventions.cover().map(|(key, _)| key);
    let habits = [(Subject::FrontMatter, keys), (Subject::Cover, cover)].into_iter();
    habits
        .filter_map(|(subject, value)| Some(Habit::new(subject, value?, seen_in)))
        .collect()
}
