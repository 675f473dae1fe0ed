//! From an issue to the post's files.

use url::Url;

use crate::asset::{Asset, Mode};
use crate::blog::File;
use crate::engine::Conventions;
use crate::engine::front_matter::Fields;
use crate::issue::Issue;
use crate::template::{self, Previous};

/// How the memos of an issue follow each other.
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
pub enum Layout {
    /// One running list, an item per memo.
    #[default]
    Numbered,
    /// A heading per memo.
    Sections,
    /// A heading per group of tags, with one running list through all of them.
    Grouped,
}

/// A group of memos under a heading.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// A memo with any of these tags, or with one nested in them, belongs here.
    pub tags: Vec<String>,
}

/// A user's own template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What errors call it: its path.
    pub name: String,
    /// Its text.
    pub source: String,
}

/// Everything about the look of a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendering {
    /// The blog's engine and habits.
    pub conventions: Conventions,
    /// The template of the post's path.
    pub path: String,
    /// How the memos follow each other.
    pub layout: Layout,
    /// The groups of [`Layout::Grouped`], in order.
    pub groups: Vec<Group>,
    /// The heading over the memos of no group; the language's own if `None`.
    pub rest: Option<String>,
    /// The template of the lines before the memos; the language's own if `None`.
    pub intro: Option<String>,
    /// The template of the lines after them.
    pub outro: Option<String>,
    /// A template of the whole body in the place of the built-in ones.
    pub template: Option<Template>,
    /// Configured front matter.
    pub front_matter: Fields,
    /// Whether the week's tags go into the front matter.
    pub tags_in_front_matter: bool,
    /// What becomes of attachments.
    pub attachments: Mode,
    /// The issue before this one, if it is to be linked.
    pub previous: Option<Previous>,
}

/// A rendered post with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Where the post itself is.
    pub path: String,
    /// The post and its assets.
    pub files: Vec<File>,
    /// One per memo, in order.
    pub entries: Vec<Entry>,
    /// What did not come out as one would expect.
    pub warnings: Vec<Warning>,
}

/// A memo in the post, as the pull request tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its first words, without markup.
    pub lead: String,
    /// Its page on the Memos server, if the public can read it.
    pub source: Option<Url>,
    /// How many pictures it shows.
    pub images: usize,
}

/// Something that did not come out as one would expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The memo's number in the post.
    pub item: usize,
    /// What happened, in one sentence without its full stop.
    pub text: String,
}

/// A post that cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A template is wrong.
    #[error(transparent)]
    Template(#[from] template::Error),
    /// A template made a path that no post may have.
    #[error("`{0}` is no path for a post")]
    Path(String),
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Template(error) => error.help(),
            Self::Path(_) => Some(
                "`blog.path` must give a path inside the repository, outside .git and .github, that ends with .md"
                    .to_owned(),
            ),
        }
    }
}

/// Renders an issue.
pub fn render(issue: &Issue, _assets: &[Asset], rendering: &Rendering) -> Result<Post, Error> {
    let _ = (issue, rendering);
    todo!("the text room")
}
