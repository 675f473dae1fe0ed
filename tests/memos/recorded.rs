//! What real servers answered, written down by the script `tests/real/memos`: the source reads it, and the fake is held
//! to it.

use std::path::Path;

use memos_weekly::memos::Source;
use memos_weekly::select::TimeOf;
use serde_json::Value;

use super::week;
use crate::support::fake_memos::{FakeMemos, Note};

const VERSIONS: [&str; 4] = ["0.22.5", "0.26.2", "0.29.1", "0.30.0"];

/// The status and the body of an answer.
fn recorded(version: &str, name: &str) -> (u64, Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/memos/recorded")
        .join(version)
        .join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).expect(name);
    let mut answer: Value = serde_json::from_str(&text).expect(name);
    let status = answer["status"].as_u64().expect("a status");
    (status, answer["body"].take())
}

#[tokio::test]
async fn the_week_is_found_in_a_real_list() {
    for version in VERSIONS {
        let list = recorded(version, "list").1.to_string();
        let owner = if version < "0.27" { "1" } else { "nick" };
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("list.json"), list).expect("a file");
        let source = Source::from_path(folder.path(), Some(owner), None).expect(version);
        let mut memos = source.list(&week(), TimeOf::Created).await.expect("a list");
        memos.sort_by_key(|memo| memo.created);
        memos.retain(|memo| !memo.content.starts_with("stays out"));
        let told: Vec<String> = memos
            .iter()
            .map(|memo| {
                let files = memo.attachments.iter();
                let files: Vec<&str> = files.map(|file| file.filename.as_str()).collect();
                format!(
                    "{:.6} {:?} {files:?} {}",
                    memo.content, memo.tags, memo.pinned
                )
            })
            .collect();
        let expected = [
            r#"note 1 ["tag/nested", "标签"] [] false"#,
            r"note 2 [] [] false",
            r"note 3 [] [] true",
            r#"note 4 [] ["图标 1?.png"] false"#,
            r"note 5 [] [] false",
        ];
        assert_eq!(told, expected, "{version}");
    }
}

#[tokio::test]
async fn the_fake_answers_like_the_real_servers() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version).with(
            Note::new("note #tag")
                .at("2023-03-07T10:00:00Z")
                .with_file("a.png", "image/png", b"a"),
        );
        let (profile, who) = match version {
            "0.22.5" => ("workspace/profile", "auth/status"),
            _ => ("instance/profile", "auth/me"),
        };
        let (one, none) = match version {
            "0.22.5" => ("memos:by-uid/uid1", "memos:by-uid/none"),
            _ => ("memos/uid1", "memos/none"),
        };
        for (name, path, token) in [
            ("profile", profile, None),
            ("who", who, Some(fake.token())),
            ("who-stranger", who, Some("wrong")),
            ("list", "memos", Some(fake.token())),
            (
                "list-bad-filter",
                "memos?filter=nonsense",
                Some(fake.token()),
            ),
            ("one", one, Some(fake.token())),
            ("one-none", none, Some(fake.token())),
            ("unknown", "nonsense", Some(fake.token())),
        ] {
            let url = format!("{}/api/v1/{path}", fake.url());
            let post = path == "auth/status";
            let (status, body) = asked(&url, post, token).await;
            let (real_status, real) = recorded(version, name);
            assert_eq!(u64::from(status), real_status, "{version} {name}");
            assert_is_part(&body, &real, &format!("{version} {name}"));
        }
    }
}

/// Asks without any of the source's cleverness.
async fn asked(url: &str, post: bool, token: Option<&str>) -> (u16, Value) {
    let url = url.parse().expect("an address");
    let client = crate::http::client().client(&url);
    let request = if post {
        client.post(url)
    } else {
        client.get(url)
    };
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body = answer.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

/// Every field of the fake's answer is in the real one, with a value of the same kind.
#[track_caller]
fn assert_is_part(fake: &Value, real: &Value, place: &str) {
    match (fake, real) {
        (Value::Object(fake), Value::Object(real)) => {
            for (name, value) in fake {
                let place = format!("{place}.{name}");
                let real = real
                    .get(name)
                    .unwrap_or_else(|| panic!("{place} is made up"));
                assert_is_part(value, real, &place);
            }
        }
        (Value::Array(fake), Value::Array(real)) => {
            // Some elements of the real answer are richer than others.
            for value in fake {
                let rich = real.iter().max_by_key(|value| value.to_string().len());
                if let Some(rich) = rich {
                    assert_is_part(value, rich, place);
                }
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ => assert_eq!(
            std::mem::discriminant(fake),
            std::mem::discriminant(real),
            "{place}: {fake} is not like {real}"
        ),
    }
}
