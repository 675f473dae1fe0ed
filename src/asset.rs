//! The files that travel with a post: which ones, under which names, cleaned of what nobody meant to publish.
//!
//! Links to a private server break for readers, so what a post shows is copied. Everything but [`fetch`] is pure.

mod active;
mod fetch;
mod images;
mod kind;
mod metadata;
mod name;
#[cfg(feature = "images")]
mod resize;

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::issue::{Issue, Sentence};
use crate::markdown::{TargetKind, Tree};
use crate::memo::AttachmentIndex;

pub use fetch::fetch;
pub use images::{CAN_RESIZE, Format, Images};
pub use name::Names;

use kind::FileKind;

/// What becomes of attachments.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// They travel with the post.
    #[default]
    Copy,
    /// The post links to the Memos server, where the memo is public.
    Link,
    /// They are left out.
    Drop,
}

/// Bounds on what is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub per_file: u64,
    /// Bytes of all files of a post.
    pub total: u64,
    /// `true` to publish SVG images, which may hold scripts.
    pub allow_svg: bool,
    /// `true` to publish HTML files.
    pub allow_html: bool,
    /// The way in which pictures are made smaller; `None` leaves them as they are.
    pub images: Option<Images>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_file: 5_000_000,
            total: 20_000_000,
            allow_svg: false,
            allow_html: false,
            images: None,
        }
    }
}

/// A file that a post needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// The address; the same file is wanted only once.
    pub url: Url,
    /// The name that its author gave it.
    pub filename: String,
    /// `true` for what is said to be a picture.
    pub is_image: bool,
    /// `true` for what is attached to a memo of the issue. Anything else is fetched as the public would, so that no text can
    /// bring the file of a private memo into a post.
    pub is_attached: bool,
    /// In bytes, if the server says so.
    pub size: Option<u64>,
}

/// A file that a post needs, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The wanted file.
    pub want: Want,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome of fetching a wanted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Copied, to travel with the post.
    Copied {
        /// The name there, safe and unique.
        name: String,
        /// The content without metadata.
        bytes: Vec<u8>,
        /// `true` for a picture.
        is_image: bool,
        /// The reason why it was not made smaller although it should be, as the end of a sentence about it.
        remark: Option<Sentence>,
    },
    /// Left out, for this reason.
    LeftOut(Sentence),
}

/// The files that an issue needs, those of the oldest memo first, so that a memo more does not rename them.
///
/// `trees` are their texts; `servers` are the addresses of the Memos server, each ending in `/`, if the memos came from
/// one: pictures and files that a text shows from there are wanted too.
pub fn wanted(issue: &Issue, trees: &[Tree], servers: &[Url]) -> Vec<Want> {
    let mut memos: Vec<_> = issue.memos.iter().zip(trees).collect();
    memos.sort_by(|(a, _), (b, _)| (a.created, &a.id).cmp(&(b.created, &b.id)));
    let attachments = AttachmentIndex::new(memos.iter().map(|(memo, _)| *memo));
    let mut seen = HashSet::new();
    let mut wants = Vec::new();
    for (memo, tree) in memos {
        for attachment in &memo.attachments {
            if seen.insert(attachment.url.clone()) {
                wants.push(Want {
                    url: attachment.url.clone(),
                    filename: attachment.filename.clone(),
                    is_image: attachment.is_image(),
                    is_attached: true,
                    size: attachment.size,
                });
            }
        }
        for target in tree.targets() {
            let Some(url) = on_server(servers, target.kind, &target.destination) else {
                continue;
            };
            // what is attached is wanted anyway, under its own name
            if attachments.at(&url).is_none() && seen.insert(url.clone()) {
                wants.push(Want {
                    filename: last_segment(&url),
                    is_image: target.kind == TargetKind::Image,
                    is_attached: false,
                    size: None,
                    url,
                });
            }
        }
    }
    wants
}

/// The address of a file on the Memos server to which a text points, whichever of its addresses the text names; `None` if
/// it points to anything else.
pub(crate) fn on_server(servers: &[Url], kind: TargetKind, destination: &str) -> Option<Url> {
    let home = servers.first()?;
    servers.iter().find_map(|server| {
        let url = file_on(server, kind, destination)?;
        match url.path().strip_prefix(server.path()) {
            Some(path) if server != home => home.join(path).ok(),
            _ => Some(url),
        }
    })
}

