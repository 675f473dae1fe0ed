//! The pattern of a series' paths, read off the names of files alone.
//!
//! Every name that could be an issue's is taken apart into what all issues share and what is its own; the names that
//! agree are a series if a word says so, or if their numbers follow each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::engine::{folder_and_stem, join};
use crate::numeral::{self, Style};
use crate::series::words::is_series_word;
use crate::template;

/// The names of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathPattern {
    /// The template of a post's path, with `slug` in it.
    pub(super) path: String,
    /// The template of the slug.
    pub(super) slug: String,
    /// The issues that were found, the newest first.
    pub(super) issues: Vec<(u32, String)>,
    /// The confidence that these are issues.
    confidence: Confidence,
}

impl PathPattern {
    /// The path of the newest issue.
    pub(super) fn newest(&self) -> Option<&str> {
        self.issues.first().map(|(_, path)| path.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Confidence {
    /// By numbers that follow each other.
    Counted,
    /// Beside that, by a word that may say it.
    Hinted,
    /// By their name or their folder's.
    Named,
}

/// The series among these paths: the one that is surest, then the one with the most issues. Of two languages it is that
/// of the site, a tag like `zh-CN`, or the one without a name.
pub(super) fn find<'a>(
    paths: impl Iterator<Item = &'a str>,
    language: Option<&str>,
) -> Option<PathPattern> {
    let mut groups: BTreeMap<SharedName, Vec<OwnName>> = BTreeMap::new();
    for path in paths {
        if let Some((shared, own)) = take_apart(path) {
            groups.entry(shared).or_default().push(own);
        }
    }
    let patterns = groups
        .into_iter()
        .filter_map(|(shared, issues)| pattern(&shared, issues));
    patterns.max_by_key(|pattern| {
        let newest = pattern.issues.first().map(|(number, _)| *number);
        let rank = language_rank(&pattern.path, language);
        (
            pattern.confidence,
            rank,
            pattern.issues.len(),
            newest,
            Reverse(pattern.path.len()),
        )
    })
}

/// Above others if a path names the language of the site, below them if it names another.
fn language_rank(path: &str, language: Option<&str>) -> u8 {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[/.])(zh|en|ja|ko|de|fr|es|pt|ru|it)(?:[-_][a-z]{2,4})?(?:[/.])")
            .expect("a valid pattern")
    });
    let Some(named) = NAMED.captures(path).and_then(|found| found.get(1)) else {
        return 1;
    };
    let is_site = language.is_some_and(|language| {
        language
            .to_ascii_lowercase()
            .starts_with(&named.as_str().to_ascii_lowercase())
    });
    if is_site { 2 } else { 0 }
}

/// The pattern of issues whose names hold no number: beside them, named by their day if they are.
pub(super) fn of_titled(issues: Vec<(u32, String)>) -> Option<PathPattern> {
    let (folder, stem) = folder_and_stem(&issues.first()?.1);
    let (mut folder, mut name) = (folder, stem);
    if stem == "index" {
        (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    }
    let (day, rest) = without_day(name);
    let file = match (day.is_empty(), rest.is_empty()) {
        (false, true) => day,
        (false, false) => format!("{day}{{{{ slug }}}}"),
        _ => "{{ slug }}".to_owned(),
    };
    let tail = if stem == "index" { "/index.md" } else { ".md" };
    Some(PathPattern {
        path: join(&with_dates(folder), &format!("{file}{tail}")),
        slug: "weekly-{{ number }}".to_owned(),
        issues,
        confidence: Confidence::Named,
    })
}

/// The part that the names of a series have in common; folders and days as templates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SharedName {
    folder: String,
    /// A day before the name, with what follows it.
    day: String,
    /// The text before the number.
    before: String,
    /// The text behind the name: `.md`, `/index.md`, `.en.md`.
    tail: String,
}

/// The part that is a name's own.
#[derive(Debug)]
struct OwnName {
    number: u32,
    style: Style,
    after: String,
    path: String,
}

