//! Links, images, footnotes and raw HTML: where they lead, and that nothing runs.

use std::collections::BTreeMap;

use memos_weekly::markdown::{Link, Note, Style, Target, TargetKind, Tree, shape};

use super::{assert_all, keep, shaped};

#[test]
fn references_are_put_in_their_place() {
    assert_all(
        &[
            (
                "[a][1] and [1] and [b][]\n\n[1]: /x 'T'\n[b]: <y z>",
                "[a](/x \"T\") and [1](/x \"T\") and [b](y%20z)",
            ),
            ("![a][1]\n\n[1]: /x\n[1]: /y", "![a](/x)"),
            ("> [1]: /x\n> text [1]", "> text [1](/x)"),
            ("- [1]: /x\n\n  text [1]", "- text [1](/x)"),
            ("[1]: /x\n    code [1]", "code [1](/x)"),
            (
                "[a]: /x (y (z) \\\"w\\\")\n\n[a]",
                "[a]: /x (y (z) \\\"w\\\")\n\n[a]",
            ),
        ][..5],
    );
    assert_eq!(shaped("[1]"), "[1]");
}

#[test]
fn footnotes_are_renamed() {
    assert_all(&[
        (
            "a[^1] b[^n ote]\n\n[^1]: one\n[^n ote]: two",
            "a[^m1-1] b[^m1-n2]\n\n[^m1-1]: one\n\n[^m1-n2]: two",
        ),
        ("a [^2-1] b", "a \\[^2-1] b"),
        ("[[^2] b](/x)", "[[&#8203;^2] b](/x)"),
    ]);
}

#[test]
fn bare_addresses_become_links() {
    assert_all(&[
        ("https://example.com", "<https://example.com>"),
        (
            "see https://example.com/a_b*c?d=e&f=g#h.",
            "see <https://example.com/a_b*c?d=e&f=g#h>.",
        ),
        (
            "看https://example.com/路，好",
            "看<https://example.com/路>，好",
        ),
        ("（https://example.com/a）", "（<https://example.com/a>）"),
        (
            "(https://example.com/a_(b))",
            "(<https://example.com/a_(b)>)",
        ),
        ("**https://example.com**", "**<https://example.com>**"),
        ("https://example.com这个", "<https://example.com>这个"),
        ("HTTP://EXAMPLE.COM/A", "<HTTP://EXAMPLE.COM/A>"),
        (
            "www.example.com.",
            "[www.example.com](http://www.example.com).",
        ),
        ("https://", "https://"),
        ("xhttps://example.com", "xhttps://example.com"),
        ("[https://example.com](/x)", "[https://example.com](/x)"),
        ("`https://example.com`", "`https://example.com`"),
        (
            "https://a.example\nhttps://b.example",
            "<https://a.example>\\\n<https://b.example>",
        ),
        (
            "| https://a.example |\n|---|",
            "| <https://a.example> |\n|---|",
        ),
    ]);
}

#[test]
fn titles_take_the_place_of_addresses() {
    let titles = BTreeMap::from([(
        "https://example.com/a".to_owned(),
        " A [b] *c*\n<d> ".to_owned(),
    )]);
    let note = Note {
        id: "m",
        tags: &[],
        links: &keep,
        titles: &titles,
    };
    let text = shape("- https://example.com/a, good", &Style::default(), &note).text;
    assert_eq!(
        text,
        "- [A \\[b\\] \\*c\\* &lt;d>](https://example.com/a), good"
    );
}

#[test]
fn links_lead_where_the_blog_has_them() {
    let links = |target: &Target| match (target.kind, &*target.destination) {
        (TargetKind::Image, "/file/1") => Link::To("a (1.png".to_owned()),
        (TargetKind::Link, "https://memos.example/m/1") => Link::Named {
            words: "item 3".to_owned(),
            url: None,
        },
        (TargetKind::Link, "/gone") => Link::Words,
        (TargetKind::Reference, "memos/x?a=b") => Link::Named {
            words: "item 2".to_owned(),
            url: Some("#i2".to_owned()),
        },
        (TargetKind::Embed, "resources/7") => Link::Image {
            url: "7.png".to_owned(),
            alt: "cat".to_owned(),
        },
        _ => Link::Keep,
    };
    let titles = BTreeMap::new();
    let note = Note {
        id: "m",
        tags: &[],
        links: &links,
        titles: &titles,
    };
    for (memo, expected) in [
        ("![a *b*](/file/1 't')", "![a *b*](a%20%281.png \"t\")"),
        ("![a][x]\n\n[x]: /file/1", "![a](a%20%281.png)"),
        (
            "<img src=\"/file/1\" alt=\"x\" onerror=\"y\">",
            "![x](a%20%281.png)",
        ),
        ("see https://memos.example/m/1.", "see item 3."),
        ("<https://memos.example/m/1>", "item 3"),
        ("[that](https://memos.example/m/1)", "item 3"),
        ("[*a* b](/gone) c", "*a* b c"),
        ("[- a](/gone)", "\\- a"),
        ("[[memos/x?a=b]] a", "[item 2](#i2) a"),
        ("![[resources/7]]", "![cat](7.png)"),
        (
            "[[memos/y]] \\[[memos/x]] `[[memos/x]]`",
            "[[memos/y]] \\[[memos/x]] `[[memos/x]]`",
        ),
        ("[![a](/file/1)](/x)", "[![a](a%20%281.png)](/x)"),
    ] {
        assert_eq!(
            shape(memo, &Style::default(), &note).text,
            expected,
            "{memo}"
        );
    }
}

