//! 0.22 and 0.23: `/api/v1/memos` with a filter whose operators mean nothing.
//!
//! The server walks through the filter and takes every `name operator value` as a setting. Without a creator in
//! it, 0.22 lists everybody's private memos and 0.23 leaves out one's own.

use reqwest::Method;

use super::api::{Api, ListedMemo, Owner, Page, Query, ServerUrls, TimeSpan};
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

    fn queries(&self, version: Version, user: Option<&str>, span: &TimeSpan) -> Vec<Query> {
        let Some(user) = user else {
            return Vec::new();
        };
        // 0.23.1 gave the field another name, and whoever pins 0.23 may have 0.23.0.
        let states = if version.since(23, 1) {
            ["state", "row_status"]
        } else {
            ["row_status", "state"]
        };
        // The bounds exclude the seconds they name. They are held against the time that is shown, which may be that of
        // the last change: never before the time of writing, so that a lower bound loses no memo, but an upper one would.
        let after = format!(" && display_time_after == {}", span.start.timestamp() - 1);
        let before = format!(" && display_time_before == {}", span.end.timestamp());
        let times = match span.time {
            TimeOf::Created => after,
            TimeOf::Displayed => after + &before,
            TimeOf::Updated => String::new(),
        };
        let queries = states.map(|state| {
            let filter = format!(r#"creator == "{user}" && {state} == "NORMAL"{times}"#);
            vec![
                ("pageSize", gateway::PAGE_SIZE_WITH_NODES.to_string()),
                gateway::full_view(),
                ("filter", filter),
            ]
        });
        queries.into()
    }

    fn read_page(&self, answer: &Answer, _: usize, urls: &ServerUrls) -> Result<Page, Error> {
        gateway::read_page(answer, urls)
    }

    /// Named by its number, linked by its uid.
    fn memo_path(&self, version: Version, id: &str) -> Option<String> {
        if rest::is_number(id) {
            Some(format!("api/v1/memos/{id}"))
        } else {
            version.since(22, 5).then(|| by_uid(id))
        }
    }

    fn read_memo(&self, answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error> {
        gateway::read_memo(answer, urls)
    }

    /// 0.22.0 and 0.22.1 find a uid by a filter only; which of the next ones was the first with a path for it is not known.
    fn number_paths(&self, _: Version, user: &str, id: &str) -> Vec<String> {
        let filter = format!(r#"api/v1/memos?filter=creator == "{user}" %26%26 uid == "{id}""#);
        vec![filter, by_uid(id)]
    }

    fn read_number(&self, answer: &Answer) -> Option<String> {
        gateway::read_number(answer)
    }
}

fn by_uid(id: &str) -> String {
    format!("api/v1/memos:by-uid/{id}")
}
