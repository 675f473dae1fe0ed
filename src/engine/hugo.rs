//! Hugo: page bundles, shortcodes that live even in code.

use std::fmt::Write as _;

use super::link::{PostLink, between};
use super::site::{self, Site};
use super::{Engine, Facts, Name, posts_path};
use crate::blog::Blog;
use crate::front_matter::{Fields, Value, get};
use crate::issue::Published;
use crate::markdown::{Dialect, Math, Region};

/// <https://gohugo.io>
pub(super) struct Hugo;

/// Goldmark, without HTML unless the site lets it through.
const DIALECT: Dialect = Dialect {
    colon: "&#58;",
    escape: Some(escape),
    ..Dialect::COMMON_MARK
};

/// The names of configuration files; from the ninth on, other programs use them too.
const CONFIGURATION: [&str; 12] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

const FACTS: Facts = Facts {
    configuration: &CONFIGURATION,
    post_folders: &[
        "content/posts",
        "content/post",
        "content/blog",
        "content/weekly",
    ],
    excerpt_marker: Some("<!--more-->"),
    static_folder: Some("static"),
    dialect: DIALECT,
    ..Facts::of(Name::Hugo)
};

impl Engine for Hugo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        let (own, shared) = CONFIGURATION.split_at(8);
        let folders = ["archetypes", "layouts", "content", "themes"];
        let has_any = |paths: &[&str]| paths.iter().any(|path| blog.has(path));
        has_any(own)
            || (has_any(shared)
                && has_any(&folders)
                // Zola has a config.toml and a content folder too, but spells its address `base_url`
                && site::text(&site::settings(blog, &["config.toml"]), "base_url").is_none())
    }

    fn post_path(&self, blog: &Blog) -> String {
        posts_path(self, blog, true)
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &CONFIGURATION);
        // below a language's own folder a path names another page
        let has_own_folders = site::has_below(&settings, "languages", "contentDir");
        Site {
            references: (!has_own_folders).then_some(""),
            base_path: site::text(&settings, "baseURL")
                .map_or_else(String::new, |url| site::base_path(&url)),
            language: site::text(&settings, "languageCode")
                .or_else(|| site::text(&settings, "locale"))
                .or_else(|| site::text(&settings, "defaultContentLanguage")),
            timezone: site::text(&settings, "timeZone"),
            permalink: (get(&settings, "permalinks").is_some()
                || site::flag(&settings, "uglyURLs") == Some(true))
            .then(|| "of its own".to_owned()),
            has_titles_in_addresses: get(&settings, "permalinks").is_some_and(|patterns| {
                texts(patterns)
                    .any(|pattern| pattern.contains(":slug") || pattern.contains(":title"))
            }),
            source: Some(
                site::text(&settings, "contentDir").unwrap_or_else(|| "content".to_owned()),
            ),
            raw_html: site::flag(&settings, "markup.goldmark.renderer.unsafe") == Some(true),
            math: math(blog, &settings),
            ..Site::default()
        }
    }

    /// A reference holds wherever the text is shown, in lists and feeds as well; but a page that is not there stops the
    /// build, so only one that was seen is referred to.
    fn post_link(&self, site: &Site, from: &str, to: &Published) -> Option<PostLink> {
        let folder = site.source.as_deref().unwrap_or("content");
        let below = to.path.strip_prefix(folder)?.strip_prefix('/')?;
        let is_seen = to.front.is_some() && site.references.is_some();
        if is_seen && !below.contains(['"', '\\', '`']) {
            let page = below.strip_suffix("/index.md").unwrap_or(below);
            return Some(PostLink::Tag(format!("{{{{< relref \"/{page}\" >}}}}")));
        }
        let is_file = site.permalink.is_none();
        is_file.then(|| PostLink::Address(between(from, &to.path, str::to_lowercase)))
    }

    fn markdown(&self, site: &Site) -> Dialect {
        Dialect {
            has_html: site.raw_html,
            math: site.math,
            ..DIALECT
        }
    }

    fn required(&self, body: &str) -> Fields {
        if body.contains(LONE) {
            vec![(PARAMETER.to_owned(), Value::Text("{".to_owned()))]
        } else {
            Fields::new()
        }
    }
}

/// Every text in a setting.
fn texts(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        Value::Map(fields) => Box::new(fields.iter().flat_map(|(_, value)| texts(value))),
        value => Box::new(value.as_text().into_iter()),
    }
}

/// A shortcode's beginning without its end has no escape of its own; but Hugo looks for shortcodes before it puts
/// parameters in, so one brace from the front matter is never taken for the beginning of one.
const LONE: &str = "{{< param brace >}}{";
const PARAMETER: &str = "brace";

/// Formulas are known between the delimiters that the site names.
fn math(blog: &Blog, settings: &Fields) -> Math {
    let key = "markup.goldmark.extensions.passthrough.enable";
    let has_dollar = |path: &&str| {
        blog.text(path)
            .is_some_and(|text| text.contains("'$'") || text.contains("\"$\""))
    };
    if site::flag(settings, key) != Some(true) {
        Math::Words
    } else if CONFIGURATION.iter().any(has_dollar) {
        Math::Known
    } else {
        Math::Display
    }
}

/// Shortcodes, and what Goldmark reads beyond `CommonMark`.
fn escape(source: &str, place: Region) -> Option<String> {
    let escaped = match place {
        Region::Url => source.replace("{{<", "%7B{<").replace("{{%", "%7B{%"),
        Region::Prose => {
            let (definition, rest) = match source.strip_prefix(':') {
                Some(rest) if rest.starts_with([' ', '\t']) => ("\\:", rest),
                _ => ("", source),
            };
            let (rest, attributes) = rest.split_at(attributes(rest).unwrap_or(rest.len()));
            let escape = if attributes.is_empty() { "" } else { "\\" };
            format!("{definition}{}{escape}{attributes}", shortcodes(rest))
        }
        _ => shortcodes(source),
    };
    (escaped != source).then_some(escaped)
}

/// `{{< x >}}` is written `{{</* x */>}}`, which Hugo shows as `{{< x >}}`, in prose and in code alike.
fn shortcodes(source: &str) -> String {
    let mut escaped = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((at, open, close)) = next_shortcode(rest) {
        escaped.push_str(&rest[..at]);
        let inner = &rest[at + open.len()..];
        rest = if let Some((inner, after)) = inner.split_once(close) {
            let _ = write!(escaped, "{open}/*{inner}*/{close}");
            after
        } else {
            escaped.push_str(LONE);
            &rest[at + 2..]
        };
    }
    escaped + rest
}

fn next_shortcode(text: &str) -> Option<(usize, &'static str, &'static str)> {
    [("{{<", ">}}"), ("{{%", "%}}")]
        .into_iter()
        .filter_map(|(open, close)| Some((text.find(open)?, open, close)))
        .min_by_key(|&(at, ..)| at)
}

/// Returns the offset of attributes that would be a heading's: `{#id}`, `{.class}`, `{key=value}` at the end of its
/// line.
fn attributes(source: &str) -> Option<usize> {
    let inner = source.trim_end().strip_suffix('}')?;
    let (before, inner) = inner.rsplit_once('{')?;
    let is_attribute = inner.starts_with(['#', '.']) || inner.contains('=');
    (is_attribute && !before.ends_with(['\\', '{'])).then_some(before.len())
}
