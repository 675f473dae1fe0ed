//! Tags of raw HTML, taken apart and put together again from what may stay; because an attribute that is written anew
//! can hold nothing that was hidden in it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::markdown::write::{self, is_script};

/// Formats text within a line.
const INLINE: [&str; 38] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Attributes that cannot do anything.
const ATTRIBUTES: [&str; 8] = [
    "alt", "datetime", "dir", "href", "lang", "open", "src", "title",
];

/// An opening or a closing tag at the beginning of a text, as `CommonMark` has it.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    let (s, name) = (r"[ \t\r\n\f]", "[A-Za-z][A-Za-z0-9-]*");
    let tag = format!(r"^<(?:/({name}){s}*|({name})((?:{s}+{ATTRIBUTE})*){s}*/?)>");
    Regex::new(&tag).expect("a constant pattern")
});

/// The name and the value.
const ATTRIBUTE: &str = r#"([A-Za-z_:][A-Za-z0-9_.:-]*)(?:[ \t\r\n\f]*=[ \t\r\n\f]*(?:'([^']*)'|"([^"]*)"|([^ \t\r\n\f"'=<>`]+)))?"#;

static ATTRIBUTES_IN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(ATTRIBUTE).expect("a constant pattern"));

/// A piece of markup.
pub(crate) enum Markup<'a> {
    Open(OpenTag<'a>),
    /// The name, in lower case.
    Close(Cow<'a, str>),
    Comment,
    /// A processing instruction, a declaration, a CDATA section.
    Other,
}

/// An opening tag, or one that is both.
pub(crate) struct OpenTag<'a> {
    /// In lower case.
    pub(crate) name: Cow<'a, str>,
    attributes: Vec<(String, Option<String>)>,
}

/// Returns true if the tag of this name holds blocks, and may.
pub(super) fn is_block(name: &str) -> bool {
    matches!(name, "details" | "summary")
}

impl OpenTag<'_> {
    /// Returns true if the tag formats text within a line.
    pub(super) fn is_allowed(&self) -> bool {
        INLINE.contains(&&*self.name)
    }

    /// Returns true if the tag never has an end tag.
    pub(super) fn is_void(&self) -> bool {
        matches!(&*self.name, "br" | "wbr" | "img")
    }

    /// The value, with entities decoded; empty if there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found
            .and_then(|(_, value)| value.as_deref())
            .unwrap_or_default()
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
            let runs = matches!(&**name, "href" | "src") && value.is_some_and(is_script);
            if !ATTRIBUTES.contains(&&**name) || runs {
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
pub(crate) fn tokens(html: &str) -> Tokens<'_> {
    Tokens {
        html,
        at: 0,
        unclosed: Vec::new(),
    }
}

/// See [`tokens`].
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// Ends that do not occur any more, and need not be looked for again.
    unclosed: Vec<&'static str>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Markup<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at + self.html[self.at..].find('<')?;
            self.at = start + 1;
            if let Some((token, length)) = self.token(&self.html[start..]) {
                self.at = start + length;
                return Some((token, start..self.at));
            }
        }
    }
}

impl<'a> Tokens<'a> {
    /// The token at the beginning, with its length.
    fn token(&mut self, html: &'a str) -> Option<(Markup<'a>, usize)> {
        if let Some(tag) = bare(html) {
            return Some(tag);
        }
        if let Some(tag) = TAG.captures(html) {
            let length = tag[0].len();
            return Some(match tag.get(1) {
                Some(name) => (Markup::Close(lower_case(name.as_str())), length),
                None => (Markup::Open(open(tag.get(2)?.as_str(), &tag[3])), length),
            });
        }
        if html.starts_with("<!-->") || html.starts_with("<!--->") {
            return Some((Markup::Comment, html.find('>')? + 1));
        }
        let (token, from, end) = match html.get(1..)?.as_bytes() {
            [b'!', b'-', b'-', ..] => (Markup::Comment, 4, "-->"),
            [b'?', ..] => (Markup::Other, 2, "?>"),
            _ if html.starts_with("<![CDATA[") => (Markup::Other, 9, "]]>"),
            [b'!', letter, ..] if letter.is_ascii_alphabetic() => (Markup::Other, 2, ">"),
            _ => return None,
        };
        if self.unclosed.contains(&end) {
            return None;
        }
        let found = html[from..].find(end).map(|at| from + at + end.len());
        if found.is_none() {
            self.unclosed.push(end);
        }
        found.map(|length| (token, length))
    }
}

/// A tag that is nothing but its name, as most are, with its length.
fn bare(html: &str) -> Option<(Markup<'_>, usize)> {
    let (closes, rest) = match html[1..].strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, &html[1..]),
    };
    let is_in_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let (name, after) = rest.split_at(rest.bytes().take_while(is_in_name).count());
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic()) && after.starts_with('>');
    if !is_tag {
        return None;
    }
    let token = if closes {
        Markup::Close(lower_case(name))
    } else {
        Markup::Open(OpenTag {
            name: lower_case(name),
            attributes: Vec::new(),
        })
    };
    Some((token, html.len() - after.len() + 1))
}

fn open<'a>(name: &'a str, attributes: &str) -> OpenTag<'a> {
    let attributes = ATTRIBUTES_IN.captures_iter(attributes).map(|found| {
        let value = (2..=4).find_map(|group| found.get(group));
        let value = value.map(|value| write::decoded(value.as_str()));
        (found[1].to_ascii_lowercase(), value)
    });
    OpenTag {
        name: lower_case(name),
        attributes: attributes.collect(),
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}
