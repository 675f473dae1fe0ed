//! Raw HTML: inline formatting stays, the rest becomes visible text; because a post must not run what a note holds, and
//! an open tag of one memo must not format the next.

mod block;
mod pairs;

use pulldown_cmark::{Event, Tag};

use super::doc::Doc;
use super::edit::Edits;
use super::tag::{Token, tokens};
use super::{Link, Shaping, Target, TargetKind, links, write};

/// Sanitises inline tags and HTML blocks.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    if !doc.has(b'<') {
        return;
    }
    let mut kept = pairs::kept(doc);
    let mut anchors = Vec::new();
    for (index, (event, range)) in doc.events.iter().enumerate() {
        match event {
            Event::InlineHtml(html) => {
                let keep = kept.pop_front().unwrap_or(false);
                let mut new = inline(shaping, html, keep, &mut anchors);
                // without it, what stands around it might become something else
                let before = doc.before_on_line(range.start);
                let word = before.contains(char::is_alphanumeric);
                if new.is_empty() && (!word || before.ends_with(|c: char| c.is_ascii_punctuation()))
                {
                    new.push_str("&#8203;");
                }
                if new != **html {
                    edits.replace(range.clone(), new);
                }
            }
            Event::Start(Tag::HtmlBlock) => block::edit(shaping, index, &mut kept, edits),
            _ => {}
        }
    }
}

/// What becomes of a piece of markup within text; `anchors` are the addresses of the links that are open.
fn inline(shaping: &Shaping, html: &str, keep: bool, anchors: &mut Vec<String>) -> String {
    match tokens(html).next() {
        Some((Token::Comment, _)) => String::new(),
        Some((Token::Open(tag), _)) if keep => match tag.name.as_str() {
            "a" => {
                let href = tag.attribute("href").unwrap_or_default();
                let to = follow(shaping, TargetKind::Link, href, "");
                anchors.push(to.clone().unwrap_or_default());
                if to.is_some() {
                    "[".to_owned()
                } else {
                    String::new()
                }
            }
            "img" => image(
                shaping,
                tag.attribute("src").unwrap_or_default(),
                tag.attribute("alt").unwrap_or_default(),
            ),
            _ => tag.sanitised(),
        },
        Some((Token::Close(name), _)) if keep && name == "a" => match anchors.pop() {
            Some(to) if !to.is_empty() => format!("]({})", write::destination(&to)),
            _ => String::new(),
        },
        Some((Token::Close(name), _)) if keep => format!("</{name}>"),
        _ => format!("&lt;{}", escape_line(&html[1..]).replace('\n', " ")),
    }
}

/// An image where it is in the blog; its words where there is none.
fn image(shaping: &Shaping, source: &str, alt: &str) -> String {
    match follow_link(shaping, TargetKind::Image, source, alt) {
        Link::Keep => write::image(alt, source),
        Link::To(to) => write::image(alt, &to),
        Link::Words => write::plain(alt),
        Link::Named { words, url } => write::named(&words, url.as_deref()),
        Link::Image { url, alt } => write::image(&alt, &url),
    }
}

fn follow(shaping: &Shaping, kind: TargetKind, destination: &str, label: &str) -> Option<String> {
    match follow_link(shaping, kind, destination, label) {
        Link::Keep => Some(destination.to_owned()),
        Link::To(to) | Link::Named { url: Some(to), .. } | Link::Image { url: to, .. } => Some(to),
        Link::Words | Link::Named { .. } => None,
    }
}

fn follow_link(shaping: &Shaping, kind: TargetKind, destination: &str, label: &str) -> Link {
    if destination.is_empty() || links::is_script(destination) {
        return Link::Words;
    }
    (shaping.note.links)(&Target::new(kind, destination, label))
}

/// All addresses in raw HTML.
pub(super) fn targets(doc: &Doc) -> Vec<Target<'static>> {
    let mut found = Vec::new();
    for (event, _) in &doc.events {
        let (Event::InlineHtml(html) | Event::Html(html)) = event else {
            continue;
        };
        for (token, _) in tokens(html) {
            let Token::Open(tag) = token else { continue };
            let (kind, destination, label) = match tag.name.as_str() {
                "img" => (
                    TargetKind::Image,
                    tag.attribute("src"),
                    tag.attribute("alt"),
                ),
                "a" => (TargetKind::Link, tag.attribute("href"), None),
                _ => continue,
            };
            if let Some(destination) = destination.filter(|destination| !destination.is_empty()) {
                found.push(Target::new(kind, destination, label.unwrap_or_default()).into_owned());
            }
        }
    }
    found
}

/// The HTML of the block at `index`, without the marks of the containers around it.
fn content(doc: &Doc, index: usize) -> String {
    doc.events[index + 1..]
        .iter()
        .map_while(|(event, _)| match event {
            // what is left of a tab comes as text
            Event::Html(text) | Event::Text(text) => Some(&**text),
            _ => None,
        })
        .collect()
}

/// Text of HTML as Markdown: entities mean the same in both.
fn escape_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '`' => out.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '$' | '|' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
