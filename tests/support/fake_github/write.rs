//! Writing: the mutations, with what GitHub refuses and the words it has for it.
//!
//! Where a rule was seen in the wild, its source stands beside it; the rest follows the published schema's descriptions.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::git::Signer;
use super::read::{actor_of, named};
use super::world::{Comment, Pull, World, web_flow};

/// An entry of `errors`.
pub(super) struct Refusal {
    kind: &'static str,
    message: String,
}

const SEPARATOR: char = '\u{1f}';

impl Refusal {
    fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// The executor knows messages only, so the type travels in front.
    pub(super) fn encoded(&self) -> String {
        format!("{}{SEPARATOR}{}", self.kind, self.message)
    }

    /// Puts the type where GitHub has it.
    pub(super) fn decode(error: &mut Value) {
        let text = error["message"].as_str().unwrap_or_default().to_owned();
        if let Some((kind, message)) = text.split_once(SEPARATOR) {
            // the executor says of its own where an error comes from
            error["type"] = kind.trim_start_matches("resolver error: ").into();
            error["message"] = message.into();
        }
    }
}

/// <https://github.com/orgs/community/discussions/60820>
fn no_access() -> Refusal {
    Refusal::new("FORBIDDEN", "Resource not accessible by integration")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(super) fn run(world: &mut World, name: &str, input: &Value) -> Result<Value, Refusal> {
    if world.settings.archived {
        return Err(Refusal::new(
            "FORBIDDEN",
            "Repository was archived so is read-only.",
        ));
    }
    match name {
        "createRef" => create_ref(world, input),
        "createCommitOnBranch" => create_commit(world, input),
        "createPullRequest" => create_pull(world, input),
        "updatePullRequest" => update_pull(world, input),
        "addComment" => add_comment(world, input),
        "updateIssueComment" => update_comment(world, input),
        "deleteIssueComment" => delete_comment(world, input),
        _ => Err(Refusal::new(
            "NOT_FOUND",
            format!("unknown mutation {name}"),
        )),
    }
}

fn create_ref(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    if !world.settings.may_write_contents {
        return Err(no_access());
    }
    repository(&input["repositoryId"])?;
    let name = text(&input["name"]);
    let Some(branch) = name.strip_prefix("refs/heads/") else {
        return Err(Refusal::new(
            "UNPROCESSABLE",
            format!("{name} is not a valid ref name."),
        ));
    };
    if let Some(prefix) = &world.settings.restricted_creations
        && branch.starts_with(prefix)
    {
        // https://github.com/orgs/community/discussions/69918
        return Err(Refusal::new(
            "UNPROCESSABLE",
            format!(
                "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n{name}"
            ),
        ));
    }
    if world.git.branches.contains_key(branch) {
        // https://github.com/cli/cli/issues/5896
        return Err(Refusal::new(
            "UNPROCESSABLE",
            format!("A ref named \"{name}\" already exists in the repository."),
        ));
    }
    // a branch `a` and a branch `a/b` cannot both be files of git
    let clash = world.git.branches.keys().any(|other| {
        other.starts_with(&format!("{branch}/")) || branch.starts_with(&format!("{other}/"))
    });
    let oid = text(&input["oid"]).to_owned();
    if clash || world.git.commit(&oid).is_none() {
        return Err(Refusal::new(
            "UNPROCESSABLE",
            // https://github.com/microsoft/vscode-remote-repositories-github/issues/122
            "Ref cannot be created.",
        ));
    }
    world.git.branches.insert(branch.to_owned(), oid);
    Ok(json!({ "__typename": "CreateRefPayload", "ref": named("Ref", branch) }))
}

/// <https://github.blog/changelog/2021-09-13-a-simpler-api-for-authoring-commits/>
fn create_commit(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    if !world.settings.may_write_contents {
        return Err(no_access());
    }
    let target = &input["branch"];
    let branch = text(&target["branchName"]).to_owned();
    if !text(&target["repositoryNameWithOwner"]).eq_ignore_ascii_case(&world.full_name) {
        return Err(Refusal::new("NOT_FOUND", "Repository not found"));
    }
    let Some(head) = world.git.head(&branch).cloned() else {
        // https://github.com/github/gh-aw/issues/22564
        return Err(Refusal::new("NOT_FOUND", "Branch not found"));
    };
    if let Some(prefix) = &world.settings.protected
        && branch.starts_with(prefix)
    {
        return Err(Refusal::new(
            "UNPROCESSABLE",
            "Repository rule violations found\n\nChanges must be made through a pull request.",
        ));
    }
    if let Some(prefix) = &world.settings.classically_protected
        && branch.starts_with(prefix)
    {
        // https://github.com/Thinkmill/keystatic/issues/1559
        return Err(Refusal::new(
            "BRANCH_PROTECTION_RULE_VIOLATION",
            "Changes must be made through a pull request.",
        ));
    }
    let expected = text(&input["expectedHeadOid"]);
    if head.oid != expected {
        // https://github.com/planetscale/ghcommit/issues/153
        return Err(Refusal::new(
            "STALE_DATA",
            format!(
                "Expected branch to point to \"{expected}\" but it did not.  Pull and try again."
            ),
        ));
    }
    let mut files = head.files.clone();
    let changes = &input["fileChanges"];
    for deletion in changes["deletions"].as_array().into_iter().flatten() {
        let path = text(&deletion["path"]);
        if files.remove(path).is_none() {
            return Err(Refusal::new(
                "UNPROCESSABLE",
                format!(
                    "A path was requested for deletion which does not exist as of commit oid `{expected}`: {path}"
                ),
            ));
        }
    }
    for addition in changes["additions"].as_array().into_iter().flatten() {
        let path = text(&addition["path"]);
        let Ok(bytes) = STANDARD.decode(text(&addition["contents"])) else {
            return Err(Refusal::new(
                "UNPROCESSABLE",
                "contents is not valid Base64",
            ));
        };
        if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
            return Err(Refusal::new(
                "UNPROCESSABLE",
                format!("path is malformed: {path}"),
            ));
        }
        if let Some(secret) = world.settings.secret
            && String::from_utf8_lossy(&bytes).contains(secret)
        {
            return Err(Refusal::new(
                "UNPROCESSABLE",
                "Repository rule violations found\n\nSecret detected in content",
            ));
        }
        let oid = world.git.store(&bytes);
        files.insert(path.to_owned(), oid);
    }
    let mut message = match text(&input["message"]["body"]) {
        "" => text(&input["message"]["headline"]).to_owned(),
        body => format!("{}\n\n{body}", text(&input["message"]["headline"])),
    };
    if world.settings.signs_off {
        // as the web editor does it: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/managing-the-commit-signoff-policy-for-your-repository
        let Signer { name, email, .. } = world.viewer_signer();
        message = format!("{}\n\nSigned-off-by: {name} <{email}>", message.trim_end());
    }
    let signers = (world.viewer_signer(), web_flow());
    let signed = world.settings.signs.then_some(true);
    let oid = world
        .git
        .make(&[head.oid], files, &message, signers, signed);
    world.move_branch(&branch, &oid);
    Ok(json!({
        "__typename": "CreateCommitOnBranchPayload",
        "commit": named("Commit", oid),
        "ref": named("Ref", branch),
    }))
}

