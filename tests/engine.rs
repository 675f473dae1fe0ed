//! Engines: what they are recognised by, and what they make of a post's files.

mod detection;
mod escapes;

use memos_weekly::blog::Blog;
use memos_weekly::issue::{Language, Titles};

/// A blog of these paths and texts; an empty text is a path alone.
pub(crate) fn blog(files: &[(&str, &str)]) -> Blog {
    let mut blog = Blog::default();
    for &(path, text) in files {
        if text.is_empty() {
            blog.add_path(path);
        } else {
            blog.add_text(path, text);
        }
    }
    blog
}

/// A series called 生成周刊 with the usual templates.
pub(crate) fn titles() -> Titles {
    Titles {
        series: "生成周刊".to_owned(),
        ..Titles::default_for(Language::ZhCn)
    }
}
