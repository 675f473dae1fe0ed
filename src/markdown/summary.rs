//! The first words of a memo, for a table in the pull request.

use super::leaf::{Kind, Leaf, Span, Token};
use super::rules::cjk::is_wide;
use super::rules::html::tokens;
use super::tree::{Block, Tree, each, leaves};
use super::write;

/// About so many columns; a wide character takes two.
const COLUMNS: usize = 60;

/// The first words as plain text in one line.
pub(super) fn words(tree: &Tree) -> String {
    let mut line = Lead::new();
    each(&tree.blocks, &mut |block| {
        line.push(" ");
        match block {
            Block::Paragraph(leaf) | Block::Heading(_, leaf) => push_leaf(leaf, &mut line),
            Block::Code(code) => line.push(&code.text),
            Block::Html(html) => push_html(html, &mut line),
            Block::Table(_, rows) => {
                for cell in rows.iter().flatten() {
                    push_leaf(cell, &mut line);
                    line.push(" ");
                }
            }
            _ => {}
        }
    });
    line.words
}

impl Tree<'_> {
    /// Returns the number of words that a reader reads, blocks of code and addresses left out; every Han, kana or
    /// Hangul character is one.
    pub fn count_words(&self) -> usize {
        let mut count = 0;
        leaves(&self.blocks, &mut |leaf| {
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

    /// The first few lines as a reader sees them, without footnotes and blocks of code; of one with a list behind it and
    /// nothing else, the first.
    pub fn first_lines(&self) -> Vec<String> {
        const MOST: usize = 8;
        let mut lines = Vec::new();
        // what the items of a list are about is said by the code before them
        let code = match self.blocks.as_slice() {
            [Block::Code(code), rest @ ..]
                if rest.iter().any(|block| matches!(block, Block::List(_))) =>
            {
                code.text.lines().next()
            }
            _ => None,
        };
        let is_read = |block: &&Block| match block {
            Block::Footnote(..) => false,
            Block::List(_) => code.is_none(),
            _ => true,
        };
        for block in self.blocks.iter().filter(is_read) {
            leaves(std::slice::from_ref(block), &mut |leaf| {
                if lines.len() >= MOST {
                    return;
                }
                for tokens in leaf.tokens.split(Token::is_break) {
                    let mut line = Lead::new();
                    for token in tokens {
                        line.push(&token.shown());
                    }
                    lines.push(line.words);
                }
            });
        }
        if lines.is_empty() {
            lines.extend(code.map(shorten));
        }
        lines
    }
}

/// The name of the first picture; empty if there is none.
pub(super) fn picture(tree: &Tree) -> String {
    let mut picture = None;
    leaves(&tree.blocks, &mut |leaf| {
        let image = leaf.tokens.iter().find_map(|token| match token.kind {
            Kind::Open(Span::Image(number)) => Some(name(&leaf.links[number].url)),
            _ => None,
        });
        picture = picture.or(image);
    });
    shorten(picture.unwrap_or_default())
}

fn push_leaf(leaf: &Leaf, line: &mut Lead) {
    for token in &leaf.tokens {
        if line.is_full() {
            return;
        }
        line.push(&token.shown());
    }
}

/// The words between the tags.
fn push_html(html: &str, line: &mut Lead) {
    let mut at = 0;
    for (_, tag) in tokens(html) {
        line.push(&write::decoded(&html[at..tag.start]));
        line.push(" ");
        at = tag.end;
    }
    line.push(&write::decoded(&html[at..]));
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
    let mut line = Lead::new();
    line.push(words);
    line.words
}

/// Words with single spaces between them, as many as there is room for.
struct Lead {
    words: String,
    columns: usize,
    /// The offset of the space before the last word; `space` is true if there is space before the next.
    last: usize,
    space: bool,
}

impl Lead {
    fn new() -> Self {
        Self {
            words: String::with_capacity(3 * COLUMNS),
            columns: 0,
            last: 0,
            space: false,
        }
    }

    fn is_full(&self) -> bool {
        self.columns > COLUMNS
    }

    fn push(&mut self, text: &str) {
        // the beginning of what is not written yet
        let mut from = 0;
        for (at, c) in text.char_indices() {
            if self.is_full() {
                return;
            }
            let width = match c {
                '!'..='~' => 1,
                '\u{4e00}'..='\u{9fff}' => 2,
                c if c.is_whitespace() || c.is_control() || c == '\u{200b}' => 0,
                c => 1 + usize::from(is_wide(c)),
            };
            if width == 0 {
                self.words.push_str(&text[from..at]);
                from = at + c.len_utf8();
                self.space |= c != '\u{200b}' && !self.words.is_empty();
                continue;
            }
            if std::mem::take(&mut self.space) {
                self.last = self.words.len();
                self.words.push(' ');
                self.columns += 1;
            }
            self.columns += width;
            if self.is_full() {
                self.words.push_str(&text[from..at]);
                // back to the last space, unless that takes half of it away
                if self.last > COLUMNS / 2 && width == 1 {
                    self.words.truncate(self.last);
                }
                self.words.truncate(self.words.trim_end().len());
                self.words.push('…');
                return;
            }
        }
        self.words.push_str(&text[from..]);
    }
}
