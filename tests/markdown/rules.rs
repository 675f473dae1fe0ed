//! Each rule by example.

use std::collections::BTreeMap;

use memos_weekly::markdown::{
    Dialect, LineBreaks, Link, Note, Style, Tags, Target, TargetKind, lead, shape, targets,
};

use super::{keep, shaped, shaped_as};

/// What a memo becomes in the default style, in pairs.
fn assert_all(examples: &[(&str, &str)]) {
    for (memo, expected) in examples {
        assert_eq!(shaped(memo), *expected, "{memo:?}");
    }
}

#[test]
fn plain_text_stays_as_it_is() {
    for memo in [
        "Hello, *world*.",
        "* a\n* b\n    * c",
        "a [link](/x 'title') and ![image](</a b>)",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "```rust\nlet x = 1;   \n\n\tlet y = 2;\n```",
        "~~~~\n```\n~~~~",
        "> quote\n>\n> - list",
        "`code` and ``co`de``",
        "- [ ] open\n- [x] done",
        "a  \nb\\\nc",
        "$x_1$ and $$\\sum_{i}$$",
        "```mermaid\ngraph LR\n  a --> b\n```",
        "12 < 13 & 14 > 3",
        "H<sub>2</sub>O <kbd>Ctrl</kbd>",
        "mail <me@example.com>",
    ] {
        assert_eq!(shaped(memo), memo);
    }
}

#[test]
fn bytes_that_mean_nothing_go() {
    assert_all(&[
        ("\u{feff}a\r\n\r\nb\rc", "a\n\nb\\\nc"),
        ("a\u{0}b\u{8}c\u{1b}[0m", "a\u{fffd}bc[0m"),
        ("\n \n\n a \n\n", "a"),
        ("", ""),
        (" \t\r\n", ""),
    ]);
}

#[test]
fn newlines_are_line_breaks() {
    assert_all(&[
        ("a\nb", "a\\\nb"),
        ("a \nb", "a\\\nb"),
        ("- a\n  b\n- c", "- a\\\n  b\n- c"),
        ("> a\n> b", "> a\\\n> b"),
        ("a `b\nc` d", "a `b c` d"),
        ("*a\nb*", "*a\\\nb*"),
        ("# a\nb\nc", "**a**\n\nb\\\nc"),
        ("```\na\nb\n```", "```\na\nb\n```"),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |"),
        ("$$\na\nb\n$$", "$$\na\nb\n$$"),
    ]);
    let spaces = Style {
        hard_break: "  ",
        ..Style::default()
    };
    assert_eq!(shaped_as("a\nb\\\nc", &spaces).text, "a  \nb  \nc");
    let soft = Style {
        line_breaks: LineBreaks::Soft,
        ..Style::default()
    };
    assert_eq!(shaped_as("a\nb", &soft).text, "a\nb");
}

#[test]
fn tags_go_and_words_stay() {
    assert_all(&[
        ("#tag", ""),
        ("text #tag", "text"),
        ("#tag text", "text"),
        ("#a #b text #c #d", "text"),
        ("text\n#tag\nmore", "text\\\nmore"),
        ("text\n\n#tag", "text"),
        ("#tag\n\ntext", "text"),
        ("#tag\ntext", "text"),
        ("text\n#a #b", "text"),
        ("I write #rust every day", "I write rust every day"),
        ("I write #rust.", "I write rust."),
        ("今天#读书 很好", "今天读书很好"),
        ("今天 #读书 很好", "今天读书很好"),
        ("今天 #rust 很好", "今天 rust 很好"),
        ("#读书 《三体》很好", "《三体》很好"),
        ("很好。#读书/科幻", "很好。"),
        ("读了，#读书，很好", "读了，读书，很好"),
        ("- #tag\n- b", "- b"),
        ("- a\n- #tag\n- b", "- a\n- b"),
        ("{#id}", "{#id}"),
        ("- #tag a\n- b #c", "- a\n- b"),
        ("- [ ] #tag a", "- [ ] a"),
        ("> #tag\n> a", "> a"),
        ("a\n\n> #tag\n\nb", "a\n\nb"),
        ("**#tag** a", "**tag** a"),
    ]);
}

