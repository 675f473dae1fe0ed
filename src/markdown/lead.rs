//! The first words of a memo, for a table in the pull request.

use pulldown_cmark::{Event, Parser, Tag};

use super::cjk::is_wide;
use super::doc::{Doc, OPTIONS, is_inline};
use super::edit::Settled;
use super::tag::tokens;
use super::write;

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// More bytes than that are never needed.
const ENOUGH: usize = 3 * COLUMNS;

/// The first words of `text` as plain text in one line; where there are none, the name of the first picture.
pub fn lead(text: &str) -> String {
    let mut words = String::new();
    let mut picture = None;
    for event in Parser::new_ext(text, OPTIONS) {
        push(&mut words, &event);
        if let Event::Start(Tag::Image { dest_url, .. }) = event {
            picture.get_or_insert(dest_url);
        }
        if words.len() > ENOUGH {
            break;
        }
    }
    match (shorten(&words), picture) {
        (words, Some(picture)) if words.is_empty() => shorten(name(&picture)),
        (words, _) => words,
    }
}

/// The first words of a text without what the edits remove, and with the words that they put in; without parsing it
/// again, which would cost as much as all the rest.
pub(super) fn after(doc: &Doc, edits: &Settled) -> String {
    let mut words = String::with_capacity(ENOUGH);
    let mut edits = edits.iter().peekable();
    let mut told = usize::MAX;
    for (event, range) in &doc.events {
        while edits.next_if(|(edit, _)| edit.end <= range.start).is_some() {}
        let text = match event {
            Event::Text(text) => text,
            // a tag that was made text
            Event::InlineHtml(html) if !is_break(html) => "",
            Event::Html(_) if edits.peek().is_some_and(|(edit, _)| edit.start < range.end) => "",
            _ => {
                push(&mut words, event);
                continue;
            }
        };
        let mut at = range.start;
        while let Some((edit, new)) = edits.peek().filter(|(edit, _)| edit.start < range.end) {
            if !text.is_empty() {
                words.push_str(doc.source.get(at..edit.start).unwrap_or_default());
            }
            if !edit.is_empty() && told != edit.start {
                told = edit.start;
                push_new(&mut words, new);
            }
            at = edit.end.max(at);
            if at > range.end {
                break;
            }
            edits.next();
        }
        if at == range.start {
            words.push_str(text);
        } else if !text.is_empty() {
            words.push_str(doc.source.get(at..range.end).unwrap_or_default());
        }
        if words.len() > ENOUGH {
            break;
        }
    }
    shorten(&words)
}

fn push(words: &mut String, event: &Event) {
    match event {
        Event::Text(text)
        | Event::Code(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text) => words.push_str(text),
        Event::Html(html) => push_html(words, html),
        Event::InlineHtml(html) if is_break(html) => words.push(' '),
        Event::SoftBreak | Event::HardBreak => words.push(' '),
        event if !is_inline(event) => words.push(' '),
        _ => {}
    }
}

/// The words of what an edit puts in.
fn push_new(words: &mut String, new: &str) {
    if new.bytes().all(|b| !b.is_ascii_punctuation()) {
        words.push_str(new);
        return;
    }
    for event in Parser::new_ext(new, OPTIONS) {
        if is_inline(&event) || matches!(event, Event::Html(_)) {
            push(words, &event);
        }
    }
}

/// What a block of HTML says.
fn push_html(words: &mut String, html: &str) {
    let mut at = 0;
    for (_, tag) in tokens(html) {
        words.push_str(&write::decoded(&html[at..tag.start]));
        words.push(' ');
        at = tag.end;
    }
    words.push_str(&write::decoded(&html[at..]));
}

fn is_break(html: &str) -> bool {
    html.get(..3)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("<br"))
}

/// The last part of an address.
fn name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("")
}

fn shorten(words: &str) -> String {
    let mut out = String::with_capacity(ENOUGH);
    let mut columns = 0;
    // where the last word begins, and whether there is space before the next
    let (mut last, mut space) = (0, false);
    for c in words.chars().filter(|&c| c != '\u{200b}') {
        if c.is_whitespace() || c.is_control() {
            space = !out.is_empty();
            continue;
        }
        if space {
            last = out.len();
            out.push(' ');
            columns += 1;
            space = false;
        }
        columns += 1 + usize::from(is_wide(c));
        if columns > COLUMNS {
            // back to the last space, unless that takes half of it away
            let end = if last > COLUMNS / 2 && !is_wide(c) {
                last
            } else {
                out.trim_end().len()
            };
            out.truncate(end);
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}
