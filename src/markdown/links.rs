//! Links and images: to where the blog has them, never to a script, and without definitions elsewhere in the memo;
//! because definitions are global to a post, and two memos may define the same name.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::doc::{Doc, Kind};
use super::edit::Edits;
use super::{Link, Shaping, Target, TargetKind, gaps, start, write};

/// Redirects links and images, puts the addresses of reference links in their place, and removes the definitions.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    for found in all(doc) {
        let target = found.target();
        let link = if is_script(&found.destination) {
            Link::Words
        } else {
            (shaping.note.links)(&target)
        };
        redirect(doc, &found, link, edits);
    }
    gaps::remove(doc, edits);
}

/// A link or an image in Markdown's own syntax.
pub(super) struct Found<'a> {
    pub(super) kind: TargetKind,
    syntax: LinkType,
    pub(super) destination: CowStr<'a>,
    title: CowStr<'a>,
    pub(super) label: String,
    range: Range<usize>,
    /// From the closing bracket of the label to the end.
    tail: Range<usize>,
    in_cell: bool,
}

impl Found<'_> {
    pub(super) fn target(&self) -> Target<'_> {
        Target::new(self.kind, &self.destination, &self.label)
    }
}

/// Labels of images in images are put together up to this length.
const LONGEST: usize = 1000;

/// All links and images of a text, outer ones before those in their label.
pub(super) fn all<'a>(doc: &Doc<'a>) -> Vec<Found<'a>> {
    let mut found: Vec<Found> = Vec::new();
    for leaf in &doc.leaves {
        let mut open: Vec<usize> = Vec::new();
        let mut end = leaf.block.start;
        for (event, range) in doc.inlines(leaf) {
            let mut words = "";
            match event {
                Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => {
                    open.push(found.len());
                    end = range.start + 1 + usize::from(matches!(tag, Tag::Image { .. }));
                    found.extend(begun(tag, range, leaf.kind == Kind::Cell));
                    continue;
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some(index) = open.pop() {
                        close(doc, &mut found, index, open.last().copied(), end);
                    }
                }
                Event::Text(text) | Event::Code(text) => words = text,
                Event::SoftBreak | Event::HardBreak => words = " ",
                _ => {}
            }
            if let Some(&index) = open.last() {
                found[index].label.push_str(words);
            }
            end = range.end;
        }
    }
    found
}

fn begun<'a>(tag: &Tag<'a>, range: &Range<usize>, in_cell: bool) -> Option<Found<'a>> {
    let (kind, syntax, destination, title) = match tag {
        Tag::Link {
            link_type,
            dest_url,
            title,
            ..
        } => (TargetKind::Link, *link_type, dest_url, title),
        Tag::Image {
            link_type,
            dest_url,
            title,
            ..
        } => (TargetKind::Image, *link_type, dest_url, title),
        _ => return None,
    };
    Some(Found {
        kind,
        syntax,
        destination: destination.clone(),
        title: title.clone(),
        label: String::new(),
        range: range.clone(),
        tail: range.end..range.end,
        in_cell,
    })
}

/// Finds the tail of the link at `index`, whose label ends at `end`, and hands its words to the one around it.
fn close(doc: &Doc, found: &mut [Found], index: usize, outer: Option<usize>, end: usize) {
    // images may nest without end
    if let Some(outer) = outer.filter(|&outer| found[outer].label.len() < LONGEST) {
        let label = found[index].label.clone();
        found[outer].label.push_str(&label);
    }
    let link = &mut found[index];
    let tail = doc.source[end..link.range.end].find(']');
    link.tail.start = tail.map_or(link.range.end, |at| end + at);
    // the empty brackets count, though the parser leaves them out
    let bare = link.syntax == LinkType::Collapsed && link.tail.len() == 1;
    if bare && doc.source[link.range.end..].starts_with("[]") {
        link.range.end += 2;
        link.tail.end += 2;
    }
}

fn redirect(doc: &Doc, found: &Found, link: Link, edits: &mut Edits) {
    let auto = matches!(found.syntax, LinkType::Autolink | LinkType::Email);
    match link {
        Link::Keep if auto || found.syntax == LinkType::Inline => {}
        Link::To(to) if auto => {
            edits.replace(found.range.clone(), write::address(&to, &found.label));
        }
        Link::Keep => retarget(found, &found.destination, edits),
        Link::To(to) => retarget(found, &to, edits),
        Link::Words if auto || found.kind == TargetKind::Image || found.label.trim().is_empty() => {
            edits.replace(found.range.clone(), words(&found.label));
        }
        Link::Words => {
            let label = found.range.start + 1;
            let opening = match start::guard(&doc.source[label..found.tail.start]) {
                Some(Some(0)) => "\\",
                Some(None) => "",
                // a number that would begin a list, or a lone tag
                _ => "&#8203;",
            };
            edits.replace(found.range.start..label, opening);
            // brackets in the label must not come to be those of a link
            let meets = doc.source[found.tail.end..].starts_with(['(', '[', ':']);
            edits.replace(found.tail.clone(), if meets { "&#8203;" } else { "" });
        }
        Link::Named { words, url } => {
            edits.replace(found.range.clone(), write::named(&words, url.as_deref()));
        }
        Link::Image { url, alt } => edits.replace(found.range.clone(), write::image(&alt, &url)),
    }
}

fn retarget(found: &Found, to: &str, edits: &mut Edits) {
    let tail = format!(
        "]({}{})",
        write::destination(to),
        write::title(&found.title, found.in_cell)
    );
    edits.replace(found.tail.clone(), tail);
}

/// Plain words; something invisible if there are none, lest a line of a paragraph be empty.
fn words(label: &str) -> String {
    match label.trim() {
        "" => "&#8203;".to_owned(),
        label => write::plain(label),
    }
}

/// Schemes of addresses that run code, or show what is not the blog's.
const SCRIPTS: [&str; 7] = [
    "javascript",
    "vbscript",
    "livescript",
    "jscript",
    "mocha",
    "data",
    "file",
];

/// Whether an address runs code instead of leading somewhere, however it is disguised.
pub(super) fn is_script(destination: &str) -> bool {
    // most are plainly harmless
    if destination.starts_with("https://") || destination.starts_with(['/', '#']) {
        return false;
    }
    let Some((scheme, _)) = destination.split_once(':') else {
        return false;
    };
    // browsers skip what does not show
    let invisible = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let scheme = scheme.replace(invisible, "").to_ascii_lowercase();
    SCRIPTS.contains(&&*scheme)
}
