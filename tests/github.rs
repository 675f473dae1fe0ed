//! Questions to GitHub: where they go, what comes back, and what goes wrong.

mod cost;
mod pages;
mod recorded;

use std::future::Future;
use std::time::Duration;

use memos_weekly::blog::Wanted;
use memos_weekly::github::{Address, Clock, Error, Repository};
use memos_weekly::http::{Http, Patience, Token};
use serde_json::json;

use crate::support::fake_github::{FakeGithub, Reply};

fn on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

fn repository(github: &FakeGithub, token: &str) -> Repository {
    let patience = Patience {
        pause: Duration::ZERO,
        ..Patience::default()
    };
    let http = Http::new(patience).expect("a client");
    let address = Address::new(&github.api_url(), Some(&github.graphql_url()));
    let token = Token::new(token).expect("a token");
    Repository::new(&http, &address.expect("an address"), &token, "nick/blog")
        .expect("a name")
        .within(Clock::skipping(Duration::from_mins(20)))
}

fn look(github: &FakeGithub, base: Option<&str>, wanted: &Wanted) -> memos_weekly::github::Look {
    on(async { repository(github, github.token()).look(base, wanted).await }).expect("a look")
}

fn refused(github: &FakeGithub) -> Error {
    on(async {
        repository(github, github.token())
            .look(None, &Wanted::default())
            .await
    })
    .expect_err("something is wrong")
}

#[test]
fn a_look_brings_what_is_wanted_of_the_base_branch() {
    let github = FakeGithub::start("nick/blog")
        .file("hugo.toml", "title = 'Blog'\n")
        .file("content/posts/weekly-4/index.md", "# 4\n")
        .file("content/posts/hello.md", "# Hello\n")
        .file("static/logo.png", [0_u8, 159, 146, 150]);
    let wanted = Wanted {
        texts: ["hugo.toml", "static/logo.png", "none.yml", "content"]
            .map(str::to_owned)
            .into(),
        folders: ["", "content/posts/", "none"].map(str::to_owned).into(),
    };
    let look = look(&github, None, &wanted);
    let paths: Vec<&str> = look.blog.paths().collect();
    assert_eq!(
        paths,
        [
            "README.md",
            "content",
            "content/posts",
            "content/posts/hello.md",
            "content/posts/weekly-4",
            "content/posts/weekly-4/index.md",
            "hugo.toml",
            "static",
            "static/logo.png",
        ]
    );
    assert_eq!(look.blog.text("hugo.toml"), Some("title = 'Blog'\n"));
    assert_eq!(look.blog.text("static/logo.png"), None);
    assert_eq!(
        (look.base.as_str(), look.default_branch.as_str()),
        ("main", "main")
    );
    assert_eq!(look.viewer, "github-actions[bot]");
    assert!(!look.private && !look.archived && !look.empty && look.base_oid.is_some());
    assert_eq!(github.take_requests(), ["Look"]);
}

#[test]
fn a_look_tells_what_is_known_of_a_path() {
    let github = FakeGithub::start("nick/blog").file("content/posts/weekly-4/index.md", "# 4\n");
    let wanted = Wanted {
        texts: Vec::new(),
        folders: vec![String::new(), "content/posts".to_owned()],
    };
    let look = look(&github, None, &wanted);
    let known = |path: &str| look.known(&memos_weekly::blog::Blog::default(), path);
    assert_eq!(known("content/posts/weekly-4/index.md"), Some(true));
    assert_eq!(known("content/posts/weekly-5/index.md"), Some(false));
    assert_eq!(known("content/posts/weekly-4/a.png"), Some(false));
    assert_eq!(known("source/_posts/weekly-5.md"), Some(false));
    assert_eq!(known("content/posts/weekly-4/deep/a.png"), Some(false));
    assert_eq!(known("content/notes/x.md"), Some(false));
    assert_eq!(known("content/posts"), Some(true));
}

#[test]
fn another_base_is_looked_at_by_its_name() {
    let github = FakeGithub::start("nick/blog");
    github
        .human("nick")
        .branch("gh-pages", "_config.yml", "title: x\n");
    let wanted = Wanted {
        texts: vec!["_config.yml".to_owned()],
        folders: Vec::new(),
    };
    let found = look(&github, Some("gh-pages"), &wanted);
    assert_eq!(found.blog.text("_config.yml"), Some("title: x\n"));
    assert_eq!(
        (found.base.as_str(), found.default_branch.as_str()),
        ("gh-pages", "main")
    );
    let found = look(&github, Some("nowhere"), &wanted);
    assert_eq!(found.base_oid, None);
}

