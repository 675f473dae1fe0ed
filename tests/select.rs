//! Rules choose memos, and say how many they left out without saying which.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use memos_weekly::memo::{Memo, Syntax, Visibility};
use memos_weekly::select::{Reason, Rules, Selection, TimeOf, select};
use memos_weekly::week::{Calendar, Period, WeekStart, Zone};
use regex::Regex;

fn week() -> Period {
    let calendar = Calendar {
        zone: Zone::default(),
        week_starts_on: WeekStart::Monday,
    };
    calendar.parse_id("2023-W10").unwrap()
}

fn noon() -> DateTime<Utc> {
    "2023-03-08T12:00:00Z".parse().unwrap()
}

fn memo(id: &str) -> Memo {
    Memo {
        id: id.to_owned(),
        aliases: Vec::new(),
        created: noon(),
        updated: noon(),
        displayed: noon(),
        visibility: Visibility::Public,
        pinned: false,
        content: format!("memo {id}"),
        tags: Vec::new(),
        attachments: Vec::new(),
        page: None,
        syntax: Syntax::default(),
    }
}

fn tagged(id: &str, tags: &[&str]) -> Memo {
    Memo {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..memo(id)
    }
}

fn seen_by(id: &str, visibility: Visibility) -> Memo {
    Memo {
        visibility,
        ..memo(id)
    }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn ids(selection: &Selection) -> Vec<&str> {
    selection
        .memos
        .iter()
        .map(|memo| memo.id.as_str())
        .collect()
}

#[test]
fn only_public_memos_are_chosen_unless_others_are_asked_for() {
    let memos = vec![
        seen_by("a", Visibility::Public),
        seen_by("b", Visibility::Protected),
        seen_by("c", Visibility::Private),
    ];
    let selection = select(memos.clone(), &week(), &Rules::default());
    assert_eq!(ids(&selection), ["a"]);
    assert_eq!(
        selection.left_out_words().to_string(),
        "1 private, 1 protected"
    );
    assert_eq!(selection.private_included(), 0);

    let rules = Rules {
        visibility: BTreeSet::from([Visibility::Private, Visibility::Protected]),
        ..Rules::default()
    };
    let selection = select(memos, &week(), &rules);
    assert_eq!(ids(&selection), ["b", "c"]);
    assert_eq!(selection.left_out_words().to_string(), "1 public");
    assert_eq!(selection.private_included(), 2);
}

#[test]
fn memos_of_other_weeks_are_dropped_without_a_word() {
    let early = Memo {
        created: week().start() - Duration::seconds(1),
        ..memo("early")
    };
    let late = Memo {
        created: week().end(),
        ..memo("late")
    };
    let first = Memo {
        created: week().start(),
        ..memo("first")
    };
    let selection = select(vec![early, late, first], &week(), &Rules::default());
    assert_eq!(ids(&selection), ["first"]);
    assert!(selection.left_out.is_empty());
}

#[test]
fn memos_are_sorted_by_the_time_that_decides_and_then_by_id() {
    let displayed = |id: &str, hours| Memo {
        displayed: noon() + Duration::hours(hours),
        created: noon() - Duration::days(100),
        ..memo(id)
    };
    let rules = Rules {
        time: TimeOf::Displayed,
        ..Rules::default()
    };
    let memos = vec![displayed("c", 2), displayed("b", 1), displayed("a", 2)];
    assert_eq!(ids(&select(memos, &week(), &rules)), ["b", "a", "c"]);
}

#[test]
fn a_tag_covers_what_is_nested_below_it() {
    let chosen = |rule: &str, tags: &[&str]| {
        let rules = Rules {
            tags: strings(&[rule]),
            ..Rules::default()
        };
        !select(vec![tagged("a", tags)], &week(), &rules)
            .memos
            .is_empty()
    };
    for (rule, tag) in [
        ("dev", "dev"),
        ("#dev", "dev"),
        ("dev", "dev/rust"),
        ("dev/", "dev/rust/async"),
        ("dev/rust", "dev/rust"),
        ("Dev", "dEV/Rust"),
        ("标签", "标签/子"),
        ("ÉTÉ", "été"),
        ("ΟΔΟΣ", "οδος"),
        ("οδοσ", "ΟΔΟΣ"),
    ] {
        assert!(chosen(rule, &["x", tag]), "{rule} {tag}");
    }
    for (rule, tag) in [
        ("dev", "devops"),
        ("dev/rust", "dev"),
        ("rust", "dev/rust"),
        ("dev", "my/dev"),
    ] {
        assert!(!chosen(rule, &[tag]), "{rule} {tag}");
    }
    assert!(!chosen("dev", &[]));
}

#[test]
fn excluded_tags_go_before_wanted_ones() {
    let rules = Rules {
        tags: strings(&["weekly", "links"]),
        exclude_tags: strings(&["#draft", "private"]),
        ..Rules::default()
    };
    let memos = vec![
        tagged("a", &["links"]),
        tagged("b", &["weekly", "Draft/later"]),
        tagged("c", &["draft"]),
        tagged("d", &["private", "links"]),
        tagged("e", &["other"]),
        memo("f"),
    ];
    let selection = select(memos, &week(), &rules);
    assert_eq!(ids(&selection), ["a"]);
    assert_eq!(
        selection.left_out_words().to_string(),
        "2 tagged `draft`, 1 tagged `private`, 2 without a wanted tag"
    );
}

#[test]
fn patterns_decide_on_the_text() {
    let rules = Rules {
        matching: Some(Regex::new("(?i)HTTPS?://").unwrap()),
        not_matching: Some(Regex::new("TODO").unwrap()),
        ..Rules::default()
    };
    let with = |id: &str, content: &str| Memo {
        content: content.to_owned(),
        ..memo(id)
    };
    let memos = vec![
        with("a", "see https://example.org"),
        with("b", "no link"),
        with("c", "TODO https://example.org"),
    ];
    let selection = select(memos, &week(), &rules);
    assert_eq!(ids(&selection), ["a"]);
    assert_eq!(
        selection.left_out_words().to_string(),
        "2 ruled out by content"
    );
}

#[test]
fn pins_and_length_decide_if_asked_to() {
    let memos = || {
        vec![
            Memo {
                pinned: true,
                ..memo("a")
            },
            Memo {
                content: "\n 三个字 \n".to_owned(),
                ..memo("b")
            },
        ]
    };
    let choose = |rules: &Rules| {
        let selection = select(memos(), &week(), rules);
        (
            ids(&selection).concat(),
            selection.left_out_words().to_string(),
        )
    };
    let pinned = |pinned| Rules {
        pinned,
        ..Rules::default()
    };
    let at_least = |min_length| Rules {
        min_length,
        ..Rules::default()
    };
    let outcome = |ids: &str, words: &str| (ids.to_owned(), words.to_owned());
    assert_eq!(choose(&pinned(None)), outcome("ab", ""));
    assert_eq!(choose(&pinned(Some(true))), outcome("a", "1 not pinned"));
    assert_eq!(choose(&pinned(Some(false))), outcome("b", "1 pinned"));
    assert_eq!(choose(&at_least(3)), outcome("ab", ""));
    assert_eq!(choose(&at_least(4)), outcome("a", "1 too short"));
}

#[test]
fn a_memo_counts_under_its_first_reason_only_and_visibility_is_the_first() {
    let everything_wrong = Memo {
        visibility: Visibility::Private,
        ..tagged("a", &["draft"])
    };
    let rules = Rules {
        tags: strings(&["weekly"]),
        exclude_tags: strings(&["draft"]),
        matching: Some(Regex::new("never").unwrap()),
        pinned: Some(true),
        min_length: 1000,
        ..Rules::default()
    };
    let reasons = |visible: bool, rules: &Rules| {
        let mut memo = everything_wrong.clone();
        if visible {
            memo.visibility = Visibility::Public;
        }
        let left_out = select(vec![memo], &week(), rules).left_out;
        left_out.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(reasons(false, &rules), [Reason::Private]);
    assert_eq!(reasons(true, &rules), [Reason::Tag("draft".to_owned())]);
    let rules = Rules {
        exclude_tags: Vec::new(),
        ..rules
    };
    assert_eq!(reasons(true, &rules), [Reason::WithoutTag]);
    let rules = Rules {
        tags: Vec::new(),
        ..rules
    };
    assert_eq!(reasons(true, &rules), [Reason::Content]);
    let rules = Rules {
        matching: None,
        ..rules
    };
    assert_eq!(reasons(true, &rules), [Reason::NotPinned]);
    let rules = Rules {
        pinned: None,
        ..rules
    };
    assert_eq!(reasons(true, &rules), [Reason::TooShort]);
}

#[test]
fn an_empty_selection_explains_itself() {
    let explain =
        |memos: Vec<Memo>, rules: &Rules| select(memos, &week(), rules).explain_empty().to_string();
    let private = |id: &str| seen_by(id, Visibility::Private);
    let rules = Rules {
        exclude_tags: strings(&["draft"]),
        not_matching: Some(Regex::new("memo").unwrap()),
        ..Rules::default()
    };
    let said = [
        explain(vec![], &rules),
        explain(vec![private("a")], &rules),
        explain(vec![private("a"), private("b")], &rules),
        explain(
            vec![private("a"), tagged("b", &["draft"]), memo("c")],
            &rules,
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_memo_of_nothing_but_tags_is_counted_and_not_shown() {
    let with = |id: &str, content: &str| Memo {
        content: content.to_owned(),
        ..memo(id)
    };
    let memos = vec![
        with("tags", "#a #读书/b\n\n#c"),
        with("empty", " \n"),
        with("number", "#123"),
        with("heading", "# a"),
        with("text", "#a b"),
    ];
    let rules = Rules {
        tags_only: false,
        ..Rules::default()
    };
    let selection = select(memos.clone(), &week(), &rules);
    assert_eq!(ids(&selection), ["heading", "number", "text"]);
    assert_eq!(selection.left_out_words().to_string(), "2 without text");
    // where tags are shown they are text
    assert_eq!(select(memos, &week(), &Rules::default()).memos.len(), 5);
}
