//! `memos-weekly init`: the workflow and the configuration for a blog, from what the blog itself tells.

mod files;
mod remote;
mod settings;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use self::files::{Action, Answers, WORKFLOW};
use self::remote::Remote;
use super::options::{BlogFlags, RunnerEnv, SourceFlags};
use super::session::{BlogLocation, Session};
use super::terminal::{ask, say};
use crate::config::{self, Config};
use crate::error::Error;
use crate::http::{Http, Patience};
use crate::issue::Language;
use crate::pipeline::{self, Settings};
use crate::publish::PublishFlags;
use crate::week::Zone;

/// The repository of the action itself.
const ACTION: &str = "memos-weekly/memos-weekly";

/// The branch of the action from which releases are made.
const MAIN: &str = "main";

/// Write a workflow and a configuration for the blog in this folder
///
/// What the blog tells by itself is taken from it; what is left is asked on a terminal. Flags are answers, and end up in
/// the configuration.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The checkout of the blog
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Address of the Memos server
    #[arg(long, value_name = "URL", env = "MEMOS_URL", value_parser = config::read_url)]
    memos_url: Option<Url>,
    /// Commit or tag at which the workflow takes the action [default: the commit of this version's release]
    #[arg(long, value_name = "REF")]
    action_ref: Option<String>,
    /// Overwrite files that are already there
    #[arg(long)]
    force: bool,
    #[arg(
        long,
        hide = true,
        env = "GITHUB_SERVER_URL",
        default_value = "https://github.com"
    )]
    github_server_url: Url,
    #[command(flatten)]
    blog: BlogFlags,
    #[command(flatten)]
    env: RunnerEnv,
}

/// The reason why a commit is not known.
struct UnknownCommit {
    /// True if GitHub answers that there is none, which is not so where it does not answer.
    is_absent: bool,
    reason: String,
}

impl Init {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let source = SourceFlags {
            memos_url: self.memos_url.clone(),
            memos_file: None,
            memos_user: None,
            memos_version: None,
            allow_insecure_http: None,
        };
        let session = Session::new(&source, &self.blog, &self.env)?;
        let location = BlogLocation::Folder(self.out.clone());
        let mut snapshot = session.look(&location).await?;
        let config = session.config_or_default(snapshot.blog_mut())?;
        for notice in session.misplaced(snapshot.blog()) {
            say("warning", &notice);
        }
        let mut settings = Settings::new(config.clone(), snapshot.blog().clone());
        let target = pipeline::open(&settings, &snapshot, &[], PublishFlags::default()).await?;
        settings.learn(target.blog());
        say("blog", settings.engine.title());
        let learnt = settings.learnt();
        if let Some(words) = learnt.words(Language::En, &learnt.titles.title, &learnt.path) {
            say("learnt", &words);
        }
        let remote = self.remote();
        let config_path = session.config_path(snapshot.blog())?;
        let answers = Answers {
            memos: memos_url(&config)?,
            timezone: timezone(&settings)?,
            week_starts_on: config.week_starts_on,
            minute: minute(&self.out, remote.as_ref()),
            zoned_schedule: remote.as_ref().is_none_or(Remote::is_github_com),
            action: self.action().await,
            settings: settings::said(&settings, &self.blog, remote.as_ref()),
            config_path,
        };
        self.write(WORKFLOW, &files::workflow(&answers))?;
        let configuration = files::configuration(&answers);
        let replaced = self.write(&answers.config_path, &configuration)?;
        let lost = replaced.map(|old| files::lost(&old, &configuration));
        if let Some(keys) = lost.filter(|keys| !keys.is_empty()) {
            let keys = keys.join(", ");
            say(
                "notice",
                &format!("no longer in {}: {keys}", answers.config_path),
            );
        }
        tell_what_is_left(&answers.memos, remote.as_ref());
        Ok(())
    }

    /// The repository of the checkout, in which the workflow will be; else the one that was named.
    fn remote(&self) -> Option<Remote> {
        let named = self.env.github_repository.as_ref();
        let named = named.or(self.blog.repository.as_ref());
        remote::origin(&self.out).or_else(|| {
            Some(Remote {
                host: crate::http::host(&self.github_server_url),
                name: named?.clone(),
            })
        })
    }

    /// The action at the commit of this version's release, looked up on GitHub; before that release at the newest commit,
    /// and at its tag when nothing can be looked up.
    async fn action(&self) -> Action {
        if let Some(reference) = self.action_ref.clone() {
            return Action {
                reference,
                version: None,
            };
        }
        let tag = concat!("v", env!("CARGO_PKG_VERSION")).to_owned();
        let unknown = match self.commit_of(&tag).await {
            Ok(commit) => {
                return Action {
                    reference: commit,
                    version: Some(tag),
                };
            }
            Err(unknown) => unknown,
        };
        if unknown.is_absent
            && let Ok(commit) = self.commit_of(MAIN).await
        {
            let text = format!(
                "{tag} has not been released yet, so the workflow takes the action at today's commit of `{MAIN}`, which is built \
                 from source at each run; write this workflow again after the release"
            );
            say("notice", &text);
            return Action {
                reference: commit,
                version: Some(MAIN.to_owned()),
            };
        }
        let text = format!(
            "the workflow takes the action at the tag {tag}, because its commit cannot be looked up ({}); \
             --action-ref takes a commit",
            unknown.reason
        );
        say("notice", &text);
        Action {
            reference: tag,
            version: None,
        }
    }

    async fn commit_of(&self, tag: &str) -> Result<String, UnknownCommit> {
        #[derive(serde::Deserialize)]
        struct Commit {
            sha: String,
        }
        let patience = Patience {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(5),
            retries: 0,
            ..Patience::default()
        };
        let mut url = self.env.github_api_url.clone();
        let path = format!(
            "{}/repos/{ACTION}/commits/{tag}",
            url.path().trim_end_matches('/')
        );
        url.set_path(&path);
        let http = Http::new(patience).map_err(|error| UnknownCommit {
            is_absent: false,
            reason: error.to_string(),
        })?;
        let commit = http.get(url).json::<Commit>().await;
        commit.map(|it| it.sha).map_err(|error| UnknownCommit {
            // GitHub's answer where it has no such tag is 422
            is_absent: error
                .status()
                .is_some_and(|it| matches!(it.as_u16(), 404 | 422)),
            reason: error.to_string(),
        })
    }

    /// Writes a file, unless there is one; returns the text that it replaced.
    fn write(&self, path: &str, text: &str) -> Result<Option<String>, Error> {
        let target: PathBuf = self.out.join(path).components().collect();
        let shown = target
            .strip_prefix(".")
            .unwrap_or(&target)
            .display()
            .to_string();
        let failed = |source| Error::Write {
            path: shown.clone(),
            source,
        };
        let existing = match fs::read(&target) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failed(source)),
        };
        let change = match &existing {
            Some(bytes) if bytes == text.as_bytes() => "unchanged",
            Some(_) if !self.force => {
                say(
                    "kept",
                    &format!("{shown} (already there; --force overwrites it)"),
                );
                return Ok(None);
            }
            Some(_) => "overwritten",
            None => "created",
        };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&target, text).map_err(failed)?;
        say("wrote", &format!("{shown} ({change})"));
        Ok(existing.map(|old| String::from_utf8_lossy(&old).into_owned()))
    }
}

