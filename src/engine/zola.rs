//! Zola: shortcodes before 0.23, a Tera template of every page since.

use super::link::PostLink;
use super::site::{self, Site};
use super::{Engine, Facts, Name, posts_path};
use crate::blog::Blog;
use crate::blog::post;
use crate::front_matter;
use crate::issue::{Published, Sentence};
use crate::markdown::write::{html, span_content};
use crate::markdown::{CodeForm, Dialect, Region};

/// <https://www.getzola.org>
pub(super) struct Zola;

const DIALECT: Dialect = Dialect {
    code: |block| {
        if has_template(block.code) {
            CodeForm::Html("")
        } else {
            CodeForm::Fence
        }
    },
    address: |url| has_template(url).then_some(""),
    escape: Some(escape),
    ..Dialect::COMMON_MARK
};

const CONFIGURATION: [&str; 2] = ["zola.toml", "config.toml"];

const FACTS: Facts = Facts {
    configuration: &CONFIGURATION,
    post_folders: &[
        "content/blog",
        "content/posts",
        "content/post",
        "content/weekly",
    ],
    notation: front_matter::Notation::Toml,
    tags_under: Some("taxonomies"),
    excerpt_marker: Some("<!-- more -->"),
    static_folder: Some("static"),
    dialect: DIALECT,
    ..Facts::of(Name::Zola)
};

impl Engine for Zola {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("zola.toml")
            || site::text(&site::settings(blog, &CONFIGURATION), "base_url").is_some()
    }

    /// A page outside every section is on no list and in no feed.
    fn post_path(&self, blog: &Blog) -> String {
        let usual = posts_path(self, blog, true);
        let is_section = |folder: &str| blog.has(&format!("{folder}/_index.md"));
        let folder = usual.split("/{{").next().unwrap_or_default();
        if is_section(folder) {
            return usual;
        }
        let posts = |folder: &str| {
            let posts = post::posts(blog, folder);
            posts
                .filter(|path| !path[folder.len() + 1..].contains('/'))
                .count()
        };
        let sections = blog.below("content");
        let sections = sections.filter_map(|path| path.strip_suffix("/_index.md"));
        match sections.max_by_key(|folder| posts(folder)) {
            Some(section) => usual.replacen(folder, section, 1),
            None => usual,
        }
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &CONFIGURATION);
        Site {
            base_path: site::text(&settings, "base_url")
                .map_or_else(String::new, |url| site::base_path(&url)),
            language: site::text(&settings, "default_language"),
            source: Some("content".to_owned()),
            sections: (!blog.is_partial()).then(|| {
                let indexes = blog.below("content");
                let sections = indexes.filter_map(|path| path.strip_suffix("/_index.md"));
                sections.map(str::to_owned).collect()
            }),
            ..Site::default()
        }
    }

    /// Zola's own links, which it checks and turns into addresses.
    fn post_link(&self, _: &Site, _: &str, to: &Published) -> Option<PostLink> {
        let path = to.path.strip_prefix("content/")?;
        Some(PostLink::Address(format!("@/{path}")))
    }

    /// A page belongs to the section of its folder, a page in a folder of its own to that of the folder around it; only
    /// the root is a section without being told: <https://www.getzola.org/documentation/content/section/>
    fn list_notice(&self, site: &Site, post_path: &str) -> Option<Sentence> {
        let (folder, file) = post_path.rsplit_once('/')?;
        let is_own = file == "index.md" || file.starts_with("index.");
        let section = if is_own {
            folder.rsplit_once('/')?.0
        } else {
            folder
        };
        let sections = site.sections.as_ref()?;
        let is_listed = section == "content" || sections.iter().any(|known| known == section);
        (!is_listed).then(|| {
            Sentence::new(
                format!(
                    "Zola lists posts only in sections, and `{section}` is none: add `{section}/_index.md` with \
                     `sort_by = \"date\"` in its front matter, else the post is on no list and in no feed of a section"
                ),
                format!(
                    "Zola 只在 section 里列出文章，而 `{section}` 不是 section：请添加 `{section}/_index.md`，并在其中写 \
                     `sort_by = \"date\"`，否则这篇文章不会出现在列表和 section 的 feed 里"
                ),
            )
        })
    }
}

/// Replaces every pair of characters that one of Zola's two template languages would look at: nothing in the site says
/// which of them its Zola has, and each prints the other's escapes.
fn escape(source: &str, place: Region) -> Option<String> {
    let has_attributes = place == Region::Prose && source.trim_end().ends_with('}');
    if !has_template(source) && !has_attributes {
        return None;
    }
    match place {
        Region::CodeSpan => Some(format!("<code>{}</code>", html(span_content(source)))),
        // those become HTML as a whole
        Region::CodeBlock => None,
        Region::Prose | Region::Html => Some(apart(source, "&#123;", has_attributes)),
        Region::Url => Some(apart(source, "%7B", false)),
        Region::Math => Some(apart(source, "{ ", false)),
    }
}

fn has_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|tag| text.contains(tag))
}

/// Writes every brace otherwise that begins a tag, and the last one of all if a heading's attributes may begin there.
fn apart(source: &str, brace: &str, attributes: bool) -> String {
    let last = source.rfind('{').filter(|_| attributes);
    let mut out = String::with_capacity(source.len());
    for (at, c) in source.char_indices() {
        let begins_tag = source[at + c.len_utf8()..].starts_with(['{', '%', '#']);
        if c == '{' && (begins_tag || last == Some(at)) {
            out.push_str(brace);
        } else {
            out.push(c);
        }
    }
    out
}
