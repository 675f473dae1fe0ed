//! Tokens from the parser's events: what stands in the source is quoted, what the parser put together is written anew.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, OffsetIter, Tag, TagEnd};

use super::leaf::{Destination, Kind, Leaf, Span, Token};
use super::write;

/// An event of the parser, and where it is in the source.
pub(super) type Located<'a> = (Event<'a>, Range<usize>);

/// The inline text that begins with an event, if it is of one, and the event behind it.
pub(super) fn read<'a>(
    source: &'a str,
    mut next: Option<Located<'a>>,
    events: &mut OffsetIter<'a>,
) -> (Leaf<'a>, Option<Located<'a>>) {
    let mut reader = LeafReader {
        source,
        leaf: Leaf {
            // as many as most have
            tokens: Vec::with_capacity(3),
            ..Leaf::default()
        },
        end: 0,
        on_line: false,
        text: 0..0,
        open: Vec::new(),
    };
    while let Some((event, range)) = next {
        match event {
            Event::Text(text) => reader.text(text, range),
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            }) => {
                reader.flush();
                reader.push(Kind::Address, &source[range.clone()], range.end);
                events.find(|(event, _)| *event == Event::End(TagEnd::Link));
            }
            event if reader.is_behind(&event) => return (reader.finish(), Some((event, range))),
            event => reader.event(event, range),
        }
        next = events.next();
    }
    (reader.finish(), None)
}

/// Returns true if a tag begins a span.
pub(super) fn is_span(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// Makes tokens of events.
struct LeafReader<'a> {
    source: &'a str,
    leaf: Leaf<'a>,
    /// The offset at which the last event ended.
    end: usize,
    /// True if that was on the same line.
    on_line: bool,
    /// Words that are not a token yet.
    text: Range<usize>,
    /// The spans that are open, as their first tokens.
    open: Vec<usize>,
}

