//! Fetching: what is let through, how much of it, and what is said of the rest.

use std::sync::Mutex;

use memos_weekly::asset::{Asset, Limits, Outcome, Want, fetch};
use memos_weekly::issue::Sentence;
use url::Url;

fn want(filename: &str, is_image: bool) -> Want {
    Want {
        url: Url::parse(&format!("https://memos.example.org/file/{filename}")).expect("an address"),
        filename: filename.to_owned(),
        is_image,
        is_attached: true,
        size: None,
    }
}

/// The outcome for one file with this content.
async fn one(filename: &str, is_image: bool, bytes: &[u8], limits: Limits) -> Outcome {
    let get = async |_: &Want, _: u64| Ok(bytes.to_vec());
    let mut assets = fetch(vec![want(filename, is_image)], &limits, get).await;
    assets.remove(0).outcome
}

fn reason(outcome: Outcome) -> String {
    match outcome {
        Outcome::LeftOut(reason) => reason.to_string(),
        Outcome::Copied { name, .. } => panic!("{name} was copied"),
    }
}

fn name(outcome: Outcome) -> String {
    match outcome {
        Outcome::Copied { name, .. } => name,
        Outcome::LeftOut(reason) => panic!("left out: {reason}"),
    }
}

const SVG: &[u8] = b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0";

#[tokio::test]
async fn what_may_hold_scripts_is_off_until_it_is_allowed() {
    let off = Limits::default();
    let svg = "SVG is off; see `attachments.allow_svg`";
    assert_eq!(reason(one("icon.svg", true, SVG, off).await), svg);
    assert_eq!(reason(one("icon.png", true, SVG, off).await), svg);
    assert_eq!(reason(one("icon.svg", true, b"nothing", off).await), svg);
    let html = "HTML is off; see `attachments.allow_html`";
    let pages: [&[u8]; 5] = [
        b"<!DOCTYPE html><p>",
        b"\xef\xbb\xbf \n<HTML>",
        b"<script>alert(1)</script>",
        b"\xff\xfe<\0h\0t\0m\0l\0>\0",
        b"<!-- x --><html>",
    ];
    for page in pages {
        assert_eq!(
            reason(one("notes.txt", false, page, off).await),
            html,
            "{page:?}"
        );
    }
    assert_eq!(reason(one("page.html", false, b"plain", off).await), html);
    let on = Limits {
        allow_svg: true,
        allow_html: true,
        ..off
    };
    assert_eq!(name(one("icon.svg", true, SVG, on).await), "icon.svg");
    assert_eq!(
        name(one("page.html", false, b"<html>", on).await),
        "page.html"
    );
    assert_eq!(
        reason(one("icon.png", true, b"<html>", on).await),
        "it is a page, not an image"
    );
}

#[tokio::test]
async fn what_only_claims_to_be_an_image_is_refused() {
    let limits = Limits::default();
    let reason = reason(one("icon.png", true, b"MZ\x90\0", limits).await);
    assert_eq!(reason, "it is not the image it claims to be");
}

#[tokio::test]
async fn programs_and_what_runs_scripts_are_never_published() {
    let on = Limits {
        allow_svg: true,
        allow_html: true,
        ..Limits::default()
    };
    let by_name = [
        "icon.svgz",
        "game.swf",
        "page.mht",
        "page.MHTML",
        "letter.eml",
        "setup.exe",
        "setup.exe.",
        "setup.exe ",
        "setup.EXE",
        "app.msi",
        "app.apk",
        "app.jar",
        "app.dmg",
        "run.bat",
        "run.ps1",
        "link.lnk",
        "link.url",
        "help.chm",
        "tool.hta",
        "sheet.xlsm",
        "theme.scr",
        "icon.svg.gz",
    ];
    for name in by_name {
        let reason = reason(one(name, false, b"anything", on).await);
        assert!(reason.starts_with("it is a "), "{name}: {reason}");
    }
    let mut program = b"MZ\x90\0".to_vec();
    program.resize(0x3c, 0);
    program.extend_from_slice(b"\x40\0\0\0PE\0\0");
    let by_content: [&[u8]; 8] = [
        &program,
        b"\x7fELF\x02\x01\x01\0",
        b"\xcf\xfa\xed\xfe\x07\0\0\x01",
        b"CWS\x0a\x01\x02\0\0\x78\xda",
        b"Cr24\x03\0\0\0",
        b"ITSF\x03\0\0\0",
        b"L\0\0\0\x01\x14\x02\0",
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;",
    ];
    for bytes in by_content {
        let reason = reason(one("notes.txt", false, bytes, on).await);
        assert!(reason.starts_with("it is a "), "{bytes:?}: {reason}");
    }
    let harmless: [(&str, &[u8]); 7] = [
        ("notes.txt", b"MZ is a brand of motorcycles"),
        ("letter.txt", b"From: me\nto you"),
        ("CWS.txt", b"CWS is short for something"),
        ("all.zip", b"PK\x03\x04"),
        ("log.gz", b"\x1f\x8b\x08\0"),
        ("film.mp4", b"\0\0\0\x18ftypmp42"),
        ("paper.pdf", b"%PDF-1.7"),
    ];
    for (file, bytes) in harmless {
        assert_eq!(name(one(file, false, bytes, on).await), file);
    }
}

