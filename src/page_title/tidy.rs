//! A page's title as it stands in a sentence: one line, without the name of the site, and not too long.
//!
//! Sites write their name before or behind every title. What is taken for it is what the page itself calls its site,
//! what the address says, or what stands behind a bar; a dash alone may as well be the author's.

use url::Url;

/// The length of a title, in characters.
const LONGEST: usize = 80;

/// One line of what can be seen, without the site's name; `None` if that is nothing. `site` is what the page says that
/// its site is called.
pub(super) fn tidy(title: &str, url: &Url, site: Option<&str>) -> Option<String> {
    let line = line(title);
    let is_front_page = matches!(url.path(), "" | "/") && url.query().is_none();
    let title = if is_front_page {
        line.as_str()
    } else {
        without_site(&line, &SiteNames::new(url, site))
    };
    (!title.is_empty()).then(|| cut(title))
}

/// The possible names of a site, as letters and digits in lower case.
struct SiteNames(Vec<String>);

impl SiteNames {
    fn new(url: &Url, name: Option<&str>) -> Self {
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        // the last label is nobody's name
        let labels = host.rsplit('.').skip(1).chain([host]);
        let names = labels.chain(name).map(letters);
        Self(names.filter(|name| name.chars().count() > 1).collect())
    }

    fn is(&self, part: &str) -> bool {
        let part = letters(part);
        self.0.contains(&part)
    }
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn without_site<'a>(title: &'a str, site: &SiteNames) -> &'a str {
    let mut title = title;
    while let Some((start, end, bar)) = last_part(title) {
        let is_name = site.is(end) || (bar && is_short(end, start));
        let too_long = title.chars().count() > LONGEST && is_short(end, start);
        if !is_name && !too_long {
            break;
        }
        title = start;
    }
    match first_part(title) {
        Some((start, end)) if site.is(start) => end,
        _ => title,
    }
}

/// `true` for a part that is no more than a name behind something longer.
fn is_short(part: &str, rest: &str) -> bool {
    const NAME: usize = 24;
    let length = part.chars().count();
    length <= NAME && length < rest.chars().count()
}

/// Dashes and dots with spaces around them; whether they are bars, which nobody writes for anything else, is said
/// beside them.
const SEPARATORS: [(&str, bool); 13] = [
    (" - ", false),
    (" – ", false),
    (" — ", false),
    (" · ", false),
    (" • ", false),
    (" :: ", false),
    (" » ", false),
    (" « ", false),
    (" / ", false),
    (" | ", true),
    ("｜", true),
    (" ‖ ", true),
    (" ┃ ", true),
];

/// The parts before and behind the last separator, and `true` if that is a bar.
fn last_part(title: &str) -> Option<(&str, &str, bool)> {
    let ends = SEPARATORS.iter().filter_map(|&(separator, bar)| {
        let at = title.rfind(separator)?;
        Some((at, separator.len(), bar))
    });
    // Chinese sites join their name with an underscore; elsewhere it is part of a word
    let underscore = title
        .rfind('_')
        .and_then(|at| match ideographs_beside(title, at) {
            0 => None,
            beside => Some((at, 1, beside == 2)),
        });
    let ends = ends.chain(underscore);
    let (at, length, bar) = ends.max_by_key(|&(at, ..)| at)?;
    let (start, end) = (title[..at].trim_end(), title[at + length..].trim_start());
    (!start.is_empty() && !end.is_empty()).then_some((start, end, bar))
}

fn first_part(title: &str) -> Option<(&str, &str)> {
    let starts = SEPARATORS.iter().filter_map(|&(separator, _)| {
        let (start, end) = title.split_once(separator)?;
        Some((start.trim_end(), end.trim_start()))
    });
    let (start, end) = starts.min_by_key(|(start, _)| start.len())?;
    (!start.is_empty() && !end.is_empty()).then_some((start, end))
}

/// The number of sides, of two, on which an ideograph stands beside a sign of one byte.
fn ideographs_beside(title: &str, at: usize) -> usize {
    let is_ideograph = |c: char| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let before = title[..at].trim_end().chars().next_back();
    let after = title[at + 1..].trim_start().chars().next();
    let beside = before.into_iter().chain(after);
    beside.filter(|&c| is_ideograph(c)).count()
}

/// At most so many characters, up to the end of a word where there is one near.
fn cut(title: &str) -> String {
    const NEAR: usize = 20;
    let Some((end, _)) = title.char_indices().nth(LONGEST) else {
        return title.to_owned();
    };
    let room = title
        .char_indices()
        .nth(LONGEST - 1)
        .map_or(end, |(at, _)| at);
    let near = title
        .char_indices()
        .nth(LONGEST - NEAR)
        .map_or(0, |(at, _)| at);
    let word = title[..end].rfind(' ').filter(|&space| space >= near);
    let mut start = &title[..word.unwrap_or(room)];
    // not within what is one character to its reader
    while title[start.len()..].starts_with(is_joined) || start.ends_with('\u{200d}') {
        let Some((at, _)) = start.char_indices().next_back() else {
            break;
        };
        start = &start[..at];
    }
    format!(
        "{}…",
        start.trim_end_matches(|c: char| c.is_whitespace() || ",;:，、；：—–-".contains(c))
    )
}

