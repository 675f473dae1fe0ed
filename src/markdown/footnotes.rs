//! Footnotes under names of their own; because their names are global to a post, and most memos call theirs `1`.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, Tag};

use super::Shaping;
use super::edit::Edits;

/// Renames `[^name]` to `[^memo-name]`, at the definition and wherever it is used.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    if !doc.has(b'^') || !doc.has(b'[') {
        return;
    }
    let prefix = format!("{}-", shaping.note.prefix());
    let mut names: HashMap<String, String> = HashMap::new();
    let mut used = HashSet::new();
    for (event, range) in &doc.events {
        let (label, end) = match event {
            Event::FootnoteReference(label) => (label, range.end - 1),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let length = doc.source[range.clone()].find("]:").unwrap_or(2);
                (label, range.start + length)
            }
            _ => continue,
        };
        let count = names.len() + 1;
        let name = names
            .entry(label.to_lowercase())
            .or_insert_with_key(|label| {
                let mut name = name(label, &prefix, count);
                while !used.insert(name.clone()) {
                    name.push('x');
                }
                name
            });
        edits.replace(range.start + 2..end, name.clone());
    }
}

/// The name itself where every engine can read it, else a number.
fn name(label: &str, prefix: &str, count: usize) -> String {
    let label = label.strip_prefix(&prefix.to_lowercase()).unwrap_or(label);
    let simple = !label.is_empty()
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if simple {
        format!("{prefix}{label}")
    } else {
        format!("{prefix}n{count}")
    }
}
