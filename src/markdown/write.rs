//! Small pieces of Markdown and HTML written from plain values; because every rule that makes some must escape alike.

use std::fmt::Write as _;
use std::ops::Range;

/// Stands where nothing would, and does not show; because parsers do not agree on what an empty item is.
pub const NOTHING: &str = "&#8203;";

/// `text` as Markdown that reads as `text` and nothing else, wherever it stands in a line; line breaks become spaces.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // a backslash would not keep it from ending a code span
            '`' => out.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '$' | '|' | '#' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The end of a link or an image, from the closing bracket of its words on.
pub(super) fn tail(url: &str, title: &str) -> String {
    let mut out = format!("]({}", destination(url));
    if !title.is_empty() {
        out.push_str(" \"");
        for c in title.chars() {
            match c {
                '\n' | '\r' => out.push(' '),
                '"' | '\\' => out.extend(['\\', c]),
                '&' | '<' | '`' | '$' | '|' => out.push_str(&entity(c)),
                c => out.push(c),
            }
        }
        out.push('"');
    }
    out + ")"
}

/// Returns the range of the address in the tail `](address "title")` of a link, and true if angle brackets are around
/// it.
pub(super) fn url_in_tail(tail: &str) -> Option<(Range<usize>, bool)> {
    let inner = tail.strip_prefix("](")?;
    let start = tail.len() - inner.trim_ascii_start().len();
    if tail[start..].starts_with('<') {
        let escaped =
            |at: usize| (tail[..at].len() - tail[..at].trim_end_matches('\\').len()) % 2 == 1;
        let mut ends = tail[start..].match_indices('>').map(|(at, _)| start + at);
        let end = ends.find(|&at| !escaped(at))?;
        return Some((start + 1..end, true));
    }
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in tail.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some((start..at, false)),
            b')' => depth -= 1,
            b if b.is_ascii_whitespace() => return Some((start..at, false)),
            _ => {}
        }
    }
    None
}

/// An address for the inside of `(…)`: what would end it, or begin something else, is percent-encoded.
fn destination(url: &str) -> String {
    let is_balanced = is_balanced(url);
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        match c {
            '(' | ')' if is_balanced => out.push(c),
            '&' if begins_entity(&url[at + 1..]) => out.push_str("&amp;"),
            ' ' | '[' | ']' | '<' | '>' | '(' | ')' | '\\' | '"' | '`' | '|' | '$' => {
                let _ = write!(out, "%{:02x}", u32::from(c));
            }
            c if c.is_ascii_control() => {
                let _ = write!(out, "%{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    if out.is_empty() { "<>".to_owned() } else { out }
}

/// Returns true if nothing but spaces and tabs is in a line.
pub(super) fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ' || byte == b'\t')
}

/// Returns true if an address can stand between angle brackets.
pub(super) fn is_address(url: &str) -> bool {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_absolute = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_unfit = |c: char| c.is_whitespace() || c.is_control() || "<>|`".contains(c);
    is_absolute && !url.contains(is_unfit)
}

/// Schemes of addresses that run code, or show what is not the blog's.
const SCRIPTS: [&str; 7] = [
    "javascript",
    "vbscript",
    "livescript",
    "jscript",
    "mocha",
    "data",
    "file",
];

/// Returns true if an address runs code instead of leading somewhere, however it is disguised.
pub(crate) fn is_script(destination: &str) -> bool {
    // most are plainly harmless
    if destination.starts_with("https://") || destination.starts_with(['/', '#']) {
        return false;
    }
    let Some((scheme, _)) = destination.split_once(':') else {
        return false;
    };
    // browsers skip what does not show
    let is_invisible = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let scheme = scheme.replace(is_invisible, "").to_ascii_lowercase();
    SCRIPTS.contains(&&*scheme)
}

/// Parentheses that close in order, not too many of them.
fn is_balanced(url: &str) -> bool {
    let mut depth = 0_usize;
    for b in url.bytes() {
        match b {
            b'(' if depth == 3 => return false,
            b'(' => depth += 1,
            b')' if depth == 0 => return false,
            b')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// Returns true if a text behind an ampersand would make an entity of it.
pub(super) fn begins_entity(after: &str) -> bool {
    let name = after.trim_start_matches('#');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && name[end..].starts_with(';'))
}

/// `text` with its HTML entities replaced by what they stand for.
pub(super) fn decoded(text: &str) -> String {
    use pulldown_cmark::{Event, Parser, Tag};
    if !text.contains('&') {
        return text.to_owned();
    }
    // the parser knows all entities; in a title only they and backslashes mean something
    let mut link = String::from("[x](y \"");
    for c in text.chars() {
        match c {
            '\\' | '"' => link.extend(['\\', c]),
            '\n' | '\r' => link.push(' '),
            c => link.push(c),
        }
    }
    link.push_str("\")");
    let title = Parser::new(&link).find_map(|event| match event {
        Event::Start(Tag::Link { title, .. }) => Some(title.to_string()),
        _ => None,
    });
    title.unwrap_or_else(|| text.to_owned())
}

/// A value between double quotes.
pub(super) fn attribute(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' | '"' | '<' | '>' => out.push_str(&entity(c)),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A character as an entity.
pub(crate) fn entity(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        c => format!("&#{};", u32::from(c)),
    }
}

/// Text as HTML that neither a Markdown parser nor a template engine finds anything in.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_harmless = matches!(c, '.' | ',' | '-' | '/' | '(' | ')' | ';' | '=');
        if c == '\n' || (c.is_ascii_punctuation() && !is_harmless) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The content of a code span with its back-ticks.
pub(crate) fn span_content(span: &str) -> &str {
    let ticks = span.len() - span.trim_start_matches('`').len();
    let code = &span[ticks..span.len() - ticks];
    let inner = code
        .strip_prefix(' ')
        .and_then(|code| code.strip_suffix(' '));
    inner
        .filter(|inner| !inner.trim_matches(' ').is_empty())
        .unwrap_or(code)
}

/// A code span in one line, between back-ticks that are not in it.
pub(super) fn code_span(code: &str, ticks: &str) -> String {
    let needs_space = code.starts_with('`')
        || code.ends_with('`')
        || (code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty());
    let space = if needs_space { " " } else { "" };
    format!("{ticks}{space}{code}{space}{ticks}")
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0)
}
