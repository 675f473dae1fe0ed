//! Jekyll: Liquid runs before Markdown, and Markdown is kramdown's.

use std::fmt::Write as _;

use super::rewrite::{anchor, html};
use super::site::{self, Site};
use super::{AssetKind, AssetPlace, Engine, Form, Name, Part, served};
use crate::blog::Blog;
use crate::issue::Published;
use crate::markdown::{Escape, Place};

/// <https://jekyllrb.com>
pub(super) struct Jekyll;

impl Engine for Jekyll {
    fn name(&self) -> Name {
        Name::Jekyll
    }

    fn builds(&self, blog: &Blog) -> bool {
        blog.has("_posts")
            || (blog.has("_config.yml")
                && (blog.has("_layouts") || blog.has("Gemfile") || blog.has("_includes")))
    }

    fn configuration(&self) -> &'static [&'static str] {
        &["_config.yml"]
    }

    fn post_folders(&self) -> &'static [&'static str] {
        &["_posts"]
    }

    fn post_path(&self, _: &Blog) -> String {
        "_posts/{{ date | date }}-{{ slug }}.md".to_owned()
    }

    fn site(&self, blog: &Blog) -> Site {
        let settings = site::settings(blog, &["_config.yml"]);
        Site {
            language: site::text(&settings, "lang").or_else(|| site::text(&settings, "locale")),
            permalink: site::text(&settings, "permalink"),
            timezone: site::text(&settings, "timezone"),
            ..Site::default()
        }
    }

    /// GitHub Pages sets the site's path itself, so only Liquid knows it.
    fn assets(&self, _: &Site, _: &str, slug: &str, _: AssetKind) -> AssetPlace {
        served("", BASE_PATH, "assets/images", slug)
    }

    fn post_link(&self, site: &Site, _: &str, to: &Published) -> Option<String> {
        let (_, stem) = super::folder_and_stem(&to.path);
        let (day, name) = (stem.get(..10)?.replace('-', "/"), stem.get(11..)?);
        let end = match site.permalink.as_deref() {
            None | Some("date") => ".html",
            Some("pretty") => "/",
            Some(_) => return None,
        };
        Some(format!("{BASE_PATH}/{day}/{}{end}", site::encode(name)))
    }

    fn hard_break(&self) -> &'static str {
        "  "
    }

    fn escape(&self, _: &Site) -> Option<&'static dyn Escape> {
        Some(&Kramdown)
    }

    fn form(&self, part: Part<'_>) -> Option<Form> {
        match part {
            // one in Markdown ends the list that it stands in
            Part::Rule => Some(Form::Line("<hr />".to_owned())),
            Part::Marker { marker, is_empty } => {
                // `1)` is no marker there, and neither is one with nothing behind it
                let known = marker.replace(')', ".");
                let filler = if is_empty { " &#8203;" } else { "" };
                (is_empty || known != marker).then(|| Form::Line(known + filler))
            }
            Part::Address(url) if url.contains("%7B") => Some(anchor("", url)),
            _ => None,
        }
    }

    /// kramdown counts from 1, whatever the list says.
    fn list_start(&self, first: usize) -> Option<String> {
        Some(format!("{{:start=\"{first}\"}}"))
    }
}

/// Without spaces it is an address to every other Markdown parser too.
const BASE_PATH: &str = "{{site.baseurl}}";

/// Liquid, tag by tag, because a body that is wrapped whole is cut in two where a feed shortens it; and what kramdown
/// reads otherwise than `CommonMark`.
struct Kramdown;

impl Escape for Kramdown {
    fn escape(&self, source: &str, place: Place) -> Option<String> {
        let escaped = match place {
            Place::Prose => prose(source),
            Place::Url => match source.strip_prefix(BASE_PATH) {
                Some(rest) => format!("{BASE_PATH}{}", url(rest)),
                None => url(source),
            },
            Place::CodeSpan => code_span(source),
            _ => raw(source),
        };
        (escaped != source).then_some(escaped)
    }
}

/// A span ends there at the first run of back-ticks that is long enough, not at one of the same length.
fn code_span(source: &str) -> String {
    let ticks = source.len() - source.trim_start_matches('`').len();
    let code = &source[ticks..source.len() - ticks];
    if code.contains(&source[..ticks]) {
        let code = code.strip_prefix(' ').unwrap_or(code);
        let code = code.strip_suffix(' ').unwrap_or(code);
        format!("<code>{}</code>", html(code))
    } else {
        raw(source)
    }
}

/// Code, where only Liquid can say what it should leave alone. A whole run of braces goes between the tags, so that
/// none of it joins with the brace of a tag.
fn raw(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let run = rest[at..].len() - rest[at..].trim_start_matches('{').len();
        let tag = rest[at + run..].starts_with('%');
        let end = at + run + usize::from(tag);
        if run > 1 || tag {
            let _ = write!(out, "{{% raw %}}{}{{% endraw %}}", &rest[at..end]);
        } else {
            out.push('{');
        }
        rest = &rest[end..];
    }
    out + rest
}

fn url(source: &str) -> String {
    source.replace("{{", "%7B%7B").replace("{%", "%7B%")
}

fn prose(source: &str) -> String {
    /// What kramdown takes a backslash before for an escape: <https://kramdown.gettalong.org/syntax.html#escaping>
    const ESCAPABLE: &str = "\\.*_+`<>()[]{}#!:|\"'$=-~";
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    if source.trim() == "^" {
        return "&#94;".to_owned();
    }
    if source.starts_with(": ") || source.starts_with("*[") {
        out.push('\\');
    }
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            // all code spans and tags are elsewhere, and the last `<` opens an address
            ('\\', Some(next)) if next.is_ascii_punctuation() => {
                chars.next();
                if ESCAPABLE.contains(next) {
                    out.extend(['\\', next]);
                } else {
                    let _ = write!(out, "&#{};", u32::from(next));
                }
            }
            ('{', Some('{' | '%')) => out.push_str("&#123;"),
            ('{', Some(':' | '#' | '.')) | ('<', Some(_)) | ('|' | '`', _) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
