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
fn a_configuration_that_is_written_anew_still_says_what_it_said() {
    let github = github();
    let said = "timezone: Europe/Berlin\nweek_starts_on: sunday\nlanguage: en\nseries: Links\n\
                title: \"Links {{ number }}\"\nslug: \"links-{{ number }}\"\nwhen_empty: publish\ncatch_up: 8\n\
                timeout_minutes: 45\n\
                blog: { engine: hexo, path: \"posts/{{ slug }}.md\", repository: nick/other }\n\
                pull_request: { base: trunk, labels: [weekly] }\norder: oldest_first\n";
    let done = in_blog(&github).file(CONFIG, said).arg("--force").run();
    let done = done.exits(0);
    let text = done.read(CONFIG);
    let config = |text: &str| Config::parse(text, CONFIG).expect("a valid configuration");
    let mut expected = config(said);
    expected.memos.url = "https://memos.example.org".parse().ok();
    // no answer of `init`, which says so
    let told = "notice   no longer in .github/memos-weekly.yml: pull_request.labels, order\n";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    expected.order = Config::default().order;
    expected.pull_request.labels.clear();
    assert_eq!(
        format!("{:?}", config(&text)),
        format!("{expected:?}"),
        "{text}"
    );
    assert_eq!(text.matches("\nblog:\n").count(), 1, "{text}");
    let again = in_blog(&github).within(&done.path("")).arg("--force").run();
    let again = again.exits(0).stderr;
    assert!(again.contains("memos-weekly.yml (unchanged)"), "{again}");
    assert!(!again.contains("no longer in"), "{again}");
}

#[test]
fn the_configuration_is_written_where_it_is() {
    let github = github();
    let own = "timezone: Europe/Berlin\n";
    let yaml = ".github/memos-weekly.yaml";
    let kept = in_blog(&github).file(yaml, own).run().exits(0);
    let told = "kept     .github/memos-weekly.yaml (already there";
    assert!(kept.stderr.contains(told), "{}", kept.stderr);
    assert!(!kept.path(CONFIG).exists());
    assert!(!kept.read(WORKFLOW).contains("config:"));
    let forced = in_blog(&github).file(yaml, own).arg("--force").run();
    let forced = forced.exits(0);
    assert!(!forced.path(CONFIG).exists());
    assert!(forced.read(yaml).contains("url: https://memos.example.org"));
    // also in another folder than that of the program
    let blog = in_blog(&github).file(&format!("blog/{yaml}"), own);
    let kept = blog.arg("--out=blog").run().exits(0);
    let told = "kept     blog/.github/memos-weekly.yaml (already there";
    assert!(kept.stderr.contains(told), "{}", kept.stderr);
}

#[test]
fn the_workflow_names_a_configuration_that_is_elsewhere() {
    let github = github();
    let done = in_blog(&github).arg("--config=etc/weekly.yml").run();
    let done = done.exits(0);
    assert!(done.stderr.contains("wrote    etc/weekly.yml (created)"));
    assert!(!done.path(CONFIG).exists());
    let workflow = done.read(WORKFLOW);
    assert!(
        workflow.contains("          config: etc/weekly.yml\n"),
        "{workflow}"
    );
    let again = in_blog(&github).within(&done.path(""));
    let again = again.arg("--config=./etc/weekly.yml").run().exits(0);
    for told in [
        "weekly.yml (unchanged)",
        "wrote    etc/weekly.yml (unchanged)",
    ] {
        assert!(again.stderr.contains(told), "{}", again.stderr);
    }
}

#[test]
fn answers_are_flags_and_end_up_in_the_configuration() {
    let github = github();
    let done: Finished = in_blog(&github)
        .arg("--timezone=America/New_York")
        .arg("--week-starts-on=sunday")
        .arg("--series=Links: and more")
        .arg("--title=Links {{ number }}")
        .arg("--language=en")
        .arg("--engine=hexo")
        .arg("--path=posts/{{ slug }}.md")
        .arg("--repository=nick/other")
        .arg("--base=main")
        .arg("--when-empty=fail")
        .arg("--catch-up=0")
        .arg("--timeout-minutes=7.5")
        .run()
        .exits(0);
    let text = done.read(CONFIG);
    let config = Config::parse(&text, CONFIG).expect("a valid configuration");
    let expected = "memos: { url: https://memos.example.org }\ntimezone: America/New_York\nweek_starts_on: sunday\n\
                    series: 'Links: and more'\ntitle: 'Links {{ number }}'\nlanguage: en\n\
                    blog: { engine: hexo, path: 'posts/{{ slug }}.md', repository: nick/other }\n\
                    pull_request: { base: main }\nwhen_empty: fail\ncatch_up: 0\ntimeout_minutes: 7.5\n";
    let expected = Config::parse(expected, CONFIG).expect("a valid configuration");
    assert_eq!(format!("{config:?}"), format!("{expected:?}"), "{text}");
    let workflow = done.read(WORKFLOW);
    assert!(workflow.contains("* * 0\"\n      timezone: America/New_York"));
    // nothing else would end the job before the program says why it ends
    assert!(!workflow.contains("timeout-minutes"), "{workflow}");
    // the workflow and its secret belong where the checkout is from
    assert!(
        done.stderr
            .contains("https://github.com/nick/blog/settings/secrets")
    );
    let same = in_blog(&github)
        .arg("--repository=nick/blog")
        .run()
        .exits(0);
    let text = same.read(CONFIG);
    assert!(text.contains("#   repository: nick/blog\n"), "{text}");
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

#[test]
fn a_release_that_could_not_be_looked_up_is_not_called_missing() {
    let busy = Loopback::start(|asked| {
        if asked.path.ends_with("/commits/main") {
            return Reply::json(200, &serde_json::json!({ "sha": COMMIT }));
        }
        Reply::json(503, &serde_json::json!({ "message": "busy" }))
    });
    let done = in_blog(&busy).run().exits(0);
    let workflow = versionless(&done.read(WORKFLOW));
    assert!(
        workflow.contains("memos-weekly/memos-weekly@v1.2.3\n"),
        "{workflow}"
    );
    assert!(
        !done.stderr.contains("not been released"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("cannot be looked up"),
        "{}",
        done.stderr
    );
}

#[test]
fn the_repository_of_a_submodule_or_a_worktree_is_its_own() {
    let github = github();
    let origin =
        |name: &str| format!("[remote \"origin\"]\n\turl = git@github.com:nick/{name}.git\n");
    for (link, config, commondir) in [
        ("../.git/modules/blog", ".git/modules/blog/config", None),
        (
            "../own/.git/worktrees/a",
            "own/.git/config",
            Some("../..\n"),
        ),
    ] {
        let mut checkout = init(&github)
            .file(".git/config", origin("site"))
            .file("blog/.git", format!("gitdir: {link}\n"))
            .file(config, origin("blog"))
            .file("own/.git/worktrees/a/HEAD", "ref: refs/heads/a\n");
        if let Some(path) = commondir {
            checkout = checkout.file("own/.git/worktrees/a/commondir", path);
        }
        let done = checkout
            .arg("--out=blog")
            .arg("--timezone=UTC")
            .arg("--memos-url=https://memos.example.org")
            .run()
            .exits(0);
        assert!(
            done.stderr.contains("nick/blog/settings"),
            "{}",
            done.stderr
        );
        assert!(!done.stderr.contains("nick/site"), "{}", done.stderr);
    }
}
