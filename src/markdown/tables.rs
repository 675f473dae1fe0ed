//! Where a table ends; because parsers disagree about which of the lines directly below it are rows.

use pulldown_cmark::{Event, TagEnd};

use super::doc::Doc;
use super::edit::Edits;

/// Puts a blank line below every table that something follows directly.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    if !doc.has(b'|') {
        return;
    }
    for (event, range) in &doc.events {
        if matches!(event, Event::End(TagEnd::Table)) {
            let end = range.start + doc.source[range.clone()].trim_ascii_end().len();
            if !doc.blank_after(end - 1) {
                let prefix = doc.continuation(range.start);
                edits.insert(
                    doc.line_end(end - 1),
                    format!("\n{}", prefix.trim_ascii_end()),
                );
            }
        }
    }
}
