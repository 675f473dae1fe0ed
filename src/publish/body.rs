//! The description of the pull request: what is in the issue, what was left out, how to change it.
//!
//! Memo text is quoted here, so it is made harmless first: it can ping nobody, close nothing, refer to nothing and
//! break no table.

use chrono::{Datelike, NaiveDate};
use url::Url;

mod marker;
mod neutral;
mod withdrawn;

pub use marker::{
    Marker, Seen, Verdict, closing, is_ours, reads_the_same, remembering, reworded, sign,
    sign_comment, sign_proposal,
};
pub use neutral::{harmless, inert, plain, without_gaps};
pub use withdrawn::{caution, emptied, history, rows, verbs, which};

/// GitHub refuses descriptions above 65,536 characters; templates and markers need some of the rest.
const LIMIT: usize = 60_000;

/// What the description tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// First day of the period.
    pub first_day: NaiveDate,
    /// Last day of the period.
    pub last_day: NaiveDate,
    /// One per memo, in the order of the post.
    pub rows: Vec<Row>,
    /// How many images travel with the post.
    pub images: usize,
    /// As [`crate::select::Selection`] words it, for example ``4 private, 1 tagged `draft` ``; empty if nothing was.
    pub left_out: String,
    /// One sentence each; code spans stay.
    pub warnings: Vec<String>,
}

/// One memo of the issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the post.
    pub number: usize,
    /// Its first words, as plain text.
    pub lead: String,
    /// Its page, if the public may read it.
    pub source: Option<Url>,
}

/// The description without markers; rows at the end give way where it would become too long.
pub fn body(summary: &Summary) -> String {
    let frame = text(summary, &[], 0).chars().count();
    let mut room = LIMIT.saturating_sub(frame + 80);
    let rows: Vec<String> = summary.rows.iter().map(Row::line).collect();
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
    let mut out = headline(summary);
    if !rows.is_empty() {
        out.push_str("\n\n| | memo | |\n|---|---|---|\n");
        out.push_str(&rows.join("\n"));
    }
    if dropped > 0 {
        out.push_str("\n\n… and ");
        out.push_str(&counted(dropped, "more memo", "more memos"));
        out.push_str("; all of them are in the post.");
    }
    if !summary.warnings.is_empty() {
        out.push_str("\n\n> [!WARNING]");
        for (index, warning) in summary.warnings.iter().take(50).enumerate() {
            out.push_str(if index == 0 { "\n> " } else { "\\\n> " });
            out.extend(harmless(warning).chars().take(500));
        }
        if let Some(more) = summary.warnings.len().checked_sub(50).filter(|n| *n > 0) {
            out.push_str("\\\n> … and ");
            out.push_str(&counted(more, "more", "more"));
        }
    }
    out.push_str(
        "\n\nEdit the post here as you like: later runs keep your edits and add only what is new. \
         Merge to publish; close to skip this week.",
    );
    out
}

fn headline(summary: &Summary) -> String {
    let mut out = format!(
        "**{}** {}",
        counted(summary.rows.len(), "memo", "memos"),
        span(summary.first_day, summary.last_day)
    );
    if summary.images > 0 {
        out.push_str(" · ");
        out.push_str(&counted(summary.images, "image", "images"));
    }
    if !summary.left_out.is_empty() {
        out.push_str(" · left out: ");
        out.push_str(&harmless(&summary.left_out));
    }
    out
}

impl Row {
    /// Its line in the table.
    pub fn line(&self) -> String {
        let source = self.source.as_ref().map_or_else(String::new, |url| {
            format!("[source]({})", link_target(url.as_str()))
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

/// `from 6 to 12 March 2023`, with as few repetitions as the two days allow.
fn span(first: NaiveDate, last: NaiveDate) -> String {
    let end = last.format("%-d %B %Y");
    if first == last {
        format!("of {end}")
    } else if first.year() != last.year() {
        format!("from {} to {end}", first.format("%-d %B %Y"))
    } else if first.month() != last.month() {
        format!("from {} to {end}", first.format("%-d %B"))
    } else {
        format!("from {} to {end}", first.day())
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
