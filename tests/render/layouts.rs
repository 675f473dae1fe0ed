//! Whole posts.

use memos_weekly::blog::Blog;
use memos_weekly::engine::Name;
use memos_weekly::front_matter::Value;
use memos_weekly::issue::{Language, Published};
use memos_weekly::memo::Memo;
use memos_weekly::render::{Group, Layout, Rendering, Template, render};

use super::{attachment, copied, issue, memo, rendered, rendering, rendering_in, text, with_trees};

#[test]
fn a_post_looks_as_the_blog_s_newest_one() {
    let mut blog = Blog::default();
    blog.add_path("hugo.toml");
    blog.add_text(
        "content/posts/weekly-4/index.md",
        "---\ntitle: 生成周刊·第四期\ndate: 2023-03-05T12:00:00+08:00\ntags: [周刊]\n---\n\n<!--more-->\n",
    );
    let icon = attachment("icon.png", "image/png");
    let mut third = memo("c", "给博客换了新图标\n#blog");
    third.attachments = vec![icon.clone()];
    let issue = issue(
        Language::ZhCn,
        vec![
            memo(
                "a",
                "[duckdb/duckdb](https://github.com/duckdb/duckdb) 把分析型数据库装进一个文件。\n导入 CSV 只要一行：\n\n```sql\nSELECT * FROM 'weekly.csv';\n```\n\n比想象中快。",
            ),
            memo("b", "读到一句话：\n\n> 简单是可靠的前提。"),
            third,
        ],
    );
    let post = rendered(&issue, &[copied(&icon)], &rendering_in(&blog, Name::Hugo));
    assert_eq!(post.path, "content/posts/weekly-5/index.md");
    insta::assert_snapshot!(text(&post));
    let files: Vec<_> = post.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        files,
        [
            "content/posts/weekly-5/index.md",
            "content/posts/weekly-5/icon.png"
        ]
    );
}

#[test]
fn a_sentence_that_ends_in_an_ellipsis_has_no_full_stop() {
    let first_lines = |language, words| {
        let issue = issue(language, vec![memo("a", words)]);
        let post = rendered(&issue, &[], &rendering(Name::Markdown));
        let text = text(&post);
        let body = text.split("---\n\n").nth(1).expect("a body");
        body.lines().next().expect("a line").to_owned()
    };
    assert_eq!(
        first_lines(
            Language::En,
            "the evening glow above the mountains of the north"
        ),
        "1 note from 6 to 12 March 2023: the evening glow above the…"
    );
    assert_eq!(
        first_lines(Language::ZhCn, "这是一个没有任何标点并且写得非常长的句子"),
        "本期收录 2023 年 3 月 6 日至 12 日在 Memos 上记下的内容：这是一个没有任何标点并且写得非常…"
    );
}

