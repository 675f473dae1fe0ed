//! From an issue to the page on which it can be read before it is published.

use super::Settings;
use crate::asset::Asset;
use crate::blog::Blog;
use crate::engine;
use crate::front_matter;
use crate::issue::Issue;
use crate::markdown::Tree;
use crate::preview::{self, Page};
use crate::render::{self, Post, Rendering};
use crate::series;

/// The page of an issue, of the same parsed memos: its text as it is without an engine, which needs nothing escaped, and where its post will be.
pub(super) fn page(
    issue: &Issue,
    trees: Vec<Tree>,
    assets: &[Asset],
    rendering: &Rendering,
    post: &Post,
    settings: &Settings,
) -> Result<String, render::Error> {
    const PATH: &str = "issue.md";
    let none = series::learn(
        &Blog::default(),
        engine::Name::Markdown,
        &series::Configured::default(),
    );
    let rendering = Rendering {
        // the page has its own heading
        conventions: series::Conventions {
            has_heading: false,
            ..none.conventions
        },
        path: PATH.to_owned(),
        ..rendering.clone()
    };
    let plain = render::render(issue, trees, assets, &rendering)?;
    let text = plain.files.iter().find(|file| file.path == PATH);
    let text = text.map_or_else(String::new, |file| {
        String::from_utf8_lossy(&file.bytes).into_owned()
    });
    let text = front_matter::split(&text).map_or(text.as_str(), |parts| parts.body);
    Ok(preview::page(&Page {
        title: &issue.title,
        language: issue.language,
        facts: vec![
            issue.language.days(&issue.period),
            format!(
                "#{} · {} · {}",
                issue.number,
                settings.engine.title(),
                post.path
            ),
        ],
        warnings: post
            .warnings
            .iter()
            .map(|warning| warning.words(issue.language))
            .collect(),
        text,
        files: &plain.files,
    }))
}
