//! An issue's number, title, slug and order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, NaiveDate, Utc};
use memos_weekly::issue::PullState::{Closed, Merged, Open};
use memos_weekly::issue::{
    Error, Issue, Language, LedgerEntry, Order, Parts, Published, PullState, Titles, assign_number,
    safe_slug,
};
use memos_weekly::memo::{Memo, Syntax, Visibility};
use memos_weekly::week::{Calendar, Period, WeekStart};
use proptest::prelude::*;

fn week(id: &str) -> Period {
    let calendar = Calendar {
        zone: "Asia/Shanghai".parse().unwrap(),
        week_starts_on: WeekStart::Monday,
    };
    calendar.parse_id(id).unwrap()
}

fn post(number: u32, date: &str) -> Published {
    Published {
        number,
        path: format!("content/posts/weekly-{number}/index.md"),
        date: date.parse().ok(),
        title: None,
        front: None,
    }
}

fn pull(week: &str, number: u32, state: PullState) -> LedgerEntry {
    LedgerEntry {
        week: week.to_owned(),
        number: Some(number),
        state,
        pull: Some(1),
        url: format!("https://github.com/nick/blog/pull/{number}"),
    }
}

/// The number of the issue about the week from 6 to 12 March 2023.
fn number(published: &[Published], ledger: &[LedgerEntry]) -> u32 {
    assign_number(None, &week("2023-W10"), published, ledger, 1).unwrap()
}

#[test]
fn the_first_issue_has_the_number_to_start_with() {
    let assigned = assign_number(None, &week("2023-W10"), &[], &[], 100);
    assert_eq!(assigned, Ok(100));
}

#[test]
fn the_next_number_follows_the_highest_of_all_posts_and_pull_requests() {
    let posts = [post(9, "2023-03-05"), post(10, "2023-02-26"), post(2, "")];
    assert_eq!(number(&posts, &[]), 11);
    assert_eq!(number(&posts, &[pull("2023-W09", 11, Open)]), 12);
    assert_eq!(number(&posts, &[pull("2023-W09", 11, Merged)]), 12);
}

#[test]
fn a_closed_pull_request_and_an_empty_week_burn_no_number() {
    let posts = [post(4, "2023-02-19")];
    assert_eq!(number(&posts, &[pull("2023-W09", 5, Closed)]), 5);
    let unnumbered = LedgerEntry {
        number: None,
        ..pull("2023-W09", 0, Open)
    };
    assert_eq!(number(&posts, &[unnumbered]), 5);
}

#[test]
fn a_week_keeps_the_number_it_has() {
    let later = pull("2023-W11", 7, Open);
    for state in [Open, Merged, Closed] {
        let own = pull("2023-W10", 5, state);
        assert_eq!(
            number(&[post(4, "2023-03-05")], &[own, later.clone()]),
            5,
            "{state:?}"
        );
    }
    // Also if only its post tells, by the date that we give such posts.
    assert_eq!(
        number(&[post(5, "2023-03-12"), post(6, "2023-03-19")], &[]),
        5
    );
}

#[test]
fn a_post_that_was_merged_keeps_its_number_whatever_date_its_author_gave_it() {
    let posts = [post(5, "2023-03-14"), post(6, "2023-03-19")];
    let own = [pull("2023-W10", 5, Merged)];
    assert_eq!(number(&posts, &own), 5);
    let asked_for = assign_number(Some(5), &week("2023-W10"), &posts, &own, 1);
    assert_eq!(asked_for, Ok(5));
}

#[test]
fn a_post_by_hand_about_the_week_before_is_not_taken_for_this_weeks() {
    // Many people publish on the Monday after.
    assert_eq!(number(&[post(4, "2023-03-06")], &[]), 5);
}

#[test]
fn a_number_that_another_week_got_meanwhile_is_given_up() {
    let posts = [post(5, "2023-03-05")];
    assert_eq!(number(&posts, &[pull("2023-W10", 5, Open)]), 6);
    assert_eq!(number(&posts, &[pull("2023-W10", 5, Closed)]), 6);
    let ledger = [pull("2023-W10", 5, Open), pull("2023-W12", 5, Merged)];
    assert_eq!(number(&[], &ledger), 6);
}

