//! The program as a user, or a runner, meets it: from flags to the pull request.

use std::path::Path;

use memos_weekly::cli::OUTPUTS;
use serde_json::Value;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, program, weekly};
use crate::support::loopback::Reply;

const SECRET: &str = "the dentist's number";

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0")
        .with(Note::new("A [link](https://example.org) #tools").at("2023-03-07T10:00:00Z"))
        .with(Note::new("A picture").at("2023-03-08T10:00:00Z").with_file(
            "a.png",
            "image/png",
            PNG,
        ))
        .with(
            Note::new(SECRET)
                .at("2023-03-09T10:00:00Z")
                .visible("PRIVATE"),
        )
        .with(Note::new("not finished #draft").at("2023-03-09T11:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "languageCode = \"en\"\n")
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: \"Weekly #4\"\ndate: 2023-03-05T12:00:00+00:00\n---\n\nText.\n",
        )
        .file(
            ".github/memos-weekly.yml",
            "timezone: UTC\nselect:\n  exclude_tags: [draft]\n",
        )
}

fn run(memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    weekly().memos(memos).github(github)
}

/// The smallest picture there is: one grey pixel.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDAT\x08\xd7\x63\x68\0\0\0\x82\0\x81\xdd\x43\x6a\xf4\0\0\0\0IEND\xae\x42\x60\x82";

/// What was changed on GitHub.
fn changes(github: &FakeGithub) -> Vec<String> {
    let mut requests = github.take_requests();
    requests.retain(|name| name == "Change");
    requests
}

#[track_caller]
fn no_secret(finished: &Finished, memos: &FakeMemos, github: &FakeGithub) {
    let said = finished.everything_said();
    for secret in [memos.token(), github.token(), SECRET] {
        assert!(!said.contains(secret), "{secret} in\n{said}");
    }
}

#[test]
fn a_week_becomes_one_pull_request_however_often_it_runs() {
    let (memos, github) = (server(), blog());
    let first = run(&memos, &github).run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
    assert!(
        first
            .stderr
            .contains("pull     opened https://github.com/nick/blog/pull/1"),
        "{}",
        first.stderr
    );
    let pull = github.pull(1);
    assert_eq!(pull.title, "Weekly #\u{200b}5 (2023-03-06 – 2023-03-12)");
    assert_eq!(pull.head, "memos-weekly/2023-W10");
    let post = github
        .read(&pull.head, "content/posts/weekly-5/index.md")
        .expect("the post");
    insta::assert_snapshot!("cli-post", post);
    assert!(
        github
            .branch_files(&pull.head)
            .contains_key("content/posts/weekly-5/a.png")
    );
    no_secret(&first, &memos, &github);

    let second = run(&memos, &github).run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    assert!(
        second.stderr.contains("pull     unchanged"),
        "{}",
        second.stderr
    );

    memos.add(Note::new("One more").at("2023-03-10T10:00:00Z"));
    let third = run(&memos, &github).run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
    assert!(
        third.stderr.contains("pull     updated"),
        "{}",
        third.stderr
    );
    assert_eq!(github.pulls().len(), 1);
    assert_eq!(github.commits("memos-weekly/2023-W10").len(), 2);
}

