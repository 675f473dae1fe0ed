//! Line breaks: every newline shows in Memos, and in a blog only a hard break does.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::Kind;
use super::edit::Edits;
use super::{LineBreaks, Shaping, Style};

/// Makes every newline of a paragraph a hard break that the engine honours.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    let backslash = shaping.style.hard_break.starts_with('\\');
    for leaf in &doc.leaves {
        if !matches!(leaf.kind, Kind::Paragraph | Kind::Setext) {
            continue;
        }
        let mut images = 0_usize;
        let mut line = None;
        for (event, range) in doc.inlines(leaf) {
            let start = range.start - usize::from(doc.is_escaped(range.start));
            let line_start = *line.get_or_insert(start);
            match event {
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                Event::SoftBreak
                    if images == 0 && shaping.style.line_breaks == LineBreaks::Hard =>
                {
                    let text = doc.source[..range.start].trim_end_matches([' ', '\t']);
                    edits.replace(
                        text.len()..range.end,
                        format!("{}\n", hard_break(text, shaping.style)),
                    );
                }
                Event::HardBreak if !backslash && doc.source[range.clone()].starts_with('\\') => {
                    let mut nothing = "";
                    // the backslash may have been all that made the line a text
                    match doc.guard(line_start..range.start) {
                        Some(Some(at)) => edits.insert(line_start + at, "\\"),
                        Some(None) => {}
                        None if line_start == range.start => nothing = "&#8203;",
                        None => edits.insert(line_start, "&#8203;"),
                    }
                    edits.replace(
                        range.start..range.start + 1,
                        format!("{nothing}{}", shaping.style.hard_break),
                    );
                }
                _ => {}
            }
            if matches!(
                event,
                Event::SoftBreak | Event::HardBreak | Event::TaskListMarker(_)
            ) {
                line = None;
            }
        }
    }
}

/// The break behind `text`: two spaces, which all engines know, where a backslash would make a difference to the mark
/// before it.
pub(super) fn hard_break(text: &str, style: &Style) -> &'static str {
    let mut before = text.chars().rev();
    match before.next() {
        Some('$') => "  ",
        Some('*' | '_' | '~') if before.next().is_none_or(|c| !c.is_alphanumeric()) => "  ",
        _ => style.hard_break,
    }
}
