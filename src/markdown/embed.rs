//! The embedding law: exactly one item or section per memo, holding what the memo holds; because a list that restarts, or
//! a code block that swallows the next item, spoils the whole post.

use std::fmt::Write as _;
use std::iter::repeat_n;

use super::Shaped;

/// One ordered list, the first item with the number `first`. Every memo is one item, also an empty one.
pub fn numbered(items: &[Shaped], first: usize) -> String {
    let size: usize = items
        .iter()
        .map(|item| item.text.len() + item.text.len() / 8 + 16)
        .sum();
    let mut out = String::with_capacity(size);
    for (number, item) in (first..).zip(items) {
        if number > first {
            out.push('\n');
        }
        let start = out.len();
        let _ = write!(out, "{number}. ");
        let width = out.len() - start;
        for (place, line) in item.text.split('\n').enumerate() {
            if place > 0 && !line.is_empty() {
                out.extend(repeat_n(' ', width));
            }
            out.push_str(line);
            out.push('\n');
        }
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
        out.extend([
            &"######"[..usize::from(level.clamp(1, 6))],
            " ",
            heading,
            "\n",
        ]);
        if !item.text.is_empty() {
            out.extend(["\n", &item.text, "\n"]);
        }
    }
    out
}
