//! Hexo: Nunjucks runs over every post, and pictures are found by settings of the Markdown renderer.

use super::front_matter::{Fields, Value};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Name, join, served};
use crate::blog::Blog;

/// <https://hexo.io>
pub(super) struct Hexo;

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

    fn reads_local_times(&self) -> bool {
        true
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &["_config.yml"]);
        // the renderer puts the site's path before a picture's by itself, unless it is told not to
        let prepends_root = site::flag(&settings, "marked.prependRoot") != Some(false);
        let root = site::text(&settings, "root").or_else(|| site::text(&settings, "url"));
        Site {
            base_path: root
                .filter(|_| !prepends_root)
                .map_or_else(String::new, |root| site::base_path(&root)),
            language: site::text(&settings, "language"),
            timezone: site::text(&settings, "timezone"),
            post_assets: site::flag(&settings, "post_asset_folder") == Some(true)
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
            served("source", &site.base_path, "images", slug)
        }
    }

    fn excerpt_marker(&self) -> Option<&'static str> {
        Some("<!-- more -->")
    }

    fn required(&self, body: &str) -> Fields {
        if ["{{", "{%", "{#"].iter().any(|tag| body.contains(tag)) {
            vec![("disableNunjucks".to_owned(), Value::Bool(true))]
        } else {
            Fields::new()
        }
    }
}
