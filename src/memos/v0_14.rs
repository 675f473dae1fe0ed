//! 0.14 to 0.21: `/api/v1/memo`, a bare array.
//!
//! There is no filter on time; pinned memos stand before all others; comments are listed like memos since 0.16.

use reqwest::Method;
use serde_json::Value;

use super::api::{Api, Links, Owner, Page, Query, Row, Span};
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

    fn queries(&self, _: Version, _: Option<&str>, _: &Span) -> Vec<Query> {
        vec![rest::query()]
    }

    fn read_page(&self, answer: &Answer, before: usize, links: &Links) -> Result<Page, Error> {
        Ok(rest::page(answer.json()?, before, links))
    }

    /// By its number only.
    fn memo_path(&self, id: &str) -> Option<String> {
        rest::is_number(id).then(|| format!("api/v1/memo/{id}"))
    }

    fn read_memo(&self, answer: &Answer, links: &Links) -> Result<Row, Error> {
        Ok(answer.json::<rest::WireMemo>()?.row(links))
    }

    /// A uid, which 0.19 and later put into links, only the gateway knows that those versions have beside this API.
    fn number_paths(&self, version: Version, id: &str) -> Vec<String> {
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
        let value: Value = answer.json().ok()?;
        let memo = value.get("memo").or_else(|| value.pointer("/memos/0"))?;
        let number = memo
            .get("id")
            .and_then(Value::as_u64)
            .map(|id| id.to_string());
        let name = memo.get("name").and_then(Value::as_str);
        let in_name = || name?.strip_prefix("memos/").map(str::to_owned);
        number.or_else(in_name).filter(|id| rest::is_number(id))
    }
}
