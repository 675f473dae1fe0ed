//! What is asked for over the REST API: the tree of a branch, labels and people of a pull request, rules and settings.
//!
//! Sources: <https://docs.github.com/en/rest/git/trees>, <https://docs.github.com/en/rest/issues/labels>, <https://docs.github.com/en/rest/issues/assignees>,
//! <https://docs.github.com/en/rest/pulls/review-requests>, <https://docs.github.com/en/rest/repos/rules>,
//! <https://docs.github.com/en/rest/actions/permissions>.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Reply;
use super::world::{Event, World};

pub(super) fn run(world: &mut World, method: &str, path: &str, body: &Value) -> Reply {
    if let Some(former) = &world.settings.renamed_from
        && let Some(rest) = path.strip_prefix(&format!("/repos/{former}/"))
    {
        // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
        let status = if method == "GET" { 301 } else { 307 };
        let words = json!({ "message": "Moved Permanently" });
        let to = format!("/repositories/1/{rest}");
        return Reply::json(status, &words).header("location", &to);
    }
    let prefix = format!("/repos/{}/", world.full_name);
    let rest = path.strip_prefix(&prefix).unwrap_or_default();
    let (status, body) = match rest.strip_prefix("git/trees/") {
        Some(revision) if method == "GET" => tree(world, revision),
        _ if method == "GET" => look(world, rest),
        _ if method == "PATCH" => update(world, rest, body),
        _ if method == "DELETE" => delete(world, rest),
        _ => change(world, rest, body),
    };
    let reply = Reply::json(status, &body);
    match world.settings.token_ends {
        Some(end) => reply.header("github-authentication-token-expiration", end),
        None => reply,
    }
}

/// Rules and settings.
fn look(world: &World, route: &str) -> (u16, Value) {
    let settings = &world.settings;
    let allows = settings.actions_may_open_pull_requests;
    match route.split(['/', '?']).collect::<Vec<_>>().as_slice() {
        ["rules", "branches", branch] => {
            let branch = branch.replace("%2F", "/");
            let blocks = |prefix: &Option<String>| {
                let prefix = prefix.as_ref();
                prefix.is_some_and(|prefix| branch.starts_with(prefix))
            };
            let rules = [
                ("creation", &settings.restricted_creations),
                ("update", &settings.protected),
            ];
            let rules = rules.iter().filter(|(_, prefix)| blocks(prefix));
            let rules = rules.map(|(kind, _)| json!({ "type": kind, "ruleset_id": 42 }));
            (200, Value::from(rules.collect::<Vec<_>>()))
        }
        ["rulesets", "42"] => {
            let bypass = if settings.bypasses_rules {
                "always"
            } else {
                "never"
            };
            (200, json!({ "id": 42, "current_user_can_bypass": bypass }))
        }
        ["actions", "permissions", "workflow"] if settings.may_administer => (
            200,
            json!({ "default_workflow_permissions": "read", "can_approve_pull_request_reviews": allows }),
        ),
        ["actions", "permissions", "workflow"] => forbidden(),
        ["branches", ..] => (200, json!([{ "name": world.default_branch }])),
        _ => not_found(),
    }
}

/// A branch at a commit that does not exist, and a pull request of a branch into itself, are refused in any case: first
/// because it is not permitted.
fn create(world: &World, route: &str, body: &Value) -> (u16, Value) {
    let settings = &world.settings;
    match route {
        "git/refs" if !settings.may_write_contents => forbidden(),
        "git/refs" => (422, json!({ "message": "Object does not exist" })),
        _ if !settings.may_write_pull_requests => forbidden(),
        _ if body["head"] == body["base"] => invalid(&format!(
            "No commits between {0} and {0}",
            world.default_branch
        )),
        _ => not_found(),
    }
}

fn forbidden() -> (u16, Value) {
    let words = "Resource not accessible by integration";
    (403, json!({ "message": words }))
}

/// All files below a commit, with the folders that they are in.
fn tree(world: &World, revision: &str) -> (u16, Value) {
    let name = match revision.replace("%2F", "/") {
        head if head == "HEAD" => world.default_branch.clone(),
        name => name,
    };
    if world.git.branches.is_empty() {
        return (409, json!({ "message": "Git Repository is empty." }));
    }
    let Some(head) = world.git.head(&name) else {
        return not_found();
    };
    let mut entries = BTreeMap::new();
    for (path, oid) in &head.files {
        let is_link = world.links.contains(path);
        let mode = if is_link { "120000" } else { "100644" };
        entries.insert(
            path.as_str(),
            json!({ "path": path, "mode": mode, "type": "blob", "sha": oid }),
        );
        for (at, _) in path.match_indices('/') {
            let folder = &path[..at];
            entries.insert(
                folder,
                json!({ "path": folder, "mode": "040000", "type": "tree", "sha": "0" }),
            );
        }
    }
    let truncated = world.settings.truncates_trees;
    let most = if truncated { 1 } else { usize::MAX };
    let listed: Vec<Value> = entries.into_values().take(most).collect();
    (
        200,
        json!({ "sha": head.oid, "tree": listed, "truncated": truncated }),
    )
}

