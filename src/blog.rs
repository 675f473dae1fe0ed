//! What stands on the blog's base branch, as far as it matters: a snapshot, read from a checkout or over the API.
//!
//! Everything that is *detected* (engine, language, conventions, numbers) is a pure function of this value, so
//! that a local folder and a repository on GitHub cannot be treated differently.

use std::collections::BTreeMap;

/// Paths, `/`-separated and relative to the repository's root, and the text of those that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blog {
    files: BTreeMap<String, Option<String>>,
}

impl Blog {
    /// Notes that a file (or folder) of this path exists.
    pub fn add_path(&mut self, path: impl Into<String>) {
        self.files.entry(path.into()).or_default();
    }

    /// Notes the text of a file.
    pub fn add_text(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), Some(text.into()));
    }

    /// Adds what another look brought.
    pub fn extend(&mut self, other: &Self) {
        for (path, text) in &other.files {
            let known = self.files.entry(path.clone()).or_default();
            if text.is_some() {
                known.clone_from(text);
            }
        }
    }

    /// Whether a file or folder of exactly this path is known.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The text of a file, if it was read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
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

/// What to read of a blog: its own answer is a [`Blog`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Files whose text is wanted, if they exist.
    pub texts: Vec<String>,
    /// Folders whose names are wanted, with those of the folders directly in them; `""` is the root.
    pub folders: Vec<String>,
}

/// A file to be written, or one that was read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `/`-separated, relative to the repository's root.
    pub path: String,
    /// Its whole content.
    pub bytes: Vec<u8>,
}
