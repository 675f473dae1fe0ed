//! Writing a post into a checkout: judged whole, staged whole, then moved in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::is_absence;
use super::reach::{Blocked, reach};
use super::stage::{self, Stage};
use crate::blog::{BlogPath, File};

/// The change that writing made to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// A new file.
    Created,
    /// A file that had other content, overwritten because of `force`.
    Updated,
    /// A file that had this content already and was not touched.
    Unchanged,
}

/// A file that stands in the folder now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As in [`File::path`].
    pub path: String,
    /// The change that was made to it.
    pub change: FileChange,
}

impl Written {
    /// Describes the change in words, with the path as one would open it from here.
    pub fn within(&self, dir: &Path) -> String {
        let change = match self.change {
            FileChange::Created => "created",
            FileChange::Updated => "updated",
            FileChange::Unchanged => "unchanged",
        };
        // with the separators of this system alone
        let path: PathBuf = dir.join(&self.path).components().collect();
        format!("{} ({change})", path.display())
    }
}

/// The reason why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that must not be written.
    #[error("cannot write {path}: {reason}")]
    Refused {
        /// As in [`File::path`].
        path: String,
        /// The reason why the path is refused.
        reason: String,
    },
    /// Files with other content stand there; they may hold somebody's edits.
    #[error("{} already there with other content", listed(paths))]
    Differs {
        /// All of them.
        paths: Vec<String>,
    },
    /// The system's own reason.
    #[error("cannot write {path}")]
    Io {
        /// As in [`File::path`].
        path: String,
        /// The system's own error.
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

/// Returns the changes that [`write()`] would make, if nobody's work stood in its way.
///
/// # Errors
/// When a path must not be written.
pub fn foresee(dir: &Path, files: &[File]) -> Result<Vec<Written>, Error> {
    let planned = plan(dir, files)?.into_iter();
    let written = planned.map(|(file, _, change)| Written {
        path: file.path.clone(),
        change,
    });
    Ok(written.collect())
}

/// Writes the files. They are put together beside the blog and then moved in, a new folder in one step and the first
/// file (the post) last: a run that is killed leaves no post without its files, and no half file.
///
/// A file that stands there with other content is somebody's work: without `force` nothing is written then.
///
/// # Errors
/// All paths are judged before the first file is written.
pub fn write(dir: &Path, files: &[File], force: bool) -> Result<Vec<Written>, Error> {
    // also of a run that was killed when all was in its place
    stage::clear(dir).map_err(|source| failed(&dir.display().to_string(), source))?;
    let plan = plan(dir, files)?;
    let of = |wanted| plan.iter().filter(move |(_, _, change)| *change == wanted);
    let differing: Vec<String> = of(FileChange::Updated)
        .map(|(file, _, _)| file.path.clone())
        .collect();
    if !force && !differing.is_empty() {
        return Err(Error::Differs { paths: differing });
    }
    let changed: Vec<(&File, &Path)> = plan
        .iter()
        .filter(|(_, _, change)| *change != FileChange::Unchanged)
        .map(|(file, place, _)| (*file, place.as_path()))
        .collect();
    move_in(dir, &changed)?;
    let written = plan.into_iter().map(|(file, _, change)| Written {
        path: file.path.clone(),
        change,
    });
    Ok(written.collect())
}

/// Finds the place of each file, and the change that writing would make there.
fn plan<'f>(dir: &Path, files: &'f [File]) -> Result<Vec<(&'f File, PathBuf, FileChange)>, Error> {
    let mut plan = Vec::new();
    for file in files {
        let place = place(dir, &file.path)?;
        let change = match fs::read(&place) {
            Ok(bytes) if bytes == file.bytes => FileChange::Unchanged,
            Ok(_) => FileChange::Updated,
            Err(error) if is_absence(&error) => FileChange::Created,
            Err(source) => return Err(failed(&file.path, source)),
        };
        plan.push((file, place, change));
    }
    Ok(plan)
}

/// Stages files and moves them to their places, the first one last.
fn move_in(dir: &Path, files: &[(&File, &Path)]) -> Result<(), Error> {
    let Some((first, _)) = files.first() else {
        return Ok(());
    };
    let stage = Stage::new(dir).map_err(|source| failed(&first.path, source))?;
    for (file, _) in files {
        let staged = stage.put(&file.path, &file.bytes);
        staged.map_err(|source| failed(&file.path, source))?;
    }
    let mut units: Vec<(&str, PathBuf)> = Vec::new();
    for unit in files.iter().map(|(file, place)| unit(dir, file, place)) {
        let is_in = |folder: &str| Path::new(unit.0).starts_with(folder);
        if !units.iter().any(|(folder, _)| is_in(folder)) {
            units.retain(|(path, _)| !Path::new(path).starts_with(unit.0));
            units.push(unit);
        }
    }
    units.sort_by_key(|(path, _)| Path::new(&first.path).starts_with(path));
    for (path, place) in units {
        let moved = move_to(&stage.place(path), &place);
        moved.map_err(|source| failed(path, source))?;
    }
    Ok(())
}

/// Returns what is moved in one step for a file: its folder if that is new, else the file.
fn unit<'a>(dir: &Path, file: &'a File, place: &Path) -> (&'a str, PathBuf) {
    match file.path.rsplit_once('/') {
        Some((folder, _)) if fs::symlink_metadata(dir.join(folder)).is_err() => {
            (folder, dir.join(folder))
        }
        _ => (file.path.as_str(), place.to_owned()),
    }
}

fn move_to(staged: &Path, place: &Path) -> io::Result<()> {
    fs::create_dir_all(place.parent().unwrap_or(Path::new(".")))?;
    fs::rename(staged, place)
}

/// Resolves a path at which a file may be written.
fn place(dir: &Path, path: &str) -> Result<PathBuf, Error> {
    let refused = |reason: String| Error::Refused {
        path: path.to_owned(),
        reason,
    };
    let safe = BlogPath::writable(path).map_err(|reason| refused(reason.to_string()))?;
    reach(dir, &safe, BlogPath::writable).map_err(|blocked| match blocked {
        Blocked::Link(reason) => refused(reason.to_owned()),
        Blocked::Io(source) => failed(path, source),
    })
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
