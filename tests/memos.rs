//! Memos servers of every version: the same notes come out of all of them, and nothing else does.

mod addresses;
mod attachments;
mod cost;
mod errors;
mod files;
mod find;
mod recorded;
mod same;
mod traps;

use memos_weekly::http::Token;
use memos_weekly::memo::Memo;
use memos_weekly::memos::{Error, Options, Source};
use memos_weekly::select::TimeOf;
use memos_weekly::week::{Calendar, Period, WeekStart, Zone};

use crate::http::client;
use crate::support::fake_memos::FakeMemos;

/// A version on each side of every change of the API, and one that does not exist yet.
const VERSIONS: [&str; 29] = [
    "0.10.0", "0.11.2", "0.12.0", "0.12.2", "0.13.2", "0.14.4", "0.15.2", "0.16.1", "0.18.2",
    "0.19.0", "0.20.1", "0.21.0", "0.22.0", "0.22.1", "0.22.5", "0.23.0", "0.23.1", "0.24.0",
    "0.24.3", "0.24.4", "0.25.0", "0.25.1", "0.25.3", "0.26.2", "0.27.1", "0.28.0", "0.29.1",
    "0.30.0", "0.99.0",
];

fn options(fake: &FakeMemos) -> Options {
    Options {
        url: fake.url(),
        token: Token::new(fake.token()).expect("a token"),
        version: None,
        allow_insecure_http: false,
        now: chrono::DateTime::UNIX_EPOCH,
    }
}

/// The source, once the server has accepted its token.
async fn connect(fake: &FakeMemos) -> Result<Source, Error> {
    connect_with(options(fake)).await
}

async fn connect_with(options: Options) -> Result<Source, Error> {
    let source = Source::open(&client(), options).await?;
    source.list(&period("2001-W01"), TimeOf::Created).await?;
    Ok(source)
}

/// The ISO week 2023-W10: 6 to 12 March.
fn week() -> Period {
    period("2023-W10")
}

fn period(id: &str) -> Period {
    let calendar = Calendar {
        zone: Zone::default(),
        week_starts_on: WeekStart::Monday,
    };
    calendar.parse_id(id).expect("a week")
}

/// What a server's owner wrote in the week, oldest first.
async fn pulled(fake: &FakeMemos) -> Vec<Memo> {
    pulled_by(fake, TimeOf::Created).await
}

async fn pulled_by(fake: &FakeMemos, time: TimeOf) -> Vec<Memo> {
    let source = connect(fake).await.expect("a server");
    let mut memos = source.list(&week(), time).await.expect("a list");
    memos.sort_by_key(|memo| memo.created);
    memos
}

async fn contents(fake: &FakeMemos) -> Vec<String> {
    let memos = pulled(fake).await;
    memos.into_iter().map(|memo| memo.content).collect()
}
