//! The loop: decide, act, and look again where the answer does not say enough.

use crate::blog::{File, Wanted};
use crate::github::{
    Branch, Change, Changed, CommentChange, Edit, Given, NewCommit, NewPull, Pull, PullState,
};
use crate::publish::{Operation, Outcome, Proposal, body, folder};

use super::decide::{Desired, End, Step, Told, decide};
use super::edits::{self, Comparison, Edits, Mark};
use super::error::Scene;
use super::situation::{Holder, Situation};
use super::trailer::Trailers;
use super::{Error, FOLLOW_UP, MOST_ROUNDS, PullRequests, comment};

/// GitHub takes about 40 MB per request, and Base64 makes four bytes of three.
const LIMIT_MB: usize = 25;
/// So often one issue can be added to after it was published.
const MOST_FOLLOW_UPS: usize = 5;

/// Brings one week's pull request to where it should be.
pub(super) async fn run(
    pulls: &mut PullRequests<'_>,
    proposal: &Proposal,
) -> Result<Outcome, Error> {
    check(proposal)?;
    let branch = pulls.branch(&proposal.week);
    let mut run = Run {
        situation: None,
        stale: false,
        earlier: None,
        pulls,
        proposal,
        branch,
        operation: None,
        doubt: false,
        notices: Vec::new(),
    };
    run.reconcile().await
}

/// What no setting of a repository can make right.
fn check(proposal: &Proposal) -> Result<(), Error> {
    for File { path, .. } in &proposal.files {
        if let Some(reason) = folder::refusal(path) {
            let path = path.clone();
            return Err(Error::Path { path, reason });
        }
    }
    let bytes: usize = proposal.files.iter().map(|file| file.bytes.len()).sum();
    if bytes > LIMIT_MB * 1_000_000 {
        return Err(Error::TooLarge {
            megabytes: bytes.div_ceil(1_000_000),
            limit: LIMIT_MB,
        });
    }
    Ok(())
}

/// What a follow-up follows.
struct Earlier {
    /// The pull request that was merged, if there was one.
    pull: Option<Pull>,
    /// All our commits that are published.
    marks: Vec<Mark>,
}

struct Run<'r, 'a> {
    pulls: &'r mut PullRequests<'a>,
    proposal: &'r Proposal,
    branch: String,
    /// `None` after something happened that only a new look can tell.
    situation: Option<Situation>,
    /// Whether what was read for all weeks together is out of date for this one.
    stale: bool,
    /// What was published already, where this is a follow-up to it.
    earlier: Option<Earlier>,
    operation: Option<Operation>,
    /// Whether a change was sent whose answer never came, when there was no open pull request.
    doubt: bool,
    notices: Vec<String>,
}

impl Run<'_, '_> {
    async fn reconcile(&mut self) -> Result<Outcome, Error> {
        let mut failures = 0;
        for _ in 0..MOST_ROUNDS {
            let situation = match self.situation.take() {
                Some(situation) => situation,
                None => self.look().await?,
            };
            if self.begins_follow_up(&situation) {
                self.follow_up(situation).await?;
                continue;
            }
            let desired = self.desired(&situation);
            let step = decide(&situation, &desired);
            match step {
                Step::Settle(end) => return Ok(self.outcome(end, situation)),
                Step::Refuse => return Err(self.foreign()),
                Step::Compare { head } => self.compare(situation, head).await?,
                Step::Give(missing) => self.give(situation, missing).await,
                step => {
                    let change = self.change(&situation, &step);
                    match self.pulls.repository.change(&change).await {
                        Ok(changed) => self.take_in(situation, &change, &changed)?,
                        Err(error) => {
                            let ready = self.pulls.repository.wait_after(&error, failures).await;
                            if !ready {
                                return Err(error.into());
                            }
                            failures += 1;
                            self.stale = true;
                            self.doubt |= situation.open().is_none();
                        }
                    }
                }
            }
        }
        Err(Error::Restless {
            branch: self.branch.clone(),
        })
    }

