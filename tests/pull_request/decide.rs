//! The decision table: every state, and what is done next.

mod everywhere;

use memos_weekly::blog::File;
use memos_weekly::github::{Given, Pull, PullState};
use memos_weekly::publish::body::{self, Seen, Verdict};
use memos_weekly::publish::pull_request::{
    BranchState, CommentState, Desired, Edits, End, Generated, Situation, Step, decide,
};

const NEW: &str = "new";
const OLD: &str = "old";

fn head() -> String {
    "head".to_owned()
}

fn nobody() -> BranchState {
    BranchState::Missing
}

fn bare() -> BranchState {
    BranchState::NoCommits { head: head() }
}

fn us(digest: &str) -> BranchState {
    BranchState::Ours {
        head: head(),
        digest: digest.to_owned(),
    }
}

fn shared(digest: Option<&str>) -> BranchState {
    BranchState::Shared {
        head: head(),
        digest: digest.map(str::to_owned),
    }
}

fn pull(state: PullState) -> Pull {
    Pull {
        id: "PR_1".to_owned(),
        number: 1,
        url: "https://github.com/nick/blog/pull/1".to_owned(),
        state,
        title: String::new(),
        body: String::new(),
        files: Vec::new(),
        comments: Vec::new(),
        approved: false,
        given: Given::default(),
        overwritten: Vec::new(),
    }
}

fn fit() -> Edits {
    Edits::Fit {
        additions: vec![File {
            path: "post.md".to_owned(),
            bytes: Vec::new(),
        }],
        deletions: Vec::new(),
        post: "post.md".to_owned(),
        generated: Generated::default(),
    }
}

fn conflict() -> Edits {
    Edits::Conflict {
        block: "block".to_owned(),
        post: "post.md".to_owned(),
        left: Vec::new(),
    }
}

/// The description of a pull request after an earlier run compared [`head`] with [`NEW`].
fn remembering(verdict: Verdict) -> String {
    let signed = super::desk::sign("text", "title");
    body::remembering(&signed, Seen::new(verdict, &head(), NEW)).expect("it has a marker")
}

/// A state being described, and what is decided in it.
#[derive(Clone)]
struct State {
    now: Situation,
    desired: Desired,
}

fn state(branch: BranchState) -> State {
    State {
        now: Situation {
            on_base: false,
            pull: None,
            branch,
            edits: None,
            unlisted: None,
            given: false,
        },
        desired: Desired {
            digest: NEW.to_owned(),
            compared: NEW.to_owned(),
            ..Desired::default()
        },
    }
}

impl State {
    fn pull(mut self, state: PullState) -> Self {
        self.now.pull = Some(pull(state));
        self
    }

    fn open(self) -> Self {
        self.pull(PullState::Open)
    }

    fn approved(mut self) -> Self {
        if let Some(pull) = &mut self.now.pull {
            pull.approved = true;
        }
        self
    }

    fn description(mut self, description: &str) -> Self {
        if let Some(pull) = &mut self.now.pull {
            description.clone_into(&mut pull.body);
        }
        self
    }

    fn edits(mut self, edits: Edits) -> Self {
        self.now.edits = Some(edits);
        self
    }

    fn now(mut self, change: impl FnOnce(&mut Situation)) -> Self {
        change(&mut self.now);
        self
    }

    fn wanting(mut self, change: impl FnOnce(&mut Desired)) -> Self {
        change(&mut self.desired);
        self
    }

    #[track_caller]
    fn then(&self, step: &Step) {
        assert_eq!(decide(&self.now, &self.desired), *step);
    }

    #[track_caller]
    fn ends(&self, end: End) {
        self.then(&Step::Done(end));
    }
}

fn append(open: bool) -> Step {
    Step::Append { head: head(), open }
}

fn compare() -> Step {
    Step::Compare { head: Some(head()) }
}

fn labels(names: &[&str]) -> Given {
    Given {
        labels: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Given::default()
    }
}

#[test]
fn no_branch_no_pull_request() {
    state(nobody()).then(&Step::Create);
}

#[test]
fn a_branch_without_a_commit() {
    state(bare()).then(&append(true));
    state(bare()).open().then(&append(false));
}

#[test]
fn a_branch_of_somebody_else() {
    state(BranchState::Foreign).then(&Step::Abort);
    state(BranchState::Foreign).open().then(&Step::Abort);
}

#[test]
fn a_branch_of_ours_without_a_pull_request() {
    state(us(NEW)).then(&Step::Open);
    state(us(OLD)).then(&append(true));
    state(shared(Some(OLD))).then(&Step::Open);
    state(shared(None)).then(&Step::Open);
}

#[test]
fn open_all_ours_same_content() {
    state(us(NEW)).open().ends(End::Complete);
}

#[test]
fn open_all_ours_content_differs() {
    state(us(OLD)).open().then(&append(false));
}

#[test]
fn open_all_ours_words_differ() {
    state(us(NEW))
        .open()
        .wanting(|d| d.reword = true)
        .then(&Step::Reword);
}

