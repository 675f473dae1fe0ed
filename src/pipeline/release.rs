//! The last gate in front of a post and its pull request: what holds a secret or is not for its readers stays here.

use super::Settings;
use crate::egress::Secrets;
use crate::error::Error;
use crate::publish::Proposal;
use crate::select::Selection;

/// Rules for what may leave with an issue.
#[derive(Debug, Default)]
pub struct Egress {
    /// Secrets that must not leave at all.
    pub secrets: Secrets,
    /// The repository, if everybody can read it and nobody allowed memos there that are not public.
    pub public_target: Option<String>,
}

impl Egress {
    /// The last gate before anything leaves: no secret, and nothing private where everybody would read it unreviewed.
    pub(super) fn release(
        &self,
        proposal: &Proposal,
        selection: &Selection,
        settings: &Settings,
        dry_run: bool,
    ) -> Result<(), Error> {
        let texts = [
            ("the pull request's title", &proposal.title),
            ("the pull request's description", &proposal.body),
            ("the commit's headline", &proposal.message),
        ];
        for (place, text) in texts {
            self.secrets.refuse(place, text.as_bytes())?;
        }
        let options = &settings.config.pull_request;
        let names = [
            &options.labels,
            &options.assignees,
            &options.reviewers,
            &options.team_reviewers,
        ];
        let names = names.into_iter().flatten().chain(&options.base);
        for text in names.chain([&options.branch_prefix]) {
            self.secrets.refuse("`pull_request`", text.as_bytes())?;
        }
        for file in &proposal.files {
            self.secrets
                .refuse("the name of a file", file.path.as_bytes())?;
            let place = if file.path == proposal.post_path {
                file.path.as_str()
            } else {
                "a file beside the post"
            };
            self.secrets.refuse(place, &file.bytes)?;
        }
        if let Some(index) = &proposal.index {
            self.secrets
                .refuse("the name of a file", index.path.as_bytes())?;
            self.secrets.refuse(&index.path, index.text.as_bytes())?;
        }
        match &self.public_target {
            Some(repository) if !dry_run && selection.private_included() > 0 => {
                Err(Error::PrivateInPublic {
                    repository: repository.clone(),
                })
            }
            _ => Ok(()),
        }
    }
}
