//! Whole posts.

use memos_weekly::blog::Blog;
use memos_weekly::engine::Name;
use memos_weekly::issue::Language;

use super::{attachment, copied, issue, memo, rendered, rendering, rendering_in, text};

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
fn one_note_is_no_notes() {
    let issue = issue(Language::En, vec![memo("a", "hello")]);
    let post = rendered(&issue, &[], &rendering(Name::Markdown));
    insta::assert_snapshot!(text(&post), @r#"
    ---
    title: "生成周刊 #5"
    date: 2023-03-12T12:00:00+08:00
    ---

    1 note from 6 to 12 March 2023.

    1. hello
    "#);
}
