//! Comparing two texts line by line, roughly: the same words count, wherever they stand.
//!
//! The merge is exact; this only tells a renamed post from another one, and a pasted block from a missing one.

use std::collections::BTreeSet;

/// Whether somebody pasted the whole block already.
pub(super) fn holds(text: &str, block: &str) -> bool {
    let lines: BTreeSet<&str> = text.lines().map(bare).collect();
    !block.trim().is_empty() && block.lines().map(bare).all(|line| lines.contains(line))
}

/// A line without its indentation and the number of its item.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(". ") {
        Some(item) if rest.len() < line.len() => item.trim_start(),
        _ => line,
    }
}

/// How many percent of the longer text's lines both have.
pub(super) fn likeness(one: &str, other: &str) -> usize {
    let lines = |text: &str| -> BTreeSet<String> {
        text.lines()
            .map(|line| bare(line).to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    };
    let (one, other) = (lines(one), lines(other));
    let longer = one.len().max(other.len()).max(1);
    one.intersection(&other).count() * 100 / longer
}

#[cfg(test)]
mod tests {
    use super::{holds, likeness};

    #[test]
    fn a_block_is_held_wherever_its_lines_stand() {
        let text = "1. one\n\n2. two\n   more\n";
        assert!(holds(text, "5. two\n   more\n"));
        assert!(!holds(text, "5. two\n   less\n"));
        assert!(!holds(text, "\n"));
    }

    #[test]
    fn a_renamed_post_is_like_itself() {
        let text = "---\ntitle: x\n---\n\n1. one\n\n2. two\n";
        assert_eq!(likeness(text, text), 100);
        assert!(likeness(text, &text.replace("two", "deux")) >= 50);
        assert!(likeness(text, "# Another\n\nwith its own words\n") < 50);
        assert_eq!(likeness("", ""), 0);
    }
}
