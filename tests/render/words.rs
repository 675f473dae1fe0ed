//! Words that must arrive as they were meant: formulas, emphasis, small signs, descriptions of pictures.

use memos_weekly::blog::Blog;
use memos_weekly::engine::Name;
use memos_weekly::issue::Language;
use memos_weekly::memo::Memo;
use memos_weekly::render::{Post, Rendering, Template};
use url::Url;

use super::{attachment, copied, issue, memo, rendered, rendering_in, text};

fn post_of(blog: &Blog, name: Name, memo: Memo, change: impl FnOnce(&mut Rendering)) -> Post {
    let mut rendering = rendering_in(blog, name);
    rendering.intro = Some(String::new());
    change(&mut rendering);
    let assets: Vec<_> = memo.attachments.iter().map(copied).collect();
    rendered(&issue(Language::En, vec![memo]), &assets, &rendering)
}

fn body_of(blog: &Blog, name: Name, content: &str) -> String {
    let post = post_of(blog, name, memo("a", content), |_| ());
    let (_, body) = text(&post).split_once("\n\n").expect("front matter");
    body.trim_end().to_owned()
}

fn body(name: Name, content: &str) -> String {
    body_of(&Blog::default(), name, content)
}

const FORMULA: &str = r"$a_i * b_{j}\, \{x\} \\ \alpha$";

/// What a `CommonMark` parser without formulas makes of a text, as HTML.
fn shown(markdown: &str) -> String {
    let mut html = String::new();
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    pulldown_cmark::html::push_html(
        &mut html,
        pulldown_cmark::Parser::new_ext(markdown, options),
    );
    html
}

#[test]
fn a_formula_reaches_the_reader_s_browser_as_it_was_written() {
    let display = "$$\n\\begin{aligned}\na_1 &= *b* \\\\\nc &= d\n\\end{aligned}\n$$";
    for name in [
        Name::Hugo,
        Name::Hexo,
        Name::Astro,
        Name::Zola,
        Name::Markdown,
    ] {
        let body = body(name, FORMULA);
        assert!(shown(&body).contains(FORMULA), "{name}: {body}");
        let body = self::body(name, display);
        let formula = display.replace('\n', " ").replace('&', "&amp;");
        assert!(shown(&body).contains(&formula), "{name}: {}", shown(&body));
    }
}

#[test]
fn a_formula_stays_where_the_site_s_parser_knows_it() {
    let sites = [
        (
            Name::Hugo,
            "hugo.toml",
            "[markup.goldmark.extensions.passthrough]\nenable = true\n[markup.goldmark.extensions.passthrough.delimiters]\nblock = [['$$', '$$']]\ninline = [['$', '$']]\n",
        ),
        (
            Name::Hexo,
            "package.json",
            "{\"dependencies\":{\"hexo-renderer-pandoc\":\"1\"}}",
        ),
        (
            Name::Astro,
            "astro.config.mjs",
            "import remarkMath from 'remark-math';",
        ),
        (
            Name::Eleventy,
            "eleventy.config.js",
            "import katex from '@mdit/plugin-katex';",
        ),
        (
            Name::Vitepress,
            ".vitepress/config.mts",
            "export default { markdown: { math: true } }",
        ),
    ];
    for (name, path, config) in sites {
        let mut blog = Blog::default();
        blog.add_text(path, config);
        assert_eq!(
            body_of(&blog, name, FORMULA),
            format!("1. {FORMULA}"),
            "{name}"
        );
    }
    // kramdown knows those between two dollars only
    let display = format!("a ${FORMULA}$ b");
    assert_eq!(body(Name::Jekyll, &display), format!("1. {display}"));
}

#[test]
fn bold_beside_chinese_punctuation_needs_no_html() {
    assert_eq!(
        body(Name::Hugo, "他说**「好」**了，**真，**她"),
        "1. 他说「**好**」了，**真**，她"
    );
    assert_eq!(body(Name::Hugo, "~~真，~~她"), "1. ~~真~~，她");
}

