//! What is in an issue on GitHub and no longer public in Memos.
//!
//! Only what Memos itself says counts: a memo that is listed, or found by its id, with another visibility than before,
//! or one that is neither listed nor found. What could not be asked is not withdrawn.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use super::Settings;
use super::pulled::Pulled;
use crate::issue::{Language, Sentence};
use crate::memo::{Memo, Visibility};
use crate::memos::Source;
use crate::publish::Proposal;
use crate::publish::body;
use crate::publish::record::{Held, Holding, IssueState, Record, Withdrawn, items};
use crate::week::Period;

/// Maximum number of concurrent requests.
const CONCURRENCY: usize = 4;

/// The memos that were withdrawn from the issue of a week.
#[derive(Debug, Default)]
pub(super) struct Withdrawal {
    /// Withdrawn memos that are still in the issue.
    still: Vec<Withdrawn>,
    /// The same, and what was taken out already.
    all: Vec<Withdrawn>,
    /// Memos that may stay, where people approved the rest and nothing new may be added.
    only: Option<Record>,
    /// True if there is an issue of which nobody knows what is in it.
    is_unknown: bool,
    /// Sentences about what could not be found out.
    pub(super) notices: Vec<Sentence>,
}

impl Withdrawal {
    /// Returns true if withdrawn memos are still in the issue.
    pub(super) fn is_due(&self) -> bool {
        !self.still.is_empty()
    }

    /// Returns true if a week without memos had some that have to go.
    pub(super) fn empties(&self) -> bool {
        !self.all.is_empty() || self.is_unknown
    }

    /// Returns true if a memo may be in the issue.
    pub(super) fn allows(&self, memo: &Memo) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|record| record.held.iter().any(|held| is(held, memo)))
    }

    /// Writes into a proposal what is gone, first of all that it says.
    pub(super) fn mark(&self, proposal: &mut Proposal) {
        let caution = body::caution(proposal.language, &items(&self.all));
        if proposal.is_empty() {
            body::emptied(proposal.language).clone_into(&mut proposal.body);
        }
        proposal.body.insert_str(0, &caution);
        proposal.record.withdrawn.clone_from(&self.all);
        proposal.withdraws.clone_from(&self.still);
    }

    /// Says which memos a real run would take out first, for a dry run.
    pub(super) fn announcement(&self) -> Option<Sentence> {
        let items = items(&self.still);
        (!items.is_empty()).then(|| {
            Sentence::new(
                format!(
                    "{} {} no longer public in Memos, but still in this week's pull request or published post",
                    body::which(Language::En, &items).to_lowercase(),
                    body::verbs(&items).0
                ),
                format!(
                    "{}在 Memos 里已不再公开，但仍在这一周的 PR 或已发布的文章里",
                    body::which(Language::ZhCn, &items)
                ),
            )
        })
    }
}

impl Settings {
    /// Finds the memos that were withdrawn from the issue of a week; `memos` are the author's memos of at least that
    /// week.
    pub(super) async fn withdrawal(
        &self,
        source: &Source,
        holdings: &[Holding],
        week: &Period,
        memos: &[Memo],
    ) -> Withdrawal {
        let own = || holdings.iter().filter(|holding| holding.week == week.id());
        let record = own().filter_map(|holding| holding.record.clone());
        let record = record.reduce(Record::and).unwrap_or_default();
        let is_waiting = |holding: &&Holding| holding.state != IssueState::Published;
        let is_locked = own().any(|holding| holding.state == IssueState::Open { is_locked: true });
        let mut found = Withdrawal {
            is_unknown: own().filter(is_waiting).any(|it| it.record.is_none()),
            ..Withdrawal::default()
        };
        let checks = stream::iter(&record.held)
            .map(async |held| (held, self.is_public(source, held, memos).await));
        let checked: Vec<_> = checks.buffered(CONCURRENCY).collect().await;
        let mut unknown = Vec::new();
        for (held, public) in checked {
            match public {
                Some(true) => {}
                Some(false) => found.still.push(Withdrawn {
                    item: held.item,
                    id: held.id.clone(),
                }),
                None => unknown.push(held.item.to_string()),
            }
        }
        let is_back = |gone: &Withdrawn| {
            memos
                .iter()
                .any(|memo| ids(memo).any(|id| gone.is(id)) && self.is_allowed(memo))
        };
        let before = record.withdrawn.iter().filter(|gone| !is_back(gone));
        found.all = found.still.iter().chain(before).cloned().collect();
        found.all.sort();
        if !unknown.is_empty() {
            let week = week.id();
            found.notices.push(Sentence::new(
                format!(
                    "it could not be found out whether item {} of {week} is still public; the next run asks again",
                    unknown.join(", ")
                ),
                format!(
                    "无法确认 {week} 的第 {} 条是否仍然公开；下一次运行会再查",
                    unknown.join("、")
                ),
            ));
        }
        if is_locked && found.is_due() {
            found.only = Some(record);
        }
        found
    }

