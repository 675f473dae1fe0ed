//! The rules, by which a memo looks in the blog as it looked in Memos: each a small change of the tree, inside its leaves.

pub(super) mod autolinks;
pub(super) mod cjk;
mod footnotes;
mod headings;
pub(super) mod html;
pub(super) mod links;
mod lost;
mod marks;
pub(super) mod references;
mod tags;

use super::leaf::{FOOTNOTE, HTML, Kind, Leaf, Span};
use super::tree::{Block, Tree, containers, leaves_mut};
use super::write::is_script;
use super::{Link, Note, Style, Target};

/// The input of the rules besides the memo.
pub(super) struct RuleContext<'a> {
    pub(super) style: &'a Style<'a>,
    pub(super) note: &'a Note<'a>,
}

impl RuleContext<'_> {
    /// Returns the replacement of a link in the blog, which never leads to a script.
    fn follow(&self, target: &Target) -> Link {
        if target.destination.is_empty() || is_script(&target.destination) {
            return Link::Words;
        }
        (self.note.links)(target)
    }
}

/// Applies all rules, in this order; the names of the HTML tags that the engine would have lost.
pub(super) fn apply(tree: &mut Tree, context: &RuleContext) -> Vec<String> {
    let dialect = &context.style.dialect;
    let mut lost = Vec::new();
    if tree.has(HTML) {
        html::apply(tree, context);
    }
    if tree.has(FOOTNOTE) {
        footnotes::apply(tree, context);
    }
    leaves_mut(&mut tree.blocks, &mut |leaf, place| {
        links::apply(leaf, context);
        tags::apply(leaf, place, context);
        marks::apply(leaf, context.style);
        cjk::apply(leaf, dialect.has_html);
        if !dialect.has_html {
            lost::apply(leaf, place, &mut lost);
        }
        close_up(leaf);
    });
    containers(&mut tree.blocks, &mut |blocks| {
        prune(blocks);
        headings::demote(blocks, context.style.heading_level);
    });
    headings::lead(tree);
    lost.sort();
    lost.dedup();
    lost
}

/// Takes out the marks around nothing, which would be other marks.
fn close_up(leaf: &mut Leaf) {
    let is_mark = |span| matches!(span, Span::Emphasis | Span::Strong | Span::Strike);
    let tokens = leaf.tokens.len() * usize::from(leaf.is_changed);
    for close in (1..tokens).rev() {
        let pair = leaf.tokens.get(close - 1..=close);
        if let Some([open, close_mark]) = pair
            && let (Kind::Open(open), Kind::Close(end)) = (open.kind, close_mark.kind)
            && open == end
            && is_mark(open)
        {
            leaf.tokens.drain(close - 1..=close);
        }
    }
}

/// Takes out what nothing is left of.
fn prune(blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| match block {
        Block::Paragraph(leaf) | Block::Heading(_, leaf) => !leaf.is_empty(),
        Block::Html(html) => !html.is_empty(),
        Block::Quote(inner) => !inner.is_empty(),
        Block::List(list) => {
            let is_empty = list.items.iter().all(Vec::is_empty);
            // the numbers after a numbered item would change without it
            if is_empty || list.first.is_none() {
                list.items.retain(|item| !item.is_empty());
            }
            !is_empty
        }
        _ => true,
    });
}

/// A row of tokens is changed.
fn changed<'a>(leaf: &mut Leaf<'a>, tokens: Vec<super::leaf::Token<'a>>) {
    leaf.tokens = tokens;
    leaf.is_changed = true;
}
