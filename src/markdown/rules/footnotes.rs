//! Footnotes under names of their own; because their names are global to a post, and most memos call theirs `1`.

use std::collections::{BTreeMap, BTreeSet};

use super::RuleContext;
use crate::markdown::leaf::{FOOTNOTE, Kind, Leaf, Token};
use crate::markdown::tree::{Block, Tree, containers, each, leaves, leaves_mut};

/// Renames `[^name]` to `[^memo-name]`, at the definition and wherever it is used; or makes raised numbers of them, with
/// their texts where they stand, and those gone that nobody refers to.
pub(super) fn apply(tree: &mut Tree, context: &RuleContext) {
    let mut labels = Labels::default();
    leaves(&tree.blocks, &mut |leaf| {
        if !leaf.has(FOOTNOTE) {
            return;
        }
        let notes = leaf
            .tokens
            .iter()
            .filter(|token| token.kind == Kind::Footnote);
        notes.for_each(|note| labels.see(&note.text));
    });
    let used = labels.order.len();
    if context.style.dialect.has_footnotes {
        each(&tree.blocks, &mut |block| {
            if let Block::Footnote(label, _) = block {
                labels.see(label);
            }
        });
        if !labels.order.is_empty() {
            rename(tree, &labels.names(&context.note.prefix()));
        }
    } else {
        raise(tree, &labels.order, used);
    }
}

/// The labels of a memo, by their names in lower case.
#[derive(Default)]
struct Labels {
    order: BTreeMap<String, usize>,
}

impl Labels {
    fn see(&mut self, label: &str) {
        let next = self.order.len() + 1;
        self.order.entry(label.to_lowercase()).or_insert(next);
    }

    /// The names that they are to have.
    fn names(self, prefix: &str) -> BTreeMap<String, String> {
        let mut labels: Vec<_> = self.order.into_iter().collect();
        labels.sort_by_key(|(_, number)| *number);
        let mut used = BTreeSet::new();
        let named = labels.into_iter().map(|(label, number)| {
            let mut name = name(&label, prefix, number);
            while !used.insert(name.clone()) {
                name.push('x');
            }
            (label, name)
        });
        named.collect()
    }
}

/// The name itself where every engine can read it, else a number.
fn name(label: &str, prefix: &str, number: usize) -> String {
    let before = format!("{}-", prefix.to_lowercase());
    let label = label.strip_prefix(&before).unwrap_or(label);
    let is_simple = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !label.is_empty() && label.bytes().all(is_simple) {
        format!("{prefix}-{label}")
    } else {
        format!("{prefix}-n{number}")
    }
}

fn notes<'t, 'a>(leaf: &'t mut Leaf<'a>) -> impl Iterator<Item = &'t mut Token<'a>> {
    let tokens = leaf.tokens.iter_mut();
    tokens.filter(|token| token.kind == Kind::Footnote)
}

fn rename(tree: &mut Tree, names: &BTreeMap<String, String>) {
    leaves_mut(&mut tree.blocks, &mut |leaf, _| {
        for note in notes(leaf) {
            if let Some(name) = names.get(&note.text.to_lowercase()) {
                note.text = name.clone().into();
            }
        }
    });
    containers(&mut tree.blocks, &mut |blocks| {
        for block in blocks {
            if let Block::Footnote(label, _) = block
                && let Some(name) = names.get(&label.to_lowercase())
            {
                label.clone_from(name);
            }
        }
    });
}

fn raise(tree: &mut Tree, order: &BTreeMap<String, usize>, used: usize) {
    let raised = |label: &str| {
        let number = order
            .get(&label.to_lowercase())
            .filter(|number| **number <= used)?;
        let html = format!("<sup class=\"footnote-ref\">{number}</sup>");
        Some(Token::new(Kind::Html, html))
    };
    leaves_mut(&mut tree.blocks, &mut |leaf, _| {
        for note in notes(leaf) {
            if let Some(token) = raised(&note.text) {
                *note = token;
            }
        }
    });
    containers(&mut tree.blocks, &mut |blocks| {
        let all = std::mem::take(blocks);
        for block in all {
            match block {
                Block::Footnote(label, mut inner) => {
                    let Some(number) = raised(&label) else {
                        continue;
                    };
                    if !matches!(inner.first(), Some(Block::Paragraph(_))) {
                        inner.insert(0, Block::Paragraph(Leaf::default()));
                    }
                    if let Some(Block::Paragraph(leaf)) = inner.first_mut() {
                        leaf.tokens
                            .splice(0..0, [number, Token::new(Kind::Text, " ")]);
                    }
                    blocks.append(&mut inner);
                }
                block => blocks.push(block),
            }
        }
    });
}
