//! Memos that are not public, beside readers who are.

use serde_json::Value;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, NOW, Weekly, program, weekly};

const CONFIG: &str = ".github/memos-weekly.yml";
const ALL_KINDS: &str = "timezone: UTC\nselect: { visibility: [public, protected, private] }\n";
const PUBLIC: &str = "an open secret";
const PRIVATE: [&str; 4] = ["whisper", "hushtag", "diary.txt", "Dear diary"];

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0")
        .with(Note::new(PUBLIC).at("2023-03-07T10:00:00Z"))
        .with(
            Note::new("A whisper #hushtag")
                .at("2023-03-08T10:00:00Z")
                .visible("PRIVATE")
                .with_file("diary.txt", "text/plain", b"Dear diary"),
        )
}

fn blog(private: bool) -> FakeGithub {
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "languageCode = \"en\"\n")
        .settings(|settings| settings.private = private)
}

/// A step of a workflow in the repository `name`, which the event calls private or not, or says nothing about.
fn workflow(name: &str, private: Option<bool>) -> Weekly {
    as_step(weekly(), name, private)
}

fn as_step(run: Weekly, name: &str, private: Option<bool>) -> Weekly {
    let mut repository = serde_json::json!({ "full_name": name });
    if let Some(private) = private {
        repository["private"] = private.into();
    }
    run.in_actions()
        .env("GITHUB_EVENT_PATH", "event.json")
        .file(
            "event.json",
            serde_json::json!({ "repository": repository }).to_string(),
        )
}

fn run(run: Weekly, memos: &FakeMemos, github: &FakeGithub, config: &str) -> Finished {
    run.memos(memos).github(github).file(CONFIG, config).run()
}

#[track_caller]
fn says_nothing_private(said: &str) {
    for text in PRIVATE {
        assert!(!said.contains(text), "{text} in\n{said}");
    }
}

#[test]
fn a_private_memo_is_in_no_summary_output_or_log_that_everybody_can_read() {
    let memos = server();
    let modes: [&[&str]; 4] = [
        &["--dry-run"],
        &["--dry-run", "--json"],
        &["--out=checkout", "--engine=hugo"],
        &["--out=checkout", "--engine=hugo", "--dry-run", "--json"],
    ];
    for mode in modes {
        for private in [Some(false), None] {
            let step = mode
                .iter()
                .fold(workflow("nick/blog", private), |step, flag| step.arg(flag));
            let finished = run(step, &memos, &blog(false), ALL_KINDS).exits(0);
            says_nothing_private(&finished.everything_said());
            let summary = finished.read("github-summary");
            assert!(
                summary.contains("2 memos, 1 not public in Memos"),
                "{mode:?}\n{summary}"
            );
            assert_eq!(finished.output("memo-count"), "2");
        }
    }
}

#[test]
fn a_private_target_makes_a_public_workflow_s_summary_no_more_private() {
    let (memos, github) = (server(), blog(true));
    let step = workflow("nick/automation", Some(false));
    let finished = step
        .memos(&memos)
        .github(&github)
        .env("GITHUB_REPOSITORY", "nick/automation")
        .env("MEMOS_WEEKLY_REPOSITORY", "nick/blog")
        .file(CONFIG, ALL_KINDS)
        .arg("--json")
        .run()
        .exits(0);
    says_nothing_private(&finished.everything_said());
    assert!(github.pull(1).body.contains("1 memo that is not public"));
    let post = github.read("memos-weekly/2023-W10", "content/posts/weekly-1/index.md");
    assert!(post.expect("the post").contains("whisper"));
}

#[test]
fn members_of_a_private_repository_see_the_issue_in_the_summary_and_never_in_the_log() {
    let (memos, github) = (server(), blog(true));
    let step = workflow("nick/blog", Some(true)).arg("--json");
    let finished = run(step, &memos, &github, ALL_KINDS).exits(0);
    assert!(finished.read("github-summary").contains("A whisper"));
    says_nothing_private(&finished.stderr);
    says_nothing_private(&finished.stdout);
}

#[test]
fn the_event_s_word_counts_less_than_the_repository_itself() {
    let (memos, github) = (server(), blog(false));
    let config = format!("{ALL_KINDS}when_empty: publish\n");
    let config = config.replace("] }", "], private_in_public_repository: true }");
    let step = workflow("nick/blog", Some(true));
    let finished = run(step, &memos, &github, &config).exits(0);
    says_nothing_private(&finished.everything_said());
}

#[test]
fn no_memo_at_all_is_in_the_log_of_a_workflow() {
    let (memos, github) = (server(), blog(false));
    memos.add(
        Note::new("A picture #holiday")
            .at("2023-03-09T10:00:00Z")
            .with_file("beach.svg", "image/svg+xml", b"<svg/>"),
    );
    let config = "timezone: UTC\ntitle: 'Weekly of {{ tags | join }}'\n";
    for flag in ["--dry-run", "--json"] {
        let step = workflow("nick/blog", Some(false)).arg(flag);
        let finished = run(step, &memos, &github, config).exits(0);
        let log = format!("{}{}", finished.stderr, finished.stdout);
        for text in [PUBLIC, "A picture", "holiday", "beach"] {
            assert!(!log.contains(text), "{text} in\n{log}");
        }
        assert!(log.contains("item 1 did not come out"), "{log}");
        // nor whose server it is, and where
        let host = memos.url().replace("http://", "");
        assert!(log.contains("memos    0.30.0\n"), "{log}");
        assert!(!log.contains(&host) && !log.contains("Nick"), "{log}");
        assert!(finished.read("github-summary").contains(PUBLIC));
    }
}

