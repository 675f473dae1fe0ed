//! The five steps of one issue, and the loop over weeks.

mod bounds;
mod elsewhere;
mod gather;
mod index;
mod page;
mod paths;
mod proposal;
mod pulled;
mod release;
mod settings;
mod withdrawal;

use chrono::{DateTime, Utc};
use tokio::{join, try_join};

pub use gather::open;
pub use release::Egress;
pub use settings::Settings;

use crate::config::WhenEmpty;
use crate::error::Error;
use crate::issue::{Issue, LedgerEntry, Published, PullState, Sentence};
use crate::markdown::{self, Tree};
use crate::memo::Memo;
use crate::memos::Source;
use crate::publish::{BlogSnapshot, Operation, Outcome, Proposal, PublishFlags, Target};
use crate::render::{self, Post};
use crate::select::{self, Selection};
use crate::week::{Period, WeekRequest};
use pulled::Pulled;
use withdrawal::Withdrawal;

/// So many open pull requests from before the weeks of a run are looked after, the newest ones.
const MAX_OLDER: usize = 12;

/// So often an issue gives way to others that come to its number at the same moment; the next run goes on from there.
const MOST_NUMBERS: u32 = 5;

/// What is wanted of a run.
#[derive(Debug)]
pub struct Job {
    /// The time at which it takes place.
    pub now: DateTime<Utc>,
    /// The weeks asked for; `None` is the last one, and those that were missed before it.
    pub weeks: Option<WeekRequest>,
    /// The number asked for.
    pub number: Option<u32>,
    /// Whether nothing is to be published.
    pub dry_run: bool,
    /// Whether the page is wanted on which an issue can be read before it is published.
    pub preview: bool,
    /// What it may do beyond the ordinary.
    pub flags: PublishFlags,
    /// What may leave.
    pub egress: Egress,
}

/// What became of one week.
#[derive(Debug)]
pub struct Report {
    /// The days it covers.
    pub period: Period,
    /// What was chosen and what was left out.
    pub selection: Selection,
    /// What was made of it; `None` if the week was empty.
    pub made: Option<Made>,
    /// What was done with it.
    pub outcome: Outcome,
}

/// An issue that was made.
#[derive(Debug)]
pub struct Made {
    /// Number, title and memos.
    pub issue: Issue,
    /// Its files.
    pub post: Post,
    /// What was, or would have been, published.
    pub proposal: Proposal,
    /// Whether title or path of the issue hold tags of its memos, by the templates that make them.
    pub is_named_by_memos: bool,
    /// The page on which it can be read, if that is wanted.
    pub page: Option<String>,
}

