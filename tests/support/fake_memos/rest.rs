//! 0.10 to 0.21.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::note::Note;
use super::{Asked, Caller, Reply, Version, World};
use crate::support::loopback::End;

pub(super) fn answer(
    version: Version,
    world: &World,
    path: &str,
    asked: &Asked,
    caller: Caller,
) -> Option<Reply> {
    let old = version.0 < 14;
    match path {
        "/api/user/me" if old => Some(me(caller, |user| json!({"data": user}))),
        "/api/v1/user/me" if !old => Some(me(caller, |user| user)),
        "/api/memo" if old => Some(list(version, world, asked, caller)),
        "/api/v1/memo" if !old => Some(list(version, world, asked, caller)),
        _ => one(version, world, path, caller)
            .or_else(|| by_uid(version, world, path, asked))
            .or_else(|| {
                file(
                    version,
                    world,
                    &asked.route(&world.settings.sub_path),
                    caller,
                )
            }),
    }
}

/// One memo, by its number.
fn one(version: Version, world: &World, path: &str, caller: Caller) -> Option<Reply> {
    let old = version.0 < 14;
    let id = path.strip_prefix(if old { "/api/memo/" } else { "/api/v1/memo/" })?;
    let Ok(number) = id.parse::<usize>() else {
        let message = format!("ID is not a number: {id}");
        return Some(Reply::json(400, &json!({"message": message})));
    };
    let place = number.checked_sub(1);
    let Some((id, note)) = place.and_then(|place| Some((place, world.notes.get(place)?))) else {
        let message = format!("Memo not found: {number}");
        return Some(Reply::json(404, &json!({"message": message})));
    };
    let open = match note.visibility.as_str() {
        "PUBLIC" => true,
        "PROTECTED" => caller == Caller::Nick,
        _ => caller == Caller::Nick && !note.by_ann,
    };
    if !open {
        return Some(Reply::json(
            403,
            &json!({"message": "this memo is private only"}),
        ));
    }
    let by_update = world.settings.display_with_update_time && version.0 >= 13;
    let mut memo = memo(version, id, note, by_update);
    if note.by_ann {
        memo["creatorId"] = json!(2);
    }
    Some(Reply::json(
        200,
        &if old { json!({"data": memo}) } else { memo },
    ))
}

/// One memo by its uid, from the gateway that 0.19 to 0.21 have besides.
fn by_uid(version: Version, world: &World, path: &str, asked: &Asked) -> Option<Reply> {
    let filter = asked.parameter("filter").unwrap_or_default();
    let uid = match version.0 {
        19 => path.strip_prefix("/api/v2/memos/")?,
        20 => path.strip_prefix("/api/v2/memos/name/")?,
        21 if path == "/api/v2/memos:search" => filter.split('"').nth(1)?,
        _ => return None,
    };
    let number = uid
        .strip_prefix("uid")
        .and_then(|number| number.parse::<usize>().ok());
    let known = number.filter(|number| (1..=world.notes.len()).contains(number));
    Some(match (version.0, known) {
        (21, None) => Reply::json(200, &json!({"memos": []})),
        (21, Some(number)) => {
            let memo = json!({"name": format!("memos/{number}"), "uid": uid});
            Reply::json(200, &json!({"memos": [memo]}))
        }
        (_, None) => super::refused(404, 5, "memo not found"),
        (_, Some(number)) => Reply::json(200, &json!({"memo": {"id": number, "name": uid}})),
    })
}

fn me(caller: Caller, envelope: impl Fn(Value) -> Value) -> Reply {
    match caller {
        Caller::Nick => {
            let user = json!({"id": 1, "rowStatus": "NORMAL", "role": "HOST", "username": "nick", "nickname": "Nick"});
            Reply::json(200, &envelope(user))
        }
        Caller::Nobody => Reply::json(401, &json!({"message": "Missing access token"})),
    }
}

fn list(version: Version, world: &World, asked: &Asked, caller: Caller) -> Reply {
    if caller == Caller::Nobody {
        return if version.0 < 14 {
            Reply::json(400, &json!({"message": "Missing user id to find memo"}))
        } else {
            Reply::json(401, &json!({"message": "Invalid or expired access token"}))
        };
    }
    let named = asked.parameter("creatorId").is_some();
    let status = asked.parameter("rowStatus");
    let by_update = world.settings.display_with_update_time && version.0 >= 13;
    let mut found: Vec<(usize, &Note)> = world
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| !note.by_ann)
        .filter(|(_, note)| status.is_none_or(|status| status == row_status(note)))
        // To name oneself hides what is private.
        .filter(|(_, note)| !(named && version.0 < 14 && note.visibility == "PRIVATE"))
        // There are no comments yet.
        .filter(|(_, note)| note.comment_on.is_none() || version.0 >= 16)
        .collect();
    found.sort_by_key(|(id, note)| Reverse((note.pinned, note.displayed(by_update), *id)));
    let number = |name| {
        asked
            .parameter(name)
            .and_then(|value| value.parse::<usize>().ok())
    };
    if let Some(limit) = number("limit") {
        let offset = number("offset").unwrap_or(0);
        if version.0 == 10 && offset > found.len() {
            // The server panics.
            return Reply::new(200, "application/json", "").ending(End::Cut);
        }
        found = found.into_iter().skip(offset).take(limit).collect();
    }
    let rows = found
        .into_iter()
        .map(|(id, note)| memo(version, id, note, by_update))
        .collect();
    if version.0 < 14 {
        Reply::json(200, &json!({"data": Value::Array(rows)}))
    } else {
        Reply::json(200, &Value::Array(rows))
    }
}

