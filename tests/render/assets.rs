//! What becomes of files, and of links to the Memos server.

use memos_weekly::asset::{Asset, Mode, Outcome, wanted};
use memos_weekly::engine::Name;
use memos_weekly::front_matter::Value;
use memos_weekly::issue::{Language, Sentence};
use memos_weekly::memo::Memo;
use memos_weekly::render::{Gallery, Post, Rendering};
use memos_weekly::series::{Configured, learn};
use url::Url;

use crate::engine::blog;

use super::{attachment, copied, issue, memo, rendered, rendering, text, with_trees};

fn post(memos: Vec<Memo>, assets: &[Asset], change: impl FnOnce(&mut Rendering)) -> Post {
    let mut rendering = rendering(Name::Markdown);
    rendering.intro = Some(String::new());
    change(&mut rendering);
    rendered(&issue(Language::En, memos), assets, &rendering)
}

fn body(post: &Post) -> &str {
    let (_, body) = text(post).split_once("\n\n").expect("front matter");
    body.trim_end()
}

fn left_out(name: &str, media_type: &str, reason: &str) -> Asset {
    Asset {
        outcome: Outcome::LeftOut(Sentence::untranslated(reason)),
        ..copied(&attachment(name, media_type))
    }
}

fn with(content: &str, files: &[(&str, &str)]) -> Memo {
    Memo {
        attachments: files
            .iter()
            .map(|(name, kind)| attachment(name, kind))
            .collect(),
        ..memo("a", content)
    }
}

#[test]
fn pictures_and_files_follow_the_text() {
    let files = [("a b.png", "image/png"), ("paper.pdf", "application/pdf")];
    let memo = with("text\n\n```\nopen", &files);
    let assets: Vec<_> = memo.attachments.iter().map(copied).collect();
    let post = post(vec![memo], &assets, |_| ());
    insta::assert_snapshot!(body(&post), @"
    1. text

       ```
       open
       ```

       ![text open](weekly-5/a%20b.png)

       [paper.pdf](weekly-5/paper.pdf)
    ");
    assert_eq!(post.entries[0].images, 1);
    let paths: Vec<_> = post.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "posts/weekly-5.md",
            "posts/weekly-5/a b.png",
            "posts/weekly-5/paper.pdf"
        ]
    );
}

