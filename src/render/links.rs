//! Where the links of a memo lead in the post, and what stands for the files that are attached to it.
//!
//! Nothing leads to the Memos server unless the memo is public and that is wanted; so a private server's name stays
//! private.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use url::Url;

use super::text::Texts;
use crate::asset::{self, Mode, Outcome};
use crate::engine::encode;
use crate::issue::{Issue, Language, Sentence};
use crate::markdown::{Link, Target, TargetKind, Tree};
use crate::memo::{Attachment, Memo};

/// The ids of the memos to which an issue's texts, `trees`, refer and that are not in it. `servers` are the
/// addresses of the Memos server.
pub fn referred(issue: &Issue, trees: &[Tree], servers: &[Url]) -> BTreeSet<String> {
    let memos = issue.memos.iter();
    let own: HashSet<&str> = memos
        .flat_map(|memo| std::iter::once(&memo.id).chain(&memo.aliases))
        .map(String::as_str)
        .collect();
    trees
        .iter()
        .flat_map(Tree::targets)
        .filter_map(|target| memo_id(servers, &target).map(str::to_owned))
        .filter(|id| !own.contains(id.as_str()))
        .collect()
}

/// Resolves the links of one memo to where they lead.
pub(super) struct LinkResolver<'a> {
    texts: &'a Texts<'a>,
    memo: &'a Memo,
    /// Files that the text itself shows or links.
    shown: RefCell<HashSet<Url>>,
    /// Pictures in the post.
    images: RefCell<HashSet<Url>>,
    warnings: RefCell<Vec<Sentence>>,
}