#[test]
fn formatting_that_the_engine_drops_becomes_signs_or_words_and_is_told_once() {
    let content =
        "x<sup>2</sup> H<sub>2</sub>O <kbd>Ctrl</kbd> <mark>m</mark> a<sup>b</sup> <kbd>C</kbd>";
    let post = post_of(&Blog::default(), Name::Hugo, memo("a", content), |_| ());
    assert!(
        text(&post).contains("1. x² H₂O Ctrl m ab C\n"),
        "{}",
        text(&post)
    );
    let told: Vec<String> = post.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "only the words of `<kbd>`, `<mark>`, `<sup>` are shown, because Hugo drops HTML unless the site allows it (`markup.goldmark.renderer.unsafe`)"
        ]
    );
}

#[test]
fn tags_that_say_what_marks_say_become_marks_where_the_engine_drops_html() {
    for (memo, shown) in [
        (
            "a <b>bold</b>, <strong>b</strong> <i>i</i> <em>e</em> <s>s</s> <del>d</del>",
            "a **bold**, **b** *i* *e* ~~s~~ ~~d~~",
        ),
        ("他说<b>「好」</b>了", "他说「**好**」了"),
        ("x<b>y</b>z", "x**y**z"),
        ("<b>a</b><b>b</b> <i>c</i><b>d</b>", "**a**b *c*d"),
        // stars beside stars would mean something else, and some mean nothing
        (
            "*a<b>b</b>* **a <i>b</i>** <b>!</b> <b></b>",
            "*ab* **a b** !",
        ),
        ("<b>a <i>b</i></b> <b>a", "a *b* &lt;b>a"),
        (
            "||secret|| <span class=\"spoiler\">s</span>",
            "||secret|| s",
        ),
    ] {
        assert_eq!(body(Name::Hugo, memo), format!("1. {shown}"), "{memo}");
    }
    let old = Memo {
        syntax: memos_weekly::memo::Syntax::Classic,
        ..memo("a", "a ||secret|| b")
    };
    let post = post_of(&Blog::default(), Name::Hugo, old, |_| ());
    assert!(text(&post).contains("1. a secret b\n"), "{}", text(&post));
}

#[test]
fn an_address_in_words_is_no_link_to_an_engine_that_looks_into_words() {
    let frame = "<iframe src=\"https://x.example/1\"></iframe>";
    for (name, shown) in [
        (Name::Hugo, "https&#58;//x"),
        // it looks when entities are signs already
        (Name::Astro, "https&#58;&#8203;//x"),
        (Name::Markdown, "https://x"),
    ] {
        assert!(body(name, frame).contains(shown), "{}", body(name, frame));
    }
}

#[test]
fn a_table_of_a_head_alone_is_one_to_kramdown_without_its_line() {
    let head = "| a | b |\n|---|---|";
    assert_eq!(body(Name::Jekyll, head), "1. | a | b |");
    assert_eq!(body(Name::Hugo, head), "1. | a | b |\n   |---|---|");
}

#[test]
fn a_picture_without_a_description_has_words_of_the_memo_or_none() {
    let with = |content: &str, names: &[&str]| {
        let attachments = names.iter().map(|name| attachment(name, "image/png"));
        let memo = Memo {
            attachments: attachments.collect(),
            ..memo("a", content)
        };
        text(&post_of(&Blog::default(), Name::Hugo, memo, |_| ())).to_owned()
    };
    let text = with("New icon", &["IMG_1024.png", "IMG_1025.png"]);
    assert!(text.contains("![New icon](IMG_1024.png)"), "{text}");
    assert!(text.contains("![](IMG_1025.png)"), "{text}");
    let text = with("", &["IMG_1024.png"]);
    assert!(text.contains("![](IMG_1024.png)"), "{text}");
    let text = with(
        "a ![](https://memos.example.org/file/attachments/IMG_1.png/IMG_1.png)",
        &["IMG_1.png"],
    );
    assert!(text.contains("a ![](IMG_1.png)"), "{text}");
}

