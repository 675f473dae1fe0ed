//! A local folder as the place of a post.

use std::fs;
use std::path::Path;

use memos_weekly::blog::{File, Wanted};
use memos_weekly::publish::folder::{Error, FileChange, read, write};

use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{Finished, Weekly, weekly};

fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn put(dir: &Path, path: &str, text: &str) {
    let target = dir.join(path);
    fs::create_dir_all(target.parent().expect("it has one")).expect("a folder");
    fs::write(target, text).expect("a file");
}

#[test]
fn a_checkout_is_read_as_github_would_be() {
    let dir = tempfile::tempdir().expect("a folder");
    put(dir.path(), "hugo.toml", "title = 'Blog'\n");
    put(dir.path(), "content/posts/weekly-4/index.md", "# 4\n");
    put(dir.path(), "content/posts/weekly-4/deep/x.png", "x");
    put(dir.path(), ".git/HEAD", "ref: refs/heads/main\n");
    put(dir.path(), "node_modules/hexo/README.md", "x");
    put(dir.path(), ".cache/x.md", "x");
    let wanted = Wanted {
        texts: ["hugo.toml", "none.yml", "content"]
            .map(str::to_owned)
            .into(),
        folders: ["", "content/posts/", "none", "hugo.toml"]
            .map(str::to_owned)
            .into(),
    };
    let blog = read(dir.path(), &wanted).expect("it is read");
    let paths: Vec<&str> = blog.paths().collect();
    assert_eq!(
        paths,
        [
            ".cache",
            "content",
            "content/posts",
            "content/posts/weekly-4",
            "content/posts/weekly-4/deep",
            "content/posts/weekly-4/deep/x.png",
            "content/posts/weekly-4/index.md",
            "hugo.toml",
            "node_modules",
        ]
    );
    assert_eq!(blog.text("hugo.toml"), Some("title = 'Blog'\n"));
}

#[test]
fn files_are_written_and_said_to_be_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("new");
    let files = [
        file("content/posts/weekly-5/index.md", "# 5\n"),
        file("a.png", "a"),
    ];
    let changes = |force: bool| -> Vec<FileChange> {
        let written = write(&dir, &files, force).expect("it is written");
        written.into_iter().map(|file| file.change).collect()
    };
    assert_eq!(changes(false), [FileChange::Created, FileChange::Created]);
    assert_eq!(
        changes(false),
        [FileChange::Unchanged, FileChange::Unchanged]
    );
    put(&dir, "a.png", "b");
    assert_eq!(changes(true), [FileChange::Unchanged, FileChange::Updated]);
    let names: Vec<String> = fs::read_dir(&dir)
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names.len(), 2, "no draft is left: {names:?}");
}

#[test]
fn somebodys_edit_is_not_overwritten_and_nothing_else_is_written_then() {
    let dir = tempfile::tempdir().expect("a folder");
    put(dir.path(), "post.md", "edited\n");
    let files = [file("new.png", "x"), file("post.md", "generated\n")];
    let error = write(dir.path(), &files, false).expect_err("it is refused");
    insta::assert_snapshot!(format!("{error}\n{}", error.help().expect("a way out")), @r"
    post.md is already there with other content
    move your edits away, or overwrite them with `--force`
    ");
    assert_eq!(
        fs::read_to_string(dir.path().join("post.md")).expect("it is there"),
        "edited\n"
    );
    assert!(!dir.path().join("new.png").exists());
}

#[test]
fn nothing_is_written_outside_the_folder_or_where_things_are_run() {
    let dir = tempfile::tempdir().expect("a folder");
    for path in [
        "../x",
        "/x",
        "a/../../x",
        "a//x",
        "./x",
        "",
        ".github/workflows/x.yml",
        ".GITHUB/x",
        ".git/hooks/x",
        "a/.git/x",
        "a\\..\\x",
        "C:/x",
    ] {
        let files = [file("fine.md", "x"), file(path, "x")];
        let error = write(dir.path(), &files, true).expect_err(path);
        assert!(matches!(error, Error::Refused { .. }), "{path}: {error}");
    }
    assert_eq!(fs::read_dir(dir.path()).expect("the folder").count(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_may_lead_elsewhere_in_the_folder_but_not_out_of_it() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("real")).expect("a folder");
    symlink(dir.path().join("real"), dir.path().join("inside")).expect("a link");
    symlink(outside.path(), dir.path().join("outside")).expect("a link");
    symlink(outside.path().join("gone"), dir.path().join("gone")).expect("a link");
    write(dir.path(), &[file("inside/x.md", "x")], false).expect("it is inside");
    for path in ["outside/x.md", "gone/x.md", "gone"] {
        write(dir.path(), &[file(path, "x")], true).expect_err(path);
    }
    assert_eq!(fs::read_dir(outside.path()).expect("the folder").count(), 0);
}

#[test]
fn a_dry_run_says_of_a_folder_what_the_run_would_do() {
    let memos = FakeMemos::start("0.30.0").with(Note::new("one").at("2023-03-08T10:00:00Z"));
    let first = weekly()
        .file(
            ".github/memos-weekly.yml",
            "index: README.md\nlanguage: en\n",
        )
        .file("README.md", "# Nick's blog\n");
    let go = |run: Weekly, flags: &[&str]| -> Finished {
        let run = flags.iter().fold(run, |run, flag| run.arg(flag));
        let run = run.memos(&memos).arg("--engine=hugo").arg("--out=.");
        run.arg("--week=2023-W10").arg("--json").run().exits(0)
    };
    let operation = |run: &Finished| {
        let results: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        results[0]["pull-request-operation"]
            .as_str()
            .map(str::to_owned)
    };
    let checkout = go(first, &["--dry-run"]);
    let path = "content/posts/weekly-1/index.md";
    assert_eq!(operation(&checkout).as_deref(), Some("would-create"));
    let line = format!("would write {path}");
    assert!(checkout.stderr.contains(&line), "{}", checkout.stderr);
    let here = |flags: &[&str]| go(weekly().within(&checkout.path("")), flags);
    // the list of all issues is there already, and changes with the new one
    assert_eq!(operation(&here(&[])).as_deref(), Some("created"));
    assert_eq!(operation(&here(&[])).as_deref(), Some("unchanged"));
    let edited = checkout.read(path).replace("1. one", "1. One, with care");
    put(&checkout.path(""), path, &edited);
    let dry = here(&["--dry-run"]);
    assert_eq!(operation(&dry).as_deref(), Some("would-update"));
    let line = format!("would need --force to overwrite {path}");
    assert!(dry.stderr.contains(&line), "{}", dry.stderr);
    let dry = here(&["--dry-run", "--force"]);
    let line = format!("would overwrite {path}");
    assert!(dry.stderr.contains(&line), "{}", dry.stderr);
    assert_eq!(operation(&here(&["--force"])).as_deref(), Some("updated"));
}
