//! Which memos stand under which heading, and in which order.

use super::{Layout, Rendering};
use crate::issue::{Issue, Language};

/// Memos under one heading.
pub(super) struct Section {
    pub(super) title: String,
    /// Their places in the issue.
    pub(super) memos: Vec<usize>,
}

/// The memos under their headings, in the order of the post.
pub(super) fn groups(issue: &Issue, rendering: &Rendering) -> Vec<Section> {
    let is_grouped = match rendering.template {
        // the user's own may show groups, if there are any
        Some(_) => rendering.layout == Layout::Grouped || !rendering.groups.is_empty(),
        None => rendering.layout == Layout::Grouped,
    };
    if !is_grouped {
        return vec![Section {
            title: String::new(),
            memos: (0..issue.memos.len()).collect(),
        }];
    }
    let configured: Vec<(String, Vec<String>)> = if rendering.groups.is_empty() {
        let first_tags = issue.memos.iter().filter_map(|memo| memo.tags.first());
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for tag in first_tags {
            let outer = tag.split('/').next().unwrap_or(tag).to_owned();
            if !groups.iter().any(|(title, _)| *title == outer) {
                groups.push((outer.clone(), vec![outer]));
            }
        }
        groups
    } else {
        let groups = rendering.groups.iter();
        groups
            .map(|group| (group.title.clone(), group.tags.clone()))
            .collect()
    };
    let mut sections: Vec<Section> = configured
        .iter()
        .map(|(title, _)| title.clone())
        .chain([rest_title(issue, rendering)])
        .map(|title| Section {
            title,
            memos: Vec::new(),
        })
        .collect();
    for (index, memo) in issue.memos.iter().enumerate() {
        let group = configured
            .iter()
            .position(|(_, tags)| tags.iter().any(|tag| memo.has_tag(tag)))
            .unwrap_or(configured.len());
        sections[group].memos.push(index);
    }
    sections.retain(|section| !section.memos.is_empty());
    sections
}

fn rest_title(issue: &Issue, rendering: &Rendering) -> String {
    rendering.rest.clone().unwrap_or_else(|| {
        match issue.language {
            Language::ZhCn => "其他",
            Language::En => "Other",
        }
        .to_owned()
    })
}
