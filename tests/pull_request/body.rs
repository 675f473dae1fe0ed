//! The description of the pull request.

use chrono::NaiveDate;
use memos_weekly::issue::Language;
use memos_weekly::publish::body::{Marker, Row, Summary, body, harmless, plain};
use proptest::prelude::*;

use super::desk::{BRANCH, blog, issue, run, sign};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn summary(leads: &[&str]) -> Summary {
    Summary {
        language: Language::En,
        first_day: day("2023-03-06"),
        last_day: day("2023-03-12"),
        rows: leads
            .iter()
            .enumerate()
            .map(|(index, lead)| Row {
                number: index + 1,
                lead: (*lead).to_owned(),
                source: (index % 2 == 0)
                    .then(|| "https://memos.example.org/memos/Xy".parse().expect("a URL")),
            })
            .collect(),
        images: 1,
        left_out: "4 private, 1 tagged `draft`".to_owned(),
        warnings: vec![
            "Item 3: `icon.svg` was not copied (SVG is off; see `attachments.allow_svg`)."
                .to_owned(),
        ],
    }
}

#[test]
fn it_says_what_is_in_it_what_is_not_and_how_to_change_it() {
    let text = body(&summary(&[
        "duckdb/duckdb 把分析型数据库装进…",
        "读到一句话…",
        "给博客换了新图标",
    ]));
    insta::assert_snapshot!(sign(&text, "生成周刊·第五期"), @r#"
    <!-- memos-weekly:start -->
    **3 memos** from 6 to 12 March 2023 · 1 image · left out: 4 private, 1 tagged `draft`

    | | memo | |
    |---|---|---|
    | 1 | duckdb/duckdb 把分析型数据库装进… | [source](https://memos.example.org/memos/Xy) |
    | 2 | 读到一句话… |  |
    | 3 | 给博客换了新图标 | [source](https://memos.example.org/memos/Xy) |

    > [!WARNING]
    > Item 3: `icon.svg` was not copied (SVG is off; see `attachments.allow_svg`).

    Edit the post here as you like: later runs keep your edits and add only what is new. Merge to publish; close to skip this week.
    <!-- memos-weekly {"week":"2023-W10","number":5,"title":"8d4fca6d0bbc","text":"a6ea00d1442d"} -->
    "#);
}

#[test]
fn it_is_short_where_there_is_little_to_say() {
    let mut one = summary(&["one"]);
    one.images = 0;
    one.left_out.clear();
    one.warnings.clear();
    one.first_day = one.last_day;
    insta::assert_snapshot!(body(&one), @r"
    **1 memo** of 12 March 2023

    | | memo | |
    |---|---|---|
    | 1 | one | [source](https://memos.example.org/memos/Xy) |

    Edit the post here as you like: later runs keep your edits and add only what is new. Merge to publish; close to skip this week.
    ");
}

#[test]
fn days_are_named_with_as_few_words_as_they_need() {
    let headline = |first: &str, last: &str| {
        let summary = Summary {
            first_day: day(first),
            last_day: day(last),
            ..summary(&["one"])
        };
        let text = body(&summary);
        text.split(" · ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        headline("2023-03-06", "2023-03-12"),
        "**1 memo** from 6 to 12 March 2023"
    );
    assert_eq!(
        headline("2023-03-27", "2023-04-02"),
        "**1 memo** from 27 March to 2 April 2023"
    );
    assert_eq!(
        headline("2022-12-26", "2023-01-01"),
        "**1 memo** from 26 December 2022 to 1 January 2023"
    );
}

#[test]
fn words_of_a_memo_ping_nobody_refer_to_nothing_and_break_no_table() {
    let shown = |text: &str| plain(text).replace('\u{200b}', "¦");
    for (text, wanted) in [
        ("hi @anna and @org/team", "hi @¦anna and @¦org/team"),
        ("fixes #12, GH-12, o/r#3", "fixes #¦12, GH-¦12, o/r#¦3"),
        (
            "see https://github.com/o/r/issues/1",
            "see https:¦//github.com/o/r/issues/1",
        ),
        (
            "www.example.org and a@b.com",
            "www.¦example.org and a@¦b.com",
        ),
        ("at 4f5e6d7c8b9a", "at 4f5e6d¦7c8b9a"),
        (
            "a | b <b>c</b> &amp; `d`",
            "a \\| b &lt;b&gt;c&lt;/b&gt; &amp;amp; \\`d\\`",
        ),
        (
            "[a](b) ![c](d) *e* _f_ ~g~ $h$",
            "\\[a\\](b) \\!\\[c\\](d) \\*e\\* \\_f\\_ \\~g\\~ \\$h\\$",
        ),
        ("two\nlines\tand\u{202e} more", "two lines and more"),
        (
            "<!-- memos-weekly {} -->",
            "&lt;\\!-- memos-weekly \\{\\} --&gt;",
        ),
        ("#标签 and # heading", "#标签 and # heading"),
    ] {
        assert_eq!(shown(text), wanted);
    }
}

#[test]
fn code_spans_of_a_sentence_stay_and_nothing_else_begins_one() {
    for (text, wanted) in [
        ("`@anna` <b> | #1", "`@¦anna` &lt;b> \\| #¦1"),
        // Markdown decodes nothing in a code span
        ("`Q&A|<1>\\.pdf` & more", "`Q&A|<1>\\.pdf` &amp; more"),
        ("``a`b & c`` & d", "``a`b & c`` &amp; d"),
        ("lone ` and <b>", "lone \\` and &lt;b>"),
        ("two `` and `<b>`", "two \\`\\` and `<b>`"),
        ("not \\`<b>", "not \\\\\\`&lt;b>"),
        ("`<!-- memos-weekly {} -->`", "`<!¦-- memos-weekly {} -->`"),
    ] {
        assert_eq!(harmless(text).replace('\u{200b}', "¦"), wanted);
    }
    // a code span that is too long is not left open
    let mut long = summary(&["one"]);
    long.warnings = vec![
        format!("`{}`", "w".repeat(3_000)),
        "`<b>` & more".to_owned(),
    ];
    let text = body(&long);
    assert!(
        text.contains("> \\`www") && text.contains("> `<b>` &amp; more"),
        "{text}"
    );
}

#[test]
fn a_title_with_signs_that_nobody_sees_is_renewed_as_well() {
    let github = blog();
    let mut proposal = issue(&["one"]);
    proposal.title = "Weekly \u{2066}#5\u{2069} \u{7} \u{200e}(new)".to_owned();
    run(&github, &proposal).expect("it is created");
    assert_eq!(github.pull(1).title, "Weekly #\u{200b}5 (new)");
    assert_eq!(github.commits(BRANCH).len(), 1);
    proposal.title = "Weekly #5".to_owned();
    run(&github, &proposal).expect("it is renewed");
    assert_eq!(github.pull(1).title, "Weekly #\u{200b}5");
}

#[test]
fn it_stays_below_githubs_limit_and_says_what_it_dropped() {
    let lead = "字".repeat(200);
    let leads = vec![lead.as_str(); 2_000];
    let text = body(&summary(&leads));
    assert!(text.chars().count() <= 60_000, "{}", text.chars().count());
    assert!(text.contains("**2000 memos**"));
    assert!(
        text.contains("more memos; all of them are in the post."),
        "{text}"
    );
    let mut many = summary(&["one"]);
    many.warnings = vec!["w".repeat(3_000); 500];
    assert!(body(&many).chars().count() <= 60_000);
}

#[test]
fn the_marker_is_read_back() {
    let text = sign("words", "Weekly #5");
    let marker = Marker::find(&text).expect("it is there");
    assert_eq!((marker.week.as_str(), marker.number), ("2023-W10", 5));
    assert!(marker.wrote_title("Weekly #5") && marker.wrote_text_of(&text));
    assert!(marker.wrote_text_of(&text.replace('\n', "\r\n")));
    assert!(!marker.wrote_title("My week"));
    assert!(!marker.wrote_text_of(&text.replace("words", "my words")));
    assert_eq!(Marker::find("nothing of ours"), None);
    let short = r#"<!-- memos-weekly {"week":"2023-W10","number":5} -->"#;
    assert_eq!(Marker::find(short).map(|marker| marker.number), Some(5));
}

proptest! {
    #[test]
    fn whatever_a_memo_says_nothing_of_it_is_a_reference_or_a_tag(text in "[a-f0-9@#<>|`/:.w \\-\\n\\p{L}]{0,80}") {
        let reference = regex::Regex::new(
            r"@\w|#\d|[A-Za-z]-\d|://|www\.[^\s\u{200b}]|[0-9a-fA-F]{7}|<|(^|[^\\])[|`]"
        ).expect("a pattern");
        let shown = plain(&text);
        prop_assert!(!reference.is_match(&shown), "{shown:?}");
        prop_assert!(!shown.contains('\n'));
        let back = shown.replace('\u{200b}', "").replace("&lt;", "<").replace("&gt;", ">").replace('\\', "");
        prop_assert_eq!(back, text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}