fn create_pull(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    if !world.settings.may_write_pull_requests {
        return Err(no_access());
    }
    if !world.settings.actions_may_open_pull_requests && world.viewer == "github-actions[bot]" {
        // https://github.com/peter-evans/create-pull-request/issues/1175
        return Err(Refusal::new(
            "FORBIDDEN",
            "GitHub Actions is not permitted to create or approve pull requests (createPullRequest)",
        ));
    }
    repository(&input["repositoryId"])?;
    let (base, head) = (text(&input["baseRefName"]), text(&input["headRefName"]));
    let unprocessable = |message: String| Err(Refusal::new("UNPROCESSABLE", message));
    let Some(base_oid) = world.git.branches.get(base).cloned() else {
        return unprocessable("Base ref must be a branch".to_owned());
    };
    let Some(head_oid) = world.git.branches.get(head).cloned() else {
        // https://github.com/cli/cli/issues/2691
        return unprocessable("Head sha can't be blank, Head ref must be a branch".to_owned());
    };
    if world.git.ahead(&head_oid, &base_oid) == 0 {
        return unprocessable(format!("No commits between {base} and {head}"));
    }
    let owner = world
        .full_name
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let exists = world.pulls.iter().any(|pull| {
        pull.state == "OPEN" && pull.head == head && pull.base == base && !pull.from_fork
    });
    if exists {
        return unprocessable(format!("A pull request already exists for {owner}:{head}."));
    }
    if input["draft"] == true && !world.settings.drafts {
        return unprocessable(
            "Draft pull requests are not supported in this repository.".to_owned(),
        );
    }
    let now = world.clock.elapsed();
    let lately = |at: &&Duration| now.saturating_sub(**at) < Duration::from_mins(5);
    if let Some(burst) = world.settings.burst
        && world.opened.iter().filter(lately).count() >= burst
    {
        // https://github.com/cli/cli/issues/4801
        return unprocessable("was submitted too quickly".to_owned());
    }
    let body = text(&input["body"]);
    if body.chars().count() > 65_536 {
        return unprocessable("Body is too long (maximum is 65536 characters)".to_owned());
    }
    let title = text(&input["title"]).trim();
    if title.is_empty() || title.chars().count() > 256 {
        return unprocessable("Title is too long (maximum is 256 characters)".to_owned());
    }
    let pull = Pull {
        number: world.pulls.last().map_or(1, |last| last.number + 1),
        state: "OPEN",
        title: title.to_owned(),
        body: body.to_owned(),
        base: base.to_owned(),
        head: head.to_owned(),
        from_fork: false,
        draft: input["draft"] == true,
        author: world.viewer.clone(),
        comments: Vec::new(),
        reviews: std::collections::BTreeMap::default(),
        labels: BTreeSet::new(),
        assignees: BTreeSet::new(),
        reviewers: BTreeSet::new(),
        events: Vec::new(),
        last: None,
    };
    let number = pull.number;
    world.pulls.push(pull);
    world.opened.push(now);
    Ok(json!({
        "__typename": "CreatePullRequestPayload",
        "pullRequest": named("PullRequest", number),
    }))
}

