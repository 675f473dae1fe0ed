//! The blog engines: how each is recognised, where its posts and their files go, what would break its build.
//!
//! One file per engine, all behind [`Engine`]; nothing outside this room knows the difference between two of them.

mod link;
mod name;
mod place;
mod site;

mod astro;
mod eleventy;
mod hexo;
mod hugo;
mod jekyll;
mod kramdown;
mod plain;
mod vitepress;
mod zola;

use crate::blog::Blog;
use crate::front_matter::{Fields, Notation};
use crate::issue::{Published, Sentence};
use crate::markdown::Dialect;

pub use link::{PostLink, index_link, is_page};
pub use name::{Name, UnknownName};
pub use site::Site;
pub(crate) use site::{encode, settings_file};

use place::{posts_folder, posts_path};

/// The kind of a file beside a post, for engines that treat the two differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetKind {
    /// Shown in the post.
    Image,
    /// Linked from it.
    File,
}

/// The place of a post's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetPlace {
    /// The folder in the repository, without a slash at its end.
    pub folder: String,
    /// The text before the file's name in a link: empty, or with a slash at its end.
    pub link: String,
}

/// The facts about an engine that never change.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The name of the engine.
    pub name: Name,
    /// Files that may hold the site's configuration.
    pub configuration: &'static [&'static str],
    /// Folders in which its posts usually are, the likeliest first.
    pub post_folders: &'static [&'static str],
    /// The language of front matter, where there is no post to imitate.
    pub notation: Notation,
    /// The key that holds the date, where there is no post to imitate.
    pub date_key: &'static str,
    /// The key under which the key `tags` stands, if not at the top.
    pub tags_under: Option<&'static str>,
    /// True if a page shows no title but one in its text.
    pub has_title_in_text: bool,
    /// True if times are written without an offset, because the engine reads one with an offset wrongly; such a time is
    /// the site's local one. Others read it as UTC, so there it needs its offset.
    pub has_local_times: bool,
    /// The line that ends the part shown in lists of posts.
    pub excerpt_marker: Option<&'static str>,
    /// The folder of files that are served from the root of the site, where a post may have a folder of its own.
    pub static_folder: Option<&'static str>,
    /// The Markdown that it reads, apart from formulas.
    pub dialect: Dialect,
}

impl Facts {
    const fn of(name: Name) -> Self {
        Self {
            name,
            configuration: &[],
            post_folders: &[],
            notation: Notation::Yaml,
            date_key: "date",
            tags_under: None,
            has_title_in_text: false,
            has_local_times: false,
            excerpt_marker: None,
            static_folder: None,
            dialect: Dialect::COMMON_MARK,
        }
    }
}

/// A blog engine's rules, from the side of a post that is to be written for it.
pub trait Engine: Sync {
    /// Returns the facts that never change.
    fn facts(&self) -> &'static Facts;

    /// Returns true if the engine builds the repository, judged by the names of its files and by its configuration.
    fn builds(&self, blog: &Blog) -> bool;

    /// The folder below which it looks for posts; `""` for the whole repository.
    fn source(&self, site: &Site) -> String {
        site.source.clone().unwrap_or_default()
    }

    /// The template of a post's path, where the configuration names none.
    fn post_path(&self, blog: &Blog) -> String;

    /// Returns the part of the site's configuration that a post depends on.
    fn site(&self, blog: &Blog) -> Site;

    /// Returns the place of the files of the post at `post_path`: by default the post's own folder, or, for a post that
    /// is no index page, a folder below the engine's static folder, if it has one.
    fn assets(&self, site: &Site, post_path: &str, slug: &str, _: AssetKind) -> AssetPlace {
        let beside = beside(post_path, "");
        match self.rooted(site, slug) {
            // only a bundle may have files of its own
            Some(rooted) if !beside.link.is_empty() => rooted,
            _ => beside,
        }
    }

