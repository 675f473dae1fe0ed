//! What configuration, blog and defaults amount to: everything that is decided before the first memo is read.

use std::str::FromStr as _;

use chrono::{DateTime, Utc};

use crate::blog::{Blog, Reading, Wanted, post};
use crate::config::Config;
use crate::engine;
use crate::error::Error;
use crate::issue::{self, Issue, Language, LedgerEntry, Parts, Published, is_traditional_chinese};
use crate::memo::Memo;
use crate::memos::Source;
use crate::publish::PublishFlags;
use crate::publish::pull_request::Options;
use crate::render::{self, Rendering, TagMode, Template};
use crate::select::Rules;
use crate::series::{self, Configured, Learnt};
use crate::week::{Calendar, Period, Zone};

/// Everything that is the same for all issues of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As it was read, with the flags laid over it.
    pub config: Config,
    /// The engine that builds the blog.
    pub engine: engine::Name,
    /// The time zone and the first day of the weeks.
    pub calendar: Calendar,
    /// The posts that this run has added to the blog.
    pub(super) added: Vec<Published>,
    pub(super) blog: Blog,
    pub(super) learnt: Learnt,
}

impl Settings {
    /// Puts them together: configured, else detected, else the default.
    pub fn new(config: Config, blog: Blog) -> Self {
        let engine = config.blog.engine.or_else(|| engine::detect(&blog));
        let engine = engine.unwrap_or(engine::Name::Markdown);
        let learnt = series::learn(&blog, engine, &configured(&config));
        let calendar = Calendar {
            zone: zone(&config, &learnt),
            week_starts_on: config.week_starts_on,
        };
        Self {
            config,
            engine,
            calendar,
            added: Vec::new(),
            blog,
            learnt,
        }
    }

    /// Returns what else must be read of the blog, now that it is known where its posts are.
    pub(super) fn wanted(&self) -> Wanted {
        let mut wanted = series::second_look(&self.blog, self.engine, self.learnt.series());
        let template = self.config.template.clone();
        let files = template.into_iter().chain(self.config.index.clone());
        wanted
            .texts
            .extend(files.filter(|path| self.blog.read(path) == Reading::Absent));
        wanted
    }

    /// Takes in what a further look at the blog brought.
    pub fn learn(&mut self, blog: &Blog) {
        self.blog.extend(blog);
        self.learnt = series::learn(&self.blog, self.engine, &configured(&self.config));
        self.calendar.zone = zone(&self.config, &self.learnt);
    }

    /// Returns what was learnt of the blog.
    pub fn learnt(&self) -> &Learnt {
        &self.learnt
    }

    /// Returns true if the time zone may still change when more of the blog is read.
    pub(super) fn zone_is_open(&self) -> bool {
        self.config.timezone.is_none() && self.learnt.timezone.is_none()
    }

