//! How a run ends, and what a dry run would have done first.

use crate::issue::Sentence;
use crate::publish::{HeadBranch, Operation, Outcome};

use super::Run;
use crate::publish::pull_request::comment::has_memos;
use crate::publish::pull_request::decide::{End, Step};
use crate::publish::pull_request::edits::Edits;
use crate::publish::pull_request::situation::{BranchState, Situation};

impl Run<'_, '_> {
    pub(super) fn outcome(&mut self, end: End, situation: Situation) -> Outcome {
        self.warn(end, &situation);
        let operation = match end {
            End::Merged => Operation::Merged,
            End::Closed => Operation::Closed,
            _ if self.doubt && situation.open().is_some() => Operation::Created,
            _ => self.operation.unwrap_or(Operation::Unchanged),
        };
        let notice = match end {
            End::Complete | End::Merged | End::Emptied => None,
            End::Closed if self.operation == Some(Operation::Closed) => None,
            End::Closed => Some(Sentence::new(
                "the pull request was closed without merging, so this week is skipped; `--reopen` opens a new one",
                "这个 PR 未合并就关闭了，因此跳过这一周；`--reopen` 会新建一个 PR",
            )),
            End::Approved => Some(Sentence::new(
                "the issue would look different by now, but its pull request is approved and was left alone; \
                 `pull_request.update_after_approval` adds what is new",
                "这一期的内容有变化，但 PR 已获批准，因此保持原样；`pull_request.update_after_approval` 会补充新内容",
            )),
            // `warn` told it
            End::Conflict if self.only_withdraws(&situation) => None,
            End::Conflict if self.earlier.is_some() => Some(Sentence::new(
                "new or changed memos conflict with the edits in the published post, so it was left as it is",
                "新增或修改的内容与已发布文章里的改动冲突，因此文章保持原样",
            )),
            End::Conflict => Some(Sentence::new(
                "new or changed memos conflict with your edits; a comment on the pull request shows them",
                "新增或修改的内容与你的改动冲突；PR 里的评论列出了它们",
            )),
            End::Gone => Some(Sentence::new(
                "there are new or changed memos, but the post was deleted from the branch, so it was left alone",
                "有新增或修改的内容，但文章已从分支中删除，因此没有改动",
            )),
        };
        self.notices.extend(notice);
        self.notices.extend(self.list_notice(&situation));
        let published = self
            .earlier
            .as_ref()
            .and_then(|earlier| earlier.pull.as_ref());
        let pull = situation.pull.as_ref().or(published);
        let branch = self.branch_of(&situation);
        let outcome = Outcome {
            branch: Some(branch),
            operation,
            number: pull.map(|pull| pull.number),
            url: pull.map(|pull| pull.url.clone()),
            notices: std::mem::take(&mut self.notices),
            warnings: std::mem::take(&mut self.warnings),
        };
        self.pulls.note(&self.branch, situation);
        outcome
    }

    /// Says that people's edits of the list of all issues kept something out of it.
    fn list_notice(&self, situation: &Situation) -> Option<Sentence> {
        let path = &self.proposal.index.as_ref()?.path;
        if situation.unlisted.is_none() && self.still_unlisted(situation).is_none() {
            return None;
        }
        Some(match situation.open() {
            Some(_) => Sentence::new(
                format!(
                    "the list of issues in `{path}` would change in lines that were edited, so it was left as it is; a \
                     comment on the pull request shows them"
                ),
                format!(
                    "`{path}` 里的各期列表需要更新，但相应的行有人改过，因此保持原样；PR 里的评论列出了它们"
                ),
            ),
            None => Sentence::new(
                format!(
                    "the list of issues in `{path}` would change in lines that were edited, so it was left as it is"
                ),
                format!("`{path}` 里的各期列表需要更新，但相应的行有人改过，因此保持原样"),
            ),
        })
    }

    /// Returns true if only withdrawn memos conflict with people's edits, as far as this run compared them.
    fn only_withdraws(&self, situation: &Situation) -> bool {
        match &situation.edits {
            Some(Edits::Conflict { block, left, .. }) => !left.is_empty() && !has_memos(block),
            _ => !self.proposal.withdraws.is_empty(),
        }
    }

    /// Returns the outcome that a step would have.
    pub(super) fn would(&mut self, step: &Step, situation: &Situation) -> Outcome {
        let opens = matches!(
            step,
            Step::Create | Step::Open | Step::Append { open: true, .. }
        );
        let pull = situation.pull.as_ref().filter(|_| !opens);
        Outcome {
            operation: match step {
                Step::AddMetadata(_) => Operation::Unchanged,
                _ if opens => Operation::WouldCreate,
                _ => Operation::WouldUpdate,
            },
            number: pull.map(|pull| pull.number),
            url: pull.map(|pull| pull.url.clone()),
            branch: Some(self.branch_of(situation)),
            notices: {
                let mut notices = std::mem::take(&mut self.notices);
                notices.extend(self.list_notice(situation));
                notices
            },
            warnings: Vec::new(),
        }
    }

    fn branch_of(&self, situation: &Situation) -> HeadBranch {
        let head = match &situation.branch {
            BranchState::NoCommits { head }
            | BranchState::Ours { head, .. }
            | BranchState::Shared { head, .. } => Some(head),
            BranchState::Missing | BranchState::Foreign => None,
        };
        HeadBranch {
            name: self.branch.clone(),
            base: self.pulls.look.base.clone(),
            head: head.cloned(),
        }
    }
}
