//! The habits of a blog's posts: read off the newest ones, so that ours looks like one of them.
//!
//! What is the same in the two newest posts of the series is a habit and is kept; what differs is replaced where its
//! meaning is known, and dropped where it is not. What belongs to one post alone (its files, its address, its ids) is
//! never taken for a habit.

mod cover;
mod look;
mod read;

use std::collections::BTreeSet;

use crate::engine::{Name, Site, by_name};
use crate::front_matter::{self, DateStyle, Fields, FrontMatterStyle, Value};
use crate::issue::Issue;
use crate::numeral::Style;

pub use cover::{CoverStyle, Picture};
pub(super) use read::read;

/// The habits of a blog, complete enough to write a post without looking at the blog again.
#[derive(Debug, Clone, PartialEq)]
pub struct Conventions {
    /// The engine.
    pub engine: Name,
    /// The site, as its configuration describes it.
    pub site: Site,
    /// The look of front matter.
    pub look: FrontMatterStyle,
    /// `false` if posts have no front matter at all.
    pub has_front_matter: bool,
    /// `true` if a post begins with its title, as a heading of the first level.
    pub has_heading: bool,
    /// The spelling of dates.
    pub date: DateStyle,
    /// The keys, in order.
    pub keys: Vec<FrontMatterKey>,
    /// The line that ends the part shown in lists of posts; `None` to have none.
    pub excerpt_marker: Option<String>,
}

/// A key of front matter.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatterKey {
    /// The name.
    pub name: String,
    /// The meaning of its value.
    pub holds: Holds,
}

/// The meaning of a value of front matter.
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
    /// The number of the issue within a text that is the same in all of them: `/weekly/5/`.
    Numbered {
        /// The text before it.
        before: String,
        /// The spelling of the number.
        style: Style,
        /// The text behind it.
        after: String,
    },
    /// A sentence on what is in it.
    Description,
    /// Tags, these and those that are asked for.
    Tags {
        /// On every post.
        always: Vec<String>,
    },
    /// The first picture of the issue.
    Cover {
        /// The blog's way to name a picture there.
        style: CoverStyle,
        /// `true` if the picture is the one element of a list.
        in_list: bool,
    },
    /// Other keys.
    Map(Vec<FrontMatterKey>),
    /// A value that is the same in every post.
    Same(Value),
}

/// The content of one post's front matter, beside the conventions.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// A sentence on what is in it.
    pub description: &'a str,
    /// The first picture of the post, if it has one.
    pub cover: Option<&'a Picture>,
    /// Tags beside those of every post.
    pub tags: &'a [String],
    /// Keys that are configured: they replace those of the same name; a null takes the key out.
    pub additions: &'a [(String, Value)],
}

impl Conventions {
    /// The front matter of a post, with its fences; empty where posts have none and nothing asks for it. `required` is
    /// what the engine needs for its body.
    pub fn front_matter(&self, content: &Content<'_>, required: Fields) -> String {
        let mut fields = self.fields(&self.keys, content);
        if !content.tags.is_empty() && !has_tags(&self.keys) {
            let tags = texts(content.tags);
            match by_name(self.engine).facts().tags_under {
                Some(outer) => set(
                    &mut fields,
                    outer,
                    Value::Map(vec![("tags".to_owned(), tags)]),
                ),
                None => set(&mut fields, "tags", tags),
            }
        }
        let needs_slug = self.site.has_titles_in_addresses
            && content.issue.title.contains(UNLIKE_A_PATH)
            && !fields.iter().any(|(key, _)| key == "slug" || key == "url");
        if needs_slug {
            let title = fields.iter().position(|(key, _)| key == "title");
            let slug = Value::Text(content.issue.slug.clone());
            fields.insert(
                title.map_or(0, |title| title + 1),
                ("slug".to_owned(), slug),
            );
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
        if fields.is_empty() && !self.has_front_matter {
            return String::new();
        }
        front_matter::write(&fields, self.look)
    }

    /// The path of the key that holds the cover, like `cover.image`, and the way to name it, if posts have one.
    pub fn cover(&self) -> Option<(String, CoverStyle)> {
        fn within(keys: &[FrontMatterKey]) -> Option<(String, CoverStyle)> {
            keys.iter().find_map(|key| match &key.holds {
                Holds::Cover { style, .. } => Some((key.name.clone(), *style)),
                Holds::Map(inner) => {
                    let (path, style) = within(inner)?;
                    Some((format!("{}.{path}", key.name), style))
                }
                _ => None,
            })
        }
        within(&self.keys)
    }

    fn fields(&self, keys: &[FrontMatterKey], content: &Content<'_>) -> Fields {
        keys.iter()
            .filter_map(|key| Some((key.name.clone(), self.value(key, content)?)))
            .collect()
    }

    fn value(&self, key: &FrontMatterKey, content: &Content<'_>) -> Option<Value> {
        let issue = content.issue;
        Some(match &key.holds {
            Holds::Title => Value::Text(issue.title.clone()),
            Holds::Date => self.date.spell(&issue.date),
            Holds::Slug => Value::Text(issue.slug.clone()),
            Holds::Number => Value::Number(issue.number.into()),
            Holds::Numbered {
                before,
                style,
                after,
            } => Value::Text(format!("{before}{}{after}", style.write(issue.number)?)),
            Holds::Description => Value::Text(content.description.to_owned()),
            Holds::Tags { always } => {
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
                texts(&all)
            }
            Holds::Cover { style, in_list } => {
                let named = Value::Text(content.cover?.named(*style)?);
                if *in_list {
                    Value::List(vec![named])
                } else {
                    named
                }
            }
            Holds::Map(keys) => {
                // what describes a picture is nothing without it
                let is_picture =
                    |inner: &&FrontMatterKey| matches!(inner.holds, Holds::Cover { .. });
                let fields = self.fields(keys, content);
                let is_missing =
                    |inner: &FrontMatterKey| fields.iter().all(|(name, _)| *name != inner.name);
                let lacks_picture = keys.iter().filter(is_picture).any(is_missing);
                if fields.is_empty() || (lacks_picture && cover::is_key(&key.name)) {
                    return None;
                }
                Value::Map(fields)
            }
            Holds::Same(value) => value.clone(),
        })
    }
}

/// The characters that end the path of an address, or are written otherwise in it.
const UNLIKE_A_PATH: &[char] = &[
    '#', '?', '%', '&', '+', '"', '<', '>', '\\', '^', '|', '{', '}',
];

fn has_tags(keys: &[FrontMatterKey]) -> bool {
    keys.iter().any(|key| match &key.holds {
        Holds::Tags { .. } => true,
        Holds::Map(inner) => has_tags(inner),
        _ => false,
    })
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
