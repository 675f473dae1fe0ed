//! Saved answers instead of a server.

use std::fs;

use memos_weekly::memos::{Error, Source};
use memos_weekly::select::TimeOf;
use serde_json::json;

use super::week;

const TWO_PAGES: &str = r#"
{"memos":[{"name":"memos/a","state":"NORMAL","creator":"users/nick","createTime":"2023-03-07T10:00:00Z",
  "content":"first","visibility":"PUBLIC","attachments":[
    {"name":"attachments/x1","filename":"a b.png","type":"image/png","size":"1"},
    {"name":"attachments/x2","filename":"../../secret","type":"text/plain","size":"1"}]}],"nextPageToken":"t"}
{"memos":[{"name":"memos/a","state":"NORMAL","creator":"users/nick","createTime":"2023-03-07T10:00:00Z",
  "content":"first","visibility":"PUBLIC"},
  {"name":"memos/b","state":"NORMAL","creator":"users/nick","createTime":"2023-03-08T10:00:00Z",
  "content":"second","visibility":"PUBLIC"}],"nextPageToken":""}"#;

fn saved(json: &str) -> Result<Source, Error> {
    Source::from_saved(
        json.as_bytes().to_vec(),
        vec![("a b.png".to_owned(), b"a".to_vec())],
        None,
    )
}

async fn contents(source: &Source) -> Vec<String> {
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    memos.into_iter().map(|memo| memo.content).collect()
}

#[tokio::test]
async fn several_answers_may_follow_one_another() {
    let source = saved(TWO_PAGES).expect("a list");
    assert_eq!(contents(&source).await, ["first", "second"]);
    assert_eq!(
        source.identity().to_string(),
        "saved at the saved list as nick"
    );
}

#[tokio::test]
async fn a_folder_holds_pages_and_attachments() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = TWO_PAGES
        .trim()
        .split_once("\n{\"memos\"")
        .expect("two pages");
    fs::write(folder.path().join("1.json"), first).expect("a file");
    fs::write(folder.path().join("2.json"), format!("{{\"memos\"{second}")).expect("a file");
    fs::write(folder.path().join("a b.png"), "by name").expect("a file");
    fs::write(folder.path().join("x1.png"), "by id").expect("a file");
    let source = Source::from_path(folder.path(), None, None).expect("a list");
    assert_eq!(contents(&source).await, ["first", "second"]);
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let fetched = source
        .fetch(&memos[0].attachments[0].url, "a b.png", 10)
        .await
        .expect("a file");
    assert_eq!(fetched.bytes, b"by id");
    assert_eq!(fetched.media_type.as_deref(), Some("image/png"));
}

#[tokio::test]
async fn attachments_lie_beside_a_file_and_never_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = folder.path().join("a").join("b");
    fs::create_dir_all(&deep).expect("a folder");
    fs::write(folder.path().join("secret"), "x").expect("a file");
    fs::write(deep.join("list.json"), TWO_PAGES).expect("a file");
    fs::write(deep.join("a b.png"), "by name").expect("a file");
    let source = Source::from_path(&deep.join("list.json"), None, None).expect("a list");
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let [image, secret] = &memos[0].attachments[..] else {
        panic!("two attachments")
    };
    let fetched = source
        .fetch(&image.url, &image.filename, 10)
        .await
        .expect("a file");
    assert_eq!(fetched.bytes, b"by name");
    let error = source
        .fetch(&image.url, &image.filename, 2)
        .await
        .expect_err("too large");
    assert_eq!(error.to_string(), "a b.png is larger than 2 bytes");
    let error = source
        .fetch(&secret.url, &secret.filename, 10)
        .await
        .expect_err("outside");
    assert_eq!(
        error.to_string(),
        "../../secret is not beside the saved answers"
    );
}

/// A list as 0.18 answers it, with one public memo that has these attachments (number and name), and a private one.
fn numbered_list(attachments: &[(u32, &str)]) -> String {
    let memo = |id: u32, visibility: &str, attachments: &[(u32, &str)]| {
        let resources = attachments.iter();
        let resources = resources.map(|(id, name)| json!({"id": id, "filename": name, "type": ""}));
        json!({
            "id": id, "rowStatus": "NORMAL", "creatorId": 1, "createdTs": 1_678_183_200,
            "content": "a memo", "visibility": visibility,
            "resourceList": resources.collect::<Vec<_>>(),
        })
    };
    let memos = [memo(1, "PUBLIC", attachments), memo(2, "PRIVATE", &[])];
    serde_json::to_string(&memos).expect("JSON")
}

/// What is found for each attachment of the first memo.
async fn attached(source: &Source) -> Vec<Result<String, String>> {
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let mut found = Vec::new();
    for file in &memos[0].attachments {
        let fetched = source.fetch(&file.url, &file.filename, 1000).await;
        let fetched = fetched.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        found.push(fetched.map_err(|error| error.to_string()));
    }
    found
}

