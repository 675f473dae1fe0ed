//! Tags: in Memos they sort notes; in a post they would read as clutter.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::RuleContext;
use super::cjk::is_wide;
use crate::markdown::Tags;
use crate::markdown::leaf::{Depth, Kind, Leaf, Token};
use crate::markdown::tree::BlockKind;

/// Characters that Memos takes into a tag (0.30; the versions before take fewer) besides letters and digits.
static SYMBOL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\p{M}\p{S}\x{200D}]").expect("a constant pattern"));

/// Memos shows a longer one as text.
const LONGEST: usize = 100;

/// Strips, keeps or links the tags.
pub(super) fn apply(leaf: &mut Leaf, place: BlockKind, context: &RuleContext) {
    if place == BlockKind::Heading || !leaf.may_have(b'#') {
        return;
    }
    find(leaf, context.note.tags);
    if leaf.tokens.iter().any(|token| token.kind == Kind::Tag) {
        match context.style.tags {
            Tags::Keep => {}
            Tags::Link(pattern) => link(leaf, pattern),
            Tags::Strip => strip(leaf, place),
        }
    }
}

/// Makes a token of every tag.
fn find(leaf: &mut Leaf, known: &[String]) {
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len() + 4);
    let mut depth = Depth::default();
    for token in std::mem::take(&mut leaf.tokens) {
        if depth.is_linked(&token) || token.kind != Kind::Text || !token.text.contains('#') {
            out.push(token);
            continue;
        }
        // what the reader sees before a text, whatever the markup between
        let is_mark =
            |token: &&Token| matches!(token.kind, Kind::Open(_) | Kind::Close(_) | Kind::Html);
        let seen = out.iter().rev().find(|token| !is_mark(token));
        let after_brace = seen.is_some_and(|token| token.shown().ends_with('{'));
        let before = out.last().and_then(|token| token.text.chars().next_back());
        let tags = in_text(&token.text, before, after_brace, known);
        token.split(tags.into_iter().map(|tag| (tag, Kind::Tag)), &mut out);
    }
    leaf.tokens = out;
}

/// The places of the tags in a text. What stands in braces is the syntax of some template, to be seen as it is.
fn in_text(
    text: &str,
    before: Option<char>,
    after_brace: bool,
    known: &[String],
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // how many tags there were before the last brace that opened
    let mut open = None;
    let mut from = 0;
    for (at, sign) in text.bytes().enumerate() {
        match sign {
            b'{' => open = Some(found.len()),
            b'}' => found.truncate(open.take().unwrap_or(found.len())),
            b'#' if at >= from => {
                from = at + 1;
                let before = text[..at].chars().next_back().or(before);
                // part of a word or a sign: `C#`, `a#b`, `{#a}`, `##`, `\#`
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '#' || c == '{';
                if before.is_some_and(is_part) || (at == 0 && after_brace) {
                    continue;
                }
                let length = scanned(&text[from..]).max(listed(&text[from..], known));
                // a number is an issue's, or a rank
                if text[from..from + length].contains(is_word) {
                    from += length;
                    found.push(at..from);
                }
            }
            _ => {}
        }
    }
    found
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric()
        || "_-/&$+<=>^`|~".contains(c)
        || (!c.is_ascii() && SYMBOL.is_match(c.encode_utf8(&mut [0; 4])))
}

/// A letter, or a picture.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || (!c.is_ascii() && !c.is_numeric() && !c.is_whitespace())
}

fn scanned(text: &str) -> usize {
    let length = text.find(|c| !is_in_name(c)).unwrap_or(text.len());
    let is_overlong = text[..length].chars().nth(LONGEST).is_some();
    if is_overlong { 0 } else { length }
}

/// The longest of the tags that the server itself found (older ones hold punctuation), if it stands here.
fn listed(text: &str, known: &[String]) -> usize {
    let is_here = |tag: &&String| {
        let after = text.strip_prefix(tag.as_str());
        after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '#']))
    };
    known
        .iter()
        .filter(is_here)
        .map(String::len)
        .max()
        .unwrap_or(0)
}

