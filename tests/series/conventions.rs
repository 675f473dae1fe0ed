//! Ours looks like one of the blog's own posts.

use memos_weekly::engine::Name;
use memos_weekly::front_matter::{Fields, Value};
use memos_weekly::issue::Language;
use memos_weekly::render::Rendering;
use memos_weekly::series::conventions::Content;

use crate::engine::{blog, titles};
use crate::render::{issue, rendered, text};
use crate::series::conventions;

/// The front matter of issue 5 in a blog with these posts.
fn fifth(name: Name, path: &str, posts: &[(&str, &str)]) -> String {
    with(name, path, posts, &[], &[])
}

fn with(
    name: Name,
    path: &str,
    posts: &[(&str, &str)],
    tags: &[String],
    additions: &[(String, Value)],
) -> String {
    let conventions = conventions(&blog(posts), name, &titles(), path);
    let content = Content {
        issue: &issue(Language::ZhCn, Vec::new()),
        description: "本期收录 3 条内容。",
        cover: None,
        tags,
        additions,
    };
    conventions.front_matter(&content, Fields::new())
}

const BUNDLES: &str = "content/posts/{{ slug }}/index.md";
const ASTRO: &str = "src/content/blog/{{ slug }}.md";

#[test]
fn a_blog_without_posts_gets_title_and_date() {
    let front = |name| fifth(name, BUNDLES, &[]);
    insta::assert_snapshot!(front(Name::Hugo), @"
    ---
    title: 生成周刊·第五期
    date: 2023-03-12T12:00:00+08:00
    ---
    ");
    insta::assert_snapshot!(front(Name::Hexo), @"
    ---
    title: 生成周刊·第五期
    date: 2023-03-12 12:00:00
    ---
    ");
    insta::assert_snapshot!(front(Name::Zola), @r#"
    +++
    title = "生成周刊·第五期"
    date = 2023-03-12T12:00:00+08:00
    +++
    "#);
    insta::assert_snapshot!(front(Name::Astro), @"
    ---
    title: 生成周刊·第五期
    pubDate: 2023-03-12T12:00:00+08:00
    ---
    ");
}

#[test]
fn what_two_issues_share_is_kept_and_what_is_theirs_is_not() {
    let third = "---\nlayout: weekly\ntitle: \"生成周刊·第三期\"\nissue: 3\ndate: 2023-02-26T12:00:00+08:00\nlastmod: 2023-02-26T12:00:00+08:00\ntags:\n  - 周刊\n  - rust\ncategories: [周记]\ncover: a.png\ndescription: 三\ndraft: false\n---\n";
    let fourth = "---\nlayout: weekly\ntitle: \"生成周刊·第四期\"\nissue: 4\ndate: 2023-03-05T12:00:00+08:00\nlastmod: 2023-03-06T12:00:00+08:00\ntags:\n  - 周刊\n  - hugo\ncategories: [周记]\ncover: b.png\ndescription: 四\ndraft: false\n---\n<!-- more -->\n";
    let posts = [
        ("content/posts/weekly-3/index.md", third),
        ("content/posts/weekly-4/index.md", fourth),
    ];
    insta::assert_snapshot!(fifth(Name::Hugo, BUNDLES, &posts), @r#"
    ---
    layout: weekly
    title: "生成周刊·第五期"
    issue: 5
    date: 2023-03-12T12:00:00+08:00
    lastmod: 2023-03-12T12:00:00+08:00
    tags:
      - 周刊
    categories:
      - 周记
    description: 本期收录 3 条内容。
    draft: false
    ---
    "#);
}

#[test]
fn another_kind_of_post_gives_its_keys_but_not_its_subjects() {
    let post = "+++\ntitle = 'Hello'\nauthor = 'Nick'\ndate = 2023-03-01\ntags = ['x']\ncategories = ['life']\nmath = true\n[extra]\na = 1\n+++\n";
    let posts = [("content/posts/hello/index.md", post)];
    insta::assert_snapshot!(fifth(Name::Hugo, BUNDLES, &posts), @r#"
    +++
    title = "生成周刊·第五期"
    author = "Nick"
    date = 2023-03-12
    +++
    "#);
}

#[test]
fn dates_are_spelt_as_in_the_newest_post() {
    let date = |name, spelt: &str| {
        let post = format!("---\ntitle: 生成周刊·第四期\npubDate: {spelt}\n---\n");
        let front = fifth(name, ASTRO, &[("src/content/blog/weekly-4.md", &post)]);
        front.lines().nth(2).map(str::to_owned).expect("a date")
    };
    let cases = [
        (
            "2023-03-05T12:00:00+08:00",
            "pubDate: 2023-03-12T12:00:00+08:00",
        ),
        ("2023-03-05", "pubDate: 2023-03-12"),
        ("2023/03/05", "pubDate: 2023/03/12"),
        ("'Mar 05 2023'", "pubDate: 'Mar 12 2023'"),
        ("\"2023-03-05\"", "pubDate: \"2023-03-12\""),
        ("2023-03-05T04:00:00Z", "pubDate: 2023-03-12T04:00:00Z"),
        (
            "2023-03-05T04:00:00.000Z",
            "pubDate: 2023-03-12T04:00:00.000Z",
        ),
        (
            "2023-03-05 12:00:00 +0800",
            "pubDate: 2023-03-12 12:00:00 +0800",
        ),
        // without its offset it would be another instant
        ("2023-03-05 12:00:00", "pubDate: 2023-03-12 12:00:00 +0800"),
        ("whenever", "pubDate: 2023-03-12T12:00:00+08:00"),
    ];
    for (spelt, expected) in cases {
        assert_eq!(date(Name::Astro, spelt), expected);
    }
    // with one, Hexo shows another day
    assert_eq!(
        date(Name::Hexo, "2023-03-05T12:00:00+08:00"),
        "pubDate: 2023-03-12 12:00:00"
    );
}

#[test]
fn zola_has_tags_among_its_taxonomies() {
    let posts = [(
        "content/blog/weekly-4/index.md",
        "+++\ntitle = \"生成周刊·第四期\"\ndate = 2023-03-05\n\n[taxonomies]\ntags = [\"周刊\"]\n+++\n",
    )];
    let path = "content/blog/{{ slug }}/index.md";
    let tags = ["rust".to_owned()];
    insta::assert_snapshot!(with(Name::Zola, path, &posts, &tags, &[]), @r#"
    +++
    title = "生成周刊·第五期"
    date = 2023-03-12

    [taxonomies]
    tags = ["周刊", "rust"]
    +++
    "#);
    insta::assert_snapshot!(with(Name::Zola, path, &[], &tags, &[]), @r#"
    +++
    title = "生成周刊·第五期"
    date = 2023-03-12T12:00:00+08:00

    [taxonomies]
    tags = ["rust"]
    +++
    "#);
}

#[test]
fn json_front_matter_stays_json() {
    let posts = [(
        "content/posts/weekly-4/index.md",
        "{\n  \"title\": \"生成周刊·第四期\",\n  \"date\": \"2023-03-05T12:00:00+08:00\"\n}\n\nx\n",
    )];
    insta::assert_snapshot!(fifth(Name::Hugo, BUNDLES, &posts), @r#"
    {
      "title": "生成周刊·第五期",
      "date": "2023-03-12T12:00:00+08:00"
    }
    "#);
}

#[test]
fn configuration_has_the_last_word() {
    let posts = [(
        "content/posts/weekly-4/index.md",
        "---\ntitle: 生成周刊·第四期\ndate: 2023-03-05T12:00:00+08:00\nauthor: Nick\ntags: [周刊]\n---\n",
    )];
    let additions = [
        ("author".to_owned(), Value::Null),
        (
            "tags".to_owned(),
            Value::List(vec![Value::Text("a: b".to_owned())]),
        ),
        ("weight".to_owned(), Value::Number(5.into())),
    ];
    insta::assert_snapshot!(with(Name::Hugo, BUNDLES, &posts, &[], &additions), @r#"
    ---
    title: 生成周刊·第五期
    date: 2023-03-12T12:00:00+08:00
    tags: ["a: b"]
    weight: 5
    ---
    "#);
}

#[test]
fn a_draft_is_not_an_example() {
    let posts = [(
        "content/posts/weekly-4/index.md",
        "---\ntitle: 生成周刊·第四期\ndraft: true\n---\n",
    )];
    let front = fifth(Name::Hugo, BUNDLES, &posts);
    assert!(!front.contains("draft"), "{front}");
    assert!(front.contains("date: 2023-03-12"), "{front}");
}

#[test]
fn a_post_begins_with_its_title_where_nothing_else_shows_it() {
    let path = "weekly/{{ slug }}.md";
    let begins = |name: Name, fourth: &str| {
        let posts = [("weekly/weekly-4.md", fourth)];
        let posts = if fourth.is_empty() { &[][..] } else { &posts };
        let conventions = conventions(&blog(posts), name, &titles(), path);
        let rendering = Rendering::new(conventions, path);
        let post = rendered(&issue(Language::ZhCn, Vec::new()), &[], &rendering);
        format!("\n{}", text(&post)).contains("\n# 生成周刊·第五期\n")
    };
    for name in Name::ALL {
        let is_shown = !matches!(name, Name::Vitepress | Name::Markdown);
        assert_eq!(begins(name, ""), !is_shown, "{name}");
    }
    let front = "---\ntitle: 生成周刊·第四期\n---\n";
    let with = |body: &str| format!("{front}\n{body}\n");
    // the blog's own issues know better
    assert!(begins(Name::Hugo, &with("# 生成周刊·第四期\n\nx")));
    assert!(!begins(Name::Hugo, &with("# 晚霞\n\nx")));
    assert!(begins(Name::Vitepress, &with("# 第四期：晚霞\n\nx")));
    assert!(!begins(Name::Vitepress, &with("x")));
    assert!(begins(Name::Markdown, "# 生成周刊·第四期\n\nx\n"));
}

#[test]
fn a_title_that_would_break_the_address_gets_a_slug() {
    let english = |config: &str| {
        let blog = blog(&[("hugo.toml", config)]);
        let conventions = conventions(&blog, Name::Hugo, &titles(), BUNDLES);
        let content = Content {
            issue: &issue(Language::En, Vec::new()),
            description: "",
            cover: None,
            tags: &[],
            additions: &[],
        };
        conventions.front_matter(&content, Fields::new())
    };
    insta::assert_snapshot!(english("[permalinks]\nposts = '/p/:slug/'\n"), @"
    ---
    title: \"生成周刊 #5\"
    slug: weekly-5
    date: 2023-03-12T12:00:00+08:00
    ---
    ");
    assert!(!english("[permalinks]\nposts = '/:year/:filename/'\n").contains("slug"));
    assert!(!english("a = 1\n").contains("slug"));
}
