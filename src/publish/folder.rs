//! A local folder: reading a checkout, and writing a post into it.
//!
//! Paths come from templates and memos, so nothing is written outside the folder, through a link that leads out of
//! it, or where it could change what a machine runs (`.github`, `.git`).

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::blog::{Blog, File, Wanted};

/// Reads what is wanted of a checkout. What does not exist is not in the answer.
///
/// # Errors
/// When something exists but cannot be read. Files that are not UTF-8 count as existing without text.
pub fn read(dir: &Path, wanted: &Wanted) -> io::Result<Blog> {
    let mut blog = Blog::default();
    for folder in &wanted.folders {
        let folder = folder.trim_matches('/');
        for (path, is_folder) in names(dir, folder)? {
            if is_folder {
                for (inner, _) in names(dir, &path)? {
                    blog.add_path(inner);
                }
            }
            blog.add_path(path);
        }
    }
    for path in &wanted.texts {
        match fs::read(dir.join(path)) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => blog.add_text(path.as_str(), text),
                Err(_) => blog.add_path(path.as_str()),
            },
            Err(error) if is_absence(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(blog)
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It did not exist.
    Created,
    /// It existed with other content, and `force` was given.
    Updated,
    /// It had this content already and was not touched.
    Unchanged,
}

/// A file that stands in the folder now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As in [`File::path`].
    pub path: String,
    /// What happened to it.
    pub change: Change,
}

impl Written {
    /// What happened to it, in words, with its path as one would open it from here.
    pub fn within(&self, dir: &Path) -> String {
        let change = match self.change {
            Change::Created => "created",
            Change::Updated => "updated",
            Change::Unchanged => "unchanged",
        };
        format!("{} ({change})", dir.join(&self.path).display())
    }
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that must not be written.
    #[error("{path} is refused: {reason}")]
    Refused {
        /// As in [`File::path`].
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Files with other content stand there; they may hold somebody's edits.
    #[error("{} already there with other content", listed(paths))]
    Differs {
        /// All of them.
        paths: Vec<String>,
    },
    /// The system's own reason.
    #[error("{path} cannot be written")]
    Io {
        /// As in [`File::path`].
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Refused { .. } => {
                Some("change `blog.path` or the template so that files stay inside the blog".into())
            }
            Self::Differs { .. } => {
                Some("move your edits away, or overwrite them with `--force`".into())
            }
            Self::Io { .. } => None,
        }
    }
}

/// Writes the files, each of them whole or not at all.
///
/// A file that stands there with other content is somebody's work: without `force` nothing is written then.
///
/// # Errors
/// All paths are judged before the first file is written.
pub fn write(dir: &Path, files: &[File], force: bool) -> Result<Vec<Written>, Error> {
    let mut plan = Vec::new();
    for file in files {
        let target = target(dir, &file.path)?;
        let change = match fs::read(&target) {
            Ok(bytes) if bytes == file.bytes => Change::Unchanged,
            Ok(_) => Change::Updated,
            Err(error) if is_absence(&error) => Change::Created,
            Err(source) => return Err(failed(&file.path, source)),
        };
        plan.push((file, target, change));
    }
    let differing: Vec<String> = plan
        .iter()
        .filter(|(_, _, change)| *change == Change::Updated)
        .map(|(file, _, _)| file.path.clone())
        .collect();
    if !force && !differing.is_empty() {
        return Err(Error::Differs { paths: differing });
    }
    for (file, target, change) in &plan {
        if *change != Change::Unchanged {
            write_whole(target, &file.bytes).map_err(|source| failed(&file.path, source))?;
        }
    }
    Ok(plan
        .into_iter()
        .map(|(file, _, change)| Written {
            path: file.path.clone(),
            change,
        })
        .collect())
}

/// Says why a path may not be written, in a folder or in a repository; `None` if it may.
pub fn refusal(path: &str) -> Option<&'static str> {
    let mut parts = path.split('/').peekable();
    if path.is_empty() || path.contains('\\') || path.chars().any(char::is_control) {
        return Some("it is not a path of a file");
    }
    if matches!(parts.peek(), Some(first) if first.eq_ignore_ascii_case(".github")) {
        return Some("workflows and settings live there");
    }
    for part in parts {
        if part.is_empty() || part == "." || part == ".." || part.contains(':') {
            return Some("it could leave the folder");
        }
        if part.eq_ignore_ascii_case(".git") {
            return Some("git keeps its own files there");
        }
    }
    None
}

/// Where a path lies, if nothing on the way leads out of the folder.
fn target(dir: &Path, path: &str) -> Result<PathBuf, Error> {
    let refused = |reason| Error::Refused {
        path: path.to_owned(),
        reason,
    };
    if let Some(reason) = refusal(path) {
        return Err(refused(reason));
    }
    let root = match fs::canonicalize(dir) {
        Ok(root) => root,
        Err(error) if is_absence(&error) => return Ok(dir.join(path)),
        Err(source) => return Err(failed(path, source)),
    };
    let mut reached = dir.to_path_buf();
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else {
            return Err(refused("it could leave the folder"));
        };
        reached.push(name);
        match fs::symlink_metadata(&reached) {
            Ok(found) if found.is_symlink() => match fs::canonicalize(&reached) {
                Ok(real) if real.starts_with(&root) => {}
                Ok(_) => return Err(refused("a link on the way leads out of the folder")),
                Err(_) => return Err(refused("a link on the way leads nowhere")),
            },
            Ok(_) => {}
            Err(error) if is_absence(&error) => break,
            Err(source) => return Err(failed(path, source)),
        }
    }
    Ok(dir.join(path))
}

/// Beside its place first, then renamed over it: a reader never sees half a file.
fn write_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let draft = folder.join(format!(".{name}.{}.part", std::process::id()));
    fs::write(&draft, bytes)
        .and_then(|()| fs::rename(&draft, target))
        .inspect_err(|_| {
            // The first error is the one to tell; a draft that cannot be removed changes nothing about it.
            let _ = fs::remove_file(&draft);
        })
}

/// The names directly in a folder as paths from the root, with whether each is a folder itself; sorted.
fn names(dir: &Path, folder: &str) -> io::Result<Vec<(String, bool)>> {
    let entries = match fs::read_dir(dir.join(folder)) {
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

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}

fn failed(path: &str, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}

fn listed(paths: &[String]) -> String {
    match paths {
        [one] => format!("{one} is"),
        [first, rest @ ..] => format!("{first} and {} more are", rest.len()),
        [] => "nothing is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn paths_that_leave_the_folder_or_run_things_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/./b",
            ".github/workflows/x.yml",
            ".GitHub/x",
            ".git/config",
            "a/.git/config",
            "a\\..\\b",
            "c:/x",
        ] {
            assert!(refusal(path).is_some(), "{path}");
        }
        for path in [
            "a.md",
            "content/posts/weekly-5/index.md",
            "a/.github-notes",
            "周刊/五.md",
        ] {
            assert_eq!(refusal(path), None, "{path}");
        }
    }
}
