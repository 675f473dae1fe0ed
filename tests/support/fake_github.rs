//! A GitHub with one repository: GraphQL documents are validated and executed, commits have parents, people edit.
//!
//! What GitHub would refuse is refused here, with its words. It runs on loopback in a thread of its own and uses no
//! test macros, so that it can also stand alone.

mod cost;
mod git;
mod human;
mod read;
mod rest;
mod server;
mod world;
mod write;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use memos_weekly::github::Clock;
use serde_json::Value;

pub(crate) use cost::Cost;
pub(crate) use human::Human;
pub(crate) use world::{Pull, Settings};
use world::{World, signer};

const TOKEN: &str = "ghs_fakefakefakefakefakefakefakefakefake";

/// The fake. Clones are the same one.
#[derive(Clone)]
pub(crate) struct FakeGithub {
    shared: Arc<Shared>,
    address: SocketAddr,
    clock: Clock,
}

/// When something happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Before it has any effect.
    Before,
    /// After it took effect, but before the answer is sent.
    After,
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
}

impl Logged {
    /// The name of the operation, or the last part of a REST path.
    pub(crate) fn name(&self) -> &str {
        match self.body["query"].as_str() {
            Some(query) => query
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .nth(1)
                .unwrap_or_default(),
            None if self.is_beside() => "Tree",
            None => self.path.rsplit('/').next().unwrap_or_default(),
        }
    }

    /// Whether it goes side by side with the first query, so that it takes no time of its own and has no place in the
    /// order of the others.
    fn is_beside(&self) -> bool {
        self.method == "GET" && self.path.contains("/git/trees/")
    }

    /// What GitHub reckons for a document; `None` for what is none, and for one that it refuses.
    pub(crate) fn cost(&self) -> Option<Cost> {
        server::reckon(&self.body).ok()
    }
}

/// An answer made up by a test.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json; charset=utf-8".to_owned())],
            body: body.to_string(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// What somebody else does.
type Act = Box<dyn FnOnce() + Send>;

#[derive(Clone)]
enum Fault {
    Before,
    After,
    Reply(Reply),
}

struct Shared {
    world: Mutex<World>,
    /// What queries still show, and how many of them.
    before: Mutex<Option<(World, usize)>>,
    traffic: Mutex<Traffic>,
    /// Another repository on the same server.
    neighbour: OnceLock<Arc<Shared>>,
}

#[derive(Default)]
struct Traffic {
    log: Vec<Logged>,
    /// By the number of the request from now on, counted from 1.
    faults: BTreeMap<usize, Fault>,
    /// What others do right before a request.
    between: BTreeMap<usize, Act>,
    /// From this request on the process is dead.
    death: Option<(usize, When)>,
    since: usize,
    /// The answer to the next listing of a tree.
    tree: Option<Reply>,
}

impl Shared {
    /// The repository that a request names, if it is the neighbour; else this one.
    fn asked(&self, path: &str, body: &Value) -> &Self {
        let is_asked = |it: &&Self| {
            let name = it.world().full_name.clone();
            let variables = ["owner", "name"].map(|key| body["variables"][key].as_str());
            path.starts_with(&format!("/repos/{name}/"))
                || variables.map(Option::unwrap_or_default).join("/") == name
        };
        let neighbour = self.neighbour.get().map(AsRef::as_ref);
        neighbour.filter(is_asked).unwrap_or(self)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world
            .lock()
            .expect("no test panics while it holds the world")
    }

    /// Before a change: from now on some queries show what is there now.
    fn remember(&self) {
        let mut before = self.before();
        if before.as_ref().is_none_or(|(_, reads)| *reads == 0) {
            let world = self.world().clone();
            let reads = world.settings.stale_reads;
            *before = (reads > 0).then_some((world, reads));
        }
    }

    /// Lets a query see what was before the last change, as replicas do that lag behind.
    fn as_before<T>(&self, query: impl FnOnce() -> T) -> T {
        let mut before = self.before().take_if(|(_, reads)| *reads > 0);
        let swap = |before: &mut Option<(World, usize)>| {
            if let Some((world, _)) = before {
                std::mem::swap(&mut *self.world(), world);
            }
        };
        swap(&mut before);
        let answer = query();
        swap(&mut before);
        if let Some((_, reads)) = &mut before {
            *reads -= 1;
        }
        *self.before() = before;
        answer
    }

    fn before(&self) -> MutexGuard<'_, Option<(World, usize)>> {
        self.before
            .lock()
            .expect("no test panics while it holds the past")
    }

    /// Writes it down and says what is to happen before it, and to it.
    fn note(&self, request: Logged) -> (Option<Act>, Option<Fault>) {
        let mut traffic = self
            .traffic
            .lock()
            .expect("no test panics while it holds the log");
        let is_beside = request.is_beside();
        traffic.log.push(request);
        let number = traffic.count();
        if is_beside {
            let dead = traffic.death.is_some_and(|(at, _)| number >= at);
            let reply = traffic.tree.take().map(Fault::Reply);
            return (None, if dead { Some(Fault::Before) } else { reply });
        }
        let act = traffic.between.remove(&number);
        (act, traffic.fault(number))
    }
}

