//! One week, one blog, one GitHub: a run is one call.

use std::fmt::Write;
use std::sync::LazyLock;
use std::time::Duration;

use memos_weekly::blog::{File, Wanted};
use memos_weekly::egress::Secrets;
use memos_weekly::github::{Address, Repository};
use memos_weekly::http::{Http, Patience, Token};
use memos_weekly::issue::{Language, LedgerEntry, Sentence};
use memos_weekly::merge::Form;
use memos_weekly::publish::body;
use memos_weekly::publish::pull_request::{Error, Options, PullRequests};
use memos_weekly::publish::record::{Held, Holding, Record, Withdrawn, items};
use memos_weekly::publish::{Outcome, Proposal};

use crate::support::fake_github::FakeGithub;

pub(super) const WEEK: &str = "2023-W10";
pub(super) const BRANCH: &str = "memos-weekly/2023-W10";
pub(super) const POST: &str = "content/posts/weekly-5/index.md";

/// A blog with four issues.
pub(super) fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("content/posts/weekly-4/index.md", "# 4\n")
}

/// The issue of [`WEEK`] with these memos, newest first.
pub(super) fn issue(memos: &[&str]) -> Proposal {
    let mut text = String::from("---\ntitle: Weekly #5\n---\n\nThis week:\n\n<!--more-->\n");
    for (index, memo) in memos.iter().enumerate() {
        let _ = write!(text, "\n{}. {memo}\n", index + 1);
    }
    Proposal {
        week: WEEK.to_owned(),
        number: 5,
        title: "Weekly #5".to_owned(),
        body: format!("**{} memos**", memos.len()),
        message: "Add Weekly #5".to_owned(),
        files: vec![File {
            path: POST.to_owned(),
            bytes: text.into_bytes(),
        }],
        remainder: String::new(),
        index: None,
        post_path: POST.to_owned(),
        language: Language::En,
        record: record(memos),
        withdraws: Vec::new(),
        may_follow_up: true,
    }
}

/// Every memo is known by its own first word, whatever becomes of the rest.
fn record(memos: &[&str]) -> Record {
    let memos = memos.iter().enumerate().map(|(index, memo)| {
        let item = index + 1;
        Held::new(&id(memo), item, memo, &format!("| {item} | {memo} |  |"))
    });
    Record {
        form: Some(Form::List),
        held: memos.collect(),
        withdrawn: Vec::new(),
    }
}

/// The id of a memo.
fn id(memo: &str) -> String {
    let word = memo.split_whitespace().next().unwrap_or_default();
    word.to_lowercase()
}

/// The issue of [`WEEK`] with these memos, after these items were withdrawn from it.
pub(super) fn withdrawn(memos: &[&str], gone: &[(usize, &str)]) -> Proposal {
    let mut proposal = issue(memos);
    if memos.is_empty() {
        proposal.files.clear();
        body::emptied(Language::En).clone_into(&mut proposal.body);
    }
    let gone = gone.iter().map(|(item, memo)| Withdrawn {
        item: *item,
        id: id(memo),
    });
    proposal.withdraws = gone.collect();
    proposal.record.withdrawn.clone_from(&proposal.withdraws);
    let items = items(&proposal.withdraws);
    let caution = body::caution(Language::En, &items);
    proposal.body.insert_str(0, &caution);
    proposal
}

/// The same with one more file beside the post.
pub(super) fn with_asset(mut proposal: Proposal, name: &str, bytes: &[u8]) -> Proposal {
    proposal.files.push(File {
        path: format!("content/posts/weekly-5/{name}"),
        bytes: bytes.to_vec(),
    });
    proposal
}

/// A description of [`WEEK`] with this text, as GitHub gets it.
pub(super) fn sign(text: &str, title: &str) -> String {
    let mut proposal = issue(&[]);
    text.clone_into(&mut proposal.body);
    title.clone_into(&mut proposal.title);
    proposal.full_body()
}

/// What a run for another week reads of this one: the ledger, and what is in the issues.
pub(super) fn remembered(github: &FakeGithub, week: &str) -> (Vec<LedgerEntry>, Vec<Holding>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let repository = repository(github);
        let look = repository.look(None, &Wanted::default()).await;
        let look = look.expect("GitHub answers");
        let (options, weeks, none) = (Options::default(), [week.to_owned()], Wanted::default());
        let pulls = PullRequests::read(&repository, &look, options, &weeks, &none).await;
        let pulls = pulls.expect("GitHub answers");
        (pulls.ledger(), pulls.holdings())
    })
}

/// No pause between attempts. One for all runs, since reading the system's certificates takes
/// most of the time of a test.
fn http() -> &'static Http {
    static HTTP: LazyLock<Http> = LazyLock::new(|| {
        let patience = Patience {
            pause: Duration::ZERO,
            ..Patience::default()
        };
        Http::new(patience).expect("a client")
    });
    &HTTP
}

/// The repository on this GitHub, for a run whose waits take no time.
pub(super) fn repository(github: &FakeGithub) -> Repository {
    let address = Address::new(&github.api_url(), None).expect("an address");
    let token = Token::new(github.token()).expect("a token");
    let repository = Repository::new(http(), &address, &token, "nick/blog");
    repository
        .expect("a repository's name")
        .within(github.clock())
}

/// One run of the program: look, read the state, publish.
pub(super) fn run(github: &FakeGithub, proposal: &Proposal) -> Result<Outcome, Error> {
    run_with(github, proposal, Options::default())
}

pub(super) fn run_with(
    github: &FakeGithub,
    proposal: &Proposal,
    options: Options,
) -> Result<Outcome, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let repository = repository(github);
        let wanted = Wanted {
            texts: vec![".github/memos-weekly.yml".to_owned()],
            folders: vec![String::new(), "content/posts".to_owned()],
        };
        let look = repository.look(None, &wanted).await?;
        let weeks = [proposal.week.clone()];
        let mut pulls =
            PullRequests::read(&repository, &look, options, &weeks, &Wanted::default()).await?;
        pulls.publish(proposal, &Secrets::default()).await
    })
}

/// Sentences as a terminal shows them, one a line.
pub(crate) fn english(sentences: &[Sentence]) -> String {
    let sentences = sentences.iter().map(ToString::to_string);
    sentences.collect::<Vec<_>>().join("\n")
}
