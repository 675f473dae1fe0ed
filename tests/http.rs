//! The HTTP client: where a token goes, what is sent again, what counts as an answer.

mod tls;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use memos_weekly::http::{Error, Http, Kind, Patience, Tls, Token, Unexpected};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use crate::support::loopback::{End, Loopback, Reply};

/// A client that does not wait.
pub(crate) fn client() -> Http {
    // Reading the system's certificates takes its time.
    static CLIENT: LazyLock<Http> = LazyLock::new(|| {
        Http::new(Patience {
            pause: Duration::ZERO,
            ..Patience::default()
        })
        .expect("a client")
    });
    CLIENT.metered()
}

fn url(server: &Loopback, path: &str) -> Url {
    format!("http://{}{path}", server.address())
        .parse()
        .expect("an address")
}

fn token() -> Token {
    Token::new("memos_pat_s3cr3t").expect("a token")
}

/// Answers each request with the next reply, and with the last one from then on.
fn replies(replies: Vec<Reply>) -> Loopback {
    let counter = std::sync::atomic::AtomicUsize::new(0);
    Loopback::start(move |_| {
        let next = counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        replies[next.min(replies.len() - 1)].clone()
    })
}

fn fine() -> Reply {
    Reply::json(200, &json!({"fine": true}))
}

async fn failure(server: &Loopback) -> Error {
    let request = client();
    request
        .get(url(server, "/list"))
        .json::<Value>()
        .await
        .expect_err("a failure")
}

#[tokio::test]
async fn a_request_that_fails_in_passing_is_sent_again() {
    let http = client();
    let busy = Reply::new(503, "text/plain", "").with("retry-after", "0");
    let cut = fine().ending(End::Cut);
    let server = replies(vec![Reply::new(502, "text/html", ""), busy, cut, fine()]);
    let answer: Value = http.get(url(&server, "/")).json().await.expect("an answer");
    assert_eq!(answer, json!({"fine": true}));
    assert_eq!(http.stats().requests, 4);
}

