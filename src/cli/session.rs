//! What stands ready before the work begins: the client, the tokens, the configuration, a first look at the blog.
//!
//! `run` and `check` need the same things and differ in what they do when one is missing.

mod config_file;
mod look;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tokio::try_join;

use self::config_file::{ConfigFile, find};
use super::options::{BlogFlags, RunnerEnv, SharedFlags, SourceFlags};
use super::terminal::{say, watched};
use crate::blog::{Blog, BlogPath, Reading, Wanted};
use crate::config::{self, Config};
use crate::error::Error;
use crate::github::{Address, Clock, Repository};
use crate::http::{Http, Patience, Token};
use crate::memos::{self, Source};
use crate::publish::{self, BlogSnapshot, folder, pull_request};
use crate::size::counted;

/// The location of the blog.
#[derive(Debug)]
pub(super) enum BlogLocation {
    /// In a local checkout.
    Folder(PathBuf),
    /// On GitHub.
    Repository(Box<Repository>),
}

/// The purpose for which a command needs the blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To write into it.
    Publish,
    /// To number issues, beside those that are in pull requests.
    Plan,
    /// To say what would keep a job from working; where no repository is known, in the folder.
    Check,
    /// To show what a post would be, in the folder if need be.
    Look,
}

impl Purpose {
    /// Says what to do where no repository was named.
    fn without_repository(self) -> &'static str {
        match self {
            Self::Publish => {
                "pass --repository owner/name; or --out DIR for a local checkout; or --dry-run to only look"
            }
            _ => "pass --repository owner/name; or --out DIR for a local checkout",
        }
    }

    /// Says what to do where there is no token for it.
    fn without_token(self) -> &'static str {
        match self {
            Self::Publish => {
                "set it to a token that may write contents and pull requests of the blog's repository; or pass --out \
                 DIR for a local checkout"
            }
            _ => {
                "set it to a token that may read the blog's repository; or pass --out DIR for a local checkout"
            }
        }
    }
}

impl SharedFlags {
    pub(super) fn session(&self) -> Result<Session<'_>, Error> {
        Session::new(&self.source, &self.blog, &self.env)
    }
}

