//! Titles of pages: what is read of a page, which pages are asked at all, and that the Memos server comes first.

use std::collections::BTreeMap;
use std::time::Duration;

use memos_weekly::http::Token;
use memos_weekly::markdown::{Tree, clean};
use memos_weekly::memos::{Options, Source};
use memos_weekly::page_title::{Limits, Reach, fetch};

use crate::http::client;
use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;
use crate::support::loopback::{End, Loopback, Reply};

async fn connect(memos: &FakeMemos) -> Source {
    let options = Options {
        url: memos.url(),
        token: Token::new(memos.token()).expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    Source::open(&client(), options).await.expect("a server")
}

/// A source that knows no titles.
async fn ignorant() -> (FakeMemos, Source) {
    let memos = FakeMemos::start("0.28.0");
    let source = connect(&memos).await;
    (memos, source)
}

/// With this one socket in reach besides the public Internet.
fn reaching(server: &Loopback) -> Limits {
    Limits {
        reach: Reach::PublicAnd(server.address()),
        ..Limits::default()
    }
}

fn address(server: &Loopback, path: &str) -> String {
    format!("http://{}{path}", server.address())
}

/// The title of a page that a server answers with.
async fn title(reply: Reply) -> Option<String> {
    let server = Loopback::start(move |_| reply.clone());
    let (_memos, source) = ignorant().await;
    let page = address(&server, "/page");
    let mut titles = fetch([page.clone()], &source, &reaching(&server)).await;
    assert_eq!(server.log().len(), 1, "the page was asked for");
    titles.remove(&page)
}

fn page(media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(200, media_type, body)
}

#[tokio::test]
async fn every_character_set_is_read() {
    const GBK: &[u8] = b"<title>\xd6\xd0\xce\xc4</title>";
    let after = |start: &[u8], rest: &[u8]| [start, rest].concat();
    let utf_16: Vec<u8> = "\u{feff}<title>中文</title>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases = [
        (
            "text/html; charset=utf-8",
            "<title>中文</title>".into(),
            "中文",
        ),
        ("text/html", "<title>中文</title>".into(), "中文"),
        ("text/html; Charset=\"GBK\"", GBK.to_vec(), "中文"),
        ("text/html", after(b"<meta charset=gb2312>", GBK), "中文"),
        ("text/html", after(GBK, b"<meta charset=gbk>"), "中文"),
        (
            "text/html",
            after(
                b"<META http-equiv=Content-Type content='text/html; charset=gb18030'>",
                GBK,
            ),
            "中文",
        ),
        (
            "text/html",
            b"<meta charset=iso-8859-1><title>Caf\xe9</title>".into(),
            "Café",
        ),
        (
            "text/html",
            b"<title>\x93Caf\xe9\x94</title>".into(),
            "“Café”",
        ),
        (
            "text/html; charset=euc-jp",
            b"<title>\xc6\xfc\xcb\xdc</title>".into(),
            "日本",
        ),
        (
            "text/html; charset=gbk",
            after(b"\xef\xbb\xbf", "<title>中文</title>".as_bytes()),
            "中文",
        ),
        ("text/html", utf_16, "中文"),
        (
            "text/html; charset=nonsense",
            "<title>中文</title>".into(),
            "中文",
        ),
        (
            "text/html",
            "<meta charset=utf-16><title>中文</title>".into(),
            "中文",
        ),
    ];
    for (media_type, body, expected) in cases {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let found = title(page(media_type, body)).await;
        assert_eq!(found.as_deref(), Some(expected), "{media_type}: {shown}");
    }
}

