//! Hugo: page bundles, shortcodes that live even in code.

use std::fmt::Write as _;

use super::front_matter::{Fields, Value};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, are_bundles, beside, posts_folder, served};
use crate::blog::Blog;
use crate::markdown::{Escape, Place};

/// <https://gohugo.io>
pub(super) struct Hugo;

const OWN: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
];

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

impl Engine for Hugo {
    fn name(&self) -> Name {
        Name::Hugo
    }

    fn builds(&self, blog: &Blog) -> bool {
        let shares_its_name = ["config.toml", "config.yaml", "config.yml", "config.json"];
        let own_folder = ["archetypes", "layouts", "content", "themes"];
        OWN.iter().any(|path| blog.has(path))
            || (shares_its_name.iter().any(|path| blog.has(path))
                && own_folder.iter().any(|path| blog.has(path))
                // Zola has a config.toml and a content folder too, but spells its address `base_url`
                && site::text(&site::settings(blog, &["config.toml"]), "base_url").is_none())
    }

    fn configuration(&self) -> &'static [&'static str] {
        &CONFIGURATION
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &[
            "content/posts",
            "content/post",
            "content/blog",
            "content/weekly",
        ]
    }

    fn post_path(&self, blog: &Blog) -> String {
        let folder = posts_folder(self, blog);
        if are_bundles(blog, folder, true) {
            format!("{folder}/{{{{ slug }}}}/index.md")
        } else {
            format!("{folder}/{{{{ slug }}}}.md")
        }
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &CONFIGURATION);
        Site {
            base_path: site::text(&settings, "baseURL")
                .map_or_else(String::new, |url| site::base_path(&url)),
            language: site::text(&settings, "languageCode")
                .or_else(|| site::text(&settings, "locale"))
                .or_else(|| site::text(&settings, "defaultContentLanguage")),
            timezone: site::text(&settings, "timeZone"),
            raw_html: site::flag(&settings, "markup.goldmark.renderer.unsafe") == Some(true),
            ..Site::default()
        }
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, _: AssetKind) -> AssetPlace {
        let beside = beside(post_path, "");
        if beside.link.is_empty() {
            beside
        } else {
            // only a bundle may have files of its own
            served("static", &site.base_path, "images", slug)
        }
    }

    fn excerpt_marker(&self) -> Option<&'static str> {
        Some("<!--more-->")
    }

    fn escape(&self, site: &Site) -> Option<&'static dyn Escape> {
        Some(if site.raw_html {
            &Goldmark { raw_html: true }
        } else {
            &Goldmark { raw_html: false }
        })
    }

    fn required(&self, body: &str) -> Fields {
        if body.contains(LONE) {
            vec![(PARAMETER.to_owned(), Value::Text("{".to_owned()))]
        } else {
            Fields::new()
        }
    }
}

/// A shortcode's beginning without its end has no escape of its own; but Hugo looks for shortcodes before it puts
/// parameters in, so one brace from the front matter is never taken for the beginning of one.
const LONE: &str = "{{< param brace >}}{";
const PARAMETER: &str = "brace";

/// Shortcodes, and what Goldmark reads beyond `CommonMark`.
struct Goldmark {
    /// Whether the site lets HTML through; else it is lost, with a warning for each tag.
    raw_html: bool,
}

impl Escape for Goldmark {
    fn escape(&self, source: &str, place: Place) -> Option<String> {
        match place {
            Place::Html if !self.raw_html => Some(without_tags(source)),
            Place::Url => shortcodes(source, |_| None, "%7B"),
            Place::Prose => shortcodes(source, prose, LONE),
            _ => shortcodes(source, |_| None, LONE),
        }
    }
}

/// `{{< x >}}` is written `{{</* x */>}}`, which Hugo shows as `{{< x >}}`, in prose and in code alike; `lone` stands
/// for the first brace of one that does not end.
fn shortcodes(
    source: &str,
    otherwise: impl Fn(&str) -> Option<String>,
    lone: &str,
) -> Option<String> {
    let mut escaped = String::new();
    let mut changed = false;
    let mut rest = source;
    let mut push = |out: &mut String, text: &str| match otherwise(text) {
        Some(new) => {
            out.push_str(&new);
            changed = true;
        }
        None => out.push_str(text),
    };
    while let Some((at, open, close)) = next_shortcode(rest) {
        push(&mut escaped, &rest[..at]);
        let inner = &rest[at + open.len()..];
        rest = match inner.find(close) {
            Some(end) if lone == LONE => {
                let _ = write!(escaped, "{open}/*{}*/{close}", &inner[..end]);
                &inner[end + close.len()..]
            }
            _ => {
                escaped.push_str(if lone == LONE { LONE } else { "%7B{" });
                &rest[at + 2..]
            }
        };
    }
    let found = !escaped.is_empty();
    push(&mut escaped, rest);
    (found || changed).then_some(escaped)
}

fn next_shortcode(text: &str) -> Option<(usize, &'static str, &'static str)> {
    [("{{<", ">}}"), ("{{%", "%}}")]
        .into_iter()
        .filter_map(|(open, close)| Some((text.find(open)?, open, close)))
        .min_by_key(|&(at, ..)| at)
}

/// Attributes at the end of a heading, and the second line of a definition.
fn prose(source: &str) -> Option<String> {
    let definition = source.starts_with(": ") || source.starts_with(":\t");
    let attributes = source
        .trim_end()
        .ends_with('}')
        .then(|| source.rfind('{'))
        .flatten()
        .filter(|&at| !source[..at].ends_with(['\\', '{']));
    if !definition && attributes.is_none() {
        return None;
    }
    let mut out = source.to_owned();
    if let Some(at) = attributes {
        out.insert(at, '\\');
    }
    if definition {
        out.insert(0, '\\');
    }
    Some(out)
}

/// The text between the tags.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            return out;
        };
        if rest[open..].starts_with("<br") {
            out.push(' ');
        }
        rest = &rest[open + close + 1..];
    }
    out + rest
}
