//! One test for each trap that a version of the API sets.

use memos_weekly::memo::Syntax;
use memos_weekly::memos::{Error, Options, Source};
use memos_weekly::select::TimeOf;

use super::{VERSIONS, connect, contents, options, pulled, pulled_by, week};
use crate::http::client;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::loopback::Reply;

fn in_week(text: &str) -> Note {
    Note::new(text).at("2023-03-08T10:00:00Z")
}

/// So many notes, one an hour, ending at the end of the week.
fn many(count: usize) -> impl Iterator<Item = Note> {
    let last = week().end().timestamp() - 1;
    (0..count).map(move |index| {
        let mut note = Note::new(&format!("note {index}"));
        note.created = last - i64::try_from(index).expect("few") * 3600;
        note.updated = note.created;
        note
    })
}

#[tokio::test]
async fn an_unknown_token_is_no_empty_week() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version)
            .known_as("https://notes.example.org")
            .forgetting_tokens()
            .with(in_week("anybody's"));
        let error = connect(&fake).await.expect_err(version);
        assert_eq!(
            error.to_string(),
            "the Memos server does not accept this token"
        );
    }
}

#[tokio::test]
async fn pinned_memos_do_not_end_the_list_early() {
    for version in VERSIONS {
        // More old pinned ones than a page holds stand before the week's.
        let old = (0..250).map(|_| Note::new("old").at("2020-01-01T00:00:00Z").pinned());
        let fake = FakeMemos::start(version).with_all(old).with(in_week("new"));
        assert_eq!(contents(&fake).await, ["new"], "{version}");
    }
}

#[tokio::test]
async fn naming_the_creator_would_hide_private_memos_up_to_0_13() {
    let fake = FakeMemos::start("0.13.2").with(in_week("private").visible("PRIVATE"));
    assert_eq!(contents(&fake).await, ["private"]);
    assert!(
        fake.log()
            .iter()
            .all(|asked| asked.parameter("creatorId").is_none())
    );
}

#[tokio::test]
async fn the_open_id_goes_into_the_query_up_to_0_14_and_a_header_since() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with(in_week("x"));
        contents(&fake).await;
        let in_query = fake
            .log()
            .iter()
            .any(|asked| asked.parameter("openId").is_some());
        let in_header = fake
            .log()
            .iter()
            .any(|asked| asked.header("authorization").is_some());
        assert_eq!(
            (in_query, in_header),
            (version < "0.15", version >= "0.15"),
            "{version}"
        );
    }
}

#[tokio::test]
async fn asking_past_the_end_would_kill_0_10() {
    for count in [199, 200, 201, 400] {
        let fake = FakeMemos::start("0.10.0").with_all(many(count));
        let expected = count.min(7 * 24);
        assert_eq!(contents(&fake).await.len(), expected, "{count}");
    }
}

#[tokio::test]
async fn pages_are_small_where_every_row_costs_the_server_time() {
    for version in VERSIONS.iter().filter(|version| **version >= "0.22") {
        let fake = FakeMemos::start(version).with(in_week("own"));
        contents(&fake).await;
        let lists = fake.requests();
        let size = match *version {
            version if version < "0.25.1" => "200",
            version if version < "0.29" => "100",
            _ => "1000",
        };
        let is_list = |line: &&String| line.contains("pageSize=");
        assert!(lists.iter().any(|line| is_list(&line)), "{version}");
        let expected = format!("pageSize={size}");
        assert!(
            lists
                .iter()
                .filter(is_list)
                .all(|line| line.contains(&expected)),
            "{version}: {lists:?}"
        );
    }
}