#[test]
fn an_empty_repository_is_told_apart() {
    let found = look(
        &FakeGithub::start("nick/blog").empty(),
        None,
        &Wanted::default(),
    );
    assert!(found.empty && found.base_oid.is_none());
}

#[test]
fn a_wrong_token_is_an_error_that_does_not_show_it() {
    let github = FakeGithub::start("nick/blog");
    let error = on(async {
        repository(&github, "ghp_wrong")
            .look(None, &Wanted::default())
            .await
    })
    .expect_err("it is not accepted");
    insta::assert_snapshot!(error, @"GitHub does not accept this token: Bad credentials");
    let at = format!("POST {}/graphql → 401", github.api_url());
    assert_eq!(error.at(), Some(at));
    assert!(!format!("{error:?}{:?}", error.help()).contains("ghp_wrong"));
}

#[test]
fn a_repository_that_cannot_be_seen() {
    let error = refused(&FakeGithub::start("somebody/else"));
    insta::assert_snapshot!(error, @"there is no repository nick/blog that this token can see");
    insta::assert_snapshot!(error.help().expect("a way out"), @"check the spelling of `repository`; the token of a workflow sees only its own repository, another one needs a token made for it");
}

#[test]
fn a_login_page_is_no_answer() {
    let github = FakeGithub::start("nick/blog");
    let page = Reply {
        status: 200,
        headers: vec![("content-type", "text/html".to_owned())],
        body: "<!doctype html><title>Sign in</title>".to_owned(),
    };
    github.reply_at(1, page);
    let error = refused(&github);
    insta::assert_snapshot!(error, @"GitHub answers with something unexpected: a web page");
    insta::assert_snapshot!(error.help().expect("a way out"), @"check GITHUB_API_URL and GITHUB_GRAPHQL_URL; that may be a login page or a proxy");
}

#[test]
fn an_error_keeps_githubs_words() {
    let github = FakeGithub::start("nick/blog");
    github.reply_at(
        1,
        Reply::json(
            403,
            &json!({ "message": "Resource not accessible by integration" }),
        ),
    );
    insta::assert_snapshot!(refused(&github), @"GitHub answers 403: Resource not accessible by integration");
    let saml = json!({
        "data": { "repository": null },
        "errors": [{ "type": "FORBIDDEN", "path": ["repository"], "message": "Resource protected by organization SAML enforcement." }],
    });
    github.reply_at(1, Reply::json(200, &saml));
    insta::assert_snapshot!(refused(&github), @"GitHub rejected the query: Resource protected by organization SAML enforcement.");
}

#[test]
fn an_enterprise_server_has_its_graphql_beside_its_rest() {
    let github = FakeGithub::start("nick/blog");
    let http = Http::new(Patience::default()).expect("a client");
    let token = Token::new(github.token()).expect("a token");
    for (rest, graphql) in [
        ("/api/v3", None),
        ("/api/v3/", Some("/api/graphql")),
        ("", Some("/graphql")),
        ("/", None),
    ] {
        let at = |path: &str| format!("{}{path}", github.api_url());
        let address = Address::new(&at(rest), graphql.map(at).as_deref()).expect("an address");
        on(async {
            let repository = Repository::new(&http, &address, &token, "nick/blog")?;
            repository.look(None, &Wanted::default()).await
        })
        .expect("a look");
    }
}

#[test]
fn a_token_goes_to_no_address_where_it_can_be_read_on_the_way() {
    for address in [
        "http://github.example.org/api/v3",
        "ftp://github.com",
        "github.com",
    ] {
        let error = Address::new(address, None).expect_err(address);
        assert!(error.to_string().contains(address), "{error}");
    }
    Address::new(
        "https://api.github.com",
        Some("https://api.github.com/graphql"),
    )
    .expect("fine");
}

#[test]
fn a_repository_has_an_owner_and_a_name() {
    let github = FakeGithub::start("nick/blog");
    let address = Address::new(&github.api_url(), None).expect("an address");
    let http = Http::new(Patience::default()).expect("a client");
    let token = Token::new("x").expect("a token");
    on(async {
        for name in [
            "blog",
            "nick/",
            "/blog",
            "nick/blog/x",
            "nick/my blog",
            "https://github.com/nick/blog",
        ] {
            Repository::new(&http, &address, &token, name).expect_err(name);
        }
        Repository::new(&http, &address, &token, "nick/nick.github.io").expect("a name");
    });
}
