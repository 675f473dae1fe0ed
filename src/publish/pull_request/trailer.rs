//! The last lines of our commits, by which a later run knows them and what they held.
//!
//! They survive what people do to commits (rebase, amend, merge, force-push), and they say what *we* wrote even where
//! the commit holds people's edits as well.

use sha1::{Digest, Sha1};

use crate::blog::File;
use crate::github::{blob_id, hex};
use crate::publish::Proposal;

const PERIOD: &str = "Memos-Weekly-Period";
const NUMBER: &str = "Memos-Weekly-Number";
const POST: &str = "Memos-Weekly-Post";
const DIGEST: &str = "Memos-Weekly-Digest";

/// What our trailers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailers {
    /// Id of the period.
    pub week: String,
    /// Which issue it is.
    pub number: u32,
    /// The path of the post in this commit.
    pub post: String,
    /// The id of the post's content as we generated it, without anybody's edits.
    pub generated: String,
    /// The digest of all files as we generated them.
    pub digest: String,
}

impl Trailers {
    /// What a commit of this proposal says; `post` is where the post really goes, since people may have moved it.
    pub fn of(proposal: &Proposal, post: &str) -> Self {
        let generated = proposal
            .files
            .iter()
            .find(|file| file.path == proposal.post_path)
            .map(|file| blob_id(&file.bytes))
            .unwrap_or_default();
        Self {
            week: proposal.week.clone(),
            number: proposal.number,
            post: post.to_owned(),
            generated,
            digest: digest(&proposal.files),
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
        } = self;
        format!(
            "{PERIOD}: {week}\n{NUMBER}: {number}\n{POST}: {generated} {post}\n{DIGEST}: {digest}\n"
        )
    }

    /// Reads a commit's message; `None` if it is not one of ours.
    pub fn read(message: &str) -> Option<Self> {
        let last = message.trim_end().rsplit("\n\n").next()?;
        let value = |name: &str| {
            last.lines()
                .find_map(|line| line.trim_end().strip_prefix(name)?.strip_prefix(": "))
        };
        let (generated, post) = value(POST)?.split_once(' ')?;
        Some(Self {
            week: value(PERIOD)?.to_owned(),
            number: value(NUMBER)?.parse().ok()?,
            post: post.to_owned(),
            generated: generated.to_owned(),
            digest: value(DIGEST)?.to_owned(),
        })
    }
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