#[tokio::test]
async fn a_request_that_changes_something_is_sent_once() {
    let http = client();
    let server = replies(vec![Reply::new(503, "text/plain", "")]);
    let error = http.post(url(&server, "/")).send().await.expect_err("503");
    assert_eq!(error.status().map(|code| code.as_u16()), Some(503));
    assert_eq!(server.log().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_final_and_keeps_the_servers_words() {
    let refusal = json!({"code": 3, "message": "invalid filter:\n  nothing"});
    let server = replies(vec![Reply::json(400, &refusal)]);
    let error = failure(&server).await;
    let host = server.address();
    assert_eq!(
        error.to_string(),
        format!("{host} answered 400 Bad Request: invalid filter: nothing")
    );
    assert_eq!(error.at(), format!("GET http://{host}/list → 400"));
    assert_eq!(server.log().len(), 1);
}

#[tokio::test]
async fn a_server_that_asks_for_more_patience_than_we_have_is_told_so() {
    let server = replies(vec![
        Reply::new(429, "application/json", "null").with("retry-after", "900"),
    ]);
    let error = failure(&server).await;
    let host = server.address();
    assert_eq!(
        error.to_string(),
        format!("{host} answered 429 Too Many Requests (it asks to wait 15 min)")
    );
    assert_eq!(error.help().as_deref(), Some("run again later"));
    assert_eq!(server.log().len(), 1);
}

#[tokio::test]
async fn redirects_within_the_origin_keep_the_token() {
    let server = Loopback::start(|asked| match asked.path.as_str() {
        "/old" => Reply::redirect(308, "/new?a=1"),
        _ => fine(),
    });
    let http = client();
    let request = http.get(url(&server, "/old")).bearer(&token());
    request.send().await.expect("an answer");
    let asked = server.log().pop().expect("a request");
    assert_eq!(asked.line(), "GET /new?a=1");
    assert_eq!(
        asked.header("authorization"),
        Some("Bearer memos_pat_s3cr3t")
    );
}

#[tokio::test]
async fn a_token_does_not_follow_to_another_origin() {
    let elsewhere = replies(vec![fine()]);
    let to = url(&elsewhere, "/").to_string();
    let server = replies(vec![Reply::redirect(302, &to)]);
    let http = client();
    let request = http.get(url(&server, "/")).bearer(&token());
    let error = request.send().await.expect_err("a refusal");
    assert_eq!(
        error.to_string(),
        format!(
            "{} redirects to http://{}; the token was not sent there",
            server.address(),
            elsewhere.address()
        )
    );
    assert!(elsewhere.log().is_empty());
}

#[tokio::test]
async fn a_file_on_foreign_storage_is_fetched_without_the_token() {
    let elsewhere = replies(vec![fine()]);
    let to = url(&elsewhere, "/presigned").to_string();
    let server = replies(vec![Reply::redirect(307, &to)]);
    let http = client();
    let request = http.get(url(&server, "/")).bearer(&token());
    let answer = request.leave_token_behind().send().await.expect("a file");
    assert_eq!(answer.url.as_str(), to);
    assert_eq!(elsewhere.log()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_token_in_the_query_is_never_left_to_a_redirect() {
    let elsewhere = replies(vec![fine()]);
    let to = url(&elsewhere, "/").to_string();
    let server = replies(vec![Reply::redirect(307, &to)]);
    let http = client();
    let request = http
        .get(url(&server, "/"))
        .token_in_query("openId", &token());
    let error = request.leave_token_behind().send().await.expect_err("no");
    assert!(matches!(error.kind(), Kind::OtherOrigin(_)), "{error}");
    assert!(elsewhere.log().is_empty());
}

#[tokio::test]
async fn a_circle_of_redirects_has_an_end() {
    let server = replies(vec![Reply::redirect(302, "/")]);
    let error = failure(&server).await;
    assert_eq!(*error.kind(), Kind::Redirects);
}

#[tokio::test]
async fn a_token_does_not_travel_in_the_clear() {
    let http = client();
    let request = http.get("http://memos.example.org/".parse().expect("an address"));
    let error = request.bearer(&token()).send().await.expect_err("no");
    assert_eq!(
        error.to_string(),
        "the token would travel to memos.example.org without encryption"
    );
    assert_eq!(http.stats().requests, 0);
}

#[tokio::test]
async fn secrets_are_masked_in_errors() {
    let echo = json!({"message": "unknown token memos_pat_s3cr3t"});
    let server = replies(vec![Reply::json(401, &echo)]);
    let http = client();
    let mut address = url(&server, "/api/memo?X-Amz-Signature=abc&rowStatus=NORMAL");
    address.set_username("nick").expect("a host");
    address.set_password(Some("p4ss")).expect("a host");
    let request = http.get(address).token_in_query("openId", &token());
    let error = request.send().await.expect_err("401");
    let host = server.address();
    assert_eq!(
        error.at(),
        format!(
            "GET http://***@{host}/api/memo?X-Amz-Signature=***&rowStatus=NORMAL&openId=*** → 401"
        )
    );
    let shown = format!("{error} {error:?} {:?}", error.help());
    assert!(shown.contains("unknown token ***"), "{shown}");
    assert!(
        !shown.contains("s3cr3t") && !shown.contains("p4ss"),
        "{shown}"
    );
}

#[tokio::test]
async fn what_is_not_json_is_told_apart() {
    let login = "<!DOCTYPE html><title>Sign\n in</title><input type=\"password\">";
    let page = |title: Option<&str>, login| Unexpected::WebPage {
        title: title.map(str::to_owned),
        login,
    };
    for (reply, found) in [
        (Reply::html(login), page(Some("Sign in"), true)),
        (
            Reply::new(200, "application/json", "<html>"),
            page(None, false),
        ),
        (
            Reply::json(200, &json!(1)).with("x", "y"),
            Unexpected::Other(String::new()),
        ),
        (Reply::new(200, "application/json", ""), Unexpected::Empty),
        (
            Reply::new(200, "application/json", b"{\"a\":\"\xff\"}".to_vec()),
            Unexpected::BadText,
        ),
    ] {
        let server = replies(vec![reply]);
        let request = client();
        let outcome = request
            .get(url(&server, "/"))
            .json::<std::collections::BTreeMap<String, String>>()
            .await;
        match (outcome.expect_err("not JSON").kind(), found) {
            (Kind::NotJson(Unexpected::Other(words)), Unexpected::Other(_)) => {
                assert_eq!(words, "an unexpected value at line 1 column 1");
            }
            (kind, found) => assert_eq!(*kind, Kind::NotJson(found)),
        }
    }
}

#[tokio::test]
async fn the_text_of_an_answer_is_never_in_an_error() {
    let server = replies(vec![Reply::json(200, &json!({"memos": "a private note"}))]);
    let request = client();
    let outcome = request
        .get(url(&server, "/"))
        .json::<std::collections::BTreeMap<String, u32>>()
        .await;
    let error = outcome.expect_err("text where a number is due");
    assert!(!format!("{error} {error:?}").contains("private"), "{error}");
}

#[tokio::test]
async fn answers_that_are_cut_short_are_no_answers() {
    for reply in [
        fine().ending(End::Cut),
        Reply::new(200, "application/json", "{\"fine\": tr"),
    ] {
        let server = replies(vec![reply]);
        let error = failure(&server).await;
        assert_eq!(*error.kind(), Kind::CutShort, "{error}");
    }
}

#[tokio::test]
async fn answers_above_the_limit_are_not_read() {
    let whole = Reply::new(200, "application/json", vec![b' '; 2048]);
    let endless = fine().ending(End::Endless(1 << 30));
    for reply in [whole, endless] {
        let server = replies(vec![reply]);
        let http = client();
        let request = http.get(url(&server, "/")).limit(1000);
        let error = request.send().await.expect_err("too large");
        assert_eq!(*error.kind(), Kind::TooLarge(1000));
        assert_eq!(
            error.to_string(),
            format!("{} sent more than 1 KB", server.address())
        );
        assert_eq!(server.log().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let server = replies(vec![fine().ending(End::Never)]);
    let http = Http::new(Patience {
        read: Duration::from_millis(20),
        retries: 0,
        ..Patience::default()
    })
    .expect("a client");
    let error = http.get(url(&server, "/")).send().await.expect_err("no");
    assert_eq!(*error.kind(), Kind::Timeout, "{error}");
}

/// Answers with one byte at a time, and says of each request that it came.
async fn dripping(pause: Duration) -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("a bound socket");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Relaxed);
            tokio::spawn(async move {
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let mut sent = stream.write_all(head).await;
                while sent.is_ok() {
                    tokio::time::sleep(pause).await;
                    sent = stream.write_all(b" ").await;
                }
            });
        }
    });
    let url = format!("http://{address}/").parse().expect("an address");
    (url, asked)
}

/// Time passes as soon as nobody has anything else to do.
#[tokio::test(start_paused = true)]
async fn a_server_that_drips_until_the_time_is_over_is_not_asked_again() {
    let patience = Patience::default();
    let started = tokio::time::Instant::now();
    // faster than a piece may take, so that only the whole is too slow
    let (url, asked) = dripping(patience.read / 3).await;
    let http = Http::new(patience.clone()).expect("a client");
    let error = http.get(url).send().await.expect_err("too slow");
    assert_eq!(*error.kind(), Kind::Timeout, "{error}");
    assert_eq!(asked.load(Relaxed), 1);
    let took = started.elapsed();
    assert!(
        took >= patience.whole && took < patience.whole * 2,
        "{took:?}"
    );

    // one that falls silent early is asked again, as long as there is time
    let (url, asked) = dripping(patience.whole).await;
    let error = http.get(url).send().await.expect_err("too slow");
    assert_eq!(*error.kind(), Kind::Timeout, "{error}");
    assert_eq!(asked.load(Relaxed), 1 + patience.retries as usize);
}

#[tokio::test]
async fn nobody_there() {
    let server = replies(vec![fine()]);
    let address = url(&server, "/");
    drop(server);
    let http = client();
    let error = http.get(address).send().await.expect_err("nobody");
    assert!(matches!(error.kind(), Kind::Connect(_)), "{error:?}");
}

#[tokio::test]
async fn a_name_that_cannot_be_one() {
    // Too long for a label: no resolver has to be asked.
    let name = "x".repeat(64);
    let http = client();
    let request = http.get(format!("http://{name}.test/").parse().expect("an address"));
    let error = request.send().await.expect_err("no such host");
    assert_eq!(*error.kind(), Kind::Dns, "{error:?}");
}

#[tokio::test]
async fn tls_that_cannot_be_trusted() {
    let server = tls::start();
    let http = client();
    let request = http.get(format!("https://{server}/").parse().expect("an address"));
    let error = request
        .bearer(&token())
        .send()
        .await
        .expect_err("untrusted");
    assert!(
        matches!(error.kind(), Kind::Tls(Tls::Untrusted, _)),
        "{error:?}"
    );
    assert!(error.help().expect("help").contains("SSL_CERT_FILE"));
}

#[tokio::test]
async fn plain_http_where_tls_is_due() {
    let server = replies(vec![fine()]);
    let address = url(&server, "/").to_string().replace("http:", "https:");
    let http = client();
    let request = http.get(address.parse().expect("an address"));
    let error = request.send().await.expect_err("no TLS");
    assert!(
        matches!(error.kind(), Kind::Tls(Tls::Protocol, _)),
        "{error:?}"
    );
}

#[tokio::test]
async fn it_says_who_it_is() {
    let server = replies(vec![fine()]);
    client().get(url(&server, "/")).send().await.expect("fine");
    let agent = concat!("memos-weekly/", env!("CARGO_PKG_VERSION"));
    assert_eq!(server.log()[0].header("user-agent"), Some(agent));
}

#[tokio::test]
async fn only_web_addresses_are_fetched() {
    let server = replies(vec![Reply::redirect(302, "file:///etc/passwd")]);
    let error = failure(&server).await;
    assert_eq!(*error.kind(), Kind::Scheme);
    let http = client();
    let request = http.get("ftp://example.org/a".parse().expect("an address"));
    let error = request.send().await.expect_err("not the web");
    assert_eq!(
        error.to_string(),
        "only http and https addresses can be fetched"
    );
}
