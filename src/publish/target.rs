//! Where issues go, behind one face: the pipeline does not know whether it fills a folder or opens pull requests.

use std::path::PathBuf;

use super::folder::{self, Change};
use super::pull_request::{self, Options, PullRequests};
use super::{Operation, Outcome, Proposal};
use crate::blog::{Blog, Wanted};
use crate::github::{Look, Repository};
use crate::issue::LedgerEntry;

/// Where issues go.
#[derive(Debug)]
pub enum Target<'a> {
    /// Into a local checkout.
    Folder {
        /// The checkout.
        dir: PathBuf,
        /// Whether files that differ are overwritten.
        force: bool,
    },
    /// Into pull requests.
    Repository {
        /// The blog's repository.
        repository: &'a Repository,
        /// What was seen of it.
        look: &'a Look,
        /// How its pull requests are to be.
        options: Options,
    },
}

/// A target whose present state is known.
#[derive(Debug)]
pub enum Opened<'a> {
    /// A local checkout.
    Folder {
        /// What else was read of it.
        blog: Blog,
        /// The checkout.
        dir: PathBuf,
        /// Whether files that differ are overwritten.
        force: bool,
    },
    /// The pull requests of a repository.
    PullRequests(Box<PullRequests<'a>>),
}

/// Why an issue could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be read.
    #[error("{dir} cannot be read")]
    Read {
        /// The folder.
        dir: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The folder cannot be written.
    #[error(transparent)]
    Folder(#[from] folder::Error),
    /// There is no pull request.
    #[error(transparent)]
    PullRequest(#[from] pull_request::Error),
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Read { .. } => None,
            Self::Folder(error) => error.help(),
            Self::PullRequest(error) => error.help(),
        }
    }

    /// What was asked, and what came.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::PullRequest(error) => error.at(),
            _ => None,
        }
    }
}

impl<'a> Target<'a> {
    /// Reads what is known of these weeks, and what else is wanted of the blog.
    pub async fn open(self, weeks: &[String], wanted: &Wanted) -> Result<Opened<'a>, Error> {
        match self {
            Self::Folder { dir, force } => {
                let blog = folder::read(&dir, wanted).map_err(|source| Error::Read {
                    dir: dir.display().to_string(),
                    source,
                })?;
                Ok(Opened::Folder { blog, dir, force })
            }
            Self::Repository {
                repository,
                look,
                options,
            } => {
                let pulls = PullRequests::read(repository, look, options, weeks, wanted).await?;
                Ok(Opened::PullRequests(Box::new(pulls)))
            }
        }
    }
}

impl Opened<'_> {
    /// Whether what is published here stands in the blog at once.
    pub fn is_blog(&self) -> bool {
        matches!(self, Self::Folder { .. })
    }

    /// What else was read of the blog.
    pub fn blog(&self) -> &Blog {
        match self {
            Self::Folder { blog, .. } => blog,
            Self::PullRequests(pulls) => pulls.blog(),
        }
    }

    /// Which weeks have pull requests; a folder has none.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        match self {
            Self::Folder { .. } => Vec::new(),
            Self::PullRequests(pulls) => pulls.ledger(),
        }
    }

    /// Publishes an issue, as far as that is still to be done.
    pub async fn publish(&mut self, proposal: &Proposal) -> Result<Outcome, Error> {
        match self {
            Self::Folder { dir, force, .. } => {
                let written = folder::write(dir, &proposal.files, *force)?;
                let is = |change| written.iter().any(|file| file.change == change);
                let operation = if is(Change::Updated) {
                    Operation::Updated
                } else if is(Change::Created) {
                    Operation::Created
                } else {
                    Operation::Unchanged
                };
                Ok(Outcome {
                    operation,
                    number: None,
                    url: None,
                    notices: written.iter().map(|file| file.within(dir)).collect(),
                })
            }
            Self::PullRequests(pulls) => Ok(pulls.publish(proposal).await?),
        }
    }
}
