//! One memo as it stands in the post: its text with links that lead somewhere, then what is attached to it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use url::Url;

use super::{Rendering, Tags};
use crate::asset::{self, Asset, Mode, Outcome};
use crate::engine::{self, AssetKind, AssetPlace, Engine, encode};
use crate::issue::{Issue, Language, Published};
use crate::markdown::{self, Link, Note, Shaped, Style, Target, TargetKind};
use crate::memo::{Attachment, Memo};

/// What all texts of an issue are rendered with.
pub(super) struct Texts<'a> {
    issue: &'a Issue,
    rendering: &'a Rendering,
    engine: &'static dyn Engine,
    style: Style<'a>,
    post_path: String,
    images: AssetPlace,
    files: AssetPlace,
    outcomes: HashMap<&'a Url, &'a Outcome>,
    /// The number in the post of each memo, by every id under which it is known.
    numbers: HashMap<&'a str, usize>,
}

/// A memo in the post.
pub(super) struct Rendered {
    pub(super) shaped: Shaped,
    /// Its first line, where that is a heading and the layout shows it apart.
    pub(super) heading: Option<String>,
    pub(super) images: usize,
    pub(super) warnings: Vec<String>,
}

impl Rendered {
    /// The first words, without markup.
    pub(super) fn lead(&self) -> &str {
        &self.shaped.lead
    }
}

impl<'a> Texts<'a> {
    /// `order` names the issue's memos in the order of the post.
    pub(super) fn new(
        issue: &'a Issue,
        order: &[usize],
        assets: &'a [Asset],
        rendering: &'a Rendering,
        post_path: &str,
    ) -> Self {
        let conventions = &rendering.conventions;
        let engine = engine::by_name(conventions.engine);
        let place = |kind| engine.assets(&conventions.site, post_path, &issue.slug, kind);
        let mut numbers = HashMap::new();
        for (place, &index) in order.iter().enumerate() {
            let memo = &issue.memos[index];
            for id in std::iter::once(&memo.id).chain(&memo.aliases) {
                numbers.insert(id.as_str(), place + 1);
            }
        }
        Self {
            issue,
            rendering,
            engine,
            post_path: post_path.to_owned(),
            style: Style {
                tags: match &rendering.text.tags {
                    Tags::Strip => markdown::Tags::Strip,
                    Tags::Keep => markdown::Tags::Keep,
                    Tags::Link(url) => markdown::Tags::Link(url),
                },
                line_breaks: rendering.text.line_breaks,
                hard_break: engine.hard_break(),
                heading_level: 2,
                escape: engine
                    .escape(&conventions.site)
                    .map(|escape| escape as &dyn markdown::Escape),
                ..Style::default()
            },
            images: place(AssetKind::Image),
            files: place(AssetKind::File),
            outcomes: assets
                .iter()
                .map(|asset| (&asset.want.url, &asset.outcome))
                .collect(),
            numbers,
        }
    }

    /// The paths that the copied files have in the repository.
    pub(super) fn path(&self, name: &str, is_image: bool) -> String {
        let place = if is_image { &self.images } else { &self.files };
        engine::join(&place.folder, name)
    }

    /// Renders one memo; `apart` takes a heading in its first line out of the text.
    pub(super) fn render(&self, memo: &Memo, apart: bool) -> Rendered {
        let memo_links = Links {
            texts: self,
            memo,
            shown: RefCell::default(),
            images: RefCell::default(),
            warnings: RefCell::default(),
        };
        let (heading, content) = match heading(&memo.content).filter(|_| apart) {
            Some((heading, rest)) => (Some(heading), rest),
            None => (None, memo.content.as_str()),
        };
        let mut shaped = self.shape(content, memo, &|target| memo_links.follow(target));
        let heading = heading.map(|text| {
            let heading = self.shape(text, memo, &|_| Link::Words);
            shaped.lead = heading.lead;
            heading.text
        });
        for attachment in &memo.attachments {
            let Some(markdown) = memo_links.attached(attachment) else {
                continue;
            };
            let block = self.shape(&markdown, memo, &|_| Link::Keep).text;
            if !shaped.text.is_empty() {
                shaped.text.push_str("\n\n");
            }
            shaped.text.push_str(&block);
        }
        shaped.text = engine::rewrite(shaped.text, self.engine.rewrite());
        if shaped.lead.is_empty() {
            let first = memo.attachments.first();
            shaped.lead = first.map_or_else(String::new, |first| first.filename.clone());
        }
        Rendered {
            shaped,
            heading,
            images: memo_links.images.into_inner().len(),
            warnings: memo_links.warnings.into_inner(),
        }
    }

