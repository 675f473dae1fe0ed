//! Eleventy: Liquid or Nunjucks runs over every page, and nothing is copied that the site does not name.

use chrono::NaiveDate;
use regex::Regex;

use super::link::{PostLink, between, front, relative};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Facts, Name, beside, posts_folder, served};
use crate::blog::Blog;
use crate::front_matter::{Fields, Value};
use crate::issue::{Published, Sentence};
use crate::markdown::Dialect;

/// <https://www.11ty.dev>
pub(super) struct Eleventy;

/// markdown-it, which has no indented code here.
const DIALECT: Dialect = Dialect {
    has_footnotes: false,
    has_tasks: false,
    ..Dialect::COMMON_MARK
};

const CONFIGURATION: [&str; 6] = [
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.js",
    ".eleventy.cjs",
];

const FACTS: Facts = Facts {
    configuration: &CONFIGURATION,
    post_folders: &[
        "src/posts",
        "content/blog",
        "content/posts",
        "src/blog",
        "posts",
        "blog",
    ],
    dialect: DIALECT,
    ..Facts::of(Name::Eleventy)
};

impl Engine for Eleventy {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        CONFIGURATION.iter().any(|path| blog.has(path))
    }

    fn post_path(&self, blog: &Blog) -> String {
        format!("{}/{{{{ slug }}}}.md", posts_folder(self, blog))
    }

    fn site(&self, blog: &Blog) -> Site {
        let uses = |plugin: &str| {
            let call = format!("addPlugin({plugin}");
            scripts(blog).any(|text| text.contains(&call))
        };
        let prefix = site::script_text(blog, &CONFIGURATION, "pathPrefix");
        // the plugin puts it before every address of a page
        let is_added = uses("EleventyHtmlBasePlugin") || uses("HtmlBasePlugin");
        let prefix = prefix.filter(|_| !is_added);
        Site {
            base_path: prefix.map_or_else(String::new, |prefix| site::base_path(&prefix)),
            static_folder: passthrough(blog),
            references: uses("InputPathToUrlTransformPlugin").then_some(""),
            post_assets: scripts(blog).any(|text| text.contains("eleventyImageTransformPlugin")),
            source: site::script_text(blog, &CONFIGURATION, "input")
                .map(|folder| folder.trim_start_matches("./").trim_matches('/').to_owned()),
            math: site::math(
                blog,
                &CONFIGURATION,
                &["katex", "mathjax", "texmath", "dollarmath"],
            ),
            ..Site::default()
        }
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace {
        if site.post_assets && kind == AssetKind::Image {
            // the build resolves pictures from the post's own file, and others from the source folder
            return beside(post_path, "./");
        }
        match site.static_folder.as_deref() {
            None => served("src", &site.base_path, "images", slug),
            Some("public") => served("public", &site.base_path, "images", slug),
            Some(folder) => {
                let (outer, inner) = folder.rsplit_once('/').unwrap_or(("", folder));
                served(outer, &site.base_path, inner, slug)
            }
        }
    }

    /// A path to a file is resolved where the site's configuration has the plugin for it.
    fn post_link(&self, site: &Site, from: &str, to: &Published) -> Option<PostLink> {
        if site.references.is_some() {
            let link = relative(from, &to.path);
            let start = if link.starts_with('.') { "" } else { "./" };
            return Some(PostLink::Address(format!("{start}{link}")));
        }
        let is_usual = front(to, "permalink").is_none();
        is_usual.then(|| {
            let link = between(from, &to.path, |name| without_day(name).to_owned());
            PostLink::Address(link)
        })
    }

    fn asset_notice(&self, site: &Site) -> Option<Sentence> {
        (site.static_folder.is_none() && !site.post_assets).then(|| {
            Sentence::new(
                "Eleventy copies only what its configuration names: add `addPassthroughCopy(\"src/images\")`",
                "Eleventy 只复制配置里写明的文件：请加上 `addPassthroughCopy(\"src/images\")`",
            )
        })
    }

    fn required(&self, body: &str) -> Fields {
        if ["{{", "{%", "{#"].iter().any(|tag| body.contains(tag)) {
            vec![(
                "templateEngineOverride".to_owned(),
                Value::Text("md".to_owned()),
            )]
        } else {
            Fields::new()
        }
    }
}

/// A file's name without the day with which it may begin.
fn without_day(name: &str) -> &str {
    match name.split_at_checked(11) {
        Some((day, rest)) if day.ends_with('-') && day[..10].parse::<NaiveDate>().is_ok() => rest,
        _ => name,
    }
}

/// The folder of files that the site copies, if its script names one.
fn passthrough(blog: &Blog) -> Option<String> {
    let call = Regex::new(r#"addPassthroughCopy\(\s*(?:\{\s*)?['"`]\.?/?([^'"`*]+?)/?['"`]"#)
        .expect("a valid pattern");
    scripts(blog).find_map(|text| {
        call.captures_iter(text)
            .map(|found| found[1].to_owned())
            .find(|folder| {
                let name = folder.rsplit('/').next().unwrap_or(folder);
                matches!(
                    name,
                    "images" | "img" | "assets" | "public" | "static" | "media"
                )
            })
    })
}

/// The texts of the site's configuration.
fn scripts(blog: &Blog) -> impl Iterator<Item = &str> {
    CONFIGURATION.iter().filter_map(|path| blog.text(path))
}
