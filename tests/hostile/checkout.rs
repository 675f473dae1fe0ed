//! A local checkout with traps in it, and what a killed run leaves there.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;

use memos_weekly::blog;
use memos_weekly::publish::folder::write;

use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;

fn file(path: &str) -> blog::File {
    blog::File {
        path: path.to_owned(),
        bytes: b"x".to_vec(),
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    let mut names: Vec<_> = entries
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn links_lead_neither_into_git_nor_to_workflows() {
    let dir = tempfile::tempdir().expect("a folder");
    for folder in [".git/hooks", ".github/workflows", "content"] {
        fs::create_dir_all(dir.path().join(folder)).expect("a folder");
    }
    symlink("../.git/hooks", dir.path().join("content/posts")).expect("a link");
    symlink(".github", dir.path().join("weekly")).expect("a link");
    for path in [
        "content/posts/pre-commit",
        "weekly/workflows/x.yml",
        "weekly/x.md",
    ] {
        let error = write(dir.path(), &[file(path)], true).expect_err(path);
        assert!(
            error.to_string().contains("where no file may be"),
            "{error}"
        );
    }
    assert!(names(&dir.path().join(".git/hooks")).is_empty());
    assert!(names(&dir.path().join(".github/workflows")).is_empty());
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_what_another_writes_is_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let kill = || {
        let stale = dir.path().join(".memos-weekly-stage-1");
        fs::create_dir_all(stale.join("files/posts")).expect("a folder");
        fs::write(stale.join("lock"), "").expect("a file");
    };
    let busy = dir.path().join(".memos-weekly-stage-2");
    fs::create_dir(&busy).expect("a folder");
    let lock = File::create(busy.join("lock")).expect("a file");
    lock.lock().expect("a lock");
    let files = ["posts/weekly-1/index.md", "posts/weekly-1/a.png"].map(file);
    // the second time all is in its place already
    for _ in 0..2 {
        kill();
        write(dir.path(), &files, false).expect("it is written");
        assert_eq!(names(dir.path()), [".memos-weekly-stage-2", "posts"]);
    }
    assert_eq!(
        names(&dir.path().join("posts/weekly-1")),
        ["a.png", "index.md"]
    );
}

#[test]
fn a_post_and_its_files_come_in_whatever_is_there_already() {
    for there in ["", "posts", "posts/weekly-1", "posts/weekly-1/img"] {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(dir.path().join(there)).expect("a folder");
        let files = [
            "posts/weekly-1/index.md",
            "posts/weekly-1/img/a.png",
            "posts/weekly-1/b.png",
            "static/x/c.png",
        ];
        write(dir.path(), &files.map(file), false).expect("it is written");
        for path in files {
            assert!(dir.path().join(path).is_file(), "{there}: {path}");
        }
    }
}

#[test]
fn a_folder_without_a_post_takes_no_number() {
    let memos = FakeMemos::start("0.30.0").with(Note::new("A note").at("2023-03-07T10:00:00Z"));
    let run = weekly().memos(&memos).arg("--out=.").arg("--engine=hugo");
    let finished = run.file("content/posts/weekly-7/a.png", "x").run().exits(0);
    assert!(
        finished.path("content/posts/weekly-1/index.md").exists(),
        "{}",
        finished.stderr
    );
}
