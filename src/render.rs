//! From an issue to the post's files: front matter, memos in their layout, assets where the engine finds them.
//!
//! Pure, so that a preview, a dry run and a pull request cannot differ.

mod cover;
mod front_matter;
mod gallery;
mod groups;
mod layout;
mod links;
mod memo;
mod text;
mod warning;

use std::collections::BTreeMap;

use url::Url;

use crate::asset::{Asset, Mode, Outcome};
use crate::blog::{BlogPath, File};
use crate::engine;
use crate::front_matter::Fields;
use crate::issue::{Issue, Published};
use crate::markdown::{LineBreaks, Tree};
use crate::merge::Form;
use crate::series::Conventions;
use crate::series::conventions::Content;
use crate::template;

use cover::cover;
pub use gallery::Gallery;
pub use layout::default_outro;
pub use links::referred;
use memo::Rendered;
use text::Texts;
pub use warning::Warning;

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
    /// The name that errors give it: its path.
    pub name: String,
    /// The text of the template.
    pub source: String,
}

/// How the text of a memo is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TextOptions {
    /// What happens to `#tags` in the text.
    pub tags: TagMode,
    /// For `tags: link`: the address of a tag's page, with `{tag}` in it, for example `/tags/{tag}/`.
    pub tag_url: Option<String>,
    /// Whether a line break in a memo is one in the post.
    pub line_breaks: LineBreaks,
    /// Also write the week's tags into the post's front matter.
    pub tags_in_front_matter: bool,
}

/// What happens to `#tags` in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TagMode {
    /// Tags at the beginning or end go; inside a sentence the word stays.
    #[default]
    Strip,
    /// Tags stay as they are.
    Keep,
    /// Tags become links to `tag_url`.
    Link,
}

/// The places where a memo can be read that is not in this issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// The post of the earlier issue that it is in.
    pub post: Option<Published>,
    /// The memo's page on the Memos server, if the public can read it.
    pub page: Option<Url>,
}

/// Everything about the look of a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendering {
    /// The blog's engine and habits.
    pub conventions: Conventions,
    /// The template of the post's path.
    pub path: String,
    /// The arrangement of the memos.
    pub layout: Layout,
    /// The groups of [`Layout::Grouped`], in order; without any, one for each memo's first tag.
    pub groups: Vec<Group>,
    /// The heading over the memos of no group; the language's own if `None`.
    pub rest: Option<String>,
    /// The template of the lines before the memos; the language's own if `None`.
    pub intro: Option<String>,
    /// The template of the lines after them; the language's own if `None`.
    pub outro: Option<String>,
    /// A template of the whole body in the place of the built-in ones.
    pub template: Option<Template>,
    /// Treatment of the memos' text.
    pub text: TextOptions,
    /// Titles of the pages at bare addresses.
    pub page_titles: BTreeMap<String, String>,
    /// Configured front matter: replaces keys of the same name; a null takes the key out.
    pub front_matter: Fields,
    /// Treatment of attachments.
    pub attachments: Mode,
    /// The arrangement of several pictures of one memo.
    pub gallery: Gallery,
    /// The addresses of the Memos server, each ending in `/`, which no post shows unless it is asked for; the one that
    /// serves files first.
    pub servers: Vec<Url>,
    /// True if the post may link to the pages of public memos.
    pub link_to_memos: bool,
    /// The places where memos can be read that are not in this issue, by the id that its texts have for them.
    pub elsewhere: BTreeMap<String, Elsewhere>,
    /// The issue before this one, if it is to be linked.
    pub previous: Option<Published>,
}

impl Rendering {
    /// Creates the look of a post where nothing is configured.
    pub fn new(conventions: Conventions, path: impl Into<String>) -> Self {
        Self {
            conventions,
            path: path.into(),
            layout: Layout::default(),
            groups: Vec::new(),
            rest: None,
            intro: None,
            outro: None,
            template: None,
            text: TextOptions::default(),
            page_titles: BTreeMap::new(),
            front_matter: Fields::new(),
            attachments: Mode::default(),
            gallery: Gallery::default(),
            servers: Vec::new(),
            link_to_memos: false,
            elsewhere: BTreeMap::new(),
            previous: None,
        }
    }

    /// Returns true if every memo has a heading of its own, by the built-in template.
    fn is_in_sections(&self) -> bool {
        self.layout == Layout::Sections && self.template.is_none()
    }
}

/// A rendered post with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The path of the post itself.
    pub path: String,
    /// The post and its assets.
    pub files: Vec<File>,
    /// One per memo, in order.
    pub entries: Vec<Entry>,
    /// The form in which the memos stand in the post; `None` if the template has one of its own.
    pub form: Option<Form>,
    /// Things that did not come out as one would expect.
    pub warnings: Vec<Warning>,
}

