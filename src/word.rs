//! Values that are written as one word: read where they stand, so that an error knows its place.
//!
//! Below all rooms, because each owns the options that are about it.

use std::marker::PhantomData;

use regex::Regex;
use serde::de::{Deserializer, Visitor};
use url::Url;

/// A value that is written as one word.
pub(crate) trait Word: Sized {
    /// Reads it; the error is a whole sentence about the word.
    fn read(word: &str) -> Result<Self, String>;
}

/// Reads a value of any type that reads itself from text; the error keeps the place in the file.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Word,
{
    deserializer.deserialize_any(Words(PhantomData))
}

/// The candidate that is nearest to a word, if any is near.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            let (word, known) = (word.to_lowercase(), candidate.to_lowercase());
            (
                strsim::normalized_damerau_levenshtein(&word, &known),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

impl Word for Regex {
    fn read(word: &str) -> Result<Self, String> {
        Self::new(word).map_err(|error| {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            format!("`{word}` is not a regular expression: {reason}")
        })
    }
}

impl Word for Url {
    fn read(word: &str) -> Result<Self, String> {
        match Self::parse(word) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
            _ => Err(format!(
                "`{word}` is not a web address; write it as `https://memos.example.org`"
            )),
        }
    }
}

struct Words<T>(PhantomData<T>);

impl<T: Word> Visitor<'_> for Words<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
        T::read(word)
            .map(Some)
            .map_err(|message| E::custom(message))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
