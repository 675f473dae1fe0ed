//! People's edits on our branch, and what a proposal can add to them.
//!
//! The post is merged three ways: what we generated last, what is on the branch, what we generate now. What we
//! generated last is nowhere stored as such once it was merged with edits; but our commit says its id, and it is found
//! again by taking the edits back out of that commit. Only what has that id is believed.

mod assets;
mod base;
mod index;
mod lines;
mod text;

use std::collections::BTreeSet;

use crate::blog::File;
use crate::github::{Branch, Commit, Contents, Object, Pull};
use crate::publish::Proposal;
use crate::publish::body::Verdict;
use crate::publish::record::{Record, Withdrawn};

use super::commits::{is_untouched, lineage, trailers};
use super::trailer::Trailers;
use text::PostEdit;

/// Maximum number of our commits that are looked at; the newest ones matter.
const MOST_MARKS: usize = 12;
/// Maximum number of files that are looked at to find a post that was renamed.
const MOST_CANDIDATES: usize = 10;

/// The result of comparing people's edits with the proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edits {
    /// There is nothing to add to what people made of it.
    Nothing,
    /// The new text fits people's edits.
    Fit {
        /// Files with new content.
        additions: Vec<File>,
        /// Our files that are not needed any more.
        deletions: Vec<String>,
        /// Path of the post.
        post: String,
        /// The files as they would be without people's edits.
        generated: Generated,
    },
    /// The new text conflicts with people's edits.
    Conflict {
        /// It, to be pasted by hand.
        block: String,
        /// Path of the post.
        post: String,
        /// Memos that are no longer public, but were edited by people.
        left: Vec<Left>,
    },
    /// People took the post away.
    Gone,
}

/// Files without anybody's edits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generated {
    /// The id of the post's content.
    pub post: String,
    /// The digest of all files.
    pub digest: String,
    /// The id and the path of the list of all issues.
    pub index: Option<(String, String)>,
    /// The memos in it.
    pub memos: Record,
    /// True if people's edits kept out what is new, and only what was withdrawn is gone.
    pub is_partial: bool,
}

/// A memo that has to be taken out by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The memo itself.
    pub memo: Withdrawn,
    /// The first and the last line of the post on which it is, both included, if that can be told.
    pub lines: Option<(usize, usize)>,
}

impl Edits {
    /// Returns the result that is worth remembering; `None` if something is to be written.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Nothing => Some(Verdict::Nothing),
            Self::Fit { .. } => None,
            Self::Conflict { .. } => Some(Verdict::Conflict),
            Self::Gone => Some(Verdict::Gone),
        }
    }
}

/// The two sides of a comparison: the branch, and our commits on it.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    head: String,
    marks: Vec<Mark>,
    candidates: Vec<String>,
}

/// A commit of ours.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    oid: String,
    parent: Option<String>,
    trailers: Trailers,
    untouched: bool,
}

/// Pairs of a commit and a path.
type Places = Vec<(String, String)>;

/// Our commits on a branch, oldest first; before them those that somebody pushed away by force.
pub(super) fn marks(branch: &Branch, pull: Option<&Pull>, week: &str, viewer: &str) -> Vec<Mark> {
    let overwritten = pull.into_iter().flat_map(|pull| &pull.overwritten);
    let mut marks: Vec<Mark> = overwritten
        .filter_map(|commit| Mark::of(commit, week, viewer))
        .collect();
    let standing: Vec<Mark> = lineage(branch)
        .filter_map(|commit| Mark::of(commit, week, viewer))
        .take(MOST_MARKS)
        .collect();
    marks.extend(standing.into_iter().rev());
    marks
}

impl Mark {
    /// `None` for a commit that is not one of this week's.
    pub(super) fn of(commit: &Commit, week: &str, viewer: &str) -> Option<Self> {
        Some(Self {
            oid: commit.oid.clone(),
            parent: commit.parents.first().cloned(),
            trailers: trailers(commit, week)?,
            untouched: is_untouched(commit, week, viewer),
        })
    }
}

impl Comparison {
    pub(super) fn new(head: String, marks: Vec<Mark>, files: &[String]) -> Self {
        let known = |path: &String| marks.iter().any(|mark| mark.trailers.post == *path);
        let extension = marks
            .last()
            .and_then(|mark| mark.trailers.post.rsplit_once('.'))
            .map_or("md", |(_, extension)| extension);
        let candidates = files
            .iter()
            .filter(|path| path.ends_with(&format!(".{extension}")) && !known(path))
            .take(MOST_CANDIDATES)
            .cloned()
            .collect();
        Self {
            head,
            marks,
            candidates,
        }
    }

