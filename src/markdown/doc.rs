//! A parsed memo, as the rules want to see it: events with their places, and the stretches of inline text in them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::start;

/// What is understood beyond `CommonMark`; the same everywhere, or the rules would disagree about what the text says.
///
/// Tables, strikethrough, task lists and footnotes are what Memos (remark-gfm) renders. Math is switched on so that
/// nothing edits a formula. Left off is what Memos shows as plain text: heading attributes, smart punctuation,
/// front matter, definition lists, alerts, wiki links, sub- and superscript.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_MATH);

/// A text and what the parser says about it.
pub(super) struct Doc<'a> {
    pub(super) source: &'a str,
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    pub(super) leaves: Vec<Leaf>,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Which bytes there are.
    bytes: [bool; 256],
    /// The places behind an odd number of backslashes.
    escaped: Vec<usize>,
    /// Where links and images begin.
    targets: Vec<usize>,
}

/// What kind of block holds a stretch of inline text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A paragraph, or the text of an item of a tight list.
    Paragraph,
    /// A paragraph over a line of `-` or `=`: a heading to `CommonMark`, none to Memos.
    Setext,
    /// A heading with `#`.
    Heading(HeadingLevel),
    /// A cell of a table.
    Cell,
}

/// A block that holds inline text, and nothing but that.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) kind: Kind,
    /// The inline events, as indexes.
    pub(super) events: Range<usize>,
    /// The block's place in the source, from its first visible byte on; may end with a newline.
    pub(super) block: Range<usize>,
    /// Where its text begins: behind the box of a task, with the backslash before an escaped character.
    pub(super) text: usize,
    /// Inside a list, where a blank line more would spread the list.
    pub(super) in_list: bool,
}

impl<'a> Doc<'a> {
    /// Parses `source`, whose only line end is `\n`.
    pub(super) fn parse(source: &'a str) -> Self {
        // most texts have fewer events, and growing costs more than the parser
        let mut events = Vec::with_capacity(source.len() / 12 + 16);
        events.extend(Parser::new_ext(source, OPTIONS).into_offset_iter());
        let mut targets = Vec::new();
        for (event, range) in &mut events {
            if matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })) {
                targets.push(range.start);
            }
            // behind a tab, a list begins too early, at times at the quote around it
            if matches!(event, Event::Start(Tag::List(_) | Tag::Item)) {
                range.start += leading_marks(&source[range.clone()]);
            }
        }
        let leaves = leaves(source, &events);
        let mut bytes = [false; 256];
        for byte in source.bytes() {
            bytes[usize::from(byte)] = true;
        }
        let mut lines = vec![0];
        lines.extend(source.match_indices('\n').map(|(at, _)| at + 1));
        let escaped = if bytes[usize::from(b'\\')] {
            escaped(source)
        } else {
            Vec::new()
        };
        let mut doc = Self {
            source,
            events,
            leaves,
            lines,
            bytes,
            escaped,
            targets,
        };
        doc.find_texts();
        doc
    }

    /// What [`start::guard`] says of a line that is to begin where the range does.
    #[expect(clippy::option_option, reason = "the same three answers")]
    pub(super) fn guard(&self, line: Range<usize>) -> Option<Option<usize>> {
        if self.targets.binary_search(&line.start).is_ok() {
            return Some(None);
        }
        start::guard(&self.source[line])
    }

    fn find_texts(&mut self) {
        let mut leaves = std::mem::take(&mut self.leaves);
        for leaf in &mut leaves {
            let mut inlines = self.inlines(leaf).iter();
            let first = inlines.find(|(event, _)| !matches!(event, Event::TaskListMarker(_)));
            let start = first.map_or(leaf.block.end, |(_, range)| range.start);
            leaf.text = start - usize::from(self.is_escaped(start));
            leaf.block.start = leaf.block.start.min(leaf.text);
        }
        self.leaves = leaves;
    }

    /// Whether the byte at `at` is behind an odd number of backslashes.
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        self.escaped.binary_search(&at).is_ok()
    }

    /// Whether the byte occurs at all; what most rules ask first.
    pub(super) fn has(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte)]
    }

    /// Where the line with the byte at `at` begins.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.lines[self.lines.partition_point(|&start| start <= at) - 1]
    }

    /// Where the line with the byte at `at` ends, before its newline.
    pub(super) fn line_end(&self, at: usize) -> usize {
        match self
            .lines
            .get(self.lines.partition_point(|&start| start <= at))
        {
            Some(next) => next - 1,
            None => self.source.len(),
        }
    }

    /// What stands before the byte at `at` on its line.
    pub(super) fn before_on_line(&self, at: usize) -> &'a str {
        &self.source[self.line_start(at)..at]
    }

    /// What a further line needs at its beginning to belong to the same containers as the block that begins at `at`.
    pub(super) fn continuation(&self, at: usize) -> String {
        let mut before = self.before_on_line(at);
        let mut out = String::new();
        // how much wider it is than what stands there
        let mut added = 0;
        while let Some(c) = before.chars().next() {
            before = &before[c.len_utf8()..];
            match c {
                // the space after it is its own, if there is one
                '>' if before.starts_with([' ', '\t']) => out.push('>'),
                '>' => {
                    out.push_str("> ");
                    added += 1;
                }
                '\t' => out.push_str(&"    "[(out.len() - added) % 4..]),
                // what belongs to a footnote is indented by four, however long its name is
                '[' if before.starts_with('^') => {
                    let end = before.find("]:").map_or(before.len(), |label| label + 2);
                    before = before[end..].trim_start_matches([' ', '\t']);
                    out.push_str("    ");
                }
                _ => out.push(' '),
            }
        }
        out
    }

    /// Whether the line before the one with the byte at `at` holds nothing but marks of the containers around that, or
    /// does not exist.
    pub(super) fn blank_before(&self, at: usize) -> bool {
        let start = self.line_start(at);
        start == 0 || self.is_blank(self.line_start(start - 1)..start, at)
    }

    /// Whether the line after the one with the byte at `at` holds nothing but marks of the containers around that, or
    /// does not exist.
    pub(super) fn blank_after(&self, at: usize) -> bool {
        let end = self.line_end(at);
        end >= self.source.len() || self.is_blank(end + 1..self.line_end(end + 1), at)
    }

    /// Whether the line is blank in the containers of the line with the byte at `at`.
    fn is_blank(&self, line: Range<usize>, at: usize) -> bool {
        let quotes = |text: &str| text.matches('>').count();
        let of_marker = |c: char| " \t>-+*.)".contains(c) || c.is_ascii_digit();
        let line = &self.source[line];
        is_bare(line) && {
            let own = &self.source[self.line_start(at)..];
            let text = own.trim_start_matches(of_marker);
            quotes(line) <= quotes(&own[..own.len() - text.len()])
        }
    }

    /// The leaf whose first inline event is at `index`.
    pub(super) fn leaf_at(&self, index: usize) -> Option<&Leaf> {
        let at = self
            .leaves
            .partition_point(|leaf| leaf.events.start < index);
        self.leaves
            .get(at)
            .filter(|leaf| leaf.events.start == index)
    }

    /// The inline events of a leaf, with their places.
    pub(super) fn inlines(&self, leaf: &Leaf) -> &[(Event<'a>, Range<usize>)] {
        &self.events[leaf.events.clone()]
    }

    /// The text of the event at `index`, if it stands in the source as it is read.
    pub(super) fn verbatim(&self, index: usize) -> Option<Range<usize>> {
        match &self.events[index] {
            // what the parser borrows is the source itself
            (Event::Text(CowStr::Borrowed(text)), range)
                if std::ptr::eq(*text, &raw const self.source[range.clone()]) =>
            {
                Some(range.clone())
            }
            _ => None,
        }
    }
}

