//! The templates of titles, texts and posts.
