//! 0.22 and newer.

use std::cmp::Reverse;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::note::{File, Note};
use super::{Asked, Caller, Reply, Version, World, filter, refused};

pub(super) fn answer(
    version: Version,
    world: &World,
    path: &str,
    asked: &Asked,
    caller: Caller,
) -> Option<Reply> {
    let who = match version {
        (..=24, _) => ("POST", "/api/v1/auth/status"),
        (25, _) => ("GET", "/api/v1/auth/sessions/current"),
        _ => ("GET", "/api/v1/auth/me"),
    };
    if (asked.method.as_str(), path) == who {
        return Some(me(version, caller));
    }
    // Since 0.30 a server that does not know its own address is closed to strangers.
    let closed = version.0 >= 30 && world.settings.instance_url.is_empty();
    if closed && caller == Caller::Nobody {
        let body = r#"{"code": 16, "message": "authentication required"}"#;
        return Some(Reply::new(401, "text/plain; charset=utf-8", body));
    }
    match path {
        "/api/v1/memos" => Some(list(version, world, asked, caller)),
        "/api/v1/memos/-/linkMetadata" if version.0 >= 29 => {
            let link = asked.parameter("url")?;
            Some(Reply::json(
                200,
                &json!({"url": link, "title": format!("Title of {link}")}),
            ))
        }
        _ => {
            let route = asked.route(&world.settings.sub_path);
            one(version, world, path, asked, caller)
                .or_else(|| file(version, world, &route, caller))
        }
    }
}

/// One memo, by its name; in 0.22 and 0.23 that is its number, and the uid has an address of its own.
fn one(
    version: Version,
    world: &World,
    path: &str,
    asked: &Asked,
    caller: Caller,
) -> Option<Reply> {
    let numbered = version.0 < 24;
    let (id, by_number) = match path.strip_prefix("/api/v1/memos:by-uid/") {
        Some(uid) if numbered && version >= (22, 2) => (uid, false),
        _ => (path.strip_prefix("/api/v1/memos/")?, numbered),
    };
    if by_number && id.parse::<u32>().is_err() {
        let message = format!("invalid memo name: invalid memo ID \"{id}\"");
        return Some(refused(400, 3, &message));
    }
    let place = if by_number {
        id
    } else {
        id.strip_prefix("uid").unwrap_or_default()
    };
    let place = place
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    let Some((id, note)) = place.and_then(|place| Some((place, world.notes.get(place)?))) else {
        return Some(refused(404, 5, "memo not found"));
    };
    let open = match note.visibility.as_str() {
        "PUBLIC" => true,
        "PROTECTED" => caller == Caller::Nick,
        _ => caller == Caller::Nick && !note.by_ann,
    };
    if !open {
        return Some(refused(403, 7, "permission denied"));
    }
    let by_update = world.settings.display_with_update_time && version.0 < 28;
    let mut memo = memo(version, id, note, by_update, asked);
    if let Some(parent) = note.comment_on {
        let name = |id: usize| {
            let uid = if numbered { "" } else { "uid" };
            json!(format!("memos/{uid}{}", id + 1))
        };
        let related = |id: usize| match version.0 {
            22 => name(id),
            _ => json!({"name": name(id)}),
        };
        memo["relations"] =
            json!([{"memo": related(id), "relatedMemo": related(parent), "type": "COMMENT"}]);
        if version >= (22, 5) {
            memo["parent"] = name(parent);
        }
    }
    Some(Reply::json(200, &memo))
}

fn me(version: Version, caller: Caller) -> Reply {
    if caller == Caller::Nobody {
        let body = r#"{"code": 16, "message": "authentication required"}"#;
        return if version.0 >= 30 {
            Reply::new(401, "text/plain; charset=utf-8", body)
        } else {
            refused(401, 16, "user not found")
        };
    }
    let key = creator(version, false);
    if version.0 < 25 {
        let user =
            json!({"name": key, "id": 1, "role": "HOST", "username": "nick", "nickname": "Nick"});
        Reply::json(200, &user)
    } else {
        let user = json!({"name": key, "role": "ADMIN", "username": "nick", "displayName": "Nick"});
        Reply::json(200, &json!({"user": user}))
    }
}

