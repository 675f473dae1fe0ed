//! A Memos of any version, serving the same notes with the traps of that version.
//!
//! `FakeMemos::start("0.30.0").with(Note::new("text").at("2023-03-07T10:00:00Z"))`. Held to the real servers by
//! the script `tests/real/memos` and by the answers in `tests/memos/recorded`.

mod filter;
mod gateway;
mod note;
mod rest;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

pub(crate) use note::Note;

use super::loopback::{Asked, Loopback, Pace, Reply};

/// A server with one version; it ends when this is dropped.
pub(crate) struct FakeMemos {
    server: Loopback,
    shared: Arc<Shared>,
}

struct Shared {
    version: Version,
    world: Mutex<World>,
}

/// What the server knows.
#[derive(Default)]
struct World {
    notes: Vec<Note>,
    settings: Settings,
    faults: Vec<Fault>,
}

#[derive(Default)]
struct Settings {
    sub_path: String,
    instance_url: String,
    display_with_update_time: bool,
    /// The version that it says; nobody need believe it.
    said: Option<String>,
    closed: bool,
}

struct Fault {
    path: String,
    times: usize,
    reply: Reply,
}

/// `(minor, patch)` of 0.minor.patch
type Version = (u32, u32);

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    Nick,
}

impl FakeMemos {
    pub(crate) fn start(version: &str) -> Self {
        let mut parts = version.split('.').skip(1).map(str::parse);
        let mut part = || parts.next().expect("0.minor.patch").expect("a number");
        let shared = Arc::new(Shared {
            version: (part(), part()),
            world: Mutex::default(),
        });
        let answering = Arc::clone(&shared);
        let server = Loopback::start(move |asked| answering.answer(asked));
        Self { server, shared }
    }

    /// Adds a note.
    pub(crate) fn with(self, note: Note) -> Self {
        self.add(note);
        self
    }

    /// Adds a note to a server in use.
    pub(crate) fn add(&self, note: Note) {
        self.shared.world().notes.push(note);
    }

    /// Its author changes a note, counted from 1 as its uid is.
    pub(crate) fn change(&self, number: usize, change: impl FnOnce(Note) -> Note) {
        let note = &mut self.shared.world().notes[number - 1];
        *note = change(note.clone());
    }

    pub(crate) fn with_all(self, notes: impl IntoIterator<Item = Note>) -> Self {
        self.shared.world().notes.extend(notes);
        self
    }

    /// Lives under a path, behind a proxy; all else is somebody else's web page.
    pub(crate) fn under(self, path: &str) -> Self {
        path.clone_into(&mut self.shared.world().settings.sub_path);
        self
    }

    /// Says where its readers reach it; since 0.30 that also opens it to strangers.
    pub(crate) fn known_as(self, url: &str) -> Self {
        url.clone_into(&mut self.shared.world().settings.instance_url);
        self
    }

    /// Shows and sorts by the time of the last change (to 0.27).
    pub(crate) fn showing_update_time(self) -> Self {
        self.shared.world().settings.display_with_update_time = true;
        self
    }

    /// Says another version than it is.
    pub(crate) fn saying(self, version: &str) -> Self {
        self.shared.world().settings.said = Some(version.to_owned());
        self
    }

    /// Accepts nobody's token any more.
    pub(crate) fn forgetting_tokens(self) -> Self {
        self.shared.world().settings.closed = true;
        self
    }

    /// Answers so many requests, whose path has this in it, with something else.
    pub(crate) fn failing(self, path: &str, times: usize, reply: Reply) -> Self {
        self.shared.world().faults.push(Fault {
            path: path.to_owned(),
            times,
            reply,
        });
        self
    }

    /// Takes its time for every answer.
    pub(crate) fn answering(self, pace: Pace) -> Self {
        self.server.pace(pace);
        self
    }

    pub(crate) fn url(&self) -> String {
        let path = &self.shared.world().settings.sub_path;
        format!("http://{}{path}", self.server.address())
    }

    /// Nick's token.
    pub(crate) fn token(&self) -> &'static str {
        token(self.shared.version)
    }

    /// What was asked so far, one line each, decoded: `GET /api/v1/memos?pageSize=10`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.log().iter().map(Asked::line).collect()
    }

    pub(crate) fn log(&self) -> Vec<Asked> {
        self.server.log()
    }
}