#[test]
fn of_open_pull_requests_with_one_number_the_oldest_keeps_it_and_no_two_meet_again() {
    let opened = |week, number| LedgerEntry {
        pull: number,
        ..pull(week, 5, Open)
    };
    let ledger = [
        opened("2023-W08", None),
        opened("2023-W09", Some(12)),
        opened("2023-W10", Some(10)),
        opened("2023-W11", Some(11)),
    ];
    let assigned = |id, posts: &[Published]| assign_number(None, &week(id), posts, &ledger, 1);
    let all = |posts: &[Published]| {
        ["2023-W10", "2023-W11", "2023-W09", "2023-W08"].map(|id| assigned(id, posts).unwrap())
    };
    assert_eq!(all(&[]), [5, 6, 7, 8]);
    assert_eq!(all(&[post(5, "2023-01-01")]), [6, 7, 8, 9]);
}

#[test]
fn an_issue_that_comes_back_leaves_the_number_to_who_has_it_now() {
    let ledger = [pull("2023-W10", 5, Closed), pull("2023-W11", 5, Open)];
    assert_eq!(number(&[], &ledger), 6);
}

#[test]
fn what_is_published_keeps_its_number() {
    let ledger = [pull("2023-W10", 5, Merged), pull("2023-W09", 5, Open)];
    assert_eq!(number(&[], &ledger), 5);
    assert_eq!(
        assign_number(None, &week("2023-W09"), &[], &ledger, 1),
        Ok(6)
    );
}

