//! Periods: which days an issue covers.
