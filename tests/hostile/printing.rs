//! What strangers say, where it is printed; and terminals that do not take it.

use std::process::Stdio;

use serde_json::json;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Weekly, program, weekly};
use crate::support::loopback::Reply;

const COMMAND: &str = "x\n::set-output name=week::evil\r\n##[add-path]/evil\u{1b}[2J\u{202e}y";

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("A note").at("2023-03-07T10:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n")
}

/// No line that a runner would take for a command, but our own annotations; nothing that moves a cursor.
#[track_caller]
fn is_harmless(said: &str) {
    for line in said.lines() {
        let is_ours = ["::error", "::warning", "::notice"];
        let is_ours = is_ours.iter().any(|start| line.starts_with(start));
        assert!(
            is_ours || !line.trim_start().starts_with("::"),
            "{line}\n{said}"
        );
        assert!(!line.contains("##[") || is_ours, "{line}\n{said}");
        let is_hidden = |c: char| c.is_control() && c != '\t' || c == '\u{202e}';
        assert!(!line.chars().any(is_hidden), "{line:?}");
    }
}

#[test]
fn a_server_s_words_stay_on_their_line() {
    let body = json!({ "code": 7, "message": COMMAND }).to_string();
    let reply = Reply::new(403, "application/json", body);
    let memos = server().failing("/api/v1/memos", 99, reply);
    let finished = weekly()
        .memos(&memos)
        .github(&blog())
        .in_actions()
        .run()
        .exits(1);
    assert!(
        finished.stderr.contains("set-output"),
        "the server's words are kept"
    );
    is_harmless(&finished.stderr);
}

#[test]
fn github_s_words_stay_on_their_line() {
    let github = blog();
    let error = json!({ "data": null, "errors": [{ "type": "FORBIDDEN", "message": COMMAND, "path": ["repository"] }] });
    github.reply_at(1, crate::support::fake_github::Reply::json(200, &error));
    let finished = weekly().memos(&server()).github(&github).in_actions().run();
    assert_ne!(finished.code, Some(0));
    is_harmless(&finished.stderr);
}

#[test]
fn arguments_and_variables_stay_on_their_line() {
    for (variable, flag) in [
        ("MEMOS_URL", "--memos-url"),
        ("MEMOS_WEEKLY_WEEK", "--week"),
        ("MEMOS_WEEKLY_NUMBER", "--number"),
        ("MEMOS_WEEKLY_ENGINE", "--engine"),
        ("MEMOS_WEEKLY_TIMEZONE", "--timezone"),
        ("MEMOS_WEEKLY_LANGUAGE", "--language"),
        ("MEMOS_WEEKLY_NOW", "--now"),
        ("MEMOS_WEEKLY_PATH", "--path"),
        ("MEMOS_WEEKLY_CATCH_UP", "--catch-up"),
        ("MEMOS_WEEKLY_MEMOS_VERSION", "--memos-version"),
        ("MEMOS_WEEKLY_DRAFT", "--draft"),
    ] {
        // one wrong value at a time, because the first one is told and no other
        let run = program("run").in_actions();
        let refused = run.env(variable, COMMAND).run().exits(2).stderr;
        assert!(refused.contains(flag), "{variable}: {refused}");
        assert!(refused.contains("set-output"), "{variable}: {refused}");
        is_harmless(&refused);
    }
    for path in [".github/memos-weekly.yml", COMMAND] {
        let run = weekly().in_actions().env("MEMOS_WEEKLY_CONFIG", path);
        let run = run.file(".github/memos-weekly.yml", "timezoen: \"\\u001b[2J::x\"\n");
        is_harmless(&run.run().exits(2).stderr);
    }
}

#[test]
fn wrong_usage_in_a_workflow_is_an_annotation_that_lists_what_is_right() {
    let step =
        |name: &str, value: &str| weekly().in_actions().env(name, value).run().exits(2).stderr;
    let said = step("MEMOS_WEEKLY_WEEK", "2023-13");
    let annotation = said
        .lines()
        .find(|line| line.starts_with("::error::"))
        .expect("an annotation");
    for part in [
        "`2023-13` is not a week",
        "--week",
        "2023-W10",
        "2023-W08..2023-W12",
    ] {
        assert!(annotation.contains(part), "{part} in {annotation}");
    }
    let said = step("MEMOS_WEEKLY_ENGINE", "wordpress");
    assert!(
        said.contains("::error::") && said.contains("`hugo`, `hexo`"),
        "{said}"
    );
    let said = weekly().arg("--wek=last").run().exits(2).stderr;
    assert!(
        said.starts_with("error: ") && said.contains("--week"),
        "{said}"
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    for flag in ["--help", "--version"] {
        let finished = weekly().arg(flag).run().exits(0);
        assert!(finished.stdout.contains("memos-weekly") && finished.stderr.is_empty());
    }
}

fn dry_run(memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    weekly().memos(memos).github(github).arg("--dry-run")
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let (memos, github) = (server(), blog());
    for json in [false, true] {
        let mut run = dry_run(&memos, &github);
        if json {
            run = run.arg("--json");
        }
        let status = run.with_output(|process| {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            process.stdout(Stdio::from(writer));
        });
        assert_eq!(status.code, Some(0), "{}", status.stderr);
        assert!(!status.stderr.contains("panicked"), "{}", status.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_nothing_panics() {
    let (memos, github) = (server(), blog());
    let full = || {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).open("/dev/full").expect("/dev/full")
    };
    let finished = dry_run(&memos, &github).with_output(|process| {
        process.stdout(full());
    });
    assert_eq!(finished.code, Some(1));
    assert!(
        finished.stderr.contains("cannot write to standard output"),
        "{}",
        finished.stderr
    );
    let silent = dry_run(&memos, &github).with_output(|process| {
        process.stderr(full());
    });
    assert_eq!(silent.code, Some(0));
    assert!(silent.stdout.contains("A note"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_written_comes_after_the_pull_request_and_changes_nothing() {
    let (memos, github) = (server(), blog());
    let run = weekly().memos(&memos).github(&github).in_actions();
    let finished = run.env("GITHUB_STEP_SUMMARY", "/dev/full").run().exits(0);
    assert!(
        finished.stderr.contains("cannot write the step summary"),
        "{}",
        finished.stderr
    );
    assert_eq!(finished.output("pull-request-number"), "1");
    let run = weekly().memos(&memos).github(&github).in_actions();
    let finished = run.env("GITHUB_OUTPUT", "/dev/full").run().exits(1);
    assert!(
        finished.stderr.contains("cannot write the outputs"),
        "{}",
        finished.stderr
    );
    assert!(
        finished
            .stderr
            .contains("unchanged https://github.com/nick/blog/pull/1")
    );
}

#[test]
fn closed_terminals_are_no_reason_to_stop() {
    let (memos, github) = (server(), blog());
    let finished = weekly()
        .memos(&memos)
        .github(&github)
        .with_output(|process| {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            process.stderr(Stdio::from(writer));
        });
    assert_eq!(finished.code, Some(0));
    assert_eq!(github.pulls().len(), 1);
}