/// A name of a file, or of a folder with an index page.
fn take_apart(path: &str) -> Option<(SharedName, OwnName)> {
    static LANGUAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\.[a-z]{2}(?:[-_][a-z]{2,4})?$").expect("a valid pattern")
    });
    let (mut folder, stem) = folder_and_stem(path);
    let bare = LANGUAGE
        .find(stem)
        .map_or(stem, |found| &stem[..found.start()]);
    let mut name = bare;
    if bare == "index" || bare.eq_ignore_ascii_case("readme") {
        (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    }
    let begins = if folder.is_empty() {
        0
    } else {
        folder.len() + 1
    };
    let tail = path[begins + name.len()..].to_owned();
    let (day, name) = without_day(name);
    let (before, number, style, after) = number_in(name)?;
    let shared = SharedName {
        folder: with_dates(folder),
        day,
        before: before.to_owned(),
        tail,
    };
    let own = OwnName {
        number,
        style,
        after: after.to_owned(),
        path: path.to_owned(),
    };
    Some((shared, own))
}

/// A day with which a name begins, as a template, and the rest of the name.
pub(super) fn without_day(name: &str) -> (String, &str) {
    for (length, format, template) in [
        (10, "%Y-%m-%d", "{{ date | date }}"),
        (8, "%Y%m%d", "{{ date | date(\"%Y%m%d\") }}"),
    ] {
        if let Some((day, rest)) = name.split_at_checked(length)
            && NaiveDate::parse_from_str(day, format).is_ok()
            && !rest.starts_with(|c: char| c.is_ascii_digit())
        {
            let name = rest.trim_start_matches(['-', '_']);
            let separator = &rest[..rest.len() - name.len()];
            return (format!("{template}{separator}"), name);
        }
    }
    (String::new(), name)
}

/// A folder with years, months and days in its path as templates.
pub(super) fn with_dates(folder: &str) -> String {
    let mut formats = ["%Y", "%m", "%d"].into_iter().peekable();
    let parts = folder.split('/').map(|part| {
        let is_digits = part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match formats.peek() {
            Some(&"%Y") => is_digits && is_year(part),
            Some(_) => is_digits && part.len() == 2,
            None => false,
        };
        if fits {
            let format = formats.next().unwrap_or_default();
            return format!("{{{{ date | date(\"{format}\") }}}}");
        }
        // what does not follow a year is no month
        formats = ["%Y", "%m", "%d"].into_iter().peekable();
        template::literal(part)
    });
    parts.collect::<Vec<_>>().join("/")
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// The number in a name: the one that a word names, else one at its end, else one at its beginning.
fn number_in(name: &str) -> Option<(&str, u32, Style, &str)> {
    static HAN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("第([〇零一二三四五六七八九十百千]+)[期回号號]").expect("a valid pattern")
    });
    static DIGITS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("[0-9]+").expect("a valid pattern"));
    if let Some(found) = HAN.captures(name).and_then(|found| found.get(1)) {
        let number = numeral::read(&format!("第{}期", found.as_str()))?;
        return Some((
            &name[..found.start()],
            number,
            Style::Chinese,
            &name[found.end()..],
        ));
    }
    let found: Vec<_> = DIGITS
        .find_iter(name)
        .filter(|digits| digits.len() <= 4 && !is_year(digits.as_str()))
        .collect();
    let has_year = DIGITS
        .find_iter(name)
        .any(|digits| is_year(digits.as_str()) || digits.len() > 4);
    let is_named = |digits: &&regex::Match<'_>| names_issues(&name[..digits.start()]).is_some();
    // beside a year, a number without a word may be a week, a month or a day
    let unnamed = || {
        let at_an_end =
            |digits: &&regex::Match<'_>| digits.end() == name.len() || digits.start() == 0;
        found.iter().rev().find(at_an_end).filter(|_| !has_year)
    };
    let digits = found.iter().find(is_named).or_else(unnamed)?;
    let number = digits.as_str().parse().ok()?;
    let spelt = numeral::find(name, number)
        .into_iter()
        .find(|spelt| spelt.start == digits.start())?;
    Some((
        &name[..spelt.start],
        number,
        spelt.style,
        &name[spelt.end..],
    ))
}

