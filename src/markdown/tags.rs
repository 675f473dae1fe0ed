//! Tags: in Memos they sort notes; in a post they would read as clutter.

mod strip;

use std::collections::HashSet;
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

/// The tags in each run, each with its `#`.
pub(super) fn all(doc: &Doc, runs: &[Run], known: &[String]) -> Vec<Vec<Range<usize>>> {
    if !doc.has(b'#') {
        return Vec::new();
    }
    let in_heading = |run: &Run| matches!(doc.leaves[run.leaf].kind, Kind::Heading(_));
    runs.iter()
        .map(|run| {
            if run.linked || in_heading(run) {
                Vec::new()
            } else {
                in_run(doc, run, known)
            }
        })
        .collect()
}

/// The names of the tags, in order, each once.
pub(super) fn names(doc: &Doc, tags: &[Vec<Range<usize>>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = tags
        .iter()
        .flatten()
        .map(|tag| &doc.source[tag.start + 1..tag.end]);
    names
        .filter(|name| seen.insert(*name))
        .map(str::to_owned)
        .collect()
}

/// Strips, keeps or links the tags of the runs.
pub(super) fn edit(shaping: &Shaping, runs: &[Run], tags: &[Vec<Range<usize>>], edits: &mut Edits) {
    let doc = &shaping.doc;
    match &shaping.style.tags {
        Tags::Keep => {}
        Tags::Link(pattern) => link(doc, pattern, tags, edits),
        Tags::Strip => {
            let mut at = 0;
            while at < tags.len() {
                let leaf = runs[at].leaf;
                let end = at + runs[at..].partition_point(|run| run.leaf == leaf);
                if tags[at..end].iter().any(|tags| !tags.is_empty()) {
                    strip::edit(
                        doc,
                        &doc.leaves[leaf],
                        &runs[at..end],
                        &tags[at..end],
                        edits,
                    );
                }
                at = end;
            }
        }
    }
}

/// The tags in a run, each with its `#`. What stands in braces is the syntax of some template, to be seen as it is.
fn in_run(doc: &Doc, run: &Run, known: &[String]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // how many tags there were before the last brace that opened
    let mut open = None;
    let mut from = 0;
    let text = &doc.source[run.range.clone()];
    if !text.contains('#') {
        return found;
    }
    for (at, sign) in text.bytes().enumerate() {
        match sign {
            b'{' => open = Some(found.len()),
            b'}' => found.truncate(open.take().unwrap_or(found.len())),
            b'#' if at >= from => {
                from = at + 1;
                if is_attached(doc, run, at) {
                    continue;
                }
                let length = scanned(&text[from..]).max(listed(&text[from..], known));
                if length > 0 {
                    from += length;
                    found.push(run.range.start + at..run.range.start + from);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether the `#` at an offset of the run is part of a word or a sign: `C#`, `a#b`, `{#a}`, `##`, `\#`.
fn is_attached(doc: &Doc, run: &Run, at: usize) -> bool {
    if at == 0 && (run.escaped || run.after_brace) {
        return true;
    }
    let before = doc.source[..run.range.start + at].chars().next_back();
    before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#' || c == '{')
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

fn link(doc: &Doc, pattern: &str, tags: &[Vec<Range<usize>>], edits: &mut Edits) {
    for tag in tags.iter().flatten() {
        let name = &doc.source[tag.start + 1..tag.end];
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let url = pattern.replace("{tag}", &encoded.replace('+', "%20").replace("%2F", "/"));
        edits.replace(tag.clone(), write::named(&format!("#{name}"), Some(&url)));
    }
}
