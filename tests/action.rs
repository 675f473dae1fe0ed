//! How the action comes by its program: the script that finds, downloads, verifies or builds it, against a release
//! server on loopback that is right, wrong, broken or not there.
//!
//! The released program is a script that leaves a trace, and `cargo` is one that writes down its environment, so it is
//! seen whether anything was run or built, and with what. Releases are packed with GNU tar, on Linux.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::loopback::{Asked, End, Loopback, Reply};

const TARGET: &str = "x86_64-unknown-linux-musl";

/// A checkout of the action with a release for [`TARGET`], and a runner's folders.
struct Runner {
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runner = Self {
            environment: BTreeMap::new(),
            folder,
        };
        let action = runner.path("action");
        let source = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["action.sh", "release.sh", "release.txt"] {
            copy(
                &source.join(".github").join(name),
                &action.join(".github").join(name),
            );
        }
        for name in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            copy(&source.join(name), &action.join(name));
        }
        write(&action.join("Cargo.toml"), "version = \"1.2.3\"\n");
        write(&action.join("Cargo.lock"), "");
        write(&action.join("src/main.rs"), "fn main() {}\n");
        write_program(&runner.path("memos-weekly"), "echo released");
        let cargo = "env > \"$RECORD\" 2>/dev/null || env > \"$HOME/built-with\"\n\
                     while [ \"$1\" != --target-dir ]; do shift; done\n\
                     mkdir -p \"$2/release\"\n\
                     printf '#!/bin/sh\\necho built\\n' > \"$2/release/memos-weekly\"\n\
                     chmod +x \"$2/release/memos-weekly\"";
        write_program(&runner.path("bin/cargo"), cargo);
        for folder in ["tools", "temp", "home"] {
            fs::create_dir_all(runner.path(folder)).expect("a folder");
        }
        let path = format!("{}:/usr/bin:/bin", runner.path("bin").display());
        runner
            .set("PATH", path)
            .set("RUNNER_OS", "Linux")
            .set("RUNNER_ARCH", "X64")
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    fn from(self, server: &Loopback) -> Self {
        let address = format!("http://{}", server.address());
        self.set("MEMOS_WEEKLY_DOWNLOAD_URL", address)
    }

    /// Makes the release of the source, and gives its archive.
    fn release(&self) -> Vec<u8> {
        let program = self.path("memos-weekly").display().to_string();
        let release = self.path("release").display().to_string();
        self.script("release.sh", &["package", TARGET, &program, &release]);
        let table = self.script("release.sh", &["table", &release]);
        fs::write(self.path("action/.github/release.txt"), table.stdout).expect("the table");
        fs::read(
            self.path("release")
                .join(format!("memos-weekly-{TARGET}.tar.gz")),
        )
        .expect("an archive")
    }

    fn script(&self, name: &str, arguments: &[&str]) -> Output {
        let output = self.output(name, arguments);
        assert!(output.status.success(), "{}", said(&output));
        output
    }

    fn output(&self, name: &str, arguments: &[&str]) -> Output {
        Command::new("bash")
            .arg(self.path("action/.github").join(name))
            .args(arguments)
            .env_clear()
            .env("HOME", self.path("home"))
            .env("GITHUB_ACTION_PATH", self.path("action"))
            .env("RUNNER_TOOL_CACHE", self.path("tools"))
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("MEMOS_TOKEN", "a secret of the job")
            .env("GITHUB_TOKEN", "another secret of the job")
            .envs(&self.environment)
            .output()
            .expect("bash starts")
    }

    /// Runs the step; gives what it said, and what the program says that it found.
    fn finds(&self) -> (String, String) {
        let _ = fs::remove_file(self.path("output"));
        let output = self.script("action.sh", &[]);
        let found = fs::read_to_string(self.path("output")).expect("an output");
        let program = found
            .trim()
            .strip_prefix("program=")
            .expect("the program")
            .to_owned();
        let run = Command::new(program).output().expect("the program starts");
        let spoken = String::from_utf8(run.stdout).expect("UTF-8");
        (said(&output), spoken.trim().to_owned())
    }

    /// Runs the step, which must fail without having found anything; gives what it said.
    fn fails(&self) -> String {
        let output = self.output("action.sh", &[]);
        assert!(!output.status.success(), "{}", said(&output));
        assert!(!self.path("output").exists(), "a program was found");
        said(&output)
    }
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).expect("UTF-8")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    fs::copy(from, to).expect("a copy");
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn write_program(path: &Path, script: &str) {
    write(path, &format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
}

fn archive(bytes: Vec<u8>) -> Loopback {
    let reply = Reply::new(200, "application/gzip", bytes);
    Loopback::start(move |_| reply.clone())
}

#[test]
fn a_release_is_downloaded_once_verified_and_kept() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let runner = runner.from(&server);
    assert_eq!(runner.finds().1, "released");
    assert_eq!(runner.finds().1, "released");
    let asked: Vec<String> = server.log().iter().map(Asked::line).collect();
    assert_eq!(asked, [format!("GET /memos-weekly-{TARGET}.tar.gz")]);
    let kept = runner.path(&format!("tools/memos-weekly/1.2.3-{TARGET}"));
    let names: Vec<_> = fs::read_dir(kept).expect("the cache").collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_kept_program_that_was_changed_is_not_run() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let runner = runner.from(&server);
    runner.finds();
    let kept = runner.path(&format!("tools/memos-weekly/1.2.3-{TARGET}/memos-weekly"));
    write_program(&kept, "echo changed");
    assert_eq!(runner.finds().1, "released");
    assert_eq!(server.log().len(), 2);
}

