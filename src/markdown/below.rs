//! Where tables and indented code end; because parsers disagree about which of the lines directly below still belong
//! to them.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::doc::Doc;
use super::edit::Edits;

/// Puts bars around rows without any, a blank line below every table and indented code that something follows directly,
/// and one above code that would go on with a quote.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    let mut margin = 0;
    for (event, range) in &doc.events {
        match event {
            Event::Start(Tag::Table(_)) => margin = doc.before_on_line(range.start).len(),
            Event::End(TagEnd::TableRow) => row(doc, range, margin, edits),
            Event::End(TagEnd::Table) => blank(doc, range, edits),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                apart(doc, range, edits);
                blank(doc, range, edits);
            }
            _ => {}
        }
    }
}

/// What is further right than the table may be code to some.
fn row(doc: &Doc, range: &Range<usize>, margin: usize, edits: &mut Edits) {
    let text = doc.source[range.clone()].trim_ascii();
    let start = range.end - doc.source[range.clone()].trim_ascii_start().len();
    let before = doc.before_on_line(start);
    let spaces = before.len() - before.trim_end_matches(' ').len();
    let extra = before.len().saturating_sub(margin).min(spaces);
    if extra >= 4 {
        edits.delete(start - extra..start);
    }
    if !text.is_empty() && !text.contains('|') {
        edits.insert(start, "| ");
        edits.insert(start + text.len(), " |");
    }
}

/// Puts a blank line above code that begins like a quote: below a quote, it is one to some.
fn apart(doc: &Doc, range: &Range<usize>, edits: &mut Edits) {
    let line = doc.line_start(range.start);
    if !doc.source[range.clone()].trim_start().starts_with('>') || line == 0 {
        return;
    }
    let prefix = doc.continuation(range.start);
    let above = doc.source[doc.line_start(line - 1)..line].trim_start_matches([' ', '>']);
    let quotes = doc.before_on_line(line - above.len()).matches('>').count();
    if quotes > prefix.matches('>').count() {
        edits.insert(line, format!("{}\n", prefix.trim_ascii_end()));
    }
}

fn blank(doc: &Doc, range: &Range<usize>, edits: &mut Edits) {
    let end = range.start + doc.source[range.clone()].trim_ascii_end().len();
    if !doc.blank_after(end - 1) {
        let prefix = doc.continuation(range.start);
        edits.insert(
            doc.line_end(end - 1),
            format!("\n{}", prefix.trim_ascii_end()),
        );
    }
}
