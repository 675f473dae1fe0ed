//! What the live service said, held against the fake: the same requests must bring answers of the same shape.
//!
//! `tests/real/live` writes the record; as long as nobody recorded github.com, the README says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Value, json};

use crate::support::fake_github::FakeGithub;

/// The record, if there is one: that of github.com, or another that is to be tried.
fn record(path: &Path) -> Option<Vec<Value>> {
    let text = fs::read_to_string(path).ok()?;
    let lines = text.lines().map(serde_json::from_str);
    Some(
        lines
            .collect::<Result<_, _>>()
            .expect("a line of JSON each"),
    )
}

fn of_github() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/github/record.jsonl")
}

#[test]
fn the_readme_says_when_it_was_last_checked_on_github() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("a README");
    let words: Vec<&str> = readme.split_whitespace().collect();
    let date = record(&of_github()).map_or("not yet".to_owned(), |lines| {
        assert_eq!(lines[0]["host"], "github.com");
        lines[0]["date"].as_str().expect("a date").to_owned()
    });
    let line = format!("Last checked on github.com: {date}.");
    assert!(
        words.join(" ").contains(&line),
        "the README must say: {line}"
    );
}

#[test]
fn the_fake_answers_in_the_shapes_of_the_record() {
    let path = env::var_os("MEMOS_WEEKLY_RECORD").map_or_else(of_github, PathBuf::from);
    let Some(lines) = record(&path) else {
        println!("nothing was recorded on github.com yet: see tests/real/live");
        return;
    };
    let differences = replayed(&lines);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_difference_in_shape_is_found() {
    let query = json!({ "query": "query Q { repository(owner: \"nick\", name: \"blog\") { id isPrivate url } }" });
    let line = |answer: Value, status: u16| json!({ "who": "probe", "method": "POST", "path": "/graphql", "request": query, "status": status, "answer": answer });
    let header = json!({ "who": "header", "repository": "nick/blog" });
    let good = json!({ "data": { "repository": { "id": "R_other", "isPrivate": true, "url": "https://x" } } });
    let found = |answer: Value, status| replayed(&[header.clone(), line(answer, status)]).len();
    assert_eq!(found(good.clone(), 200), 0);
    for (pointer, value) in [
        ("/data/repository/isPrivate", json!("true")),
        ("/data/repository/url", json!(null)),
        ("/data/repository", json!(null)),
        ("/data/repository", json!({ "id": "R_other" })),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect("it is there") = value;
        assert!(found(bad, 200) > 0, "{pointer}");
    }
    assert_eq!(found(good.clone(), 502), 1);
    let mut failed = good;
    failed["errors"] = json!([{ "type": "NOT_FOUND", "path": ["repository"], "message": "no" }]);
    assert!(found(failed, 200) > 0);
}

/// Sends every request of a record to a fresh fake, with the fake's ids for those of the record; says what differs.
fn replayed(lines: &[Value]) -> Vec<String> {
    let repository = lines[0]["repository"].as_str().expect("a header");
    let github = FakeGithub::start(repository);
    let mut ids = BTreeMap::new();
    let mut differences = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let (Some(method), Some(path)) = (line["method"].as_str(), line["path"].as_str()) else {
            continue;
        };
        let request = translated(&line["request"], &ids);
        let path = translated(&Value::from(path), &ids);
        let (status, answer) = github.exchange(method, path.as_str().unwrap_or_default(), &request);
        let place = format!(
            "line {}, {}",
            at + 1,
            line["name"].as_str().unwrap_or_default()
        );
        if line["status"] != status {
            differences.push(format!("{place}: {}, the fake {status}", line["status"]));
        }
        if method == "POST" && path == "/graphql" {
            compare(
                &place,
                &line["answer"]["data"],
                &answer["data"],
                &mut differences,
            );
            let (theirs, ours) = (faults(&line["answer"]), faults(&answer));
            if theirs != ours {
                differences.push(format!("{place}: {theirs:?}, the fake {ours:?}"));
            }
        }
        learn(&line["answer"], &answer, &mut ids);
    }
    differences
}

/// Types and paths of the errors; their words are GitHub's own.
fn faults(answer: &Value) -> Vec<(String, String)> {
    let faults = answer["errors"].as_array().into_iter().flatten();
    faults
        .map(|fault| (fault["type"].to_string(), fault["path"].to_string()))
        .collect()
}

fn compare(place: &str, theirs: &Value, ours: &Value, differences: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let names = |map: &serde_json::Map<String, Value>| -> Vec<String> {
                let mut names: Vec<String> = map.keys().cloned().collect();
                names.sort();
                names
            };
            if names(theirs) != names(ours) {
                differences.push(format!(
                    "{place}: {:?}, the fake {:?}",
                    names(theirs),
                    names(ours)
                ));
            }
            for (name, value) in theirs {
                if let Some(ours) = ours.get(name) {
                    compare(&format!("{place}.{name}"), value, ours, differences);
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            for (at, (theirs, ours)) in theirs.iter().zip(ours).enumerate() {
                compare(&format!("{place}[{at}]"), theirs, ours, differences);
            }
        }
        _ => {
            let kind = |value: &Value| match value {
                Value::Null => "null",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a text",
                Value::Array(_) => "a list",
                Value::Object(_) => "an object",
            };
            if kind(theirs) != kind(ours) {
                differences.push(format!(
                    "{place}: {}, the fake {}",
                    kind(theirs),
                    kind(ours)
                ));
            }
        }
    }
}

/// Remembers which id of the fake stands for which one of the record: what both say in the same place.
fn learn(theirs: &Value, ours: &Value, ids: &mut BTreeMap<String, String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for (name, value) in theirs {
                let Some(ours) = ours.get(name) else { continue };
                let is_id = matches!(
                    name.as_str(),
                    "id" | "oid" | "number" | "endCursor" | "startCursor"
                );
                if is_id && value != ours {
                    ids.insert(value.to_string(), ours.to_string());
                } else {
                    learn(value, ours, ids);
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs
                .iter()
                .zip(ours)
                .for_each(|(theirs, ours)| learn(theirs, ours, ids));
        }
        _ => {}
    }
}

/// A request with the fake's ids in the place of the record's.
fn translated(request: &Value, ids: &BTreeMap<String, String>) -> Value {
    match request {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), translated(value, ids)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| translated(item, ids)).collect(),
        Value::String(text) if text.starts_with("/repos/") => {
            let parts = text
                .split('/')
                .map(|part| ids.get(part).map_or(part, String::as_str));
            Value::from(parts.collect::<Vec<_>>().join("/"))
        }
        Value::String(text) if text.contains(':') => {
            // `<commit>:<path>`
            let (revision, path) = text.split_once(':').unwrap_or_default();
            let quoted = Value::from(revision).to_string();
            match ids.get(&quoted) {
                Some(ours) => Value::from(format!("{}:{path}", ours.trim_matches('"'))),
                None => request.clone(),
            }
        }
        other => ids.get(&other.to_string()).map_or_else(
            || other.clone(),
            |ours| serde_json::from_str(ours).expect("it was JSON"),
        ),
    }
}
