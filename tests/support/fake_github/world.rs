//! One repository on GitHub: its git, its pull requests, its settings, who may do what.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use memos_weekly::github::Clock;

use super::git::{Files, Git, Signer, difference};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) id: String,
    pub(crate) author: String,
    pub(crate) body: String,
}

/// What the timeline of a pull request keeps for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Labeled(String),
    Assigned(String),
    ReviewRequested { name: String, team: bool },
    ForcePushed { before: String },
}

#[derive(Clone, Debug)]
pub(crate) struct Pull {
    pub(crate) number: u64,
    pub(crate) state: &'static str,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) base: String,
    pub(crate) head: String,
    pub(crate) from_fork: bool,
    pub(crate) draft: bool,
    pub(crate) author: String,
    pub(crate) comments: Vec<Comment>,
    /// The last opinion of each reviewer.
    pub(crate) reviews: BTreeMap<String, &'static str>,
    pub(crate) labels: BTreeSet<String>,
    pub(crate) assignees: BTreeSet<String>,
    pub(crate) reviewers: BTreeSet<String>,
    pub(crate) events: Vec<Event>,
    /// Head and merge base at the time it was merged or closed.
    pub(crate) last: Option<(String, String)>,
}

/// What stands in the way of a write; everything is allowed at first.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
pub(crate) struct Settings {
    pub(crate) private: bool,
    pub(crate) archived: bool,
    /// The name that it had before.
    pub(crate) renamed_from: Option<String>,
    /// How long every answer takes.
    pub(crate) latency: Duration,
    /// When everything was committed.
    pub(crate) committed: &'static str,
    /// Whether it is too large to be listed at once.
    pub(crate) truncates_trees: bool,
    /// “Allow GitHub Actions to create and approve pull requests”.
    pub(crate) actions_may_open_pull_requests: bool,
    pub(crate) may_write_contents: bool,
    pub(crate) may_write_pull_requests: bool,
    /// Whether the token may read what only administrators can.
    pub(crate) may_administer: bool,
    /// When the token ends, as a header says it.
    pub(crate) token_ends: Option<&'static str>,
    /// Whether rules do not hold for the token's owner.
    pub(crate) bypasses_rules: bool,
    /// Branches with this prefix may not be created.
    pub(crate) restricted_creations: Option<String>,
    /// Branches with this prefix may not be pushed to.
    pub(crate) protected: Option<String>,
    /// Branches with this prefix are protected in the classic way.
    pub(crate) classically_protected: Option<String>,
    /// Whether commits with this text are taken for bearers of a secret.
    pub(crate) secret: Option<&'static str>,
    /// Whether “Require contributors to sign off on web-based commits” is on.
    pub(crate) signs_off: bool,
    /// Whether there are drafts: not in private repositories of some plans.
    pub(crate) drafts: bool,
    /// So many pull requests may be opened within five minutes.
    pub(crate) burst: Option<usize>,
    /// Whether a label that does not exist may be created: `issues: write`, since May 2025.
    pub(crate) may_write_issues: bool,
    /// So many queries after a change still show what was before it.
    pub(crate) stale_reads: usize,
    /// Whether commits made on the web are signed: always on github.com, optional on an Enterprise Server.
    pub(crate) signs: bool,
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) full_name: String,
    pub(crate) url: String,
    pub(crate) viewer: String,
    pub(crate) default_branch: String,
    pub(crate) git: Git,
    pub(crate) pulls: Vec<Pull>,
    pub(crate) settings: Settings,
    pub(crate) collaborators: BTreeSet<String>,
    pub(crate) teams: BTreeSet<String>,
    /// The labels that there are, and the ones of a pull request are among them.
    pub(crate) labels: BTreeSet<String>,
    /// The paths that are symbolic links, wherever they are.
    pub(crate) links: BTreeSet<String>,
    /// When pull requests were opened.
    pub(crate) opened: Vec<Duration>,
    pub(crate) clock: Clock,
    ids: u64,
}

impl World {
    pub(crate) fn new(full_name: &str, clock: Clock) -> Self {
        Self {
            full_name: full_name.to_owned(),
            url: format!("https://github.com/{full_name}"),
            viewer: "github-actions[bot]".to_owned(),
            default_branch: "main".to_owned(),
            git: Git::default(),
            pulls: Vec::new(),
            settings: Settings {
                private: false,
                archived: false,
                renamed_from: None,
                latency: Duration::ZERO,
                committed: "2023-03-12T20:00:00Z",
                truncates_trees: false,
                actions_may_open_pull_requests: true,
                may_write_contents: true,
                may_write_pull_requests: true,
                may_administer: false,
                token_ends: None,
                bypasses_rules: false,
                restricted_creations: None,
                protected: None,
                classically_protected: None,
                secret: None,
                signs_off: false,
                drafts: true,
                burst: None,
                may_write_issues: true,
                stale_reads: 0,
                signs: true,
            },
            collaborators: ["nick", "anna"].map(str::to_owned).into(),
            teams: BTreeSet::new(),
            labels: ["bug", "documentation"].map(str::to_owned).into(),
            links: BTreeSet::new(),
            opened: Vec::new(),
            clock,
            ids: 0,
        }
    }

