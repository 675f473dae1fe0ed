//! The first look at the blog, which finds the configuration, and with it perhaps another place of the blog.

use std::path::Path;

use super::config_file::{self, find};
use super::{BlogLocation, Session, publish_error};
use crate::blog::{Blog, Reading, Wanted};
use crate::config::Config;
use crate::error::Error;
use crate::github::{Look, Repository};
use crate::publish::{BlogSnapshot, folder};
use crate::series;

impl Session<'_> {
    /// A first look at the blog: what tells its engine, its language, and its configuration.
    pub(in crate::cli) async fn look(
        &self,
        location: &BlogLocation,
    ) -> Result<BlogSnapshot, Error> {
        let mut wanted = series::first_look(&self.paths());
        match location {
            BlogLocation::Folder(dir) => {
                wanted
                    .texts
                    .extend(config_file::MISPLACED.map(str::to_owned));
                look_into(dir, &wanted)
            }
            BlogLocation::Repository(repository) => self.look_at(repository, &wanted).await,
        }
    }

    /// Looks at the repository, and where its configuration names another base branch or another repository, there.
    async fn look_at(
        &self,
        repository: &Repository,
        wanted: &Wanted,
    ) -> Result<BlogSnapshot, Error> {
        let base = self.base()?;
        let first = look(repository, base.as_deref(), wanted).await?;
        let config = self.configured(&first.blog);
        let elsewhere = self.elsewhere(&config, &first)?;
        let second_base = base.as_ref().or(config.pull_request.base.as_ref());
        if elsewhere.is_none() && second_base.is_none_or(|base| *base == first.base) {
            return Ok(snapshot(repository.clone(), first));
        }
        let is_elsewhere = elsewhere.is_some();
        let blog = elsewhere.unwrap_or_else(|| repository.clone());
        let mut second = look(&blog, second_base.map(String::as_str), wanted).await?;
        // what names the blog goes before what is in it, as the configuration of a checkout does
        if is_elsewhere || matches!(find(&second.blog, &self.config_paths, false), Ok(None)) {
            for path in &self.config_paths {
                second.blog.take_over(path, &first.blog);
            }
            if let Some(path) = &config.template {
                let wanted = Wanted {
                    texts: vec![path.clone()],
                    ..Wanted::default()
                };
                let beside = look(repository, base.as_deref(), &wanted).await?;
                if beside.blog.read(path) != Reading::Absent {
                    second.blog.take_over(path, &beside.blog);
                }
            }
        }
        Ok(snapshot(blog, second))
    }

    /// The base branch, as far as it can be known before the configuration on GitHub was read.
    fn base(&self) -> Result<Option<String>, Error> {
        let local = self.local_config()?.and_then(|it| it.pull_request.base);
        Ok(self.blog.base.clone().or(local))
    }

    /// The configuration that was found with the blog; what is wrong with it is said later.
    fn configured(&self, blog: &Blog) -> Config {
        let found = self.found(blog).ok().flatten();
        let parsed = found.and_then(|found| found.parse().ok());
        parsed.unwrap_or_default()
    }

    /// The repository that the configuration in this one names instead of it.
    fn elsewhere(&self, config: &Config, here: &Look) -> Result<Option<Repository>, Error> {
        let named = config.blog.repository.as_ref();
        let named = named.filter(|name| !name.eq_ignore_ascii_case(&here.full_name));
        match (named, super::super::token("GITHUB_TOKEN")?) {
            (Some(name), Some(token)) if self.named_repository()?.is_none() => {
                Ok(Some(self.repository(name, &token)?))
            }
            _ => Ok(None),
        }
    }
}

fn look_into(dir: &Path, wanted: &Wanted) -> Result<BlogSnapshot, Error> {
    let blog = folder::read(dir, wanted).map_err(|source| Error::Read {
        path: dir.display().to_string(),
        source,
    })?;
    Ok(BlogSnapshot::Folder {
        dir: dir.to_owned(),
        blog,
    })
}

async fn look(repository: &Repository, base: Option<&str>, wanted: &Wanted) -> Result<Look, Error> {
    let look = repository.look(base, wanted).await;
    look.map_err(publish_error)
}

fn snapshot(repository: Repository, look: Look) -> BlogSnapshot {
    BlogSnapshot::Repository {
        repository: Box::new(repository),
        look: Box::new(look),
    }
}
