//! What no single value of a configuration can tell: values that need each other, paths and numbers that cannot be.
//!
//! The readers are those of the flags, so that both refuse the same.

use regex::Regex;

use super::words::read_number;
use super::{Config, Error, branch};
use crate::asset::Images;
use crate::blog::{BlogPath, PathError};
use crate::render::{Layout, TagMode};

impl Config {
    /// Refuses what cannot be, with its place in the file.
    pub(super) fn validate(&self, text: &str, file: &str) -> Result<(), Error> {
        let refuse = |key: &str, message: &str| Err(Error::value(text, file, key, message));
        if self.select.visibility.is_empty() {
            return refuse(
                "select.visibility",
                "`select.visibility` is empty; no memo could ever be taken",
            );
        }
        if self.layout == Layout::Grouped && self.groups.is_empty() {
            return refuse(
                "layout",
                "the layout `grouped` needs `groups`; each has a `title` and `tags`",
            );
        }
        match (self.text.tags, &self.text.tag_url) {
            (TagMode::Link, None) => {
                return refuse(
                    "text.tags",
                    "`text.tags: link` needs `text.tag_url`; for example `/tags/{tag}/`",
                );
            }
            (_, Some(url)) if !url.contains("{tag}") => {
                return refuse(
                    "text.tag_url",
                    "`text.tag_url` names no tag; expected an address with `{tag}` in it",
                );
            }
            _ => {}
        }
        if let Some(Err(reason)) = self.template.as_deref().map(BlogPath::new) {
            return refuse(
                "template",
                &format!(
                    "`template` is not a path in the repository: {reason}; for example `.github/weekly.md.jinja`"
                ),
            );
        }
        if let Some(Err(reason)) = self.blog.path.as_deref().map(post_path) {
            return refuse(
                "blog.path",
                &format!(
                    "`blog.path` is not a path for posts: {reason}; for example `content/posts/{{{{ slug }}}}.md`"
                ),
            );
        }
        if let Some(Err(reason)) = self.index.as_deref().map(index_path) {
            return refuse(
                "index",
                &format!(
                    "`index` is not a path for a list of issues: {reason}; for example `README.md`"
                ),
            );
        }
        if let Err(message) = read_number(&self.number.start.to_string()) {
            return refuse("number.start", &format!("`number.start` {message}"));
        }
        if let Some(Err(message)) = self.catch_up.map(|weeks| read_catch_up(&weeks.to_string())) {
            return refuse("catch_up", &format!("`catch_up` {message}"));
        }
        if let Some(Err(message)) = self.timeout_minutes.map(|it| read_minutes(&it.to_string())) {
            return refuse("timeout_minutes", &format!("`timeout_minutes` {message}"));
        }
        if let Some((key, message)) = self.attachments.images.and_then(Images::complaint) {
            return refuse(&format!("attachments.{key}"), message);
        }
        if let Some(reason) = branch::complaint(&self.pull_request.branch_prefix) {
            let message = format!("`pull_request.branch_prefix` {reason}");
            return refuse("pull_request.branch_prefix", &message);
        }
        Ok(())
    }
}

/// The most weeks that are made up.
const MOST_CAUGHT_UP: usize = 52;

/// The longest that a run may take, in minutes: as long as a job on GitHub.
const LONGEST: f64 = 360.0;

/// Reads how many weeks are made up; the error is a sentence for the one who wrote it.
pub fn read_catch_up(word: &str) -> Result<usize, String> {
    match word.parse() {
        Ok(weeks) if weeks <= MOST_CAUGHT_UP => Ok(weeks),
        _ => Err(format!(
            "cannot be {word}; expected a whole number from 0 to {MOST_CAUGHT_UP}"
        )),
    }
}

/// Reads how many minutes a run may take; the error is a sentence for the one who wrote it.
pub fn read_minutes(word: &str) -> Result<f64, String> {
    match word.parse() {
        Ok(minutes) if minutes > 0.0 && minutes <= LONGEST => Ok(minutes),
        _ => Err(format!(
            "cannot be {word}; expected a number of minutes up to {LONGEST}"
        )),
    }
}

/// Reads a template of a post's path; the error is a sentence for the one who wrote it.
pub fn read_post_path(word: &str) -> Result<String, String> {
    match post_path(word) {
        Ok(_) => Ok(word.to_owned()),
        Err(reason) => Err(format!("`{word}` is not a path for posts: {reason}")),
    }
}

/// The template of a post's path as a path: what is in braces is some name.
fn post_path(template: &str) -> Result<BlogPath, PathError> {
    let names = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}").expect("a valid pattern");
    BlogPath::writable(&names.replace_all(template.trim().trim_start_matches("./"), "name"))
}

/// The path of a list of all issues.
fn index_path(path: &str) -> Result<BlogPath, PathError> {
    let path = BlogPath::writable(path)?;
    let is_markdown = [".md", ".markdown"]
        .iter()
        .any(|end| path.as_str().ends_with(end));
    is_markdown.then_some(path).ok_or(PathError::NotAPath)
}
