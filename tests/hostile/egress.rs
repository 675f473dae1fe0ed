//! The property of the gate: whatever is planted into any input, in any mode and for any audience, is searched for in
//! every output.

use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::support::fake_github::{self, FakeGithub};
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, weekly};
use crate::support::loopback::Reply;

const CONFIG: &str = ".github/memos-weekly.yml";
/// Ways to write a text that Markdown, YAML or a file system may rewrite.
const DRESSES: [&str; 8] = [
    "{}",
    "**{}**",
    "`{}`",
    "[x](https://e.org/?t={})",
    "say {}, and go on",
    "> {}",
    "<{}@e.org>",
    "| a |\n|---|\n| {} |",
];

/// Where a secret can get in.
const PLACES: [&str; 17] = [
    "a public memo",
    "a tag",
    "the name of a file",
    "the text of a file",
    "the series",
    "the title",
    "the intro",
    "front matter",
    "the template",
    "a label",
    "an assignee",
    "a reviewer",
    "a team that reviews",
    "the pull request's text",
    "the published issue",
    "the words of Memos",
    "the words of GitHub",
];

const MODES: [&[&str]; 5] = [
    &[],
    &["--dry-run"],
    &["--dry-run", "--json"],
    &["--json"],
    &["--out=checkout", "--engine=hugo"],
];

/// What was planted and searched.
#[derive(Debug, Default)]
struct Counts {
    runs: usize,
    planted: usize,
    searched: usize,
    refused: usize,
}

/// A place that was searched, and all that is there.
type Output = (String, Vec<u8>);

/// Everything that left the program.
fn outputs(finished: &Finished, github: &FakeGithub) -> Vec<Output> {
    let mut outputs = vec![
        ("standard output".to_owned(), finished.stdout.clone().into()),
        ("standard error".to_owned(), finished.stderr.clone().into()),
    ];
    for name in ["github-output", "github-summary"] {
        let text = fs::read(finished.path(name)).unwrap_or_default();
        outputs.push((name.to_owned(), text));
    }
    collect(&finished.path("checkout"), &mut outputs);
    for branch in github.branches().into_iter().filter(|it| it != "main") {
        for (path, bytes) in github.branch_files(&branch) {
            outputs.push((format!("the path {path}"), path.clone().into()));
            if github.read("main", &path).is_none() {
                outputs.push((format!("{branch}:{path}"), bytes));
            }
        }
        let messages = github.commits(&branch).join("\n");
        outputs.push((format!("commits of {branch}"), messages.into()));
        outputs.push(("the name of a branch".to_owned(), branch.into()));
    }
    for pull in github.pulls() {
        let comments = pull.comments.iter().map(|comment| comment.body.clone());
        outputs.extend(comments.map(|body| ("a comment".to_owned(), body.into())));
        outputs.push(("a title".to_owned(), pull.title.into()));
        outputs.push(("a description".to_owned(), pull.body.into()));
        let labels: Vec<String> = pull.labels.into_iter().collect();
        outputs.push(("labels".to_owned(), labels.join("\n").into()));
    }
    for request in github.requests() {
        let place = format!("what GitHub was sent: {}", request.name());
        let sent = format!("{} {}", request.path, request.body);
        outputs.push((place, sent.into()));
    }
    outputs
}

fn collect(folder: &Path, outputs: &mut Vec<Output>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.display().to_string();
        if path.is_dir() {
            collect(&path, outputs);
        } else {
            outputs.push((name.clone(), fs::read(&path).expect("a file")));
        }
        outputs.push(("a name".to_owned(), name.into()));
    }
}

/// Letters and digits alone, so that no spelling hides a text.
fn letters(text: &[u8]) -> String {
    let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
    letters.map(|&byte| char::from(byte)).collect()
}

