//! Reading: GraphQL objects over the world.
//!
//! Fields without arguments are plain JSON with its `__typename`; fields with arguments are resolved when asked for.

mod pull;

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use serde_json::{Value, json};

use super::Shared;
use super::git::{Commit, Files, Signer, below, tree_id};
use super::world::World;
use super::write;
use pull::{pull, pulls};

/// What a resolver stands on.
pub(super) enum Thing<'w> {
    Query(&'w Shared),
    Mutation(&'w Shared),
    Repository(&'w Shared),
    Ref(&'w Shared, String),
    Commit(&'w Shared, String),
    Pull(&'w Shared, u64),
    Plain(&'w Shared, Value),
}

impl<'w> Thing<'w> {
    fn shared(&self) -> &'w Shared {
        match self {
            Self::Query(shared)
            | Self::Mutation(shared)
            | Self::Repository(shared)
            | Self::Ref(shared, _)
            | Self::Commit(shared, _)
            | Self::Pull(shared, _)
            | Self::Plain(shared, _) => shared,
        }
    }
}

impl ObjectValue for Thing<'_> {
    fn type_name(&self) -> &str {
        match self {
            Self::Query(_) => "Query",
            Self::Mutation(_) => "Mutation",
            Self::Repository(_) => "Repository",
            Self::Ref(..) => "Ref",
            Self::Commit(..) => "Commit",
            Self::Pull(..) => "PullRequest",
            Self::Plain(_, value) => value["__typename"].as_str().unwrap_or_default(),
        }
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        let name = info.field_name();
        let arguments = serde_json::to_value(info.arguments()).unwrap_or_default();
        let shared = self.shared();
        let value = match self {
            Self::Mutation(_) => {
                let mut world = shared.world();
                write::run(&mut world, name, &arguments["input"]).map_err(|refusal| FieldError {
                    message: refusal.encoded(),
                })?
            }
            Self::Query(_) => query(&shared.world(), name, &arguments),
            Self::Repository(_) => repository(&shared.world(), name, &arguments),
            Self::Ref(_, branch) => reference(&shared.world(), branch, name, &arguments),
            Self::Commit(_, oid) => commit(&shared.world(), oid, name, &arguments),
            Self::Pull(_, number) => pull(&shared.world(), *number, name, &arguments),
            Self::Plain(_, value) => value.get(name).cloned().unwrap_or_default(),
        };
        Ok(resolved(shared, value))
    }
}

/// Objects that have fields with arguments are only named in the JSON: `{"__typename": "Commit", "key": "…"}`.
fn resolved(shared: &Shared, value: Value) -> ResolvedValue<'_> {
    match value {
        Value::Array(items) => ResolvedValue::list(
            items
                .into_iter()
                .map(move |item| resolved(shared, item))
                .collect::<Vec<_>>(),
        ),
        Value::Object(_) => {
            let key = || value["key"].as_str().unwrap_or_default().to_owned();
            ResolvedValue::object(match value["__typename"].as_str() {
                Some("Repository") => Thing::Repository(shared),
                Some("Ref") => Thing::Ref(shared, key()),
                Some("Commit") => Thing::Commit(shared, key()),
                Some("PullRequest") => Thing::Pull(shared, key().parse().unwrap_or_default()),
                _ => Thing::Plain(shared, value),
            })
        }
        leaf => ResolvedValue::leaf(
            serde_json::from_value::<apollo_compiler::response::JsonValue>(leaf)
                .expect("a leaf is a leaf in both"),
        ),
    }
}

pub(super) fn named(kind: &str, key: impl std::fmt::Display) -> Value {
    json!({ "__typename": kind, "key": key.to_string() })
}

fn query(world: &World, name: &str, arguments: &Value) -> Value {
    match name {
        "rateLimit" => {
            json!({ "__typename": "RateLimit", "cost": 1, "limit": 1000, "nodeCount": 1, "remaining": 999 })
        }
        "viewer" => json!({ "__typename": "User", "id": "U_0", "login": world.viewer }),
        "repository" => {
            let asked = format!(
                "{}/{}",
                arguments["owner"].as_str().unwrap_or_default(),
                arguments["name"].as_str().unwrap_or_default()
            );
            let former = world.settings.renamed_from.as_ref();
            let follows = arguments["followRenames"] == true
                && former.is_some_and(|former| asked.eq_ignore_ascii_case(former));
            if follows || asked.eq_ignore_ascii_case(&world.full_name) {
                named("Repository", "")
            } else {
                Value::Null
            }
        }
        _ => Value::Null,
    }
}

fn repository(world: &World, name: &str, arguments: &Value) -> Value {
    let exists = |branch: &str| world.git.branches.contains_key(branch);
    match name {
        "id" => json!("R_1"),
        "nameWithOwner" => json!(world.full_name),
        "url" => json!(world.url),
        "isPrivate" => json!(world.settings.private),
        "isArchived" => json!(world.settings.archived),
        "isEmpty" => json!(world.git.branches.is_empty()),
        "defaultBranchRef" if exists(&world.default_branch) => named("Ref", &world.default_branch),
        "ref" => {
            let qualified = arguments["qualifiedName"].as_str().unwrap_or_default();
            let branch = qualified.strip_prefix("refs/heads/").unwrap_or(qualified);
            if exists(branch) {
                named("Ref", branch)
            } else {
                Value::Null
            }
        }
        "object" => arguments["expression"]
            .as_str()
            .and_then(|expression| object(world, expression))
            .unwrap_or_default(),
        "label" => match arguments["name"].as_str() {
            Some(name) if world.labels.contains(name) => {
                json!({ "__typename": "Label", "id": "L", "name": name })
            }
            _ => Value::Null,
        },
        "refs" => refs(world, arguments),
        "pullRequests" => pulls(world, None, arguments),
        "pullRequest" => {
            let number = arguments["number"].as_u64().unwrap_or_default();
            world
                .pull(number)
                .map_or(Value::Null, |pull| named("PullRequest", pull.number))
        }
        _ => Value::Null,
    }
}

/// `rev-parse`: `HEAD`, a branch or a commit, and a path behind a colon.
fn object(world: &World, expression: &str) -> Option<Value> {
    let (revision, path) = match expression.split_once(':') {
        Some((revision, path)) => (revision, Some(path)),
        None => (expression, None),
    };
    let branch = match revision {
        "HEAD" => &world.default_branch,
        other => other.strip_prefix("refs/heads/").unwrap_or(other),
    };
    let commit = world
        .git
        .head(branch)
        .or_else(|| world.git.commit(revision))?;
    match path {
        None => Some(named("Commit", &commit.oid)),
        Some(path) => entry(world, &commit.files, path),
    }
}

fn entry(world: &World, files: &Files, path: &str) -> Option<Value> {
    if let Some(oid) = files.get(path) {
        return Some(blob(world, oid));
    }
    let inside = below(files, path);
    (path.is_empty() || !inside.is_empty()).then(|| tree(world, &inside))
}

fn tree(world: &World, files: &Files) -> Value {
    let mut names: Vec<&str> = files
        .keys()
        .filter_map(|path| path.split('/').next())
        .collect();
    names.dedup();
    let entries: Vec<Value> = names
        .into_iter()
        .filter_map(|name| {
            let object = entry(world, files, name)?;
            let kind = if files.contains_key(name) { "blob" } else { "tree" };
            Some(json!({
                "__typename": "TreeEntry", "name": name, "type": kind, "oid": object["oid"], "object": object,
            }))
        })
        .collect();
    json!({ "__typename": "Tree", "id": "T", "oid": tree_id(files), "entries": entries })
}

/// Binary files have no text; what is not UTF-8 in others is replaced.
fn blob(world: &World, oid: &str) -> Value {
    let bytes = world.git.blob(oid).unwrap_or_default();
    let text = (!bytes.contains(&0)).then(|| String::from_utf8_lossy(bytes));
    json!({
        "__typename": "Blob", "id": "B", "oid": oid, "text": text, "isTruncated": false, "byteSize": bytes.len(),
    })
}

/// `refPrefix` ends with a slash; names are given without it. Sorted by name, as asked.
fn refs(world: &World, arguments: &Value) -> Value {
    let prefix = arguments["refPrefix"].as_str().unwrap_or_default();
    let folder = prefix.strip_prefix("refs/heads/").unwrap_or("?");
    let filter = arguments["query"].as_str().unwrap_or_default();
    let mut names: Vec<&String> = world
        .git
        .branches
        .keys()
        .filter(|name| {
            name.strip_prefix(folder)
                .is_some_and(|rest| rest.contains(filter))
        })
        .collect();
    if arguments["orderBy"]["direction"] == "DESC" {
        names.reverse();
    }
    let nodes = names
        .into_iter()
        .map(|name| json!({ "__typename": "Ref", "key": format!("{folder}\n{}", &name[folder.len()..]) }));
    page("RefConnection", nodes.collect(), arguments)
}

/// A ref from `refs` knows the prefix it was found with, any other only `refs/heads/`.
fn reference(world: &World, key: &str, name: &str, arguments: &Value) -> Value {
    let (folder, short) = key.split_once('\n').unwrap_or(("", key));
    let branch = format!("{folder}{short}");
    let Some(head) = world.git.branches.get(&branch) else {
        return Value::Null;
    };
    match name {
        "id" => json!(format!("REF_{branch}")),
        "name" => json!(short),
        "prefix" => json!(format!("refs/heads/{folder}")),
        "target" => named("Commit", head),
        "associatedPullRequests" => pulls(world, Some(&branch), arguments),
        "compare" => {
            let other = arguments["headRef"].as_str().unwrap_or_default();
            let Some(other) = world.git.branches.get(other) else {
                return Value::Null;
            };
            json!({
                "__typename": "Comparison",
                "aheadBy": world.git.ahead(other, head),
                "behindBy": world.git.ahead(head, other),
            })
        }
        _ => Value::Null,
    }
}

fn commit(world: &World, oid: &str, name: &str, arguments: &Value) -> Value {
    let Some(commit) = world.git.commit(oid) else {
        return Value::Null;
    };
    let all = |commits: Vec<&Commit>| {
        commits
            .into_iter()
            .map(|commit| named("Commit", &commit.oid))
            .collect::<Vec<_>>()
    };
    match name {
        "id" => json!(format!("C_{oid}")),
        "oid" => json!(oid),
        "message" => json!(commit.message),
        "committedDate" => json!(world.settings.committed),
        "author" => actor(&commit.author),
        "committer" => actor(&commit.committer),
        "signature" => match commit.signed_by_github {
            Some(by_github) => {
                json!({ "__typename": "GpgSignature", "wasSignedByGitHub": by_github })
            }
            None => Value::Null,
        },
        "history" => page(
            "CommitHistoryConnection",
            all(world.git.history(oid)),
            arguments,
        ),
        "parents" => {
            let parents = commit.parents.iter().map(|parent| named("Commit", parent));
            page("CommitConnection", parents.collect(), arguments)
        }
        _ => Value::Null,
    }
}

fn actor(signer: &Signer) -> Value {
    let user = signer
        .login
        .as_ref()
        .map(|login| json!({ "__typename": "User", "id": format!("U_{login}"), "login": login }));
    json!({ "__typename": "GitActor", "name": signer.name, "email": signer.email, "user": user })
}

/// Whoever did something: people, and apps, whose login has no `[bot]` here.
pub(super) fn actor_of(login: &str) -> Value {
    match login.strip_suffix("[bot]") {
        Some(app) => json!({ "__typename": "Bot", "id": format!("B_{app}"), "login": app }),
        None => json!({ "__typename": "User", "id": format!("U_{login}"), "login": login }),
    }
}

/// A page: `first` of the nodes after a cursor, or `last` of those before one. A cursor is a place among all of them.
pub(super) fn page(kind: &str, mut nodes: Vec<Value>, arguments: &Value) -> Value {
    let size = |name: &str| {
        arguments[name]
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
    };
    let cursor = |name: &str| arguments[name].as_str()?.parse::<usize>().ok();
    let all = nodes.len();
    let mut from = cursor("after").map_or(0, |at| at + 1).min(all);
    let mut to = cursor("before").unwrap_or(all).min(all);
    if let Some(first) = size("first") {
        to = to.min(from + first);
    } else if let Some(last) = size("last") {
        from = from.max(to.saturating_sub(last));
    }
    nodes.truncate(to);
    nodes.drain(..from);
    let is_empty = nodes.is_empty();
    let place = |at: usize| (!is_empty).then(|| at.to_string());
    json!({
        "__typename": kind,
        "nodes": nodes,
        "pageInfo": {
            "__typename": "PageInfo",
            "hasNextPage": to < all,
            "hasPreviousPage": from > 0,
            "startCursor": place(from),
            "endCursor": place(to.saturating_sub(1)),
        },
    })
}
