//! How a blog writes its posts: read off the newest ones, so that ours looks like one of them.
//!
//! What is the same in the two newest posts of the series is a habit and is kept; what differs is replaced where its
//! meaning is known, and dropped where it is not.

use std::collections::BTreeSet;

use super::date::DateStyle;
use super::front_matter::{self, Dialect, Fields, ListStyle, Look, Parts, Quote, Value, get};
use super::series::{self, Series};
use super::site::Site;
use super::{Engine, Name, by_name};
use crate::blog::Blog;
use crate::issue::Issue;

/// The habits of a blog, complete enough to write a post without looking at the blog again.
#[derive(Debug, Clone, PartialEq)]
pub struct Conventions {
    /// The engine.
    pub engine: Name,
    /// What the site's configuration says.
    pub site: Site,
    /// The look of front matter.
    pub look: Look,
    /// The spelling of dates.
    pub date: DateStyle,
    /// The keys, in order.
    pub keys: Vec<Key>,
    /// The line that ends the part shown in lists of posts; `None` to have none.
    pub excerpt_marker: Option<String>,
}

/// A key of front matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a key of front matter holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// The title of the issue.
    Title,
    /// The date of the post.
    Date,
    /// The slug of the issue.
    Slug,
    /// The number of the issue.
    Number,
    /// A sentence on what is in it.
    Description,
    /// Tags, these and those that are asked for; under another key, if one is named.
    Tags {
        /// On every post.
        always: Vec<String>,
        /// The key that holds the key of the tags.
        under: Option<String>,
    },
    /// The same in every post.
    Same(Value),
}

/// What the front matter of one post says beside the conventions.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// A sentence on what is in it.
    pub description: &'a str,
    /// Tags beside those of every post.
    pub tags: &'a [String],
    /// Keys that are configured: they replace those of the same name; a null takes the key out.
    pub additions: &'a [(String, Value)],
}

/// Reads the conventions of a blog off its newest posts, as far as they were read.
pub fn conventions(blog: &Blog, name: Name, series: Series<'_>) -> Conventions {
    let engine = by_name(name);
    let posts = series::newest(blog, name, series);
    let mut conventions = Conventions {
        engine: name,
        site: engine.site(blog),
        look: Look {
            dialect: engine.dialect(),
            ..Look::default()
        },
        date: DateStyle::default(),
        keys: default_keys(name),
        excerpt_marker: engine.excerpt_marker().map(str::to_owned),
    };
    let Some(newest) = posts.first() else {
        return conventions.with_times_for(engine);
    };
    let of_series = newest.number.is_some();
    if let Some(parts) = front_matter::split(newest.text) {
        conventions.look = look(&parts);
        conventions.date = date_style(&parts, &newest.fields).unwrap_or_default();
        conventions.excerpt_marker = excerpt_marker(parts.body)
            .map(str::to_owned)
            .or(conventions.excerpt_marker.filter(|_| !of_series));
    }
    let second = posts
        .get(1)
        .filter(|post| of_series && post.number.is_some());
    let mut keys: Vec<Key> = newest
        .fields
        .iter()
        .filter_map(|(key, value)| {
            let holds = holds(key, value, newest.number, second.map(|post| &post.fields))?;
            Some(Key {
                name: key.clone(),
                holds,
            })
        })
        .collect();
    if !of_series {
        // another kind of post: its keys are the blog's, its subjects are its own
        for key in &mut keys {
            if let Holds::Tags { always, .. } = &mut key.holds {
                always.clear();
            }
        }
    }
    for (place, key) in default_keys(name).into_iter().enumerate().take(2) {
        if !keys.iter().any(|known| known.holds == key.holds) {
            keys.insert(place.min(keys.len()), key);
        }
    }
    conventions.keys = keys;
    conventions.with_times_for(engine)
}

impl Conventions {
    /// The front matter of a post, with its fences. `required` is what the engine needs for its body.
    pub fn front_matter(&self, content: &Content<'_>, required: Fields) -> String {
        let mut fields: Fields = self
            .keys
            .iter()
            .filter_map(|key| Some((key.name.clone(), self.value(&key.holds, content)?)))
            .collect();
        if !content.tags.is_empty()
            && !self
                .keys
                .iter()
                .any(|key| matches!(key.holds, Holds::Tags { .. }))
        {
            let tags = texts(content.tags);
            match by_name(self.engine).tags_under() {
                Some(outer) => set(
                    &mut fields,
                    outer,
                    Value::Map(vec![("tags".to_owned(), tags)]),
                ),
                None => set(&mut fields, "tags", tags),
            }
        }
        for (key, value) in required
            .into_iter()
            .chain(content.additions.iter().cloned())
        {
            if value == Value::Null {
                fields.retain(|(name, _)| *name != key);
            } else {
                set(&mut fields, &key, value);
            }
        }
        front_matter::write(&fields, self.look)
    }

    fn with_times_for(self, engine: &dyn Engine) -> Self {
        let date = if engine.has_local_times() {
            self.date.without_offset()
        } else {
            self.date.with_offset()
        };
        Self { date, ..self }
    }

