//! Raw HTML: inline formatting stays, the rest becomes visible text; because a post must not run what a note holds, and
//! an open tag of one memo must not format the next.

mod tag;
mod video;

use std::borrow::Cow;

use super::RuleContext;
use crate::markdown::leaf::{HTML, Kind, Leaf, Span, Token};
use crate::markdown::tree::{Block, Tree, containers, leaves_mut};
use crate::markdown::{Link, Target, TargetKind, write};
use tag::is_block;
pub(crate) use tag::{Markup, OpenTag, tokens};
use video::video;

/// Sanitises inline tags and blocks of HTML.
pub(super) fn apply(tree: &mut Tree, context: &RuleContext) {
    let is_whole = are_whole(&tree.blocks);
    leaves_mut(&mut tree.blocks, &mut |leaf, _| inline(leaf));
    containers(&mut tree.blocks, &mut |blocks| {
        for block in blocks {
            if let Block::Html(html) = block {
                *block = sanitised(html, is_whole, context);
            }
        }
    });
}

/// Every address in a piece of HTML.
pub(crate) fn targets<'t>(html: &str) -> impl Iterator<Item = Target<'t>> {
    tokens(html).filter_map(|(token, _)| {
        let Markup::Open(tag) = token else {
            return None;
        };
        let (kind, destination, label) = match &*tag.name {
            "img" => (
                TargetKind::Image,
                tag.attribute("src"),
                tag.attribute("alt"),
            ),
            "a" => (TargetKind::Link, tag.attribute("href"), ""),
            "video" => (TargetKind::Link, tag.attribute("src"), ""),
            _ => return None,
        };
        let (destination, label) = (destination.to_owned(), label.to_owned());
        (!destination.is_empty()).then(|| Target::new(kind, destination, label))
    })
}

/// Maximum number of open tags that are looked through for the one that a closing tag closes.
const DEEPEST: usize = 32;

/// Says of markup which tags may stay: those that are allowed, and closed where they are opened.
#[derive(Default)]
struct Pairs<'a> {
    /// The open tags of each span, so that none crosses another's end: the name, and the number of the markup.
    spans: Vec<Vec<(Cow<'a, str>, usize)>>,
    kept: Vec<bool>,
}

impl<'a> Pairs<'a> {
    fn see(&mut self, token: &Markup<'a>) {
        let number = self.kept.len();
        self.kept
            .push(matches!(token, Markup::Open(tag) if tag.is_void()));
        if self.spans.is_empty() {
            self.spans.push(Vec::new());
        }
        let Some(open) = self.spans.last_mut() else {
            return;
        };
        match token {
            Markup::Open(tag) if !tag.is_void() && tag.is_allowed() => {
                open.push((tag.name.clone(), number));
            }
            Markup::Close(name) => {
                let first = open.len().saturating_sub(DEEPEST);
                if let Some(at) = open[first..].iter().rposition(|(other, _)| other == name) {
                    self.kept[open[first + at].1] = true;
                    self.kept[number] = true;
                    open.truncate(first + at);
                }
            }
            _ => {}
        }
    }
}

fn inline(leaf: &mut Leaf) {
    if !leaf.has(HTML) {
        return;
    }
    let mut pairs = Pairs::default();
    for token in &leaf.tokens {
        match token.kind {
            Kind::Open(_) => pairs.spans.push(Vec::new()),
            Kind::Close(_) => drop(pairs.spans.pop()),
            // the parser takes a few things for markup that are none
            Kind::Html => pairs.see(
                &tokens(&token.text)
                    .next()
                    .map_or(Markup::Other, |(token, _)| token),
            ),
            _ => {}
        }
    }
    let mut kept = pairs.kept.into_iter();
    let mut out = Vec::with_capacity(leaf.tokens.len());
    let mut anchors = Vec::new();
    for token in std::mem::take(&mut leaf.tokens) {
        if token.kind == Kind::Html {
            let is_kept = kept.next().unwrap_or_default();
            markup(leaf, &token.text, is_kept, &mut anchors, &mut out);
        } else {
            out.push(token);
        }
    }
    leaf.tokens = out;
    leaf.note();
}

