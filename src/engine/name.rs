//! The names of the blog engines.

use serde::{Deserialize, Serialize};

/// A blog engine, by name.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// <https://gohugo.io>
    Hugo,
    /// <https://hexo.io>
    Hexo,
    /// <https://jekyllrb.com>
    Jekyll,
    /// <https://www.getzola.org>
    Zola,
    /// <https://astro.build>
    Astro,
    /// <https://vitepress.dev>
    Vitepress,
    /// <https://www.11ty.dev>
    Eleventy,
    /// A folder of Markdown files.
    Markdown,
}

impl Name {
    /// All of them, in the order in which a blog is tried.
    pub const ALL: [Self; 8] = [
        Self::Hexo,
        Self::Astro,
        Self::Vitepress,
        Self::Eleventy,
        Self::Hugo,
        Self::Zola,
        Self::Jekyll,
        Self::Markdown,
    ];

    /// As it is written in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hugo => "hugo",
            Self::Hexo => "hexo",
            Self::Jekyll => "jekyll",
            Self::Zola => "zola",
            Self::Astro => "astro",
            Self::Vitepress => "vitepress",
            Self::Eleventy => "eleventy",
            Self::Markdown => "markdown",
        }
    }

    /// As its own site writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Hexo => "Hexo",
            Self::Jekyll => "Jekyll",
            Self::Zola => "Zola",
            Self::Astro => "Astro",
            Self::Vitepress => "VitePress",
            Self::Eleventy => "Eleventy",
            Self::Markdown => "Markdown",
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no engine of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown blog engine `{0}`: expected one of `hugo`, `hexo`, `jekyll`, `zola`, `astro`, `vitepress`, `eleventy`, `markdown`"
)]
pub struct UnknownName(String);

impl std::str::FromStr for Name {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}