#[test]
fn a_number_that_is_asked_for_is_given_unless_it_is_taken() {
    let assign = |number, posts: &[Published], ledger: &[LedgerEntry]| {
        assign_number(Some(number), &week("2023-W10"), posts, ledger, 1)
    };
    let posts = [post(4, "2023-03-05")];
    assert_eq!(assign(42, &posts, &[]), Ok(42));
    assert_eq!(assign(5, &posts, &[pull("2023-W10", 5, Open)]), Ok(5));
    assert_eq!(assign(6, &posts, &[pull("2023-W10", 5, Open)]), Ok(6));
    assert_eq!(assign(5, &posts, &[pull("2023-W09", 5, Closed)]), Ok(5));

    let error = assign(4, &posts, &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "number 4 is taken by content/posts/weekly-4/index.md"
    );
    assert_eq!(
        error.help().unwrap(),
        "the next free number is 5; without `--number` it is found by itself"
    );
    let error = assign(5, &posts, &[pull("2023-W11", 5, Open)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "number 5 is taken by https://github.com/nick/blog/pull/5"
    );
}

#[test]
fn after_the_last_number_there_is_none() {
    let error = assign_number(None, &week("2023-W10"), &[post(u32::MAX, "")], &[], 1).unwrap_err();
    assert!(matches!(error, Error::Exhausted { .. }));
    assert!(error.help().unwrap().contains("weekly-4294967295"));
}

fn memo(id: &str, tags: &[&str]) -> Memo {
    let time: DateTime<Utc> = "2023-03-08T12:00:00Z".parse().unwrap();
    Memo {
        id: id.to_owned(),
        aliases: Vec::new(),
        created: time,
        updated: time,
        displayed: time,
        visibility: Visibility::Public,
        pinned: false,
        content: String::new(),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        attachments: Vec::new(),
        page: None,
        syntax: Syntax::default(),
    }
}

fn compose(titles: &Titles, order: Order) -> Issue {
    Issue::compose(Parts {
        number: 5,
        period: week("2023-W10"),
        titles,
        language: Language::ZhCn,
        memos: vec![memo("a", &["x", "y"]), memo("b", &["y", "z"])],
        order,
        now: "2023-03-13T00:00:00Z".parse().unwrap(),
    })
    .unwrap()
}

#[test]
fn titles_are_templates_and_have_defaults_in_every_language() {
    let chinese = compose(&Titles::default_for(Language::ZhCn), Order::NewestFirst);
    assert_eq!(chinese.title, "周刊·第五期");
    assert_eq!(chinese.slug, "weekly-5");
    assert_eq!(chinese.date.to_rfc3339(), "2023-03-12T12:00:00+08:00");
    let english = compose(&Titles::default_for(Language::En), Order::NewestFirst);
    assert_eq!(english.title, "Weekly #5");
    assert_eq!(english.series, "Weekly");

    let own = Titles {
        series: "生成周刊".to_owned(),
        title: "{{ series }}·第{{ number | chinese }}期\n（{{ days }}，{{ count }} 条）\n"
            .to_owned(),
        slug: "{{ iso_year }}/{{ title }}".to_owned(),
    };
    let issue = compose(&own, Order::NewestFirst);
    assert_eq!(
        issue.title,
        "生成周刊·第五期 （2023 年 3 月 6 日至 12 日，2 条）"
    );
    assert_eq!(
        issue.slug,
        "2023-生成周刊-第五期-2023-年-3-月-6-日至-12-日-2-条"
    );
}

#[test]
fn a_title_cannot_use_itself() {
    let titles = Titles {
        title: "{{ title }}".to_owned(),
        ..Titles::default_for(Language::En)
    };
    let error = Issue::compose(Parts {
        number: 5,
        period: week("2023-W10"),
        titles: &titles,
        language: Language::En,
        memos: Vec::new(),
        order: Order::default(),
        now: "2023-03-13T00:00:00Z".parse().unwrap(),
    })
    .unwrap_err();
    assert_eq!(error.reason, "unknown variable `title`");
}

#[test]
fn memos_are_put_into_order_and_tags_gathered_in_it() {
    let titles = Titles::default_for(Language::En);
    let ids = |issue: &Issue| {
        issue
            .memos
            .iter()
            .map(|memo| memo.id.clone())
            .collect::<String>()
    };
    let newest_first = compose(&titles, Order::NewestFirst);
    assert_eq!(ids(&newest_first), "ba");
    assert_eq!(newest_first.tags(), ["y", "z", "x"]);
    let oldest_first = compose(&titles, Order::OldestFirst);
    assert_eq!(ids(&oldest_first), "ab");
    assert_eq!(oldest_first.tags(), ["x", "y", "z"]);
    assert_eq!(
        serde_json::to_value(Order::default()).unwrap(),
        "newest_first"
    );
}

#[test]
fn slugs_are_one_safe_path_segment() {
    for (text, slug) in [
        ("weekly-5", "weekly-5"),
        ("Weekly 5", "Weekly-5"),
        ("第五期", "第五期"),
        ("a/b\\c", "a-b-c"),
        ("../../.github/workflows/x.yml", "github-workflows-x.yml"),
        (".hidden", "hidden"),
        ("a..b", "a-b"),
        ("v1.2", "v1.2"),
        ("tail. ", "tail"),
        ("a\u{0}\n:*?\"<>|b", "a-b"),
        ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
        ("नमस्ते", "नमस्ते"),
        ("week_note", "week_note"),
        ("🎉 party 🎉", "party"),
    ] {
        assert_eq!(safe_slug(text).as_deref(), Some(slug), "{text}");
    }
    for text in ["", "..", " / ", "🎉"] {
        assert_eq!(safe_slug(text), None, "{text}");
    }
    let nothing = Titles {
        slug: "🎉".to_owned(),
        ..Titles::default_for(Language::En)
    };
    assert_eq!(compose(&nothing, Order::NewestFirst).slug, "weekly-5");
}

#[test]
fn days_are_written_as_one_reads_them() {
    for (id, english, chinese) in [
        ("2023-W10", "6–12 March 2023", "2023 年 3 月 6 日至 12 日"),
        (
            "2023-W13",
            "27 March – 2 April 2023",
            "2023 年 3 月 27 日至 4 月 2 日",
        ),
        (
            "2022-W52",
            "26 December 2022 – 1 January 2023",
            "2022 年 12 月 26 日至 2023 年 1 月 1 日",
        ),
        ("2023-03-08_2023-03-08", "8 March 2023", "2023 年 3 月 8 日"),
        (
            "2022-03-07_2023-03-08",
            "7 March 2022 – 8 March 2023",
            "2022 年 3 月 7 日至 2023 年 3 月 8 日",
        ),
    ] {
        assert_eq!(Language::En.days(&week(id)), english);
        assert_eq!(Language::ZhCn.days(&week(id)), chinese);
    }
    let day: NaiveDate = "2023-03-08".parse().unwrap();
    assert_eq!(Language::En.day(day), "8 March 2023");
}

#[test]
fn languages_are_read_as_blogs_write_them() {
    for (tag, language) in [
        ("zh-CN", Language::ZhCn),
        ("zh", Language::ZhCn),
        ("zh_Hans_CN", Language::ZhCn),
        ("en", Language::En),
        ("en-GB", Language::En),
    ] {
        assert_eq!(tag.parse(), Ok(language));
    }
    let error = "de".parse::<Language>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`de` is not a language this program writes"
    );
    assert_eq!(serde_json::to_value(Language::ZhCn).unwrap(), "zh-CN");
    assert_eq!(Language::default(), Language::En);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_slug_leaves_its_folder(text in "\\PC*|[./\\\\a-c ]*") {
        if let Some(slug) = safe_slug(&text) {
            prop_assert!(!slug.is_empty() && slug.len() <= 120);
            prop_assert!(!slug.starts_with('.') && !slug.contains(['/', '\\', ':']));
            prop_assert_eq!(safe_slug(&slug), Some(slug.clone()));
        }
    }

    #[test]
    fn no_number_is_given_twice(
        weeks in proptest::collection::vec((1u32..6, 1u32..6, 0usize..3), 0..6),
        posts in proptest::collection::vec(1u32..6, 0..4),
    ) {
        let ledger: Vec<_> = weeks
            .iter()
            .map(|&(week, number, state)| {
                pull(&format!("2023-W{week:02}"), number, [Open, Merged, Closed][state])
            })
            .collect();
        let posts: Vec<_> = posts.into_iter().map(|number| post(number, "2022-01-01")).collect();
        let next = number(&posts, &ledger);
        prop_assert!(posts.iter().all(|post| post.number != next));
        prop_assert!(ledger.iter().all(|entry| entry.state == Closed || entry.number != Some(next)));
    }
}

