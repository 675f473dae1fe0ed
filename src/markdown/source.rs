//! The bytes of a memo before they are parsed; because line ends, byte order marks and control characters mean
//! different things to different parsers, and nothing to a reader.

use std::borrow::Cow;

/// The text with `\n` as the only line end, without control characters, and without blank lines at either end.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = trim(text.trim_start_matches('\u{feff}'));
    // without stopping early, several bytes are looked at at a time
    if !text
        .bytes()
        .fold(false, |found, byte| found | is_unwanted(byte))
    {
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
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_end_matches(is_blank);
    let indentation = text.len() - text.trim_start_matches(is_blank).len();
    let line = text[..indentation]
        .rfind(['\n', '\r'])
        .map_or(0, |newline| newline + 1);
    &text[line..]
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

fn is_unwanted(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\n' && byte != b'\t'
}