fn file_on(server: &Url, kind: TargetKind, destination: &str) -> Option<Url> {
    /// The folders in which the versions of Memos keep files: `/o/r/` up to 0.21, `/file/` since.
    const FILES: [&str; 4] = ["/file/", "/o/r/", "/h/r/", "/api/resource/"];
    let mut url = server.join(destination).ok()?;
    if url.origin() != server.origin() || !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let is_file = FILES.iter().any(|folder| url.path().contains(folder));
    let is_wanted = match kind {
        TargetKind::Image => true,
        TargetKind::Link => is_file,
        TargetKind::Reference | TargetKind::Embed => false,
    };
    // the whole picture, not its thumbnail
    url.set_query(None);
    url.set_fragment(None);
    is_wanted.then_some(url)
}

/// The file's content as it may be published, and its extension where that is known; else why it may not be.
fn clean(want: &Want, bytes: Vec<u8>, limits: &Limits) -> Result<Clean, Sentence> {
    let svg = || {
        Sentence::new(
            "SVG is off; see `attachments.allow_svg`",
            "未允许 SVG，见 `attachments.allow_svg`",
        )
    };
    let html = || {
        Sentence::new(
            "HTML is off; see `attachments.allow_html`",
            "未允许 HTML，见 `attachments.allow_html`",
        )
    };
    let heic = || {
        Sentence::new(
            "browsers cannot show HEIC; attach it as JPEG (on an iPhone: Settings → Camera → Formats → Most Compatible)",
            "浏览器不能显示 HEIC，请改用 JPEG（iPhone：设置 → 相机 → 格式 → 兼容性最佳）",
        )
    };
    let (_, extension) = name::split(&want.filename);
    let extension = extension.unwrap_or_default();
    let claims_html = matches!(extension.as_str(), "html" | "htm" | "xhtml" | "shtml");
    match kind::of(&bytes) {
        FileKind::Svg if !limits.allow_svg => Err(svg()),
        FileKind::Svg => Ok(Clean::image("svg", bytes)),
        FileKind::Html if !limits.allow_html => Err(html()),
        FileKind::Html if want.is_image => Err(Sentence::new(
            "it is a page, not an image",
            "它是网页，不是图片",
        )),
        FileKind::Image("heic") => Err(heic()),
        FileKind::Image(extension) => {
            let bytes = metadata::strip(extension, bytes).map_err(|error| error.words())?;
            Ok(Clean::image(extension, bytes).resized(limits.images))
        }
        FileKind::Other if extension == "svg" && !limits.allow_svg => Err(svg()),
        FileKind::Other if claims_html && !limits.allow_html => Err(html()),
        FileKind::Other if want.is_image => Err(Sentence::new(
            "it is not the image it claims to be",
            "它并不是所声称的图片",
        )),
        kind => match active::of(&want.filename, &bytes) {
            Some(active) => Err(active.reason()),
            None if kind == FileKind::Html => Ok(Clean::file(Some("html"), bytes)),
            None => Ok(Clean::file(None, bytes)),
        },
    }
}

struct Clean {
    bytes: Vec<u8>,
    extension: Option<&'static str>,
    is_image: bool,
    remark: Option<Sentence>,
}

impl Clean {
    fn image(extension: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            extension: Some(extension),
            is_image: true,
            remark: None,
        }
    }

    fn file(extension: Option<&'static str>, bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            extension,
            is_image: false,
            remark: None,
        }
    }

    /// The picture as it is wished; where that cannot be, as it is, with the reason.
    #[cfg(feature = "images")]
    fn resized(self, images: Option<Images>) -> Self {
        let (Some(images), Some(extension)) = (images, self.extension) else {
            return self;
        };
        match resize::resize(extension, &self.bytes, &images) {
            Ok(Some(resized)) => Self::image(resized.extension, resized.bytes),
            Ok(None) => self,
            Err(error) => Self {
                remark: Some(error.words()),
                ..self
            },
        }
    }

    /// No configuration that wishes it is accepted, see [`CAN_RESIZE`].
    #[cfg(not(feature = "images"))]
    fn resized(self, _: Option<Images>) -> Self {
        self
    }
}

/// The name at the end of an address.
pub(crate) fn last_segment(url: &Url) -> String {
    let segment = url
        .path_segments()
        .and_then(|mut segments| segments.next_back())
        .unwrap_or_default();
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
