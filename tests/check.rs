//! The rehearsal: what `run` would refuse, `check` refuses in the same words and with the same exit code.

use std::fmt::Write as _;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, program, weekly};

/// A way to fail.
struct Case {
    what: &'static str,
    config: &'static str,
    /// The instant of the run.
    now: &'static str,
    memos: fn() -> FakeMemos,
    github: fn() -> FakeGithub,
    with: fn(Weekly) -> Weekly,
}

const NOW: &str = "2023-03-13T02:00:00Z";

impl Case {
    const fn new(what: &'static str, config: &'static str) -> Self {
        Self {
            what,
            config,
            now: NOW,
            memos: server,
            github: blog,
            with: |it| it,
        }
    }

    const fn github(mut self, github: fn() -> FakeGithub) -> Self {
        self.github = github;
        self
    }

    const fn memos(mut self, memos: fn() -> FakeMemos) -> Self {
        self.memos = memos;
        self
    }

    const fn with(mut self, with: fn(Weekly) -> Weekly) -> Self {
        self.with = with;
        self
    }

    /// Plays both, each on servers of its own; the names of the servers are taken out.
    fn play(&self) -> [Finished; 2] {
        [
            weekly(),
            program("check").arg(&format!("--now={}", self.now)),
        ]
        .map(|command| {
            let (memos, mut github) = ((self.memos)(), (self.github)());
            if !self.config.is_empty() {
                github = github.file(".github/memos-weekly.yml", self.config);
            }
            let command = (self.with)(command.memos(&memos).github(&github));
            let mut done = command.run();
            for text in [&mut done.stdout, &mut done.stderr] {
                let url = memos.url();
                *text = text.replace(&url, "https://memos.example.org");
                *text = text.replace(&github.api_url(), "https://api.github.com");
            }
            done
        })
    }
}

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("A note").at("2023-03-07T10:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n")
}

const CASES: &[Case] = &[
    Case::new("unknown key", "timzone: UTC\n"),
    Case::new("title that is no template", "title: \"{{ nubmer }}\"\n"),
    Case::new("empty title", "title: \"{% if false %}x{% endif %}\"\n"),
    Case::new("template that is not there", "template: .github/post.md\n"),
    Case::new("wrong template of the post", "template: .github/post.md\n").github(|| {
        blog().file(
            ".github/post.md",
            "{% for item in items %}\n{{ item.txet }}\n",
        )
    }),
    Case::new("intro that is no template", "intro: \"{{ count\"\n"),
    Case::new(
        "path out of the blog",
        "blog: { path: \"../{{ slug }}.md\" }\n",
    ),
    Case::new(
        "path below .github",
        "blog: { path: \".github/{{ slug }}.md\" }\n",
    ),
    Case::new(
        "branch prefix that git refuses",
        "pull_request: { branch_prefix: \"week ly..\" }\n",
    ),
    Case::new("title of 300 characters", "title: \"{{ 'x' * 300 }}\"\n"),
    Case::new("colliding slugs", "slug: weekly\ncatch_up: 2\n")
        .memos(|| server().with(Note::new("Before").at("2023-02-28T10:00:00Z")))
        .github(|| {
            blog().file(
                "content/posts/weekly/index.md",
                "---\ntitle: \"Weekly #1\"\ndate: 2023-02-26T12:00:00+00:00\n---\n\nText.\n",
            )
        }),
    Case::new(
        "private memos in a public repository",
        "select: { visibility: [public, private] }\n",
    ),
    Case::new("`when_empty: fail`", "when_empty: fail\n").memos(|| FakeMemos::start("0.30.0")),
    Case::new(
        "template in a week without memos",
        "title: \"{{ nubmer }}\"\nwhen_empty: publish\n",
    )
    .memos(|| FakeMemos::start("0.30.0")),
    Case::new("Memos token", "").with(|it| it.env("MEMOS_TOKEN", "memos_pat_wrong")),
    Case::new("GitHub token", "").with(|it| it.env("GITHUB_TOKEN", "ghs_wrongwrong")),
    Case::new("no Memos token", "").with(|it| it.env("MEMOS_TOKEN", "")),
    Case::new("no such base branch", "pull_request: { base: trunk }\n"),
    Case::new("archived repository", "").github(|| blog().settings(|it| it.archived = true)),
    Case::new("empty repository", "").github(|| FakeGithub::start("nick/blog").empty()),
    Case::new("branch of somebody else", "").github(|| {
        let github = blog();
        github
            .human("anna")
            .branch("memos-weekly/2023-W10", "a.md", "mine");
        github
    }),
    Case::new("no permission to write contents", "")
        .github(|| blog().settings(|it| it.may_write_contents = false)),
    Case::new("no permission to open pull requests", "")
        .github(|| blog().settings(|it| it.may_write_pull_requests = false)),
    Case::new("rule against the branch", "").github(|| {
        blog().settings(|it| it.restricted_creations = Some("memos-weekly/".to_owned()))
    }),
    Case::new("Actions may not open pull requests", "").github(|| {
        blog().settings(|it| {
            it.actions_may_open_pull_requests = false;
            it.may_administer = true;
        })
    }),
];