#[tokio::test]
async fn the_way_out_is_said_of_a_program() {
    let outcome = one("setup.exe", false, b"", Limits::default()).await;
    assert_eq!(
        reason(outcome),
        "it is a program, and those are never published; put it into a .zip file if readers are to have it"
    );
    let outcome = one("page.mht", false, b"", Limits::default()).await;
    assert_eq!(
        reason(outcome),
        "it is a document that can run scripts, and those are never published; attach it as a PDF"
    );
}

#[tokio::test]
async fn heic_is_told_with_a_cure_and_not_taken_for_avif() {
    let limits = Limits::default();
    for brand in ["heic", "heix", "hevc", "mif1", "heim"] {
        let bytes = format!("\0\0\0\x18ftyp{brand}\0\0\0\0mif1heic");
        let reason = reason(one("photo.heic", true, bytes.as_bytes(), limits).await);
        assert_eq!(
            reason,
            "browsers cannot show HEIC; attach it as JPEG (on an iPhone: Settings → Camera → Formats → Most Compatible)"
        );
    }
    let avif = b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif";
    assert_eq!(name(one("a.avif", true, avif, limits).await), "a.avif");
}

#[tokio::test]
async fn a_picture_is_one_whatever_the_server_calls_it() {
    let outcome = one("download", false, GIF, Limits::default()).await;
    assert!(matches!(&outcome, Outcome::Copied { is_image: true, .. }));
    assert_eq!(name(outcome), "download.gif");
}

#[tokio::test]
async fn limits_hold_for_one_file_and_for_all() {
    let limits = Limits {
        per_file: 100,
        total: 150,
        ..Limits::default()
    };
    let asked = Mutex::new(Vec::new());
    let wants = ["a", "b", "c", "big", "huge"].map(|name| Want {
        size: (name == "huge").then_some(5 << 20),
        ..want(&format!("{name}.txt"), false)
    });
    let get = async |want: &Want, limit: u64| {
        let url = &want.url;
        asked.lock().expect("no panic").push(url.path().to_owned());
        assert_eq!(limit, 100);
        let size = if url.path().ends_with("big.txt") {
            101
        } else {
            60
        };
        Ok(vec![b'x'; size])
    };
    let assets = fetch(wants.to_vec(), &limits, get).await;
    let outcomes: Vec<_> = assets.into_iter().map(describe).collect();
    assert_eq!(
        outcomes,
        [
            "a.txt",
            "b.txt",
            "c.txt: the files of this issue are over the limit of 150 bytes; see `attachments.max_total_mb`",
            "big.txt: 101 bytes is over the limit of 100 bytes; see `attachments.max_file_mb`",
            "huge.txt: 5.3 MB is over the limit of 100 bytes; see `attachments.max_file_mb`",
        ]
    );
    let asked = asked.into_inner().expect("no panic");
    assert!(
        !asked.iter().any(|path| path.ends_with("huge.txt")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn one_failure_is_that_file_s_only() {
    let get = async |want: &Want, _: u64| match want.url.path() {
        "/file/b.txt" => Err(Sentence::untranslated("the server said 404")),
        _ => Ok(b"x".to_vec()),
    };
    let wants = ["a.txt", "b.txt", "c.txt"].map(|name| want(name, false));
    let assets = fetch(wants.to_vec(), &Limits::default(), get).await;
    let outcomes: Vec<_> = assets.into_iter().map(describe).collect();
    assert_eq!(outcomes, ["a.txt", "b.txt: the server said 404", "c.txt"]);
}

fn describe(asset: Asset) -> String {
    match asset.outcome {
        Outcome::Copied { name, .. } => name,
        Outcome::LeftOut(reason) => format!("{}: {reason}", asset.want.filename),
    }
}
