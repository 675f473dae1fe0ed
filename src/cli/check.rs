//! `memos-weekly check`: what would keep the job from working, and the cure.
//!
//! It rehearses: the issues that a run would make now are made in memory, by the path of a dry run, so whatever a run
//! would refuse is refused here in the same words.

mod findings;
mod rehearsal;
mod rights;

use self::findings::Findings;
use self::rehearsal::Rehearsal;
use super::options::{CheckoutFlag, SharedFlags};
use super::report::notices_of;
use super::session::{BlogLocation, Purpose, Session};
use super::terminal::print;
use crate::error::Error;
use crate::github::Look;
use crate::issue::Language;
use crate::memo::{Memo, Visibility};
use crate::memos;
use crate::pipeline::{self, Settings};
use crate::publish::{BlogSnapshot, PublishFlags};
use crate::size::{counted, size};

/// Say what would keep the job from working, and the cure
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    checkout: CheckoutFlag,
    /// Print the findings as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    shared: SharedFlags,
}

impl Check {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let mut findings = Findings::new(self.json);
        let session = self.shared.session()?;
        let examined = async {
            Box::pin(self.examine(&session, &mut findings)).await;
            Ok(())
        };
        session.in_time(None, Box::pin(examined)).await?;
        if self.json {
            print(&findings.printed()?)?;
        }
        findings.verdict()
    }

    async fn examine(&self, session: &Session<'_>, findings: &mut Findings) {
        // the repository may be named there, so nothing is found without it
        let local = findings.note("configuration", session.local_config());
        if local.is_none() {
            findings.unknown("rehearsal", NO_CONFIGURATION);
            return;
        }
        let location = findings.note(
            "blog",
            session.location(self.checkout.out.clone(), Purpose::Check),
        );
        let mut snapshot = match &location {
            Some(location) => findings.note("blog", session.look(location).await),
            None => None,
        };
        let look = snapshot.as_ref().and_then(BlogSnapshot::look);
        findings.hides_blog = look.is_some_and(super::is_hidden);
        let mut nothing = crate::blog::Blog::default();
        let blog = snapshot
            .as_mut()
            .map_or(&mut nothing, BlogSnapshot::blog_mut);
        let config = session.config(blog);
        let Some(config) = findings.note("configuration", config) else {
            findings.unknown("rehearsal", NO_CONFIGURATION);
            return;
        };
        findings.good(
            "configuration",
            session.config_name(blog, location.as_ref()),
        );
        let settings = Settings::new(config.clone(), blog.clone());
        for notice in session.misplaced(blog) {
            findings.doubtful("configuration", notice);
        }
        if let Some(look) = snapshot.as_ref().and_then(BlogSnapshot::look) {
            examine_repository(look, findings);
        } else if matches!(location, Some(BlogLocation::Folder(_))) && self.checkout.out.is_none() {
            findings.unknown("github", NO_REPOSITORY);
        }
        let source = findings.note("memos", session.open_source(&config).await);
        let mut is_listed = false;
        if let Some(source) = &source {
            is_listed = self.examine_memos(source, &settings, findings).await;
        }
        let Some(snapshot) = &snapshot else {
            findings.unknown("rehearsal", "there is none without the blog");
            return;
        };
        self.examine_blog(snapshot, settings.clone(), findings)
            .await;
        let source = source.as_ref().filter(|_| is_listed);
        Rehearsal::new(self.shared.env.now(), settings, snapshot)
            .play(source, findings)
            .await;
    }

    /// Says whether the server gave its memos.
    async fn examine_memos(
        &self,
        source: &memos::Source,
        settings: &Settings,
        findings: &mut Findings,
    ) -> bool {
        let period = settings.calendar.last(self.shared.env.now());
        let time = settings.config.select.time;
        let memos = source.list(&period, time).await.map_err(Error::from);
        let Some(memos) = findings.note("memos", memos) else {
            return false;
        };
        let of = |kind| memos.iter().filter(|memo| memo.visibility == kind).count();
        let [public, protected, private] = [
            Visibility::Public,
            Visibility::Protected,
            Visibility::Private,
        ]
        .map(of);
        let identity = source.identity();
        findings.good(
            "memos",
            format!(
                "{}, {}: {} ({public} public, {protected} protected, {private} private)",
                super::server(&identity),
                period.id(),
                counted(memos.len(), "memo")
            ),
        );
        if super::exposure::unusual(&settings.config).is_none() && private + protected > public {
            findings.doubtful(
                "visibility",
                "only public memos are published; most of last week's are not public",
            );
        }
        if identity.newer_than_tested {
            let text = format!(
                "Memos {} is newer than any tested version; using the API of {}",
                identity.version,
                memos::Version::NEWEST_KNOWN
            );
            findings.doubtful("memos", text);
        }
        for warning in source.warnings() {
            findings.doubtful("memos", warning);
        }
        examine_attachment(source, &memos, findings).await;
        true
    }

    /// Checks the blog, and what may be done there.
    async fn examine_blog(
        &self,
        snapshot: &BlogSnapshot,
        mut settings: Settings,
        findings: &mut Findings,
    ) {
        let period = settings.calendar.last(self.shared.env.now());
        let weeks = [period.id().to_owned()];
        let opened = pipeline::open(&settings, snapshot, &weeks, PublishFlags::default()).await;
        let Some(opened) = findings.note("blog", opened.map_err(Error::from)) else {
            return;
        };
        settings.learn(opened.blog());
        for notice in notices_of(&settings, findings.hides_blog) {
            findings.doubtful("configuration", notice);
        }
        let learnt = settings.learnt();
        let words = learnt.words(Language::En, &learnt.titles.title, &learnt.path);
        if let Some(words) = words.filter(|_| !findings.hides_blog) {
            findings.good("learnt", words);
        }
        let newest = settings
            .published()
            .into_iter()
            .max_by_key(|post| post.number);
        let newest = newest.map_or_else(
            || "no issue yet".to_owned(),
            |post| {
                if findings.hides_blog {
                    format!("newest: #{}", post.number)
                } else {
                    format!("newest: {}", post.path)
                }
            },
        );
        findings.good("blog", format!("{}, {newest}", settings.engine.title()));
        let branch = format!(
            "{}{}",
            settings.config.pull_request.branch_prefix,
            period.id()
        );
        let ledger = opened.ledger();
        let number = settings.number(None, &period, &ledger);
        let number = findings.note("next issue", number.map_err(Error::from));
        if let Some(number) = number {
            findings.good("next issue", format!("#{number}, branch {branch}"));
        }
        if let BlogSnapshot::Repository { repository, look } = snapshot {
            let query = rights::RightsQuery {
                branch: &branch,
                has_opened: !ledger.is_empty(),
                now: self.shared.env.now(),
            };
            rights::examine(repository, look, &query, findings).await;
        }
    }
}

