//! The ways in which people write the address of their server.

use memos_weekly::memos::{Options, Source};

use super::{contents, options};
use crate::http::client;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;
use crate::support::loopback::{Loopback, Reply};

#[tokio::test]
async fn a_server_under_a_path_is_found_however_the_path_is_written() {
    for version in ["0.12.2", "0.21.0", "0.22.5", "0.30.0"] {
        for suffix in ["", "/", "/api/v1", "/explore", "/auth?x"] {
            let fake = FakeMemos::start(version).under("/a/memos");
            let url = format!("{}{}", fake.url(), suffix.trim_end_matches("?x"));
            let options = Options {
                url,
                ..options(&fake)
            };
            let source = Source::open(&client(), options).await.expect(suffix);
            let base = source.addresses().remove(0);
            assert_eq!(base.path(), "/a/memos/", "{version} {suffix}");
            assert!(
                fake.requests()
                    .iter()
                    .all(|line| line.contains(" /a/memos/"))
            );
        }
    }
}

#[tokio::test]
async fn attachments_and_pages_lie_under_the_path() {
    let fake = FakeMemos::start("0.30.0").under("/memos").with(
        Note::new("x")
            .at("2023-03-08T10:00:00Z")
            .with_file("a.png", "image/png", b"a"),
    );
    let memos = super::pulled(&fake).await;
    let page = memos[0].page.as_ref().expect("a page");
    assert_eq!(page.path(), "/memos/memos/uid1");
    assert_eq!(
        memos[0].attachments[0].url.path(),
        "/memos/file/attachments/file1x0/file"
    );
}

#[tokio::test]
async fn a_redirect_to_another_path_is_followed_for_good() {
    let fake = FakeMemos::start("0.30.0")
        .under("/new")
        .with(Note::new("x").at("2023-03-08T10:00:00Z"));
    let to = format!("{}/api/v1/instance/profile", fake.url());
    let fake = fake.failing("/old/api/v1/instance/profile", 9, Reply::redirect(301, &to));
    let url = fake.url().replace("/new", "/old");
    let source = Source::open(
        &client(),
        Options {
            url,
            ..options(&fake)
        },
    )
    .await
    .expect("a server");
    assert_eq!(contents(&fake).await, ["x"]);
    drop(source);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_an_error_that_names_it() {
    let fake = FakeMemos::start("0.30.0");
    let to = fake.url();
    let front = Loopback::start(move |asked| Reply::redirect(301, &format!("{to}{}", asked.path)));
    let url = format!("http://{}", front.address());
    let error = Source::open(
        &client(),
        Options {
            url: url.clone(),
            ..options(&fake)
        },
    )
    .await
    .expect_err("another origin");
    assert_eq!(
        error.to_string(),
        format!("{url}/ redirects to {}/", fake.url())
    );
    assert!(
        fake.log()
            .iter()
            .all(|asked| asked.header("authorization").is_none())
    );
}

#[tokio::test]
async fn a_path_that_is_called_like_a_page_is_a_path_where_a_server_answers() {
    for path in ["/home/notes", "/m", "/u/nick/settings", "/api"] {
        for version in ["0.12.2", "0.21.0", "0.22.5", "0.30.0"] {
            for pin in [None, Some(version.parse().expect("a version"))] {
                let fake = FakeMemos::start(version).under(path);
                let options = Options {
                    version: pin,
                    ..options(&fake)
                };
                let source = Source::open(&client(), options).await.expect(path);
                let base = source.addresses().remove(0);
                assert_eq!(base.path(), format!("{path}/"), "{version}");
            }
        }
    }
}

#[tokio::test]
async fn all_addresses_of_the_server_are_known() {
    for version in super::VERSIONS.into_iter().filter(|version| {
        // it has no such address
        !("0.22".."0.24").contains(version)
    }) {
        let fake = FakeMemos::start(version).known_as("https://notes.example.org/memos");
        let source = Source::open(&client(), options(&fake))
            .await
            .expect(version);
        let addresses = source.addresses();
        let addresses: Vec<&str> = addresses.iter().map(url::Url::as_str).collect();
        let used = format!("{}/", fake.url());
        assert_eq!(
            addresses,
            [used.as_str(), "https://notes.example.org/memos/"],
            "{version}"
        );
    }
}

/// Only what is below its path is the server's; the address is given without the slash at its end.
#[test]
fn what_lies_beside_a_server_under_a_path_is_not_the_server() {
    let fake = FakeMemos::start("0.30.0").under("/memo");
    let origin = fake.url().replace("/memo", "");
    let text = format!("[blog]({origin}/memories/1) [other]({origin}/memo/explore)");
    fake.add(Note::new(&text).at("2023-03-08T10:00:00Z"));
    let list = serde_json::json!([{
        "id": 1, "rowStatus": "NORMAL", "creatorId": 1, "createdTs": 1_678_183_200,
        "content": text, "visibility": "PUBLIC",
    }]);
    let from_server = weekly().memos(&fake);
    let saved = weekly().file("memos.json", list.to_string());
    let saved = saved.arg("--memos-file=memos.json");
    let saved = saved.arg(&format!("--memos-url={}", fake.url()));
    for run in [from_server, saved] {
        let run = run.arg("--week=2023-W10").arg("--out=blog").run().exits(0);
        let post = run.read("blog/posts/weekly-1.md");
        let line = format!("1. [blog]({origin}/memories/1) other\n");
        assert!(post.contains(&line), "{post}");
    }
}