    fn value(&self, holds: &Holds, content: &Content<'_>) -> Option<Value> {
        let issue = content.issue;
        Some(match holds {
            Holds::Title => Value::Text(issue.title.clone()),
            Holds::Date => self.date.spell(&issue.date),
            Holds::Slug => Value::Text(issue.slug.clone()),
            Holds::Number => Value::Number(issue.number.into()),
            Holds::Description => Value::Text(content.description.to_owned()),
            Holds::Tags { always, under } => {
                let mut seen = BTreeSet::new();
                let all: Vec<String> = always
                    .iter()
                    .chain(content.tags)
                    .filter(|tag| seen.insert(tag.to_lowercase()))
                    .cloned()
                    .collect();
                if all.is_empty() {
                    return None;
                }
                match under {
                    Some(inner) => Value::Map(vec![(inner.clone(), texts(&all))]),
                    None => texts(&all),
                }
            }
            Holds::Same(value) => value.clone(),
        })
    }
}

fn default_keys(name: Name) -> Vec<Key> {
    vec![
        Key {
            name: "title".to_owned(),
            holds: Holds::Title,
        },
        Key {
            name: by_name(name).date_key().to_owned(),
            holds: Holds::Date,
        },
    ]
}

/// What a key means for the next post; `None` if it is better left out.
fn holds(key: &str, value: &Value, number: Option<u32>, second: Option<&Fields>) -> Option<Holds> {
    let is_number = |value: &Value| matches!(value, Value::Number(found) if number.is_some() && found.as_u64() == number.map(u64::from));
    let lower = key.to_ascii_lowercase();
    match lower.as_str() {
        "title" => Some(Holds::Title),
        "date" | "pubdate" | "publishdate" | "published" | "pubdatetime" | "createdat"
        | "created" | "lastmod" | "updated" | "updateddate" | "moddatetime" | "publisheddate"
            if value.as_text().is_some() =>
        {
            Some(Holds::Date)
        }
        "slug" => Some(Holds::Slug),
        "description" | "summary" | "excerpt" => Some(Holds::Description),
        "tags" | "tag" | "keywords" => Some(Holds::Tags {
            always: shared_tags(value, second.and_then(|front| get(front, key))),
            under: None,
        }),
        "taxonomies" => match value {
            Value::Map(inner) => Some(Holds::Tags {
                always: shared_tags(
                    get(inner, "tags")?,
                    second.and_then(|front| match get(front, key)? {
                        Value::Map(inner) => get(inner, "tags"),
                        _ => None,
                    }),
                ),
                under: Some("tags".to_owned()),
            }),
            _ => None,
        },
        // a draft is never what a merged pull request should publish
        "draft" if *value == Value::Bool(true) => None,
        _ if is_number(value) => Some(Holds::Number),
        _ => match second {
            Some(second) => (get(second, key) == Some(value)).then(|| Holds::Same(value.clone())),
            None => is_habit(&lower, value, number.is_some()).then(|| Holds::Same(value.clone())),
        },
    }
}

/// Whether one post alone is enough to take a value for the blog's habit.
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

/// The tags that both posts have; those of the one, if there is no second.
fn shared_tags(value: &Value, second: Option<&Value>) -> Vec<String> {
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
    if let Some(second) = second {
        let second = tags(second);
        shared.retain(|tag| second.contains(tag));
    }
    shared
}

fn look(parts: &Parts<'_>) -> Look {
    let quote = match raw(parts.front, "title").and_then(|raw| raw.chars().next()) {
        Some('"') => Quote::Double,
        Some('\'') => Quote::Single,
        _ => Quote::None,
    };
    let mut lines = parts.front.lines();
    let element = lines
        .by_ref()
        .skip_while(|line| !line.ends_with(':') || line.starts_with(' '))
        .find(|line| line.trim_start().starts_with("- "));
    Look {
        dialect: parts.dialect,
        quote: if parts.dialect == Dialect::Yaml {
            quote
        } else {
            Quote::None
        },
        list: element.map_or(ListStyle::Flow, |line| {
            ListStyle::Block(line.len() - line.trim_start().len())
        }),
    }
}

fn date_style(parts: &Parts<'_>, fields: &Fields) -> Option<DateStyle> {
    fields.iter().find_map(|(key, value)| {
        let style = DateStyle::of(value.as_text()?)?;
        let quoted = match (parts.dialect, value) {
            (Dialect::Toml, Value::Text(_)) => true,
            _ => raw(parts.front, key).is_some_and(|raw| raw.starts_with(['"', '\''])),
        };
        Some(style.quoted(quoted))
    })
}

/// A value as it is spelt on its key's line.
fn raw<'a>(front: &'a str, key: &str) -> Option<&'a str> {
    front.lines().find_map(|line| {
        let rest = line.strip_prefix(key)?.trim_start();
        Some(rest.strip_prefix([':', '='])?.trim())
    })
}

fn excerpt_marker(body: &str) -> Option<&str> {
    body.lines()
        .map(str::trim)
        .find(|line| matches!(*line, "<!--more-->" | "<!-- more -->" | "<!-- truncate -->"))
}

fn texts(tags: &[String]) -> Value {
    Value::List(tags.iter().cloned().map(Value::Text).collect())
}

fn set(fields: &mut Fields, key: &str, value: Value) {
    match fields.iter_mut().find(|(name, _)| name == key) {
        Some((_, old)) => *old = value,
        None => fields.push((key.to_owned(), value)),
    }
}