/// Writes a piece of markup within text; `anchors` are the links that are open.
fn markup<'a>(
    leaf: &mut Leaf<'a>,
    html: &str,
    is_kept: bool,
    anchors: &mut Vec<usize>,
    out: &mut Vec<Token<'a>>,
) {
    let token = tokens(html).next().map(|(token, _)| token);
    let is_video = |name: &str| matches!(name, "iframe" | "video");
    match token {
        Some(Markup::Comment) => {}
        Some(Markup::Open(tag)) if is_kept && tag.name == "a" => {
            anchors.push(leaf.links.len());
            let url = tag.attribute("href");
            out.push(Token::new(Kind::Open(Span::Link(leaf.links.len())), "["));
            leaf.remember(url.to_owned());
        }
        Some(Markup::Close(name)) if is_kept && name == "a" => {
            if let Some(number) = anchors.pop() {
                let tail = write::tail(&leaf.links[number].url, "");
                out.push(Token::new(Kind::Close(Span::Link(number)), tail));
            }
        }
        Some(Markup::Open(tag)) if is_kept && tag.name == "img" => {
            leaf.image(
                out,
                tag.attribute("alt").to_owned(),
                tag.attribute("src").to_owned(),
            );
        }
        Some(Markup::Open(tag)) if is_kept => {
            let tag = tag.sanitised();
            if tag == html {
                return out.push(Token::new(Kind::Html, tag));
            }
            out.push(Token::new(Kind::Html, tag));
        }
        Some(Markup::Close(name)) if is_kept => {
            return out.push(Token::new(Kind::Html, format!("</{name}>")));
        }
        Some(Markup::Open(tag)) if is_video(&tag.name) && video(&tag).is_some() => {
            let url = video(&tag).unwrap_or_default();
            out.push(Token::new(Kind::Bare, url));
        }
        Some(Markup::Close(name))
            if is_video(&name) && out.iter().any(|piece| piece.kind == Kind::Bare) => {}
        _ => out.push(Token::new(Kind::Plain, write::decoded(html))),
    }
    leaf.is_changed = true;
}

/// Returns true if all tags that hold blocks pair up, each in its container, and begin a block of HTML wherever they
/// stand.
fn are_whole(blocks: &[Block]) -> bool {
    let mut open = Vec::new();
    let are_paired = blocks.iter().all(|block| match block {
        Block::Html(html) => pairs_up(html.trim_ascii_start(), &mut open),
        Block::Quote(inner) | Block::Footnote(_, inner) => are_whole(inner),
        Block::List(list) => list.items.iter().all(|item| are_whole(item)),
        _ => true,
    });
    are_paired && open.is_empty()
}

fn pairs_up<'a>(html: &'a str, open: &mut Vec<Cow<'a, str>>) -> bool {
    let mut is_begun = None;
    for (token, place) in tokens(html) {
        let (name, opens) = match token {
            Markup::Open(tag) => (tag.name, true),
            Markup::Close(name) => (name, false),
            Markup::Comment | Markup::Other => continue,
        };
        let is_block = is_block(&name);
        let is_begun = *is_begun.get_or_insert(is_block && place.start == 0);
        if !is_block {
            continue;
        }
        if opens {
            open.push(name);
        } else if open.pop().as_deref() != Some(&name) {
            return false;
        }
        if !is_begun {
            return false;
        }
    }
    true
}

/// Returns the part of a block of HTML that may stay: such a block where that is left of it, else a paragraph.
fn sanitised<'a>(html: &str, is_whole: bool, context: &RuleContext) -> Block<'a> {
    let html = html.trim_ascii();
    let mut pairs = Pairs::default();
    for (token, _) in tokens(html) {
        let name = match &token {
            Markup::Open(tag) => &*tag.name,
            Markup::Close(name) => name,
            _ => "",
        };
        if is_block(name) {
            pairs.kept.push(is_whole);
            pairs.spans.clear();
        } else {
            pairs.see(&token);
        }
    }
    if context.style.dialect.has_html && stays(html, &pairs.kept) {
        Block::Html(as_block(html, &pairs.kept, context))
    } else {
        Block::Paragraph(as_leaf(html, &pairs.kept, context))
    }
}

