//! Pairs of marks that become tags; because tags, unlike marks, must nest.

use super::edit::Edits;

/// Two marks of equal length, and what stands in their places.
pub(super) struct Pair {
    pub(super) open: usize,
    pub(super) close: usize,
    pub(super) length: usize,
    pub(super) tags: (String, String),
}

/// Puts tags in the places of marks, unless that would cross other tags.
pub(super) fn edit(mut pairs: Vec<Pair>, edits: &mut Edits) {
    pairs.sort_by_key(|pair| pair.open);
    // where the pairs end that are open
    let mut ends: Vec<usize> = Vec::new();
    for Pair {
        open,
        close,
        length,
        tags,
    } in pairs
    {
        while ends.pop_if(|end| *end <= open).is_some() {}
        if ends.last().is_some_and(|end| *end < close + length) {
            continue;
        }
        ends.push(close + length);
        edits.replace_both(
            (open..open + length, tags.0),
            (close..close + length, tags.1),
        );
    }
}
