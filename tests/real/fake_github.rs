//! The fake GitHub as a program of its own, for the scripts in this folder.
//!
//! It prints where it is and which token it takes, then answers one line of standard input with one line of JSON:
//! `pulls`, `read BRANCH PATH`, `requests`, `edit BRANCH PATH JSON-TEXT`, `approve NUMBER`, `merge NUMBER`, and `all`, which is
//! everything that people can read there now. It ends with its input.

#![expect(dead_code, reason = "the tests use the rest")]

#[path = "../support"]
mod support {
    pub(crate) mod fake_github;
}

use std::io::{BufRead, stdin};

use serde_json::{Value, json};
use support::fake_github::{FakeGithub, Pull};

fn main() {
    let mut github = FakeGithub::start("nick/blog");
    for argument in std::env::args().skip(1) {
        let (path, file) = argument.split_once('=').expect("PATH=FILE");
        let content = std::fs::read(file).expect("a file that can be read");
        github = github.file(path, content);
    }
    let (api, graphql, token) = (github.api_url(), github.graphql_url(), github.token());
    println!(
        "{}",
        json!({ "api": api, "graphql": graphql, "token": token })
    );
    for line in stdin().lock().lines() {
        println!("{}", answer(&github, &line.expect("a line of text")));
    }
}

fn answer(github: &FakeGithub, line: &str) -> Value {
    let words: Vec<&str> = line.splitn(4, ' ').collect();
    match words[..] {
        ["pulls"] => github
            .pulls()
            .iter()
            .map(|pull| pull_request(github, pull))
            .collect(),
        ["requests"] => json!(github.take_requests()),
        ["read", branch, path] => json!(github.read(branch, path)),
        ["edit", branch, path, text] => {
            let text: String = serde_json::from_str(text).expect("a JSON string");
            github.human("anna").edit(branch, path, &text);
            Value::Null
        }
        ["approve", number] => {
            let number = number.parse().expect("a number");
            github.human("anna").approve(number);
            Value::Null
        }
        ["all"] => all(github),
        ["merge", number] => {
            github
                .human("nick")
                .merge(number.parse().expect("a number"));
            Value::Null
        }
        _ => json!({ "unknown": line }),
    }
}

/// The pages of the pull requests, and the files of all branches.
fn all(github: &FakeGithub) -> Value {
    let pulls = github.pulls();
    let pages = pulls.iter().map(|pull| {
        let comments = pull.comments.iter().map(|comment| &comment.body);
        json!({
            "number": pull.number,
            "state": pull.state,
            "title": pull.title,
            "body": pull.body,
            "comments": comments.collect::<Vec<_>>(),
        })
    });
    let branches = github.branches().into_iter().map(|branch| {
        let files = github.branch_files(&branch).into_iter();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let files = files.map(|(path, bytes)| (path, text(bytes).into()));
        (branch, Value::Object(files.collect()))
    });
    json!({ "pulls": pages.collect::<Vec<_>>(), "branches": Value::Object(branches.collect()) })
}

fn pull_request(github: &FakeGithub, pull: &Pull) -> Value {
    json!({
        "number": pull.number,
        "state": pull.state,
        "title": pull.title,
        "branch": pull.head,
        "commits": github.commits(&pull.head).len(),
        "files": github.branch_files(&pull.head).keys().collect::<Vec<_>>(),
    })
}
