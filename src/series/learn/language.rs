//! The language of a series: as the site's configuration names it, else the one in which its issues are written.

use super::issues::Issues;
use crate::blog::{Blog, post};
use crate::engine::{Engine, Site, settings_file};
use crate::issue::Language;
use crate::series::newest::titles;

/// The language, and the file that tells it; `None` if none does.
pub(super) fn seen<'a>(
    blog: &'a Blog,
    engine: &dyn Engine,
    site: &Site,
    issues: &Issues<'a>,
) -> Option<(Language, &'a str)> {
    let chinese = || Some((Language::ZhCn, chinese(blog, issues)?));
    let named = |tag: &str| {
        let file = settings_file(blog, engine.facts().configuration)?;
        Some((tag.parse().ok()?, file))
    };
    match site.language.as_deref() {
        // as `hugo new site` leaves it, whatever its author writes
        Some(tag) if tag.eq_ignore_ascii_case("en-us") => chinese().or_else(|| named(tag)),
        Some(tag) => named(tag),
        None => chinese(),
    }
}

/// The issue with a Chinese title, else one with a Chinese text; without any issue the post with such a title.
fn chinese<'a>(blog: &'a Blog, issues: &Issues<'a>) -> Option<&'a str> {
    let names: Vec<(&str, String)> = issues.names().collect();
    if names.is_empty() {
        let mut titles = titles(blog);
        return titles.find_map(|(path, title)| is_chinese(&title).then_some(path));
    }
    let title = names.iter().find(|(_, title)| is_chinese(title));
    let text = || {
        let is_written = |path: &str| {
            let text = blog.text(path).map(post::body);
            text.is_some_and(is_chinese_text)
        };
        names.iter().find(|(path, _)| is_written(path))
    };
    title.or_else(text).map(|(path, _)| *path)
}

fn is_chinese(words: &str) -> bool {
    words.contains(is_han) && !words.contains(is_kana)
}

/// `true` for a text that is Chinese but for names, code and addresses: it has more Chinese characters than other words.
fn is_chinese_text(text: &str) -> bool {
    let is_other = |word: &&str| word.contains(char::is_alphabetic) && !word.contains(is_han);
    let others = text.split_whitespace().filter(is_other).count();
    is_chinese(text) && text.chars().filter(|c| is_han(*c)).count() > others
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}
