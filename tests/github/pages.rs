//! What does not fit on the first page is found, and what is not as promised is an error.

use memos_weekly::blog::Wanted;
use memos_weekly::github::{Error, PullState, State, StateQuery};
use serde_json::json;

use super::{look, on, repository};
use crate::support::fake_github::{FakeGithub, Reply};

const BRANCH: &str = "memos-weekly/2023-W10";

fn query() -> StateQuery {
    StateQuery {
        base: "main".to_owned(),
        prefix: "memos-weekly/".to_owned(),
        branches: vec![BRANCH.to_owned()],
        ..StateQuery::default()
    }
}

fn state(github: &FakeGithub) -> State {
    on(async { repository(github, github.token()).state(&query()).await }).expect("a state")
}

fn refused(github: &FakeGithub) -> Error {
    on(async { repository(github, github.token()).state(&query()).await })
        .expect_err("something is wrong")
}

/// A blog with a branch of ours and an open pull request from it.
fn opened() -> FakeGithub {
    let github = FakeGithub::start("nick/blog");
    let nick = github.human("nick");
    nick.branch(BRANCH, "content/posts/weekly-5/index.md", "# 5\n");
    nick.open_from_branch(BRANCH, "ours");
    github
}

#[test]
fn a_whole_tree_is_listed_beside_the_first_query() {
    let github = FakeGithub::start("nick/blog").file("content/posts/deep/down/a.md", "");
    let wanted = Wanted {
        texts: Vec::new(),
        folders: vec!["content".to_owned()],
    };
    let look = look(&github, None, &wanted);
    let names: Vec<&str> = look.blog.paths().collect();
    assert_eq!(
        names,
        [
            "content/posts",
            "content/posts/deep",
            "content/posts/deep/down",
            "content/posts/deep/down/a.md"
        ]
    );
    let known = |path: &str| look.known(&memos_weekly::blog::Blog::default(), path);
    assert_eq!(known("content/posts/deep/down/a.md"), Some(true));
    assert_eq!(known("content/posts/deep/down/b.md"), Some(false));
    assert_eq!(github.requests().len(), 2);
    let (blog, left) = look.names(&["content/posts/deep".to_owned()]);
    assert_eq!(blog.paths().count(), 2);
    assert!(left.is_empty());
}

#[test]
fn folders_are_listed_one_by_one_where_the_tree_is_too_large_or_not_to_be_had() {
    let folders = ["", "content", "source", "src", "docs"].map(str::to_owned);
    let wanted = Wanted {
        texts: Vec::new(),
        folders: folders.into(),
    };
    for trouble in ["truncated", "refused", "odd"] {
        let mut github = FakeGithub::start("nick/blog").file("content/posts/deep/a.md", "");
        match trouble {
            "truncated" => github = github.settings(|it| it.truncates_trees = true),
            "refused" => github.reply_to_tree(Reply::json(403, &json!({ "message": "no" }))),
            _ => github.reply_to_tree(Reply::json(200, &json!({ "tree": null }))),
        }
        let look = look(&github, None, &wanted);
        let names: Vec<&str> = look.blog.paths().collect();
        let expected = [
            "README.md",
            "content",
            "content/posts",
            "content/posts/deep",
        ];
        assert_eq!(names, expected, "{trouble}");
        assert_eq!(
            github.take_requests(),
            ["Look", "Folders", "Folders"],
            "{trouble}"
        );
        let nothing = memos_weekly::blog::Blog::default();
        assert_eq!(look.known(&nothing, "content/posts/deep/a.md"), None);
        assert_eq!(look.known(&nothing, "content/other.md"), Some(false));
    }
}

#[test]
fn pull_requests_from_forks_hide_nothing() {
    let github = opened();
    for _ in 0..140 {
        github.human("mallory").open_from_fork(BRANCH, "theirs");
    }
    let pulls = |github: &FakeGithub| -> Vec<(u64, PullState)> {
        let state = state(github);
        let pulls = state.branches[0].pulls.iter();
        pulls.map(|pull| (pull.number, pull.state)).collect()
    };
    assert_eq!(pulls(&github), [(1, PullState::Open)]);
    assert!(state(&github).series[0].open.is_some());
    github.human("nick").close(1);
    assert_eq!(pulls(&github), [(1, PullState::Closed)]);
    let github = opened();
    for _ in 0..140 {
        github.human("mallory").open_from_fork(BRANCH, "theirs");
    }
    github.human("nick").squash(1);
    github.take_requests();
    assert_eq!(pulls(&github), [(1, PullState::Merged)]);
    assert_eq!(github.take_requests(), ["State", "Pulls", "Pulls", "Pulls"]);
}

#[test]
fn who_may_not_write_cannot_close_a_week() {
    for (who, closed) in [("mallory", 0), ("anna", 1), ("app[bot]", 1)] {
        let github = FakeGithub::start("nick/blog");
        github.human("nick").branch(BRANCH, "post.md", "# 5\n");
        github.human(who).open_from_branch(BRANCH, "theirs");
        github.human(who).close(1);
        assert_eq!(state(&github).branches[0].pulls.len(), closed, "{who}");
    }
}

