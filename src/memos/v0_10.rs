//! 0.10 to 0.13: `/api/memo`, everything in a `data` envelope, the openId as token.
//!
//! There is no filter on time; pinned memos stand before all others.

use reqwest::Method;
use serde::Deserialize;

use super::api::{Api, ListedMemo, Owner, Page, Query, ServerUrls, TimeSpan};
use super::rest;
use super::version::Version;
use crate::http::{Answer, Error};

/// See the module.
#[derive(Debug)]
pub(super) struct V0_10;

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

impl Api for V0_10 {
    fn who(&self, _: Version) -> (Method, &'static str) {
        (Method::GET, "api/user/me")
    }

    fn read_who(&self, answer: &Answer) -> Result<Option<Owner>, Error> {
        let envelope: Envelope<Option<rest::WireUser>> = answer.json()?;
        Ok(envelope.data.map(Owner::from))
    }

    fn list_path(&self) -> &'static str {
        "api/memo"
    }

    fn queries(&self, _: Version, _: Option<&str>, _: &TimeSpan) -> Vec<Query> {
        vec![rest::query()]
    }

    fn read_page(&self, answer: &Answer, before: usize, urls: &ServerUrls) -> Result<Page, Error> {
        let envelope: Envelope<Vec<rest::WireMemo>> = answer.json()?;
        Ok(rest::page(envelope.data, before, urls))
    }

    fn memo_path(&self, _: Version, id: &str) -> Option<String> {
        rest::is_number(id).then(|| format!("api/memo/{id}"))
    }

    fn read_memo(&self, answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error> {
        let envelope: Envelope<rest::WireMemo> = answer.json()?;
        Ok(envelope.data.row(urls))
    }
}
