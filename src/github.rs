//! GitHub's API as this project uses it; no policy.
//!
//! What to do with what is read here is decided in [`crate::publish`].

use crate::blog::Blog;

/// What the first question to a repository brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What was wanted of the base branch.
    pub blog: Blog,
    /// GitHub's id of the repository.
    pub id: String,
    /// `owner/name` as GitHub spells it.
    pub full_name: String,
    /// Its page.
    pub url: String,
    /// Whether only some people can read it.
    pub private: bool,
    /// Whether it is read-only.
    pub archived: bool,
    /// Whether it has no commit yet.
    pub empty: bool,
    /// The branch that GitHub shows first; empty in an empty repository.
    pub default_branch: String,
    /// The branch that pull requests go to: the one asked for, else the default one.
    pub base: String,
    /// Its newest commit; `None` if there is no such branch.
    pub base_oid: Option<String>,
    /// Whose token it is, for example `github-actions[bot]`.
    pub viewer: String,
}
