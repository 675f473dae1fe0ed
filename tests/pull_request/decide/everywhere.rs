//! All states there are, put together from all that can be: what must never happen happens in none.

use super::{
    BranchState, CommentState, Edits, NEW, OLD, PullState, State, Step, Verdict, bare, conflict,
    decide, fit, labels, nobody, remembering, shared, state, us,
};

/// Looks at all states there are, with whatever may be wanted.
fn each(look: impl Fn(&State)) {
    let branches = [
        nobody(),
        bare(),
        us(OLD),
        us(NEW),
        shared(None),
        shared(Some(OLD)),
        shared(Some(NEW)),
        BranchState::Foreign,
    ];
    let pulls = [
        None,
        Some(PullState::Open),
        Some(PullState::Merged),
        Some(PullState::Closed),
    ];
    let edits = [
        None,
        Some(Edits::Nothing),
        Some(fit()),
        Some(conflict()),
        Some(Edits::Gone),
    ];
    let comments = [
        None,
        Some(CommentState::Current),
        Some(CommentState::Outdated),
        Some(CommentState::Edited),
    ];
    let verdicts = [Verdict::Nothing, Verdict::Conflict, Verdict::Gone];
    let mut descriptions = vec![String::new()];
    descriptions.extend(verdicts.map(remembering));
    for branch in branches {
        for pull in pulls {
            for edits in &edits {
                for comment in comments {
                    for n in 0..1024 * descriptions.len() {
                        let (flags, description) = (n % 1024, &descriptions[n / 1024]);
                        let flag = |bit: usize| flags & (1 << bit) != 0;
                        if flag(8) && !flag(7) {
                            continue;
                        }
                        let mut state = state(branch.clone());
                        state.now.edits.clone_from(edits);
                        state.now.on_base = flag(0);
                        if let Some(pull) = pull {
                            state = state.pull(pull);
                        }
                        if flag(1) {
                            state = state.approved();
                        }
                        state = state.description(description);
                        state.desired.comment = comment;
                        state.desired.reopen = flag(2);
                        state.desired.follow_up = flag(3);
                        state.desired.update_after_approval = flag(4);
                        state.desired.reword = flag(5);
                        if flag(6) {
                            state.desired.given = labels(&["weekly"]);
                        }
                        // what is emptied withdraws something, and only what is empty is closed
                        state.desired.withdraws = flag(7);
                        state.desired.empty = flag(8);
                        state.desired.close = flag(8)
                            && flag(9)
                            && !state.desired.follow_up
                            && state.now.open().is_some();
                        state.desired.comments = flag(9) && state.now.open().is_some();
                        look(&state);
                    }
                }
            }
        }
    }
}

#[test]
fn in_no_state_at_all_is_anything_done_against_peoples_will() {
    each(|State { now, desired }| {
        if now.branch == BranchState::Missing && now.open().is_some() {
            // GitHub closes a pull request when its branch is deleted
            return;
        }
        let step = decide(now, desired);
        let pull = now.pull.as_ref();
        let open = now.open().is_some();
        let writes = !matches!(step, Step::Done(_) | Step::Abort | Step::Compare { .. });
        let case = || format!("{now:?}\n{desired:?}\n{step:?}");
        if pull.is_some_and(|pull| pull.state == PullState::Closed) && !desired.reopen {
            assert!(!writes, "closed is closed: {}", case());
        }
        if now.is_published() && !desired.follow_up {
            assert!(!writes, "published is published: {}", case());
        }
        if now.branch == BranchState::Foreign {
            assert!(!writes, "not our branch: {}", case());
        }
        if let Step::Append { open: opens, .. } = &step {
            if desired.empty && !desired.follow_up {
                assert!(!opens, "nothing to propose: {}", case());
            } else {
                assert_ne!(*opens, open, "one pull request: {}", case());
            }
            let locked = pull.is_some_and(|pull| pull.approved)
                && !desired.update_after_approval
                && !desired.withdraws;
            let has_commits = !matches!(now.branch, BranchState::NoCommits { .. });
            assert!(!(open && locked && has_commits), "approved: {}", case());
            if matches!(now.branch, BranchState::Shared { .. }) {
                assert!(
                    matches!(now.edits, Some(Edits::Fit { .. })),
                    "unread edits: {}",
                    case()
                );
            }
        }
        if desired.follow_up && matches!(step, Step::Create | Step::Append { .. }) {
            // only `Us` would not have been compared, and no follow-up is all ours
            let compared = matches!(now.edits, Some(Edits::Fit { .. }));
            assert!(
                compared || matches!(now.branch, BranchState::Ours { .. }),
                "published: {}",
                case()
            );
        }
        if matches!(step, Step::Create | Step::Open) {
            let is_new = !desired.empty || desired.follow_up;
            assert!(is_new, "nothing to propose: {}", case());
            assert!(!open, "one pull request: {}", case());
        }
        if step == Step::Close {
            assert!(desired.close, "only what is empty: {}", case());
        }
        if step == Step::Create {
            assert_eq!(now.branch, BranchState::Missing, "{}", case());
        }
        if matches!(step, Step::PostComment | Step::DeleteComment) {
            assert_ne!(
                desired.comment,
                Some(CommentState::Edited),
                "not our comment: {}",
                case()
            );
        }
        if matches!(
            step,
            Step::PostComment
                | Step::DeleteComment
                | Step::Reword
                | Step::Close
                | Step::AddMetadata(_)
        ) {
            assert!(open, "only while it is open: {}", case());
        }
    });
}
