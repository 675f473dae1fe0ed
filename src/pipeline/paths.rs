//! What titles and paths of issues depend on: found out by composing the issue again with something changed.

use chrono::{DateTime, Utc};

use super::Settings;
use crate::error::Error;
use crate::issue::{self, Issue, LedgerEntry};
use crate::render::Post;
use crate::template;
use crate::week::Period;

impl Settings {
    /// Returns true if an issue would have the same title and path if its memos had neither words nor tags: then neither
    /// says what a memo says.
    pub(super) fn is_named_without_words(
        &self,
        issue: &Issue,
        post: &Post,
        now: DateTime<Utc>,
    ) -> bool {
        // a template that cannot do without words names the issue by them
        self.named_without_words(issue, issue.number, &issue.period, now)
            .is_some_and(|(title, path)| title == issue.title && path == post.path)
    }

    /// Refuses a post whose file is that of another week as well, by the templates or on the base branch: the second
    /// one would pass for published. The words of memos tell weeks apart where there are any.
    pub(super) fn refuse_same_path(
        &self,
        issue: &Issue,
        post: &Post,
        ledger: &[LedgerEntry],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let number = issue.number;
        let week_before = self.calendar.previous(&issue.period);
        let year_before = self.calendar.year_before(&issue.period);
        let others = [(Some(week_before), 1), (year_before, 52)];
        let same = others.into_iter().find_map(|(other, issues)| {
            let other = other.filter(|other| *other != issue.period)?;
            let number = number.checked_sub(issues).filter(|it| *it > 0);
            let number = number.unwrap_or(issue.number + issues);
            let (_, path) = self.named_without_words(issue, number, &other, now)?;
            (path == post.path).then(|| other.id().to_owned())
        });
        let first = same.or_else(|| self.issue_there(issue, post, ledger));
        first.map_or(Ok(()), |first| {
            Err(Error::SamePath {
                path: post.path.clone(),
                first,
                second: issue.period.id().to_owned(),
            })
        })
    }

    /// Returns the other issue that stands at a post's path on the base branch: the id of its week if it has a date,
    /// else its number.
    fn issue_there(&self, issue: &Issue, post: &Post, ledger: &[LedgerEntry]) -> Option<String> {
        let published = self.published();
        let own = issue::post_about(&issue.period, &published, ledger);
        let there = published.iter().find(|it| it.path == post.path)?;
        if there.number == issue.number || own.is_some_and(|own| own.path == there.path) {
            return None;
        }
        let week = there.date.and_then(|day| self.calendar.week_with(day));
        Some(week.map_or_else(
            || format!("issue #{}", there.number),
            |week| week.id().to_owned(),
        ))
    }

    /// Title and path that an issue would have under another number, about another period, if its memos had neither words
    /// nor tags.
    fn named_without_words(
        &self,
        issue: &Issue,
        number: u32,
        period: &Period,
        now: DateTime<Utc>,
    ) -> Option<(String, String)> {
        let mut memos = issue.memos.clone();
        for memo in &mut memos {
            memo.content.clear();
            memo.tags.clear();
        }
        let again = self.compose(number, period, memos, now).ok()?;
        let path = template::render("blog.path", &self.learnt.path, &again.context()).ok()?;
        let path = path.trim().trim_start_matches("./").to_owned();
        Some((again.title, path))
    }
}
