//! The ledger: which week has which number, in which pull request.
//!
//! Together with the posts on base it is all the memory there is. A number is read from the description's marker, else
//! from our commits, else from the title.

use std::collections::BTreeMap;

use crate::github::{Branch, Past, Pull, PullState, SeriesBranch, State};
use crate::issue;
use crate::numeral;
use crate::publish::body::Marker;

use super::FOLLOW_UP;
use super::trailer::Trailers;

/// One entry per week.
pub(super) fn entries(state: &State, prefix: &str, repository: &str) -> Vec<issue::LedgerEntry> {
    let mut weeks: BTreeMap<String, issue::LedgerEntry> = BTreeMap::new();
    let mut note = |entry: issue::LedgerEntry| {
        weeks.entry(entry.week.clone()).or_insert(entry);
    };
    let week = |branch: &str| {
        let tail = branch.strip_prefix(prefix).unwrap_or(branch);
        let week = tail.split_once(FOLLOW_UP).map_or(tail, |(week, _)| week);
        week.to_owned()
    };
    for branch in &state.branches {
        if let Some(pull) = newest(branch) {
            let number = Marker::find(&pull.body)
                .map(|marker| marker.number)
                .or_else(|| written_in(branch))
                .or_else(|| numeral::read(&pull.title));
            note(entry(week(&branch.name), number, pull.state, &pull.url));
        }
    }
    for SeriesBranch {
        name,
        message,
        open,
    } in &state.series
    {
        let trailers = Trailers::read(message).map(|trailers| trailers.number);
        if let Some(pull) = open {
            let number = number(pull).or(trailers);
            note(entry(week(name), number, pull.state, &pull.url));
        }
    }
    for pull in &state.past {
        note(entry(
            week(&pull.branch),
            number(pull),
            pull.state,
            &pull.url,
        ));
    }
    // A branch of ours without any pull request: a run died there, and the next one finishes it.
    for branch in &state.series {
        if let Some(trailers) = Trailers::read(&branch.message) {
            let page = format!("{repository}/tree/{}", branch.name);
            let number = Some(trailers.number);
            note(entry(week(&branch.name), number, PullState::Open, &page));
        }
    }
    weeks.into_values().collect()
}

fn newest(branch: &Branch) -> Option<&Pull> {
    let open = |pull: &&Pull| pull.state == PullState::Open;
    branch.pulls.iter().find(open).or(branch.pulls.first())
}

fn written_in(branch: &Branch) -> Option<u32> {
    branch
        .history
        .iter()
        .take(branch.ahead)
        .find_map(|commit| Trailers::read(&commit.message))
        .map(|trailers| trailers.number)
}

fn number(pull: &Past) -> Option<u32> {
    Marker::find(&pull.body)
        .map(|marker| marker.number)
        .or_else(|| numeral::read(&pull.title))
}

fn entry(week: String, number: Option<u32>, state: PullState, url: &str) -> issue::LedgerEntry {
    issue::LedgerEntry {
        week,
        number,
        state: match state {
            PullState::Open => issue::PullState::Open,
            PullState::Merged => issue::PullState::Merged,
            PullState::Closed => issue::PullState::Closed,
        },
        url: url.to_owned(),
    }
}
