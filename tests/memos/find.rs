//! One memo by its id, as links and references have it.

use super::{VERSIONS, connect};
use crate::support::fake_memos::{FakeMemos, Note};

fn server(version: &str) -> FakeMemos {
    let note = |text: &str| Note::new(text).at("2023-02-28T10:00:00Z");
    FakeMemos::start(version)
        .with(note("public"))
        .with(note("private").visible("PRIVATE"))
        .with(note("archived").archived())
        .with(note("ann's").by_ann())
        .with(note("ann's private").by_ann().visible("PRIVATE"))
        .with(note("a comment").comment_on(0))
}

async fn found(fake: &FakeMemos, ids: &[&str]) -> Vec<String> {
    let source = connect(fake).await.expect("a server");
    let mut found = Vec::new();
    for id in ids {
        let memo = source.find(id).await.expect("an answer");
        found.extend(memo.map(|memo| memo.content));
    }
    found
}

#[tokio::test]
async fn a_memo_of_ones_own_is_found_by_its_number_to_0_23_and_by_its_uid_since_0_19() {
    for version in VERSIONS {
        if version < "0.24" {
            let numbers = ["1", "2", "3", "4", "5", "6", "7"];
            let found = found(&server(version), &numbers).await;
            assert_eq!(found, ["public", "private"], "{version}");
        }
        if version >= "0.19" {
            let uids = ["uid1", "uid2", "uid3", "uid4", "uid5", "uid6", "uid7"];
            let found = found(&server(version), &uids).await;
            assert_eq!(found, ["public", "private"], "{version}");
        }
    }
}

#[tokio::test]
async fn what_is_no_id_is_not_asked_for() {
    for version in VERSIONS {
        let fake = server(version);
        let ids = ["", "..", "a/b", "1?x", "uid1%2f", "日", "-/linkMetadata"];
        assert!(found(&fake, &ids).await.is_empty(), "{version}");
        assert!(fake.requests().iter().all(|line| !line.contains("/memo/")
            && !line.contains("/memos/")
            && !line.contains(":search")));
    }
}