    /// What is there: as it was read for all weeks together, or read anew.
    async fn look(&mut self) -> Result<Situation, Error> {
        if self.stale || self.pulls.known(&self.branch).is_none() {
            self.pulls.refresh(vec![self.branch.clone()]).await?;
            self.stale = false;
        }
        let on_base = self.pulls.is_on_base(&self.proposal.post_path).await?;
        let branch = self.pulls.known(&self.branch).cloned().unwrap_or_default();
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let situation = Situation::new(&branch, week, viewer, on_base);
        Ok(if self.earlier.is_some() {
            situation.follow_up()
        } else {
            situation
        })
    }

    fn begins_follow_up(&self, now: &Situation) -> bool {
        self.pulls.options.update_published && self.earlier.is_none() && now.is_published()
    }

    /// Turns to the first follow-up that is not merged yet.
    async fn follow_up(&mut self, published: Situation) -> Result<(), Error> {
        let name = |n: usize| match n {
            1 => format!("{}{FOLLOW_UP}", self.branch),
            n => format!("{}{FOLLOW_UP}-{n}", self.branch),
        };
        let names: Vec<String> = (1..=MOST_FOLLOW_UPS).map(name).collect();
        self.pulls.refresh(names.clone()).await?;
        let mut merged: Vec<u64> = published.pull.iter().map(|pull| pull.number).collect();
        let mut free = None;
        for name in names {
            let branch = self.pulls.known(&name);
            match branch.and_then(|branch| branch.pulls.first()) {
                Some(pull) if pull.state == PullState::Merged => merged.push(pull.number),
                _ => {
                    free = Some(name);
                    break;
                }
            }
        }
        self.branch = free.ok_or_else(|| Error::Refused {
            what: "add to this issue",
            message: format!("that was done {MOST_FOLLOW_UPS} times already"),
            help: None,
        })?;
        let commits = match merged.as_slice() {
            [] => Vec::new(),
            merged => self.pulls.repository.commits(merged).await?,
        };
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let marks = commits
            .iter()
            .flatten()
            .filter_map(|commit| Mark::of(commit, week, viewer))
            .collect();
        let pull = published.pull;
        self.earlier = Some(Earlier { pull, marks });
        Ok(())
    }

    fn desired(&self, now: &Situation) -> Desired {
        let options = &self.pulls.options;
        let open = now.open();
        let told = open
            .and_then(|pull| comment::find(&pull.comments, &self.proposal.week))
            .map(|comment| comment::told(comment, self.telling(now).as_deref()));
        Desired {
            digest: super::digest(&self.proposal.files),
            given: self.pulls.given(),
            reopen: options.reopen,
            follow_up: self.earlier.is_some(),
            update_after_approval: options.update_after_approval,
            reword: open.is_some_and(|pull| self.rewording(pull).is_some()),
            comment: told,
        }
    }

    /// The comment that the situation asks for.
    fn telling(&self, now: &Situation) -> Option<String> {
        match &now.edits {
            Some(Edits::Conflict { block, post }) => Some(comment::text(
                block,
                post,
                &self.proposal.week,
                self.proposal.number,
            )),
            _ => None,
        }
    }

    fn rewording(&self, pull: &Pull) -> Option<Edit> {
        let (title, body) = body::reworded(&pull.title, &pull.body, self.proposal);
        (title.is_some() || body.is_some()).then(|| Edit {
            pull: pull.id.clone(),
            title,
            body,
        })
    }

    async fn compare(
        &mut self,
        mut situation: Situation,
        head: Option<String>,
    ) -> Result<(), Error> {
        let head = head.unwrap_or_else(|| self.pulls.base_oid().to_owned());
        let pull = situation.pull.as_ref();
        let (week, viewer) = (&self.proposal.week, &self.pulls.look.viewer);
        let earlier = self.earlier.iter().flat_map(|earlier| &earlier.marks);
        let mut marks: Vec<Mark> = earlier.cloned().collect();
        if let Some(branch) = self.pulls.known(&self.branch) {
            marks.extend(edits::marks(branch, pull, week, viewer));
        }
        let files = pull.map(|pull| pull.files.clone()).unwrap_or_default();
        let comparison = Comparison::new(head, marks, &files);
        let (objects, texts) = comparison.places(self.proposal, &files);
        let read = self.pulls.repository.contents(&objects, &texts).await?;
        situation.edits = Some(comparison.weigh(&read, self.proposal, &files));
        self.situation = Some(situation);
        Ok(())
    }

