//! Which posts belong to the series, and what must be read to know.

use memos_weekly::blog::{Blog, Wanted};
use memos_weekly::engine::Name;
use memos_weekly::issue::Titles;
use memos_weekly::series::{NumberFrom, Series, first_look, published, second_look};

use super::series;
use crate::engine::{blog, titles};

const BUNDLES: &str = "content/posts/{{ slug }}/index.md";

fn numbers(files: &[(&str, &str)], titles: &Titles, path: &str) -> Vec<u32> {
    published(&blog(files), series(titles, path))
        .iter()
        .map(|post| post.number)
        .collect()
}

#[test]
fn the_first_look_reaches_every_engine() {
    let wanted = first_look(&[".github/memos-weekly.yml"]);
    for path in [
        ".github/memos-weekly.yml",
        "hugo.toml",
        "_config.yml",
        "package.json",
        "docs/.vitepress/config.mts",
    ] {
        assert!(wanted.texts.iter().any(|text| text == path), "{path}");
    }
    for path in [
        "",
        "content/posts",
        "_posts",
        "source/_posts",
        "src/content/blog",
    ] {
        assert!(wanted.folders.iter().any(|folder| folder == path), "{path}");
    }
}

#[test]
fn numbers_come_from_paths_and_are_sorted_as_numbers() {
    let files = [
        ("content/posts/weekly-10/index.md", ""),
        ("content/posts/weekly-9", ""),
        ("content/posts/weekly-9/index.md", ""),
        ("content/posts/weekly-9/weekly-99.png", ""),
        // a folder without a post is what a killed run left, or only pictures
        ("content/posts/weekly-11", ""),
        ("content/posts/weekly-12/a.png", ""),
        ("content/posts/hello/index.md", ""),
        ("content/posts/weekly-x/index.md", ""),
    ];
    assert_eq!(numbers(&files, &titles(), BUNDLES), [9, 10]);
}

#[test]
fn slugs_may_spell_the_number_in_any_way() {
    let slugs = |slug: &str| Titles {
        slug: slug.to_owned(),
        ..titles()
    };
    let flat = "content/posts/{{ slug }}.md";
    let cases = [
        (
            "weekly-{{ number | pad(3) }}",
            "content/posts/weekly-005.md",
        ),
        ("第{{ number | chinese }}期", "content/posts/第五期.md"),
        ("weekly-{{ number | roman }}", "content/posts/weekly-V.md"),
        (
            "{{ iso_year }}-w{{ iso_week }}-no{{ number }}",
            "content/posts/2023-w10-no5.md",
        ),
        (
            "the-{{ number | ordinal }}-week",
            "content/posts/the-5th-week.md",
        ),
    ];
    for (slug, path) in cases {
        assert_eq!(numbers(&[(path, "")], &slugs(slug), flat), [5], "{slug}");
    }
}

#[test]
fn jekyll_names_give_the_date_too() {
    let files = [("_posts/2023-03-05-weekly-4.md", "")];
    let titles = titles();
    let series = series(&titles, "_posts/{{ date | date }}-{{ slug }}.md");
    let posts = published(&blog(&files), series);
    assert_eq!(posts[0].number, 4);
    assert_eq!(posts[0].date, "2023-03-05".parse().ok());
}

#[test]
fn renamed_files_are_known_by_their_titles() {
    let files = [
        (
            "content/posts/166-cat/index.md",
            "---\ntitle: 生成周刊·第四期\ndate: 2023-03-05\n---\n",
        ),
        (
            "content/posts/old/index.md",
            "+++\ntitle = '生成周刊（第 3 期）：猫'\n+++\n",
        ),
        (
            "content/posts/other/index.md",
            "---\ntitle: 另一个周刊 第 99 期\n---\n",
        ),
        ("content/posts/broken/index.md", "---\ntitle: [\n---\n"),
    ];
    assert_eq!(numbers(&files, &titles(), BUNDLES), [3, 4]);
}

/// The second look at a blog whose posts have these names.
fn wanted_of(names: impl Iterator<Item = String>) -> Wanted {
    let mut blog = Blog::default();
    for name in names {
        blog.add_path(format!("content/posts/{name}/index.md"));
    }
    let titles = titles();
    second_look(&blog, Name::Hugo, series(&titles, BUNDLES))
}

#[test]
fn the_second_look_reads_the_newest_posts_only() {
    let wanted = wanted_of((1..=30).map(|number| format!("weekly-{number}")));
    assert_eq!(wanted.texts.len(), 10);
    assert_eq!(wanted.texts[0], "content/posts/weekly-30/index.md");
    assert!(wanted.folders.is_empty());
}

#[test]
fn all_posts_are_read_where_only_titles_tell_the_numbers() {
    let wanted = wanted_of(('a'..='z').map(String::from));
    assert_eq!(wanted.texts.len(), 26);
}

#[test]
fn numbers_are_read_where_the_configuration_says() {
    let files = [(
        "content/posts/weekly-7/index.md",
        "---\ntitle: 生成周刊·第四期\n---\n",
    )];
    let titles = titles();
    let found = [
        (NumberFrom::Auto, 7),
        (NumberFrom::FileNames, 7),
        (NumberFrom::Titles, 4),
    ];
    for (numbers, number) in found {
        let series = Series {
            numbers,
            ..series(&titles, BUNDLES)
        };
        let posts = published(&blog(&files), series);
        assert_eq!(posts[0].number, number, "{numbers:?}");
    }
}

#[test]
fn a_folder_of_its_own_is_asked_for_first() {
    let titles = titles();
    let series = series(&titles, "notes/weekly/{{ slug }}.md");
    let wanted = second_look(&blog(&[("notes", "")]), Name::Hugo, series);
    assert_eq!(wanted.folders, ["notes/weekly"]);
    let known = blog(&[("notes/weekly/weekly-4.md", "")]);
    let wanted = second_look(&known, Name::Hugo, series);
    assert_eq!(wanted.texts, ["notes/weekly/weekly-4.md"]);
    assert!(wanted.folders.is_empty());
}
