//! Text in another form: as HTML, as a code block; and what is in a span or before an item.

use std::fmt::Write as _;

/// Text as HTML that neither a Markdown parser nor a template engine finds anything in.
pub(in crate::engine) fn html(text: &str) -> String {
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

/// The content of a code span with its back-ticks.
pub(in crate::engine) fn span_content(span: &str) -> &str {
    let ticks = span.len() - span.trim_start_matches('`').len();
    let code = &span[ticks..span.len() - ticks];
    let inner = code
        .strip_prefix(' ')
        .and_then(|code| code.strip_suffix(' '));
    inner
        .filter(|inner| !inner.trim().is_empty())
        .unwrap_or(code)
}

/// The marker of an item, `-` or `1)`.
pub(in crate::engine) fn marker(item: &str) -> &str {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    item.get(..=digits).unwrap_or_default()
}

pub(super) fn pre(attributes: &str, language: &str, code: &str) -> String {
    let class = match language {
        "" => String::new(),
        name => format!(" class=\"language-{}\"", html(name)),
    };
    let code = html(code.trim_end_matches('\n'));
    format!("<pre{attributes}><code{class}>{code}</code></pre>")
}

pub(super) fn anchor(attributes: &str, url: &str) -> String {
    let words = html(&url.replace("%7B", "{"));
    let target = url
        .replace('&', "&amp;")
        .replace('"', "%22")
        .replace('{', "%7B");
    format!("<a href=\"{target}\"{attributes}>{words}</a>")
}

pub(super) fn fence(margin: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    let mut out = format!("{marks}\n");
    for line in code.trim_end_matches('\n').split('\n') {
        let margin = if line.is_empty() {
            margin.trim_end()
        } else {
            margin
        };
        let _ = writeln!(out, "{margin}{line}");
    }
    out + margin + &marks
}
