//! Jekyll: names with dates in them, and a path that GitHub Pages sets.

use regex::Regex;

use super::kramdown::{self, BASE_PATH};
use super::link::{PostLink, front, permalink};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Facts, Name, served};
use crate::blog::Blog;
use crate::front_matter;
use crate::issue::Published;
use crate::markdown::Math;

/// <https://jekyllrb.com>
pub(super) struct Jekyll;

const FACTS: Facts = Facts {
    configuration: &["_config.yml", "Gemfile", "Gemfile.lock"],
    post_folders: &["_posts"],
    dialect: kramdown::DIALECT,
    ..Facts::of(Name::Jekyll)
};

impl Engine for Jekyll {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("_posts")
            || (blog.has("_config.yml")
                && (blog.has("_layouts") || blog.has("Gemfile") || blog.has("_includes")))
    }

    fn post_path(&self, _: &Blog) -> String {
        "_posts/{{ date | date }}-{{ slug }}.md".to_owned()
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &["_config.yml"]);
        let pattern = site::text(&settings, "permalink");
        Site {
            language: site::text(&settings, "lang").or_else(|| site::text(&settings, "locale")),
            references: reference_base(blog),
            permalink: Some(pattern_of(blog, pattern.as_deref())),
            timezone: site::text(&settings, "timezone"),
            source: Some("_posts".to_owned()),
            math: Math::Display,
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

    /// A post that is not there stops the build, so only one that was seen is referred to by the name of its file; and
    /// whether the site's own path belongs before such a link depends on Jekyll's version.
    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<PostLink> {
        let below = to.path.strip_prefix("_posts/")?;
        let (folder, stem) = super::folder_and_stem(below);
        let is_plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
        if let (Some(base_path), Some(_)) = (site.references, &to.front)
            && below.chars().all(is_plain)
        {
            let name = super::join(folder, stem);
            return Some(PostLink::Tag(format!("{base_path}{{% post_url {name} %}}")));
        }
        let (day, name) = (stem.get(..10)?.parse().ok(), stem.get(11..)?);
        let name = front(to, "slug").unwrap_or(name);
        let pattern = front(to, "permalink").or(site.permalink.as_deref())?;
        let pattern = with_categories(pattern, to)?;
        let path = permalink(pattern.trim_start_matches('/'), day, name, to)?;
        Some(PostLink::Address(format!("{BASE_PATH}/{path}")))
    }

    /// kramdown counts from 1, whatever the list says; a line behind the list would belong to an empty last item.
    fn list_start(&self, first: usize) -> Option<String> {
        Some(format!("{{:start=\"{first}\"}}"))
    }
}

/// A pattern with the categories of a post in it, if they can stand in an address as they are.
fn with_categories(pattern: &str, post: &Published) -> Option<String> {
    const HOLE: &str = "/:categories";
    if !pattern.contains(HOLE) {
        return Some(pattern.to_owned());
    }
    post.front.as_ref()?;
    let own = front(post, "categories").or_else(|| front(post, "category"));
    let categories = own.map_or_else(String::new, |own| format!("/{own}"));
    let is_kept = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c);
    let are_kept = categories.chars().all(is_kept);
    are_kept.then(|| pattern.replace(HOLE, &categories))
}

/// Returns the text before the tag `post_url`, whose result includes the site's path since Jekyll 4; `None` if the
/// version is not known.
fn reference_base(blog: &Blog) -> Option<&'static str> {
    let locked = Regex::new(r"(?m)^    jekyll \((\d+)\.").expect("a valid pattern");
    let wanted = Regex::new(r#"(?m)^\s*gem\s*\(?\s*["']jekyll["']\s*,\s*["'][^"'\d]*(\d+)\."#);
    let wanted = wanted.expect("a valid pattern");
    let gemfile = blog.text("Gemfile").unwrap_or_default();
    let major = |pattern: &Regex, text: &str| pattern.captures(text)?[1].parse::<u32>().ok();
    let version = major(&locked, blog.text("Gemfile.lock").unwrap_or_default())
        .or_else(|| major(&wanted, gemfile))
        .or_else(|| gemfile.contains("github-pages").then_some(3))?;
    Some(if version >= 4 { "" } else { BASE_PATH })
}

/// The pattern of the addresses of posts. The categories of a post belong to its usual ones, and which they are says
/// nothing but the post itself: they can be left out only where no post has any.
fn pattern_of(blog: &Blog, setting: Option<&str>) -> String {
    let pattern = match setting {
        None | Some("date") => "/:categories/:year/:month/:day/:title.html",
        Some("pretty") => "/:categories/:year/:month/:day/:title/",
        Some("ordinal") => "/:categories/:year/:y_day/:title.html",
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