#[tokio::test]
async fn without_a_creator_0_22_lists_everybodys_private_memos() {
    let fake = FakeMemos::start("0.22.5")
        .with(in_week("own").visible("PRIVATE"))
        .with(in_week("ann's").visible("PRIVATE").by_ann());
    assert_eq!(contents(&fake).await, ["own"]);
    let list = fake.requests().pop().expect("a request");
    assert!(list.contains(r#"creator == "users/1""#), "{list}");
}

#[tokio::test]
async fn without_a_creator_or_parent_own_private_memos_are_missing_in_0_23_and_0_24_0() {
    for version in ["0.23.0", "0.23.1", "0.24.0"] {
        let fake = FakeMemos::start(version).with(in_week("own").visible("PRIVATE"));
        assert_eq!(contents(&fake).await, ["own"], "{version}");
    }
}

#[tokio::test]
async fn the_view_of_0_23_0_has_no_attachments_unless_asked_for() {
    let fake = FakeMemos::start("0.23.0").with(in_week("x").with_file("a.png", "image/png", b"a"));
    assert_eq!(pulled(&fake).await[0].attachments.len(), 1);
}

#[tokio::test]
async fn the_parent_is_ignored_since_0_25_1() {
    let fake = FakeMemos::start("0.25.1")
        .with(in_week("own"))
        .with(in_week("ann's").by_ann());
    assert_eq!(contents(&fake).await, ["own"]);
}

#[tokio::test]
async fn creators_have_numbers_up_to_0_26_and_names_since() {
    for version in ["0.26.2", "0.27.1"] {
        let fake = FakeMemos::start(version)
            .with(in_week("own"))
            .with(in_week("ann's").by_ann());
        assert_eq!(contents(&fake).await, ["own"], "{version}");
    }
}

#[tokio::test]
async fn pages_are_never_above_1000_since_0_27() {
    let fake = FakeMemos::start("0.29.1").with_all((0..2500).map(|_| in_week("x")));
    assert_eq!(contents(&fake).await.len(), 2500);
    let pages = fake
        .requests()
        .into_iter()
        .filter(|line| line.contains("/api/v1/memos?"));
    // and one of a week without memos, with which the token was tried
    assert_eq!(pages.count(), 3 + 1);
}

#[tokio::test]
async fn memos_of_the_same_second_may_swap_between_pages_in_0_24() {
    let fake =
        FakeMemos::start("0.24.4").with_all((0..450).map(|index| in_week(&index.to_string())));
    let mut found = contents(&fake).await;
    found.sort();
    found.dedup();
    // Offsets cut a list that changes: what came twice is kept once. What did not come at all cannot be known.
    assert_eq!(found.len(), contents(&fake).await.len());
}

#[tokio::test]
async fn a_memo_changed_after_the_week_is_not_lost_when_the_time_of_change_is_shown() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version)
            .showing_update_time()
            .with(in_week("changed").updated("2023-05-01T00:00:00Z"))
            .with(
                Note::new("old, changed in the week")
                    .at("2020-01-01T00:00:00Z")
                    .updated("2023-03-08T00:00:00Z"),
            );
        assert_eq!(contents(&fake).await, ["changed"], "{version}");
    }
}

#[tokio::test]
async fn by_the_time_of_change_what_was_changed_in_the_week_comes() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version)
            .with_all(many(450))
            .with(in_week("changed").updated("2023-05-01T00:00:00Z"))
            .with(
                Note::new("old")
                    .at("2020-01-01T00:00:00Z")
                    .updated("2023-03-08T00:30:00Z"),
            );
        let found = pulled_by(&fake, TimeOf::Updated).await;
        let old = found.iter().filter(|memo| memo.content == "old").count();
        assert_eq!((found.len(), old), (7 * 24 + 1, 1), "{version}");
    }
}

#[tokio::test]
async fn a_version_that_cannot_be_read_is_found_out_by_asking() {
    for version in ["0.26.2", "0.27.1", "0.29.1", "0.30.0"] {
        let fake = FakeMemos::start(version).saying("dev").with_all(many(1500));
        assert_eq!(contents(&fake).await.len(), 7 * 24, "{version}");
        let last = fake.requests().pop().expect("a request");
        assert!(last.contains("created_ts >= "), "{version}: {last}");
    }
}

#[tokio::test]
async fn a_server_that_lies_about_its_version_is_still_read_right() {
    for (version, said) in [
        ("0.29.1", "0.30.0"),
        ("0.30.0", "0.29.1"),
        ("0.26.2", "0.28.0"),
    ] {
        let fake = FakeMemos::start(version).saying(said).with_all(many(300));
        assert_eq!(contents(&fake).await.len(), 7 * 24, "{version}");
    }
}

#[tokio::test]
async fn a_pinned_minor_is_right_for_all_its_versions() {
    for version in VERSIONS.into_iter().filter(|version| *version < "0.31") {
        let (minor, _) = version.rsplit_once('.').expect("a version");
        let fake =
            FakeMemos::start(version).with(in_week("x").with_file("a.png", "image/png", b"a"));
        let options = Options {
            version: Some(minor.parse().expect("a version")),
            ..options(&fake)
        };
        let source = Source::open(&client(), options).await.expect(version);
        let memos = source.list(&week(), TimeOf::Created).await.expect(version);
        assert_eq!(memos[0].attachments.len(), 1, "{version} as {minor}");
        let warnings = source.warnings();
        assert!(warnings.is_empty(), "{version}: {warnings:?}");
    }
}

/// One on each side of every change that a wrong pin could stumble over.
const PINS: [&str; 9] = [
    "0.10.0", "0.13.2", "0.18.2", "0.21.0", "0.22.0", "0.23.1", "0.24.0", "0.25.3", "0.30.0",
];

