//! The files that travel with a post: naming, cleaning, fetching.