/// Closes a pull request, or opens it again: <https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request>.
fn update(world: &mut World, route: &str, body: &Value) -> (u16, Value) {
    let number = route.strip_prefix("pulls/").and_then(|it| it.parse().ok());
    let Some(pull) = number.and_then(|number| world.pull(number)).cloned() else {
        return not_found();
    };
    let (state, last) = match body["state"].as_str() {
        Some("closed") => ("CLOSED", world.ends(&pull)),
        Some("open") => ("OPEN", None),
        _ => (pull.state, pull.last.clone()),
    };
    let shown = json!({ "number": pull.number, "state": state.to_ascii_lowercase() });
    if let Some(pull) = world.pull_mut(pull.number) {
        pull.state = state;
        pull.last = last;
    }
    (200, shown)
}

/// Deletes a branch: <https://docs.github.com/en/rest/git/refs#delete-a-reference>.
fn delete(world: &mut World, route: &str) -> (u16, Value) {
    match route.strip_prefix("git/refs/heads/") {
        Some(branch) if world.git.branches.contains_key(branch) => {
            world.delete_branch(branch);
            (204, Value::Null)
        }
        _ => (422, json!({ "message": "Reference does not exist" })),
    }
}

/// Status and body.
fn change(world: &mut World, route: &str, body: &Value) -> (u16, Value) {
    if matches!(route, "git/refs" | "pulls") {
        return create(world, route, body);
    }
    let parts: Vec<&str> = route.split('/').collect();
    let [group, number, what] = parts.as_slice() else {
        return not_found();
    };
    let number = number.parse().unwrap_or_default();
    if world.pull(number).is_none() {
        return not_found();
    }
    if !world.settings.may_write_pull_requests {
        return forbidden();
    }
    match (*group, *what) {
        ("issues", "labels") => labels(world, number, &names(&body["labels"])),
        ("issues", "assignees") => assignees(world, number, &names(&body["assignees"])),
        ("pulls", "requested_reviewers") => reviewers(
            world,
            number,
            &names(&body["reviewers"]),
            &names(&body["team_reviewers"]),
        ),
        _ => not_found(),
    }
}

/// A label that does not exist is created, by who may: <https://github.com/actions/labeler/issues/870>.
fn labels(world: &mut World, number: u64, names: &[String]) -> (u16, Value) {
    let may_create = world.settings.may_write_issues;
    if !may_create && names.iter().any(|name| !world.labels.contains(name)) {
        let words = "You do not have permission to create labels on this repository.";
        let error = json!({ "resource": "Repository", "field": "label", "code": "unauthorized" });
        return (403, json!({ "message": words, "errors": [error] }));
    }
    world.labels.extend(names.iter().cloned());
    let mut labels = Vec::new();
    if let Some(pull) = world.pull_mut(number) {
        for name in names {
            if pull.labels.insert(name.clone()) {
                pull.events.push(Event::Labeled(name.clone()));
            }
        }
        labels.extend(pull.labels.iter().map(|name| json!({ "name": name })));
    }
    (200, Value::from(labels))
}

/// People who cannot be assigned are silently left out.
fn assignees(world: &mut World, number: u64, names: &[String]) -> (u16, Value) {
    let known = world.collaborators.clone();
    let mut assigned = Vec::new();
    if let Some(pull) = world.pull_mut(number) {
        for name in names.iter().filter(|name| known.contains(*name)) {
            if pull.assignees.insert(name.clone()) {
                pull.events.push(Event::Assigned(name.clone()));
            }
        }
        assigned.extend(pull.assignees.iter().map(|login| json!({ "login": login })));
    }
    (201, json!({ "assignees": assigned }))
}

/// All or nobody.
fn reviewers(world: &mut World, number: u64, people: &[String], teams: &[String]) -> (u16, Value) {
    let author = world
        .pull(number)
        .map(|pull| pull.author.clone())
        .unwrap_or_default();
    if people.contains(&author) {
        // https://github.com/peter-evans/create-pull-request/issues/155
        return invalid("Review cannot be requested from pull request author.");
    }
    let stranger = people
        .iter()
        .any(|name| !world.collaborators.contains(name))
        || teams.iter().any(|name| !world.teams.contains(name));
    if stranger {
        let message = "Reviews may only be requested from collaborators. One or more of the users or teams you \
                       specified is not a collaborator of the repository.";
        return invalid(message);
    }
    if let Some(pull) = world.pull_mut(number) {
        let people = people.iter().map(|name| (name, false));
        for (name, team) in people.chain(teams.iter().map(|name| (name, true))) {
            if pull.reviewers.insert(name.clone()) {
                let name = name.clone();
                pull.events.push(Event::ReviewRequested { name, team });
            }
        }
    }
    let asked = world.pull(number).map(|pull| pull.reviewers.clone());
    let asked = asked.unwrap_or_default();
    let (teams, people): (Vec<&String>, Vec<&String>) =
        asked.iter().partition(|name| world.teams.contains(*name));
    let people: Vec<Value> = people
        .into_iter()
        .map(|it| json!({ "login": it }))
        .collect();
    let teams: Vec<Value> = teams.into_iter().map(|it| json!({ "slug": it })).collect();
    (
        201,
        json!({ "requested_reviewers": people, "requested_teams": teams }),
    )
}

/// <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed>
fn invalid(reason: &str) -> (u16, Value) {
    (
        422,
        json!({ "message": "Validation Failed", "errors": [reason] }),
    )
}

fn names(value: &Value) -> Vec<String> {
    let names = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

fn not_found() -> (u16, Value) {
    (404, json!({ "message": "Not Found" }))
}
