//! What all texts of an issue are rendered with: the engine's Markdown, the places of files, the numbers of the memos.

use std::cell::RefCell;
use std::collections::HashMap;

use url::Url;

use super::{Rendering, TagMode};
use crate::asset::{Asset, Outcome};
use crate::engine::{self, AssetKind, AssetPlace, Engine, PostLink};
use crate::issue::{Issue, Published};
use crate::markdown::{self, Link, Style};
use crate::memo::AttachmentIndex;

/// The values that all texts of an issue are rendered with.
pub(super) struct Texts<'a> {
    pub(super) issue: &'a Issue,
    pub(super) rendering: &'a Rendering,
    engine: &'static dyn Engine,
    pub(super) style: Style<'a>,
    post_path: String,
    pub(super) images: AssetPlace,
    pub(super) files: AssetPlace,
    pub(super) outcomes: HashMap<&'a Url, &'a Outcome>,
    /// The number in the post of each memo, by every id under which it is known.
    pub(super) numbers: HashMap<&'a str, usize>,
    pub(super) attachments: AttachmentIndex<'a>,
    /// The tags that the engine will replace, while what is written is still escaped.
    tags: RefCell<Vec<Tag>>,
}

/// A tag that the engine will replace by an address or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    text: String,
    /// The words in its place where the engine reads no tags in the post; `None` if it always does.
    otherwise: Option<String>,
}

/// Stands around the number of a tag; Unicode sets it aside for use within a program.
const TAG: char = '\u{fdd3}';

/// Returns true if an address stands for a tag that the engine will replace.
pub(super) fn is_tag(address: &str) -> bool {
    address.starts_with(TAG)
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
                tags: match (rendering.text.tags, &rendering.text.tag_url) {
                    (TagMode::Keep, _) => markdown::Tags::Keep,
                    (TagMode::Link, Some(url)) => markdown::Tags::Link(url),
                    (TagMode::Strip | TagMode::Link, _) => markdown::Tags::Strip,
                },
                line_breaks: rendering.text.line_breaks,
                // sections stand under their days
                heading_level: if rendering.is_in_sections() { 3 } else { 2 },
                dialect: engine.markdown(&conventions.site),
                ..Style::default()
            },
            images: place(AssetKind::Image),
            files: place(AssetKind::File),
            outcomes: assets
                .iter()
                .map(|asset| (&asset.want.url, &asset.outcome))
                .collect(),
            numbers,
            attachments: AttachmentIndex::new(&issue.memos),
            tags: RefCell::default(),
        }
    }

    /// The paths that the copied files have in the repository.
    pub(super) fn path(&self, name: &str, is_image: bool) -> String {
        let place = if is_image { &self.images } else { &self.files };
        engine::join(&place.folder, name)
    }

    /// The address of an older post; [`Self::finish`] makes it whole.
    pub(super) fn link_to(&self, older: &Published) -> Option<String> {
        let site = &self.rendering.conventions.site;
        match self.engine.post_link(site, &self.post_path, older)? {
            PostLink::Address(address) => Some(address),
            PostLink::Tag(text) => Some(self.hold(Tag {
                text,
                otherwise: None,
            })),
        }
    }

    /// A whole link to an older post of which only the built site knows the address; where the post turns out to have no
    /// tags, `words`.
    pub(super) fn whole_link(&self, words: &str, older: &Published) -> Option<String> {
        let site = &self.rendering.conventions.site;
        let text = self.engine.post_tag(site, older)?;
        let otherwise = Some(self.plain(words));
        Some(self.hold(Tag { text, otherwise }))
    }

    /// Keeps a tag and returns the text that stands for it until the post is finished.
    fn hold(&self, tag: Tag) -> String {
        let mut tags = self.tags.borrow_mut();
        let known = tags.iter().position(|known| *known == tag);
        let number = known.unwrap_or(tags.len());
        if known.is_none() {
            tags.push(tag);
        }
        format!("{TAG}{number}{TAG}")
    }

    /// A text with the engine's tags in their places, as it is written into the post; `has_tags` says whether the engine
    /// reads those in it that it can do without.
    pub(super) fn finish(&self, text: &str, has_tags: bool) -> String {
        let tags = self.tags.borrow();
        let tags = tags.iter().enumerate();
        tags.fold(text.to_owned(), |text, (number, tag)| {
            let otherwise = tag.otherwise.as_ref().filter(|_| !has_tags);
            let written = otherwise.unwrap_or(&tag.text);
            text.replace(&format!("{TAG}{number}{TAG}"), written)
        })
    }

    /// The line of a page's title, as a heading of the first level.
    pub(super) fn heading(&self, title: &str) -> String {
        let words = self.plain(title);
        // only at its end a heading takes them for its own
        let words = match words.strip_suffix("\\#") {
            Some(words) => words.replace("\\#", "#") + "\\#",
            None => words.replace("\\#", "#"),
        };
        format!("# {words}\n")
    }

    /// A link to a page, its words being plain text.
    pub(super) fn link(&self, words: &str, url: &str) -> String {
        let (words, url) = (words.to_owned(), Some(url.to_owned()));
        markdown::written(Link::Named { words, url }, &self.style.dialect)
    }

    /// Words as Markdown that reads as these words, whatever the engine makes of some signs.
    pub(super) fn plain(&self, words: &str) -> String {
        let (words, url) = (words.to_owned(), None);
        markdown::written(Link::Named { words, url }, &self.style.dialect)
    }

    /// A tag, which may be compared and be part of an address where nothing else is in it.
    pub(super) fn tag(&self, tag: &str) -> String {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
        if tag.chars().all(is_plain) {
            tag.to_owned()
        } else {
            self.plain(tag)
        }
    }
}
