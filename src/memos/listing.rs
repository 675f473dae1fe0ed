//! Reading a list to its end, or to where nothing that is wanted can follow, a page at a time.
//!
//! The server's filter is a kindness to it, not a promise to us: whether a memo is archived or a comment, and when it
//! was written, is checked here again, for every version alike.

use std::collections::HashSet;

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::api::{Api, Query, Row, Span};
use super::connection::Connection;
use super::error::Error;
use crate::memo::Memo;
use crate::select::TimeOf;

/// What the first list that the server understands holds, less what is archived, a comment or of other times.
pub(super) async fn rows(
    connection: &Connection,
    api: &dyn Api,
    queries: Vec<Query>,
    span: Span,
) -> Result<Vec<Row>, Error> {
    let mut queries = queries.into_iter().peekable();
    while let Some(query) = queries.next() {
        match pages(connection, api, &query, span).await {
            Err(Error::Http(error))
                if error.status() == Some(StatusCode::BAD_REQUEST) && queries.peek().is_some() => {}
            outcome => return outcome,
        }
    }
    Ok(Vec::new())
}

async fn pages(
    connection: &Connection,
    api: &dyn Api,
    query: &Query,
    span: Span,
) -> Result<Vec<Row>, Error> {
    let mut kept = Vec::new();
    let mut seen = HashSet::new();
    let mut before = 0;
    let mut next = None;
    let mut first = None;
    loop {
        let request = connection.get(api.list_path());
        let request = query
            .iter()
            .chain(&next)
            .fold(request, |request, (name, value)| request.query(name, value));
        let answer = connection.send(request).await?;
        let page = api.read_page(&answer, before, &connection.links)?;
        before += page.rows.len();
        let start = page.rows.first().map(|row| row.memo.id.clone());
        if start.is_some() && start == first {
            return Err(Error::Endless {
                at: answer.at("the same as before"),
            });
        }
        first = start;
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

/// Whether everything behind this row is too old. Lists run from new to old, by the time of writing or by that of
/// the last change, and pinned memos stand before all others; times can be set by hand, hence a day of slack.
fn is_past(row: &Row, span: Span) -> bool {
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