/// The words of titles and slugs are those of the newest memo, or of the oldest, or of the only one.
#[test]
fn a_title_made_of_a_memo_is_not_in_the_log_of_a_workflow() {
    let one = || FakeMemos::start("0.30.0").with(Note::new(PUBLIC).at("2023-03-07T10:00:00Z"));
    let other = Note::new("a second note").at("2023-03-08T10:00:00Z");
    for (memos, order) in [
        (one(), "newest_first"),
        (one().with(other.clone()), "newest_first"),
        (one().with(other), "oldest_first"),
    ] {
        for name in [
            "title: '#{{ number }}: {{ headline }}'",
            "slug: '{{ number }}-{{ headline }}'",
        ] {
            let config = format!("timezone: UTC\norder: {order}\n{name}\n");
            let step = workflow("nick/blog", Some(false)).arg("--json");
            let finished = run(step, &memos, &blog(false), &config).exits(0);
            let log = format!("{}{}", finished.stderr, finished.stdout).replace('-', " ");
            for text in [PUBLIC, "a second note"] {
                assert!(!log.contains(text), "{config}\n{text} in\n{log}");
            }
        }
    }
}

#[test]
fn on_a_desk_the_terminal_belongs_to_the_user() {
    let memos = server();
    let shown = run(weekly().arg("--dry-run"), &memos, &blog(false), ALL_KINDS).exits(0);
    assert!(shown.stdout.contains("A whisper"), "{}", shown.stdout);
    let host = memos.url().replace("http://", "");
    let server = format!("memos    0.30.0 at {host} as Nick");
    assert!(shown.stderr.contains(&server), "{}", shown.stderr);
    let warning = "without --dry-run this would be refused: nick/blog is public";
    assert!(shown.stderr.contains(warning), "{}", shown.stderr);
    let json = run(
        weekly().arg("--dry-run").arg("--json"),
        &memos,
        &blog(false),
        ALL_KINDS,
    );
    let results: Value = serde_json::from_str(&json.exits(0).stdout).expect("JSON");
    assert!(
        results[0]["post"]
            .as_str()
            .expect("the post")
            .contains("A whisper")
    );
}

#[test]
fn a_template_cannot_bring_a_memo_into_an_error() {
    let memos = server();
    let config = "timezone: UTC\ntemplate: weekly.md\n";
    let template = "{% for item in items %}{{ item.lead | date }}{% endfor %}\n";
    let step = workflow("nick/blog", Some(false)).file("weekly.md", template);
    let finished = run(step, &memos, &blog(false), config).exits(2);
    assert!(
        finished.stderr.contains("not a date"),
        "{}",
        finished.stderr
    );
    assert!(
        !finished.everything_said().contains(PUBLIC),
        "{}",
        finished.stderr
    );
}

/// A private blog whose workflow runs in a public repository.
#[test]
fn what_a_private_blog_says_is_in_no_log_or_summary_that_everybody_can_read() {
    let memos = FakeMemos::start("0.30.0").with(Note::new(PUBLIC).at("2023-03-07T10:00:00Z"));
    let post = |title: &str, text: &str| {
        format!(
            "---\ntitle: \"{title}\"\ndate: 2023-03-05T12:00:00+00:00\n---\n\n{text}\n\n1. One\n"
        )
    };
    let numbered = |github: FakeGithub| {
        let github = github.file("content/posts/layoffs-3.md", post("Layoffs #3", "Unsaid."));
        github.file("content/posts/layoffs-4.md", post("Layoffs #4", "Unsaid."))
    };
    let blogs = [
        numbered(blog(true)),
        blog(true).file("content/posts/weekly.md", post("Layoffs weekly", "Unsaid.")),
        blog(true).file(CONFIG, "timezon: UTC # layoffs\n"),
        blog(true).file(CONFIG, "intro: 'Layoffs {{ nobody }}'\n"),
    ];
    for (index, github) in blogs.iter().enumerate() {
        for command in ["run", "check"] {
            for event in [Some(false), None] {
                let step = program(command)
                    .arg(&format!("--now={NOW}"))
                    .memos(&memos)
                    .github(github)
                    .env("MEMOS_WEEKLY_REPOSITORY", "nick/blog");
                let step = as_step(step, "nick/automation", event);
                let step = step.env("GITHUB_REPOSITORY", "nick/automation").run();
                let said = step.everything_said();
                for word in ["ayoffs", "Unsaid"] {
                    assert!(!said.contains(word), "{index} {command}: {word} in\n{said}");
                }
                assert_eq!(step.code == Some(0), index < 2, "{said}");
                if command == "run" && index < 2 {
                    let summary = step.read("github-summary");
                    let why =
                        "1 memo. Everybody can read this summary, and not the blog's repository";
                    assert!(
                        summary.contains(why) && !summary.contains(PUBLIC),
                        "{summary}"
                    );
                }
            }
        }
    }
    // its own workflow is as private as it is
    let step = workflow("nick/blog", Some(true));
    let finished = run(step, &memos, &numbered(blog(true)), "").exits(0);
    assert!(
        finished.stderr.contains("Layoffs #5"),
        "{}",
        finished.stderr
    );
    assert!(finished.read("github-summary").contains(PUBLIC));
}
