//! One week: from its memos to its number, its files and its pull request.
//!
//! Made by itself, with what the weeks before it in the same run did as its only memory.

use tokio::join;

use super::withdrawal::Withdrawal;
use super::{Job, Made, Report, Settings, bounds, gather, page, proposal};
use crate::error::Error;
use crate::issue::{LedgerEntry, Published, PullState, Sentence, WhenEmpty};
use crate::markdown::{self, Tree};
use crate::memo::Memo;
use crate::memos::Source;
use crate::publish::{Operation, Outcome, Target};
use crate::render;
use crate::select::{self, Selection};
use crate::week::Period;

/// Maximum number of times that an issue gives way to others that take its number at the same moment; the next run goes
/// on from there.
const MAX_RENUMBERINGS: u32 = 5;

/// The run of one week: what is the same for all its steps.
pub(super) struct WeekRun<'a> {
    pub(super) job: &'a Job,
    pub(super) source: &'a Source,
    pub(super) settings: &'a Settings,
    /// The weeks of this run so far.
    pub(super) done: &'a [LedgerEntry],
    /// Memos of the week's issue that are no longer public.
    pub(super) withdrawal: &'a Withdrawal,
    /// True if the week is to be made; else it is only looked after, because something was withdrawn from it.
    pub(super) is_due: bool,
}