#[test]
fn in_a_runner_there_are_outputs_a_summary_and_no_memo_in_the_log() {
    let (memos, github) = (server(), blog());
    let finished = run(&memos, &github).in_actions().run().exits(0);
    let head = finished.output("head-sha");
    assert_eq!(head.len(), 40, "{head}");
    let values = OUTPUTS.map(|name| (name, finished.output(name).replace(&head, "HEAD")));
    insta::assert_debug_snapshot!("cli-outputs", values);
    let summary = finished.read("github-summary");
    assert!(
        summary.contains("A [link](https://example.org)"),
        "{summary}"
    );
    assert!(
        !finished.stderr.contains("example.org"),
        "{}",
        finished.stderr
    );
    assert!(finished.stdout.is_empty(), "{}", finished.stdout);
    no_secret(&finished, &memos, &github);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let (memos, github) = (server(), blog());
    let shown = run(&memos, &github).arg("--dry-run").run().exits(0);
    for part in [
        "# Weekly #5 (2023-03-06",
        "memos-weekly:start",
        "# content/posts/weekly-5/index.md",
        "1. A picture",
    ] {
        assert!(shown.stdout.contains(part), "{part} in\n{}", shown.stdout);
    }
    assert!(changes(&github).is_empty());
    no_secret(&shown, &memos, &github);
    let would = "pull     would open memos-weekly/2023-W10 → main: Weekly #5 (1 post, 1 file); nothing was written";
    assert!(shown.stderr.contains(would), "{}", shown.stderr);

    let json = run(&memos, &github)
        .arg("--dry-run")
        .arg("--json")
        .run()
        .exits(0);
    let results: Value = serde_json::from_str(&json.stdout).expect("JSON alone on standard output");
    assert_eq!(results[0]["issue-number"], 5);
    assert_eq!(results[0]["left-out"]["private"], 1);
    assert_eq!(results[0]["pull-request-operation"], "would-create");
    assert_eq!(results[0]["branch"], "memos-weekly/2023-W10");
    let folder = weekly()
        .memos(&memos)
        .arg("--engine=hugo")
        .arg("--out=.")
        .arg("--dry-run")
        .run()
        .exits(0);
    let would = "folder   would write content/posts/weekly-1/index.md: Weekly #1 (1 post, 1 file); nothing was written";
    assert!(folder.stderr.contains(would), "{}", folder.stderr);

    // the log of a workflow in a public repository is public
    let logged = run(&memos, &github)
        .env("MEMOS_WEEKLY_DRY_RUN", "true")
        .in_actions()
        .run()
        .exits(0);
    assert!(logged.stdout.is_empty(), "{}", logged.stdout);
    assert!(changes(&github).is_empty());
}

/// The same words whatever port the server got.
fn anonymous(said: &str, memos: &FakeMemos) -> String {
    let url = memos.url();
    said.replace(&url, "https://memos.example.org")
        .replace(url.trim_start_matches("http://"), "memos.example.org")
}

#[test]
fn a_failure_is_an_error_and_never_an_empty_week() {
    let html =
        "<!doctype html><html><title>Sign in</title><form><input type=password></form></html>";
    let failures = [
        ("a wrong token", server(), "memos_pat_wrong"),
        (
            "a login page",
            server().failing("/api/v1", 99, Reply::html(html)),
            "",
        ),
        (
            "no list",
            server().failing(
                "/api/v1/memos",
                99,
                Reply::new(403, "application/json", "{}"),
            ),
            "",
        ),
        (
            "no JSON",
            server().failing(
                "/api/v1/memos",
                99,
                Reply::new(200, "application/json", "{\"memos\":["),
            ),
            "",
        ),
    ];
    let mut screens = String::new();
    for (what, memos, token) in failures {
        let github = blog();
        let mut run = run(&memos, &github).in_actions();
        if !token.is_empty() {
            run = run.env("MEMOS_TOKEN", token);
        }
        let finished = run.run().exits(1);
        assert!(changes(&github).is_empty(), "{what}");
        assert!(github.pulls().is_empty(), "{what}");
        no_secret(&finished, &memos, &github);
        assert!(!finished.everything_said().contains("memos_pat_wrong"));
        let said = anonymous(&finished.stderr, &memos);
        screens = screens + "== " + what + "\n" + &said + "\n";
    }
    insta::assert_snapshot!("cli-failures", screens);
}

