//! The one HTTP client: time-outs, retries, limits, redaction.