/// Searches; gives the number of places.
#[track_caller]
fn search(case: &str, outputs: &[Output], needles: &[&str]) -> usize {
    for (place, bytes) in outputs {
        let found = letters(bytes);
        for needle in needles {
            let is_there = found.contains(&letters(needle.as_bytes()));
            assert!(
                !is_there,
                "{case}: {needle} in {place}\n{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
    outputs.len() * needles.len()
}

/// Another secret of the workflow, made up anew for each run, but the same ones every time.
fn made_up() -> impl FnMut() -> String {
    let shape = "[a-z]{2,5}[_.-]?[A-Za-z0-9_.+=/-]{12,40}[A-Za-z][0-9]";
    let shape = proptest::string::string_regex(shape).expect("a pattern");
    let mut runner = TestRunner::deterministic();
    move || shape.new_tree(&mut runner).expect("a value").current()
}

/// A run into which `secret` was planted at `place`; `dress` is how it is written there, and `other` a secret beside the
/// two tokens.
fn planted(place: &str, secret: &str, other: &str, dress: &str) -> (FakeMemos, FakeGithub, Weekly) {
    let dressed = dress.replace("{}", secret);
    let at = "2023-03-08T10:00:00Z";
    let mut memos = FakeMemos::start("0.30.0").with(Note::new("A note").at("2023-03-07T10:00:00Z"));
    let mut github = FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n");
    let mut config = json!({ "timezone": "UTC" });
    let mut run = weekly();
    match place {
        "a public memo" => memos = memos.with(Note::new(&format!("It is\n{dressed}\nnow")).at(at)),
        "a tag" => {
            config["text"] = json!({ "tags_in_front_matter": true });
            memos = memos.with(Note::new(&format!("A note #{secret}")).at(at));
        }
        "the name of a file" => {
            let name = format!("{secret}.txt");
            memos = memos.with(
                Note::new("A file")
                    .at(at)
                    .with_file(&name, "text/plain", b"text"),
            );
        }
        "the text of a file" => {
            let text = dressed.as_bytes();
            memos = memos.with(
                Note::new("A file")
                    .at(at)
                    .with_file("a.txt", "text/plain", text),
            );
        }
        "the series" => config["series"] = dressed.into(),
        "the title" => config["title"] = format!("{{{{ number }}}} {dressed}").into(),
        "the intro" => config["intro"] = dressed.into(),
        "front matter" => config["blog"] = json!({ "front_matter": { "author": dressed } }),
        "the template" => {
            config["template"] = "weekly.md".into();
            run = run.file(
                "weekly.md",
                format!(
                    "{dressed}\n\n{{% for item in items %}}{{{{ item.text }}}}{{% endfor %}}\n"
                ),
            );
        }
        "a label" => config["pull_request"] = json!({ "labels": [secret] }),
        "an assignee" => config["pull_request"] = json!({ "assignees": [secret] }),
        "a reviewer" => config["pull_request"] = json!({ "reviewers": [secret] }),
        "a team that reviews" => config["pull_request"] = json!({ "team_reviewers": [secret] }),
        "the pull request's text" => config["pull_request"] = json!({ "body": dressed }),
        "the published issue" => {
            let post = format!("---\ntitle: \"Weekly #4 {secret}\"\n---\n\n{dressed}\n");
            github = github.file("content/posts/weekly-4/index.md", post);
        }
        "the words of Memos" => {
            let body = json!({ "message": dressed }).to_string();
            memos = memos.failing(
                "/api/v1/memos",
                99,
                Reply::new(403, "application/json", body),
            );
        }
        "the words of GitHub" => {
            let error =
                json!({ "data": null, "errors": [{ "type": "FORBIDDEN", "message": dressed }] });
            github.reply_at(1, fake_github::Reply::json(200, &error));
        }
        other => panic!("{other}"),
    }
    let run = run
        .file(CONFIG, config.to_string())
        .env("DEPLOY_TOKEN", other);
    (memos, github, run)
}

#[test]
fn a_secret_leaves_by_no_way() {
    let mut counts = Counts::default();
    let mut made_up = made_up();
    let tokens = [
        FakeMemos::start("0.30.0").token(),
        FakeGithub::start("nick/blog").token(),
    ];
    for place in PLACES {
        for mode in [MODES[0], MODES[2], MODES[4]] {
            for which in 0..3 {
                let other = made_up();
                let secrets = [tokens[0], tokens[1], other.as_str()];
                let secret = secrets[which];
                let dress = DRESSES[counts.runs % DRESSES.len()];
                let (memos, github, run) = planted(place, secret, &other, dress);
                let run = run.memos(&memos).github(&github).in_actions();
                let finished = mode.iter().fold(run, |run, flag| run.arg(flag)).run();
                let case = format!(
                    "{place}, {mode:?}, {secret} as {dress}, exit {:?}",
                    finished.code
                );
                counts.searched += search(&case, &outputs(&finished, &github), &secrets);
                counts.planted += 1;
                counts.runs += 1;
                if finished.code != Some(0) {
                    assert!(github.pulls().is_empty(), "{case}");
                    assert_eq!(github.branches(), ["main"], "{case}");
                    assert!(!finished.path("checkout").exists(), "{case}");
                    counts.refused += 1;
                }
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.refused > counts.runs / 2, "{counts:?}");
    assert!(counts.searched > 1_000, "{counts:?}");
}

/// What people wrote into a pull request is in no proposal, but in what is sent back: in a comment that names the file,
/// in a description of theirs, in a merge of their text with ours.
#[test]
fn a_secret_that_people_wrote_on_github_is_not_sent_back() {
    type Deed = fn(&FakeGithub, &str);
    const BRANCH: &str = "memos-weekly/2023-W10";
    const POST: &str = "content/posts/weekly-1/index.md";
    let deeds: [(&str, Deed); 3] = [
        ("a comment on the pull request", |github, secret| {
            let anna = github.human("anna");
            anna.suggest(BRANCH, POST, "A note", "Anna's note");
            anna.rename(BRANCH, POST, &format!("content/posts/{secret}.md"));
        }),
        ("the pull request's description", |github, secret| {
            let words = |body: &str| format!("{secret}\n\n{body}");
            github.human("anna").edit_body(1, words);
        }),
        ("a file of the commit", |github, secret| {
            let to = format!("<!-- {secret} -->\n\n1. ");
            github.human("anna").suggest(BRANCH, POST, "1. ", &to);
        }),
    ];
    for (place, deed) in deeds {
        let memos = FakeMemos::start("0.30.0")
            .with(Note::new("A note").at("2023-03-07T10:00:00Z"))
            .with(Note::new("Another note").at("2023-03-09T10:00:00Z"));
        let github = FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n");
        let run = || weekly().memos(&memos).github(&github).in_actions().run();
        run().exits(0);
        deed(&github, memos.token());
        let before = (github.pull(1), github.commits(BRANCH));
        memos.change(1, |mut note| {
            note.content = "A note, rewritten".to_owned();
            note
        });
        github.take_requests();
        let finished = run().exits(1);
        let words = format!("the value of MEMOS_TOKEN is in {place}");
        assert!(finished.stderr.contains(&words), "{}", finished.stderr);
        let outputs = [finished.everything_said()];
        assert!(!outputs[0].contains(memos.token()));
        assert_eq!(github.commits(BRANCH), before.1, "{place}");
        let pull = github.pull(1);
        assert_eq!((pull.body, pull.comments.len()), (before.0.body, 0));
        assert!(
            !github.take_requests().contains(&"Change".to_owned()),
            "{place}"
        );
    }
}

/// What only the author may read, in every part of a memo that has text.
const PRIVATE: [&str; 6] = [
    "mumbleword",
    "mumbletag",
    "mumblefile",
    "mumbletext",
    "mumblelink",
    "mumblealt",
];

fn private_memos() -> FakeMemos {
    let text = "# mumbleword\n\n[x](https://mumblelink.example.org) ![mumblealt](https://e.org/x.png) #mumbletag";
    FakeMemos::start("0.30.0")
        .with(Note::new("A note").at("2023-03-07T10:00:00Z"))
        .with(
            Note::new(text)
                .at("2023-03-08T10:00:00Z")
                .visible("PRIVATE")
                .with_file("mumblefile.txt", "text/plain", b"mumbletext"),
        )
}

#[test]
fn private_text_reaches_no_public_reader() {
    let mut counts = Counts::default();
    for kinds in ["[public]", "[public, private]"] {
        for (target, event) in [
            (false, "false"),
            (false, "null"),
            (true, "false"),
            (true, "null"),
            (false, "true"),
        ] {
            for mode in MODES {
                let memos = private_memos();
                let github = FakeGithub::start("nick/blog")
                    .file("hugo.toml", "languageCode = \"en\"\n")
                    .settings(|settings| settings.private = target);
                let event_json =
                    format!(r#"{{"repository":{{"full_name":"nick/bot","private":{event}}}}}"#);
                let config = format!(
                    "timezone: UTC\nselect: {{ visibility: {kinds} }}\ntitle: 'Weekly {{{{ tags }}}}'\n"
                );
                let run = weekly()
                    .memos(&memos)
                    .github(&github)
                    .env("GITHUB_REPOSITORY", "nick/bot")
                    .env("MEMOS_WEEKLY_REPOSITORY", "nick/blog")
                    .env("GITHUB_EVENT_PATH", "event.json")
                    .file("event.json", event_json)
                    .file(CONFIG, config)
                    .in_actions();
                let finished = mode.iter().fold(run, |run, flag| run.arg(flag)).run();
                let case = format!(
                    "{kinds}, target private: {target}, workflow private: {event}, {mode:?}"
                );
                let mut outputs = outputs(&finished, &github);
                // what members may read, and the checkout of whoever asked for one
                let members = |place: &str| {
                    (event == "true" && place.starts_with("github-"))
                        || (target
                            && !place.starts_with("github-")
                            && !place.starts_with("standard"))
                        || place.contains("checkout")
                        || place == "a name"
                };
                if kinds != "[public]" {
                    outputs.retain(|(place, _)| !members(place));
                }
                counts.searched += search(&case, &outputs, &PRIVATE);
                counts.planted += PRIVATE.len();
                counts.runs += 1;
                if finished.code == Some(1) {
                    counts.refused += 1;
                } else {
                    assert_eq!(finished.code, Some(0), "{case}\n{}", finished.stderr);
                }
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.searched > 1_000, "{counts:?}");
    // what is not public, where everybody would read the pull request: three workflows, the two modes that open one
    assert_eq!(counts.refused, 3 * 2, "{counts:?}");
}