#[test]
fn private_memos_do_not_go_into_a_public_repository_unasked() {
    let (memos, github) = (server(), blog());
    let config = "timezone: UTC\nselect:\n  visibility: [public, private]\n";
    let refused = run(&memos, &github)
        .file(".github/memos-weekly.yml", config)
        .run()
        .exits(1);
    assert!(
        refused.stderr.contains("nick/blog is public"),
        "{}",
        refused.stderr
    );
    assert!(changes(&github).is_empty());
    let asked = format!("{config}  private_in_public_repository: true\n");
    let finished = run(&memos, &github)
        .file(".github/memos-weekly.yml", asked)
        .run()
        .exits(0);
    assert!(
        finished.stderr.contains("public, private"),
        "{}",
        finished.stderr
    );
    assert!(
        github.pull(1).body.contains("1 memo that is not public"),
        "{}",
        github.pull(1).body
    );
}

#[test]
fn a_text_cannot_bring_a_private_memo_s_file_into_the_post() {
    let memos = FakeMemos::start("0.30.0").with(
        Note::new(SECRET)
            .at("2023-03-09T10:00:00Z")
            .visible("PRIVATE")
            .with_file("private.png", "image/png", PNG),
    );
    let asked = weekly()
        .memos(&memos)
        .arg("--dry-run")
        .arg("--json")
        .file(
            ".github/memos-weekly.yml",
            "select: { visibility: [private] }\n",
        )
        .run()
        .exits(0);
    assert!(
        asked.stdout.contains("private.png"),
        "asked for, it is there\n{}",
        asked.stdout
    );
    let requests = memos.requests();
    let asked_for = |line: &String| line.starts_with("GET /file/attachments/file1x0/");
    assert!(requests.iter().any(asked_for), "{requests:?}");
    memos.add(
        Note::new("![look](/file/attachments/file1x0/private.png)").at("2023-03-10T10:00:00Z"),
    );
    let github = blog();
    let finished = run(&memos, &github).run().exits(0);
    let files = github.branch_files("memos-weekly/2023-W10");
    assert!(
        !files.values().any(|bytes| bytes == PNG),
        "{:?}",
        files.keys()
    );
    let warning = "item 1: `private.png` was not copied (the server answered 401";
    assert!(finished.stderr.contains(warning), "{}", finished.stderr);
}

#[test]
fn a_wrong_configuration_is_marked_in_its_file_and_ends_with_2() {
    let (memos, github) = (
        server(),
        blog().file(".github/memos-weekly.yml", "timzone: UTC\n"),
    );
    let finished = run(&memos, &github).in_actions().run().exits(2);
    insta::assert_snapshot!("cli-configuration", finished.stderr);
    assert!(changes(&github).is_empty());
}

#[test]
fn tokens_come_from_the_environment_alone() {
    for argument in [
        "--memos-token=s3cr3t",
        "--github-token=s3cr3t",
        "--token=s3cr3t",
    ] {
        let finished = weekly().arg(argument).run().exits(2);
        assert!(
            finished
                .stderr
                .contains("a token was given on the command line"),
            "{}",
            finished.stderr
        );
        assert!(!finished.stderr.contains("s3cr3t"), "{}", finished.stderr);
    }
    let memos = server();
    let finished = weekly()
        .arg("--dry-run")
        .env("MEMOS_URL", &memos.url())
        .run()
        .exits(2);
    assert!(
        finished.stderr.contains("MEMOS_TOKEN is missing"),
        "{}",
        finished.stderr
    );
    assert!(memos.requests().is_empty());
}

#[test]
fn what_is_set_but_empty_is_not_set() {
    let (memos, github) = (server(), blog());
    let mut run = run(&memos, &github);
    for name in [
        "WEEK", "NUMBER", "CONFIG", "TIMEZONE", "ENGINE", "DRY_RUN", "OUT", "CATCH_UP", "JSON",
        "LANGUAGE",
    ] {
        run = run.env(&format!("MEMOS_WEEKLY_{name}"), "");
    }
    run.run().exits(0);
    assert_eq!(github.pulls().len(), 1);
}

