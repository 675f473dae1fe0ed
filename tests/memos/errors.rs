//! Every error as its reader sees it.

use std::sync::atomic::{AtomicUsize, Ordering};

use insta::assert_snapshot;
use memos_weekly::http::Token;
use memos_weekly::memo::Memo;
use memos_weekly::memos::{Error, Options, Source};
use memos_weekly::select::TimeOf;
use serde_json::json;

use super::{options, week};
use crate::http::client;
use crate::support::fake_memos::FakeMemos;
use crate::support::loopback::{End, Loopback, Reply};

/// The error of a run against a server, with its address made steady.
async fn screen(fake: &FakeMemos) -> String {
    screen_of(options(fake)).await
}

async fn screen_of(options: Options) -> String {
    let url: url::Url = options.url.parse().expect("an address");
    let error = failure(options).await;
    shown(&error).replace(
        &format!("127.0.0.1:{}", url.port().unwrap_or_default()),
        "memos.example.org",
    )
}

async fn failure(options: Options) -> Error {
    match Source::open(&client(), options).await {
        Err(error) => error,
        Ok(source) => source
            .list(&week(), TimeOf::Created)
            .await
            .expect_err("an error"),
    }
}

fn shown(error: &Error) -> String {
    let mut lines = vec![format!("error: {error}")];
    let at = error.at();
    lines.extend(
        at.iter()
            .flat_map(|at| at.lines())
            .map(|line| format!("  at: {line}")),
    );
    lines.extend(error.help().map(|help| format!("  help: {help}")));
    lines.join("\n")
}

