//! 0.24.0 to 0.25.0: `/api/v1/memos` of a `parent`, with a filter that is one.
//!
//! Without the parent, 0.24.0 leaves out one's own private memos; with it, pinned memos stand before all others.

use reqwest::Method;

use super::api::{Api, ListedMemo, Owner, Page, Query, ServerUrls, TimeSpan};
use super::gateway::{self, FilterTime};
use super::version::Version;
use crate::http::{Answer, Error};

/// See the module.
#[derive(Debug)]
pub(super) struct V0_24;

impl Api for V0_24 {
    fn who(&self, version: Version) -> (Method, &'static str) {
        if version.since(25, 0) {
            (Method::GET, "api/v1/auth/sessions/current")
        } else {
            (Method::POST, "api/v1/auth/status")
        }
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
        let all = vec![
            ("pageSize", gateway::PAGE_SIZE_WITH_NODES.to_string()),
            gateway::full_view(),
            ("parent", user.to_owned()),
            ("state", "NORMAL".to_owned()),
        ];
        if !version.since(24, 4) {
            return vec![all];
        }
        let mut week = all.clone();
        week.push(("filter", gateway::time_filter(span, FilterTime::Seconds)));
        vec![week, all]
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
