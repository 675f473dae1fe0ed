//! memos-weekly turns a week of [Memos](https://www.usememos.com) notes into the next issue of a blog's weekly
//! post and opens a pull request with it.
//!
//! A week flows through five rooms, always forward:
//!
//! ```text
//! source ──► select ──► issue ──► render ──► publish
//! (memos)   (rules)    (number,   (engine,   (folder | pull request)
//!                       title)     markdown)
//! ```
//!
//! The three in the middle are pure: values in, values out. I/O stands at the two ends, and [`pipeline`] reads like
//! that line.
//!
//! # Words
//!
//! *memo*: one note. *period* or *week*: the half-open span an issue covers. *issue*: the weekly post about one
//! period. *number*: which issue it is. *series*: all issues. *engine*: the static-site generator. *post*: the
//! rendered file(s). *asset*: a file that travels with a post. *base*, *head*, *pull request*: as GitHub uses them.
//! *ledger*: the pull requests whose head branch is ours.

pub mod cli;
pub mod config;
pub mod error;
pub mod pipeline;
pub(crate) mod runner;

pub mod blog;
pub mod egress;
pub mod engine;
pub mod front_matter;
pub mod index;
pub mod issue;
pub(crate) mod line;
pub mod markdown;
pub mod memo;
pub mod merge;
pub mod numeral;
pub mod preview;
pub mod render;
pub mod select;
pub mod series;
pub(crate) mod size;
pub mod template;
pub mod week;
pub(crate) mod word;

pub mod asset;
pub mod github;
pub mod http;
pub mod memos;
pub mod page_title;
pub mod publish;
