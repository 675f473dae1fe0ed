//! Wall time of a run when every answer takes a while: how many requests wait for one another.
//!
//! Run with `cargo bench --bench latency`. First the memos come from a file, so that only GitHub's side is measured; then
//! from servers of four generations, whose answers take as long.

#![expect(dead_code, reason = "the tests use the rest")]

#[path = "../support"]
mod support {
    pub(crate) mod fake_github;
    pub(crate) mod fake_memos;
    pub(crate) mod loopback;
}

use std::process::Command;
use std::time::{Duration, Instant};

use support::fake_github::FakeGithub;
use support::fake_memos::{FakeMemos, Note};
use support::loopback::Pace;

const LATENCIES: [u64; 3] = [0, 50, 200];

fn main() {
    println!(
        "{:<14}{:>9}{:>9}{:>9}  sequential latencies",
        "", "0 ms", "50 ms", "200 ms"
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let memos = |count: usize| {
        let rows: Vec<serde_json::Value> = (0..count).map(row).collect();
        serde_json::json!({ "memos": rows }).to_string()
    };
    for (what, before, now) in [
        ("new issue", None, 20),
        ("unchanged", Some(20), 20),
        ("new memo", Some(20), 21),
    ] {
        let times = LATENCIES.map(|latency| {
            let github = blog();
            if let Some(before) = before {
                run(&github, folder.path(), &memos(before));
            }
            let github = github.settings(|it| it.latency = Duration::from_millis(latency));
            let runs = (0..if before.is_some() && before == Some(now) {
                5
            } else {
                1
            })
                .map(|_| run(&github, folder.path(), &memos(now)));
            runs.min().expect("at least one run")
        });
        print_row(what, times);
    }
    from_servers(folder.path());
}

fn print_row(what: &str, times: [Duration; 3]) {
    let waited = (times[2].saturating_sub(times[0])).as_secs_f64() / 0.2;
    let [none, some, many] = times.map(|time| format!("{} ms", time.as_millis()));
    println!("{what:<14}{none:>9}{some:>9}{many:>9}  {waited:.1}");
}

/// A new issue with three pictures, from a server of each generation.
fn from_servers(folder: &std::path::Path) {
    for version in ["0.21.0", "0.22.5", "0.24.4", "0.30.0"] {
        let times = LATENCIES.map(|latency| {
            let latency = Duration::from_millis(latency);
            let github = blog().settings(|it| it.latency = latency);
            let memos = FakeMemos::start(version).answering(Pace {
                latency,
                ..Pace::default()
            });
            for number in 0..20 {
                let note = Note::new(&format!("note {number}")).at("2023-03-08T08:00:00Z");
                let picture: &[u8] = include_bytes!("../../src/sample/icon.png");
                let has_picture = number < 3;
                memos.add(if has_picture {
                    note.with_file("icon.png", "image/png", picture)
                } else {
                    note
                });
            }
            let mut command = command(&github, folder);
            command
                .env("MEMOS_URL", memos.url())
                .env("MEMOS_TOKEN", memos.token());
            timed(command)
        });
        print_row(&format!("Memos {version}"), times);
    }
}

/// A blog whose configuration is read over the API.
fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog")
        .file("hugo.toml", "")
        .file(".github/memos-weekly.yml", "timezone: UTC\nlanguage: en\n")
        .file(
            "content/posts/weekly-4/index.md",
            "---\ntitle: \"Weekly #4\"\n---\n",
        )
}

fn row(n: usize) -> serde_json::Value {
    let time = format!("2023-03-08T08:{n:02}:00Z");
    serde_json::json!({
        "name": format!("memos/{n}"), "state": "NORMAL", "creator": "users/nick", "createTime": time,
        "updateTime": time, "visibility": "PUBLIC", "content": format!("note {n}"),
    })
}

/// How long one run takes whose memos come from a file.
fn run(github: &FakeGithub, folder: &std::path::Path, memos: &str) -> Duration {
    std::fs::write(folder.join("memos.json"), memos).expect("a file");
    let mut command = command(github, folder);
    command.arg("--memos-file=memos.json");
    timed(command)
}

fn command(github: &FakeGithub, folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_memos-weekly"));
    command
        .args(["run", "--week=2023-W10", "--now=2023-03-13T02:00:00Z"])
        .current_dir(folder)
        .env_clear()
        .env("GITHUB_API_URL", github.api_url())
        .env("GITHUB_GRAPHQL_URL", github.graphql_url())
        .env("GITHUB_TOKEN", github.token())
        .env("GITHUB_REPOSITORY", "nick/blog");
    command
}

fn timed(mut command: Command) -> Duration {
    let start = Instant::now();
    let done = command.output().expect("the program starts");
    let time = start.elapsed();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    time
}