fn memo(version: Version, id: usize, note: &Note, by_update: bool) -> Value {
    let number = id + 1;
    let files: Vec<Value> = note
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| {
            let short = format!("file{number}x{index}");
            let mut resource = json!({
                "id": number * 100 + index, "creatorId": 1, "filename": file.name, "type": file.media_type,
                "externalLink": file.external, "size": file.bytes.len(),
            });
            match version.0 {
                12..14 => resource["publicId"] = json!(format!("public{index}")),
                19..21 => resource["name"] = json!(short),
                21.. => {
                    resource["name"] = json!(format!("resources/{}", number * 100 + index));
                    resource["uid"] = json!(short);
                }
                _ => {}
            }
            resource
        })
        .collect();
    let mut memo = json!({
        "id": number, "rowStatus": row_status(note), "creatorId": 1,
        "createdTs": note.created, "updatedTs": note.updated, "content": note.content,
        "visibility": note.visibility, "pinned": note.pinned, "resourceList": files,
    });
    if !(11..13).contains(&version.0) {
        memo["displayTs"] = json!(note.displayed(by_update));
    }
    if version.0 >= 20 {
        memo["name"] = json!(format!("uid{number}"));
    }
    if let Some(parent) = note.comment_on {
        memo["relationList"] =
            json!([{"memoId": number, "relatedMemoId": parent + 1, "type": "COMMENT"}]);
    } else if version.0 >= 16 {
        let comments = json!({"memoId": 9_999, "relatedMemoId": number, "type": "COMMENT"});
        memo["relationList"] = json!([comments]);
    }
    memo
}

/// A file, by the routes of the version; all that is not one of them is unknown.
fn file(version: Version, world: &World, route: &[&str], caller: Caller) -> Option<Reply> {
    let all = world.notes.iter().enumerate().flat_map(|(id, note)| {
        let files = note.files.iter().enumerate();
        files.map(move |(index, file)| (id + 1, note, index, file))
    });
    // Before 0.14 a name is decoded once more than it was encoded.
    let last = match route {
        ["o", "r", _, .., last] if version.0 < 14 => match unescaped(last) {
            Some(last) => last,
            None => return Some(Reply::json(400, &json!({"message": "filename is invalid"}))),
        },
        _ => String::new(),
    };
    for (number, note, index, file) in all {
        let id = (number * 100 + index).to_string();
        let short = format!("file{number}x{index}");
        let public = format!("public{index}");
        let (matches, open) = match (version, route) {
            ((..12, _), ["o", "r", key, _]) => (*key == id && last == file.name, true),
            ((..14, _), ["api", "resource", key, "blob"]) => (*key == id, caller == Caller::Nick),
            ((12 | 13, _), ["o", "r", key, _]) => (*key == id && last == public, true),
            ((12, 2..) | (13, _), ["o", "r", key, middle, _]) => {
                (*key == id && *middle == public && last == file.name, true)
            }
            ((14..19, _), ["o", "r", key, ..]) => (*key == id, true),
            ((19..22, _), ["o", "r", key, ..]) => (*key == short, true),
            _ => (false, true),
        };
        if matches {
            let public = note.visibility == "PUBLIC" || version < (13, 2);
            return Some(if open && (public || caller == Caller::Nick) {
                Reply::new(200, &file.media_type, file.bytes.clone())
            } else {
                Reply::json(401, &json!({"message": "Resource visibility not match"}))
            });
        }
    }
    match route {
        ["o", "r", _, _] if version.0 < 12 => {
            let message = "Failed to fetch resource ID";
            Some(Reply::json(500, &json!({"message": message})))
        }
        _ => None,
    }
}

/// What `url.QueryUnescape` makes of a text; `None` where it refuses.
fn unescaped(text: &str) -> Option<String> {
    let percents = text.match_indices('%');
    let valid = percents.into_iter().all(|(at, _)| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = url::form_urlencoded::parse(text.as_bytes()).next();
    valid.then(|| decoded.map_or_else(String::new, |(name, _)| name.into_owned()))
}

fn row_status(note: &Note) -> &'static str {
    if note.archived { "ARCHIVED" } else { "NORMAL" }
}
