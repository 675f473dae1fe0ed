//! What an answer's status and headers mean, above all: is that a refusal or a rate limit?
//!
//! The rules are GitHub's: <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap};
use serde::Deserialize;
use serde_json::Value;

use super::super::error::says_limited;
use crate::http::retry_after;

/// Maximum number of times that a limit is waited for, however much time is left.
pub(super) const ATTEMPTS: u32 = 10;

/// "Wait for at least one minute", and exponentially longer each time, where GitHub names no time.
pub(super) fn unknown_wait(attempt: u32) -> Duration {
    Duration::from_mins(1).saturating_mul(2_u32.saturating_pow(attempt))
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Fine,
    Limited(Option<Duration>),
    Unauthorized(String),
    Failed(String),
}

pub(super) fn judge(status: u16, headers: &HeaderMap, body: &[u8]) -> Reply {
    if (200..300).contains(&status) {
        return Reply::Fine;
    }
    let words = words(body);
    let limited = matches!(status, 403 | 429)
        && (status == 429
            || retry_after(headers).is_some()
            || number(headers, "x-ratelimit-remaining") == Some(0)
            || says_limited(&words));
    if limited || (status == 422 && says_limited(&words)) {
        return Reply::Limited(wait(headers));
    }
    match status {
        401 => Reply::Unauthorized(words),
        _ => Reply::Failed(words),
    }
}

/// Returns the wait that GitHub asks for: `Retry-After`, or until the limit is reset by the server's own clock.
pub(super) fn wait(headers: &HeaderMap) -> Option<Duration> {
    retry_after(headers).or_else(|| {
        if number(headers, "x-ratelimit-remaining")? != 0 {
            return None;
        }
        let reset = number(headers, "x-ratelimit-reset")?;
        let date = headers.get(DATE)?.to_str().ok()?;
        let now = DateTime::parse_from_rfc2822(date).ok()?.timestamp();
        let seconds = u64::try_from(reset - now).unwrap_or_default();
        Some(Duration::from_secs(seconds))
    })
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The server's own words, on one line: its sentence, and what it says of each thing that is wrong.
fn words(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Message {
        message: String,
        #[serde(default)]
        errors: Vec<Value>,
    }
    let text = match serde_json::from_slice::<Message>(body) {
        Ok(Message { message, errors }) => {
            let reasons: Vec<String> = errors.iter().filter_map(reason).collect();
            match reasons.as_slice() {
                [] => message,
                reasons => format!("{message}: {}", reasons.join("; ")),
            }
        }
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    if text.trim_start().starts_with('<') {
        return "a web page".to_owned();
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "nothing".to_owned();
    }
    line.chars().take(300).collect()
}

/// An entry of `errors` is a sentence, or says which field of what is wrong, and how.
/// <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed>
fn reason(error: &Value) -> Option<String> {
    let part = |name: &str| error.get(name).and_then(Value::as_str);
    let sentence = error.as_str().or(part("message"));
    let place = || Some(format!("{} {}", part("field")?, part("code")?));
    sentence.map(str::to_owned).or_else(place)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderName;

    use super::*;

    fn judged(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let value = value.parse().expect("a header value");
                (HeaderName::from_static(name), value)
            })
            .collect();
        judge(status, &headers, body.as_bytes())
    }

    #[test]
    fn a_used_up_limit_is_waited_for_by_the_servers_clock() {
        let headers = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1678665602"),
            ("date", "Mon, 13 Mar 2023 00:00:00 GMT"),
        ];
        let wait = Some(Duration::from_secs(2));
        assert_eq!(judged(403, &headers, "{}"), Reply::Limited(wait));
        assert_eq!(judged(429, &headers, "{}"), Reply::Limited(wait));
    }

    #[test]
    fn a_secondary_limit_is_known_by_header_or_by_its_words() {
        let words = r#"{"message":"You have exceeded a secondary rate limit. Please wait"}"#;
        assert_eq!(
            judged(403, &[("retry-after", "5")], words),
            Reply::Limited(Some(Duration::from_secs(5)))
        );
        assert_eq!(judged(403, &[], words), Reply::Limited(None));
        assert_eq!(judged(422, &[], words), Reply::Limited(None));
    }

    #[test]
    fn a_refusal_keeps_githubs_words() {
        let words = r#"{"message":"Resource not accessible by integration"}"#;
        assert_eq!(
            judged(403, &[("x-ratelimit-remaining", "4999")], words),
            Reply::Failed("Resource not accessible by integration".to_owned())
        );
        let words = r#"{"message":"Validation Failed","errors":["no such thing",{"field":"labels","code":"invalid"}]}"#;
        assert_eq!(
            judged(422, &[], words),
            Reply::Failed("Validation Failed: no such thing; labels invalid".to_owned())
        );
        assert_eq!(
            judged(401, &[], r#"{"message":"Bad credentials"}"#),
            Reply::Unauthorized("Bad credentials".to_owned())
        );
        assert_eq!(
            judged(502, &[], "<html>oops"),
            Reply::Failed("a web page".to_owned())
        );
    }
}
