//! Numbers are written in every style, and read from the titles that people give their weekly posts.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use memos_weekly::numeral::{chinese, ordinal, padded, read, roman};
use proptest::prelude::*;

#[test]
fn numbers_are_written_in_chinese() {
    for (number, text) in [
        (0, "零"),
        (1, "一"),
        (5, "五"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (25, "二十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (212, "二百一十二"),
        (1005, "一千零五"),
    ] {
        assert_eq!(chinese(number), text);
    }
    assert!(!chinese(u32::MAX).is_empty());
}

#[test]
fn numbers_are_written_as_english_ordinals() {
    let written = [1, 2, 3, 4, 5, 11, 12, 13, 21, 22, 101, 111, 113].map(ordinal);
    assert_eq!(
        written.join(" "),
        "1st 2nd 3rd 4th 5th 11th 12th 13th 21st 22nd 101st 111th 113th"
    );
}

#[test]
fn numbers_are_written_in_roman_numerals_where_there_are_any() {
    assert_eq!(roman(5).as_deref(), Some("V"));
    assert_eq!(roman(1994).as_deref(), Some("MCMXCIV"));
    assert_eq!(roman(3999).as_deref(), Some("MMMCMXCIX"));
    assert_eq!(roman(0), None);
    assert_eq!(roman(4000), None);
}

#[test]
fn numbers_are_padded_but_never_cut() {
    assert_eq!(padded(5, 2), "05");
    assert_eq!(padded(105, 2), "105");
    assert_eq!(padded(5, 0), "5");
}

#[test]
fn titles_that_name_a_number() {
    for (title, number) in [
        ("生成周刊·第五期", 5),
        ("第 5 期", 5),
        ("第05期", 5),
        ("第 01 期 | 开源科技周报", 1),
        ("第一百零一期", 101),
        ("第一百〇一期", 101),
        ("第一〇一期", 101),
        ("第两百期", 200),
        ("第二十五期", 25),
        ("第二五期", 25),
        ("第２期", 2),
        ("第　１２　期", 12),
        ("第廿期 #20", 20),
        (
            "科技爱好者周刊（第 296 期）：xz 后门的作者 Jia Tan 是谁？",
            296,
        ),
        ("AI每周精选：第12期（2023-03-05）", 12),
        ("第 5-6 期", 6),
        ("2026年第 3 期（总第 118 期）", 118),
        ("2026年第 3 期", 3),
        ("第V期", 5),
        ("第十回", 10),
        ("Weekly-X", 10),
        ("周刊 12 期", 12),
        ("#5", 5),
        ("＃５", 5),
        ("Weekly #22", 22),
        ("周刊#5", 5),
        ("Issue #686", 686),
        ("LifeWeekly #12 - 2026年第 40 周周报", 12),
        ("Vol.5", 5),
        ("Vol. 5", 5),
        ("Ｖｏｌ．５", 5),
        ("Weekly Vol.1", 1),
        ("Volume 7: Spring", 7),
        ("No. 5", 5),
        ("Nº 5", 5),
        ("№ 5", 5),
        ("Issue 5", 5),
        ("Issue V", 5),
        ("issue-296", 296),
        ("weekly-5", 5),
        ("2023-03-05-weekly-5", 5),
        ("weekly-05.md", 5),
        ("Weekly 23", 23),
        ("Week Note 12", 12),
        ("Weeknotes 12: the return", 12),
        ("Weekly 5 - 2023-03-05", 5),
        ("Weekly 5 (6–12 March 2023)", 5),
        ("Friday assorted links 507", 507),
        ("The 21st edition of my newsletter", 21),
        ("My 5th Weekly", 5),
        ("Weekly 5th", 5),
        ("Weekly XIV", 14),
        ("周刊·五", 5),
        ("周报（十二）", 12),
        ("周刊 12 两个多月都没有更新", 12),
        ("一期一会：第十一期", 11),
        ("C# 12 新特性｜周刊第 3 期", 3),
        ("第 12 周", 12),
    ] {
        assert_eq!(read(title), Some(number), "{title}");
    }
}

#[test]
fn titles_that_name_none() {
    for title in [
        "",
        "2026-W40",
        "Weekly 2026-W40",
        "周报 2026W40",
        "Y26W12",
        "2026年第 40 周周报",
        "2026 年第四十周",
        "Week 10, 2023",
        "Weekly 2023-03-05",
        "weekly-2023-03-05",
        "weekly-20230305",
        "weekly-2023-10",
        "Weekly 2023",
        "周刊 2023 年 3 月",
        "周刊 3 月 5 日",
        "周报 3月5日",
        "Weekly 5 March",
        "Weekly 5th of March",
        "Weekly 3/5",
        "Weeknotes 3–9 March",
        "Weeknotes 3 – 9 March",
        "Weeknotes for 3 March to 9 March",
        "Weekly Links Digest - Week of March 3",
        "Week Note Nº 47/2026",
        "Weekly 5 tools you should know",
        "周报 5 个工具",
        "一期一会",
        "周刊一览",
        "周报·一周见闻",
        "Weekly: I built a thing",
        "weekly v1.5",
        "Weekly 1.5",
        "Release No. 5.1",
        "Newsletter: CDC news",
        "#2023总结",
        "#100DaysOfCode",
        "C# 12",
        "it&#39;s me",
        "iPhone 15",
        "Ten things I learned",
    ] {
        assert_eq!(read(title), None, "{title}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_into_a_title_is_read_from_it(number in 1u32..1900) {
        for title in [
            format!("生成周刊·第{}期", chinese(number)),
            format!("生成周刊（第 {number} 期）：标题"),
            format!("Weekly #{number}"),
            format!("Weekly {}", padded(number, 3)),
            format!("{} Weekly", ordinal(number)),
            format!("Weekly {}", ordinal(number)),
            format!("Vol. {}", roman(number).unwrap()),
            format!("Issue {number}: Spring"),
            format!("weekly-{number}"),
        ] {
            prop_assert_eq!(read(&title), Some(number), "{}", title);
        }
    }

    #[test]
    fn certain_titles_hold_any_number(number: u32) {
        prop_assert_eq!(read(&format!("第{number}期")), Some(number));
        prop_assert_eq!(read(&format!("第{}期", chinese(number))), Some(number));
    }

    #[test]
    fn no_title_is_too_strange(title in "\\PC*") {
        read(&title);
    }
}
