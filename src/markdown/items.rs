//! Empty items of lists get an invisible character; because parsers do not agree on where a list ends whose last item
//! is empty.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::Doc;
use super::edit::Edits;

/// Fills every empty item, where nothing else can come to be in it by that.
pub(super) fn edit(doc: &Doc, edits: &mut Edits) {
    for (index, pair) in doc.events.windows(2).enumerate() {
        let [
            (Event::Start(Tag::Item), item),
            (Event::End(TagEnd::Item), _),
        ] = pair
        else {
            continue;
        };
        let next = doc.events[index + 2..]
            .iter()
            .find(|(event, _)| !matches!(event, Event::End(_)));
        let column = |at: usize| doc.continuation(at).len();
        if next.is_none_or(|(_, next)| column(next.start) <= column(item.start)) {
            let marker = doc.source[item.clone()]
                .find([' ', '\t', '\n'])
                .unwrap_or(item.len());
            let end = item.start + marker;
            let mut filled = " &#8203;".to_owned();
            // the next line would go on with it
            if let Some((event, next)) = next
                && !matches!(event, Event::Start(Tag::Item))
                && !doc.blank_after(item.start)
            {
                filled = format!(
                    "{filled}\n{}",
                    doc.continuation(next.start).trim_ascii_end()
                );
            }
            edits.replace(end..doc.line_end(end), filled);
        }
    }
}
