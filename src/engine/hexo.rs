//! Hexo: Nunjucks runs over every post, and pictures are found by settings of the Markdown renderer.

use super::front_matter::{Fields, Value};
use super::link::{PostLink, front, permalink};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, join, served, without_number};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::write::{html, span_content};
use crate::markdown::{CodeBlock, CodeForm, Dialect, Place};

/// <https://hexo.io>
pub(super) struct Hexo;

/// Nunjucks is switched off as a whole where it would do harm.
const DIALECT: Dialect = Dialect {
    has_footnotes: false,
    links_words: true,
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

impl Engine for Hexo {
    fn name(&self) -> Name {
        Name::Hexo
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("_config.yml")
            && (blog.has("source/_posts")
                || blog.has("scaffolds")
                || blog
                    .text("package.json")
                    .is_some_and(|package| package.contains("\"hexo\"")))
    }

    fn configuration(&self) -> &'static [&'static str] {
        &["_config.yml", "package.json"]
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &["source/_posts"]
    }

    fn post_path(&self, _: &Blog) -> String {
        "source/_posts/{{ slug }}.md".to_owned()
    }

    /// On a machine in another zone than the site's, a time with an offset is shifted twice, to the day before.
    fn has_local_times(&self) -> bool {
        true
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

    /// By the address: a tag would need Nunjucks, which is switched off where a memo has some of its signs.
    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<PostLink> {
        // a post's title there is its path below the folder of posts
        let name = to.path.strip_prefix("source/_posts/").unwrap_or(&to.path);
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        let pattern = front(to, "permalink").or(site.permalink.as_deref());
        let pattern = pattern.unwrap_or(":year/:month/:day/:title/");
        let path = permalink(pattern.trim_start_matches('/'), to.date, name, to)?;
        Some(PostLink::Address(format!("{}/{path}", site.base_path)))
    }

    fn excerpt_marker(&self) -> Option<&'static str> {
        Some("<!-- more -->")
    }

    fn markdown(&self, site: &Site) -> Dialect {
        Dialect {
            math: site.math,
            ..DIALECT
        }
    }

    fn required(&self, body: &str) -> Fields {
        if ["{{", "{%", "{#"].iter().any(|tag| body.contains(tag)) {
            vec![("disableNunjucks".to_owned(), Value::Bool(true))]
        } else {
            Fields::new()
        }
    }
}

/// Whether the usual renderer is the one that is installed: its settings do not bind another.
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
fn escape(source: &str, place: Place) -> Option<String> {
    match place {
        Place::Prose => match source.strip_prefix(':') {
            Some(rest) => Some(format!("&#58;{rest}")),
            None => without_number(source),
        },
        Place::CodeSpan if source.starts_with("```") => {
            Some(format!("<code>{}</code>", html(span_content(source))))
        }
        _ => None,
    }
}
