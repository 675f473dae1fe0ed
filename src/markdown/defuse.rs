//! Text that looks like a definition, or like the use of one; because in a post there may be a use, or a definition.

use super::edit::Edits;
use super::run::Run;
use super::{Shaping, block};

/// Puts a backslash before brackets that mean nothing today.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    let doc = &shaping.doc;
    if !doc.has(b'<') && !doc.has(b'[') && !doc.has(b'`') {
        return;
    }
    for run in runs {
        tags(shaping, run, edits);
        fence(shaping, run, edits);
        brackets(shaping, run, edits);
    }
}

/// With what stands behind it gone, or closed by chance, it would be HTML.
fn tags(shaping: &Shaping, run: &Run, edits: &mut Edits) {
    let source = shaping.doc.source;
    for (at, _) in source[run.range.clone()].match_indices('<') {
        let sign = run.range.start + at;
        let next = source[sign + 1..].chars().next();
        let harmless = |c: char| {
            !c.is_ascii() || c.is_ascii_whitespace() || c.is_ascii_digit() || "<=-".contains(c)
        };
        if !next.is_none_or(harmless) && (at > 0 || !run.escaped) {
            edits.replace(sign..sign + 1, "&lt;");
        }
    }
}

/// With what makes it text gone from the line, it would be a fence.
fn fence(shaping: &Shaping, run: &Run, edits: &mut Edits) {
    let doc = &shaping.doc;
    let start = run.range.start;
    let text = &doc.source[run.range.clone()];
    if text.starts_with("```") && !run.escaped && block::is_bare(doc.before_on_line(start)) {
        let length = text.len() - text.trim_start_matches('`').len();
        edits.replace(start..start + length, "&#96;".repeat(length));
    }
}

/// Those around a link whose words alone stay, of a footnote without a text, and of what follows a definition.
fn brackets(shaping: &Shaping, run: &Run, edits: &mut Edits) {
    let doc = &shaping.doc;
    let leaf = &doc.leaves[run.leaf];
    let text = &doc.source[run.range.clone()];
    for (at, _) in text.match_indices("](") {
        if at > 0 || !run.escaped {
            edits.insert(run.range.start + at, "\\");
        }
    }
    for (at, _) in text.match_indices('[') {
        let bracket = run.range.start + at;
        let first = || bracket == leaf.text && doc.source[leaf.block.clone()].contains("]:");
        if at == 0 && run.escaped {
            continue;
        }
        match text[at + 1..].starts_with('^') {
            // in the words of a link, brackets have to pair
            true if run.linked => edits.replace(bracket + 1..bracket + 2, "&#8203;^"),
            false if !first() => {}
            _ => edits.insert(bracket, "\\"),
        }
    }
}
