//! The parts of a text that an engine cannot be given as they are, put into another form with the same look.
//!
//! Escapes change characters in their place; this is for what is wrong as a whole: a code block whose content the
//! engine would run, an indented block that it does not know, a footnote that it would print. An engine names the
//! rules it needs, and everything that no rule touches stays byte for byte.

mod write;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use write::{anchor, fence, pre};
pub(super) use write::{html, marker, span_content};

/// A parsed text, and what is to be changed in it.
pub struct Page<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// What the parser says about it.
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    edits: Vec<(Range<usize>, String)>,
}

/// The rules of one engine.
pub type Rules = fn(&mut Page<'_>);

/// A code block.
pub(super) struct Block<'a> {
    /// The first word behind the fence, which may be empty; `None` without a fence.
    pub(super) language: Option<&'a str>,
    /// Its lines.
    pub(super) code: &'a str,
    /// What stands before it on its line.
    pub(super) before: &'a str,
    /// Whether it begins the text.
    pub(super) is_first: bool,
    /// Whether the line above it is blank.
    pub(super) follows_blank: bool,
}

/// The form that a code block is given.
pub(super) enum Form {
    /// HTML in one line, with these attributes, so that it stays within the list or the quote that it stands in.
    Html(&'static str),
    /// Between fences.
    Fence,
}

/// The text as these rules want it.
pub(crate) fn rewrite(text: String, rules: Option<Rules>) -> String {
    let Some(rules) = rules else {
        return text;
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    let mut page = Page {
        text: &text,
        events: Parser::new_ext(&text, options).into_offset_iter().collect(),
        edits: Vec::new(),
    };
    rules(&mut page);
    // what went at the beginning leaves its blank lines, and kramdown knows no item that begins with some
    let text = page.apply();
    match text.trim_start_matches('\n') {
        "" => NOTHING.to_owned(),
        text => text.to_owned(),
    }
}

/// Stands behind a marker that not every parser knows without anything; it does not show.
const NOTHING: &str = "&#8203;";

impl Page<'_> {
    /// Puts `new` in the place of a range. Where two overlap, the first one in the text holds.
    pub(super) fn replace(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.edits.push((range, new.into()));
    }

    /// Code blocks, in the form that is wanted for each.
    pub(super) fn code_blocks(&mut self, form: impl Fn(&Block<'_>) -> Option<Form>) {
        let mut index = 0;
        while let Some((event, range)) = self.events.get(index) {
            index += 1;
            let Event::Start(Tag::CodeBlock(kind)) = event else {
                continue;
            };
            let language = match kind {
                CodeBlockKind::Fenced(info) => Some(info.split_whitespace().next().unwrap_or("")),
                CodeBlockKind::Indented => None,
            };
            let lines = self.events[index..]
                .iter()
                .map_while(|(event, _)| match event {
                    Event::Text(line) => Some(line.as_ref()),
                    _ => None,
                });
            let code: String = lines.collect();
            // an indented block begins behind its own four spaces
            let before = &self.text[..range.start];
            let own = match language {
                None => (before.len() - before.trim_end_matches(' ').len()).min(4),
                Some(_) => 0,
            };
            let start = range.start - own;
            let end = range.start + self.text[range.clone()].trim_end_matches('\n').len();
            let block = Block {
                language,
                code: &code,
                before: self.line_before(start),
                is_first: !self.text[..start].contains('\n'),
                follows_blank: self.follows_blank(start),
            };
            let new = match form(&block) {
                Some(Form::Html(attributes)) => pre(attributes, language.unwrap_or(""), &code),
                Some(Form::Fence) => fence(&self.margin(start), &code),
                None => continue,
            };
            self.edits.push((start..end, new));
        }
    }

    /// Addresses that are their own text, as the HTML that is wanted for each.
    pub(super) fn addresses(&mut self, attributes: impl Fn(&str) -> Option<&'static str>) {
        for (event, range) in &self.events {
            if let Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url,
                ..
            }) = event
                && let Some(attributes) = attributes(dest_url)
            {
                self.edits
                    .push((range.clone(), anchor(attributes, dest_url)));
            }
        }
    }

