//! The embedding law: exactly one item or section per memo, holding what the memo holds; because a list that
//! restarts, or a code block that swallows the next item, spoils the whole post.

use std::fmt::Write;

use super::Shaped;

/// One ordered list, the first item with the number `first`. Every memo is one item, also an empty one.
pub fn numbered(items: &[Shaped], first: usize) -> String {
    let size: usize = items
        .iter()
        .map(|item| item.text.len() + item.text.len() / 8 + 16)
        .sum();
    let mut out = String::with_capacity(size);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        push_item(&mut out, first + index, &item.text);
    }
    out
}

/// One section per memo under a heading of its own, written as Markdown without the line's `#`.
pub fn sections<'a>(items: impl IntoIterator<Item = (&'a str, &'a Shaped)>, level: u8) -> String {
    let mut out = String::new();
    for (heading, item) in items {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&"######"[..usize::from(level.clamp(1, 6))]);
        out.push(' ');
        out.push_str(heading);
        out.push('\n');
        if !item.text.is_empty() {
            out.push('\n');
            out.push_str(&item.text);
            out.push('\n');
        }
    }
    out
}

fn push_item(out: &mut String, number: usize, text: &str) {
    let start = out.len();
    write!(out, "{number}. ").expect("writing to a string cannot fail");
    let width = out.len() - start;
    // what begins with spaces cannot stand behind the marker: they would count as its own
    let (first, rest) = if text.starts_with(' ') {
        ("", text)
    } else {
        text.split_once('\n').unwrap_or((text, ""))
    };
    out.push_str(first);
    out.push('\n');
    if rest.is_empty() {
        return;
    }
    let indentation = " ".repeat(width);
    for line in rest.split('\n') {
        if !line.is_empty() {
            out.push_str(&indentation);
            out.push_str(line);
        }
        out.push('\n');
    }
}
