//! Setting a blog up: what `init` writes into a checkout, and what it leaves alone.

use insta::assert_snapshot;
use memos_weekly::config::Config;

use crate::support::harness::{Finished, Weekly, program};
use crate::support::loopback::{Loopback, Reply};

const WORKFLOW: &str = ".github/workflows/weekly.yml";
const CONFIG: &str = ".github/memos-weekly.yml";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Where the action's commit can be looked up.
fn github() -> Loopback {
    Loopback::start(|_| Reply::json(200, &serde_json::json!({ "sha": COMMIT })))
}

fn init(github: &Loopback) -> Weekly {
    program("init").env("GITHUB_API_URL", &format!("http://{}", github.address()))
}

/// The same, with all answers, in a Hugo blog that has issues.
fn in_blog(github: &Loopback) -> Weekly {
    init(github)
        .file(
            "hugo.toml",
            "languageCode = \"zh-CN\"\ntimeZone = \"Asia/Shanghai\"\n",
        )
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: 生成周刊·第四期\ndate: 2023-03-05T12:00:00+08:00\n---\n\n正文\n",
        )
        .file(
            ".git/config",
            "[remote \"origin\"]\n\turl = git@github.com:nick/blog.git\n",
        )
        .arg("--memos-url=https://memos.example.org")
}

fn versionless(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "1.2.3")
}

#[test]
fn a_blog_gets_its_workflow_its_configuration_and_the_clicks_that_are_left() {
    let github = github();
    let done = in_blog(&github).run().exits(0);
    assert_snapshot!("init-workflow", versionless(&done.read(WORKFLOW)));
    assert_snapshot!("init-configuration", versionless(&done.read(CONFIG)));
    assert_snapshot!("init-terminal", done.stderr);
    Config::parse(&done.read(CONFIG), CONFIG).expect("a valid configuration");
    let asked: Vec<String> = github
        .log()
        .iter()
        .map(|asked| versionless(&asked.line()))
        .collect();
    assert_eq!(
        asked,
        ["GET /repos/memos-weekly/memos-weekly/commits/v1.2.3"]
    );
}

#[test]
fn what_is_there_is_kept_unless_force_says_otherwise() {
    let github = github();
    let own = "memos:\n  url: https://own.example.org\ntimezone: Europe/Berlin\n";
    let kept = in_blog(&github).file(CONFIG, own).run().exits(0);
    assert_eq!(kept.read(CONFIG), own);
    assert!(
        kept.stderr.contains("kept     .github/memos-weekly.yml"),
        "{}",
        kept.stderr
    );
    // a flag goes before the configuration, and the configuration before the blog
    let workflow = kept.read(WORKFLOW);
    assert!(workflow.contains("timezone: Europe/Berlin\n"), "{workflow}");
    assert!(
        workflow.contains("memos-url: https://memos.example.org\n"),
        "{workflow}"
    );

    let again = in_blog(&github).within(&kept.path("")).run().exits(0);
    assert!(
        again.stderr.contains("weekly.yml (unchanged)"),
        "{}",
        again.stderr
    );
    let forced = in_blog(&github)
        .within(&kept.path(""))
        .arg("--force")
        .run()
        .exits(0);
    assert!(
        forced.stderr.contains("memos-weekly.yml (overwritten)"),
        "{}",
        forced.stderr
    );
    assert_ne!(kept.read(CONFIG), own);
}

#[test]
fn answers_are_flags_and_end_up_in_the_configuration() {
    let github = github();
    let done: Finished = in_blog(&github)
        .arg("--timezone=America/New_York")
        .arg("--week-starts-on=sunday")
        .arg("--series=Links: and more")
        .arg("--base=main")
        .arg("--path=posts/{{ slug }}.md")
        .run()
        .exits(0);
    let config = Config::parse(&done.read(CONFIG), CONFIG).expect("a valid configuration");
    assert_eq!(config.timezone, "America/New_York".parse().ok());
    assert_eq!(config.series.as_deref(), Some("Links: and more"));
    assert_eq!(config.pull_request.base.as_deref(), Some("main"));
    assert_eq!(config.blog.path.as_deref(), Some("posts/{{ slug }}.md"));
    assert!(
        done.read(WORKFLOW)
            .contains("* * 0\"\n      timezone: America/New_York")
    );
}

#[test]
fn where_nobody_can_answer_the_flag_is_named() {
    let github = github();
    let refused = init(&github).run().exits(2);
    assert!(
        refused
            .stderr
            .contains("--memos-url https://memos.example.org"),
        "{}",
        refused.stderr
    );
    assert!(!refused.path(".github").exists());
}

#[test]
fn without_the_commit_the_workflow_names_the_tag_and_that_is_told() {
    let nowhere = Loopback::start(|_| Reply::new(404, "text/plain", "Not Found"));
    let done = in_blog(&nowhere).run().exits(0);
    let tag = format!("memos-weekly/memos-weekly@v{}\n", env!("CARGO_PKG_VERSION"));
    assert!(done.read(WORKFLOW).contains(&tag));
    assert!(
        done.stderr.contains("--action-ref takes a commit"),
        "{}",
        done.stderr
    );
    let own = in_blog(&nowhere).arg("--action-ref=main").run().exits(0);
    assert!(
        own.read(WORKFLOW)
            .contains("memos-weekly/memos-weekly@main\n")
    );
}

#[test]
fn before_the_release_the_workflow_takes_the_newest_commit_and_that_is_told() {
    let unreleased = Loopback::start(|asked| {
        if asked.path.ends_with("/commits/main") {
            return Reply::json(200, &serde_json::json!({ "sha": COMMIT }));
        }
        let message = serde_json::json!({ "message": "No commit found for SHA: v9" });
        Reply::json(422, &message)
    });
    let done = in_blog(&unreleased).run().exits(0);
    let uses = "memos-weekly/memos-weekly@0123456789abcdef0123456789abcdef01234567 # main\n";
    assert!(
        done.read(WORKFLOW).contains(uses),
        "{}",
        done.read(WORKFLOW)
    );
    let schema = "memos-weekly/memos-weekly/main/.github/memos-weekly.schema.json\n";
    assert!(done.read(CONFIG).contains(schema), "{}", done.read(CONFIG));
    assert!(
        done.stderr
            .contains("has not been released yet, so the workflow takes the action at today's commit of `main`"),
        "{}",
        done.stderr
    );
}

#[test]
fn the_action_is_looked_up_without_any_token() {
    let github = github();
    in_blog(&github)
        .env("GITHUB_TOKEN", "ghp_secret")
        .env("MEMOS_TOKEN", "secret")
        .run()
        .exits(0);
    for asked in github.log() {
        assert!(asked.header("authorization").is_none(), "{asked:?}");
    }
}

#[test]
fn on_an_enterprise_server_links_lead_there_and_the_schedule_needs_no_zone() {
    let github = github();
    let done = in_blog(&github)
        .file(
            ".git/config",
            "[remote \"origin\"]\n\turl = https://git.example.com/nick/blog\n",
        )
        .run()
        .exits(0);
    assert!(
        done.stderr
            .contains("https://git.example.com/nick/blog/settings/secrets/actions/new"),
        "{}",
        done.stderr
    );
    assert!(!done.read(WORKFLOW).contains("      timezone:"));
}
