//! Files that lead out of the blog, and files that are there and cannot be read.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Weekly, program, weekly};

const CONFIG: &str = ".github/memos-weekly.yml";
const NOT_FOR_THE_BLOG: &str = "not finished #draft";

fn server() -> FakeMemos {
    FakeMemos::start("0.30.0")
        .with(Note::new("A note").at("2023-03-07T10:00:00Z"))
        .with(Note::new(NOT_FOR_THE_BLOG).at("2023-03-09T11:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n")
}

fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

/// The run ends with 2, says these words, and GitHub is as it was.
#[track_caller]
fn refused(run: Weekly, memos: &FakeMemos, github: &FakeGithub, words: &[&str]) {
    let finished = run.memos(memos).github(github).run().exits(2);
    for word in words {
        assert!(
            finished.stderr.contains(word),
            "{word}\n{}",
            finished.stderr
        );
    }
    assert!(github.pulls().is_empty());
    assert_eq!(github.branches(), ["main"]);
    for secret in [memos.token(), github.token()] {
        assert!(!finished.everything_said().contains(secret));
    }
}

#[test]
fn a_template_outside_the_repository_is_refused() {
    let memos = server();
    for path in [
        "/proc/self/environ",
        "../outside.md",
        "posts/../../outside.md",
        ".git/config",
        "c:/outside.md",
    ] {
        let config = format!("timezone: UTC\ntemplate: {path}\n");
        let here = weekly().file(CONFIG, &config);
        refused(here, &memos, &blog(), &["`template` is not a path", CONFIG]);
        let there = blog().file(CONFIG, &config);
        refused(
            weekly(),
            &memos,
            &there,
            &["`template` is not a path", CONFIG],
        );
    }
}

#[test]
fn a_link_leads_to_no_template_outside_the_repository() {
    let (memos, github) = (server(), blog());
    let checkout = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(checkout.path().join(".git")).expect("a folder");
    fs::write(checkout.path().join(".git/config"), "token = s3cr3t").expect("a file");
    fs::create_dir(checkout.path().join("templates")).expect("a folder");
    fs::write(checkout.path().join("real.md"), "# {{ title }}\n").expect("a file");
    for (link, to) in [
        ("environ.md", "/proc/self/environ"),
        ("git.md", "../.git/config"),
        ("inside.md", "../real.md"),
    ] {
        symlink(to, checkout.path().join("templates").join(link)).expect("a link");
    }
    symlink("/proc/self", checkout.path().join("process")).expect("a link");
    let template = |path: &str| {
        weekly()
            .within(checkout.path())
            .file(CONFIG, "")
            .env("MEMOS_WEEKLY_CONFIG", &format!("{path}.yml"))
    };
    for path in [
        "templates/environ.md",
        "templates/git.md",
        "process/environ",
    ] {
        let config = format!("timezone: UTC\ntemplate: {path}\n");
        fs::write(checkout.path().join("one.yml"), config).expect("a file");
        refused(template("one"), &memos, &github, &[path, "through a link"]);
    }
    let config = "timezone: UTC\ntemplate: templates/inside.md\n";
    fs::write(checkout.path().join("one.yml"), config).expect("a file");
    template("one").memos(&memos).github(&github).run().exits(0);
    let post = github.read("memos-weekly/2023-W10", "content/posts/weekly-1/index.md");
    assert!(post.expect("the post").contains("# Weekly #1"));
}

#[test]
fn a_link_on_the_base_branch_is_no_text() {
    let memos = server();
    let link = |path: &str, to: &str| blog().link(path, to);
    let template = "timezone: UTC\ntemplate: templates/weekly.md\n";
    let github = link("templates/weekly.md", "/proc/self/environ").file(CONFIG, template);
    let words = ["the template templates/weekly.md", "is a symbolic link"];
    refused(weekly(), &memos, &github, &words);
    // GitHub knows nothing behind a link
    let github = link("templates", "elsewhere").file(CONFIG, template);
    let words = ["there is no template at templates/weekly.md"];
    refused(weekly(), &memos, &github, &words);
    let words = [
        "the configuration .github/memos-weekly.yml",
        "is a symbolic link",
    ];
    refused(weekly(), &memos, &link(CONFIG, "../weekly.yml"), &words);
}

#[test]
fn a_configuration_outside_the_repository_is_refused() {
    let memos = server();
    for path in ["/etc/hostname", "../weekly.yml", ".git/config"] {
        let run = weekly().env("MEMOS_WEEKLY_CONFIG", path);
        refused(
            run,
            &memos,
            &blog(),
            &[path, "not a path in the repository"],
        );
    }
}

#[test]
fn posts_are_neither_read_nor_written_outside_the_repository() {
    let memos = server();
    for path in [
        "/tmp/{{ slug }}.md",
        "../{{ slug }}.md",
        ".github/{{ slug }}.md",
    ] {
        let config = format!("timezone: UTC\nblog: {{ path: '{path}' }}\n");
        let run = weekly().file(CONFIG, config);
        refused(
            run,
            &memos,
            &blog(),
            &["`blog.path` is not a path for posts"],
        );
        let run = weekly().env("MEMOS_WEEKLY_PATH", path);
        refused(run, &memos, &blog(), &["is not a path for posts"]);
    }
}

#[test]
fn a_configuration_that_is_there_and_no_utf_8_never_counts_as_none() {
    let memos = server();
    let text = "timezone: UTC\nselect:\n  exclude_tags: [draft]\nseries: 周刊\n";
    let gbk = b"select: { exclude_tags: [draft] }\nseries: \xd6\xdc\xbf\xaf\n".to_vec();
    let large = format!("{text}# {}\n", "x".repeat(2 << 20)).into_bytes();
    let nul = format!("{text}#\0\n").into_bytes();
    for (bytes, words) in [
        (utf16(text), "UTF-16"),
        (gbk, "not encoded in UTF-8"),
        (nul, "NUL"),
        (large, "larger than"),
    ] {
        let here = weekly().file(CONFIG, &bytes);
        refused(here, &memos, &blog(), &[CONFIG, words, "help: "]);
        if words == "larger than" {
            continue;
        }
        let there = blog().file(CONFIG, &bytes);
        refused(
            weekly(),
            &memos,
            &there,
            &[CONFIG, "cannot read the configuration", "help: "],
        );
    }
    for github in [blog(), blog().file(CONFIG, format!("\u{feff}{text}"))] {
        let marked = weekly().file(CONFIG, format!("\u{feff}{text}"));
        marked.memos(&memos).github(&github).run().exits(0);
        let post = github.read("memos-weekly/2023-W10", "content/posts/weekly-1/index.md");
        let post = post.expect("the post");
        assert!(
            post.contains("A note") && !post.contains("not finished"),
            "{post}"
        );
    }
}

#[test]
fn a_template_that_is_no_utf_8_is_refused() {
    let memos = server();
    let config = "timezone: UTC\ntemplate: weekly.md\n";
    let here = weekly()
        .file(CONFIG, config)
        .file("weekly.md", utf16("# {{ title }}\n"));
    refused(
        here,
        &memos,
        &blog(),
        &["cannot read the template weekly.md", "UTF-16"],
    );
    let there = blog()
        .file(CONFIG, config)
        .file("weekly.md", b"caf\xe9 {{ title }}\n");
    refused(
        weekly(),
        &memos,
        &there,
        &["cannot read the template weekly.md", "UTF-8"],
    );
    let folder = weekly().file(CONFIG, config).file("weekly.md/x", "");
    refused(
        folder,
        &memos,
        &blog(),
        &["cannot read the template weekly.md", "not a file"],
    );
}

#[test]
fn the_other_extension_is_read_and_two_configurations_are_none() {
    let memos = server();
    let text = "timezone: UTC\nselect: { exclude_tags: [draft] }\n";
    let other = ".github/memos-weekly.yaml";
    for (run, github) in [
        (weekly().file(other, text), blog()),
        (weekly(), blog().file(other, text)),
    ] {
        run.memos(&memos).github(&github).run().exits(0);
        let post = github.read("memos-weekly/2023-W10", "content/posts/weekly-1/index.md");
        assert!(!post.expect("the post").contains("not finished"));
    }
    let both = [
        ".github/memos-weekly.yml and .github/memos-weekly.yaml",
        "delete one",
    ];
    refused(
        weekly().file(CONFIG, text).file(other, text),
        &memos,
        &blog(),
        &both,
    );
    refused(
        weekly(),
        &memos,
        &blog().file(CONFIG, text).file(other, text),
        &both,
    );
}

#[test]
fn a_configuration_in_a_place_that_is_not_read_is_named() {
    let memos = server();
    for path in ["memos-weekly.yml", ".github/memos_weekly.yml"] {
        for (run, github) in [
            (weekly().file(path, "timezone: UTC\n"), blog()),
            (weekly(), blog().file(path, "timezone: UTC\n")),
        ] {
            let finished = run.memos(&memos).github(&github).run().exits(0);
            let warning = format!("{path} is not read");
            assert!(finished.stderr.contains(&warning), "{}", finished.stderr);
        }
    }
    let checked = program("check").memos(&memos).github(&blog());
    let checked = checked.file("memos-weekly.yml", "timezone: UTC\n").run();
    assert!(
        checked
            .stderr
            .contains("! configuration   memos-weekly.yml is not read")
    );
}