    /// The address of an older post.
    pub(super) fn link_to(&self, older: &Published) -> Option<String> {
        let site = &self.rendering.conventions.site;
        self.engine.post_link(site, &self.post_path, older)
    }

    /// A link to a page, its words being plain text.
    pub(super) fn link(&self, words: &str, url: &str) -> String {
        let note = Note {
            id: "",
            tags: &[],
            links: &|_| Link::Keep,
            titles: &self.rendering.text.titles,
        };
        let style = Style {
            tags: markdown::Tags::Keep,
            ..self.style
        };
        markdown::shape(&format!("[{}]({url})", plain(words)), &style, &note).text
    }

    fn shape(&self, text: &str, memo: &Memo, links: &dyn Fn(&Target) -> Link) -> Shaped {
        let note = Note {
            id: &memo.id,
            tags: &memo.tags,
            links,
            titles: &self.rendering.text.titles,
        };
        let style = Style {
            dialect: memo.dialect,
            ..self.style
        };
        markdown::shape(text, &style, &note)
    }
}

/// Where the links of one memo lead.
struct Links<'a> {
    texts: &'a Texts<'a>,
    memo: &'a Memo,
    /// Files that the text itself shows or links.
    shown: RefCell<HashSet<Url>>,
    /// Pictures in the post.
    images: RefCell<HashSet<Url>>,
    warnings: RefCell<Vec<String>>,
}

impl Links<'_> {
    fn follow(&self, target: &Target) -> Link {
        let rendering = self.texts.rendering;
        let server = rendering.server.as_ref();
        let file =
            server.and_then(|server| asset::on_server(server, target.kind, &target.destination));
        let attachment = match target.kind {
            TargetKind::Embed => self.embedded(&target.destination),
            _ => None,
        };
        if let Some(attachment) = attachment {
            return self.show(&attachment.url, &attachment.filename, attachment.is_image());
        }
        if let Some(url) = file {
            let is_image = target.kind == TargetKind::Image;
            return match self.show(&url, &name_of(&url), is_image) {
                Link::Image { url, alt } if !target.label.is_empty() || !is_image => {
                    drop(alt);
                    Link::To(url)
                }
                other => other,
            };
        }
        let known = self.memo_id(target);
        if let Some(number) = known.and_then(|id| self.texts.numbers.get(id)) {
            return Link::Named {
                words: item(self.texts.issue.language, *number, own_words(target)),
                url: None,
            };
        }
        if let Some(url) = known.and_then(|id| rendering.elsewhere.get(id)) {
            return match target.kind {
                TargetKind::Reference | TargetKind::Embed => Link::Named {
                    words: note(self.texts.issue.language),
                    url: Some(url.clone()),
                },
                _ => Link::To(url.clone()),
            };
        }
        self.elsewhere(target)
    }

    /// What is neither a copied file nor a known memo.
    fn elsewhere(&self, target: &Target) -> Link {
        let language = self.texts.issue.language;
        let absolute = Url::parse(&target.destination).ok();
        let on_server = match (&self.texts.rendering.server, &absolute) {
            (Some(server), Some(url)) => url.origin() == server.origin(),
            _ => false,
        };
        let is_relative = absolute.is_none()
            && !target.destination.starts_with("//")
            && !target.destination.starts_with('#');
        match target.kind {
            TargetKind::Reference | TargetKind::Embed => Link::Named {
                words: note(language),
                url: None,
            },
            TargetKind::Image if is_relative || on_server => {
                self.warn(format!(
                    "the image `{}` was not found",
                    shown(&target.label, "?")
                ));
                Link::Words
            }
            // the words of a bare address are the address
            TargetKind::Link if on_server && own_words(target).is_none() => Link::Named {
                words: note(language),
                url: None,
            },
            TargetKind::Link if is_relative || on_server => Link::Words,
            TargetKind::Image => {
                if let Some(url) = absolute {
                    self.images.borrow_mut().insert(url);
                }
                Link::Keep
            }
            TargetKind::Link => Link::Keep,
        }
    }

    /// The Markdown for an attachment; `None` if the text shows it already, or nothing is to be shown.
    fn attached(&self, attachment: &Attachment) -> Option<String> {
        if self.shown.borrow().contains(&attachment.url) {
            return None;
        }
        let name = &attachment.filename;
        match self.show(&attachment.url, name, attachment.is_image()) {
            Link::Image { url, alt } => Some(format!("![{}]({url})", plain(&alt))),
            Link::Named { words, url: None } => Some(plain(&words)),
            Link::Named {
                words,
                url: Some(url),
            } => Some(format!("[{}]({url})", plain(&words))),
            _ => None,
        }
    }

    /// How a file on the server is shown in the post.
    fn show(&self, source: &Url, filename: &str, is_image: bool) -> Link {
        self.shown.borrow_mut().insert(source.clone());
        let named = |url| Link::Named {
            words: filename.to_owned(),
            url,
        };
        let image = |url| {
            self.images.borrow_mut().insert(source.clone());
            Link::Image {
                url,
                alt: stem(filename).to_owned(),
            }
        };
        match self.texts.outcomes.get(source) {
            Some(Outcome::Copied {
                name,
                is_image: true,
                ..
            }) => image(format!("{}{}", self.texts.images.link, encode(name))),
            Some(Outcome::Copied { name, .. }) => {
                named(Some(format!("{}{}", self.texts.files.link, encode(name))))
            }
            Some(Outcome::LeftOut(reason)) => {
                self.warn(format!("`{filename}` was not copied ({reason})"));
                let page = self
                    .memo
                    .page
                    .as_ref()
                    .filter(|_| self.texts.rendering.link_to_memos);
                named(page.map(Url::to_string))
            }
            None => match (self.texts.rendering.attachments, &self.memo.page) {
                (Mode::Link, Some(_)) if is_image => image(source.to_string()),
                (Mode::Link, Some(_)) => named(Some(source.to_string())),
                (Mode::Link, None) => {
                    self.warn(format!(
                        "`{filename}` is not linked, because its memo is not public"
                    ));
                    Link::Words
                }
                _ => Link::Words,
            },
        }
    }

    /// The attachment of this memo that `![[resources/…]]` shows.
    fn embedded(&self, destination: &str) -> Option<&Attachment> {
        let id = destination.rsplit('/').next()?.split('?').next()?;
        self.memo
            .attachments
            .iter()
            .find(|attachment| attachment.id == id || attachment.id.rsplit('/').next() == Some(id))
    }

    /// The id of the memo to which a reference, or a link to the server, points.
    fn memo_id<'t>(&self, target: &'t Target) -> Option<&'t str> {
        let destination = target.destination.as_ref();
        let path = match target.kind {
            TargetKind::Reference | TargetKind::Embed => destination,
            TargetKind::Image => return None,
            TargetKind::Link => {
                let server = self.texts.rendering.server.as_ref()?;
                let root = server.as_str().trim_end_matches('/');
                match destination.strip_prefix(root) {
                    Some(path) => path,
                    None if destination.starts_with('/') => destination,
                    None => return None,
                }
            }
        };
        let path = path.split(['?', '#']).next()?.trim_start_matches('/');
        path.strip_prefix("memos/")
            .or_else(|| path.strip_prefix("m/"))
    }

    fn warn(&self, text: String) {
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(&text) {
            warnings.push(text);
        }
    }
}