    /// Everything that a step does, in one document.
    fn change(&self, now: &Situation, step: &Step) -> Change {
        let base = self.pulls.base_oid();
        match step {
            Step::Create => Change {
                branch: Some((self.branch.clone(), base.to_owned())),
                commit: Some(self.commit(now, base)),
                pull: Some(self.new_pull()),
                ..Change::default()
            },
            Step::Append { head, open } => Change {
                commit: Some(self.commit(now, head)),
                pull: open.then(|| self.new_pull()),
                edit: now.open().and_then(|pull| self.rewording(pull)),
                comment: self.removal(now),
                ..Change::default()
            },
            Step::Open => Change {
                pull: Some(self.new_pull()),
                ..Change::default()
            },
            Step::Reword => Change {
                edit: now.open().and_then(|pull| self.rewording(pull)),
                ..Change::default()
            },
            Step::Tell => Change {
                comment: self.tell(now),
                ..Change::default()
            },
            Step::Untell => Change {
                comment: self.removal(now),
                ..Change::default()
            },
            Step::Settle(_) | Step::Refuse | Step::Compare { .. } | Step::Give(_) => {
                Change::default()
            }
        }
    }

    fn commit(&self, now: &Situation, head: &str) -> NewCommit {
        let proposal = self.proposal;
        let (additions, deletions, post) = match &now.edits {
            Some(Edits::Fit {
                additions,
                deletions,
                post,
            }) => (additions.clone(), deletions.clone(), post.as_str()),
            _ => (
                proposal.files.clone(),
                self.leftovers(now),
                proposal.post_path.as_str(),
            ),
        };
        NewCommit {
            branch: self.branch.clone(),
            head: head.to_owned(),
            headline: proposal.message.clone(),
            body: Trailers::of(proposal, post).write(),
            additions,
            deletions,
        }
    }

    /// Files of ours that the proposal does not have any more, on a branch that is all ours.
    fn leftovers(&self, now: &Situation) -> Vec<String> {
        let files = match (&now.branch, now.open()) {
            (Holder::Us { .. }, Some(pull)) => pull.files.as_slice(),
            _ => &[],
        };
        files
            .iter()
            .filter(|path| !self.proposal.files.iter().any(|file| file.path == **path))
            .cloned()
            .collect()
    }

    fn new_pull(&self) -> NewPull {
        NewPull {
            repository: self.pulls.look.id.clone(),
            base: self.pulls.look.base.clone(),
            head: self.branch.clone(),
            title: self.proposal.title.clone(),
            body: self.proposal.full_body(),
            draft: self.pulls.options.draft,
        }
    }

    fn tell(&self, now: &Situation) -> Option<CommentChange> {
        let body = self.telling(now)?;
        let pull = now.open()?;
        Some(match comment::find(&pull.comments, &self.proposal.week) {
            Some(comment) => CommentChange::Rewrite {
                id: comment.id.clone(),
                body,
            },
            None => CommentChange::Add {
                pull: pull.id.clone(),
                body,
            },
        })
    }

    /// Our comment goes only while it is as we wrote it.
    fn removal(&self, now: &Situation) -> Option<CommentChange> {
        let comments = &now.open()?.comments;
        let comment = comment::find(comments, &self.proposal.week)?;
        (comment::told(comment, None) != Told::Edited).then(|| CommentChange::Remove {
            id: comment.id.clone(),
        })
    }