/// Text of the finding where the configuration cannot be used.
const NO_CONFIGURATION: &str = "there is none without a configuration";

/// Text of the finding where the folder stands in for the repository.
const NO_REPOSITORY: &str = "whether the token may open pull requests, because no repository was named: this folder was \
                             looked at; pass --repository owner/name, with a token in GITHUB_TOKEN, to know";

/// Checks that the smallest attachment of the week can be fetched. Its name stays unsaid: it may be private.
async fn examine_attachment(source: &memos::Source, memos: &[Memo], findings: &mut Findings) {
    const LIMIT: u64 = 64 << 20;
    let files = memos.iter().flat_map(|memo| &memo.attachments);
    let Some(file) = files.min_by_key(|file| file.size) else {
        return;
    };
    let fetched = source.fetch(&file.url, &file.filename, LIMIT).await;
    if let Some(fetched) = findings.note("attachments", fetched.map_err(Error::from)) {
        let text = format!("one was fetched ({})", size(fetched.bytes.len()));
        findings.good("attachments", text);
    }
}

/// Reports repository, visibility and the token's owner, from the first answer.
fn examine_repository(look: &Look, findings: &mut Findings) {
    let kind = if look.private { "private" } else { "public" };
    let text = format!("{}, {kind}, token of {}", look.full_name, look.viewer);
    findings.good("github", text);
}
