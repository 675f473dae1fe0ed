//! The first words of a memo, for a table in the pull request.

use pulldown_cmark::{Event, Parser, Tag};

use super::cjk::is_wide;
use super::doc::{OPTIONS, is_inline};
use super::tag::tokens;
use super::write;

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// More bytes than that are never needed.
const ENOUGH: usize = 3 * COLUMNS;

/// So much of a text is looked at; the parser reads all that it is given.
const LONGEST: usize = 4096;

/// The first words of `text` as plain text in one line; where there are none, the name of the first picture.
pub fn lead(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let mut words = String::with_capacity(ENOUGH);
    let mut picture = None;
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => words.push_str(&text),
            Event::Html(html) => push_html(&mut words, &html),
            Event::InlineHtml(html) if is_break(&html) => words.push(' '),
            Event::Start(Tag::Image { dest_url, .. }) => {
                picture.get_or_insert(dest_url);
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            event if !is_inline(&event) => words.push(' '),
            _ => {}
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
