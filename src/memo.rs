//! What a blog needs to know of a note, whatever server version it came from.
//!
//! The differences between Memos versions end in [`crate::memos`]; from here on there is one [`Memo`].

use chrono::{DateTime, Utc};
use url::Url;

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo {
    /// Unique on its server: the uid where the version has one, else the number.
    pub id: String,
    /// Other ids under which notes of the same server may refer to this one (`[[memos/…]]`, links).
    pub aliases: Vec<String>,
    /// When it was written.
    pub created: DateTime<Utc>,
    /// When its text was last changed.
    pub updated: DateTime<Utc>,
    /// The time Memos shows for it; equal to `created` where the version has no such time.
    pub displayed: DateTime<Utc>,
    /// Who may read it on the server.
    pub visibility: Visibility,
    /// Pinned to the top of the author's list.
    pub pinned: bool,
    /// The text, verbatim, in the Markdown dialect of Memos.
    pub content: String,
    /// Tags without `#`, in order of appearance, nested ones as `a/b`.
    pub tags: Vec<String>,
    /// Files attached to it, in the author's order.
    pub attachments: Vec<Attachment>,
    /// The page on which the public can read it; `None` unless it is public.
    pub page: Option<Url>,
    /// How its server shows the text.
    pub dialect: Dialect,
}

/// The Markdown that a server shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Before 0.25.3: Memos' own parser, with `==highlight==`, `||spoiler||`, `~sub~` and `^sup^`.
    Classic,
    /// `CommonMark` with GitHub's extensions; every newline is still a line break.
    #[default]
    CommonMark,
}

/// A file attached to a memo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Unique on its server.
    pub id: String,
    /// The name the author gave it; anything may be in it.
    pub filename: String,
    /// As the server says, for example `image/png`.
    pub media_type: String,
    /// In bytes, where the server says so.
    pub size: Option<u64>,
    /// Where [`crate::memos::Source`] fetches it from; may need the token, so it is never published.
    pub url: Url,
}

impl Attachment {
    /// Whether a post shows it as a picture.
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }
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
