//! Git in memory: blobs with their real ids, commits with parents, branches, ancestry.
//!
//! A tree is the flat map of its files, which is all that ever differs between two of them.

use std::collections::{BTreeMap, BTreeSet};

use sha1::{Digest, Sha1};

/// Paths and the ids of their content.
pub(crate) type Files = BTreeMap<String, String>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) login: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) oid: String,
    pub(crate) parents: Vec<String>,
    pub(crate) files: Files,
    pub(crate) message: String,
    pub(crate) author: Signer,
    pub(crate) committer: Signer,
    pub(crate) signed_by_github: Option<bool>,
    /// Stands for the date: grows with every commit.
    time: u64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Git {
    blobs: BTreeMap<String, Vec<u8>>,
    commits: BTreeMap<String, Commit>,
    pub(crate) branches: BTreeMap<String, String>,
    clock: u64,
}

impl Git {
    pub(crate) fn store(&mut self, bytes: &[u8]) -> String {
        let oid = hash(&[format!("blob {}\0", bytes.len()).as_bytes(), bytes]);
        self.blobs.insert(oid.clone(), bytes.to_vec());
        oid
    }

    pub(crate) fn blob(&self, oid: &str) -> Option<&[u8]> {
        self.blobs.get(oid).map(Vec::as_slice)
    }

    pub(crate) fn commit(&self, oid: &str) -> Option<&Commit> {
        self.commits.get(oid)
    }

    pub(crate) fn head(&self, branch: &str) -> Option<&Commit> {
        self.commit(self.branches.get(branch)?)
    }

    /// Makes a commit; branches stay where they are.
    pub(crate) fn make(
        &mut self,
        parents: &[String],
        files: Files,
        message: &str,
        (author, committer): (Signer, Signer),
        signed_by_github: Option<bool>,
    ) -> String {
        self.clock += 1;
        let content = format!(
            "{parents:?}{files:?}{message}{author:?}{committer:?}{}",
            self.clock
        );
        let oid = hash(&[b"commit\0", content.as_bytes()]);
        self.commits.insert(
            oid.clone(),
            Commit {
                oid: oid.clone(),
                parents: parents.to_vec(),
                files,
                message: message.to_owned(),
                author,
                committer,
                signed_by_github,
                time: self.clock,
            },
        );
        oid
    }

    /// Other words for a branch's commits, in place.
    pub(crate) fn rewrite_messages(&mut self, branch: &str, rewrite: impl Fn(&str) -> String) {
        let Some(head) = self.branches.get(branch).cloned() else {
            return;
        };
        for oid in self.ancestry(&head) {
            if let Some(commit) = self.commits.get_mut(&oid) {
                commit.message = rewrite(&commit.message);
            }
        }
    }

    /// A commit and everything before it.
    pub(crate) fn ancestry(&self, oid: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![oid.to_owned()];
        while let Some(oid) = open.pop() {
            if let Some(commit) = self.commit(&oid)
                && found.insert(oid)
            {
                open.extend(commit.parents.iter().cloned());
            }
        }
        found
    }

    /// As `git log` shows it: newest first.
    pub(crate) fn history(&self, oid: &str) -> Vec<&Commit> {
        let mut commits: Vec<&Commit> = self
            .ancestry(oid)
            .iter()
            .filter_map(|oid| self.commit(oid))
            .collect();
        commits.sort_by_key(|commit| std::cmp::Reverse(commit.time));
        commits
    }

    /// The newest commit that both have.
    pub(crate) fn merge_base(&self, one: &str, other: &str) -> Option<&Commit> {
        let other = self.ancestry(other);
        self.history(one)
            .into_iter()
            .find(|commit| other.contains(&commit.oid))
    }

    /// How many commits `one` has that `other` has not.
    pub(crate) fn ahead(&self, one: &str, other: &str) -> usize {
        self.ancestry(one).difference(&self.ancestry(other)).count()
    }
}

/// The files below a folder, their paths relative to it; `""` is the root.
pub(crate) fn below(files: &Files, folder: &str) -> Files {
    let prefix = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    files
        .iter()
        .filter_map(|(path, oid)| Some((path.strip_prefix(&prefix)?.to_owned(), oid.clone())))
        .collect()
}

/// What `git write-tree` would name it, but for file modes.
pub(crate) fn tree_id(files: &Files) -> String {
    hash(&[b"tree\0", format!("{files:?}").as_bytes()])
}

/// Files that differ: `None` where one side has none.
pub(crate) fn difference<'a>(
    from: &'a Files,
    to: &'a Files,
) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
    let paths: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    paths
        .into_iter()
        .map(|path| {
            let at = |files: &'a Files| files.get(path).map(String::as_str);
            (path.as_str(), at(from), at(to))
        })
        .filter(|(_, before, after)| before != after)
        .collect()
}

fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