/// The places behind an odd number of backslashes.
fn escaped(source: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut odd = false;
    for (at, byte) in source.bytes().enumerate() {
        if odd {
            places.push(at);
        }
        odd = byte == b'\\' && !odd;
    }
    places
}

/// Whether the event belongs into a paragraph.
pub(super) fn is_inline(event: &Event) -> bool {
    match event {
        Event::Start(tag) => is_inline_end(tag.to_end()),
        Event::End(tag) => is_inline_end(*tag),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// The length of the white space and the marks of quotes at the beginning.
fn leading_marks(text: &str) -> usize {
    text.bytes()
        .take_while(|&b| b.is_ascii_whitespace() || b == b'>')
        .count()
}

fn is_bare(line: &str) -> bool {
    leading_marks(line) == line.len()
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

fn leaves(source: &str, events: &[(Event, Range<usize>)]) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut parents: Vec<(Option<Kind>, Range<usize>)> = Vec::new();
    let mut lists = 0_usize;
    let mut open: Option<usize> = None;
    for (index, (event, range)) in events.iter().enumerate() {
        if is_inline(event) {
            open.get_or_insert(index);
            continue;
        }
        if let Some(first) = open.take()
            && let Some((Some(kind), block)) = parents.last()
        {
            leaves.push(leaf(*kind, first..index, block, events, lists > 0));
        }
        match event {
            Event::Start(tag) => {
                lists += usize::from(matches!(tag, Tag::List(_)));
                parents.push((kind(source, tag, range), range.clone()));
            }
            Event::End(tag) => {
                lists -= usize::from(matches!(tag, TagEnd::List(_)));
                parents.pop();
            }
            _ => {}
        }
    }
    leaves
}

fn leaf(
    kind: Kind,
    events: Range<usize>,
    parent: &Range<usize>,
    all: &[(Event, Range<usize>)],
    in_list: bool,
) -> Leaf {
    let is_block = events.start.checked_sub(1).is_some_and(|before| {
        matches!(
            &all[before].0,
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell)
        )
    });
    let block = if is_block {
        parent.clone()
    } else {
        all[events.start].1.start..all[events.end - 1].1.end
    };
    Leaf {
        kind,
        events,
        block,
        text: 0,
        in_list,
    }
}

fn kind(source: &str, tag: &Tag, range: &Range<usize>) -> Option<Kind> {
    match tag {
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => None,
        Tag::TableCell => Some(Kind::Cell),
        // only the underlined form has more than one line
        Tag::Heading { .. } if source[range.clone()].trim_ascii_end().contains('\n') => {
            Some(Kind::Setext)
        }
        Tag::Heading { level, .. } => Some(Kind::Heading(*level)),
        _ => Some(Kind::Paragraph),
    }
}
