//! VitePress: every page becomes a Vue template.

use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, beside, join, posts_folder, served};
use crate::blog::Blog;
use crate::markdown::{Escape, Place};

/// <https://vitepress.dev>
pub(super) struct Vitepress;

const CONFIGURATION: [&str; 8] = [
    ".vitepress/config.mts",
    ".vitepress/config.ts",
    ".vitepress/config.mjs",
    ".vitepress/config.js",
    "docs/.vitepress/config.mts",
    "docs/.vitepress/config.ts",
    "docs/.vitepress/config.mjs",
    "docs/.vitepress/config.js",
];

impl Engine for Vitepress {
    fn name(&self) -> Name {
        Name::Vitepress
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has(".vitepress") || blog.has("docs/.vitepress")
    }

    fn configuration(&self) -> &'static [&'static str] {
        &CONFIGURATION
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &[
            "posts",
            "docs/posts",
            "blog",
            "docs/blog",
            "weekly",
            "docs/weekly",
        ]
    }

    fn post_path(&self, blog: &Blog) -> String {
        let folder = posts_folder(self, blog);
        if blog.has("docs/.vitepress") && !folder.starts_with("docs/") {
            "docs/posts/{{ slug }}.md".to_owned()
        } else {
            format!("{folder}/{{{{ slug }}}}.md")
        }
    }

    fn site(&self, blog: &Blog) -> Site {
        let source = if blog.has("docs/.vitepress") {
            "docs"
        } else {
            ""
        };
        let source = site::script_text(blog, &CONFIGURATION, "srcDir").map_or_else(
            || source.to_owned(),
            |below| {
                join(
                    source,
                    below.trim_start_matches("./").trim_matches(['/', '.']),
                )
            },
        );
        Site {
            language: site::script_text(blog, &CONFIGURATION, "lang"),
            static_folder: Some(join(&source, "public")),
            ..Site::default()
        }
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace {
        match kind {
            AssetKind::Image => beside(post_path, "./"),
            // a relative link would be taken for one to a page; the site's path is put in by the build
            AssetKind::File => served(
                site.static_folder.as_deref().unwrap_or("public"),
                "",
                "files",
                slug,
            ),
        }
    }

    fn escape(&self) -> Option<&'static dyn Escape> {
        Some(&Mustache)
    }
}

/// `v-pre` round what Vue would take for its own; fences have it already.
struct Mustache;

impl Escape for Mustache {
    fn escape(&self, source: &str, place: Place) -> Option<String> {
        match place {
            Place::Prose if source.contains('{') => Some(
                source
                    .replace("{{", "<span v-pre>\u{0}</span>")
                    .replace('{', "\\{")
                    .replace('\u{0}', "{{"),
            ),
            Place::CodeSpan if source.contains("{{") => {
                let ticks = source.len() - source.trim_start_matches('`').len();
                let code = &source[ticks..source.len() - ticks];
                Some(format!("<code v-pre>{}</code>", html(code)))
            }
            _ => None,
        }
    }
}

/// Text as HTML that no Markdown parser finds anything in.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
