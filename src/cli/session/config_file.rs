//! The configuration file among the files of a blog: one, none, or a reason to stop.

use crate::blog::{Blog, Reading, Wanted};
use crate::config::{self, Config};
use crate::error::Error;

/// Paths at which people put a configuration by mistake.
pub(super) const MISPLACED: [&str; 8] = [
    "memos-weekly.yml",
    "memos-weekly.yaml",
    ".memos-weekly.yml",
    ".memos-weekly.yaml",
    ".config/memos-weekly.yml",
    ".github/memos_weekly.yml",
    ".github/memos-weekly.json",
    ".github/memos-weekly.toml",
];

/// A configuration file that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConfigFile<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    /// True if it stands in the folder in which the program runs.
    pub(super) is_local: bool,
}

impl ConfigFile<'_> {
    pub(super) fn parse(self) -> Result<Config, Error> {
        Ok(Config::parse(self.text, self.path)?)
    }
}

/// The files among which a configuration is looked for, or looked out for.
pub(super) fn wanted(paths: &[&str]) -> Wanted {
    let texts = paths.iter().chain(&MISPLACED);
    Wanted {
        texts: texts.map(|&path| path.to_owned()).collect(),
        folders: Vec::new(),
    }
}

/// The one of `paths` that there is.
pub(super) fn find<'a>(
    blog: &'a Blog,
    paths: &'a [String],
    is_local: bool,
) -> Result<Option<ConfigFile<'a>>, Error> {
    let mut found = None;
    for path in paths {
        match (blog.read(path), found) {
            (Reading::Absent, _) => {}
            (Reading::Unreadable(reason), _) => {
                return Err(Error::Unreadable {
                    what: "configuration",
                    path: path.clone(),
                    reason: reason.clone(),
                });
            }
            (Reading::Text(_), Some(_)) => return Err(Error::TwoConfigurations),
            (Reading::Text(text), None) => {
                found = Some(ConfigFile {
                    path,
                    text,
                    is_local,
                });
            }
        }
    }
    Ok(found)
}

/// A sentence about each configuration that is not where it would be read.
pub(super) fn misplaced(here: &Blog, blog: &Blog) -> Vec<String> {
    let is_there = |path: &&str| here.has(path) || blog.has(path);
    let say = |path: &str| {
        format!(
            "{path} is not read; the configuration is read from {}",
            config::PATHS[0]
        )
    };
    MISPLACED.into_iter().filter(is_there).map(say).collect()
}
