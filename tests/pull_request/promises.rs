//! The promises, under anything that people, machines and chance may do in any order.

use std::collections::{BTreeMap, BTreeSet};

use memos_weekly::publish::Operation;
use memos_weekly::publish::pull_request::Options;
use proptest::prelude::*;

use super::desk::{BRANCH, POST, blog, issue, run_with};
use crate::support::fake_github::{FakeGithub, When};

/// What may happen to a week.
#[derive(Debug, Clone)]
enum Event {
    /// A memo is written, changed or deleted.
    Write,
    Change(usize),
    Delete(usize),
    /// The program runs; perhaps it dies at a request.
    Run,
    Kill(usize, bool),
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
    Reopen,
    Merge(bool),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Write),
        1 => (0..6_usize).prop_map(Event::Change),
        1 => (0..6_usize).prop_map(Event::Delete),
        6 => Just(Event::Run),
        3 => (1..6_usize, any::<bool>()).prop_map(|(n, after)| Event::Kill(n, after)),
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
        1 => Just(Event::Close),
        1 => Just(Event::Reopen),
        1 => any::<bool>().prop_map(Event::Merge),
    ]
}

/// A week with its memos, its GitHub, and everything that people ever wrote there.
struct Story {
    github: FakeGithub,
    memos: Vec<String>,
    written: usize,
    /// Lines of people, by the file they are in.
    theirs: BTreeMap<String, BTreeSet<String>>,
}

impl Story {
    fn new() -> Self {
        Self {
            github: blog(),
            memos: vec!["memo 0".to_owned()],
            written: 1,
            theirs: BTreeMap::new(),
        }
    }

    fn next(&mut self) -> usize {
        self.written += 1;
        self.written
    }

    fn run(&self, options: Options) -> Option<Operation> {
        let memos: Vec<&str> = self.memos.iter().map(String::as_str).collect();
        let outcome = run_with(&self.github, &issue(&memos), options).ok()?;
        Some(outcome.operation)
    }

    /// The post, wherever people put it.
    fn post(&self) -> Option<(String, String)> {
        let files = self.github.branch_files(BRANCH);
        let found = files.into_iter().find(|(path, _)| {
            path.starts_with("content/posts/")
                && path.ends_with("/index.md")
                && !path.contains("weekly-4")
        });
        found.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Somebody writes a line of their own into the post.
    fn line(&mut self, at: usize, way: impl Fn(&FakeGithub, &str, &str)) {
        let mark = format!("anna writes {}", self.next());
        if let Some((path, text)) = self.post() {
            let mut lines: Vec<&str> = text.lines().collect();
            // between front matter and end, where lines of people belong
            let at = (5 + at * 2).min(lines.len());
            lines.insert(at, &mark);
            way(&self.github, &path, &(lines.join("\n") + "\n"));
            self.theirs
                .entry("post".to_owned())
                .or_default()
                .insert(mark);
        }
    }

    fn happens(&mut self, event: &Event) {
        let github = self.github.clone();
        let anna = github.human("anna");
        let last = github.pulls().last().map_or(0, |pull| pull.number);
        match event {
            Event::Write => {
                let memo = format!("memo {}", self.next());
                self.memos.insert(0, memo);
            }
            Event::Change(n) => {
                let words = format!("memo {}, changed", self.next());
                let count = self.memos.len();
                self.memos[n % count] = words;
            }
            Event::Delete(n) if self.memos.len() > 1 => {
                self.memos.remove(n % self.memos.len());
            }
            Event::Delete(_) => {}
            Event::Run => {
                self.run(Options::default());
            }
            Event::Kill(n, after) => {
                github.kill_at(*n, if *after { When::After } else { When::Before });
                self.run(Options::default());
                github.revive();
            }
            Event::Edit(at) => {
                self.line(*at, |github, path, text| {
                    github.human("anna").edit(BRANCH, path, text);
                });
            }
            Event::Amend => {
                self.line(1, |github, path, text| {
                    github.human("anna").amend(BRANCH, path, text);
                });
            }
            Event::Suggest => {
                if let Some((path, _)) = self.post() {
                    anna.suggest(BRANCH, &path, "This week:", "This fine week:");
                }
            }
            Event::UpdateBranch => anna.update_branch(BRANCH),
            Event::Rebase => anna.rebase(BRANCH),
            Event::Rename => anna.rename(BRANCH, POST, "content/posts/our-week/index.md"),
            Event::Asset => anna.edit(BRANCH, "content/posts/weekly-5/anna.png", "png"),
            Event::Retitle => anna.retitle(last, "Anna's title"),
            Event::Reword => anna.edit_body(last, |body| format!("Anna's words\n\n{body}")),
            Event::Approve => anna.approve(last),
            Event::PushToBase => {
                let path = format!("notes/{}.md", self.next());
                github.push(&path, b"notes\n");
            }
            Event::Close => anna.close(last),
            Event::Reopen => {
                let options = Options {
                    reopen: true,
                    ..Options::default()
                };
                self.run(options);
            }
            Event::Merge(true) => anna.squash(last),
            Event::Merge(false) => anna.merge(last),
        }
    }

    /// What must be true at every moment.
    fn check(&self) {
        let pulls = self.github.pulls();
        let open = pulls.iter().filter(|pull| pull.state == "OPEN").count();
        assert!(open <= 1, "{open} open pull requests");
        for pull in &pulls {
            assert!(pull.comments.len() <= 1, "more than one comment");
        }
        let branches = self.github.branches();
        assert!(
            branches.iter().all(|name| name == "main" || name == BRANCH),
            "{branches:?}"
        );
        // squashing deletes the branch; then its lines are on base
        let text = self.post().map(|(_, text)| text).unwrap_or_default();
        let published = self.github.branch_files("main");
        let published = published
            .values()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect::<String>();
        for line in self.theirs.values().flatten() {
            assert!(
                text.contains(line) || published.contains(line),
                "lost: {line}\n{text}"
            );
        }
    }

    /// Left alone, it comes to rest, and rests.
    fn settle(&self) {
        self.run(Options::default())
            .expect("nothing stands in the way");
        let pulls = format!("{:?}", self.github.pulls());
        let files = self.github.branch_files(BRANCH);
        let last = self
            .run(Options::default())
            .expect("nothing stands in the way");
        assert!(
            matches!(
                last,
                Operation::Unchanged | Operation::Merged | Operation::Closed
            ),
            "{last}"
        );
        assert_eq!(format!("{:?}", self.github.pulls()), pulls);
        assert_eq!(self.github.branch_files(BRANCH), files);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_line_is_lost_no_pull_request_doubled_and_all_comes_to_rest(
        events in prop::collection::vec(event(), 1..14)
    ) {
        let mut story = Story::new();
        for event in &events {
            story.happens(event);
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
    anna and its author change the same memo: unchanged (there is something new that does not fit to people's edits; a comment on the pull request shows it)
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
