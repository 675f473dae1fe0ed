//! Emphasis between Chinese, Japanese and Korean characters; because `CommonMark` does not see that the second pair of
//! stars in `**真，**她` ends something.

use std::borrow::Cow;

use crate::markdown::leaf::{Kind, Leaf, Span, Token};

/// Returns true if a character is as wide as two Latin ones; most of these are written without spaces between words.
pub(crate) fn is_wide(c: char) -> bool {
    c >= '\u{1100}'
        && matches!(c,
            '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// Repairs what its author plainly meant to be strong, or struck out: as HTML, or by moving the marks past punctuation.
pub(super) fn apply(leaf: &mut Leaf, has_html: bool) {
    for (mark, name, span) in [("**", "strong", Span::Strong), ("~~", "del", Span::Strike)] {
        let is_mark = |token: &Token| token.kind == Kind::Text && token.text.contains(mark);
        if !leaf.may_have(mark.as_bytes()[0]) || !leaf.tokens.iter().any(is_mark) {
            continue;
        }
        apart(leaf, mark);
        let mut line = Vec::new();
        let mut found = Vec::new();
        let mut depth = 0_usize;
        for (at, token) in leaf.tokens.iter().enumerate() {
            match token.kind {
                Kind::Break(_) => {
                    pair_up(leaf, &line, mark, &mut found);
                    line.clear();
                }
                Kind::Open(Span::Strong | Span::Strike)
                | Kind::Close(Span::Strong | Span::Strike)
                | Kind::Text
                    if depth == 0 && token.text == mark =>
                {
                    line.push(at);
                }
                // what these hold is in the line, too
                Kind::Open(Span::Strong | Span::Strike)
                | Kind::Close(Span::Strong | Span::Strike) => {}
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        pair_up(leaf, &line, mark, &mut found);
        // from the end on, because the tokens behind a mark may move
        for &(open, close) in found.iter().rev() {
            leaf.is_changed = true;
            if has_html {
                leaf.tokens[open] = Token::new(Kind::Html, format!("<{name}>"));
                leaf.tokens[close] = Token::new(Kind::Html, format!("</{name}>"));
            } else {
                leaf.tokens[open] = Token::new(Kind::Open(span), mark.to_owned());
                leaf.tokens[close] = Token::new(Kind::Close(span), mark.to_owned());
                moved(&mut leaf.tokens, open, close);
            }
        }
    }
}

/// Makes a token of every mark that is none to the parser and next to no other sign of it.
pub(super) fn apart(leaf: &mut Leaf, mark: &str) {
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len() + 4);
    let sign = mark.chars().next();
    for token in std::mem::take(&mut leaf.tokens) {
        if token.kind != Kind::Text {
            out.push(token);
            continue;
        }
        let text = &*token.text;
        let is_alone = |at: &usize| {
            text[..*at].chars().next_back() != sign
                && text[at + mark.len()..].chars().next() != sign
        };
        let places = text.match_indices(mark).map(|(at, _)| at).filter(is_alone);
        let marks: Vec<_> = places.map(|at| (at..at + mark.len(), Kind::Text)).collect();
        token.split(marks, &mut out);
    }
    leaf.tokens = out;
}

/// Pairs the marks of a line as they follow each other, if each pair is meant and the parser sees it otherwise.
fn pair_up(leaf: &Leaf, line: &[usize], mark: &str, found: &mut Vec<(usize, usize)>) {
    let is_seen = |at: &usize| leaf.tokens[*at].kind != Kind::Text;
    if line.len() % 2 == 1 || line.iter().all(is_seen) {
        return;
    }
    let pairs = || line.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    if pairs().all(|(open, close)| is_meant(&leaf.tokens, open, close, mark)) {
        let is_open = |at: usize| matches!(leaf.tokens[at].kind, Kind::Open(_));
        found.extend(
            pairs().filter(|&(open, close)| !(is_open(open) && leaf.closer(open) == close)),
        );
    }
}

/// Words without a star between marks that embrace them, next to a wide character.
fn is_meant(tokens: &[Token], open: usize, close: usize, mark: &str) -> bool {
    let sign = mark.chars().next();
    let inside: String = tokens[open + 1..close]
        .iter()
        .map(|token| &*token.text)
        .collect();
    let is_embraced = !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace)
        && !inside.contains(['<', sign.unwrap_or_default()]);
    let before = tokens[..open]
        .last()
        .and_then(|token| token.text.chars().next_back());
    let after = tokens
        .get(close + 1)
        .and_then(|token| token.text.chars().next());
    let near = [
        before,
        after,
        inside.chars().next(),
        inside.chars().next_back(),
    ];
    let is_alone = before != sign && after != sign;
    is_embraced && is_alone && near.into_iter().flatten().any(is_wide_or_quote)
}

/// Also the punctuation that Chinese shares with the West.
fn is_wide_or_quote(c: char) -> bool {
    is_wide(c) || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201f}' | '\u{2026}')
}

/// Returns true if a token has words, and not only signs.
pub(super) fn are_words(token: &Token) -> bool {
    token.kind == Kind::Text && token.text.contains(char::is_alphanumeric)
}

/// Moves the punctuation at both ends of what two marks embrace out of it, where words are left.
pub(super) fn moved(tokens: &mut Vec<Token>, open: usize, close: usize) {
    let is_sign = |c: char| !c.is_alphanumeric();
    if !are_words(&tokens[open + 1]) || !are_words(&tokens[close - 1]) {
        return;
    }
    let last = &tokens[close - 1].text;
    let end = last.trim_end_matches(is_sign).len();
    let after = last[end..].to_owned();
    tokens[close - 1].text = Cow::Owned(last[..end].to_owned());
    let first = &tokens[open + 1].text;
    let start = first.len() - first.trim_start_matches(is_sign).len();
    let before = first[..start].to_owned();
    tokens[open + 1].text = Cow::Owned(first[start..].to_owned());
    for (place, signs) in [(close + 1, after), (open, before)] {
        if !signs.is_empty() {
            tokens.insert(place, Token::new(Kind::Text, signs));
        }
    }
}
