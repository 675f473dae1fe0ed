//! Pull requests as they are read: their files, comments, reviews, and what happened to them.

use serde_json::{Value, json};

use super::super::world::{Event, Pull, World};
use super::{actor_of, named, page};

/// `headRefName` finds pull requests from forks as well; those associated with a ref come from it.
pub(super) fn pulls(world: &World, branch: Option<&str>, arguments: &Value) -> Value {
    let states = &arguments["states"];
    let mut found: Vec<&Pull> = world
        .pulls
        .iter()
        .filter(|pull| branch.is_none_or(|branch| pull.head == branch && !pull.from_fork))
        .filter(|pull| {
            arguments["headRefName"]
                .as_str()
                .is_none_or(|head| pull.head == head)
        })
        .filter(|pull| {
            arguments["baseRefName"]
                .as_str()
                .is_none_or(|base| pull.base == base)
        })
        .filter(|pull| {
            states
                .as_array()
                .is_none_or(|all| all.iter().any(|s| s == pull.state))
        })
        .collect();
    if arguments["orderBy"]["direction"] == "DESC" {
        found.reverse();
    }
    let nodes = found
        .into_iter()
        .map(|pull| named("PullRequest", pull.number));
    page("PullRequestConnection", nodes.collect(), arguments)
}

pub(super) fn pull(world: &World, number: u64, name: &str, arguments: &Value) -> Value {
    let Some(pull) = world.pull(number) else {
        return Value::Null;
    };
    match name {
        "id" => json!(format!("PR_{number}")),
        "number" => json!(number),
        "repository" => named("Repository", ""),
        "url" => json!(format!("{}/pull/{number}", world.url)),
        "state" => json!(pull.state),
        "title" => json!(pull.title),
        "body" => json!(pull.body),
        "headRefName" => json!(pull.head),
        "headRefOid" => json!(world.ends(pull).map(|(head, _)| head)),
        "isCrossRepository" => json!(pull.from_fork),
        "labels" => {
            let labels = pull.labels.iter();
            let labels =
                labels.map(|name| json!({ "__typename": "Label", "id": "L", "name": name }));
            page("LabelConnection", labels.collect(), arguments)
        }
        "author" => actor_of(&pull.author),
        "authorAssociation" => json!(association(world, &pull.author)),
        "files" => {
            let files = world.changed_files(pull).into_iter().map(|(path, kind)| {
                json!({ "__typename": "PullRequestChangedFile", "path": path, "changeType": kind })
            });
            page(
                "PullRequestChangedFileConnection",
                files.collect(),
                arguments,
            )
        }
        "comments" => {
            let comments = pull.comments.iter().map(|comment| {
                json!({
                    "__typename": "IssueComment",
                    "id": comment.id,
                    "body": comment.body,
                    "viewerDidAuthor": comment.author == world.viewer,
                    "author": actor_of(&comment.author),
                })
            });
            page("IssueCommentConnection", comments.collect(), arguments)
        }
        "latestOpinionatedReviews" => {
            let writers_only = arguments["writersOnly"] == true;
            let reviews = pull
                .reviews
                .iter()
                .filter(|(login, _)| !writers_only || world.collaborators.contains(*login))
                .map(|(_, state)| json!({ "__typename": "PullRequestReview", "id": "PRR", "state": state }));
            page("PullRequestReviewConnection", reviews.collect(), arguments)
        }
        "timelineItems" => {
            let events = pull.events.iter().map(event);
            let wanted = events.filter(|(kind, _)| {
                let kinds = arguments["itemTypes"].as_array();
                kinds.is_none_or(|kinds| kinds.iter().any(|asked| asked == *kind))
            });
            let items = wanted.map(|(_, item)| item).collect();
            page("PullRequestTimelineItemsConnection", items, arguments)
        }
        "commits" => {
            let Some((head, fork)) = world.ends(pull) else {
                return page("PullRequestCommitConnection", Vec::new(), arguments);
            };
            let old = world.git.ancestry(&fork);
            let mut commits: Vec<Value> = world
                .git
                .history(&head)
                .into_iter()
                .filter(|commit| !old.contains(&commit.oid))
                .map(|commit| {
                    json!({ "__typename": "PullRequestCommit", "id": "PRC", "commit": named("Commit", &commit.oid) })
                })
                .collect();
            commits.reverse();
            page("PullRequestCommitConnection", commits, arguments)
        }
        _ => Value::Null,
    }
}

/// What somebody is to the repository; an app is nothing.
fn association(world: &World, login: &str) -> &'static str {
    if world.full_name.split('/').next() == Some(login) {
        "OWNER"
    } else if world.collaborators.contains(login) {
        "COLLABORATOR"
    } else {
        "NONE"
    }
}

fn event(event: &Event) -> (&'static str, Value) {
    let user = |login: &String| json!({ "__typename": "User", "id": "U", "login": login });
    match event {
        Event::Labeled(name) => (
            "LABELED_EVENT",
            json!({
                "__typename": "LabeledEvent", "id": "E",
                "label": { "__typename": "Label", "id": "L", "name": name },
            }),
        ),
        Event::Assigned(login) => (
            "ASSIGNED_EVENT",
            json!({ "__typename": "AssignedEvent", "id": "E", "assignee": user(login) }),
        ),
        Event::ReviewRequested { name, team } => {
            let reviewer = if *team {
                json!({ "__typename": "Team", "id": "T", "slug": name })
            } else {
                user(name)
            };
            (
                "REVIEW_REQUESTED_EVENT",
                json!({ "__typename": "ReviewRequestedEvent", "id": "E", "requestedReviewer": reviewer }),
            )
        }
        Event::ForcePushed { before } => (
            "HEAD_REF_FORCE_PUSHED_EVENT",
            json!({
                "__typename": "HeadRefForcePushedEvent", "id": "E",
                "beforeCommit": named("Commit", before),
            }),
        ),
    }
}
