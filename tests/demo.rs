//! The demo: the whole line on the sample week, without account, network or configuration.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::{assert_snapshot, with_settings};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::harness::program;

const POST: &str = "memos-weekly-demo/content/posts/weekly-5/index.md";

/// All files below a folder, with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below")
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn the_demo_writes_post_images_and_pull_request() {
    let demo = program("demo").run().exits(0);
    let written = files(&demo.path("memos-weekly-demo"));
    assert_eq!(
        written.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "content/posts/weekly-5/evening.png",
            "content/posts/weekly-5/index.md",
            "content/posts/weekly-5/steps.png",
            "content/posts/weekly-5/新图标.png",
            "preview.html",
            "pull-request.md",
        ]
    );
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!("demo-post", demo.read(POST));
        assert_snapshot!("demo-pull-request", demo.read("memos-weekly-demo/pull-request.md"));
        assert_snapshot!("demo-terminal", demo.stderr);
    });
}

#[test]
fn the_readme_shows_what_the_demo_says() {
    let demo = program("demo").run().exits(0);
    let readme = include_str!("../README.md");
    let shown = format!("$ cargo run --release -- demo\n{}```", demo.stderr);
    assert!(readme.contains(&shown), "{shown}");
}

#[test]
fn what_was_not_chosen_appears_nowhere() {
    let demo = program("demo").run().exits(0);
    let mut everything = demo.everything_said();
    for bytes in files(&demo.path("memos-weekly-demo")).values() {
        everything.push_str(&String::from_utf8_lossy(bytes));
    }
    for private in ["门诊", "医保", "先列提纲"] {
        assert!(!everything.contains(private), "{private}");
    }
}

#[test]
fn a_second_demo_changes_nothing_and_says_so() {
    let first = program("demo").run().exits(0);
    let folder = first.path("");
    let before = files(&folder);
    let second = program("demo").within(&folder).run().exits(0);
    assert!(second.stderr.contains("unchanged"), "{}", second.stderr);
    assert_eq!(files(&folder), before);
}

#[test]
fn a_demo_that_was_changed_is_kept_until_it_is_to_be_overwritten() {
    let first = program("demo").run().exits(0);
    let folder = first.path("");
    let before = files(&folder);
    for path in [POST, "memos-weekly-demo/pull-request.md"] {
        std::fs::write(first.path(path), "mine\n").expect("a file");
    }
    let refused = program("demo").within(&folder).run().exits(1);
    assert!(
        refused.stderr.contains("with `--force`"),
        "{}",
        refused.stderr
    );
    assert_eq!(first.read(POST), "mine\n");
    program("demo")
        .within(&folder)
        .arg("--force")
        .run()
        .exits(0);
    assert_eq!(files(&folder), before);
}

#[test]
fn the_post_is_one_list_of_all_items() {
    let demo = program("demo").run().exits(0);
    let post = demo.read(POST);
    let body = post.splitn(3, "---\n").nth(2).expect("front matter");
    let mut depth = 0;
    let mut lists = Vec::new();
    for event in Parser::new_ext(body, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::List(start)) => {
                if depth == 0 {
                    lists.push((start, 0));
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 => lists.last_mut().expect("a list").1 += 1,
            Event::Start(_) if depth == 0 => {}
            _ => {}
        }
    }
    assert_eq!(lists, [(Some(1), 20)]);
}
