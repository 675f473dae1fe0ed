//! Hexo: Nunjucks runs over every post, and pictures are found by settings of the Markdown renderer.

use regex::Regex;

use super::link::{PostLink, front, permalink};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Facts, Name, join, served, without_number};
use crate::blog::Blog;
use crate::front_matter::{Fields, Value};
use crate::issue::Published;
use crate::markdown::write::{html, span_content};
use crate::markdown::{CodeBlock, CodeForm, Dialect, Region};

/// <https://hexo.io>
pub(super) struct Hexo;

/// Nunjucks is switched off as a whole where it would do harm.
const DIALECT: Dialect = Dialect {
    has_footnotes: false,
    colon: "&#58;",
    code,
    escape: Some(escape),
    ..Dialect::COMMON_MARK
};

/// Renderers that know formulas.
const MATH: [&str; 5] = [
    "hexo-renderer-pandoc",
    "hexo-renderer-kramdown",
    "hexo-renderer-markdown-it-plus",
    "markdown-it-katex",
    "markdown-it-mathjax",
];

const FACTS: Facts = Facts {
    configuration: &["_config.yml", "package.json"],
    post_folders: &["source/_posts"],
    // On a machine in another zone than the site's, a time with an offset is shifted twice, to the day before.
    has_local_times: true,
    excerpt_marker: Some("<!-- more -->"),
    dialect: DIALECT,
    ..Facts::of(Name::Hexo)
};

impl Engine for Hexo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("_config.yml")
            && (blog.has("source/_posts")
                || blog.has("scaffolds")
                || blog
                    .text("package.json")
                    .is_some_and(|package| package.contains("\"hexo\"")))
    }

    fn post_path(&self, _: &Blog) -> String {
        "source/_posts/{{ slug }}.md".to_owned()
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &["_config.yml"]);
        let is_marked = uses_marked(blog);
        Site {
            base_path: site::text(&settings, "root")
                .map_or_else(String::new, |root| site::base_path(&root)),
            adds_base_path: is_marked && site::flag(&settings, "marked.prependRoot") != Some(false),
            language: site::text(&settings, "language"),
            permalink: site::text(&settings, "permalink"),
            file_names: site::text(&settings, "new_post_name"),
            timezone: site::text(&settings, "timezone"),
            source: Some("source/_posts".to_owned()),
            math: site::math(blog, &["package.json"], &MATH),
            post_assets: is_marked
                && site::flag(&settings, "post_asset_folder") == Some(true)
                && site::flag(&settings, "marked.postAsset") == Some(true),
            ..Site::default()
        }
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace {
        if site.post_assets && kind == AssetKind::Image {
            let (folder, stem) = super::folder_and_stem(post_path);
            AssetPlace {
                folder: join(folder, stem),
                link: String::new(),
            }
        } else {
            let is_added = site.adds_base_path && kind == AssetKind::Image;
            let base_path = if is_added { "" } else { &site.base_path };
            served("source", base_path, "images", slug)
        }
    }

    /// By the address where it can be known, which needs no Nunjucks: that is switched off where a memo has some of its
    /// signs.
    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<PostLink> {
        /// Placeholders that Hexo fills from more than the post's path, day and front matter.
        const UNKNOWN: [&str; 7] = [
            ":category",
            ":hash",
            ":post_title",
            ":hour",
            ":minute",
            ":second",
            ":timestamp",
        ];
        let pattern = front(to, "permalink").or(site.permalink.as_deref());
        let pattern = pattern.unwrap_or(":year/:month/:day/:title/");
        if UNKNOWN.iter().any(|name| pattern.contains(name)) {
            return None;
        }
        let slug = slug(site, &to.path);
        let path = permalink(pattern.trim_start_matches('/'), to.date, &slug, to)?;
        Some(PostLink::Address(format!("{}/{path}", site.base_path)))
    }

    fn post_tag(&self, site: &Site, to: &Published) -> Option<String> {
        let slug = slug(site, &to.path);
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
        let is_one_word = !slug.is_empty() && slug.chars().all(is_word);
        is_one_word.then(|| format!("{{% post_link {slug} %}}"))
    }

    fn required(&self, body: &str) -> Fields {
        if ["{{", "{%", "{#"].iter().any(|tag| body.contains(tag)) {
            vec![("disableNunjucks".to_owned(), Value::Bool(true))]
        } else {
            Fields::new()
        }
    }
}

