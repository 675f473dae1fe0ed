//! Zola: shortcodes before 0.23, a Tera template of every page since.

use super::front_matter::Dialect;
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, are_bundles, beside, posts_folder, served};
use crate::blog::Blog;

/// <https://www.getzola.org>
pub(super) struct Zola;

const CONFIGURATION: [&str; 2] = ["zola.toml", "config.toml"];

impl Engine for Zola {
    fn name(&self) -> Name {
        Name::Zola
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("zola.toml")
            || site::text(&site::settings(blog, &CONFIGURATION), "base_url").is_some()
    }

    fn configuration(&self) -> &'static [&'static str] {
        &CONFIGURATION
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &[
            "content/blog",
            "content/posts",
            "content/post",
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

    fn dialect(&self) -> Dialect {
        Dialect::Toml
    }

    fn tags_under(&self) -> Option<&'static str> {
        Some("taxonomies")
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &CONFIGURATION);
        Site {
            base_path: site::text(&settings, "base_url")
                .map_or_else(String::new, |url| site::base_path(&url)),
            language: site::text(&settings, "default_language"),
            ..Site::default()
        }
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, _: AssetKind) -> AssetPlace {
        let beside = beside(post_path, "");
        if beside.link.is_empty() {
            beside
        } else {
            served("static", &site.base_path, "images", slug)
        }
    }

    fn excerpt_marker(&self) -> Option<&'static str> {
        Some("<!-- more -->")
    }
}
