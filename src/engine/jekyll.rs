//! Jekyll: Liquid runs before Markdown, and Markdown is kramdown's.

use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, served};
use crate::blog::Blog;
use crate::markdown::{Escape, Place};

/// <https://jekyllrb.com>
pub(super) struct Jekyll;

impl Engine for Jekyll {
    fn name(&self) -> Name {
        Name::Jekyll
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("_posts")
            || (blog.has("_config.yml")
                && (blog.has("_layouts") || blog.has("Gemfile") || blog.has("_includes")))
    }

    fn configuration(&self) -> &'static [&'static str] {
        &["_config.yml"]
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &["_posts"]
    }

    fn post_path(&self, _: &Blog) -> String {
        "_posts/{{ date | date }}-{{ slug }}.md".to_owned()
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &["_config.yml"]);
        Site {
            language: site::text(&settings, "lang").or_else(|| site::text(&settings, "locale")),
            timezone: site::text(&settings, "timezone"),
            ..Site::default()
        }
    }

    /// GitHub Pages sets the site's path itself, so only Liquid knows it.
    fn assets(&self, _: &Site, _: &str, slug: &str, _: AssetKind) -> AssetPlace {
        served("", "{{site.baseurl}}", "assets/images", slug)
    }

    fn hard_break(&self) -> &'static str {
        "  "
    }

    fn escape(&self) -> Option<&'static dyn Escape> {
        Some(&Liquid)
    }
}

/// Liquid's own way, tag by tag: a body that is wrapped whole is cut in two where a feed shortens it.
struct Liquid;

impl Escape for Liquid {
    fn escape(&self, source: &str, _: Place) -> Option<String> {
        if !source.contains("{{") && !source.contains("{%") {
            return None;
        }
        Some(
            source
                .replace("{{", "\u{0}")
                .replace("{%", "{% raw %}{%{% endraw %}")
                .replace('\u{0}', "{% raw %}{{{% endraw %}"),
        )
    }
}
