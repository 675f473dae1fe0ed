//! Reading the conventions off the newest posts.

use std::sync::LazyLock;

use regex::Regex;

use super::look::{date_style, excerpt_marker, look};
use super::{Conventions, FrontMatterKey, Holds, cover};
use crate::blog::post::{body, heading};
use crate::engine::{Engine, Site};
use crate::front_matter::{self, DateStyle, FrontMatterStyle, Value, get};
use crate::series::newest::Example;
use crate::series::numbered::Numbered;

/// Reads the conventions off these posts, the newest of the series first.
pub(in crate::series) fn read(
    engine: &dyn Engine,
    site: Site,
    posts: &[Example<'_>],
) -> Conventions {
    let mut conventions = Conventions {
        engine: engine.facts().name,
        site,
        look: FrontMatterStyle {
            notation: engine.facts().notation,
            ..FrontMatterStyle::default()
        },
        has_front_matter: true,
        has_heading: engine.facts().has_title_in_text,
        date: DateStyle::default(),
        keys: default_keys(engine),
        excerpt_marker: engine.facts().excerpt_marker.map(str::to_owned),
    };
    let Some(newest) = posts.first() else {
        return conventions.with_times_for(engine);
    };
    let of_series = newest.number.is_some();
    let body = body(newest.text);
    let heading = heading(body);
    conventions.has_heading = match (heading, &newest.title) {
        (Some(heading), Some(title)) => heading == title || engine.facts().has_title_in_text,
        _ => false,
    };
    conventions.excerpt_marker = excerpt_marker(body)
        .map(str::to_owned)
        .or(conventions.excerpt_marker.filter(|_| !of_series));
    let Some(parts) = front_matter::split(newest.text) else {
        conventions.has_front_matter = false;
        conventions.keys.clear();
        return conventions;
    };
    conventions.look = look(&parts);
    conventions.date = date_style(&parts, &newest.fields).unwrap_or_default();
    let second = posts
        .get(1)
        .filter(|post| of_series && post.number.is_some());
    let reader = FrontMatterReader { newest, second };
    conventions.keys = reader.keys(&newest.fields, second.map(|post| &post.fields[..]));
    // a site that makes its titles of file names or of headings has no such key
    let has_own_titles = of_series && !newest.fields.is_empty();
    let needed = default_keys(engine).into_iter();
    let needed = needed.filter(|key| key.holds != Holds::Title || !has_own_titles);
    needed.for_each(|key| conventions.complete_with(key));
    conventions.with_times_for(engine)
}

impl Conventions {
    /// Adds a key behind the title, unless there is one that holds the same.
    fn complete_with(&mut self, key: FrontMatterKey) {
        let keys = &mut self.keys;
        if keys.iter().all(|known| known.holds != key.holds) {
            let title = keys.iter().position(|key| key.holds == Holds::Title);
            keys.insert(title.map_or(0, |title| title + 1), key);
        }
    }

    fn with_times_for(self, engine: &dyn Engine) -> Self {
        let date = if engine.facts().has_local_times {
            self.date.without_offset()
        } else {
            self.date.with_offset()
        };
        Self { date, ..self }
    }
}

fn default_keys(engine: &dyn Engine) -> Vec<FrontMatterKey> {
    vec![
        FrontMatterKey {
            name: "title".to_owned(),
            holds: Holds::Title,
        },
        FrontMatterKey {
            name: engine.facts().date_key.to_owned(),
            holds: Holds::Date,
        },
    ]
}

/// The value that the issue before has under a key.
#[derive(Clone, Copy)]
enum Before<'a> {
    /// There is no issue before.
    Unknown,
    /// The issue before has no such key.
    Missing,
    /// The value there.
    Has(&'a Value),
}

impl<'a> Before<'a> {
    fn of(fields: Option<&'a [(String, Value)]>, key: &str) -> Self {
        match fields.map(|fields| get(fields, key)) {
            None => Self::Unknown,
            Some(None) => Self::Missing,
            Some(Some(value)) => Self::Has(value),
        }
    }

    fn is(self, value: &Value) -> bool {
        matches!(self, Self::Has(other) if other == value)
    }
}

/// The newest post and, if both belong to the series, the one before it.
struct FrontMatterReader<'a> {
    newest: &'a Example<'a>,
    second: Option<&'a Example<'a>>,
}