/// The confidence that the end of a text is a word for issues; `None` if it is none.
fn names_issues(before: &str) -> Option<Confidence> {
    let word = before
        .trim_end_matches(['-', '_', '.', ' ', '#', '第'])
        .to_lowercase();
    if before.ends_with('第') || is_series_word(&word) {
        return Some(Confidence::Named);
    }
    let hints = ["no", "ep", "episode", "links", "share", "part", "log"];
    let is_hint = hints.iter().any(|hint| {
        word.strip_suffix(hint)
            .is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    is_hint.then_some(Confidence::Hinted)
}

/// The pattern of a series, if these are the issues of one.
fn pattern(shared: &SharedName, mut issues: Vec<OwnName>) -> Option<PathPattern> {
    issues.sort_by(|a, b| (b.number, &a.path).cmp(&(a.number, &b.path)));
    let confidence = confidence(shared, &issues)?;
    let newest = issues.first()?;
    let widest = issues.iter().find_map(|issue| match issue.style {
        Style::Padded(_) => Some(issue.style),
        _ => None,
    });
    let style = match newest.style {
        Style::Plain => widest.unwrap_or(Style::Plain),
        style => style,
    };
    let after = after(&issues);
    let slug = format!(
        "{}{}{after}",
        template::literal(&shared.before),
        style.template()
    );
    // an issue needs no components, and its text must not be taken for them
    let tail = shared
        .tail
        .strip_suffix(".mdx")
        .map_or_else(|| shared.tail.clone(), |tail| format!("{tail}.md"));
    let file = format!("{}{{{{ slug }}}}{tail}", shared.day);
    Some(PathPattern {
        path: join(&shared.folder, &file),
        slug,
        issues: issues
            .into_iter()
            .map(|issue| (issue.number, issue.path))
            .collect(),
        confidence,
    })
}

fn confidence(shared: &SharedName, issues: &[OwnName]) -> Option<Confidence> {
    let numbers: BTreeSet<u32> = issues.iter().map(|issue| issue.number).collect();
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let span = usize::try_from(last - first).ok()? + 1;
    let is_counted = numbers.len() >= 3 && span <= numbers.len() * 2;
    let by_word = names_issues(&shared.before);
    let has_name = by_word == Some(Confidence::Named) || {
        let folder = shared.folder.rsplit('/').find(|part| !part.contains("{{"));
        let stands_apart = shared.before.is_empty()
            && issues.iter().all(|issue| {
                issue.after.is_empty() || issue.after.starts_with(['-', '_', '.', ' '])
            });
        stands_apart && folder.is_some_and(|folder| is_series_word(&folder.to_lowercase()))
    };
    if has_name {
        Some(Confidence::Named)
    } else if !is_counted {
        None
    } else {
        by_word.or(Some(Confidence::Counted))
    }
}

/// The template behind the number: the same in all names, or each issue's own headline.
fn after(issues: &[OwnName]) -> String {
    let newest = &issues[0].after;
    let mut others = issues[1..].iter().take(5);
    if newest.is_empty() {
        return String::new();
    }
    if others.len() > 0 && others.all(|other| other.after == *newest) {
        return template::literal(newest);
    }
    let separator: String = newest
        .chars()
        .take_while(|c| !c.is_alphanumeric())
        .collect();
    if separator.is_empty() || issues.len() == 1 {
        // a unit, like 期; what follows it may be the headline of one issue
        return template::literal(newest.split(['-', '_', ' ']).next().unwrap_or_default());
    }
    let separator = template::literal(&separator);
    format!("{{% if headline %}}{separator}{{{{ headline }}}}{{% endif %}}")
}
