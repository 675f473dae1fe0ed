//! A line of `-` or `=` under text, which is a heading to `CommonMark` and none to Memos: `---` is a rule there, and
//! anything else is text.

use std::ops::Range;

use pulldown_cmark::Event;

use super::breaks::hard_break;
use super::doc::Kind;
use super::edit::Edits;
use super::{LineBreaks, Shaping};

/// Undoes headings made by underlining.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    for leaf in doc.leaves.iter().filter(|leaf| leaf.kind == Kind::Setext) {
        let end = leaf.block.start + doc.source[leaf.block.clone()].trim_ascii_end().len();
        let line = doc.line_start(end - 1);
        let start = doc
            .inlines(leaf)
            .last()
            .map_or(line, |(_, last)| last.end)
            .max(line);
        let marks = doc.source[start..end]
            .trim_start_matches(|c| "> \t".contains(c))
            .len();
        let underline = end - marks..end;
        if marks < 3 || doc.source[underline.clone()].starts_with('=') {
            as_text(shaping, &underline, leaf.events.end + 1, edits);
        } else if leaf.in_list {
            // a blank line would spread the list
            edits.replace(underline, "*".repeat(marks));
        } else {
            let prefix = doc.continuation(leaf.block.start);
            edits.insert(line, format!("{}\n", prefix.trim_ascii_end()));
        }
    }
}

/// The marks become a line of the paragraph above; `next`, the event that follows, must not come to be part of it: the
/// marks of one might pair with marks of the other.
fn as_text(shaping: &Shaping, underline: &Range<usize>, next: usize, edits: &mut Edits) {
    let doc = &shaping.doc;
    let newline = doc.line_start(underline.start) - 1;
    let before = doc.source[..newline].trim_end_matches([' ', '\t']);
    let line_break = match shaping.style.line_breaks {
        LineBreaks::Hard => hard_break(before, shaping.style),
        LineBreaks::Soft => "",
    };
    edits.replace(before.len()..newline, line_break);
    edits.insert(underline.start, "\\");
    let mut following = doc.events[next..].iter();
    let next = following.find(|(event, _)| !matches!(event, Event::End(_)));
    if let Some((_, next)) = next.filter(|_| !doc.blank_after(underline.start)) {
        let prefix = doc.continuation(next.start);
        let end = doc.line_end(underline.start);
        edits.replace(underline.end..end, format!("\n{}", prefix.trim_ascii_end()));
    }
}