/// Returns true if what is left of the block still begins one.
fn stays(html: &str, kept: &[bool]) -> bool {
    let Some((token, range)) = tokens(html).next() else {
        return false;
    };
    if range.start > 0 || kept.first() != Some(&true) {
        return false;
    }
    let is_alone = html[range.end..]
        .lines()
        .next()
        .is_none_or(|rest| rest.trim_ascii().is_empty());
    match token {
        Markup::Open(tag) if is_block(&tag.name) => true,
        Markup::Close(name) => is_block(&name),
        // Markdown has links and images of its own
        Markup::Open(tag) => is_alone && !matches!(&*tag.name, "a" | "img"),
        Markup::Comment | Markup::Other => false,
    }
}

fn as_block(html: &str, kept: &[bool], context: &RuleContext) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for ((token, range), is_kept) in tokens(html).zip(kept) {
        literal(&html[at..range.start], &mut out);
        match token {
            Markup::Open(tag) if *is_kept => out.push_str(&kept_tag(tag, context)),
            Markup::Close(name) if *is_kept => out.extend(["</", &name, ">"]),
            Markup::Comment => {}
            _ => literal(&html[range.clone()], &mut out),
        }
        at = range.end;
    }
    literal(&html[at..], &mut out);
    let lines = out
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Text in a block of HTML, where no mark means anything; but some engines take the tags away, or look for Markdown
/// between them.
fn literal(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        let begins = out.is_empty() || out.ends_with('\n');
        // four spaces would make it code
        let is_far = begins && line.starts_with("    ");
        let line = if is_far {
            line.trim_start_matches(' ')
        } else {
            line
        };
        let words = line.trim_start();
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        let mark = line.len() - words.len() + digits;
        for (at, c) in line.char_indices() {
            let is_mark = match c {
                '*' | '_' | '`' | '[' | ']' | '~' | '$' | '|' | '\\' | '<' => true,
                '.' | ')' => begins && at == mark && digits > 0,
                '#' | '+' | '-' | '=' | '>' => begins && at == mark && digits == 0,
                _ => false,
            };
            if is_mark {
                out.push_str(&write::entity(c));
            } else {
                out.push(c);
            }
        }
    }
}

/// A tag of a block of HTML, with its address where the blog has it.
fn kept_tag(mut tag: OpenTag, context: &RuleContext) -> String {
    let (kind, name) = match &*tag.name {
        "a" => (TargetKind::Link, "href"),
        "img" => (TargetKind::Image, "src"),
        _ => return tag.sanitised(),
    };
    let target = Target::new(kind, tag.attribute(name), tag.attribute("alt"));
    let to = match context.follow(&target) {
        Link::Keep => Some(target.destination.into_owned()),
        Link::To(to) | Link::Image { url: to, .. } => Some(to),
        Link::Named { url, .. } => url,
        Link::Words => None,
    };
    tag.set(name, to);
    tag.sanitised()
}

fn as_leaf<'a>(html: &str, kept: &[bool], context: &RuleContext) -> Leaf<'a> {
    let mut leaf = Leaf::default();
    let mut out: Vec<Token> = Vec::new();
    let mut anchors = Vec::new();
    let mut at = 0;
    for ((token, range), is_kept) in tokens(html).zip(kept) {
        words(&html[at..range.start], &mut out);
        let is_lost = match &token {
            Markup::Open(OpenTag { name, .. }) | Markup::Close(name) => is_block(name),
            _ => false,
        };
        if !(is_lost && *is_kept && !context.style.dialect.has_html) {
            markup(
                &mut leaf,
                &html[range.clone()],
                *is_kept,
                &mut anchors,
                &mut out,
            );
        }
        at = range.end;
    }
    words(&html[at..], &mut out);
    leaf.tokens = out;
    leaf.is_changed = true;
    leaf.note();
    leaf
}

/// Text of HTML as lines of a paragraph.
fn words(html: &str, out: &mut Vec<Token>) {
    for (number, line) in html.split('\n').enumerate() {
        if number > 0 {
            out.push(Token::new(Kind::Break(true), ""));
        }
        if !line.is_empty() {
            out.push(Token::new(Kind::Plain, write::decoded(line)));
        }
    }
}
