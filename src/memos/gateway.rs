//! The wire shapes of the API since 0.22: protocol buffers as JSON.
//!
//! 64-bit numbers are strings, what is not set may be absent or null, and names of fields changed now and then;
//! one tolerant shape reads them all.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::api::{ListedMemo, Owner, Page, ServerUrls, TimeSpan};
use super::fields::{or_default, size};
use super::file_address;
use super::rest;
use super::tags;
use crate::http::{Answer, Error};
use crate::memo::{Attachment, Memo, Syntax, Visibility};
use crate::select::TimeOf;

/// Rows that are asked for at a time; servers since 0.27 give no more.
pub(super) const PAGE_SIZE: usize = 1000;

/// The same to 0.25.0, where every row carries its parsed text, which is five to ten times as much.
pub(super) const PAGE_SIZE_WITH_NODES: usize = 200;

/// The same from there to 0.28, where every row costs queries of its own: 0.26.2 needs 33 ms for each among 20,000 memos,
/// so that 1,000 rows take longer than an answer may.
pub(super) const PAGE_SIZE_OF_SLOW_ROWS: usize = 100;

/// Without it, 0.23.0 lists no attachments; no other version looks at it.
pub(super) fn full_view() -> (&'static str, String) {
    ("view", "MEMO_VIEW_FULL".to_owned())
}

/// An answer of the list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    #[serde(deserialize_with = "or_default")]
    memos: Vec<WireMemo>,
    #[serde(default, deserialize_with = "or_default")]
    next_page_token: String,
}

/// A memo as the gateway writes it, in any version.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireMemo {
    name: String,
    #[serde(default)]
    uid: String,
    #[serde(alias = "rowStatus")]
    state: String,
    creator: String,
    create_time: DateTime<Utc>,
    update_time: Option<DateTime<Utc>>,
    display_time: Option<DateTime<Utc>>,
    #[serde(default)]
    content: String,
    #[serde(default)]
    visibility: String,
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<String>,
    property: Option<Property>,
    #[serde(default)]
    pinned: bool,
    #[serde(default, alias = "resources", deserialize_with = "or_default")]
    attachments: Vec<WireAttachment>,
    parent: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    relations: Vec<Relation>,
}

/// A tie between two memos.
#[derive(Debug, Deserialize)]
struct Relation {
    #[serde(default)]
    memo: Related,
    #[serde(default, rename = "type")]
    kind: String,
}

/// A memo by its name: alone in 0.22, in an envelope since.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Related {
    Bare(String),
    Envelope {
        #[serde(default)]
        name: String,
    },
}

impl Default for Related {
    fn default() -> Self {
        Self::Bare(String::new())
    }
}

