//! What would begin a block if it stood at the beginning of a line; because a line may come to stand where it began
//! nothing before.

use super::leaf::Kind;
use super::rules::html::{self, Markup};
use super::write;

/// The position of a line in its block, and of that block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// The first of the first block in an item, or of a memo.
    Begin,
    /// The first of a later block.
    First,
    /// A later one.
    Later,
}

/// A change of a line that keeps it from beginning a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// A backslash at an offset.
    Backslash(usize),
    /// All signs of this kind as entities, where some of them might pair with others.
    Entities(char),
    /// Something invisible before it.
    Invisible,
}

impl Guard {
    pub(super) fn applied(self, line: &str) -> String {
        match self {
            Self::Backslash(at) => format!("{}\\{}", &line[..at], &line[at..]),
            Self::Entities(sign) => {
                let mut out = String::with_capacity(line.len() + 16);
                let mut is_escaped = false;
                for c in line.chars() {
                    if c == sign {
                        // a backslash would keep the entity from being one
                        out.truncate(out.len() - usize::from(is_escaped));
                        out.push_str(&write::entity(c));
                    } else {
                        out.push(c);
                    }
                    is_escaped = c == '\\' && !is_escaped;
                }
                out
            }
            Self::Invisible => format!("&#8203;{line}"),
        }
    }
}

/// Returns the guard that a line, whose first token is of the kind `first`, needs to be no more than a line of text.
pub(super) fn guard(line: &str, first: Kind, position: Position) -> Option<Guard> {
    let bytes = line.as_bytes();
    let is_blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    let is_only = |signs: &str| line.chars().all(|c| signs.contains(c));
    let is_text = matches!(first, Kind::Text | Kind::Tag | Kind::Plain);
    let goes_on = position == Position::Later;
    match bytes.first()? {
        b'-' if goes_on && is_only("-|: ") => Some(Guard::Backslash(0)),
        b'-' if is_only("- \t") => Some(Guard::Backslash(0)),
        b'*' | b'_' if line.len() > 2 && (is_only("* \t") || is_only("_ \t")) => {
            Some(Guard::Entities(char::from(bytes[0])))
        }
        b'-' | b'+' | b'*' if is_blank(1) => {
            (line.len() > 1 || !goes_on).then_some(Guard::Backslash(0))
        }
        b'=' => (goes_on && is_only("= \t")).then_some(Guard::Backslash(0)),
        b'|' | b':' => {
            (goes_on && is_only("|-: \t") && line.contains('-')).then_some(Guard::Backslash(0))
        }
        b'>' => Some(Guard::Backslash(0)),
        b'#' => is_blank(bytes.iter().take_while(|&&b| b == b'#').count())
            .then_some(Guard::Backslash(0)),
        b'`' if is_text => (line.starts_with("```")).then_some(Guard::Entities('`')),
        b'~' => (line.starts_with("~~~")).then_some(Guard::Entities('~')),
        b'[' if is_box(bytes) && position == Position::Begin && is_text => {
            Some(Guard::Backslash(0))
        }
        b'[' if is_label(line) => Some(if is_text {
            Guard::Backslash(0)
        } else {
            Guard::Invisible
        }),
        // a tag alone on its line begins a block
        b'<' if first == Kind::Html && !goes_on => {
            let alone = matches!(html::tokens(line).next(), Some((Markup::Open(_) | Markup::Close(_), tag)) if tag.start == 0 && line[tag.end..].trim().is_empty());
            alone.then_some(Guard::Invisible)
        }
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            let is_marker = matches!(bytes.get(digits), Some(b'.' | b')'))
                && is_blank(digits + 1)
                && digits < 10;
            let is_inert = goes_on && (line[..digits].parse() != Ok(1) || line.len() == digits + 1);
            (is_marker && !is_inert).then_some(Guard::Backslash(digits))
        }
        _ => None,
    }
}

/// `[ ]` or `[x]`, which makes a task of an item.
fn is_box(line: &[u8]) -> bool {
    matches!(line, [b'[', b' ' | b'\t' | b'x' | b'X', b']', rest @ ..] if rest.first().is_none_or(u8::is_ascii_whitespace))
}

/// Returns true if a line begins like a definition.
fn is_label(line: &str) -> bool {
    let mut is_escaped = false;
    let end = line.bytes().skip(1).position(|byte| {
        let ends = !is_escaped && matches!(byte, b'[' | b']');
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.is_some_and(|end| line[end + 1..].starts_with("]:"))
}
