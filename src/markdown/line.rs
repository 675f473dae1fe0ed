//! A line of a paragraph: tokens become Markdown that means them, wherever they come to stand.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::dialect::{Dialect, Math, Region};
use super::guard::{Guard, Position, guard};
use super::leaf::{Kind, Leaf, Span, Token};
use super::write::{self, NOTHING};

/// What is written so far, and the line that is being written at its end.
pub(super) struct Line<'p> {
    pub(super) out: String,
    dialect: &'p Dialect,
    /// True if signs that meant nothing may mean something now.
    is_changed: bool,
    /// True if words can be written as they are read.
    is_plain: bool,
    /// The offset at which the line begins.
    start: usize,
    /// The stretches for the engine to look at; those between them are not for it.
    parts: Vec<(Region, usize, usize)>,
    /// The number of open links and images; `images` is the number of images among them.
    links: usize,
    images: usize,
    first: Option<Kind>,
    last: Option<Kind>,
}

impl<'p> Line<'p> {
    pub(super) fn new(dialect: &'p Dialect) -> Self {
        Self {
            out: String::with_capacity(256),
            dialect,
            is_changed: dialect.is_eager,
            is_plain: false,
            start: 0,
            parts: Vec::with_capacity(8),
            links: 0,
            images: 0,
            first: None,
            last: None,
        }
    }

    /// Begins the first line of a leaf.
    pub(super) fn begin(&mut self, leaf: &Leaf) {
        self.begin_next();
        (self.links, self.images) = (0, 0);
        self.is_changed = leaf.is_changed || self.dialect.is_eager;
        self.is_plain = !self.is_changed && !b"<[:(".iter().any(|&sign| leaf.may_have(sign));
    }

    /// Begins another line of it.
    pub(super) fn begin_next(&mut self) {
        self.start = self.out.len();
        self.parts.clear();
        (self.first, self.last) = (None, None);
    }

    pub(super) fn push(&mut self, token: &Token) {
        let text = &*token.text;
        match token.kind {
            Kind::Text if self.is_plain => self.prose(text),
            Kind::Text | Kind::Tag | Kind::Bare | Kind::Reference | Kind::Embed => self.words(text),
            Kind::Plain if self.links == 0 && text.contains("://") => {
                let colon = [self.dialect.colon, "//"].concat();
                self.prose(&write::plain(text).replace("://", &colon));
            }
            Kind::Plain => self.prose(&write::plain(text)),
            Kind::Code => self.part(Region::CodeSpan, text),
            Kind::Html => self.part(Region::Html, text),
            Kind::Math => self.formula(text),
            Kind::Footnote => self.prose(&["[^", text, "]"].concat()),
            Kind::Address => self.address(&text[1..text.len() - 1]),
            Kind::Open(span @ (Span::Link(_) | Span::Image(_))) => {
                self.prose(text);
                self.links += 1;
                self.images += usize::from(matches!(span, Span::Image(_)));
            }
            Kind::Close(span @ (Span::Link(_) | Span::Image(_))) => {
                self.links = self.links.saturating_sub(1);
                self.images -= usize::from(matches!(span, Span::Image(_)) && self.images > 0);
                self.tail(text);
            }
            Kind::Sign | Kind::Open(_) | Kind::Close(_) => self.prose(text),
            Kind::Break(_) => self.prose(" "),
        }
        if !text.is_empty() {
            self.first.get_or_insert(token.kind);
            self.last = Some(token.kind);
        }
    }

    /// Returns true if a break now would be in the description of an image.
    pub(super) fn is_in_image(&self) -> bool {
        self.images > 0
    }

    pub(super) fn is_blank(&self) -> bool {
        write::is_blank(&self.out[self.start..])
    }

    /// The text so far, as it is read.
    pub(super) fn text(&self) -> &str {
        self.out[self.start..].trim_ascii_end()
    }

