//! Which tags may stay: those that are allowed where they stand, and closed where they are opened.

use std::collections::VecDeque;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::content;
use crate::markdown::doc::{Doc, is_inline};
use crate::markdown::tag::{Token, is_block, tokens};

/// How many open tags are looked through for the one that a closing tag closes.
const DEEPEST: usize = 32;

/// For every piece of markup, in the order of the text: whether it is a tag that may stay.
pub(super) fn kept(doc: &Doc) -> VecDeque<bool> {
    let blocks = are_blocks_whole(doc);
    let mut kept = VecDeque::new();
    // the open tags of each span, so that none crosses another's end
    let mut spans: Vec<Vec<Open>> = vec![Vec::new()];
    for (index, (event, _)) in doc.events.iter().enumerate() {
        match event {
            Event::InlineHtml(html) => {
                let index = kept.len();
                note(html, false, spans.last_mut(), &mut kept);
                // the parser takes a few things for markup that are none
                kept.resize(index + 1, false);
            }
            Event::Start(Tag::HtmlBlock) => note(
                &content(doc, index),
                blocks,
                Some(&mut Vec::new()),
                &mut kept,
            ),
            Event::Start(_) if is_inline(event) => spans.push(Vec::new()),
            Event::End(_) if is_inline(event) => {
                spans.pop();
            }
            // another block
            Event::Start(_) | Event::End(_) => spans = vec![Vec::new()],
            _ => {}
        }
    }
    kept
}

/// A tag that is not closed yet: its name, and its place among all markup.
type Open = (String, usize);

fn note(html: &str, blocks: bool, open: Option<&mut Vec<Open>>, kept: &mut VecDeque<bool>) {
    let mut none = Vec::new();
    let open = open.unwrap_or(&mut none);
    for (token, _) in tokens(html) {
        let index = kept.len();
        kept.push_back(false);
        match token {
            Token::Open(tag) if is_block(&tag.name) => {
                kept[index] = blocks;
                open.clear();
            }
            Token::Close(name) if is_block(&name) => {
                kept[index] = blocks;
                open.clear();
            }
            Token::Open(tag) if tag.is_void() => kept[index] = true,
            Token::Open(tag) if tag.is_allowed() => open.push((tag.name, index)),
            Token::Close(name) => {
                let first = open.len().saturating_sub(DEEPEST);
                if let Some(at) = open[first..].iter().rposition(|(other, _)| *other == name) {
                    kept[open[first + at].1] = true;
                    kept[index] = true;
                    open.truncate(first + at);
                }
            }
            _ => {}
        }
    }
}

/// Whether all tags that hold blocks pair up, each in its container, and begin a block of HTML wherever they stand.
fn are_blocks_whole(doc: &Doc) -> bool {
    let mut containers: Vec<Vec<String>> = vec![Vec::new()];
    for (index, (event, _)) in doc.events.iter().enumerate() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                let html = content(doc, index);
                let open = containers.last_mut();
                if !open.is_some_and(|open| pairs_up(html.trim_ascii_start(), open)) {
                    return false;
                }
            }
            Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) => containers.push(Vec::new()),
            Event::End(_) if containers.pop().is_some_and(|open| !open.is_empty()) => return false,
            _ => {}
        }
    }
    containers.iter().all(Vec::is_empty)
}

fn pairs_up(html: &str, open: &mut Vec<String>) -> bool {
    let mut first = true;
    let mut begun = false;
    for (token, place) in tokens(html) {
        let (name, opens) = match token {
            Token::Open(tag) => (tag.name, true),
            Token::Close(name) => (name, false),
            Token::Comment | Token::Other => (String::new(), false),
        };
        let block = is_block(&name);
        begun |= first && block && place.start == 0;
        first = false;
        if !block {
            continue;
        }
        if opens {
            open.push(name);
        } else if open.pop().as_deref() != Some(&name) {
            return false;
        }
        if !begun {
            return false;
        }
    }
    true
}
