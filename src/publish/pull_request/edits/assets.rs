//! The files beside the post: ours follow the memos, people's stay.

use crate::blog::File;
use crate::github::{Contents, blob_id};
use crate::publish::Proposal;

use super::{Comparison, Mark, assets, file_name, folder, oid_at};

impl Comparison {
    /// Files of ours that are not part of the proposal any more; with a text, only those that it does not name.
    pub(super) fn stale(
        &self,
        read: &Contents,
        proposal: &Proposal,
        files: &[String],
        text: Option<&str>,
    ) -> Vec<String> {
        let stale = files
            .iter()
            .filter(|path| self.is_stale(read, proposal, path));
        let is_needed = |path: &&String| text.is_some_and(|text| text.contains(file_name(path)));
        stale.filter(|path| !is_needed(path)).cloned().collect()
    }

    /// Adds what is new, and replaces what is still as we wrote it.
    pub(super) fn add_assets(
        &self,
        read: &Contents,
        proposal: &Proposal,
        post: &str,
        out: &mut Vec<File>,
    ) {
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

    /// Returns true if people deleted a file that one of our commits left there.
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

    /// Returns true if we wrote exactly this content to this path.
    fn wrote(&self, read: &Contents, path: &str, oid: &str) -> bool {
        self.marks.iter().filter(|mark| mark.untouched).any(|mark| {
            let before = mark
                .parent
                .as_deref()
                .and_then(|parent| oid_at(read, parent, path));
            oid_at(read, &mark.oid, path) == Some(oid) && before != Some(oid)
        })
    }

    /// Returns true if a file is ours, untouched, and not part of the proposal any more.
    fn is_stale(&self, read: &Contents, proposal: &Proposal, path: &str) -> bool {
        !self.is_post(path)
            && !self.is_index(path)
            && path != proposal.post_path
            && !proposal.files.iter().any(|file| file.path == path)
            && oid_at(read, &self.head, path).is_some_and(|oid| self.wrote(read, path, oid))
    }
}