/// Makes the issues that a job asks for, one after the other; `done` is told of each.
pub async fn run(
    job: &Job,
    source: &Source,
    mut settings: Settings,
    blog: &BlogSnapshot,
    mut done: impl FnMut(&Settings, &Report) -> Result<(), Error>,
) -> Result<(), Error> {
    let candidates = candidates(job, &settings)?;
    let (Some(first_asked), Some(newest)) = (candidates.first(), candidates.last()) else {
        return Ok(());
    };
    let calendar = &settings.calendar;
    let mut ids: Vec<String> = candidates.iter().map(|week| week.id().to_owned()).collect();
    // one pass for all weeks that are asked for
    let mut spans = vec![calendar.span(first_asked, newest)];
    // what was published lately may have been withdrawn since, whatever is asked for; nothing is known of a folder's
    if blog.look().is_some() {
        let recent = recent(job, &settings);
        let further = recent.iter().filter(|week| !candidates.contains(week));
        ids.extend(further.map(|week| week.id().to_owned()));
        if let (Some(first), Some(last)) = (recent.first(), recent.last()) {
            let recent = calendar.span(first, last);
            spans = pulled::spans(calendar, calendar.span(first_asked, newest), recent);
        }
    }
    if settings.zone_is_open() {
        // the posts may tell the zone: until then it is any, and with it the last week may be the one before or after
        spans = spans.iter().map(|span| calendar.widened(span)).collect();
        let next = calendar.next(&calendar.last(job.now));
        ids.extend((!ids.iter().any(|id| id == next.id())).then(|| next.id().to_owned()));
    }
    let time = settings.config.select.time;
    // GitHub and Memos side by side.
    let (mut target, pulled) = try_join!(
        async { Ok::<_, Error>(gather::open(&settings, blog, &ids, job.flags).await?) },
        async { Ok(Pulled::pull(source, &spans, time).await?) },
    )?;
    gather::take_in(&mut settings, &target).await?;
    if let Some(wanted) = settings.unlisted() {
        settings.learn(&target.read(&wanted).await?);
    }
    let candidates = self::candidates(job, &settings)?;
    let holdings = target.holdings();
    let due = due(job, &settings, &candidates, &target.ledger());
    // whoever asks for certain weeks does not wait for all that are open
    let older = if job.weeks.is_none() { MAX_OLDER } else { 0 };
    let withdrawn = settings.withdrawn_from(source, &holdings, &due, &pulled, older);
    let withdrawn = withdrawn.await.into_iter().map(|week| (week, false));
    let mut done_before = Vec::new();
    for (period, is_due) in withdrawn.chain(due.into_iter().map(|week| (week, true))) {
        let memos = match pulled.around(&period) {
            Some(memos) => {
                let memos = memos.iter();
                memos
                    .filter(|memo| period.contains(time.of(memo)))
                    .cloned()
                    .collect()
            }
            None => source.list(&period, time).await?,
        };
        let withdrawal = settings
            .withdrawal(source, &holdings, &period, &memos)
            .await;
        let step = Step {
            job,
            source,
            settings: &settings,
            done: &done_before,
            withdrawal: &withdrawal,
            is_due,
        };
        let report = step.week(&mut target, period, memos).await?;
        done_before.extend(report.entry());
        if target.is_blog() && !job.dry_run {
            settings.added.extend(report.post());
            settings.take_in_index(report.made.as_ref());
        }
        done(&settings, &report)?;
    }
    Ok(())
}

/// An issue to come: which week, and which number it will have.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Planned {
    /// The id of its period.
    pub week: String,
    /// The number that it is to be given.
    pub number: u32,
}

/// Assigns numbers to those of the weeks that have memos and no issue yet, so that each can be made by itself.
pub async fn plan(
    candidates: Vec<Period>,
    source: &Source,
    mut settings: Settings,
    blog: &BlogSnapshot,
) -> Result<Vec<Planned>, Error> {
    let ids: Vec<String> = candidates.iter().map(|week| week.id().to_owned()).collect();
    let (Some(first), Some(last)) = (candidates.first(), candidates.last()) else {
        return Ok(Vec::new());
    };
    let mut span = settings.calendar.span(first, last);
    if settings.zone_is_open() {
        span = settings.calendar.widened(&span);
    }
    let time = settings.config.select.time;
    let (target, memos) = try_join!(
        async {
            Ok::<_, Error>(gather::open(&settings, blog, &ids, PublishFlags::default()).await?)
        },
        async { Ok(source.list(&span, time).await?) },
    )?;
    gather::take_in(&mut settings, &target).await?;
    let mut ledger = target.ledger();
    let taken = settings.taken(&ledger);
    let mut planned = Vec::new();
    // in the zone that is known by now
    let weeks: Vec<Period> = candidates
        .iter()
        .filter_map(|week| settings.calendar.parse_id(week.id()))
        .filter(|week| !taken.contains(week))
        .collect();
    for period in weeks {
        let of_week = memos.iter().filter(|memo| period.contains(time.of(memo)));
        let selection = select::select(of_week.cloned().collect(), &period, &settings.rules());
        if selection.memos.is_empty() && settings.config.when_empty != WhenEmpty::Publish {
            continue;
        }
        let number = settings.number(None, &period, &ledger)?;
        let week = period.id().to_owned();
        ledger.push(LedgerEntry {
            week: week.clone(),
            number: Some(number),
            state: PullState::Open,
            pull: None,
            url: String::new(),
        });
        planned.push(Planned { week, number });
    }
    Ok(planned)
}