/// An issue with memos of these texts.
fn made_of(language: Language, texts: &[&str]) -> Issue {
    let memos = texts.iter().enumerate();
    let memos = memos.map(|(index, text)| crate::render::memo(&index.to_string(), text));
    crate::render::issue(language, memos.collect())
}

#[test]
fn a_summary_says_what_is_in_it_and_how_much() {
    let zh = |texts: &[&str]| made_of(Language::ZhCn, texts).summary();
    let en = |texts: &[&str]| made_of(Language::En, texts).summary();
    let five = [
        "晚霞\n拍了一张",
        "《置身事内》，读完了",
        "uv 0.9 发布了",
        "晚霞",
        "x",
    ];
    assert_eq!(zh(&five), "晚霞、《置身事内》、uv 0.9 发布了等 5 条");
    assert_eq!(zh(&five[..2]), "晚霞、《置身事内》，共 2 条");
    assert_eq!(zh(&five[..1]), "晚霞");
    assert_eq!(
        en(&["rain", "tea: green", "uv", "x"]),
        "rain, tea, uv and 1 more"
    );
    assert_eq!(en(&["rain", "tea"]), "rain and tea");
    assert_eq!(en(&["```\ncode\n```", "![](a.png)"]), "");
}

#[test]
fn headline_and_summary_have_words_of_public_memos_only() {
    for visibility in [Visibility::Private, Visibility::Protected] {
        let mut issue = made_of(Language::En, &["rain", "tea"]);
        issue.memos[0].visibility = visibility;
        let made = crate::render::issue(Language::En, issue.memos);
        assert_eq!(made.headline, "tea");
        assert_eq!(made.summary(), "tea and 1 more");
    }
}

#[test]
fn a_long_thought_is_cut_between_words_and_comes_last() {
    let long = "the evening glow above the mountains of the north";
    let cut = "the evening glow above the…";
    assert_eq!(made_of(Language::En, &[long]).headline, cut);
    assert_eq!(
        made_of(Language::En, &[long, "rain"]).summary(),
        format!("rain and {cut}")
    );
    let han = "这是一个没有任何标点并且写得非常长的句子";
    assert_eq!(
        made_of(Language::ZhCn, &[han]).summary(),
        "这是一个没有任何标点并且写得非常…"
    );
}
