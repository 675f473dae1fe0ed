//! 0.25.1 and newer: `/api/v1/memos`, everything that one may read.
//!
//! Other people's memos are among them and have to be sorted out; times in filters were seconds, and are
//! timestamps since 0.30.

use reqwest::Method;

use super::api::{Api, ListedMemo, Owner, Page, Query, ServerUrls, TimeSpan};
use super::gateway::{self, FilterTime};
use super::version::Version;
use crate::http::{Answer, Error};

/// See the module.
#[derive(Debug)]
pub(super) struct V0_25_1;

impl Api for V0_25_1 {
    fn who(&self, version: Version) -> (Method, &'static str) {
        if version.since(26, 0) {
            (Method::GET, "api/v1/auth/me")
        } else {
            (Method::GET, "api/v1/auth/sessions/current")
        }
    }

    fn read_who(&self, answer: &Answer) -> Result<Option<Owner>, Error> {
        gateway::read_user(answer)
    }

    fn list_path(&self) -> &'static str {
        "api/v1/memos"
    }

    fn queries(&self, version: Version, user: Option<&str>, span: &TimeSpan) -> Vec<Query> {
        let page_size = if version.since(29, 0) {
            gateway::PAGE_SIZE
        } else {
            gateway::PAGE_SIZE_OF_SLOW_ROWS
        };
        let all = vec![
            ("pageSize", page_size.to_string()),
            ("state", "NORMAL".to_owned()),
            ("orderBy", "create_time desc".to_owned()),
        ];
        let ways = if version.since(30, 0) {
            [FilterTime::Timestamps, FilterTime::Seconds]
        } else {
            [FilterTime::Seconds, FilterTime::Timestamps]
        };
        let filters = ways.map(|way| gateway::time_filter(span, way));
        let own = user.and_then(|user| own_filter(version, user));
        let mine = filters
            .iter()
            .filter_map(|filter| Some(format!("{} && ({filter})", own.as_deref()?)));
        let mut queries: Vec<Query> = mine
            .chain(filters.iter().cloned())
            .map(|filter| {
                let mut query = all.clone();
                query.push(("filter", filter));
                query
            })
            .collect();
        queries.push(all);
        queries
    }

    fn read_page(&self, answer: &Answer, _: usize, urls: &ServerUrls) -> Result<Page, Error> {
        gateway::read_page(answer, urls)
    }

    fn memo_path(&self, _: Version, id: &str) -> Option<String> {
        Some(format!("api/v1/memos/{id}"))
    }

    fn read_memo(&self, answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error> {
        gateway::read_memo(answer, urls)
    }
}

/// Asks for one's own memos only; `None` where that cannot be said.
fn own_filter(version: Version, user: &str) -> Option<String> {
    let id = user.strip_prefix("users/")?;
    if version.since(27, 0) {
        let plain = id
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.@".contains(c));
        plain.then(|| format!(r#"creator == "{user}""#))
    } else {
        id.parse::<u32>()
            .ok()
            .map(|id| format!("creator_id == {id}"))
    }
}
