//! Engines: what they are recognised by, what they make of a post's files, front matter in every dialect.

mod front_matter;
