//! The last look for secrets in what goes to GitHub: a change also holds what people wrote there, which no proposal has.

use crate::egress::{Leak, Secrets};
use crate::github::{Change, CommentChange, Edit, Given, NewCommit, NewPull};

/// Refuses a change that holds a secret anywhere.
pub(super) fn refuse(change: &Change, secrets: &Secrets) -> Result<(), Leak> {
    // named one by one, so that what is added to a change cannot be forgotten here
    let Change {
        branch,
        commit,
        pull,
        edit,
        comment,
    } = change;
    let text = |place: &str, text: &str| secrets.refuse(place, text.as_bytes());
    if let Some((name, _)) = branch {
        text("the name of the branch", name)?;
    }
    if let Some(NewCommit {
        branch,
        head: _,
        headline,
        body,
        additions,
        deletions,
    }) = commit
    {
        text("the name of the branch", branch)?;
        text("the commit's message", headline)?;
        text("the commit's message", body)?;
        for path in additions.iter().map(|file| &file.path).chain(deletions) {
            text("the name of a file", path)?;
        }
        for file in additions {
            secrets.refuse("a file of the commit", &file.bytes)?;
        }
    }
    if let Some(NewPull {
        repository: _,
        base,
        head,
        title,
        body,
        draft: _,
    }) = pull
    {
        text("the name of a branch", base)?;
        text("the name of a branch", head)?;
        text("the pull request's title", title)?;
        text("the pull request's description", body)?;
    }
    if let Some(Edit {
        pull: _,
        title,
        body,
        close: _,
    }) = edit
    {
        text(
            "the pull request's title",
            title.as_deref().unwrap_or_default(),
        )?;
        text(
            "the pull request's description",
            body.as_deref().unwrap_or_default(),
        )?;
    }
    match comment {
        Some(CommentChange::Add { body, .. } | CommentChange::Rewrite { body, .. }) => {
            text("a comment on the pull request", body)
        }
        Some(CommentChange::Remove { .. }) | None => Ok(()),
    }
}

/// Refuses labels and people whose names hold a secret.
pub(super) fn refuse_names(given: &Given, secrets: &Secrets) -> Result<(), Leak> {
    let Given {
        labels,
        assignees,
        reviewers,
    } = given;
    let mut names = labels.iter().chain(assignees).chain(reviewers);
    names.try_for_each(|name| secrets.refuse("`pull_request`", name.as_bytes()))
}
