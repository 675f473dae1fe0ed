//! What configuration, blog and defaults amount to, decided before the first memo is read.

use chrono_tz::Tz;

use crate::blog::{Blog, Wanted};
use crate::config::{AttachmentMode, Config, LineBreaks, Tags};
use crate::engine::{self, Series};
use crate::issue::{Language, Titles};
use crate::select::Rules;
use crate::week::Calendar;

/// Everything that is the same for all issues of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As it was read, with the flags laid over it.
    pub config: Config,
    /// What stands on the base branch.
    pub blog: Blog,
    /// What builds the blog.
    pub engine: engine::Name,
    /// The language of what we write ourselves.
    pub language: Language,
    /// What the issues are called.
    pub titles: Titles,
    /// Template of a post's path.
    pub path: String,
    /// How time is cut into weeks.
    pub calendar: Calendar,
    /// What was assumed for want of something better; each a sentence.
    pub notices: Vec<String>,
}

impl Settings {
    /// Puts them together: configured, else detected, else the default.
    pub fn new(config: Config, blog: Blog) -> Self {
        let mut notices = Vec::new();
        let engine = config.blog.engine.or_else(|| engine::detect(&blog)).unwrap_or_else(|| {
            notices.push("no blog engine was recognised, so the post is plain Markdown; set `blog.engine`".to_owned());
            engine::Name::Markdown
        });
        let zone = config.timezone.unwrap_or_else(|| {
            notices.push("weeks begin and end in UTC; set `timezone` to your own".to_owned());
            Tz::UTC
        });
        let language = config.language.or_else(|| engine::language(&blog)).unwrap_or_default();
        let defaults = Titles::default_for(language);
        let titles = Titles {
            series: config.series.clone().unwrap_or(defaults.series),
            title: config.title.clone().unwrap_or(defaults.title),
            slug: config.slug.clone().unwrap_or(defaults.slug),
        };
        let path = config.blog.path.clone().unwrap_or_else(|| engine::by_name(engine).post_path(&blog));
        let calendar = Calendar { zone, week_starts_on: config.week_starts_on };
        Self { engine, language, titles, path, calendar, notices, config, blog }
    }

    /// What tells the posts of this series from others.
    pub fn series(&self) -> Series<'_> {
        Series { titles: &self.titles, path: &self.path }
    }

    /// What else must be read of the blog, now that it is known where its posts are.
    pub fn wanted(&self) -> Wanted {
        let mut wanted = engine::second_look(&self.blog, self.engine, self.series());
        wanted.texts.extend(self.config.template.clone());
        wanted
    }

    /// Which memos are taken.
    pub fn rules(&self) -> Rules {
        let select = &self.config.select;
        Rules {
            visibility: select.visibility.clone(),
            tags: select.tags.clone(),
            exclude_tags: select.exclude_tags.clone(),
            matching: select.matching.clone(),
            not_matching: select.not_matching.clone(),
            pinned: select.pinned,
            min_length: select.min_length,
            time: select.time,
        }
    }
}
