//! What stands ready before the work begins: client, tokens, configuration, the blog's first look, the source.
//!
//! `run` and `check` need the same things and differ in what they do when one is missing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::try_join;

use super::options::{self, Surroundings};
use crate::blog::Blog;
use crate::config::{self, Config};
use crate::engine;
use crate::error::Error;
use crate::github::{Address, Look, Repository};
use crate::http::Http;
use crate::memos::{self, Source};
use crate::publish::{Target, folder, pull_request};

/// Where the blog is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In a local checkout.
    Folder(PathBuf),
    /// On GitHub, as `owner/name`.
    Repository(String),
}

/// The flags, and what they lead to.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    source: &'a options::Source,
    blog: &'a options::Blog,
    surroundings: &'a Surroundings,
    http: Http,
    /// The configuration file of the folder in which the program runs, if there is one: its path and its text.
    local: Option<(String, String)>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        source: &'a options::Source,
        blog: &'a options::Blog,
        surroundings: &'a Surroundings,
        http: Http,
    ) -> Result<Self, Error> {
        let path = blog.config.clone().unwrap_or_else(|| PathBuf::from(config::PATH));
        let name = path.display().to_string();
        let local = match fs::read_to_string(&path) {
            Ok(text) => Some((name, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(Error::Read { path: name, source }),
        };
        Ok(Self { source, blog, surroundings, http, local })
    }

    /// The configuration, with the flags laid over it.
    pub(super) fn config(&self, blog: &Blog) -> Result<Config, Error> {
        let path = self.config_path();
        let found = match &self.local {
            Some((name, text)) => Some((name.as_str(), text.as_str())),
            None => blog.text(&path).map(|text| (path.as_str(), text)),
        };
        let mut config = match found {
            Some((name, text)) => Config::parse(text, name)?,
            None if self.blog.config.is_some() => {
                return Err(Error::NoConfig { path });
            }
            None => Config::default(),
        };
        self.source.lay_over(&mut config);
        self.blog.lay_over(&mut config);
        Ok(config)
    }

    /// The path of the configuration in the blog's repository.
    fn config_path(&self) -> String {
        let configured = self.blog.config.as_deref().unwrap_or(Path::new(config::PATH));
        configured.to_string_lossy().replace('\\', "/")
    }
}
