//! Where attachments may lie: on the public Internet, and where the Memos server itself is.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;
use crate::support::loopback::{Loopback, Reply};

/// What a run says of a file that lies at this address.
fn told(memos: FakeMemos, url: &str) -> String {
    let note = Note::new("see below")
        .with_external_file("report.pdf", "application/pdf", url)
        .at("2023-03-07T10:00:00Z");
    let memos = memos.with(note);
    let github = FakeGithub::start("nick/blog").file(".github/memos-weekly.yml", "timezone: UTC\n");
    weekly().memos(&memos).github(&github).run().exits(0);
    github.pull(1).body.clone()
}

const OUT_OF_REACH: &str = "`report.pdf` was not copied (its address is neither on the public Internet nor in a network where the Memos server is)";

#[test]
fn the_clouds_credentials_are_out_of_reach_even_for_a_neighbour() {
    for url in [
        "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        "http://100.100.100.200/latest/meta-data/",
        "http://168.63.129.16/machine",
    ] {
        let body = told(FakeMemos::start("0.30.0"), url);
        assert!(body.contains(OUT_OF_REACH), "{url}: {body}");
    }
}

#[test]
fn a_redirect_does_not_lead_there_either() {
    let there = Reply::redirect(302, "http://169.254.169.254/latest/");
    let note = Note::new("see below")
        .with_file("report.pdf", "application/pdf", b"%PDF-1.7")
        .at("2023-03-07T10:00:00Z");
    let memos = FakeMemos::start("0.30.0")
        .with(note)
        .failing("/file/", 9, there);
    let github = FakeGithub::start("nick/blog").file(".github/memos-weekly.yml", "timezone: UTC\n");
    weekly().memos(&memos).github(&github).run().exits(0);
    let body = &github.pull(1).body;
    assert!(body.contains(OUT_OF_REACH), "{body}");
}

#[test]
fn other_schemes_are_told() {
    for url in [
        "file:///etc/passwd",
        "ftp://files.example.org/a.pdf",
        "data:text/plain,a",
    ] {
        let body = told(FakeMemos::start("0.30.0"), url);
        let words = "`report.pdf` was not copied (only http and https addresses can be fetched)";
        assert!(body.contains(words), "{url}: {body}");
    }
}

#[test]
fn storage_beside_the_server_is_in_reach() {
    let storage = Loopback::start(|_| Reply::new(200, "application/pdf", "%PDF-1.7"));
    let body = told(
        FakeMemos::start("0.30.0"),
        &format!("http://{}/report.pdf", storage.address()),
    );
    assert!(!body.contains("was not copied"), "{body}");
    assert_eq!(storage.log().len(), 1);
}
