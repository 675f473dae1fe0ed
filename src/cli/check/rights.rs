//! What the token may do in the blog's repository, and what the repository's rules and settings are against.

use chrono::{DateTime, Utc};

use super::findings::Findings;
use crate::error::Error;
use crate::github::{Look, Permission, Repository, Rights};
use crate::http::ends_soon;
use crate::publish::{self, pull_request};

/// Days before the end of a token from which on people are warned of it.
const SOON: i64 = 30;

/// The branch whose rights and rules are looked at.
pub(super) struct RightsQuery<'a> {
    pub(super) branch: &'a str,
    /// True if there is a pull request of ours, so that the settings let us open them.
    pub(super) has_opened: bool,
    pub(super) now: DateTime<Utc>,
}

/// Looks at all of it.
pub(super) async fn examine(
    repository: &Repository,
    look: &Look,
    query: &RightsQuery<'_>,
    findings: &mut Findings,
) {
    if look.archived || look.empty || look.base_oid.is_none() {
        // the rehearsal says it
        return;
    }
    let rights = repository.rights(query.branch, &look.base).await;
    permissions(&rights, look, findings);
    rules(&rights, query.branch, look, findings);
    setting(&rights, look, query.has_opened, findings);
    let ends = rights.ends;
    if let Some(said) = ends.and_then(|end| ends_soon("GitHub", end, query.now, SOON)) {
        findings.doubtful("token", said);
    }
}

fn permissions(rights: &Rights, look: &Look, findings: &mut Findings) {
    let asked = [
        (&rights.contents, "create branches", "contents: write"),
        (
            &rights.pull_requests,
            "open pull requests",
            "pull-requests: write",
        ),
    ];
    let mut granted = Vec::new();
    for (permission, what, needs) in asked {
        match permission {
            Permission::Granted => granted.push(needs),
            Permission::Denied(message) if is_setting(message) => {
                findings.fail("github", off(look));
            }
            Permission::Denied(message) => {
                let denied = pull_request::Error::Permission {
                    repository: look.full_name.clone(),
                    what,
                    needs,
                    message: message.clone(),
                    compare: None,
                };
                findings.fail("github", told(denied));
            }
            Permission::Unknown(reason) => {
                findings.unknown(
                    "github",
                    &format!("whether the token may {what} ({reason})"),
                );
            }
        }
    }
    if granted.len() == asked.len() {
        findings.good("token", format!("has {}", granted.join(", ")));
    }
}

fn rules(rights: &Rights, branch: &str, look: &Look, findings: &mut Findings) {
    match rights.rules.as_deref() {
        Some([]) => {}
        Some(rules) => {
            let blocked = pull_request::Error::Protected {
                repository: look.full_name.clone(),
                branch: branch.to_owned(),
                message: format!("`{}`", rules.join("`, `")),
            };
            findings.fail("rules", told(blocked));
        }
        None => findings.unknown("rules", &format!("which rules there are for {branch}")),
    }
}

/// The setting concerns workflows only, and where one has opened pull requests before, it is on.
fn setting(rights: &Rights, look: &Look, has_opened: bool, findings: &mut Findings) {
    let is_workflow = look.viewer == pull_request::WORKFLOW;
    match rights.actions_may_open {
        Some(true) => {}
        Some(false) if is_workflow => findings.fail("github", off(look)),
        Some(false) => findings.doubtful(
            "github",
            format!("{}; {SETTING}, if a workflow is to do it with its own token", off(look)),
        ),
        None if !is_workflow || has_opened || rights.pull_requests != Permission::Granted => {}
        None => findings.unknown(
            "github",
            &format!("whether workflows may open pull requests here, because only administrators can read it: {SETTING}"),
        ),
    }
}

const SETTING: &str = "switch on Settings → Actions → General → “Allow GitHub Actions to create and approve pull requests”";

/// GitHub's words where the setting is off.
fn is_setting(message: &str) -> bool {
    message.contains("not permitted to create")
}

fn off(look: &Look) -> Error {
    told(pull_request::Error::PullRequestsOff {
        repository: look.full_name.clone(),
        compare: None,
    })
}

fn told(error: pull_request::Error) -> Error {
    publish::Error::from(error).into()
}
