//! Tokens from the parser's events: what stands in the source is quoted, what the parser put together is written anew.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, OffsetIter, Tag, TagEnd};

use super::leaf::{Destination, Kind, Leaf, Span, Token};
use super::write;

/// The parser's events, each with its place in the source.
pub(super) struct Events<'a> {
    pub(super) parser: OffsetIter<'a>,
    /// One that was looked at and is still to come.
    pub(super) left: Option<(Event<'a>, Range<usize>)>,
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.left.is_some() {
            return self.left.take();
        }
        self.parser.next()
    }
}

/// The inline text up to the end of its block, which goes too, or up to something that belongs to the block around it.
pub(super) fn read<'a>(source: &'a str, events: &mut Events<'a>) -> Leaf<'a> {
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
    // events are large, so they are taken apart where they are
    loop {
        match events.next() {
            Some((Event::Text(text), range)) => reader.text(text, range),
            Some((Event::SoftBreak, range)) => reader.line_break(false, range),
            Some((Event::HardBreak, range)) => reader.line_break(true, range),
            Some((Event::TaskListMarker(is_checked), range)) => {
                reader.leaf.task = Some(is_checked);
                reader.end = range.end;
                reader.on_line = false;
            }
            Some((Event::Code(code), range)) => reader.code(&code, range),
            Some((Event::InlineMath(text), range)) => reader.formula("$", &text, range),
            Some((Event::DisplayMath(text), range)) => reader.formula("$$", &text, range),
            Some((Event::InlineHtml(html), range)) if html.contains('\n') => {
                reader.push(Kind::Html, html.replace('\n', " "), range.end);
            }
            Some((Event::InlineHtml(html), range)) => reader.push(Kind::Html, html, range.end),
            Some((Event::FootnoteReference(label), range)) => {
                reader.push(Kind::Footnote, label, range.end);
            }
            Some((
                Event::Start(Tag::Link {
                    link_type: LinkType::Autolink | LinkType::Email,
                    ..
                }),
                range,
            )) => {
                reader.push(Kind::Address, &source[range.clone()], range.end);
                events.find(|(event, _)| *event == Event::End(TagEnd::Link));
            }
            Some((
                Event::Start(Tag::Link {
                    dest_url, title, ..
                }),
                range,
            )) => reader.link(Span::Link, "[", dest_url, title, range),
            Some((
                Event::Start(Tag::Image {
                    dest_url, title, ..
                }),
                range,
            )) => reader.link(Span::Image, "![", dest_url, title, range),
            Some((Event::Start(Tag::Emphasis), range)) => reader.open(Span::Emphasis, 1, range),
            Some((Event::Start(Tag::Strong), range)) => reader.open(Span::Strong, 2, range),
            Some((Event::Start(Tag::Strikethrough), range)) => {
                let is_double = source[range.clone()].starts_with("~~");
                reader.open(Span::Strike, 1 + usize::from(is_double), range);
            }
            Some((Event::End(_), range)) if !reader.open.is_empty() => reader.close(range),
            None
            | Some((Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell), _)) => {
                return reader.finish();
            }
            behind => {
                events.left = behind;
                return reader.finish();
            }
        }
    }
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
    fn line_break(&mut self, is_hard: bool, range: Range<usize>) {
        self.flush();
        self.trim();
        // two spaces are a break everywhere, and can stay; to the marks before them one before a backslash is the same
        let is_spaced = self.source[range.clone()].starts_with("  ")
            || self.source[..range.start].ends_with([' ', '\t']);
        let text = if is_spaced { "  " } else { "" };
        self.push(Kind::Break(is_hard), text, range.end);
        self.on_line = false;
    }

    fn code(&mut self, code: &str, range: Range<usize>) {
        let span = &self.source[range.clone()];
        if span.contains('\n') {
            // others might pair with fewer or more of them
            let ticks = &span[..span.len() - span.trim_start_matches('`').len()];
            self.push(Kind::Code, write::code_span(code, ticks), range.end);
        } else {
            self.push(Kind::Code, span, range.end);
        }
    }

    fn formula(&mut self, sign: &str, text: &str, range: Range<usize>) {
        let source = &self.source[range.clone()];
        if source.contains('\n') {
            self.push(Kind::Math, [sign, text, sign].concat(), range.end);
        } else {
            self.push(Kind::Math, source, range.end);
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
            self.push(Kind::Plain, text, range.end);
        } else if !is_verbatim {
            let start = range.start - usize::from(is_escaped);
            self.push(Kind::Sign, &self.source[start..range.end], range.end);
        } else {
            let mut start = range.start;
            if is_escaped {
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

    fn link(
        &mut self,
        span: fn(usize) -> Span,
        mark: &str,
        url: CowStr<'a>,
        title: CowStr<'a>,
        range: Range<usize>,
    ) {
        let number = self.leaf.links.len();
        self.leaf.links.push(Destination { url, title });
        self.open(span(number), mark.len(), range);
    }

    fn open(&mut self, span: Span, width: usize, range: Range<usize>) {
        let end = range.start + width;
        self.push(Kind::Open(span), &self.source[range.start..end], end);
        self.open.push(self.leaf.tokens.len() - 1);
    }

    fn close(&mut self, range: Range<usize>) {
        self.flush();
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
        self.flush();
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
