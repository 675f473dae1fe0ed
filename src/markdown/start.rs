//! What would begin a block if it stood at the beginning of a line; because a rule that removes the words before it
//! must not turn text into a list, a heading or a rule.

use super::tag::tokens;

/// How to keep `line` a paragraph: as it is (`Some(None)`), with a backslash at an offset (`Some(Some(_))`), or not at
/// all (`None`).
#[expect(
    clippy::option_option,
    reason = "three answers, and every caller leaves on the outer one"
)]
pub(super) fn guard(line: &str) -> Option<Option<usize>> {
    let bytes = line.as_bytes();
    let blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    let escape = match bytes.first()? {
        b'-' | b'+' | b'*' if blank(1) => true,
        b'-' | b'=' => is_rule(line),
        // one escaped, the others might pair with marks elsewhere
        b'*' | b'_' => return (!is_rule(line)).then_some(None),
        b'~' => return (!line.starts_with("~~~")).then_some(None),
        // with another back-tick on the line it is no fence
        b'`' => {
            let fence = line.starts_with("```") && !line.trim_start_matches('`').contains('`');
            return (!fence).then_some(None);
        }
        b'>' => true,
        b'#' => blank(line.bytes().take_while(|&b| b == b'#').count()),
        b'[' => is_label(line),
        b'<' => match tokens(line).next() {
            // a tag alone on its line begins a block, and cannot be escaped
            Some((_, tag)) if tag.start == 0 => {
                return (!line[tag.end..].trim().is_empty()).then_some(None);
            }
            _ => true,
        },
        b'0'..=b'9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let marker = matches!(bytes.get(digits), Some(b'.' | b')')) && blank(digits + 1);
            return Some(marker.then_some(digits));
        }
        _ => false,
    };
    Some(escape.then_some(0))
}

/// Nothing but one of the marks of a rule or an underline.
fn is_rule(line: &str) -> bool {
    let mark = line.as_bytes()[0];
    line.bytes().all(|b| b == mark || b == b' ' || b == b'\t')
}

/// A task's box, a definition or a footnote.
fn is_label(line: &str) -> bool {
    matches!(line.as_bytes(), [b'[', b' ' | b'x' | b'X', b']', ..]) || line.contains("]:")
}