#[test]
fn what_is_no_tag_stays() {
    for memo in [
        "`#tag`",
        "```\n#tag\n```",
        "    #tag\n\na".trim(),
        "[#tag](/x)",
        "\\#tag a",
        "a ## b",
        "C# and F#",
        "a#b",
        "item # 5",
        "<https://example.com/#tag>",
        "&#35;tag",
        "$#tag$",
    ] {
        if memo == "#tag\n\na" {
            continue;
        }
        assert_eq!(shaped(memo), memo);
    }
    assert_eq!(
        shaped("https://example.com/a#tag b"),
        "<https://example.com/a#tag> b"
    );
}

#[test]
fn a_stripped_tag_reveals_no_block() {
    assert_all(&[
        ("#tag - a", "\\- a"),
        ("#tag 1. a", "1\\. a"),
        ("#tag\n2. a", "2\\. a"),
        ("#tag # a", "\\# a"),
        ("#tag > a", "\\> a"),
        ("#tag ---", "\\---"),
        ("a\n#tag ---\nb", "a\\\n\\---\\\nb"),
        ("#tag [ ] a", "\\[ ] a"),
        ("#tag [a]: b", "\\[a]: b"),
        ("#tag ~~~", "tag ~~~"),
    ]);
}

#[test]
fn tags_are_kept_or_linked() {
    let keep = Style {
        tags: Tags::Keep,
        ..Style::default()
    };
    assert_eq!(shaped_as("a #tag\n#b", &keep).text, "a #tag\\\n#b");
    let link = Style {
        tags: Tags::Link("/tags/{tag}/"),
        ..Style::default()
    };
    assert_eq!(
        shaped_as("a #读书/b c", &link).text,
        "a [\\#读书/b](/tags/%E8%AF%BB%E4%B9%A6/b/) c"
    );
    assert_eq!(
        shaped_as("#a b #c/d #a\n\n# #e", &Style::default()).tags,
        ["a", "c/d"]
    );
}

#[test]
fn tags_of_old_servers_hold_punctuation() {
    let tags = ["读书。".to_owned(), "a,b".to_owned()];
    let titles = BTreeMap::new();
    let note = Note {
        id: "m",
        tags: &tags,
        links: &keep,
        titles: &titles,
    };
    assert_eq!(
        shape("很好\n#读书。 #a,b", &Style::default(), &note).text,
        "很好"
    );
}

#[test]
fn headings_go_below_the_item() {
    assert_all(&[
        ("# Title\n\ntext", "**Title**\n\ntext"),
        ("# Title\ntext", "**Title**\n\ntext"),
        ("# **Title**\ntext", "**Title**\n\ntext"),
        ("# A **b** __c__", "**A b c**"),
        ("a\n##### b\n##### c", "a\n\n**b**\n\n**c**"),
        ("# A * b \\\n", "**A \\* b \\\\**"),
        ("text\n\n# A\n## B", "text\n\n### A\n#### B"),
        ("text\n##### A\nmore", "text\n\n**A**\n\nmore"),
        ("text\n\n# A #", "text\n\n### A #"),
        ("- # A\n  b", "- ### A\n  b"),
    ]);
    let deep = Style {
        heading_level: 6,
        ..Style::default()
    };
    assert_eq!(shaped_as("a\n# b\nc", &deep).text, "a\n\n**b**\n\nc");
}

