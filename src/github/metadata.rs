//! Labels and people of a pull request: the part of the REST API that changes something.
//!
//! Octocrab's own models ask for more than an Enterprise Server sends (and for a review where a pull request comes), so
//! only what is looked at has a type. Everything is checked: GitHub leaves out silently whom it cannot assign.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::{Error, Repository};

/// The labels or people of a pull request after some were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added(Vec<String>);

impl Added {
    /// Returns the names that the pull request lacks, whatever their case.
    pub fn lacks<'a>(&self, names: &'a [String]) -> Vec<&'a str> {
        let has = |name: &str| self.0.iter().any(|it| it.eq_ignore_ascii_case(name));
        let names = names.iter().map(String::as_str);
        names.filter(|name| !has(name)).collect()
    }
}

impl Repository {
    /// Puts labels on a pull request. One that does not exist is created, as far as the token may do that; says which
    /// labels it has then.
    ///
    /// # Errors
    /// When GitHub does not do it.
    pub async fn add_labels(&self, pull: u64, labels: &[String]) -> Result<Added, Error> {
        let route = self.route(&format!("issues/{pull}/labels"));
        let body = json!({ "labels": labels });
        let labels: Vec<Label> = self.client.post(&route, &body).await?;
        Ok(Added(labels.into_iter().map(|label| label.name).collect()))
    }

    /// Returns the labels that the repository has, of those that are given.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn existing_labels(&self, labels: &[String]) -> Result<Vec<String>, Error> {
        let mut document = self.document(include_str!("labels.graphql"));
        for label in labels {
            document.push("label", [("label", label.as_str().into())]);
        }
        let answer = self.client.ask([document]).await?;
        let (IgnoredAny, parts): (_, Map<String, Value>) = self.repository(&answer)?;
        let exists = |index: usize| {
            parts
                .get(&format!("label_{index}"))
                .is_some_and(Value::is_object)
        };
        let labels = labels.iter().enumerate();
        Ok(labels
            .filter(|(index, _)| exists(*index))
            .map(|(_, label)| label.clone())
            .collect())
    }

    /// Assigns people to a pull request; says who is assigned then.
    ///
    /// # Errors
    /// When GitHub does not do it.
    pub async fn add_assignees(&self, pull: u64, logins: &[String]) -> Result<Added, Error> {
        #[derive(Deserialize)]
        struct Assigned {
            assignees: Vec<Account>,
        }
        let route = self.route(&format!("issues/{pull}/assignees"));
        let body = json!({ "assignees": logins });
        let assigned: Assigned = self.client.post(&route, &body).await?;
        Ok(Added(logins_of(assigned.assignees)))
    }

    /// Asks people and teams for a review; says who is asked then.
    ///
    /// # Errors
    /// When GitHub does not do it, for all of them if for one.
    pub async fn request_reviews(
        &self,
        pull: u64,
        logins: &[String],
        teams: &[String],
    ) -> Result<Added, Error> {
        #[derive(Deserialize)]
        struct Requested {
            requested_reviewers: Vec<Account>,
            #[serde(default)]
            requested_teams: Vec<Team>,
        }
        let route = self.route(&format!("pulls/{pull}/requested_reviewers"));
        let body = json!({ "reviewers": logins, "team_reviewers": teams });
        let asked: Requested = self.client.post(&route, &body).await?;
        let mut names = logins_of(asked.requested_reviewers);
        names.extend(asked.requested_teams.into_iter().map(|team| team.slug));
        Ok(Added(names))
    }
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct Account {
    login: String,
}

#[derive(Deserialize)]
struct Team {
    slug: String,
}

fn logins_of(accounts: Vec<Account>) -> Vec<String> {
    accounts.into_iter().map(|account| account.login).collect()
}
