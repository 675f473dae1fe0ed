//! 0.14 to 0.21: `/api/v1/memo`, a bare array.
//!
//! There is no filter on time; pinned memos stand before all others; comments are listed like memos since 0.16.

use reqwest::Method;

use super::api::{Api, ListedMemo, Owner, Page, Query, ServerUrls, TimeSpan};
use super::gateway;
use super::rest;
use super::version::Version;
use crate::http::{Answer, Error};

/// See the module.
#[derive(Debug)]
pub(super) struct V0_14;

impl Api for V0_14 {
    fn who(&self, _: Version) -> (Method, &'static str) {
        (Method::GET, "api/v1/user/me")
    }

    fn read_who(&self, answer: &Answer) -> Result<Option<Owner>, Error> {
        Ok(answer.json::<Option<rest::WireUser>>()?.map(Owner::from))
    }

    fn list_path(&self) -> &'static str {
        "api/v1/memo"
    }

    fn queries(&self, _: Version, _: Option<&str>, _: &TimeSpan) -> Vec<Query> {
        vec![rest::query()]
    }

    fn read_page(&self, answer: &Answer, before: usize, urls: &ServerUrls) -> Result<Page, Error> {
        Ok(rest::page(answer.json()?, before, urls))
    }

    /// By its number only.
    fn memo_path(&self, _: Version, id: &str) -> Option<String> {
        rest::is_number(id).then(|| format!("api/v1/memo/{id}"))
    }

    fn read_memo(&self, answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error> {
        Ok(answer.json::<rest::WireMemo>()?.row(urls))
    }

    /// A uid, which 0.19 and later put into links, only the gateway knows that those versions have beside this API.
    fn number_paths(&self, version: Version, _: &str, id: &str) -> Vec<String> {
        if !version.since(19, 0) {
            return Vec::new();
        }
        let mut paths = vec![
            format!("api/v2/memos/{id}"),
            format!("api/v2/memos/name/{id}"),
            format!(r#"api/v2/memos:search?filter=uid == "{id}""#),
        ];
        if version.since(21, 0) {
            paths.reverse();
        }
        paths
    }

    fn read_number(&self, answer: &Answer) -> Option<String> {
        gateway::read_number(answer)
    }
}
