//! 0.22 and 0.23: `/api/v1/memos` with a filter whose operators mean nothing.
//!
//! The server walks through the filter and takes every `name operator value` as a setting. Without a creator in
//! it, 0.22 lists everybody's private memos and 0.23 leaves out one's own.

use reqwest::Method;

use super::api::{Api, Links, Owner, Page, Query, Row, Span};
use super::gateway;
use super::rest;
use super::version::Version;
use crate::http::{Answer, Error};
use crate::select::TimeOf;

/// See the module.
#[derive(Debug)]
pub(super) struct V0_22;

impl Api for V0_22 {
    fn who(&self, _: Version) -> (Method, &'static str) {
        (Method::POST, "api/v1/auth/status")
    }

    fn read_who(&self, answer: &Answer) -> Result<Option<Owner>, Error> {
        gateway::read_user(answer)
    }

    fn list_path(&self) -> &'static str {
        "api/v1/memos"
    }

    fn queries(&self, version: Version, owner: Option<&Owner>, span: &Span) -> Vec<Query> {
        let Some(owner) = owner else {
            return Vec::new();
        };
        let state = if version.since(23, 1) {
            "state"
        } else {
            "row_status"
        };
        let own = format!(r#"creator == "{}" && {state} == "NORMAL""#, owner.key);
        // The bounds exclude the seconds they name. They are held against the time that is shown, which may be that of
        // the last change: never before the time of writing, so that a lower bound loses no memo, but an upper one would.
        let after = format!("display_time_after == {}", span.start.timestamp() - 1);
        let before = format!("display_time_before == {}", span.end.timestamp());
        let filter = match span.time {
            TimeOf::Created => format!("{own} && {after}"),
            TimeOf::Displayed => format!("{own} && {after} && {before}"),
            TimeOf::Updated => own,
        };
        vec![vec![
            ("pageSize", gateway::PAGE_SIZE_WITH_NODES.to_string()),
            // 0.23.0 lists no attachments without it.
            ("view", "MEMO_VIEW_FULL".to_owned()),
            ("filter", filter),
        ]]
    }

    fn read_page(&self, answer: &Answer, _: usize, links: &Links) -> Result<Page, Error> {
        gateway::read_page(answer, links)
    }

    /// Named by its number, linked by its uid.
    fn memo_path(&self, id: &str) -> Option<String> {
        Some(if rest::is_number(id) {
            format!("api/v1/memos/{id}")
        } else {
            format!("api/v1/memos:by-uid/{id}")
        })
    }

    fn read_memo(&self, answer: &Answer, links: &Links) -> Result<Row, Error> {
        gateway::read_memo(answer, links)
    }
}