#[test]
fn a_line_under_text_makes_no_heading() {
    assert_all(&[
        ("text\n---", "text\n\n---"),
        ("a\nb\n---\nc", "a\\\nb\n\n---\nc"),
        ("> a\n> ---", "> a\n>\n> ---"),
        ("- a\n  ---\n- b", "- a\n  ***\n- b"),
        ("text\n===", "text\\\n\\==="),
        ("text\n===\nmore", "text\\\n\\===\n\nmore"),
        ("text\n-\nmore", "text\\\n\\-\n\nmore"),
        ("---\ntitle: x\n---", "---\ntitle: x\n\n---"),
        ("#tag\n---\ntext", "---\ntext"),
    ]);
}

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
            "a[^m1-1] b[^m1-n2]\n\n[^m1-1]: one\n[^m1-n2]: two",
        ),
        ("a [^2-1] b", "a \\[^2-1] b"),
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
        ("[a [b](/gone) c](/y)", "[a b c\\](/y)"),
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
fn the_old_dialect_becomes_html() {
    let old = Style {
        dialect: Dialect::Classic,
        ..Style::default()
    };
    for (memo, expected) in [
        ("a ==b *c*== d", "a <mark>b *c*</mark> d"),
        ("||secret||", "<span class=\"spoiler\">secret</span>"),
        ("H~2~O", "H<sub>2</sub>O"),
        ("x^2^", "x<sup>2</sup>"),
        ("~~a~~", "~~a~~"),
        ("`==a==` a == b", "`==a==` a == b"),
        ("$x^2^$", "$x^2^$"),
        (
            "==https://example.com/?a==",
            "<mark><https://example.com/?a></mark>",
        ),
        (
            "https://example.com/?a==b==",
            "<https://example.com/?a==b==>",
        ),
    ] {
        assert_eq!(shaped_as(memo, &old).text, expected, "{memo}");
    }
    assert_all(&[("==a== ||b|| x^2^", "==a== ||b|| x^2^"), ("~a~", "~~a~~")]);
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
            "&lt;T> and \\<N, 1 < 2, <3, <=",
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
        ("<#script> x", "\\<script> x"),
        (
            "[[a]](javascript:x)(javascript:x)",
            "[a]&#8203;(javascript:x)",
        ),
        ("<[b](javascript:x)>", "\\<b>"),
        ("# [a]**(javascript:x)**", "**[a]&#8203;(javascript:x)**"),
        ("# <**script**>", "**\\<script>**"),
        (
            "- x\n\n<!-- c -->\n      <script>",
            "- x\n\n&#8203;\n\n      <script>",
        ),
    ]);
}

#[test]
fn chinese_emphasis_is_repaired() {
    assert_all(&[
        ("**真，**她", "<strong>真，</strong>她"),
        ("他说**“好”**了", "他说<strong>“好”</strong>了"),
        (
            "**真，**她说。他说**“好”**了",
            "<strong>真，</strong>她说。他说<strong>“好”</strong>了",
        ),
        ("**真**她", "**真**她"),
        ("*真，*她", "*真，*她"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("a**b", "a**b"),
    ]);
}

#[test]
fn an_item_can_begin_with_anything() {
    assert_all(&[
        ("    code\n\ntext", "```\ncode\n```\n\ntext"),
        ("\tcode", "```\ncode\n```"),
        ("  text\n  more", "text\\\n  more"),
        ("[ ] task", "\\[ ] task"),
        ("```\nopen", "```\nopen\n```"),
        ("> ```\n> open", "> ```\n> open\n> ```"),
        (" - a\n   - b\n - c", "- a\n  - b\n- c"),
        ("  ```\n    a\n  ```", "```\n  a\n```"),
        ("  ```\n  a\n    b\n  ```", "```\na\n  b\n```"),
        ("-\ta\n\tb", "-   a\\\n    b"),
    ]);
}

#[test]
fn info_strings_name_a_language_only() {
    assert_all(&[
        ("```js {1,3} onload={{x}}\na\n```", "```js\na\n```"),
        ("```{{x}}\na\n```", "```\na\n```"),
        ("```c++\na\n```", "```c++\na\n```"),
    ]);
}

#[test]
fn the_lead_is_plain_text() {
    assert_eq!(lead("# A *b*\n`c`\n\n- [d](/x)"), "A b c d");
    assert_eq!(
        lead(&"word ".repeat(50)),
        format!("{}…", "word ".repeat(12).trim_end())
    );
    assert_eq!(lead(&"字".repeat(50)), format!("{}…", "字".repeat(30)));
    assert_eq!(lead(""), "");
}

#[test]
fn targets_are_found_wherever_they_stand() {
    let found = targets(
        "![a](/1) [b](/2) [c]\n\n[c]: /3\n\n<img src='/4' alt='d'> https://example.com/5 <https://example.com/6>\n\n[[memos/7]] ![[resources/8]] `![x](/9)`",
    );
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
            (
                TargetKind::Link,
                "https://example.com/6",
                "https://example.com/6"
            ),
            (
                TargetKind::Link,
                "https://example.com/5",
                "https://example.com/5"
            ),
            (TargetKind::Reference, "memos/7", ""),
            (TargetKind::Embed, "resources/8", ""),
            (TargetKind::Image, "/4", "d"),
        ]
    );
}
