//! The memos of a run: of the weeks that are asked for, and of those that were published lately.
//!
//! They may lie years apart, and are pulled side by side.

use futures_util::future::try_join_all;

use crate::memo::Memo;
use crate::memos::{Error, Source};
use crate::select::TimeOf;
use crate::week::{Calendar, Period};

/// The author's memos of some stretches of time.
#[derive(Debug)]
pub(super) struct Pulled(Vec<(Period, Vec<Memo>)>);

impl Pulled {
    /// Pulls the memos of some stretches.
    pub(super) async fn pull(
        source: &Source,
        spans: &[Period],
        time: TimeOf,
    ) -> Result<Self, Error> {
        let lists = spans.iter().map(async |span| {
            let memos = source.list(span, time).await?;
            Ok::<_, Error>((span.clone(), memos))
        });
        Ok(Self(try_join_all(lists).await?))
    }

    /// The memos of a stretch that holds this week; `None` if nothing was pulled of it.
    pub(super) fn around(&self, week: &Period) -> Option<&[Memo]> {
        let holds = |span: &Period| span.start() <= week.start() && week.end() <= span.end();
        let mut spans = self.0.iter();
        spans.find_map(|(span, memos)| holds(span).then_some(memos.as_slice()))
    }
}

/// One stretch over both, or two where they lie apart.
pub(super) fn spans(calendar: &Calendar, one: Period, other: Period) -> Vec<Period> {
    if one.end() < other.start() || other.end() < one.start() {
        return vec![one, other];
    }
    let first = if one.start() < other.start() {
        &one
    } else {
        &other
    };
    let last = if one.end() > other.end() {
        &one
    } else {
        &other
    };
    vec![calendar.span(first, last)]
}
