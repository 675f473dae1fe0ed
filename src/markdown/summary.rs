//! The first words of a memo, for a table in the pull request.

use super::leaf::{Kind, Leaf, Span, Token};
use super::rules::cjk::is_wide;
use super::rules::html::tokens;
use super::tree::{Block, Tree};
use super::write;

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// More bytes than that are never needed.
const ENOUGH: usize = 3 * COLUMNS;

/// The first words as plain text in one line.
pub(super) fn words(tree: &Tree) -> String {
    let mut words = String::with_capacity(ENOUGH);
    push(&tree.blocks, &mut words);
    shorten(&words)
}

impl Tree<'_> {
    /// How many words a reader reads, blocks of code and addresses left out; every Han character and every kana is one.
    pub fn count_words(&self) -> usize {
        let mut count = 0;
        super::tree::leaves(&self.blocks, &mut |leaf| {
            let tokens = leaf.tokens.iter();
            let words = tokens.filter(|token| !matches!(token.kind, Kind::Bare | Kind::Address));
            let shown: String = words.map(Token::shown).collect();
            let mut is_within = false;
            for c in shown.chars() {
                let is_letter = c.is_alphanumeric();
                count += usize::from(is_letter && (is_wide(c) || !is_within));
                is_within =
                    is_letter && !is_wide(c) || is_within && matches!(c, '\'' | '’' | '-' | '.');
            }
        });
        count
    }
}

/// The first few lines of a text as a reader sees them, without blocks of code and footnotes.
pub fn first_lines(text: &str) -> Vec<String> {
    const MOST: usize = 8;
    let text = super::clean(text);
    let mut lines = Vec::new();
    let mut tree = Tree::parse(&text);
    tree.blocks
        .retain(|block| !matches!(block, Block::Footnote(..)));
    super::tree::leaves(&tree.blocks, &mut |leaf| {
        if lines.len() >= MOST {
            return;
        }
        let mut line = String::new();
        for token in &leaf.tokens {
            if matches!(token.kind, Kind::Break(_)) {
                lines.push(shorten(&std::mem::take(&mut line)));
            } else if line.len() <= ENOUGH {
                line.push_str(&token.shown());
            }
        }
        lines.push(shorten(&line));
    });
    lines
}

/// The name of the first picture; empty if there is none.
pub(super) fn picture(tree: &Tree) -> String {
    let mut picture = None;
    super::tree::leaves(&tree.blocks, &mut |leaf| {
        let image = leaf.tokens.iter().find_map(|token| match token.kind {
            Kind::Open(Span::Image(number)) => Some(name(&leaf.links[number].url)),
            _ => None,
        });
        picture = picture.or(image);
    });
    shorten(picture.unwrap_or_default())
}

fn push(blocks: &[Block], words: &mut String) {
    for block in blocks {
        if words.len() > ENOUGH {
            return;
        }
        words.push(' ');
        match block {
            Block::Paragraph(leaf) | Block::Heading(_, leaf) => push_leaf(leaf, words),
            Block::Code(code) => words.push_str(&code.text),
            Block::Html(html) => push_html(html, words),
            Block::Quote(inner) | Block::Footnote(_, inner) => push(inner, words),
            Block::List(list) => list.items.iter().for_each(|item| push(item, words)),
            Block::Table(_, rows) => {
                for cell in rows.iter().flatten() {
                    words.push(' ');
                    push_leaf(cell, words);
                }
            }
            Block::Rule => {}
        }
    }
}

fn push_leaf(leaf: &Leaf, words: &mut String) {
    for token in &leaf.tokens {
        if words.len() > ENOUGH {
            return;
        }
        words.push_str(&token.shown());
    }
}

/// The words between the tags.
fn push_html(html: &str, words: &mut String) {
    let mut at = 0;
    for (_, tag) in tokens(html) {
        words.push_str(&write::decoded(&html[at..tag.start]));
        words.push(' ');
        at = tag.end;
    }
    words.push_str(&write::decoded(&html[at..]));
}

/// The name of the file at an address.
fn name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

fn shorten(words: &str) -> String {
    let mut out = String::with_capacity(ENOUGH);
    let mut columns = 0;
    // where the last word begins, and whether there is space before the next
    let (mut last, mut space) = (0, false);
    for c in words.chars() {
        let (is_space, width) = match c {
            '!'..='~' => (false, 1),
            '\u{4e00}'..='\u{9fff}' => (false, 2),
            '\u{200b}' => continue,
            c => (
                c.is_whitespace() || c.is_control(),
                1 + usize::from(is_wide(c)),
            ),
        };
        if is_space {
            space = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            last = out.len();
            out.push(' ');
            columns += 1;
        }
        columns += width;
        if columns > COLUMNS {
            // back to the last space, unless that takes half of it away
            let is_near = last > COLUMNS / 2 && width == 1;
            let end = if is_near { last } else { out.trim_end().len() };
            out.truncate(end);
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}