    pub(crate) fn next_id(&mut self, kind: &str) -> String {
        self.ids += 1;
        format!("{kind}_{}", self.ids)
    }

    pub(crate) fn pull(&self, number: u64) -> Option<&Pull> {
        self.pulls.iter().find(|pull| pull.number == number)
    }

    pub(crate) fn pull_mut(&mut self, number: u64) -> Option<&mut Pull> {
        self.pulls.iter_mut().find(|pull| pull.number == number)
    }

    /// Whom commits of the token's owner name: bots have no `user`.
    pub(crate) fn viewer_signer(&self) -> Signer {
        match self.viewer.strip_suffix("[bot]") {
            Some(_) => Signer {
                name: self.viewer.clone(),
                email: format!("41898282+{}@users.noreply.github.com", self.viewer),
                login: None,
            },
            None => signer(&self.viewer),
        }
    }

    /// Head and merge base of a pull request: as they are, or as they were when it ended.
    pub(crate) fn ends(&self, pull: &Pull) -> Option<(String, String)> {
        if let Some(last) = &pull.last {
            return Some(last.clone());
        }
        let head = self.git.branches.get(&pull.head)?;
        let base = self.git.branches.get(&pull.base)?;
        let fork = self.git.merge_base(head, base)?;
        Some((head.clone(), fork.oid.clone()))
    }

    /// The files that a pull request changes.
    pub(crate) fn changed_files(&self, pull: &Pull) -> Vec<(String, &'static str)> {
        let Some((head, fork)) = self.ends(pull) else {
            return Vec::new();
        };
        let files = |oid: &str| {
            self.git
                .commit(oid)
                .map(|c| c.files.clone())
                .unwrap_or_default()
        };
        let (before, after): (Files, Files) = (files(&fork), files(&head));
        difference(&before, &after)
            .into_iter()
            .map(|(path, before, after)| {
                let kind = match (before, after) {
                    (None, _) => "ADDED",
                    (_, None) => "DELETED",
                    _ => "MODIFIED",
                };
                (path.to_owned(), kind)
            })
            .collect()
    }

    /// Moves a branch. GitHub closes open pull requests that have nothing left to merge, and notes forced pushes.
    pub(crate) fn move_branch(&mut self, branch: &str, oid: &str) {
        let before = self.git.branches.insert(branch.to_owned(), oid.to_owned());
        let forced = before
            .as_deref()
            .filter(|before| !self.git.ancestry(oid).contains(*before))
            .map(str::to_owned);
        for at in 0..self.pulls.len() {
            let pull = &self.pulls[at];
            if pull.state != "OPEN" || pull.head != branch || pull.from_fork {
                continue;
            }
            let base = self
                .git
                .branches
                .get(&pull.base)
                .cloned()
                .unwrap_or_default();
            let empty = self.git.ahead(oid, &base) == 0;
            if let Some(before) = &forced {
                self.pulls[at].events.push(Event::ForcePushed {
                    before: before.clone(),
                });
            }
            if empty {
                self.pulls[at].state = "CLOSED";
                self.pulls[at].last = Some((oid.to_owned(), oid.to_owned()));
            }
        }
    }

    /// Deletes a branch; GitHub closes the open pull requests from it.
    pub(crate) fn delete_branch(&mut self, branch: &str) {
        for at in 0..self.pulls.len() {
            let pull = &self.pulls[at];
            if pull.state == "OPEN" && pull.head == branch && !pull.from_fork {
                let last = self.ends(pull);
                self.pulls[at].state = "CLOSED";
                self.pulls[at].last = last;
            }
        }
        self.git.branches.remove(branch);
    }
}

/// A person as they sign their commits at home.
pub(crate) fn signer(login: &str) -> Signer {
    Signer {
        name: login.to_owned(),
        email: format!("{login}@example.org"),
        login: Some(login.to_owned()),
    }
}

/// GitHub itself, as it commits what is done on the web or over the API.
pub(crate) fn web_flow() -> Signer {
    Signer {
        name: "GitHub".to_owned(),
        email: "noreply@github.com".to_owned(),
        login: Some("web-flow".to_owned()),
    }
}
