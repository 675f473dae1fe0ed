//! The blog's language rules everything that readers and reviewers see; terminal and log stay English.

use std::fmt::Write as _;

use regex::Regex;

use crate::cli::PNG;
use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, weekly};

const POST: &str = "content/posts/weekly-5/index.md";
const BRANCH: &str = "memos-weekly/2023-W10";

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog")
        .settings(|it| it.committed = "2022-12-01T00:00:00Z")
        .file("hugo.toml", "languageCode = \"zh-CN\"\n")
        .file(
            ".github/memos-weekly.yml",
            "timezone: Asia/Shanghai\nselect: { exclude_tags: [草稿] }\npull_request: { labels: [周刊] }\n",
        )
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: 生成周刊·第四期\ndate: 2023-03-05T12:00:00+08:00\n---\n\n正文\n",
        )
}

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0")
        .with(Note::new("读到一句话：\n\n> 简单是可靠的前提。").at("2023-03-07T10:00:00Z"))
        .with(
            Note::new("给博客换了新图标")
                .at("2023-03-08T10:00:00Z")
                .with_file("图.png", "image/png", PNG)
                .with_file(
                    "图.svg",
                    "image/svg+xml",
                    b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                ),
        )
        .with(
            Note::new("一个秘密")
                .at("2023-03-09T10:00:00Z")
                .visible("PRIVATE"),
        )
        .with(Note::new("没写完 #草稿").at("2023-03-09T11:00:00Z"))
}

fn run(memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    weekly().memos(memos).github(github).in_actions()
}

/// What reviewers see after a run, less the marks that only we read.
fn seen(scene: &str, finished: &Finished, github: &FakeGithub, memos: &FakeMemos) -> String {
    let hidden = Regex::new(r"(?s)<!--.*?-->").expect("a valid pattern");
    let mut seen = format!("=== {scene}: summary\n{}", finished.read("github-summary"));
    if let Some(pull) = github.pulls().last() {
        let _ = write!(seen, "\n=== {scene}: {}\n{}\n", pull.title, pull.body);
        for comment in &pull.comments {
            let _ = write!(seen, "\n=== {scene}: comment\n{}\n", comment.body);
        }
    }
    let seen = seen.replace(&memos.url(), "https://memos.example.org");
    hidden.replace_all(&seen, "").into_owned()
}

/// Two English words, beside code, links, paths and names.
fn english(text: &str) -> Vec<String> {
    let code =
        Regex::new(r"(?s)```.*?```|`[^`\n]*`|\]\([^)\n]*\)|=== [a-z ]+").expect("a valid pattern");
    let words = Regex::new(r"[A-Za-z]{2,}[,;:.]? +[A-Za-z]{2,}").expect("a valid pattern");
    let text = code.replace_all(text, "·").into_owned();
    let found = words
        .find_iter(&text)
        .map(|found| found.as_str().to_owned());
    found
        .filter(|words| !matches!(words.as_str(), "GitHub App" | "front matter"))
        .collect()
}

/// The life of an issue out of which a memo is withdrawn: open, edited by people, with nothing left, and merged.
fn withdrawn() -> Vec<String> {
    let private = |note: Note| note.visible("PRIVATE");
    let start = || {
        let (memos, github) = (server(), blog());
        run(&memos, &github).run().exits(0);
        (memos, github)
    };
    let scene = |scene: &str, memos: &FakeMemos, github: &FakeGithub| {
        let finished = run(memos, github).run().exits(0);
        let mut log = finished.stderr.lines();
        assert!(
            log.any(|line| line.starts_with("::warning::") && !line.contains('，')),
            "{scene}: {}",
            finished.stderr
        );
        let seen = seen(scene, &finished, github, memos);
        assert!(seen.contains("不再公开"), "{seen}");
        seen
    };
    let (memos, github) = start();
    memos.change(1, private);
    let open = scene("withdrawn", &memos, &github);
    assert!(!open.contains("简单是可靠的前提"), "{open}");
    memos.change(2, private);
    let none_left = scene("nothing left", &memos, &github);

    let (memos, github) = start();
    github
        .human("anna")
        .suggest(BRANCH, POST, "简单是可靠的前提。", "简单是一切的前提。");
    memos.change(1, private);
    let edited = scene("withdrawn and edited", &memos, &github);

    let (memos, github) = start();
    github.human("anna").merge(1);
    memos.change(1, private);
    let merged = scene("withdrawn and merged", &memos, &github);
    assert!(!merged.contains("已从文章"), "{merged}");
    vec![open, none_left, edited, merged]
}