impl WeekRun<'_> {
    /// One week, from its memos to its pull request.
    pub(super) async fn week(
        &self,
        target: &mut Target<'_>,
        period: Period,
        memos: Vec<Memo>,
    ) -> Result<Report, Error> {
        let settings = self.settings;
        let mut selection = select::select(memos, &period, &settings.rules());
        let whole = selection.clone();
        selection.memos.retain(|memo| self.withdrawal.allows(memo));
        if selection.memos.is_empty() && settings.config.when_empty != WhenEmpty::Publish {
            if self.withdrawal.empties() {
                return self.emptied(target, period, whole).await;
            }
            return empty(settings, period, selection);
        }
        self.proposed(target, period, selection).await
    }

    /// A week with what was chosen for it.
    async fn proposed(
        &self,
        target: &mut Target<'_>,
        period: Period,
        selection: Selection,
    ) -> Result<Report, Error> {
        let ledger = self.ledger(target, None);
        let number = self.number(&period, &ledger)?;
        let mut own = ledger
            .iter()
            .filter(|entry| entry.week == period.id() && entry.state != PullState::Closed);
        let held = own.find_map(|entry| entry.number);
        let secrets = &self.job.egress.secrets;
        let mut made = self.make(number, &period, &selection, &ledger).await?;
        refuse_empty(&made)?;
        let mut outcome = if self.job.dry_run {
            self.rehearsed(target.rehearse(&made.proposal).await?)
        } else {
            target.publish(&made.proposal, secrets).await?
        };
        outcome
            .notices
            .extend(self.withdrawal.notices.iter().cloned());
        let most = if held == Some(number) {
            0
        } else {
            MAX_RENUMBERINGS
        };
        for round in 0..most {
            let is_changed = held.is_some() || round > 0;
            let Some(number) = self.rightful(target, &made, &outcome, is_changed)? else {
                break;
            };
            let taken = made.issue.number;
            outcome.notices.push(Sentence::new(
                format!(
                    "another issue got number {taken} at the same moment, so this one became number {number}"
                ),
                format!("另一期同时取得了编号 {taken}，因此这一期改为 {number}"),
            ));
            made = self.make(number, &period, &selection, &ledger).await?;
            let again = target.publish(&made.proposal, secrets).await?;
            outcome.notices.extend(again.notices);
            outcome.warnings.extend(again.warnings);
            outcome.branch = again.branch;
        }
        Ok(Report {
            period,
            selection,
            made: Some(made),
            outcome,
        })
    }

    /// A week whose memos were all withdrawn: their text leaves the pull request, or is told of if it is published.
    async fn emptied(
        &self,
        target: &mut Target<'_>,
        period: Period,
        selection: Selection,
    ) -> Result<Report, Error> {
        let settings = self.settings;
        let ledger = self.ledger(target, None);
        let number = self.number(&period, &ledger)?;
        let none = Selection::default();
        let mut proposal = self.make(number, &period, &none, &ledger).await?.proposal;
        proposal.empty();
        proposal.index = settings.untouched_index();
        self.withdrawal.mark(&mut proposal);
        let mut outcome = if self.job.dry_run {
            self.rehearsed(nothing_done(Vec::new()))
        } else {
            target.publish(&proposal, &self.job.egress.secrets).await?
        };
        outcome
            .notices
            .extend(self.withdrawal.notices.iter().cloned());
        if outcome.operation == Operation::Closed && !selection.memos.is_empty() {
            return self.successor(target, period, selection, outcome).await;
        }
        if settings.config.when_empty == WhenEmpty::Fail && self.is_due {
            let week = period.id().to_owned();
            let why = Sentence::join(&outcome.warnings).to_string();
            return Err(Error::EmptyWeek { week, why });
        }
        Ok(Report {
            period,
            selection,
            made: None,
            outcome,
        })
    }

    /// The week's issue with what came in since, after the approved pull request was closed of which nothing was left.
    async fn successor(
        &self,
        target: &mut Target<'_>,
        period: Period,
        selection: Selection,
        closed: Outcome,
    ) -> Result<Report, Error> {
        let run = WeekRun {
            withdrawal: &Withdrawal::default(),
            ..*self
        };
        let mut report = Box::pin(run.proposed(target, period, selection)).await?;
        report.outcome.warnings.splice(0..0, closed.warnings);
        Ok(report)
    }

    /// The number of a week's issue: what was asked for is that of a week to be made.
    fn number(&self, period: &Period, ledger: &[LedgerEntry]) -> Result<u32, Error> {
        let asked = self.job.number.filter(|_| self.is_due);
        Ok(self.settings.number(asked, period, ledger)?)
    }

    /// Adds to the outcome of a dry run what a real one would have to say first.
    fn rehearsed(&self, mut outcome: Outcome) -> Outcome {
        outcome.warnings.extend(self.withdrawal.announcement());
        outcome
    }

    /// An issue and its files, under a number.
    async fn make(
        &self,
        number: u32,
        period: &Period,
        selection: &Selection,
        ledger: &[LedgerEntry],
    ) -> Result<Made, Error> {
        let settings = self.settings;
        bounds::refuse_large(&selection.memos)?;
        let memos = selection.memos.clone();
        let issue = settings.compose(number, period, memos, self.job.now)?;
        let texts = issue
            .memos
            .iter()
            .map(|memo| markdown::clean(&memo.content));
        let texts: Vec<_> = texts.collect();
        let trees: Vec<Tree> = texts.iter().map(|text| Tree::parse(text)).collect();
        let (assets, titles, elsewhere) = join!(
            gather::assets(settings, &issue, &trees, self.source),
            gather::page_titles(settings, &trees, self.source),
            settings.elsewhere(&issue, &trees, self.source, ledger),
        );
        let mut rendering = settings.rendering(&issue, self.source)?;
        rendering.page_titles = titles;
        rendering.elsewhere = elsewhere;
        let again = self.job.preview.then(|| trees.clone());
        let post = render::render(&issue, trees, &assets, &rendering)?;
        let page =
            again.map(|trees| page::page(&issue, trees, &assets, &rendering, &post, settings));
        let page = page.transpose()?;
        let mut proposal = proposal::proposal(&issue, &post, selection, settings, ledger)?;
        proposal.index = settings.index(&issue, &post)?;
        self.withdrawal.mark(&mut proposal);
        proposal.may_follow_up = self.is_due || self.job.weeks.is_none();
        self.job
            .egress
            .release(&proposal, selection, settings, self.job.dry_run)?;
        settings.refuse_same_path(&issue, &post, ledger, self.job.now)?;
        let is_named_by_memos = !settings.is_named_without_words(&issue, &post, self.job.now);
        Ok(Made {
            issue,
            post,
            proposal,
            is_named_by_memos,
            page,
        })
    }

    /// The number that an issue must have instead of its new one, because a run at the same moment came to the same.
    ///
    /// Of two new pull requests the older one keeps its number: the younger one surely sees the older. One whose number
    /// was changed may not be seen by the other, and so always gives way.
    fn rightful(
        &self,
        target: &Target<'_>,
        made: &Made,
        outcome: &Outcome,
        is_changed: bool,
    ) -> Result<Option<u32>, Error> {
        let is_new = matches!(outcome.operation, Operation::Created | Operation::Updated);
        if outcome.number.is_none() || !is_new {
            return Ok(None);
        }
        let mut own = entry(made, outcome);
        if is_changed {
            own.pull = None;
        }
        let ledger = self.ledger(target, Some(own));
        let number = self.settings.number(None, &made.issue.period, &ledger)?;
        Ok((number != made.issue.number).then_some(number))
    }

    /// The ledger as it is by now; what this run did is known best by itself.
    fn ledger(&self, target: &Target<'_>, own: Option<LedgerEntry>) -> Vec<LedgerEntry> {
        let mut ledger: Vec<LedgerEntry> = self.done.iter().cloned().chain(own).collect();
        let is_new = |entry: &LedgerEntry| ledger.iter().all(|known| known.week != entry.week);
        let others: Vec<LedgerEntry> = target.ledger().into_iter().filter(is_new).collect();
        ledger.extend(others);
        ledger
    }
}

