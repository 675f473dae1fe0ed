//! Headings go below the item's own level; because a memo is a part of the post, and its `# title` is not the post's.

use pulldown_cmark::HeadingLevel;

use crate::markdown::leaf::{Kind, Leaf, Span, Token};
use crate::markdown::tree::{Block, Tree};

/// Puts headings below the level of the one above the memo; those for which there is no level become bold.
pub(super) fn demote(blocks: &mut [Block], above: u8) {
    for block in blocks {
        if let Block::Heading(level, leaf) = block {
            match HeadingLevel::try_from(*level as usize + usize::from(above)) {
                Ok(below) => *level = below,
                Err(_) => *block = Block::Paragraph(bold(std::mem::take(leaf))),
            }
        }
    }
}

/// Makes a heading in the first line a bold lead.
pub(super) fn lead(tree: &mut Tree) {
    if let Some(block) = tree.blocks.first_mut()
        && let Block::Heading(_, leaf) = block
    {
        *block = Block::Paragraph(bold(std::mem::take(leaf)));
    }
}

/// The text in bold, without marks of its own that say the same.
fn bold(mut leaf: Leaf) -> Leaf {
    let is_strong = |kind| matches!(kind, Kind::Open(Span::Strong) | Kind::Close(Span::Strong));
    leaf.tokens.retain(|token| !is_strong(token.kind));
    // next to any white space, also one that is no end of a heading, stars mean nothing
    if let Some(first) = leaf
        .tokens
        .first_mut()
        .filter(|token| token.kind == Kind::Text)
    {
        first.text = first.text.trim_start().to_owned().into();
    }
    if let Some(last) = leaf
        .tokens
        .last_mut()
        .filter(|token| matches!(token.kind, Kind::Text | Kind::Sign))
    {
        last.text = last.text.trim_end().to_owned().into();
    }
    if leaf.tokens.iter().all(|token| token.text.is_empty()) {
        return leaf;
    }
    leaf.tokens
        .insert(0, Token::new(Kind::Open(Span::Strong), "**"));
    leaf.tokens
        .push(Token::new(Kind::Close(Span::Strong), "**"));
    leaf.is_changed = true;
    leaf
}
