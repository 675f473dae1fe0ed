//! GitHub's API as this project uses it; no policy.
//!
//! What to do with what is read here is decided in [`crate::publish`]. Every question, and every change of all that
//! belongs together, is one document and one round trip.

mod change;
mod client;
mod clock;
mod contents;
mod document;
mod error;
mod look;
mod metadata;
mod rights;
mod state;
mod texts;

use std::sync::{Arc, OnceLock};

use sha1::{Digest, Sha1};

use crate::http::{Http, Token};
use client::Client;
use document::Document;

pub use change::{Change, Changed, CommentChange, Commit as NewCommit, Edit, NewPull};
pub use client::Address;
pub use clock::Clock;
pub use contents::{Contents, Object};
pub use error::{Error, Fault, Kind};
pub use look::Look;
pub use metadata::Added;
pub use rights::{Permission, Rights};
pub use state::{
    Branch, Comment, Commit, Given, Past, Person, Pull, PullState, SeriesBranch, State, StateQuery,
};

/// A repository, for the owner of a token.
#[derive(Debug, Clone)]
pub struct Repository {
    client: Client,
    owner: String,
    name: String,
    /// As GitHub spells it, once that is known: a repository may have been renamed since.
    present: Arc<OnceLock<String>>,
}

impl Repository {
    /// Takes `owner/name`; nothing is sent yet. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the name has another form.
    pub fn new(
        http: &Http,
        address: &Address,
        token: &Token,
        full_name: &str,
    ) -> Result<Self, Error> {
        let (owner, name) = full_name
            .split_once('/')
            .filter(|(owner, name)| is_name(owner) && is_name(name))
            .ok_or_else(|| Error::Address {
                value: full_name.to_owned(),
                expected: "a repository's name like `owner/blog`",
            })?;
        Ok(Self {
            client: Client::new(http, address, token)?,
            owner: owner.to_owned(),
            name: name.to_owned(),
            present: Arc::default(),
        })
    }

    /// The same with the time that a run has; else it has twenty minutes from now on.
    #[must_use]
    pub fn within(mut self, clock: Clock) -> Self {
        self.client.set_clock(clock);
        self
    }

    /// `owner/name`, as GitHub spells it once it was looked at.
    pub fn full_name(&self) -> String {
        let asked = || format!("{}/{}", self.owner, self.name);
        self.present.get().cloned().unwrap_or_else(asked)
    }

    /// The address of something in this repository.
    fn route(&self, rest: &str) -> String {
        format!("/repos/{}/{rest}", self.full_name())
    }

    /// Waits before things are read again, as long as an error asks for; `false` if that makes no sense or takes longer
    /// than the run may. Attempts count from 0.
    pub async fn wait(&self, error: Option<&Error>, attempt: u32) -> bool {
        self.client.wait(error, attempt).await
    }

    /// A document about this repository.
    fn document(&self, text: &'static str) -> Document {
        Document::new(text)
            .set("owner", self.owner.as_str())
            .set("name", self.name.as_str())
    }
}

/// The id that git gives to a file with this content.
pub fn blob_id(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| DIGITS[usize::from(nibble)])
        .collect()
}

fn is_name(part: &str) -> bool {
    !part.is_empty()
        && part
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_those_of_git() {
        // printf 'hello\n' | git hash-object --stdin
        assert_eq!(
            super::blob_id(b"hello\n"),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
    }
}
