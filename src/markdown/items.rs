//! Empty items of lists get an invisible character; because parsers do not agree on where a list ends whose last item
//! is empty.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::Doc;
use super::edit::Edits;

/// Fills every empty item that a blank line follows, where nothing else can come to be in it by that.
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
        if doc.blank_after(item.start)
            && next.is_none_or(|(_, next)| column(next.start) <= column(item.start))
        {
            let marker = doc.source[item.clone()]
                .find([' ', '\t', '\n'])
                .unwrap_or(item.len());
            let end = item.start + marker;
            edits.replace(end..doc.line_end(end), " &#8203;");
        }
    }
}
