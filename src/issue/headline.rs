//! A few words for titles and summaries: what a memo is about.

use crate::markdown::{Tree, clean};
use crate::memo::{Memo, Visibility};

/// Maximum width of a headline in columns; a Han character takes two.
const COLUMNS: usize = 32;

/// Characters that end the first thought of a text.
const ENDS: &[char] = &[
    '。', '！', '？', '；', '，', '：', '…', '!', '?', ';', '\n', '—', '（', '(',
];

/// Maximum number of memos that are named in a summary.
const MOST: usize = 3;

/// The sign for the words for which there was no room.
const CUT: char = '…';

/// The first thought of the first public memo that has words, empty without one; and a few first thoughts of public
/// memos, each once, those that had to be cut only where there are no others.
pub(super) fn of(memos: &[Memo]) -> (String, Vec<String>) {
    let mut found: Vec<String> = Vec::new();
    for words in thoughts(memos).take(3 * MOST) {
        if !found.contains(&words) {
            found.push(words);
        }
    }
    let first = found.first().cloned().unwrap_or_default();
    found.sort_by_key(|words| words.ends_with(CUT));
    found.truncate(MOST);
    (first, found)
}

/// The first thoughts of the public memos that have words.
fn thoughts(memos: &[Memo]) -> impl Iterator<Item = String> {
    let public = memos
        .iter()
        .filter(|memo| memo.visibility == Visibility::Public);
    let thoughts = public.map(|memo| first_thought(&Tree::parse(&clean(&memo.content))));
    thoughts.filter(|words| !words.is_empty())
}

/// The first thought of a memo, without tags and addresses; empty if it has no words.
pub fn first_thought(memo: &Tree) -> String {
    let mut thoughts = memo.first_lines().into_iter();
    let thought = thoughts.find_map(|line| Some(thought(&line)).filter(|it| !it.is_empty()));
    thought.unwrap_or_default()
}

/// The first thought of a line, without tags and addresses; empty if it has no words.
fn thought(line: &str) -> String {
    let words: Vec<&str> = line
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
    let words = cut(thought.trim().trim_end_matches(['.', ',', ':', '、']));
    if words.contains(char::is_alphanumeric) {
        words
    } else {
        String::new()
    }
}

/// As many whole words as there is room for, told by an ellipsis if these are not all.
fn cut(text: &str) -> String {
    let mut columns = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        columns += if c.is_ascii() { 1 } else { 2 };
        if columns > COLUMNS {
            let is_within = c.is_ascii_alphanumeric();
            let whole = text[..end].rfind(|c: char| !c.is_ascii_alphanumeric());
            let end = whole.filter(|_| is_within).unwrap_or(end);
            return format!("{}{CUT}", text[..end].trim_end());
        }
        end = at + c.len_utf8();
    }
    text.to_owned()
}
