//! One memo's text, shaped for the blog and embedded in the post.
