//! A secret that cannot be printed by accident.
//!
//! Every place that could show one (errors, `Debug`, `--json`) is handed this type and can only write `***`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::size::counted;

/// A token as its owner pasted it, without the blanks around it.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes a pasted token; blanks and line ends around it are dropped.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if text.starts_with(['"', '\'', '`']) && text.ends_with(['"', '\'', '`']) {
            return Err(TokenError::Quoted);
        }
        if !text.chars().all(|character| character.is_ascii_graphic()) {
            return Err(TokenError::Unprintable);
        }
        Ok(Self(text.into()))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        Self::new(text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A sentence about a token that ends within so many days, or has ended.
pub(crate) fn ends_soon(
    whose: &str,
    end: DateTime<Utc>,
    now: DateTime<Utc>,
    soon: i64,
) -> Option<String> {
    let day = end.format("%Y-%m-%d");
    match (end - now).num_days() {
        _ if end <= now => Some(format!("the {whose} token expired on {day}")),
        0 => Some(format!(
            "the {whose} token expires today ({})",
            end.format("%H:%M UTC")
        )),
        days if days < soon => Some(format!(
            "the {whose} token expires on {day}, in {}",
            counted(days, "day")
        )),
        _ => None,
    }
}

/// The reason why a text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing in it: most often a secret that is not set.
    #[error("the token is empty")]
    Empty,
    /// Quotation marks around it, which a shell takes away and a secret does not.
    #[error("the token stands in quotation marks; store it without them")]
    Quoted,
    /// Something in it that no HTTP header may carry.
    #[error("the token has a blank, a line break or another character inside that no token has")]
    Unprintable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_token_is_trimmed() {
        let token = Token::new("  memos_pat_x1\r\n").expect("a token");
        assert_eq!(token.expose(), "memos_pat_x1");
    }

    #[test]
    fn what_no_header_may_carry_is_refused() {
        assert_eq!(Token::new(" \n").expect_err("a refusal"), TokenError::Empty);
        for text in ["\"memos_pat_x1\"", "'memos_pat_x1'"] {
            assert_eq!(Token::new(text).expect_err("a refusal"), TokenError::Quoted);
        }
        for text in ["a b", "a\nb", "a\0b", "标记"] {
            assert_eq!(
                Token::new(text).expect_err("a refusal"),
                TokenError::Unprintable
            );
        }
    }

    #[test]
    fn a_token_prints_as_stars() {
        let token = Token::new("memos_pat_x1").expect("a token");
        assert_eq!(format!("{token} {token:?}"), "*** Token(***)");
    }
}
