//! People's edits on our branch, and what a proposal can add to them.
//!
//! The post is merged three ways: what we generated last, what is on the branch, what we generate now. What we
//! generated last is nowhere stored as such once it was merged with edits; but our commit says its id, and it is found
//! again by taking the edits back out of that commit. Only what has that id is believed.

mod lines;

use std::collections::{BTreeMap, BTreeSet};

use crate::blog::File;
use crate::github::{Branch, Commit, Contents, Object, Pull, blob_id};
use crate::merge::{Merged, merge};
use crate::publish::Proposal;
use crate::publish::body::Verdict;

use super::commits::{is_untouched, lineage, trailers};
use super::trailer::Trailers;
use lines::{holds, likeness};

/// So many of our commits are looked at; the newest ones matter.
const MOST_MARKS: usize = 12;
/// So many files are looked at to find a post that was renamed.
const MOST_CANDIDATES: usize = 10;

/// What comparing brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edits {
    /// There is nothing to add to what people made of it.
    Nothing,
    /// What is new fits to what people did.
    Fit {
        /// Files with new content.
        additions: Vec<File>,
        /// Our files that are not needed any more.
        deletions: Vec<String>,
        /// Where the post goes.
        post: String,
    },
    /// What is new conflicts with what people did.
    Conflict {
        /// It, to be pasted by hand.
        block: String,
        /// Where the post is.
        post: String,
    },
    /// People took the post away.
    Gone,
}

impl Edits {
    /// What is worth remembering of it.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Nothing => Some(Verdict::Nothing),
            Self::Fit { .. } => None,
            Self::Conflict { .. } => Some(Verdict::Conflict),
            Self::Gone => Some(Verdict::Gone),
        }
    }
}

