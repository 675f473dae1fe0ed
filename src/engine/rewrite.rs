//! The parts of a text that an engine cannot be given as they are, put into another form with the same look.
//!
//! Escapes change characters in their place; this is for what is wrong as a whole: a code block whose content the
//! engine would run, an indented block that it does not know, a footnote that it would print.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Engine;

/// A part of a text, by its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// A code block between fences.
    Fenced {
        /// The first word behind the fence; may be empty.
        language: &'a str,
        /// Its lines.
        code: &'a str,
    },
    /// A code block that is one by its indentation.
    Indented {
        /// Its lines.
        code: &'a str,
    },
    /// A line across the text.
    Rule,
    /// An address that is its own text, as `<https://…>`.
    Address(&'a str),
    /// The use of a footnote, or the beginning of its text.
    Footnote,
    /// The marker of an item of a list, `-` or `1)`.
    Marker {
        /// Without the space behind it.
        marker: &'a str,
        /// Whether nothing follows it.
        is_empty: bool,
    },
}

/// The form that a part is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// This, in one line, so that it stays within the list or the quote that it stands in.
    Line(String),
    /// A code block between fences.
    Fence,
    /// A raised number.
    Number,
}

/// The text with those parts in another form for which the engine asks.
pub(crate) fn rewrite(text: String, engine: &dyn Engine) -> String {
    if !text.contains(['`', '~', '<', '-', '+', '*', '_', '^', ')', '\t']) && !text.contains("    ")
    {
        return text;
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    let mut block: Option<(CodeBlockKind<'_>, String)> = None;
    let raises = engine.form(Part::Footnote) == Some(Form::Number);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut events = Parser::new_ext(&text, options)
        .into_offset_iter()
        .peekable();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Item) => {
                let is_empty = matches!(events.peek(), Some((Event::End(TagEnd::Item), _)));
                let marker = marker(&text[range.clone()]);
                if let Some(Form::Line(new)) = engine.form(Part::Marker { marker, is_empty }) {
                    edits.push((range.start..range.start + marker.len(), new));
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => block = Some((kind, String::new())),
            Event::Text(code) => {
                if let Some((_, content)) = &mut block {
                    content.push_str(&code);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((kind, code)) = block.take() else {
                    continue;
                };
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        Some(info.split_whitespace().next().unwrap_or(""))
                    }
                    CodeBlockKind::Indented => None,
                };
                let part = match info {
                    Some(language) => Part::Fenced {
                        language,
                        code: &code,
                    },
                    None => Part::Indented { code: &code },
                };
                edits.extend(code_block(&text, range, part, &code, engine));
            }
            Event::Rule => {
                if let Some(Form::Line(html)) = engine.form(Part::Rule) {
                    let end = range.start + text[range.clone()].trim_end().len();
                    edits.push((range.start..end, html));
                }
            }
            Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url,
                ..
            }) => {
                if let Some(Form::Line(html)) = engine.form(Part::Address(&dest_url)) {
                    edits.push((range, html));
                }
            }
            Event::FootnoteReference(label) if raises => {
                edits.push((range, raised(&label, &mut notes)));
            }
            Event::Start(Tag::FootnoteDefinition(label)) if raises => {
                edits.extend(footnote(&text, range, &raised(&label, &mut notes)));
            }
            _ => {}
        }
    }
    apply(&text, edits)
}

/// A code block as HTML; `attributes` with a space before them.
pub(super) fn pre(attributes: &str, language: &str, code: &str) -> Form {
    let class = match language {
        "" => String::new(),
        name => format!(" class=\"language-{}\"", html(name)),
    };
    let code = html(code.trim_end_matches('\n'));
    Form::Line(format!("<pre{attributes}><code{class}>{code}</code></pre>"))
}

/// An address as HTML; `attributes` with a space before them. Braces may be percent-encoded in it.
pub(super) fn anchor(attributes: &str, url: &str) -> Form {
    let words = html(&url.replace("%7B", "{"));
    let target = url
        .replace('&', "&amp;")
        .replace('"', "%22")
        .replace('{', "%7B");
    Form::Line(format!("<a href=\"{target}\"{attributes}>{words}</a>"))
}

/// Text as HTML that neither a Markdown parser nor a template engine finds anything in.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_harmless = matches!(c, '.' | ',' | '-' | '/' | '(' | ')' | ';' | '=');
        if c == '\n' || (c.is_ascii_punctuation() && !is_harmless) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn marker(item: &str) -> &str {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    item.get(..=digits).unwrap_or_default()
}

fn code_block(
    text: &str,
    range: Range<usize>,
    part: Part<'_>,
    code: &str,
    engine: &dyn Engine,
) -> Option<(Range<usize>, String)> {
    let form = engine.form(part)?;
    // an indented block begins behind its own four spaces
    let own = match part {
        Part::Indented { .. } => {
            let before = &text[..range.start];
            (before.len() - before.trim_end_matches(' ').len()).min(4)
        }
        _ => 0,
    };
    let start = range.start - own;
    let end = range.start + text[range].trim_end_matches('\n').len();
    let new = match form {
        Form::Line(html) => html,
        Form::Fence => fence(&margin(text, start), code),
        Form::Number => return None,
    };
    Some((start..end, new))
}

fn fence(margin: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    let mut out = format!("{marks}\n");
    for line in code.trim_end_matches('\n').split('\n') {
        if line.is_empty() {
            out.push_str(margin.trim_end());
        } else {
            out.push_str(margin);
        }
        let _ = writeln!(out, "{line}");
    }
    out + margin + &marks
}

/// What lines after the one at `at` begin with to stay in the same lists and quotes.
fn margin(text: &str, at: usize) -> String {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..at]
        .chars()
        .map(|c| if c == '>' { c } else { ' ' })
        .collect()
}

fn raised(label: &str, notes: &mut Vec<String>) -> String {
    let label = label.to_lowercase();
    let known = notes.iter().position(|note| *note == label);
    let number = known.unwrap_or_else(|| {
        notes.push(label);
        notes.len() - 1
    });
    format!("<sup>{}</sup>", number + 1)
}

/// The marker of a footnote's text, and the indentation of its other lines.
fn footnote(text: &str, range: Range<usize>, number: &str) -> Vec<(Range<usize>, String)> {
    let Some(end) = text[range.clone()].find("]:") else {
        return Vec::new();
    };
    let mut edits = vec![(range.start..range.start + end + 2, number.to_owned())];
    let margin = margin(text, range.start);
    for (newline, _) in text[range.clone()].match_indices('\n') {
        let line = range.start + newline + 1;
        let indentation = format!("{margin}    ");
        if text[line..range.end].starts_with(&indentation) {
            edits.push((line + margin.len()..line + indentation.len(), String::new()));
        }
    }
    edits
}

fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str(&new);
            at = range.end;
        }
    }
    out.push_str(&text[at..]);
    out
}