fn update_pull(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let number = pull_number(world, &input["pullRequestId"])?;
    if !world.settings.may_write_pull_requests {
        return Err(no_access());
    }
    let Some(pull) = world.pull_mut(number) else {
        return Err(unresolved(text(&input["pullRequestId"])));
    };
    if let Some(title) = input["title"].as_str() {
        title.clone_into(&mut pull.title);
    }
    if let Some(body) = input["body"].as_str() {
        body.clone_into(&mut pull.body);
    }
    if input["state"] == "CLOSED" && pull.state == "OPEN" {
        pull.state = "CLOSED";
        let ends = world.pull(number).and_then(|pull| world.ends(pull));
        if let Some(pull) = world.pull_mut(number) {
            pull.last = ends;
        }
    }
    Ok(json!({
        "__typename": "UpdatePullRequestPayload",
        "pullRequest": named("PullRequest", number),
    }))
}

fn add_comment(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let number = pull_number(world, &input["subjectId"])?;
    if !world.settings.may_write_pull_requests {
        return Err(no_access());
    }
    let comment = Comment {
        id: world.next_id("IC"),
        author: world.viewer.clone(),
        body: text(&input["body"]).to_owned(),
    };
    let shown = shown(world, &comment);
    if let Some(pull) = world.pull_mut(number) {
        pull.comments.push(comment);
    }
    Ok(json!({
        "__typename": "AddCommentPayload",
        "commentEdge": { "__typename": "IssueCommentEdge", "node": shown },
    }))
}

fn update_comment(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let id = text(&input["id"]).to_owned();
    let mut found = world.pulls.iter_mut().flat_map(|pull| &mut pull.comments);
    let Some(comment) = found.find(|comment| comment.id == id) else {
        return Err(unresolved(&id));
    };
    text(&input["body"]).clone_into(&mut comment.body);
    let comment = comment.clone();
    Ok(json!({
        "__typename": "UpdateIssueCommentPayload",
        "issueComment": shown(world, &comment),
    }))
}

fn delete_comment(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let id = text(&input["id"]);
    let has = |pull: &&mut Pull| pull.comments.iter().any(|comment| comment.id == id);
    let Some(pull) = world.pulls.iter_mut().find(has) else {
        return Err(unresolved(id));
    };
    pull.comments.retain(|comment| comment.id != id);
    Ok(json!({ "__typename": "DeleteIssueCommentPayload" }))
}

fn shown(world: &World, comment: &Comment) -> Value {
    json!({
        "__typename": "IssueComment",
        "id": comment.id,
        "body": comment.body,
        "viewerDidAuthor": comment.author == world.viewer,
        "author": actor_of(&comment.author),
    })
}

fn repository(id: &Value) -> Result<(), Refusal> {
    if id == "R_1" {
        Ok(())
    } else {
        Err(unresolved(text(id)))
    }
}

fn pull_number(world: &World, id: &Value) -> Result<u64, Refusal> {
    text(id)
        .strip_prefix("PR_")
        .and_then(|number| number.parse().ok())
        .filter(|number| world.pull(*number).is_some())
        .ok_or_else(|| unresolved(text(id)))
}

/// <https://github.com/peter-evans/create-pull-request/issues/4321>
fn unresolved(id: &str) -> Refusal {
    Refusal::new(
        "NOT_FOUND",
        format!("Could not resolve to a node with the global id of '{id}'"),
    )
}