#[test]
fn what_has_the_wrong_sum_ends_the_job() {
    let runner = Runner::new();
    let mut bytes = runner.release();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let server = archive(bytes);
    let runner = runner.from(&server);
    let said = runner.fails();
    assert!(said.contains("::error title=memos-weekly::"), "{said}");
    assert!(
        said.contains("wrong SHA-256 sum: it is not the file that was released"),
        "{said}"
    );
    assert!(
        !runner.path("home/built-with").exists(),
        "something was built"
    );
    let kept = runner.path(&format!("tools/memos-weekly/1.2.3-{TARGET}"));
    assert_eq!(fs::read_dir(kept).expect("the cache").count(), 0);
}

#[test]
fn a_page_in_place_of_the_release_is_told_as_one() {
    let runner = Runner::new();
    runner.release();
    let server = Loopback::start(|_| Reply::html("<!DOCTYPE html><title>Sign in</title>"));
    let said = runner.from(&server).fails();
    assert!(
        said.contains("it is a web page, such as a proxy sends to ask for a login"),
        "{said}"
    );
}

#[test]
fn a_body_that_is_cut_is_not_run() {
    let runner = Runner::new();
    let mut bytes = runner.release();
    bytes.truncate(100);
    let reply = Reply::new(200, "application/gzip", bytes).ending(End::Cut);
    let server = Loopback::start(move |_| reply.clone());
    let output = runner.from(&server);
    let (said, spoken) = output.finds();
    assert_eq!(spoken, "built");
    assert!(said.contains("::warning title=memos-weekly::"), "{said}");
}

#[test]
fn a_release_that_is_not_there_is_built_from_source() {
    let runner = Runner::new();
    runner.release();
    let server = Loopback::start(|_| Reply::new(404, "text/plain", "Not Found"));
    let (said, spoken) = runner.from(&server).finds();
    assert_eq!(spoken, "built");
    assert!(
        said.contains("404")
            && said.contains("`download-url` or `binary-path`")
            && !said.contains("::notice"),
        "{said}"
    );
}

#[test]
fn a_platform_without_a_release_is_built_for_and_not_downloaded() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let runner = runner.from(&server).set("RUNNER_ARCH", "ARM");
    let (said, spoken) = runner.finds();
    assert_eq!(spoken, "built");
    let told = "::notice title=memos-weekly::there is no release of memos-weekly for Linux-ARM, so it is built from source";
    assert!(said.contains(told), "{said}");
    assert!(server.log().is_empty());
}

#[test]
fn a_source_after_the_release_is_built_and_not_taken_for_it() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let runner = runner.from(&server);
    write(
        &runner.path("action/src/main.rs"),
        "fn main() { /* newer */ }\n",
    );
    let (said, spoken) = runner.finds();
    assert_eq!(spoken, "built");
    let told = "is not the one of release 1.2.3: to take that, use the action at the tag v1.2.3, so it is built from source";
    assert!(said.contains(told), "{said}");
    assert!(server.log().is_empty());
}

#[test]
fn line_ends_of_a_checkout_on_windows_make_no_other_source() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let manifest = runner.path("action/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("the manifest");
    write(&manifest, &text.replace('\n', "\r\n"));
    assert_eq!(runner.from(&server).finds().1, "released");
}

