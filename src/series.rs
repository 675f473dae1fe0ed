//! A series and what its issues have in common: learnt from the posts of the blog.
//!
//! Above the engines, because it is the same for all of them: which posts are issues and which numbers they bear, how
//! they are called, where they are and what they look like.

pub mod conventions;
mod learn;
mod newest;
mod numbered;
mod pattern;
mod published;
mod wanted;
mod words;

use crate::issue::Titles;

pub use conventions::Conventions;
pub use learn::{Around, Configured, Doubt, Habit, Learnt, Subject, learn};
pub use published::published;
pub use wanted::{first_look, second_look};

/// The names and places of a series' posts.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// The templates of title and slug.
    pub titles: &'a Titles,
    /// The template of a post's path.
    pub path: &'a str,
    /// The source of its posts' numbers.
    pub numbers: NumberFrom,
}

/// The source of the numbers of published posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberFrom {
    /// From paths; from titles where the path holds none.
    #[default]
    Auto,
    /// From paths only.
    FileNames,
    /// From titles only.
    Titles,
}
