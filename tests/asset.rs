//! Files that travel with a post: their names, what is taken out of them, what is not let through.

mod fetch;
#[cfg(feature = "images")]
mod images;
mod metadata;
mod name;
mod reach;
mod reasons;
