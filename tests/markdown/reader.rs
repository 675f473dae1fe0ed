//! What one reads of a shaped memo is what one reads of the memo.

use std::ops::Range;

use memos_weekly::markdown::{Dialect, LineBreaks, Style, Tags};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::law::options;
use super::shaped_as;
use super::snippets::memo;

/// What a reader sees, without white space: the words, a sign for every item, quote, picture and piece of code.
fn seen(text: &str) -> String {
    let mut seen = String::new();
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Text(text) => seen.push_str(&text),
            Event::Code(text) => seen.extend(["‹", &text, "›"]),
            Event::InlineMath(text) | Event::DisplayMath(text) => seen.extend(["∑", &text, "∑"]),
            Event::Start(Tag::Item) => seen.push('•'),
            Event::Start(Tag::BlockQuote(_)) => seen.push('“'),
            Event::End(TagEnd::BlockQuote(_)) => seen.push('”'),
            Event::Start(Tag::CodeBlock(_)) => seen.push('«'),
            Event::End(TagEnd::CodeBlock) => seen.push('»'),
            Event::Start(Tag::Image { .. }) => seen.push('▣'),
            Event::Start(Tag::Link { .. }) => seen.push('→'),
            Event::TaskListMarker(done) => seen.push(if done { '☑' } else { '☐' }),
            Event::Start(Tag::TableCell) => seen.push('¦'),
            Event::Rule => seen.push('—'),
            _ => {}
        }
    }
    seen.retain(|c| !c.is_whitespace() && c != '\u{200b}');
    seen
}

/// Nothing in it is meant to look otherwise afterwards (HTML, addresses, underlined text, emphasis that was repaired),
/// and the parser itself is right about it (quotes behind tabs, a hard break that ends the words of a link), and no link
/// leads nowhere, which becomes words.
fn is_plain(text: &str) -> bool {
    let signs = [
        "<",
        "javascript:",
        "://",
        "www.",
        "]:",
        "\t>",
        "\n](",
        "]()",
    ];
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..);
    let repaired = text.contains(wide) && (text.contains("**") || text.contains("~~"));
    let underlined = |(event, range): (Event, Range<usize>)| {
        matches!(event, Event::Start(Tag::Heading { .. }))
            && text[range].trim_ascii_end().contains(['\n', '\r'])
    };
    let mut events = Parser::new_ext(text, options()).into_offset_iter();
    !signs.iter().any(|sign| text.contains(sign)) && !repaired && !events.any(underlined)
}

#[test]
fn sees_what_was_found() {
    const FOUND: &[&str] = &[
        "$$ \\\n]]>$",
        "*\\\nword*",
        "***\\\nword*",
        "\\\t\nx",
        "# &amp;\t\nx",
    ];
    for text in FOUND {
        for line_breaks in [LineBreaks::Hard, LineBreaks::Soft] {
            let style = Style {
                line_breaks,
                ..Style::default()
            };
            let shaped = shaped_as(text, &style).text;
            assert_eq!(seen(text), seen(&format!("{shaped}\n")), "{shaped}");
        }
    }
    // a backslash that is a sign, and a break behind it
    assert_eq!(shaped_as("\\\t\nx", &Style::default()).text, "\\\\\\\nx");
}

/// Tags that say what marks say, and what may stand in and beside them.
fn tagged() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<s>",
        "</s>",
        "<strong>",
        "</strong>",
        "<sup>",
        "</sup>",
        "a",
        "好",
        "，",
        "「x」",
        " ",
        "\n",
        "`c`",
        "[",
        "](/x)",
        "&amp;",
        "#tag",
        "1. ",
        "- ",
        "\\",
        "(",
        ")",
        "!",
        "-",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..14).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn sees_the_same(text in memo(), soft in any::<bool>()) {
        prop_assume!(is_plain(&text));
        let style = Style {
            tags: Tags::Keep,
            line_breaks: if soft { LineBreaks::Soft } else { LineBreaks::Hard },
            ..Style::default()
        };
        let shaped = shaped_as(&text, &style).text;
        // in a post a line end follows
        let shown = seen(&format!("{shaped}\n"));
        prop_assert_eq!(seen(text.trim_ascii_end()), shown, "{}", shaped);
    }

    #[test]
    fn no_mark_is_seen_where_tags_become_marks(text in tagged()) {
        let style = Style {
            dialect: Dialect { has_html: false, ..Dialect::COMMON_MARK },
            ..Style::default()
        };
        let shaped = shaped_as(&text, &style).text;
        let shown = seen(&format!("{shaped}\n"));
        prop_assert!(!shown.contains(['*', '~']), "{}", shaped);
    }
}
