//! The promises, under anything that people, machines and chance may do in any order.

use std::collections::{BTreeMap, BTreeSet};

use memos_weekly::publish::Operation;
use memos_weekly::publish::PublishFlags;
use memos_weekly::publish::body::Marker;
use memos_weekly::publish::pull_request::Options;
use proptest::prelude::*;

use super::desk::{BRANCH, POST, blog, issue, run_with};
use super::series::Series;
use crate::support::fake_github::{FakeGithub, Pull, When};

const WEEKS: [&str; 3] = ["2023-W10", "2023-W11", "2023-W12"];

/// What may happen to a week.
#[derive(Debug, Clone)]
enum Event {
    /// A memo is written, also one with a list, or changed or deleted.
    Write,
    WriteList,
    Change(usize),
    Delete(usize),
    /// Its author makes a memo private, or public again.
    Withdraw(usize),
    Restore(usize),
    /// The program runs; perhaps it dies at a request.
    Run(Flags),
    Kill(Flags, usize, When),
    /// People.
    Edit(usize),
    Suggest,
    UpdateBranch,
    Amend,
    Rebase,
    Rename,
    Asset,
    Retitle,
    Reword,
    Approve,
    PushToBase,
    Close,
    Merge,
    Squash,
}

#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    all_weeks: bool,
    reopen: bool,
    update_published: bool,
}

fn flags() -> impl Strategy<Value = Flags> {
    let often = |weight| prop::bool::weighted(weight);
    (often(0.3), often(0.3), often(0.3)).prop_map(|(all_weeks, reopen, update_published)| Flags {
        all_weeks,
        reopen,
        update_published,
    })
}

fn event() -> impl Strategy<Value = Event> {
    let when = prop_oneof![Just(When::Before), Just(When::After)];
    prop_oneof![
        4 => Just(Event::Write),
        1 => Just(Event::WriteList),
        1 => (0..6_usize).prop_map(Event::Change),
        1 => (0..6_usize).prop_map(Event::Delete),
        3 => (0..6_usize).prop_map(Event::Withdraw),
        1 => (0..6_usize).prop_map(Event::Restore),
        8 => flags().prop_map(Event::Run),
        4 => (flags(), 1..9_usize, when).prop_map(|(flags, n, when)| Event::Kill(flags, n, when)),
        3 => (0..6_usize).prop_map(Event::Edit),
        2 => Just(Event::Suggest),
        1 => Just(Event::UpdateBranch),
        1 => Just(Event::Amend),
        1 => Just(Event::Rebase),
        1 => Just(Event::Rename),
        1 => Just(Event::Asset),
        1 => Just(Event::Retitle),
        1 => Just(Event::Reword),
        1 => Just(Event::Approve),
        1 => Just(Event::PushToBase),
        2 => Just(Event::Close),
        1 => Just(Event::Merge),
        1 => Just(Event::Squash),
    ]
}

/// Some weeks with their memos and their GitHub, and everything that people ever wrote there.
struct Story {
    series: Series,
    written: usize,
    theirs: BTreeSet<String>,
}

impl Story {
    fn new(in_sections: bool) -> Self {
        Self {
            series: if in_sections {
                Series::in_sections(&WEEKS)
            } else {
                Series::new(&WEEKS)
            },
            written: 0,
            theirs: BTreeSet::new(),
        }
    }

    fn github(&self) -> &FakeGithub {
        &self.series.github
    }

    fn next(&mut self) -> usize {
        self.written += 1;
        self.written
    }

    /// The newest pull request of a week.
    fn pull(&self, week: &str) -> Option<Pull> {
        let mut pulls = self.github().pulls();
        pulls.retain(|pull| week_of(&pull.head) == week);
        pulls.pop()
    }

    fn run(&self, week: &str, flags: Flags) -> Result<Vec<Operation>, String> {
        let flags_of_run = PublishFlags {
            reopen: flags.reopen,
            update_published: flags.update_published,
            ..PublishFlags::default()
        };
        let all = format!("{}..{}", WEEKS[0], WEEKS[2]);
        let weeks = if flags.all_weeks { &all } else { week };
        let ran = self.series.try_run(weeks, None, flags_of_run)?;
        Ok(ran.into_iter().map(|ran| ran.operation).collect())
    }

