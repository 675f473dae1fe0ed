//! The five steps of one issue, and the loop over weeks.
