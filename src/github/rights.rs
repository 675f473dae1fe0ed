//! What a token may do in a repository, found out without writing anything.
//!
//! GitHub does not tell a token its permissions. It refuses a change that is not permitted before it looks whether the
//! change makes sense, so a change that can never be made is asked for: a branch at a commit that does not exist, and a
//! pull request of a branch into itself.

use chrono::{DateTime, NaiveDateTime, Utc};
use futures_util::future::{join, join_all, join4};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::look::encoded;
use super::{Error, Repository};

/// Permissions of a token; what could not be found out is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Creating branches and commits.
    pub contents: Permission,
    /// Opening pull requests.
    pub pull_requests: Permission,
    /// “Allow GitHub Actions to create and approve pull requests”, which only administrators can read.
    pub actions_may_open: Option<bool>,
    /// The kinds of rules that keep this token from writing a branch, for example `creation`.
    pub rules: Option<Vec<String>>,
    /// Time at which the token expires, if it does.
    pub ends: Option<DateTime<Utc>>,
}

/// The answer to a request for a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// Nothing was against it.
    Granted,
    /// The refusal, in GitHub's words.
    Denied(String),
    /// GitHub answered something else.
    Unknown(String),
}

/// Rules that refuse what a run does to its own branch, with <https://docs.github.com/en/rest/repos/rules>'s names.
const BLOCKING: [&str; 4] = [
    "creation",
    "update",
    "pull_request",
    "required_status_checks",
];

/// No commit has this id.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "type")]
    kind: String,
    ruleset_id: Option<u64>,
}

impl Repository {
    /// Looks what the token may do with `branch`, which is to be merged into `base`.
    pub async fn rights(&self, branch: &str, base: &str) -> Rights {
        let (contents, pull_requests, actions_may_open, (rules, ends)) = join4(
            self.may_write(branch),
            self.may_open(base),
            self.actions_may_open(),
            join(self.rules(branch), self.token_end()),
        )
        .await;
        Rights {
            contents,
            pull_requests,
            actions_may_open,
            rules,
            ends,
        }
    }

    /// Source: <https://docs.github.com/en/rest/git/refs#create-a-reference>.
    async fn may_write(&self, branch: &str) -> Permission {
        let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": NO_COMMIT });
        let route = self.route("git/refs");
        permission(&self.client.post::<IgnoredAny>(&route, &body).await)
    }

    /// Source: <https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request>.
    async fn may_open(&self, base: &str) -> Permission {
        let body = json!({ "title": "memos-weekly check", "head": base, "base": base });
        let route = self.route("pulls");
        permission(&self.client.post::<IgnoredAny>(&route, &body).await)
    }

    /// Source: <https://docs.github.com/en/rest/actions/permissions#get-default-workflow-permissions-for-a-repository>.
    async fn actions_may_open(&self) -> Option<bool> {
        #[derive(Deserialize)]
        struct Allowed {
            can_approve_pull_request_reviews: bool,
        }
        let route = self.route("actions/permissions/workflow");
        let allowed = self.client.get::<Allowed>(&route).await.ok()?;
        Some(allowed.can_approve_pull_request_reviews)
    }

    /// The active rules for a branch, which need not exist, without those that the token's owner may bypass. Source:
    /// <https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch>.
    async fn rules(&self, branch: &str) -> Option<Vec<String>> {
        let route = self.route(&format!("rules/branches/{}", encoded(branch)));
        let rules = self.client.get::<Vec<Rule>>(&route).await.ok()?;
        let blocking = rules
            .into_iter()
            .filter(|rule| BLOCKING.contains(&rule.kind.as_str()));
        let asked = blocking.map(async |rule| {
            let bypassed = match rule.ruleset_id {
                Some(id) => self.bypasses(id).await,
                None => false,
            };
            (!bypassed).then_some(rule.kind)
        });
        Some(join_all(asked).await.into_iter().flatten().collect())
    }

    async fn bypasses(&self, ruleset: u64) -> bool {
        #[derive(Deserialize)]
        struct Ruleset {
            current_user_can_bypass: Option<String>,
        }
        let route = self.route(&format!("rulesets/{ruleset}"));
        let ruleset = self.client.get::<Ruleset>(&route).await.ok();
        let bypass = ruleset.and_then(|it| it.current_user_can_bypass);
        bypass.is_some_and(|it| matches!(it.as_str(), "always" | "exempt"))
    }

    /// Source: <https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api>, the header that goes
    /// with tokens that end.
    async fn token_end(&self) -> Option<DateTime<Utc>> {
        let headers = self
            .client
            .headers(&self.route("branches?per_page=1"))
            .await;
        let headers = headers.ok()?;
        let end = headers.get("github-authentication-token-expiration")?;
        read_end(end.to_str().ok()?)
    }
}

/// Reads from the answer to a change that cannot be made if the token may make it.
fn permission(answer: &Result<IgnoredAny, Error>) -> Permission {
    match answer {
        Ok(_) | Err(Error::Status { status: 422, .. }) => Permission::Granted,
        Err(Error::Status {
            status: 403 | 404,
            message,
            ..
        }) => Permission::Denied(message.clone()),
        Err(error) => Permission::Unknown(error.to_string()),
    }
}

/// Reads `2023-03-20 02:00:00 UTC`, or the same with an offset.
fn read_end(text: &str) -> Option<DateTime<Utc>> {
    if let Some(time) = text.strip_suffix(" UTC") {
        let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S").ok()?;
        return Some(time.and_utc());
    }
    let time = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").ok()?;
    Some(time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::read_end;

    #[test]
    fn the_end_of_a_token_is_read_in_both_forms() {
        let end = |text| read_end(text).map(|end| end.to_rfc3339());
        let expected = Some("2023-03-20T02:00:00+00:00".to_owned());
        assert_eq!(end("2023-03-20 02:00:00 UTC"), expected);
        assert_eq!(end("2023-03-20 10:00:00 +0800"), expected);
        assert_eq!(end("soon"), None);
    }
}
