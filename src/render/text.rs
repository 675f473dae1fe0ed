//! One memo as it stands in the post: its text with links that lead somewhere, then what is attached to it.

use std::collections::HashMap;

use url::Url;

use super::links::Links;
use super::{Rendering, Tags};
use crate::asset::{Asset, Outcome};
use crate::engine::{self, AssetKind, AssetPlace, Engine};
use crate::issue::{Issue, Published};
use crate::markdown::{self, Link, Note, Shaped, Style, Target, Tree};
use crate::memo::{AttachmentIndex, Memo};

/// What all texts of an issue are rendered with.
pub(super) struct Texts<'a> {
    pub(super) issue: &'a Issue,
    pub(super) rendering: &'a Rendering,
    engine: &'static dyn Engine,
    style: Style<'a>,
    post_path: String,
    pub(super) images: AssetPlace,
    pub(super) files: AssetPlace,
    pub(super) outcomes: HashMap<&'a Url, &'a Outcome>,
    /// The number in the post of each memo, by every id under which it is known.
    pub(super) numbers: HashMap<&'a str, usize>,
    pub(super) attachments: AttachmentIndex<'a>,
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
                heading_level: 2,
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
        }
    }

    /// The paths that the copied files have in the repository.
    pub(super) fn path(&self, name: &str, is_image: bool) -> String {
        let place = if is_image { &self.images } else { &self.files };
        engine::join(&place.folder, name)
    }

    /// Renders one memo; `apart` takes a heading in its first line out of the text.
    pub(super) fn render(&self, memo: &Memo, mut tree: Tree, apart: bool) -> Rendered {
        let links = Links::new(self, memo);
        let heading = apart.then(|| tree.take_heading()).flatten();
        let mut shaped = self.shape(tree, memo, &|target| links.follow(target));
        let heading = heading.map(|text| {
            let heading = self.shape(text, memo, &|_| Link::Words);
            shaped.lead = heading.lead;
            heading.text
        });
        // what a picture shows is best said by the memo; said once, it is enough
        let mut words = if shaped.has_words {
            shaped.lead.as_str()
        } else {
            ""
        };
        for attachment in &memo.attachments {
            if let Some(link) = links.attached(attachment, words) {
                if matches!(link, Link::Image { .. }) {
                    words = "";
                }
                if !shaped.text.is_empty() {
                    shaped.text.push_str("\n\n");
                }
                shaped
                    .text
                    .push_str(&markdown::written(link, &self.style.dialect));
            }
        }
        if shaped.text.is_empty() {
            markdown::NOTHING.clone_into(&mut shaped.text);
        }
        if shaped.lead.is_empty() {
            let first = memo.attachments.first();
            shaped.lead = first.map_or_else(String::new, |first| first.filename.clone());
        }
        let (images, warnings) = links.finish();
        Rendered {
            shaped,
            heading,
            images,
            warnings,
        }
    }

    /// The address of an older post.
    pub(super) fn link_to(&self, older: &Published) -> Option<String> {
        let site = &self.rendering.conventions.site;
        self.engine.post_link(site, &self.post_path, older)
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

    fn shape(&self, tree: Tree, memo: &Memo, links: &dyn Fn(&Target) -> Link) -> Shaped {
        let note = Note {
            id: &memo.id,
            tags: &memo.tags,
            links,
            titles: &self.rendering.text.titles,
        };
        let style = Style {
            syntax: memo.dialect,
            ..self.style
        };
        tree.shape(&style, &note)
    }
}
