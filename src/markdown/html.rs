//! Raw HTML: inline formatting stays, the rest becomes visible text; because a post must not run what a note holds, and
//! an open tag of one memo must not format the next.

use std::collections::VecDeque;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc::Doc;
use super::edit::Edits;
use super::tag::{OpenTag, Token, tokens};
use super::{Link, Shaping, Target, TargetKind, block, links, start, write};

/// Sanitises inline tags and HTML blocks.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    let doc = &shaping.doc;
    if !doc.has(b'<') {
        return;
    }
    let mut closed = matched(doc);
    let mut index = 0;
    let mut anchors: Vec<String> = Vec::new();
    while let Some((event, range)) = doc.events.get(index) {
        match event {
            Event::InlineHtml(html) => {
                let keep = closed.pop_front().unwrap_or(false);
                let new = inline(shaping, html, keep, &mut anchors);
                // without it, what stands around it might become something else
                let before = doc.before_on_line(range.start);
                let apart = before.contains(char::is_alphanumeric)
                    && !before.ends_with(|c: char| c.is_ascii_punctuation());
                edits.replace(
                    range.clone(),
                    if new.is_empty() && !apart {
                        "&#8203;".to_owned()
                    } else {
                        new
                    },
                );
            }
            Event::Start(Tag::HtmlBlock) => html_block(shaping, index, &mut closed, edits),
            _ => {}
        }
        index += 1;
    }
}

/// For every token of HTML in order: whether it is a tag that may stay.
fn matched(doc: &Doc) -> VecDeque<bool> {
    let mut keep: VecDeque<bool> = VecDeque::new();
    let mut frames: Vec<Vec<(String, usize)>> = vec![Vec::new()];
    for (index, (event, _)) in doc.events.iter().enumerate() {
        match event {
            Event::InlineHtml(html) => note(html, false, &mut frames, &mut keep),
            Event::Start(Tag::HtmlBlock) => {
                note(&content(doc, index), true, &mut frames, &mut keep);
            }
            Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) => frames.push(Vec::new()),
            Event::End(_) if frames.len() > 1 => {
                frames.pop();
            }
            _ => {}
        }
    }
    keep
}

/// How many open tags are looked through for the one that a closing tag closes.
const DEEPEST: usize = 32;

fn note(
    html: &str,
    in_block: bool,
    frames: &mut [Vec<(String, usize)>],
    keep: &mut VecDeque<bool>,
) {
    let Some(open) = frames.last_mut() else {
        return;
    };
    for (token, _) in tokens(html) {
        let index = keep.len();
        keep.push_back(false);
        match token {
            Token::Open(tag) if tag.is_allowed(in_block) => {
                if tag.is_void() {
                    keep[index] = true;
                } else {
                    open.push((tag.name, index));
                }
            }
            Token::Close(name) => {
                let first = open.len().saturating_sub(DEEPEST);
                if let Some(at) = open[first..].iter().rposition(|(other, _)| *other == name) {
                    keep[open[first + at].1] = true;
                    keep[index] = true;
                    open.truncate(first + at);
                }
            }
            _ => {}
        }
    }
}

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

fn html_block(shaping: &Shaping, index: usize, closed: &mut VecDeque<bool>, edits: &mut Edits) {
    let doc = &shaping.doc;
    let range = &doc.events[index].1;
    let html = content(doc, index);
    let text = html.trim_ascii_end();
    let count = tokens(&html).count();
    let keep: Vec<bool> = (0..count)
        .map(|_| closed.pop_front().unwrap_or(false))
        .collect();
    let stays = stays_block(text, &keep);
    let new = if stays {
        as_block(shaping, text, &keep)
    } else {
        as_paragraph(shaping, text, &keep)
    };
    if new == text.trim_ascii_start() {
        return;
    }
    let end = range.start + doc.source[range.clone()].trim_ascii_end().len();
    if new.is_empty() {
        let next = doc.events[index..]
            .iter()
            .position(|(event, _)| matches!(event, Event::End(TagEnd::HtmlBlock)));
        let next = index + next.unwrap_or_default() + 1;
        if !block::remove(doc, range.start..end, next, edits) {
            edits.replace(range.start..end, "&#8203;");
        }
        return;
    }
    let prefix = doc.continuation(range.start);
    let blank = prefix.trim_ascii_end();
    let own_line = block::is_bare(doc.before_on_line(range.start));
    if !stays && own_line && !doc.blank_before(range.start) {
        edits.insert(doc.line_start(range.start), format!("{blank}\n"));
    }
    let line_break = if stays { "" } else { shaping.style.hard_break };
    let mut lines = new.replace('\n', &format!("{line_break}\n{prefix}"));
    if !stays && !doc.blank_after(end - 1) {
        lines.extend(["\n", blank]);
    }
    edits.replace(range.start..end, lines);
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

/// Whether what is left of the block still begins one.
fn stays_block(html: &str, keep: &[bool]) -> bool {
    let html = html.trim_ascii_start();
    let Some((token, range)) = tokens(html)
        .next()
        .filter(|(_, range)| range.start == 0 && keep.first() == Some(&true))
    else {
        return false;
    };
    let alone = html[range.end..]
        .split('\n')
        .next()
        .is_none_or(|rest| rest.trim().is_empty());
    match token {
        Token::Open(tag) if tag.is_block() => true,
        Token::Close(name) if name == "details" || name == "summary" => true,
        Token::Open(tag) => alone && !tag.is_void(),
        Token::Close(_) => alone,
        Token::Comment | Token::Other => false,
    }
}

fn as_block(shaping: &Shaping, html: &str, keep: &[bool]) -> String {
    let html = html.trim_ascii_start();
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for ((token, range), keep) in tokens(html).zip(keep) {
        out.push_str(&html[at..range.start].replace('<', "&lt;"));
        match token {
            Token::Open(tag) if *keep => out.push_str(&kept_tag(shaping, tag)),
            Token::Close(name) if *keep => out.extend(["</", &name, ">"]),
            Token::Comment => {}
            _ => out.push_str(&html[range.clone()].replace('<', "&lt;")),
        }
        at = range.end;
    }
    out.push_str(&html[at..].replace('<', "&lt;"));
    let lines: Vec<&str> = out
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// A tag of a block of HTML, with its address where the blog has it.
fn kept_tag(shaping: &Shaping, mut tag: OpenTag) -> String {
    let (kind, name) = match tag.name.as_str() {
        "a" => (TargetKind::Link, "href"),
        "img" => (TargetKind::Image, "src"),
        _ => return tag.sanitised(),
    };
    let to = follow(
        shaping,
        kind,
        tag.attribute(name).unwrap_or_default(),
        tag.attribute("alt").unwrap_or_default(),
    );
    tag.set(name, to);
    tag.sanitised()
}

fn as_paragraph(shaping: &Shaping, html: &str, keep: &[bool]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut anchors = Vec::new();
    let mut at = 0;
    for ((token, range), keep) in tokens(html).zip(keep) {
        out.push_str(&escape_line(&html[at..range.start]));
        match token {
            Token::Comment => {}
            _ => out.push_str(&inline(shaping, &html[range.clone()], *keep, &mut anchors)),
        }
        at = range.end;
    }
    out.push_str(&escape_line(&html[at..]));
    let mut lines = Vec::new();
    for line in out.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.push(match start::guard(line) {
            Some(Some(at)) => format!("{}\\{}", &line[..at], &line[at..]),
            Some(None) => line.to_owned(),
            None => format!("&#8203;{line}"),
        });
    }
    lines.join("\n")
}

/// Text of HTML as Markdown: entities mean the same in both.
fn escape_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '|' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
