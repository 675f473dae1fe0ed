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
        let text = &doc.source[run.range.clone()];
        let leaf = &doc.leaves[run.leaf];
        // with what stands behind it gone, or closed by chance, it would be HTML
        for (at, _) in text.match_indices('<') {
            let next = doc.source[run.range.start + at + 1..].chars().next();
            let harmless = |c: char| {
                !c.is_ascii() || c.is_ascii_whitespace() || c.is_ascii_digit() || "<=-".contains(c)
            };
            if !next.is_none_or(harmless) && (at > 0 || !run.escaped) {
                let sign = run.range.start + at;
                edits.replace(sign..sign + 1, "&lt;");
            }
        }
        // with what makes it text gone from the line, it would be a fence
        if text.starts_with("```")
            && !run.escaped
            && block::is_bare(doc.before_on_line(run.range.start))
        {
            let length = text.len() - text.trim_start_matches('`').len();
            edits.replace(
                run.range.start..run.range.start + length,
                "&#96;".repeat(length),
            );
        }
        // around a link whose words alone stay, it would be one
        for (at, _) in text.match_indices("](") {
            if at > 0 || !run.escaped {
                edits.insert(run.range.start + at, "\\");
            }
        }
        for (at, _) in text.match_indices('[') {
            let footnote = text[at + 1..].starts_with('^');
            let first = at == 0
                && run.range.start == leaf.text
                && doc.source[leaf.block.clone()].contains("]:");
            let bracket = run.range.start + at;
            if at == 0 && run.escaped {
                continue;
            }
            if footnote && run.linked {
                // in the words of a link, brackets have to pair
                edits.replace(bracket + 1..bracket + 2, "&#8203;^");
            } else if footnote || first {
                edits.insert(bracket, "\\");
            }
        }
    }
}