/// Refuses an issue or a pull request without a title.
fn refuse_empty(made: &Made) -> Result<(), Error> {
    let titles = [
        ("title", &made.issue.title),
        ("pull_request.title", &made.proposal.title),
    ];
    match titles.into_iter().find(|(_, text)| text.is_empty()) {
        Some((template, _)) => Err(Error::EmptyText { template }),
        None => Ok(()),
    }
}

/// A week without memos has no issue, unless it is to have one.
fn empty(settings: &Settings, period: Period, selection: Selection) -> Result<Report, Error> {
    let why = selection.explain_empty();
    if settings.config.when_empty == WhenEmpty::Fail {
        let (week, why) = (period.id().to_owned(), why.to_string());
        return Err(Error::EmptyWeek { week, why });
    }
    Ok(Report {
        period,
        selection,
        made: None,
        outcome: nothing_done(vec![why]),
    })
}

fn nothing_done(notices: Vec<Sentence>) -> Outcome {
    Outcome {
        operation: Operation::Skipped,
        number: None,
        url: None,
        branch: None,
        notices,
        warnings: Vec::new(),
    }
}

impl Report {
    /// The post, as a later look at the blog would find it.
    pub(super) fn post(&self) -> Option<Published> {
        let Made { issue, post, .. } = self.made.as_ref()?;
        Some(Published {
            number: issue.number,
            path: post.path.clone(),
            date: Some(issue.date.date_naive()),
            title: Some(issue.title.clone()),
            front: Some(Vec::new()),
        })
    }

    /// Returns what the next week of the same run must know of this one.
    pub(super) fn entry(&self) -> Option<LedgerEntry> {
        Some(entry(self.made.as_ref()?, &self.outcome))
    }
}

fn entry(made: &Made, outcome: &Outcome) -> LedgerEntry {
    LedgerEntry {
        week: made.issue.period.id().to_owned(),
        number: Some(made.issue.number),
        state: match outcome.operation {
            Operation::Merged => PullState::Merged,
            Operation::Closed => PullState::Closed,
            _ => PullState::Open,
        },
        pull: outcome.number,
        url: outcome.url.clone().unwrap_or_default(),
    }
}
