//! Hugo: page bundles, shortcodes that live even in code.

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

    fn escape(&self) -> Option<&'static dyn Escape> {
        Some(&Shortcodes)
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

/// `{{< x >}}` is written `{{</* x */>}}`, which Hugo shows as `{{< x >}}`, in prose and in code alike.
struct Shortcodes;

impl Escape for Shortcodes {
    fn escape(&self, source: &str, _: Place) -> Option<String> {
        let mut escaped = String::new();
        let mut rest = source;
        while let Some((at, open, close)) = next_shortcode(rest) {
            escaped.push_str(&rest[..at]);
            let inner = &rest[at + open.len()..];
            if let Some(end) = inner.find(close) {
                escaped.push_str(&format!("{open}/*{}*/{close}", &inner[..end]));
                rest = &inner[end + close.len()..];
            } else {
                escaped.push_str(LONE);
                rest = &rest[at + 2..];
            }
        }
        (!escaped.is_empty()).then(|| escaped + rest)
    }
}

fn next_shortcode(text: &str) -> Option<(usize, &'static str, &'static str)> {
    [("{{<", ">}}"), ("{{%", "%}}")]
        .into_iter()
        .filter_map(|(open, close)| Some((text.find(open)?, open, close)))
        .min_by_key(|&(at, ..)| at)
}
