//! Runs the binary as a user or a runner would: `weekly().arg("--week=2023-W10").run()`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::fake_github::FakeGithub;
use super::fake_memos::FakeMemos;

/// The instant at which all runs take place unless they say otherwise: a Monday, after the sample week.
pub(crate) const NOW: &str = "2023-03-13T02:00:00Z";

/// A run of `memos-weekly run` in an empty folder, with nothing in its environment.
pub(crate) fn weekly() -> Weekly {
    program("run").arg(&format!("--now={NOW}"))
}

/// A run of any command.
pub(crate) fn program(command: &str) -> Weekly {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut process = Command::new(env!("CARGO_BIN_EXE_memos-weekly"));
    process
        .arg(command)
        .env_clear()
        .current_dir(folder.path())
        .stdin(Stdio::null());
    Weekly { process, folder }
}

/// A run being put together.
pub(crate) struct Weekly {
    process: Command,
    folder: TempDir,
}

impl Weekly {
    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.process.arg(argument);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.process.env(name, value);
        self
    }

    /// Pulls from this server.
    pub(crate) fn memos(self, memos: &FakeMemos) -> Self {
        self.env("MEMOS_URL", &memos.url())
            .env("MEMOS_TOKEN", memos.token())
    }

    /// Publishes to the repository on this GitHub.
    pub(crate) fn github(self, github: &FakeGithub) -> Self {
        self.env("GITHUB_API_URL", &github.api_url())
            .env("GITHUB_GRAPHQL_URL", &github.graphql_url())
            .env("GITHUB_TOKEN", github.token())
            .env("GITHUB_REPOSITORY", "nick/blog")
    }

    /// Puts a file into the folder in which the program runs.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    /// Runs in an existing folder instead, for what must survive between two runs.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.process.current_dir(folder);
        self
    }

    /// As in a step of a workflow: the runner's variables and files.
    pub(crate) fn in_actions(mut self) -> Self {
        let folder = self.folder.path().to_owned();
        self.process
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_OUTPUT", folder.join("github-output"))
            .env("GITHUB_STEP_SUMMARY", folder.join("github-summary"));
        self
    }

    pub(crate) fn run(self) -> Finished {
        self.with_output(|_| {})
    }

    /// Runs with other places for what it prints; what goes there is not in the result.
    pub(crate) fn with_output(mut self, place: impl FnOnce(&mut Command)) -> Finished {
        self.process.stdout(Stdio::piped()).stderr(Stdio::piped());
        place(&mut self.process);
        let child = self.process.spawn().expect("the program starts");
        let output = child.wait_with_output().expect("the program ends");
        Finished {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
            folder: self.folder,
        }
    }
}

/// What a run left behind.
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    folder: TempDir,
}

impl Finished {
    /// Fails with everything that was said, unless the exit code is this one.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stderr:\n{}\nstdout:\n{}",
            self.stderr,
            self.stdout
        );
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.stderr))
    }

    /// The value of a step output.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> String {
        let file = self.read("github-output");
        let start = file
            .find(&format!("{name}<<"))
            .unwrap_or_else(|| panic!("no output {name} in\n{file}"));
        let mut lines = file[start..].lines();
        let delimiter = lines
            .next()
            .and_then(|line| line.split_once("<<"))
            .expect("a heredoc")
            .1;
        lines
            .take_while(|line| *line != delimiter)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Everything that was printed or written for the runner; where no secret may be.
    pub(crate) fn everything_said(&self) -> String {
        let file = |name: &str| fs::read_to_string(self.path(name)).unwrap_or_default();
        [
            &self.stdout,
            &self.stderr,
            &file("github-output"),
            &file("github-summary"),
        ]
        .map(String::as_str)
        .join("\n")
    }
}