    /// The post of a week on a branch, wherever people put it.
    fn post(&self, branch: &str, week: &str) -> Option<(String, String)> {
        let files = self.github().branch_files(branch).into_iter();
        files
            .filter(|(path, _)| path.starts_with("content/posts/"))
            .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
            .find(|(_, text)| text.contains(&format!("of {week}")))
    }

    /// Somebody writes a line of their own into the post.
    fn line(&mut self, week: &str, at: usize, way: impl Fn(&FakeGithub, &str, &str, &str)) {
        let mark = format!("anna writes {}", self.next());
        let Some(branch) = self.pull(week).map(|pull| pull.head) else {
            return;
        };
        if let Some((path, text)) = self.post(&branch, week) {
            let mut lines: Vec<&str> = text.lines().collect();
            let mut fences = (0..lines.len()).filter(|at| lines[*at] == "---");
            let start = fences.nth(1).expect("front matter has an end");
            let at = (start + 2 + at * 2).min(lines.len());
            lines.insert(at, &mark);
            way(self.github(), &branch, &path, &(lines.join("\n") + "\n"));
            self.theirs.insert(mark);
        }
    }

    fn happens(&mut self, week: &'static str, event: &Event) {
        let github = self.github().clone();
        let anna = github.human("anna");
        let pull = self.pull(week);
        let number = pull.as_ref().map_or(0, |pull| pull.number);
        let branch = pull.map(|pull| pull.head).unwrap_or_default();
        match event {
            Event::Write => {
                let memo = format!("memo {} of {week}", self.next());
                self.memos(week).insert(0, memo);
            }
            Event::WriteList => {
                let memo = format!("memo {} of {week}\n\n1. one\n2. two", self.next());
                self.memos(week).insert(0, memo);
            }
            // saved answers cannot tell that a memo they do not have is gone, so what is private stays as it is
            Event::Change(n) | Event::Delete(n) if self.is_private(week, *n) => {}
            Event::Change(n) => {
                let words = format!("memo {} of {week}, changed", self.next());
                let memos = self.memos(week);
                let at = n % memos.len();
                memos[at] = words;
            }
            Event::Delete(n) => {
                let memos = self.memos(week);
                if memos.len() > 1 {
                    memos.remove(n % memos.len());
                }
            }
            Event::Withdraw(n) => {
                let memo = self.memo(week, *n);
                self.series.private.insert(memo);
            }
            Event::Restore(n) => {
                let memo = self.memo(week, *n);
                self.series.private.remove(&memo);
            }
            Event::Run(flags) => {
                self.run(week, *flags).expect("nothing stands in the way");
            }
            Event::Kill(flags, n, when) => {
                github.kill_at(*n, *when);
                let _ = self.run(week, *flags);
                github.revive();
            }
            Event::Edit(at) => self.line(week, *at, |github, branch, path, text| {
                github.human("anna").edit(branch, path, text);
            }),
            Event::Amend => self.line(week, 1, |github, branch, path, text| {
                github.human("anna").amend(branch, path, text);
            }),
            Event::Suggest => {
                if let Some((path, _)) = self.post(&branch, week) {
                    anna.suggest(&branch, &path, "This week:", "This fine week:");
                }
            }
            Event::UpdateBranch => anna.update_branch(&branch),
            Event::Rebase => anna.rebase(&branch),
            Event::Rename => {
                if let Some((path, _)) = self.post(&branch, week) {
                    let to = format!("content/posts/our-{week}/index.md");
                    anna.rename(&branch, &path, &to);
                }
            }
            Event::Asset => {
                let path = format!("content/posts/anna-{week}.png");
                anna.edit(&branch, &path, "png");
            }
            Event::Retitle => anna.retitle(number, "Anna's title"),
            Event::Reword => anna.edit_body(number, |body| format!("Anna's words\n\n{body}")),
            Event::Approve => anna.approve(number),
            Event::PushToBase => {
                let path = format!("notes/{}.md", self.next());
                github.push(&path, b"notes\n");
            }
            Event::Close => anna.close(number),
            Event::Merge => anna.merge(number),
            Event::Squash => anna.squash(number),
        }
    }

    fn is_private(&mut self, week: &'static str, n: usize) -> bool {
        let memo = self.memo(week, n);
        self.series.private.contains(&memo)
    }