    /// Returns the places at which ids have to be read, and those at which texts have to be.
    pub(super) fn places(&self, proposal: &Proposal, files: &[String]) -> (Places, Places) {
        let mut objects = BTreeSet::new();
        let mut texts = BTreeSet::new();
        let posts = self.marks.iter().map(|mark| &mark.trailers.post);
        for path in posts.chain([&proposal.post_path]).chain(&self.candidates) {
            texts.insert((self.head.clone(), path.clone()));
        }
        let posts: BTreeSet<&String> = self.marks.iter().map(|mark| &mark.trailers.post).collect();
        for mark in &self.marks {
            texts.insert((mark.oid.clone(), mark.trailers.post.clone()));
            if let Some(parent) = &mark.parent {
                texts.extend(posts.iter().map(|post| (parent.clone(), (*post).clone())));
            }
        }
        for (commit, path) in self.places_of_index(proposal) {
            texts.insert((commit, path));
        }
        let assets = assets(proposal).map(|file| &file.path);
        for path in assets.chain(files.iter().filter(|path| !self.is_post(path))) {
            objects.insert((self.head.clone(), path.clone()));
            for mark in self.marks.iter().filter(|mark| mark.untouched) {
                objects.insert((mark.oid.clone(), path.clone()));
                objects.extend(mark.parent.clone().map(|parent| (parent, path.clone())));
            }
        }
        (objects.into_iter().collect(), texts.into_iter().collect())
    }

    /// Judges what was read.
    pub(super) fn weigh(&self, read: &Contents, proposal: &Proposal, files: &[String]) -> Edits {
        let base = self.generated(read, proposal);
        let (at, theirs) = match self.post(read, proposal, base.text()) {
            Some((at, Some(theirs))) => (at, theirs),
            Some((at, None)) => return Self::unreadable(&base, at, proposal),
            // it was us who took it away, or there never was one
            None if base.is_empty() => (proposal.post_path.clone(), String::new()),
            None => return Edits::Gone,
        };
        let text = match Self::text(&base, &theirs, proposal) {
            PostEdit::Fits(text) => text,
            PostEdit::Conflict { block, left } => {
                // a picture of a memo that only changed is still shown by the text that stays
                let stays = base.without(&base.withdrawn(proposal));
                let deletions = self.stale(read, proposal, files, stays.as_deref());
                if left.is_empty() || deletions.is_empty() {
                    let post = at;
                    return Edits::Conflict { block, post, left };
                }
                // the files of what was withdrawn go, whatever becomes of its text
                let generated = base.partial(proposal, base.text(), &[]);
                return Edits::Fit {
                    additions: Vec::new(),
                    deletions,
                    post: at,
                    generated,
                };
            }
        };
        let is_free = oid_at(read, &self.head, &proposal.post_path).is_none();
        let moved = at != proposal.post_path && is_free && self.placed(read, &at);
        let post = if moved {
            proposal.post_path.clone()
        } else {
            at.clone()
        };
        let mut additions = Vec::new();
        let mut deletions = Vec::new();
        let final_text = text.new.as_deref().unwrap_or(&theirs);
        if text.is_gone {
            deletions.push(at.clone());
        } else if text.new.is_some() || moved {
            additions.push(File {
                path: post.clone(),
                bytes: final_text.as_bytes().to_vec(),
            });
            deletions.extend(moved.then(|| at.clone()));
        }
        self.add_assets(read, proposal, &at, &mut additions);
        self.add_index(read, proposal, &mut additions, &mut deletions);
        let named = (!text.is_gone).then_some(final_text);
        deletions.extend(self.stale(read, proposal, files, named));
        if additions.is_empty() && deletions.is_empty() {
            Edits::Nothing
        } else {
            Edits::Fit {
                additions,
                deletions,
                post,
                generated: text.generated,
            }
        }
    }

    /// The post as it is published, and what was withdrawn but is still in it.
    pub(super) fn published(
        &self,
        read: &Contents,
        proposal: &Proposal,
    ) -> Option<(String, Vec<Withdrawn>)> {
        let base = self.generated(read, proposal);
        let (at, theirs) = self.post(read, proposal, base.text())?;
        let left = if let Some(theirs) = theirs {
            base.still_in(&theirs, proposal)
        } else {
            let left = base.left_unread(proposal).into_iter();
            left.map(|left| left.memo).collect()
        };
        (!left.is_empty()).then_some((at, left))
    }

    /// Returns true if one of our commits created the post there.
    fn placed(&self, read: &Contents, path: &str) -> bool {
        let mut here = self.marks.iter().filter(|mark| mark.trailers.post == path);
        here.any(|mark| {
            mark.parent
                .as_deref()
                .is_some_and(|parent| oid_at(read, parent, path).is_none())
        })
    }

    fn is_post(&self, path: &str) -> bool {
        self.marks.iter().any(|mark| mark.trailers.post == path)
    }
}

fn text_at<'a>(read: &'a Contents, commit: &str, path: &str) -> Option<&'a str> {
    read.get(commit, path)?.text.as_deref()
}

fn oid_at<'a>(read: &'a Contents, commit: &str, path: &str) -> Option<&'a str> {
    read.get(commit, path)
        .map(|Object { oid, .. }| oid.as_str())
}

fn text_of(proposal: &Proposal) -> String {
    proposal
        .files
        .iter()
        .find(|file| file.path == proposal.post_path)
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .unwrap_or_default()
}

fn assets(proposal: &Proposal) -> impl Iterator<Item = &File> {
    proposal
        .files
        .iter()
        .filter(|file| file.path != proposal.post_path)
}

/// With its closing `/`; empty for the root.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
