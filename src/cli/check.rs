//! `memos-weekly check`: what would keep the job from working, and the cure.

use super::options::{BlogFlags, RunnerEnv, SourceFlags};
use super::session::Session;
use super::terminal::{print, warn};
use crate::error::Error;
use crate::github::Look;
use crate::issue::Language;
use crate::line::one_line;
use crate::memo::{Memo, Visibility};
use crate::memos;
use crate::pipeline::Settings;
use crate::publish::{BlogSnapshot, PublishFlags};
use crate::select;

/// Say what would keep the job from working, and the cure
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Check a local checkout instead of the repository on GitHub
    #[arg(long, value_name = "DIR")]
    out: Option<std::path::PathBuf>,
    /// Print the findings as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: SourceFlags,
    #[command(flatten)]
    blog: BlogFlags,
    #[command(flatten)]
    env: RunnerEnv,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Mark {
    Good,
    Doubtful,
    Bad,
}

#[derive(Debug, serde::Serialize)]
struct Finding {
    mark: Mark,
    subject: &'static str,
    text: String,
}

/// The findings, each printed as soon as it is there.
#[derive(Debug)]
struct Findings {
    json: bool,
    all: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, mark: Mark, subject: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !self.json {
            let sign = match mark {
                Mark::Good => '✓',
                Mark::Doubtful => '!',
                Mark::Bad => '✗',
            };
            warn(&format!("{sign} {subject:<15} {}", one_line(&text)));
        }
        self.all.push(Finding {
            mark,
            subject,
            text,
        });
    }

    /// Notes a failure with its way out, on one line.
    fn fail(&mut self, subject: &'static str, error: &Error) {
        let text = match error.help() {
            Some(help) => format!("{error}: {help}"),
            None => error.to_string(),
        };
        self.add(Mark::Bad, subject, text.replace('\n', " "));
    }

    /// The value of a step, or `None` with its failure noted.
    fn note<T>(&mut self, subject: &'static str, outcome: Result<T, Error>) -> Option<T> {
        outcome.map_err(|error| self.fail(subject, &error)).ok()
    }
}