    /// Returns true if a memo is still public, or may be published nevertheless; `None` if that cannot be found out.
    async fn is_public(&self, source: &Source, held: &Held, memos: &[Memo]) -> Option<bool> {
        if let Some(memo) = memos.iter().find(|memo| is(held, memo)) {
            return Some(self.is_allowed(memo));
        }
        // the same text under another id: the server moved, or its ids did with a new version
        let is_same = |memo: &&Memo| held.said(&memo.content) && self.is_allowed(memo);
        if memos.iter().any(|memo| is_same(&memo)) {
            return Some(true);
        }
        if !source.knows_all() {
            return None;
        }
        if held.id.starts_with('~') {
            return Some(false);
        }
        match source.find(&held.id).await {
            Ok(Some(memo)) => Some(self.is_allowed(&memo)),
            Ok(None) => Some(false),
            Err(_) => None,
        }
    }

    /// Returns true if a memo may be published: it is public, or of a visibility that the rules take.
    fn is_allowed(&self, memo: &Memo) -> bool {
        memo.visibility == Visibility::Public
            || self.config.select.visibility.contains(&memo.visibility)
    }

    /// The weeks that nothing else asks for, but from whose issue something was withdrawn, oldest first. Of the weeks
    /// that were not pulled, the newest ones are looked after, so many of them.
    pub(super) async fn withdrawn_from(
        &self,
        source: &Source,
        holdings: &[Holding],
        due: &[Period],
        pulled: &Pulled,
        most: usize,
    ) -> Vec<Period> {
        let ids: BTreeSet<&str> = holdings.iter().map(|it| it.week.as_str()).collect();
        let mut weeks: Vec<Period> = ids
            .into_iter()
            .filter_map(|id| self.calendar.parse_id(id))
            .filter(|week| !due.contains(week))
            .collect();
        weeks.sort_by_key(Period::start);
        let is_pulled = |week: &Period| pulled.around(week).is_some();
        let (known, others): (Vec<Period>, Vec<Period>) = weeks.into_iter().partition(is_pulled);
        let newest = others.len().saturating_sub(most);
        let weeks = others.into_iter().skip(newest).chain(known);
        let time = self.config.select.time;
        stream::iter(weeks)
            .map(async |week| {
                let withdrawal = if let Some(memos) = pulled.around(&week) {
                    self.withdrawal(source, holdings, &week, memos).await
                } else {
                    let memos = source.list(&week, time).await.ok()?;
                    self.withdrawal(source, holdings, &week, &memos).await
                };
                withdrawal.is_due().then_some(week)
            })
            .buffered(CONCURRENCY)
            .filter_map(std::future::ready)
            .collect()
            .await
    }
}

fn is(held: &Held, memo: &Memo) -> bool {
    ids(memo).any(|id| held.is(id))
}

fn ids(memo: &Memo) -> impl Iterator<Item = &str> {
    let aliases = memo.aliases.iter().map(String::as_str);
    std::iter::once(memo.id.as_str()).chain(aliases)
}
