//! The embedding law: one item per memo, numbered without a break, holding what the memo holds.

use std::collections::BTreeMap;

use memos_weekly::markdown::{
    Dialect, LineBreaks, Note, Region, Shaped, Style, Tags, numbered, sections, shape,
};
use memos_weekly::memo;
use proptest::prelude::*;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::keep;
use super::snippets::{any_text, everyday, memo};

/// What engines understand, and so what must not happen by accident.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
}

/// The events of a text, adjacent pieces of text joined.
fn events(text: &str) -> Vec<Event<'_>> {
    let mut events: Vec<Event> = Vec::new();
    for event in Parser::new_ext(text, options()) {
        match (events.last_mut(), event) {
            (Some(Event::Text(before)), Event::Text(text)) => *before = joined(before, &text),
            (Some(Event::Html(before)), Event::Html(text) | Event::Text(text)) => {
                *before = joined(before, &text);
            }
            // what is left of a tab
            (Some(Event::Start(Tag::HtmlBlock)), Event::Text(text)) => {
                events.push(Event::Html(text));
            }
            (_, event) => events.push(event),
        }
    }
    for event in &mut events {
        // the last line of a block has a newline only where another follows
        if let Event::Html(text) | Event::Text(text) = event {
            *text = text.trim_end_matches('\n').to_owned().into();
        }
    }
    events
        .retain(|event| !matches!(event, Event::Html(text) | Event::Text(text) if text.is_empty()));
    events
}

fn joined<'a>(before: &str, text: &str) -> CowStr<'a> {
    format!("{before}{text}").into()
}

/// The contents of the items of the one list that `post` is.
fn items(post: &str, first: usize) -> Vec<Vec<Event<'_>>> {
    let events = events(post);
    assert_eq!(
        events.first(),
        Some(&Event::Start(Tag::List(Some(first as u64)))),
        "{post}"
    );
    let mut items = Vec::new();
    let mut depth = 0;
    for event in events {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        match (&event, depth) {
            (Event::Start(Tag::Item), 2) => items.push(Vec::new()),
            (Event::End(TagEnd::Item), 1) => {}
            (_, 2..) => items.last_mut().expect("an item is open").push(event),
            (Event::Start(_), 1) | (Event::End(_), 0) if items.is_empty() || depth == 0 => {}
            _ => panic!("something beside the list: {event:?} in\n{post}"),
        }
    }
    items
}

/// Without the paragraphs at the top, which a list of a single item has no need of.
fn without_paragraphs(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut depth = 0;
    let mut out = Vec::new();
    for event in events {
        if matches!(event, Event::End(_)) {
            depth -= 1;
        }
        let top = depth == 0
            && matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            );
        if matches!(event, Event::Start(_)) {
            depth += 1;
        }
        if !top {
            out.push(event);
        }
    }
    out
}

pub(super) fn assert_numbered(memos: &[Shaped], first: usize) {
    let post = numbered(memos, first);
    let items = items(&post, first);
    assert_eq!(items.len(), memos.len(), "{post}");
    for (index, (item, memo)) in items.into_iter().zip(memos).enumerate() {
        let text = format!("{}\n", memo.text);
        let (mut item, mut alone) = (item, events(&text));
        if memos.len() == 1 {
            (item, alone) = (without_paragraphs(item), without_paragraphs(alone));
        }
        assert_eq!(
            item,
            alone,
            "item {} of\n{post}\nalone:\n{}",
            first + index,
            memo.text
        );
    }
}

pub(super) fn assert_sections(memos: &[Shaped]) {
    let headings: Vec<String> = (0..memos.len())
        .map(|index| format!("Section {index}"))
        .collect();
    let post = sections(headings.iter().map(String::as_str).zip(memos), 2);
    let mut parts: Vec<Vec<Event>> = Vec::new();
    for event in events(&post) {
        if matches!(
            event,
            Event::Start(Tag::Heading {
                level: pulldown_cmark::HeadingLevel::H2,
                ..
            })
        ) {
            parts.push(Vec::new());
        }
        parts.last_mut().expect("a heading comes first").push(event);
    }
    assert_eq!(parts.len(), memos.len(), "{post}");
    for (part, memo) in parts.iter().zip(memos) {
        let text = format!("{}\n", memo.text);
        assert_eq!(part[3..], events(&text), "{post}");
    }
}

/// Puts something else in every place, as an engine does.
fn braces(source: &str, place: Region) -> Option<String> {
    match place {
        Region::CodeSpan => Some("<code>x</code>".to_owned()),
        Region::CodeBlock => source.contains('{').then(|| source.replace('{', "{/*")),
        Region::Url => source.contains('{').then(|| source.replace('{', "%7B")),
        Region::Prose | Region::Html => source.contains('{').then(|| source.replace('{', "&#123;")),
        Region::Math => None,
    }
}

