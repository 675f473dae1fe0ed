//! Reading a list to its end, or to where nothing that is wanted can follow, a page at a time.
//!
//! The server's filter is a kindness to it, not a promise to us: whether a memo is archived or a comment, and when it
//! was written, is checked here again, for every version alike. Nor is its end: a list that goes in a circle is found
//! out.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::api::{Api, ListedMemo, Page, Query, TimeSpan};
use super::circle::{Circle, MAX_EMPTY_PAGES, MAX_PAGES};
use super::connection::Connection;
use super::error::Error;
use crate::http::{self, Answer, Kind};
use crate::memo::Memo;
use crate::select::TimeOf;

/// Returns the memos of the first list that the server understands, less what is archived, a comment or of other times.
pub(super) async fn rows(
    connection: &Connection,
    api: &dyn Api,
    queries: Vec<Query>,
    span: TimeSpan,
) -> Result<Vec<ListedMemo>, Error> {
    let mut queries = queries.into_iter().peekable();
    while let Some(query) = queries.next() {
        match pages(connection, api, &query, span).await {
            Err(Error::Http(error)) if refuses_filter(&error) && queries.peek().is_some() => {}
            outcome => return outcome,
        }
    }
    Ok(Vec::new())
}

/// Returns true if the server does not understand the filter; 0.24.0 only finds out in its database, and calls that its
/// own fault.
fn refuses_filter(error: &http::Error) -> bool {
    match error.kind() {
        Kind::Status { code, words, .. } => {
            let about_filter = words.as_ref().is_some_and(|words| words.contains("filter"));
            *code == StatusCode::BAD_REQUEST
                || (*code == StatusCode::INTERNAL_SERVER_ERROR && about_filter)
        }
        _ => false,
    }
}

async fn pages(
    connection: &Connection,
    api: &dyn Api,
    query: &Query,
    span: TimeSpan,
) -> Result<Vec<ListedMemo>, Error> {
    let mut kept = Vec::new();
    let mut seen = HashSet::new();
    let mut progress = Progress::default();
    let mut next = None;
    loop {
        let request = connection.get(api.list_path());
        let request = query
            .iter()
            .chain(&next)
            .fold(request, |request, (name, value)| request.query(name, value));
        let answer = connection
            .send(request.fails_for_good_if(refuses_filter))
            .await?;
        let page = api.read_page(&answer, progress.rows, &connection.urls)?;
        progress.note(&page, &answer)?;
        let past = page.rows.iter().any(|row| is_past(row, span));
        for row in page.rows {
            let wanted = span.contains(&row.memo) && row.counts();
            // Lists that are cut by offset may show a row twice when something was written meanwhile.
            if wanted && seen.insert(row.memo.id.clone()) {
                kept.push(row);
            }
        }
        next = page.next;
        if next.is_none() || past {
            return Ok(kept);
        }
    }
}

/// Returns true if everything behind this row is too old. Lists run from new to old, by the time of writing or by that
/// of the last change, and pinned memos stand before all others; times can be set by hand, hence a day of slack.
fn is_past(row: &ListedMemo, span: TimeSpan) -> bool {
    let Memo {
        created,
        updated,
        displayed,
        pinned,
        ..
    } = row.memo;
    let newest = created.max(updated).max(displayed);
    // A list by the time of writing says nothing about changes.
    span.time != TimeOf::Updated && !pinned && newest < span.start - TimeDelta::days(1)
}

/// The progress of reading a list.
#[derive(Debug, Default)]
struct Progress {
    rows: usize,
    pages: usize,
    /// Pages without a row, one after the other.
    empty: usize,
    /// Hashes of the ids and of the tokens that have come.
    ids: HashSet<u64>,
    tokens: HashSet<u64>,
}

impl Progress {
    /// Takes a page in; an error if the list gets nowhere.
    fn note(&mut self, page: &Page, answer: &Answer) -> Result<(), Error> {
        self.rows += page.rows.len();
        self.pages += 1;
        self.empty = if page.rows.is_empty() {
            self.empty + 1
        } else {
            0
        };
        let ids = page.rows.iter().map(|row| hash(&row.memo.id));
        let new = ids.filter(|id| self.ids.insert(*id)).count();
        let Some((_, token)) = &page.next else {
            return Ok(());
        };
        let circle = if !self.tokens.insert(hash(token)) {
            Circle::SamePage
        } else if new == 0 && !page.rows.is_empty() {
            Circle::SameRows
        } else if self.empty > MAX_EMPTY_PAGES {
            Circle::EmptyPages
        } else if self.pages >= MAX_PAGES {
            Circle::TooManyPages
        } else {
            return Ok(());
        };
        let outcome = format!("page {}", self.pages);
        Err(Error::Endless {
            circle,
            at: answer.at(&outcome),
        })
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
