//! Saved answers of a server, for runs without one: offline, in bug reports, in the demo.
//!
//! What was saved decides how it is read: rows with `createTime` come from 0.22 and newer, rows with `createdTs` from
//! before. Attachments lie beside the answers, under their name or their id.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;
use url::Url;

use super::api::{ListedMemo, ServerUrls, TimeSpan};
use super::error::Error;
use super::version::Version;
use super::{Fetched, Identity, Source, address, gateway, rest};
use crate::http;
use crate::memo::{Attachment, Memo, Visibility};

/// Saved answers.
#[derive(Debug)]
pub struct Files {
    label: String,
    /// The server's address; ends in `/`.
    home: Option<Url>,
    user: String,
    memos: Vec<Memo>,
    attachments: BTreeMap<Url, Attachment>,
    beside: Beside,
}

/// The place of the attachments.
#[derive(Debug)]
enum Beside {
    Nowhere,
    Folder(PathBuf),
    Memory(Vec<(String, Vec<u8>)>),
}

impl Source {
    /// Reads saved lists: a file (several answers may follow one another in it), a folder of `.json` files, or
    /// standard input (`-`). `user` says whose memos to take when there are several people's, `home` where the server
    /// is that gave the answers, if that is known.
    pub fn from_path(path: &Path, user: Option<&str>, home: Option<&Url>) -> Result<Self, Error> {
        let label = path.display().to_string();
        let error = |error: io::Error| Error::File {
            path: label.clone(),
            reason: error.to_string(),
        };
        let (documents, beside) = if label == "-" {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(error)?;
            let name = "standard input".to_owned();
            (vec![(name, bytes)], Beside::Nowhere)
        } else if path.is_dir() {
            let documents = pages(path).map_err(error)?;
            (documents, Beside::Folder(path.to_owned()))
        } else {
            let bytes = fs::read(path).map_err(error)?;
            let folder = path.parent().unwrap_or(Path::new(""));
            let folder = if folder.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                folder.to_owned()
            };
            (vec![(label.clone(), bytes)], Beside::Folder(folder))
        };
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy().into_owned();
        Files::new(name, documents, beside, user, home)
            .map(Box::new)
            .map(Self::Files)
    }

    /// Takes a saved list and its attachments (name or id, content) from memory.
    pub fn from_saved(
        json: Vec<u8>,
        attachments: Vec<(String, Vec<u8>)>,
        home: Option<&Url>,
    ) -> Result<Self, Error> {
        let label = "the saved list".to_owned();
        let documents = vec![(label.clone(), json)];
        Files::new(label, documents, Beside::Memory(attachments), None, home)
            .map(Box::new)
            .map(Self::Files)
    }
}

impl Files {
    fn new(
        label: String,
        documents: Vec<(String, Vec<u8>)>,
        beside: Beside,
        user: Option<&str>,
        home: Option<&Url>,
    ) -> Result<Self, Error> {
        let home = home.map(|home| address::base(home.as_str()));
        let home = home.transpose()?;
        let mut rows = Vec::new();
        for (name, bytes) in documents {
            read(&name, &bytes, home.as_ref(), &mut rows)?;
        }
        let author = author(&rows, user)?;
        rows.retain(|row| row.counts() && row.creator == author);
        let mut seen = BTreeSet::new();
        let memos: Vec<Memo> = rows
            .into_iter()
            .map(|row| row.memo)
            .filter(|memo| seen.insert(memo.id.clone()))
            .collect();
        let attachments = memos.iter().flat_map(|memo| &memo.attachments);
        Ok(Self {
            label,
            home,
            user: author.trim_start_matches("users/").to_owned(),
            attachments: attachments
                .map(|file| (file.url.clone(), file.clone()))
                .collect(),
            memos,
            beside,
        })
    }

