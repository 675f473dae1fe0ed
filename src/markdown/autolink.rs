//! Bare addresses become links; because not every engine links them, and because Chinese text follows an address
//! without a space.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::cjk::is_wide;
use super::doc::{Doc, Leaf};
use super::edit::Edits;
use super::{Link, Shaping, Target, TargetKind, links, write};

/// Wraps bare addresses, or puts the title of the page in their place where it is known.
pub(super) fn edit(shaping: &Shaping, edits: &mut Edits) {
    for (range, url) in all(&shaping.doc) {
        let shown = &shaping.doc.source[range.clone()];
        let target = Target::new(TargetKind::Link, &url, shown);
        let link = if links::is_script(&url) {
            Link::Words
        } else {
            (shaping.note.links)(&target)
        };
        let text = match link {
            Link::Keep => match shaping.note.titles.get(&url) {
                Some(title) if !title.trim().is_empty() => write::named(title.trim(), Some(&url)),
                _ if url == shown => write::address(&url, shown),
                _ => write::named(shown, Some(&url)),
            },
            Link::To(to) => write::address(&to, shown),
            Link::Words => write::plain(shown),
            Link::Named { words, url } => write::named(&words, url.as_deref()),
            Link::Image { url, alt } => write::image(&alt, &url),
        };
        edits.replace(range, text);
    }
}

/// The places of all bare addresses, with the address that is meant.
pub(super) fn all(doc: &Doc) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let may_be = doc.has(b'.') && (doc.has(b'/') || doc.has(b'w') || doc.has(b'W'));
    if !may_be {
        return found;
    }
    for leaf in &doc.leaves {
        in_leaf(doc, leaf, &mut found);
    }
    found
}

fn in_leaf(doc: &Doc, leaf: &Leaf, found: &mut Vec<(Range<usize>, String)>) {
    let mut links = 0_usize;
    let mut anchors = 0_usize;
    let mut done = leaf.block.start;
    for index in leaf.events.clone() {
        let (event, range) = &doc.events[index];
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::InlineHtml(html) if is_anchor(html, "<a") => anchors += 1,
            Event::InlineHtml(html) if is_anchor(html, "</a") => anchors = 0,
            Event::Text(_)
                if links + anchors == 0 && range.end > done && doc.verbatim(index).is_some() =>
            {
                let mut from = range.start.max(done);
                while let Some(start) = next(doc, from..range.end) {
                    let shown = &doc.source[start..end(doc, leaf, index, start)];
                    let end = start + unmarked(&doc.source[..start], &shown[..host(shown)]).len();
                    match url(&doc.source[start..end]) {
                        Some(url) => {
                            found.push((start..end, url));
                            from = end;
                            done = end;
                        }
                        None => from = start + 4,
                    }
                    if from >= range.end {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the tag begins, or ends, a link of HTML.
pub(super) fn is_anchor(html: &str, start: &str) -> bool {
    html.get(..start.len())
        .is_some_and(|tag| tag.eq_ignore_ascii_case(start))
        && html[start.len()..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>')
}

/// Where the next address may begin.
fn next(doc: &Doc, range: Range<usize>) -> Option<usize> {
    let bytes = doc.source.as_bytes();
    range.clone().find_map(|at| match bytes[at] {
        b':' if bytes[at..range.end].starts_with(b"://") => {
            let start = [5, 4].into_iter().find_map(|length| {
                let start = at
                    .checked_sub(length)
                    .filter(|&start| start >= range.start)?;
                let scheme = &bytes[start..at];
                (scheme.eq_ignore_ascii_case(b"https") || scheme.eq_ignore_ascii_case(b"http"))
                    .then_some(start)
            })?;
            before(doc.source, start)
                .is_none_or(|c| !c.is_ascii_alphanumeric())
                .then_some(start)
        }
        b'.' => {
            let start = at.checked_sub(3).filter(|&start| start >= range.start)?;
            let www = bytes[start..at].eq_ignore_ascii_case(b"www");
            let free = |c: char| !c.is_ascii() || c.is_whitespace() || "*_~([\"'".contains(c);
            (www && before(doc.source, start).is_none_or(free)).then_some(start)
        }
        _ => None,
    })
}

fn before(source: &str, at: usize) -> Option<char> {
    source[..at].chars().next_back()
}

/// Where the address ends that begins at `start` in the event at `index`.
fn end(doc: &Doc, leaf: &Leaf, index: usize, start: usize) -> usize {
    let mut depth = 0_usize;
    let mut end = start;
    for (event, range) in &doc.events[index..leaf.events.end] {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => break,
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => {
                depth -= 1;
                end = range.end;
            }
            Event::Text(_) | Event::InlineMath(_) => {
                let from = end.max(start);
                let text = &doc.source[from..range.end.max(from)];
                if let Some(stop) = text.find(ends_address) {
                    return trim(&doc.source[start..from + stop]) + start;
                }
                end = range.end;
            }
            _ => break,
        }
    }
    trim(&doc.source[start..end]) + start
}

/// White space, angle brackets, and the punctuation of Chinese and Japanese.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '`' | '\\' | '"')
        || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201f}' | '\u{2026}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
        || matches!(
            c,
            '\u{3014}'
                ..='\u{301f}' | '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff0e}'
        )
        || matches!(
            c,
            '\u{ff1a}'
                | '\u{ff1b}'
                | '\u{ff1f}'
                | '\u{ff3b}'
                | '\u{ff3d}'
                | '\u{ff5b}'
                | '\u{ff5d}'
                | '\u{ff5e}'
                | '\u{200b}'
        )
}

/// The length of the address without the punctuation of the sentence around it.
fn trim(url: &str) -> usize {
    let mut end = url.len();
    let count = |b: u8| url.bytes().filter(|&c| c == b).count();
    let mut surplus = count(b')').saturating_sub(count(b'('));
    let mut squares = count(b']').saturating_sub(count(b'['));
    while let Some(last) = url[..end].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|' | '$' => end -= 1,
            ')' if surplus > 0 => {
                surplus -= 1;
                end -= 1;
            }
            ']' if squares > 0 => {
                squares -= 1;
                end -= 1;
            }
            _ => break,
        }
    }
    end
}

/// The address without the marks that highlight it.
fn unmarked<'a>(before: &str, url: &'a str) -> &'a str {
    let marked = before.ends_with("==");
    url.strip_suffix("==").filter(|_| marked).unwrap_or(url)
}

/// The length of the address, which ends at a Chinese word right behind a Latin host.
fn host(url: &str) -> usize {
    let start = url.find("://").map_or(0, |at| at + 3);
    let host = url[start..]
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    host.char_indices()
        .find(|&(at, c)| {
            let before = &host[..at];
            is_wide(c)
                && before.contains('.')
                && before.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
        .map_or(url.len(), |(at, _)| start + at)
}

/// The whole address, if there is a host in it.
fn url(shown: &str) -> Option<String> {
    let (scheme, rest) = match shown.find("://") {
        Some(at) if at <= 5 => ("", &shown[at + 3..]),
        _ => ("http://", shown),
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    let dotted = scheme.is_empty() || host.matches('.').count() >= 2 || host.len() > "www.".len();
    (dotted && host.chars().any(char::is_alphanumeric)).then(|| format!("{scheme}{shown}"))
}