    /// Returns the text before the path of a link from the root of the site; front matter omits it, because themes add
    /// it.
    fn base_link<'a>(&self, site: &'a Site) -> &'a str {
        &site.base_path
    }

    /// Returns the place of a picture that is to be served from the root of the site, if the other files of a post are
    /// not.
    fn rooted(&self, site: &Site, slug: &str) -> Option<AssetPlace> {
        let folder = self.facts().static_folder?;
        Some(served(folder, &site.base_path, "images", slug))
    }

    /// The way in which the page at `from` links to a post; `None` where only the built site knows its address.
    fn post_link(&self, _site: &Site, _from: &str, _to: &Published) -> Option<PostLink> {
        None
    }

    /// Returns the tag that the engine replaces by a whole link to a post, in words of its own, if it reads its tags in
    /// this text; for posts of which only the built site knows the address.
    fn post_tag(&self, _site: &Site, _to: &Published) -> Option<String> {
        None
    }

    /// The Markdown that it reads.
    fn markdown(&self, site: &Site) -> Dialect {
        Dialect {
            math: site.math,
            ..self.facts().dialect
        }
    }

    /// The line before a list whose first number is not 1, where the number alone does not do.
    fn list_start(&self, _first: usize) -> Option<String> {
        None
    }

    /// Returns a notice of what the blogger must do for copied files to be found.
    fn asset_notice(&self, _site: &Site) -> Option<Sentence> {
        None
    }

    /// Returns a notice of what the blogger must do for the post at this path to be listed.
    fn list_notice(&self, _site: &Site, _post_path: &str) -> Option<Sentence> {
        None
    }

    /// Front matter without which this body would not come out as it is meant.
    fn required(&self, _body: &str) -> Fields {
        Fields::new()
    }
}

/// The rules of an engine.
pub fn by_name(name: Name) -> &'static dyn Engine {
    match name {
        Name::Hugo => &hugo::Hugo,
        Name::Hexo => &hexo::Hexo,
        Name::Jekyll => &jekyll::Jekyll,
        Name::Zola => &zola::Zola,
        Name::Astro => &astro::Astro,
        Name::Vitepress => &vitepress::Vitepress,
        Name::Eleventy => &eleventy::Eleventy,
        Name::Markdown => &plain::Markdown,
    }
}

/// The engine that builds a blog; `None` if nothing points to one of them.
pub fn detect(blog: &Blog) -> Option<Name> {
    Name::ALL
        .into_iter()
        .find(|&name| by_name(name).builds(blog))
}

/// The folder of a path, `""` at the root, and the file's name without its extension.
pub(crate) fn folder_and_stem(path: &str) -> (&str, &str) {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    (folder, file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

/// A path below a folder that may be the root.
pub(crate) fn join(folder: &str, rest: &str) -> String {
    match (folder, rest) {
        ("", path) | (path, "") => path.to_owned(),
        (folder, rest) => format!("{folder}/{rest}"),
    }
}

/// The post's own folder if it is an index page there, else a folder beside it with the post's name.
fn beside(post_path: &str, relative: &str) -> AssetPlace {
    let (folder, stem) = folder_and_stem(post_path);
    if stem == "index" || stem == "README" || stem.starts_with("index.") {
        AssetPlace {
            folder: folder.to_owned(),
            link: relative.to_owned(),
        }
    } else {
        AssetPlace {
            folder: join(folder, stem),
            link: format!("{relative}{}/", site::encode(stem)),
        }
    }
}

/// A folder that the site serves from its root.
fn served(folder: &str, base_path: &str, below: &str, slug: &str) -> AssetPlace {
    let below = join(below, slug);
    AssetPlace {
        folder: join(folder, &below),
        link: format!("{base_path}/{}/", site::encode(&below)),
    }
}

/// A line within a paragraph that begins as an item would: `CommonMark` lets only the number 1 begin a list there.
fn without_number(line: &str) -> Option<String> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let is_marker = digits > 0
        && ([". ", ") "].iter().any(|mark| rest.starts_with(mark))
            || matches!(rest.trim_end(), "." | ")"));
    is_marker.then(|| format!("{}\\{}", &line[..digits], &line[digits..]))
}
