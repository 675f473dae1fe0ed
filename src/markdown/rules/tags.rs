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
    let mut tokens = std::mem::take(&mut leaf.tokens).into_iter();
    while !tokens.as_slice().is_empty() {
        let line = tokens.as_slice();
        let length = line.iter().take_while(|token| !token.is_break()).count();
        let line = &line[..length];
        if place != BlockKind::Cell && line.iter().all(is_free) {
            tokens.nth(length);
            continue;
        }
        let kept = match place {
            BlockKind::Paragraph => kept(line),
            _ => 0..length,
        };
        let line = tokens.by_ref().take(kept.end);
        strip_words(line.skip(kept.start), &mut out);
        out.extend(tokens.nth(length - kept.end));
    }
    out.pop_if(|token| token.is_break());
    super::changed(leaf, out);
}

fn is_free(token: &Token) -> bool {
    token.kind == Kind::Tag || token.is_blank()
}

/// The part of a line without the tags at its beginning and at its end.
fn kept(line: &[Token]) -> Range<usize> {
    let end = line.iter().rposition(|token| !is_free(token));
    let end = end.map_or(0, |last| last + 1);
    let word = line[..end].last();
    let word = word.and_then(|token| token.text.chars().next_back());
    let is_apart = line.get(end).is_some_and(Token::is_blank);
    let end = match word {
        Some(word) if word.is_alphanumeric() && !is_apart => line.len(),
        _ => end,
    };
    let start = line[..end].iter().position(|token| !is_free(token));
    let start = start.unwrap_or(0);
    // a sign right behind the last of them makes it a word
    let next = line[start..end].first();
    let next = next.and_then(|token| token.text.chars().next());
    let is_apart =
        next.is_some_and(char::is_whitespace) || (start > 0 && line[start - 1].is_blank());
    if is_apart {
        return start..end;
    }
    let blank = line[..start].iter().rposition(Token::is_blank);
    blank.map_or(0, |blank| blank + 1)..end
}

/// Strips the `#` from the tags that are left, and between Chinese words also the spaces that set the tag apart.
fn strip_words<'a>(line: impl Iterator<Item = Token<'a>>, out: &mut Vec<Token<'a>>) {
    let first = out.len();
    let is_wide = |c: Option<char>| c.is_some_and(is_wide);
    // whether spaces before the next words go
    let mut joins = false;
    for mut token in line {
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
