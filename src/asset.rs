//! The files that travel with a post: naming, cleaning, fetching.

use url::Url;

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

/// What may be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub per_file: u64,
    /// Bytes of all files of a post.
    pub total: u64,
    /// Whether SVG images are published, which may hold scripts.
    pub allow_svg: bool,
    /// Whether HTML files are published.
    pub allow_html: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_file: 10 << 20,
            total: 50 << 20,
            allow_svg: false,
            allow_html: false,
        }
    }
}

/// A file that the post needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// The memo that needs it, by its place in the issue.
    pub memo: usize,
    /// Where it is.
    pub url: Url,
    /// What its author called it.
    pub filename: String,
    /// What the server says it is.
    pub media_type: Option<String>,
    /// In bytes, if the server says so.
    pub size: Option<u64>,
}

/// A file that the post needs, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// What was wanted.
    pub want: Want,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a wanted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It travels with the post.
    Copied {
        /// Its name there, safe and unique.
        name: String,
        /// Its content without metadata.
        bytes: Vec<u8>,
        /// Whether it is a picture.
        is_image: bool,
    },
    /// It does not, for this reason.
    LeftOut(String),
}
