//! For the same notes, every version yields the same memos.

use insta::assert_snapshot;
use memos_weekly::memo::{Memo, Visibility};
use memos_weekly::select::TimeOf;
use proptest::prelude::*;

use super::{VERSIONS, connect, contents, pulled, pulled_by, week};
use crate::support::fake_memos::{FakeMemos, Note};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A week as a server may hold it: with everything around it that must not come out.
fn notes() -> Vec<Note> {
    vec![
        Note::new("before").at("2023-03-05T23:59:59Z"),
        Note::new("first second #tag/a #标签").at("2023-03-06T00:00:00Z"),
        Note::new("changed later")
            .at("2023-03-07T10:00:00Z")
            .updated("2024-01-01T00:00:00Z"),
        Note::new("private")
            .at("2023-03-08T10:00:00Z")
            .visible("PRIVATE"),
        Note::new("protected")
            .at("2023-03-08T11:00:00Z")
            .visible("PROTECTED"),
        Note::new("unheard of")
            .at("2023-03-08T12:00:00Z")
            .visible("FRIENDS"),
        Note::new("pinned").at("2023-03-09T10:00:00Z").pinned(),
        Note::new("archived").at("2023-03-09T11:00:00Z").archived(),
        Note::new("a comment")
            .at("2023-03-09T12:00:00Z")
            .comment_on(1),
        Note::new("ann's").at("2023-03-09T13:00:00Z").by_ann(),
        Note::new("ann's private")
            .at("2023-03-09T14:00:00Z")
            .by_ann()
            .visible("PRIVATE"),
        Note::new("with files")
            .at("2023-03-10T10:00:00Z")
            .with_file("图标 1?.png", "image/png", PNG)
            .with_external_file(
                "far.png",
                "image/png",
                "https://storage.example.org/far.png?X-Amz-Signature=s",
            ),
        Note::new("last second").at("2023-03-12T23:59:59Z"),
        Note::new("after").at("2023-03-13T00:00:00Z"),
        Note::new("changed in the week")
            .at("2022-01-01T00:00:00Z")
            .updated("2023-03-08T00:00:00Z"),
    ]
}