fn link(leaf: &mut Leaf, pattern: &str) {
    let mut out = Vec::with_capacity(leaf.tokens.len() + 4);
    for token in std::mem::take(&mut leaf.tokens) {
        if token.kind == Kind::Tag {
            let name: String =
                url::form_urlencoded::byte_serialize(token.text[1..].as_bytes()).collect();
            let name = name.replace('+', "%20").replace("%2F", "/");
            leaf.link(
                &mut out,
                token.text.into_owned(),
                pattern.replace("{tag}", &name),
            );
        } else {
            out.push(token);
        }
    }
    super::changed(leaf, out);
}

/// Takes lines of nothing but tags out, and the tags at the ends of other lines; within a line only the `#` goes.
fn strip(leaf: &mut Leaf, place: BlockKind) {
    let mut out: Vec<Token> = Vec::with_capacity(leaf.tokens.len());
    let mut line: Vec<Token> = Vec::new();
    let tokens = std::mem::take(&mut leaf.tokens).into_iter().map(Some);
    for token in tokens.chain([None]) {
        let end = match token {
            Some(token) if !token.is_break() => {
                line.push(token);
                continue;
            }
            end => end,
        };
        let is_gone = line
            .iter()
            .all(|token| token.kind == Kind::Tag || token.is_blank());
        if place == BlockKind::Cell || !is_gone {
            if place == BlockKind::Paragraph {
                strip_ends(&mut line);
            }
            strip_words(&mut line, &mut out);
            out.extend(end);
        }
        line.clear();
    }
    out.pop_if(|token| token.is_break());
    super::changed(leaf, out);
}

/// Takes the tags at the beginning and at the end of a line out.
fn strip_ends(line: &mut Vec<Token>) {
    let is_free = |token: &Token| token.kind == Kind::Tag || token.is_blank();
    let kept = line
        .iter()
        .rposition(|token| !is_free(token))
        .map_or(0, |last| last + 1);
    let word = line[..kept]
        .last()
        .and_then(|token| token.text.chars().next_back());
    if !word.is_some_and(char::is_alphanumeric) || line.get(kept).is_some_and(Token::is_blank) {
        line.truncate(kept);
    }
    let kept = line.iter().position(|token| !is_free(token)).unwrap_or(0);
    // a sign right behind the last of them makes it a word
    let next = line[kept..]
        .first()
        .and_then(|token| token.text.chars().next());
    let is_apart = next.is_some_and(char::is_whitespace) || (kept > 0 && line[kept - 1].is_blank());
    let kept = if is_apart {
        kept
    } else {
        let blank = line[..kept].iter().rposition(Token::is_blank);
        blank.map_or(0, |blank| blank + 1)
    };
    line.drain(..kept);
}

/// Strips the `#` from the tags that are left, and between Chinese words also the spaces that set the tag apart.
fn strip_words<'a>(line: &mut Vec<Token<'a>>, out: &mut Vec<Token<'a>>) {
    let first = out.len();
    let is_wide = |c: Option<char>| c.is_some_and(is_wide);
    // whether spaces before the next words go
    let mut joins = false;
    for mut token in line.drain(..) {
        if std::mem::take(&mut joins)
            && token.kind == Kind::Text
            && is_wide(token.text.trim_start_matches(' ').chars().next())
        {
            token.text = token.part(
                token.text.len() - token.text.trim_start_matches(' ').len()..token.text.len(),
            );
        }
        // next to other marks it might become one of them
        let is_word = token.kind == Kind::Tag
            && !token.text[1..].starts_with(|c: char| c.is_ascii_punctuation());
        if is_word {
            joins = is_wide(token.text.chars().next_back());
            let before = out[first..]
                .last_mut()
                .filter(|before| before.kind == Kind::Text);
            if let Some(before) = before.filter(|_| is_wide(token.text[1..].chars().next())) {
                let words = before.text.trim_end_matches(' ');
                if is_wide(words.chars().next_back()) {
                    before.text = before.part(0..words.len());
                }
            }
            token = Token::new(Kind::Text, token.part(1..token.text.len()));
        }
        out.push(token);
    }
}