/// Returns the title of a post's file, as Hexo calls it: its path below the folder of posts, or the part of it that the
/// names of new posts have for it, like `:year/:title.md`.
fn slug(site: &Site, path: &str) -> String {
    let path = path.strip_prefix("source/_posts/").unwrap_or(path);
    let path = path.rsplit_once('.').map_or(path, |(name, _)| name);
    let names = site.file_names.as_deref().unwrap_or(":title.md");
    let names = names.rsplit_once('.').map_or(names, |(names, _)| names);
    let title = parsed(names, path);
    title.unwrap_or_else(|| path.to_owned())
}

/// The title in a path that was made of such a pattern.
fn parsed(names: &str, path: &str) -> Option<String> {
    let hole = Regex::new(r":(\w+)").expect("a valid pattern");
    let mut pattern = String::from("^");
    let mut end = 0;
    for found in hole.captures_iter(names) {
        let whole = found.get(0)?;
        pattern.push_str(&regex::escape(&names[end..whole.start()]));
        end = whole.end();
        pattern.push_str(match &found[1] {
            "title" => "(?P<title>.+?)",
            "year" => r"\d{4}",
            "month" | "day" => r"\d{2}",
            "i_month" | "i_day" => r"\d{1,2}",
            "hash" => "[0-9a-f]{12}",
            _ => ".+?",
        });
    }
    pattern.push_str(&regex::escape(&names[end..]));
    pattern.push('$');
    let found = Regex::new(&pattern).ok()?;
    Some(found.captures(path)?.name("title")?.as_str().to_owned())
}

/// Returns true if the site uses the usual renderer, hexo-renderer-marked: another does not heed its settings.
fn uses_marked(blog: &Blog) -> bool {
    const OTHERS: [&str; 6] = [
        "hexo-renderer-markdown-it",
        "hexo-renderer-markdown-it-plus",
        "hexo-renderer-kramed",
        "hexo-renderer-pandoc",
        "hexo-renderer-multi-markdown-it",
        "hexo-renderer-inline-math",
    ];
    let package = blog.text("package.json").unwrap_or_default();
    let names = |name: &str| package.contains(&format!("\"{name}\""));
    names("hexo-renderer-marked") || !OTHERS.into_iter().any(names)
}

/// Code is looked for line by line, before the Markdown parser: behind the marker of a list it is not found, and marks of
/// a fence are found even where they are code.
fn code(block: &CodeBlock) -> CodeForm {
    let is_found = match (block.is_behind_marker, block.is_first) {
        (true, _) => false,
        (false, true) => block.quotes == 0,
        (false, false) => block.quotes <= 3,
    };
    let has_fence = ["```", "~~~"]
        .iter()
        .any(|fence| block.code.contains(fence));
    if !is_found || has_fence || block.code.trim().is_empty() {
        CodeForm::Html("")
    } else {
        CodeForm::Fence
    }
}

/// A line that begins with a colon, which the usual renderer takes for a definition, one that begins with a number, which
/// it takes for an item, and a span with marks that could be those of a fence.
fn escape(source: &str, place: Region) -> Option<String> {
    match place {
        Region::Prose => match source.strip_prefix(':') {
            Some(rest) => Some(format!("&#58;{rest}")),
            None => without_number(source),
        },
        Region::CodeSpan if source.starts_with("```") => {
            Some(format!("<code>{}</code>", html(span_content(source))))
        }
        _ => None,
    }
}
