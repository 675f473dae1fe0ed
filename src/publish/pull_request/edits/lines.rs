//! Comparing two texts line by line, roughly: the same words count, wherever they stand.
//!
//! The merge is exact; this only tells a renamed post from another one, and a pasted block from a missing one.

use std::collections::BTreeSet;

/// Returns true if a text holds the whole block already, as when somebody pasted it.
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

/// Returns the share of lines that both texts have, in percent of those of the longer one.
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

/// The words by which a text is known again, in lower case: four letters or digits and more; of a script that is written
/// without spaces, every two characters that stand together.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    const SHORTEST: usize = 4;
    let is_spaced = |c: char| c < '\u{2e80}';
    let text = text.to_lowercase();
    let mut words = BTreeSet::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = run.chars().collect();
        for part in letters.chunk_by(|a, b| is_spaced(*a) == is_spaced(*b)) {
            if !is_spaced(part[0]) {
                words.extend(part.windows(2).map(|pair| pair.iter().collect::<String>()));
            } else if part.len() >= SHORTEST {
                words.insert(part.iter().collect());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{holds, likeness, words};

    #[test]
    fn words_are_known_again_in_every_script() {
        let words = |text| words(text).into_iter().collect::<Vec<_>>();
        assert_eq!(words("On the Salary: is 3141 a"), ["3141", "salary"]);
        assert_eq!(words("看vitepress晚霞了"), ["vitepress", "晚霞", "霞了"]);
        assert_eq!(words(" -- "), Vec::<String>::new());
    }

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
