//! The title in a page's bytes, and the name of its site: the character set first, then the tokens.
//!
//! As browsers read it: pages say their character set late, wrongly or not at all.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// The names in a page's head.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageNames {
    /// The page's own title, else the one for elsewhere (`og:title`).
    pub(super) title: Option<String>,
    /// The name of its site (`og:site_name`).
    pub(super) site: Option<String>,
}

/// Reads the names; `charset` is what the server says.
pub(super) fn names(bytes: &[u8], charset: Option<&str>) -> PageNames {
    let page = decoded(bytes, charset);
    let mut names = PageNames::default();
    let mut shared = None;
    let mut title = None;
    // A picture within the page has a title of its own.
    let mut pictures = 0_usize;
    for token in tokens(page.as_bytes()) {
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"svg" => pictures += usize::from(!tag.self_closing),
                b"title" if pictures == 0 => title = Some(String::new()),
                b"body" if names.title.is_some() => break,
                b"meta" if is(&tag, "property", "og:title") => {
                    shared = shared.or_else(|| attribute(&tag, "content").map(Cow::into_owned));
                }
                b"meta" if is(&tag, "property", "og:site_name") => {
                    names.site = attribute(&tag, "content").map(Cow::into_owned);
                }
                _ => {}
            },
            Token::String(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"svg" => pictures = pictures.saturating_sub(1),
                b"title" => {
                    // An empty one is none, and a second one is nobody's.
                    let title = title.take().filter(|title| !title.trim().is_empty());
                    names.title = names.title.or(title);
                }
                _ => {}
            },
            _ => {}
        }
    }
    names.title = names.title.or(shared);
    names
}

/// The character set in a media type, as in `text/html; charset=gbk`.
pub(super) fn charset(media_type: &str) -> Option<&str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })
}

/// The text: by the byte order mark, else the server's word, else the page's, else by what the bytes can be.
fn decoded<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let encoding = charset
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| declared(bytes))
        .unwrap_or_else(|| likely(bytes));
    encoding.decode(bytes).0
}

/// The character set that the page itself declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let label = tokens(bytes)
        .take_while(
            |token| !matches!(token, Token::StartTag(tag) if tag.name.as_slice() == b"body"),
        )
        .find_map(|token| match token {
            Token::StartTag(tag) if tag.name.as_slice() == b"meta" => label(&tag),
            _ => None,
        })?;
    // A page that can say so in ASCII is not in UTF-16.
    Some(Encoding::for_label(label.as_bytes())?.output_encoding())
}

fn label(meta: &StartTag<()>) -> Option<String> {
    if let Some(label) = attribute(meta, "charset") {
        return Some(label.into_owned());
    }
    let content = attribute(meta, "content").filter(|_| is(meta, "http-equiv", "content-type"))?;
    charset(&content).map(str::to_owned)
}

fn likely(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        // The last character may be cut.
        Err(error) if error.error_len().is_some() => WINDOWS_1252,
        _ => UTF_8,
    }
}

fn tokens(page: &[u8]) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::default();
    // What is in a title or a script is text.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(page, emitter).map(|Ok(token)| token)
}

fn attribute<'a>(tag: &'a StartTag<()>, name: &str) -> Option<Cow<'a, str>> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(&value.value))
}

fn is(tag: &StartTag<()>, name: &str, value: &str) -> bool {
    attribute(tag, name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
}
