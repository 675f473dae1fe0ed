//! Tags of raw HTML, taken apart and put together again from what may stay; because an attribute that is written anew
//! can hold nothing that was hidden in it.

use std::ops::Range;

use super::{links, write};

/// Formats text within a line.
const INLINE: [&str; 38] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Holds blocks.
const BLOCK: [&str; 2] = ["details", "summary"];

/// Attributes that cannot do anything.
const ATTRIBUTES: [&str; 8] = [
    "alt", "datetime", "dir", "href", "lang", "open", "src", "title",
];

/// Whether the tag of this name holds blocks, and may.
pub(super) fn is_block(name: &str) -> bool {
    BLOCK.contains(&name)
}

/// A piece of markup.
pub(super) enum Token {
    Open(OpenTag),
    /// The name, in lower case.
    Close(String),
    Comment,
    /// A processing instruction, a declaration, a CDATA section.
    Other,
}

/// An opening tag, or one that is both.
pub(super) struct OpenTag {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, Option<String>)>,
}

impl OpenTag {
    /// Whether it formats text within a line.
    pub(super) fn is_allowed(&self) -> bool {
        INLINE.contains(&self.name.as_str())
    }

    /// Whether it never has an end tag.
    pub(super) fn is_void(&self) -> bool {
        matches!(self.name.as_str(), "br" | "wbr" | "img")
    }

    /// The value, with entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(other, _)| other == name)
            .and_then(|(_, value)| value.as_deref())
    }

    /// Changes the value, or takes the attribute away.
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        self.attributes.retain(|(other, _)| other != name);
        self.attributes
            .extend(value.map(|value| (name.to_owned(), Some(value))));
    }

    /// The tag with only what may stay.
    pub(super) fn sanitised(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let value = value.as_deref();
            let runs =
                matches!(name.as_str(), "href" | "src") && value.is_some_and(links::is_script);
            if !ATTRIBUTES.contains(&name.as_str()) || runs {
                continue;
            }
            out.extend([" ", name]);
            if let Some(value) = value {
                out.extend(["=\"", &write::attribute(value), "\""]);
            }
        }
        out + ">"
    }
}

/// The markup in `html`, with its places.
pub(super) fn tokens(html: &str) -> Tokens<'_> {
    Tokens {
        html,
        at: 0,
        unclosed: Vec::new(),
    }
}

/// See [`tokens`].
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// Ends that do not occur any more, and need not be looked for again.
    unclosed: Vec<&'static str>,
}

impl Iterator for Tokens<'_> {
    type Item = (Token, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at + self.html[self.at..].find('<')?;
            self.at = start + 1;
            if let Some((token, length)) = self.token(start) {
                self.at = start + length;
                return Some((token, start..self.at));
            }
        }
    }
}

impl Tokens<'_> {
    /// The token that begins at `start`, with its length.
    fn token(&mut self, start: usize) -> Option<(Token, usize)> {
        let html = &self.html[start..];
        let next = html[1..].chars().next()?;
        if next.is_ascii_alphabetic() {
            open(html)
        } else if next == '/' {
            close(html)
        } else if html.starts_with("<!--") {
            let short = ["<!-->", "<!--->"]
                .iter()
                .find(|short| html.starts_with(**short));
            let length = short
                .map(|short| short.len())
                .or_else(|| self.end(html, 4, "-->"))?;
            Some((Token::Comment, length))
        } else {
            let length = if next == '?' {
                self.end(html, 2, "?>")
            } else if html.starts_with("<![CDATA[") {
                self.end(html, 9, "]]>")
            } else if html[1..].starts_with('!')
                && html[2..].starts_with(|c: char| c.is_ascii_alphabetic())
            {
                self.end(html, 2, ">")
            } else {
                None
            };
            length.map(|length| (Token::Other, length))
        }
    }

    /// The length of `html` up to and with `end`, which is looked for behind the first `from` bytes.
    fn end(&mut self, html: &str, from: usize, end: &'static str) -> Option<usize> {
        if self.unclosed.contains(&end) {
            return None;
        }
        let found = html[from..].find(end).map(|at| from + at + end.len());
        if found.is_none() {
            self.unclosed.push(end);
        }
        found
    }
}

fn close(html: &str) -> Option<(Token, usize)> {
    let name = name(&html[2..])?;
    let rest = html[2 + name.len()..].trim_ascii_start();
    let end = html.len() - rest.len() + 1;
    rest.starts_with('>')
        .then(|| (Token::Close(name.to_ascii_lowercase()), end))
}

fn open(html: &str) -> Option<(Token, usize)> {
    let name = name(&html[1..])?;
    let mut rest = &html[1 + name.len()..];
    let mut attributes = Vec::new();
    loop {
        let next = rest.trim_ascii_start();
        if let Some(after) = next.strip_prefix("/>").or(next.strip_prefix('>')) {
            let name = name.to_ascii_lowercase();
            return Some((
                Token::Open(OpenTag { name, attributes }),
                html.len() - after.len(),
            ));
        }
        // white space before every attribute
        if next.len() == rest.len() {
            return None;
        }
        let (attribute, after) = attribute(next)?;
        attributes.push(attribute);
        rest = after;
    }
}

fn name(html: &str) -> Option<&str> {
    let end = html
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(html.len());
    let name = &html[..end];
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(name)
}

/// The attribute at the beginning, and what follows it.
fn attribute(html: &str) -> Option<((String, Option<String>), &str)> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
    let end = html.find(|c| !of_name(c)).unwrap_or(html.len());
    let name = &html[..end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':') {
        return None;
    }
    let rest = &html[end..];
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
        return Some(((name.to_ascii_lowercase(), None), rest));
    };
    let value = value.trim_ascii_start();
    let (value, rest) =
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            value[1..].split_once(quote)?
        } else {
            let of_value = |c: char| !c.is_ascii_whitespace() && !"\"'=<>`".contains(c);
            let end = value.find(|c| !of_value(c)).unwrap_or(value.len());
            value
                .split_at_checked(end)
                .filter(|(value, _)| !value.is_empty())?
        };
    Some((
        (name.to_ascii_lowercase(), Some(write::decoded(value))),
        rest,
    ))
}
