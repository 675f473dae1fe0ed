//! A withdrawn memo leaves an edited post in whatever layout; what it is must be told from what other memos say.

use super::desk::{BRANCH, POST};
use super::withdrawal::{SECRET, go, hugo, is_gone, shown, warns};
use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};

/// As many items as there are memos.
const LIST: &str = "things to do\n\n1. wash\n2. iron\n3. fold";

/// A blog with this layout or template, and a week with a list, the secret and a last memo; the newest stands first.
fn opened(layout: &str) -> (FakeMemos, FakeGithub) {
    opened_on(hugo("en"), layout)
}

fn opened_on(github: FakeGithub, layout: &str) -> (FakeMemos, FakeGithub) {
    let memos = FakeMemos::start("0.30.0")
        .with(Note::new("the first memo").at("2023-03-07T10:00:00Z"))
        .with(Note::new(SECRET).at("2023-03-08T10:00:00Z"))
        .with(Note::new(LIST).at("2023-03-08T12:00:00Z"));
    let title = if layout.contains("title:") {
        ""
    } else {
        "title: 'Weekly {{ number }}'\n"
    };
    let config = format!(
        "timezone: UTC\nlanguage: en\nseries: Weekly\nintro: 'This week:'\noutro: 'Until then.'\n{title}{layout}"
    );
    let github = github.file(".github/memos-weekly.yml", config);
    go(&memos, &github);
    (memos, github)
}

/// The same with a template of the user's own.
fn opened_with(template: &str) -> (FakeMemos, FakeGithub) {
    opened_on(
        hugo("en").file("weekly.md", template),
        "template: weekly.md\n",
    )
}

fn post(github: &FakeGithub) -> String {
    github.read(BRANCH, POST).expect("the post")
}

/// The author changes the first memo, and Anna edited it: what is new conflicts.
fn conflict(memos: &FakeMemos, github: &FakeGithub) {
    let anna = github.human("anna");
    let edited = post(github).replace("the first memo", "the very first memo");
    anna.edit(BRANCH, POST, &edited);
    memos.change(1, |mut note| {
        "the FIRST memo".clone_into(&mut note.content);
        note
    });
}

#[test]
fn a_section_that_somebody_edited_stays_and_so_does_everything_else() {
    let (memos, github) = opened("layout: sections\n");
    let anna = github.human("anna");
    let edited = post(&github).replace("a month", "a month (wow)");
    anna.edit(BRANCH, POST, &edited);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 2 is no longer public in Memos, but somebody edited that text in the pull request",
    );
    let post = post(&github);
    assert_eq!(post, edited);
    let comment = &github.pull(1).comments[0].body;
    assert!(
        comment.contains("Item 2 was withdrawn") && comment.contains("edited that very text"),
        "{comment}"
    );
    let at = |words: &str| post.lines().position(|line| line.contains(words));
    let first = at("### 2. ").expect("a heading") + 1;
    assert!(comment.contains(&format!("#L{first}")), "{comment}\n{post}");
    github.take_requests();
    let run = go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    warns(&run, "item 2 is no longer public");
}

#[test]
fn an_untouched_section_leaves_where_another_one_conflicts() {
    let (memos, github) = opened("layout: sections\n");
    conflict(&memos, &github);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 2 is no longer public in Memos, and was taken out",
    );
    is_gone(&github);
    insta::assert_snapshot!(post(&github), @r"
    ---
    title: Weekly 5
    date: 2023-03-12T12:00:00Z
    ---

    This week:

    ## 8 March 2023

    ### 1. things to do

    things to do

    1. wash
    2. iron
    3. fold

    ## 7 March 2023

    ### 2. the very first memo

    the very first memo

    Until then.
    ");
    let comments = github.pull(1).comments;
    assert!(comments[0].body.contains("the FIRST memo"));
    assert!(!comments[0].body.contains("was withdrawn"));
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    // what was generated last is still known: the next one finds its place
    memos.change(3, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 1 is no longer public in Memos, and was taken out",
    );
    let post = post(&github);
    assert!(
        !post.contains("wash") && !post.contains("3. fold"),
        "{post}"
    );
    assert!(post.contains("### 1. the very first memo"), "{post}");
    assert!(post.ends_with("\n\nUntil then.\n"), "{post}");
}

