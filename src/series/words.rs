//! The words by which people know a series: weekly, newsletter, 周刊.
//!
//! Beside a number, they tell an issue from any other post with a number in its name.

/// `true` if a text, in lower case, ends with a word that only a series has.
pub(super) fn is_series_word(text: &str) -> bool {
    const WORDS: [&str; 23] = [
        "weekly",
        "biweekly",
        "monthly",
        "week-note",
        "week-notes",
        "week_note",
        "week_notes",
        "weeknote",
        "weeknotes",
        "weekly-report",
        "newsletter",
        "newsletters",
        "digest",
        "issue",
        "issues",
        "vol",
        "volume",
        "roundup",
        "round-up",
        "edition",
        "zhoukan",
        "zhoubao",
        "yuekan",
    ];
    const HAN: [&str; 11] = [
        "周刊", "週刊", "周报", "週報", "周记", "週記", "月刊", "月报", "旬刊", "日刊", "通讯",
    ];
    HAN.iter().any(|word| text.ends_with(word))
        || WORDS.iter().any(|word| {
            text.strip_suffix(word)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
        })
}
