//! A stretch of inline text as a row of tokens; what no rule touches is quoted from the source, byte for byte.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::write;

/// The text of a paragraph, a heading or a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaf<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// To where the links and images lead, by the number in their [`Span`].
    pub(super) links: Vec<Destination<'a>>,
    /// The signs and tokens that rules may find in it, as bits; [`note`](Self::note) sets them.
    pub(super) noted: u16,
    /// The box before it, and whether it is checked.
    pub(super) task: Option<bool>,
    /// Something in it is not as it was, so signs that meant nothing may meet others.
    pub(super) is_changed: bool,
}

/// A piece of inline text.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it is written, for [`Kind::Plain`] and [`Kind::Footnote`] as it is meant.
    pub(super) text: Cow<'a, str>,
}

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words that are written as they are read.
    Text,
    /// A sign that is written with a backslash or as an entity.
    Sign,
    /// Words that are still to be written as Markdown.
    Plain,
    /// `#tag`.
    Tag,
    /// A code span with its back-ticks.
    Code,
    /// A formula with its dollars.
    Math,
    /// A tag of HTML.
    Html,
    /// The label of a footnote.
    Footnote,
    /// `<https://…>`.
    Address,
    /// An address without brackets.
    Bare,
    /// `[[memos/…]]`.
    Reference,
    /// `![[resources/…]]`.
    Embed,
    /// The beginning of a span.
    Open(Span),
    /// The end of a span.
    Close(Span),
    /// The end of a line; whether it was a hard break, of which two spaces may be left.
    Break(bool),
}

/// An element that stretches over other tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Emphasis,
    Strong,
    Strike,
    Link(usize),
    Image(usize),
}

/// To where a link or an image leads.
#[derive(Debug, Clone)]
pub(super) struct Destination<'a> {
    pub(super) url: CowStr<'a>,
    pub(super) title: CowStr<'a>,
}

impl<'a> Token<'a> {
    pub(super) fn new(kind: Kind, text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self { kind, text }
    }

    /// A part of the token, as a text.
    pub(super) fn part(&self, range: Range<usize>) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }

    /// Puts the text into a row, with stretches of it as tokens of their own.
    pub(super) fn split(
        self,
        stretches: impl IntoIterator<Item = (Range<usize>, Kind)>,
        out: &mut Vec<Self>,
    ) {
        let mut done = 0;
        for (stretch, kind) in stretches {
            let before = (done < stretch.start).then(|| self.part(done..stretch.start));
            out.extend(before.map(|text| Self::new(self.kind, text)));
            done = stretch.end;
            out.push(Self::new(kind, self.part(stretch)));
        }
        if done == 0 {
            out.push(self);
        } else if done < self.text.len() {
            out.push(Self::new(self.kind, self.part(done..self.text.len())));
        }
    }

    /// Returns true if the token is text that is nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.kind == Kind::Text && self.text.trim().is_empty()
    }

    pub(super) fn is_break(&self) -> bool {
        matches!(self.kind, Kind::Break(_))
    }

    /// Returns the text that the reader reads.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self.kind {
            Kind::Sign => match self.text.strip_prefix('\\') {
                Some(sign) => sign.into(),
                None => write::decoded(&self.text).into(),
            },
            Kind::Code => write::span_content(&self.text).into(),
            Kind::Math => self.text.trim_matches('$').into(),
            Kind::Address => self.text[1..self.text.len() - 1].into(),
            Kind::Break(_) => " ".into(),
            Kind::Html if self.text.starts_with("<br") => " ".into(),
            Kind::Html | Kind::Footnote | Kind::Open(_) | Kind::Close(_) => "".into(),
            _ => (&*self.text).into(),
        }
    }
}

/// Follows the tokens of a leaf, to know which are in a link.
#[derive(Default)]
pub(super) struct Depth {
    links: usize,
    anchors: bool,
}

impl Depth {
    /// Takes in the next token and returns true if it is in a link or an image.
    pub(super) fn is_linked(&mut self, token: &Token) -> bool {
        match token.kind {
            Kind::Open(Span::Link(_) | Span::Image(_)) => self.links += 1,
            Kind::Close(Span::Link(_) | Span::Image(_)) => {
                self.links = self.links.saturating_sub(1);
            }
            Kind::Html if is_anchor(&token.text, "<a") => self.anchors = true,
            Kind::Html if is_anchor(&token.text, "</a") => self.anchors = false,
            _ => {}
        }
        self.links > 0 || self.anchors
    }
}

