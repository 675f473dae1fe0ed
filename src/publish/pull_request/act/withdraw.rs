//! Memos that are no longer public: what is told of them, and whether a published post still has them.

use crate::issue::Language;
use crate::publish::body::{verbs, which};
use crate::publish::pull_request::Error;
use crate::publish::pull_request::decide::End;
use crate::publish::pull_request::edits::{Comparison, Edits};
use crate::publish::pull_request::situation::Situation;
use crate::publish::record::{Withdrawn, items};

use super::Run;

impl Run<'_, '_> {
    /// Whether it is to be found out whether withdrawn memos are still in the published post.
    pub(super) fn asks_whether_published(&self) -> bool {
        !self.looked && self.earlier.is_none() && !self.proposal.withdraws.is_empty()
    }

    /// Looks whether the published post still has what was withdrawn, and warns of it.
    pub(super) async fn published(&mut self, situation: Situation) -> Result<(), Error> {
        self.looked = true;
        let (_, marks) = self.history(&situation).await?;
        let comparison = Comparison::new(self.pulls.base_oid().to_owned(), marks, &[]);
        let (objects, texts) = comparison.places(self.proposal, &[]);
        let read = self.pulls.repository.contents(&objects, &texts).await?;
        if let Some((post, left)) = comparison.published(&read, self.proposal) {
            let week = &self.proposal.week;
            self.warnings.push(format!(
                "{}, but still in the published post {post}; run with `--week={week} --update-published` to get a pull \
                 request that removes it. Git history will still hold it",
                what(&left)
            ));
        }
        self.situation = Some(situation);
        Ok(())
    }

    /// Tells what became of memos that were withdrawn.
    pub(super) fn warn(&mut self, end: End, situation: &Situation) {
        let gone = &self.proposal.withdraws;
        let by_hand: Vec<Withdrawn> = match (&situation.edits, end) {
            (Some(Edits::Conflict { left, .. }), _) => {
                left.iter().map(|left| left.memo.clone()).collect()
            }
            // it was compared by an earlier run, which wrote down what is left
            (None, End::Conflict) => gone.clone(),
            _ => Vec::new(),
        };
        let mut out = gone.clone();
        out.retain(|gone| !by_hand.contains(gone));
        let was_closed = end == End::Closed && situation.was_emptied();
        let is_told = match end {
            End::Closed => was_closed,
            // `published` told it, or a follow-up does
            End::Merged => false,
            _ => true,
        };
        if !by_hand.is_empty() {
            let place = match self.earlier {
                Some(_) => "in the published post: remove it by hand",
                None => "in the pull request: a comment shows what to remove",
            };
            self.warnings.push(format!(
                "{}, but somebody edited that text {place}. Git history will still hold it",
                what(&by_hand)
            ));
        }
        if is_told && !out.is_empty() {
            let then = if was_closed {
                " Nothing is left of the issue, so the pull request was closed."
            } else {
                ""
            };
            self.warnings.push(format!(
                "{}, and {} taken out of the pull request.{then} Git history still holds it, also after the branch is \
                 deleted; only GitHub Support can remove it for good",
                what(&out),
                verbs(&items(&out)).1
            ));
        }
    }
}

/// `item 2 is no longer public in Memos`.
fn what(gone: &[Withdrawn]) -> String {
    let items = items(gone);
    let which = which(Language::En, &items).to_lowercase();
    format!("{which} {} no longer public in Memos", verbs(&items).0)
}
