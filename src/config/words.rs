//! Values that are written as one word: read where they stand, so that an error knows its place.

use std::marker::PhantomData;
use std::str::FromStr;

use regex::Regex;
use serde::de::{Deserializer, Visitor};
use url::Url;

use super::Error;
use crate::issue::{Language, UnknownLanguage, is_traditional_chinese};
use crate::memos::{Version, VersionError};
use crate::week::Zone;

/// Reads a value of any type that reads itself from text; the error keeps the place in the file.
pub(super) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Word,
{
    deserializer.deserialize_any(Words(PhantomData))
}

/// Reads an IANA time zone; the error is a sentence for the one who wrote it.
pub fn read_zone(word: &str) -> Result<Zone, String> {
    Zone::read(word)
}

/// Reads a web address; the error is a sentence for the one who wrote it.
pub fn read_url(word: &str) -> Result<Url, String> {
    Url::read(word)
}

/// Reads a language; the error is a sentence for the one who wrote it.
pub fn read_language(word: &str) -> Result<Language, String> {
    Language::read(word)
}

/// Reads the number of an issue; the error is a sentence for the one who wrote it.
pub fn read_number(word: &str) -> Result<u32, String> {
    let number = word.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("cannot be {word}; expected a whole number from 1 on"))
}

/// A value that is written as one word.
pub(super) trait Word: Sized {
    /// Reads it; the error is a whole sentence about the word.
    fn read(word: &str) -> Result<Self, String>;
}

impl Word for Zone {
    fn read(word: &str) -> Result<Self, String> {
        Self::from_str(word).map_err(|_| match super::zone::nearest(word) {
            Some(name) => format!("unknown time zone `{word}`; did you mean `{name}`?"),
            None => {
                format!("unknown time zone `{word}`; expected an IANA name such as `Europe/Berlin`")
            }
        })
    }
}

impl Word for Language {
    fn read(word: &str) -> Result<Self, String> {
        if is_traditional_chinese(word) {
            return Err(format!(
                "`{word}` is Traditional Chinese, which this program does not write; expected one of `zh-CN`, `en`"
            ));
        }
        word.parse()
            .map_err(|error: UnknownLanguage| format!("{error}; expected one of `zh-CN`, `en`"))
    }
}

impl Word for Version {
    fn read(word: &str) -> Result<Self, String> {
        word.parse()
            .map_err(|error: VersionError| error.to_string())
    }
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

/// Refuses a file that holds a token, without showing it.
pub(super) fn refuse_tokens(text: &str, file: &str) -> Result<(), Error> {
    const PREFIXES: [&str; 8] = [
        "memos_pat_",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "eyJhbGciOi",
    ];
    let line = text.lines().position(|line| {
        let code = line.trim_start();
        let key = code
            .split(':')
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'', ' ', '-']);
        let names_token =
            code.contains(':') && (key == "token" || key.ends_with("_token") || key == "openid");
        !code.starts_with('#') && names_token || PREFIXES.iter().any(|prefix| line.contains(prefix))
    });
    line.map_or(Ok(()), |line| {
        Err(Error::Token {
            file: file.to_owned(),
            line: line + 1,
        })
    })
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
