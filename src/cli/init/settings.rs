//! The settings that `init` writes: what was answered or is configured, and what is done without being told.

use super::files::{Setting, quoted};
use super::remote::Remote;
use crate::cli::options::BlogFlags;
use crate::issue::WhenEmpty;
use crate::pipeline::Settings;
use crate::week::WeekStart;

/// The keys of the configuration beside the server and the time zone. `checkout` is the repository of the workflow.
pub(super) fn said(
    settings: &Settings,
    flags: &BlogFlags,
    checkout: Option<&Remote>,
) -> Vec<Setting> {
    let (config, learnt) = (&settings.config, settings.learnt());
    let setting = |key: &'static str, value: String, is_said: bool| {
        let seen = learnt
            .habits
            .iter()
            .find(|habit| habit.subject.key() == key);
        Setting {
            key,
            value,
            is_default: !is_said,
            seen_in: seen.filter(|_| !is_said).map(|habit| habit.seen_in.clone()),
        }
    };
    let quote = |key, text: &str, is_said| setting(key, quoted(text), is_said);
    let (titles, blog, pull) = (&learnt.titles, &config.blog, &config.pull_request);
    let weeks_said =
        flags.week_starts_on.is_some() || config.week_starts_on != WeekStart::default();
    let empty_said = flags.when_empty.is_some() || config.when_empty != WhenEmpty::default();
    let (catch_up, minutes) = (config.catch_up, config.timeout_minutes);
    let mut all = vec![
        setting(
            "week_starts_on",
            config.week_starts_on.to_string(),
            weeks_said,
        ),
        setting(
            "language",
            learnt.language.to_string(),
            config.language.is_some(),
        ),
        quote("series", &titles.series, config.series.is_some()),
        quote("title", &titles.title, config.title.is_some()),
        quote("slug", &titles.slug, config.slug.is_some()),
        setting("when_empty", config.when_empty.to_string(), empty_said),
        setting(
            "catch_up",
            catch_up.unwrap_or(4).to_string(),
            catch_up.is_some(),
        ),
        setting(
            "timeout_minutes",
            minutes.unwrap_or(20.0).to_string(),
            minutes.is_some(),
        ),
    ];
    let mut of_blog = vec![
        setting(
            "blog.engine",
            settings.engine.to_string(),
            blog.engine.is_some(),
        ),
        quote("blog.path", &learnt.path, blog.path.is_some()),
    ];
    of_blog.extend(blog.repository.as_ref().map(|name| {
        let is_here = |it: &Remote| it.name.eq_ignore_ascii_case(name);
        quote("blog.repository", name, !checkout.is_some_and(is_here))
    }));
    // what is said stands before what is done anyway, so that each is one group
    of_blog.sort_by_key(|setting| setting.is_default);
    all.extend(of_blog);
    all.extend(
        pull.base
            .as_ref()
            .map(|base| quote("pull_request.base", base, true)),
    );
    all
}