#[tokio::test]
async fn a_saved_list_is_never_taken_for_an_attachment() {
    let list = numbered_list(&[(1, "report.pdf"), (2, "memos.json"), (3, "data.json")]);
    let expected = [
        Ok("the report".to_owned()),
        Err("memos.json is not beside the saved answers".to_owned()),
        Err("data.json is not beside the saved answers".to_owned()),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| {
        fs::write(folder.path().join(name), content).expect("a file");
    };
    for name in ["1.json", "2.json", "3.json", "memos.json"] {
        write(name, &list);
    }
    write("report.pdf", "the report");
    // all of them are read, or only one and the others are left beside it
    for path in [folder.path().to_owned(), folder.path().join("1.json")] {
        let source = Source::from_path(&path, None, None).expect("a list");
        assert_eq!(attached(&source).await, expected, "{}", path.display());
    }
}

#[tokio::test]
async fn json_that_is_no_list_may_be_an_attachment_of_that_name_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.txt");
    fs::write(&list, numbered_list(&[(7, "data.json"), (8, "report.pdf")])).expect("a file");
    fs::write(folder.path().join("7.json"), "[1, 2]").expect("a file");
    fs::write(folder.path().join("8.json"), "{\"message\": \"x\"}").expect("a file");
    let source = Source::from_path(&list, None, None).expect("a list");
    let missing = "report.pdf is not beside the saved answers".to_owned();
    assert_eq!(
        attached(&source).await,
        [Ok("[1, 2]".to_owned()), Err(missing)]
    );
}

#[tokio::test]
async fn attachments_may_come_from_memory() {
    let source = saved(TWO_PAGES).expect("a list");
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let fetched = source
        .fetch(&memos[0].attachments[0].url, "a b.png", 10)
        .await
        .expect("a file");
    assert_eq!(fetched.bytes, b"a");
}

#[test]
fn what_is_no_saved_list_is_told_without_its_text() {
    for (json, message) in [
        ("", "it is empty"),
        ("<html>", "no JSON at line 1 column 1"),
        ("{\"memos\": [", "no end at line 1 column 11"),
        (
            "{\"message\": \"private\"}",
            "neither an array, nor `memos`, nor `data`",
        ),
        ("[{\"name\": \"private\"}]", "memo 1: missing field `state`"),
        (
            "[{\"createdTs\": \"private\", \"id\": 1, \"rowStatus\": \"\", \"creatorId\": 1}]",
            "memo 1: an unexpected value",
        ),
    ] {
        let error = saved(json).expect_err(json);
        assert_eq!(
            error.to_string(),
            format!("the saved list holds no saved list of memos: {message}")
        );
    }
}

#[test]
fn memos_of_several_people_need_a_choice() {
    let json = TWO_PAGES.replacen("users/nick", "users/ann", 1);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.json");
    fs::write(&file, json).expect("a file");
    let error = Source::from_path(&file, None, None).expect_err("a choice");
    assert_eq!(
        error.to_string(),
        "the saved memos belong to several users: users/ann, users/nick"
    );
    let source = Source::from_path(&file, Some("ann"), None).expect("a list");
    assert_eq!(source.identity().user.as_deref(), Some("ann"));
}

#[tokio::test]
async fn memos_of_nobody_by_that_name_are_no_empty_week() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.json");
    fs::write(&file, TWO_PAGES.replacen("users/nick", "users/ann", 1)).expect("a file");
    for user in ["nik", "users/nik", "ni"] {
        let error = Source::from_path(&file, Some(user), None).expect_err("a typo");
        assert_eq!(
            error.to_string(),
            format!("none of the saved memos is by `{user}`")
        );
        let help = error.help().expect("a way out");
        assert_eq!(
            help,
            "they are by users/ann, users/nick: set memos-user to one of these"
        );
    }
    // who has written, but nothing that counts, has an empty week
    fs::write(&file, TWO_PAGES.replace("NORMAL", "ARCHIVED")).expect("a file");
    let source = Source::from_path(&file, Some("nick"), None).expect("a list");
    assert_eq!(contents(&source).await, [""; 0]);
    assert_eq!(source.identity().user.as_deref(), Some("nick"));
    // and so has a list without a memo
    fs::write(&file, "[]").expect("a file");
    let source = Source::from_path(&file, Some("nik"), None).expect("a list");
    assert_eq!(contents(&source).await, [""; 0]);
}

#[tokio::test]
async fn saved_memos_have_a_page_where_their_server_is_known() {
    let home = "https://memos.example.org".parse().expect("an address");
    let source =
        Source::from_saved(TWO_PAGES.as_bytes().to_vec(), Vec::new(), Some(&home)).expect("a list");
    let memos = source.list(&week(), TimeOf::Created).await.expect("a list");
    let page = memos[0].page.as_ref().map(url::Url::as_str);
    assert_eq!(page, Some("https://memos.example.org/memos/a"));
}
