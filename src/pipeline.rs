//! The five steps of one issue, and the loop over weeks.

mod bounds;
mod elsewhere;
mod gather;
mod index;
mod page;
mod paths;
mod plan;
mod proposal;
mod pulled;
mod release;
mod settings;
mod week;
mod withdrawal;

use chrono::{DateTime, Utc};
use tokio::try_join;

use crate::error::Error;
use crate::issue::{Issue, LedgerEntry};
use crate::memos::Source;
use crate::publish::{BlogSnapshot, Outcome, Proposal, PublishFlags};
use crate::render::Post;
use crate::select::Selection;
use crate::week::{Period, WeekRequest};
use pulled::Pulled;
use week::WeekRun;

pub use gather::open;
pub use plan::{Planned, plan};
pub use release::Egress;
pub use settings::Settings;

/// Maximum number of open pull requests from before the weeks of a run that are looked after, the newest ones.
const MAX_OLDER: usize = 12;

/// The task of a run.
#[derive(Debug)]
pub struct Job {
    /// The time at which it takes place.
    pub now: DateTime<Utc>,
    /// The weeks asked for; `None` is the last one, and those that were missed before it.
    pub weeks: Option<WeekRequest>,
    /// The number asked for.
    pub number: Option<u32>,
    /// True if nothing is to be published.
    pub dry_run: bool,
    /// True if each issue gets a page on which it can be read before it is published.
    pub preview: bool,
    /// Flags that let the run do more than usual.
    pub flags: PublishFlags,
    /// Rules for what may leave.
    pub egress: Egress,
}

/// The result of one week.
#[derive(Debug)]
pub struct Report {
    /// The days it covers.
    pub period: Period,
    /// The memos that were chosen, and the numbers of those that were left out.
    pub selection: Selection,
    /// The issue that was made; `None` if the week was empty.
    pub made: Option<Made>,
    /// The result of publishing it.
    pub outcome: Outcome,
}

/// An issue that was made.
#[derive(Debug)]
pub struct Made {
    /// Number, title and memos.
    pub issue: Issue,
    /// The files of the issue.
    pub post: Post,
    /// The proposal that was published, or would have been.
    pub proposal: Proposal,
    /// True if title or path of the issue hold words or tags of its memos, by the templates that make them.
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
        let run = WeekRun {
            job,
            source,
            settings: &settings,
            done: &done_before,
            withdrawal: &withdrawal,
            is_due,
        };
        let report = run.week(&mut target, period, memos).await?;
        done_before.extend(report.entry());
        if target.is_blog() && !job.dry_run {
            settings.added.extend(report.post());
            settings.take_in_index(report.made.as_ref());
        }
        done(&settings, &report)?;
    }
    Ok(())
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

/// Returns the candidates that are made: all that were asked for; else the missed ones, and the last in any case,
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