/// Accents, joiners, variants and skin tones, which belong to the character before them.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn line(title: &str) -> String {
    let visible: String = title.chars().filter(|&c| !is_invisible(c)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ")
}

/// Control characters, and those that turn the direction of the text around them.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(title: &str, url: &str, site: Option<&str>) -> Option<String> {
        tidy(title, &url.parse().expect("an address"), site)
    }

    const PAGE: &str = "https://example.org/page";

    #[test]
    fn a_title_is_one_line_of_what_can_be_seen() {
        let cases = [
            ("  a\n\t b\u{a0}c\u{3000}d ", Some("a b c d")),
            ("a\u{0}\u{7}b\u{202e}c\u{200b}", Some("abc")),
            ("👩\u{200d}💻", Some("👩\u{200d}💻")),
            ("", None),
            (" \u{feff}\n", None),
        ];
        for (title, expected) in cases {
            assert_eq!(tidied(title, PAGE, None).as_deref(), expected, "{title:?}");
        }
    }

    #[test]
    fn the_name_of_the_site_goes() {
        let cases = [
            (
                "How to exit Vim? - Stack Overflow",
                "https://stackoverflow.com/q/1",
                None,
                "How to exit Vim?",
            ),
            (
                "CommonMark - Wikipedia",
                "https://en.wikipedia.org/wiki/CommonMark",
                None,
                "CommonMark",
            ),
            (
                "GitHub - duckdb/duckdb: an analytical database",
                "https://github.com/duckdb/duckdb",
                None,
                "duckdb/duckdb: an analytical database",
            ),
            (
                "Issues · duckdb/duckdb · GitHub",
                "https://github.com/duckdb/duckdb/issues",
                None,
                "Issues · duckdb/duckdb",
            ),
            (
                "serde - Rust - Docs.rs",
                "https://docs.rs/serde",
                None,
                "serde - Rust",
            ),
            (
                "一篇长长的文章标题 - 少数派",
                "https://sspai.com/post/1",
                Some("少数派"),
                "一篇长长的文章标题",
            ),
            (
                "一篇长长的文章标题 | 阮一峰",
                "https://example.com/post/1",
                None,
                "一篇长长的文章标题",
            ),
            (
                "置身事内_百度百科",
                "https://baike.baidu.com/item/1",
                None,
                "置身事内_百度百科",
            ),
            (
                "置身事内（兰小欢的著作）_百度百科",
                "https://baike.baidu.com/item/1",
                None,
                "置身事内（兰小欢的著作）",
            ),
            (
                "一篇长长的文章标题_哔哩哔哩_bilibili",
                "https://www.bilibili.com/video/1",
                None,
                "一篇长长的文章标题",
            ),
            (
                "Border radius | CSS | MDN",
                "https://developer.mozilla.org/css",
                None,
                "Border radius",
            ),
            (
                "A title – The Verge",
                "https://www.theverge.com/1",
                None,
                "A title",
            ),
            (
                "A title — A Blog",
                "https://example.org/1",
                Some("A Blog"),
                "A title",
            ),
        ];
        for (title, url, site, expected) in cases {
            assert_eq!(
                tidied(title, url, site).as_deref(),
                Some(expected),
                "{title}"
            );
        }
    }

    #[test]
    fn what_may_be_the_authors_stays() {
        for title in [
            "Tauri 2.0 - Stable Release",
            "Rust — the first ten years",
            "snake_case and camelCase",
            "a_b",
            "理解 user_信息 表结构",
            "从零理解信息_user 表",
            "A/B testing",
            "one | a part that is longer than the one before it",
            "- Example",
            "Example -",
            " | ",
        ] {
            let expected = line(title);
            assert_eq!(tidied(title, PAGE, None), Some(expected), "{title}");
        }
        // of a front page, the site's name is what it says
        let front = tidied("GitHub · Build software", "https://github.com/", None);
        assert_eq!(front.as_deref(), Some("GitHub · Build software"));
        assert_eq!(
            tidied("GitHub", "https://github.com/about", None).as_deref(),
            Some("GitHub")
        );
    }

    #[test]
    fn a_long_title_loses_its_end() {
        let whole = "字".repeat(80);
        assert_eq!(tidied(&whole, PAGE, None), Some(whole.clone()));
        let cut = format!("{}…", "字".repeat(79));
        assert_eq!(tidied(&format!("{whole}字"), PAGE, None), Some(cut));
        let long = format!("{} - Somebody's Notes", "word ".repeat(15));
        assert_eq!(
            tidied(&long, PAGE, None),
            Some("word ".repeat(15).trim().to_owned())
        );
        let words = tidied(&"words, ".repeat(20), PAGE, None).expect("a title");
        assert_eq!(words, format!("{}words…", "words, ".repeat(10)));
        let family = format!("{}👩\u{200d}💻{}", "字".repeat(77), "字".repeat(9));
        let cut = format!("{}…", "字".repeat(77));
        assert_eq!(tidied(&family, PAGE, None), Some(cut));
    }
}
