//! GitHub's API as this project uses it; no policy.
