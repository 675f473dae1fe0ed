//! How much text an issue takes: rendering needs some forty bytes of memory for each of it, and a post is for readers.

use crate::error::Error;
use crate::memo::Memo;
use crate::size::size;

/// The longest text of a memo; a server takes 8192 bytes unless its owner allows more.
const MEMO_LIMIT: usize = 1_000_000;

/// The longest text of all memos of an issue.
const ISSUE_LIMIT: usize = 4_000_000;

/// Refuses memos whose text no post can take, before anything is made of it.
pub(super) fn refuse_large(memos: &[Memo]) -> Result<(), Error> {
    let large = memos.iter().find(|memo| memo.content.len() > MEMO_LIMIT);
    if let Some(Memo { id, content, .. }) = large {
        return Err(Error::TooMuchText {
            what: format!("the memo {id}"),
            size: size(content.len()),
            limit: format!("the {} that a memo may have", size(MEMO_LIMIT)),
        });
    }
    let all: usize = memos.iter().map(|memo| memo.content.len()).sum();
    if all > ISSUE_LIMIT {
        return Err(Error::TooMuchText {
            what: format!("an issue of {} memos", memos.len()),
            size: size(all),
            limit: format!("the {} that an issue may have", size(ISSUE_LIMIT)),
        });
    }
    Ok(())
}
