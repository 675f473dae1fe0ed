//! What did not come out as one would expect, in sentences for the pull request.
//!
//! A warning names the memo by its number in the post, which everybody sees, and never by its text.

use std::collections::BTreeSet;

use super::Rendering;
use super::memo::Rendered;
use super::text::Texts;
use crate::issue::{Language, Sentence};

/// Something that did not come out as one would expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The memo's number in the post, if it is about one.
    pub item: Option<usize>,
    /// The event, in one sentence without its full stop.
    pub text: Sentence,
}

impl Warning {
    /// The sentence with the memo that it is about.
    pub fn words(&self, language: Language) -> String {
        let text = self.text.to(language);
        match (self.item, language) {
            (Some(item), Language::En) => format!("item {item}: {text}"),
            (Some(item), Language::ZhCn) => format!("第 {item} 条：{text}"),
            (None, _) => text.to_owned(),
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(Language::En))
    }
}

/// Says that the issue before is not linked although that is wanted.
pub(super) fn unlinked(
    rendering: &Rendering,
    texts: &Texts<'_>,
    has_tags: bool,
) -> Option<Warning> {
    let previous = rendering.previous.as_ref()?;
    let is_linked =
        texts.link_to(previous).is_some() || (has_tags && texts.whole_link("", previous).is_some());
    (!is_linked).then(|| Warning {
        item: None,
        text: Sentence::new(
            format!(
                "the issue before, `{}`, is not linked, because only the built site knows its address; write the link \
                 into `outro`",
                previous.path
            ),
            format!(
                "没有链接上一期 `{}`，因为只有生成后的网站才知道它的地址；请把链接写进 `outro`",
                previous.path
            ),
        ),
    })
}

/// One notice of all formatting that the engine would have dropped.
pub(super) fn lost(rendered: &[Rendered], rendering: &Rendering) -> Option<Warning> {
    let tags: BTreeSet<&String> = rendered.iter().flat_map(|memo| &memo.shaped.lost).collect();
    let tags: Vec<String> = tags.iter().map(|tag| format!("`<{tag}>`")).collect();
    let engine = rendering.conventions.engine.title();
    (!tags.is_empty()).then(|| Warning {
        item: None,
        text: Sentence::new(
            format!(
                "only the words of {} are shown, because {engine} drops HTML unless the site allows it \
                 (`markup.goldmark.renderer.unsafe`)",
                tags.join(", ")
            ),
            format!(
                "{} 只显示其中的文字，因为 {engine} 会去掉 HTML，除非网站允许（`markup.goldmark.renderer.unsafe`）",
                tags.join("、")
            ),
        ),
    })
}

/// Returns the warnings about the memos, with their numbers.
pub(super) fn of_memos(rendered: &[Rendered]) -> Vec<Warning> {
    rendered
        .iter()
        .enumerate()
        .flat_map(|(index, rendered)| {
            rendered.warnings.iter().map(move |text| Warning {
                item: Some(index + 1),
                text: text.clone(),
            })
        })
        .collect()
}