/// The parsed text, of which 0.22.2 to 0.23.0 keep the tags here.
#[derive(Debug, Deserialize)]
struct Property {
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAttachment {
    name: String,
    #[serde(default)]
    uid: String,
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
struct WireUser {
    name: String,
    #[serde(default)]
    username: String,
    #[serde(alias = "nickname")]
    display_name: Option<String>,
}

/// An account, alone to 0.24 and in an envelope since.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Who {
    Bare(WireUser),
    Envelope { user: Option<WireUser> },
}

/// Reads a page of the list.
pub(super) fn read_page(answer: &Answer, urls: &ServerUrls) -> Result<Page, Error> {
    let list: List = answer.json()?;
    let rows = list.memos.into_iter().map(|memo| memo.row(urls));
    Ok(Page {
        rows: rows.collect(),
        next: (!list.next_page_token.is_empty()).then_some(("pageToken", list.next_page_token)),
    })
}

/// Reads one memo.
pub(super) fn read_memo(answer: &Answer, urls: &ServerUrls) -> Result<ListedMemo, Error> {
    Ok(answer.json::<WireMemo>()?.row(urls))
}

/// Reads the number of a memo, alone or the first of a list.
pub(super) fn read_number(answer: &Answer) -> Option<String> {
    let value: Value = answer.json().ok()?;
    let enclosed = value.get("memo").or_else(|| value.pointer("/memos/0"));
    let memo = enclosed.unwrap_or(&value);
    let number = memo.get("id").and_then(Value::as_u64);
    let name = memo.get("name").and_then(Value::as_str);
    let in_name = || name?.strip_prefix("memos/").map(str::to_owned);
    let number = number.map(|number| number.to_string());
    number.or_else(in_name).filter(|id| rest::is_number(id))
}

/// Reads an account.
pub(super) fn read_user(answer: &Answer) -> Result<Option<Owner>, Error> {
    let user = match answer.json()? {
        Who::Bare(user) => Some(user),
        Who::Envelope { user } => user,
    };
    Ok(user.map(|user| Owner::new(user.name, user.username, user.display_name)))
}

/// The form in which a version writes times in filters.
#[derive(Debug, Clone, Copy)]
pub(super) enum FilterTime {
    /// 0.24.4 to 0.29
    Seconds,
    /// Since 0.30
    Timestamps,
}

/// The filter that lets a span of time through.
pub(super) fn time_filter(span: &TimeSpan, written: FilterTime) -> String {
    let instant = |instant: DateTime<Utc>| match written {
        FilterTime::Seconds => instant.timestamp().to_string(),
        FilterTime::Timestamps => format!("timestamp({})", instant.timestamp()),
    };
    let (start, end) = (instant(span.start), instant(span.end));
    let within = |field: &str| format!("{field} >= {start} && {field} < {end}");
    match span.time {
        TimeOf::Created => within("created_ts"),
        TimeOf::Updated => within("updated_ts"),
        // An instance shows the one or the other.
        TimeOf::Displayed => format!("({}) || ({})", within("created_ts"), within("updated_ts")),
    }
}

impl WireMemo {
    /// Reads the memo as one of that server.
    pub(super) fn row(self, urls: &ServerUrls) -> ListedMemo {
        // The versions before 0.22.5 have no `parent`.
        let is_comment = |relation: &Relation| {
            let (Related::Bare(name) | Related::Envelope { name }) = &relation.memo;
            relation.kind == "COMMENT" && *name == self.name
        };
        let comment = self.parent.is_some_and(|parent| !parent.is_empty())
            || self.relations.iter().any(is_comment);
        let number = last_segment(&self.name).to_owned();
        let (id, aliases) = if self.uid.is_empty() {
            (number, Vec::new())
        } else {
            (self.uid, vec![number])
        };
        let visibility = Visibility::read(&self.visibility);
        let tags = match self.property {
            _ if !self.tags.is_empty() => self.tags,
            Some(property) => property.tags,
            None => tags::scan(&self.content),
        };
        let attachments = self.attachments.into_iter();
        let memo = Memo {
            page: (visibility == Visibility::Public).then(|| urls.page(&id)),
            id,
            aliases,
            created: self.create_time,
            updated: self.update_time.unwrap_or(self.create_time),
            displayed: self.display_time.unwrap_or(self.create_time),
            visibility,
            pinned: self.pinned,
            content: self.content,
            tags,
            attachments: attachments.map(|file| file.read(urls)).collect(),
            syntax: if urls.version.since(25, 3) {
                Syntax::CommonMark
            } else {
                Syntax::Classic
            },
        };
        ListedMemo {
            memo,
            creator: self.creator,
            archived: !matches!(self.state.as_str(), "NORMAL" | "ACTIVE"),
            comment,
        }
    }
}

impl WireAttachment {
    fn read(self, urls: &ServerUrls) -> Attachment {
        let url = urls
            .external(&self.external_link)
            .unwrap_or_else(|| file_address::gateway(urls, &self.name));
        let key = last_segment(&self.name).to_owned();
        let (id, aliases) = if self.uid.is_empty() {
            (key, Vec::new())
        } else {
            (self.uid, vec![key])
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

fn last_segment(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
