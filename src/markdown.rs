//! One memo's text, shaped for the blog and embedded in the post; because Memos and the engines of blogs do not show
//! the same Markdown alike.
//!
//! A rule is a small pure function from the parsed text to edits: ranges and what stands there instead. What no rule
//! touches stays byte for byte. [`shape`] is the list of the rules, [`numbered`] and [`sections`] put the results
//! into one post.

mod autolink;
mod below;
mod block;
mod breaks;
mod cjk;
mod code;
mod defuse;
mod depth;
mod dialect;
mod doc;
mod edit;
mod embed;
mod escape;
mod footnotes;
mod gaps;
mod headings;
mod html;
mod items;
mod lead;
mod links;
mod marks;
mod opening;
mod references;
mod run;
mod safety;
mod setext;
mod source;
mod start;
mod tabs;
mod tag;
mod tags;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

pub use self::embed::{numbered, sections};
pub use self::lead::lead;

pub use crate::memo::Dialect;

use self::doc::Doc;
use self::edit::Edits;

/// How the memos of a post are to look.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// What becomes of `#tags`.
    pub tags: Tags<'a>,
    /// What becomes of newlines.
    pub line_breaks: LineBreaks,
    /// What the engine honours as a hard break before a newline: `\` or two spaces.
    pub hard_break: &'static str,
    /// The level of the heading above the memo; its own headings go below.
    pub heading_level: u8,
    /// The version of Memos that the text was written for.
    pub dialect: Dialect,
    /// The engine's way to show its own template syntax.
    pub escape: Option<&'a dyn Escape>,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self {
            tags: Tags::Strip,
            line_breaks: LineBreaks::Hard,
            hard_break: "\\",
            heading_level: 2,
            dialect: Dialect::CommonMark,
            escape: None,
        }
    }
}

impl fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Style")
            .field("tags", &self.tags)
            .field("line_breaks", &self.line_breaks)
            .field("hard_break", &self.hard_break)
            .field("heading_level", &self.heading_level)
            .field("dialect", &self.dialect)
            .field("escape", &self.escape.is_some())
            .finish()
    }
}

/// What becomes of `#tags`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags<'a> {
    /// Those at the ends of a line go, those within a sentence keep their word.
    Strip,
    /// They stay.
    Keep,
    /// They become links to this address, where `{tag}` stands for the name.
    Link(&'a str),
}

/// What becomes of newlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineBreaks {
    /// Every newline is a line break, as Memos shows it.
    Hard,
    /// A newline is a space, as in other Markdown.
    Soft,
}

/// A memo, besides its text and the style.
#[derive(Clone, Copy)]
pub struct Note<'a> {
    /// Unique in the post; footnotes are named after it.
    pub id: &'a str,
    /// The tags that the server found, without `#`.
    pub tags: &'a [String],
    /// Where links and images lead in the blog.
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

/// To where a memo points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    /// How it does.
    pub kind: TargetKind,
    /// The address, as it is meant.
    pub destination: Cow<'a, str>,
    /// The words of the link, the description of the image.
    pub label: Cow<'a, str>,
}

impl<'a> Target<'a> {
    fn new(kind: TargetKind, destination: &'a str, label: &'a str) -> Self {
        Self {
            kind,
            destination: Cow::Borrowed(destination),
            label: Cow::Borrowed(label),
        }
    }

    fn into_owned(self) -> Target<'static> {
        Target {
            kind: self.kind,
            destination: Cow::Owned(self.destination.into_owned()),
            label: Cow::Owned(self.label.into_owned()),
        }
    }
}

/// How a memo points to something.
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

/// What becomes of a link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It stays.
    Keep,
    /// It leads elsewhere.
    To(String),
    /// Its own words stay.
    Words,
    /// Other words stand there, with a link or without.
    Named {
        /// Plain text.
        words: String,
        /// Where they lead.
        url: Option<String>,
    },
    /// An image stands there.
    Image {
        /// Where it is.
        url: String,
        /// Plain text.
        alt: String,
    },
}

/// Where in a post a stretch of source text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Markdown within one line. Entities mean what they stand for; a backslash may stand before any sign, which it then
    /// keeps from meaning anything, also from beginning an entity. No HTML and no address is in it.
    Prose,
    /// A whole code span with its back-ticks; raw HTML may take its place.
    CodeSpan,
    /// The lines of a code block without indentation and fences.
    CodeBlock,
    /// A formula with its dollars.
    Math,
    /// The address of a link or an image, without brackets.
    Url,
    /// A tag, or a block of HTML.
    Html,
}