#[test]
fn several_pictures_can_stand_beside_each_other() {
    let files = [
        ("a.png", "image/png"),
        ("paper.pdf", "application/pdf"),
        ("b.png", "image/png"),
        ("c.png", "image/png"),
        ("d.png", "image/png"),
        ("e.png", "image/png"),
    ];
    let shown = |count: usize| {
        let memo = with("text", &files[..count]);
        let assets: Vec<_> = memo.attachments.iter().map(copied).collect();
        let post = post(vec![memo], &assets, |rendering| {
            rendering.gallery = Gallery::Table;
        });
        assert_eq!(post.entries[0].images, count - count.min(2) / 2);
        body(&post).to_owned()
    };
    insta::assert_snapshot!(shown(1), @"
    1. text

       ![text](weekly-5/a.png)
    ");
    insta::assert_snapshot!(shown(3), @"
    1. text

       | | |
       |---|---|
       | ![text](weekly-5/a.png) | ![](weekly-5/b.png) |

       [paper.pdf](weekly-5/paper.pdf)
    ");
    insta::assert_snapshot!(shown(6), @"
    1. text

       | | | |
       |---|---|---|
       | ![text](weekly-5/a.png) | ![](weekly-5/b.png) | ![](weekly-5/c.png) |
       | ![](weekly-5/d.png) | ![](weekly-5/e.png) |  |

       [paper.pdf](weekly-5/paper.pdf)
    ");
}

#[test]
fn pictures_beside_each_other_need_no_empty_head_in_jekyll() {
    let memo = with("text", &[("a.png", "image/png"), ("b.png", "image/png")]);
    let assets: Vec<_> = memo.attachments.iter().map(copied).collect();
    let mut rendering = super::rendering(Name::Jekyll);
    rendering.gallery = Gallery::Table;
    let post = rendered(
        &super::issue(Language::ZhCn, vec![memo]),
        &assets,
        &rendering,
    );
    let folder = "{{site.baseurl}}/assets/images/weekly-5";
    let row = format!("| ![text]({folder}/a.png) | ![]({folder}/b.png) |");
    assert!(
        text(&post).contains(&format!("1. text\n\n   {row}\n")),
        "{}",
        text(&post)
    );
}

#[test]
fn names_cannot_become_markup() {
    let name = "a](b) *c* `d` <e> #f ![g] $h$.pdf";
    let memo = with("", &[(name, "application/pdf")]);
    let mut asset = copied(&memo.attachments[0]);
    asset.outcome = Outcome::Copied {
        name: "safe.pdf".to_owned(),
        bytes: Vec::new(),
        is_image: false,
        remark: None,
    };
    let post = post(vec![memo], &[asset], |_| ());
    insta::assert_snapshot!(body(&post), @r##"
    1. [a\](b) \*c\* &#96;d&#96; &lt;e> \#f !\[g\] \$h\$.pdf](weekly-5/safe.pdf)
    "##);
    assert_eq!(post.entries[0].lead, name);
}

#[test]
fn what_the_text_shows_is_not_shown_twice() {
    let shown = attachment("x.png", "image/png");
    let content = "before ![my words](/file/attachments/x.png/x.png?thumbnail=true) after";
    let memo = with(content, &[("x.png", "image/png")]);
    let post = post(vec![memo], &[copied(&shown)], |_| ());
    assert_eq!(body(&post), "1. before ![my words](weekly-5/x.png) after");
}

#[test]
fn files_keep_the_words_that_the_author_gave_them() {
    let file = "[the *paper*](/file/attachments/paper.pdf/paper.pdf)";
    let bare = "https://memos.example.org/file/attachments/paper.pdf/paper.pdf";
    let image = "![my words](/file/attachments/x.png/x.png)";
    let body_with = |assets: &[Asset], page: Option<&str>| {
        let memo = Memo {
            page: page.and_then(|page| Url::parse(page).ok()),
            ..memo("a", &format!("{file} {bare} {image}"))
        };
        let post = post(vec![memo], assets, |rendering| {
            rendering.link_to_memos = true;
        });
        body(&post).to_owned()
    };
    let found = [
        copied(&attachment("paper.pdf", "application/pdf")),
        copied(&attachment("x.png", "image/png")),
    ];
    insta::assert_snapshot!(body_with(&found, None), @"1. [the *paper*](weekly-5/paper.pdf) [paper.pdf](weekly-5/paper.pdf) ![my words](weekly-5/x.png)");
    let lost = [
        left_out("paper.pdf", "application/pdf", "404"),
        left_out("x.png", "image/png", "404"),
    ];
    insta::assert_snapshot!(body_with(&lost, None), @"1. the *paper* paper.pdf my words");
    let page = Some("https://memos.example.org/memos/a");
    insta::assert_snapshot!(body_with(&lost, page), @"1. [the *paper*](https://memos.example.org/memos/a) [paper.pdf](https://memos.example.org/memos/a) [my words](https://memos.example.org/memos/a)");
}

#[test]
fn what_was_not_copied_is_named_and_told() {
    let memo = with(
        "text ![](/file/attachments/gone.png/gone.png)",
        &[("icon.svg", "image/svg+xml")],
    );
    let assets = [
        left_out(
            "icon.svg",
            "image/svg+xml",
            "SVG is off; see `attachments.allow_svg`",
        ),
        left_out("gone.png", "image/png", "404"),
    ];
    let post = post(vec![memo], &assets, |_| ());
    insta::assert_snapshot!(body(&post), @"
    1. text gone.png

       icon.svg
    ");
    let warnings: Vec<_> = post
        .warnings
        .iter()
        .map(|warning| (warning.item, warning.text.to(Language::En)))
        .collect();
    assert_eq!(
        warnings,
        [
            (Some(1), "`gone.png` was not copied (404)"),
            (
                Some(1),
                "`icon.svg` was not copied (SVG is off; see `attachments.allow_svg`)"
            ),
        ]
    );
}

#[test]
fn what_was_not_made_smaller_is_shown_and_told() {
    let memo = with("text", &[("x.png", "image/png")]);
    let mut asset = copied(&memo.attachments[0]);
    asset.outcome = Outcome::Copied {
        name: "x.png".to_owned(),
        bytes: Vec::new(),
        is_image: true,
        remark: Some(Sentence::untranslated(
            "its 900 megapixels are too many to make it smaller",
        )),
    };
    let post = post(vec![memo], &[asset], |_| ());
    assert!(body(&post).ends_with("](weekly-5/x.png)"));
    assert_eq!(
        post.warnings[0].text.to(Language::En),
        "`x.png` was copied as it is: its 900 megapixels are too many to make it smaller"
    );
}

#[test]
fn modes_link_public_files_or_drop_them() {
    let private = with(
        "text",
        &[("x.png", "image/png"), ("y.pdf", "application/pdf")],
    );
    let public = Memo {
        page: Url::parse("https://memos.example.org/memos/a").ok(),
        ..private.clone()
    };
    let mode = |memo: &Memo, mode| {
        let post = post(vec![memo.clone()], &[], |rendering| {
            rendering.attachments = mode;
        });
        body(&post).to_owned()
    };
    insta::assert_snapshot!(mode(&public, Mode::Link), @"
    1. text

       ![text](https://memos.example.org/file/attachments/x.png/x.png)

       [y.pdf](https://memos.example.org/file/attachments/y.pdf/y.pdf)
    ");
    assert_eq!(mode(&private, Mode::Link), "1. text");
    assert_eq!(mode(&public, Mode::Drop), "1. text");
}

#[test]
fn wanted_files_are_named_by_the_oldest_memo_first() {
    let mut newer = with(
        "![](https://memos.example.org/file/attachments/t/t.png)",
        &[("n.png", "image/png")],
    );
    newer.id = "b".to_owned();
    newer.created += chrono::TimeDelta::hours(1);
    let older = with(
        "[f](/file/attachments/u/%E6%96%87.pdf) [no](/explore)",
        &[("o.png", "image/png")],
    );
    let mut issue = issue(Language::En, vec![older, newer]);
    issue.memos.reverse();
    let server = Url::parse("https://memos.example.org").expect("an address");
    let names: Vec<_> = with_trees(&issue, |trees| {
        wanted(&issue, &trees, std::slice::from_ref(&server))
    })
    .into_iter()
    .map(|want| want.filename)
    .collect();
    assert_eq!(names, ["o.png", "文.pdf", "n.png", "t.png"]);
    assert_eq!(
        with_trees(&issue, |trees| wanted(&issue, &trees, &[])).len(),
        2
    );
}

/// The issue that follows one with this cover, with these files.
fn after_cover(engine: Name, path: &str, cover: &str, files: &[(&str, &str)]) -> Post {
    after(engine, path, cover, files, |_| ())
}

fn after(
    engine: Name,
    path: &str,
    cover: &str,
    files: &[(&str, &str)],
    change: impl FnOnce(&mut Rendering),
) -> Post {
    let config = match engine {
        Name::Hugo => ("hugo.toml", "baseURL = 'https://e.org/blog/'\n"),
        Name::Hexo => ("_config.yml", "root: /blog/\n"),
        _ => ("astro.config.mjs", "export default { base: '/blog' }"),
    };
    let before = format!("---\ntitle: \"生成周刊 #4\"\ncover: {cover}\n---\n");
    let blog = blog(&[config, (path, &before)]);
    let learnt = learn(&blog, engine, &Configured::default());
    let memo = with("text", files);
    let assets: Vec<_> = memo.attachments.iter().map(copied).collect();
    let mut rendering = Rendering::new(learnt.conventions, learnt.path);
    change(&mut rendering);
    rendered(&issue(Language::En, vec![memo]), &assets, &rendering)
}

fn cover_of(post: &Post) -> Option<&str> {
    let mut lines = text(post).lines();
    lines.find_map(|line| line.strip_prefix("cover: "))
}

#[test]
fn the_first_picture_becomes_the_cover_of_a_blog_that_has_covers() {
    let post = |engine: Name, path: &str, cover: &str, files: &[(&str, &str)]| {
        let post = after_cover(engine, path, cover, files);
        let files: Vec<String> = post.files[1..]
            .iter()
            .map(|file| file.path.clone())
            .collect();
        (cover_of(&post).map(str::to_owned), files)
    };
    let picture = [("paper.pdf", "application/pdf"), ("a.png", "image/png")];
    let bundle = "content/posts/weekly-4/index.md";
    let (cover, _) = post(Name::Hugo, bundle, "cover.jpg", &picture);
    assert_eq!(cover.as_deref(), Some("a.png"));
    // a cover that is served from the root goes there beside its place in the post
    let (cover, files) = post(Name::Hugo, bundle, "/img/four.jpg", &picture);
    assert_eq!(cover.as_deref(), Some("/images/weekly-5/a.png"));
    assert!(
        files.contains(&"static/images/weekly-5/a.png".to_owned()),
        "{files:?}"
    );
    let flat = "content/posts/weekly-4.md";
    let (cover, files) = post(Name::Hugo, flat, "/img/four.jpg", &picture);
    assert_eq!(cover.as_deref(), Some("/images/weekly-5/a.png"));
    assert_eq!(files.len(), 2);
    let hexo = "source/_posts/weekly-4.md";
    let (cover, _) = post(Name::Hexo, hexo, "/img/four.jpg", &picture);
    assert_eq!(cover.as_deref(), Some("/images/weekly-5/a.png"));
    let astro = "src/content/blog/weekly-4.md";
    let (cover, _) = post(Name::Astro, astro, "./cover.jpg", &picture);
    assert_eq!(cover.as_deref(), Some("./weekly-5/a.png"));
    // without a picture there is no key
    let (cover, _) = post(Name::Astro, astro, "./cover.jpg", &picture[..1]);
    assert_eq!(cover, None);
}

#[test]
fn a_cover_that_is_left_out_is_told_with_what_to_set() {
    let picture = [("a.png", "image/png")];
    let flat = "content/posts/weekly-4.md";
    let notice = |cover: &str, files: &[(&str, &str)], change: fn(&mut Rendering)| {
        let post = after(Name::Hugo, flat, cover, files, change);
        let warnings: Vec<String> = post.warnings.iter().map(ToString::to_string).collect();
        (cover_of(&post).map(str::to_owned), warnings.join("\n"))
    };
    // nobody but the blogger knows where the next picture will be on the web
    for address in [
        "https://img.example.org/four.jpg",
        "//img.example.org/four.jpg",
    ] {
        let (cover, told) = notice(address, &picture, |_| ());
        assert_eq!(cover, None);
        assert_eq!(
            told,
            "`cover` is left out, because the older posts have an address on the web there, and that of the next picture \
             is not known; set `blog.front_matter.cover`, where `{{ number }}` may stand in the address"
        );
    }
    let (_, told) = notice("/img/four.jpg", &[], |_| ());
    assert_eq!(
        told,
        "`cover` is left out, because no picture of this issue could be its cover; set `blog.front_matter.cover` for one"
    );
    // nothing to say where there is one, or where somebody decided
    let (_, told) = notice("/img/four.jpg", &picture, |_| ());
    assert_eq!(told, "");
    let (cover, told) = notice("https://img.example.org/four.jpg", &picture, |rendering| {
        let address = Value::Text("https://img.example.org/{{ number }}.jpg".to_owned());
        rendering.front_matter = vec![("cover".to_owned(), address)];
    });
    assert_eq!(cover.as_deref(), Some("https://img.example.org/5.jpg"));
    assert_eq!(told, "");
    let (_, told) = notice("https://img.example.org/four.jpg", &picture, |rendering| {
        rendering.front_matter = vec![("cover".to_owned(), Value::Null)];
    });
    assert_eq!(told, "");
}
