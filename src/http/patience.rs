//! How long to wait for a server, and between two attempts.
//!
//! One value, so that tests can take all waiting out.

use std::hash::BuildHasher;
use std::hash::RandomState;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Time limits of requests and of the pauses between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// For opening a connection, TLS included.
    pub connect: Duration,
    /// For each piece of an answer, the first one included.
    pub read: Duration,
    /// For a whole answer; none is asked for again once as much has passed.
    pub whole: Duration,
    /// Number of times that a failed request is sent again.
    pub retries: u32,
    /// The pause before the first repetition; it doubles each time.
    pub pause: Duration,
    /// The longest pause; a server that asks for more is an error that says so.
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            whole: Duration::from_mins(3),
            retries: 3,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_mins(1),
        }
    }
}

impl Patience {
    /// The pause before repetition `attempt` (from 0); `None` when the server asks for a longer one than we grant.
    pub(crate) fn pause(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if let Some(asked) = asked {
            return (asked <= self.longest_pause).then_some(asked);
        }
        let doubled = self.pause.saturating_mul(2_u32.saturating_pow(attempt));
        Some(jittered(doubled.min(self.longest_pause)))
    }
}

/// Reads the pause that `Retry-After` asks for: seconds or an HTTP date. A date is measured from the server's own
/// `Date`, so that a wrong clock on either side does no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(value).ok()?;
    let now = headers
        .get(DATE)
        .and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok())
        .map_or_else(Utc::now, |date| date.to_utc());
    Some((until.to_utc() - now).to_std().unwrap_or(Duration::ZERO))
}

/// Between a half and the whole: runs that failed together should not come back together.
fn jittered(pause: Duration) -> Duration {
    let dice = RandomState::new().hash_one(()).to_le_bytes()[0];
    pause.mul_f64(0.5 + f64::from(dice) / 510.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(reqwest::header::HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().expect("a header value")))
            .collect()
    }

    #[test]
    fn pauses_double_with_jitter_and_are_bounded() {
        let patience = Patience::default();
        for (attempt, whole) in [(0, 500), (1, 1_000), (2, 2_000), (30, 60_000)] {
            let pause = patience.pause(attempt, None).expect("our own pause");
            assert!(pause <= Duration::from_millis(whole), "{pause:?}");
            assert!(pause >= Duration::from_millis(whole / 2), "{pause:?}");
        }
    }

    #[test]
    fn the_servers_wish_is_granted_within_the_bound() {
        let patience = Patience::default();
        let minute = Duration::from_mins(1);
        assert_eq!(patience.pause(0, Some(minute)), Some(minute));
        assert_eq!(patience.pause(0, Some(minute * 2)), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(
            retry_after(&headers(&[(RETRY_AFTER, "7")])),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            retry_after(&headers(&[
                (DATE, "Wed, 21 Oct 2015 07:27:50 GMT"),
                (RETRY_AFTER, "Wed, 21 Oct 2015 07:28:00 GMT"),
            ])),
            Some(Duration::from_secs(10))
        );
        assert_eq!(
            retry_after(&headers(&[(RETRY_AFTER, "Wed, 21 Oct 2015 07:28:00 GMT")])),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after(&headers(&[(RETRY_AFTER, "soon")])), None);
    }
}
