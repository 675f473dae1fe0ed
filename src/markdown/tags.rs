//! Tags: in Memos they sort notes; in a post they would read as clutter.

mod strip;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::doc::{Doc, Kind};
use super::edit::Edits;
use super::run::Run;
use super::{Shaping, Tags, write};

/// A run of the characters that Memos takes into a tag (0.30; the versions before take fewer).
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{L}\p{M}\p{N}\p{S}_\-/&\x{200D}]+").expect("a constant pattern")
});

/// Memos shows a longer one as text.
const LONGEST: usize = 100;

/// Strips, keeps or links the tags.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], edits: &mut Edits) {
    let doc = &shaping.doc;
    if shaping.style.tags == Tags::Keep || !doc.source.contains('#') {
        return;
    }
    let mut rest = runs;
    for (index, leaf) in doc.leaves.iter().enumerate() {
        let length = rest.partition_point(|run| run.leaf == index);
        let (mine, others) = rest.split_at(length);
        rest = others;
        let found = mine
            .iter()
            .map(|run| in_run(doc, run, shaping.note.tags))
            .collect::<Vec<_>>();
        if matches!(leaf.kind, Kind::Heading(_)) || found.iter().all(Vec::is_empty) {
            continue;
        }
        match &shaping.style.tags {
            Tags::Link(pattern) => link(doc, pattern, &found, edits),
            _ => strip::edit(doc, leaf, mine, &found, edits),
        }
    }
}

/// The names of all tags of a text, in order, each once.
pub(super) fn names(doc: &Doc, runs: &[Run], known: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in runs {
        if !matches!(doc.leaves[run.leaf].kind, Kind::Heading(_)) {
            for tag in in_run(doc, run, known) {
                let name = &doc.source[tag.start + 1..tag.end];
                if !names.iter().any(|other| other == name) {
                    names.push(name.to_owned());
                }
            }
        }
    }
    names
}

/// The tags in a run, each with its `#`.
fn in_run(doc: &Doc, run: &Run, known: &[String]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if run.linked {
        return found;
    }
    let text = &doc.source[run.range.clone()];
    let mut from = 0;
    while let Some(at) = text[from..].find('#').map(|at| from + at) {
        from = at + 1;
        let before = doc.source[..run.range.start + at].chars().next_back();
        // `C#`, `a#b`: a reader sees a word; `##`: no tag in any version
        let attached = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#');
        if attached || (at == 0 && run.escaped) {
            continue;
        }
        let length = scanned(&text[at + 1..]).max(listed(&text[at + 1..], known));
        if length > 0 {
            from = at + 1 + length;
            found.push(run.range.start + at..run.range.start + from);
        }
    }
    found
}

fn scanned(text: &str) -> usize {
    let length = NAME.find(text).map_or(0, |name| name.end());
    let overlong = text[..length].chars().nth(LONGEST).is_some();
    let followed = text[length..].starts_with('#');
    if overlong || (followed && length == 0) {
        0
    } else {
        length
    }
}

/// The longest of the tags that the server itself found (older ones hold punctuation), if it stands here.
fn listed(text: &str, known: &[String]) -> usize {
    known
        .iter()
        .filter(|tag| {
            text.strip_prefix(tag.as_str())
                .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '#']))
        })
        .map(String::len)
        .max()
        .unwrap_or(0)
}

fn link(doc: &Doc, pattern: &str, found: &[Vec<Range<usize>>], edits: &mut Edits) {
    for tag in found.iter().flatten() {
        let name = &doc.source[tag.start + 1..tag.end];
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let url = pattern.replace("{tag}", &encoded.replace('+', "%20").replace("%2F", "/"));
        edits.replace(tag.clone(), write::named(&format!("#{name}"), Some(&url)));
    }
}