#[test]
fn a_flag_goes_before_its_variable_and_that_before_the_configuration() {
    let memos = server();
    for (variable, flag, expected) in [
        ("", "--json", "Configured "),
        ("Variable", "--json", "Variable "),
        ("Variable", "--series=Flag", "Flag "),
    ] {
        let github = blog().file(".github/memos-weekly.yml", "series: Configured\n");
        let run = run(&memos, &github).env("MEMOS_WEEKLY_SERIES", variable);
        run.arg(flag).run().exits(0);
        let title = github.pull(1).title;
        assert!(title.starts_with(expected), "{title}");
    }
    let finished = run(&memos, &blog())
        .env("MEMOS_WEEKLY_NUMBER", "8")
        .arg("--number=9")
        .arg("--json")
        .run()
        .exits(0);
    let results: Value = serde_json::from_str(&finished.stdout).expect("JSON");
    assert_eq!(results[0]["issue-number"], 9);
}

#[test]
fn what_is_switched_on_can_be_switched_off() {
    let memos = server();
    for (configured, variable, flag, expected) in [
        (false, "", "--json", false),
        (true, "", "--json", true),
        (true, "false", "--json", false),
        (false, "true", "--json", true),
        (false, "", "--draft", true),
        (false, "false", "--draft", true),
        (true, "true", "--draft=false", false),
    ] {
        let config = format!("pull_request: {{ draft: {configured} }}\n");
        let github = blog().file(".github/memos-weekly.yml", config);
        let run = run(&memos, &github).env("MEMOS_WEEKLY_DRAFT", variable);
        run.arg(flag).run().exits(0);
        let drafted = github.pull(1).draft;
        assert_eq!(drafted, expected, "{configured} {variable} {flag}");
    }
    let config =
        "memos: { url: http://memos.example.org, version: 0.30.0, allow_insecure_http: true }\n";
    let run = weekly().file(".github/memos-weekly.yml", config);
    let run = run.env("MEMOS_TOKEN", "token").arg("--dry-run");
    let refused = run.arg("--allow-insecure-http=false").run().exits(1);
    let told = "use an https:// address, or set `allow_insecure_http`";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn missed_weeks_are_made_up_oldest_first() {
    let memos = server()
        .with(Note::new("of W08").at("2023-02-21T10:00:00Z"))
        .with(Note::new("of W09").at("2023-02-28T10:00:00Z"));
    let github = FakeGithub::start("nick/blog");
    run(&memos, &github)
        .arg("--week=2023-W07..2023-W08")
        .run()
        .exits(0);
    let finished = run(&memos, &github).arg("--json").run().exits(0);
    let results: Value = serde_json::from_str(&finished.stdout).expect("JSON");
    let weeks: Vec<_> = results
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (&one["week"], &one["issue-number"]))
        .collect();
    assert_eq!(
        format!("{weeks:?}"),
        r#"[(String("2023-W09"), Number(2)), (String("2023-W10"), Number(3))]"#
    );
    assert_eq!(
        github.pulls().len(),
        3,
        "one per week with memos; the empty W07 took no number"
    );
}

#[test]
fn a_plan_gives_numbers_to_the_weeks_that_have_memos_and_no_issue() {
    let memos = server()
        .with(Note::new("of W07").at("2023-02-14T10:00:00Z"))
        .with(Note::new("of W08").at("2023-02-21T10:00:00Z"));
    let github = blog();
    run(&memos, &github).arg("--week=2023-W08").run().exits(0);
    let plan = || {
        program("plan")
            .memos(&memos)
            .github(&github)
            .arg("--now=2023-03-13T02:00:00Z")
    };
    let planned = plan().arg("--from=2023-W05").in_actions().run().exits(0);
    assert_eq!(planned.output("plan"), planned.stdout.trim());
    assert_eq!(
        planned.stdout.trim(),
        r#"[{"week":"2023-W07","number":6},{"week":"2023-W10","number":7}]"#
    );
    for (week, number) in [("2023-W10", "7"), ("2023-W07", "6")] {
        let (week, number) = (format!("--week={week}"), format!("--number={number}"));
        run(&memos, &github).arg(&week).arg(&number).run().exits(0);
    }
    let rest = plan()
        .arg("--from=2023-W05")
        .arg("--to=2023-W10")
        .run()
        .exits(0);
    assert_eq!(rest.stdout.trim(), "[]");
}