impl<'a> LinkResolver<'a> {
    /// Nothing is shown yet.
    pub(super) fn new(texts: &'a Texts<'a>, memo: &'a Memo) -> Self {
        Self {
            texts,
            memo,
            shown: RefCell::default(),
            images: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Returns the number of pictures that are shown, and what went wrong.
    pub(super) fn finish(self) -> (usize, Vec<Sentence>) {
        (self.images.into_inner().len(), self.warnings.into_inner())
    }

    /// The addresses of the web to which a text links, the Memos server apart.
    pub(super) fn outgoing(&self, tree: &Tree) -> Vec<String> {
        let targets = tree.targets().into_iter();
        let addresses = targets.filter(|target| target.kind == TargetKind::Link);
        let absolute = addresses.filter_map(|target| Url::parse(&target.destination).ok());
        absolute
            .filter(|url| matches!(url.scheme(), "http" | "https") && !self.is_on_server(url))
            .map(String::from)
            .collect()
    }

    fn is_on_server(&self, url: &Url) -> bool {
        let mut servers = self.texts.rendering.servers.iter();
        servers.any(|server| url.host() == server.host() && url.path().starts_with(server.path()))
    }

    /// Returns the replacement of a link or an image in the text.
    pub(super) fn follow(&self, target: &Target) -> Link {
        let rendering = self.texts.rendering;
        let servers = &rendering.servers;
        let file = asset::on_server(servers, target.kind, &target.destination);
        let attachment = match target.kind {
            TargetKind::Embed => self.embedded(&target.destination),
            _ => None,
        };
        if let Some(attachment) = attachment {
            return self.show(&attachment.url, &attachment.filename, attachment.is_image());
        }
        if let Some(attachment) = file.as_ref().and_then(|url| self.texts.attachments.at(url)) {
            let shown = self.show(&attachment.url, &attachment.filename, attachment.is_image());
            return in_own_words(shown, target);
        }
        if let Some(url) = file {
            let is_image = target.kind == TargetKind::Image;
            let shown = self.show(&url, &name_of(&url), is_image);
            return in_own_words(shown, target);
        }
        let known = memo_id(servers, target);
        if let Some(number) = known.and_then(|id| self.texts.numbers.get(id)) {
            return Link::Named {
                words: item(self.texts.issue.language, *number, own_words(target)),
                url: None,
            };
        }
        if let Some(url) = known.and_then(|id| self.address_of(id)) {
            return match own_words(target) {
                Some(_) => Link::To(url),
                // the words of a bare address are the address
                None => Link::Named {
                    words: note(self.texts.issue.language),
                    url: Some(url),
                },
            };
        }
        self.elsewhere(target)
    }

    /// Returns the address at which a memo can be read that is not in this issue.
    fn address_of(&self, id: &str) -> Option<String> {
        let rendering = self.texts.rendering;
        let memo = rendering.elsewhere.get(id)?;
        let post = memo.post.as_ref();
        post.and_then(|post| self.texts.link_to(post)).or_else(|| {
            let page = memo.page.as_ref().filter(|_| rendering.link_to_memos);
            page.map(Url::to_string)
        })
    }

    /// Returns the replacement of a link to what is neither a copied file nor a known memo.
    fn elsewhere(&self, target: &Target) -> Link {
        let language = self.texts.issue.language;
        let absolute = match target.destination.strip_prefix("//") {
            Some(rest) => Url::parse(&format!("https://{rest}")).ok(),
            None => Url::parse(&target.destination).ok(),
        };
        let on_server = absolute.as_ref().is_some_and(|url| self.is_on_server(url));
        let is_relative = absolute.is_none() && !target.destination.starts_with('#');
        match target.kind {
            TargetKind::Reference | TargetKind::Embed => Link::Named {
                words: note(language),
                url: None,
            },
            TargetKind::Image if is_relative || on_server => {
                let label = shown(&target.label, "?");
                self.warn(Sentence::new(
                    format!("the image `{label}` was not found"),
                    format!("没有找到图片 `{label}`"),
                ));
                Link::Words
            }
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

    /// Returns the link or image that shows an attachment, a picture with these words; `None` if the text shows it
    /// already, or nothing is to be shown.
    pub(super) fn attached(&self, attachment: &Attachment, words: &str) -> Option<Link> {
        if self.shown.borrow().contains(&attachment.url) {
            return None;
        }
        let name = &attachment.filename;
        match self.show(&attachment.url, name, attachment.is_image()) {
            Link::Words => None,
            Link::Image { url, .. } => Some(Link::Image {
                url,
                alt: words.to_owned(),
            }),
            shown => Some(shown),
        }
    }

    /// Returns the link or image that shows a file on the server in the post.
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
                alt: String::new(),
            }
        };
        let outcome = self.texts.outcomes.get(source);
        if let Some(Outcome::Copied {
            remark: Some(remark),
            ..
        }) = outcome
        {
            self.warn(Sentence::new(
                format!("`{filename}` was copied as it is: {remark}"),
                format!("`{filename}` 按原样复制：{}", remark.to(Language::ZhCn)),
            ));
        }
        match outcome {
            Some(Outcome::Copied {
                name,
                is_image: true,
                ..
            }) => image(format!("{}{}", self.texts.images.link, encode(name))),
            Some(Outcome::Copied { name, .. }) => {
                named(Some(format!("{}{}", self.texts.files.link, encode(name))))
            }
            Some(Outcome::LeftOut(reason)) => {
                self.warn(Sentence::new(
                    format!("`{filename}` was not copied ({reason})"),
                    format!("`{filename}` 没有复制（{}）", reason.to(Language::ZhCn)),
                ));
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
                    self.warn(Sentence::new(
                        format!("`{filename}` is not linked, because its memo is not public"),
                        format!("`{filename}` 没有链接，因为它所在的笔记没有公开"),
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

    fn warn(&self, text: Sentence) {
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(&text) {
            warnings.push(text);
        }
    }
}

/// The id of the memo to which a reference, or a link to the server, points.
fn memo_id<'t>(servers: &[Url], target: &'t Target) -> Option<&'t str> {
    let destination = target.destination.as_ref();
    let path = match target.kind {
        TargetKind::Reference | TargetKind::Embed => destination,
        TargetKind::Image => return None,
        TargetKind::Link => servers.iter().find_map(|server| {
            let root = server.as_str().trim_end_matches('/');
            let folder = server.path().trim_end_matches('/');
            let rooted = || destination.strip_prefix(folder);
            let path = destination.strip_prefix(root).or_else(rooted)?;
            path.starts_with('/').then_some(path)
        })?,
    };
    let path = path.split(['?', '#']).next()?.trim_matches('/');
    path.strip_prefix("memos/")
        .or_else(|| path.strip_prefix("m/"))
}

fn item(language: Language, number: usize, words: Option<&str>) -> String {
    match (language, words) {
        (Language::ZhCn, None) => format!("第 {number} 条"),
        (Language::ZhCn, Some(words)) => format!("{words}（第 {number} 条）"),
        (Language::En, None) => format!("item {number}"),
        (Language::En, Some(words)) => format!("{words} (item {number})"),
    }
}

/// A file as it is shown, with the words that the author gave it, if there are any.
fn in_own_words(shown: Link, target: &Target) -> Link {
    let is_image = target.kind == TargetKind::Image;
    let has_words = match target.kind {
        TargetKind::Image => !target.label.is_empty(),
        _ => own_words(target).is_some(),
    };
    match shown {
        Link::Image { url, .. } if has_words || !is_image => Link::To(url),
        Link::Named { url: None, .. } if has_words => Link::Words,
        Link::Named { url: Some(url), .. } if has_words && !is_image => Link::To(url),
        Link::Named { url, .. } if has_words => Link::Named {
            words: target.label.to_string(),
            url,
        },
        other => other,
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

fn name_of(url: &Url) -> String {
    asset::last_segment(url)
}

fn shown<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.is_empty() { otherwise } else { text }
}