/// An engine's way to show its own template syntax as plain characters.
pub trait Escape {
    /// Whether there is anything in the text that may have to change; saves the work for most memos.
    fn concerns(&self, text: &str) -> bool {
        !text.is_empty()
    }

    /// What stands in the place of `source`; `None` if it can stay.
    fn escape(&self, source: &str, place: Place) -> Option<String>;
}

/// A memo's text as it can be embedded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shaped {
    /// Markdown without a newline at the end.
    pub text: String,
    /// The first words as plain text in one line.
    pub lead: String,
    /// The tags in the text, without `#`.
    pub tags: Vec<String>,
}

/// What the rules work on.
struct Shaping<'a> {
    doc: Doc<'a>,
    style: &'a Style<'a>,
    note: &'a Note<'a>,
}

/// The text of a memo as it is to stand in the post.
pub fn shape(text: &str, style: &Style, note: &Note) -> Shaped {
    let source = source::clean(text);
    let doc = Doc::parse(&source);
    let flat = depth::limit(&doc);
    let doc = flat.as_deref().map_or(doc, Doc::parse);
    let shaping = Shaping { doc, style, note };
    let mut edits = Edits::default();
    let tags = rules(&shaping, &mut edits);
    let edits = edits.settle();
    let mut text = source::trim(&edits.apply(shaping.doc.source)).to_owned();
    if safety::is_needed(&shaping.doc) {
        text = safety::again(text, style);
    }
    let text = opening::settle(text);
    let lead = match lead::after(&shaping.doc, &edits) {
        words if words.is_empty() => lead(&text),
        words => words,
    };
    let text = match style.escape {
        Some(escape) if escape.concerns(&text) => escape::apply(&text, escape),
        _ => text,
    };
    Shaped {
        text,
        lead,
        tags: tags::names(&shaping.doc, &tags),
    }
}

/// All rules, in an order: where two want the same place, the earlier one has it. Returns the tags in the text.
fn rules(shaping: &Shaping, edits: &mut Edits) -> Vec<Vec<Range<usize>>> {
    let doc = &shaping.doc;

    // blocks first: what they replace as a whole is no matter for the rules of words
    html::edit(shaping, edits);
    setext::edit(shaping, edits);
    code::edit(doc, edits);
    safety::edit(doc, edits);
    footnotes::edit(shaping, edits);
    links::edit(shaping, edits);

    // then words: an address takes everything in it, a tag comes before the marks of a dialect
    let first = edits.len();
    autolink::edit(shaping, edits);
    let taken: Vec<_> = edits.ranges_from(first).cloned().collect();
    let runs = run::runs(doc, &taken);
    let first = edits.len();
    references::edit(shaping, &runs, edits);
    let taken: Vec<_> = edits.ranges_from(first).cloned().collect();
    let runs = run::without(runs, &taken);
    let tags = tags::all(doc, &runs, shaping.note.tags);
    tags::edit(shaping, &runs, &tags, edits);
    let mut pairs = dialect::pairs(shaping, &runs);
    pairs.extend(cjk::pairs(doc));
    marks::edit(pairs, edits);
    defuse::edit(shaping, &runs, edits);

    // then what depends on the lines that went: the first line left may be a heading, and a lost line needs no break
    headings::edit(shaping, edits);
    breaks::edit(shaping, edits);

    // last what only moves and fills
    items::edit(doc, edits);
    below::edit(doc, edits);
    tabs::edit(doc, edits);
    tags
}

/// The bare addresses in a memo's text, by which [`Note::titles`] knows them.
pub fn bare_addresses(text: &str) -> Vec<String> {
    let source = source::clean(text);
    let found = autolink::all(&Doc::parse(&source));
    found.into_iter().map(|(_, url)| url).collect()
}

/// Everything that a memo's text points to: links, images, bare addresses, references and raw HTML, each of these in
/// the order of the text.
pub fn targets(text: &str) -> Vec<Target<'static>> {
    let source = source::clean(text);
    let doc = Doc::parse(&source);
    let links = links::all(&doc);
    let bare = autolink::all(&doc);
    let taken: Vec<_> = bare.iter().map(|(range, _)| range.clone()).collect();
    let references = references::all(&doc, &run::runs(&doc, &taken));

    let links = links.iter().map(links::Found::target);
    let bare = bare
        .iter()
        .map(|(range, url)| Target::new(TargetKind::Link, url, &source[range.clone()]));
    let references = references
        .iter()
        .map(|(range, kind)| Target::new(*kind, references::destination(&doc, range, *kind), ""));
    let mut targets: Vec<_> = links
        .chain(bare)
        .chain(references)
        .map(Target::into_owned)
        .collect();
    targets.extend(html::targets(&doc));
    targets
}
