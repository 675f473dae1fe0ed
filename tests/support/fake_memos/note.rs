//! A note, whatever server it is on.

use chrono::{DateTime, Utc};

/// A note; written by Nick, public and at the epoch unless said otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) content: String,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) visibility: String,
    pub(crate) pinned: bool,
    pub(crate) archived: bool,
    /// By its place in the list of notes.
    pub(crate) comment_on: Option<usize>,
    pub(crate) by_ann: bool,
    pub(crate) files: Vec<File>,
}

/// A file attached to a note.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
    /// Where it lies, if it is not on the server.
    pub(crate) external: String,
}

impl Note {
    pub(crate) fn new(content: &str) -> Self {
        Self {
            content: content.to_owned(),
            created: 0,
            updated: 0,
            visibility: "PUBLIC".to_owned(),
            pinned: false,
            archived: false,
            comment_on: None,
            by_ann: false,
            files: Vec::new(),
        }
    }

    /// Written, and not changed since.
    pub(crate) fn at(mut self, instant: &str) -> Self {
        self.created = seconds(instant);
        self.updated = self.created;
        self
    }

    /// Changed.
    pub(crate) fn updated(mut self, instant: &str) -> Self {
        self.updated = seconds(instant);
        self
    }

    pub(crate) fn visible(mut self, visibility: &str) -> Self {
        visibility.clone_into(&mut self.visibility);
        self
    }

    pub(crate) fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }

    pub(crate) fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    pub(crate) fn comment_on(mut self, note: usize) -> Self {
        self.comment_on = Some(note);
        self
    }

    /// Written by somebody else on the same server.
    pub(crate) fn by_ann(mut self) -> Self {
        self.by_ann = true;
        self
    }

    pub(crate) fn with_file(mut self, name: &str, media_type: &str, bytes: &[u8]) -> Self {
        self.files.push(File {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
            external: String::new(),
        });
        self
    }

    /// A file on somebody else's storage.
    pub(crate) fn with_external_file(mut self, name: &str, media_type: &str, url: &str) -> Self {
        self.files.push(File {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: Vec::new(),
            external: url.to_owned(),
        });
        self
    }

    pub(super) fn tags(&self) -> Vec<&str> {
        self.content
            .split_whitespace()
            .filter_map(|word| word.strip_prefix('#'))
            .filter(|tag| !tag.is_empty() && !tag.starts_with('#'))
            .collect()
    }

    /// The time that the server shows and sorts by.
    pub(super) fn displayed(&self, with_update_time: bool) -> i64 {
        if with_update_time {
            self.updated
        } else {
            self.created
        }
    }
}

fn seconds(instant: &str) -> i64 {
    let instant: DateTime<Utc> = instant.parse().expect("an instant as in RFC 3339");
    instant.timestamp()
}
