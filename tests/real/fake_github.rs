//! The fake GitHub as a program of its own, for the scripts in this folder.
//!
//! It prints where it is and which token it takes, then answers one line of standard input with one line of JSON:
//! `pulls`, `read BRANCH PATH`, `requests`, `edit BRANCH PATH JSON-TEXT`, `merge NUMBER`. It ends with its input.

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
        ["merge", number] => {
            github
                .human("nick")
                .merge(number.parse().expect("a number"));
            Value::Null
        }
        _ => json!({ "unknown": line }),
    }
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
