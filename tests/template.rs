//! Templates say what they are told to, and where they go wrong.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::DateTime;
use memos_weekly::template::{Context, Previous, render};
use serde::Serialize;

fn context() -> Context {
    Context {
        series: "生成周刊".to_owned(),
        number: 25,
        title: Some("生成周刊·第二十五期".to_owned()),
        slug: None,
        headline: "晚霞".to_owned(),
        date: DateTime::parse_from_rfc3339("2023-03-12T12:00:00+08:00").unwrap(),
        language: "zh-CN".to_owned(),
        week: "2023-W10".to_owned(),
        first_day: "2023-03-06".parse().unwrap(),
        last_day: "2023-03-12".parse().unwrap(),
        days: "2023 年 3 月 6 日至 12 日".to_owned(),
        iso_year: 2023,
        iso_week: 10,
        count: 3,
        tags: vec!["rust".to_owned(), "标签".to_owned()],
        previous: None,
    }
}

fn rendered(source: &str) -> String {
    render("test", source, &context()).unwrap()
}

fn screen(source: &str) -> String {
    let error = render("title", source, &context()).unwrap_err();
    match error.help() {
        Some(help) => format!("{error}\n  help: {help}\n"),
        None => format!("{error}\n"),
    }
}

#[test]
fn a_number_is_written_in_every_style() {
    assert_eq!(
        rendered(
            "{{ number }} {{ number | pad(4) }} {{ number | chinese }} {{ number | ordinal }} {{ number | roman }}"
        ),
        "25 0025 二十五 25th XXV"
    );
}

#[test]
fn a_date_is_written_in_every_style() {
    assert_eq!(
        rendered("{{ first_day | date('%Y 年 %-m 月 %-d 日') }} – {{ last_day | date('%-d %B') }}"),
        "2023 年 3 月 6 日 – 12 March"
    );
    assert_eq!(
        rendered("{{ date | date }} {{ date | date('%H:%M %z') }} {{ date }}"),
        "2023-03-12 12:00 +0800 2023-03-12T12:00:00+08:00"
    );
    assert_eq!(
        rendered("{{ first_day }} {{ first_day | date('%a %H:%M') }}"),
        "2023-03-06 Mon 00:00"
    );
}

#[test]
fn every_variable_is_there() {
    assert_eq!(
        rendered(
            "{{ series }}|{{ title }}|{{ language }}|{{ week }}|{{ days }}|{{ iso_year }}-{{ iso_week }}|{{ count }}|{{ tags | join(' ') }}"
        ),
        "生成周刊|生成周刊·第二十五期|zh-CN|2023-W10|2023 年 3 月 6 日至 12 日|2023-10|3|rust 标签"
    );
}

#[test]
fn the_issue_before_may_be_missing() {
    let source = "{% if previous %}#{{ previous.number }} {{ previous.url }}{% endif %}";
    assert_eq!(rendered(source), "");
    let context = Context {
        previous: Some(Previous {
            number: 24,
            title: None,
            url: Some("/weekly-24/".to_owned()),
        }),
        ..context()
    };
    assert_eq!(
        render("outro", source, &context).unwrap(),
        "#24 /weekly-24/"
    );
}

#[test]
fn other_rooms_add_variables_of_their_own() {
    #[derive(Serialize)]
    struct Post {
        #[serde(flatten)]
        issue: Context,
        items: Vec<String>,
    }
    let post = Post {
        issue: context(),
        items: vec!["1. a < b & c\n".to_owned(), "2. \"d\"\n".to_owned()],
    };
    let source = "{{ number }}\n{% for item in items -%}\n{{ item }}\n{% endfor -%}\nend\n";
    assert_eq!(
        render("post.md", source, &post).unwrap(),
        "25\n1. a < b & c\n\n2. \"d\"\n\nend\n"
    );
}

#[test]
fn memo_text_is_never_a_template() {
    #[derive(Serialize)]
    struct Text {
        text: &'static str,
    }
    let context = Text {
        text: "{{ number }} {% raw %}",
    };
    assert_eq!(
        render("post.md", "{{ text }}", &context).unwrap(),
        context.text
    );
}

#[test]
fn what_is_wrong_is_shown_with_its_place() {
    let screens = [
        "{{ numbr }}",
        "line one\n{{ series }}·第{{ Number | chinese }}期",
        "{{ foo }}",
        "{{ previous.number }}",
        "{{ slug }}",
        "{{ number | chinees }}",
        "{{ series | chinese }}",
        "{{ 4000 | roman }}",
        "{{ number | pad }}",
        "{{ first_day | date('%Q') }}",
        "{{ first_day | date('%z') }}",
        "{{ series | date }}",
        "{% if numbr == 5 %}x{% endif %}",
        "{{ number",
        "{% if number %}\n",
        "{% include 'secrets' %}",
        "{{ frobnicate(number) }}",
    ]
    .map(screen);
    insta::assert_snapshot!(screens.concat());
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    for source in [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ] {
        assert!(render("intro", source, &context()).is_err());
    }
}