    /// Ends the line, so that it begins no block with the break behind it; the offset at which it begins.
    pub(super) fn finish(
        &mut self,
        is_guarded: Option<Position>,
        next_break: Option<&str>,
    ) -> usize {
        let end = self.start + self.text().len();
        self.out.truncate(end);
        if (self.is_changed || next_break.is_some()) && self.ends_in_backslash() {
            self.prose("\\");
        }
        let line = &self.out[self.start..];
        let blank = line.len() - line.trim_ascii_start().len();
        let start = self.start + blank;
        let first = self.first.unwrap_or(Kind::Text);
        let length = self.out.len();
        // with a backslash behind them, marks alone on a line begin nothing
        if matches!(self.last, Some(Kind::Open(_))) {
            self.out.push_str(next_break.unwrap_or_default().trim_end());
        }
        let mut guard = is_guarded.and_then(|position| guard(&self.out[start..], first, position));
        self.out.truncate(length);
        if guard.is_some() || self.dialect.escape.is_some() {
            self.parts
                .retain(|&(_, from, to)| to > start && from < length);
            if guard.is_some() && self.parts.is_empty() {
                self.out.insert_str(start, NOTHING);
            }
            // from the end on, because what is behind a stretch may move
            for number in (0..self.parts.len()).rev() {
                let guard = guard.take_if(|_| number == 0);
                self.rewrite(number, start, guard);
            }
        }
        self.out.drain(self.start..start);
        self.start
    }

    /// Writes a stretch so that it begins no block and the engine reads it as it is meant.
    fn rewrite(&mut self, number: usize, start: usize, guard: Option<Guard>) {
        let (place, from, to) = self.parts[number];
        let range = from.max(start)..to.min(self.out.len());
        let source = &self.out[range.clone()];
        let guarded = match guard {
            Some(guard) if place == Region::Prose => Some(guard.applied(source)),
            _ => None,
        };
        let source = guarded.as_deref().unwrap_or(source);
        let escaped = self.dialect.escape.and_then(|escape| escape(source, place));
        if let Some(written) = escaped.or(guarded) {
            self.out.replace_range(range.clone(), &written);
        }
        if guard.is_some() && place != Region::Prose {
            self.out.insert_str(range.start, NOTHING);
        }
    }

    fn part(&mut self, place: Region, text: &str) {
        self.join(text);
        let from = self.out.len();
        self.out.push_str(text);
        let to = self.out.len();
        match self.parts.last_mut() {
            Some((Region::Prose, _, end)) if place == Region::Prose && *end == from => *end = to,
            _ if from < to => self.parts.push((place, from, to)),
            _ => {}
        }
    }

    fn prose(&mut self, text: &str) {
        self.part(Region::Prose, text);
    }

    /// Keeps what comes together from meaning something new.
    fn join(&mut self, next: &str) {
        use Kind::{Embed, Footnote, Plain, Reference, Tag, Text};
        if !self.is_changed || self.last.is_none() {
            return;
        }
        let Some(sign) = next.chars().next().filter(char::is_ascii_punctuation) else {
            return;
        };
        let is_words = matches!(
            self.last,
            Some(Text | Tag | Plain | Footnote | Reference | Embed)
        );
        if self.ends_in_backslash() || (is_words && sign == '(' && self.out.ends_with(']')) {
            self.raw("\\");
        } else if is_words && sign == '[' && self.out.ends_with('!') {
            self.out.pop();
            self.out.push_str("\\!");
            if let Some((_, _, end)) = self.parts.last_mut() {
                *end += 1;
            }
        }
    }

