//! What is in the issues that are on GitHub, as far as it was read already.

use crate::github::{Branch, PullState, SeriesBranch};
use crate::publish::body::{self, Marker};
use crate::publish::record::{Holding, IssueState, Record};

use super::PullRequests;
use super::commits::{lineage, trailers};
use super::ledger::week_of;
use super::trailer::Trailers;

impl PullRequests<'_> {
    /// Returns the contents of the series' open pull requests, of its branches without one, and of the merged pull
    /// requests of the weeks that were asked for.
    pub fn holdings(&self) -> Vec<Holding> {
        let week = |name: &str| week_of(name, &self.options.branch_prefix);
        let known = &self.state.branches;
        let of_weeks = known
            .iter()
            .filter_map(|branch| self.holding(branch, week(&branch.name)));
        let is_known = |name: &str| known.iter().any(|branch| branch.name == name);
        let others = self.state.series.iter();
        let others = others
            .filter(|branch| !is_known(&branch.name))
            .filter_map(|branch| other(branch, week(&branch.name)));
        of_weeks.chain(others).collect()
    }

    fn holding(&self, branch: &Branch, week: String) -> Option<Holding> {
        let pull = branch.decisive();
        let state = match pull.map(|pull| pull.state) {
            Some(PullState::Open) => IssueState::Open {
                is_locked: pull.is_some_and(|pull| pull.approved)
                    && !self.options.update_after_approval,
            },
            Some(PullState::Merged) => IssueState::Published,
            None if branch.head.is_some() => IssueState::Branch,
            // what is on its branch will be in its successor
            Some(PullState::Closed) if self.options.reopen && branch.head.is_some() => {
                IssueState::Branch
            }
            Some(PullState::Closed) | None => return None,
        };
        let committed = lineage(branch).find_map(|commit| trailers(commit, &week));
        let record = record(pull.map(|pull| pull.body.as_str()), committed);
        // what conflicts is in our comment only
        let comments = pull.into_iter().flat_map(|pull| &pull.comments);
        let quoted = comments.filter_map(|comment| Marker::find(&comment.body)?.record());
        let record = match (record, quoted.reduce(Record::and)) {
            (Some(record), Some(quoted)) => Some(record.and(quoted)),
            (record, quoted) => record.or(quoted),
        };
        Some(Holding {
            week,
            state,
            record,
        })
    }
}

/// A branch of which only the newest commit and the open pull request are known.
fn other(branch: &SeriesBranch, week: String) -> Option<Holding> {
    let pull = branch.open.as_ref()?;
    let committed = Trailers::read(&branch.message);
    Some(Holding {
        week,
        state: IssueState::Open { is_locked: true },
        record: record(Some(&pull.body), committed),
    })
}

/// Reads what description and newest commit say of the memos.
fn record(description: Option<&str>, committed: Option<Trailers>) -> Option<Record> {
    let committed = committed.map(|trailers| trailers.memos);
    let committed = committed.filter(|record| !record.is_empty());
    let described = description.and_then(|text| Marker::find(text)?.record());
    match (committed, described) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => description.and_then(body::rows),
    }
}
