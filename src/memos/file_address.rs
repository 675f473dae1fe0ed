//! Where a server keeps the files of its memos: addresses that never depend on what a file is called.
//!
//! Every version of Memos has another address, and most decode a file's name once more than it was encoded, so that
//! `100%.png` is lost. But all of them find a file by its id; where they want a name besides, none looks at it.
//!
//! | versions | address |
//! |---|---|
//! | 0.10, 0.11 | `/o/r/{id}/{name}`, the name encoded twice; with the token also `/api/resource/{id}/blob` |
//! | 0.12, 0.13 | `/o/r/{id}/{publicId}` |
//! | 0.14 to 0.18 | `/o/r/{id}` |
//! | 0.19 to 0.21 | `/o/r/{name or uid}` |
//! | 0.22.0 | `/file/resources/{id}` |
//! | 0.22.1 and newer | `/file/{name}/{anything}` |

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::api::ServerUrls;

/// Stands where a version wants a file's name and does not look at it.
const ANY_NAME: &str = "file";

/// The parts of a file's address in 0.10 to 0.21.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    pub(super) number: &'a str,
    /// Since 0.19.
    pub(super) uid: Option<&'a str>,
    /// In 0.12 and 0.13; else empty.
    pub(super) public_id: &'a str,
    pub(super) filename: &'a str,
}

/// The address of a file up to 0.21.
pub(super) fn classic(urls: &ServerUrls, keys: Keys) -> Url {
    let Keys {
        number,
        uid,
        public_id,
        filename,
    } = keys;
    match uid {
        Some(uid) => urls.file(&["o", "r", uid]),
        None if !public_id.is_empty() => urls.file(&["o", "r", number, public_id]),
        None if urls.version.since(12, 0) => urls.file(&["o", "r", number]),
        None => {
            let once = utf8_percent_encode(filename, NON_ALPHANUMERIC).to_string();
            urls.file(&["o", "r", number, &once])
        }
    }
}

/// The address of a file since 0.22, by its full name: `resources/7`, `attachments/Xy`.
pub(super) fn gateway(urls: &ServerUrls, name: &str) -> Url {
    let (collection, id) = name.split_once('/').unwrap_or(("", name));
    if urls.version.since(22, 1) {
        urls.file(&["file", collection, id, ANY_NAME])
    } else {
        urls.file(&["file", collection, id])
    }
}

/// The other address under which the same file may lie, where a version is not quite what it was taken for; `None` for
/// anything but the address of a file.
pub(super) fn other(urls: &ServerUrls, address: &Url) -> Option<Url> {
    let path = address.path().strip_prefix(urls.base.path())?;
    match path.split('/').collect::<Vec<_>>()[..] {
        ["o", "r", number, _] if !urls.version.since(12, 0) => {
            Some(urls.file(&["api", "resource", number, "blob"]))
        }
        [root @ "o", folder @ "r", id] | [root @ "file", folder, id] => {
            Some(urls.file(&[root, folder, id, ANY_NAME]))
        }
        [root @ "file", folder, id, ANY_NAME] => Some(urls.file(&[root, folder, id])),
        _ => None,
    }
}
