//! Blocks of HTML; because what is escaped in them must stay a text, and must not join its neighbours.

use std::collections::VecDeque;

use pulldown_cmark::{Event, TagEnd};

use super::{content, escape_line, follow, inline};
use crate::markdown::edit::Edits;
use crate::markdown::tag::{OpenTag, Token, is_block, tokens};
use crate::markdown::{Shaping, TargetKind, block, start};

/// Sanitises the block of HTML at `index`: as such a block where that is left of it, else as a paragraph.
pub(super) fn edit(shaping: &Shaping, index: usize, kept: &mut VecDeque<bool>, edits: &mut Edits) {
    let doc = &shaping.doc;
    let range = &doc.events[index].1;
    let html = content(doc, index);
    let text = html.trim_ascii_end();
    let count = tokens(&html).count();
    let keep: Vec<bool> = (0..count)
        .map(|_| kept.pop_front().unwrap_or(false))
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
            block::hide(doc, range.start..end, edits);
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
        .is_none_or(|rest| rest.trim_ascii().is_empty());
    match token {
        Token::Open(tag) if is_block(&tag.name) => true,
        Token::Close(name) if is_block(&name) => true,
        // Markdown has links and images of its own
        Token::Open(tag) => alone && !matches!(&*tag.name, "a" | "img"),
        Token::Close(_) | Token::Comment | Token::Other => false,
    }
}

fn as_block(shaping: &Shaping, html: &str, keep: &[bool]) -> String {
    let html = html.trim_ascii_start();
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for ((token, range), keep) in tokens(html).zip(keep) {
        literal(&html[at..range.start], &mut out);
        match token {
            Token::Open(tag) if *keep => out.push_str(&kept_tag(shaping, tag)),
            Token::Close(name) if *keep => out.extend(["</", &name, ">"]),
            Token::Comment => {}
            _ => literal(&html[range.clone()], &mut out),
        }
        at = range.end;
    }
    literal(&html[at..], &mut out);
    let lines: Vec<&str> = out
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// Text in a block of HTML, where no mark means anything; but some engines take the tags away, or look for Markdown
/// between them.
fn literal(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        let begins = out.is_empty() || out.ends_with('\n');
        // four spaces would make it code
        let line = if begins && line.starts_with("    ") {
            line.trim_start_matches(' ')
        } else {
            line
        };
        let words = line.trim_start();
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        let mark = line.len() - words.len() + digits;
        for (at, c) in line.char_indices() {
            let is_mark = match c {
                '*' | '_' | '`' | '[' | ']' | '~' | '$' | '|' | '\\' | '<' => true,
                '.' | ')' => begins && at == mark && digits > 0,
                '#' | '+' | '-' | '=' | '>' => begins && at == mark && digits == 0,
                _ => false,
            };
            if is_mark {
                out.push_str(&entity(c));
            } else {
                out.push(c);
            }
        }
    }
}

fn entity(c: char) -> String {
    match c {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        c => format!("&#{};", u32::from(c)),
    }
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