/// The first sentence of what went wrong, without what only GitHub's own words differ in.
fn first(said: &str, mark: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix(mark));
    line.unwrap_or_default().trim().to_owned()
}

#[test]
fn what_run_would_refuse_check_refuses() {
    let mut table = String::from("| case | run | check | check says |\n|---|---|---|---|\n");
    let mut screens = String::new();
    let mut wrong = Vec::new();
    for case in CASES {
        let [run, check] = case.play();
        let (ran, checked) = (run.code.unwrap_or(-1), check.code.unwrap_or(-1));
        let refused = first(&run.stderr, "error: ");
        let bad = first(&check.stderr, "✗ ");
        let told = bad.split_once(' ').map_or("", |(_, told)| told).trim();
        if ran == 0 || ran != checked || bad.is_empty() {
            wrong.push(format!(
                "{}: run {ran} ({refused}), check {checked} ({bad})",
                case.what
            ));
        }
        // what stands before GitHub's own words
        let words = |text: &str| text.split(": ").next().unwrap_or_default().to_owned();
        if !told.ends_with(&words(&refused)) && !told.contains(&words(&refused)) {
            wrong.push(format!(
                "{}: run says {refused:?}, check {told:?}",
                case.what
            ));
        }
        let what = case.what;
        let _ = writeln!(table, "| {what} | {ran} | {checked} | {told} |");
        let is_bad = |line: &&str| !line.starts_with(['✓', '!']);
        let lines: Vec<&str> = check.stderr.lines().filter(is_bad).collect();
        let _ = writeln!(screens, "== {what}\n{}\n", lines.join("\n"));
    }
    println!("{table}");
    assert!(wrong.is_empty(), "{}\n\n{table}", wrong.join("\n"));
    insta::assert_snapshot!("check-table", table);
    insta::assert_snapshot!("check-screens", screens);
}

fn check(memos: &FakeMemos, github: &FakeGithub) -> Finished {
    let now = format!("--now={NOW}");
    let command = program("check").arg(&now);
    command.memos(memos).github(github).run()
}

const SETTING: &str = "Allow GitHub Actions to create and approve pull requests";

#[test]
fn the_actions_setting_is_told_only_where_it_matters_and_is_not_known() {
    let memos = server();
    let unknown = check(&memos, &blog()).exits(0);
    let told = "! github          unknown: whether workflows may open pull requests here";
    assert!(unknown.stderr.contains(told), "{}", unknown.stderr);
    assert!(unknown.stderr.contains(SETTING), "{}", unknown.stderr);

    let has_opened = blog();
    weekly().memos(&memos).github(&has_opened).run().exits(0);
    let by_somebody = blog().viewer("nick");
    let known = blog().settings(|it| it.may_administer = true);
    for github in [has_opened, by_somebody, known] {
        let quiet = check(&memos, &github).exits(0);
        assert!(!quiet.stderr.contains(SETTING), "{}", quiet.stderr);
    }
}