    /// Goes on from what the answer says; looks again if it does not say enough.
    fn take_in(
        &mut self,
        mut now: Situation,
        change: &Change,
        changed: &Changed,
    ) -> Result<(), Error> {
        if changed.pull.is_some() {
            self.operation = Some(Operation::Created);
        } else if changed.commit.is_some() || (change.edit.is_some() && changed.faults.is_empty()) {
            self.operation.get_or_insert(Operation::Updated);
        }
        if !changed.faults.is_empty() {
            let ready = changed.commit.is_some() || change.commit.is_none();
            let scene = Scene {
                repository: &self.pulls.look.full_name,
                branch: &self.branch,
                compare: self.pulls.compare_page(&self.branch),
                ready,
            };
            self.stale = true;
            return scene.explain(&changed.faults).map_or(Ok(()), Err);
        }
        let digest = super::digest(&self.proposal.files);
        if let Some(head) = &changed.commit {
            let head = head.clone();
            if matches!(now.edits, Some(Edits::Fit { .. })) {
                self.notices.push("people's edits were kept".to_owned());
            }
            now.branch = match now.branch {
                Holder::Shared { .. } => Holder::Shared {
                    head,
                    digest: Some(digest),
                },
                _ => Holder::Us { head, digest },
            };
            now.edits = None;
        }
        if let (Some((id, number, url)), Some(new)) = (&changed.pull, &change.pull) {
            now.pull = Some(opened(id, *number, url, new, &self.proposal.files));
        }
        if let Some(pull) = &mut now.pull {
            if let Some(Edit { title, body, .. }) = &change.edit {
                pull.title = title.clone().unwrap_or_else(|| pull.title.clone());
                pull.body = body.clone().unwrap_or_else(|| pull.body.clone());
            }
            take_in_comment(pull, change, changed);
        }
        self.situation = Some(now);
        Ok(())
    }

    async fn give(&mut self, mut situation: Situation, missing: Given) {
        situation.given = true;
        let Some(number) = situation.open().map(|pull| pull.number) else {
            return;
        };
        let repository = self.pulls.repository;
        let teams: Vec<String> = self
            .pulls
            .options
            .team_reviewers
            .iter()
            .map(|team| super::bare(team))
            .collect();
        let (teams, people): (Vec<_>, Vec<_>) = missing
            .reviewers
            .into_iter()
            .partition(|name| teams.contains(name));
        let labels = async {
            match missing.labels.as_slice() {
                [] => Ok(()),
                labels => repository.add_labels(number, labels).await,
            }
        };
        let assignees = async {
            match missing.assignees.as_slice() {
                [] => Ok(()),
                logins => repository.add_assignees(number, logins).await,
            }
        };
        let reviews = async {
            if people.is_empty() && teams.is_empty() {
                return Ok(());
            }
            repository.request_reviews(number, &people, &teams).await
        };
        let (labels, assignees, reviews) =
            futures_util::future::join3(labels, assignees, reviews).await;
        for (what, result) in [
            ("labels could not be set", labels),
            ("nobody could be assigned", assignees),
            ("no review could be requested", reviews),
        ] {
            if let Err(error) = result {
                self.notices.push(format!("{what}: {error}"));
            }
        }
        self.situation = Some(situation);
    }

    fn foreign(&self) -> Error {
        Error::ForeignBranch {
            url: format!("{}/tree/{}", self.pulls.look.url, self.branch),
            branch: self.branch.clone(),
        }
    }

