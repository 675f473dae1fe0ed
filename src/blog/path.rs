//! Paths of the blog's files: one rule for what is read and what is written, in a checkout and on a branch.

use std::fmt;

/// A `/`-separated path that stays inside the blog, whatever a configuration, a template or a memo made of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlogPath(String);

/// The reason why a text is no path of a file in the blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing in it, or a sign that no path on GitHub has.
    #[error("it is not a path of a file")]
    NotAPath,
    /// A path that has a shorter spelling.
    #[error("leave out the `./`")]
    Dot,
    /// A path that starts at the root of this machine, or goes upwards.
    #[error("it could lead out of the repository")]
    Outside,
    /// A path in git's own folder.
    #[error("git keeps its own files there")]
    Git,
    /// A path in `.github`, where workflows and settings are.
    #[error("workflows and settings live there")]
    Github,
}

impl BlogPath {
    /// Takes a path that may be read.
    ///
    /// # Errors
    /// When it is empty, absolute, goes upwards or into `.git`.
    pub fn new(path: &str) -> Result<Self, PathError> {
        if path.is_empty() || path.contains('\\') || path.chars().any(char::is_control) {
            return Err(PathError::NotAPath);
        }
        for part in path.split('/') {
            if part == "." {
                return Err(PathError::Dot);
            }
            if matches!(part, "" | "..") || part.contains(':') {
                return Err(PathError::Outside);
            }
            if is(part, ".git") || is(part, "git~1") {
                return Err(PathError::Git);
            }
        }
        Ok(Self(path.to_owned()))
    }

    /// Takes a path that may be written, which excludes the folder that tells machines what to run.
    ///
    /// # Errors
    /// As [`BlogPath::new`], and when it leads into `.github`.
    pub fn writable(path: &str) -> Result<Self, PathError> {
        let path = Self::new(path)?;
        match path.0.split('/').next() {
            Some(first) if is(first, ".github") || is(first, "github~1") => Err(PathError::Github),
            _ => Ok(path),
        }
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlogPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns true if a file system may take this name for that one: case is ignored by most of them, dots and blanks at
/// the end by Windows, invisible characters by macOS.
fn is(part: &str, name: &str) -> bool {
    let is_invisible = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let seen: String = part.chars().filter(|c| !is_invisible(c)).collect();
    seen.trim_end_matches(['.', ' ']).eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_blog_or_belongs_to_git_is_no_path() {
        for path in [
            "",
            ".",
            "./",
            "/etc/passwd",
            "//server/share",
            "../x",
            "a/../../x",
            "a//b",
            "a/./b",
            "a/",
            "a\\..\\b",
            "c:/x",
            ".git/config",
            "a/.GIT/config",
            ".git./config",
            ".git /config",
            ".g\u{200c}it/config",
            "git~1/config",
            "a\nb",
            "a\0b",
        ] {
            assert!(BlogPath::new(path).is_err(), "{path:?}");
        }
        for path in [
            "a.md",
            ".github/memos-weekly.yml",
            ".gitattributes",
            "周刊/五.md",
        ] {
            assert!(BlogPath::new(path).is_ok(), "{path:?}");
        }
    }

    #[test]
    fn nothing_is_written_where_it_could_run() {
        for path in [".github/workflows/x.yml", ".GitHub/x", ".github./x"] {
            assert_eq!(BlogPath::writable(path), Err(PathError::Github), "{path:?}");
        }
        for path in [
            "a/.github-notes",
            "content/posts/weekly-5/index.md",
            "a/.github/x.md",
        ] {
            assert!(BlogPath::writable(path).is_ok(), "{path:?}");
        }
    }
}
