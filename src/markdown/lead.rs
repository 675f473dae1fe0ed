//! The first words of a memo, for a table in the pull request.

use pulldown_cmark::{Event, Parser};

use super::cjk::is_wide;
use super::doc::{Doc, OPTIONS, is_inline};
use super::edit::Settled;

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// More bytes than that are never needed.
const ENOUGH: usize = 3 * COLUMNS;

/// The first words of `text` as plain text in one line.
pub fn lead(text: &str) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(text, OPTIONS) {
        push(&mut words, &event);
        if words.len() > ENOUGH {
            break;
        }
    }
    shorten(&words)
}

/// The first words of a text without what the edits remove, and with the words that they put in.
pub(super) fn after(doc: &Doc, edits: &Settled) -> String {
    let mut words = String::with_capacity(ENOUGH);
    let mut edits = edits.iter().peekable();
    let mut told = usize::MAX;
    for (event, range) in &doc.events {
        while edits.next_if(|(edit, _)| edit.end <= range.start).is_some() {}
        let text = match event {
            Event::Text(text) => text,
            // a tag that was made text
            Event::InlineHtml(_) => "",
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
                let new = Parser::new_ext(new, OPTIONS);
                new.filter(is_inline)
                    .for_each(|event| push(&mut words, &event));
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
        Event::InlineHtml(html) if html.starts_with("<br") => words.push(' '),
        event if !is_inline(event) || matches!(event, Event::SoftBreak | Event::HardBreak) => {
            words.push(' ');
        }
        _ => {}
    }
}

fn shorten(words: &str) -> String {
    let mut out = String::with_capacity(ENOUGH);
    let mut columns = 0;
    // where the last word begins, and whether there is space before the next
    let (mut last, mut space) = (0, false);
    for c in words.chars() {
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
