//! Text that looks like a definition, or like the use of one; because in a post there may be a use, or a definition.

use super::Shaping;
use super::edit::Edits;
use super::run::Run;

/// Puts a backslash before brackets that mean nothing today.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    let doc = &shaping.doc;
    for run in runs {
        let text = &doc.source[run.range.clone()];
        let block = &doc.leaves[run.leaf].block;
        // closed by chance, it would be HTML
        for (at, _) in text
            .match_indices('<')
            .filter(|(at, _)| text[at + 1..].starts_with(['!', '?']))
        {
            if at > 0 || !run.escaped {
                edits.insert(run.range.start + at, "\\");
            }
        }
        for (at, _) in text.match_indices('[') {
            let footnote = text[at + 1..].starts_with('^');
            let first = at == 0
                && run.range.start == block.start
                && doc.source[block.clone()].contains("]:");
            if (footnote || first) && (at > 0 || !run.escaped) {
                edits.insert(run.range.start + at, "\\");
            }
        }
    }
}
