//! What GitHub does without saying so, told in time.

use chrono::{DateTime, TimeDelta, Utc};
use memos_weekly::blog::Wanted;
use memos_weekly::github::Look;
use memos_weekly::publish::pull_request::{WORKFLOW, hints};

use super::desk::{blog, repository};

/// A first look at a public blog whose base branch was last changed so many days ago.
fn look(viewer: &str, days: i64) -> Look {
    let github = blog();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let look = runtime
        .expect("a runtime")
        .block_on(async { repository(&github).look(None, &Wanted::default()).await });
    let mut look = look.expect("a first look");
    viewer.clone_into(&mut look.viewer);
    look.private = false;
    look.base_date = Some(now() - TimeDelta::days(days));
    look
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_678_665_600, 0).expect("a time")
}

#[test]
fn checks_that_wait_for_an_approval_are_told_once_with_the_pull_request() {
    let told = hints(&look(WORKFLOW, 1), true, now());
    assert!(
        told.len() == 1 && told[0].to_string().contains("GitHub App"),
        "{told:?}"
    );
    assert!(hints(&look(WORKFLOW, 1), false, now()).is_empty());
    assert!(hints(&look("nick", 1), true, now()).is_empty());
}

#[test]
fn a_schedule_that_will_stop_is_told_from_the_46th_day_on() {
    assert!(hints(&look("nick", 45), false, now()).is_empty());
    let told = hints(&look("nick", 46), false, now());
    assert!(
        told.len() == 1 && told[0].to_string().contains("46 days"),
        "{told:?}"
    );
    let mut private = look("nick", 46);
    private.private = true;
    assert!(hints(&private, false, now()).is_empty());
}
