//! Tags of raw HTML, taken apart and put together again from what may stay; because an attribute that is written anew
//! can hold nothing that was hidden in it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{links, write};

/// Formats text within a line.
const INLINE: [&str; 38] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr",
];

/// Holds blocks.
const BLOCK: [&str; 2] = ["details", "summary"];

/// Attributes that cannot do anything.
const ATTRIBUTES: [&str; 7] = ["alt", "datetime", "dir", "href", "lang", "open", "title"];

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?s)<!--.*?-->|<!-->|<!--->|<\?.*?\?>|<![A-Za-z].*?>|<!\[CDATA\[.*?\]\]>|</([A-Za-z][A-Za-z0-9-]*)\s*>|<([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*)\s*/?>"#,
    )
    .expect("a constant pattern")
});

static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z_:][A-Za-z0-9_.:-]*)(?:\s*=\s*(?:([^\s"'=<>`]+)|'([^']*)'|"([^"]*)"))?"#)
        .expect("a constant pattern")
});

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
    /// Whether it may stay at such a place.
    pub(super) fn is_allowed(&self, in_block: bool) -> bool {
        INLINE.contains(&self.name.as_str()) || (in_block && self.is_block())
    }

    /// Whether it holds blocks.
    pub(super) fn is_block(&self) -> bool {
        BLOCK.contains(&self.name.as_str())
    }

    /// Whether it never has an end tag.
    pub(super) fn is_void(&self) -> bool {
        matches!(self.name.as_str(), "br" | "wbr" | "img")
    }

    /// The value, with entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes
            .iter()
            .find(|(other, _)| other == name)
            .and_then(|(_, value)| value.clone())
    }

    /// The tag with only what may stay.
    pub(super) fn sanitised(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let value = value.as_deref();
            if !ATTRIBUTES.contains(&name.as_str())
                || (name == "href" && value.is_some_and(links::is_script))
            {
                continue;
            }
            out.extend([" ", name]);
            if let Some(value) = value {
                let value = value
                    .replace('&', "&amp;")
                    .replace('"', "&quot;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;");
                out.extend(["=\"", &value.replace(['\n', '\r'], " "), "\""]);
            }
        }
        out + ">"
    }
}

/// The markup in `html`, with its places.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = (Token, Range<usize>)> {
    TOKEN.captures_iter(html).map(|found| {
        let whole = found.get_match();
        let token = if let Some(name) = found.get(1) {
            Token::Close(name.as_str().to_ascii_lowercase())
        } else if let Some(name) = found.get(2) {
            let attributes = found.get(3).map_or("", |attributes| attributes.as_str());
            Token::Open(OpenTag {
                name: name.as_str().to_ascii_lowercase(),
                attributes: parse(attributes),
            })
        } else if whole.as_str().starts_with("<!--") {
            Token::Comment
        } else {
            Token::Other
        };
        (token, whole.range())
    })
}

fn parse(attributes: &str) -> Vec<(String, Option<String>)> {
    ATTRIBUTE
        .captures_iter(attributes)
        .map(|found| {
            let value = (2..=4).find_map(|group| found.get(group));
            (
                found[1].to_ascii_lowercase(),
                value.map(|value| write::decoded(value.as_str())),
            )
        })
        .collect()
}