    /// Returns true if the line ends in a backslash that means itself.
    fn ends_in_backslash(&self) -> bool {
        let is_words = matches!(self.last, Some(Kind::Text | Kind::Tag));
        is_words && (self.out.len() - self.out.trim_end_matches('\\').len()) % 2 == 1
    }

    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
        let to = self.out.len();
        if let Some((Region::Prose, _, end)) = self.parts.last_mut() {
            *end = to;
        } else {
            self.parts.push((Region::Prose, to - text.len(), to));
        }
    }

    /// Words as they stand in the source, with what must not come to mean something escaped.
    fn words(&mut self, text: &str) {
        let mut out = String::new();
        let mut done = 0;
        for (at, sign) in text.bytes().enumerate() {
            if !sign.is_ascii_punctuation() {
                continue;
            }
            let rest = &text[at + 1..];
            let before = || text[..at].chars().next_back();
            let written = match sign {
                b'<' if Self::may_begin_tag(rest) => "&lt;",
                // in the words of a link, brackets have to pair
                b'[' if rest.starts_with('^') && self.links > 0 => "[&#8203;",
                b'[' if rest.starts_with('^') => "\\[",
                b':' if self.links == 0 && rest.starts_with("//") => self.dialect.colon,
                b'(' if before() == Some(']') => "\\(",
                _ if !self.is_changed => continue,
                b'`' => "&#96;",
                b'&' if rest.is_empty()
                    || rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') =>
                {
                    "&amp;"
                }
                b'_' if !self.dialect.is_eager && is_within_word(before(), rest) => continue,
                b'*' => "\\*",
                b'_' => "\\_",
                b'~' => "\\~",
                b'$' if self.dialect.math != Math::Words => "\\$",
                b'[' if self.dialect.is_eager => "\\[",
                b']' if self.dialect.is_eager => "\\]",
                _ => continue,
            };
            out.extend([&text[done..at], written]);
            done = at + 1;
        }
        if done == 0 {
            return self.prose(text);
        }
        out.push_str(&text[done..]);
        self.prose(&out);
    }

    /// Returns true if `<` before such a text may begin a tag.
    fn may_begin_tag(rest: &str) -> bool {
        let is_harmless = |c: char| {
            !c.is_ascii() || c.is_ascii_whitespace() || c.is_ascii_digit() || "<=-".contains(c)
        };
        rest.chars().next().is_none_or(|c| !is_harmless(c))
    }

    fn formula(&mut self, text: &str) {
        let is_display = text.starts_with("$$");
        let is_known = match self.dialect.math {
            Math::Known => true,
            Math::Display => is_display,
            Math::Words => false,
        };
        if is_known {
            return self.part(Region::Math, &harmless(text));
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut before = None;
        for (at, c) in text.char_indices() {
            let rest = &text[at + c.len_utf8()..];
            match c {
                '\n' => out.push(' '),
                // before a letter it means itself
                '\\' if rest.starts_with(|c: char| c.is_ascii_punctuation() || c == '\n') => {
                    out.push_str("\\\\");
                }
                '&' if write::begins_entity(rest) => out.push_str("&amp;"),
                '<' | '`' => out.push_str(&write::entity(c)),
                '|' if before == Some('\\') => out.push_str(&write::entity(c)),
                ':' if rest.starts_with("//") => out.push_str(self.dialect.colon),
                '_' if !self.dialect.is_eager && is_within_word(before, rest) => out.push(c),
                '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
                c => out.push(c),
            }
            before = Some(c);
        }
        self.prose(&out);
    }

    fn address(&mut self, url: &str) {
        self.join("<");
        if let Some(attributes) = (self.dialect.address)(url) {
            let words = write::html(url);
            let url = self.escaped_url(url);
            let target = url
                .replace('&', "&amp;")
                .replace('"', "%22")
                .replace('{', "%7B");
            let _ = write!(self.out, "<a href=\"{target}\"{attributes}>{words}</a>");
        } else {
            self.out.push('<');
            let from = self.out.len();
            self.out.push_str(url);
            self.parts.push((Region::Url, from, self.out.len()));
            self.out.push('>');
        }
    }

    fn escaped_url(&self, url: &str) -> String {
        let escape = self.dialect.escape;
        let escaped = escape.and_then(|escape| escape(url, Region::Url));
        escaped.unwrap_or_else(|| url.to_owned())
    }

    /// The end of a link or an image: the address in it is none of the words.
    fn tail(&mut self, tail: &str) {
        let Some((url, is_pointed)) =
            write::url_in_tail(tail).filter(|_| self.dialect.escape.is_some())
        else {
            return self.prose(tail);
        };
        let width = usize::from(is_pointed);
        self.prose(&tail[..url.start - width]);
        self.out.push_str(&tail[url.start - width..url.start]);
        let from = self.out.len();
        self.out.push_str(&tail[url.clone()]);
        if !url.is_empty() {
            self.parts.push((Region::Url, from, self.out.len()));
        }
        self.out.push_str(&tail[url.end..url.end + width]);
        let from = self.out.len();
        self.out.push_str(&tail[url.end + width..]);
        self.parts.push((Region::Prose, from, self.out.len()));
    }
}

/// A formula without what would be a tag, a link or a block to a parser that does not know it: a space means nothing in
/// it.
fn harmless(formula: &str) -> Cow<'_, str> {
    if !formula.contains(['<', ']', '\n']) {
        return formula.into();
    }
    let is_tag =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    let begins_block = |line: &str| guard(line.trim_start(), Kind::Text, Position::Later).is_some();
    // two lines in one could begin what neither does
    let is_joined = formula.lines().skip(1).any(begins_block);
    let mut out = String::with_capacity(formula.len() + 2);
    for (at, c) in formula.char_indices() {
        let rest = &formula[at + c.len_utf8()..];
        match c {
            '\n' if is_joined => out.push(' '),
            '<' if is_tag(rest) => out.push_str("< "),
            ']' if rest.starts_with('(') => out.push_str("] "),
            c => out.push(c),
        }
    }
    out.into()
}

fn is_within_word(before: Option<char>, rest: &str) -> bool {
    before.is_some_and(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric)
}
