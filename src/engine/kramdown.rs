//! kramdown, Jekyll's Markdown, where it reads something else than `CommonMark`; and Liquid, which runs before it.
//!
//! What kramdown is and escapes: <https://kramdown.gettalong.org/syntax.html>

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::jekyll::BASE_PATH;
use super::rewrite::{Form, Page, html, is_rule, marker, span_content, without_number};
use crate::markdown::{Escape, Place};

/// Liquid is stopped tag by tag, because a body that is wrapped whole is cut in two where a feed shortens it.
pub(super) struct Kramdown;

impl Escape for Kramdown {
    fn escape(&self, source: &str, place: Place) -> Option<String> {
        let escaped = match place {
            Place::Prose => prose(source),
            Place::CodeSpan => code_span(source),
            Place::Url => match source.strip_prefix(BASE_PATH) {
                Some(rest) => format!("{BASE_PATH}{}", url(rest)),
                None => url(source),
            },
            // Markdown in it is Markdown only where that is said
            Place::Html => raw(&source.replace("<details", "<details markdown=\"1\"")),
            Place::CodeBlock | Place::Math => raw(source),
        };
        (escaped != source).then_some(escaped)
    }
}

/// Everything that escapes cannot do.
pub(super) fn rules(page: &mut Page<'_>) {
    page.addresses(|url| (url.contains("%7B") || url.starts_with("mailto:")).then_some(""));
    page.empty_items();
    // lines like items end a block that follows a line directly
    page.code_blocks(|block| {
        let mut lines = block.code.lines().take_while(|line| !line.is_empty());
        let breaks = !block.follows_blank && lines.any(is_like_item);
        breaks.then_some(Form::Html(""))
    });
    // what is marked as text there is always text
    page.words(|words| {
        let is_mark = |c| matches!(c, '*' | '_' | '[' | ']' | '~');
        words.contains(is_mark).then(|| {
            words
                .chars()
                .flat_map(|c| is_mark(c).then_some('\\').into_iter().chain([c]))
                .collect()
        })
    });
    gaps(page);
    page.lazy_lines();
    blocks(page);
    emphasis(page);
}

fn is_like_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].strip_prefix(['-', '+', '*', '.']) {
        Some(rest) => rest.starts_with([' ', '\t']),
        None => false,
    }
}

fn blocks(page: &mut Page<'_>) {
    let mut edits = Vec::new();
    let mut cell = 0;
    for (index, (event, range)) in page.events.iter().enumerate() {
        match event {
            // one in Markdown ends the list that it stands in
            Event::Rule => {
                let end = range.start + page.text[range.clone()].trim_end().len();
                edits.push((range.start..end, "<hr />".to_owned()));
            }
            Event::Start(Tag::Item) => edits.extend(item(page, index)),
            Event::End(TagEnd::Heading(_))
                if matches!(page.events[index - 1].0, Event::Start(Tag::Heading { .. })) =>
            {
                let end = range.start + page.text[range.clone()].trim_end().len();
                edits.push((range.start..end, String::new()));
            }
            Event::End(TagEnd::TableCell) => cell = range.end,
            // a row of lines would end the head once more
            Event::Start(Tag::TableRow) if is_rule(&page.text[range.clone()]) => {
                let dash = page.text[range.clone()]
                    .find(['-', '='])
                    .unwrap_or_default();
                edits.push((range.start + dash..range.start + dash, "\\".to_owned()));
            }
            // what is too much for a row shows
            Event::End(TagEnd::TableRow) => {
                let row = page.text[cell..range.end].trim_end();
                if row.trim_start().trim_start_matches('|').len() > 1 {
                    edits.push((cell..cell + row.len(), " |".to_owned()));
                }
            }
            _ => {}
        }
    }
    for (range, new) in edits {
        page.replace(range, new);
    }
}