    fn memo(&mut self, week: &'static str, n: usize) -> String {
        let memos = self.memos(week);
        memos[n % memos.len()].clone()
    }

    fn memos(&mut self, week: &'static str) -> &mut Vec<String> {
        self.series.memos.entry(week).or_default()
    }

    /// What must be true at every moment.
    fn check(&self) {
        let mut open = BTreeSet::new();
        let mut numbers = BTreeMap::new();
        for pull in self.github().pulls() {
            let week = week_of(&pull.head).to_owned();
            let marker = Marker::find(&pull.body).expect("nobody takes the marker away");
            assert_eq!(marker.week, week);
            assert!(pull.comments.len() <= 1, "more than one comment");
            assert!(
                pull.state != "OPEN" || open.insert(week.clone()),
                "two open pull requests of {week}"
            );
            if pull.state != "CLOSED" {
                let other = numbers.insert(marker.number, week.clone());
                assert!(
                    other.as_ref().is_none_or(|other| *other == week),
                    "number {} of {week} and {other:?}",
                    marker.number
                );
            }
        }
        let branches = self.github().branches();
        for branch in branches.iter().filter(|name| *name != "main") {
            assert!(WEEKS.contains(&week_of(branch)), "{branches:?}");
        }
        let everything: String = branches
            .iter()
            .flat_map(|branch| self.github().branch_files(branch).into_values())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        for line in &self.theirs {
            assert!(everything.contains(line), "lost: {line}\n{everything}");
        }
    }

    /// Left alone, it comes to rest, and rests: one post per week, and nothing that a further run would change.
    fn settle(&self) {
        let flags = Flags {
            all_weeks: true,
            ..Flags::default()
        };
        let run = || self.run("", flags).expect("nothing stands in the way");
        run();
        let world = || {
            let branches = self.github().branches().into_iter();
            let files = branches.map(|branch| self.github().branch_files(&branch));
            (
                format!("{:?}", self.github().pulls()),
                files.collect::<Vec<_>>(),
            )
        };
        let rest = world();
        for operation in run() {
            assert!(
                matches!(
                    operation,
                    Operation::Unchanged
                        | Operation::Merged
                        | Operation::Closed
                        | Operation::Skipped
                ),
                "{operation}"
            );
        }
        assert_eq!(world(), rest);
        for week in WEEKS {
            self.settled(week);
        }
        for pull in self.github().pulls() {
            self.withdrawn(&pull);
        }
    }

    /// What is private is in no open pull request, unless people edited that very text: then a comment says so.
    fn withdrawn(&self, pull: &Pull) {
        let is_by_hand = pull
            .comments
            .iter()
            .any(|comment| comment.body.contains("was withdrawn"));
        let post = self.post(&pull.head, week_of(&pull.head));
        let post = post.map(|(_, text)| text).unwrap_or_default();
        for memo in self.series.private.iter().filter(|_| pull.state == "OPEN") {
            let memo = memo.lines().next().unwrap_or_default();
            let is_in = |text: &str| text.contains(memo);
            assert!(
                !is_in(&pull.title) && !is_in(&pull.body),
                "{memo}: {pull:?}"
            );
            assert!(!is_in(&post) || is_by_hand, "{memo}:\n{post}\n{pull:?}");
        }
    }

    /// An open pull request adds or changes the post of its week, and nobody else's.
    fn settled(&self, week: &str) {
        let Some(pull) = self.pull(week).filter(|pull| pull.state == "OPEN") else {
            return;
        };
        if self.series.memos[week]
            .iter()
            .all(|memo| self.series.private.contains(memo))
        {
            return;
        }
        // of a published issue of which everything was withdrawn, the post is deleted
        if pull.head.contains("-update") && self.post(&pull.head, week).is_none() {
            return;
        }
        let mut files = self.github().files(pull.number);
        files.retain(|path| !path.ends_with("png"));
        for path in &files {
            let text = self.github().read(&pull.head, path).unwrap_or_default();
            // what conflicts with people's words is in the comment, even if everything else was withdrawn
            let comments = pull.comments.iter().map(|comment| &comment.body);
            let is_about = |text: &String| text.contains(&format!("of {week}"));
            let is_told = comments.chain([&text]).any(is_about);
            // where everything that was approved is withdrawn, what is new since is only told by the run
            let is_told = is_told || pull.reviews.values().any(|review| *review == "APPROVED");
            assert!(is_told, "{path}:\n{text}");
        }
        assert_eq!(files.len(), 1, "{week}: {files:?}");
    }
}