#[tokio::test]
async fn the_title_is_what_a_browser_shows() {
    let cases = [
        (
            "<title>\n  Q&amp;A &#8212; &lt;b&gt; &eacute;\n  again </title>",
            Some("Q&A — <b> é again"),
        ),
        ("<TITLE lang=en>A <b>B</b></TITLE >", Some("A <b>B</b>")),
        ("<!-- <title>no</title> --><title>Yes</title>", Some("Yes")),
        (
            "<script>'<title>no</title>'</script><title>Yes</title>",
            Some("Yes"),
        ),
        (
            "<svg><title>Icon</title></svg><title>Page</title>",
            Some("Page"),
        ),
        ("<title>First</title><title>Second</title>", Some("First")),
        (
            "<meta property='og:title' content='Shared &quot;so&quot;'><title> </title>",
            Some("Shared \"so\""),
        ),
        (
            "<meta property='og:title' content=Shared><title>Own</title>",
            Some("Own"),
        ),
        ("<title></title>", None),
        ("<title>never closed", None),
        ("<p>no title", None),
        ("", None),
    ];
    for (body, expected) in cases {
        assert_eq!(
            title(Reply::html(body)).await.as_deref(),
            expected,
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_site_is_not_named_in_its_title() {
    let cases = [
        "<title>晚霞 - 少数派</title><meta property='og:site_name' content=少数派>",
        "<meta property='og:site_name' content='少数派'><title>晚霞 - 少数派</title>",
        "<title>晚霞 - 少数派</title></head><body><meta property='og:site_name' content=别的>",
    ];
    let titles = [Some("晚霞"), Some("晚霞"), Some("晚霞 - 少数派")];
    for (body, expected) in cases.into_iter().zip(titles) {
        assert_eq!(
            title(Reply::html(body)).await.as_deref(),
            expected,
            "{body}"
        );
    }
}

#[tokio::test]
async fn only_pages_have_titles() {
    const BODY: &str = "<title>Page</title>";
    let some = Some("Page".to_owned());
    assert_eq!(title(page("application/xhtml+xml", BODY)).await, some);
    assert_eq!(title(page("TEXT/HTML ;charset=utf-8", BODY)).await, some);
    let mut unnamed = Reply::html(BODY);
    unnamed.headers.clear();
    let refused = [
        page("text/plain", BODY),
        page("application/pdf", BODY),
        unnamed,
        Reply::new(404, "text/html", BODY),
        Reply::new(503, "text/html", BODY),
        Reply::html(BODY).with("content-encoding", "gzip"),
        Reply::html(BODY).ending(End::Cut),
    ];
    for reply in refused {
        let shown = format!("{reply:?}");
        assert_eq!(title(reply).await, None, "{shown}");
    }
}

#[tokio::test]
async fn half_a_mebibyte_is_read_and_no_more() {
    let early = Reply::html("<title>Early</title>").ending(End::Endless(1 << 30));
    assert_eq!(title(early).await.as_deref(), Some("Early"));
    let late = format!("{}<title>Late</title>", " ".repeat(512 << 10));
    assert_eq!(title(Reply::html(&late)).await, None);
}

#[tokio::test]
async fn a_redirect_is_followed_within_reach() {
    let server = Loopback::start(|asked| match asked.path.as_str() {
        "/moved" => Reply::redirect(301, "/page"),
        "/page" => Reply::html("<title>Page</title>"),
        path => match path.strip_prefix("/hop/").map(str::parse::<u32>) {
            Some(Ok(1)) => Reply::redirect(302, "/page"),
            Some(Ok(left)) => Reply::redirect(302, &format!("/hop/{}", left - 1)),
            _ => Reply::redirect(302, path),
        },
    });
    let (_memos, source) = ignorant().await;
    let pages = ["/moved", "/hop/5", "/hop/6", "/circle"].map(|path| address(&server, path));
    let titles = fetch(pages.clone(), &source, &reaching(&server)).await;
    let found = pages.map(|page| titles.contains_key(&page));
    assert_eq!(found, [true, true, false, false]);
}

/// What its readers' address leads to is the post's matter as much as what the given one leads to.
#[tokio::test]
async fn nothing_on_the_server_is_asked_for_whichever_of_its_addresses_is_written() {
    let public = Loopback::start(|_| Reply::html("<title>A note</title>"));
    let memos = FakeMemos::start("0.28.0").known_as(&address(&public, ""));
    let source = connect(&memos).await;
    let note = address(&public, "/memos/other");
    let titles = fetch([note], &source, &reaching(&public)).await;
    assert_eq!(titles, BTreeMap::new());
    assert!(public.log().is_empty(), "{:?}", public.log());
}

#[tokio::test]
async fn neither_an_address_nor_a_redirect_nor_a_name_leads_into_the_network() {
    let secret = Loopback::start(|_| Reply::html("<title>Secret</title>"));
    let port = secret.address().port();
    let inner = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://user:password@127.0.0.1:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    let targets = inner.clone();
    let public = Loopback::start(move |asked| {
        let index: usize = asked.path[1..].parse().expect("a number");
        Reply::redirect(302, &targets[index])
    });
    let (_memos, source) = ignorant().await;
    let redirects = (0..inner.len()).map(|index| address(&public, &format!("/{index}")));
    let asked = redirects.chain(inner.clone());
    let titles = fetch(asked, &source, &reaching(&public)).await;
    assert_eq!(titles, BTreeMap::new());
    assert_eq!(public.log().len(), inner.len());
    assert!(secret.log().is_empty(), "{:?}", secret.log());
    // By itself, the program reaches no server on this machine.
    let titles = fetch([address(&public, "/0")], &source, &Limits::default()).await;
    assert_eq!(titles, BTreeMap::new());
    assert_eq!(public.log().len(), inner.len());
}

#[tokio::test]
async fn a_page_that_never_answers_holds_up_nothing() {
    let server = Loopback::start(|asked| match asked.path.as_str() {
        "/page" => Reply::html("<title>Page</title>"),
        _ => Reply::html("").ending(End::Never),
    });
    let (_memos, source) = ignorant().await;
    let pages = || ["/never", "/page"].map(|path| address(&server, path));
    let impatient = Limits {
        each: Duration::from_millis(500),
        ..reaching(&server)
    };
    let expected = BTreeMap::from([(address(&server, "/page"), "Page".to_owned())]);
    assert_eq!(fetch(pages(), &source, &impatient).await, expected);
    let impatient = Limits {
        all: Duration::from_secs(1),
        ..reaching(&server)
    };
    assert_eq!(fetch(pages(), &source, &impatient).await, expected);
}

#[tokio::test]
async fn an_address_is_asked_for_once_and_no_issue_asks_without_end() {
    let server = Loopback::start(|_| Reply::html("<title>Page</title>"));
    let (_memos, source) = ignorant().await;
    let pages = (0..300).map(|index| address(&server, &format!("/{}", index / 2)));
    let titles = fetch(pages, &source, &reaching(&server)).await;
    assert_eq!(titles.len(), 100);
    assert_eq!(server.log().len(), 100);
}

#[tokio::test]
async fn a_page_is_asked_without_tokens_and_without_saying_who_links_to_it() {
    let server = Loopback::start(|asked| match asked.path.as_str() {
        "/page" => Reply::html("<title>Page</title>"),
        _ => Reply::redirect(302, "/page"),
    });
    let (memos, source) = ignorant().await;
    fetch([address(&server, "/moved")], &source, &reaching(&server)).await;
    let log = server.log();
    assert_eq!(log.len(), 2);
    for asked in log {
        assert_eq!(asked.header("authorization"), None);
        assert_eq!(asked.header("referer"), None);
        assert!(!format!("{asked:?}").contains(memos.token()));
    }
}

#[tokio::test]
async fn the_memos_server_is_asked_first() {
    let server = Loopback::start(|_| Reply::html("<title>Own</title>"));
    let page = address(&server, "/page");
    let memos = FakeMemos::start("0.30.0");
    let source = connect(&memos).await;
    let titles = fetch([page.clone()], &source, &reaching(&server)).await;
    assert_eq!(titles[&page], format!("Title of {page}"));
    assert!(server.log().is_empty());

    let untitled = Reply::json(200, &serde_json::json!({"url": page, "title": ""}));
    let refused = Reply::json(400, &serde_json::json!({"code": 3, "message": "no"}));
    for reply in [untitled, refused] {
        let memos = FakeMemos::start("0.30.0").failing("linkMetadata", 1, reply);
        let source = connect(&memos).await;
        let titles = fetch([page.clone()], &source, &reaching(&server)).await;
        assert_eq!(titles[&page], "Own");
    }
}

#[tokio::test]
async fn the_memos_server_is_not_asked_about_itself_or_the_network() {
    let memos = FakeMemos::start("0.30.0");
    let source = connect(&memos).await;
    let before = memos.log().len();
    let pages = [
        format!("{}/memos/abc", memos.url()),
        "http://192.168.1.1/".to_owned(),
        "https://user:password@example.org/".to_owned(),
    ];
    let titles = fetch(pages, &source, &Limits::default()).await;
    assert_eq!(titles, BTreeMap::new());
    assert_eq!(memos.log().len(), before);
}

#[test]
fn bare_addresses_are_those_that_a_title_can_replace() {
    let text = "见https://example.org/a。 [named](https://example.org/b) `https://example.org/c`\n\
                www.example.org, https://example.org/a <https://example.org/d>";
    assert_eq!(
        Tree::parse(&clean(text)).bare_addresses(),
        [
            "https://example.org/a",
            "http://www.example.org",
            "https://example.org/a"
        ]
    );
}

#[test]
fn titles_stand_in_the_post_if_they_are_wanted() {
    let note = || Note::new("Read https://example.org/a?b=c today").at("2023-03-07T10:00:00Z");
    for (setting, expected) in [
        (
            "fetch",
            "Read [Title of https://example.org/a?b=c](https://example.org/a?b=c) today",
        ),
        ("off", "Read <https://example.org/a?b=c> today"),
    ] {
        let memos = FakeMemos::start("0.30.0").with(note());
        let github = FakeGithub::start("nick/blog").file(
            ".github/memos-weekly.yml",
            format!("timezone: UTC\nlinks:\n  titles: {setting}\n"),
        );
        weekly().memos(&memos).github(&github).run().exits(0);
        let pull = github.pull(1);
        let post = github
            .read(&pull.head, "posts/weekly-1.md")
            .expect("a post");
        assert!(post.contains(expected), "{post}");
        let asked = memos
            .log()
            .iter()
            .any(|asked| asked.path.contains("linkMetadata"));
        assert_eq!(asked, setting == "fetch");
    }
}

#[test]
fn an_address_without_a_title_is_short_if_that_is_wanted() {
    let note = || {
        Note::new("Read https://example.org/a?b=c and <https://example.org/d>, [e](https://example.org/e)")
            .at("2023-03-07T10:00:00Z")
    };
    let memos = FakeMemos::start("0.28.0").with(note());
    let github = FakeGithub::start("nick/blog").file(
        ".github/memos-weekly.yml",
        "timezone: UTC\nlinks:\n  addresses: short\n",
    );
    weekly().memos(&memos).github(&github).run().exits(0);
    let pull = github.pull(1);
    let post = github
        .read(&pull.head, "posts/weekly-1.md")
        .expect("a post");
    let expected = "Read [example.org/…](https://example.org/a?b=c) and <https://example.org/d>, [e](https://example.org/e)";
    assert!(post.contains(expected), "{post}");
}

#[test]
fn no_proxy_is_sent_to_where_we_would_not_go() {
    let proxy = Loopback::start(|_| Reply::html("<title>Secret</title>"));
    let memos = FakeMemos::start("0.28.0")
        .with(Note::new("See http://localhost:9/admin").at("2023-03-07T10:00:00Z"));
    let github = FakeGithub::start("nick/blog").file(
        ".github/memos-weekly.yml",
        "timezone: UTC\nlinks:\n  titles: fetch\n",
    );
    let run = weekly().memos(&memos).github(&github);
    let address = address(&proxy, "/");
    run.env("HTTP_PROXY", &address)
        .env("http_proxy", &address)
        .run()
        .exits(0);
    let pull = github.pull(1);
    let post = github
        .read(&pull.head, "posts/weekly-1.md")
        .expect("a post");
    assert!(post.contains("http://localhost:9/admin"), "{post}");
    assert!(!post.contains("Secret"), "{post}");
    assert!(proxy.log().is_empty(), "{:?}", proxy.log());
}
