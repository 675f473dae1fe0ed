//! Code blocks as HTML, for engines that look for their own syntax in code and know no way to stop it.

use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::Engine;

/// The text with those code blocks as HTML that the engine would not leave alone.
///
/// Each becomes one line, so that it stays within the list or the quote that it stands in.
pub(crate) fn in_html(text: String, engine: &dyn Engine) -> String {
    if !text.contains(['{', '<']) {
        return text;
    }
    let mut out = String::new();
    let mut done = 0;
    let mut block = None;
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => block = Some((kind, String::new(), range)),
            Event::Text(code) if block.is_some() => {
                if let Some((_, content, _)) = &mut block {
                    content.push_str(&code);
                }
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => {
                let Some((kind, content, range)) = block.take() else {
                    continue;
                };
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        Some(info.split_whitespace().next().unwrap_or(""))
                    }
                    CodeBlockKind::Indented => None,
                };
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                let Some(opening) = engine.code_as_html(language, &content) else {
                    continue;
                };
                // an indented block begins behind its own four spaces
                let margin = text[done..range.start].len()
                    - text[done..range.start].trim_end_matches(' ').len();
                let own = if is_fenced { 0 } else { margin.min(4) };
                out.push_str(&text[done..range.start - own]);
                let class = match language {
                    None | Some("") => String::new(),
                    Some(name) => format!(" class=\"language-{}\"", html(name)),
                };
                let code = html(content.trim_end_matches('\n'));
                let _ = write!(out, "{opening}<code{class}>{code}</code></pre>");
                done = range.end;
                if text[..done].ends_with('\n') {
                    done -= 1;
                }
            }
            _ => {}
        }
    }
    if done == 0 {
        return text;
    }
    out.push_str(&text[done..]);
    out
}

/// Text as HTML that neither a Markdown parser nor a template engine finds anything in.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n'
            || (c.is_ascii_punctuation()
                && !matches!(c, '.' | ',' | '-' | '/' | '(' | ')' | ';' | '='))
        {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
