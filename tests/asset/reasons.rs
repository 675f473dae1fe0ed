//! What a pull request says of a file that could not be had: in its language, and without the names of servers.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;
use crate::support::loopback::{End, Loopback, Reply};

/// The reason that is given for a file, where the Memos server answers with this instead.
fn reason(version: &str, language: &str, reply: Reply) -> String {
    let note = Note::new("see below")
        .with_file("report.pdf", "application/pdf", b"%PDF-1.7")
        .at("2023-03-07T10:00:00Z");
    let memos = FakeMemos::start(version).with(note);
    let server = memos.url();
    let memos = memos
        .failing("/file/", 9, reply.clone())
        .failing("/o/r/", 9, reply);
    let config = format!("timezone: UTC\nlanguage: {language}\n");
    let github = FakeGithub::start("nick/blog").file(".github/memos-weekly.yml", &config);
    let done = weekly().memos(&memos).github(&github).run().exits(0);
    let body = github.pull(1).body.clone();
    for said in [&body, &done.stderr] {
        let files = said.lines().filter(|line| line.contains("`report.pdf`"));
        for line in files {
            assert!(!line.contains("127.0.0.1"), "{line}");
            assert!(!line.contains(&server), "{line}");
        }
    }
    let line = body.lines().find(|line| line.contains("`report.pdf`"));
    let line = line.unwrap_or_else(|| panic!("no reason in\n{body}"));
    let brackets: [char; 4] = ['(', ')', '（', '）'];
    let from = line.find(&brackets[..]).expect("a bracket");
    let to = line.rfind(&brackets[..]).expect("a bracket");
    let bracket = line[from..].chars().next().map_or(0, char::len_utf8);
    line[from + bracket..to].to_owned()
}

#[test]
fn neither_storage_behind_a_redirect_nor_a_server_that_is_named_by_another_has_a_name() {
    let storage = Loopback::start(|_| {
        let page = "<title>bucket.minio.example.com Access to 10.0.0.7:9000 denied</title>";
        Reply::new(403, "text/html", page)
    });
    let there = format!("http://{}/bucket/report.pdf", storage.address());
    assert_eq!(
        reason("0.30.0", "en", Reply::redirect(302, &there)),
        "the server answered 403 Forbidden: … Access to … denied"
    );
    assert_eq!(
        reason("0.30.0", "zh-CN", Reply::redirect(302, &there)),
        "服务器返回 403 Forbidden：… Access to … denied"
    );
    let message = "Get \"https://minio.internal/b\": dial tcp [fd00::7]:443: lookup minio.internal";
    let reply = Reply::json(501, &serde_json::json!({ "message": message }));
    assert_eq!(
        reason("0.30.0", "en", reply),
        "the server answered 501 Not Implemented: Get … dial tcp … lookup …"
    );
}

/// An openId stands in the address itself.
#[test]
fn a_token_that_cannot_be_left_behind_does_not_tell_where_it_would_have_gone() {
    let there = Reply::redirect(302, "http://127.0.0.2:9/bucket/report.pdf");
    assert_eq!(
        reason("0.11.2", "en", there.clone()),
        "the server redirects to another server; the token was not sent there"
    );
    assert_eq!(
        reason("0.11.2", "zh-CN", there),
        "服务器重定向到另一台服务器，token 没有发到那里"
    );
}

#[test]
fn reasons_are_in_the_language_of_the_blog() {
    let redirect = |to: &str| Reply::redirect(302, to);
    let page = "<title>Sign in</title><input type=\"password\">";
    let cut = Reply::new(200, "application/pdf", "%PDF").ending(End::Cut);
    for (reply, en, zh_cn) in [
        (
            redirect("http://169.254.169.254/latest/"),
            "its address is neither on the public Internet nor in a network where the Memos server is",
            "它的地址既不在公网上，也不在 Memos 服务器所在的网络里",
        ),
        (
            redirect("ftp://files.example.org/a"),
            "only http and https addresses can be fetched",
            "只能从 http 和 https 地址获取",
        ),
        (
            Reply::html(page),
            "the server answered with a login page (“Sign in”) instead of the file",
            "服务器返回的不是文件，而是登录页面（“Sign in”）",
        ),
        (
            cut,
            "the server broke off in the middle of its answer",
            "服务器的响应中途断开",
        ),
        (
            Reply::new(429, "text/plain", "").with("retry-after", "900"),
            "the server answered 429 Too Many Requests (it asks to wait 15 min)",
            "服务器返回 429 Too Many Requests（要求等待 15 分钟）",
        ),
    ] {
        assert_eq!(reason("0.30.0", "en", reply.clone()), en);
        assert_eq!(reason("0.30.0", "zh-CN", reply), zh_cn);
    }
}
