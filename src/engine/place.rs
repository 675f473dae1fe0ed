//! Where the posts of a blog are, as far as the names of its files tell.

use std::collections::BTreeMap;

use super::{Engine, folder_and_stem};
use crate::blog::Blog;
use crate::blog::post::posts;

/// The first of an engine's folders that has a post; else the folder below its source with the most of them; else one
/// that is there, else its first. A folder of routes or of templates has none.
pub(super) fn posts_folder(engine: &dyn Engine, blog: &Blog) -> String {
    let folders = engine.facts().post_folders;
    let has_posts = |folder: &&&str| posts(blog, folder).next().is_some();
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
    for path in posts(blog, &source) {
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
pub(super) fn posts_path(engine: &dyn Engine, blog: &Blog, otherwise: bool) -> String {
    let folder = posts_folder(engine, blog);
    let (mut bundles, mut files) = (0, 0);
    for path in posts(blog, &folder) {
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