fn is_anchor(html: &str, start: &str) -> bool {
    let tag = html.get(..start.len());
    tag.is_some_and(|tag| tag.eq_ignore_ascii_case(start))
        && html[start.len()..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>')
}

/// The signs that rules and the printer look for in words.
const SIGNS: &[u8; 11] = b"#*~=|^[:.<(";

/// The bit of each of them.
static BITS: [u16; 256] = {
    let mut bits = [0; 256];
    let mut number = 0;
    while number < SIGNS.len() {
        bits[SIGNS[number] as usize] = 1 << number;
        number += 1;
    }
    bits
};

/// The bits of tokens that rules look for.
pub(super) const HTML: u16 = 1 << 11;
pub(super) const FOOTNOTE: u16 = 1 << 12;
pub(super) const TARGET: u16 = 1 << 13;
pub(super) const STRIKE: u16 = 1 << 14;

impl<'a> Leaf<'a> {
    /// Notes what is in the tokens, so that no rule goes through those of a leaf that has nothing for it.
    pub(super) fn note(&mut self) {
        self.noted = self.tokens.iter().fold(0, |noted, token| {
            noted
                | match token.kind {
                    Kind::Text => token
                        .text
                        .bytes()
                        .fold(0, |signs, byte| signs | BITS[usize::from(byte)]),
                    Kind::Html => HTML,
                    Kind::Footnote => FOOTNOTE,
                    Kind::Open(Span::Strike) => STRIKE,
                    Kind::Open(Span::Link(_) | Span::Image(_))
                    | Kind::Address
                    | Kind::Bare
                    | Kind::Reference
                    | Kind::Embed => TARGET,
                    _ => 0,
                }
        });
    }

    /// Returns true if there may be tokens with these bits.
    pub(super) fn has(&self, tokens: u16) -> bool {
        self.noted & tokens != 0
    }

    /// Returns true if a sign may be in the words.
    pub(super) fn may_have(&self, sign: u8) -> bool {
        debug_assert!(SIGNS.contains(&sign));
        self.noted & BITS[usize::from(sign)] != 0
    }

    /// Returns the text that the reader reads of some of the tokens; of more than a thousand bytes a beginning.
    pub(super) fn words<'t>(tokens: &'t [Token]) -> Cow<'t, str> {
        if let [token] = tokens {
            return token.shown();
        }
        let mut words = String::new();
        for token in tokens {
            words.push_str(&token.shown());
            if words.len() > 1000 {
                break;
            }
        }
        words.into()
    }

    /// Returns the index of the token that ends the span that begins at the token `open`.
    pub(super) fn closer(&self, open: usize) -> usize {
        let Kind::Open(span) = self.tokens[open].kind else {
            return open;
        };
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Open(other) if other == span => depth += 1,
                Kind::Close(other) if other == span && depth == 1 => return index,
                Kind::Close(other) if other == span => depth -= 1,
                _ => {}
            }
        }
        open
    }

    /// Puts a link into a row of tokens.
    pub(super) fn link(&mut self, out: &mut Vec<Token<'a>>, words: String, url: String) {
        let span = Span::Link(self.links.len());
        let tail = write::tail(&url, "");
        out.push(Token::new(Kind::Open(span), "["));
        out.push(Token::new(Kind::Plain, words));
        out.push(Token::new(Kind::Close(span), tail));
        self.remember(url);
    }

    /// Puts an image into a row of tokens.
    pub(super) fn image(&mut self, out: &mut Vec<Token<'a>>, alt: String, url: String) {
        let span = Span::Image(self.links.len());
        let tail = write::tail(&url, "");
        out.push(Token::new(Kind::Open(span), "!["));
        out.push(Token::new(Kind::Plain, alt));
        out.push(Token::new(Kind::Close(span), tail));
        self.remember(url);
    }

    pub(super) fn remember(&mut self, url: String) {
        self.links.push(Destination {
            url: url.into(),
            title: "".into(),
        });
    }

    /// Returns true if nothing but white space is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens
            .iter()
            .all(|token| token.is_break() || write::is_blank(&token.text))
    }
}
