//! `VitePress`: every page becomes a Vue template.

use super::link::{PostLink, relative};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Facts, Name, beside, join, posts_folder, served};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::write::{html, span_content};
use crate::markdown::{CodeBlock, CodeForm, Dialect, Region};

/// <https://vitepress.dev>
pub(super) struct Vitepress;

/// markdown-it, then Vue.
const DIALECT: Dialect = Dialect {
    has_footnotes: false,
    has_tasks: false,
    colon: "&#58;",
    code,
    address: |url| url.contains("{{").then_some(" v-pre"),
    escape: Some(escape),
    ..Dialect::COMMON_MARK
};

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

const FACTS: Facts = Facts {
    configuration: &CONFIGURATION,
    post_folders: &[
        "posts",
        "docs/posts",
        "blog",
        "docs/blog",
        "weekly",
        "docs/weekly",
    ],
    has_title_in_text: true,
    dialect: DIALECT,
    ..Facts::of(Name::Vitepress)
};

impl Engine for Vitepress {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has(".vitepress") || blog.has("docs/.vitepress")
    }

    fn post_path(&self, blog: &Blog) -> String {
        let source = self.source(&self.site(blog));
        let folder = posts_folder(self, blog);
        let is_inside = source.is_empty() || folder.starts_with(&format!("{source}/"));
        // outside it, nothing is built
        let folder = if is_inside {
            folder
        } else {
            join(&source, "posts")
        };
        format!("{folder}/{{{{ slug }}}}.md")
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
            source: Some(source),
            math: site::math(blog, &CONFIGURATION, &["math: true", "mathjax", "katex"]),
            ..Site::default()
        }
    }

    fn rooted(&self, site: &Site, slug: &str) -> Option<AssetPlace> {
        let folder = site.static_folder.as_deref().unwrap_or("public");
        Some(served(folder, "", "images", slug))
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

    fn post_link(&self, _: &Site, from: &str, to: &Published) -> Option<PostLink> {
        let link = relative(from, &to.path);
        let start = if link.starts_with('.') { "" } else { "./" };
        Some(PostLink::Address(format!("{start}{link}")))
    }
}

/// Puts another file in its place, even in code.
const INCLUDE: [&str; 2] = ["<!--@include", "<!-- @include"];

/// Fences are safe by themselves.
fn code(block: &CodeBlock) -> CodeForm {
    let includes = INCLUDE.iter().any(|tag| block.code.contains(tag));
    if includes || block.language.ends_with("-vue") {
        CodeForm::Html(" v-pre")
    } else {
        CodeForm::Fence
    }
}

/// Vue's braces, and what the site's Markdown reads beyond `CommonMark`.
fn escape(source: &str, place: Region) -> Option<String> {
    let escaped = match place {
        Region::Prose => prose(source),
        Region::CodeSpan
            if source.contains("{{") || INCLUDE.iter().any(|tag| source.contains(tag)) =>
        {
            format!("<code v-pre>{}</code>", html(span_content(source)))
        }
        Region::Html => source.replace("{{", "{<!-- -->{"),
        Region::Math => source.replace("{{", "{ {"),
        // the build stops at links to the author's own machine
        Region::Url => source.replace("//localhost:", "//localhos%74:"),
        Region::CodeSpan | Region::CodeBlock => return None,
    };
    (escaped != source).then_some(escaped)
}

fn prose(source: &str) -> String {
    const LINE_STARTS: [&str; 3] = [":::", "[[toc]]", "[!"];
    let mut out = String::with_capacity(source.len());
    let lower = source.to_ascii_lowercase();
    if LINE_STARTS.iter().any(|start| lower.starts_with(start)) {
        out.push('\\');
    }
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            // an attribute's text is no template
            '!' if rest.starts_with("![") => rest.find("](").unwrap_or(1),
            _ => c.len_utf8(),
        };
        if let Some(first) = brace(rest)
            && let Some(second) = brace(&rest[first..])
        {
            out.push_str("<span v-pre>{{</span>");
            rest = &rest[first + second..];
            continue;
        }
        // the last `<` opens an address; others would be tags to Vue that are none to `CommonMark`
        if c == '{' || (c == ':' && is_emoji(rest)) || (c == '<' && rest.len() > 1) {
            out.push('\\');
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of what reads as a brace at the beginning of a text, however it is written.
fn brace(text: &str) -> Option<usize> {
    let spellings = [
        "{", "\\{", "&#123;", "&#x7b;", "&#x7B;", "&lbrace;", "&lcub;",
    ];
    let found = spellings.into_iter().find(|brace| text.starts_with(brace));
    found.map(str::len)
}

/// Returns true if the text begins with a name between colons.
fn is_emoji(text: &str) -> bool {
    text[1..].split_once(':').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    })
}