    /// Footnotes as raised numbers, with their texts where they stand; those that nobody refers to go, as in Memos.
    pub(super) fn footnotes(&mut self) {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let raised = |number: usize| format!("<sup class=\"footnote-ref\">{number}</sup>");
        for (event, range) in &self.events {
            if let Event::FootnoteReference(label) = event {
                let next = numbers.len() + 1;
                let number = *numbers.entry(label.to_lowercase()).or_insert(next);
                self.edits.push((range.clone(), raised(number)));
            }
        }
        for index in 0..self.events.len() {
            let (Event::Start(Tag::FootnoteDefinition(label)), range) = &self.events[index] else {
                continue;
            };
            let range = range.clone();
            match numbers.get(&label.to_lowercase()) {
                Some(&number) => self.footnote(range, &raised(number)),
                None => self.replace(range, ""),
            }
        }
    }

    /// The marker of a footnote's text, and the indentation of its other lines.
    fn footnote(&mut self, range: Range<usize>, number: &str) {
        let Some(end) = self.text[range.clone()].find("]:") else {
            return;
        };
        let margin = self.margin(range.start);
        let indentation = format!("{margin}    ");
        self.replace(range.start..range.start + end + 2, number);
        for (newline, _) in self.text[range.clone()].match_indices('\n') {
            let line = range.start + newline + 1;
            if self.text[line..range.end].starts_with(&indentation) {
                self.replace(line + margin.len()..line + indentation.len(), "");
            }
        }
    }

    /// Markers of items with nothing behind them, which not every parser knows, get something that does not show; those
    /// with nothing on their line but spaces lose these.
    pub(super) fn empty_items(&mut self) {
        for index in 1..self.events.len() {
            let (Event::Start(Tag::Item), range) = &self.events[index - 1] else {
                continue;
            };
            let item = &self.text[range.clone()];
            let marker = marker(item);
            if matches!(self.events[index].0, Event::End(TagEnd::Item)) {
                self.edits
                    .push((range.clone(), format!("{marker} {NOTHING}\n")));
            } else {
                let line = item.lines().next().unwrap_or_default();
                if line.trim_end() == marker {
                    let end = range.start + line.len();
                    self.edits
                        .push((range.start + marker.len()..end, String::new()));
                }
            }
        }
    }

    /// Boxes of tasks as HTML.
    pub(super) fn boxes(&mut self) {
        for (event, range) in &self.events {
            if let Event::TaskListMarker(checked) = event {
                let state = if *checked { " checked" } else { "" };
                let new = format!("<input type=\"checkbox\" disabled{state}>");
                self.edits.push((range.clone(), new));
            }
        }
    }

    /// Addresses in words that are no link stay none, also where the engine makes links of them by itself.
    pub(super) fn no_links_in_words(&mut self) {
        self.words(|words| {
            words
                .contains("://")
                .then(|| words.replace("://", "&#58;//"))
        });
    }