    pub(super) fn identity(&self) -> Identity {
        Identity {
            version: "saved".to_owned(),
            generation: None,
            user: Some(self.user.clone()),
            host: self.label.clone(),
            newer_than_tested: false,
        }
    }

    pub(super) fn home(&self) -> Option<&Url> {
        self.home.as_ref()
    }

    pub(super) fn list(&self, span: TimeSpan) -> Vec<Memo> {
        let memos = self.memos.iter();
        memos.filter(|memo| span.contains(memo)).cloned().collect()
    }

    pub(super) fn find(&self, id: &str) -> Option<Memo> {
        let is_it = |memo: &&Memo| memo.id == id || memo.aliases.iter().any(|alias| alias == id);
        self.memos.iter().find(is_it).cloned()
    }

    pub(super) fn fetch_as_anyone(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        let mut public = self
            .memos
            .iter()
            .filter(|memo| memo.visibility == Visibility::Public);
        if public.any(|memo| memo.attachments.iter().any(|file| file.url == *url)) {
            return self.fetch(url, limit);
        }
        Err(Error::Missing {
            name: url.to_string(),
        })
    }

    pub(super) fn fetch(&self, url: &Url, limit: u64) -> Result<Fetched, Error> {
        let missing = |name: &str| Error::Missing {
            name: name.to_owned(),
        };
        let file = self
            .attachments
            .get(url)
            .ok_or_else(|| missing(url.as_str()))?;
        let bytes = self
            .beside
            .read(file, limit)?
            .ok_or_else(|| missing(&file.filename))?;
        Ok(Fetched {
            bytes,
            media_type: (!file.media_type.is_empty()).then(|| file.media_type.clone()),
        })
    }
}

/// The user whose memos are taken, as the answers name them: the one who was asked for, or the only one.
fn author(rows: &[ListedMemo], user: Option<&str>) -> Result<String, Error> {
    let is_asked_for = |row: &&ListedMemo| {
        let creator = row.creator.as_str();
        user.is_none_or(|user| creator == user || creator.strip_prefix("users/") == Some(user))
    };
    if let Some(user) = user
        && !rows.is_empty()
        && !rows.iter().any(|row| is_asked_for(&row))
    {
        return Err(Error::UnknownUser {
            user: user.to_owned(),
            users: creators(rows.iter()),
        });
    }
    let asked_for = rows.iter().filter(|row| row.counts()).filter(is_asked_for);
    match creators(asked_for).as_slice() {
        [] => Ok(user.unwrap_or_default().to_owned()),
        [one] => Ok(one.clone()),
        users => Err(Error::SeveralUsers {
            users: users.to_vec(),
        }),
    }
}

/// Those who wrote these memos, each once.
fn creators<'a>(rows: impl Iterator<Item = &'a ListedMemo>) -> Vec<String> {
    let creators: BTreeSet<&str> = rows.map(|row| row.creator.as_str()).collect();
    creators.into_iter().map(str::to_owned).collect()
}

