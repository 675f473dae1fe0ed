//! Links and images: to where the blog has them, never to a script, and with their addresses in them; because
//! definitions are global to a post, and two memos may define the same name.

use super::{RuleContext, autolinks, references};
use crate::markdown::leaf::{HTML, Kind, Leaf, Span, TARGET, Token};
use crate::markdown::tree::{Block, Tree, each};
use crate::markdown::{Link, Target, TargetKind, write};

/// Puts every link and image where the blog has it.
pub(super) fn apply<'a>(leaf: &mut Leaf<'a>, context: &RuleContext) {
    if !leaf.has(TARGET) {
        return;
    }
    let mut tokens = std::mem::take(&mut leaf.tokens).into_iter();
    let mut out: Vec<Token<'a>> = Vec::with_capacity(tokens.len() + 2);
    // the links around the words, with the ends that they are to have, if any
    let mut ends: Vec<(Kind, Option<String>)> = Vec::new();
    while let Some(token) = tokens.next() {
        if let Some((_, end)) = ends.pop_if(|(close, _)| *close == token.kind) {
            out.extend(end.map(|tail| Token::new(token.kind, tail)));
            continue;
        }
        let close = match token.kind {
            Kind::Open(span) => Kind::Close(span),
            kind => kind,
        };
        let rest = tokens.as_slice();
        let words = rest.iter().take_while(|token| token.kind != close);
        let words = if close == token.kind {
            0
        } else {
            words.count()
        };
        let Some(target) = target(leaf, &token, &rest[..words]) else {
            out.push(token);
            continue;
        };
        let link = context.follow(&target);
        if link == Link::Keep && token.kind != Kind::Bare {
            out.push(token);
            continue;
        }
        let Target {
            kind,
            destination,
            label,
        } = target;
        let (url, label) = (destination.into_owned(), label.into_owned());
        leaf.is_changed = true;
        match (link, token.kind) {
            (Link::To(to), Kind::Open(Span::Link(number) | Span::Image(number))) => {
                let link = &mut leaf.links[number];
                ends.push((close, Some(write::tail(&to, &link.title))));
                link.url = to.into();
                out.push(token);
                continue;
            }
            (Link::Words, Kind::Open(Span::Link(_))) => {
                ends.push((close, None));
                continue;
            }
            (Link::Keep, _) => match context.note.titles.get(&url).map(|title| title.trim()) {
                Some(title) if !title.is_empty() => leaf.link(&mut out, title.to_owned(), url),
                _ => address(leaf, &mut out, label, url),
            },
            (Link::To(to), _) if kind == TargetKind::Embed => {
                leaf.image(&mut out, String::new(), to);
            }
            (Link::To(to), _) => {
                let words = if label.is_empty() { url } else { label };
                address(leaf, &mut out, words, to);
            }
            (Link::Words, Kind::Reference | Kind::Embed) => out.push(Token::new(Kind::Plain, url)),
            (Link::Words, _) => out.push(Token::new(Kind::Plain, label)),
            (Link::Named { words, url: None }, _) => out.push(Token::new(Kind::Plain, words)),
            (
                Link::Named {
                    words,
                    url: Some(to),
                },
                _,
            ) => leaf.link(&mut out, words, to),
            (Link::Image { url: to, alt }, _) => leaf.image(&mut out, alt, to),
        }
        // with its own words and its end
        if close != token.kind {
            tokens.nth(words);
        }
    }
    leaf.tokens = out;
}

/// To where the tree points, in the order of the text.
pub(crate) fn targets<'t>(tree: &'t Tree) -> Vec<Target<'t>> {
    let mut found = Vec::new();
    if !tree.has(TARGET | HTML) {
        return found;
    }
    each(&tree.blocks, &mut |block| match block {
        Block::Paragraph(leaf) | Block::Heading(_, leaf) => in_leaf(leaf, &mut found),
        Block::Table(_, rows) => rows
            .iter()
            .flatten()
            .for_each(|leaf| in_leaf(leaf, &mut found)),
        Block::Html(html) => found.extend(super::html::targets(html)),
        _ => {}
    });
    found
}

fn in_leaf<'t>(leaf: &'t Leaf, found: &mut Vec<Target<'t>>) {
    if !leaf.has(TARGET | HTML) {
        return;
    }
    for (at, token) in leaf.tokens.iter().enumerate() {
        let words = match token.kind {
            Kind::Open(Span::Link(_) | Span::Image(_)) => &leaf.tokens[at + 1..leaf.closer(at)],
            Kind::Html => {
                found.extend(super::html::targets(&token.text));
                continue;
            }
            _ => &[],
        };
        found.extend(target(leaf, token, words));
    }
}

/// To where a token points, if it does; `words` are the tokens of its words.
fn target<'t>(leaf: &'t Leaf, token: &'t Token, words: &'t [Token]) -> Option<Target<'t>> {
    let text = &*token.text;
    let named =
        |kind, number: usize| Target::new(kind, &*leaf.links[number].url, Leaf::words(words));
    Some(match token.kind {
        Kind::Open(Span::Link(number)) => named(TargetKind::Link, number),
        Kind::Open(Span::Image(number)) => named(TargetKind::Image, number),
        Kind::Address => match &text[1..text.len() - 1] {
            shown if shown.contains(':') => Target::new(TargetKind::Link, shown, shown),
            mail => Target::new(TargetKind::Link, format!("mailto:{mail}"), mail),
        },
        Kind::Bare => Target::new(TargetKind::Link, autolinks::url(text)?, text),
        Kind::Reference => Target::new(TargetKind::Reference, references::destination(text), ""),
        Kind::Embed => Target::new(TargetKind::Embed, references::destination(text), ""),
        _ => return None,
    })
}

/// A link that shows its own address; on other words where the address cannot stand for itself.
fn address<'a>(leaf: &mut Leaf<'a>, out: &mut Vec<Token<'a>>, shown: String, url: String) {
    if write::is_address(&url) && (shown == url || !shown.starts_with("www.")) {
        out.push(Token::new(Kind::Address, ["<", &url, ">"].concat()));
    } else {
        leaf.link(out, shown, url);
    }
}