#[test]
fn open_with_edits_nothing_new() {
    state(shared(Some(NEW))).open().ends(End::Complete);
    state(shared(Some(OLD)))
        .open()
        .edits(Edits::Nothing)
        .ends(End::Complete);
}

#[test]
fn open_with_edits_something_may_be_new() {
    state(shared(Some(OLD))).open().then(&compare());
    state(shared(None)).open().then(&compare());
}

#[test]
fn open_with_edits_that_fit() {
    state(shared(Some(OLD)))
        .open()
        .edits(fit())
        .then(&append(false));
}

#[test]
fn open_with_edits_that_conflict() {
    let conflicting = || state(shared(Some(OLD))).open().edits(conflict());
    let told = |told: CommentState| conflicting().wanting(|d| d.comment = Some(told));
    conflicting().then(&Step::PostComment);
    told(CommentState::Outdated).then(&Step::PostComment);
    told(CommentState::Current).ends(End::Conflict);
    told(CommentState::Edited).ends(End::Conflict);
}

#[test]
fn open_with_a_comment_about_a_conflict_that_is_gone() {
    for branch in [us(NEW), shared(Some(NEW))] {
        let settled = |told: CommentState| {
            state(branch.clone())
                .open()
                .wanting(|d| d.comment = Some(told))
        };
        settled(CommentState::Current).then(&Step::DeleteComment);
        settled(CommentState::Outdated).then(&Step::DeleteComment);
        settled(CommentState::Edited).ends(End::Complete);
    }
}

#[test]
fn open_but_the_post_was_taken_away() {
    state(shared(Some(OLD)))
        .open()
        .edits(Edits::Gone)
        .ends(End::Gone);
}

#[test]
fn approved_is_left_alone() {
    state(us(OLD)).open().approved().ends(End::Approved);
    state(us(NEW)).open().approved().ends(End::Complete);
    state(shared(Some(OLD)))
        .open()
        .approved()
        .ends(End::Approved);
    state(shared(Some(OLD)))
        .open()
        .approved()
        .edits(fit())
        .ends(End::Approved);
    state(shared(Some(OLD)))
        .open()
        .approved()
        .edits(conflict())
        .ends(End::Approved);
    state(shared(Some(OLD)))
        .open()
        .approved()
        .edits(Edits::Nothing)
        .ends(End::Complete);
}

#[test]
fn what_was_compared_is_not_compared_again() {
    let remembered = |verdict| {
        let state = state(shared(Some(OLD))).open();
        state.description(&remembering(verdict))
    };
    remembered(Verdict::Nothing).ends(End::Complete);
    remembered(Verdict::Conflict).ends(End::Conflict);
    remembered(Verdict::Gone).ends(End::Gone);
    remembered(Verdict::Nothing).approved().ends(End::Complete);
    // another commit, or other memos
    for changed in [
        remembered(Verdict::Gone).now(|now| {
            now.branch = BranchState::Shared {
                head: "newer".to_owned(),
                digest: None,
            }
        }),
        remembered(Verdict::Gone).wanting(|desired| desired.compared = "newer".to_owned()),
    ] {
        let BranchState::Shared { head, .. } = &changed.now.branch else {
            unreachable!("it is shared")
        };
        let head = Some(head.clone());
        changed.then(&Step::Compare { head });
    }
}

#[test]
fn what_is_no_longer_public_goes_whoever_approved() {
    let withdraws = |state: State| state.open().approved().wanting(|d| d.withdraws = true);
    withdraws(state(us(OLD))).then(&append(false));
    withdraws(state(us(NEW))).ends(End::Complete);
    withdraws(state(shared(Some(OLD)))).then(&compare());
    withdraws(state(shared(Some(OLD))).edits(fit())).then(&append(false));
    withdraws(state(shared(Some(OLD))).edits(conflict())).then(&Step::PostComment);
}

#[test]
fn nothing_is_left_of_it() {
    let empty = |branch: BranchState| state(branch).wanting(|d| d.empty = true);
    let closing = |state: State| state.wanting(|d| d.close = true);
    empty(nobody()).ends(End::Emptied);
    empty(bare()).ends(End::Emptied);
    empty(us(NEW)).ends(End::Emptied);
    empty(us(OLD)).then(&append(false));
    empty(shared(Some(OLD))).then(&compare());
    empty(shared(Some(OLD))).edits(fit()).then(&append(false));
    empty(shared(Some(NEW))).ends(End::Emptied);
    empty(us(OLD)).open().then(&append(false));
    closing(empty(us(NEW)).open()).then(&Step::Close);
    empty(shared(Some(OLD))).open().then(&compare());
    // something of people's is in it
    empty(shared(Some(NEW))).open().ends(End::Emptied);
    closing(empty(shared(Some(NEW))).open()).then(&Step::Close);
    empty(BranchState::Foreign).then(&Step::Abort);
    empty(us(OLD)).pull(PullState::Merged).ends(End::Merged);
    empty(us(OLD)).pull(PullState::Closed).ends(End::Closed);
}

