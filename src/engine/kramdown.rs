//! kramdown, Jekyll's Markdown, where it reads something else than `CommonMark`; and Liquid, which runs before it.
//!
//! What kramdown is and escapes: <https://kramdown.gettalong.org/syntax.html>

use std::fmt::Write as _;

use super::without_number;
use crate::markdown::write::{html, span_content};
use crate::markdown::{CodeBlock, CodeForm, Dialect, Region};

/// Without spaces it is an address to every other Markdown parser too.
pub(super) const BASE_PATH: &str = "{{site.baseurl}}";

pub(super) const DIALECT: Dialect = Dialect {
    hard_break: "  ",
    is_eager: true,
    has_headless_tables: true,
    // one in Markdown ends the list that it stands in
    rule: "<hr />",
    list_end: Some("^"),
    code,
    address: |url| {
        (url.contains("{{") || url.contains("{%") || url.starts_with("mailto:")).then_some("")
    },
    escape: Some(escape),
    ..Dialect::COMMON_MARK
};

/// Lines like items end a block that follows a line directly.
fn code(block: &CodeBlock) -> CodeForm {
    let is_below_text = block.is_first || block.is_behind_marker;
    let mut lines = block.code.lines().take_while(|line| !line.is_empty());
    if is_below_text && lines.any(is_like_item) {
        CodeForm::Html("")
    } else {
        CodeForm::Fence
    }
}

fn is_like_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].strip_prefix(['-', '+', '*', '.']) {
        Some(rest) => rest.starts_with([' ', '\t']),
        None => false,
    }
}

/// Liquid is stopped tag by tag, because a body that is wrapped whole is cut in two where a feed shortens it.
fn escape(source: &str, place: Region) -> Option<String> {
    let escaped = match place {
        Region::Prose => prose(source),
        Region::CodeSpan => code_span(source),
        Region::Url => match source.strip_prefix(BASE_PATH) {
            Some(rest) => format!("{BASE_PATH}{}", url(rest)),
            None => url(source),
        },
        // Markdown in it is Markdown only where that is said
        Region::Html => raw(&source.replace("<details", "<details markdown=\"1\"")),
        Region::CodeBlock | Region::Math => raw(source),
    };
    (escaped != source).then_some(escaped)
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
