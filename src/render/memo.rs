//! One memo as it stands in the post: its text with links that lead somewhere, then what is attached to it.

use super::gallery::{self, Gallery};
use super::links::LinkResolver;
use super::text::Texts;
use crate::issue;
use crate::markdown::{self, Link, Note, Shaped, Style, Target, Tree};
use crate::memo::Memo;

/// A memo in the post.
pub(super) struct Rendered {
    pub(super) shaped: Shaped,
    /// The memo's first line, where that is a heading and the layout shows it apart.
    pub(super) heading: Option<String>,
    /// The subject of the memo, in a few words.
    pub(super) thought: String,
    pub(super) images: usize,
    /// The number of words in the memo.
    pub(super) words: usize,
    /// The addresses of the web to which it links.
    pub(super) links: Vec<String>,
    pub(super) warnings: Vec<issue::Sentence>,
}

impl Rendered {
    /// The first words, without markup.
    pub(super) fn lead(&self) -> &str {
        &self.shaped.lead
    }
}

/// Renders one memo; `apart` takes a heading in its first line out of the text.
pub(super) fn render(texts: &Texts, memo: &Memo, mut tree: Tree, apart: bool) -> Rendered {
    let links = LinkResolver::new(texts, memo);
    let words_in_it = tree.count_words();
    let outgoing = links.outgoing(&tree);
    let thought = issue::first_thought(&tree);
    let heading = apart.then(|| tree.take_heading()).flatten();
    let mut shaped = shape(texts, tree, memo, &|target| links.follow(target));
    let heading = heading.map(|text| {
        let heading = shape(texts, text, memo, &|_| Link::Words);
        shaped.lead = heading.lead;
        heading.text
    });
    // what a picture shows is best said by the memo; said once, it is enough
    let mut words = if shaped.has_words {
        shaped.lead.as_str()
    } else {
        ""
    };
    let (mut parts, mut pictures) = (Vec::new(), Vec::new());
    for attachment in &memo.attachments {
        let Some(link) = links.attached(attachment, words) else {
            continue;
        };
        let is_picture = matches!(link, Link::Image { .. });
        let written = markdown::written(link, &texts.style.dialect);
        if is_picture {
            words = "";
        }
        if is_picture && texts.rendering.gallery == Gallery::Table {
            pictures.push(written);
        } else {
            parts.push(written);
        }
    }
    if !pictures.is_empty() {
        parts.insert(
            0,
            gallery::table(&pictures, texts.style.dialect.has_headless_tables),
        );
    }
    for part in parts {
        if !shaped.text.is_empty() {
            shaped.text.push_str("\n\n");
        }
        shaped.text.push_str(&part);
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
        thought,
        images,
        words: words_in_it,
        links: outgoing,
        warnings,
    }
}

fn shape(texts: &Texts, tree: Tree, memo: &Memo, links: &dyn Fn(&Target) -> Link) -> Shaped {
    let note = Note {
        id: &memo.id,
        tags: &memo.tags,
        links,
        titles: &texts.rendering.page_titles,
    };
    let style = Style {
        syntax: memo.syntax,
        ..texts.style
    };
    tree.shape(&style, &note)
}