#[test]
fn scripts_never_pass_as_links() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "\\javascript:alert(1)".trim_start_matches('\\'),
        "java&Tab;script:alert(1)",
        "&#1;javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
    ] {
        assert_eq!(shaped(&format!("[a]({address})")), "a", "{address}");
        assert_eq!(shaped(&format!("![a]({address})")), "a", "{address}");
        assert_eq!(shaped(&format!("[a]\n\n[a]: {address}")), "a", "{address}");
        let html = shaped(&format!("x <a href=\"{address}\">a</a>"));
        assert_eq!(html, "x a", "{address}");
    }
    assert_eq!(shaped("<javascript:alert(1)>"), "javascript:alert(1)");
}

#[test]
fn html_is_formatting_or_text() {
    assert_all(&[
        (
            "a <b>b</b> <i class=\"x\" onclick='y'>c</i>",
            "a <b>b</b> <i>c</i>",
        ),
        ("a <b>b", "a &lt;b>b"),
        ("a</b>", "a&lt;/b>"),
        (
            "<script>alert(1)</script>",
            "&lt;script>alert(1)&lt;/script>",
        ),
        ("<div>\n*a*\n</div>", "&lt;div>\\\n\\*a\\*\\\n&lt;/div>"),
        (
            "a <iframe src=x></iframe>",
            "a &lt;iframe src=x>&lt;/iframe>",
        ),
        ("a<!-- b -->c", "ac"),
        ("a\n\n<!--more-->\n\nb", "a\n\nb"),
        ("a\n<!-- x -->\nb", "a\n\nb"),
        ("<!-- a\n\nb", "&lt;!-- a\\\nb"),
        ("<a href='/x'>a *b*</a>", "[a *b*](/x)"),
        (
            "<details>\n<summary>a</summary>\n\n*b*\n\n</details>",
            "<details>\n<summary>a</summary>\n\n*b*\n\n</details>",
        ),
        (
            "<details open ontoggle=x>\n\nb\n\n</details>",
            "<details open>\n\nb\n\n</details>",
        ),
        ("<details>\n\nb", "&lt;details>\n\nb"),
        (
            "<a href=/x>https://example.com</a>",
            "[https://example.com](/x)",
        ),
        (
            "<details>\n<summary><img src='a.png' onerror=x><a href='javascript:x'>y</a></summary>\n</details>",
            "<details>\n<summary><img src=\"a.png\"><a>y</a></summary>\n</details>",
        ),
        ("a<br/>b", "a<br>b"),
        ("a\n\n<br>\n\nb", "a\n\n<br>\n\nb"),
        ("<b>\n\na\n\n</b>", "&lt;b>\n\na\n\n&lt;/b>"),
        (
            "- <details>\n\n  a\n\n</details>",
            "- &lt;details>\n\n  a\n\n&lt;/details>",
        ),
        (
            "<T> and <N, 1 < 2, <3, <=",
            "&lt;T> and &lt;N, 1 < 2, <3, <=",
        ),
    ]);
}

#[test]
fn nothing_comes_to_life() {
    assert_all(&[
        ("`\n=\n`<script>`", "`\\\n\\=\n\n`<script>`"),
        ("$<script>x</script>$", "$< script>x< /script>$"),
        ("$[a](javascript:x)$", "$[a] (javascript:x)$"),
        ("$a<b$ and $$\n1</2\n$$", "$a< b$ and $$\n1< /2\n$$"),
        ("$a < b$", "$a < b$"),
        ("<#script> x", "&lt;script> x"),
        ("[[a]](javascript:x)(javascript:x)", "[a]\\(javascript:x)"),
        ("<[b](javascript:x)>", "&lt;b>"),
        ("# [a]**(javascript:x)**", "**[a]\\(javascript:x)**"),
        ("# <**script**>", "**&lt;script>**"),
        (
            "- x\n\n<!-- c -->\n      <script>",
            "- x\n\n```\n  <script>\n```",
        ),
    ]);
}

#[test]
fn targets_are_found_wherever_they_stand() {
    let tree = Tree::parse(
        "![a](/1) [b](/2) [c]\n\n[c]: /3\n\n<img src='/4' alt='d'> https://example.com/5 <https://example.com/6>\n\n[[memos/7]] ![[resources/8]] `![x](/9)`",
    );
    let found = tree.targets();
    let found: Vec<_> = found
        .iter()
        .map(|target| (target.kind, &*target.destination, &*target.label))
        .collect();
    assert_eq!(
        found,
        [
            (TargetKind::Image, "/1", "a"),
            (TargetKind::Link, "/2", "b"),
            (TargetKind::Link, "/3", "c"),
            (TargetKind::Image, "/4", "d"),
            (
                TargetKind::Link,
                "https://example.com/5",
                "https://example.com/5"
            ),
            (
                TargetKind::Link,
                "https://example.com/6",
                "https://example.com/6"
            ),
            (TargetKind::Reference, "memos/7", ""),
            (TargetKind::Embed, "resources/8", ""),
        ]
    );
}

#[test]
fn targets_in_blocks_of_html_are_found() {
    let tree = Tree::parse("<details>\n<summary><img src='/1'></summary>\n\n<img src='/2'>\n");
    let found = tree.targets();
    let found: Vec<_> = found.iter().map(|target| &*target.destination).collect();
    assert_eq!(found, ["/1", "/2"]);
}