#[test]
fn the_last_section_leaves_what_stands_after_it() {
    let (memos, github) = opened("layout: sections\norder: oldest_first\n");
    conflict(&memos, &github);
    memos.change(3, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    assert!(
        run.stderr
            .contains("item 3 is no longer public in Memos, and was taken out")
    );
    let post = post(&github);
    assert!(!post.contains("wash") && post.contains("salary"), "{post}");
    assert!(post.ends_with("\n\nUntil then.\n"), "{post}");
}

#[test]
fn an_item_of_a_template_s_own_list_is_told_from_the_rest() {
    let (memos, github) = opened_with("# Hi\n\n{{ numbered(items) }}\n\n{{ outro }}\n");
    conflict(&memos, &github);
    memos.change(2, |note| note.visible("PRIVATE"));
    let run = go(&memos, &github);
    warns(
        &run,
        "item 2 is no longer public in Memos, and was taken out",
    );
    is_gone(&github);
    assert!(post(&github).contains("2. the very first memo"));
}

/// The only numbered list is one of a memo.
#[test]
fn what_a_template_writes_in_its_own_way_is_told_and_not_touched() {
    for language in ["en", "zh-CN"] {
        let template = "{% for item in items %}**{{ item.heading }}**\n\n{{ item.text }}\n\n{% endfor %}{{ outro }}\n";
        let (memos, github) = opened_with(template);
        let config = github.read("main", ".github/memos-weekly.yml");
        let config = config.expect("it is there");
        let config = config.replace("language: en", &format!("language: {language}"));
        github.push(".github/memos-weekly.yml", config.as_bytes());
        go(&memos, &github);
        conflict(&memos, &github);
        memos.change(2, |note| note.visible("PRIVATE"));
        let before = post(&github);
        let run = go(&memos, &github);
        warns(
            &run,
            "item 2 is no longer public in Memos, but could not be taken out of the pull request",
        );
        assert_eq!(post(&github), before);
        let pull = github.pull(1);
        assert!(!pull.body.contains("salary"), "{}", pull.body);
        let comment = &pull.comments[0].body;
        assert!(!comment.contains("salary"), "{comment}");
        let words = match language {
            "en" => {
                "Item 2 was withdrawn: it is no longer public in Memos. Somebody edited this post, in which it cannot be told"
            }
            _ => "第 2 条已撤回：它在 Memos 里已不再公开。这篇文章有人改过，无法确定",
        };
        assert!(comment.contains(words), "{comment}");
        // it is told until it is gone
        github.take_requests();
        let run = go(&memos, &github);
        assert_eq!(github.take_requests(), ["Look", "State"]);
        warns(&run, "item 2 is no longer public");
        let lines = before.lines().filter(|line| !line.contains("salary"));
        let lines = lines.collect::<Vec<_>>().join("\n") + "\n";
        github.human("anna").edit(BRANCH, POST, &lines);
        go(&memos, &github);
        let comments = github.pull(1).comments;
        assert!(!comments[0].body.contains("第 2 条已撤回"));
        assert!(!comments[0].body.contains("was withdrawn"));
        is_gone(&github);
    }
}

#[test]
fn the_last_memo_of_an_edited_post_leaves_its_section() {
    let (memos, github) =
        opened("layout: sections\ntitle: 'Weekly {{ number }}: {{ headline }}'\n");
    let anna = github.human("anna");
    anna.suggest(BRANCH, POST, "Until then.", "Until then, dear reader.");
    for memo in [1, 3] {
        memos.change(memo, |note| note.visible("PRIVATE"));
    }
    go(&memos, &github);
    assert!(post(&github).contains("### 1. the salary"));
    memos.change(2, |note| note.visible("PRIVATE"));
    go(&memos, &github);
    is_gone(&github);
    let post = post(&github);
    assert_eq!(
        post.matches("Until then, dear reader.").count(),
        1,
        "{post}"
    );
    assert_eq!(post.matches("Until then").count(), 1, "{post}");
    github.take_requests();
    go(&memos, &github);
    assert_eq!(github.take_requests(), ["Look", "State"]);
    let memos = memos.with(Note::new("the latest memo").at("2023-03-10T10:00:00Z"));
    go(&memos, &github);
    assert!(shown(&github).contains("### 1. the latest memo"));
}