fn list(version: Version, world: &World, asked: &Asked, caller: Caller) -> Reply {
    let found = match version {
        (..=23, _) => by_settings(version, world, asked, caller),
        _ => by_filter(version, world, asked, caller),
    };
    let mut found = match found {
        Ok(found) => found,
        // The first of its line finds out in its database.
        Err(message) if version == (24, 0) => {
            return refused(500, 13, &format!("failed to list memos: {message}"));
        }
        Err(message) => return refused(400, 3, &format!("invalid filter: {message}")),
    };
    let parent =
        (24..=25).contains(&version.0) && version < (25, 1) && asked.parameter("parent").is_some();
    let by_update = world.settings.display_with_update_time && version.0 < 28;
    let order = asked.parameter("orderBy").unwrap_or("create_time desc");
    if version >= (25, 1) && order != "create_time desc" {
        return refused(
            400,
            3,
            &format!("invalid order_by: unsupported order field: {order}"),
        );
    }
    let (offset, size) = page(version, asked);
    // Without a tie-break, what was written in the same second comes in another order every time.
    let unstable = ((24, 0)..(25, 1)).contains(&version) && (offset / size) % 2 == 1;
    found.sort_by_key(|(id, note)| {
        let tie = if unstable { usize::MAX - id } else { *id };
        Reverse((parent && note.pinned, note.displayed(by_update), tie))
    });
    let more = found.len() > offset + size;
    let rows: Vec<Value> = found
        .into_iter()
        .skip(offset)
        .take(size)
        .map(|(id, note)| memo(version, id, note, by_update, asked))
        .collect();
    let token = if more {
        format!("{size}/{}", offset + size)
    } else {
        String::new()
    };
    Reply::json(200, &json!({"memos": rows, "nextPageToken": token}))
}

/// Offset and size of the page; the token has both.
fn page(version: Version, asked: &Asked) -> (usize, usize) {
    let token = asked
        .parameter("pageToken")
        .and_then(|token| token.split_once('/'));
    if let Some((size, offset)) = token {
        return (
            offset.parse().expect("our own token"),
            size.parse().expect("our own token"),
        );
    }
    let size = asked
        .parameter("pageSize")
        .and_then(|size| size.parse().ok());
    let usual = if version.0 >= 30 { 50 } else { 10 };
    let most = if version.0 >= 27 { 1000 } else { usize::MAX };
    (0, size.filter(|size| *size > 0).unwrap_or(usual).min(most))
}

type Found<'a> = Result<Vec<(usize, &'a Note)>, String>;

fn by_settings<'a>(version: Version, world: &'a World, asked: &Asked, caller: Caller) -> Found<'a> {
    let filter = asked.parameter("filter").unwrap_or_default();
    if filter.is_empty() && caller == Caller::Nobody {
        return Err("filter is required for unauthenticated user".to_owned());
    }
    let settings = if filter.is_empty() {
        filter::Settings::default()
    } else {
        filter::settings(version, filter)?
    };
    let own = creator(version, false);
    let by_update = world.settings.display_with_update_time;
    Ok(notes(world)
        .filter(|(_, note)| note.comment_on.is_none())
        .filter(|(_, note)| {
            let creator = creator(version, note.by_ann);
            settings
                .creator
                .as_ref()
                .is_none_or(|wanted| *wanted == creator)
        })
        .filter(|(_, note)| {
            settings
                .state
                .as_ref()
                .is_none_or(|wanted| wanted == state(note))
        })
        .filter(|(id, _)| {
            settings
                .uid
                .as_ref()
                .is_none_or(|wanted| *wanted == format!("uid{}", id + 1))
        })
        .filter(|(_, note)| {
            let shown = note.displayed(by_update);
            settings.after.is_none_or(|after| shown > after)
                && settings.before.is_none_or(|before| shown < before)
        })
        .filter(|(_, note)| match (&settings.creator, caller) {
            (_, Caller::Nobody) => note.visibility == "PUBLIC",
            (Some(wanted), _) if *wanted == own => true,
            // Everybody's private memos.
            (None, _) if version.0 == 22 => true,
            _ => note.visibility != "PRIVATE",
        })
        .collect())
}

fn by_filter<'a>(version: Version, world: &'a World, asked: &Asked, caller: Caller) -> Found<'a> {
    let filter = asked.parameter("filter").unwrap_or_default();
    let wanted = asked.parameter("state").unwrap_or("NORMAL");
    // Ignored since 0.25.1.
    let parent = asked.parameter("parent").filter(|_| version < (25, 1));
    let own = creator(version, false);
    let mut found = Vec::new();
    for (id, note) in notes(world) {
        if !filter.is_empty() && !filter::passes(version, filter, note)? {
            continue;
        }
        let creator = creator(version, note.by_ann);
        let visible = match caller {
            Caller::Nobody => note.visibility == "PUBLIC",
            // Without a parent, 0.24.0 leaves out what is private.
            Caller::Nick if version == (24, 0) && parent != Some(&own) => {
                note.visibility != "PRIVATE"
            }
            Caller::Nick => creator == own || note.visibility != "PRIVATE",
        };
        let of_parent = parent.is_none_or(|parent| creator == parent);
        if visible && of_parent && note.comment_on.is_none() && state(note) == wanted {
            found.push((id, note));
        }
    }
    Ok(found)
}

