//! The spelling of a post: the look of its front matter, its dates, the mark of its excerpt.
//!
//! Read off the text and not off the values, which have lost their quotes.

use crate::front_matter::{
    DateStyle, Fields, FrontMatterStyle, ListStyle, Notation, Parts, Quote, Value,
};

/// The spelling of front matter: its language, its quotes, its lists.
pub(super) fn look(parts: &Parts<'_>) -> FrontMatterStyle {
    let is_yaml = parts.notation == Notation::Yaml;
    let quotes = |title: bool| {
        let values = values(parts.front).filter(|(key, _)| (*key == "title") == title);
        let quotes: Vec<(&str, Quote)> = values
            .filter_map(|(_, value)| Some((value, quote(value)?)))
            .collect();
        // a date may have quotes where no other text has
        let is_text = |value: &str| {
            let inner = value.trim_start_matches(['"', '\'']);
            !inner.starts_with(|c: char| c.is_ascii_digit())
        };
        let text = quotes.iter().find(|(value, _)| is_text(value));
        let found = text.or(quotes.first()).filter(|_| is_yaml);
        found.map(|(_, quote)| *quote).unwrap_or_default()
    };
    let mut lines = parts.front.lines();
    let element = lines
        .by_ref()
        .skip_while(|line| !line.ends_with(':') || line.starts_with(' '))
        .find(|line| line.trim_start().starts_with("- "));
    FrontMatterStyle {
        notation: parts.notation,
        quote: quotes(true),
        other_quote: quotes(false),
        list: element.map_or(ListStyle::Flow, |line| {
            ListStyle::Block(line.len() - line.trim_start().len())
        }),
    }
}

/// The keys of YAML with what stands on their lines, and the elements of its lists.
fn values(front: &str) -> impl Iterator<Item = (&str, &str)> {
    front.lines().filter_map(|line| {
        let line = line.trim_start();
        if let Some(element) = line.strip_prefix("- ") {
            return Some(("", element.trim_start()));
        }
        let (key, value) = line.split_once(':')?;
        Some((
            key.trim(),
            value.trim_start().trim_start_matches('[').trim_start(),
        ))
    })
}

/// The quotes around a text; `None` if this is nothing that people put between quotes.
fn quote(value: &str) -> Option<Quote> {
    match value.chars().next()? {
        '"' => Some(Quote::Double),
        '\'' => Some(Quote::Single),
        c if c.is_alphabetic() && !matches!(value.trim_end(), "true" | "false" | "null") => {
            Some(Quote::None)
        }
        _ => None,
    }
}

/// The spelling of the first date, and whether it is between quotes.
pub(super) fn date_style(parts: &Parts<'_>, fields: &Fields) -> Option<DateStyle> {
    fields.iter().find_map(|(key, value)| {
        let style = DateStyle::of(value.as_text()?)?;
        let quoted = match (parts.notation, value) {
            (Notation::Toml, Value::Text(_)) => true,
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

/// The line that ends the part shown in lists of posts.
pub(super) fn excerpt_marker(body: &str) -> Option<&str> {
    body.lines()
        .map(str::trim)
        .find(|line| matches!(*line, "<!--more-->" | "<!-- more -->" | "<!-- truncate -->"))
}