/// Nick's token, of the kind that the version has.
fn token(version: Version) -> &'static str {
    match version.0 {
        ..15 => "7f1a9a4e-open-id-of-nick",
        // of user 1, without an end
        15..26 => {
            "eyJhbGciOiJIUzI1NiIsImtpZCI6InYxIn0.eyJuYW1lIjoibmljayIsImlzcyI6Im1lbW9zIiwic3ViIjoiMSIsImF1ZCI6WyJ1c2VyLmFjY2Vzcy10b2tlbiJdLCJpYXQiOjE2NzI1MzEyMDB9.c2lnbmF0dXJl"
        }
        _ => "memos_pat_0123456789abcdefghijNICK",
    }
}

impl Shared {
    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().expect("no request panicked")
    }

    fn answer(&self, asked: &Asked) -> Reply {
        let mut world = self.world();
        if let Some(fault) = world
            .faults
            .iter_mut()
            .find(|fault| fault.times > 0 && asked.path.contains(&fault.path))
        {
            fault.times -= 1;
            return fault.reply.clone();
        }
        let Some(path) = asked.path.strip_prefix(&world.settings.sub_path) else {
            return Reply::html("<!DOCTYPE html><title>Welcome</title>");
        };
        let caller = self.caller(&world.settings, asked);
        if let Some(profile) = self.profile(&world.settings, path) {
            return Reply::json(200, &profile);
        }
        let answer = if self.version.0 < 22 {
            rest::answer(self.version, &world, path, asked, caller)
        } else {
            gateway::answer(self.version, &world, path, asked, caller)
        };
        answer.unwrap_or_else(|| self.unknown(path, caller))
    }

    fn caller(&self, settings: &Settings, asked: &Asked) -> Caller {
        let expected = token(self.version);
        let in_query = self.version.0 < 15 && asked.parameter("openId") == Some(expected);
        let in_header = self.version.0 >= 15
            && asked.header("authorization") == Some(&format!("Bearer {expected}"));
        if (in_query || in_header) && !settings.closed {
            Caller::Nick
        } else {
            Caller::Nobody
        }
    }

    fn profile(&self, settings: &Settings, path: &str) -> Option<Value> {
        let minor = self.version.0;
        let real = format!("0.{minor}.{}", self.version.1);
        let version = settings.said.as_ref().unwrap_or(&real);
        let url = &settings.instance_url;
        match (path, minor) {
            ("/api/status", ..14) => Some(json!({"data": {
                "profile": {"mode": "prod", "version": version},
                "customizedProfile": {"externalUrl": url},
            }})),
            // what the owner set 0.21 does not tell here
            ("/api/v1/status", 21) => Some(json!({
                "profile": {"mode": "prod", "version": version}, "customizedProfile": {},
            })),
            ("/api/v1/status", 14..22) => Some(json!({
                "profile": {"mode": "prod", "version": version},
                "customizedProfile": {"externalUrl": url},
            })),
            ("/api/v2/workspace/settings/WORKSPACE_SETTING_GENERAL", 21) => Some(json!({
                "setting": {"generalSetting": {"instanceUrl": url}},
            })),
            ("/api/v1/workspace/profile", 22..26) => Some(json!({
                "owner": "users/1", "version": version, "mode": "prod", "instanceUrl": url,
            })),
            ("/api/v1/instance/profile", 26..) => Some(json!({
                "version": version, "demo": false, "instanceUrl": url, "admin": null,
            })),
            _ => None,
        }
    }

    /// What the version answers to an address that it does not have: often enough its own start page.
    fn unknown(&self, path: &str, caller: Caller) -> Reply {
        let start_page =
            || Reply::html("<!DOCTYPE html>\n<html><head><title>Memos</title></head></html>");
        let version = self.version;
        if version.0 < 22 {
            let api = path.starts_with("/api/") && !(version.0 >= 14 && path == "/api/status");
            return match caller {
                _ if !api => start_page(),
                Caller::Nobody => Reply::json(401, &json!({"message": "Missing access token"})),
                Caller::Nick if version == (10, 0) => start_page(),
                Caller::Nick => Reply::json(404, &json!({"message": "Not Found"})),
            };
        }
        if path.starts_with("/api/v1/") {
            return refused(404, 5, "Not Found");
        }
        let page = !path.starts_with("/file/") || (26..29).contains(&version.0);
        if page && version.0 < 29 {
            start_page()
        } else {
            Reply::json(404, &json!({"message": "Not Found"}))
        }
    }
}

/// A refusal as the gateway words it.
fn refused(status: u16, code: u32, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"code": code, "message": message, "details": []}),
    )
}
