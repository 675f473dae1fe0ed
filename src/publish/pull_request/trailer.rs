//! The last lines of our commits, by which a later run knows them and what they held.
//!
//! They survive what people do to commits (rebase, amend, merge, force-push), and they say what *we* wrote even where
//! the commit holds people's edits as well.

use sha1::{Digest, Sha1};

use crate::blog::File;
use crate::github::{blob_id, hex};
use crate::publish::Proposal;
use crate::publish::record::Record;

const PERIOD: &str = "Memos-Weekly-Period";
const NUMBER: &str = "Memos-Weekly-Number";
const POST: &str = "Memos-Weekly-Post";
const DIGEST: &str = "Memos-Weekly-Digest";
const INDEX: &str = "Memos-Weekly-Index";
const MEMOS: &str = "Memos-Weekly-Memos";

/// The content of our trailers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailers {
    /// Id of the period.
    pub week: String,
    /// Number of the issue.
    pub number: u32,
    /// The path of the post in this commit.
    pub post: String,
    /// The id of the post's content as we generated it, without anybody's edits.
    pub generated: String,
    /// The digest of all files as we generated them.
    pub digest: String,
    /// The id of the list of all issues as we generated it, and its path.
    pub index: Option<(String, String)>,
    /// The memos in it; empty where that was not written down yet.
    pub memos: Record,
}

impl Trailers {
    /// Makes the trailers of a proposal's commit; `post` is the real path of the post, since people may have moved it.
    pub fn of(proposal: &Proposal, post: &str) -> Self {
        let mut files = proposal.files.iter();
        let generated = files.find(|file| file.path == proposal.post_path);
        let generated = blob_id(generated.map_or(&[], |file| &file.bytes));
        Self {
            week: proposal.week.clone(),
            number: proposal.number,
            post: post.to_owned(),
            generated,
            digest: digest_of(proposal),
            index: index_of(proposal),
            memos: proposal.record.clone(),
        }
    }

    /// The body of a commit's message.
    pub fn write(&self) -> String {
        let Self {
            week,
            number,
            post,
            generated,
            digest,
            index,
            memos,
        } = self;
        let index = match index {
            Some((generated, path)) => format!("{INDEX}: {generated} {path}\n"),
            None => String::new(),
        };
        let memos = match memos.in_commit() {
            memos if memos.is_empty() => memos,
            memos => format!("{MEMOS}: {memos}\n"),
        };
        format!(
            "{PERIOD}: {week}\n{NUMBER}: {number}\n{POST}: {generated} {post}\n{DIGEST}: {digest}\n{index}{memos}"
        )
    }

    /// Reads a commit's message; `None` if it is not one of ours. Our lines may stand in any paragraph, since a sign-off
    /// or a co-author can be added behind them; the last ones count.
    pub fn read(message: &str) -> Option<Self> {
        let value = |name: &str| {
            message
                .lines()
                .rev()
                .find_map(|line| line.trim_end().strip_prefix(name)?.strip_prefix(": "))
        };
        let (generated, post) = value(POST)?.split_once(' ')?;
        let index = value(INDEX).and_then(|index| index.split_once(' '));
        Some(Self {
            week: value(PERIOD)?.to_owned(),
            number: value(NUMBER)?.parse().ok()?,
            post: post.to_owned(),
            generated: generated.to_owned(),
            digest: value(DIGEST)?.to_owned(),
            index: index.map(|(id, path)| (id.to_owned(), path.to_owned())),
            memos: Record::read(value(MEMOS).unwrap_or_default()),
        })
    }
}

/// The digest of everything that a proposal adds.
pub(super) fn digest_of(proposal: &Proposal) -> String {
    let Some(index) = &proposal.index else {
        return digest(&proposal.files);
    };
    let mut files = proposal.files.clone();
    files.push(File {
        path: index.path.clone(),
        bytes: index.added.clone().into_bytes(),
    });
    digest(&files)
}

/// The digest by which a comparison with people's edits is known: of everything that a proposal adds, and of the memos
/// that were withdrawn, which may be on the branch although they are not in what we would write.
pub(super) fn compared_of(proposal: &Proposal) -> String {
    let mut digest = digest_of(proposal);
    for gone in &proposal.record.withdrawn {
        digest.extend([" ", &gone.id]);
    }
    digest
}

/// The id and the path of the list of all issues, as a proposal has it.
pub(super) fn index_of(proposal: &Proposal) -> Option<(String, String)> {
    let index = proposal.index.as_ref()?;
    Some((blob_id(index.text.as_bytes()), index.path.clone()))
}

/// One digest for all files, whatever their order.
pub fn digest(files: &[File]) -> String {
    let mut lines: Vec<String> = files
        .iter()
        .map(|file| format!("{} {}\n", blob_id(&file.bytes), file.path))
        .collect();
    lines.sort();
    hex(&Sha1::digest(lines.concat()))
}
