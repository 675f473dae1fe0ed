//! The bytes of a memo before they are parsed; because line ends, byte order marks and control characters mean different
//! things to different parsers, and nothing to a reader, and because no engine reads lists of any depth.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::tree::OPTIONS;

/// The text with `\n` as the only line end, without control characters, without blank lines at either end, and with the
/// marks of what is nested too deep as plain characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = characters(text);
    match flat(&text) {
        Some(flat) => Cow::Owned(flat),
        None => text,
    }
}

fn characters(text: &str) -> Cow<'_, str> {
    let text = trim(text.trim_start_matches('\u{feff}'));
    let is_unwanted = |byte: u8| byte.is_ascii_control() && byte != b'\n' && byte != b'\t';
    if !text.bytes().any(is_unwanted) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            '\u{b}' | '\u{c}' => out.push(' '),
            '\n' | '\t' => out.push(c),
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(trim(&out).to_owned())
}

/// The text without leading blank lines and without trailing white space; the first line keeps its indentation.
fn trim(text: &str) -> &str {
    let is_blank = |c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let text = text.trim_end_matches(is_blank);
    let indentation = text.len() - text.trim_start_matches(is_blank).len();
    let line = text[..indentation].rfind(['\n', '\r']);
    &text[line.map_or(0, |newline| newline + 1)..]
}

/// Maximum depth of a memo, as markdown-it counts, which gives up at a hundred: a quote is one level, an item two. The
/// issue's own list comes on top.
const LEVELS: usize = 90;

/// The text with the marks of what is nested deeper as plain characters; `None` if nothing is.
fn flat(text: &str) -> Option<String> {
    // a last marker has two levels and may have one column
    let mut lines = text.as_bytes().split(|&byte| byte == b'\n');
    if !lines.any(|line| columns(line) >= LEVELS) {
        return None;
    }
    let mut flatter = escaped(text)?;
    // each time there are fewer marks
    while let Some(next) = escaped(&flatter) {
        flatter = next;
    }
    Some(flatter)
}

/// Returns the distance of the text of a line from its beginning, in columns.
fn columns(line: &[u8]) -> usize {
    let mut columns = 0;
    let mut rest = line;
    loop {
        let length = match rest {
            [b'[', b'^', ..] => {
                let label = rest.windows(2).position(|end| end == b"]:");
                label.map_or(0, |label| label + 2)
            }
            [
                b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9',
                ..,
            ] => 1,
            _ => 0,
        };
        if length == 0 {
            return columns;
        }
        columns += if rest[0] == b'\t' { 4 } else { length };
        rest = &rest[length..];
    }
}

fn escaped(text: &str) -> Option<String> {
    let mut places: Vec<usize> = Vec::new();
    let mut levels = 0;
    // the first mark on a line, because with it all others on this line are plain; and where that line ends
    let mut first: Option<(usize, usize)> = None;
    for (event, mut range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let own = own_levels(&event);
        if own == 0 || matches!(event, Event::End(_)) {
            levels -= own;
            continue;
        }
        // behind a tab, a list begins too early, at times at the quote around it
        if matches!(event, Event::Start(Tag::Item)) {
            range.start += marks(&text[range.clone()]);
        }
        if levels == 0 || first.is_none_or(|(_, end)| end < range.start) {
            let rest = text[range.start..].find('\n');
            first = Some((
                range.start,
                rest.map_or(text.len(), |length| range.start + length),
            ));
        }
        let is_outermost = levels <= LEVELS;
        levels += own;
        let Some((first, _)) = first.filter(|_| levels > LEVELS) else {
            continue;
        };
        // behind those of a number its mark can be escaped
        let digits = text[first..].bytes().take_while(u8::is_ascii_digit).count();
        places.push(first + digits);
        if is_outermost {
            places.extend(quotes(text, range));
        }
    }
    places.sort_unstable();
    places.dedup();
    let mut out = String::with_capacity(text.len() + places.len());
    let mut done = 0;
    for &place in &places {
        out.extend([&text[done..place], "\\"]);
        done = place;
    }
    (!places.is_empty()).then(|| out + &text[done..])
}

fn own_levels(event: &Event) -> usize {
    match event {
        Event::Start(Tag::Item) | Event::End(TagEnd::Item) => 2,
        Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_))
        | Event::End(TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => 1,
        _ => 0,
    }
}

/// Returns the offsets of the marks of the further lines of a quote.
fn quotes(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let newlines = text[range.clone()].match_indices('\n');
    newlines.filter_map(move |(newline, _)| {
        let line = range.start + newline + 1;
        let rest = text[line..range.end].trim_start_matches([' ', '\t']);
        rest.starts_with('>').then_some(range.end - rest.len())
    })
}

/// The length of the white space and the marks of quotes at the beginning.
fn marks(text: &str) -> usize {
    text.len()
        - text
            .trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '>')
            .len()
}