/// Blank lines without which a block is not seen as one of its own.
fn gaps(page: &mut Page<'_>) {
    for (event, range) in page.events.clone() {
        match event {
            Event::Start(Tag::Table(_)) => page.blank_above(&range),
            Event::Start(Tag::List(Some(first))) if first != 1 => page.blank_above(&range),
            Event::End(TagEnd::CodeBlock) | Event::Rule => page.blank_below(&range),
            _ => {}
        }
    }
}

/// `1)` is no marker there, and neither is one with its text on the next line.
fn item(page: &Page<'_>, index: usize) -> Option<(std::ops::Range<usize>, String)> {
    let (_, range) = &page.events[index];
    let written = marker(&page.text[range.clone()]);
    let end = range.start + written.len();
    let known = written.replace(')', ".");
    let next = page.events.get(index + 1)?.1.start;
    let gap = page.text.get(end..next)?;
    if gap.trim_matches(['\n', ' ', '>']).is_empty() && gap.contains('\n') {
        return Some((range.start..next, format!("{known} ")));
    }
    (known != written).then_some((range.start..end, known))
}

/// Marks of emphasis that meet in one run.
fn emphasis(page: &mut Page<'_>) {
    let mut edits = Vec::new();
    for (event, range) in &page.events {
        let (tag, width) = match event {
            Event::Start(Tag::Strong) => ("strong", 2),
            Event::Start(Tag::Emphasis) => ("em", 1),
            _ => continue,
        };
        let text = &page.text[range.clone()];
        let mark = &text[..1];
        let run = |text: &str| text.len() - text.trim_start_matches(mark).len();
        let before =
            page.text[..range.start].len() - page.text[..range.start].trim_end_matches(mark).len();
        let closing = text.len() - text.trim_end_matches(mark).len();
        let is_usual = |run: usize| run == width || run == 3;
        if !is_usual(before + run(text)) || !is_usual(closing) {
            edits.push((range.start..range.start + width, format!("<{tag}>")));
            edits.push((range.end - width..range.end, format!("</{tag}>")));
        }
    }
    for (range, new) in edits {
        page.replace(range, new);
    }
}

/// A span ends there at the first run of back-ticks that is long enough, not at one of the same length.
fn code_span(source: &str) -> String {
    let code = span_content(source);
    if code.contains('`') || code.trim().is_empty() {
        format!("<code>{}</code>", html(code))
    } else {
        raw(source)
    }
}

/// Code, where only Liquid can say what it should leave alone. A whole run of braces goes between the tags, so that
/// none of it joins with the brace of a tag.
fn raw(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let run = rest[at..].len() - rest[at..].trim_start_matches('{').len();
        let tag = rest[at + run..].starts_with('%');
        let end = at + run + usize::from(tag);
        if run > 1 || tag {
            let _ = write!(out, "{{% raw %}}{}{{% endraw %}}", &rest[at..end]);
        } else {
            out.push('{');
        }
        rest = &rest[end..];
    }
    out + rest
}

fn url(source: &str) -> String {
    source.replace("{{", "%7B%7B").replace("{%", "%7B%")
}

fn prose(source: &str) -> String {
    const ESCAPABLE: &str = "\\.*_+`<>()[]{}#!:|\"'$=-~";
    let mut out = String::with_capacity(source.len());
    let plain = without_number(source);
    let source = plain.as_deref().unwrap_or(source);
    let mut chars = source.chars().peekable();
    if source.trim() == "^" {
        return "&#94;".to_owned();
    }
    if source.starts_with(": ") || source.starts_with("*[") {
        out.push('\\');
    }
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => {
                chars.next();
                if ESCAPABLE.contains(next) {
                    out.extend(['\\', next]);
                } else {
                    let _ = write!(out, "&#{};", u32::from(next));
                }
            }
            // at the end of a line it would be a break
            ('\\', None) => out.push_str("&#92;"),
            ('{', Some('{' | '%')) => out.push_str("&#123;"),
            // all code spans and tags are elsewhere, and the last `<` opens an address
            ('{', Some(':' | '#' | '.')) | ('<', Some(_)) | ('|' | '`', _) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out.replace("&#0;", "&#65533;")
}