    fn outcome(&mut self, end: End, situation: Situation) -> Outcome {
        let operation = match end {
            End::Merged => Operation::Merged,
            End::Closed => Operation::Closed,
            _ if self.doubt && situation.open().is_some() => Operation::Created,
            _ => self.operation.unwrap_or(Operation::Unchanged),
        };
        let notice = match end {
            End::Complete | End::Merged => None,
            End::Closed => Some(
                "the pull request was closed without merging, so this week is skipped; `--reopen` opens a new one",
            ),
            End::Approved => Some(
                "there is something new, but the pull request is approved and was left alone; \
                 `--update-after-approval` adds it",
            ),
            End::Conflict if self.earlier.is_some() => Some(
                "there is something new that does not fit to what was published, so it was left as it is",
            ),
            End::Conflict => Some(
                "there is something new that does not fit to people's edits; a comment on the pull request shows it",
            ),
            End::Gone => Some(
                "there is something new, but the post was taken away from the branch, so it was left alone",
            ),
        };
        self.notices.extend(notice.map(str::to_owned));
        let published = self
            .earlier
            .as_ref()
            .and_then(|earlier| earlier.pull.as_ref());
        let pull = situation.pull.as_ref().or(published);
        let outcome = Outcome {
            operation,
            number: pull.map(|pull| pull.number),
            url: pull.map(|pull| pull.url.clone()),
            notices: std::mem::take(&mut self.notices),
        };
        self.pulls.note(&self.branch, situation);
        outcome
    }
}

/// A pull request as it is right after it was opened.
fn opened(id: &str, number: u64, url: &str, new: &NewPull, files: &[File]) -> Pull {
    Pull {
        id: id.to_owned(),
        number,
        url: url.to_owned(),
        state: PullState::Open,
        title: new.title.clone(),
        body: new.body.clone(),
        files: files.iter().map(|file| file.path.clone()).collect(),
        comments: Vec::new(),
        approved: false,
        given: Given::default(),
        overwritten: Vec::new(),
    }
}

fn take_in_comment(pull: &mut Pull, change: &Change, changed: &Changed) {
    use crate::github::Comment;
    match &change.comment {
        Some(CommentChange::Add { body, .. }) => {
            pull.comments
                .extend(changed.comment.clone().map(|id| Comment {
                    id,
                    body: body.clone(),
                }));
        }
        Some(CommentChange::Rewrite { id, body }) => {
            for comment in pull.comments.iter_mut().filter(|comment| comment.id == *id) {
                comment.body.clone_from(body);
            }
        }
        Some(CommentChange::Remove { id }) => pull.comments.retain(|comment| comment.id != *id),
        None => {}
    }
}

impl PullRequests<'_> {
    fn base_oid(&self) -> &str {
        let newest = self.state.base_oid.as_deref();
        newest.or(self.look.base_oid.as_deref()).unwrap_or_default()
    }

    /// What was read of a branch.
    fn known(&self, name: &str) -> Option<&Branch> {
        let branches = &self.state.branches;
        branches.iter().find(|branch| branch.name == name)
    }

    /// Reads some branches anew, and the series with them.
    async fn refresh(&mut self, names: Vec<String>) -> Result<(), Error> {
        let mut state = self.read_state(names, &Wanted::default()).await?;
        std::mem::swap(&mut state.blog, &mut self.state.blog);
        for branch in std::mem::take(&mut self.state.branches) {
            if !state.branches.iter().any(|read| read.name == branch.name) {
                state.branches.push(branch);
            }
        }
        self.state = state;
        Ok(())
    }

    /// Whether the post stands on the base branch, from what was read of it already if that says so.
    async fn is_on_base(&self, post: &str) -> Result<bool, Error> {
        if let Some(known) = self.look.known(&self.state.blog, post) {
            Ok(known)
        } else {
            let place = (self.base_oid().to_owned(), post.to_owned());
            let read = self.repository.contents(&[place], &[]).await?;
            Ok(read.get(self.base_oid(), post).is_some())
        }
    }

    /// Remembers what became of a week, so that the ledger knows it.
    fn note(&mut self, name: &str, situation: Situation) {
        let branches = &mut self.state.branches;
        let branch = if let Some(at) = branches.iter_mut().position(|branch| branch.name == name) {
            &mut branches[at]
        } else {
            branches.push(Branch {
                name: name.to_owned(),
                ..Branch::default()
            });
            branches.last_mut().expect("it was pushed right now")
        };
        if let Some(pull) = situation.pull {
            branch.pulls.retain(|other| other.number != pull.number);
            branch.pulls.insert(0, pull);
        }
    }
}
