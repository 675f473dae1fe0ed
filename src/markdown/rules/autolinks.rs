//! Bare addresses; because not every engine links them, and because Chinese text follows an address without a space.

use std::borrow::Cow;

use super::cjk::is_wide;
use crate::markdown::leaf::{Depth, Kind, Leaf, Span, Token};

/// Makes a token of every bare address.
pub(crate) fn find(leaf: &mut Leaf) {
    let may_be = |token: &Token| token.kind == Kind::Text && next(&token.text, 0, None).is_some();
    let has_signs = leaf.may_have(b':') || leaf.may_have(b'.');
    if !has_signs || !leaf.tokens.iter().any(may_be) {
        return;
    }
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len() + 2);
    let mut depth = Depth::default();
    // the last one is the next
    let mut rest = std::mem::take(&mut leaf.tokens);
    rest.reverse();
    while let Some(token) = rest.pop() {
        if depth.is_linked(&token) || token.kind != Kind::Text {
            out.push(token);
        } else {
            in_text(token, &mut rest, &mut out);
        }
    }
    leaf.tokens = out;
    leaf.note();
}

fn in_text<'a>(mut token: Token<'a>, rest: &mut Vec<Token<'a>>, out: &mut Vec<Token<'a>>) {
    let mut from = 0;
    loop {
        let before = out.last().and_then(|token| token.text.chars().next_back());
        let Some(start) = next(&token.text, from, before) else {
            if !token.text.is_empty() {
                out.push(token);
            }
            return;
        };
        flatten(&mut token, start, rest);
        let end = start + length(&token.text[..start], &token.text[start..]);
        if url(&token.text[start..end]).is_none() {
            from = start + 4;
            continue;
        }
        out.extend((start > 0).then(|| Token::new(Kind::Text, token.part(0..start))));
        out.push(Token::new(Kind::Bare, token.part(start..end)));
        token.text = token.part(end..token.text.len());
        from = 0;
    }
}

/// The whole address, if there is a host in it.
pub(crate) fn url(shown: &str) -> Option<Cow<'_, str>> {
    let scheme = shown.find("://").filter(|&at| at <= 5);
    let rest = scheme.map_or(shown, |at| &shown[at + 3..]);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    let is_dotted = scheme.is_some() || host.matches('.').count() >= 2 || host.len() > "www.".len();
    (is_dotted && host.chars().any(char::is_alphanumeric)).then(|| match scheme {
        Some(_) => shown.into(),
        None => ["http://", shown].concat().into(),
    })
}

/// Returns the offset, at least `from`, at which the next address may begin; `before` is the character before the text.
fn next(text: &str, from: usize, before: Option<char>) -> Option<usize> {
    let bytes = text.as_bytes();
    let before = |at: usize| text[..at].chars().next_back().or(before);
    let mut places = from..text.len();
    places.find_map(|at| {
        if !matches!(bytes[at], b'.' | b':') {
            return None;
        }
        if bytes[at..].starts_with(b"://") {
            let start = [5, 4].into_iter().find_map(|length| {
                let start = at.checked_sub(length).filter(|&start| start >= from)?;
                let scheme = &bytes[start..at];
                (scheme.eq_ignore_ascii_case(b"https") || scheme.eq_ignore_ascii_case(b"http"))
                    .then_some(start)
            })?;
            let is_free = before(start).is_none_or(|c| !c.is_ascii_alphanumeric());
            is_free.then_some(start)
        } else {
            let start = at.checked_sub(3).filter(|&start| start >= from)?;
            let is_www = bytes[start..at].eq_ignore_ascii_case(b"www");
            let is_free = |c: char| !c.is_ascii() || c.is_whitespace() || "*_~([\"'".contains(c);
            (is_www && before(start).is_none_or(is_free)).then_some(start)
        }
    })
}

