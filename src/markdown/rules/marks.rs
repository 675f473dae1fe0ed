//! The marks that old Memos versions knew beyond Markdown; because no blog engine shows them as they were.

use super::cjk::apart;
use crate::markdown::Style;
use crate::markdown::leaf::{Depth, Kind, Leaf, STRIKE, Span, Token};
use crate::memo;

/// A mark, what it becomes at either end, and whether there may be spaces inside.
const MARKS: [(&str, &str, &str, bool); 4] = [
    ("==", "<mark>", "</mark>", true),
    ("||", "<span class=\"spoiler\">", "</span>", true),
    ("^", "<sup>", "</sup>", false),
    ("~", "<sub>", "</sub>", false),
];

/// `==x==`, `||x||`, `^x^` and `~x~`, in memos that were written for them.
pub(super) fn apply(leaf: &mut Leaf, style: &Style) {
    let is_classic = style.syntax == memo::Syntax::Classic;
    if leaf.has(STRIKE) {
        tildes(leaf, is_classic);
    }
    for (mark, open, close, spaces) in MARKS.iter().filter(|_| is_classic) {
        if leaf.may_have(mark.as_bytes()[0]) {
            paired(leaf, mark, (open, close), *spaces);
        }
    }
    if style.dialect.is_eager {
        runs(leaf);
    }
}

/// A single tilde: struck out today, lowered in old versions, and nothing to many engines.
fn tildes(leaf: &mut Leaf, is_classic: bool) {
    for token in &mut leaf.tokens {
        let is_open = match token.kind {
            Kind::Open(Span::Strike) if token.text == "~" => true,
            Kind::Close(Span::Strike) if token.text == "~" => false,
            _ => continue,
        };
        *token = match (is_classic, is_open) {
            (false, _) => Token::new(token.kind, "~~"),
            (true, true) => Token::new(Kind::Html, "<sub>"),
            (true, false) => Token::new(Kind::Html, "</sub>"),
        };
    }
}

/// Puts tags in the places of marks that stand twice in one line of one span and embrace words.
fn paired(leaf: &mut Leaf, mark: &str, tags: (&'static str, &'static str), spaces: bool) {
    apart(leaf, mark);
    // the marks that may begin something, with the span around them
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut found = Vec::new();
    let mut depth = Depth::default();
    let mut spans = Vec::new();
    for (at, token) in leaf.tokens.iter().enumerate() {
        let is_linked = depth.is_linked(token);
        match token.kind {
            Kind::Break(_) => open.clear(),
            Kind::Open(_) => spans.push(at),
            Kind::Close(_) => drop(spans.pop()),
            Kind::Text if token.text == mark && !is_linked => {
                let home = spans.last().copied();
                match open.iter().position(|(_, other)| *other == home) {
                    None => open.push((at, home)),
                    Some(place) => found.push((open.swap_remove(place).0, at)),
                }
            }
            _ => {}
        }
    }
    found.retain(|&(open, close)| is_meant(&leaf.tokens[open + 1..close], spaces));
    for (open, close) in found {
        leaf.tokens[open] = Token::new(Kind::Html, tags.0);
        leaf.tokens[close] = Token::new(Kind::Html, tags.1);
    }
    // the others are words again, which mean something together
    leaf.tokens.dedup_by(|next, token| {
        let are_words = token.kind == Kind::Text && next.kind == Kind::Text;
        if are_words {
            token.text.to_mut().push_str(&next.text);
        }
        are_words
    });
    leaf.is_changed = true;
}

/// Words that no tag crosses.
fn is_meant(tokens: &[Token], spaces: bool) -> bool {
    let inside: String = tokens.iter().map(|token| &*token.text).collect();
    !inside.is_empty()
        && tokens.iter().all(|token| token.kind != Kind::Html)
        && (spaces || !inside.contains(char::is_whitespace))
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace)
}

/// Marks of emphasis that meet in one run are HTML where they are read one by one.
fn runs(leaf: &mut Leaf) {
    let mut open = Vec::new();
    for at in 0..leaf.tokens.len() {
        let (tag, width) = match leaf.tokens[at].kind {
            Kind::Open(Span::Strong) => ("strong", 2),
            Kind::Open(Span::Emphasis) => ("em", 1),
            _ => continue,
        };
        let close = leaf.closer(at);
        if close > at {
            open.push((at, close, tag, width));
        }
    }
    let is_mark = |token: &Token| {
        matches!(
            token.kind,
            Kind::Open(Span::Strong | Span::Emphasis) | Kind::Close(Span::Strong | Span::Emphasis)
        )
    };
    // how many signs of one kind meet at a mark
    let run = |at: usize| -> usize {
        let sign = leaf.tokens[at].text.chars().next();
        let of_run = |token: &&Token| is_mark(token) && token.text.chars().next() == sign;
        let before = leaf.tokens[..at].iter().rev().take_while(of_run);
        let after = leaf.tokens[at..].iter().take_while(of_run);
        before.chain(after).map(|token| token.text.len()).sum()
    };
    let is_usual =
        |at: usize, width: usize| matches!(run(at), length if length == width || length == 3);
    let unusual: Vec<_> = open
        .into_iter()
        .filter(|&(open, close, _, width)| !is_usual(open, width) || !is_usual(close, width))
        .collect();
    for (open, close, tag, _) in unusual {
        leaf.tokens[open] = Token::new(Kind::Html, format!("<{tag}>"));
        leaf.tokens[close] = Token::new(Kind::Html, format!("</{tag}>"));
    }
}
