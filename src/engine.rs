//! The blog engines: how each is recognised, where its posts and their files go, what would break its build.
//!
//! One file per engine, all behind [`Engine`]; nothing outside this room knows the difference between two of them.

pub mod conventions;
mod date;
mod learn;
mod series;
mod site;

pub mod front_matter;

mod astro;
mod eleventy;
mod hexo;
mod hugo;
mod jekyll;
mod kramdown;
mod plain;
mod vitepress;
mod zola;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown;

pub use conventions::{Conventions, conventions};
pub use date::DateStyle;
pub use learn::{Configured, Doubt, Habit, Learnt, Subject, learn};
pub use series::{NumberFrom, Series, first_look, is_draft, published, second_look};
pub use site::Site;
pub(crate) use site::encode;

use front_matter::{Dialect, Fields};

/// A blog engine, by name.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// <https://gohugo.io>
    Hugo,
    /// <https://hexo.io>
    Hexo,
    /// <https://jekyllrb.com>
    Jekyll,
    /// <https://www.getzola.org>
    Zola,
    /// <https://astro.build>
    Astro,
    /// <https://vitepress.dev>
    Vitepress,
    /// <https://www.11ty.dev>
    Eleventy,
    /// A folder of Markdown files.
    Markdown,
}

impl Name {
    /// All of them, in the order in which a blog is tried.
    pub const ALL: [Self; 8] = [
        Self::Hexo,
        Self::Astro,
        Self::Vitepress,
        Self::Eleventy,
        Self::Hugo,
        Self::Zola,
        Self::Jekyll,
        Self::Markdown,
    ];

    /// As it is written in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hugo => "hugo",
            Self::Hexo => "hexo",
            Self::Jekyll => "jekyll",
            Self::Zola => "zola",
            Self::Astro => "astro",
            Self::Vitepress => "vitepress",
            Self::Eleventy => "eleventy",
            Self::Markdown => "markdown",
        }
    }

    /// As its own site writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Hexo => "Hexo",
            Self::Jekyll => "Jekyll",
            Self::Zola => "Zola",
            Self::Astro => "Astro",
            Self::Vitepress => "VitePress",
            Self::Eleventy => "Eleventy",
            Self::Markdown => "Markdown",
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no engine of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown blog engine `{0}`: expected one of `hugo`, `hexo`, `jekyll`, `zola`, `astro`, `vitepress`, `eleventy`, `markdown`"
)]
pub struct UnknownName(String);

impl std::str::FromStr for Name {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// What a file beside a post is, for engines that treat the two differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetKind {
    /// Shown in the post.
    Image,
    /// Linked from it.
    File,
}

/// Where a post's files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetPlace {
    /// The folder in the repository, without a slash at its end.
    pub folder: String,
    /// What a link puts before the file's name: empty, or with a slash at its end.
    pub link: String,
}

/// A blog engine's rules, from the side of a post that is to be written for it.
pub trait Engine: Sync {
    /// Its name.
    fn name(&self) -> Name;

    /// Whether the repository is built by it, judged by the names of its files and by its configuration.
    fn builds(&self, blog: &Blog) -> bool;

