//! A memo as a tree: blocks, and leaves that quote the source; the one parse that everything else looks at.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::leaf::{FOOTNOTE, HTML, Kind, Leaf, Token};
use super::read::{Events, is_span, read};
use super::rules::{autolinks, references};
use super::write::NOTHING;

/// Extensions of `CommonMark` that are understood: what Memos (remark-gfm) renders, and formulas.
///
/// Left off is what Memos shows as plain text: heading attributes, smart punctuation, front matter, definition lists,
/// alerts, wiki links, sub- and superscript.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_MATH);

/// A parsed memo.
#[derive(Debug, Clone, Default)]
pub struct Tree<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// What its leaves [noted](Leaf::noted) when they were read, and the bits of blocks of HTML and of footnotes.
    pub(super) noted: u16,
}

/// A block of a memo.
#[derive(Debug, Clone)]
pub(super) enum Block<'a> {
    Paragraph(Leaf<'a>),
    Heading(HeadingLevel, Leaf<'a>),
    Code(Code),
    /// Raw HTML without a newline at its end.
    Html(String),
    Rule,
    Quote(Vec<Block<'a>>),
    List(List<'a>),
    /// The rows, the first one being the head.
    Table(Vec<Alignment>, Vec<Vec<Leaf<'a>>>),
    /// The text of the footnote of this label.
    Footnote(String, Vec<Block<'a>>),
}

impl Block<'_> {
    /// A paragraph that does not show.
    pub(super) fn nothing() -> Self {
        Self::Paragraph(Leaf {
            tokens: vec![Token::new(Kind::Sign, NOTHING)],
            ..Leaf::default()
        })
    }
}

/// A code block.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// The words behind the fence; `None` for an indented block.
    pub(super) info: Option<String>,
    /// The lines.
    pub(super) text: String,
}

/// A list.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    /// The number of the first item; `None` for bullets.
    pub(super) first: Option<u64>,
    /// True if its items are lines rather than paragraphs.
    pub(super) is_tight: bool,
    pub(super) items: Vec<Vec<Block<'a>>>,
}

impl<'a> Tree<'a> {
    /// Parses a text that is [clean](super::clean).
    pub fn parse(text: &'a str) -> Self {
        let mut reader = TreeReader {
            source: text,
            events: Events {
                parser: Parser::new_ext(text, OPTIONS).into_offset_iter(),
                left: None,
            },
            is_spread: false,
            noted: 0,
        };
        let blocks = reader.blocks();
        let noted = reader.noted;
        Self { blocks, noted }
    }

    /// Returns true if there may be tokens with these bits.
    pub(super) fn has(&self, tokens: u16) -> bool {
        self.noted & tokens != 0
    }
}

/// Looks at every block, outer ones first, in the order of the text.
pub(super) fn each<'t, 'a>(blocks: &'t [Block<'a>], look: &mut dyn FnMut(&'t Block<'a>)) {
    for block in blocks {
        look(block);
        match block {
            Block::Quote(inner) | Block::Footnote(_, inner) => each(inner, look),
            Block::List(list) => list.items.iter().for_each(|item| each(item, look)),
            _ => {}
        }
    }
}

/// Looks at every leaf, in the order of the text.
pub(super) fn leaves<'t, 'a>(blocks: &'t [Block<'a>], look: &mut dyn FnMut(&'t Leaf<'a>)) {
    each(blocks, &mut |block| match block {
        Block::Paragraph(leaf) | Block::Heading(_, leaf) => look(leaf),
        Block::Table(_, rows) => rows.iter().flatten().for_each(&mut *look),
        _ => {}
    });
}

/// Changes the blocks of every container, inner ones first.
pub(super) fn containers<'a>(
    blocks: &mut Vec<Block<'a>>,
    change: &mut dyn FnMut(&mut Vec<Block<'a>>),
) {
    for block in &mut *blocks {
        match block {
            Block::Quote(inner) | Block::Footnote(_, inner) => containers(inner, change),
            Block::List(list) => {
                let items = list.items.iter_mut();
                items.for_each(|item| containers(item, change));
            }
            _ => {}
        }
    }
    change(blocks);
}

/// Changes every leaf, in the order of the text; told is whether it is a heading or a cell.
pub(super) fn leaves_mut<'a>(
    blocks: &mut [Block<'a>],
    change: &mut dyn FnMut(&mut Leaf<'a>, BlockKind),
) {
    for block in blocks {
        match block {
            Block::Paragraph(leaf) => change(leaf, BlockKind::Paragraph),
            Block::Heading(_, leaf) => change(leaf, BlockKind::Heading),
            Block::Quote(inner) | Block::Footnote(_, inner) => leaves_mut(inner, change),
            Block::List(list) => {
                let items = list.items.iter_mut();
                items.for_each(|item| leaves_mut(item, change));
            }
            Block::Table(_, rows) => {
                let cells = rows.iter_mut().flatten();
                cells.for_each(|leaf| change(leaf, BlockKind::Cell));
            }
            Block::Code(_) | Block::Html(_) | Block::Rule => {}
        }
    }
}

/// In which block a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Heading,
    Cell,
}

