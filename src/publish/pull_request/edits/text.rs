//! The text of the post: what people made of it, and what becomes of that and of what is generated now.

use crate::github::{Contents, blob_id};
use crate::merge::{self, Merged, merge};
use crate::publish::Proposal;
use crate::publish::pull_request::trailer::{digest_of, index_of};

use super::base::Base;
use super::lines::{holds, likeness};
use super::{Comparison, Edits, Generated, Left, text_at, text_of};

/// The outcome for a post that people may have edited.
pub(super) enum PostEdit {
    /// One text.
    Fits(Text),
    /// People's stays.
    Conflict {
        /// The new text, to be pasted.
        block: String,
        /// Memos that are to be taken out by hand.
        left: Vec<Left>,
    },
}

/// A text of the post.
pub(super) struct Text {
    /// `None` if it stays as it is.
    pub(super) new: Option<String>,
    /// True if the post is to be deleted.
    pub(super) is_gone: bool,
    /// The files that were generated for it.
    pub(super) generated: Generated,
}

impl Comparison {
    /// Merges the proposal into people's text.
    pub(super) fn text(base: &Base, theirs: &str, proposal: &Proposal) -> PostEdit {
        let gone = base.withdrawn(proposal);
        if proposal.is_empty() {
            if theirs == base.text() {
                let is_gone = !theirs.is_empty();
                return fits(None, is_gone, whole(proposal));
            }
            return removal(base, theirs, proposal, &gone, String::new());
        }
        match merged(base.text(), theirs, proposal) {
            PostEdit::Conflict { block, .. } if base.may_hold_withdrawn(proposal) => {
                removal(base, theirs, proposal, &gone, block)
            }
            outcome => outcome,
        }
    }

    /// Finds the path of the post on the branch, and its text; `None` for a text that GitHub does not show as it is.
    pub(super) fn post(
        &self,
        read: &Contents,
        proposal: &Proposal,
        base: &str,
    ) -> Option<(String, Option<String>)> {
        let at = |path: &str| {
            let text = read.get(&self.head, path)?.text.clone();
            Some((path.to_owned(), text))
        };
        let alike = |path: &String| {
            let likeness = likeness(base, text_at(read, &self.head, path)?);
            (likeness >= 50).then(|| (likeness, path.clone()))
        };
        let ours = self.marks.iter().rev().map(|mark| &mark.trailers.post);
        let found = ours.chain([&proposal.post_path]).find_map(|path| at(path));
        found.or_else(|| {
            let candidates = self.candidates.iter().filter_map(alike);
            let (_, path) = candidates.max_by_key(|(likeness, _)| *likeness)?;
            at(&path)
        })
    }

    /// What is new for a post that cannot be read: it is shown, and nothing is touched.
    pub(super) fn unreadable(base: &Base, post: String, proposal: &Proposal) -> Edits {
        let left = base.left_unread(proposal);
        if left.is_empty() && text_of(proposal) == base.text() {
            return Edits::Nothing;
        }
        let block = merge::news(base.text(), &text_of(proposal));
        Edits::Conflict { block, post, left }
    }
}

/// People's text with all that is new.
fn merged(base: &str, theirs: &str, proposal: &Proposal) -> PostEdit {
    match merge(base, theirs, &text_of(proposal)) {
        Merged::Unchanged => fits(None, false, whole(proposal)),
        Merged::Clean(text) => fits(Some(text), false, whole(proposal)),
        // somebody pasted it
        Merged::Conflict { ours_new } if holds(theirs, &ours_new) => {
            fits(None, false, whole(proposal))
        }
        Merged::Conflict { ours_new } => PostEdit::Conflict {
            block: ours_new,
            left: Vec::new(),
        },
    }
}

/// Takes out what was withdrawn and nothing else, where people's edits are in the way of the rest.
fn removal(
    base: &Base,
    theirs: &str,
    proposal: &Proposal,
    items: &[usize],
    block: String,
) -> PostEdit {
    let Some(new_head) = base.new_head(proposal) else {
        return untold(base, theirs, proposal, items, block);
    };
    // the words of a memo may stand in the title and in the lead-in, too
    let renewed = |text: &str| {
        let (head, rest) = base.split(text);
        format!("{}{rest}", merge::renew_head(base.head(), head, &new_head))
    };
    let is_left = |item: &usize| base.left(theirs, proposal, *item).is_some();
    let (edited, mut out): (Vec<usize>, Vec<usize>) = items.iter().partition(|item| is_left(item));
    let kept = match out.as_slice() {
        [] => Some(theirs.to_owned()),
        out => base.take_out(theirs, out),
    };
    let text = kept.map(|text| renewed(&text));
    // a memo of which people kept words in the head is not done with, so it stays in what was generated last
    let their_head = base.split(text.as_deref().unwrap_or(theirs)).0;
    let quoted = |item: &usize| base.left_in_head(their_head, &new_head, proposal, *item);
    let edited = edited
        .iter()
        .filter_map(|item| base.left(theirs, proposal, *item));
    let left: Vec<Left> = edited.chain(out.iter().filter_map(quoted)).collect();
    let count = out.len();
    out.retain(|item| quoted(item).is_none());
    let rest = base.without(&out);
    let rest = if out.len() == count {
        rest.map(|rest| renewed(&rest))
    } else {
        rest
    };
    match (text, rest) {
        (Some(text), Some(rest)) if text != theirs => {
            fits(Some(text), false, base.partial(proposal, &rest, &out))
        }
        // people took it out themselves
        (_, Some(rest)) if left.is_empty() && proposal.is_empty() => {
            fits(None, false, base.partial(proposal, &rest, &out))
        }
        (_, Some(rest)) if left.is_empty() => merged(&rest, theirs, proposal),
        _ => PostEdit::Conflict { block, left },
    }
}

/// Takes out nothing, because the items cannot be told; people may have done it themselves.
fn untold(
    base: &Base,
    theirs: &str,
    proposal: &Proposal,
    items: &[usize],
    block: String,
) -> PostEdit {
    let left = base.left_somewhere(theirs, proposal);
    if left.is_empty() && proposal.is_empty() {
        fits(None, false, base.partial(proposal, base.text(), items))
    } else {
        PostEdit::Conflict { block, left }
    }
}

fn fits(new: Option<String>, is_gone: bool, generated: Generated) -> PostEdit {
    PostEdit::Fits(Text {
        new,
        is_gone,
        generated,
    })
}

fn whole(proposal: &Proposal) -> Generated {
    let post = if proposal.is_empty() {
        String::new()
    } else {
        text_of(proposal)
    };
    Generated {
        post: blob_id(post.as_bytes()),
        digest: digest_of(proposal),
        index: index_of(proposal),
        memos: proposal.record.clone(),
        is_partial: false,
    }
}
