//! What GitHub refuses, judged by its type and place; and what only looks like a refusal.

use std::path::Path;

use memos_weekly::config::Config;
use memos_weekly::publish::Operation;
use memos_weekly::publish::pull_request::Options;
use regex::Regex;
use serde_json::{Value, json};

use super::desk::{BRANCH, blog, english, issue, run, run_with};
use crate::support::fake_github::{FakeGithub, Reply, Settings};

fn with(change: impl FnOnce(&mut Settings)) -> FakeGithub {
    blog().settings(change)
}

/// The error as people read it.
fn told(github: &FakeGithub) -> String {
    let error = run(github, &issue(&["one"])).expect_err("something stands in the way");
    format!("{error}\nhelp: {}", error.help().unwrap_or_default())
}

/// An answer to a change in which one part failed, after the parts before it went well.
fn failed(alias: &str, kind: &str, message: &str) -> Reply {
    let error = json!({ "type": kind, "path": [alias], "message": message });
    Reply::json(200, &json!({ "data": { alias: null }, "errors": [error] }))
}

#[test]
fn rules_of_branches_are_known_by_their_type() {
    let github = with(|settings| settings.classically_protected = Some("memos-weekly/".to_owned()));
    insta::assert_snapshot!(told(&github), @r"
    a rule of nick/blog protects memos-weekly/2023-W10: Changes must be made through a pull request.
    help: let the token's owner create and write `memos-weekly/2023-W10` under Settings → Rules, or choose another `pull_request.branch_prefix`
    ");
    let github = with(|settings| settings.secret = Some("1. one"));
    insta::assert_snapshot!(told(&github), @r"
    GitHub's push protection refuses this issue in nick/blog: Repository rule violations found Secret detected in content
    help: take what looks like a secret out of the memo, or allow it on the page that GitHub names; then run again
    ");
}

#[test]
fn archived_counts_only_where_it_was_seen() {
    let github = blog();
    let words = "Repository was archived so is read-only.";
    github.reply_at(3, failed("commit_0", "FORBIDDEN", words));
    let outcome = run(&github, &issue(&["one"])).expect("GitHub was wrong");
    assert_eq!(outcome.operation, Operation::Created);
    let github = blog();
    for n in [3, 5] {
        github.reply_at(n, failed("commit_0", "FORBIDDEN", words));
    }
    insta::assert_snapshot!(told(&github), @r"
    GitHub refuses to write contents: Repository was archived so is read-only.
    help:
    ");
}

#[test]
fn what_nobody_knows_is_looked_at_once_more_and_then_told() {
    for (alias, kind) in [
        ("ref_0", "NOT_FOUND"),
        ("ref_0", "UNPROCESSABLE"),
        ("commit_0", "NOT_FOUND"),
        ("commit_0", ""),
        ("pull_0", "UNPROCESSABLE"),
    ] {
        let fault = || failed(alias, kind, "Could not resolve to a ref named such");
        let github = blog();
        github.reply_at(3, fault());
        let outcome = run(&github, &issue(&["one"])).expect("it was nothing");
        assert_eq!(outcome.operation, Operation::Created, "{alias} {kind}");
        let github = blog();
        for n in [3, 5] {
            github.reply_at(n, fault());
        }
        let error = run(&github, &issue(&["one"])).expect_err("it is told");
        assert!(error.to_string().contains("Could not resolve"), "{error}");
        assert_eq!(
            github.take_requests(),
            ["Look", "State", "Change", "State", "Change"]
        );
    }
}

#[test]
fn a_commit_that_does_not_see_its_new_branch_is_made_in_the_end_whatever_the_words() {
    for words in [
        "Branch memos-weekly/2023-W10 not found",
        "Could not resolve to a Branch",
        "?",
    ] {
        let github = blog();
        for n in [3, 5, 7] {
            let fault = json!({ "type": "NOT_FOUND", "path": ["commit_0"], "message": words });
            let made = json!({ "ref": { "id": "REF_1" } });
            let answer = json!({ "data": { "ref_0": made, "commit_0": null }, "errors": [fault] });
            github.reply_at(n, Reply::json(200, &answer));
        }
        let outcome = run(&github, &issue(&["one"])).expect("it is made");
        assert_eq!(outcome.operation, Operation::Created, "{words}");
    }
    // a permission is one whatever was done before
    let github = with(|settings| settings.may_write_pull_requests = false);
    told(&github);
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
}

#[test]
fn a_branch_is_only_said_to_be_ready_if_it_holds_the_commit() {
    let not_permitted = "GitHub Actions is not permitted to create or approve pull requests.";
    let github = blog();
    let faults = [("commit_0", "?"), ("pull_0", not_permitted)];
    let faults = faults.map(|(alias, message)| json!({ "path": [alias], "message": message }));
    let made = json!({ "ref": { "id": "REF_1" } });
    let data = json!({ "ref_0": made, "commit_0": null, "pull_0": null });
    let answer = json!({ "data": data, "errors": faults });
    github.reply_at(3, Reply::json(200, &answer));
    let told = told(&github);
    assert!(told.contains("Allow GitHub Actions"), "{told}");
    assert!(!told.contains("the branch is ready"), "{told}");
}

#[test]
fn drafts_where_there_are_none_are_opened_undrafted() {
    let github = with(|settings| settings.drafts = false);
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let outcome = run_with(&github, &issue(&["one"]), options).expect("it is opened");
    assert_eq!(outcome.operation, Operation::Created);
    insta::assert_snapshot!(english(&outcome.notices), @"GitHub has no drafts in this repository, so the pull request is none");
    assert!(!github.pull(1).draft);
}

#[test]
fn a_title_that_is_too_long_leaves_no_branch() {
    let github = blog();
    let mut proposal = issue(&["one"]);
    proposal.title = "x".repeat(257);
    let error = run(&github, &proposal).expect_err("it is too long");
    insta::assert_snapshot!(error, @"the pull request's title has 257 characters, more than the 256 that GitHub takes");
    assert_eq!(github.branches(), ["main"]);
}

#[test]
fn a_sign_off_behind_our_lines_makes_nothing_of_ours_foreign() {
    let github = with(|settings| settings.signs_off = true);
    run(&github, &issue(&["one"])).expect("it is created");
    assert!(github.commits(BRANCH)[0].ends_with("users.noreply.github.com>"));
    let outcome = run(&github, &issue(&["two", "one"])).expect("it is updated");
    assert_eq!(outcome.operation, Operation::Updated);
    assert!(outcome.notices.is_empty(), "{:?}", outcome.notices);
    assert!(github.pull(1).comments.is_empty());
    // a branch without its pull request is ours as well
    let github = with(|settings| {
        settings.signs_off = true;
        settings.may_write_pull_requests = false;
    });
    run(&github, &issue(&["one"])).expect_err("the pull request is refused");
    let github = github.settings(|settings| settings.may_write_pull_requests = true);
    let outcome = run(&github, &issue(&["one"])).expect("it is opened");
    assert_eq!(outcome.operation, Operation::Created);
}

#[test]
fn reads_that_lag_behind_come_to_the_same_end() {
    for reads in 1..=4 {
        let github = with(|settings| settings.stale_reads = reads);
        run(&github, &issue(&["one"])).expect("it is created");
        let outcome = run(&github, &issue(&["one"])).expect("it is there");
        assert_eq!(outcome.number, Some(1), "{reads}");
        assert_eq!((github.pulls().len(), github.commits(BRANCH).len()), (1, 1));
    }
    let github = with(|settings| settings.stale_reads = 100);
    run(&github, &issue(&["one"])).expect("it is created");
    insta::assert_snapshot!(told(&github), @r"
    GitHub still shows an older state of memos-weekly/2023-W10
    help: run again in some minutes; what was done already is found and finished
    ");
    assert_eq!((github.pulls().len(), github.commits(BRANCH).len()), (1, 1));
}

/// The value of a property below a node of a JSON Schema.
fn property<'s>(schema: &'s Value, node: &'s Value, name: &str) -> Option<&'s Value> {
    let target = node["$ref"]
        .as_str()
        .and_then(|target| schema.pointer(&target[1..]));
    let node = target.unwrap_or(node);
    let variants = ["anyOf", "allOf", "oneOf"].map(|key| node[key].as_array());
    let mut variants = variants.into_iter().flatten().flatten();
    let own = node["properties"].get(name);
    own.or_else(|| variants.find_map(|variant| property(schema, variant, name)))
}

#[test]
fn every_setting_that_the_program_names_is_one() {
    let schema = serde_json::to_value(Config::schema()).expect("JSON");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let setting = Regex::new(r"`([a-z_]+(?:\.[a-z_]+)+)[:`]").expect("a pattern");
    let (mut folders, mut named) = (vec![root], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // there are pictures among them
            let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a file")).into_owned();
            for found in setting.captures_iter(&text) {
                let keys: Vec<&str> = found[1].split('.').collect();
                let Some(first) = property(&schema, &schema, keys[0]) else {
                    continue;
                };
                // `memos.example.org`
                if keys.contains(&"example") {
                    continue;
                }
                let mut rest = keys[1..].iter();
                let last = rest.try_fold(first, |node, name| property(&schema, node, name));
                assert!(last.is_some(), "{}: {}", path.display(), &found[1]);
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
}
