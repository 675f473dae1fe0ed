//! Numbers: read from the ledger, kept by their week, never given twice.

use std::sync::atomic::{AtomicBool, Ordering};

use memos_weekly::blog::Wanted;
use memos_weekly::github::{Address, Repository};
use memos_weekly::http::Token;
use memos_weekly::issue::{LedgerEntry, PullState, assign_number};
use memos_weekly::publish::Proposal;
use memos_weekly::publish::pull_request::{Options, PullRequests};
use memos_weekly::week::{Calendar, Period, WeekStart};

use super::desk::{blog, http, issue};
use crate::support::fake_github::FakeGithub;

fn period(week: &str) -> Period {
    let calendar = Calendar {
        zone: chrono_tz::UTC,
        week_starts_on: WeekStart::Monday,
    };
    calendar.parse_id(week).expect("a week")
}

fn proposal(week: &str, number: u32) -> Proposal {
    let mut proposal = issue(&["one"]);
    let path = format!("content/posts/weekly-{number}/index.md");
    week.clone_into(&mut proposal.week);
    proposal.number = number;
    proposal.title = format!("Weekly #{number}");
    proposal.files[0].path.clone_from(&path);
    proposal.post_path = path;
    proposal
}

/// One run of the program for some weeks; says which number each got.
fn run(github: &FakeGithub, weeks: &[&str]) -> Vec<u32> {
    run_with(github, weeks, |_| {}).0
}

fn run_with(
    github: &FakeGithub,
    weeks: &[&str],
    before_publishing: impl Fn(&FakeGithub) + Sync,
) -> (Vec<u32>, Vec<LedgerEntry>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(&github.api_url(), None).expect("an address");
        let token = Token::new(github.token()).expect("a token");
        let repository =
            Repository::new(http(), &address, &token, "nick/blog").expect("a repository");
        let wanted = Wanted {
            texts: Vec::new(),
            folders: vec![String::new(), "content/posts".to_owned()],
        };
        let look = repository.look(None, &wanted).await.expect("a look");
        let names: Vec<String> = weeks.iter().map(|week| (*week).to_owned()).collect();
        let mut pulls = PullRequests::read(
            &repository,
            &look,
            Options::default(),
            &names,
            &Wanted::default(),
        )
        .await
        .expect("the state");
        let mut numbers = Vec::new();
        for week in weeks {
            let number = assign_number(None, &period(week), &[], &pulls.ledger(), 5)
                .expect("there are numbers left");
            // a rival is a process of its own
            std::thread::scope(|scope| scope.spawn(|| before_publishing(github)).join())
                .expect("the rival does its part");
            pulls
                .publish(&proposal(week, number))
                .await
                .expect("it is published");
            numbers.push(number);
        }
        (numbers, pulls.ledger())
    })
}

#[test]
fn several_weeks_in_one_run_get_numbers_in_a_row_and_keep_them() {
    let github = blog();
    assert_eq!(
        run(&github, &["2023-W10", "2023-W11", "2023-W12"]),
        [5, 6, 7]
    );
    assert_eq!(run(&github, &["2023-W12", "2023-W10"]), [7, 5]);
    github.human("nick").squash(2);
    assert_eq!(run(&github, &["2023-W11", "2023-W13"]), [6, 8]);
    github.human("nick").close(3);
    assert_eq!(run(&github, &["2023-W10", "2023-W14"]), [5, 9]);
}

#[test]
fn a_number_is_known_from_the_marker_a_commit_or_the_title() {
    let github = blog();
    run(&github, &["2023-W10", "2023-W11", "2023-W12"]);
    let nick = github.human("nick");
    nick.edit_body(1, |_| String::new());
    nick.retitle(1, "My week");
    nick.edit_body(2, |_| String::new());
    nick.amend("memos-weekly/2023-W11", "x.md", "x\n");
    nick.squash(3);
    let (_, ledger) = run_with(&github, &[], |_| {});
    let known: Vec<(&str, Option<u32>, PullState)> = ledger
        .iter()
        .map(|entry| (entry.week.as_str(), entry.number, entry.state))
        .collect();
    assert_eq!(
        known,
        [
            ("2023-W10", Some(5), PullState::Open),
            ("2023-W11", Some(6), PullState::Open),
            ("2023-W12", Some(7), PullState::Merged),
        ]
    );
}

#[test]
fn of_two_runs_that_take_one_number_the_later_week_gives_way() {
    let github = blog();
    let rival = github.clone();
    let once = AtomicBool::new(false);
    run_with(&github, &["2023-W10"], |_| {
        if !once.swap(true, Ordering::Relaxed) {
            assert_eq!(run(&rival, &["2023-W11"]), [5]);
        }
    });
    let titles = |github: &FakeGithub| -> Vec<String> {
        github.pulls().into_iter().map(|pull| pull.title).collect()
    };
    assert_eq!(titles(&github), ["Weekly #5", "Weekly #5"]);
    assert_eq!(run(&github, &["2023-W10", "2023-W11"]), [5, 6]);
    assert_eq!(titles(&github), ["Weekly #6", "Weekly #5"]);
    let files = github.branch_files("memos-weekly/2023-W11");
    assert!(files.contains_key("content/posts/weekly-6/index.md"));
    assert!(!files.contains_key("content/posts/weekly-5/index.md"));
    assert_eq!(run(&github, &["2023-W11", "2023-W10"]), [6, 5]);
}

#[test]
fn a_renumbered_post_keeps_its_edits() {
    let github = blog();
    let rival = github.clone();
    run_with(&github, &["2023-W10"], |_| {
        run(&rival, &["2023-W11"]);
    });
    let branch = "memos-weekly/2023-W11";
    github
        .human("anna")
        .suggest(branch, "content/posts/weekly-5/index.md", "one", "One");
    assert_eq!(run(&github, &["2023-W11"]), [6]);
    let text = github
        .read(branch, "content/posts/weekly-6/index.md")
        .expect("the post moved");
    assert!(text.contains("1. One"), "{text}");
    assert_eq!(github.read(branch, "content/posts/weekly-5/index.md"), None);
}

#[test]
fn a_run_that_died_after_its_commit_holds_its_number() {
    let github = blog().settings(|settings| settings.may_write_pull_requests = false);
    let result = std::panic::catch_unwind(|| run(&github, &["2023-W10"]));
    assert!(result.is_err());
    let github = github.settings(|settings| settings.may_write_pull_requests = true);
    assert_eq!(run(&github, &["2023-W11"]), [6]);
    assert_eq!(run(&github, &["2023-W10"]), [5]);
}