impl Traffic {
    /// How many requests there were, one after the other.
    fn count(&self) -> usize {
        let log = self.log[self.since..].iter();
        log.filter(|request| !request.is_beside()).count()
    }

    fn fault(&mut self, number: usize) -> Option<Fault> {
        match self.death {
            Some((at, When::After)) if number == at => Some(Fault::After),
            Some((at, _)) if number >= at => Some(Fault::Before),
            _ => self.faults.remove(&number),
        }
    }
}

impl FakeGithub {
    /// Starts one with a repository (`owner/name`) whose default branch `main` has a README.
    pub(crate) fn start(full_name: &str) -> Self {
        let clock = Clock::skipping(Duration::from_mins(20));
        let shared = Arc::new(Shared {
            world: Mutex::new(World::new(full_name, clock.clone())),
            before: Mutex::default(),
            traffic: Mutex::default(),
            neighbour: OnceLock::new(),
        });
        let address = server::start(Arc::clone(&shared));
        let this = Self {
            shared,
            address,
            clock,
        };
        this.file("README.md", "# Blog\n")
    }

    /// Puts a file on the default branch, as its owner pushes it.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.push(path, content.as_ref());
        self
    }

    /// Puts a symbolic link on the default branch.
    pub(crate) fn link(self, path: &str, to: &str) -> Self {
        self.world().links.insert(path.to_owned());
        self.file(path, to)
    }

    /// Puts another repository on the same server, which can be read there. What is asked of it counts here.
    pub(crate) fn beside(self, other: &Self) -> Self {
        let neighbour = Arc::clone(&other.shared);
        assert!(
            self.shared.neighbour.set(neighbour).is_ok(),
            "one is enough"
        );
        self
    }

    /// Changes settings and permissions.
    pub(crate) fn settings(self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.world().settings);
        self
    }

    /// Makes the token somebody else's; the default is `github-actions[bot]`.
    pub(crate) fn viewer(self, login: &str) -> Self {
        login.clone_into(&mut self.world().viewer);
        self
    }

    /// Creates a label.
    pub(crate) fn label(self, name: &str) -> Self {
        self.world().labels.insert(name.to_owned());
        self
    }

    /// Lets a team review.
    pub(crate) fn team(self, slug: &str) -> Self {
        self.world().teams.insert(slug.to_owned());
        self
    }

    /// Takes everything away, as right after the repository was made.
    pub(crate) fn empty(self) -> Self {
        self.world().git.branches.clear();
        self
    }

    /// A commit on the default branch, pushed from home.
    pub(crate) fn push(&self, path: &str, content: &[u8]) {
        let mut world = self.world();
        let branch = world.default_branch.clone();
        let head = world.git.head(&branch).cloned();
        let mut files = head
            .as_ref()
            .map(|head| head.files.clone())
            .unwrap_or_default();
        let oid = world.git.store(content);
        files.insert(path.to_owned(), oid);
        let parents: Vec<String> = head.into_iter().map(|head| head.oid).collect();
        let signers = (signer("nick"), signer("nick"));
        let commit = world
            .git
            .make(&parents, files, &format!("Add {path}"), signers, None);
        world.git.branches.insert(branch, commit);
    }

    /// A commit that deletes a file on the default branch.
    pub(crate) fn unpush(&self, path: &str) {
        let branch = self.world().default_branch.clone();
        self.human("nick").delete(&branch, path);
    }

    pub(crate) fn human(&self, login: &'static str) -> Human<'_> {
        Human {
            github: self,
            login,
        }
    }

    /// The time of one more run: waits are over at once, and the fake sees that they took place.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.again()
    }

    /// For `GITHUB_API_URL`.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// For `GITHUB_GRAPHQL_URL`.
    pub(crate) fn graphql_url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// The only token that is accepted.
    #[expect(clippy::unused_self, reason = "reads as a question to the fake")]
    pub(crate) fn token(&self) -> &'static str {
        TOKEN
    }

    /// All pull requests, oldest first.
    pub(crate) fn pulls(&self) -> Vec<Pull> {
        self.world().pulls.clone()
    }

    pub(crate) fn pull(&self, number: u64) -> Pull {
        self.world()
            .pull(number)
            .cloned()
            .expect("there is such a pull request")
    }

    /// The files that a pull request adds or changes.
    pub(crate) fn files(&self, number: u64) -> Vec<String> {
        let world = self.world();
        let pull = world.pull(number).expect("there is such a pull request");
        let mut files = world.changed_files(pull);
        files.retain(|(_, kind)| *kind != "DELETED");
        files.into_iter().map(|(path, _)| path).collect()
    }

    /// The names of all branches.
    pub(crate) fn branches(&self) -> Vec<String> {
        self.world().git.branches.keys().cloned().collect()
    }

    /// Paths and content of all files on a branch.
    pub(crate) fn branch_files(&self, branch: &str) -> BTreeMap<String, Vec<u8>> {
        let world = self.world();
        let Some(head) = world.git.head(branch) else {
            return BTreeMap::new();
        };
        head.files
            .iter()
            .map(|(path, oid)| {
                let bytes = world.git.blob(oid).unwrap_or_default().to_vec();
                (path.clone(), bytes)
            })
            .collect()
    }

    /// The text of a file on a branch.
    pub(crate) fn read(&self, branch: &str, path: &str) -> Option<String> {
        let bytes = self.branch_files(branch).remove(path)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The newest commit of a branch.
    pub(crate) fn head(&self, branch: &str) -> Option<String> {
        self.world().git.branches.get(branch).cloned()
    }

    /// The messages of the commits that a branch has and the default branch has not, oldest first.
    pub(crate) fn commits(&self, branch: &str) -> Vec<String> {
        let world = self.world();
        let base = world
            .git
            .branches
            .get(&world.default_branch)
            .cloned()
            .unwrap_or_default();
        let old = world.git.ancestry(&base);
        let Some(head) = world.git.branches.get(branch) else {
            return Vec::new();
        };
        let mut messages: Vec<String> = world
            .git
            .history(head)
            .into_iter()
            .filter(|commit| !old.contains(&commit.oid))
            .map(|commit| commit.message.clone())
            .collect();
        messages.reverse();
        messages
    }

    /// Rewrites the messages of a branch's commits, as if they had been made by an older version.
    pub(crate) fn rewrite_messages(&self, branch: &str, rewrite: impl Fn(&str) -> String) {
        let mut world = self.world();
        world.git.rewrite_messages(branch, rewrite);
    }

    /// Everything that was asked so far.
    pub(crate) fn requests(&self) -> Vec<Logged> {
        self.traffic().log.clone()
    }

    /// The names of the requests since the last call, one after the other, and forgets them. What goes beside another
    /// one is not among them.
    pub(crate) fn take_requests(&self) -> Vec<String> {
        let mut traffic = self.traffic();
        traffic.since = 0;
        let log = std::mem::take(&mut traffic.log);
        log.iter()
            .filter(|request| !request.is_beside())
            .map(|request| request.name().to_owned())
            .collect()
    }

    /// What it answers to a document now.
    pub(crate) fn answer_to(&self, request: &Logged) -> Value {
        server::execute(&self.shared, &request.body)
    }

    /// What it answers to any request: status and body.
    pub(crate) fn exchange(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        if path == "/graphql" {
            return (200, server::execute(&self.shared, body));
        }
        let path = path.split('?').next().unwrap_or_default();
        let reply = rest::run(&mut self.world(), method, path, body);
        (
            reply.status,
            serde_json::from_str(&reply.body).unwrap_or_default(),
        )
    }

    /// Lets the client die at the `n`-th request from now (from 1): that one and all later ones find no answer.
    pub(crate) fn kill_at(&self, n: usize, when: When) {
        let mut traffic = self.traffic();
        traffic.since = traffic.log.len();
        traffic.death = Some((n, when));
    }

    /// Ends what [`Self::kill_at`] began; says whether it ever came to that request.
    pub(crate) fn revive(&self) -> bool {
        let mut traffic = self.traffic();
        let reached = traffic.death.is_some_and(|(n, _)| traffic.count() >= n);
        traffic.death = None;
        traffic.faults.clear();
        reached
    }

    /// Cuts the connection at the `n`-th request from now (from 1), once.
    pub(crate) fn cut_at(&self, n: usize, when: When) {
        let fault = match when {
            When::Before => Fault::Before,
            When::After => Fault::After,
        };
        self.fault_at(n, fault);
    }

    /// Answers the `n`-th request from now (from 1) like this, once, without any effect.
    pub(crate) fn reply_at(&self, n: usize, reply: Reply) {
        self.fault_at(n, Fault::Reply(reply));
    }

    /// Answers the next listing of a tree like this, once.
    pub(crate) fn reply_to_tree(&self, reply: Reply) {
        self.traffic().tree = Some(reply);
    }

    /// Does something right before the `n`-th request from now (from 1) takes effect, as others do it meanwhile.
    pub(crate) fn between(&self, n: usize, act: impl FnOnce() + Send + 'static) {
        let mut traffic = self.traffic();
        traffic.since = traffic.log.len();
        traffic.between.insert(n, Box::new(act));
    }

    fn fault_at(&self, n: usize, fault: Fault) {
        let mut traffic = self.traffic();
        if traffic.faults.is_empty() {
            traffic.since = traffic.log.len();
        }
        traffic.faults.insert(n, fault);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.shared
            .traffic
            .lock()
            .expect("no test panics while it holds the log")
    }
}