    /// Lists what was assumed for want of something better; each a sentence.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.config.blog.engine.is_none() && engine::detect(&self.blog).is_none() {
            notices.push(
                "no blog engine was recognised, so the post is plain Markdown; set `blog.engine`"
                    .to_owned(),
            );
        }
        if self.zone_is_open() {
            notices.push("weeks begin and end in UTC; set `timezone` to your own".to_owned());
        }
        notices.extend(self.other_language());
        if self.blog.is_partial() {
            notices.push(
                "GitHub does not list a repository of this size at once, so only the usual folders and that of the posts \
                 were looked into; what is elsewhere is not known: set `blog.engine` and `blog.path` if they are not these"
                    .to_owned(),
            );
        }
        notices.extend(self.doubt(Language::En));
        notices
    }

    /// Says that the site's language is none of those in which we write.
    fn other_language(&self) -> Option<String> {
        let site = self.learnt.conventions.site.language.as_deref();
        let tag = site.filter(|_| self.config.language.is_none())?.trim();
        let ours = match self.learnt.language {
            Language::ZhCn => "Simplified Chinese",
            Language::En => "English",
        };
        let is_other = is_traditional_chinese(tag) || Language::from_str(tag).is_err();
        is_other.then(|| {
            format!(
                "the blog's language is `{tag}`, and what is not yours in the post and the pull request will be in {ours}; choose \
                 with `language: zh-CN` or `language: en`, and write `title` and `intro` as you like"
            )
        })
    }

    /// Says why the number may be wrong, if it may.
    pub(super) fn doubt(&self, language: Language) -> Option<String> {
        let doubt = self.learnt.doubt.as_ref();
        let doubt = doubt.filter(|_| self.config.number.start == 1 && self.added.is_empty());
        doubt.map(|doubt| doubt.words(language))
    }

    /// The issues that stand on the base branch.
    pub fn published(&self) -> Vec<Published> {
        let mut posts = series::published(&self.blog, self.learnt.series());
        posts.retain(|post| self.added.iter().all(|added| added.path != post.path));
        posts.extend(self.added.iter().cloned());
        posts
    }

    /// Returns the issues before this one that readers can see.
    pub(super) fn earlier(&self, number: u32) -> Vec<Published> {
        let mut posts = self.published();
        posts.retain(|post| post.number < number && !post::is_draft(&self.blog, &post.path));
        posts
    }

    /// Returns the rules by which memos are taken.
    pub fn rules(&self) -> Rules {
        Rules {
            tags_only: self.config.text.tags != TagMode::Strip,
            ..self.config.select.clone()
        }
    }

    /// The number of an issue.
    pub fn number(
        &self,
        asked: Option<u32>,
        period: &Period,
        ledger: &[LedgerEntry],
    ) -> Result<u32, issue::Error> {
        let start = self.config.number.start;
        issue::assign_number(asked, period, &self.published(), ledger, start)
    }

    /// Returns the settings of pull requests, with the flags of this run.
    pub(super) fn pull_requests(&self, flags: PublishFlags) -> Options {
        Options {
            reopen: flags.reopen,
            update_published: flags.update_published,
            ..self.config.pull_request.clone()
        }
    }

    /// The issue of a period, with its memos in order; they come oldest first.
    pub(super) fn compose(
        &self,
        number: u32,
        period: &Period,
        memos: Vec<Memo>,
        now: DateTime<Utc>,
    ) -> Result<Issue, crate::template::Error> {
        Issue::compose(Parts {
            number,
            period: period.clone(),
            titles: &self.learnt.titles,
            language: self.learnt.language,
            memos,
            order: self.config.order,
            now,
        })
    }

    /// Returns the settings of the issue's post.
    pub(super) fn rendering(&self, issue: &Issue, source: &Source) -> Result<Rendering, Error> {
        let config = &self.config;
        let conventions = self.learnt.conventions.clone();
        let mut rendering = Rendering::new(conventions, self.learnt.path.clone());
        rendering.layout = config.layout;
        rendering.groups.clone_from(&config.groups);
        rendering.rest.clone_from(&config.rest);
        let learnt = self.learnt.around.intro.as_ref();
        rendering.intro = config.intro.as_ref().or(learnt).cloned();
        rendering.outro = self.outro();
        rendering.text.clone_from(&config.text);
        rendering.front_matter = config
            .blog
            .front_matter
            .iter()
            .map(|(key, value)| (key.clone(), value.clone().into()))
            .collect();
        rendering.attachments = config.attachments.mode;
        rendering.gallery = config.attachments.gallery;
        rendering.servers = source.addresses();
        rendering.link_to_memos = config.links.to_memos;
        rendering.previous = self.previous(issue.number);
        rendering.template = self.template()?;
        Ok(rendering)
    }

    /// The weeks that have an issue, whatever became of it.
    pub(super) fn taken(&self, ledger: &[LedgerEntry]) -> Vec<Period> {
        let in_ledger = ledger
            .iter()
            .filter_map(|entry| self.calendar.parse_id(&entry.week));
        let on_base = self.published().into_iter().filter_map(|post| post.date);
        let weeks = on_base.filter_map(|day| self.calendar.week_with(day));
        in_ledger.chain(weeks).collect()
    }

    /// Returns the number of weeks that may be made up at the most.
    pub(super) fn catch_up(&self) -> usize {
        self.config.catch_up.unwrap_or(4)
    }

    pub(crate) fn template(&self) -> Result<Option<Template>, Error> {
        let Some(path) = &self.config.template else {
            return Ok(None);
        };
        match self.blog.read(path) {
            Reading::Text(source) => Ok(Some(Template {
                name: path.clone(),
                source: source.to_owned(),
            })),
            Reading::Absent => Err(Error::NoFile {
                what: "template",
                path: path.clone(),
            }),
            Reading::Unreadable(reason) => Err(Error::Unreadable {
                what: "template",
                path: path.clone(),
                reason: reason.clone(),
            }),
        }
    }

    /// Returns true if the issue links to the one before it.
    fn links_previous(&self) -> bool {
        let configured = self.config.links.to_previous_issue;
        configured.unwrap_or(self.learnt.around.links_previous)
    }

    /// The template of the lines after the memos: configured, else learnt; the link to the issue before is in it if that
    /// is wanted.
    fn outro(&self) -> Option<String> {
        let around = &self.learnt.around;
        if self.config.outro.is_some() {
            return self.config.outro.clone();
        }
        let outro = around.outro.clone()?;
        let lacks_link = self.links_previous() && !around.links_previous;
        Some(if lacks_link {
            format!("{}\n\n{outro}", render::default_outro(self.learnt.language))
        } else {
            outro
        })
    }

    fn previous(&self, number: u32) -> Option<Published> {
        let earlier = self.earlier(number).into_iter();
        earlier
            .max_by_key(|post| post.number)
            .filter(|_| self.links_previous())
    }
}

fn zone(config: &Config, learnt: &Learnt) -> Zone {
    let told = config.timezone.as_ref().or(learnt.timezone.as_ref());
    told.cloned().unwrap_or_default()
}

/// Returns the settings that need not be learnt.
fn configured(config: &Config) -> Configured {
    Configured {
        series: config.series.clone(),
        title: config.title.clone(),
        slug: config.slug.clone(),
        path: config.blog.path.clone(),
        language: config.language,
        numbers: config.number.from,
    }
}
