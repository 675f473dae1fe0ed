//! Astro: no templates in `.md`, but front matter that a schema checks and pictures that the build resolves.

use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, beside, posts_path, served};
use crate::blog::Blog;
use crate::markdown::Dialect;

/// <https://astro.build>
pub(super) struct Astro;

const DIALECT: Dialect = Dialect {
    links_words: true,
    ..Dialect::COMMON_MARK
};

const CONFIGURATION: [&str; 4] = [
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "astro.config.mts",
];

impl Engine for Astro {
    fn name(&self) -> Name {
        Name::Astro
    }

    fn builds(&self, blog: &Blog) -> bool {
        CONFIGURATION.iter().any(|path| blog.has(path))
    }

    fn configuration(&self) -> &'static [&'static str] {
        &CONFIGURATION
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &[
            "src/content/blog",
            "src/content/posts",
            "src/content/post",
            "src/content/weekly",
            "src/data/blog",
            "src/pages/posts",
            "src/pages/blog",
        ]
    }

    fn post_path(&self, blog: &Blog) -> String {
        posts_path(self, blog, false)
    }

    fn date_key(&self) -> &'static str {
        "pubDate"
    }

    fn site(&self, blog: &Blog) -> Site {
        Site {
            base_path: site::script_text(blog, &CONFIGURATION, "base")
                .map_or_else(String::new, |base| site::base_path(&base)),
            language: site::script_text(blog, &CONFIGURATION, "defaultLocale"),
            math: site::math(blog, &CONFIGURATION, &["remark-math", "remarkMath"]),
            ..Site::default()
        }
    }

    fn markdown(&self, site: &Site) -> Dialect {
        Dialect {
            math: site.math,
            ..DIALECT
        }
    }

    fn rooted(&self, site: &Site, slug: &str) -> Option<AssetPlace> {
        Some(served("public", &site.base_path, "images", slug))
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace {
        match kind {
            AssetKind::Image => beside(post_path, "./"),
            // the build resolves pictures only
            AssetKind::File => served("public", &site.base_path, "files", slug),
        }
    }
}
