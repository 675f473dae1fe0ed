//! An issue as one HTML page that stands alone, to be read before anything is published.
//!
//! Pure, and made of the issue as plain Markdown: what an engine needs escaped is not seen by a reader. No request leaves
//! the page; pictures of the issue are inside it, and what is elsewhere is named and not loaded.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::{AutoEscape, Environment, context};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};
use url::Url;

use crate::blog::File;
use crate::issue::Language;

/// The content of the page.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// The issue's title.
    pub title: &'a str,
    /// The language of the page.
    pub language: Language,
    /// Lines under the title.
    pub facts: Vec<String>,
    /// Things that did not come out as one would expect.
    pub warnings: Vec<String>,
    /// The issue's text as plain Markdown, without front matter.
    pub text: &'a str,
    /// The files that the text shows, by their paths relative to it.
    pub files: &'a [File],
}

/// The page as HTML.
pub fn page(page: &Page<'_>) -> String {
    filled(&context! {
        title => page.title,
        language => page.language.to_string(),
        facts => &page.facts,
        warnings => &page.warnings,
        article => article(page.text, page.files),
    })
}

fn filled(values: &minijinja::Value) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .render_str(include_str!("preview/page.jinja"), values)
        .expect("the page's own template has no errors")
}

fn article(text: &str, files: &[File]) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut page = StandAlone {
        files: files
            .iter()
            .map(|file| (file.path.as_str(), file))
            .collect(),
        open: Vec::new(),
    };
    let events = Parser::new_ext(text, options).map(|event| page.event(event));
    let mut article = String::new();
    html::push_html(&mut article, events);
    article
}

/// Turns what would be loaded from elsewhere into what is on the page.
struct StandAlone<'a> {
    files: HashMap<&'a str, &'a File>,
    /// The forms that the open links and images took, so that they are closed as they were opened.
    open: Vec<Became>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    Itself,
    Span,
}

impl StandAlone<'_> {
    fn event<'e>(&mut self, event: Event<'e>) -> Event<'e> {
        match event {
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => match self.inlined(&dest_url) {
                Some(data) => {
                    self.open.push(Became::Itself);
                    Event::Start(Tag::Image {
                        link_type,
                        dest_url: data.into(),
                        title,
                        id,
                    })
                }
                None => self.span("🖼 "),
            },
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) if leads_somewhere(link_type, &dest_url) => {
                self.open.push(Became::Itself);
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                })
            }
            Event::Start(Tag::Link { .. }) => self.span(""),
            Event::End(TagEnd::Image | TagEnd::Link) if self.open.pop() == Some(Became::Span) => {
                Event::InlineHtml(CowStr::Borrowed("</span>"))
            }
            other => other,
        }
    }

    fn span<'e>(&mut self, sign: &str) -> Event<'e> {
        self.open.push(Became::Span);
        Event::InlineHtml(format!("<span class=\"elsewhere\">{sign}").into())
    }

    /// The address that holds a picture of the issue itself.
    fn inlined(&self, address: &str) -> Option<String> {
        let path = percent_decode_str(address).decode_utf8_lossy();
        let file = self.files.get(path.trim_start_matches("./"))?;
        let kind = match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => "jpeg",
            "svg" => "svg+xml",
            "png" => "png",
            "gif" => "gif",
            "webp" => "webp",
            "avif" => "avif",
            "bmp" => "bmp",
            _ => return None,
        };
        Some(format!(
            "data:image/{kind};base64,{}",
            BASE64_STANDARD.encode(&file.bytes)
        ))
    }
}

/// A file beside the post, or an earlier post, is not where the page is.
fn leads_somewhere(link_type: LinkType, address: &str) -> bool {
    link_type == LinkType::Email || address.starts_with('#') || Url::parse(address).is_ok()
}
