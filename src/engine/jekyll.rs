//! Jekyll: names with dates in them, and a path that GitHub Pages sets.

use super::front_matter;
use super::kramdown::{self, BASE_PATH};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, served};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::Dialect;

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
        let pattern = site::text(&settings, "permalink");
        Site {
            language: site::text(&settings, "lang").or_else(|| site::text(&settings, "locale")),
            permalink: Some(permalink(blog, pattern.as_deref())),
            timezone: site::text(&settings, "timezone"),
            source: Some("_posts".to_owned()),
            ..Site::default()
        }
    }

    /// GitHub Pages sets the site's path itself, so only Liquid knows it.
    fn assets(&self, _: &Site, _: &str, slug: &str, _: AssetKind) -> AssetPlace {
        served("", BASE_PATH, "assets/images", slug)
    }

    fn base_link<'a>(&self, _: &'a Site) -> &'a str {
        BASE_PATH
    }

    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<String> {
        let (_, stem) = super::folder_and_stem(to.path.strip_prefix("_posts/")?);
        let (day, name) = (stem.get(..10)?.parse().ok(), stem.get(11..)?);
        let pattern = site.permalink.as_deref()?.trim_start_matches('/');
        let path = super::permalink(pattern, day, name)?;
        Some(format!("{BASE_PATH}/{path}"))
    }

    fn markdown(&self, _: &Site) -> Dialect {
        kramdown::DIALECT
    }

    /// kramdown counts from 1, whatever the list says; a line behind the list would belong to an empty last item.
    fn list_start(&self, first: usize) -> Option<String> {
        Some(format!("{{:start=\"{first}\"}}"))
    }
}

/// The pattern of the addresses of posts. The categories of a post belong to its usual ones, and which they are says
/// nothing but the post itself: they can be left out only where no post has any.
fn permalink(blog: &Blog, setting: Option<&str>) -> String {
    let pattern = match setting {
        None | Some("date") => "/:categories/:year/:month/:day/:title.html",
        Some("pretty") => "/:categories/:year/:month/:day/:title/",
        Some("none") => "/:categories/:title.html",
        Some(own) => own,
    };
    let pattern = pattern.replace(":output_ext", ".html");
    let has_categories = |text| {
        let fields = front_matter::split(text).and_then(|parts| front_matter::read(&parts));
        let of = |key| {
            fields
                .as_ref()
                .and_then(|fields| front_matter::get(fields, key))
        };
        of("categories").or(of("category")).is_some()
    };
    let mut texts = blog.below("_posts").filter_map(|path| blog.text(path));
    if texts.any(has_categories) {
        pattern
    } else {
        pattern.replace("/:categories", "")
    }
}