#[test]
fn an_empty_week_explains_itself_and_takes_no_number() {
    let memos = FakeMemos::start("0.30.0").with(
        Note::new(SECRET)
            .at("2023-03-09T10:00:00Z")
            .visible("PRIVATE"),
    );
    let github = blog();
    let finished = run(&memos, &github).in_actions().run().exits(0);
    assert_eq!(finished.output("pull-request-operation"), "skipped");
    assert!(
        finished.stderr.contains("1 memo that week, private"),
        "{}",
        finished.stderr
    );
    assert!(changes(&github).is_empty());
    let failed = run(&memos, &github)
        .env("MEMOS_WEEKLY_WHEN_EMPTY", "fail")
        .run()
        .exits(1);
    assert!(
        failed.stderr.contains("no memo for 2023-W10"),
        "{}",
        failed.stderr
    );
}

#[test]
fn a_folder_keeps_what_a_human_wrote_there() {
    let memos = server();
    let out = |run: Weekly| run.memos(&memos).arg("--engine=hugo").arg("--out=.");
    let first = out(weekly()).run().exits(0);
    let folder = first.path("");
    let again = out(weekly()).within(&folder).run().exits(0);
    assert!(again.stderr.contains("(unchanged)"), "{}", again.stderr);
    let post = "content/posts/weekly-1/index.md";
    let edited = first.read(post) + "\nA sentence of mine.\n";
    std::fs::write(first.path(post), &edited).expect("a file");
    let kept = out(weekly()).within(&folder).run().exits(1);
    assert!(kept.stderr.contains(post), "{}", kept.stderr);
    assert_eq!(first.read(post), edited);
    let forced = out(weekly()).within(&folder).arg("--force").run().exits(0);
    assert!(forced.stderr.contains("(updated)"), "{}", forced.stderr);
    assert_ne!(first.read(post), edited);
}

#[test]
fn check_tells_what_is_there_and_what_is_missing() {
    let (memos, github) = (server(), blog());
    let now = "--now=2023-03-13T02:00:00Z";
    let good = program("check")
        .memos(&memos)
        .github(&github)
        .arg(now)
        .run()
        .exits(0);
    let bad = program("check")
        .memos(&memos)
        .github(&github)
        .env("MEMOS_TOKEN", "memos_pat_wrong")
        .arg(now)
        .run()
        .exits(1);
    let nothing = program("check").arg(now).run().exits(2);
    let screens = [good, bad, nothing].map(|finished| {
        no_secret(&finished, &memos, &github);
        anonymous(&finished.stderr, &memos)
    });
    insta::assert_snapshot!("cli-check", screens.join("\n"));
    assert!(changes(&github).is_empty());
}

