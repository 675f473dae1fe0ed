//! Reading a checkout, as the API would read the base branch.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::is_absence;
use super::reach::{Blocked, reach};
use crate::blog::{Blog, BlogPath, TEXT_LIMIT, Unreadable, Wanted};

/// Reads what is wanted of a checkout. What does not exist is not in the answer; a file whose text cannot be had is,
/// with the reason.
///
/// # Errors
/// When a folder exists but its names cannot be read.
pub fn read(dir: &Path, wanted: &Wanted) -> io::Result<Blog> {
    let mut blog = Blog::default();
    let mut listed = BTreeSet::new();
    for folder in &wanted.folders {
        let mut open = vec![folder.trim_matches('/').to_owned()];
        while let Some(folder) = open.pop() {
            if !listed.insert(folder.clone()) {
                continue;
            }
            for (path, is_folder) in names(dir, &folder)? {
                if is_folder && !is_foreign(&path) {
                    open.push(path.clone());
                }
                blog.add_path(path);
            }
        }
    }
    for path in &wanted.texts {
        match bytes(dir, path) {
            Ok(Some(bytes)) => blog.add_bytes(path.as_str(), bytes),
            Ok(None) => {}
            Err(reason) => blog.add_unreadable(path.as_str(), reason),
        }
    }
    Ok(blog)
}

/// The content of a file, as far as a text may be long; `None` if there is no such file.
fn bytes(dir: &Path, path: &str) -> Result<Option<Vec<u8>>, Unreadable> {
    let Ok(path) = BlogPath::new(path) else {
        return Ok(None);
    };
    let place = reach(dir, &path, BlogPath::new).map_err(|blocked| match blocked {
        Blocked::Link(_) => Unreadable::Link,
        Blocked::Io(error) => Unreadable::System(error.to_string()),
    })?;
    let content = || -> io::Result<Option<Vec<u8>>> {
        // a pipe or a device could be opened, and never end
        if !fs::metadata(&place)?.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(TEXT_LIMIT + 1).unwrap_or(u64::MAX);
        File::open(&place)?.take(limit).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match content() {
        Ok(Some(bytes)) => Ok(Some(bytes)),
        Ok(None) => Err(Unreadable::NotAFile),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(Unreadable::System(error.to_string())),
    }
}

/// Returns true if a folder holds what a checkout has beside the repository's own files: installed packages, caches.
fn is_foreign(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    name == "node_modules" || (name.starts_with('.') && name != ".vitepress")
}

/// The names directly in a folder as paths from the root, with whether each is a folder itself; sorted. A folder
/// outside the checkout has none.
fn names(dir: &Path, folder: &str) -> io::Result<Vec<(String, bool)>> {
    let place = match BlogPath::new(folder) {
        _ if folder.is_empty() => dir.to_owned(),
        Ok(path) => match reach(dir, &path, BlogPath::new) {
            Ok(place) => place,
            Err(Blocked::Link(_)) => return Ok(Vec::new()),
            Err(Blocked::Io(error)) => return Err(error),
        },
        Err(_) => return Ok(Vec::new()),
    };
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if is_absence(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name == ".git" {
            continue;
        }
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        found.push((path, entry.file_type()?.is_dir()));
    }
    found.sort();
    Ok(found)
}
