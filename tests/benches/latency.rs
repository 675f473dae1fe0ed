//! Wall time of a run when every answer of GitHub takes a while: how many requests wait for one another.
//!
//! Run with `cargo bench --bench latency`. The memos come from a file, so that only GitHub's side is measured.

#![expect(dead_code, reason = "the tests use the rest")]

#[path = "../support"]
mod support {
    pub(crate) mod fake_github;
}

use std::process::Command;
use std::time::{Duration, Instant};

use support::fake_github::FakeGithub;

const LATENCIES: [u64; 3] = [0, 50, 200];

fn main() {
    println!(
        "{:<12}{:>9}{:>9}{:>9}  sequential latencies",
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
        let waited = (times[2].saturating_sub(times[0])).as_secs_f64() / 0.2;
        let [none, some, many] = times.map(|time| format!("{} ms", time.as_millis()));
        println!("{what:<12}{none:>9}{some:>9}{many:>9}  {waited:.1}");
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

/// How long one run takes.
fn run(github: &FakeGithub, folder: &std::path::Path, memos: &str) -> Duration {
    std::fs::write(folder.join("memos.json"), memos).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_memos-weekly"));
    command
        .args([
            "run",
            "--week=2023-W10",
            "--memos-file=memos.json",
            "--now=2023-03-13T02:00:00Z",
        ])
        .current_dir(folder)
        .env_clear()
        .env("GITHUB_API_URL", github.api_url())
        .env("GITHUB_GRAPHQL_URL", github.graphql_url())
        .env("GITHUB_TOKEN", github.token())
        .env("GITHUB_REPOSITORY", "nick/blog");
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