#[test]
fn only_who_may_write_approves() {
    let github = opened();
    let approved = || state(&github).branches[0].pulls[0].approved;
    github.human("mallory").approve(1);
    assert!(!approved());
    github.human("anna").approve(1);
    github.human("mallory").request_changes(1);
    assert!(approved());
}

#[test]
fn later_comments_and_more_files_hide_nothing() {
    let github = opened();
    github.human("github-actions[bot]").comment(1, "ours");
    for n in 0..220 {
        github.human("mallory").comment(1, &format!("{n}"));
        github
            .human("nick")
            .edit(BRANCH, &format!("static/{n}.png"), "x");
    }
    github.take_requests();
    let state = state(&github);
    let pull = &state.branches[0].pulls[0];
    assert_eq!(pull.comments.len(), 1);
    assert_eq!(pull.files.len(), 221);
    assert_eq!(state.branches[0].history.len(), 100);
    assert_eq!(github.take_requests(), ["State", "Details", "More", "More"]);
}

#[test]
fn a_null_where_a_pull_request_should_be_is_an_error() {
    let good = || {
        let github = opened();
        state(&github);
        let request = github.requests().pop().expect("a request");
        let answer = github.answer_to(&request);
        assert!(answer["data"]["repository"]["pulls_0"]["nodes"][0].is_object());
        (github, answer)
    };
    for (path, fault) in [
        ("/data/repository/pulls_0", "pulls_0"),
        ("/data/repository/pulls_0/nodes/0", "pulls_0.nodes.0"),
        ("/data/repository/pulls_0/nodes", "pulls_0.nodes"),
        ("/data/repository/branch_0/target", "branch_0.target"),
        ("/data/repository/branch_0/open", "branch_0.open"),
        ("/data/repository/branch_0/open/nodes/0/files", "files"),
        (
            "/data/repository/branch_0/open/nodes/0/latestOpinionatedReviews",
            "reviews",
        ),
        ("/data/repository/series", "series"),
        ("/data/repository/open/nodes/0", "open"),
    ] {
        let (github, mut answer) = good();
        *answer.pointer_mut(path).expect(path) = json!(null);
        github.reply_at(1, Reply::json(200, &answer));
        let error = refused(&github);
        assert!(matches!(error, Error::Unexpected { .. }), "{path}: {error}");
        let path: Vec<&str> = fault.split('.').collect();
        for kind in ["NOT_FOUND", "FORBIDDEN", "SERVICE_UNAVAILABLE"] {
            let fault = json!({ "type": kind, "path": path, "message": "not now" });
            answer["errors"] = json!([fault]);
            github.reply_at(1, Reply::json(200, &answer));
            let error = refused(&github);
            assert!(matches!(error, Error::Refused(_)), "{path:?}: {error}");
        }
    }
}

#[test]
fn only_what_may_not_be_seen_can_be_done_without() {
    let fault = |kind: &str| json!([{ "type": kind, "path": ["repository", "branch_0", "open", "nodes", 0, "given"], "message": "hidden" }]);
    for (kind, minor) in [
        ("FORBIDDEN", true),
        ("NOT_FOUND", true),
        ("", false),
        ("INTERNAL", false),
    ] {
        let github = opened();
        state(&github);
        let request = github.requests().pop().expect("a request");
        let mut answer = github.answer_to(&request);
        answer["errors"] = fault(kind);
        github.reply_at(1, Reply::json(200, &answer));
        let state = on(async { repository(&github, github.token()).state(&query()).await });
        assert_eq!(state.is_ok(), minor, "{kind}");
    }
}

#[test]
fn branches_under_names_that_are_not_understood_are_an_error() {
    let github = opened();
    state(&github);
    let request = github.requests().pop().expect("a request");
    for (prefix, name, understood) in [
        ("refs/heads/memos-weekly/", "2023-W10", true),
        ("refs/heads/memos-weekly/", BRANCH, true),
        ("refs/heads/", BRANCH, true),
        ("refs/heads/", "2023-W10", false),
    ] {
        let mut answer = github.answer_to(&request);
        let node = &mut answer["data"]["repository"]["series"]["nodes"][0];
        node["prefix"] = json!(prefix);
        node["name"] = json!(name);
        github.reply_at(1, Reply::json(200, &answer));
        let state = on(async { repository(&github, github.token()).state(&query()).await });
        match state {
            Ok(state) => assert!(understood && state.series[0].name == BRANCH, "{name}"),
            Err(error) => assert!(!understood, "{prefix} {name}: {error}"),
        }
    }
}

#[test]
fn a_refusal_has_its_type_and_its_place() {
    let github = FakeGithub::start("nick/blog");
    let query = "mutation M($i: CreateRefInput!) { one: createRef(input: $i) { ref { name } } }";
    let input = json!({ "repositoryId": "R_1", "name": "refs/heads/main", "oid": "0" });
    let body = json!({ "query": query, "variables": { "i": input } });
    let (_, answer) = github.exchange("POST", "/graphql", &body);
    assert_eq!(answer["errors"][0]["type"], "UNPROCESSABLE");
    assert_eq!(answer["errors"][0]["path"], json!(["one"]));
}
