//! Three-way merge of a post with a human's edits.
