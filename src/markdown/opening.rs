//! The first line of a memo, which will stand behind a number; because there spaces and boxes mean something else.

use pulldown_cmark::{Event, Parser, Tag};

use super::code::fenced;
use super::doc::OPTIONS;
use super::edit::Edits;

/// The text so that its first line can stand behind a number, meaning what it means now.
pub(super) fn settle(text: String) -> String {
    let text = match text.len() - text.trim_start_matches(' ').len() {
        0 => text,
        width @ 1..4 => dedented(text, width),
        _ => indented(&text),
    };
    if is_box(&text) {
        format!("\\{text}")
    } else {
        text
    }
}

/// `[ ]` or `[x]`, which makes a task of an item.
fn is_box(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'[')
        && matches!(bytes.next(), Some(b' ' | b'\t' | b'\n' | b'x' | b'X'))
        && bytes.next() == Some(b']')
        && bytes.next().is_none_or(|b| b.is_ascii_whitespace())
}

/// An indented code block at the beginning, put between fences.
fn indented(text: &str) -> String {
    let mut code = String::new();
    let mut end = 0;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => end = range.end,
            Event::Text(text) => code.push_str(&text),
            _ => break,
        }
    }
    let rest = text[end..].trim_start_matches('\n');
    let code = fenced(code.trim_end_matches('\n'));
    format!("{code}\n\n{rest}").trim_ascii_end().to_owned()
}

/// The text without the spaces before its first block, where that changes nothing else.
fn dedented(text: String, width: usize) -> String {
    let moved = move_left(&text, width);
    if meaning(&text) == meaning(&moved) {
        moved
    } else {
        text
    }
}

/// What the parser says: the words, however many pieces they come in, and all else.
fn meaning(text: &str) -> (String, Vec<Event<'_>>) {
    let mut words = String::with_capacity(text.len());
    let mut events = Vec::new();
    for event in Parser::new_ext(text, OPTIONS) {
        if let Event::Text(text) = event {
            words.push_str(&text);
        } else {
            // a character that no text holds
            words.push('\0');
            events.push(event);
        }
    }
    (words, events)
}

fn move_left(text: &str, width: usize) -> String {
    let mut edits = Edits::default();
    let mut lines_of = |start: usize, end: usize, width: usize| {
        let mut at = start;
        for line in text[start..end].split_inclusive('\n') {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            edits.delete(at..at + spaces.min(width));
            at += line.len();
        }
    };
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let line = text[..range.start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        match event {
            Event::Start(Tag::Item) if depth == 1 => {
                let marker = text[line..range.end].len()
                    - text[line..range.end].trim_start_matches(' ').len();
                lines_of(line, range.end, marker);
                depth += 1;
            }
            Event::Start(Tag::CodeBlock(_)) if depth == 0 => {
                lines_of(0, range.end, width);
                break;
            }
            Event::Start(Tag::List(_)) if depth == 0 => depth += 1,
            _ if depth == 0 => {
                lines_of(
                    0,
                    range.end.min(text.find('\n').unwrap_or(text.len())),
                    width,
                );
                break;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    edits.settle().apply(text)
}