/// Adds to a text the tokens over which the address stretches that begins in it: the stars, dashes and dollars in it are
/// no marks. `rest` are the tokens behind it, the last one being the next.
fn flatten<'a>(token: &mut Token<'a>, start: usize, rest: &mut Vec<Token<'a>>) {
    if token.text[start..].contains(ends_address) {
        return;
    }
    let mut open: Vec<Span> = Vec::new();
    let (mut count, mut left) = (0, Vec::new());
    for (index, next) in rest.iter().rev().enumerate() {
        match next.kind {
            Kind::Open(span @ (Span::Emphasis | Span::Strong | Span::Strike)) => open.push(span),
            Kind::Close(span) if open.last() == Some(&span) => {
                open.pop();
                (count, left) = (index + 1, open.clone());
            }
            Kind::Sign if !next.text.starts_with('&') => break,
            Kind::Text | Kind::Math | Kind::Sign => {
                let stop = next.text.find(ends_address);
                if stop != Some(0) {
                    (count, left) = (index + 1, open.clone());
                }
                if stop.is_some() {
                    break;
                }
            }
            _ => break,
        }
    }
    for index in 0..count {
        let Some(next) = rest.pop() else { break };
        let text = if next.kind == Kind::Sign {
            next.shown()
        } else {
            next.text.clone()
        };
        let stop = text.find(ends_address).filter(|_| index + 1 == count);
        let stop = stop.unwrap_or(text.len());
        token.text.to_mut().push_str(&text[..stop]);
        if stop < text.len() {
            rest.push(Token::new(Kind::Text, next.part(stop..text.len())));
        }
    }
    // the ends of spans that began in the address
    for span in left {
        let mut rest = rest.iter_mut().rev();
        if let Some(end) = rest.find(|token| token.kind == Kind::Close(span)) {
            end.kind = Kind::Text;
        }
    }
}

/// The length of the address at the beginning of a text, behind `before`.
fn length(before: &str, text: &str) -> usize {
    let url = &text[..text.find(ends_address).unwrap_or(text.len())];
    let url = &url[..trimmed(url)];
    let url = &url[..host(url)];
    // without the marks that highlight it
    let is_marked = before.ends_with("==");
    url.strip_suffix("==")
        .filter(|_| is_marked)
        .unwrap_or(url)
        .len()
}

/// White space, angle brackets, and the punctuation of Chinese and Japanese.
fn ends_address(c: char) -> bool {
    if c.is_ascii() {
        return c <= ' ' || matches!(c, '<' | '>' | '`' | '\\' | '"' | '\u{7f}');
    }
    let is_sign = matches!(
        c,
        '\u{200b}' | '\u{2014}' | '\u{2018}'..='\u{201f}' | '\u{2026}'
    ) || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}')
        || matches!(
            c,
            '！' | '（'
                | '）'
                | '，'
                | '．'
                | '：'
                | '；'
                | '？'
                | '［'
                | '］'
                | '｛'
                | '｝'
                | '～'
        );
    is_sign || c.is_whitespace() || c.is_control()
}

/// The length of the address without the punctuation of the sentence around it.
fn trimmed(url: &str) -> usize {
    let mut end = url.len();
    let count = |b: u8| url.bytes().filter(|&c| c == b).count();
    let mut surplus = count(b')').saturating_sub(count(b'('));
    let mut squares = count(b']').saturating_sub(count(b'['));
    while let Some(last) = url[..end].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|' | '$' => {}
            ')' if surplus > 0 => surplus -= 1,
            ']' if squares > 0 => squares -= 1,
            _ => break,
        }
        end -= 1;
    }
    end
}

/// The length of the address, which ends at a Chinese word right behind a Latin host.
fn host(url: &str) -> usize {
    let start = url.find("://").map_or(0, |at| at + 3);
    let host = url[start..]
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    let end = host.char_indices().find(|&(at, c)| {
        let before = &host[..at];
        is_wide(c) && before.contains('.') && before.ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    end.map_or(url.len(), |(at, _)| start + at)
}
