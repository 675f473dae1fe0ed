//! What people do to a repository, in the web editor and with git at home.

use super::FakeGithub;
use super::git::{Files, Signer};
use super::world::{Comment, World, signer, web_flow};

/// Somebody with write access. Where something does not exist, they do nothing.
pub(crate) struct Human<'a> {
    pub(super) github: &'a FakeGithub,
    pub(super) login: &'static str,
}

impl Human<'_> {
    /// Edits (or adds) a file in the web editor: a signed commit of their own.
    pub(crate) fn edit(&self, branch: &str, path: &str, text: &str) {
        self.save(branch, path, text.as_bytes());
    }

    /// Saves a file with any bytes.
    pub(crate) fn save(&self, branch: &str, path: &str, bytes: &[u8]) {
        self.on_web(branch, &format!("Update {path}"), |files, oid| {
            files.insert(path.to_owned(), oid(bytes));
        });
    }

    /// Replaces words in a file, as a commit suggestion does.
    pub(crate) fn suggest(&self, branch: &str, path: &str, from: &str, to: &str) {
        let text = self.github.read(branch, path).unwrap_or_default();
        let text = text.replace(from, to);
        self.on_web(
            branch,
            "Apply suggestions from code review",
            |files, oid| {
                files.insert(path.to_owned(), oid(text.as_bytes()));
            },
        );
    }

    /// Renames a file.
    pub(crate) fn rename(&self, branch: &str, from: &str, to: &str) {
        self.on_web(branch, &format!("Rename {from} to {to}"), |files, _| {
            if let Some(oid) = files.remove(from) {
                files.insert(to.to_owned(), oid);
            }
        });
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, branch: &str, path: &str) {
        self.on_web(branch, &format!("Delete {path}"), |files, _| {
            files.remove(path);
        });
    }

    /// The “Update branch” button: a merge of the base, signed by GitHub.
    pub(crate) fn update_branch(&self, branch: &str) {
        let mut world = self.github.world();
        let base = world.default_branch.clone();
        let (Some(ours), Some(theirs)) = (world.git.head(branch), world.git.head(&base)) else {
            return;
        };
        let (ours, theirs) = (ours.clone(), theirs.clone());
        if world.git.ahead(&theirs.oid, &ours.oid) == 0 {
            return;
        }
        let mut files = theirs.files.clone();
        if let Some(fork) = world.git.merge_base(&ours.oid, &theirs.oid) {
            for (path, _, now) in super::git::difference(&fork.files, &ours.files) {
                match now {
                    Some(oid) => files.insert(path.to_owned(), oid.to_owned()),
                    None => files.remove(path),
                };
            }
        }
        let message = format!("Merge branch '{base}' into {branch}");
        let signers = (signer(self.login), web_flow());
        let merge = world.git.make(
            &[ours.oid, theirs.oid],
            files,
            &message,
            signers,
            Some(true),
        );
        world.move_branch(branch, &merge);
    }

    /// `git commit --amend` and a forced push: the message and the author stay.
    pub(crate) fn amend(&self, branch: &str, path: &str, text: &str) {
        let mut world = self.github.world();
        let Some(old) = world.git.head(branch).cloned() else {
            return;
        };
        let mut files = old.files.clone();
        let oid = world.git.store(text.as_bytes());
        files.insert(path.to_owned(), oid);
        let signers = (old.author, signer(self.login));
        let new = world
            .git
            .make(&old.parents, files, &old.message, signers, None);
        world.move_branch(branch, &new);
    }

    /// `git rebase` onto the base and a forced push: every commit is made again, a merge as what it brought.
    pub(crate) fn rebase(&self, branch: &str) {
        let mut world = self.github.world();
        let base = world.default_branch.clone();
        let Some(onto) = world.git.head(&base).cloned() else {
            return;
        };
        let Some(head) = world.git.head(branch).cloned() else {
            return;
        };
        let old = world.git.ancestry(&onto.oid);
        let mut commits: Vec<_> = world
            .git
            .history(&head.oid)
            .into_iter()
            .filter(|commit| !old.contains(&commit.oid))
            .cloned()
            .collect();
        commits.reverse();
        let (mut tip, mut files) = (onto.oid, onto.files);
        for commit in commits {
            let parent = world
                .git
                .commit(&commit.parents[0])
                .map(|c| c.files.clone());
            for (path, _, now) in super::git::difference(&parent.unwrap_or_default(), &commit.files)
            {
                match now {
                    Some(oid) => files.insert(path.to_owned(), oid.to_owned()),
                    None => files.remove(path),
                };
            }
            let signers = (commit.author.clone(), signer(self.login));
            tip = world
                .git
                .make(&[tip], files.clone(), &commit.message, signers, None);
        }
        world.move_branch(branch, &tip);
    }

    /// `git push --force` of an older commit: so many commits are gone.
    pub(crate) fn drop_commits(&self, branch: &str, count: usize) {
        let mut world = self.github.world();
        let mut tip = world.git.branches.get(branch).cloned();
        for _ in 0..count {
            let parent = tip.as_deref().and_then(|tip| world.git.commit(tip));
            tip = parent.and_then(|commit| commit.parents.first().cloned());
        }
        if let Some(tip) = tip {
            world.move_branch(branch, &tip);
        }
    }

    /// Creates a branch with a commit of their own.
    pub(crate) fn branch(&self, name: &str, path: &str, text: &str) {
        {
            let mut world = self.github.world();
            let base = world.default_branch.clone();
            if let Some(head) = world.git.branches.get(&base).cloned() {
                world.git.branches.insert(name.to_owned(), head);
            }
        }
        self.edit(name, path, text);
    }

    /// Deletes a branch.
    pub(crate) fn delete_branch(&self, name: &str) {
        self.github.world().delete_branch(name);
    }

    /// Writes another title.
    pub(crate) fn retitle(&self, pull: u64, title: &str) {
        if let Some(pull) = self.github.world().pull_mut(pull) {
            title.clone_into(&mut pull.title);
        }
    }

    /// Writes into the description; the web editor ends lines with CRLF.
    pub(crate) fn edit_body(&self, pull: u64, edit: impl Fn(&str) -> String) {
        if let Some(pull) = self.github.world().pull_mut(pull) {
            let body = edit(&pull.body.replace("\r\n", "\n"));
            pull.body = body.replace('\n', "\r\n");
        }
    }

    /// Comments.
    pub(crate) fn comment(&self, pull: u64, body: &str) {
        let mut world = self.github.world();
        let id = world.next_id("IC");
        if let Some(pull) = world.pull_mut(pull) {
            pull.comments.push(Comment {
                id,
                author: self.login.to_owned(),
                body: body.to_owned(),
            });
        }
    }

    /// Edits somebody else's comment, as maintainers may.
    pub(crate) fn edit_comment(&self, pull: u64, edit: impl Fn(&str) -> String) {
        if let Some(pull) = self.github.world().pull_mut(pull)
            && let Some(comment) = pull.comments.last_mut()
        {
            comment.body = edit(&comment.body);
        }
    }

    /// Approves.
    pub(crate) fn approve(&self, pull: u64) {
        self.review(pull, "APPROVED");
    }

    /// Wants changes.
    pub(crate) fn request_changes(&self, pull: u64) {
        self.review(pull, "CHANGES_REQUESTED");
    }

    fn review(&self, pull: u64, state: &'static str) {
        if let Some(pull) = self.github.world().pull_mut(pull) {
            pull.reviews.insert(self.login.to_owned(), state);
        }
    }

    /// Takes a label away.
    pub(crate) fn remove_label(&self, pull: u64, label: &str) {
        if let Some(pull) = self.github.world().pull_mut(pull) {
            pull.labels.remove(label);
        }
    }

    /// Merges with a merge commit; the branch stays.
    pub(crate) fn merge(&self, pull: u64) {
        self.finish(pull, |world, head, base, files| {
            let signers = (signer(self.login), web_flow());
            let message = format!("Merge pull request #{pull}");
            world
                .git
                .make(&[base, head], files, &message, signers, Some(true))
        });
    }

    /// Squashes and merges, then deletes the branch.
    pub(crate) fn squash(&self, pull: u64) {
        let merged = self.finish(pull, |world, _, base, files| {
            let signers = (signer(self.login), web_flow());
            let title = world.pull(pull).map(|pull| pull.title.clone());
            let title = title.unwrap_or_default();
            world.git.make(&[base], files, &title, signers, Some(true))
        });
        if let Some(head) = merged {
            self.delete_branch(&head);
        }
    }

    /// Opens a pull request from a branch of this name in a fork.
    pub(crate) fn open_from_fork(&self, branch: &str, body: &str) {
        self.open(branch, body, true);
    }

    /// Opens a pull request from a branch of the repository itself, which members of an organization may as well if they
    /// cannot write.
    pub(crate) fn open_from_branch(&self, branch: &str, body: &str) {
        self.open(branch, body, false);
    }

    fn open(&self, branch: &str, body: &str, from_fork: bool) {
        let mut world = self.github.world();
        let number = world.pulls.last().map_or(1, |last| last.number + 1);
        let base = world.default_branch.clone();
        world.pulls.push(super::Pull {
            number,
            state: "OPEN",
            title: "Mine".to_owned(),
            body: body.to_owned(),
            base,
            head: branch.to_owned(),
            from_fork,
            draft: false,
            author: self.login.to_owned(),
            comments: Vec::new(),
            reviews: std::collections::BTreeMap::default(),
            labels: std::collections::BTreeSet::default(),
            assignees: std::collections::BTreeSet::default(),
            reviewers: std::collections::BTreeSet::default(),
            events: Vec::new(),
            last: None,
        });
    }

    /// Closes without merging.
    pub(crate) fn close(&self, pull: u64) {
        let mut world = self.github.world();
        let last = world.pull(pull).and_then(|pull| world.ends(pull));
        if let Some(pull) = world.pull_mut(pull)
            && pull.state == "OPEN"
        {
            pull.state = "CLOSED";
            pull.last = last;
        }
    }

    /// Merges an open pull request; says which branch it came from.
    fn finish(
        &self,
        number: u64,
        make: impl Fn(&mut World, String, String, Files) -> String,
    ) -> Option<String> {
        let mut world = self.github.world();
        let pull = world
            .pull(number)
            .filter(|pull| pull.state == "OPEN")?
            .clone();
        let (head, fork) = world.ends(&pull)?;
        let base = world.git.head(&pull.base)?.clone();
        let mut files = base.files.clone();
        let at = |oid: &str| {
            world
                .git
                .commit(oid)
                .map(|c| c.files.clone())
                .unwrap_or_default()
        };
        let (before, after) = (at(&fork), at(&head));
        for (path, _, now) in super::git::difference(&before, &after) {
            match now {
                Some(oid) => files.insert(path.to_owned(), oid.to_owned()),
                None => files.remove(path),
            };
        }
        if let Some(pull) = world.pull_mut(number) {
            pull.state = "MERGED";
            pull.last = Some((head.clone(), fork));
        }
        let merged = make(&mut world, head, base.oid, files);
        world.git.branches.insert(pull.base, merged);
        Some(pull.head)
    }

    fn on_web(
        &self,
        branch: &str,
        message: &str,
        change: impl FnOnce(&mut Files, &mut dyn FnMut(&[u8]) -> String),
    ) {
        let mut world = self.github.world();
        let Some(head) = world.git.head(branch).cloned() else {
            return;
        };
        let mut files = head.files.clone();
        change(&mut files, &mut |bytes| world.git.store(bytes));
        if files == head.files {
            return;
        }
        let signers: (Signer, Signer) = (signer(self.login), web_flow());
        let oid = world
            .git
            .make(&[head.oid], files, message, signers, Some(true));
        world.move_branch(branch, &oid);
    }
}
