//! Astro: no templates in `.md`, but front matter that a schema checks and pictures that the build resolves.

use super::link::{PostLink, front};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Facts, Name, beside, encode, posts_path, served};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::Dialect;

/// <https://astro.build>
pub(super) struct Astro;

const DIALECT: Dialect = Dialect {
    // it looks for addresses where entities are signs already
    colon: "&#58;&#8203;",
    ..Dialect::COMMON_MARK
};

const CONFIGURATION: [&str; 4] = [
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "astro.config.mts",
];

const FACTS: Facts = Facts {
    configuration: &CONFIGURATION,
    post_folders: &[
        "src/content/blog",
        "src/content/posts",
        "src/content/post",
        "src/content/weekly",
        "src/data/blog",
        "src/pages/posts",
        "src/pages/blog",
    ],
    date_key: "pubDate",
    static_folder: Some("public"),
    dialect: DIALECT,
    ..Facts::of(Name::Astro)
};

impl Engine for Astro {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn builds(&self, blog: &Blog) -> bool {
        CONFIGURATION.iter().any(|path| blog.has(path))
    }

    fn post_path(&self, blog: &Blog) -> String {
        posts_path(self, blog, false)
    }

    fn site(&self, blog: &Blog) -> Site {
        Site {
            base_path: site::script_text(blog, &CONFIGURATION, "base")
                .map_or_else(String::new, |base| site::base_path(&base)),
            language: site::script_text(blog, &CONFIGURATION, "defaultLocale"),
            math: site::math(blog, &CONFIGURATION, &["remark-math", "remarkMath"]),
            permalink: routes(blog),
            ..Site::default()
        }
    }

    /// A file among the routes is served where it is; of a collection, a route of the same name that takes all its
    /// entries says where.
    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<PostLink> {
        let path = to.path.strip_suffix("/index.md");
        let path = path.unwrap_or(to.path.rsplit_once('.')?.0);
        let page = if let Some(page) = path.strip_prefix("src/pages/") {
            page.to_owned()
        } else {
            let below = ["src/content/", "src/data/"];
            let entry = below.iter().find_map(|folder| path.strip_prefix(folder))?;
            let (collection, id) = entry.split_once('/')?;
            let id = front(to, "slug").unwrap_or(id);
            // others are spelt anew
            let is_kept = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "-_/".contains(c);
            let mut routes = site.permalink.as_deref()?.split(' ');
            let is_served = routes.any(|route| route == collection) && id.chars().all(is_kept);
            is_served.then(|| format!("{collection}/{id}"))?
        };
        let address = format!("{}/{}/", site.base_path, encode(&page));
        Some(PostLink::Address(address))
    }

    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace {
        match kind {
            AssetKind::Image => beside(post_path, "./"),
            // the build resolves pictures only
            AssetKind::File => served("public", &site.base_path, "files", slug),
        }
    }
}

/// The names of the collections whose entries are served below a route of the same name.
fn routes(blog: &Blog) -> Option<String> {
    let routes: Vec<&str> = blog
        .below("src/pages")
        .filter_map(|path| {
            let (folder, file) = path.strip_prefix("src/pages/")?.split_once('/')?;
            let takes_all = [
                "[...slug].astro",
                "[...id].astro",
                "[slug].astro",
                "[id].astro",
            ];
            takes_all.contains(&file).then_some(folder)
        })
        .collect();
    (!routes.is_empty()).then(|| routes.join(" "))
}
