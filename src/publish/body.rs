//! The description of the pull request: what is in the issue, what was left out, how to change it.
//!
//! Memo text is quoted here, so it is made harmless first: it can ping nobody, close nothing, refer to nothing and
//! break no table.

use chrono::{Datelike, NaiveDate};
use url::Url;

use crate::issue::Language;
use crate::size::counted;

mod marker;
mod neutral;
mod withdrawn;

pub use marker::{
    Marker, Seen, Verdict, closing, is_ours, reads_the_same, remembering, reworded, sign_comment,
    sign_proposal, unified,
};
pub use neutral::{harmless, inert, plain, without_gaps};
pub use withdrawn::{caution, emptied, history, rows, verbs, which};

/// GitHub refuses descriptions above 65,536 characters; templates and markers need some of the rest.
const LIMIT: usize = 60_000;

/// The content of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// First day of the period.
    pub first_day: NaiveDate,
    /// Last day of the period.
    pub last_day: NaiveDate,
    /// The language of what we write.
    pub language: Language,
    /// One per memo, in the order of the post.
    pub rows: Vec<Row>,
    /// Number of images that travel with the post.
    pub images: usize,
    /// As [`crate::select::Selection`] words it, for example ``4 private, 1 tagged `draft` ``; empty if nothing was.
    pub left_out: String,
    /// One sentence each; code spans stay.
    pub warnings: Vec<String>,
}

/// One memo of the issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number of the memo in the post.
    pub number: usize,
    /// The first words, as plain text.
    pub lead: String,
    /// The memo's page, if the public may read it.
    pub source: Option<Url>,
}

/// The description without markers; rows at the end give way where it would become too long.
pub fn body(summary: &Summary) -> String {
    let frame = text(summary, &[], 0).chars().count();
    let mut room = LIMIT.saturating_sub(frame + 80);
    let rows: Vec<String> = summary
        .rows
        .iter()
        .map(|row| row.line(summary.language))
        .collect();
    let fitting = rows
        .iter()
        .take_while(|row| {
            let size = row.chars().count() + 1;
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        })
        .count();
    text(summary, &rows[..fitting], rows.len() - fitting)
}

fn text(summary: &Summary, rows: &[String], dropped: usize) -> String {
    let language = summary.language;
    let mut out = headline(summary);
    if !rows.is_empty() {
        out.push_str(match language {
            Language::En => "\n\n| | memo | |\n|---|---|---|\n",
            Language::ZhCn => "\n\n| | 内容 | |\n|---|---|---|\n",
        });
        out.push_str(&rows.join("\n"));
    }
    if dropped > 0 {
        let more = match language {
            Language::En => format!(
                "… and {}; all of them are in the post.",
                counted(dropped, "more memo")
            ),
            Language::ZhCn => format!("……还有 {dropped} 条；全部内容都在文章里。"),
        };
        out.push_str("\n\n");
        out.push_str(&more);
    }
    if !summary.warnings.is_empty() {
        out.push_str("\n\n> [!WARNING]");
        for (index, warning) in summary.warnings.iter().take(50).enumerate() {
            out.push_str(if index == 0 { "\n> " } else { "\\\n> " });
            out.push_str(&shortened(warning));
        }
        if let Some(more) = summary.warnings.len().checked_sub(50).filter(|n| *n > 0) {
            let more = match language {
                Language::En => format!("… and {more} more"),
                Language::ZhCn => format!("……还有 {more} 条"),
            };
            out.push_str("\\\n> ");
            out.push_str(&more);
        }
    }
    out.push_str(match language {
        Language::En => {
            "\n\nEdit the post here as you like: later runs keep your edits and add only what is new. \
             Merge to publish; close to skip this week."
        }
        Language::ZhCn => {
            "\n\n可以直接在这里修改文章：之后的运行会保留你的改动，只补充新内容。合并即发布，关闭则跳过这一周。"
        }
    });
    out
}

/// A warning, harmless and not much longer than it is useful; no code span is cut in two.
fn shortened(warning: &str) -> String {
    let first = |count| harmless(&warning.chars().take(count).collect::<String>());
    let text = first(500);
    if text.chars().count() <= 600 {
        text
    } else {
        first(100)
    }
}

fn headline(summary: &Summary) -> String {
    let language = summary.language;
    let count = summary.rows.len();
    let span = span(language, summary.first_day, summary.last_day);
    let mut out = match language {
        Language::En => format!("**{}** {span}", counted(count, "memo")),
        Language::ZhCn => format!("{span}，**{count} 条**"),
    };
    if summary.images > 0 {
        let images = match language {
            Language::En => format!(" · {}", counted(summary.images, "image")),
            Language::ZhCn => format!("，{} 张图片", summary.images),
        };
        out.push_str(&images);
    }
    if !summary.left_out.is_empty() {
        out.push_str(match language {
            Language::En => " · left out: ",
            Language::ZhCn => "；未收录：",
        });
        out.push_str(&harmless(&summary.left_out));
    }
    out
}

/// The warning that memos are in it which not everybody may read in Memos.
pub fn unpublic(language: Language, count: usize) -> String {
    match language {
        Language::En => format!(
            "{} that {} not public in Memos can be read here, by everybody who can read this repository.",
            counted(count, "memo"),
            if count == 1 { "is" } else { "are" }
        ),
        Language::ZhCn => {
            format!("这里有 {count} 条在 Memos 中未公开的内容，能看到这个仓库的人都能看到它们。")
        }
    }
}

/// A clause as a sentence of its own.
pub fn as_sentence(language: Language, clause: &str) -> String {
    let mut letters = clause.chars();
    match (letters.next(), language) {
        (None, _) => String::new(),
        (Some(_), Language::ZhCn) => format!("{clause}。"),
        (Some(first), Language::En) => {
            let first: String = first.to_uppercase().collect();
            format!("{first}{}.", letters.as_str())
        }
    }
}

impl Row {
    /// Returns the memo's line in the table.
    pub fn line(&self, language: Language) -> String {
        let words = match language {
            Language::En => "source",
            Language::ZhCn => "原文",
        };
        let source = self.source.as_ref().map_or_else(String::new, |url| {
            format!("[{words}]({})", link_target(url.as_str()))
        });
        format!("| {} | {} | {source} |", self.number, plain(&self.lead))
    }
}

/// A URL that ends neither the link nor the cell it stands in.
fn link_target(url: &str) -> String {
    url.replace('|', "%7C")
        .replace('(', "%28")
        .replace(')', "%29")
        .replace('\\', "%5C")
}

/// `from 6 to 12 March 2023`, `2023 年 3 月 6 日至 12 日`, with as few repetitions as the two days allow.
fn span(language: Language, first: NaiveDate, last: NaiveDate) -> String {
    let end = language.day(last);
    let (same_year, same_month) = (
        first.year() == last.year(),
        first.year() == last.year() && first.month() == last.month(),
    );
    match language {
        Language::ZhCn => language.span(first, last),
        Language::En if first == last => format!("of {end}"),
        Language::En if !same_year => format!("from {} to {end}", language.day(first)),
        Language::En if !same_month => format!("from {} to {end}", first.format("%-d %B")),
        Language::En => format!("from {} to {end}", first.day()),
    }
}
