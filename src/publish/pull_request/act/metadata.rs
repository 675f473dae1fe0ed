//! Labels, assignees, reviewers: welcome, but never a reason to fail.

use futures_util::future::join3;

use crate::github::{Error, Given, Repository};
use crate::issue::Sentence;
use crate::publish::pull_request::bare;
use crate::publish::pull_request::situation::Situation;

use super::Run;

impl Run<'_, '_> {
    /// Adds what is missing, side by side; what cannot be added is a notice.
    pub(super) async fn add_metadata(&mut self, mut now: Situation, missing: &Given) {
        now.given = true;
        if let Some(pull) = now.open() {
            let (repository, number) = (self.pulls.repository, pull.number);
            let teams = &self.pulls.options.team_reviewers;
            let teams: Vec<String> = teams.iter().map(|team| bare(team)).collect();
            let (labels, assignees, reviews) = join3(
                labels(repository, number, &missing.labels),
                assignees(repository, number, &missing.assignees),
                reviews(repository, number, &missing.reviewers, &teams),
            )
            .await;
            for (what, result) in [
                (("labels could not be set", "无法设置标签"), labels),
                (("nobody could be assigned", "无法指派"), assignees),
                (("no review could be requested", "无法请求审阅"), reviews),
            ] {
                match result {
                    Ok(notice) => self.notices.extend(notice),
                    Err(error) => self.notices.push(Sentence::new(
                        format!("{}: {error}", what.0),
                        format!("{}：{error}", what.1),
                    )),
                }
            }
        }
        self.situation = Some(now);
    }
}

type Noticed = Result<Option<Sentence>, Error>;

/// Labels that exist, and those that the token may create: since May 2025 that takes a permission of its own
/// (<https://github.com/actions/labeler/issues/870>).
async fn labels(repository: &Repository, pull: u64, names: &[String]) -> Noticed {
    if names.is_empty() {
        return Ok(None);
    }
    let missing = match repository.add_labels(pull, names).await {
        Ok(added) => added.lacks(names),
        Err(Error::Status { status: 403, .. }) => {
            let existing = repository.existing_labels(names).await?;
            if existing.is_empty() {
                names.iter().map(String::as_str).collect()
            } else {
                let added = repository.add_labels(pull, &existing).await?;
                added.lacks(names)
            }
        }
        Err(error) => return Err(error),
    };
    Ok(told(&missing, |names| {
        Sentence::new(
            format!(
                "the pull request did not get the label {names}: create it in the repository, or add `permissions: \
                 issues: write` to the job, without which a token may not create labels"
            ),
            format!(
                "PR 没有加上标签 {names}：请在仓库里创建它，或给 job 加上 `permissions: issues: write`，否则 token 不能创建标签"
            ),
        )
    }))
}

async fn assignees(repository: &Repository, pull: u64, logins: &[String]) -> Noticed {
    if logins.is_empty() {
        return Ok(None);
    }
    let added = repository.add_assignees(pull, logins).await?;
    Ok(told(&added.lacks(logins), |names| {
        Sentence::new(
            format!("GitHub does not let {names} be assigned; do they have write access?"),
            format!("GitHub 不允许指派 {names}；对方有写权限吗？"),
        )
    }))
}

async fn reviews(
    repository: &Repository,
    pull: u64,
    reviewers: &[String],
    teams: &[String],
) -> Noticed {
    if reviewers.is_empty() {
        return Ok(None);
    }
    let (teams, people): (Vec<String>, Vec<String>) = reviewers
        .iter()
        .cloned()
        .partition(|name| teams.contains(name));
    let added = repository.request_reviews(pull, &people, &teams).await?;
    Ok(told(&added.lacks(reviewers), |names| {
        Sentence::new(
            format!("GitHub does not ask {names} for a review; do they have access?"),
            format!("GitHub 没有请 {names} 审阅；对方有访问权限吗？"),
        )
    }))
}

fn told(missing: &[&str], words: impl Fn(&str) -> Sentence) -> Option<Sentence> {
    (!missing.is_empty()).then(|| words(&missing.join(", ")))
}
