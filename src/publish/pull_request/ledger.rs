//! The ledger: which week has which number, in which pull request.
//!
//! Together with the posts on base it is all the memory there is. A number is read from the description's marker, else
//! from our commits, else from the title.

use std::collections::BTreeMap;

use crate::github::{Branch, Past, PullState, SeriesBranch, State};
use crate::issue::{self, LedgerEntry};
use crate::numeral;
use crate::publish::body::{Marker, without_gaps};

use super::FOLLOW_UP;
use super::trailer::Trailers;

/// One entry per week.
pub(super) fn entries(state: &State, prefix: &str, repository: &str) -> Vec<LedgerEntry> {
    let mut weeks: BTreeMap<String, LedgerEntry> = BTreeMap::new();
    let mut note = |entry: LedgerEntry| {
        weeks.entry(entry.week.clone()).or_insert(entry);
    };
    let week = |branch: &str| week_of(branch, prefix);
    // one that somebody closed changes nothing about the issue that it was to add to
    let is_closed_follow_up = |branch: &str, state: PullState| {
        let tail = branch.strip_prefix(prefix).unwrap_or(branch);
        state == PullState::Closed && tail.contains(FOLLOW_UP)
    };
    for branch in &state.branches {
        let pull = branch.decisive();
        let pull = pull.filter(|pull| !is_closed_follow_up(&branch.name, pull.state));
        if let Some(pull) = pull {
            let number = Marker::find(&pull.body)
                .map(|marker| marker.number)
                .or_else(|| written_in(branch))
                .or_else(|| numeral::read(&without_gaps(&pull.title)));
            note(LedgerEntry {
                week: week(&branch.name),
                number,
                state: known(pull.state),
                pull: Some(pull.number),
                url: pull.url.clone(),
            });
        }
    }
    let trailers = |branch: &SeriesBranch| Trailers::read(&branch.message).map(|it| it.number);
    for branch in &state.series {
        if let Some(pull) = &branch.open {
            note(entry(week(&branch.name), pull, trailers(branch)));
        }
    }
    let past = state.past.iter();
    for pull in past.filter(|pull| !is_closed_follow_up(&pull.branch, pull.state)) {
        note(entry(week(&pull.branch), pull, None));
    }
    // A branch of ours without any pull request: a run died there, and the next one finishes it.
    for branch in &state.series {
        if let Some(number) = trailers(branch) {
            note(LedgerEntry {
                week: week(&branch.name),
                number: Some(number),
                state: issue::PullState::Open,
                pull: None,
                url: format!("{repository}/tree/{}", branch.name),
            });
        }
    }
    weeks.into_values().collect()
}

/// The week that a branch is about, also that of a follow-up.
pub(super) fn week_of(branch: &str, prefix: &str) -> String {
    let tail = branch.strip_prefix(prefix).unwrap_or(branch);
    let week = tail.split_once(FOLLOW_UP).map_or(tail, |(week, _)| week);
    week.to_owned()
}

/// `committed` is the number that the newest commit has.
fn entry(week: String, pull: &Past, committed: Option<u32>) -> LedgerEntry {
    let number = Marker::find(&pull.body)
        .map(|marker| marker.number)
        .or_else(|| numeral::read(&without_gaps(&pull.title)))
        .or(committed);
    LedgerEntry {
        week,
        number,
        state: known(pull.state),
        pull: Some(pull.number),
        url: pull.url.clone(),
    }
}

fn known(state: PullState) -> issue::PullState {
    match state {
        PullState::Open => issue::PullState::Open,
        PullState::Merged => issue::PullState::Merged,
        PullState::Closed => issue::PullState::Closed,
    }
}

fn written_in(branch: &Branch) -> Option<u32> {
    branch
        .history
        .iter()
        .take(branch.ahead)
        .find_map(|commit| Trailers::read(&commit.message))
        .map(|trailers| trailers.number)
}