#[test]
fn rules_that_the_token_may_bypass_are_no_obstacle() {
    let github = blog().settings(|it| {
        it.protected = Some("memos-weekly/".to_owned());
        it.bypasses_rules = true;
    });
    let done = check(&server(), &github).exits(0);
    assert!(!done.stderr.contains("rule"), "{}", done.stderr);
}

#[test]
fn the_end_of_the_github_token_is_told_in_time() {
    let ends = |end| blog().settings(|it| it.token_ends = Some(end));
    for (end, told) in [
        (
            "2023-03-20 02:00:00 UTC",
            "expires on 2023-03-20, in 7 days\n",
        ),
        (
            "2023-03-14 05:00:00 UTC",
            "expires on 2023-03-14, in 1 day\n",
        ),
        ("2023-03-13 05:00:00 UTC", "expires today (05:00 UTC)\n"),
        ("2023-03-10 05:00:00 UTC", "expired on 2023-03-10\n"),
    ] {
        let soon = check(&server(), &ends(end)).exits(0);
        let told = format!("! token           the GitHub token {told}");
        assert!(soon.stderr.contains(&told), "{}", soon.stderr);
    }
    let late = check(&server(), &ends("2023-12-20 02:00:00 UTC")).exits(0);
    assert!(!late.stderr.contains("expires"), "{}", late.stderr);
}

#[test]
fn in_a_week_without_memos_templates_are_tried_on_a_sample() {
    let memos = FakeMemos::start("0.30.0");
    let config = "select: { tags: [weekly] }\n";
    let good = check(&memos, &blog().file(".github/memos-weekly.yml", config)).exits(0);
    let told = "✓ rehearsal       a sample memo renders as content/posts/weekly-1/index.md";
    assert!(good.stderr.contains(told), "{}", good.stderr);
    let wrong = "title: \"{{ nubmer }}\"\n";
    let bad = check(&memos, &blog().file(".github/memos-weekly.yml", wrong)).exits(2);
    assert!(bad.stderr.contains("✗ template"), "{}", bad.stderr);
}

#[test]
fn what_cannot_be_looked_at_is_unknown_and_nothing_is_written() {
    let memos = server();
    let github = blog().file(".github/memos-weekly.yml", "timzone: UTC\n");
    let done = check(&memos, &github).exits(2);
    let told = "! rehearsal       unknown: there is none without a configuration";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    let github = blog();
    check(&memos, &github).exits(0);
    assert!(github.pulls().is_empty());
    assert!(github.commits("memos-weekly/2023-W10").is_empty());
}

#[test]
fn the_base_branch_may_stand_in_the_configuration_on_the_default_branch() {
    let github = blog().file(
        ".github/memos-weekly.yml",
        "pull_request: { base: trunk }\n",
    );
    github.human("nick").branch("trunk", "a.md", "Text.\n");
    weekly().memos(&server()).github(&github).run().exits(0);
    assert_eq!(github.pull(1).base, "trunk");
}

#[test]
fn without_a_repository_the_folder_is_checked_and_that_is_said() {
    let memos = server();
    let done = program("check")
        .arg(&format!("--now={NOW}"))
        .memos(&memos)
        .file("hugo.toml", "languageCode = \"en\"\n")
        .run()
        .exits(0);
    let told = "! github          unknown: whether the token may open pull requests, because no repository was named";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    assert!(
        done.stderr
            .contains("✓ rehearsal       2023-W10 renders: #1, 1 item"),
        "{}",
        done.stderr
    );
    assert!(!done.stderr.contains("--dry-run"), "{}", done.stderr);
    let named = program("check").memos(&memos);
    let done = named.arg("--repository=nick/blog").run().exits(2);
    assert!(
        done.stderr
            .contains("✗ blog            GITHUB_TOKEN is missing"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_mistake_in_a_local_configuration_is_one_of_the_configuration() {
    let command = program("check").arg(&format!("--now={NOW}"));
    let command = command.memos(&server()).github(&blog());
    let done = command.file(".github/memos-weekly.yml", "timzone: UTC\n");
    let done = done.run().exits(2);
    let told = "✗ configuration   unknown key `timzone`";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    assert!(!done.stderr.contains("✗ blog"), "{}", done.stderr);
}
