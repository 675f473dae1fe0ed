//! What stands on the blog's base branch, as far as it matters: a snapshot, read from a checkout or over the API.
//!
//! Everything that is *detected* (engine, language, conventions, numbers) is a pure function of this value, so
//! that a local folder and a repository on GitHub cannot be treated differently.

mod content;
mod path;
pub(crate) mod post;

use std::collections::BTreeMap;

pub use content::{Reading, TEXT_LIMIT, Unreadable};
pub use path::{BlogPath, PathError};

/// Paths, `/`-separated and relative to the repository's root, and the text of those that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blog {
    files: BTreeMap<String, Known>,
    is_partial: bool,
}

/// The facts known about a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Known {
    /// Only that there is something of this name.
    #[default]
    Name,
    Text(String),
    Unreadable(Unreadable),
}

impl Blog {
    /// Notes that a file (or folder) of this path exists.
    pub fn add_path(&mut self, path: impl Into<String>) {
        self.files.entry(path.into()).or_default();
    }

    /// Notes the text of a file; a byte-order mark is no part of it.
    pub fn add_text(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let text = content::without_mark(text.into());
        self.files.insert(path.into(), Known::Text(text));
    }

    /// Notes the content of a file, which is its text if it is one.
    pub fn add_bytes(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        match content::decode(bytes) {
            Ok(text) => self.add_text(path, text),
            Err(reason) => self.add_unreadable(path, reason),
        }
    }

    /// Notes that there is a file whose text cannot be had.
    pub fn add_unreadable(&mut self, path: impl Into<String>, reason: Unreadable) {
        self.files.insert(path.into(), Known::Unreadable(reason));
    }

    /// Notes that there may be files of which not even the names are known, outside the folders that were looked into.
    pub fn set_partial(&mut self) {
        self.is_partial = true;
    }

    /// Returns true if there may be files of which not even the names are known.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Adds what another look brought.
    pub fn extend(&mut self, other: &Self) {
        self.is_partial |= other.is_partial;
        for (path, other) in &other.files {
            let known = self.files.entry(path.clone()).or_default();
            if *other != Known::Name {
                known.clone_from(other);
            }
        }
    }

    /// Makes a file what it is in another blog, be it absent there.
    pub fn take_over(&mut self, path: &str, other: &Self) {
        match other.files.get(path) {
            Some(known) => self.files.insert(path.to_owned(), known.clone()),
            None => self.files.remove(path),
        };
    }

    /// Returns true if a file or folder of exactly this path is known.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The text of a file, if it was read. For what only detects: a file that must not be overlooked is
    /// [`Blog::read`].
    pub fn text(&self, path: &str) -> Option<&str> {
        match self.read(path) {
            Reading::Text(text) => Some(text),
            Reading::Absent | Reading::Unreadable(_) => None,
        }
    }

    /// Returns the result of reading a file. A file of which only the name is known counts as absent.
    pub fn read(&self, path: &str) -> Reading<'_> {
        match self.files.get(path) {
            Some(Known::Text(text)) => Reading::Text(text),
            Some(Known::Unreadable(reason)) => Reading::Unreadable(reason),
            Some(Known::Name) | None => Reading::Absent,
        }
    }

    /// Every known path, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The known paths below a folder, sorted.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{}/", folder.trim_end_matches('/'))
        };
        self.paths()
            .filter(move |path| path.starts_with(&prefix) && path.len() > prefix.len())
    }
}

/// A request for parts of a blog, which is answered by a [`Blog`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Files whose text is wanted, if they exist.
    pub texts: Vec<String>,
    /// Folders whose names are wanted, with everything below them; `""` is the root. Where a repository is too large to
    /// be listed as a whole, only the folders directly in them are looked into.
    pub folders: Vec<String>,
}

/// A file to be written, or one that was read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `/`-separated, relative to the repository's root.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}