fn told(memos: &[Memo]) -> String {
    let line = |memo: &Memo| {
        let files: Vec<&str> = memo
            .attachments
            .iter()
            .map(|file| file.filename.as_str())
            .collect();
        format!(
            "{} {} {}{} {:?} {:?}",
            memo.created.format("%m-%d %H:%M:%S"),
            memo.visibility,
            memo.content,
            if memo.pinned { " (pinned)" } else { "" },
            memo.tags,
            files
        )
    };
    memos.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_version_yields_the_same_memos() {
    for version in VERSIONS {
        for fake in [
            FakeMemos::start(version).with_all(notes()),
            FakeMemos::start(version)
                .with_all(notes())
                .showing_update_time(),
        ] {
            let mut memos = pulled(&fake).await;
            // 0.10 to 0.15 know no comments: there it is a memo like any other.
            memos.retain(|memo| memo.content != "a comment" || version >= "0.16");
            insta::allow_duplicates! {            assert_snapshot!(version_blind(version, &memos), @r#"
            03-06 00:00:00 public first second #tag/a #标签 ["tag/a", "标签"] []
            03-07 10:00:00 public changed later [] []
            03-08 10:00:00 private private [] []
            03-08 11:00:00 protected protected [] []
            03-08 12:00:00 private unheard of [] []
            03-09 10:00:00 public pinned (pinned) [] []
            03-10 10:00:00 public with files [] ["图标 1?.png", "far.png"]
            03-12 23:59:59 public last second [] []
            "#);}
        }
    }
}

/// Fails naming the version.
fn version_blind(version: &str, memos: &[Memo]) -> String {
    let told = told(memos);
    assert_eq!(memos.len(), 8, "{version}:\n{told}");
    told
}

#[tokio::test]
async fn attachments_are_the_same_bytes_on_every_version() {
    for version in VERSIONS {
        for visibility in ["PUBLIC", "PRIVATE"] {
            let note = Note::new("").at("2023-03-10T10:00:00Z").visible(visibility);
            let fake =
                FakeMemos::start(version).with(note.with_file("图标 1?.png", "image/png", PNG));
            let source = connect(&fake).await.expect(version);
            let memos = source.list(&week(), TimeOf::Created).await.expect(version);
            let file = &memos[0].attachments[0];
            let fetched = source
                .fetch(&file.url, &file.filename, 1024)
                .await
                .expect(version);
            assert_eq!(fetched.bytes, PNG, "{version}");
            assert_eq!(fetched.media_type.as_deref(), Some("image/png"));
            assert_eq!(file.size, Some(8), "{version}");
        }
    }
}

#[tokio::test]
async fn only_public_memos_have_a_page_and_it_is_that_of_the_version() {
    for (version, page) in [
        ("0.18.2", "/m/1"),
        ("0.20.1", "/m/uid1"),
        ("0.21.0", "/m/uid1"),
        ("0.22.5", "/m/uid1"),
        ("0.24.4", "/m/uid1"),
        ("0.25.0", "/memos/uid1"),
        ("0.30.0", "/memos/uid1"),
    ] {
        let public = Note::new("").at("2023-03-10T10:00:00Z");
        let private = Note::new("").at("2023-03-10T11:00:00Z").visible("PRIVATE");
        let fake = FakeMemos::start(version).with(public).with(private);
        let memos = pulled(&fake).await;
        let expected = format!("{}{page}", fake.url());
        assert_eq!(
            memos[0].page.as_ref().map(url::Url::as_str),
            Some(&*expected)
        );
        assert_eq!(memos[1].page, None);
    }
}

#[tokio::test]
async fn the_page_is_where_readers_reach_it() {
    let fake = FakeMemos::start("0.30.0")
        .known_as("https://notes.example.org/")
        .with(Note::new("").at("2023-03-10T10:00:00Z"));
    let page = pulled(&fake).await[0].page.clone().expect("a page");
    assert_eq!(page.as_str(), "https://notes.example.org/memos/uid1");
}

/// What a note's server stores, without its text.
fn note() -> impl Strategy<Value = Note> {
    let visibility = prop_oneof![Just("PUBLIC"), Just("PROTECTED"), Just("PRIVATE")];
    let day = 86_400_i64;
    (
        -60 * day..60 * day,
        0..90 * day,
        visibility,
        any::<[bool; 3]>(),
    )
        .prop_map(|(offset, later, visibility, [pinned, archived, by_ann])| {
            let mut note = Note::new("").visible(visibility);
            note.created = week().start().timestamp() + offset;
            note.updated = note.created + later;
            note.pinned = pinned;
            note.archived = archived;
            note.by_ann = by_ann;
            note
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_notes_are_sorted_out_alike(
        notes in prop::collection::vec(note(), 0..450),
        version in prop::sample::select(VERSIONS.to_vec()),
        by_update in any::<bool>(),
        time in prop::sample::select(vec![TimeOf::Created, TimeOf::Displayed, TimeOf::Updated]),
    ) {
        let mut fake = FakeMemos::start(version);
        let minor: u32 = version.split('.').nth(1).expect("a minor version").parse().expect("a number");
        if by_update {
            fake = fake.showing_update_time();
        }
        let shown_by_update = by_update && (13..28).contains(&minor);
        let mut expected = Vec::new();
        for (index, note) in notes.into_iter().enumerate() {
            let instant = match time {
                TimeOf::Updated => note.updated,
                TimeOf::Displayed if shown_by_update => note.updated,
                _ => note.created,
            };
            let (start, end) = (week().start().timestamp(), week().end().timestamp());
            let note = Note { content: format!("note {index}"), ..note };
            if (start..end).contains(&instant) && !note.archived && !note.by_ann {
                expected.push(note.content.clone());
            }
            fake.add(note);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let memos = runtime.block_on(pulled_by(&fake, time));
        let mut found: Vec<String> = memos.into_iter().map(|memo| memo.content).collect();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected, "{} {:?}", version, time);
    }
}

#[tokio::test]
async fn saved_answers_yield_the_same_memos_as_the_server() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with_all(notes());
        let expected = contents(&fake).await;
        let list = match version {
            _ if version < "0.14" => "/api/memo?openId=7f1a9a4e-open-id-of-nick",
            _ if version < "0.15" => "/api/v1/memo?openId=7f1a9a4e-open-id-of-nick",
            _ if version < "0.22" => "/api/v1/memo",
            _ if version < "0.24" => {
                r#"/api/v1/memos?pageSize=1000&view=MEMO_VIEW_FULL&filter=creator == "users/1""#
            }
            _ => "/api/v1/memos?pageSize=1000&parent=users/1",
        };
        let url = format!("{}{list}", fake.url()).parse().expect("an address");
        let http = crate::http::client();
        let token = memos_weekly::http::Token::new(fake.token()).expect("a token");
        let saved = http
            .get(url)
            .bearer(&token)
            .send()
            .await
            .expect(version)
            .bytes;
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("1.json"), saved).expect("a file");
        let owner = if version < "0.27" { "1" } else { "nick" };
        let source = memos_weekly::memos::Source::from_path(folder.path(), Some(owner), None)
            .expect(version);
        let mut memos = source.list(&week(), TimeOf::Created).await.expect(version);
        memos.sort_by_key(|memo| memo.created);
        let found: Vec<String> = memos.into_iter().map(|memo| memo.content).collect();
        assert_eq!(found, expected, "{version}");
        assert!(found.contains(&"private".to_owned()));
        assert_eq!(found.iter().filter(|text| **text == *"private").count(), 1);
        assert_eq!(memos_with_visibility(&source, Visibility::Private).await, 2);
    }
}

async fn memos_with_visibility(
    source: &memos_weekly::memos::Source,
    visibility: Visibility,
) -> usize {
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    memos
        .iter()
        .filter(|memo| memo.visibility == visibility)
        .count()
}
