//! Emphasis between Chinese, Japanese and Korean characters; because `CommonMark` does not see that the second pair
//! of stars in `**真，**她` ends something.

use super::Shaping;
use super::edit::Edits;
use super::run::{Run, pairs};

/// Makes strong what its author plainly meant to be strong, and the same for strikethrough.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    for (mark, name) in [("**", "strong"), ("~~", "del")] {
        let source = shaping.doc.source;
        if !shaping.doc.has(mark.as_bytes()[0]) {
            continue;
        }
        for (open, close) in pairs(source, runs, mark) {
            if is_meant(source, open, close, mark) {
                edits.replace(open..open + mark.len(), format!("<{name}>"));
                edits.replace(close..close + mark.len(), format!("</{name}>"));
            }
        }
    }
}

/// Whether a character is as wide as two Latin ones and written without spaces between words.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{1100}'
        && matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// Words without a star between marks that embrace them, next to a wide character.
fn is_meant(source: &str, open: usize, close: usize, mark: &str) -> bool {
    let inside = &source[open + mark.len()..close];
    let sign = &mark[..1];
    let embraced = !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace);
    let before = source[..open].chars().next_back();
    let after = source[close + mark.len()..].chars().next();
    let near = [
        before,
        after,
        inside.chars().next(),
        inside.chars().next_back(),
    ];
    let alone = before != sign.chars().next() && after != sign.chars().next();
    embraced && alone && !inside.contains(sign) && near.into_iter().flatten().any(is_wide_or_quote)
}

/// Also the punctuation that Chinese shares with the West.
fn is_wide_or_quote(c: char) -> bool {
    is_wide(c) || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201f}' | '\u{2026}')
}
