//! Where issues go, behind one face: the pipeline does not know whether it fills a folder or opens pull requests.

use std::path::{Path, PathBuf};

use super::folder::{self, FileChange, Written};
use super::pull_request::{self, Options, PullRequests};
use super::record::Holding;
use super::{Index, Operation, Outcome, Proposal};
use crate::blog::{Blog, File, Wanted};
use crate::egress::Secrets;
use crate::github::{Look, Repository};
use crate::issue::{LedgerEntry, Sentence};

/// A blog after the first look at it.
#[derive(Debug)]
pub enum BlogSnapshot {
    /// A local checkout.
    Folder {
        /// The checkout.
        dir: PathBuf,
        /// Files and names that were read of it.
        blog: Blog,
    },
    /// A repository on GitHub.
    Repository {
        /// The repository.
        repository: Box<Repository>,
        /// The first answer about it.
        look: Box<Look>,
    },
}

/// Flags that let a run do more than usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublishFlags {
    /// Overwrite files of a folder that differ.
    pub force: bool,
    /// Give a closed pull request a successor.
    pub reopen: bool,
    /// Give a published issue a follow-up with what is new.
    pub update_published: bool,
}

/// The destination of issues, with its present state known.
#[derive(Debug)]
pub enum Target<'a> {
    /// A local checkout.
    Folder {
        /// Everything else that was read of it.
        blog: Blog,
        /// The checkout.
        dir: &'a Path,
        /// True if files that differ are overwritten.
        force: bool,
    },
    /// The pull requests of a repository.
    PullRequests(Box<PullRequests<'a>>),
}

/// The reason why an issue could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be read.
    #[error("cannot read {dir}")]
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

    /// Returns the request and the answer of a failure.
    pub fn at(&self) -> Option<String> {
        match self {
            Self::PullRequest(error) => error.at(),
            _ => None,
        }
    }
}

impl BlogSnapshot {
    /// Returns the files and names that were read of the blog.
    pub fn blog(&self) -> &Blog {
        match self {
            Self::Folder { blog, .. } => blog,
            Self::Repository { look, .. } => &look.blog,
        }
    }

    /// The same, to be completed.
    pub fn blog_mut(&mut self) -> &mut Blog {
        match self {
            Self::Folder { blog, .. } => blog,
            Self::Repository { look, .. } => &mut look.blog,
        }
    }

    /// Returns the first answer about the repository; `None` for a folder.
    pub fn look(&self) -> Option<&Look> {
        match self {
            Self::Folder { .. } => None,
            Self::Repository { look, .. } => Some(look),
        }
    }

    /// Reads what is known of these weeks, and what else is wanted of the blog.
    ///
    /// # Errors
    /// When it cannot be read, or nothing can ever be published there.
    pub async fn open(
        &self,
        weeks: &[String],
        wanted: &Wanted,
        options: Options,
        force: bool,
    ) -> Result<Target<'_>, Error> {
        match self {
            Self::Folder { dir, .. } => {
                let blog = folder::read(dir, wanted).map_err(|source| Error::Read {
                    dir: dir.display().to_string(),
                    source,
                })?;
                Ok(Target::Folder { blog, dir, force })
            }
            Self::Repository { repository, look } => {
                let pulls = PullRequests::read(repository, look, options, weeks, wanted).await?;
                Ok(Target::PullRequests(Box::new(pulls)))
            }
        }
    }
}

impl Target<'_> {
    /// Returns true if what is published here stands in the blog at once.
    pub fn is_blog(&self) -> bool {
        matches!(self, Self::Folder { .. })
    }

    /// Returns everything else that was read of the blog.
    pub fn blog(&self) -> &Blog {
        match self {
            Self::Folder { blog, .. } => blog,
            Self::PullRequests(pulls) => pulls.blog(),
        }
    }

    /// Reads more of the blog.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(&self, wanted: &Wanted) -> Result<Blog, Error> {
        match self {
            Self::Folder { dir, .. } => folder::read(dir, wanted).map_err(|source| Error::Read {
                dir: dir.display().to_string(),
                source,
            }),
            Self::PullRequests(pulls) => Ok(pulls.read_more(wanted).await?),
        }
    }

    /// Returns the weeks' pull requests; a folder has none.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        match self {
            Self::Folder { .. } => Vec::new(),
            Self::PullRequests(pulls) => pulls.ledger(),
        }
    }

    /// Returns the contents of the issues that wait in pull requests or were published; nothing is known of a folder's.
    pub fn holdings(&self) -> Vec<Holding> {
        match self {
            Self::Folder { .. } => Vec::new(),
            Self::PullRequests(pulls) => pulls.holdings(),
        }
    }

    /// Publishes an issue, as far as that is still to be done. A folder is this machine's own, and holds nothing but the
    /// proposal.
    pub async fn publish(
        &mut self,
        proposal: &Proposal,
        secrets: &Secrets,
    ) -> Result<Outcome, Error> {
        match self {
            Self::Folder { dir, force, .. } => {
                let index: Vec<File> = proposal.index.iter().filter_map(Index::file).collect();
                folder::foresee(dir, &index)?;
                let mut written = folder::write(dir, &proposal.files, *force)?;
                let operation = operation(&written, Operation::Updated, Operation::Created);
                // a file that people write too, of which nothing but our own lines was changed
                written.extend(folder::write(dir, &index, true)?);
                Ok(Outcome {
                    operation,
                    number: None,
                    url: None,
                    branch: None,
                    notices: written
                        .iter()
                        .map(|file| Sentence::untranslated(file.within(dir)))
                        .collect(),
                    warnings: Vec::new(),
                })
            }
            Self::PullRequests(pulls) => Ok(pulls.publish(proposal, secrets).await?),
        }
    }

    /// Says what [`Self::publish`] would do first, and does nothing.
    ///
    /// # Errors
    /// Where it would refuse before it writes anything. A post in a folder that differs is told and no error.
    pub async fn rehearse(&mut self, proposal: &Proposal) -> Result<Outcome, Error> {
        match self {
            Self::Folder { dir, .. } => {
                let index: Vec<File> = proposal.index.iter().filter_map(Index::file).collect();
                let files = folder::foresee(dir, &proposal.files)?;
                folder::foresee(dir, &index)?;
                Ok(Outcome {
                    operation: operation(&files, Operation::WouldUpdate, Operation::WouldCreate),
                    number: None,
                    url: None,
                    branch: None,
                    notices: Vec::new(),
                    warnings: Vec::new(),
                })
            }
            Self::PullRequests(pulls) => Ok(pulls.rehearse(proposal).await?),
        }
    }
}

/// Sums up the changes of an issue's files: an update outweighs a new file, and that outweighs no change.
fn operation(files: &[Written], updated: Operation, created: Operation) -> Operation {
    let has = |change| files.iter().any(|file| file.change == change);
    if has(FileChange::Updated) {
        updated
    } else if has(FileChange::Created) {
        created
    } else {
        Operation::Unchanged
    }
}
