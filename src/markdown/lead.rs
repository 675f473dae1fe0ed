//! The first words of a memo, for a table in the pull request.

use pulldown_cmark::{Event, Parser};

use super::cjk::is_wide;
use super::doc::{OPTIONS, is_inline};

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// More than this is never looked at.
const ENOUGH: usize = 2000;

/// The first words of `text` as plain text in one line.
pub fn lead(text: &str) -> String {
    let beginning = &text[..text.floor_char_boundary(ENOUGH)];
    let mut words = String::new();
    for event in Parser::new_ext(beginning, OPTIONS) {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            event if !is_inline(&event) => words.push(' '),
            _ => {}
        }
        if words.len() > ENOUGH / 4 {
            break;
        }
    }
    shorten(&words)
}

fn shorten(words: &str) -> String {
    let mut out = String::new();
    let mut columns = 0;
    let mut space = 0;
    for word in words
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            space = out.len();
            out.push(' ');
            columns += 1;
        }
        for c in word.chars() {
            columns += 1 + usize::from(is_wide(c));
            if columns > COLUMNS {
                // back to the last space, unless that takes half of it away
                if space > COLUMNS / 2 && !is_wide(c) {
                    out.truncate(space);
                }
                return out.trim_end().to_owned() + "…";
            }
            out.push(c);
        }
    }
    out
}
