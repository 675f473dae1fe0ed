//! Where the links of a memo to other memos lead.

use memos_weekly::asset::Asset;
use memos_weekly::engine::Name;
use memos_weekly::issue::{Language, Published};
use memos_weekly::memo::Memo;
use memos_weekly::render::{Elsewhere, Post, Rendering, referred};
use url::Url;

use super::{issue, memo, rendered, rendering, text, with_trees};

fn post(memos: Vec<Memo>, assets: &[Asset], change: impl FnOnce(&mut Rendering)) -> Post {
    let mut rendering = rendering(Name::Hugo);
    change(&mut rendering);
    rendered(&issue(Language::En, memos), assets, &rendering)
}

/// The list of memos.
fn body(post: &Post) -> &str {
    let text = text(post);
    let at = text.find("1. ").expect("a list");
    text[at..].trim_end()
}

#[test]
fn the_server_s_name_appears_nowhere() {
    let content = "[[memos/b]] [[memos/zzz]] [mine](https://memos.example.org/memos/b) [other](https://memos.example.org/m/zzz)\nhttps://memos.example.org/memos/b https://memos.example.org/explore\n![x](https://memos.example.org/nothing.png) [rel](/explore) [ok](https://example.com) ![y](local.png)";
    let post = post(vec![memo("a", content), memo("b", "second")], &[], |_| ());
    assert!(
        !text(&post).contains("memos.example.org"),
        "{}",
        text(&post)
    );
    insta::assert_snapshot!(body(&post), @r##"
    1. item 2 another note mine (item 2) other\
       item 2 another note\
       x rel [ok](https://example.com) y

    2. second
    "##);
}

/// A memo that is in issue 4, one that has a page only, and one that has neither.
fn elsewhere(rendering: &mut Rendering) {
    let page = |id: &str| Url::parse(&format!("https://memos.example.org/memos/{id}")).ok();
    let post = Published {
        number: 4,
        path: "content/posts/weekly-4/index.md".to_owned(),
        date: "2023-03-05".parse().ok(),
        title: None,
        front: None,
    };
    let in_issue = Elsewhere {
        post: Some(post),
        page: page("old"),
    };
    let public = Elsewhere {
        post: None,
        page: page("public"),
    };
    rendering.elsewhere.insert("old".to_owned(), in_issue);
    rendering.elsewhere.insert("public".to_owned(), public);
    rendering
        .elsewhere
        .insert("nowhere".to_owned(), Elsewhere::default());
}

const REFERENCES: [&str; 3] = [
    "[[memos/old?x]] ![[memos/old]] [that](/memos/old) [it](https://memos.example.org/m/old#x) https://memos.example.org/memos/old",
    "[[memos/public]] [that](/memos/public) https://memos.example.org/memos/public",
    "[[memos/nowhere]] [that](/memos/nowhere) https://memos.example.org/memos/nowhere",
];

#[test]
fn a_memo_of_an_earlier_issue_is_linked_there_another_one_to_its_page() {
    let all = REFERENCES.join("\n");
    let post = post(vec![memo("a", &all)], &[], |rendering| {
        elsewhere(rendering);
        rendering.link_to_memos = true;
    });
    insta::assert_snapshot!(body(&post), @r"
    1. [another note](../weekly-4/) [another note](../weekly-4/) [that](../weekly-4/) [it](../weekly-4/) [another note](../weekly-4/)\
       [another note](https://memos.example.org/memos/public) [that](https://memos.example.org/memos/public) [another note](https://memos.example.org/memos/public)\
       another note that another note
    ");
}

#[test]
fn without_links_to_memos_the_server_is_not_named() {
    let all = REFERENCES.join("\n");
    let post = post(vec![memo("a", &all)], &[], elsewhere);
    assert!(!text(&post).contains("memos.example.org"));
    insta::assert_snapshot!(body(&post), @r"
    1. [another note](../weekly-4/) [another note](../weekly-4/) [that](../weekly-4/) [it](../weekly-4/) [another note](../weekly-4/)\
       another note that another note\
       another note that another note
    ");
}

#[test]
fn where_the_engine_knows_no_address_of_a_post_the_page_has_to_do() {
    for (link_to_memos, expected) in [
        (
            true,
            "see [another note](https://memos.example.org/memos/old)",
        ),
        (false, "see another note"),
    ] {
        let mut rendering = rendering(Name::Astro);
        elsewhere(&mut rendering);
        rendering.link_to_memos = link_to_memos;
        let issue = issue(Language::En, vec![memo("a", "see [[memos/old]]")]);
        let post = rendered(&issue, &[], &rendering);
        assert!(text(&post).contains(expected), "{}", text(&post));
    }
}

#[test]
fn only_memos_outside_the_issue_are_asked_for() {
    let first = memo(
        "a",
        "[[memos/b]] [[memos/7]] [[memos/old]] `[[memos/code]]` [[resources/x]] ![x](https://memos.example.org/memos/image)",
    );
    let mut second = memo(
        "b",
        "<https://memos.example.org/notes/m/sub?q#f> [x](/notes/memos/rooted/) [y](/memos/outside) [z](https://example.org/m/other) https://memos.example.org/notes/explore",
    );
    second.aliases = vec!["7".to_owned()];
    let issue = issue(Language::En, vec![first, second]);
    let server = Url::parse("https://memos.example.org/notes/").expect("an address");
    let ids = |server| Vec::from_iter(with_trees(&issue, |trees| referred(&issue, &trees, server)));
    assert_eq!(ids(std::slice::from_ref(&server)), ["old", "rooted", "sub"]);
    assert_eq!(ids(&[]), ["old"]);
}
