//! Labels, assignees, reviewers: welcome, but never a reason to fail.

use futures_util::future::join3;

use crate::github::{Error, Given, Repository};
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
                ("labels could not be set", labels),
                ("nobody could be assigned", assignees),
                ("no review could be requested", reviews),
            ] {
                match result {
                    Ok(notice) => self.notices.extend(notice),
                    Err(error) => self.notices.push(format!("{what}: {error}")),
                }
            }
        }
        self.situation = Some(now);
    }
}

type Noticed = Result<Option<String>, Error>;

async fn labels(repository: &Repository, pull: u64, names: &[String]) -> Noticed {
    if !names.is_empty() {
        repository.add_labels(pull, names).await?;
    }
    Ok(None)
}

async fn assignees(repository: &Repository, pull: u64, logins: &[String]) -> Noticed {
    if logins.is_empty() {
        return Ok(None);
    }
    let assigned = repository.add_assignees(pull, logins).await?;
    let is_missing =
        |login: &&String| !assigned.iter().any(|name| name.eq_ignore_ascii_case(login));
    let missing: Vec<&str> = logins
        .iter()
        .filter(is_missing)
        .map(String::as_str)
        .collect();
    Ok((!missing.is_empty()).then(|| {
        format!(
            "GitHub does not let {} be assigned; have they write access?",
            missing.join(", ")
        )
    }))
}

async fn reviews(
    repository: &Repository,
    pull: u64,
    reviewers: &[String],
    teams: &[String],
) -> Noticed {
    let (teams, people): (Vec<String>, Vec<String>) = reviewers
        .iter()
        .cloned()
        .partition(|name| teams.contains(name));
    if !teams.is_empty() || !people.is_empty() {
        repository.request_reviews(pull, &people, &teams).await?;
    }
    Ok(None)
}
