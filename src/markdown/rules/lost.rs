//! Formatting that is HTML, for engines that drop it: by characters that mean the same, else by the words alone.

use crate::markdown::leaf::{Kind, Leaf, Token};
use crate::markdown::rules::html::{self, Token as Tag};
use crate::markdown::tree::{Place, Tree, leaves_mut};

const PLAIN: &str = "0123456789+-=()n";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";

/// Takes HTML out of the text; the names of the tags of which only the words are left.
pub(super) fn apply(tree: &mut Tree) -> Vec<String> {
    let mut lost = Vec::new();
    leaves_mut(&mut tree.blocks, &mut |leaf, place| {
        if leaf.tokens.iter().any(|token| token.kind == Kind::Html) {
            without_tags(leaf, place, &mut lost);
        }
    });
    lost.sort();
    lost.dedup();
    lost
}

fn without_tags(leaf: &mut Leaf, place: Place, lost: &mut Vec<String>) {
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len());
    let mut tokens = std::mem::take(&mut leaf.tokens).into_iter();
    while let Some(token) = tokens.next() {
        let tag = (token.kind == Kind::Html)
            .then(|| html::tokens(&token.text).next())
            .flatten();
        match tag {
            None => out.push(token),
            Some((Tag::Open(tag), _)) => match &*tag.name {
                "br" if place == Place::Paragraph => out.push(Token::new(Kind::Break(true), "")),
                "br" => out.push(Token::new(Kind::Text, " ")),
                "wbr" => {}
                "sup" | "sub" => {
                    let signs = if tag.name == "sup" { RAISED } else { LOWERED };
                    match tokens.as_slice() {
                        [words, close, ..] if close.kind == Kind::Html => {
                            if let Some(written) = written(&words.shown(), signs) {
                                out.push(Token::new(Kind::Text, written));
                                tokens.nth(1);
                            } else {
                                lost.push(tag.name);
                            }
                        }
                        _ => lost.push(tag.name),
                    }
                }
                _ => lost.push(tag.name),
            },
            Some(_) => {}
        }
    }
    leaf.tokens = out;
    leaf.is_changed = true;
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