#[test]
fn one_note_is_no_notes() {
    let issue = issue(Language::En, vec![memo("a", "hello")]);
    let post = rendered(&issue, &[], &rendering(Name::Markdown));
    insta::assert_snapshot!(text(&post), @r#"
    ---
    title: "生成周刊 #5"
    date: 2023-03-12T12:00:00+08:00
    ---

    1 note from 6 to 12 March 2023: hello.

    1. hello
    "#);
}

fn tagged(id: &str, content: &str, tags: &[&str]) -> Memo {
    Memo {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..memo(id, content)
    }
}

fn body(memos: Vec<Memo>, change: impl FnOnce(&mut Rendering)) -> String {
    let mut rendering = rendering(Name::Markdown);
    change(&mut rendering);
    let post = rendered(&issue(Language::En, memos), &[], &rendering);
    let (_, body) = text(&post).split_once("\n\n").expect("front matter");
    body.to_owned()
}

fn several() -> Vec<Memo> {
    vec![
        tagged("a", "first #tools/cli", &["tools/cli"]),
        tagged("b", "# A title\n\nsecond", &[]),
        tagged("c", "third\n\n- list #rust", &["rust", "tools"]),
        tagged("d", "fourth #rust", &["rust"]),
    ]
}

#[test]
fn sections_have_a_heading_each() {
    let body = body(several(), |rendering| rendering.layout = Layout::Sections);
    insta::assert_snapshot!(body, @"
    4 notes from 6 to 12 March 2023: first, A title, third and 1 more.

    ## 8 March 2023

    ### 1. first

    first

    ### 2. A title

    second

    ### 3. third

    third

    - list

    ### 4. fourth

    fourth
    ");
}

#[test]
fn groups_count_on_and_the_rest_comes_last() {
    let body = body(several(), |rendering| {
        rendering.layout = Layout::Grouped;
        rendering.groups = vec![
            Group {
                title: "Rust".to_owned(),
                tags: vec!["#Rust".to_owned()],
            },
            Group {
                title: "Tools".to_owned(),
                tags: vec!["tools".to_owned()],
            },
            Group {
                title: "Empty".to_owned(),
                tags: vec!["nothing".to_owned()],
            },
        ];
    });
    insta::assert_snapshot!(body, @"
    4 notes from 6 to 12 March 2023: first, A title, third and 1 more.

    ## Rust

    1. third

       - list

    2. fourth

    ## Tools

    3. first

    ## Other

    4. **A title**

       second
    ");
}

#[test]
fn jekyll_is_told_to_count_on_before_the_list() {
    let mut rendering = rendering(Name::Jekyll);
    rendering.layout = Layout::Grouped;
    let memos = vec![tagged("a", "x", &["one"]), tagged("b", "", &["two"])];
    let post = rendered(&issue(Language::En, memos), &[], &rendering);
    let (_, body) = text(&post).split_once("\n\n").expect("front matter");
    insta::assert_snapshot!(body, @r#"
    2 notes from 6 to 12 March 2023: x and 1 more.

    ## one

    1. x

    ## two

    {:start="2"}
    2. &#8203;
    "#);
}

#[test]
fn without_groups_the_first_tags_are_the_groups() {
    let body = body(several(), |rendering| rendering.layout = Layout::Grouped);
    insta::assert_snapshot!(body, @"
    4 notes from 6 to 12 March 2023: first, A title, third and 1 more.

    ## tools

    1. first

    2. third

       - list

    ## rust

    3. fourth

    ## Other

    4. **A title**

       second
    ");
}

#[test]
fn a_user_s_template_can_do_what_the_built_in_ones_do() {
    for (layout, source) in [
        (
            Layout::Numbered,
            include_str!("../../src/render/numbered.jinja"),
        ),
        (
            Layout::Grouped,
            include_str!("../../src/render/grouped.jinja"),
        ),
    ] {
        let built_in = body(several(), |rendering| rendering.layout = layout);
        let own = body(several(), |rendering| {
            rendering.layout = layout;
            rendering.template = Some(Template {
                name: "mine.md".to_owned(),
                source: source.to_owned(),
            });
        });
        assert_eq!(built_in, own);
    }
}

#[test]
fn a_user_s_template_sees_issue_and_items() {
    let body = body(several(), |rendering| {
        rendering.template = Some(Template {
            name: "mine.md".to_owned(),
            source: "{{ title }} ({{ count }})\n{% for item in items -%}\n* {{ item.number }} {{ item.lead }} {{ item.date | date('%H:%M') }} {{ item.tags | join('+') }}\n{% endfor %}\n".to_owned(),
        });
    });
    insta::assert_snapshot!(body, @"
    生成周刊 #5 (4)
    * 1 first 12:00 tools/cli
    * 2 A title second 12:00 
    * 3 third list 12:00 rust+tools
    * 4 fourth 12:00 rust
    ");
}

#[test]
fn a_template_s_error_shows_its_line() {
    let issue = issue(Language::En, several());
    let mut rendering = rendering(Name::Markdown);
    rendering.template = Some(Template {
        name: ".github/weekly.md".to_owned(),
        source: "ok\n{{ itms }}\n".to_owned(),
    });
    let error = with_trees(&issue, |trees| render(&issue, trees, &[], &rendering))
        .expect_err("no such variable");
    insta::assert_snapshot!(error, @"
    cannot render the template `.github/weekly.md`: unknown variable `itms`
       2 | {{ itms }}
    ");
    assert_eq!(error.help().as_deref(), Some("did you mean `items`?"));
}

#[test]
fn no_path_leads_out_of_the_repository() {
    let issue = issue(Language::En, several());
    for path in [
        "../{{ slug }}.md",
        "/{{ slug }}.md",
        "a/../../{{ slug }}.md",
        ".github/{{ slug }}.md",
        ".git/{{ slug }}.md",
        "posts/{{ slug }}.mdx",
        "posts/{{ slug }}",
        "a//{{ slug }}.md",
        "a\\{{ slug }}.md",
    ] {
        let mut rendering = rendering(Name::Markdown);
        rendering.path = path.to_owned();
        assert!(
            with_trees(&issue, |trees| render(&issue, trees, &[], &rendering)).is_err(),
            "{path}"
        );
    }
}

#[test]
fn the_issue_before_is_linked_if_it_is_known() {
    let body = body(vec![memo("a", "x")], |rendering| {
        rendering.previous = Some(Published {
            number: 4,
            path: "posts/weekly-4.md".to_owned(),
            date: None,
            title: Some("Weekly *#4*".to_owned()),
            front: None,
        });
    });
    insta::assert_snapshot!(body, @r##"
    1 note from 6 to 12 March 2023: x.

    1. x

    Previous issue: [Weekly \*\#4\*](weekly-4.md)
    "##);
}

#[test]
fn an_empty_week_says_so() {
    insta::assert_snapshot!(body(Vec::new(), |_| ()), @"
    No notes from 6 to 12 March 2023.
    ");
    let chinese = issue(Language::ZhCn, Vec::new());
    let post = rendered(&chinese, &[], &rendering(Name::Markdown));
    insta::assert_snapshot!(text(&post), @"
    ---
    title: 生成周刊·第五期
    date: 2023-03-12T12:00:00+08:00
    ---

    2023 年 3 月 6 日至 12 日没有新的内容。
    ");
}

#[test]
fn the_week_s_tags_reach_the_front_matter_if_asked() {
    let issue = issue(Language::En, several());
    let mut rendering = rendering(Name::Markdown);
    rendering.text.tags_in_front_matter = true;
    let post = rendered(&issue, &[], &rendering);
    assert!(
        text(&post).contains("tags: [tools/cli, rust, tools]\n"),
        "{}",
        text(&post)
    );
}

#[test]
fn an_end_of_the_excerpt_in_a_memo_is_not_the_first() {
    let mut rendering = rendering(Name::Hugo);
    rendering.intro = Some(String::new());
    let memos = vec![memo("a", "```\n<!--more-->\n```")];
    let post = rendered(&issue(Language::En, memos), &[], &rendering);
    assert!(
        text(&post).contains("---\n\n<!--more-->\n\n1. ```\n"),
        "{}",
        text(&post)
    );
}

#[test]
fn configured_front_matter_is_made_of_templates() {
    let mut rendering = rendering(Name::Hugo);
    let text = |text: &str| Value::Text(text.to_owned());
    rendering.front_matter = vec![
        (
            "cover".to_owned(),
            text("/img/weekly-{{ number | pad(3) }}.jpg"),
        ),
        ("subtitle".to_owned(), text("{{ headline }}")),
        ("weeks".to_owned(), Value::List(vec![text("{{ week }}")])),
        (
            "extra".to_owned(),
            Value::Map(vec![("count".to_owned(), text("{{ count }}"))]),
        ),
        ("toc".to_owned(), Value::Bool(true)),
    ];
    let memos = vec![memo("a", "晚霞很美，拍了一张。"), memo("b", "x")];
    let post = rendered(&issue(Language::ZhCn, memos), &[], &rendering);
    for line in [
        "cover: /img/weekly-005.jpg",
        "subtitle: 晚霞很美",
        "weeks: [\"2023-W10\"]",
        "  count: \"2\"",
        "toc: true",
    ] {
        assert!(
            super::text(&post).lines().any(|found| found == line),
            "{line}\n{}",
            super::text(&post)
        );
    }
    rendering.front_matter = vec![("cover".to_owned(), text("{{ numbr }}"))];
    let error = render(
        &issue(Language::ZhCn, Vec::new()),
        Vec::new(),
        &[],
        &rendering,
    );
    let error = error.expect_err("no such variable").to_string();
    assert!(error.contains("`blog.front_matter.cover`"), "{error}");
}

#[test]
fn an_issue_before_that_cannot_be_linked_is_told() {
    let mut rendering = rendering(Name::Astro);
    rendering.previous = Some(Published {
        number: 4,
        path: "src/content/blog/weekly-4.md".to_owned(),
        date: None,
        title: None,
        front: None,
    });
    let post = rendered(&issue(Language::En, vec![memo("a", "x")]), &[], &rendering);
    let told = post
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect::<String>();
    assert!(
        told.contains("`src/content/blog/weekly-4.md`, is not linked"),
        "{told}"
    );
}

#[test]
fn hexo_links_the_issue_before_itself_where_only_it_knows_the_address() {
    let mut blog = Blog::default();
    blog.add_text("_config.yml", "permalink: :category/:title/\n");
    let post = |text: &str, front_matter| {
        let mut rendering = rendering_in(&blog, Name::Hexo);
        rendering.front_matter = front_matter;
        rendering.intro = Some("After {{ previous_link }}.".to_owned());
        rendering.outro = Some("See {{ previous_link }}.".to_owned());
        rendering.previous = Some(Published {
            number: 4,
            path: "source/_posts/2023/weekly-4.md".to_owned(),
            date: None,
            title: Some("Weekly *4*".to_owned()),
            front: None,
        });
        let post = rendered(&issue(Language::En, vec![memo("a", text)]), &[], &rendering);
        let told: Vec<String> = post.warnings.iter().map(ToString::to_string).collect();
        (super::text(&post).to_owned(), told.join("\n"))
    };
    let (text, told) = post("x", Vec::new());
    assert!(
        text.ends_with("See {% post_link 2023/weekly-4 %}.\n"),
        "{text}"
    );
    assert_eq!(told, "");
    // where a memo has signs of Nunjucks, or the blog has none of it, the tag would be shown as it is
    let off = vec![("disableNunjucks".to_owned(), Value::Bool(true))];
    for (text, told) in [post("`{{ x }}`", Vec::new()), post("x", off)] {
        assert!(text.ends_with("See Weekly \\*4\\*.\n"), "{text}");
        assert!(told.contains("weekly-4.md`, is not linked"), "{told}");
    }
}