/// What a blog in that language is told of ours.
fn told_of(tag: &str, config: &str) -> Option<String> {
    let github = FakeGithub::start("nick/blog")
        .file("hugo.toml", format!("languageCode = \"{tag}\"\n"))
        .file(".github/memos-weekly.yml", config);
    let finished = run(&server(), &github).run().exits(0);
    let mut log = finished.stderr.lines();
    log.find(|line| line.contains("the blog's language is"))
        .map(str::to_owned)
}

#[test]
fn a_blog_in_another_language_is_told_in_which_it_is_written() {
    for (tag, ours) in [
        ("zh-TW", "Simplified Chinese"),
        ("zh-Hant", "Simplified Chinese"),
        ("zh_HK", "Simplified Chinese"),
        ("fr", "English"),
    ] {
        let told = told_of(tag, "timezone: UTC\n").unwrap_or_default();
        let expected = format!(
            "notice   the blog's language is `{tag}`, and what is not yours in the post and the pull request will be in \
             {ours}; choose with `language: zh-CN` or `language: en`"
        );
        assert!(told.starts_with(&expected), "{tag}: {told}");
        assert_eq!(told_of(tag, "timezone: UTC\nlanguage: zh-CN\n"), None);
    }
    for tag in ["zh", "zh-Hans", "zh-CN", "zh_CN", "en-GB"] {
        assert_eq!(told_of(tag, "timezone: UTC\n"), None, "{tag}");
    }
}

#[test]
fn a_whole_chinese_pull_request_is_chinese() {
    let (memos, github) = (server(), blog());
    let github = github.settings(|it| it.may_write_issues = false);
    let dry = run(&memos, &github).arg("--dry-run").run().exits(0);
    let mut scenes = vec![seen("dry run", &dry, &github, &memos)];
    let mut play = |scene: &str, run: Weekly| {
        let finished = run.run().exits(0);
        assert!(
            !finished.stderr.contains('，'),
            "the log is English: {}",
            finished.stderr
        );
        scenes.push(seen(scene, &finished, &github, &memos));
    };
    play("created", run(&memos, &github));
    memos.add(Note::new("又一条").at("2023-03-10T10:00:00Z"));
    github
        .human("anna")
        .suggest(BRANCH, POST, "简单是可靠的前提。", "简单是一切的前提。");
    play("edits kept", run(&memos, &github));
    github
        .human("anna")
        .suggest(BRANCH, POST, "又一条", "又是一条");
    memos.change(5, |_| Note::new("又一条新的").at("2023-03-10T10:00:00Z"));
    play("conflict", run(&memos, &github));
    memos.change(2, |_| {
        Note::new("给博客换了图标").at("2023-03-08T10:00:00Z")
    });
    github.human("anna").approve(1);
    play("approved", run(&memos, &github));
    github.human("anna").close(1);
    play("closed", run(&memos, &github));
    scenes.extend(withdrawn());
    let (nothing, untouched) = (FakeMemos::start("0.30.0"), blog());
    let empty = run(&nothing, &untouched).run().exits(0);
    scenes.push(seen("empty", &empty, &untouched, &nothing));
    let all = scenes.join("\n");
    assert_eq!(english(&all), Vec::<String>::new(), "{all}");
    insta::assert_snapshot!("language-chinese", all);
}
