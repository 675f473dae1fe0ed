//! Names are safe in a path, in a URL and on every system; and stay what the author called them as far as they can.

use memos_weekly::asset::Names;
use proptest::prelude::*;

fn name(filename: &str) -> String {
    Names::default().assign(filename, None)
}

#[test]
fn good_names_stay() {
    for good in [
        "icon.png",
        "新图标.png",
        "Screenshot_2023-03-12.webp",
        "v1.2.zip",
        "日本語-한국어.pdf",
        "photo.JPG",
    ] {
        let expected = good.replace("JPG", "jpg");
        assert_eq!(name(good), expected);
    }
}

#[test]
fn bad_names_become_good_ones() {
    let cases = [
        ("../../etc/passwd", "etc-passwd.bin"),
        ("..\\..\\x.png", "x.png"),
        ("/absolute.png", "absolute.png"),
        (".github", "github.bin"),
        (".github/workflows/x.yml", "github-workflows-x.yml.txt"),
        (".htaccess", "htaccess.bin"),
        ("", "file.bin"),
        ("...", "file.bin"),
        (".png", "png.bin"),
        ("con.png", "file-con.png"),
        ("COM1.txt", "file-COM1.txt"),
        ("aux.tar.gz", "file-aux.tar.gz"),
        ("index.md", "file-index.md.txt"),
        ("_index.html", "file-index.html.txt"),
        ("a b (1).png", "a-b-1.png"),
        ("a\u{0}b\n.png", "a-b.png"),
        ("x.png ", "x.png"),
        ("x.png.", "x.png"),
        ("a?b#c%d&e.png", "a-b-c-d-e.png"),
        ("\u{202e}gnp.exe", "gnp.exe"),
        ("e\u{301}.png", "é.png"),
        ("posts.11ty.js", "posts.11ty.js.txt"),
        ("x.vue", "x.vue.txt"),
        ("👍.png", "file.png"),
        ("no extension", "no-extension.bin"),
    ];
    for (bad, good) in cases {
        assert_eq!(name(bad), good, "{bad:?}");
    }
}

#[test]
fn what_a_file_is_decides_its_extension() {
    let mut names = Names::default();
    assert_eq!(names.assign("photo.heic", Some("jpg")), "photo.jpg");
    assert_eq!(names.assign("other.jpeg", Some("jpg")), "other.jpeg");
    assert_eq!(names.assign("page", Some("html")), "page.html");
}

#[test]
fn no_two_files_share_a_name_on_any_system() {
    let mut names = Names::default();
    let given: Vec<_> = [
        "image.png",
        "Image.PNG",
        "image.png",
        "IMAGE-2.png",
        "É.png",
        "e\u{301}.png",
    ]
    .into_iter()
    .map(|filename| names.assign(filename, None))
    .collect();
    assert_eq!(
        given,
        [
            "image.png",
            "Image-2.png",
            "image-3.png",
            "IMAGE-2-2.png",
            "É.png",
            "é-2.png"
        ]
    );
}

proptest! {
    #[test]
    fn any_name_becomes_one_safe_segment(filenames in prop::collection::vec(".*|[./\\\\ a-c~:]{0,12}", 1..8)) {
        let mut names = Names::default();
        let mut again = Names::default();
        let mut seen = std::collections::HashSet::new();
        for filename in &filenames {
            let name = names.assign(filename, None);
            prop_assert_eq!(&name, &again.assign(filename, None));
            prop_assert!(!name.starts_with('.') && !name.starts_with('-') && !name.ends_with(['.', ' ']));
            prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '%', ' ']));
            prop_assert!(!name.contains("..") && !name.chars().any(char::is_control));
            prop_assert!(name.len() < 160, "{}", name);
            prop_assert!(seen.insert(name.to_lowercase()));
        }
    }
}
