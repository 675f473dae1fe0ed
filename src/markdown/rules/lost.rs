//! Formatting that is HTML, for engines that drop it: by characters that mean the same, else by the words alone.

use super::cjk;
use crate::markdown::leaf::{Kind, Leaf, Span, Token};
use crate::markdown::rules::html::{self, Markup};
use crate::markdown::tree::BlockKind;

const PLAIN: &str = "0123456789+-=()n";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";

/// Takes HTML out of the text; `lost` gets the names of the tags of which only the words are left.
pub(super) fn apply(leaf: &mut Leaf, place: BlockKind, lost: &mut Vec<String>) {
    if !leaf.tokens.iter().any(|token| token.kind == Kind::Html) {
        return;
    }
    marked(leaf);
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len());
    let mut tokens = std::mem::take(&mut leaf.tokens).into_iter();
    while let Some(token) = tokens.next() {
        let Some(tag) = tag(&token) else {
            out.push(token);
            continue;
        };
        let Markup::Open(tag) = tag else { continue };
        match &*tag.name {
            "br" if place == BlockKind::Paragraph => out.push(Token::new(Kind::Break(true), "")),
            "br" => out.push(Token::new(Kind::Text, " ")),
            "wbr" => {}
            "sup" | "sub" => {
                let signs = if tag.name == "sup" { RAISED } else { LOWERED };
                let written = match tokens.as_slice() {
                    [words, close, ..] if close.kind == Kind::Html => {
                        written(&words.shown(), signs)
                    }
                    _ => None,
                };
                if let Some(written) = written {
                    out.push(Token::new(Kind::Text, written));
                    tokens.nth(1);
                } else {
                    lost.push(tag.name.into_owned());
                }
            }
            _ => lost.push(tag.name.into_owned()),
        }
    }
    leaf.tokens = out;
    leaf.is_changed = true;
}

fn tag<'t>(token: &'t Token) -> Option<Markup<'t>> {
    let is_tag = token.kind == Kind::Html;
    let tag = is_tag.then(|| html::tokens(&token.text).next()).flatten();
    tag.map(|(tag, _)| tag)
}

/// Tags that say what marks say too become those marks, around words that no other marks are in or beside.
fn marked(leaf: &mut Leaf) {
    let is_mark = |span| matches!(span, Span::Emphasis | Span::Strong | Span::Strike);
    let is_beside = |token: Option<&Token>| {
        token.is_some_and(
            |token| matches!(token.kind, Kind::Open(span) | Kind::Close(span) if is_mark(span)),
        )
    };
    let mut depth = 0_usize;
    let mut at = 0;
    while at + 2 < leaf.tokens.len() {
        match leaf.tokens[at].kind {
            Kind::Open(span) if is_mark(span) => depth += 1,
            Kind::Close(span) if is_mark(span) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let (open, close) = (tag(&leaf.tokens[at]), tag(&leaf.tokens[at + 2]));
        if let (Some(Markup::Open(open)), Some(Markup::Close(close))) = (open, close)
            && let Some((mark, span)) = mark(&open.name).filter(|_| open.name == close)
            && depth == 0
            && !is_beside(at.checked_sub(1).map(|before| &leaf.tokens[before]))
            && !is_beside(leaf.tokens.get(at + 3))
            && cjk::are_words(&leaf.tokens[at + 1])
        {
            leaf.tokens[at] = Token::new(Kind::Open(span), mark);
            leaf.tokens[at + 2] = Token::new(Kind::Close(span), mark);
            cjk::moved(&mut leaf.tokens, at, at + 2);
            at += 2;
        }
        at += 1;
    }
}

/// The mark that says what a tag says.
fn mark(name: &str) -> Option<(&'static str, Span)> {
    match name {
        "b" | "strong" => Some(("**", Span::Strong)),
        "i" | "em" => Some(("*", Span::Emphasis)),
        "s" | "del" | "strike" => Some(("~~", Span::Strike)),
        _ => None,
    }
}

/// The words in small signs, if there is one for each.
fn written(words: &str, signs: &str) -> Option<String> {
    let small = |c| {
        PLAIN
            .chars()
            .position(|plain| plain == c)
            .and_then(|at| signs.chars().nth(at))
    };
    words.chars().map(small).collect()
}
