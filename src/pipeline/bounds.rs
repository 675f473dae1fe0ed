//! How much text an issue takes: rendering needs some forty bytes of memory for each of it, and a post is for readers.

use crate::error::Error;
use crate::memo::Memo;

/// The longest text of a memo; a server takes 8 KiB unless its owner allows more.
const MEMO_LIMIT: usize = 1_000_000;

/// The longest text of all memos of an issue.
const ISSUE_LIMIT: usize = 4_000_000;

/// Refuses memos whose text no post can take, before anything is made of it.
pub(super) fn refuse_large(memos: &[Memo]) -> Result<(), Error> {
    let large = memos.iter().find(|memo| memo.content.len() > MEMO_LIMIT);
    if let Some(Memo { id, content, .. }) = large {
        return Err(Error::TooMuchText {
            what: format!("the memo {id}"),
            size: megabytes(content.len()),
            limit: "the 1 MB that a memo may have",
        });
    }
    let all = memos.iter().map(|memo| memo.content.len()).sum();
    if all > ISSUE_LIMIT {
        return Err(Error::TooMuchText {
            what: format!("an issue of {} memos", memos.len()),
            size: megabytes(all),
            limit: "the 4 MB that an issue may have",
        });
    }
    Ok(())
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}