/// The week that a branch is about, also for follow-ups.
fn week_of(branch: &str) -> &str {
    let week = branch.trim_start_matches("memos-weekly/");
    week.split_once("-update").map_or(week, |(week, _)| week)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_line_is_lost_no_number_given_twice_and_all_comes_to_rest(
        in_sections: bool,
        events in prop::collection::vec((prop::sample::select(&WEEKS[..]), event()), 1..24),
    ) {
        let mut story = Story::new(in_sections);
        for (week, event) in &events {
            story.happens(week, event);
            story.check();
        }
        story.settle();
        story.check();
    }
}

#[test]
fn a_week_from_its_first_memo_to_its_merge() {
    let github = blog();
    let mut told = Vec::new();
    let mut step = |what: &str, memos: &[&str], options: Options| {
        let outcome = run_with(&github, &issue(memos), options).expect("it goes well");
        told.push(format!(
            "{what}: {}{}",
            outcome.operation,
            outcome
                .notices
                .iter()
                .fold(String::new(), |all, notice| format!("{all} ({notice})"))
        ));
    };
    step("two memos", &["two", "one"], Options::default());
    github
        .human("anna")
        .suggest(BRANCH, POST, "2. one", "2. One, with care");
    step("anna edits one", &["two", "one"], Options::default());
    step("a third memo", &["three", "two", "one"], Options::default());
    github
        .human("anna")
        .suggest(BRANCH, POST, "2. two", "2. deux");
    step(
        "anna and its author change the same memo",
        &["three", "TWO", "one"],
        Options::default(),
    );
    github
        .human("anna")
        .suggest(BRANCH, POST, "2. deux", "2. TWO");
    step(
        "anna pastes what the comment shows",
        &["three", "TWO", "one"],
        Options::default(),
    );
    github.human("anna").approve(1);
    step(
        "approved, and a fourth memo",
        &["four", "three", "TWO", "one"],
        Options::default(),
    );
    github.human("nick").squash(1);
    step(
        "merged",
        &["four", "three", "TWO", "one"],
        Options::default(),
    );
    insta::assert_snapshot!(told.join("\n"), @r"
    two memos: created
    anna edits one: unchanged
    a third memo: updated (people's edits were kept)
    anna and its author change the same memo: unchanged (new or changed memos conflict with your edits; a comment on the pull request shows them)
    anna pastes what the comment shows: unchanged
    approved, and a fourth memo: unchanged (the issue would look different by now, but its pull request is approved and was left alone; `pull_request.update_after_approval` adds what is new)
    merged: merged
    ");
    insta::assert_snapshot!(github.read("main", POST).expect("published"), @r"
    ---
    title: Weekly #5
    ---

    This week:

    <!--more-->

    1. three

    2. TWO

    3. One, with care
    ");
}

/// The story of a week in which this happened.
fn story_of(week: &'static str, events: &[Event]) -> Story {
    let mut story = Story::new(false);
    for event in events {
        story.happens(week, event);
        story.check();
    }
    story
}

#[test]
fn a_published_post_of_which_nothing_is_left_is_deleted_by_its_follow_up() {
    let events = [
        Event::Run(Flags::default()),
        Event::Withdraw(0),
        Event::Merge,
        Event::Run(Flags {
            update_published: true,
            ..Flags::default()
        }),
        Event::Write,
    ];
    let story = story_of(WEEKS[0], &events);
    let pull = story.pull(WEEKS[0]).expect("the follow-up");
    assert!(pull.body.contains("merging takes the post off the blog"));
    assert!(story.post(&pull.head, WEEKS[0]).is_none());
    story.settle();
}

#[test]
fn what_was_withdrawn_while_a_pull_request_was_closed_is_not_in_its_successor() {
    let events = [
        Event::Run(Flags::default()),
        Event::Edit(1),
        Event::Close,
        Event::Withdraw(0),
        Event::Write,
        Event::Write,
        Event::Run(Flags {
            reopen: true,
            ..Flags::default()
        }),
    ];
    let story = story_of(WEEKS[1], &events);
    for pull in story.github().pulls() {
        story.withdrawn(&pull);
    }
    story.settle();
}
