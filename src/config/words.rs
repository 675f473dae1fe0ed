//! Values of the configuration that are written as one word: how each is read, and what is said of one that is none.
//!
//! Flags take the same words, so that both know the same mistakes.

use std::str::FromStr;

use url::Url;

use super::Error;
use crate::issue::{Language, UnknownLanguage, is_traditional_chinese};
use crate::memos::{Version, VersionError};
use crate::week::Zone;
use crate::word::Word;

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

/// Returns true if a word of a line begins with `prefix`, and goes on behind it: `highs_{{ number }}` is no `ghs_…`.
fn has_word(line: &str, prefix: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    line.match_indices(prefix).any(|(at, _)| {
        let (before, behind) = (&line[..at], &line[at + prefix.len()..]);
        !before.ends_with(is_letter) && behind.starts_with(is_letter)
    })
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
        !code.starts_with('#') && names_token
            || PREFIXES.iter().any(|prefix| has_word(line, prefix))
    });
    line.map_or(Ok(()), |line| {
        Err(Error::Token {
            file: file.to_owned(),
            line: line + 1,
        })
    })
}