/// What is the same for all steps of one week.
struct Step<'a> {
    job: &'a Job,
    source: &'a Source,
    settings: &'a Settings,
    /// The weeks of this run so far.
    done: &'a [LedgerEntry],
    /// What is no longer public of the week's issue.
    withdrawal: &'a Withdrawal,
    /// Whether the week is to be made; else it is only looked after, because something was withdrawn from it.
    is_due: bool,
}

impl Step<'_> {
    /// One week, from its memos to its pull request.
    async fn week(
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
        let settings = self.settings;
        let ledger = self.ledger(target, None);
        let number = settings.number(self.asked_number(), &period, &ledger)?;
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
            MOST_NUMBERS
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
        let number = settings.number(self.asked_number(), &period, &ledger)?;
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
        let step = Step {
            withdrawal: &Withdrawal::default(),
            ..*self
        };
        let mut report = Box::pin(step.proposed(target, period, selection)).await?;
        report.outcome.warnings.splice(0..0, closed.warnings);
        Ok(report)
    }

    /// The number that was asked for, which is that of a week to be made.
    fn asked_number(&self) -> Option<u32> {
        self.job.number.filter(|_| self.is_due)
    }

    /// What a dry run tells, with what a real one would have to say first.
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
        let issue = settings.compose(number, period, selection, self.job.now)?;
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
        let post = render::render(&issue, &trees, &assets, &rendering)?;
        let page = self
            .job
            .preview
            .then(|| page::page(&issue, &trees, &assets, &rendering, &post, settings));
        let page = page.transpose()?;
        let mut proposal = proposal::proposal(&issue, &post, selection, settings, ledger)?;
        proposal.index = settings.index(&issue, &post)?;
        self.withdrawal.mark(&mut proposal);
        proposal.may_follow_up = self.is_due || self.job.weeks.is_none();
        self.job
            .egress
            .release(&proposal, selection, settings, self.job.dry_run)?;
        settings.refuse_same_path(&issue, &post, ledger, self.job.now)?;
        let is_named_by_memos = !settings.is_named_without(&issue, &post, self.job.now);
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

/// The weeks that may be made, oldest first: those asked for, or as many as are made up.
fn candidates(job: &Job, settings: &Settings) -> Result<Vec<Period>, Error> {
    let calendar = &settings.calendar;
    if let Some(request) = &job.weeks {
        return Ok(calendar.resolve(request, job.now)?);
    }
    Ok(recent(job, settings))
}

/// The last complete weeks, oldest first: as many as are made up, at least one.
fn recent(job: &Job, settings: &Settings) -> Vec<Period> {
    let calendar = &settings.calendar;
    let before = |week: &Period| Some(calendar.previous(week));
    let weeks = std::iter::successors(Some(calendar.last(job.now)), before);
    let mut weeks: Vec<Period> = weeks.take(settings.catch_up().max(1)).collect();
    weeks.reverse();
    weeks
}

/// Those of the candidates that are made: all that were asked for; else the missed ones, and the last in any case,
/// because its pull request may want an update.
fn due(
    job: &Job,
    settings: &Settings,
    candidates: &[Period],
    ledger: &[LedgerEntry],
) -> Vec<Period> {
    if job.weeks.is_some() {
        return candidates.to_vec();
    }
    let taken = settings.taken(ledger);
    let mut weeks = settings
        .calendar
        .catch_up(&taken, settings.catch_up(), job.now);
    let last = settings.calendar.last(job.now);
    if weeks.last() != Some(&last) {
        weeks.push(last);
    }
    weeks
}

impl Report {
    /// The post, as a later look at the blog would find it.
    fn post(&self) -> Option<Published> {
        let Made { issue, post, .. } = self.made.as_ref()?;
        Some(Published {
            number: issue.number,
            path: post.path.clone(),
            date: Some(issue.date.date_naive()),
            title: Some(issue.title.clone()),
            front: Some(Vec::new()),
        })
    }

    /// What the next week of the same run must know of this one.
    fn entry(&self) -> Option<LedgerEntry> {
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
