//! What GitHub does with a pull request and a schedule without saying so, told before people wonder.

use chrono::{DateTime, Utc};

use crate::github::Look;

/// GitHub stops a public repository's schedules after 60 days without activity:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>.
const IDLE_DAYS: i64 = 60;

/// From this many days on it is told, so that there is a run left to tell it.
const WARN_DAYS: i64 = 45;

/// The owner of the token that a workflow gets.
pub const WORKFLOW: &str = "github-actions[bot]";

/// Sentences for the summary of a run; `opened` says whether it opened a pull request.
pub fn hints(look: &Look, opened: bool, now: DateTime<Utc>) -> Vec<String> {
    let mut hints = Vec::new();
    // since June 2026: https://github.com/github/docs/pull/44419
    if opened && look.viewer == WORKFLOW {
        hints.push(
            "Checks of this pull request wait until somebody with write access approves them, because it was opened with \
             the workflow's own token. With the token of a GitHub App they start at once; the README says how."
                .to_owned(),
        );
    }
    let idle = look.base_date.map(|date| (now - date).num_days());
    if let Some(days) = idle.filter(|days| *days > WARN_DAYS && !look.private) {
        hints.push(format!(
            "The last commit on {} is {days} days old. GitHub stops the schedules of a public repository after {IDLE_DAYS} \
             days without activity: merge or push something, or enable the workflow again under Actions.",
            look.base
        ));
    }
    hints
}
