//! Words of a memo, made harmless for a comment or description on GitHub.
//!
//! GitHub looks for mentions and references in the rendered text, so escapes do not help: a zero-width space after the
//! sign that starts one does, as Dependabot and Renovate do it.

use std::fmt::Write;

const GAP: char = '\u{200b}';

/// One line of plain text: no mention, no reference, no link, no markup, no HTML, no end of a table cell.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in inert(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' | '{' | '}' => {
                let _ = write!(out, "\\{c}");
            }
            _ => out.push(c),
        }
    }
    out
}

/// One line whose code spans stay: no mention, no reference, no link, no HTML; not for a table.
///
/// In a code span nothing is escaped, because Markdown would show it as it is written there. A back-tick that belongs to
/// none cannot begin one.
pub fn harmless(text: &str) -> String {
    let text = inert(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find('`') {
        let (words, code) = rest.split_at(start);
        out.push_str(&escaped(words));
        let ticks = ticks(code);
        if let Some(end) = end_of_code(code, ticks) {
            // no code span stops our own markers from being found
            out.push_str(&code[..end].replace("<!--", "<!\u{200b}--"));
            rest = &code[end..];
        } else {
            out.push_str(&"\\`".repeat(ticks));
            rest = &code[ticks..];
        }
    }
    out.push_str(&escaped(rest));
    out
}

fn escaped(words: &str) -> String {
    words
        .replace('\\', "\\\\")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('|', "\\|")
}

/// The number of back-ticks with which a text begins.
fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// The end of a code span that begins with so many back-ticks: just as many close it.
fn end_of_code(text: &str, opening: usize) -> Option<usize> {
    let mut at = opening;
    loop {
        at += text[at..].find('`')?;
        let closing = ticks(&text[at..]);
        at += closing;
        if closing == opening {
            return Some(at);
        }
    }
}

/// The text as it was before [`inert`]: two that differ in gaps only are read as the same.
pub fn without_gaps(text: &str) -> String {
    text.replace(GAP, "")
}

/// The text on one line, with a gap wherever GitHub would see a mention, a reference or a link: a title, a headline.
pub fn inert(text: &str) -> String {
    let is_shown = |c: &char| c.is_whitespace() || !(c.is_control() || is_direction(*c));
    let shown: String = text.chars().filter(is_shown).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    for (at, &c) in chars.iter().enumerate() {
        out.push(c);
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let gap = match c {
            '@' => next.is_alphanumeric(),
            '#' => next.is_ascii_digit(),
            // `GH-12`, but also every other key that an autolink of the repository may know: `JIRA-12`
            '-' => next.is_ascii_digit() && at > 0 && chars[at - 1].is_ascii_alphabetic(),
            ':' => next == '/' && chars.get(at + 2) == Some(&'/'),
            '.' => next != ' ' && at >= 3 && is_www(&chars[at - 3..at]),
            _ => c.is_ascii_hexdigit() && inside_object_id(&chars, at),
        };
        if gap {
            out.push(GAP);
        }
    }
    out
}

/// After every sixth sign of a word that could be (the start of) a commit's id: seven hexadecimal digits or more.
fn inside_object_id(chars: &[char], at: usize) -> bool {
    let before = chars[..at]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_hexdigit())
        .count();
    let after = chars[at + 1..]
        .iter()
        .take_while(|c| c.is_ascii_hexdigit())
        .count();
    before + 1 + after >= 7 && before % 6 == 5 && after > 0
}

fn is_www(word: &[char]) -> bool {
    word.iter().all(|c| c.eq_ignore_ascii_case(&'w'))
}

/// Signs that change the direction of what follows, or hide it.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