fn memos_url(config: &Config) -> Result<Url, Error> {
    if let Some(url) = config.memos.url.clone() {
        return Ok(url);
    }
    let question = "Address of the Memos server, for example https://memos.example.org";
    ask(question, None, config::read_url).ok_or(Error::Missing {
        what: "the address of the Memos server",
        help: "pass --memos-url https://memos.example.org, or set MEMOS_URL",
    })
}

/// The zone that was said or that the blog tells, else this machine's.
fn timezone(settings: &Settings) -> Result<Zone, Error> {
    let told = settings.learnt().timezone.as_ref();
    if let Some(zone) = settings.config.timezone.as_ref().or(told) {
        return Ok(zone.clone());
    }
    let here = iana_time_zone::get_timezone().ok();
    let here = here.filter(|zone| zone.parse::<Zone>().is_ok());
    let question = "Time zone in which weeks begin and end, for example Asia/Shanghai";
    if let Some(zone) = ask(question, here.as_deref(), config::read_zone) {
        return Ok(zone);
    }
    let zone: Option<Zone> = here.and_then(|zone| zone.parse().ok());
    if let Some(zone) = &zone {
        say(
            "notice",
            &format!(
                "weeks begin and end in {zone}, the time zone of this machine; --timezone says another"
            ),
        );
    }
    zone.ok_or(Error::Missing {
        what: "the time zone",
        help: "pass --timezone, for example --timezone Asia/Shanghai",
    })
}

/// An odd minute far from the full hour, where runs are late or dropped; the same one for the same blog.
fn minute(folder: &Path, remote: Option<&Remote>) -> u32 {
    let name = remote.map_or_else(
        || folder.display().to_string(),
        |remote| remote.name.clone(),
    );
    17 + name.bytes().map(u32::from).sum::<u32>() % 16 * 2
}

/// Prints what only the owner of the accounts can do, with the pages where it is done.
fn tell_what_is_left(memos: &Url, remote: Option<&Remote>) {
    let repository = remote.map_or_else(
        || "https://github.com/OWNER/NAME".to_owned(),
        |remote| format!("https://{}/{}", remote.host, remote.name),
    );
    let memos = memos.as_str().trim_end_matches('/');
    let steps = [
        format!("make an access token that never expires: {memos}/setting"),
        format!("store it as the secret MEMOS_TOKEN: {repository}/settings/secrets/actions/new"),
        format!(
            "switch on “Allow GitHub Actions to create and approve pull requests”: {repository}/settings/actions"
        ),
        format!(
            "commit both files and push; then try it with “dry-run”: {repository}/actions/workflows/weekly.yml"
        ),
    ];
    for (number, step) in steps.iter().enumerate() {
        say("next", &format!("{}. {step}", number + 1));
    }
}
