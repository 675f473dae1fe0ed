//! Numbers for many weeks at once, so that each can be made by itself.
//!
//! Nothing is written: the numbers are those that a run over the same weeks would give.

use tokio::try_join;

use super::{Settings, gather};
use crate::error::Error;
use crate::issue::{LedgerEntry, PullState, WhenEmpty};
use crate::memos::Source;
use crate::publish::{BlogSnapshot, PublishFlags};
use crate::select;
use crate::week::Period;

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
