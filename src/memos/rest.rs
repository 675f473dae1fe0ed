//! The wire shapes of the API to 0.21: plain JSON with seconds and numbers.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::api::{ListedMemo, Owner, Page, ServerUrls};
use super::fields::{or_default, size};
use super::file_address::{self, Keys};
use super::tags;
use crate::memo::{Attachment, Memo, Syntax, Visibility};

/// Rows that are asked for at a time.
pub(super) const PAGE_SIZE: usize = 200;

/// A memo as 0.10 to 0.21 write it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireMemo {
    id: i64,
    #[serde(default, deserialize_with = "or_default")]
    name: String,
    row_status: String,
    creator_id: i64,
    created_ts: i64,
    updated_ts: Option<i64>,
    display_ts: Option<i64>,
    #[serde(default)]
    content: String,
    #[serde(default)]
    visibility: String,
    #[serde(default)]
    pinned: bool,
    #[serde(default, deserialize_with = "or_default")]
    resource_list: Vec<WireResource>,
    #[serde(default, deserialize_with = "or_default")]
    relation_list: Vec<Relation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireResource {
    id: i64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    uid: String,
    #[serde(default)]
    public_id: String,
    #[serde(default)]
    filename: String,
    #[serde(default)]
    external_link: String,
    #[serde(default, rename = "type")]
    media_type: String,
    #[serde(default, deserialize_with = "size")]
    size: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relation {
    memo_id: i64,
    #[serde(rename = "type")]
    kind: String,
}

/// An account.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireUser {
    id: i64,
    #[serde(default)]
    username: String,
    nickname: Option<String>,
}

/// Makes a page of these rows. A full one has another behind it.
pub(super) fn page(memos: Vec<WireMemo>, before: usize, urls: &ServerUrls) -> Page {
    let full = memos.len() >= PAGE_SIZE;
    let next = full.then(|| ("offset", (before + memos.len()).to_string()));
    let rows = memos.into_iter().map(|memo| memo.row(urls)).collect();
    Page { rows, next }
}

/// The parameters that both generations understand. Archived memos come unless they are sent away; the creator is
/// left out, because naming oneself hides one's private memos in 0.10 to 0.13.
pub(super) fn query() -> Vec<(&'static str, String)> {
    vec![
        ("rowStatus", "NORMAL".to_owned()),
        ("limit", PAGE_SIZE.to_string()),
    ]
}

/// Returns true if an id is a memo's number.
pub(super) fn is_number(id: &str) -> bool {
    id.parse::<u32>().is_ok()
}

impl WireMemo {
    /// Reads the memo as one of that server.
    pub(super) fn row(self, urls: &ServerUrls) -> ListedMemo {
        let number = self.id.to_string();
        let comment = self
            .relation_list
            .iter()
            .any(|relation| relation.kind == "COMMENT" && relation.memo_id == self.id);
        let (id, aliases) = if self.name.is_empty() {
            (number, Vec::new())
        } else {
            (self.name, vec![number])
        };
        let visibility = Visibility::read(&self.visibility);
        let created = instant(self.created_ts);
        let files = self.resource_list.into_iter();
        let memo = Memo {
            page: (visibility == Visibility::Public).then(|| urls.page(&id)),
            id,
            aliases,
            created,
            updated: self.updated_ts.map_or(created, instant),
            displayed: self.display_ts.map_or(created, instant),
            visibility,
            pinned: self.pinned,
            tags: tags::scan(&self.content),
            content: self.content,
            attachments: files.map(|file| file.read(urls)).collect(),
            syntax: Syntax::Classic,
        };
        ListedMemo {
            memo,
            creator: key(self.creator_id),
            archived: self.row_status != "NORMAL",
            comment,
        }
    }
}

impl WireResource {
    fn read(self, urls: &ServerUrls) -> Attachment {
        let number = self.id.to_string();
        // 0.21 has `resources/7` for a name, and the uid beside it.
        let uid = [self.uid, self.name]
            .into_iter()
            .find(|name| !name.is_empty() && !name.contains('/'));
        let url = urls.external(&self.external_link).unwrap_or_else(|| {
            let keys = Keys {
                number: &number,
                uid: uid.as_deref(),
                public_id: &self.public_id,
                filename: &self.filename,
            };
            file_address::classic(urls, keys)
        });
        let (id, aliases) = match uid {
            Some(uid) => (uid, vec![number]),
            None => (number, Vec::new()),
        };
        Attachment {
            id,
            aliases,
            filename: self.filename,
            media_type: self.media_type,
            size: self.size,
            url,
        }
    }
}

impl From<WireUser> for Owner {
    fn from(user: WireUser) -> Self {
        Self::new(key(user.id), user.username, user.nickname)
    }
}

fn key(id: i64) -> String {
    format!("users/{id}")
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