fn style() -> impl Strategy<Value = Style<'static>> {
    let tags = prop_oneof![
        Just(Tags::Strip),
        Just(Tags::Keep),
        Just(Tags::Link("/tags/{tag}"))
    ];
    let breaks = prop_oneof![Just(LineBreaks::Hard), Just(LineBreaks::Soft)];
    let syntax = prop_oneof![Just(memo::Syntax::Classic), Just(memo::Syntax::CommonMark)];
    let escape = any::<bool>();
    let hard_break = prop_oneof![Just("\\"), Just("  ")];
    let has_html = any::<bool>();
    (
        tags,
        breaks,
        syntax,
        (escape, hard_break, has_html),
        1_u8..5,
    )
        .prop_map(
            |(tags, line_breaks, syntax, (escape, hard_break, has_html), heading_level)| Style {
                tags,
                line_breaks,
                heading_level,
                syntax,
                dialect: Dialect {
                    hard_break,
                    has_html,
                    escape: if escape { Some(braces) } else { None },
                    ..Dialect::COMMON_MARK
                },
            },
        )
}

pub(super) fn shape_all(texts: &[String], style: &Style) -> Vec<Shaped> {
    let titles = BTreeMap::new();
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let id = format!("m{index}");
            shape(
                text,
                style,
                &Note {
                    id: &id,
                    tags: &[],
                    links: &keep,
                    titles: &titles,
                },
            )
        })
        .collect()
}

/// Tags format text, none runs anything, and each is closed in the block where it is opened.
fn assert_safe(memo: &Shaped) {
    let mut open: Vec<String> = Vec::new();
    for event in Parser::new_ext(&memo.text, options()) {
        match event {
            Event::InlineHtml(html) => {
                let name: String = html
                    .chars()
                    .skip_while(|c| "</".contains(*c))
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                assert!(
                    [
                        "a", "b", "br", "del", "i", "img", "mark", "span", "strong", "sub", "sup"
                    ]
                    .contains(&&*name),
                    "{}",
                    memo.text
                );
                assert!(!html.contains(" on"), "{}", memo.text);
                if html.starts_with("</") {
                    assert_eq!(open.pop(), Some(name), "{}", memo.text);
                } else if !matches!(&*name, "br" | "img") {
                    open.push(name);
                }
            }
            Event::Html(html) => {
                let evil = ["<script", "<div", "<pre", "<!", "<?", "<T"];
                assert!(
                    !evil.iter().any(|evil| html.contains(evil)),
                    "{}",
                    memo.text
                );
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell,
            ) => {
                assert_eq!(open, [""; 0], "{}", memo.text);
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                assert!(
                    !dest_url
                        .to_lowercase()
                        .trim_start()
                        .starts_with("javascript"),
                    "{}",
                    memo.text
                );
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn holds_for_markdown(texts in prop::collection::vec(memo(), 1..4), style in style(), first in prop_oneof![Just(1_usize), 7..12_usize, 98..101_usize]) {
        let memos = shape_all(&texts, &style);
        assert_numbered(&memos, first);
        // the dummy's entities make formulas of what was none
        if style.dialect.escape.is_none() {
            memos.iter().for_each(assert_safe);
        }
    }

    #[test]
    fn holds_for_sections(texts in prop::collection::vec(memo(), 1..4), style in style()) {
        // in a section a heading of the memo stays below the section's
        let memos = shape_all(&texts, &Style { heading_level: style.heading_level.max(2), ..style });
        assert_sections(&memos);
    }

    #[test]
    fn holds_for_any_text(texts in prop::collection::vec(any_text(), 1..4), style in style()) {
        let memos = shape_all(&texts, &style);
        assert_numbered(&memos, 1);
        // the dummy's entities make formulas of what was none
        if style.dialect.escape.is_none() {
            memos.iter().for_each(assert_safe);
        }
    }

    #[test]
    fn shaping_twice_is_shaping_once(text in everyday()) {
        let style = Style {
            heading_level: 0,
            ..Style::default()
        };
        let once = super::shaped_as(&text, &style).text;
        let twice = super::shaped_as(&once, &style).text;
        prop_assert_eq!(once, twice);
    }
}

/// What the properties found.
#[test]
fn holds_for_what_was_found() {
    const FOUND: &[&str] = &[
        "$-\r*\n\t -\t。$",
        "[^1]: \n[^1]<!-- c -->(javascript:a)",
        "~~<!-- c -->~~",
        "**<!-- c -->**\n*~~<!-- c -->~~*",
    ];
    for text in FOUND {
        for syntax in [memo::Syntax::Classic, memo::Syntax::CommonMark] {
            let style = Style {
                syntax,
                ..Style::default()
            };
            let memos = shape_all(&[(*text).to_owned(), "b".to_owned()], &style);
            memos.iter().for_each(assert_safe);
            assert_numbered(&memos, 1);
            assert_sections(&memos);
        }
    }
}