    /// Files that may hold the site's configuration.
    fn configuration(&self) -> &'static [&'static str];

    /// Folders in which its posts usually are, the likeliest first.
    fn post_folders(&self) -> &'static [&'static str];

    /// The folder below which it looks for posts; `""` for the whole repository.
    fn source(&self, site: &Site) -> String {
        site.source.clone().unwrap_or_default()
    }

    /// The template of a post's path, where the configuration names none.
    fn post_path(&self, blog: &Blog) -> String;

    /// The language of front matter, where there is no post to imitate.
    fn dialect(&self) -> Dialect {
        Dialect::Yaml
    }

    /// The key that holds the date, where there is no post to imitate.
    fn date_key(&self) -> &'static str {
        "date"
    }

    /// The key under which the key `tags` stands, if not at the top.
    fn tags_under(&self) -> Option<&'static str> {
        None
    }

    /// Whether a page shows no title but one in its text.
    fn has_title_in_text(&self) -> bool {
        false
    }

    /// Whether times are written without an offset, because the engine reads one with an offset wrongly; such a time
    /// is the site's local one. Others read it as UTC, so there it needs its offset.
    fn has_local_times(&self) -> bool {
        false
    }

    /// What the site's configuration means for a post.
    fn site(&self, blog: &Blog) -> Site;

    /// Where the files of the post at `post_path` go.
    fn assets(&self, site: &Site, post_path: &str, slug: &str, kind: AssetKind) -> AssetPlace;

    /// What a link from the root of the site has before its path; front matter has it not, because themes add it.
    fn base_link<'a>(&self, site: &'a Site) -> &'a str {
        &site.base_path
    }

    /// Where a picture goes that is to be served from the root of the site, if the other files of a post are not.
    fn rooted(&self, _site: &Site, _slug: &str) -> Option<AssetPlace> {
        None
    }

    /// The address by which the post at `from` links to an older one; `None` where only the built site knows it.
    fn post_link(&self, _site: &Site, _from: &str, _to: &Published) -> Option<String> {
        None
    }

    /// The Markdown that it reads.
    fn markdown(&self, site: &Site) -> markdown::Dialect;

    /// The line that ends the part shown in lists of posts.
    fn excerpt_marker(&self) -> Option<&'static str> {
        None
    }

    /// The line before a list whose first number is not 1, where the number alone does not do.
    fn list_start(&self, _first: usize) -> Option<String> {
        None
    }

    /// What the blogger must do for copied files to be found.
    fn asset_notice(&self, _site: &Site) -> Option<String> {
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
fn folder_and_stem(path: &str) -> (&str, &str) {
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

/// The address that a pattern like `:year/:month/:day/:title/` makes; `None` if it says more than these, or no title.
fn permalink(pattern: &str, day: Option<NaiveDate>, title: &str) -> Option<String> {
    let mut address = pattern.to_owned();
    if let Some(day) = day {
        for (part, format) in [(":year", "%Y"), (":month", "%m"), (":day", "%d")] {
            address = address.replace(part, &day.format(format).to_string());
        }
    }
    let (before, after) = address.split_once(":title")?;
    let address = format!("{before}{}{after}", encode(title));
    (!address.contains(':')).then_some(address)
}

/// The link from one page to another in the same folder, where every page is served as a folder whose name the engine
/// makes of the file's.
fn sibling(from: &str, to: &str, served: impl Fn(&str) -> String) -> Option<String> {
    let page = |path: &str| -> (String, String) {
        let (folder, stem) = folder_and_stem(path);
        if stem == "index" || stem.starts_with("index.") {
            let (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
            (folder.to_owned(), name.to_owned())
        } else {
            (folder.to_owned(), stem.to_owned())
        }
    };
    let ((from, _), (to, name)) = (page(from), page(to));
    (from == to).then(|| format!("../{}/", encode(&served(&name))))
}

/// The link from one file to another.
fn relative(from: &str, to: &str) -> String {
    let (mut folder, _) = from.rsplit_once('/').unwrap_or(("", from));
    let mut up = String::new();
    while !folder.is_empty() {
        let below = to.strip_prefix(folder);
        if let Some(rest) = below.and_then(|rest| rest.strip_prefix('/')) {
            return format!("{up}{}", encode(rest));
        }
        up.push_str("../");
        folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
    }
    format!("{up}{}", encode(to))
}

/// A folder that the site serves from its root.
fn served(folder: &str, base_path: &str, below: &str, slug: &str) -> AssetPlace {
    let below = join(below, slug);
    AssetPlace {
        folder: join(folder, &below),
        link: format!("{base_path}/{}/", site::encode(&below)),
    }
}

/// The first of an engine's folders that has a post; else the folder below its source with the most of them; else one
/// that is there, else its first. A folder of routes or of templates has none.
fn posts_folder(engine: &dyn Engine, blog: &Blog) -> String {
    let folders = engine.post_folders();
    let has_posts = |folder: &&&str| series::posts(blog, folder).next().is_some();
    if let Some(folder) = folders.iter().find(has_posts) {
        return (*folder).to_owned();
    }
    if let Some(folder) = fullest(engine, blog) {
        return folder;
    }
    let is_there = |folder: &&&str| blog.has(folder) || blog.below(folder).next().is_some();
    let is_source = |folder: &&&str| !folder.starts_with("src/pages/");
    let there = folders.iter().filter(is_source).find(is_there);
    (*there.unwrap_or(&folders[0])).to_owned()
}

/// The folder with the most posts below an engine's source, by a name that says that it has posts.
fn fullest(engine: &dyn Engine, blog: &Blog) -> Option<String> {
    const NAMES: [&str; 10] = [
        "posts", "post", "blog", "articles", "article", "weekly", "notes", "writing", "essays",
        "entries",
    ];
    let source = engine.source(&engine.site(blog));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in series::posts(blog, &source) {
        let (folder, stem) = folder_and_stem(path);
        let folder = match folder.rsplit_once('/') {
            Some((outer, _)) if stem == "index" => outer,
            _ => folder,
        };
        let mut ends = folder.match_indices('/').map(|(at, _)| at);
        let parts = ends
            .by_ref()
            .chain([folder.len()])
            .map(|end| &folder[..end]);
        let named = parts.filter(|part| {
            let name = part.rsplit('/').next().unwrap_or(part);
            NAMES.contains(&name)
        });
        if let Some(folder) = named.last() {
            *counts.entry(folder.to_owned()).or_default() += 1;
        }
    }
    let fullest = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some(fullest.0)
}

/// The path of a post as a folder with an index page, or as a file: as most posts of the blog are, `otherwise` without
/// any.
fn posts_path(engine: &dyn Engine, blog: &Blog, otherwise: bool) -> String {
    let folder = posts_folder(engine, blog);
    let (mut bundles, mut files) = (0, 0);
    for path in series::posts(blog, &folder) {
        let (_, stem) = folder_and_stem(path);
        if !stem.starts_with('_') {
            if stem == "index" || stem.starts_with("index.") {
                bundles += 1;
            } else {
                files += 1;
            }
        }
    }
    let are_bundles = match bundles + files {
        0 => otherwise,
        _ => bundles >= files,
    };
    if are_bundles {
        format!("{folder}/{{{{ slug }}}}/index.md")
    } else {
        format!("{folder}/{{{{ slug }}}}.md")
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