#[test]
fn values_in_a_user_s_template_are_words_to_every_engine() {
    let content = "# {{ x }} {% y %} \\*a\\* <b\n\ntext";
    for name in Name::ALL {
        let mut memo = memo("a", content);
        memo.tags = vec!["a_b/c".to_owned(), "<i>{{z}}".to_owned()];
        let post = post_of(&Blog::default(), name, memo, |rendering| {
            rendering.template = Some(Template {
                name: "t".to_owned(),
                source: "L {{ items[0].lead }}\n\nT {{ items[0].tags | join(' ') }}\n".to_owned(),
            });
        });
        let (_, body) = text(&post).split_once("\n\n").expect("front matter");
        let html = shown(body);
        let has_template = |tag: &str| body.contains(tag);
        let escapes = matches!(name, Name::Zola | Name::Vitepress);
        assert!(
            !escapes || !has_template("{{ x") && !has_template("{{z"),
            "{name}: {body}"
        );
        assert!(html.contains("*a*"), "{name}: {html}");
        assert!(
            html.contains("a_b/c") && !html.contains("<i>"),
            "{name}: {html}"
        );
    }
}

#[test]
fn an_embedded_video_becomes_a_link_to_it() {
    for (html, link) in [
        (
            "<iframe width=\"560\" src=\"https://www.youtube.com/embed/dQw4w9WgXcQ?si=x\" allowfullscreen></iframe>",
            "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>",
        ),
        (
            "<iframe src=\"//player.bilibili.com/player.html?bvid=BV1GJ411x7h7&page=1\"></iframe>",
            "<https://www.bilibili.com/video/BV1GJ411x7h7>",
        ),
        (
            "see <video src=\"https://example.com/a.mp4\" controls></video>",
            "see <https://example.com/a.mp4>",
        ),
    ] {
        assert_eq!(body(Name::Hugo, html), format!("1. {link}"), "{html}");
    }
    let other = body(
        Name::Hugo,
        "<iframe src=\"https://evil.example/x\"></iframe>",
    );
    assert!(other.starts_with("1. &lt;iframe"), "{other}");
}

#[test]
fn the_public_address_is_the_server_too() {
    let content = "[a](https://memos.public.example/m/zzz) https://memos.public.example/m/b //memos.public.example/x <https://MEMOS.public.example/m/q> [b](http://memos.public.example/m/r) [c](//memos.public.example/m/r)\n![](https://memos.public.example/file/x.png) <img src='//memos.example.org/file/y.png'>";
    let post = post_of(
        &Blog::default(),
        Name::Markdown,
        memo("a", content),
        |rendering| {
            let public = Url::parse("https://memos.public.example/").expect("an address");
            rendering.servers.push(public);
        },
    );
    let text = text(&post).replace(" //memos.public.example/x ", " ");
    assert!(!text.to_lowercase().contains("memos."), "{text}");
}

#[test]
fn a_file_under_the_public_address_is_fetched_from_the_server_itself() {
    let content = "![](https://public.example/notes/file/x.png)";
    let issue = issue(Language::En, vec![memo("a", content)]);
    let servers = ["http://10.0.0.5:5230/", "https://public.example/notes/"]
        .map(|url| Url::parse(url).expect("an address"));
    let wants = super::with_trees(&issue, |trees| {
        memos_weekly::asset::wanted(&issue, &trees, &servers)
    });
    let urls: Vec<&str> = wants.iter().map(|want| want.url.as_str()).collect();
    assert_eq!(urls, ["http://10.0.0.5:5230/file/x.png"]);
}

#[test]
fn a_percent_sign_before_no_two_digits_is_one() {
    let content = "![](/file/100%+1%20%E5%9B%BE.png)";
    let issue = issue(Language::En, vec![memo("a", content)]);
    let servers = [Url::parse("https://memos.example.org/").expect("an address")];
    let wants = super::with_trees(&issue, |trees| {
        memos_weekly::asset::wanted(&issue, &trees, &servers)
    });
    assert_eq!(wants[0].filename, "100%+1 图.png");
}
