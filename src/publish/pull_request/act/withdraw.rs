//! Memos that are no longer public: what is told of them, and whether a published post still has them.

use crate::issue::{Language, Sentence};
use crate::publish::body::{verbs, which};
use crate::publish::pull_request::Error;
use crate::publish::pull_request::decide::End;
use crate::publish::pull_request::edits::{Comparison, Edits};
use crate::publish::pull_request::situation::Situation;
use crate::publish::record::{Withdrawn, items};

use super::Run;

impl Run<'_, '_> {
    /// Returns true if the published post must still be searched for withdrawn memos.
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
            let what = what(&left);
            self.warnings.push(Sentence::new(
                format!(
                    "{what}, but still in the published post {post}; run with `--week={week} --update-published` to get \
                     a pull request that removes it. Git history will still hold it"
                ),
                format!(
                    "{}，但仍在已发布的文章 {post} 里；用 `--week={week} --update-published` 运行可以得到删除它的 PR。Git \
                     历史里仍会保留它",
                    what.to(Language::ZhCn)
                ),
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
            // what is out already was told when it was taken out
            _ => self.operation.is_some(),
        };
        if !by_hand.is_empty() {
            self.warnings.push(self.by_hand(&by_hand, situation));
        }
        if is_told && !out.is_empty() {
            let then = if was_closed {
                (
                    " Nothing is left of the issue, so the pull request was closed.",
                    "这一期已经没有内容，因此关闭了 PR。",
                )
            } else {
                ("", "")
            };
            let what = what(&out);
            self.warnings.push(Sentence::new(
                format!(
                    "{what}, and {} taken out of the pull request.{} Git history still holds it, also after the branch \
                     is deleted; only GitHub Support can remove it for good",
                    verbs(&items(&out)).1,
                    then.0
                ),
                format!(
                    "{}，已从 PR 中移除。{}Git 历史里仍然保留着它，删除分支后也是如此；只有 GitHub 支持团队能彻底删除",
                    what.to(Language::ZhCn),
                    then.1
                ),
            ));
        }
    }
}

impl Run<'_, '_> {
    /// Says that memos have to be taken out by hand, and why.
    fn by_hand(&self, memos: &[Withdrawn], situation: &Situation) -> Sentence {
        let is_edited = match &situation.edits {
            Some(Edits::Conflict { left, .. }) => left.iter().all(|left| left.lines.is_some()),
            _ => false,
        };
        let (en, zh) = match (is_edited, self.earlier.is_some()) {
            (true, true) => (
                "somebody edited that text in the published post: remove it by hand",
                "已发布的文章里有人改过这段文字：请手动删除",
            ),
            (true, false) => (
                "somebody edited that text in the pull request: a comment shows what to remove",
                " PR 里有人改过这段文字：评论里写明了要删除什么",
            ),
            (false, true) => (
                "could not be taken out of the published post: remove it by hand",
                "没能从已发布的文章里移除：请手动删除",
            ),
            (false, false) => (
                "could not be taken out of the pull request: a comment shows what to remove",
                "没能从 PR 中移除：评论里写明了要删除什么",
            ),
        };
        let what = what(memos);
        Sentence::new(
            format!("{what}, but {en}. Git history will still hold it"),
            format!("{}，但{zh}。Git 历史里仍会保留它", what.to(Language::ZhCn)),
        )
    }
}

/// `item 2 is no longer public in Memos`.
fn what(gone: &[Withdrawn]) -> Sentence {
    let items = items(gone);
    let en = which(Language::En, &items).to_lowercase();
    Sentence::new(
        format!("{en} {} no longer public in Memos", verbs(&items).0),
        format!("{}在 Memos 里已不再公开", which(Language::ZhCn, &items)),
    )
}