fn notes(world: &World) -> impl Iterator<Item = (usize, &Note)> {
    world.notes.iter().enumerate()
}

fn memo(version: Version, id: usize, note: &Note, by_update: bool, asked: &Asked) -> Value {
    let number = id + 1;
    let bare = version == (23, 0) && asked.parameter("view") != Some("MEMO_VIEW_FULL");
    let files = note.files.iter().enumerate().filter(|_| !bare);
    let files: Vec<Value> = files
        .map(|(index, file)| attachment(version, number, index, file))
        .collect();
    let mut memo = json!({
        "name": format!("memos/uid{number}"), "creator": creator(version, note.by_ann),
        "createTime": time(note.created), "updateTime": time(note.updated), "content": note.content,
        "visibility": note.visibility, "pinned": note.pinned, "relations": [], "reactions": [],
        "tags": if version >= (23, 1) { note.tags() } else { Vec::new() },
        "snippet": "…",
    });
    if version.0 < 24 {
        memo["name"] = json!(format!("memos/{number}"));
        memo["uid"] = json!(format!("uid{number}"));
    }
    if version < (23, 1) {
        let state = if note.archived { "ARCHIVED" } else { "ACTIVE" };
        memo["rowStatus"] = json!(state);
    } else {
        memo["state"] = json!(state(note));
    }
    if version >= (22, 2) && !bare {
        memo["property"] = json!({"hasLink": false});
        if version < (23, 1) {
            memo["property"]["tags"] = json!(note.tags());
        }
    }
    if version.0 < 28 {
        memo["displayTime"] = json!(time(note.displayed(by_update)));
    }
    if version < (25, 3) {
        memo["nodes"] = json!([{"type": "PARAGRAPH", "paragraphNode": {"children": []}}]);
    }
    let list = if version.0 < 25 {
        "resources"
    } else {
        "attachments"
    };
    memo[list] = Value::Array(files);
    memo
}

fn attachment(version: Version, memo: usize, index: usize, file: &File) -> Value {
    let uid = format!("file{memo}x{index}");
    let mut attachment = json!({
        "name": format!("{}/{}", folder(version), key(version, memo, index)),
        "filename": file.name, "content": "", "externalLink": file.external, "type": file.media_type,
        "size": file.bytes.len().to_string(),
    });
    if version.0 < 24 {
        attachment["uid"] = json!(uid);
    }
    attachment
}

/// A file, by the routes of the version.
fn file(version: Version, world: &World, route: &[&str], caller: Caller) -> Option<Reply> {
    let ["file", collection, key_asked, name @ ..] = route else {
        return None;
    };
    let is_route = match version {
        (22, 0) => name.is_empty(),
        // the version after 0.30
        (31.., _) => name.len() <= 1,
        _ => name.len() == 1,
    };
    if *collection != folder(version) || !is_route {
        return None;
    }
    // The gateway decodes the whole path before it takes it apart, and then each part once more.
    if version.0 < 29 && name.iter().any(|name| name.contains(['/', '%'])) {
        return Some(refused(404, 5, "Not Found"));
    }
    for (id, note) in notes(world) {
        for (index, file) in note.files.iter().enumerate() {
            if key(version, id + 1, index) == *key_asked {
                let open = note.visibility == "PUBLIC" || caller == Caller::Nick;
                return Some(if open {
                    Reply::new(200, &file.media_type, file.bytes.clone())
                } else {
                    refused(401, 16, "unauthorized access")
                });
            }
        }
    }
    None
}

fn folder(version: Version) -> &'static str {
    if version.0 < 25 {
        "resources"
    } else {
        "attachments"
    }
}

fn key(version: Version, memo: usize, index: usize) -> String {
    if version.0 < 24 {
        (memo * 100 + index).to_string()
    } else {
        format!("file{memo}x{index}")
    }
}

fn creator(version: Version, ann: bool) -> String {
    match (version.0 >= 27, ann) {
        (false, false) => "users/1".to_owned(),
        (false, true) => "users/2".to_owned(),
        (true, false) => "users/nick".to_owned(),
        (true, true) => "users/ann".to_owned(),
    }
}

fn state(note: &Note) -> &'static str {
    if note.archived { "ARCHIVED" } else { "NORMAL" }
}

fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .expect("a time within range")
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}
