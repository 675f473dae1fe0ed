//! The list of all issues: which ones it lacks, and how a file of the blog links to them.

use chrono::Datelike as _;

use super::{Made, Settings};
use crate::blog::{Reading, Wanted, post};
use crate::engine;
use crate::error::Error;
use crate::index::{self, IndexEntry};
use crate::issue::{Issue, Published};
use crate::publish::Index;
use crate::render::Post;

/// Maximum number of posts that are read for their titles when a list is begun.
const MOST_READ: usize = 500;

impl Settings {
    /// Returns the posts that must be read for their titles, to list the issues that the list lacks.
    pub(super) fn unlisted(&self) -> Option<Wanted> {
        let path = self.config.index.as_deref()?;
        let text = self.blog.text(path).unwrap_or_default();
        let posts = self.published().into_iter().rev();
        let unknown = posts.filter(|post| {
            self.blog.text(&post.path).is_none() && !index::lists(text, &self.entry(path, post))
        });
        let texts: Vec<String> = unknown.map(|post| post.path).take(MOST_READ).collect();
        (!texts.is_empty()).then(|| Wanted {
            texts,
            ..Wanted::default()
        })
    }

    /// The list with an issue in it, and with the published ones that it lacks; `None` if it is complete.
    pub(super) fn index(&self, issue: &Issue, post: &Post) -> Result<Option<Index>, Error> {
        let Some(path) = &self.config.index else {
            return Ok(None);
        };
        let text = match self.blog.read(path) {
            Reading::Text(text) => Some(text),
            Reading::Absent => None,
            Reading::Unreadable(reason) => {
                return Err(Error::Unreadable {
                    what: "index",
                    path: path.clone(),
                    reason: reason.clone(),
                });
            }
        };
        if text.is_none() && engine::is_page(self.engine, &self.learnt.conventions.site, path) {
            return Err(Error::NoIndex { path: path.clone() });
        }
        let own = Published {
            number: issue.number,
            path: post.path.clone(),
            date: Some(issue.date.date_naive()),
            title: Some(issue.title.clone()),
            front: Some(Vec::new()),
        };
        let mut posts = self.published();
        posts.retain(|post| {
            post.path != own.path
                && post.number != own.number
                && !post::is_draft(&self.blog, &post.path)
        });
        posts.push(own);
        let entries: Vec<IndexEntry> = posts.iter().map(|post| self.entry(path, post)).collect();
        let updated = index::update(text, &issue.series, &entries);
        let updated = updated.map_err(|error| Error::Index {
            path: path.clone(),
            error,
        })?;
        let before = text.unwrap_or_default();
        let lacking = entries.iter().filter(|entry| !index::lists(before, entry));
        let added: Vec<&str> = lacking.map(|entry| entry.link.as_str()).collect();
        Ok((updated != before).then(|| Index {
            path: path.clone(),
            added: added.join("\n"),
            text: updated,
        }))
    }

    /// The list as it is on the base branch: what an issue of which nothing is left has to bring back.
    pub(super) fn untouched_index(&self) -> Option<Index> {
        let path = self.config.index.clone()?;
        Some(Index {
            text: self.blog.text(&path).unwrap_or_default().to_owned(),
            added: String::new(),
            path,
        })
    }

    /// Remembers what was written into a folder.
    pub(super) fn take_in_index(&mut self, made: Option<&Made>) {
        if let Some(index) = made.and_then(|made| made.proposal.index.as_ref()) {
            self.blog.add_text(&*index.path, &*index.text);
        }
    }

    fn entry(&self, index: &str, post: &Published) -> IndexEntry {
        let number = format!("#{}", post.number);
        let title = post.title.as_deref().unwrap_or(&number);
        let site = &self.learnt.conventions.site;
        let link = engine::index_link(self.engine, site, index, post, title);
        IndexEntry {
            number: post.number,
            year: post.date.map(|date| date.year()),
            link: link.markdown,
            addresses: link.addresses,
        }
    }
}