impl<'a> LeafReader<'a> {
    /// Returns true if an event is none of inline text, but the end of it or the next block.
    fn is_behind(&self, event: &Event) -> bool {
        match event {
            Event::End(_) => self.open.is_empty(),
            Event::Start(tag) => !is_span(tag),
            event => *event == Event::Rule,
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let source = self.source;
        self.flush();
        match event {
            Event::SoftBreak | Event::HardBreak => {
                self.trim();
                // two spaces are a break everywhere, and can stay; to the marks before them one before a backslash is
                // the same
                let before = &source[..range.start];
                let text =
                    if source[range.clone()].starts_with("  ") || before.ends_with([' ', '\t']) {
                        "  "
                    } else {
                        ""
                    };
                self.push(Kind::Break(event == Event::HardBreak), text, range.end);
                self.on_line = false;
            }
            Event::TaskListMarker(is_checked) => {
                self.leaf.task = Some(is_checked);
                self.end = range.end;
                self.on_line = false;
            }
            Event::Code(code) => {
                let span = &source[range.clone()];
                if span.contains('\n') {
                    // others might pair with fewer or more of them
                    let ticks = &span[..span.len() - span.trim_start_matches('`').len()];
                    self.push(Kind::Code, write::code_span(&code, ticks), range.end);
                } else {
                    self.push(Kind::Code, span, range.end);
                }
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.formula(event, range),
            Event::InlineHtml(html) if html.contains('\n') => {
                self.push(Kind::Html, html.replace('\n', " "), range.end);
            }
            Event::InlineHtml(html) => self.push(Kind::Html, html, range.end),
            Event::FootnoteReference(label) => self.push(Kind::Footnote, label, range.end),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.finish_span(tag, range),
            _ => {}
        }
    }

    /// Words, or one sign that is not written as it is read.
    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let is_verbatim = matches!(text, CowStr::Borrowed(text) if std::ptr::eq(text, &raw const self.source[range.clone()]));
        let before = self.source[..range.start].trim_end_matches('\\').len();
        let is_escaped = (range.start - before) % 2 == 1
            && (!self.on_line || self.end < range.start)
            && self.source[range.clone()].starts_with(|c: char| c.is_ascii_punctuation());
        if range.is_empty() {
            self.flush();
            self.push(Kind::Plain, text, range.end);
        } else if !is_verbatim {
            self.flush();
            let start = range.start - usize::from(is_escaped);
            self.push(Kind::Sign, &self.source[start..range.end], range.end);
        } else {
            let mut start = range.start;
            if is_escaped {
                self.flush();
                let sign = &self.source[start - 1..=start];
                start += 1;
                self.push(Kind::Sign, sign, start);
            }
            if self.text.is_empty() || self.text.end != start {
                self.flush();
                self.text.start = start;
            }
            self.text.end = range.end;
            self.end = range.end;
            self.on_line = true;
        }
    }

    fn formula(&mut self, event: Event<'a>, range: Range<usize>) {
        let source = &self.source[range.clone()];
        match event {
            Event::InlineMath(text) if source.contains('\n') => {
                self.push(Kind::Math, format!("${text}$"), range.end);
            }
            Event::DisplayMath(text) if source.contains('\n') => {
                self.push(Kind::Math, format!("$${text}$$"), range.end);
            }
            _ => self.push(Kind::Math, source, range.end),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let text = &self.source[range.clone()];
        let next = self.leaf.links.len();
        let (span, width) = match tag {
            Tag::Emphasis => (Span::Emphasis, 1),
            Tag::Strong => (Span::Strong, 2),
            Tag::Strikethrough if text.starts_with("~~") => (Span::Strike, 2),
            Tag::Strikethrough => (Span::Strike, 1),
            Tag::Link {
                dest_url, title, ..
            } => {
                let url = dest_url;
                self.leaf.links.push(Destination { url, title });
                (Span::Link(next), 1)
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let url = dest_url;
                self.leaf.links.push(Destination { url, title });
                (Span::Image(next), 2)
            }
            _ => return,
        };
        self.open.push(self.leaf.tokens.len());
        self.push(Kind::Open(span), &text[..width], range.start + width);
    }

    fn finish_span(&mut self, tag: TagEnd, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        let Token {
            kind: Kind::Open(span),
            text: mark,
        } = &self.leaf.tokens[open]
        else {
            return;
        };
        let (span, width) = (*span, mark.len());
        let (Span::Link(number) | Span::Image(number)) = span else {
            let mark = &self.source[range.end - width..range.end];
            return self.push(Kind::Close(span), mark, range.end);
        };
        debug_assert!(matches!(tag, TagEnd::Link | TagEnd::Image));
        let tail = self.source[self.end..range.end].find(']').unwrap_or(0) + self.end;
        let tail = &self.source[tail..range.end];
        let mut end = range.end;
        // the empty brackets count, though the parser leaves them out
        if tail == "]" && self.source[end..].starts_with("[]") {
            end += 2;
        }
        if tail.starts_with("](") && !tail.contains('\n') {
            self.push(Kind::Close(span), tail, end);
        } else {
            let Destination { url, title } = &self.leaf.links[number];
            self.push(Kind::Close(span), write::tail(url, title), end);
        }
    }

    fn push(&mut self, kind: Kind, text: impl Into<Cow<'a, str>>, end: usize) {
        self.leaf.tokens.push(Token::new(kind, text));
        self.end = end;
        self.on_line = true;
    }

    /// Makes a token of the words.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = &self.source[std::mem::take(&mut self.text)];
            self.leaf.tokens.push(Token::new(Kind::Text, text));
        }
    }

    /// Takes the white space at the end of a line away.
    fn trim(&mut self) {
        if let Some(Token {
            kind: Kind::Text,
            text: Cow::Borrowed(text),
        }) = self.leaf.tokens.last_mut()
        {
            *text = text.trim_end_matches([' ', '\t']);
        }
    }

    fn finish(mut self) -> Leaf<'a> {
        self.flush();
        self.trim();
        // a box with nothing behind it is a task to some parsers, and text to others
        if self.leaf.tokens.is_empty()
            && let Some(is_checked) = self.leaf.task.take()
        {
            let text = if is_checked { "[x]" } else { "[ ]" };
            self.leaf.tokens.push(Token::new(Kind::Sign, text));
        }
        self.leaf.note();
        self.leaf
    }
}
