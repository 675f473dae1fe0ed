//! `[[memos/…]]` and `![[resources/…]]`, by which old versions pointed to other notes and files.

use std::ops::Range;

use super::doc::Doc;
use super::edit::Edits;
use super::run::Run;
use super::{Link, Shaping, Target, TargetKind, write};

/// What old versions could point to.
const KINDS: [&str; 3] = ["memos/", "resources/", "attachments/"];

/// Puts what the blog has in the place of each reference.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    let doc = &shaping.doc;
    for (range, kind) in all(doc, runs) {
        let destination = destination(doc, &range, kind);
        let target = Target::new(kind, destination, "");
        let text = match (shaping.note.links)(&target) {
            Link::Keep => continue,
            Link::To(to) if kind == TargetKind::Embed => write::image("", &to),
            Link::To(to) => write::address(&to, destination),
            Link::Words => write::plain(destination),
            Link::Named { words, url } => write::named(&words, url.as_deref()),
            Link::Image { url, alt } => write::image(&alt, &url),
        };
        edits.replace(range, text);
    }
}

/// The places of all references.
pub(super) fn all(doc: &Doc, runs: &[Run]) -> Vec<(Range<usize>, TargetKind)> {
    let mut found = Vec::new();
    if !doc.has(b'[') || !doc.source.contains("[[") {
        return found;
    }
    for run in runs.iter().filter(|run| !run.linked) {
        let text = &doc.source[run.range.clone()];
        let mut from = 0;
        while let Some(open) = text[from..].find("[[").map(|at| from + at) {
            from = open + 2;
            let length = text[from..].find(|c: char| c.is_whitespace() || "[]".contains(c));
            let name = &text[from..length.map_or(text.len(), |length| from + length)];
            let known = KINDS
                .iter()
                .any(|kind| name.len() > kind.len() && name.starts_with(kind));
            let closed = text[from + name.len()..].starts_with("]]");
            if !known || !closed || (open == 0 && run.escaped) {
                continue;
            }
            let embed = text[..open].ends_with('!') && !(open == 1 && run.escaped);
            let start = run.range.start + open - usize::from(embed);
            from += name.len() + 2;
            found.push((
                start..run.range.start + from,
                if embed {
                    TargetKind::Embed
                } else {
                    TargetKind::Reference
                },
            ));
        }
    }
    found
}

/// What stands between the brackets.
pub(super) fn destination<'a>(doc: &Doc<'a>, range: &Range<usize>, kind: TargetKind) -> &'a str {
    let start = range.start + 2 + usize::from(kind == TargetKind::Embed);
    &doc.source[start..range.end - 2]
}
