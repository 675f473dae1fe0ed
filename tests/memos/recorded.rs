//! What real servers answered, written down by the script `tests/real/memos`: the source reads it, and the fake is held
//! to it. Of 0.10 to 0.21 a file per version holds all answers.

use std::collections::BTreeMap;
use std::path::Path;

use memos_weekly::http::Token;
use memos_weekly::memo::Visibility;
use memos_weekly::memos::{Error, Options, Source};
use memos_weekly::select::TimeOf;
use memos_weekly::week::{Calendar, Period, WeekStart};
use serde_json::{Value, json};

use super::week;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::loopback::{Loopback, Reply};

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

/// Every version before 0.22 whose answers were written down.
const CLASSIC: [&str; 26] = [
    "0.10.0", "0.10.3", "0.11.0", "0.11.1", "0.11.2", "0.12.0", "0.12.1", "0.12.2", "0.13.0",
    "0.13.1", "0.13.2", "0.14.0", "0.14.4", "0.15.0", "0.15.2", "0.16.0", "0.16.1", "0.17.0",
    "0.17.1", "0.18.0", "0.18.2", "0.19.0", "0.19.1", "0.20.0", "0.20.1", "0.21.0",
];

/// A server that gives a version's answers again, each to its own path; those to a wrong token where it comes.
fn replay(version: &str) -> Loopback {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/memos/recorded");
    let text = std::fs::read_to_string(path.join(format!("{version}.json"))).expect(version);
    let answers: BTreeMap<String, Value> = serde_json::from_str(&text).expect(version);
    Loopback::start(move |asked| {
        let is_wrong = asked.parameter("openId") == Some("wrong")
            || asked.header("authorization") == Some("Bearer wrong");
        let is_it = |(name, answer): &(&String, &Value)| {
            let request = answer["request"].as_str().expect("a request");
            let path = request.split([' ', '?']).nth(1);
            path == Some(&asked.path) && name.ends_with("-wrong") == is_wrong
        };
        let Some((_, answer)) = answers.iter().find(is_it) else {
            return Reply::json(404, &json!({"message": "Not Found"}));
        };
        let status = answer["status"]
            .as_u64()
            .and_then(|code| code.try_into().ok());
        let body = match &answer["body"] {
            Value::String(text) => text.clone(),
            body => body.to_string(),
        };
        let kind = answer["content-type"].as_str().unwrap_or_default();
        Reply::new(status.expect("a status"), kind, body)
    })
}

async fn replayed(server: &Loopback, token: &str) -> Result<Source, Error> {
    let options = Options {
        url: format!("http://{}", server.address()),
        token: Token::new(token).expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    Source::open(&crate::http::client(), options).await
}

/// The week of the notes, in the time zone of their author.
fn chinese_week() -> Period {
    let calendar = Calendar {
        zone: "Asia/Shanghai".parse().expect("a zone"),
        week_starts_on: WeekStart::Monday,
    };
    calendar.parse_id("2023-W10").expect("a week")
}

#[tokio::test]
async fn every_version_before_0_22_is_read_from_its_own_answers() {
    for version in CLASSIC {
        let server = replay(version);
        let source = replayed(&server, "right").await.expect(version);
        let mut memos = source
            .list(&chinese_week(), TimeOf::Created)
            .await
            .expect(version);
        assert_eq!(source.identity().version, version);
        assert_eq!(source.identity().user.as_deref(), Some("nick"), "{version}");
        memos.retain(|memo| memo.visibility == Visibility::Public && !memo.content.is_empty());
        memos.sort_by_key(|memo| (memo.created, memo.content.clone()));
        let texts = memos
            .iter()
            .map(|memo| memo.content.lines().next().unwrap_or_default());
        let texts: Vec<&str> = texts
            .map(|text| text.split([' ', '\n']).next().unwrap_or(text))
            .collect();
        assert_eq!(texts, ITEMS, "{version}");
    }
}

const ITEMS: [&str; 9] = [
    "item-first",
    "item-pinned",
    "item-updated",
    "item-image",
    "item-files",
    "item-awkward",
    "item-refers",
    "item-links",
    "item-last",
];

#[tokio::test]
async fn files_of_every_version_lie_where_its_routes_are() {
    for version in CLASSIC {
        let server = replay(version);
        let source = replayed(&server, "right").await.expect(version);
        let memos = source
            .list(&chinese_week(), TimeOf::Created)
            .await
            .expect(version);
        let files = memos.iter().flat_map(|memo| &memo.attachments);
        let file = files
            .into_iter()
            .find(|file| file.filename == "图标 1?#.png")
            .expect(version);
        let path = file.url.path().strip_prefix("/o/r/").expect(version);
        let parts: Vec<&str> = path.split('/').collect();
        let minor: u32 = version[2..4].parse().expect("a minor version");
        match (minor, &parts[..]) {
            (..12, [number, name]) => {
                assert_eq!(*number, "1", "{version}");
                assert_eq!(
                    *name,
                    "%25E5%259B%25BE%25E6%25A0%2587%25201%253F%2523%252Epng"
                );
            }
            (12..14, [number, public]) => assert_eq!((*number, public.len()), ("1", 36)),
            (14..19, [number]) => assert_eq!(*number, "1", "{version}"),
            (19.., [uid]) => {
                assert_eq!(uid.len(), 22, "{version}");
                assert_eq!(file.aliases, ["1"], "{version}");
            }
            _ => panic!("{version}: {path}"),
        }
    }
}

#[tokio::test]
async fn a_wrong_token_and_one_memo_are_told_by_every_version() {
    for version in CLASSIC {
        let server = replay(version);
        let stranger = replayed(&server, "wrong").await.expect(version);
        let error = stranger
            .list(&chinese_week(), TimeOf::Created)
            .await
            .expect_err(version);
        let expected = "the Memos server does not accept this token";
        assert_eq!(error.to_string(), expected, "{version}");
        let source = replayed(&server, "right").await.expect(version);
        match source.find("999999").await {
            Ok(found) => assert_eq!(found, None, "{version}"),
            // the only one that answers with its page
            Err(error) => assert_eq!(version, "0.10.0", "{error}"),
        }
        let memos = source.list(&chinese_week(), TimeOf::Created).await;
        let mut memos = memos.expect(version).into_iter();
        let memo = memos
            .find(|memo| memo.content == "item-image #a/b")
            .expect(version);
        let number = memo.aliases.first().unwrap_or(&memo.id);
        let found = source.find(number).await.expect(version);
        let found = found.map(|memo| memo.content);
        assert_eq!(found.as_deref(), Some("item-image #a/b"), "{version}");
    }
}