#[tokio::test]
async fn a_token_from_before_0_26() {
    let fake = FakeMemos::start("0.30.0");
    let token = Token::new("eyJhbGciOiJIUzI1NiJ9.e30.old").expect("a token");
    assert_snapshot!(screen_of(Options { token, ..options(&fake) }).await, @r"
    error: the Memos server does not accept this token
      at: GET http://memos.example.org/api/v1/auth/me → 401
      help: tokens made before Memos 0.26 stopped working with that version; make a new one under Settings → Access Tokens, with “Expiration: Never”, and put it into the secret MEMOS_TOKEN
    ");
}

#[tokio::test]
async fn a_token_that_was_deleted() {
    let fake = FakeMemos::start("0.30.0").forgetting_tokens();
    assert_snapshot!(screen(&fake).await, @r"
    error: the Memos server does not accept this token
      at: GET http://memos.example.org/api/v1/auth/me → 401
      help: it may have been deleted, or have expired; make a new one under Settings → Access Tokens, with “Expiration: Never”, and put it into the secret MEMOS_TOKEN
    ");
}

#[tokio::test]
async fn a_token_that_has_expired_and_one_that_is_going_to() {
    // {"sub":"1","exp":1678017600}: 2023-03-05 12:00 UTC
    let token = Token::new("e30.eyJzdWIiOiIxIiwiZXhwIjoxNjc4MDE3NjAwfQ.old").expect("a token");
    let at = |now: &str| now.parse().expect("an instant");
    let fake = FakeMemos::start("0.24.4");
    let expired = Options {
        token: token.clone(),
        now: at("2023-03-06T00:00:00Z"),
        ..options(&fake)
    };
    assert_snapshot!(screen_of(expired).await, @r"
    error: the Memos server does not accept this token
      at: POST http://memos.example.org/api/v1/auth/status → 401
      help: it expired on 2023-03-05; make a new one under Settings → My Account → Access Tokens, with “Expiration: Never”, and put it into the secret MEMOS_TOKEN
    ");
    for (now, warning) in [
        ("2023-02-01T00:00:00Z", None),
        (
            "2023-03-01T00:00:00Z",
            Some(
                "the Memos token expires on 2023-03-05, in 4 days; make a new one with “Expiration: Never” and put it into the secret MEMOS_TOKEN",
            ),
        ),
        (
            "2023-03-05T01:00:00Z",
            Some(
                "the Memos token expires today (12:00 UTC); make a new one with “Expiration: Never” and put it into the secret MEMOS_TOKEN",
            ),
        ),
        (
            "2023-03-05T12:00:00Z",
            Some("the Memos token expired on 2023-03-05"),
        ),
    ] {
        let options = Options {
            token: token.clone(),
            now: at(now),
            ..options(&fake)
        };
        let source = Source::open(&client(), options).await.expect("a server");
        assert_eq!(
            source.warnings(),
            warning.into_iter().collect::<Vec<_>>(),
            "{now}"
        );
    }
}

#[tokio::test]
async fn a_token_of_a_newer_server() {
    let fake = FakeMemos::start("0.24.4");
    let token = Token::new("memos_pat_0123456789").expect("a token");
    assert_snapshot!(screen_of(Options { token, ..options(&fake) }).await, @r"
    error: the Memos server does not accept this token
      at: POST http://memos.example.org/api/v1/auth/status → 401
      help: it was made by Memos 0.26 or newer, but this server is 0.24.4: is it the right server?
    ");
}

#[tokio::test]
async fn a_token_where_an_open_id_is_due() {
    let fake = FakeMemos::start("0.12.2").forgetting_tokens();
    assert_snapshot!(screen(&fake).await, @r"
    error: the Memos server does not accept this token
      at: GET http://memos.example.org/api/user/me?openId=*** → 401
      help: put the openId, which stands in the address under Settings → My Account → OpenAPI, into the secret MEMOS_TOKEN
    ");
}

#[tokio::test]
async fn a_private_instance_that_refuses_the_list() {
    let refusal = Reply::new(
        401,
        "text/plain",
        r#"{"code": 16, "message": "authentication required"}"#,
    );
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/memos", 9, refusal);
    assert_snapshot!(screen(&fake).await, @r#"
    error: the Memos server does not accept this token
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c… → 401
      help: it may have been deleted, or have expired; make a new one under Settings → Access Tokens, with “Expiration: Never”, and put it into the secret MEMOS_TOKEN
    "#);
}

#[tokio::test]
async fn a_login_portal_in_front() {
    let page = Reply::html(
        "<!doctype html><title>Sign in – Portal</title><form><input type=\"password\"></form>",
    );
    let fake = FakeMemos::start("0.30.0").failing("/", 99, page);
    assert_snapshot!(screen(&fake).await, @r"
    error: there is no Memos server at http://memos.example.org/
      at: GET http://memos.example.org/api/v1/instance/profile → a login page (“Sign in – Portal”)
      at: GET http://memos.example.org/api/v1/workspace/profile → a login page (“Sign in – Portal”)
      at: GET http://memos.example.org/api/v1/status → a login page (“Sign in – Portal”)
      at: GET http://memos.example.org/api/status → a login page (“Sign in – Portal”)
      help: a login portal stands in front of the server; let /api and /file through without it
    ");
}

#[tokio::test]
async fn a_web_page_instead_of_the_list() {
    let page = Reply::html("<!doctype html><title>Memos</title>");
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/memos", 9, page);
    assert_snapshot!(screen(&fake).await, @r#"
    error: memos.example.org answered with a web page (“Memos”) instead of JSON
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c… → a web page (“Memos”)
      help: that looks like a wrong address or a missing sub-path (https://host/memos)
    "#);
}

#[tokio::test]
async fn a_server_that_is_not_memos() {
    let server = Loopback::start(|_| Reply::json(404, &json!({"error": "not found"})));
    let options = Options {
        url: format!("http://{}", server.address()),
        token: Token::new("x").expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    assert_snapshot!(screen_of(options).await, @r"
    error: there is no Memos server at http://memos.example.org/
      at: GET http://memos.example.org/api/v1/instance/profile → 404
      at: GET http://memos.example.org/api/v1/workspace/profile → 404
      at: GET http://memos.example.org/api/v1/status → 404
      at: GET http://memos.example.org/api/status → 404
      help: check the address; for an installation under a sub-path it is https://host/path
    ");
}

#[tokio::test]
async fn the_proxys_bad_gateway() {
    let page = Reply::new(
        502,
        "text/html",
        "<html><head><title>502 Bad Gateway</title></head></html>",
    );
    let fake = FakeMemos::start("0.30.0").failing("/", 99, page);
    assert_snapshot!(screen(&fake).await, @r"
    error: memos.example.org answered 502 Bad Gateway: 502 Bad Gateway
      at: GET http://memos.example.org/api/v1/instance/profile → 502
      help: look at the server's log, or the log of the reverse proxy in front of it
    ");
}

#[tokio::test]
async fn a_rate_limit_that_lasts() {
    let limit = Reply::new(429, "application/json", "null").with("retry-after", "3600");
    let fake = FakeMemos::start("0.21.0").failing("/api/v1/memo", 9, limit);
    assert_snapshot!(screen(&fake).await, @r"
    error: memos.example.org answered 429 Too Many Requests (it asks to wait 60 min)
      at: GET http://memos.example.org/api/v1/memo?rowStatus=NORMAL&limit=200 → 429
      help: run again later
    ");
}

#[tokio::test]
async fn an_answer_cut_short() {
    let cut = Reply::new(200, "application/json", "{\"memos\": [").ending(End::Cut);
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/memos", 9, cut);
    assert_snapshot!(screen(&fake).await, @r#"
    error: memos.example.org broke off in the middle of its answer
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c… → cut short
      help: run again; if it persists, look at the server or its reverse proxy
    "#);
}

#[tokio::test]
async fn an_absurdly_large_answer() {
    let huge = Reply::new(200, "application/json", "{\"memos\": [").ending(End::Endless(1 << 30));
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/memos", 9, huge);
    assert_snapshot!(screen(&fake).await, @r#"
    error: memos.example.org sent more than 64 MB
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c… → too large
    "#);
}

#[tokio::test]
async fn text_that_is_not_utf8() {
    let bytes = b"{\"memos\": [{\"content\": \"\xff\"}]}".to_vec();
    let fake = FakeMemos::start("0.30.0").failing(
        "/api/v1/memos",
        9,
        Reply::new(200, "application/json", bytes),
    );
    assert_snapshot!(screen(&fake).await, @r#"
    error: memos.example.org answered with text that is not UTF-8 instead of JSON
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c… → not JSON
    "#);
}

#[tokio::test]
async fn a_list_without_end() {
    let memo = json!({"name": "memos/a", "state": "NORMAL", "creator": "users/nick", "createTime": "2023-03-07T10:00:00Z"});
    let page = Reply::json(200, &json!({"memos": [memo], "nextPageToken": "again"}));
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/memos", 9, page);
    assert_snapshot!(screen(&fake).await, @r#"
    error: the Memos server's list leads back to a page that was read before
      at: GET http://memos.example.org/api/v1/memos?pageSize=1000&state=NORMAL&orderBy=create_time desc&filter=created_ts >= timestamp(1678060800) && c…&pageToken=again → page 2
      help: look at the reverse proxy: does it pass the query of a request on?
    "#);
}

/// The memos of a server whose list is made page by page, each of its number.
async fn paged(
    page: impl Fn(usize) -> serde_json::Value + Send + Sync + 'static,
) -> Result<Vec<Memo>, Error> {
    let count = AtomicUsize::new(0);
    let server = Loopback::start(move |asked| match asked.path.as_str() {
        "/api/v1/instance/profile" => Reply::json(200, &json!({"version": "0.30.0"})),
        "/api/v1/auth/me" => Reply::json(200, &json!({"user": {"name": "users/nick"}})),
        _ => Reply::json(200, &page(count.fetch_add(1, Ordering::Relaxed))),
    });
    let options = Options {
        url: format!("http://{}", server.address()),
        token: Token::new("x").expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    let source = Source::open(&client(), options).await?;
    source.list(&week(), TimeOf::Created).await
}

async fn endless(page: impl Fn(usize) -> serde_json::Value + Send + Sync + 'static) -> String {
    paged(page).await.expect_err("no end").to_string()
}

fn row(id: usize) -> serde_json::Value {
    json!({"name": format!("memos/{id}"), "state": "NORMAL", "creator": "users/nick",
           "createTime": "2023-03-07T10:00:00Z"})
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_or_nowhere_is_no_list() {
    let rows = |ids: &[usize], token: usize| {
        let rows: Vec<_> = ids.iter().map(|id| row(*id)).collect();
        json!({"memos": rows, "nextPageToken": token.to_string()})
    };
    assert_snapshot!(endless(move |number| rows(&[number], number % 3)).await,
        @"the Memos server's list leads back to a page that was read before");
    assert_snapshot!(endless(move |number| rows(&[number % 2], number)).await,
        @"the Memos server's list sends the same memos again and again");
    assert_snapshot!(endless(move |number| rows(&[], number)).await,
        @"the Memos server's list sent 20 empty pages, and promises more");
    assert_snapshot!(endless(move |number| rows(&[number], number)).await,
        @"the Memos server's list has no end after 5000 pages");
}

#[tokio::test]
async fn some_empty_pages_are_no_fault() {
    // the memos of deleted users are left out of their pages
    let page = |number: usize| match number {
        15 => json!({"memos": [row(1)], "nextPageToken": ""}),
        _ => json!({"memos": [], "nextPageToken": number.to_string()}),
    };
    let memos = paged(page).await.expect("a list");
    assert_eq!(memos.len(), 1);
}

#[tokio::test]
async fn a_redirect_of_the_list_to_another_origin() {
    let away = Reply::redirect(302, "https://elsewhere.example.org/login");
    let fake = FakeMemos::start("0.30.0").failing("/api/v1/auth/me", 9, away);
    assert_snapshot!(screen(&fake).await, @r"
    error: memos.example.org redirects to https://elsewhere.example.org; the token was not sent there
      at: GET http://memos.example.org/api/v1/auth/me → redirect to https://elsewhere.example.org
      help: if you trust https://elsewhere.example.org, use that address itself
    ");
}

#[tokio::test]
async fn a_version_that_was_given_wrong() {
    let fake = FakeMemos::start("0.22.5");
    let version = Some("0.30".parse().expect("a version"));
    assert_snapshot!(screen_of(Options { version, ..options(&fake) }).await, @r"
    error: this server says 0.22.5, you pinned 0.30
      at: GET http://memos.example.org/api/v1/auth/me → 404
      help: leave `memos.version` out, so that the server is asked for it, or set it to 0.22.5
    ");
}

#[tokio::test]
async fn a_token_in_the_clear() {
    let options = Options {
        url: "http://memos.example.org".to_owned(),
        token: Token::new("x").expect("a token"),
        version: Some("0.30.0".parse().expect("a version")),
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    assert_snapshot!(screen_of(options).await, @r"
    error: the token would travel to memos.example.org without encryption
      at: GET http://memos.example.org/api/v1/auth/me → not sent
      help: use an https:// address, or set `allow_insecure_http` if only you can listen on the way
    ");
}

#[tokio::test]
async fn an_address_that_is_none() {
    let options = |url: &str| Options {
        url: url.to_owned(),
        token: Token::new("x").expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    assert_snapshot!(shown(&failure(options("memos.example.org")).await), @r"
    error: `memos.example.org` is not the address of a Memos server
      help: write it with its scheme: https://memos.example.org or https://example.org/memos
    ");
    assert_snapshot!(shown(&failure(options("https://memos.example.org/api/memo?openId=secret")).await), @r"
    error: `https://memos.example.org/api/memo` holds more than the address of a Memos server
      help: leave out user name, password and everything after `?`; the token belongs into the secret MEMOS_TOKEN
    ");
}
