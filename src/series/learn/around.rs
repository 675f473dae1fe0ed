//! The words around the memos: what all of the newest issues say before and after them.
//!
//! Only where all of them agree but for their numbers, and nothing that may belong to one: no picture, no link within the
//! blog but that to the issue before, nothing else that the engine replaces.

use std::sync::LazyLock;

use regex::Regex;

use super::{Habit, Subject};
use crate::blog::post::{body, heading};
use crate::numeral;
use crate::series::newest::Example;
use crate::series::numbered::Numbered;
use crate::template;

/// The number of newest issues that must agree.
const AGREEING: usize = 3;

/// The number of paragraphs that are looked at, at either end.
const PARAGRAPHS: usize = 2;

/// A sentence or two; more than that is content.
const LONGEST: usize = 300;

/// The words around the memos of an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The template of the lines before them.
    pub intro: Option<String>,
    /// The template of the lines after them.
    pub outro: Option<String>,
    /// `true` if one of the two links to the issue before.
    pub links_previous: bool,
}

impl Around {
    /// The habits in them, as they are told.
    pub(super) fn habits(&self, seen_in: &str) -> Vec<Habit> {
        let shown = |template: &String| template.replace('\n', " ");
        let intro = self.intro.as_ref().map(|it| (Subject::Intro, shown(it)));
        let outro = self.outro.as_ref().filter(|it| !it.is_empty());
        let outro = outro.map(|it| (Subject::Outro, shown(it)));
        let link = self
            .links_previous
            .then(|| (Subject::PreviousIssue, "true".to_owned()));
        let habits = [intro, outro, link].into_iter().flatten();
        habits
            .map(|(subject, value)| Habit::new(subject, value, seen_in))
            .collect()
    }
}

/// Reads it off the newest issues, given the newest first.
pub(super) fn around(posts: &[Example<'_>]) -> Around {
    let issues = posts.iter().filter_map(|post| {
        let number = post.number?;
        Some((number, paragraphs(post.text)))
    });
    let issues: Vec<(u32, Vec<String>)> = issues.take(AGREEING).collect();
    let shortest = issues.iter().map(|(_, paragraphs)| paragraphs.len()).min();
    // something must be left that is the issue itself
    let room = shortest.unwrap_or_default().saturating_sub(1);
    if issues.len() < AGREEING {
        return Around::default();
    }
    let shared = |at: &dyn Fn(&[String]) -> Option<usize>| {
        let paragraphs = issues.iter().map(|(number, paragraphs)| {
            let place = at(paragraphs)?;
            Some((*number, paragraphs.get(place)?.as_str()))
        });
        habit(&paragraphs.collect::<Option<Vec<_>>>()?)
    };
    let before = (0..PARAGRAPHS.min(room)).map_while(|place| shared(&|_| Some(place)));
    let before: Vec<SharedParagraph> = before.collect();
    let left = PARAGRAPHS.min(room - before.len());
    let after = (1..=left).map_while(|place| shared(&|all| all.len().checked_sub(place)));
    let mut after: Vec<SharedParagraph> = after.collect();
    after.reverse();
    let is_link = |shared: &SharedParagraph| shared.is_link;
    let (in_intro, in_outro) = (before.iter().any(is_link), after.iter().any(is_link));
    let outro = template_of(after);
    Around {
        intro: template_of(before),
        // the usual one would link to it again
        outro: outro.or_else(|| in_intro.then(String::new)),
        links_previous: in_intro || in_outro,
    }
}

/// A paragraph that all issues have.
struct SharedParagraph {
    template: String,
    /// `true` for the link to the issue before.
    is_link: bool,
}

fn template_of(paragraphs: Vec<SharedParagraph>) -> Option<String> {
    let texts: Vec<String> = paragraphs
        .into_iter()
        .map(|shared| shared.template)
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

/// The paragraphs of a post, without front matter and title.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let body = body(&text).trim_start();
    let rest = match heading(body) {
        Some(_) => body.split_once('\n').map_or("", |(_, rest)| rest),
        None => body,
    };
    let paragraphs = rest.split("\n\n").map(|it| it.trim_matches('\n'));
    let paragraphs = paragraphs.filter(|it| !it.trim().is_empty());
    paragraphs.map(str::to_owned).collect()
}

/// The paragraph that all of these are, but for their numbers; each is given with the number of its issue.
fn habit(paragraphs: &[(u32, &str)]) -> Option<SharedParagraph> {
    let (_, first) = paragraphs.first()?;
    if paragraphs.iter().all(|(_, other)| other == first) {
        return are_words(first).then(|| SharedParagraph {
            template: template::literal(first),
            is_link: false,
        });
    }
    sentence(paragraphs).or_else(|| link(paragraphs))
}

/// A sentence with the number of its issue.
fn sentence(paragraphs: &[(u32, &str)]) -> Option<SharedParagraph> {
    let Numbered {
        before,
        style,
        after,
    } = Numbered::shared_by(paragraphs)?;
    let are_words = paragraphs.iter().all(|(_, text)| are_words(text));
    are_words.then(|| SharedParagraph {
        template: format!("{before}{}{after}", style.template()),
        is_link: false,
    })
}

/// The link to the issue before, with the words around it.
fn link(paragraphs: &[(u32, &str)]) -> Option<SharedParagraph> {
    let links = paragraphs.iter();
    let links = links.map(|(number, text)| around_link(*number, text));
    let links: Vec<(&str, &str)> = links.collect::<Option<_>>()?;
    let (before, after) = *links.first()?;
    let is_habit = links.iter().all(|other| *other == (before, after));
    is_habit.then(|| SharedParagraph {
        template: format!(
            "{{% if previous_link %}}{before}{{{{ previous_link }}}}{after}{{% endif %}}"
        ),
        is_link: true,
    })
}

/// The words around a paragraph's only link, in Markdown or as Hexo's tag, if that leads to the issue before.
fn around_link(number: u32, text: &str) -> Option<(&str, &str)> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^ ([^\[\]{}\n]*\pL[^\[\]{}!\n]*)
            (\[[^\[\]\n]+\]\([^()\n]+\) | \{%\s*post_link\s[^{}%\n]+%\})
            ([^\[\]{}()\n]*) $",
        )
        .expect("a valid pattern")
    });
    let found = LINK.captures(text)?;
    let before = number.checked_sub(1)?;
    let leads_there = !numeral::find(&found[2], before).is_empty();
    let part = |at: usize| found.get(at).map(|part| part.as_str());
    leads_there.then_some((part(1)?, part(3)?))
}

/// `true` for a sentence that every issue may have.
fn are_words(text: &str) -> bool {
    const OTHERS: [&str; 7] = ["![", "<", "{", "```", "~~~", "]:", "[^"];
    let begins_block = text.starts_with(['#', '*', '-', '+', '|', ' ', '\t', '=', '!'])
        || text
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with(['.', ')']);
    let leads_out = |(at, _): (usize, &str)| text[at..].starts_with("](http");
    text.len() <= LONGEST
        && !begins_block
        && !OTHERS.iter().any(|sign| text.contains(sign))
        && text.match_indices("](").all(leads_out)
        && text.contains(char::is_alphabetic)
}
