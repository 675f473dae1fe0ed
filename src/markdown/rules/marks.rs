//! The marks that old Memos versions knew beyond Markdown; because no blog engine shows them as they were.

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
            let tokens = paired(
                std::mem::take(&mut leaf.tokens),
                mark,
                (open, close),
                *spaces,
            );
            super::changed(leaf, tokens);
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

/// A place where a mark may be: a token, an offset in it; and in which line of which span that is.
#[derive(Clone, Copy)]
struct Spot {
    token: usize,
    at: usize,
    home: (usize, Option<usize>),
}

/// The tokens with tags in the places of marks that stand twice in one line of one span and embrace words.
fn paired<'a>(
    tokens: Vec<Token<'a>>,
    mark: &str,
    tags: (&'static str, &'static str),
    spaces: bool,
) -> Vec<Token<'a>> {
    let mut open: Vec<Spot> = Vec::new();
    // the places of the marks, in order, and what stands there
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for spot in spots(&tokens, mark) {
        open.retain(|other| other.home.0 == spot.home.0);
        match open.iter().position(|other| other.home == spot.home) {
            None => open.push(spot),
            Some(place) => {
                let first = open.swap_remove(place);
                if is_meant(&tokens, first, spot, mark, spaces) {
                    found.push((first.token, first.at, tags.0));
                    found.push((spot.token, spot.at, tags.1));
                }
            }
        }
    }
    found.sort_unstable();
    let mut found = found.into_iter().peekable();
    let mut out = Vec::with_capacity(tokens.len() + 4);
    for (index, token) in tokens.into_iter().enumerate() {
        let mut done = 0;
        while let Some((_, at, tag)) = found.next_if(|(place, ..)| *place == index) {
            out.extend((done < at).then(|| Token::new(Kind::Text, token.part(done..at))));
            out.push(Token::new(Kind::Html, tag));
            done = at + mark.len();
        }
        let end = token.text.len();
        if done == 0 {
            out.push(token);
        } else if done < end {
            out.push(Token::new(Kind::Text, token.part(done..end)));
        }
    }
    out
}

fn spots(tokens: &[Token], mark: &str) -> Vec<Spot> {
    let mut found = Vec::new();
    let mut depth = Depth::default();
    let (mut line, mut spans) = (0, Vec::new());
    for (index, token) in tokens.iter().enumerate() {
        let is_linked = depth.is_linked(token);
        match token.kind {
            Kind::Break(_) => line += 1,
            Kind::Open(_) => spans.push(index),
            Kind::Close(_) => drop(spans.pop()),
            Kind::Text if !is_linked => {
                let home = (line, spans.last().copied());
                let places = token.text.match_indices(mark);
                found.extend(places.map(|(at, _)| Spot {
                    token: index,
                    at,
                    home,
                }));
            }
            _ => {}
        }
    }
    found
}

/// Words, not crossed by a tag, that the marks embrace.
fn is_meant(tokens: &[Token], open: Spot, close: Spot, mark: &str, spaces: bool) -> bool {
    let text = |spot: Spot| &*tokens[spot.token].text;
    let mut inside = String::new();
    for (index, token) in tokens
        .iter()
        .enumerate()
        .take(close.token + 1)
        .skip(open.token)
    {
        let start = if index == open.token {
            open.at + mark.len()
        } else {
            0
        };
        let end = if index == close.token {
            close.at
        } else {
            token.text.len()
        };
        inside.push_str(&token.text[start..end]);
        if token.kind == Kind::Html {
            return false;
        }
    }
    let is_doubled = mark == "~"
        && (text(open)[..open.at].ends_with('~') || text(close)[close.at + 1..].starts_with('~'));
    !inside.is_empty()
        && !is_doubled
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
