//! `[[memos/…]]` and `![[resources/…]]`, by which old versions of Memos pointed to other notes and files.

use crate::markdown::leaf::{Depth, Kind, Leaf};

/// Beginnings of the names of what old versions could point to.
const KINDS: [&str; 3] = ["memos/", "resources/", "attachments/"];

/// Makes a token of every reference.
pub(crate) fn find(leaf: &mut Leaf) {
    if !leaf.may_have(b'[') {
        return;
    }
    let mut depth = Depth::default();
    let mut tokens = Vec::with_capacity(leaf.tokens.len());
    for token in std::mem::take(&mut leaf.tokens) {
        if depth.is_linked(&token) || token.kind != Kind::Text {
            tokens.push(token);
            continue;
        }
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(open) = token.text[from..].find("[[").map(|at| from + at) {
            from = open + 2;
            let Some(length) = name(&token.text[from..]) else {
                continue;
            };
            from += length + 2;
            found.push(if token.text[..open].ends_with('!') {
                (open - 1..from, Kind::Embed)
            } else {
                (open..from, Kind::Reference)
            });
        }
        token.split(found, &mut tokens);
    }
    leaf.tokens = tokens;
    leaf.note();
}

/// Returns the text between the brackets.
pub(crate) fn destination(text: &str) -> &str {
    text.trim_start_matches('!').trim_matches(['[', ']'])
}

/// The length of the name at the beginning, if brackets close behind it.
fn name(text: &str) -> Option<usize> {
    let end = text.find(|c: char| c.is_whitespace() || "[]".contains(c))?;
    let name = &text[..end];
    let is_known = KINDS
        .iter()
        .any(|kind| name.len() > kind.len() && name.starts_with(kind));
    (is_known && text[end..].starts_with("]]")).then_some(end)
}
