//! The other rules by example, and what is handed to the engine.

use memos_weekly::markdown::{Dialect, LineBreaks, Region, Style, Tree, clean, lead};
use memos_weekly::memo;

use super::{assert_all, shaped, shaped_as};

#[test]
fn plain_text_stays_as_it_is() {
    for memo in [
        "Hello, *world*.",
        "- a\n- b\n  - c",
        "a [link](/x 'title') and ![image](</a b>)",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "```rust\nlet x = 1;   \n\n\tlet y = 2;\n```",
        "````\n```\n````",
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
fn empty_items_take_nothing_in() {
    assert_all(&[
        ("- \n- a", "- &#8203;\n- a"),
        ("1.\ntext\n1.", "1. &#8203;\n\ntext\\\n1."),
        ("> -\n> text", "> - &#8203;\n>\n> text"),
    ]);
}

#[test]
fn tables_and_indented_code_end_with_a_blank_line() {
    assert_all(&[
        ("| a |\n|---|\n| b |\n- c", "| a |\n|---|\n| b |\n\n- c"),
        (
            "> | a |\n> |---|\n> | b |\n> > c",
            "> | a |\n> |---|\n> | b |\n>\n> > c",
        ),
        ("a\n\n    b\n2. c", "a\n\n```\nb\n```\n\n2. c"),
        // not more of the quote
        ("> ***\n    > a", "> ***\n\n```\n> a\n```"),
        // lines without bars are rows too
        ("| a |\n|---|\nb\n    c", "| a |\n|---|\n| b |\n| c |"),
    ]);
}

#[test]
fn a_code_span_over_lines_keeps_its_marks() {
    assert_all(&[("`a ``b\nc``", "`a ``b c``"), ("`  \n``\n``", "`  \n`` ``")]);
}

#[test]
fn an_escaped_back_tick_stays_one_where_a_fence_is_kept_from_beginning() {
    assert_all(&[
        ("````\\`", "&#96;&#96;&#96;&#96;&#96;"),
        ("```\\\\`", "&#96;&#96;&#96;\\\\&#96;"),
    ]);
}

#[test]
fn a_reference_becomes_no_link_where_a_comment_goes() {
    assert_all(&[
        (
            "[[memos/x]]<!-- c -->(javascript:a)",
            "[[memos/x]]\\(javascript:a)",
        ),
        (
            "![[resources/x]]<!-- c -->(javascript:a)",
            "![[resources/x]]\\(javascript:a)",
        ),
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
        ("_\\\nword_", "_\\\nword_"),
        ("# a\nb\nc", "**a**\n\nb\\\nc"),
        ("```\na\nb\n```", "```\na\nb\n```"),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |"),
        ("$$\na\nb\n$$", "$$\na\nb\n$$"),
    ]);
    let spaces = Style {
        dialect: Dialect {
            hard_break: "  ",
            ..Dialect::COMMON_MARK
        },
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
fn headings_go_below_the_item() {
    assert_all(&[
        ("# Title\n\ntext", "**Title**\n\ntext"),
        ("# Title\ntext", "**Title**\n\ntext"),
        ("# **Title**\ntext", "**Title**\n\ntext"),
        ("# A **b** __c__", "**A b c**"),
        ("a\n##### b\n##### c", "a\n\n**b**\n\n**c**"),
        ("# A * b \\\n", "**A \\* b \\\\**"),
        ("text\n\n# A\n## B", "text\n\n### A\n\n#### B"),
        ("text\n##### A\nmore", "text\n\n**A**\n\nmore"),
        ("text\n\n# A #", "text\n\n### A"),
        ("- # A\n  b", "- ### A\n  b"),
        ("# A\t\nb", "**A**\n\nb"),
        ("# A\n    > b", "**A**\n\n```\n> b\n```"),
        ("# _(A)__", "**_(A)_\\_**"),
        ("1.\n    ###### A", "1. **A**"),
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
        ("text\n---", "text\n\n***"),
        ("a\nb\n---\nc", "a\\\nb\n\n***\n\nc"),
        ("> a\n> ---", "> a\n>\n> ***"),
        ("- a\n  ---\n- b", "- a\n  ***\n- b"),
        ("text\n===", "text\\\n\\==="),
        ("text\n===\nmore", "text\\\n\\===\n\nmore"),
        ("text\n-\nmore", "text\\\n\\-\n\nmore"),
        ("---\ntitle: x\n---", "***\n\ntitle: x\n\n***"),
        ("#tag\n---\ntext", "***\n\ntext"),
    ]);
}

#[test]
fn the_old_dialect_becomes_html() {
    let old = Style {
        syntax: memo::Syntax::Classic,
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
        ("*==a* b==", "*==a* b=="),
        // one of a pair is a word, with what is before it
        ("a [^1] b", "a \\[^1] b"),
        ("a ||b== c", "a ||b== c"),
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
        ("  text\n  more", "text\\\nmore"),
        ("[ ] task", "\\[ ] task"),
        ("```\nopen", "```\nopen\n```"),
        ("> ```\n> open", "> ```\n> open\n> ```"),
        (" - a\n   - b\n - c", "- a\n  - b\n- c"),
        ("  ```\n    a\n  ```", "```\n  a\n```"),
        ("  ```\n  a\n    b\n  ```", "```\na\n  b\n```"),
        ("-\ta\n\tb", "- a\\\n  b"),
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
fn the_first_lines_of_a_memo_that_begins_with_code_are_what_is_said_of_it() {
    let code = "```sh\ncargo install x\n\ncargo run\n```\n\n";
    for (rest, expected) in [
        ("- one\n- two\n\nInstalls it.", "Installs it."),
        ("- one\n- two", "cargo install x"),
    ] {
        let memo = format!("{code}{rest}");
        let lines = Tree::parse(&clean(&memo)).first_lines();
        assert_eq!(lines, [expected], "{rest}");
    }
    let code_last = Tree::parse("- one\n\n```\ncode\n```");
    assert_eq!(code_last.first_lines(), ["one"]);
}

#[test]
fn the_lead_holds_what_the_reader_sees_first() {
    for (memo, expected) in [
        ("a<br>b<BR />c", "a b c"),
        ("Vec<T>, <N", "Vec<T>, <N"),
        ("<div>\na *b*\n</div>", "<div> a *b* </div>"),
        (
            "<details>\n<summary>A &amp; b</summary>\n\nc\n\n</details>",
            "A & b c",
        ),
        ("#tag a", "a"),
        ("```js\nlet a;\n```", "let a;"),
        ("![](/x/a.png)\n![](b.png)", "a.png"),
        ("<img src=\"/x/a.png?b\">", "a.png"),
        ("![](a.png) b", "b"),
        ("<!-- c -->", ""),
    ] {
        assert_eq!(
            shaped_as(memo, &Style::default()).lead,
            expected,
            "{memo:?}"
        );
    }
}

/// Shows what it is handed.
#[expect(clippy::unnecessary_wraps, reason = "as an engine answers")]
fn mirror(source: &str, place: Region) -> Option<String> {
    let code = source.trim_end();
    Some(match place {
        Region::Prose => format!("p({source})"),
        Region::CodeSpan => format!("<code>{}</code>", source.trim_matches('`')),
        Region::CodeBlock => format!("c({code})\nmore\n"),
        Region::Math => format!("m({source})"),
        Region::Url => format!("u({source})"),
        Region::Html => format!("h({code})"),
    })
}

#[test]
fn the_engine_is_handed_each_stretch_once() {
    let style = Style {
        dialect: Dialect {
            escape: Some(mirror),
            ..Dialect::COMMON_MARK
        },
        ..Style::default()
    };
    for (memo, expected) in [
        ("a *b* c", "p(a *b* c)"),
        ("a\nb", "p(a)\\\np(b)"),
        ("a `b` c", "p(a )<code>b</code>p( c)"),
        ("[a](/b \"c\") d", "p([a]()u(/b)p( \"c\") d)"),
        ("![a](</b c>)", "p(![a]()<u(/b c)>p())"),
        ("<https://a.b>", "<u(https://a.b)>"),
        ("a $b$", "p(a )m($b$)"),
        ("a <b>c</b>", "p(a )h(<b>)p(c)h(</b>)"),
        ("- a\n  > b", "- p(a)\n  > p(b)"),
        ("a\n\n# b", "p(a)\n\n### p(b)"),
        (
            "| a | `b` |\n|---|---|",
            "| p(a) | <code>b</code> |\n|---|---|",
        ),
        ("\\*a", "p(\\*a)"),
        (
            "> ```js\n> a\n> b\n> ```",
            "> ```js\n> c(a\n> b)\n> more\n> ```",
        ),
        ("a\n\n    b\n    c", "p(a)\n\n```\nc(b\nc)\nmore\n```"),
        (
            "<details>\n\na\n\n</details>",
            "h(<details>)\n\np(a)\n\nh(</details>)",
        ),
    ] {
        assert_eq!(shaped_as(memo, &style).text, expected, "{memo}");
    }
}
