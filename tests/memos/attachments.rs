//! Attachments: fetched from every version, whatever their authors called them.

use memos_weekly::memos::{Options, Source};
use memos_weekly::select::TimeOf;

use super::{VERSIONS, connect, options, week};
use crate::http::client;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;

/// What people, cameras and other programs call files.
const NAMES: [&str; 24] = [
    "plain.png",
    "图标 1?#.png",
    "100%.png",
    "100%25.png",
    "%2e%2e.png",
    "a+b.png",
    "a b.png",
    "a&b=c.png",
    "a/b.png",
    "a\\b.png",
    "../up.png",
    "..",
    ".",
    ".png",
    "no extension",
    "semi;colon.png",
    "quote\"'`.png",
    "<b>.png",
    "[x](y).png",
    "emoji 😀.png",
    "e\u{301}.png",
    "عربي.png",
    "very-long-name-very-long-name-very-long-name-very-long-name-very-long-name-very-long-name.png",
    "a.b.c.tar.gz",
];

fn odd_names() -> Note {
    let note = Note::new("x").at("2023-03-08T10:00:00Z");
    NAMES.iter().fold(note, |note, name| {
        note.with_file(name, "image/png", name.as_bytes())
    })
}

/// The names of the files that cannot be fetched, or are not what was attached.
async fn lost(source: &Source) -> Vec<String> {
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let mut lost = Vec::new();
    for file in memos.iter().flat_map(|memo| &memo.attachments) {
        match source.fetch(&file.url, &file.filename, 1024).await {
            Ok(fetched) if fetched.bytes == file.filename.as_bytes() => {}
            outcome => lost.push(format!("{}: {outcome:?}", file.filename)),
        }
    }
    lost
}

#[tokio::test]
async fn no_name_keeps_a_file_from_being_fetched() {
    for version in VERSIONS {
        for visibility in ["PUBLIC", "PRIVATE"] {
            let fake = FakeMemos::start(version).with(odd_names().visible(visibility));
            let source = connect(&fake).await.expect("a server");
            let lost = lost(&source).await;
            assert!(lost.is_empty(), "{version} {visibility}: {lost:#?}");
            assert!(
                fake.log()
                    .iter()
                    .all(|asked| !asked.path.contains("plain.png") || version < "0.12")
            );
        }
    }
}

#[tokio::test]
async fn under_a_path_neither() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version)
            .under("/home/notes")
            .with(odd_names());
        let source = connect(&fake).await.expect("a server");
        let lost = lost(&source).await;
        assert!(lost.is_empty(), "{version}: {lost:#?}");
    }
}

/// Of a pinned minor, the newest version is meant; the files are found on its other versions, too.
#[tokio::test]
async fn a_version_that_is_not_quite_right_costs_no_file() {
    for (version, pinned) in [
        ("0.12.0", "0.13"),
        ("0.18.2", "0.15"),
        ("0.21.0", "0.18"),
        ("0.19.0", "0.21"),
        ("0.22.0", "0.22"),
        ("0.22.5", "0.22.0"),
        ("0.30.0", "0.26"),
    ] {
        let fake = FakeMemos::start(version).with(odd_names());
        let options = Options {
            version: Some(pinned.parse().expect("a version")),
            ..options(&fake)
        };
        let source = Source::open(&client(), options).await.expect(version);
        let lost = lost(&source).await;
        assert!(lost.is_empty(), "{version} as {pinned}: {lost:#?}");
    }
}

#[tokio::test]
async fn a_web_page_is_a_file_only_where_one_was_attached() {
    for version in ["0.18.2", "0.22.5", "0.26.2", "0.30.0"] {
        let note = Note::new("x").at("2023-03-08T10:00:00Z");
        let fake = FakeMemos::start(version)
            .with(note.clone().with_file("page.html", "text/html", b"<p>page"))
            .with(note.with_file("page.pdf", "text/html", b"<p>start page"));
        let source = connect(&fake).await.expect("a server");
        let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
        for file in memos.iter().flat_map(|memo| &memo.attachments) {
            let fetched = source.fetch(&file.url, &file.filename, 1024).await;
            assert_eq!(fetched.is_ok(), file.filename == "page.html", "{version}");
        }
    }
}

/// The ways in which texts of a version show the file of a note: by its id, with its name, without, with something
/// behind it.
fn address(version: &str, server: &str, number: usize) -> String {
    let (folder, id) = match version {
        _ if version < "0.19" => ("/o/r", format!("{number}00")),
        _ if version < "0.22" => ("/o/r", format!("file{number}x0")),
        _ if version < "0.24" => ("/file/resources", format!("{number}00")),
        _ if version < "0.25" => ("/file/resources", format!("file{number}x0")),
        _ => ("/file/attachments", format!("file{number}x0")),
    };
    let form = match number / 2 {
        0 => "",
        1 => "/pic%200.png",
        2 => "?thumbnail=true",
        3 => "/pic%200.png?thumbnail=true",
        _ => "/public0",
    };
    let server = if number.is_multiple_of(2) { server } else { "" };
    format!("{server}{folder}/{id}{form}")
}

#[test]
fn an_attachment_that_the_text_shows_stays_in_its_place_and_comes_once() {
    for version in VERSIONS {
        let fake = FakeMemos::start(version);
        for number in 1..10 {
            let address = address(version, &fake.url(), number);
            let words = if number == 5 { "" } else { "words" };
            let text = format!("before {number} ![{words}]({address}) after");
            let name = format!("pic {number}.png");
            let note = Note::new(&text).at("2023-03-08T10:00:00Z");
            fake.add(note.with_file(&name, "image/png", PICTURE));
        }
        let run = weekly()
            .memos(&fake)
            .arg("--week=2023-W10")
            .arg("--out=blog")
            .run();
        let run = run.exits(0);
        let post = run.read("blog/posts/weekly-1.md");
        for number in 1..10 {
            let alt = if number == 5 { "" } else { "words" };
            let expected = format!("before {number} ![{alt}](weekly-1/pic-{number}.png) after\n");
            assert!(
                post.contains(&expected),
                "{version}: no {expected} in\n{post}"
            );
        }
        assert_eq!(post.matches("](").count(), 9, "{version}\n{post}");
        let files = std::fs::read_dir(run.path("blog/posts/weekly-1")).expect("a folder");
        assert_eq!(files.count(), 9, "{version}");
    }
}

/// A small one.
const PICTURE: &[u8] = include_bytes!("../../src/sample/icon.png");
