//! What stands ready before the work begins: the client, the tokens, the configuration, a first look at the blog.
//!
//! `run` and `check` need the same things and differ in what they do when one is missing.

use std::fs;
use std::io;
use std::path::PathBuf;

use tokio::try_join;

use super::options::{self, Surroundings};
use crate::blog::Blog;
use crate::config::{self, Config};
use crate::engine;
use crate::error::Error;
use crate::github::{Address, Look, Repository};
use crate::http::{Http, Patience, Token};
use crate::memos::{self, Source};
use crate::pipeline::Settings;
use crate::publish::{self, Target, folder, pull_request};

/// Where the blog is.
#[derive(Debug)]
pub(super) enum Place {
    /// In a local checkout.
    Folder(PathBuf),
    /// On GitHub.
    Repository(Box<Repository>),
}

/// What a run may do with pull requests beyond the ordinary.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    pub(super) force: bool,
    pub(super) reopen: bool,
    pub(super) update_published: bool,
}

impl Place {
    /// Where issues go.
    pub(super) fn target<'a>(
        &'a self,
        seen: &'a Seen,
        settings: &Settings,
        wishes: Wishes,
    ) -> Target<'a> {
        match (self, seen) {
            (Self::Repository(repository), Seen::Repository(look)) => Target::Repository {
                repository,
                look,
                options: settings.pull_requests(wishes.reopen, wishes.update_published),
            },
            (Self::Folder(dir), _) => Target::Folder {
                dir: dir.clone(),
                force: wishes.force,
            },
            (Self::Repository(_), Seen::Folder(_)) => {
                unreachable!("a repository is looked at as one")
            }
        }
    }
}

/// What was seen of the blog at first.
#[derive(Debug)]
pub(super) enum Seen {
    /// A local checkout.
    Folder(Blog),
    /// A repository.
    Repository(Look),
}

impl Seen {
    pub(super) fn blog(&self) -> &Blog {
        match self {
            Self::Folder(blog) => blog,
            Self::Repository(look) => &look.blog,
        }
    }

    pub(super) fn blog_mut(&mut self) -> &mut Blog {
        match self {
            Self::Folder(blog) => blog,
            Self::Repository(look) => &mut look.blog,
        }
    }
}

