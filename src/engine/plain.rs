//! A folder of Markdown files: no engine, so nothing to escape and no rule but `CommonMark`'s.

use super::link::{PostLink, relative};
use super::site::Site;
use super::{Engine, Facts, Name, posts_folder};
use crate::blog::Blog;
use crate::issue::Published;

/// Markdown files that are read as they are, for example on GitHub.
pub(super) struct Markdown;

const FACTS: Facts = Facts {
    configuration: &[],
    post_folders: &["posts", "weekly", "docs", "blog"],
    has_title_in_text: true,
    ..Facts::of(Name::Markdown)
};

impl Engine for Markdown {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Never by itself: that there is no engine is for the caller to say.
    fn builds(&self, _: &Blog) -> bool {
        false
    }

    fn post_path(&self, blog: &Blog) -> String {
        format!("{}/{{{{ slug }}}}.md", posts_folder(self, blog))
    }

    fn site(&self, _: &Blog) -> Site {
        Site::default()
    }

    fn post_link(&self, _: &Site, from: &str, to: &Published) -> Option<PostLink> {
        Some(PostLink::Address(relative(from, &to.path)))
    }
}
