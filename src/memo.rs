//! What a blog needs to know of a note, whatever server version it came from.
//!
//! The differences between Memos versions end in [`crate::memos`]; from here on there is one [`Memo`].

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use url::Url;

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo {
    /// Unique on its server: the uid where the version has one, else the number.
    pub id: String,
    /// Other ids under which notes of the same server may refer to this one (`[[memos/…]]`, links).
    pub aliases: Vec<String>,
    /// Time at which it was written.
    pub created: DateTime<Utc>,
    /// Time at which its text was last changed.
    pub updated: DateTime<Utc>,
    /// The time Memos shows for it; equal to `created` where the version has no such time.
    pub displayed: DateTime<Utc>,
    /// The people who may read it on the server.
    pub visibility: Visibility,
    /// Pinned to the top of the author's list.
    pub pinned: bool,
    /// The text, verbatim, in the Markdown syntax of Memos.
    pub content: String,
    /// Tags without `#`, in order of appearance, nested ones as `a/b`.
    pub tags: Vec<String>,
    /// Files attached to it, in the author's order.
    pub attachments: Vec<Attachment>,
    /// The page on which the public can read it; `None` unless it is public.
    pub page: Option<Url>,
    /// The syntax in which its server shows the text.
    pub syntax: Syntax,
}

impl Memo {
    /// Returns true if the memo has a tag, or one that is nested below it. Case does not matter, nor does a `#` before
    /// the name: the same wherever a setting names a tag.
    pub fn has_tag(&self, name: &str) -> bool {
        let name = folded(name);
        self.tags.iter().any(|tag| {
            folded(tag)
                .strip_prefix(&name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Letter by letter and by way of the capital, so that all small forms of a letter are one (Greek sigma has two).
fn folded(tag: &str) -> String {
    bare(tag)
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The name of a tag as settings are to write it.
pub(crate) fn bare(tag: &str) -> &str {
    tag.trim().trim_start_matches('#').trim_end_matches('/')
}

/// The Markdown that a server shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Syntax {
    /// Before 0.25.3: Memos' own parser, with `==highlight==`, `||spoiler||`, `~sub~` and `^sup^`.
    Classic,
    /// `CommonMark` with GitHub's extensions; every newline is still a line break.
    #[default]
    CommonMark,
}

/// A file attached to a memo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Unique on its server: the uid where the version has one, else the number.
    pub id: String,
    /// Other ids under which texts of the same server may refer to it.
    pub aliases: Vec<String>,
    /// The name the author gave it; anything may be in it.
    pub filename: String,
    /// As the server says, for example `image/png`.
    pub media_type: String,
    /// In bytes, where the server says so.
    pub size: Option<u64>,
    /// Address from which [`crate::memos::Source`] fetches it; may need the token, so it is never published.
    pub url: Url,
}

impl Attachment {
    /// Returns true if a post shows the file as a picture.
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }
}

/// The attachments of several memos, by the addresses that texts have for them.
#[derive(Debug, Clone, Default)]
pub struct AttachmentIndex<'a>(HashMap<&'a str, &'a Attachment>);

impl<'a> AttachmentIndex<'a> {
    /// The attachments of these memos.
    pub fn new(memos: impl IntoIterator<Item = &'a Memo>) -> Self {
        let memos = memos.into_iter();
        let all: Vec<&Attachment> = memos.flat_map(|memo| &memo.attachments).collect();
        let mut index: HashMap<&str, &Attachment> =
            all.iter().map(|file| (file.id.as_str(), *file)).collect();
        for file in all {
            for alias in &file.aliases {
                index.entry(alias).or_insert(file);
            }
        }
        Self(index)
    }

    /// The attachment to which an address of its server leads. Only the id in it counts: texts have the file's name
    /// behind it or none, ask for a thumbnail, or hold an address that only an older version of the server served.
    pub fn at(&self, address: &Url) -> Option<&'a Attachment> {
        self.0.get(file_id(address)?).copied()
    }
}

/// The id in the address of a file, by the routes of all versions of Memos.
fn file_id(address: &Url) -> Option<&str> {
    const FOLDERS: [&str; 5] = [
        "/file/attachments/",
        "/file/resources/",
        "/o/r/",
        "/h/r/",
        "/api/resource/",
    ];
    let path = address.path();
    let below = |folder: &&str| Some(path.split_once(*folder)?.1);
    FOLDERS.iter().find_map(below)?.split('/').next()
}

/// Who may read a memo on its server. What is unknown counts as [`Visibility::Private`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Everybody who is logged in.
    Protected,
    /// Its author.
    Private,
}

impl Visibility {
    /// Reads the server's word, in whatever case.
    pub fn read(word: &str) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "PUBLIC" => Self::Public,
            "PROTECTED" => Self::Protected,
            _ => Self::Private,
        }
    }
}

impl std::fmt::Display for Visibility {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Protected => "protected",
            Self::Private => "private",
        })
    }
}
