//! A few words for a title: what the first memo is about.

use crate::markdown;
use crate::memo::{Memo, Visibility};

/// So many columns a headline has at the most; a Han character takes two.
const COLUMNS: usize = 32;

/// Where the first thought of a text ends.
const ENDS: &[char] = &[
    '。', '！', '？', '；', '，', '：', '…', '!', '?', ';', '\n', '—', '（', '(',
];

/// The first thought of the first public memo that has words; without tags and addresses, and empty if there is none.
pub(super) fn of(memos: &[Memo]) -> String {
    let public = memos
        .iter()
        .filter(|memo| memo.visibility == Visibility::Public);
    let mut headlines = public.map(|memo| headline(&memo.content));
    headlines
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

fn headline(content: &str) -> String {
    let lead = markdown::lead(content);
    let words: Vec<&str> = lead
        .split_whitespace()
        .filter(|word| !word.starts_with('#') && !word.contains("://"))
        .collect();
    let words = words.join(" ");
    let thought = words.split(ENDS).find(|part| !part.trim().is_empty());
    let thought = thought.unwrap_or_default();
    // a full stop, a comma and a colon stand within numbers, names and times too
    let thought = [". ", ", ", ": ", " - ", " | "]
        .iter()
        .fold(thought, |thought, end| {
            thought.split(end).next().unwrap_or(thought)
        });
    cut(thought.trim().trim_end_matches(['.', ',', ':', '、']))
}

/// As many whole words as there is room for.
fn cut(text: &str) -> String {
    let mut columns = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        columns += if c.is_ascii() { 1 } else { 2 };
        if columns > COLUMNS {
            let is_within = c.is_ascii_alphanumeric();
            let whole = text[..end].rfind(|c: char| !c.is_ascii_alphanumeric());
            let end = whole.filter(|_| is_within).unwrap_or(end);
            return text[..end].trim_end().to_owned();
        }
        end = at + c.len_utf8();
    }
    text.to_owned()
}
