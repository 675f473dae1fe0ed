//! The one comment that we ever write: what conflicts with people's edits, ready to be pasted.

use crate::github::Comment;
use crate::publish::body::{self, Seen};

use super::decide::CommentState;

const LIMIT: usize = 50_000;
const TITLE: &str = "conflict";

/// The comment's text for a block; it remembers that there is a conflict, and between what.
pub(super) fn text(block: &str, post: &str, week: &str, number: u32, seen: Seen) -> String {
    let block: String = if block.chars().count() > LIMIT {
        let mut cut: String = block.chars().take(LIMIT).collect();
        cut.push_str("\n…");
        cut
    } else {
        block.to_owned()
    };
    let fence = fence(&block);
    let words = if block.trim().is_empty() {
        format!(
            "Memos of this week were changed or removed, which conflicts with the edits in `{post}`. The branch was left \
             as it is."
        )
    } else {
        format!(
            "New or changed memos of this issue conflict with the edits in `{post}`, so the branch was left as it is. \
             Paste what you want to have:\n\n{fence}markdown\n{}\n{fence}",
            block.trim_end()
        )
    };
    let signed = body::sign(
        &format!(
            "{words}\n\nThis comment is kept up to date, and goes away when the conflict is gone."
        ),
        TITLE,
        week,
        number,
    );
    body::remembering(&signed, seen).unwrap_or(signed)
}

/// Finds our comment.
pub(super) fn find<'a>(comments: &'a [Comment], week: &str) -> Option<&'a Comment> {
    comments.iter().find(|comment| {
        body::Marker::find(&comment.body)
            .is_some_and(|marker| marker.week == week && marker.wrote_title(TITLE))
    })
}

/// The state of our comment, given what it should say.
pub(super) fn state(comment: &Comment, text: Option<&str>) -> CommentState {
    let untouched =
        body::Marker::find(&comment.body).is_some_and(|marker| marker.wrote_text_of(&comment.body));
    if !untouched {
        CommentState::Edited
    } else if text.is_some_and(|text| same(text, &comment.body)) {
        CommentState::Current
    } else {
        CommentState::Outdated
    }
}

fn same(one: &str, other: &str) -> bool {
    one.replace("\r\n", "\n").trim() == other.replace("\r\n", "\n").trim()
}

/// A fence longer than every run of back-ticks inside.
fn fence(block: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in block.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(3.max(longest + 1))
}