/// The flags, and what they lead to.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub(super) source: &'a SourceFlags,
    pub(super) blog: &'a BlogFlags,
    pub(super) env: &'a RunnerEnv,
    started: Instant,
    http: Http,
    /// The folder in which the program runs, as far as a configuration may be there.
    here: Blog,
    /// Paths at which a configuration may be; one path if it was named.
    config_paths: Vec<String>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        source: &'a SourceFlags,
        blog: &'a BlogFlags,
        env: &'a RunnerEnv,
    ) -> Result<Self, Error> {
        let config_paths = match &blog.config {
            Some(path) => vec![named(path)?.as_str().to_owned()],
            None => config::PATHS.map(str::to_owned).to_vec(),
        };
        let mut session = Self {
            source,
            blog,
            env,
            started: Instant::now(),
            http: Http::new(Patience::default())?,
            here: Blog::default(),
            config_paths,
        };
        session.here = read_here(&config_file::wanted(&session.paths()))?;
        Ok(session)
    }

    /// Finds the location of the blog: the folder that was named; else the repository that was named, or is the
    /// workflow's; else, if that serves the purpose, the folder in which the program runs.
    pub(super) fn location(
        &self,
        out: Option<PathBuf>,
        purpose: Purpose,
    ) -> Result<BlogLocation, Error> {
        if let Some(folder) = out {
            return Ok(BlogLocation::Folder(folder));
        }
        let named = self.named_repository()?;
        let named = named.or_else(|| self.env.github_repository.clone());
        match (named, super::token("GITHUB_TOKEN")?) {
            (Some(name), Some(token)) => Ok(BlogLocation::Repository(Box::new(
                self.repository(&name, &token)?,
            ))),
            (None, _) if purpose == Purpose::Check => Ok(this_folder()),
            _ if purpose == Purpose::Look => Ok(this_folder()),
            (None, _) => Err(Error::Missing {
                what: "the blog's repository",
                help: purpose.without_repository(),
            }),
            (_, None) => Err(Error::Missing {
                what: "GITHUB_TOKEN",
                help: purpose.without_token(),
            }),
        }
    }

    /// The configuration, with the flags laid over it, and the blog with the local template in it.
    pub(super) fn config(&self, blog: &mut Blog) -> Result<Config, Error> {
        if self.blog.config.is_some() && self.found(blog)?.is_none() {
            return Err(Error::NoFile {
                what: "configuration",
                path: self.config_paths.join(", "),
            });
        }
        self.config_or_default(blog)
    }

    /// The same where the configuration that is named need not exist yet.
    pub(super) fn config_or_default(&self, blog: &mut Blog) -> Result<Config, Error> {
        let found = self.found(blog)?.map(ConfigFile::parse).transpose()?;
        let mut config = found.unwrap_or_default();
        self.lay_over(&mut config);
        if let Some(path) = &config.template {
            let local = read_here(&Wanted {
                texts: vec![path.clone()],
                folders: Vec::new(),
            })?;
            if local.read(path) != Reading::Absent {
                blog.extend(&local);
            }
        }
        Ok(config)
    }

    /// The path of the blog's own configuration, or the one at which it would be.
    pub(super) fn config_path(&self, blog: &Blog) -> Result<String, Error> {
        let found = find(blog, &self.config_paths, false)?;
        let path = found.map_or(self.config_paths[0].as_str(), |found| found.path);
        Ok(path.to_owned())
    }

    /// Names the configuration that was found, and its place.
    pub(super) fn config_name(&self, blog: &Blog, location: Option<&BlogLocation>) -> String {
        match (self.found(blog), location) {
            (Ok(Some(found)), Some(BlogLocation::Repository(repository))) if !found.is_local => {
                format!("{} in {}", found.path, repository.full_name())
            }
            (Ok(Some(found)), _) => found.path.to_owned(),
            _ => format!("no {}: defaults and flags", self.config_paths[0]),
        }
    }

    /// A sentence about each configuration that is not where it would be read.
    pub(super) fn misplaced(&self, blog: &Blog) -> Vec<String> {
        match &self.blog.config {
            Some(_) => Vec::new(),
            None => config_file::misplaced(&self.here, blog),
        }
    }

    /// Looks at the blog and opens the source, side by side where the address of the latter is known. What the blog's
    /// configuration says of the source holds all the same: where it says more, the source is opened once more.
    pub(super) async fn open(
        &self,
        location: &BlogLocation,
    ) -> Result<(BlogSnapshot, Config, Source), Error> {
        if self.knows_source() {
            let mut early = self.local_config()?.unwrap_or_default();
            self.lay_over(&mut early);
            let opened = async { Ok(self.open_source(&early).await) };
            let ((seen, config), source) = try_join!(self.look_and_configure(location), opened)?;
            let source = if config.memos == early.memos {
                source?
            } else {
                self.open_source(&config).await?
            };
            return Ok((seen, config, source));
        }
        let (seen, config) = self.look_and_configure(location).await?;
        let source = self.open_source(&config).await?;
        Ok((seen, config, source))
    }

    async fn look_and_configure(
        &self,
        location: &BlogLocation,
    ) -> Result<(BlogSnapshot, Config), Error> {
        let mut seen = self.look(location).await?;
        let is_hidden = seen.look().is_some_and(super::is_hidden);
        let config = self.config(seen.blog_mut());
        let config = config.map_err(|error| error.without_source_if(is_hidden))?;
        Ok((seen, config))
    }

    /// Does some work in what is left of the time that a run may take.
    pub(super) async fn in_time<T>(
        &self,
        config: Option<&Config>,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let configured = config.and_then(|config| config.timeout_minutes);
        let minutes = self.blog.timeout_minutes.or(configured).unwrap_or(20.0);
        let end = self.started + Duration::from_secs_f64(minutes * 60.0);
        let work = watched("working", timeout_at(end, work));
        let done = work.await;
        done.unwrap_or(Err(Error::Deadline { minutes }))
    }

    /// Returns true if the source of the memos is known before the configuration of the blog was read.
    fn knows_source(&self) -> bool {
        let is_here = |path: &&str| self.here.read(path) != Reading::Absent;
        self.source.memos_url.is_some()
            || self.source.memos_file.is_some()
            || self.paths().iter().any(is_here)
    }

    /// Opens the source of the memos; whether its token is accepted shows with the first list.
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
                help: "make an access token in Memos under Settings → Access Tokens (before 0.30: Settings → My Account), with \
                       “Expiration: Never”, and store it as the secret MEMOS_TOKEN of the blog's repository",
            });
        };
        let options = memos::Options {
            url: url.to_string(),
            token,
            version: config.memos.version,
            allow_insecure_http: config.memos.allow_insecure_http,
            now: self.env.now(),
        };
        Ok(Source::open(&self.http, options).await?)
    }

    fn paths(&self) -> Vec<&str> {
        self.config_paths.iter().map(String::as_str).collect()
    }

    /// The configuration file: that of the folder in which the program runs goes before that of the blog.
    fn found<'b>(&'b self, blog: &'b Blog) -> Result<Option<ConfigFile<'b>>, Error> {
        let local = find(&self.here, &self.config_paths, true)?;
        match local {
            Some(found) => Ok(Some(found)),
            None => find(blog, &self.config_paths, false),
        }
    }

    /// The configuration of the folder in which the program runs.
    pub(super) fn local_config(&self) -> Result<Option<Config>, Error> {
        let found = find(&self.here, &self.config_paths, true)?;
        found.map(ConfigFile::parse).transpose()
    }

    /// Lays the flags over a configuration.
    fn lay_over(&self, config: &mut Config) {
        self.source.lay_over(config);
        self.blog.lay_over(config);
    }

    /// The repository that a flag names, or the configuration of the folder in which the program runs.
    fn named_repository(&self) -> Result<Option<String>, Error> {
        let local = self.local_config()?.and_then(|it| it.blog.repository);
        Ok(self.blog.repository.clone().or(local))
    }

    fn repository(&self, name: &str, token: &Token) -> Result<Repository, Error> {
        let graphql = self.env.github_graphql_url.as_ref().map(url::Url::as_str);
        let address =
            Address::new(self.env.github_api_url.as_str(), graphql).map_err(publish_error)?;
        let repository =
            Repository::new(&self.http, &address, token, name).map_err(publish_error)?;
        let local = self.local_config()?.and_then(|it| it.timeout_minutes);
        let minutes = self.blog.timeout_minutes.or(local);
        let clock = minutes.map_or_else(Clock::default, |minutes| {
            Clock::within(Duration::from_secs_f64(minutes * 60.0))
        });
        Ok(repository.within(clock.telling(|wait| {
            let seconds = counted(wait.as_secs(), "second");
            let text = format!("{seconds}, as GitHub's rate limit asks");
            say("waiting", &text);
        })))
    }
}

fn this_folder() -> BlogLocation {
    BlogLocation::Folder(PathBuf::from("."))
}

fn publish_error(error: crate::github::Error) -> Error {
    publish::Error::from(pull_request::Error::from(error)).into()
}

/// A path from the command line, which may be written in this machine's own way.
fn named(path: &Path) -> Result<BlogPath, Error> {
    let path = path.to_string_lossy().replace('\\', "/");
    BlogPath::new(path.trim_start_matches("./")).map_err(|reason| Error::Path {
        what: "--config",
        path,
        reason,
    })
}

fn read_here(wanted: &Wanted) -> Result<Blog, Error> {
    folder::read(Path::new("."), wanted).map_err(|source| Error::Read {
        path: ".".to_owned(),
        source,
    })
}