#[test]
fn one_number_for_several_issues_is_wrong_usage() {
    let (memos, github) = (server(), blog());
    for command in ["run", "preview"] {
        let refused = program(command)
            .memos(&memos)
            .github(&github)
            .arg("--week=2023-W08..2023-W10")
            .arg("--number=7")
            .run()
            .exits(2);
        let said = "error: the number 7 is that of one issue, and 2023-W08..2023-W10 are several";
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    assert!(memos.requests().is_empty());
    assert!(github.take_requests().is_empty());
    // and without a week it is that of the last one, whatever was missed before
    memos.add(Note::new("missed").at("2023-03-01T10:00:00Z"));
    let done = run(&memos, &github)
        .arg("--number=7")
        .arg("--json")
        .run()
        .exits(0);
    let results: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(results.as_array().map(Vec::len), Some(1));
    assert_eq!(results[0]["week"], "2023-W10");
}

#[test]
fn a_plan_from_a_later_week_to_an_earlier_one_is_wrong_usage() {
    let (memos, github) = (server(), blog());
    let plan = |arguments: [&str; 2]| {
        let command = program("plan").memos(&memos).github(&github);
        let command = command.arg("--now=2023-03-13T02:00:00Z");
        let command = arguments.into_iter().fold(command, Weekly::arg);
        command.run()
    };
    let refused = plan(["--from=2023-W09", "--to=2023-W05"]).exits(2);
    let help = "did you mean `--from 2023-W05 --to 2023-W09`?";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    // a week that is not over yet is no mistake
    let none = plan(["--from=2023-W11", "--to="]).exits(0);
    assert_eq!(none.stdout.trim(), "[]");
}

#[test]
fn a_wrong_word_on_the_command_line_names_the_right_ones() {
    let words = [
        "--when-empty=x",
        "--engine=x",
        "--language=de",
        "--language=zh-TW",
        "--week=x",
        "--catch-up=x",
        "--timezone=GMT+8",
        "--week-starts-on=x",
        "--number=0",
        "--memos-version=x",
        "--timeout-minutes=x",
        "--memos-url=x",
        "--nubmer=3",
    ];
    let screens = words.map(|word| weekly().arg(word).run().exits(2).stderr);
    insta::assert_snapshot!("cli-words", screens.concat());
}

#[test]
fn in_a_runner_the_page_of_an_issue_is_left_for_later_steps() {
    let (memos, github) = (server(), blog());
    let temp = tempfile::tempdir().expect("a folder");
    let in_runner = |config: &str| {
        let run = run(&memos, &github).in_actions();
        let run = run.env("RUNNER_TEMP", &temp.path().display().to_string());
        run.file(".github/memos-weekly.yml", config).run().exits(0)
    };
    let done = in_runner("timezone: UTC\nselect: { exclude_tags: [draft] }\n");
    let path = done.output("preview-path");
    let page = std::fs::read_to_string(&path).expect("the page");
    assert!(page.contains("<h1>Weekly #5</h1>"), "{page}");
    let head = done.output("head-sha");
    assert_eq!(head.len(), 40, "{head}");
    assert_eq!(done.output("branch"), "memos-weekly/2023-W10");
    let lines: Vec<&str> = done.stderr.lines().collect();
    let at = |line: &str| lines.iter().position(|it| *it == line);
    let (start, end) = (at("::group::2023-W10"), at("::endgroup::"));
    assert!(start.is_some() && start < end, "{}", done.stderr);
    let last = lines.last().copied().unwrap_or_default();
    assert!(last.starts_with("pull     opened"), "{}", done.stderr);

    // everybody can download what a public repository's workflow leaves
    std::fs::remove_file(&path).expect("the page");
    let private = in_runner(
        "timezone: UTC\nselect: { visibility: [public, private], private_in_public_repository: true }\n",
    );
    assert_eq!(private.output("preview-path"), "");
    assert!(!Path::new(&path).exists());
}

#[test]
fn colours_are_for_terminals_alone() {
    let (memos, github) = (server(), blog());
    let done = program("check").memos(&memos).github(&github);
    let done = done.arg("--now=2023-03-13T02:00:00Z").run().exits(0);
    assert!(!done.stderr.contains('\u{1b}'), "{}", done.stderr);
}

#[test]
fn a_file_that_was_not_saved_is_told_in_the_words_of_the_source() {
    let run = weekly().arg("--memos-file=memos.json").arg("--out=.");
    let run = run.file("memos.json", include_bytes!("../src/sample/memos.json"));
    let done = run.arg("--week=2023-W10").run().exits(0);
    let warning =
        "warning  item 4: `steps.png` was not copied (it is not beside the saved answers)\n";
    assert!(done.stderr.contains(warning), "{}", done.stderr);
    let written = "wrote    ./posts/weekly-1.md (created)\n";
    assert!(done.stderr.contains(written), "{}", done.stderr);
}