impl FrontMatterReader<'_> {
    fn keys(
        &self,
        newest: &[(String, Value)],
        second: Option<&[(String, Value)]>,
    ) -> Vec<FrontMatterKey> {
        let keys = newest.iter().filter_map(|(name, value)| {
            let other = Before::of(second, name);
            let holds = self.holds(name, value, other)?;
            Some(FrontMatterKey {
                name: name.clone(),
                holds,
            })
        });
        keys.collect()
    }

    /// The meaning of a key for the next post; `None` if it is better left out. `second` is the value of the post before.
    fn holds(&self, key: &str, value: &Value, second: Before<'_>) -> Option<Holds> {
        let number = self.newest.number;
        let lower = key.to_ascii_lowercase();
        match lower.as_str() {
            "title" => Some(Holds::Title),
            "date" | "pubdate" | "publishdate" | "published" | "pubdatetime" | "createdat"
            | "created" | "lastmod" | "updated" | "updateddate" | "moddatetime"
            | "publisheddate"
                if value.as_text().is_some() =>
            {
                Some(Holds::Date)
            }
            "slug" => self.numbered(value, second).or(Some(Holds::Slug)),
            "description" | "summary" | "excerpt" if value.as_text().is_some() => {
                Some(Holds::Description)
            }
            "tags" | "tag" | "keywords" => Some(Holds::Tags {
                always: match number {
                    Some(_) => shared_tags(value, second),
                    // the subjects of another kind of post are its own
                    None => Vec::new(),
                },
            }),
            "aliases" | "id" | "uuid" | "guid" | "abbrlink" | "alias" | "redirect_from" => None,
            // a draft is never what a merged pull request should publish
            "draft" if *value == Value::Bool(true) => None,
            _ => self.other(&lower, value, second),
        }
    }

    fn other(&self, key: &str, value: &Value, second: Before<'_>) -> Option<Holds> {
        let number = self.newest.number;
        if let Value::Number(found) = value
            && number.is_some_and(|number| found.as_u64() == Some(u64::from(number)))
        {
            return Some(Holds::Number);
        }
        if let Value::Map(inner) = value
            && (number.is_some() || cover::is_key(key))
        {
            return self.map(key, inner, second);
        }
        if cover::is_key(key)
            && let Some((style, in_list)) = cover::style(value)
        {
            let is_beside = matches!(style, cover::CoverStyle::Beside | cover::CoverStyle::Dotted);
            // one picture for all issues is the series' own
            return Some(if second.is(value) && !is_beside {
                Holds::Same(value.clone())
            } else {
                Holds::Cover { style, in_list }
            });
        }
        if let Some(numbered) = self.numbered(value, second) {
            return Some(numbered);
        }
        let is_kept = match second {
            Before::Unknown => is_habit(key, value, number.is_some()),
            Before::Missing | Before::Has(_) => second.is(value),
        };
        (is_kept && !is_own(value)).then(|| Holds::Same(value.clone()))
    }

    fn map(&self, key: &str, inner: &[(String, Value)], second: Before<'_>) -> Option<Holds> {
        let second = match second {
            Before::Unknown => None,
            Before::Has(Value::Map(inner)) => Some(&inner[..]),
            Before::Missing | Before::Has(_) => Some(&[][..]),
        };
        let mut keys = self.keys(inner, second);
        if cover::is_key(key) {
            let picture = inner.iter().find_map(|(name, value)| {
                cover::style(value)
                    .filter(|_| cover::is_inner_key(name))
                    .map(|style| (name, style))
            });
            if let Some((name, (style, in_list))) = picture
                && !keys.iter().any(|known| known.name == *name)
            {
                let place = inner.iter().position(|(known, _)| known == name);
                let holds = Holds::Cover { style, in_list };
                let key = FrontMatterKey {
                    name: name.clone(),
                    holds,
                };
                keys.insert(place.unwrap_or_default().min(keys.len()), key);
            }
        }
        (!keys.is_empty()).then_some(Holds::Map(keys))
    }

    /// A text with the number of its issue in it, the same in both posts but for the number.
    fn numbered(&self, value: &Value, second: Before<'_>) -> Option<Holds> {
        let (Value::Text(text), Before::Has(Value::Text(other))) = (value, second) else {
            return None;
        };
        let (number, before) = (self.newest.number?, self.second?.number?);
        if is_file(text) {
            return None;
        }
        let found = Numbered::shared_by(&[(number, text), (before, other)])?;
        Some(Holds::Numbered {
            before: found.before.to_owned(),
            style: found.style,
            after: found.after.to_owned(),
        })
    }
}

/// `true` for a value that one post alone is enough to take for the blog's habit.
fn is_habit(key: &str, value: &Value, of_series: bool) -> bool {
    let of_blog = [
        "layout",
        "author",
        "authors",
        "lang",
        "language",
        "type",
        "draft",
        "published",
    ];
    let of_its_kind = [
        "categories",
        "category",
        "series",
        "toc",
        "math",
        "comments",
        "comment",
    ];
    of_blog.contains(&key)
        || (of_series && (of_its_kind.contains(&key) || matches!(value, Value::Bool(_))))
}

/// `true` for a value that belongs to one post, because it names a file beside it.
fn is_own(value: &Value) -> bool {
    match value {
        Value::Text(text) => is_file(text) && !text.starts_with('/') && !text.contains("://"),
        Value::List(values) => values.iter().any(is_own),
        Value::Map(fields) => fields.iter().any(|(_, value)| is_own(value)),
        _ => false,
    }
}

/// `true` for a text that reads as the path of a file.
fn is_file(text: &str) -> bool {
    static FILE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\.{1,2}/|^[^\s]+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|ico|heic|mp[34]|m4a|ogg|webm|mov|pdf|zip|css|js|json|ya?ml|csv|mdx?)(?:[?#]\S*)?$",
        )
        .expect("a valid pattern")
    });
    FILE.is_match(text.trim())
}

/// The tags that both posts have; those of the one, if there is no second.
fn shared_tags(value: &Value, second: Before<'_>) -> Vec<String> {
    let tags = |value: &Value| -> Vec<String> {
        match value {
            Value::List(values) => values
                .iter()
                .filter_map(|value| value.as_text().map(str::to_owned))
                .collect(),
            Value::Text(text) => text
                .split([',', ' '])
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        }
    };
    let mut shared = tags(value);
    match second {
        Before::Unknown => {}
        Before::Missing => shared.clear(),
        Before::Has(second) => {
            let second = tags(second);
            shared.retain(|tag| second.contains(tag));
        }
    }
    shared
}