/// What is to be compared.
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

    /// Which ids and which texts have to be read.
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
        let base = self.generated(read);
        let Some((at, theirs)) = self.post(read, proposal, base.as_deref()) else {
            return Edits::Gone;
        };
        let ours = text_of(proposal);
        let merged = merge(base.as_deref().unwrap_or_default(), &theirs, &ours);
        let text = match merged {
            Merged::Unchanged => None,
            Merged::Clean(text) => Some(text),
            Merged::Conflict { ours_new } if holds(&theirs, &ours_new) => None,
            Merged::Conflict { ours_new } => {
                return Edits::Conflict {
                    block: ours_new,
                    post: at,
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
        let final_text = text.as_deref().unwrap_or(&theirs);
        if text.is_some() || moved {
            additions.push(File {
                path: post.clone(),
                bytes: final_text.as_bytes().to_vec(),
            });
        }
        if moved {
            deletions.push(at.clone());
        }
        self.add_assets(read, proposal, &at, &mut additions);
        for path in files
            .iter()
            .filter(|path| self.is_stale(read, proposal, path))
        {
            if !final_text.contains(file_name(path)) {
                deletions.push(path.clone());
            }
        }
        if additions.is_empty() && deletions.is_empty() {
            Edits::Nothing
        } else {
            Edits::Fit {
                additions,
                deletions,
                post,
            }
        }
    }

    /// What we generated last, with nobody's edits: of the newest commit of ours for which that can be found.
    fn generated(&self, read: &Contents) -> Option<String> {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for mark in &self.marks {
            if let Some(text) = text_at(read, &mark.oid, &mark.trailers.post) {
                known.insert(blob_id(text.as_bytes()), text.to_owned());
            }
        }
        // each round may bring what the next one needs
        let mut before = 0;
        while before < known.len() {
            before = known.len();
            for mark in &self.marks {
                if !known.contains_key(&mark.trailers.generated)
                    && let Some(text) = self.recovered(read, mark, &known)
                {
                    known.insert(mark.trailers.generated.clone(), text);
                }
            }
        }
        let mut newest_first = self.marks.iter().rev();
        newest_first.find_map(|mark| known.remove(&mark.trailers.generated))
    }

    /// Takes people's edits back out of a commit of ours: what it added, on top of what we had generated before.
    fn recovered(
        &self,
        read: &Contents,
        mark: &Mark,
        known: &BTreeMap<String, String>,
    ) -> Option<String> {
        let written = text_at(read, &mark.oid, &mark.trailers.post)?;
        let parent = mark.parent.as_deref()?;
        let before = self
            .marks
            .iter()
            .rev()
            .map(|other| other.trailers.post.as_str())
            .chain([mark.trailers.post.as_str()])
            .find_map(|path| text_at(read, parent, path))?;
        self.marks
            .iter()
            .rev()
            .filter_map(|other| known.get(&other.trailers.generated))
            .filter_map(|earlier| match merge(before, earlier, written) {
                Merged::Clean(text) => Some(text),
                Merged::Unchanged => Some(earlier.clone()),
                Merged::Conflict { .. } => None,
            })
            .find(|text| blob_id(text.as_bytes()) == mark.trailers.generated)
    }

    /// Where the post is on the branch, and its text.
    fn post(
        &self,
        read: &Contents,
        proposal: &Proposal,
        base: Option<&str>,
    ) -> Option<(String, String)> {
        let at = |path: &str| Some((path.to_owned(), text_at(read, &self.head, path)?.to_owned()));
        let ours = self.marks.iter().rev().map(|mark| &mark.trailers.post);
        ours.chain([&proposal.post_path])
            .find_map(|path| at(path))
            .or_else(|| {
                self.candidates
                    .iter()
                    .filter_map(|path| at(path))
                    .map(|found| (likeness(base.unwrap_or_default(), &found.1), found))
                    .filter(|(likeness, _)| *likeness >= 50)
                    .max_by_key(|(likeness, _)| *likeness)
                    .map(|(_, found)| found)
            })
    }

    /// Adds what is new, and replaces what is still as we wrote it.
    fn add_assets(&self, read: &Contents, proposal: &Proposal, post: &str, out: &mut Vec<File>) {
        for file in assets(proposal) {
            let path = self.place_of_asset(read, proposal, post, &file.path);
            let now = oid_at(read, &self.head, &path);
            let wanted = blob_id(&file.bytes);
            let fine = match now {
                Some(now) if now == wanted => true,
                Some(now) => !self.wrote(read, &file.path, now),
                None => self.was_taken_away(read, &file.path),
            };
            if !fine {
                out.push(File {
                    path,
                    bytes: file.bytes.clone(),
                });
            }
        }
    }

    /// Whether people deleted a file that one of our commits left there.
    fn was_taken_away(&self, read: &Contents, path: &str) -> bool {
        let ours: Vec<&Mark> = self.marks.iter().filter(|mark| mark.untouched).collect();
        let later = ours
            .iter()
            .skip(1)
            .map(|mark| mark.parent.as_deref().unwrap_or(&mark.oid))
            .chain([self.head.as_str()]);
        ours.iter().zip(later).any(|(mark, later)| {
            oid_at(read, &mark.oid, path).is_some() && oid_at(read, later, path).is_none()
        })
    }

    /// Assets follow a post whose whole folder was renamed.
    fn place_of_asset(
        &self,
        read: &Contents,
        proposal: &Proposal,
        post: &str,
        asset: &str,
    ) -> String {
        let (from, to) = (folder(&proposal.post_path), folder(post));
        let is_bundle = file_name(&proposal.post_path).starts_with("index.");
        match asset.strip_prefix(from) {
            Some(rest)
                if is_bundle
                    && from != to
                    && !self.placed(read, post)
                    && oid_at(read, &self.head, asset).is_none() =>
            {
                format!("{to}{rest}")
            }
            _ => asset.to_owned(),
        }
    }

    /// Whether we wrote exactly this content to this path.
    fn wrote(&self, read: &Contents, path: &str, oid: &str) -> bool {
        self.marks.iter().filter(|mark| mark.untouched).any(|mark| {
            let before = mark
                .parent
                .as_deref()
                .and_then(|parent| oid_at(read, parent, path));
            oid_at(read, &mark.oid, path) == Some(oid) && before != Some(oid)
        })
    }

    /// Whether a file is ours, untouched, and not part of the proposal any more.
    fn is_stale(&self, read: &Contents, proposal: &Proposal, path: &str) -> bool {
        !self.is_post(path)
            && path != proposal.post_path
            && !proposal.files.iter().any(|file| file.path == path)
            && oid_at(read, &self.head, path).is_some_and(|oid| self.wrote(read, path, oid))
    }

    /// Whether it was us who put the post there.
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