#[test]
fn before_the_first_release_it_is_built_and_that_is_told_once() {
    let runner = Runner::new();
    write(
        &runner.path("action/.github/release.txt"),
        "# none yet\nversion 1.2.3\nsource none\n",
    );
    let told = "::notice title=memos-weekly::memos-weekly has not been released yet, so it is built from source. That takes \
                some minutes, at each run unless the runner keeps its tool cache.";
    let (said, spoken) = runner.finds();
    assert_eq!(spoken, "built");
    assert!(said.contains(told), "{said}");
    let (said, spoken) = runner.finds();
    assert_eq!(spoken, "built");
    assert!(!said.contains("::notice"), "{said}");
}

#[test]
fn a_build_sees_no_secret_and_is_kept() {
    let runner = Runner::new().set("HTTPS_PROXY", "http://proxy.example.org:3128");
    assert_eq!(runner.finds().1, "built");
    let seen =
        fs::read_to_string(runner.path("home/built-with")).expect("the environment of the build");
    assert!(!seen.contains("secret of the job"), "{seen}");
    assert!(
        seen.contains("HTTPS_PROXY=http://proxy.example.org:3128"),
        "{seen}"
    );
    assert!(!seen.contains("GITHUB_OUTPUT"), "{seen}");
    fs::remove_file(runner.path("home/built-with")).expect("it was built");
    assert_eq!(runner.finds().1, "built");
    assert!(
        !runner.path("home/built-with").exists(),
        "it was built again"
    );
}

#[test]
fn without_a_release_and_without_rust_the_way_out_is_told() {
    let runner = Runner::new().set("RUNNER_ARCH", "ARM");
    runner.release();
    fs::remove_file(runner.path("bin/cargo")).expect("it is there");
    let said = runner.fails();
    assert!(
        said.contains("no release of memos-weekly for Linux-ARM, and there is no Rust here"),
        "{said}"
    );
    assert!(said.contains("https://rustup.rs"), "{said}");
}

#[test]
fn a_program_that_is_named_is_taken() {
    let runner = Runner::new();
    let named = runner.path("memos-weekly").display().to_string();
    let runner = runner.set("MEMOS_WEEKLY_BINARY_PATH", named);
    assert_eq!(runner.finds().1, "released");
    let runner = runner.set("MEMOS_WEEKLY_BINARY_PATH", "/nowhere/memos-weekly");
    fs::remove_file(runner.path("output")).expect("the first output");
    let said = runner.fails();
    assert!(
        said.contains("there is no file at /nowhere/memos-weekly"),
        "{said}"
    );
}

#[test]
fn without_a_tool_cache_the_job_s_own_folder_serves() {
    let runner = Runner::new();
    let server = archive(runner.release());
    let runner = runner
        .from(&server)
        .set("RUNNER_TOOL_CACHE", "/proc/nowhere");
    assert_eq!(runner.finds().1, "released");
    assert!(runner.path("temp/memos-weekly").is_dir());
}

#[test]
fn the_same_program_gives_the_same_archive() {
    let runner = Runner::new();
    assert_eq!(runner.release(), runner.release());
}

#[test]
fn a_release_is_only_made_of_what_agrees() {
    let runner = Runner::new();
    write(
        &runner.path("action/.github/CHANGELOG.md"),
        "# Changes\n\n## 1.2.3\n",
    );
    runner.script("release.sh", &["agrees", "v1.2.3"]);
    write(
        &runner.path("action/.github/CHANGELOG.md"),
        "# Changes\n\n## 1.2.3\n\nNot released yet.\n",
    );
    let early = runner.output("release.sh", &["agrees", "v1.2.3"]);
    assert!(
        said(&early).contains("CHANGELOG.md says \"Not released yet\""),
        "{}",
        said(&early)
    );
    write(
        &runner.path("action/.github/CHANGELOG.md"),
        "# Changes\n\n## 1.2.3\n",
    );
    let other = runner.output("release.sh", &["agrees", "v1.2.4"]);
    assert!(
        said(&other).contains("the tag v1.2.4 and version 1.2.3 of Cargo.toml differ"),
        "{}",
        said(&other)
    );
    runner.release();
    let lacking = runner.output("release.sh", &["belongs", "v1.2.3"]);
    assert!(
        said(&lacking).contains("no sums for aarch64-unknown-linux-musl"),
        "{}",
        said(&lacking)
    );
}