    /// Words outside of code and links that stand in the source as they are read.
    pub(super) fn words(&mut self, new: impl Fn(&str) -> Option<String>) {
        let mut closed = 0_usize;
        for (event, range) in &self.events {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => {
                    closed += 1;
                }
                Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => closed -= 1,
                Event::Text(words) if closed == 0 && self.text[range.clone()] == **words => {
                    // the first one is taken care of already
                    let escaped = usize::from(self.text[..range.start].ends_with('\\'));
                    if let Some(new) = words.get(escaped..).and_then(&new) {
                        self.edits.push((range.start + escaped..range.end, new));
                    }
                }
                _ => {}
            }
        }
    }

    /// Lines that belong to the block above without its margin get it, for parsers that do not see that they do.
    pub(super) fn lazy_lines(&mut self) {
        let mut block = None;
        for (event, range) in &self.events {
            match event {
                Event::SoftBreak | Event::HardBreak => {
                    let Some(start) = block else { continue };
                    let margin = self.margin(start);
                    let line =
                        range.start + self.text[range.start..].find('\n').map_or(0, |at| at + 1);
                    let rest = self.text[line..].trim_start_matches([' ', '>']);
                    let words = self.text.len() - rest.len();
                    let own = &self.text[line..words];
                    let is_lazy = own.len() < margin.len()
                        || own.matches('>').count() < margin.matches('>').count();
                    // what begins nothing so far from the margin, or under another one, must not do so now
                    let first = rest.split('\n').next().unwrap_or_default();
                    let far = match own.ends_with("    ") {
                        true => "    ",
                        false if is_rule(first) => "\\",
                        false => "",
                    };
                    if is_lazy && !self.line_before(start).contains("]:") {
                        self.edits.push((line..words, margin + far));
                    }
                }
                event if is_block(event) => block = None,
                _ => block = block.or(Some(range.start)),
            }
        }
    }

    /// What stands before a place on its line.
    pub(super) fn line_before(&self, at: usize) -> &str {
        let line = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        &self.text[line..at]
    }

    /// A blank line below a block that something follows directly.
    pub(super) fn blank_below(&mut self, block: &Range<usize>) {
        let end = block.start + self.text[block.clone()].trim_end().len();
        let rest = &self.text[end..];
        let Some(newline) = rest.find('\n') else {
            return;
        };
        let next = rest[newline + 1..].split('\n').next().unwrap_or_default();
        if !next.trim_matches([' ', '>']).is_empty() {
            let line = format!("\n{}", self.margin(block.start).trim_end());
            self.replace(end + newline..end + newline, line);
        }
    }

    /// A blank line above a block that begins its line directly below another one.
    pub(super) fn blank_above(&mut self, block: &Range<usize>) {
        let margin = self.margin(block.start);
        let line = block.start - margin.len();
        if line > 0 && margin == self.line_before(block.start) && !self.follows_blank(block.start) {
            self.replace(line..line, format!("{}\n", margin.trim_end()));
        }
    }

    /// Whether the line above the one at `at` is blank, but for quote marks.
    pub(super) fn follows_blank(&self, at: usize) -> bool {
        let line = at - self.line_before(at).len();
        let above = self.text[..line].strip_suffix('\n');
        above.is_some_and(|above| {
            let above = self.line_before(above.len());
            above.bytes().all(|b| b == b' ' || b == b'>')
        })
    }

    /// What lines after the one at `at` begin with to stay in the same lists and quotes.
    pub(super) fn margin(&self, at: usize) -> String {
        let before = self.line_before(at).chars();
        before.map(|c| if c == '>' { c } else { ' ' }).collect()
    }

    fn apply(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, new) in self.edits {
            if range.start >= at {
                out.push_str(&self.text[at..range.start]);
                out.push_str(&new);
                at = range.end;
            }
        }
        out.push_str(&self.text[at..]);
        out
    }
}

/// A line within a paragraph that begins as an item would: `CommonMark` lets only the number 1 begin a list there.
pub(super) fn without_number(line: &str) -> Option<String> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let is_marker = digits > 0
        && ([". ", ") "].iter().any(|mark| rest.starts_with(mark))
            || matches!(rest.trim_end(), "." | ")"));
    is_marker.then(|| format!("{}\\{}", &line[..digits], &line[digits..]))
}

/// Whether the line could be the one below a heading, or below the head of a table.
pub(super) fn is_rule(line: &str) -> bool {
    line.contains(['-', '=']) && line.trim_end().chars().all(|c| "|-=: ".contains(c))
}

fn is_block(event: &Event) -> bool {
    use pulldown_cmark::TagEnd as End;
    let inline = |tag| {
        matches!(
            tag,
            End::Emphasis | End::Strong | End::Strikethrough | End::Link | End::Image
        )
    };
    match event {
        Event::Start(tag) => !inline(tag.to_end()),
        Event::End(tag) => !inline(*tag),
        Event::Html(_) | Event::Rule => true,
        _ => false,
    }
}
