//! One memo's text, shaped for the blog and embedded in the post; because Memos and the engines of blogs do not show
//! the same Markdown alike.
//!
//! Blocks are printed, words are quoted: a memo is [cleaned](clean) and parsed once into a [`Tree`]; rules change its
//! leaves; one printer writes the blocks as the engine's [`Dialect`] reads them. Inline text that no rule touches stays
//! byte for byte; the layout of blocks is the same for the same meaning.

mod clean;
mod dialect;
mod embed;
mod guard;
mod leaf;
mod line;
mod print;
mod read;
mod rules;
mod summary;
mod tree;
pub(crate) mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use self::clean::clean;
pub use self::dialect::{CodeBlock, CodeForm, Dialect, Math, Region};
pub use self::embed::{numbered, sections};
pub use self::tree::Tree;
pub use self::write::NOTHING;

use self::leaf::{Kind, Leaf, TARGET, Token};
use self::rules::{RuleContext, autolinks, links};
use self::tree::Block;

/// The look of the memos of a post.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Treatment of `#tags`.
    pub tags: Tags<'a>,
    /// Treatment of newlines.
    pub line_breaks: LineBreaks,
    /// The level of the heading above the memo; its own headings go below.
    pub heading_level: u8,
    /// The version of Memos that the text was written for.
    pub syntax: crate::memo::Syntax,
    /// The engine's Markdown.
    pub dialect: Dialect,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self {
            tags: Tags::Strip,
            line_breaks: LineBreaks::Hard,
            heading_level: 2,
            syntax: crate::memo::Syntax::CommonMark,
            dialect: Dialect::COMMON_MARK,
        }
    }
}

/// Treatment of `#tags`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags<'a> {
    /// Removed at the ends of a line; within a sentence the word stays.
    Strip,
    /// Left in the text.
    Keep,
    /// Turned into links to this address, where `{tag}` stands for the name.
    Link(&'a str),
}

/// Whether a line break in a memo is one in the post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LineBreaks {
    /// Every line break is seen, as in Memos.
    #[default]
    Hard,
    /// Lines of a paragraph flow together, as in Markdown.
    Soft,
}

/// A memo, besides its text and the style.
#[derive(Clone, Copy)]
pub struct Note<'a> {
    /// Unique in the post; footnotes are named after it.
    pub id: &'a str,
    /// The tags that the server found, without `#`.
    pub tags: &'a [String],
    /// Function that gives the replacement of a link or an image in the blog.
    pub links: &'a dyn Fn(&Target) -> Link,
    /// Titles of the pages at bare addresses.
    pub titles: &'a BTreeMap<String, String>,
}

impl Note<'_> {
    /// The id as part of a name that every engine can read.
    fn prefix(&self) -> String {
        let id: String = self
            .id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if id.is_empty() { "m".to_owned() } else { id }
    }
}

/// Something that a memo points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    /// The way in which the memo points there.
    pub kind: TargetKind,
    /// The address, as it is meant.
    pub destination: Cow<'a, str>,
    /// The words of the link, the description of the image.
    pub label: Cow<'a, str>,
}

impl<'a> Target<'a> {
    fn new(
        kind: TargetKind,
        destination: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            kind,
            destination: destination.into(),
            label: label.into(),
        }
    }
}

/// The way in which a memo points to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TargetKind {
    /// A link, or a bare address.
    Link,
    /// An image, also one in HTML.
    Image,
    /// `[[memos/…]]`.
    Reference,
    /// `![[resources/…]]`.
    Embed,
}

/// The replacement of a link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The same link or image, unchanged.
    Keep,
    /// The same link or image with another address.
    To(String),
    /// Only its own words.
    Words,
    /// Other words, with a link or without.
    Named {
        /// Plain text.
        words: String,
        /// The address to which they lead; `None` without a link.
        url: Option<String>,
    },
    /// An image.
    Image {
        /// The address of the image.
        url: String,
        /// Plain text.
        alt: String,
    },
}

/// A memo's text as it can be embedded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shaped {
    /// Markdown without a newline at the end.
    pub text: String,
    /// The first words as plain text in one line.
    pub lead: String,
    /// True if `lead` is words of the memo, and not the name of a picture.
    pub has_words: bool,
    /// The names of HTML tags of which only the words are left, because the engine would have lost them.
    pub lost: Vec<String>,
}

/// The text of a memo as it is to stand in the post.
pub fn shape(text: &str, style: &Style, note: &Note) -> Shaped {
    Tree::parse(&clean(text)).shape(style, note)
}

impl Tree<'_> {
    /// The memo as it is to stand in the post.
    pub fn shape(mut self, style: &Style, note: &Note) -> Shaped {
        let lost = rules::apply(&mut self, &RuleContext { style, note });
        let words = summary::words(&self);
        Shaped {
            text: print::print(&self, style),
            has_words: !words.is_empty(),
            lead: if words.is_empty() {
                summary::picture(&self)
            } else {
                words
            },
            lost,
        }
    }

    /// The heading with which the memo begins, if it does, as a text of its own; the memo goes on without it.
    pub fn take_heading(&mut self) -> Option<Self> {
        let leaf = match self.blocks.first_mut() {
            Some(Block::Heading(_, leaf)) if !leaf.is_empty() => std::mem::take(leaf),
            _ => return None,
        };
        self.blocks.remove(0);
        Some(Self {
            blocks: vec![Block::Paragraph(leaf)],
            noted: self.noted,
        })
    }

    /// Everything that the memo points to, in the order of the text.
    pub fn targets(&self) -> Vec<Target<'_>> {
        links::targets(self)
    }

    /// The bare addresses in the text, by which [`Note::titles`] knows them.
    pub fn bare_addresses(&self) -> Vec<Cow<'_, str>> {
        let mut found = Vec::new();
        if !self.has(TARGET) {
            return found;
        }
        tree::leaves(&self.blocks, &mut |leaf: &Leaf| {
            let bare = leaf.tokens.iter().filter(|token| token.kind == Kind::Bare);
            found.extend(bare.filter_map(|token| autolinks::url(&token.text)));
        });
        found
    }
}

/// The first words of a text as plain text in one line.
pub fn lead(text: &str) -> String {
    summary::words(&Tree::parse(&clean(text)))
}

/// A link or an image as Markdown in one line; without an address, words that read as nothing but these words.
pub fn written(link: Link, dialect: &Dialect) -> String {
    let mut leaf = Leaf::default();
    let mut tokens = Vec::new();
    match link {
        Link::Image { url, alt } => leaf.image(&mut tokens, alt, url),
        Link::Named {
            words,
            url: Some(url),
        } => leaf.link(&mut tokens, words, url),
        Link::Named { words, url: None } => tokens.push(Token::new(Kind::Plain, words)),
        Link::Keep | Link::To(_) | Link::Words => {}
    }
    leaf.tokens = tokens;
    print::print_line(&leaf, dialect)
}