/// The flags, and what they lead to.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) source: &'a options::Source,
    pub(super) blog: &'a options::Blog,
    pub(super) surroundings: &'a Surroundings,
    http: Http,
    /// The configuration file of the folder in which the program runs, if there is one.
    local: Option<String>,
    config_path: String,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        source: &'a options::Source,
        blog: &'a options::Blog,
        surroundings: &'a Surroundings,
    ) -> Result<Self, Error> {
        let path = blog
            .config
            .as_deref()
            .map(|path| path.to_string_lossy().replace('\\', "/"));
        let config_path = path.unwrap_or_else(|| config::PATH.to_owned());
        Ok(Self {
            source,
            blog,
            surroundings,
            http: Http::new(Patience::default())?,
            local: read_if_there(&config_path)?,
            config_path,
        })
    }

    /// Where the blog is: the folder that was named; else the repository that was named, or is the workflow's; else,
    /// if nothing is to be written, the folder in which the program runs.
    pub(super) fn place(&self, out: Option<PathBuf>, dry_run: bool) -> Result<Place, Error> {
        if let Some(folder) = out {
            return Ok(Place::Folder(folder));
        }
        let local = match &self.local {
            Some(text) => Config::parse(text, &self.config_path)?.blog.repository,
            None => None,
        };
        let named = self.blog.repository.clone().or(local);
        let named = named.or_else(|| self.surroundings.github_repository.clone());
        match (named, super::token("GITHUB_TOKEN")?) {
            (Some(name), Some(token)) => {
                Ok(Place::Repository(Box::new(self.repository(&name, &token)?)))
            }
            _ if dry_run => Ok(Place::Folder(PathBuf::from("."))),
            (None, _) => Err(Error::Missing {
                what: "the blog's repository",
                help: "pass --repository owner/name; or --out DIR for a local checkout; or --dry-run to only look",
            }),
            (_, None) => Err(Error::Missing {
                what: "GITHUB_TOKEN",
                help: "set it to a token that may write contents and pull requests of the blog's repository; or pass \
                       --out DIR for a local checkout",
            }),
        }
    }

    /// A first look at the blog: what tells its engine, its language, and its configuration.
    pub(super) async fn look(&self, place: &Place) -> Result<Seen, Error> {
        let wanted = engine::first_look(&self.config_path);
        match place {
            Place::Folder(dir) => match folder::read(dir, &wanted) {
                Ok(blog) => Ok(Seen::Folder(blog)),
                Err(source) => Err(Error::Read {
                    path: dir.display().to_string(),
                    source,
                }),
            },
            Place::Repository(repository) => {
                let look = repository.look(self.base()?.as_deref(), &wanted).await;
                Ok(Seen::Repository(look.map_err(publish_error)?))
            }
        }
    }

    /// The configuration, with the flags laid over it, and the blog with the local template in it.
    pub(super) fn config(&self, blog: &mut Blog) -> Result<Config, Error> {
        let found = self
            .local
            .as_deref()
            .or_else(|| blog.text(&self.config_path));
        let mut config = match found {
            Some(text) => Config::parse(text, &self.config_path)?,
            None if self.blog.config.is_some() => {
                return Err(Error::NoFile {
                    what: "configuration",
                    path: self.config_path.clone(),
                });
            }
            None => Config::default(),
        };
        self.source.lay_over(&mut config);
        self.blog.lay_over(&mut config);
        if let Some(path) = &config.template
            && let Some(text) = read_if_there(path)?
        {
            blog.add_text(path.as_str(), text);
        }
        Ok(config)
    }

    /// Where the configuration was found.
    pub(super) fn config_name(&self, blog: &Blog) -> String {
        if self.local.is_some() {
            self.config_path.clone()
        } else if blog.text(&self.config_path).is_some() {
            format!("{} on the base branch", self.config_path)
        } else {
            format!("no {}: defaults and flags", self.config_path)
        }
    }

    /// Looks at the blog and opens the source, side by side where the address of the latter is known.
    pub(super) async fn open(&self, place: &Place) -> Result<(Seen, Config, Source), Error> {
        if self.knows_source() {
            let early = self.config(&mut Blog::default())?;
            let (mut seen, source) = try_join!(self.look(place), self.open_source(&early))?;
            let config = self.config(seen.blog_mut())?;
            return Ok((seen, config, source));
        }
        let mut seen = self.look(place).await?;
        let config = self.config(seen.blog_mut())?;
        let source = self.open_source(&config).await?;
        Ok((seen, config, source))
    }

    /// Whether it is known where the memos are before the configuration was read.
    fn knows_source(&self) -> bool {
        self.local.is_some() || self.source.memos_url.is_some() || self.source.memos_file.is_some()
    }

    /// Opens the source of the memos, with the token already checked.
    pub(super) async fn open_source(&self, config: &Config) -> Result<Source, Error> {
        if let Some(path) = &self.source.memos_file {
            let user = self.source.memos_user.as_deref();
            return Ok(Source::from_path(path, user, config.memos.url.as_ref())?);
        }
        let Some(url) = config.memos.url.clone() else {
            return Err(Error::Missing {
                what: "the address of the Memos server",
                help: "set MEMOS_URL, or `memos.url` in .github/memos-weekly.yml",
            });
        };
        let Some(token) = super::token("MEMOS_TOKEN")? else {
            return Err(Error::Missing {
                what: "MEMOS_TOKEN",
                help: "make an access token in Memos under Settings → Access tokens, and store it as the secret \
                       MEMOS_TOKEN of the blog's repository",
            });
        };
        let options = memos::Options {
            url: url.to_string(),
            token,
            version: config.memos.version,
            allow_insecure_http: config.memos.allow_insecure_http,
        };
        Ok(Source::connect(&self.http, options).await?)
    }

    /// The base branch, as far as it can be known before the configuration on GitHub was read.
    fn base(&self) -> Result<Option<String>, Error> {
        let local = match &self.local {
            Some(text) => Config::parse(text, &self.config_path)?.pull_request.base,
            None => None,
        };
        Ok(self.blog.base.clone().or(local))
    }

    fn repository(&self, name: &str, token: &Token) -> Result<Repository, Error> {
        let surroundings = self.surroundings;
        let graphql = surroundings
            .github_graphql_url
            .as_ref()
            .map(url::Url::as_str);
        let address =
            Address::new(surroundings.github_api_url.as_str(), graphql).map_err(publish_error)?;
        Repository::new(&self.http, &address, token, name).map_err(publish_error)
    }
}

fn publish_error(error: crate::github::Error) -> Error {
    publish::Error::from(pull_request::Error::from(error)).into()
}

fn read_if_there(path: &str) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}