#[test]
fn what_we_closed_ourselves_may_come_back() {
    let mut proposal = super::desk::withdrawn(&[], &[(1, "one")]);
    let emptied = body::closing(&proposal.full_body());
    proposal = super::desk::issue(&["one"]);
    let closed = |body: &str| state(us(OLD)).pull(PullState::Closed).description(body);
    closed(&emptied).then(&append(true));
    closed(&emptied)
        .wanting(|d| d.empty = true)
        .ends(End::Closed);
    closed(&proposal.full_body()).ends(End::Closed);
    // nothing was left, but it was open for what people had written, and they closed it
    let by_people = super::desk::withdrawn(&[], &[(1, "one")]).full_body();
    closed(&by_people).ends(End::Closed);
}

#[test]
fn a_comment_may_be_needed_without_a_conflict() {
    let needed = |comment| {
        let state = state(us(NEW)).open().wanting(|d| d.comments = true);
        state.wanting(|d| d.comment = comment)
    };
    needed(None).then(&Step::PostComment);
    needed(Some(CommentState::Outdated)).then(&Step::PostComment);
    needed(Some(CommentState::Current)).ends(End::Complete);
    needed(Some(CommentState::Edited)).ends(End::Complete);
}

#[test]
fn approved_may_change_if_wanted() {
    let wanted = |state: State| state.approved().wanting(|d| d.update_after_approval = true);
    wanted(state(us(OLD)).open()).then(&append(false));
    wanted(state(shared(Some(OLD))).open().edits(fit())).then(&append(false));
    wanted(state(shared(Some(OLD))).open().edits(conflict())).then(&Step::PostComment);
}

#[test]
fn merged() {
    for branch in [
        nobody(),
        bare(),
        us(OLD),
        us(NEW),
        shared(None),
        BranchState::Foreign,
    ] {
        state(branch).pull(PullState::Merged).ends(End::Merged);
    }
}

#[test]
fn the_post_is_on_base() {
    for branch in [
        nobody(),
        bare(),
        us(OLD),
        shared(None),
        BranchState::Foreign,
    ] {
        let on_base = || state(branch.clone()).now(|now| now.on_base = true);
        on_base().ends(End::Merged);
        on_base().open().ends(End::Merged);
        on_base().pull(PullState::Closed).ends(End::Merged);
    }
}

#[test]
fn closed_without_merging() {
    for branch in [
        nobody(),
        bare(),
        us(OLD),
        us(NEW),
        shared(None),
        BranchState::Foreign,
    ] {
        state(branch).pull(PullState::Closed).ends(End::Closed);
    }
}

#[test]
fn closed_and_to_be_reopened() {
    let again = |branch: BranchState| {
        state(branch)
            .pull(PullState::Closed)
            .wanting(|d| d.reopen = true)
    };
    again(nobody()).then(&Step::Create);
    again(bare()).then(&append(true));
    again(us(NEW)).then(&Step::Open);
    again(us(OLD)).then(&append(true));
    again(shared(Some(OLD))).then(&Step::Open);
    again(BranchState::Foreign).then(&Step::Abort);
}

#[test]
fn published_and_to_be_added_to() {
    let add = |branch: BranchState| {
        state(branch)
            .now(|now| now.on_base = true)
            .wanting(|d| d.follow_up = true)
    };
    add(nobody()).then(&Step::Compare { head: None });
    add(nobody()).edits(fit()).then(&Step::Create);
    add(nobody()).edits(Edits::Nothing).ends(End::Merged);
    add(nobody()).edits(Edits::Gone).ends(End::Merged);
    add(bare()).then(&compare());
    add(bare()).edits(fit()).then(&append(true));
    add(bare()).edits(Edits::Nothing).ends(End::Merged);
    add(nobody()).edits(conflict()).ends(End::Conflict);
    add(shared(Some(NEW))).open().ends(End::Complete);
    add(shared(Some(OLD))).open().then(&compare());
    add(shared(Some(OLD)))
        .pull(PullState::Closed)
        .ends(End::Closed);
}

#[test]
fn labels_and_people_are_given_once() {
    let wanted = |state: State| state.wanting(|d| d.given = labels(&["weekly", "draft"]));
    wanted(state(us(NEW)).open()).then(&Step::AddMetadata(labels(&["weekly", "draft"])));
    let half = |state: State| {
        state.now(|now| {
            if let Some(pull) = &mut now.pull {
                pull.given = labels(&["Weekly"]);
            }
        })
    };
    wanted(half(state(us(NEW)).open())).then(&Step::AddMetadata(labels(&["draft"])));
    wanted(state(us(NEW)).open().now(|now| now.given = true)).ends(End::Complete);
    wanted(state(us(NEW)).pull(PullState::Merged)).ends(End::Merged);
}
