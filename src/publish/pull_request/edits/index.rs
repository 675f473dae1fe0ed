//! The list of all issues: merged like the post, but people's file first of all.

use crate::blog::File;
use crate::github::Contents;
use crate::merge::{Merged, merge_lines};
use crate::publish::Proposal;

use super::{Comparison, Mark};

impl Comparison {
    /// The same comparison about the list of all issues instead of the post; `None` if it was never written here.
    pub(super) fn of_index(&self, proposal: &Proposal) -> Option<Self> {
        let path = &proposal.index.as_ref()?.path;
        let marks: Vec<Mark> = self
            .marks
            .iter()
            .filter_map(|mark| {
                let (id, at) = mark.trailers.index.as_ref()?;
                let mut mark = mark.clone();
                mark.trailers.post.clone_from(at);
                mark.trailers.generated.clone_from(id);
                (at == path).then_some(mark)
            })
            .collect();
        (!marks.is_empty()).then(|| Self {
            head: self.head.clone(),
            marks,
            candidates: Vec::new(),
        })
    }

    /// Returns the texts that have to be read to compare the list.
    pub(super) fn places_of_index(&self, proposal: &Proposal) -> Vec<(String, String)> {
        let (Some(index), Some(comparison)) = (&proposal.index, self.of_index(proposal)) else {
            return Vec::new();
        };
        let marks = comparison.marks.into_iter();
        let commits = marks.flat_map(|mark| [Some(mark.oid), mark.parent]);
        let commits = commits.flatten().chain([comparison.head]);
        commits.map(|commit| (commit, index.path.clone())).collect()
    }

    /// Adds what is new to the list, unless people's edits are in the way: then it stays theirs.
    pub(super) fn add_index(
        &self,
        read: &Contents,
        proposal: &Proposal,
        additions: &mut Vec<File>,
        deletions: &mut Vec<String>,
    ) {
        let Some(index) = &proposal.index else {
            return;
        };
        match self.merged_index(read, proposal) {
            Some(Merged::Clean(text)) if text.is_empty() => deletions.push(index.path.clone()),
            Some(Merged::Clean(text)) => additions.push(File {
                path: index.path.clone(),
                bytes: text.into_bytes(),
            }),
            Some(Merged::Unchanged | Merged::Conflict { .. }) | None => {}
        }
    }

    /// The lines that are new in the list of all issues and conflict with people's edits of it.
    pub(in crate::publish::pull_request) fn unlisted(
        &self,
        read: &Contents,
        proposal: &Proposal,
    ) -> Option<String> {
        let Some(Merged::Conflict { .. }) = self.merged_index(read, proposal) else {
            return None;
        };
        let known = self.generated_index(read, proposal)?;
        let new = proposal.index.as_ref()?.text.lines();
        let new = new.filter(|line| !known.lines().any(|old| old == *line));
        Some(new.collect::<Vec<_>>().join("\n"))
    }

    /// The list of all issues with what is new in it; `None` if there is nothing to merge with.
    fn merged_index(&self, read: &Contents, proposal: &Proposal) -> Option<Merged> {
        let index = proposal.index.as_ref()?;
        let theirs = read.get(&self.head, &index.path)?;
        let base = self.generated_index(read, proposal)?;
        Some(match &theirs.text {
            Some(theirs) => merge_lines(&base, theirs, &index.text),
            None if base == index.text => Merged::Unchanged,
            // GitHub does not show it as it is
            None => Merged::Conflict {
                ours_new: index.added.clone(),
            },
        })
    }

    /// Returns true if a file is the list of all issues.
    pub(super) fn is_index(&self, path: &str) -> bool {
        let mut marks = self.marks.iter();
        marks.any(|mark| matches!(&mark.trailers.index, Some((_, index)) if index == path))
    }
}
