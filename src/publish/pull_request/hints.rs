//! What GitHub does with a pull request and a schedule without saying so, told before people wonder.

use chrono::{DateTime, Utc};

use crate::github::Look;
use crate::issue::Sentence;

/// GitHub stops a public repository's schedules after 60 days without activity:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>.
const IDLE_DAYS: i64 = 60;

/// From this many days on it is told, so that there is a run left to tell it.
const WARN_DAYS: i64 = 45;

/// The owner of the token that a workflow gets.
pub const WORKFLOW: &str = "github-actions[bot]";

/// Sentences for the summary of a run; `opened` says whether it opened a pull request.
pub fn hints(look: &Look, opened: bool, now: DateTime<Utc>) -> Vec<Sentence> {
    let mut hints = Vec::new();
    // since June 2026: https://github.com/github/docs/pull/44419
    if opened && look.viewer == WORKFLOW {
        hints.push(Sentence::new(
            "Checks of this pull request wait until somebody with write access approves them, because it was opened with \
             the workflow's own token. With the token of a GitHub App they start at once; the README says how.",
            "这个 PR 由工作流自己的 token 创建，因此它的检查要等有写权限的人批准后才会开始。改用 GitHub App 的 token \
             则会立即开始，做法见 README。",
        ));
    }
    let idle = look.base_date.map(|date| (now - date).num_days());
    if let Some(days) = idle.filter(|days| *days > WARN_DAYS && !look.private) {
        let base = &look.base;
        hints.push(Sentence::new(
            format!(
                "The last commit on {base} is {days} days old. GitHub stops the schedules of a public repository after \
                 {IDLE_DAYS} days without activity: merge or push something, or enable the workflow again under Actions."
            ),
            format!(
                "{base} 上最近一次提交是 {days} 天前。公开仓库 {IDLE_DAYS} 天没有活动时，GitHub 会停用定时任务：请合并或推送一次，\
                 或在 Actions 里重新启用工作流。"
            ),
        ));
    }
    hints
}
