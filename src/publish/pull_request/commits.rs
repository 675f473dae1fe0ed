//! Which commits of a branch are ours, and what they say of themselves.
//!
//! Judged strictly, because only what nobody else touched may be replaced without looking at it.

use crate::github::{Branch, Commit};

use super::trailer::Trailers;

/// The commits of a branch from its newest one back, always to the first parent: what was done *on* the branch.
pub(super) fn lineage(branch: &Branch) -> impl Iterator<Item = &Commit> {
    let find = |oid: &str| branch.history.iter().find(|commit| commit.oid == oid);
    std::iter::successors(
        branch.head.as_deref().and_then(find),
        move |commit: &&Commit| commit.parents.first().and_then(|parent| find(parent)),
    )
    .take(branch.ahead)
}

/// The trailers of a commit, if it is one of this week's.
pub(super) fn trailers(commit: &Commit, week: &str) -> Option<Trailers> {
    Trailers::read(&commit.message).filter(|trailers| trailers.week == week)
}

/// Returns true if a commit is as we made it: by the token's owner, committed (and signed, where it signs) by GitHub
/// itself. An amended, rebased or cherry-picked commit keeps the message and the author, but not the committer.
pub(super) fn is_untouched(commit: &Commit, week: &str, viewer: &str) -> bool {
    let committer = &commit.committer;
    let by_github = committer.email.starts_with("noreply@")
        && committer.name.to_ascii_lowercase().starts_with("github");
    trailers(commit, week).is_some()
        && commit.parents.len() == 1
        && by_github
        && commit.signed_by_github != Some(false)
        && is_author(commit, viewer)
}

/// Bots have no account in this field, so that their name or address has to do.
fn is_author(commit: &Commit, viewer: &str) -> bool {
    let author = &commit.author;
    let bare = viewer.trim_end_matches("[bot]");
    match &author.login {
        Some(login) => login.trim_end_matches("[bot]").eq_ignore_ascii_case(bare),
        None => {
            author.name.trim_end_matches("[bot]") == bare
                || author.email.contains(&format!("+{viewer}@"))
        }
    }
}
