//! Which number an issue gets.
//!
//! Two issues with one number can hardly be told apart afterwards, so everything that might hold one is looked at:
//! posts, merged and open pull requests.

use chrono::NaiveDate;

use crate::week::Period;

/// A post of the series on the blog's base branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The number in its file name or title.
    pub number: u32,
    /// Path in the repository.
    pub path: String,
    /// The day in its front matter or file name.
    pub date: Option<NaiveDate>,
    /// The title in its front matter.
    pub title: Option<String>,
    /// The short values of its front matter, some of which have a part in its address; `None` if it was not read.
    pub front: Option<Vec<(String, String)>>,
}

/// The state of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullState {
    /// Waiting for its reviewer.
    Open,
    /// The issue is published.
    Merged,
    /// Closed without merging: the reviewer did not want it.
    Closed,
}

/// A pull request of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The id of its period.
    pub week: String,
    /// The number it was opened with, if it can still be read.
    pub number: Option<u32>,
    /// State of the pull request.
    pub state: PullState,
    /// The number of the pull request, by which the older of two is known; `None` if there is only a branch.
    pub pull: Option<u64>,
    /// Page of the pull request.
    pub url: String,
}

/// The reason why an issue gets no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The number that was asked for belongs to another issue.
    #[error("number {number} is taken by {by}")]
    Taken {
        /// The number.
        number: u32,
        /// The path of the post or the page of the pull request that has it.
        by: String,
        /// A number that is free.
        free: Option<u32>,
    },
    /// There is no number after the highest.
    #[error("there is no number after {number}, which {by} has")]
    Exhausted {
        /// The highest number.
        number: u32,
        /// The path of the post or the page of the pull request that has it.
        by: String,
    },
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Taken { free, .. } => free.map(|free| {
                format!("the next free number is {free}; without `--number` it is found by itself")
            }),
            Self::Exhausted { by, .. } => Some(format!(
                "is that really its number? rename {by}, or give `--number`"
            )),
        }
    }
}

/// The number of the issue about `period`: the first of
///
/// 1. `explicit`, unless another issue has it;
/// 2. what the period already has: in its merged or open pull request, in a post that is dated as we date the period's
///    post, or in its closed pull request; but not from an open or closed one if another issue got the number meanwhile;
/// 3. one more than the highest number that any post, any open or any merged pull request has;
/// 4. `start`.
///
/// Runs at the same moment can come to one number. Then the pull request that was opened first keeps it, and the others
/// go on from the highest number in the order in which they were opened, so that no two of them meet again.
pub fn assign_number(
    explicit: Option<u32>,
    period: &Period,
    published: &[Published],
    ledger: &[LedgerEntry],
    start: u32,
) -> Result<u32, Error> {
    let series = Series {
        period,
        published,
        ledger,
    };
    if let Some(number) = explicit {
        return match series.other_holder(number) {
            None => Ok(number),
            Some(by) => Err(Error::Taken {
                number,
                by: by.to_owned(),
                free: series.next(start).ok(),
            }),
        };
    }
    match series.own() {
        Some(number) => Ok(number),
        None => series.next(start),
    }
}

/// The post about `period`, if it stands on the base branch: the one that a merged pull request of the period brought,
/// else one that is dated as we date it.
pub fn post_about<'a>(
    period: &Period,
    published: &'a [Published],
    ledger: &[LedgerEntry],
) -> Option<&'a Published> {
    let series = Series {
        period,
        published,
        ledger,
    };
    let merged = published.iter().find(|post| series.was_merged_as(post));
    merged.or_else(|| published.iter().find(|post| series.is_own_post(post)))
}

/// All issues, seen from one of them.
struct Series<'a> {
    period: &'a Period,
    published: &'a [Published],
    ledger: &'a [LedgerEntry],
}

impl<'a> Series<'a> {
    /// The number that the period already has and may keep.
    fn own(&self) -> Option<u32> {
        let pulls = |state| {
            self.ours()
                .filter(move |entry| entry.state == state)
                .filter_map(|entry| entry.number)
        };
        let merged = pulls(PullState::Merged);
        let open = pulls(PullState::Open).filter(|number| self.rank(*number) == 0);
        let posts = self
            .published
            .iter()
            .filter(|post| self.is_own_post(post))
            .map(|post| post.number);
        let closed = pulls(PullState::Closed).filter(|number| self.other_holder(*number).is_none());
        merged.chain(open).chain(posts).chain(closed).next()
    }

    fn next(&self, start: u32) -> Result<u32, Error> {
        let posts = self
            .published
            .iter()
            .map(|post| (post.number, post.path.as_str()));
        let pulls = self
            .ledger
            .iter()
            .filter(|entry| entry.state != PullState::Closed)
            .filter_map(|entry| Some((entry.number?, entry.url.as_str())));
        match posts.chain(pulls).max_by_key(|(number, _)| *number) {
            None => Ok(start),
            Some((number, by)) => {
                let lost = self.ours().filter(|entry| entry.state == PullState::Open);
                let rank = lost
                    .filter_map(|entry| Some(self.rank(entry.number?)))
                    .max();
                let step = u32::try_from(rank.unwrap_or(1).max(1)).unwrap_or(u32::MAX);
                number.checked_add(step).ok_or_else(|| Error::Exhausted {
                    number,
                    by: by.to_owned(),
                })
            }
        }
    }

    /// Returns who else has the number: the page of a pull request that still counts, or else the path of a post.
    fn other_holder(&self, number: u32) -> Option<&'a str> {
        let pull = self.other_pulls(number).next();
        pull.map(|entry| entry.url.as_str())
            .or_else(|| self.other_post(number))
    }

    /// Counts those that have a better right to a number than the period's open pull request: a post, merged pull
    /// requests, and those that were opened before it.
    fn rank(&self, number: u32) -> usize {
        let age = |entry: &LedgerEntry| (entry.pull.unwrap_or(u64::MAX), entry.week.clone());
        let own = self.ours().map(age).min();
        let has_better_right = |entry: &&LedgerEntry| {
            entry.state == PullState::Merged || own.as_ref().is_none_or(|own| age(entry) < *own)
        };
        let pulls = self.other_pulls(number).filter(has_better_right).count();
        pulls + usize::from(self.other_post(number).is_some())
    }

    fn other_pulls(&self, number: u32) -> impl Iterator<Item = &'a LedgerEntry> {
        self.ledger.iter().filter(move |entry| {
            entry.state != PullState::Closed
                && entry.number == Some(number)
                && !self.is_own_pull(entry)
        })
    }

    fn ours(&self) -> impl Iterator<Item = &'a LedgerEntry> {
        self.ledger.iter().filter(|entry| self.is_own_pull(entry))
    }

    fn other_post(&self, number: u32) -> Option<&'a str> {
        self.published
            .iter()
            .find(|post| post.number == number && !self.is_own_post(post))
            .map(|post| post.path.as_str())
    }

    fn is_own_pull(&self, entry: &LedgerEntry) -> bool {
        entry.week == self.period.id()
    }

    /// Returns true if the post is the period's own: its merged pull request says so, or the date, if it is the one
    /// that we would give it. No other date of the period does: posts written by hand often appear some days after the
    /// week they are about, within the next one.
    fn is_own_post(&self, post: &Published) -> bool {
        post.date == Some(self.period.last_day()) || self.was_merged_as(post)
    }

    fn was_merged_as(&self, post: &Published) -> bool {
        self.ledger.iter().any(|entry| {
            entry.state == PullState::Merged
                && entry.number == Some(post.number)
                && self.is_own_pull(entry)
        })
    }
}
