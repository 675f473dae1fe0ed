//! What an access token of Memos 0.15 to 0.25 says of itself: whose it is, and when it ends.
//!
//! It is a JSON Web Token that only the server can verify, so nothing here is believed: the user is a guess that saves
//! a round trip, the end a warning. Tokens since 0.26 (`memos_pat_…`) say nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::http::{Token, ends_soon};

/// The claims of a token, as far as they are of use.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Claims {
    /// The user as memos name their creator: `users/1`.
    pub(super) user: Option<String>,
    /// Time at which the token expires.
    pub(super) expires: Option<DateTime<Utc>>,
}

impl Claims {
    /// Reads them; none of a token of another kind.
    pub(super) fn of(token: &Token) -> Self {
        let claims = payload(token.expose()).unwrap_or_default();
        let user = claims["sub"].as_str();
        let is_id = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let expires = claims["exp"].as_i64();
        Self {
            user: user.filter(is_id).map(|id| format!("users/{id}")),
            expires: expires.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        }
    }
}

impl Claims {
    /// A sentence about a token that ends soon, or has ended.
    pub(super) fn warning(&self, now: DateTime<Utc>) -> Option<String> {
        let end = self.expires?;
        let said = ends_soon("Memos", end, now, SOON)?;
        Some(if end <= now {
            said
        } else {
            format!("{said}; {RENEW}")
        })
    }
}

/// Days before the end at which a token is spoken of: two runs of a weekly job.
const SOON: i64 = 14;

const RENEW: &str =
    "make a new one with “Expiration: Never” and put it into the secret MEMOS_TOKEN";

fn payload(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(payload: &str) -> Claims {
        let token = format!(
            "eyJhbGciOiJIUzI1NiJ9.{}.c2ln",
            URL_SAFE_NO_PAD.encode(payload)
        );
        Claims::of(&Token::new(&token).expect("a token"))
    }

    #[test]
    fn a_token_of_0_22_names_its_user_and_its_end() {
        let found = claims(r#"{"name":"nick","iss":"memos","sub":"7","exp":1700000000}"#);
        assert_eq!(found.user.as_deref(), Some("users/7"));
        assert_eq!(found.expires, DateTime::from_timestamp(1_700_000_000, 0));
    }

    #[test]
    fn what_says_nothing_is_no_claim() {
        for payload in [
            r#"{"sub":"1\" || \"x"}"#,
            r#"{"sub":7,"exp":"soon"}"#,
            "[]",
            "nick",
            "",
        ] {
            assert_eq!(claims(payload), Claims::default(), "{payload}");
        }
        for token in ["memos_pat_0123", "7f1a9a4e-8b5c", "a.b", "a.%.c"] {
            assert_eq!(
                Claims::of(&Token::new(token).expect("a token")),
                Claims::default()
            );
        }
    }
}
