//! Small pieces of Markdown written from plain values; because every rule that makes some must escape alike.

use super::start;

/// `text` as Markdown that reads as `text` and nothing else, wherever it stands; line breaks become spaces.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let text = match start::guard(text) {
        Some(Some(at)) if at > 0 => {
            out.push_str(&text[..at]);
            out.push('\\');
            &text[at..]
        }
        Some(Some(_)) if text.starts_with(['-', '+', '=', '>']) => {
            out.push('\\');
            text
        }
        _ => text,
    };
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // a backslash would not keep it from ending a code span
            '`' => out.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '$' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// An address for the inside of `(…)`: what would end it, or begin something else, is percent-encoded.
pub(super) fn destination(url: &str) -> String {
    let balanced = is_balanced(url);
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' | ')' if balanced => out.push(c),
            '&' => out.push_str("&amp;"),
            ' '
            | '['
            | ']'
            | '<'
            | '>'
            | '('
            | ')'
            | '\\'
            | '"'
            | '`'
            | '|'
            | '$'
            | '\u{0}'..='\u{1f}'
            | '\u{7f}' => {
                let code = u32::from(c);
                out.push('%');
                out.extend(
                    [code / 16, code % 16]
                        .into_iter()
                        .filter_map(|digit| char::from_digit(digit, 16)),
                );
            }
            c => out.push(c),
        }
    }
    if out.is_empty() {
        "<>".to_owned()
    } else {
        tidy_ampersands(&out)
    }
}

/// A title for the inside of `(…)` with the space before it; nothing if there is none.
pub(super) fn title(title: &str, in_cell: bool) -> String {
    if title.is_empty() {
        return String::new();
    }
    let mut out = String::from(" \"");
    for c in title.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '`' => out.push_str("&#96;"),
            '$' => out.push_str("&#36;"),
            '|' if in_cell => out.push_str("&#124;"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A link on plain words, or just the words.
pub(super) fn named(words: &str, url: Option<&str>) -> String {
    match url {
        Some(url) => format!("[{}]({})", plain(words), destination(url)),
        None => plain(words),
    }
}

/// An image.
pub(super) fn image(alt: &str, url: &str) -> String {
    format!("![{}]({})", plain(alt), destination(url))
}

/// A link that shows its own address; on other words where the address cannot stand for itself.
pub(super) fn address(url: &str, words: &str) -> String {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let absolute = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if absolute
        && !url.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`')
        })
    {
        format!("<{url}>")
    } else {
        named(words, Some(url))
    }
}

/// Parentheses that close in order, not too many of them.
fn is_balanced(url: &str) -> bool {
    let mut depth = 0_usize;
    for b in url.bytes() {
        match b {
            b'(' => depth += 1,
            b')' if depth == 0 => return false,
            b')' => depth -= 1,
            _ => {}
        }
        if depth > 3 {
            return false;
        }
    }
    depth == 0
}

/// `&amp;` only where a bare `&` would begin an entity.
fn tidy_ampersands(escaped: &str) -> String {
    let mut out = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find("&amp;") {
        let after = &rest[at + 5..];
        out.push_str(&rest[..at]);
        out.push_str(if begins_entity(after) { "&amp;" } else { "&" });
        rest = after;
    }
    out + rest
}

fn begins_entity(after: &str) -> bool {
    let name = after.trim_start_matches('#');
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// `text` with its HTML entities replaced by what they stand for.
pub(super) fn decoded(text: &str) -> String {
    use pulldown_cmark::{Event, Parser, Tag};
    if !text.contains('&') {
        return text.to_owned();
    }
    // the parser knows all entities; in a title only they and backslashes mean something
    let shielded: String = text
        .chars()
        .flat_map(|c| match c {
            '\\' | '"' => vec!['\\', c],
            '\n' | '\r' => vec![' '],
            c => vec![c],
        })
        .collect();
    Parser::new(&format!("[x](y \"{shielded}\")"))
        .find_map(|event| match event {
            Event::Start(Tag::Link { title, .. }) => Some(title.to_string()),
            _ => None,
        })
        .unwrap_or_else(|| text.to_owned())
}

/// A value between double quotes.
pub(super) fn attribute(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
