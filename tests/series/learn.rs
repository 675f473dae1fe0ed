//! The next issue of a series as people have them: its number, its place, its title, its language, its front matter.

use std::fmt::Write as _;

use memos_weekly::blog::Blog;
use memos_weekly::engine::{Name, detect};
use memos_weekly::front_matter::Fields;
use memos_weekly::issue::{Issue, Language, Order, Parts};
use memos_weekly::series::conventions::{Content, Picture};
use memos_weekly::series::{Around, Configured, Learnt, Subject, learn, published, second_look};
use memos_weekly::template;
use memos_weekly::week::{Calendar, WeekStart};

use proptest::prelude::*;

use crate::engine::blog;

/// A blog's files, and what its next issue must be like.
struct Form {
    files: Vec<(&'static str, String)>,
    number: u32,
    path: &'static str,
    title: &'static str,
    language: Language,
    front: &'static str,
}

/// What a run learns of a blog: with the names first, then with the texts that it asks for.
fn learnt(blog: &Blog, configured: &Configured) -> Learnt {
    let name = detect(blog).unwrap_or(Name::Markdown);
    let mut known = Blog::default();
    for path in blog.paths() {
        // what is no post is read at the first look
        let is_post = path.rsplit('.').next() == Some("md");
        match blog.text(path).filter(|_| !is_post) {
            Some(text) => known.add_text(path, text),
            None => known.add_path(path),
        }
    }
    let wanted = second_look(&known, name, learn(&known, name, configured).series());
    for path in wanted.texts {
        known.add_text(&*path, blog.text(&path).unwrap_or_default());
    }
    learn(&known, name, configured)
}

/// The issue of the week from 9 to 15 November 2026, without memos.
fn next(blog: &Blog, learnt: &Learnt) -> (Issue, String) {
    let known = published(blog, learnt.series());
    let number = known.iter().map(|post| post.number).max().unwrap_or(0) + 1;
    let calendar = Calendar {
        zone: learnt.timezone.clone().unwrap_or_default(),
        week_starts_on: WeekStart::Monday,
    };
    let issue = Issue::compose(Parts {
        number,
        period: calendar.parse_id("2026-W46").expect("a week"),
        titles: &learnt.titles,
        language: learnt.language,
        memos: Vec::new(),
        order: Order::default(),
        now: "2026-11-17T00:00:00Z".parse().expect("an instant"),
    })
    .expect("the templates are good");
    let path = template::render("path", &learnt.path, &issue.context()).expect("a path");
    (issue, path)
}

fn front(learnt: &Learnt, issue: &Issue) -> String {
    let content = Content {
        issue,
        description: "…",
        cover: None,
        tags: &[],
        additions: &[],
    };
    learnt.conventions.front_matter(&content, Fields::new())
}

fn file(path: &'static str, text: &str) -> (&'static str, String) {
    (path, text.to_owned())
}

/// What is learnt of every form, as a table; `cargo test forms -- --nocapture` prints it.
#[test]
fn the_next_issue_could_be_the_blogs_own_in_all_forms() {
    let mut table = format!(
        "{:44} number place title language front doubt\n",
        "newest issue"
    );
    let mut wrong = String::new();
    for form in forms() {
        let files: Vec<_> = form
            .files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        let mut blog = blog(&files);
        for (path, _) in &files {
            let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
            folders.for_each(|folder| blog.add_path(folder));
        }
        let learnt = learnt(&blog, &Configured::default());
        let (issue, path) = next(&blog, &learnt);
        let known = published(&blog, learnt.series());
        let newest = known.last().map_or("", |post| post.path.as_str());
        let _ = write!(table, "{newest:44}");
        let mut cell = |found: String, expected: String, width: usize| {
            let is_right = found == expected;
            if !is_right {
                let _ = writeln!(wrong, "{newest}: {found:?} instead of {expected:?}");
            }
            let sign = if is_right { '✓' } else { '✗' };
            let _ = write!(table, " {sign:width$}");
        };
        cell(issue.number.to_string(), form.number.to_string(), 6);
        cell(path, form.path.to_owned(), 5);
        cell(issue.title.clone(), form.title.to_owned(), 5);
        cell(learnt.language.to_string(), form.language.to_string(), 8);
        cell(front(&learnt, &issue), form.front.to_owned(), 5);
        cell(format!("{:?}", learnt.doubt), "None".to_owned(), 5);
        table.push('\n');
    }
    println!("{table}");
    assert_eq!(wrong, "", "\n{table}");
}

#[test]
fn a_file_that_is_named_by_its_headline_is_followed_by_one() {
    let posts = [
        ("content/weekly/238-秋天的风.md", ""),
        ("content/weekly/239-山顶咖啡.md", ""),
    ];
    let blog = blog(&posts);
    let learnt = learnt(&blog, &Configured::default());
    let (issue, path) = next(&blog, &learnt);
    assert_eq!(path, "content/weekly/240.md");
    let context = template::Context {
        headline: "晚霞很美".to_owned(),
        ..issue.context()
    };
    let slug = template::render("slug", &learnt.titles.slug, &context);
    assert_eq!(slug.as_deref(), Ok("240-晚霞很美"));
}

#[test]
fn the_language_is_that_of_the_configuration_the_titles_or_the_texts() {
    let language = |config: &str, title: &str, text: &str| {
        let post = format!("---\ntitle: {title}\n---\n\n{text}\n");
        let files = [("hugo.toml", config), ("content/posts/weekly-4.md", &*post)];
        learnt(&blog(&files), &Configured::default()).language
    };
    let cases = [
        (
            "languageCode = 'zh-hans'\n",
            "Weekly 4",
            "x",
            Language::ZhCn,
        ),
        ("languageCode = 'en-gb'\n", "周刊 4", "晚霞", Language::En),
        // as `hugo new site` leaves it
        ("languageCode = 'en-us'\n", "周刊 4", "x", Language::ZhCn),
        (
            "languageCode = 'en-us'\n",
            "Weekly 4",
            "晚霞",
            Language::ZhCn,
        ),
        ("a = 1\n", "周刊 4", "x", Language::ZhCn),
        ("a = 1\n", "週刊 4：ねこ", "ねこがいた", Language::En),
        (
            "a = 1\n",
            "Weekly 4",
            "这周在读 [The Book](https://example.org/a/long/address)。",
            Language::ZhCn,
        ),
        (
            "a = 1\n",
            "Weekly 4",
            "I learned that 晚霞 means the glow of the evening, and that 早霞 is that of the morning.",
            Language::En,
        ),
    ];
    for (config, title, text, expected) in cases {
        assert_eq!(language(config, title, text), expected, "{title} {text}");
    }
}

/// A Hugo blog with these two posts; empty ones are none.
fn hugo(third: &str, fourth: &str) -> Blog {
    let mut files = vec![("hugo.toml", "title = 'x'\n")];
    let posts = [
        ("content/posts/weekly-3.md", third),
        ("content/posts/weekly-4.md", fourth),
    ];
    files.extend(posts.into_iter().filter(|(_, text)| !text.is_empty()));
    blog(&files)
}

#[test]
fn what_belongs_to_one_issue_is_never_carried_over() {
    let post = |number: u32, own: &str| {
        format!(
            "---\ntitle: Weekly {number}\ndate: 2026-11-0{number}\nimage: ./cover.jpg\nslug: my-weekly-{number}\nurl: /weekly/{number}/\nid: 42\naliases: [/w{number}]\nabbrlink: 4a17b156\nresources:\n  - src: cover.jpg\naudio: talk.mp3\nbanner: /img/weekly.png\nauthor: Nick\nmood: {own}\nextra:\n  colour: red\n  thumbnail: a{number}.png\n---\n"
        )
    };
    let blog = hugo(&post(3, "good"), &post(4, "tired"));
    let learnt = learnt(&blog, &Configured::default());
    let (issue, _) = next(&blog, &learnt);
    let cover = learnt.conventions.cover().expect("a cover");
    assert_eq!(cover.0, "image");
    insta::assert_snapshot!(front(&learnt, &issue), @"
    ---
    title: Weekly 5
    date: 2026-11-15
    slug: my-weekly-5
    url: /weekly/5/
    banner: /img/weekly.png
    author: Nick
    extra:
      colour: red
    ---
    ");
}

#[test]
fn a_number_keeps_its_zeros_where_the_newest_issue_needs_none() {
    let post = |number: &str| {
        format!("---\ntitle: Weekly {number}\ndate: 2026-11-08\nurl: /weekly/{number}/\n---\n")
    };
    let (older, newest) = (post("099"), post("100"));
    let blog = blog(&[
        ("hugo.toml", "title = 'x'\n"),
        ("content/posts/weekly-099.md", &older),
        ("content/posts/weekly-100.md", &newest),
    ]);
    let learnt = learnt(&blog, &Configured::default());
    let (mut issue, _) = next(&blog, &learnt);
    assert!(front(&learnt, &issue).contains("url: /weekly/101/"));
    // as after a number that was left out
    issue.number = 9;
    assert!(front(&learnt, &issue).contains("url: /weekly/009/"));
}

#[test]
fn a_cover_is_named_as_the_blog_names_its_own() {
    let picture = Picture {
        beside: Some("weekly-5/a.jpg".to_owned()),
        rooted: Some("/images/weekly-5/a.jpg".to_owned()),
    };
    let nowhere = Picture {
        beside: None,
        ..picture.clone()
    };
    let cover = |yaml: &str, picture: &Picture| {
        let blog = hugo(
            "",
            &format!("---\ntitle: Weekly 4\ndate: 2026-11-08\n{yaml}---\n"),
        );
        let learnt = learnt(&blog, &Configured::default());
        let (issue, _) = next(&blog, &learnt);
        let content = Content {
            issue: &issue,
            description: "",
            cover: Some(picture),
            tags: &[],
            additions: &[],
        };
        let front = learnt.conventions.front_matter(&content, Fields::new());
        let lines: Vec<&str> = front.lines().skip(3).collect();
        lines.join("\n").trim_end_matches("---").to_owned()
    };
    let cases = [
        ("cover: cover.jpg\n", "cover: weekly-5/a.jpg\n"),
        ("heroImage: ./b.png\n", "heroImage: ./weekly-5/a.jpg\n"),
        (
            "thumbnail: /img/b.webp\n",
            "thumbnail: /images/weekly-5/a.jpg\n",
        ),
        (
            "featured_image: images/b.jpg\n",
            "featured_image: weekly-5/a.jpg\n",
        ),
        ("images: [b.jpg]\n", "images: [weekly-5/a.jpg]\n"),
        (
            "cover:\n  image: b.jpg\n  hidden: true\n",
            "cover:\n  image: weekly-5/a.jpg\n  hidden: true\n",
        ),
        // where that will be, only its author knows
        ("cover: https://cdn.example.org/b.jpg\n", ""),
        ("cover: true\n", "cover: true\n"),
    ];
    for (theirs, ours) in cases {
        assert_eq!(cover(theirs, &picture), ours, "{theirs}");
    }
    assert_eq!(cover("cover: cover.jpg\n", &nowhere), "");
    assert_eq!(
        cover("cover: img/b.jpg\n", &nowhere),
        "cover: images/weekly-5/a.jpg\n"
    );
    assert_eq!(
        cover("cover:\n  image: b.jpg\n  hidden: true\n", &nowhere),
        ""
    );
}

#[test]
fn what_looks_like_issues_without_a_number_is_told() {
    let config = ("hugo.toml", "languageCode = 'en'\n");
    let dated = [
        config,
        (
            "content/weekly/2026-w44.md",
            "---\ntitle: Weekly 2026-W44\n---\n",
        ),
        (
            "content/weekly/2026-w45.md",
            "---\ntitle: Weekly 2026-W45\n---\n",
        ),
    ];
    let doubt = |files: &[(&str, &str)]| learnt(&blog(files), &Configured::default()).doubt;
    let told = doubt(&dated).expect("a doubt");
    assert_eq!(
        (told.path.as_str(), told.count),
        ("content/weekly/2026-w44.md", 2)
    );
    let words = told.words(Language::En);
    assert!(
        words.contains("`number:` and, indented below it, `start: 3`"),
        "{words}"
    );
    assert!(told.words(Language::ZhCn).contains("缩进写 `start: 3`"));

    let titled = [
        config,
        ("content/posts/a.md", "---\ntitle: 我的周报：十月\n---\n"),
    ];
    assert!(doubt(&titled).is_some());
    let other = [
        config,
        (
            "content/posts/a.md",
            "---\ntitle: Ten things I learned\n---\n",
        ),
    ];
    assert_eq!(doubt(&other), None);
    let known = [
        config,
        ("content/posts/weekly-1.md", "---\ntitle: Weekly 1\n---\n"),
    ];
    assert_eq!(doubt(&known), None);
}

#[test]
fn the_zone_is_the_configurations_else_that_of_the_newest_dates() {
    let zone = |config: &str, date: &str| {
        let post = format!("---\ntitle: Weekly 4\ndate: {date}\n---\n");
        let files = [("hugo.toml", config), ("content/posts/weekly-4.md", &*post)];
        let learnt = learnt(&blog(&files), &Configured::default());
        learnt.timezone.map(|zone| zone.name().to_owned())
    };
    let named = "timeZone = 'Europe/Berlin'\n";
    let cases = [
        (named, "2026-11-08T12:00:00+08:00", Some("Europe/Berlin")),
        ("a = 1\n", "2026-11-08T12:00:00+08:00", Some("Etc/GMT-8")),
        (
            "languageCode = 'zh'\n",
            "2026-11-08T12:00:00+08:00",
            Some("Asia/Shanghai"),
        ),
        ("a = 1\n", "2026-11-08T12:00:00-05:00", Some("Etc/GMT+5")),
        ("a = 1\n", "2026-11-08T12:00:00+05:30", Some("Asia/Kolkata")),
        ("a = 1\n", "2026-11-08T12:00:00Z", None),
        ("a = 1\n", "2026-11-08", None),
    ];
    for (config, date, expected) in cases {
        assert_eq!(zone(config, date).as_deref(), expected, "{config} {date}");
    }
}

/// What is learnt of issues with these bodies, the first of them number 3.
fn around(bodies: &[&str]) -> Around {
    let mut blog = blog(&[("hugo.toml", "languageCode = 'zh-cn'\n")]);
    for (number, body) in (3..).zip(bodies) {
        let text = format!("---\ntitle: 周刊 {number}\ndate: 2026-11-0{number}\n---\n\n{body}");
        blog.add_text(format!("content/posts/weekly-{number}.md"), text);
    }
    learnt(&blog, &Configured::default()).around
}

/// A sentence that no other issue has.
fn own(number: u32) -> &'static str {
    ["Rain.", "Snow.", "Wind."][number as usize % 3]
}

#[test]
fn a_sentence_with_the_number_of_its_issue_is_said_with_the_next() {
    let said = |sentence: fn(u32) -> String| {
        let body = |number| {
            format!(
                "{}\n\n{}\n\n{}\n",
                sentence(number),
                own(number),
                own(number + 1)
            )
        };
        let bodies: Vec<String> = (3..6).map(body).collect();
        around(&bodies.iter().map(String::as_str).collect::<Vec<_>>()).intro
    };
    assert_eq!(
        said(|number| format!("这是周刊的第 {number} 期，欢迎订阅。")).as_deref(),
        Some("这是周刊的第 {{ number }} 期，欢迎订阅。")
    );
    assert_eq!(
        said(|number| format!("Weekly 0{number} is here.")).as_deref(),
        Some("Weekly {{ number | pad(2) }} is here.")
    );
    // another number, one that is not in all, a heading
    assert_eq!(said(|number| format!("{} things.", number + 10)), None);
    assert_eq!(
        said(|number| format!("{number} and {} things.", own(number))),
        None
    );
    assert_eq!(said(|number| format!("## 第 {number} 期")), None);
}

#[test]
fn what_the_newest_three_issues_say_around_the_memos_is_said_again() {
    let body = |number: u32| {
        let before = number - 1;
        format!(
            "这里记录每周值得分享的内容，[订阅](https://e.org/feed)。\n\n## 工具\n\n- 第 {number} 件\n\n上一期：[周刊 {before}](../weekly-{before}/)\n\n我们下周见。\n"
        )
    };
    let bodies = [body(3), body(4), body(5)];
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let learnt = around(&bodies);
    assert_eq!(
        learnt,
        Around {
            intro: Some("这里记录每周值得分享的内容，[订阅](https://e.org/feed)。".to_owned()),
            outro: Some(
                "{% if previous_link %}上一期：{{ previous_link }}{% endif %}\n\n我们下周见。"
                    .to_owned()
            ),
            links_previous: true,
        }
    );
    // two are no habit, and the newest ones count
    assert_eq!(around(&bodies[..2]), Around::default());
    let newest = "今天不一样。\n\n- x\n\n再见。\n";
    let changed = [bodies[0], bodies[1], bodies[2], newest];
    assert_eq!(around(&changed), Around::default());
    let older = [newest, bodies[0], bodies[1], bodies[2]];
    let learnt = around(&older);
    assert!(learnt.intro.is_some());
    // there the numbers in the links are others
    assert_eq!(learnt.outro.as_deref(), Some("我们下周见。"));
}

/// What is learnt of issues that end with this line, given with their numbers.
fn ending_with(line: impl Fn(u32) -> String) -> Around {
    let body = |number| format!("{}\n\n1. x\n\n{}\n", own(number), line(number));
    let bodies: Vec<String> = (3..6).map(body).collect();
    around(&bodies.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_link_to_the_issue_before_is_known_in_each_engines_own_way() {
    let links: [fn(u32) -> String; 7] = [
        |before| format!("[one](x-{before}.md)"),
        |before| format!("[one]({{{{< relref \"posts/weekly-{before}\" >}}}})"),
        |before| format!("[one]({{% post_url 2026-11-0{before}-weekly-{before} %}})"),
        |before| format!("[one](@/posts/weekly-{before}.md)"),
        |before| format!("[第 {before} 期](https://e.org/a1b2c3/)"),
        |before| format!("{{% post_link weekly-{before} %}}"),
        |before| format!("{{% post_link a1b2c3 第{before}期 %}}"),
    ];
    for link in links {
        let learnt = ending_with(|number| format!("Before this: {}.", link(number - 1)));
        let outro = "{% if previous_link %}Before this: {{ previous_link }}.{% endif %}";
        assert_eq!(learnt.outro.as_deref(), Some(outro), "{}", link(4));
        assert!(learnt.links_previous, "{}", link(4));
    }
}

#[test]
fn a_link_to_any_other_issue_is_no_habit() {
    let lines: [fn(u32) -> String; 6] = [
        // the same issue in all, the next one, two at once, another beginning, no words
        |_| "上一期：[周刊 2](../weekly-2/)".to_owned(),
        |number| format!("下一期：[周刊 {0}](../weekly-{0}/)", number + 1),
        |number| format!("下一期：{{% post_link weekly-{} %}}", number + 1),
        |number| format!("[{0}](../{0}/) | [{1}](../{1}/)", number - 1, number + 1),
        |number| format!("{number}：[周刊 {0}](../weekly-{0}/)", number - 1),
        |number| format!("[周刊 {0}](../weekly-{0}/)", number - 1),
    ];
    for line in lines {
        assert_eq!(ending_with(line), Around::default(), "{}", line(5));
    }
}

#[test]
fn nothing_of_one_issue_alone_is_learnt_as_a_habit() {
    // the same in all three, and yet no sentence of the series
    for sign in [
        "![](cover.png)",
        "## 工具",
        "- one",
        "1. one",
        "[上一期](../weekly-2/)",
        "<img src=\"a.png\">",
        "{{< ref \"a.md\" >}}",
        "[^1]: note",
        "| a | b |",
        "---",
        "",
    ] {
        let bodies: Vec<String> = (3..6)
            .map(|n| format!("{sign}\n\n{}\n\n{sign}\n", own(n)))
            .collect();
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        assert_eq!(around(&bodies), Around::default(), "{sign}");
    }
    // where nothing else is in them, it is what they say
    assert_eq!(around(&["Text.\n"; 3]), Around::default());
    let long = format!("{}\n\nx\n", "字".repeat(200));
    assert_eq!(around(&[&*long, &*long, &*long]).intro, None);
}

#[test]
fn what_is_configured_is_not_learnt() {
    let post = "---\ntitle: 稻草人周刊 Vol.4\ndate: 2026-11-08\n---\n";
    let blog = hugo("", post);
    let configured = Configured {
        series: Some("周刊".to_owned()),
        slug: Some("w{{ number }}".to_owned()),
        language: Some(Language::En),
        ..Configured::default()
    };
    let learnt = learnt(&blog, &configured);
    assert_eq!(learnt.titles.series, "周刊");
    assert_eq!(learnt.titles.title, "{{ series }} Vol.{{ number }}");
    assert_eq!(learnt.titles.slug, "w{{ number }}");
    assert_eq!(learnt.path, "content/posts/{{ slug }}.md");
    assert_eq!(learnt.language, Language::En);
    let subjects: Vec<Subject> = learnt.habits.iter().map(|habit| habit.subject).collect();
    assert_eq!(
        subjects,
        [Subject::Title, Subject::Path, Subject::FrontMatter]
    );
}

#[test]
fn numbered_pages_that_are_no_issues_are_none() {
    let config = ("hugo.toml", "title = 'x'\n");
    let pages = [
        config,
        ("content/posts/chapter-1.md", ""),
        ("content/posts/2026-11-08-hello.md", ""),
        ("content/posts/go-1.22.md", ""),
        ("content/posts/top-10.md", ""),
        ("content/posts/2025.md", ""),
        ("node_modules/x/weekly-9.md", ""),
        ("themes/x/content/posts/weekly-9.md", ""),
    ];
    let learnt = learnt(&blog(&pages), &Configured::default());
    assert_eq!(learnt.habits, []);
    assert_eq!(learnt.path, "content/posts/{{ slug }}.md");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// What was made by a template is learnt to the same next title and path.
    #[test]
    fn a_series_of_ours_goes_on_as_it_was(
        number in 2u32..1200,
        title in prop::sample::select(vec![
            "生成周刊·第{{ number | chinese }}期", "生成周刊（第 {{ number }} 期）", "Weekly #{{ number }}",
            "回声周刊 Vol.{{ number }}", "Weekly {{ number | pad(3) }}", "The {{ number | ordinal }} Weekly",
            "Weekly {{ number | roman }}", "{{ date | date(\"%Y\") }} 年第 {{ number }} 期 | 开源周报",
            "第 {{ number }} 期：小事（{{ date | date(\"%Y-%m-%d\") }}）",
        ]),
        path in prop::sample::select(vec![
            "content/posts/weekly-{{ number }}.md", "content/posts/weekly/{{ number | pad(3) }}.md",
            "content/posts/weekly-{{ number }}/index.md", "content/weekly/{{ date | date(\"%Y\") }}/issue-{{ number }}.md",
            "content/posts/{{ date | date }}-weekly-{{ number }}.md", "content/posts/第{{ number | chinese }}期.md",
        ]),
    ) {
        let at = |number: u32, template: &str| {
            let date = format!("2026-11-{:02}T12:00:00+00:00", 1 + 7 * (number % 3));
            let context = serde_json::json!({ "number": number, "date": date });
            (template::render("t", template, &context).expect("a good template"), date)
        };
        let mut known = blog(&[("hugo.toml", "title = 'x'\n")]);
        for number in [number - 1, number] {
            let (title, date) = at(number, title);
            let text = format!("---\ntitle: \"{title}\"\ndate: {date}\n---\n");
            known.add_text(at(number, path).0, text);
        }
        let learnt = learn(&known, Name::Hugo, &Configured::default());
        let (mut issue, _) = next(&known, &learnt);
        prop_assert_eq!(issue.number, number + 1);
        let date = at(number + 1, "").1;
        issue.date = date.parse().expect("a date");
        let context = issue.context();
        let ours = |template: &str| template::render("t", template, &context).expect("a good template");
        prop_assert_eq!(ours(&learnt.titles.title), at(number + 1, title).0);
        let slug = ours(&learnt.titles.slug);
        let context = template::Context { slug: Some(slug), ..context };
        let ours = template::render("t", &learnt.path, &context).expect("a good template");
        prop_assert_eq!(ours, at(number + 1, path).0);
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn forms() -> Vec<Form> {
    let config = |path, text| file(path, text);
    vec![
        Form {
            files: vec![
                config("astro.config.mjs", "export default {}"),
                file(
                    "src/pages/posts/237-下班蓝天.md",
                    "---\ndate: 2026/10/26\n---\n\n<img src=\"a\">\n",
                ),
                file(
                    "src/pages/posts/238-秋天的风.md",
                    "---\ndate: 2026/11/02\n---\n\n<img src=\"b\">\n",
                ),
                file(
                    "src/pages/posts/239-山顶咖啡.md",
                    "---\ndate: 2026/11/08\n---\n\n<img src=\"c\">\n",
                ),
            ],
            number: 240,
            path: "src/pages/posts/240.md",
            title: "周刊·第二百四十期",
            language: Language::ZhCn,
            front: "---\ndate: 2026/11/15\n---\n",
        },
        Form {
            files: vec![
                file("README.md", "# 科技爱好者周刊\n\n第407期\n"),
                file(
                    "docs/issue-406.md",
                    "# 科技爱好者周刊（第 406 期）：晚霞\n\n这里记录每周值得分享的科技内容，周五发布。\n",
                ),
                file(
                    "docs/issue-407.md",
                    "# 科技爱好者周刊（第 407 期）：浏览器\n\n这里记录每周值得分享的科技内容，周五发布。\n",
                ),
            ],
            number: 408,
            path: "docs/issue-408.md",
            title: "科技爱好者周刊（第 408 期）",
            language: Language::ZhCn,
            front: "",
        },
        Form {
            files: vec![
                config("hugo.toml", "baseURL = 'https://e.org'\n"),
                file(
                    "content/posts/weekly/64.md",
                    "---\ntitle: \"稻草人周刊 Vol.64\"\ndate: 2026-11-01T20:00:00+08:00\ncategories: [\"weekly\"]\ndraft: false\n---\nx\n",
                ),
                file(
                    "content/posts/weekly/65.md",
                    "---\ntitle: \"稻草人周刊 Vol.65\"\ndate: 2026-11-08T20:00:00+08:00\ncategories: [\"weekly\"]\ndraft: false\n---\ny\n",
                ),
                file(
                    "content/posts/hello.md",
                    "---\ntitle: 你好\ndate: 2026-11-12T20:00:00+08:00\n---\n",
                ),
            ],
            number: 66,
            path: "content/posts/weekly/66.md",
            title: "稻草人周刊 Vol.66",
            language: Language::ZhCn,
            front: "---\ntitle: \"稻草人周刊 Vol.66\"\ndate: 2026-11-15T12:00:00+08:00\ncategories: [\"weekly\"]\ndraft: false\n---\n",
        },
        Form {
            files: vec![
                config(
                    "hugo.yaml",
                    "baseURL: https://e.org\nlanguageCode: zh-cn\ntimeZone: Asia/Shanghai\n",
                ),
                file(
                    "content/posts/weekly/9.md",
                    "+++\ntitle = '回声周刊 Vol.9：地铁'\ndate = 2026-11-01\n+++\n",
                ),
                file(
                    "content/posts/weekly/10.md",
                    "+++\ntitle = '回声周刊 Vol.10：山路'\ndate = 2026-11-08\n+++\n",
                ),
            ],
            number: 11,
            path: "content/posts/weekly/11.md",
            title: "回声周刊 Vol.11",
            language: Language::ZhCn,
            front: "+++\ntitle = \"回声周刊 Vol.11\"\ndate = 2026-11-15\n+++\n",
        },
        Form {
            files: vec![
                config("hugo.toml", ""),
                file(
                    "content/post/weekly-7.md",
                    "---\ntitle: \"干货与湿货分享第7期\"\ndate: 2026-11-01\n---\n",
                ),
                file(
                    "content/post/weekly-8.md",
                    "---\ntitle: \"干货与湿货分享第8期\"\ndate: 2026-11-08\n---\n",
                ),
            ],
            number: 9,
            path: "content/post/weekly-9.md",
            title: "干货与湿货分享第9期",
            language: Language::ZhCn,
            front: "---\ntitle: \"干货与湿货分享第9期\"\ndate: 2026-11-15\n---\n",
        },
        Form {
            files: vec![
                config("astro.config.ts", ""),
                file(
                    "src/content/blog/monthly-34.md",
                    "---\ntitle: 月刊（第34期）\npubDate: 2026-10-15\n---\n",
                ),
                file(
                    "src/content/blog/monthly-35.md",
                    "---\ntitle: 月刊（第35期）\npubDate: 2026-11-08\n---\n",
                ),
                file(
                    "src/content/blog/hello.md",
                    "---\ntitle: 你好\npubDate: 2026-11-12\n---\n",
                ),
            ],
            number: 36,
            path: "src/content/blog/monthly-36.md",
            title: "月刊（第36期）",
            language: Language::ZhCn,
            front: "---\ntitle: 月刊（第36期）\npubDate: 2026-11-15\n---\n",
        },
        Form {
            files: vec![
                config("astro.config.mjs", ""),
                file(
                    "src/content/posts/weekly-53.md",
                    "---\ntitle: '前端周刊 #53'\ndate: '2026-11-08'\n---\n",
                ),
            ],
            number: 54,
            path: "src/content/posts/weekly-54.md",
            title: "前端周刊 #54",
            language: Language::ZhCn,
            front: "---\ntitle: '前端周刊 #54'\ndate: '2026-11-15'\n---\n",
        },
        Form {
            files: vec![
                config("_config.yml", "language: zh-CN\n"),
                file(
                    "source/_posts/weekly-6.md",
                    "---\ntitle: weekly.6\ndate: 2026-11-01 20:00:00\ntags: [weekly, rust]\n---\n",
                ),
                file(
                    "source/_posts/weekly-7.md",
                    "---\ntitle: weekly.7\ndate: 2026-11-08 20:00:00\ntags: [weekly, linux]\n---\n",
                ),
            ],
            number: 8,
            path: "source/_posts/weekly-8.md",
            title: "weekly.8",
            language: Language::ZhCn,
            front: "---\ntitle: weekly.8\ndate: 2026-11-15 12:00:00\ntags: [weekly]\n---\n",
        },
        Form {
            files: vec![
                config("_config.yml", "language: en\n"),
                file(
                    "source/_posts/2026/weekly-03.md",
                    "---\ntitle: No. 3\ndate: 2026-11-01 20:00:00\n---\n",
                ),
                file(
                    "source/_posts/2026/weekly-04.md",
                    "---\ntitle: No. 4\ndate: 2026-11-08 20:00:00\n---\n",
                ),
            ],
            number: 5,
            path: "source/_posts/2026/weekly-05.md",
            title: "No. 5",
            language: Language::En,
            front: "---\ntitle: No. 5\ndate: 2026-11-15 12:00:00\n---\n",
        },
        Form {
            files: vec![
                config("_config.yml", "lang: en\n"),
                file("_posts/2026-11-12-hello.md", "---\ntitle: Hello\n---\n"),
                file(
                    "_posts/weekly/2026-11-08-weekly-3.md",
                    "---\nlayout: post\ntitle: \"Weekly 3: Rain\"\n---\n",
                ),
                file(
                    "_posts/weekly/2026-11-15-weekly-4.md",
                    "---\nlayout: post\ntitle: \"Weekly 4: Sun\"\n---\n",
                ),
            ],
            number: 5,
            path: "_posts/weekly/2026-11-15-weekly-5.md",
            title: "Weekly 5",
            language: Language::En,
            front: "---\nlayout: post\ntitle: \"Weekly 5\"\ndate: 2026-11-15T12:00:00+00:00\n---\n",
        },
        Form {
            files: vec![
                config(
                    "docs/.vitepress/config.mts",
                    "export default { srcDir: 'src', lang: 'en-US' }",
                ),
                file(
                    "docs/src/weekly/003.md",
                    "---\ntitle: Weekly 003\ndate: 2026-11-01\n---\n\n# Weekly 003\n",
                ),
                file(
                    "docs/src/weekly/004.md",
                    "---\ntitle: Weekly 004\ndate: 2026-11-08\n---\n\n# Weekly 004\n",
                ),
            ],
            number: 5,
            path: "docs/src/weekly/005.md",
            title: "Weekly 005",
            language: Language::En,
            front: "---\ntitle: Weekly 005\ndate: 2026-11-15\n---\n",
        },
        Form {
            files: vec![
                config("hugo.toml", "defaultContentLanguage = 'zh-cn'\n"),
                file(
                    "content/posts/weekly-3/index.md",
                    "---\ntitle: 生成周刊·第三期\ndate: 2026-11-01T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/posts/weekly-3/index.en.md",
                    "---\ntitle: Generated Weekly 3\ndate: 2026-11-01T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/posts/weekly-4/index.md",
                    "---\ntitle: 生成周刊·第四期\ndate: 2026-11-08T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/posts/weekly-4/index.en.md",
                    "---\ntitle: Generated Weekly 4\ndate: 2026-11-08T12:00:00+08:00\n---\n",
                ),
                file("content/posts/weekly-4/a.png", "x"),
            ],
            number: 5,
            path: "content/posts/weekly-5/index.md",
            title: "生成周刊·第五期",
            language: Language::ZhCn,
            front: "---\ntitle: 生成周刊·第五期\ndate: 2026-11-15T12:00:00+08:00\n---\n",
        },
        Form {
            // languages in folders, and other posts without folders of their own
            files: vec![
                config(
                    "hugo.yaml",
                    "defaultContentLanguage: zh-cn\nlanguages:\n  zh-cn: {contentDir: content/zh-cn}\n  en: {contentDir: content/en}\n",
                ),
                file(
                    "content/zh-cn/posts/weekly-3/index.md",
                    "---\ntitle: 山居周刊 3\ndate: 2026-11-01T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/zh-cn/posts/weekly-4/index.md",
                    "---\ntitle: 山居周刊 4\ndate: 2026-11-08T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/zh-cn/posts/hello.md",
                    "---\ntitle: 你好\ndate: 2026-11-12T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/en/posts/weekly-3/index.md",
                    "---\ntitle: Mountain Weekly 3\ndate: 2026-11-01T12:00:00+08:00\n---\n",
                ),
                file(
                    "content/en/posts/weekly-4/index.md",
                    "---\ntitle: Mountain Weekly 4\ndate: 2026-11-08T12:00:00+08:00\n---\n",
                ),
            ],
            number: 5,
            path: "content/zh-cn/posts/weekly-5/index.md",
            title: "山居周刊 5",
            language: Language::ZhCn,
            front: "---\ntitle: 山居周刊 5\ndate: 2026-11-15T12:00:00+08:00\n---\n",
        },
        Form {
            // the words of the titles are English, those of the issues are not
            files: vec![
                config("astro.config.mjs", "export default {}"),
                file(
                    "src/content/posts/weekly-5.md",
                    "---\ntitle: \"Weekly#5\"\npublished: 2026-11-01\ntags: [Weekly]\n---\n\n这一周在读 [The Rust Book](https://doc.rust-lang.org/book/)。\n",
                ),
                file(
                    "src/content/posts/weekly-6.md",
                    "---\ntitle: \"Weekly#6\"\npublished: 2026-11-08\ntags: [Weekly]\n---\n\n这一周给博客换了新主题，也修好了旧单车。\n",
                ),
                file(
                    "src/content/posts/hello.md",
                    "---\ntitle: 你好，世界\npublished: 2026-11-09\ntags: [生活]\n---\n",
                ),
            ],
            number: 7,
            path: "src/content/posts/weekly-7.md",
            title: "Weekly#7",
            language: Language::ZhCn,
            front: "---\ntitle: \"Weekly#7\"\npublished: 2026-11-15\ntags: [Weekly]\n---\n",
        },
        Form {
            // no number but in the titles, names by day
            files: vec![
                config("hugo.toml", "languageCode = 'zh'\n"),
                file(
                    "content/weekly/2026-11-01.md",
                    "---\ntitle: 第 01 期 | 开源科技周报\ndate: 2026-11-01\n---\n",
                ),
                file(
                    "content/weekly/2026-11-08.md",
                    "---\ntitle: 第 02 期 | 开源科技周报\ndate: 2026-11-08\n---\n",
                ),
            ],
            number: 3,
            path: "content/weekly/2026-11-15.md",
            title: "第 03 期 | 开源科技周报",
            language: Language::ZhCn,
            front: "---\ntitle: 第 03 期 | 开源科技周报\ndate: 2026-11-15\n---\n",
        },
        Form {
            // files counted otherwise than titles
            files: vec![
                config("_config.yml", "language: en\n"),
                file(
                    "source/_posts/weekly-6.md",
                    "---\ntitle: Asiance weekly 4\ndate: 2026-11-01\n---\n",
                ),
                file(
                    "source/_posts/weekly-7.md",
                    "---\ntitle: Asiance weekly 5\ndate: 2026-11-08\n---\n",
                ),
            ],
            number: 8,
            path: "source/_posts/weekly-8.md",
            title: "Asiance weekly 8",
            language: Language::En,
            front: "---\ntitle: Asiance weekly 8\ndate: 2026-11-15\n---\n",
        },
        Form {
            files: vec![
                file(
                    "content/weekly/199.md",
                    "---\ntitle: \"Weekly 199\"\ndate: \"2026-11-01T10:00:00+01:00\"\n---\n",
                ),
                file(
                    "content/weekly/200.md",
                    "---\ntitle: \"Weekly 200\"\ndate: \"2026-11-08T10:00:00+01:00\"\n---\n",
                ),
            ],
            number: 201,
            path: "content/weekly/201.md",
            title: "Weekly 201",
            language: Language::En,
            front: "---\ntitle: \"Weekly 201\"\ndate: \"2026-11-15T12:00:00+01:00\"\n---\n",
        },
    ]
}