impl Check {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let mut findings = Findings {
            json: self.json,
            all: Vec::new(),
        };
        let session = Session::new(&self.source, &self.blog, &self.env)?;
        let examined = async {
            self.examine(&session, &mut findings).await;
            Ok(())
        };
        session.in_time(None, Box::pin(examined)).await?;
        if self.json {
            let printed = serde_json::to_string_pretty(&findings.all);
            print(&printed.map_err(|error| Error::Print(error.into()))?)?;
        }
        match findings
            .all
            .iter()
            .filter(|finding| finding.mark == Mark::Bad)
            .count()
        {
            0 => Ok(()),
            bad => Err(Error::Check(bad)),
        }
    }

    async fn examine(&self, session: &Session<'_>, findings: &mut Findings) {
        let location = findings.note("blog", session.location(self.out.clone(), false));
        let mut snapshot = match &location {
            Some(location) => findings.note("blog", session.look(location).await),
            None => None,
        };
        let mut nothing = crate::blog::Blog::default();
        let blog = snapshot
            .as_mut()
            .map_or(&mut nothing, BlogSnapshot::blog_mut);
        let Some(config) = findings.note("configuration", session.config(blog)) else {
            return;
        };
        findings.add(Mark::Good, "configuration", session.config_name(blog));
        let settings = Settings::new(config.clone(), blog.clone());
        for notice in session.misplaced(blog) {
            findings.add(Mark::Doubtful, "configuration", notice);
        }
        if let Some(look) = snapshot.as_ref().and_then(BlogSnapshot::look) {
            examine_github(look, findings);
        }
        if let Some(source) = findings.note("memos", session.open_source(&config).await) {
            self.examine_memos(&source, &settings, findings).await;
        }
        if let Some(snapshot) = &snapshot {
            self.examine_blog(snapshot, settings, findings).await;
        }
    }

    async fn examine_memos(
        &self,
        source: &memos::Source,
        settings: &Settings,
        findings: &mut Findings,
    ) {
        let period = settings.calendar.last(self.env.now());
        let time = settings.config.select.time;
        let memos = source.list(&period, time).await.map_err(Error::from);
        let Some(memos) = findings.note("memos", memos) else {
            return;
        };
        let of = |kind| memos.iter().filter(|memo| memo.visibility == kind).count();
        let [public, protected, private] = [
            Visibility::Public,
            Visibility::Protected,
            Visibility::Private,
        ]
        .map(of);
        let all = memos.len();
        let identity = source.identity();
        findings.add(
            Mark::Good,
            "memos",
            format!(
                "{}, {}: {all} memos ({public} public, {protected} protected, {private} private)",
                identity,
                period.id()
            ),
        );
        if identity.newer_than_tested {
            let text = format!(
                "Memos {} is newer than any tested version; using the API of {}",
                identity.version,
                memos::Version::NEWEST_KNOWN
            );
            findings.add(Mark::Doubtful, "memos", text);
        }
        for warning in source.warnings() {
            findings.add(Mark::Doubtful, "memos", warning);
        }
        examine_attachment(source, &memos, findings).await;
        let chosen = select::select(memos, &period, &settings.rules());
        if chosen.memos.is_empty() && all > 0 {
            findings.add(Mark::Doubtful, "selection", chosen.explain_empty());
        }
    }

    async fn examine_blog(
        &self,
        snapshot: &BlogSnapshot,
        mut settings: Settings,
        findings: &mut Findings,
    ) {
        let period = settings.calendar.last(self.env.now());
        let weeks = [period.id().to_owned()];
        let opened = settings
            .open(snapshot, &weeks, PublishFlags::default())
            .await;
        let Some(opened) = findings.note("blog", opened.map_err(Error::from)) else {
            return;
        };
        settings.learn(opened.blog());
        for notice in settings.notices() {
            findings.add(Mark::Doubtful, "configuration", notice);
        }
        let learnt = settings.learnt();
        let words = learnt.words(Language::En, &learnt.titles.title, &learnt.path);
        if let Some(words) = words {
            findings.add(Mark::Good, "learnt", words);
        }
        if let Err(error) = settings.template() {
            findings.fail("template", &error);
        }
        let newest = settings
            .published()
            .into_iter()
            .max_by_key(|post| post.number);
        let newest = newest.map_or_else(
            || "no issue yet".to_owned(),
            |post| format!("newest: {}", post.path),
        );
        findings.add(
            Mark::Good,
            "blog",
            format!("{}, {newest}", settings.engine.title()),
        );
        let number = settings
            .number(None, &period, &opened.ledger())
            .map_err(Error::from);
        if let Some(number) = findings.note("next issue", number) {
            let branch = format!(
                "{}{}",
                settings.config.pull_request.branch_prefix,
                period.id()
            );
            findings.add(
                Mark::Good,
                "next issue",
                format!("#{number}, branch {branch}"),
            );
        }
    }
}

/// Whether an attachment can be fetched, by the smallest of the week. Its name stays unsaid: it may be private.
async fn examine_attachment(source: &memos::Source, memos: &[Memo], findings: &mut Findings) {
    const LIMIT: u64 = 64 << 20;
    let files = memos.iter().flat_map(|memo| &memo.attachments);
    let Some(file) = files.min_by_key(|file| file.size) else {
        return;
    };
    let fetched = source.fetch(&file.url, &file.filename, LIMIT).await;
    if let Some(fetched) = findings.note("attachments", fetched.map_err(Error::from)) {
        let text = format!("one was fetched ({} bytes)", fetched.bytes.len());
        findings.add(Mark::Good, "attachments", text);
    }
}

/// What a first look tells of the repository; that the token may write is known only when it does.
fn examine_github(look: &Look, findings: &mut Findings) {
    let kind = if look.private { "private" } else { "public" };
    let text = format!("{}, {kind}, token of {}", look.full_name, look.viewer);
    findings.add(Mark::Good, "github", text);
    if look.archived || look.empty || look.base_oid.is_none() {
        let what = if look.archived {
            "it is archived: take it out of the archive"
        } else if look.empty {
            "it is empty: push a first commit"
        } else {
            "it has no such base branch: see `pull_request.base`"
        };
        findings.add(Mark::Bad, "github", what);
    }
    if look.viewer.ends_with("[bot]") {
        findings.add(
            Mark::Doubtful,
            "github",
            "workflows may open pull requests only with Settings → Actions → General → “Allow GitHub Actions to create \
             and approve pull requests”, and `permissions: contents: write, pull-requests: write`",
        );
    }
}
