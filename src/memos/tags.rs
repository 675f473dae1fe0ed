//! Tags of servers that do not list them: found in the text as those servers did.

use std::sync::LazyLock;

use regex::Regex;

static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#([^\s#,]+)").expect("the pattern is valid"));

/// The tags of a text, each once, by the rule of 0.14 to 0.21 (`#([^\s#,]+)`); 0.10 to 0.13 differ in the comma only.
pub(super) fn scan(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in TAG.captures_iter(text).map(|found| found[1].to_owned()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
