//! Jekyll: names with dates in them, and a path that GitHub Pages sets.

use super::kramdown;
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, Rules, served};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::Escape;

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
            permalink: site::text(&settings, "permalink"),
            timezone: site::text(&settings, "timezone"),
            ..Site::default()
        }
    }

    /// GitHub Pages sets the site's path itself, so only Liquid knows it.
    fn assets(&self, _: &Site, _: &str, slug: &str, _: AssetKind) -> AssetPlace {
        served("", BASE_PATH, "assets/images", slug)
    }

    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<String> {
        let (_, stem) = super::folder_and_stem(&to.path);
        let (day, name) = (stem.get(..10)?.replace('-', "/"), stem.get(11..)?);
        let end = match site.permalink.as_deref() {
            None | Some("date") => ".html",
            Some("pretty") => "/",
            Some(_) => return None,
        };
        Some(format!("{BASE_PATH}/{day}/{}{end}", site::encode(name)))
    }

    fn hard_break(&self) -> &'static str {
        "  "
    }

    fn escape(&self, _: &Site) -> Option<&'static dyn Escape> {
        Some(&kramdown::Kramdown)
    }

    fn rewrite(&self) -> Option<Rules> {
        Some(kramdown::rules)
    }

    /// kramdown counts from 1, whatever the list says; a line behind the list would belong to an empty last item.
    fn list_start(&self, first: usize) -> Option<String> {
        Some(format!("{{:start=\"{first}\"}}"))
    }
}

/// Without spaces it is an address to every other Markdown parser too.
pub(super) const BASE_PATH: &str = "{{site.baseurl}}";