fn item(language: Language, number: usize, words: Option<&str>) -> String {
    match (language, words) {
        (Language::ZhCn, None) => format!("第 {number} 条"),
        (Language::ZhCn, Some(words)) => format!("{words}（第 {number} 条）"),
        (Language::En, None) => format!("item {number}"),
        (Language::En, Some(words)) => format!("{words} (item {number})"),
    }
}

/// The words that the author gave a link; a bare address has none.
fn own_words<'t>(target: &'t Target) -> Option<&'t str> {
    Some(target.label.as_ref()).filter(|words| {
        target.kind == TargetKind::Link && !words.is_empty() && !words.contains("://")
    })
}

fn note(language: Language) -> String {
    match language {
        Language::ZhCn => "另一条笔记",
        Language::En => "another note",
    }
    .to_owned()
}

/// The text of a heading in the first line, and what follows it.
fn heading(content: &str) -> Option<(&str, &str)> {
    let content = content.trim_start_matches(['\n', '\r']);
    let (line, rest) = content.split_once('\n').unwrap_or((content, ""));
    let marks = line.len() - line.trim_start_matches('#').len();
    let text = line[marks..].trim();
    let is_heading = (1..=6).contains(&marks) && line[marks..].starts_with([' ', '\t']);
    (is_heading && !text.is_empty()).then_some((text, rest))
}

fn name_of(url: &Url) -> String {
    asset::last_segment(url)
}

fn stem(filename: &str) -> &str {
    filename.rsplit_once('.').map_or(filename, |(stem, _)| stem)
}

fn shown<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.is_empty() { otherwise } else { text }
}

/// Text as Markdown that reads as this text and nothing else.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$' | '|' | '#' | '='
            | '^' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