struct TreeReader<'a> {
    source: &'a str,
    events: Events<'a>,
    /// True if a paragraph was among the last blocks; a tight list has none.
    is_spread: bool,
    noted: u16,
}

impl<'a> TreeReader<'a> {
    /// The blocks up to the end of their container, which goes too.
    fn blocks(&mut self) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        let mut is_spread = false;
        loop {
            match self.events.next() {
                None | Some((Event::End(_), _)) => break,
                Some((Event::Rule, _)) => blocks.push(Block::Rule),
                Some((Event::Start(tag), range)) if !is_span(&tag) => {
                    is_spread |= tag == Tag::Paragraph;
                    self.block(tag, &range, &mut blocks);
                }
                // the text of a tight item
                text => {
                    self.events.left = text;
                    blocks.push(Block::Paragraph(self.leaf()));
                }
            }
        }
        self.is_spread = is_spread;
        blocks
    }

    /// The blocks of a container; something that does not show where there are none, because parsers do not agree on what
    /// an empty item or quote is, and on where a list ends whose last item is empty.
    fn filled(&mut self) -> Vec<Block<'a>> {
        let mut blocks = self.blocks();
        if blocks.is_empty() {
            blocks.push(Block::nothing());
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'a>, range: &Range<usize>, blocks: &mut Vec<Block<'a>>) {
        blocks.push(match tag {
            Tag::Paragraph => Block::Paragraph(self.leaf()),
            Tag::Heading { level, .. } => {
                let leaf = self.leaf();
                let text = self.source[range.clone()].trim_ascii_end();
                match text.rsplit_once('\n') {
                    // only the underlined form has more than one line
                    Some((_, underline)) => return underlined(leaf, underline, blocks),
                    None if leaf.is_empty() => return,
                    None => Block::Heading(level, leaf),
                }
            }
            Tag::BlockQuote(_) => Block::Quote(self.filled()),
            Tag::FootnoteDefinition(label) => {
                self.noted |= FOOTNOTE;
                Block::Footnote(label.to_string(), self.filled())
            }
            Tag::CodeBlock(kind) => Block::Code(Code {
                info: match kind {
                    CodeBlockKind::Fenced(info) => Some(language(&info)),
                    CodeBlockKind::Indented => None,
                },
                text: self.text(),
            }),
            Tag::HtmlBlock => {
                self.noted |= HTML;
                Block::Html(self.text().trim_ascii_end().to_owned())
            }
            Tag::List(first) => self.list(first),
            Tag::Table(alignments) => self.table(alignments),
            _ => return,
        });
    }

    fn list(&mut self, first: Option<u64>) -> Block<'a> {
        let (mut items, mut is_tight) = (Vec::new(), true);
        while let Some((Event::Start(_), _)) = self.events.next() {
            items.push(self.filled());
            is_tight &= !self.is_spread;
        }
        Block::List(List {
            first,
            is_tight,
            items,
        })
    }

    fn table(&mut self, alignments: Vec<Alignment>) -> Block<'a> {
        let mut rows = Vec::new();
        while let Some((Event::Start(_), _)) = self.events.next() {
            let mut row = Vec::with_capacity(alignments.len());
            while let Some((Event::Start(_), _)) = self.events.next() {
                row.push(self.leaf());
            }
            rows.push(row);
        }
        Block::Table(alignments, rows)
    }

    /// The text of code or of HTML, without the marks of the containers around it.
    fn text(&mut self) -> String {
        let mut text = String::new();
        while let Some((Event::Text(part) | Event::Html(part), _)) = self.events.next() {
            text.push_str(&part);
        }
        text
    }

    fn leaf(&mut self) -> Leaf<'a> {
        let mut leaf = read(self.source, &mut self.events);
        autolinks::find(&mut leaf);
        references::find(&mut leaf);
        self.noted |= leaf.noted;
        leaf
    }
}

/// A line of `-` or `=` under text makes a heading to `CommonMark` and none to Memos: `---` is a rule there, and anything
/// else is text.
fn underlined<'a>(mut leaf: Leaf<'a>, line: &'a str, blocks: &mut Vec<Block<'a>>) {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let is_rule = line.len() > 2 && line.starts_with('-');
    if !is_rule {
        leaf.tokens.push(Token::new(Kind::Break(false), ""));
        leaf.tokens.push(Token::new(Kind::Plain, line));
    }
    blocks.push(Block::Paragraph(leaf));
    blocks.extend(is_rule.then_some(Block::Rule));
}

/// Returns the words behind a fence: where there are instructions for some engine, only the language.
fn language(info: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || "-_+#./, ".contains(c);
    if info.chars().all(is_safe) {
        return info.to_owned();
    }
    let name = info.chars().take_while(|&c| is_safe(c) && c != ' ');
    name.collect()
}