/// A memo in the post, as the pull request tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The memo's id.
    pub id: String,
    /// The memo's first words, without markup.
    pub lead: String,
    /// The memo's page on the Memos server, if the public can read it.
    pub source: Option<Url>,
    /// The number of pictures that the memo shows.
    pub images: usize,
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

/// Renders an issue. `trees` are the texts of its memos, in their order; `assets` are what became of the files that [`crate::asset::wanted`] names.
pub fn render(
    issue: &Issue,
    mut trees: Vec<Tree>,
    assets: &[Asset],
    rendering: &Rendering,
) -> Result<Post, Error> {
    let path = post_path(issue, rendering)?;
    let groups = groups::groups(issue, rendering);
    let order: Vec<usize> = groups
        .iter()
        .flat_map(|group| &group.memos)
        .copied()
        .collect();
    let texts = Texts::new(issue, &order, assets, rendering, &path);
    let apart = rendering.is_in_sections();
    let rendered: Vec<Rendered> = order
        .iter()
        .map(|&index| {
            let tree = std::mem::take(&mut trees[index]);
            memo::render(&texts, &issue.memos[index], tree, apart)
        })
        .collect();
    let page = layout::page(&texts, &groups, &rendered, &cover::address(assets, &texts))?;
    let engine = engine::by_name(rendering.conventions.engine);
    let tags = issue.tags();
    let cover = cover(assets, &texts, rendering);
    let without_cover = cover::missing(cover.as_ref(), rendering);
    let required = engine.required(&page.body);
    let front_matter = rendering.conventions.front_matter(
        &Content {
            issue,
            description: &page.description,
            cover: cover.as_ref().map(|cover| &cover.picture),
            tags: if rendering.text.tags_in_front_matter {
                &tags
            } else {
                &[]
            },
            additions: &page.additions,
        },
        required,
    );
    let heading = rendering.conventions.has_heading;
    let heading = heading.then(|| texts.heading(&issue.title));
    // whatever would switch them off, the post needs it or the blog always has it
    let switches = engine.required("{{");
    let has_tags = !switches.iter().any(|(key, _)| front_matter.contains(key));
    let body = texts.finish(&page.body, has_tags);
    let parts = [front_matter, heading.unwrap_or_default(), body];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let text = parts.join("\n");
    let mut files = vec![File {
        path: path.clone(),
        bytes: text.into_bytes(),
    }];
    files.extend(copied(assets, &texts));
    files.extend(cover.and_then(|cover| cover.file));
    let mut warnings = warning::of_memos(&rendered);
    warnings.extend(warning::lost(&rendered, rendering));
    if files.len() > 1
        && let Some(text) = engine.asset_notice(&rendering.conventions.site)
    {
        warnings.push(Warning { item: None, text });
    }
    let unlisted = engine.list_notice(&rendering.conventions.site, &path);
    warnings.extend(unlisted.map(|text| Warning { item: None, text }));
    warnings.extend(without_cover);
    warnings.extend(warning::unlinked(rendering, &texts, has_tags));
    Ok(Post {
        path,
        files,
        entries: entries(issue, &order, &rendered),
        form: page.form,
        warnings,
    })
}

/// The path of an issue's post.
fn post_path(issue: &Issue, rendering: &Rendering) -> Result<String, Error> {
    let path = template::render("blog.path", &rendering.path, &issue.context())?;
    let is_post = |path: &BlogPath| {
        let extensions = [".md", ".markdown"];
        let mut extensions = extensions.iter();
        extensions.any(|extension| path.as_str().ends_with(extension))
    };
    match BlogPath::writable(path.trim().trim_start_matches("./")) {
        Ok(path) if is_post(&path) => Ok(path.as_str().to_owned()),
        _ => Err(Error::Path(path.trim().to_owned())),
    }
}

fn copied<'a>(assets: &'a [Asset], texts: &'a Texts<'_>) -> impl Iterator<Item = File> + 'a {
    assets.iter().filter_map(|asset| match &asset.outcome {
        Outcome::Copied {
            name,
            bytes,
            is_image,
            ..
        } => Some(File {
            path: texts.path(name, *is_image),
            bytes: bytes.clone(),
        }),
        Outcome::LeftOut(_) => None,
    })
}

fn entries(issue: &Issue, order: &[usize], rendered: &[Rendered]) -> Vec<Entry> {
    order
        .iter()
        .zip(rendered)
        .map(|(&index, rendered)| Entry {
            id: issue.memos[index].id.clone(),
            lead: rendered.lead().to_owned(),
            source: issue.memos[index].page.clone(),
            images: rendered.images,
        })
        .collect()
}