impl Beside {
    fn read(&self, file: &Attachment, limit: u64) -> Result<Option<Vec<u8>>, Error> {
        match self {
            Self::Nowhere => Ok(None),
            Self::Memory(files) => {
                let files = files.iter().map(|(name, bytes)| (name.clone(), bytes));
                let mut found = candidates(file, files).into_iter();
                Ok(found.find(|bytes| !is_saved_list(bytes)).cloned())
            }
            Self::Folder(folder) => {
                let error = |error: io::Error| Error::File {
                    path: file.filename.clone(),
                    reason: error.to_string(),
                };
                let entries = fs::read_dir(folder).map_err(error)?.filter_map(Result::ok);
                let named = entries.map(|entry| {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    (name, entry.path())
                });
                for path in candidates(file, named) {
                    if fs::metadata(&path).map_err(error)?.len() > limit {
                        let name = file.filename.clone();
                        return Err(Error::TooLarge { name, limit });
                    }
                    let bytes = fs::read(path).map_err(error)?;
                    if !is_saved_list(&bytes) {
                        return Ok(Some(bytes));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// The files that may be the attachment, the likeliest first: by its id, which is unique, before its name, which need
/// not be. Names are compared, never joined to a path, so that none leads out of the folder.
fn candidates<T>(file: &Attachment, names: impl Iterator<Item = (String, T)>) -> Vec<T> {
    let is_json = |name: &str| {
        let extension = Path::new(name).extension();
        extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    };
    let rank = |name: &str| {
        let stem = name.split('.').next().unwrap_or(name);
        // `1.json` is the first answer rather than the attachment 1
        if stem == file.id && (!is_json(name) || is_json(&file.filename)) {
            Some(0)
        } else {
            (name == file.filename).then_some(1)
        }
    };
    let mut found: Vec<_> = names
        .filter_map(|(name, value)| Some((rank(&name)?, value)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, value)| value).collect()
}

/// Returns true if it lists memos, private ones maybe, whether it was read as a list or only lies beside one.
fn is_saved_list(bytes: &[u8]) -> bool {
    let mut rows = Vec::new();
    read("", bytes, None, &mut rows).is_ok() && !rows.is_empty()
}

/// The `.json` files of a folder, in the order of their names.
fn pages(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    paths
        .into_iter()
        .map(|path| Ok((path.display().to_string(), fs::read(&path)?)))
        .collect()
}

fn read(
    path: &str,
    bytes: &[u8],
    home: Option<&Url>,
    rows: &mut Vec<ListedMemo>,
) -> Result<(), Error> {
    let not_saved = |reason: String| Error::NotSaved {
        path: path.to_owned(),
        reason,
    };
    let mut documents = 0;
    for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        let document = document.map_err(|error| not_saved(http::shape_words(&error)))?;
        documents += 1;
        let memos = list(document)
            .ok_or_else(|| not_saved("neither an array, nor `memos`, nor `data`".to_owned()))?;
        for (index, memo) in memos.into_iter().enumerate() {
            let row = row(memo, home).map_err(|error| {
                not_saved(format!("memo {}: {}", index + 1, http::shape_words(&error)))
            })?;
            rows.push(row);
        }
    }
    if documents == 0 {
        return Err(not_saved("it is empty".to_owned()));
    }
    Ok(())
}

/// The memos of an answer of any generation.
fn list(document: Value) -> Option<Vec<Value>> {
    match document {
        Value::Array(memos) => Some(memos),
        Value::Object(mut answer) => match answer.remove("memos").or_else(|| answer.remove("data"))
        {
            Some(Value::Array(memos)) => Some(memos),
            _ => None,
        },
        _ => None,
    }
}

fn row(memo: Value, home: Option<&Url>) -> serde_json::Result<ListedMemo> {
    let mut row = if memo.get("createdTs").is_some() {
        let urls = urls(Version::new(0, 21, 0), home);
        serde_json::from_value::<rest::WireMemo>(memo)?.row(&urls)
    } else {
        // What a version had and a later one has no more, tells.
        let version = match ["uid", "resources", "nodes"].map(|field| memo.get(field).is_some()) {
            [true, ..] => Version::new(0, 23, 1),
            [_, true, _] => Version::new(0, 24, 4),
            [.., true] => Version::new(0, 25, 2),
            _ => Version::NEWEST_KNOWN,
        };
        serde_json::from_value::<gateway::WireMemo>(memo)?.row(&urls(version, home))
    };
    if home.is_none() {
        row.memo.page = None;
    }
    Ok(row)
}

/// Saved answers do not say where they came from.
fn urls(version: Version, home: Option<&Url>) -> ServerUrls {
    let nowhere = || "saved://answers/".parse().expect("an address");
    let base = home.cloned().unwrap_or_else(nowhere);
    ServerUrls {
        version,
        public: base.clone(),
        given: base.clone(),
        base,
    }
}