#[tokio::test]
async fn a_pin_that_the_server_contradicts_is_told_or_does_no_harm() {
    for version in VERSIONS.into_iter().filter(|version| *version < "0.31") {
        for pin in PINS {
            let fake = FakeMemos::start(version)
                .with(
                    in_week("x")
                        .visible("PRIVATE")
                        .with_file("a.png", "image/png", b"a"),
                )
                .with(in_week("ann's").by_ann());
            let options = Options {
                version: Some(pin.parse().expect("a version")),
                ..options(&fake)
            };
            let source = Source::open(&client(), options).await.expect(version);
            let place = format!("{version} as {pin}");
            let told = format!("this server says {version}, you pinned {pin}");
            let outcome = async {
                let memos = source.list(&week(), TimeOf::Created).await?;
                let warnings = source.warnings();
                let is_told = warnings.iter().any(|warning| warning.starts_with(&told));
                assert_eq!(is_told, version != pin, "{place}: {warnings:?}");
                // without a creator in its filter 0.23 keeps what is private to itself
                let Some(memo) = memos.first() else {
                    assert!(version.starts_with("0.23") && is_told, "{place}");
                    return Ok(());
                };
                assert!(memos.len() == 1, "{place}");
                let file = &memo.attachments[0];
                let fetched = source.fetch(&file.url, "a.png", 1024).await?;
                assert_eq!(fetched.bytes, b"a", "{place}");
                Ok::<_, Error>(())
            };
            if let Err(error) = outcome.await {
                assert_eq!(error.to_string(), told);
            }
        }
    }
}

#[tokio::test]
async fn a_server_newer_than_known_is_asked_like_the_newest() {
    let fake = FakeMemos::start("0.99.0").with(in_week("x"));
    let identity = connect(&fake).await.expect("a server").identity();
    assert!(identity.newer_than_tested);
    assert_eq!(identity.version, "0.99.0");
    assert_eq!(identity.generation.as_deref(), Some("0.25.1+"));
    let fake = FakeMemos::start("0.30.0");
    let identity = connect(&fake).await.expect("a server").identity();
    assert!(!identity.newer_than_tested);
    assert_eq!(
        identity.to_string(),
        format!("0.30.0 at {} as Nick", &fake.url()[7..])
    );
}

#[tokio::test]
async fn a_page_is_not_taken_for_a_file() {
    // The start page comes for what is not there, with status 200.
    for version in ["0.13.2", "0.18.2", "0.26.2"] {
        let fake = FakeMemos::start(version);
        let source = connect(&fake).await.expect("a server");
        let path = if version < "0.22" {
            "/o/r/9/a.png"
        } else {
            "/file/attachments/9/a.png"
        };
        let url = format!("{}{path}", fake.url()).parse().expect("an address");
        let error = source.fetch(&url, "a.png", 1024).await.expect_err("a page");
        let host = &fake.url()[7..];
        assert_eq!(
            error.to_string(),
            format!("{host} answered with a web page (“Memos”) instead of the file")
        );
    }
}

#[tokio::test]
async fn the_token_goes_nowhere_but_to_memos() {
    let elsewhere = FakeMemos::start("0.30.0").failing("/", 9, Reply::html("x"));
    let fake = FakeMemos::start("0.30.0").under("/memos");
    let source = connect(&fake).await.expect("a server");
    let beside = fake.url().replace("/memos", "/other/a.html");
    for address in [format!("{}/a.html", elsewhere.url()), beside] {
        source
            .fetch(&address.parse().expect("an address"), "a.html", 1024)
            .await
            .expect("a page");
    }
    let asked = [elsewhere.log(), fake.log()].map(|mut log| log.pop().expect("a request"));
    assert!(
        asked
            .iter()
            .all(|asked| asked.header("authorization").is_none())
    );
}

#[tokio::test]
async fn versions_up_to_0_25_2_show_the_classic_dialect() {
    for (version, dialect) in [
        ("0.12.2", Syntax::Classic),
        ("0.22.5", Syntax::Classic),
        ("0.25.1", Syntax::Classic),
        ("0.25.3", Syntax::CommonMark),
        ("0.30.0", Syntax::CommonMark),
    ] {
        let fake = FakeMemos::start(version).with(in_week("x"));
        assert_eq!(pulled(&fake).await[0].syntax, dialect, "{version}");
    }
}

#[tokio::test]
async fn servers_since_0_29_know_titles_of_links() {
    let link = "https://example.org/a?b=c".parse().expect("an address");
    for (version, title) in [
        ("0.28.0", None),
        ("0.30.0", Some("Title of https://example.org/a?b=c")),
    ] {
        let fake = FakeMemos::start(version);
        let source = connect(&fake).await.expect("a server");
        let found = source.link_title(&link).await.expect("an answer");
        assert_eq!(found.as_deref(), title);
    }
}

#[tokio::test]
async fn an_open_id_is_in_no_error_whatever_the_server_says() {
    let nobody = Reply::json(200, &serde_json::json!({"data": null}));
    let again = Reply::redirect(
        302,
        "https://elsewhere.example.org/?openId=7f1a9a4e-open-id-of-nick",
    );
    for reply in [nobody, again, Reply::html("7f1a9a4e-open-id-of-nick")] {
        let fake = FakeMemos::start("0.12.2").failing("/api/user/me", 9, reply);
        let error = connect(&fake).await.expect_err("nobody");
        let shown = format!("{error} {error:?} {:?} {:?}", error.at(), error.help());
        assert!(!shown.contains("open-id-of-nick"), "{shown}");
    }
}
