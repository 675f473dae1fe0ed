//! Where the memos can be read to which an issue refers: in an earlier issue, or on their own pages.
//!
//! Nobody keeps a list of what is in which issue. A memo says itself when it was written, the ledger and the base branch
//! say which post is about that time, and the rules whether it was taken: so a folder and a repository are treated
//! alike, an issue without references costs no request, and what the rules leave out is found in no issue.

use std::collections::BTreeMap;
use std::future::ready;
use std::iter;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::sleep;

use super::Settings;
use crate::issue::{self, Issue, LedgerEntry, Published};
use crate::markdown::Tree;
use crate::memo::Memo;
use crate::memos::Source;
use crate::render::{self, Elsewhere};
use crate::select;

/// Maximum number of memos that are looked up for the references of an issue.
const MOST: usize = 100;

/// Maximum number of concurrent requests.
const CONCURRENCY: usize = 4;

/// The longest time of the search; what was found by then counts.
const LONGEST: Duration = Duration::from_secs(30);

impl Settings {
    /// Finds where the memos can be read to which the issue refers and that are not in it, by the ids in its
    /// references. Whatever cannot be found out is left out: a link is a courtesy, and no reason for a warning.
    pub(super) async fn elsewhere(
        &self,
        issue: &Issue,
        trees: &[Tree<'_>],
        source: &Source,
        ledger: &[LedgerEntry],
    ) -> BTreeMap<String, Elsewhere> {
        let ids = render::referred(issue, trees, &source.addresses());
        if ids.is_empty() {
            return BTreeMap::new();
        }
        let earlier = &self.earlier(issue.number);
        stream::iter(ids.into_iter().take(MOST))
            .map(async |id| {
                let memo = source.find(&id).await.ok()??;
                let post = self.post_with(&memo, earlier, ledger).cloned();
                let page = memo.page;
                Some((id, Elsewhere { post, page }))
            })
            .buffer_unordered(CONCURRENCY)
            .take_until(sleep(LONGEST))
            .filter_map(ready)
            .collect()
            .await
    }

    /// The post that has a memo: it is about the memo's time, and the rules are for the memo.
    fn post_with<'a>(
        &self,
        memo: &Memo,
        earlier: &'a [Published],
        ledger: &[LedgerEntry],
    ) -> Option<&'a Published> {
        let instant = self.config.select.time.of(memo);
        let spans = ledger
            .iter()
            .filter_map(|entry| self.calendar.parse_id(&entry.week));
        let rules = self.rules();
        iter::once(self.calendar.current(instant))
            .chain(spans)
            .filter(|period| {
                period.contains(instant)
                    && !select::select(vec![memo.clone()], period, &rules)
                        .memos
                        .is_empty()
            })
            .find_map(|period| issue::post_about(&period, earlier, ledger))
    }
}
