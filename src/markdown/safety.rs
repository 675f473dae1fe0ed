//! A second look; because nothing that was code or a formula may come to life when what stands around it goes.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::code::fenced;
use super::doc::Doc;
use super::edit::Edits;
use super::{Link, Note, Shaping, Style, html, links};

/// So often the text is looked at before it is shown as it stands.
const LOOKS: usize = 4;

/// Whether there is something in code or in a formula that would run or lead somewhere elsewhere.
pub(super) fn is_needed(doc: &Doc) -> bool {
    let mut in_block = false;
    doc.events.iter().any(|(event, _)| {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(text) if in_block => return is_live(text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                return is_live(text);
            }
            _ => {}
        }
        false
    })
}

/// The text without what came to life.
pub(super) fn again(mut text: String, style: &Style) -> String {
    let titles = BTreeMap::new();
    for _ in 0..LOOKS {
        let note = Note {
            id: "",
            tags: &[],
            links: &|_| Link::Keep,
            titles: &titles,
        };
        let shaping = Shaping {
            doc: Doc::parse(&text),
            style,
            note: &note,
        };
        let mut edits = Edits::default();
        html::edit(&shaping, &mut edits);
        links::edit(&shaping, &mut edits);
        if edits.len() == 0 {
            return text;
        }
        text = edits.settle().apply(&text);
    }
    fenced(&text)
}

/// In engines that know no formulas they are text.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    if !doc.has(b'$') {
        return;
    }
    for (event, range) in &doc.events {
        if !matches!(event, Event::InlineMath(_) | Event::DisplayMath(_)) {
            continue;
        }
        // a space means nothing in a formula
        let formula = &doc.source[range.clone()];
        for (at, _) in formula.match_indices(['<', ']']) {
            if formula[at..].starts_with("](") || is_tag(&formula[at..]) {
                edits.insert(range.start + at + 1, " ");
            }
        }
    }
}

fn is_live(text: &str) -> bool {
    text.contains("](") || text.match_indices('<').any(|(at, _)| is_tag(&text[at..]))
}

fn is_tag(text: &str) -> bool {
    text.starts_with('<')
        && text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
}
