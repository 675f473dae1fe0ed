//! Finding the number of an issue in its title.
//!
//! Titles hold other numbers as well: dates, years, weeks of the year, versions, counts. A number taken for an issue's
//! by mistake spoils the whole series, so in doubt there is none.

use std::sync::LazyLock;

use chinese_number::{ChineseCountMethod, ChineseToNumber};
use regex::{Regex, RegexBuilder};

use super::roman;

/// The number of the issue that a title (or a slug) names: `第五期`, `第 05 期`, `#5`, `Vol. 5`, `No. 5`, `Issue V`,
/// `the 5th edition`, `weekly-5`. Full-width characters count as their plain forms.
pub fn read(title: &str) -> Option<u32> {
    let title = narrow(title);
    PATTERNS.iter().find_map(|pattern| pattern.read(&title))
}

/// One way to write a number into a title.
struct Pattern {
    regex: Regex,
    trust: Trust,
}

/// The certainty with which a pattern shows the number of an issue.
enum Trust {
    /// Always the number of an issue.
    Certain,
    /// The number of an issue, unless it goes on as a date or a version does.
    Labelled,
    /// Possibly a count of something else: what follows has to be the end or punctuation, or text well apart.
    Loose,
    /// The week of a year if the title names one, else the number of an issue.
    WeekOfYear,
}

/// The most telling first.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    const HAN: &str = "[〇零一二两兩三四五六七八九十百千万萬壹贰貳叁參肆伍陆陸柒捌玖拾佰仟亿億]+";
    const ROMAN: &str = "(?-i:[IVXLCDM]+)";
    const SERIES: &str = r"(?:weekly|week[\s-]?notes?|newsletter|digest|links|round-?up|周刊|週刊|周报|週報|周记|週記)";
    const EDITION: &str = r"(?:issue|edition|number|weekly|week[\s-]?notes?|newsletter|digest)";
    let any = format!(r"(?<n>\d+|{ROMAN}|{HAN})");
    let latin = format!(r"(?<n>\d+|\b{ROMAN}\b)");
    let double = format!(r"(?:(?:\d+|{HAN})\s*[-–—~、/&和]\s*)?");
    let gap = r"[\s.:_#-]*";
    [
        (Trust::Certain, format!(r"[总總]\s*第\s*{double}{any}\s*期")),
        (
            Trust::Certain,
            format!(r"(?:^|[^年\s])\s*第\s*{double}{any}\s*期"),
        ),
        (
            Trust::Certain,
            format!(r"(?:^|[^年\s])\s*第\s*{any}\s*[回号號辑輯弹彈篇集卷话話封]"),
        ),
        (
            Trust::Labelled,
            r"(?:^|[^a-z&/#]|[a-z]{2})#\s?(?<n>\d+)".to_owned(),
        ),
        (
            Trust::Labelled,
            format!(r"\b(?:issue|edition|episode|no\.|nr\.|n[º°]\.?){gap}{latin}"),
        ),
        (Trust::Labelled, format!(r"\bvol(?:ume)?{gap}{latin}")),
        (
            Trust::Labelled,
            format!(r"\b(?<n>\d+)(?:st|nd|rd|th)\s+{EDITION}\b"),
        ),
        (
            Trust::Labelled,
            r"(?:^|[^年第\d\s])\s*(?<n>\d+)\s*期".to_owned(),
        ),
        (
            Trust::Loose,
            format!(r"{SERIES}[\s.:_·・|(-]*{latin}(?:st|nd|rd|th)?"),
        ),
        (Trust::Loose, format!(r"{SERIES}[\s.:_·・|(-]+(?<n>{HAN})")),
        (Trust::Certain, format!(r"第\s*{any}\s*期")),
        (Trust::WeekOfYear, format!(r"第\s*{any}\s*[周週]")),
        (Trust::WeekOfYear, r"\bweek[\s-]*(?<n>\d+)".to_owned()),
    ]
    .map(|(trust, pattern)| Pattern {
        regex: RegexBuilder::new(&pattern)
            .case_insensitive(true)
            .build()
            .expect("a valid pattern"),
        trust,
    })
    .into()
});

impl Pattern {
    fn read(&self, title: &str) -> Option<u32> {
        self.regex.captures_iter(title).find_map(|captures| {
            let digits = captures.name("n")?;
            let number = value(digits.as_str())?;
            let rest = &title[captures.get_match().end()..];
            self.believes(title, number, rest).then_some(number)
        })
    }

    fn believes(&self, title: &str, number: u32, rest: &str) -> bool {
        /// A day and its month, a range of days, a version, a time.
        static CONTINUED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?xi)
                ^ [-–—~/.:] \d
                | ^ \s* (?: [-–—] \s* \d{1,2} \s* )? (?: of \s+ )?
                  (?: jan | feb | mar | apr | may | june? | july? | aug | sep | oct | nov | dec ) [a-z]* \b",
            )
            .expect("a valid pattern")
        });
        /// Glued to a letter, an English word, a Chinese unit: of time, or of what is counted.
        static COUNTING: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^[\pL\d_]|^\s*[A-Za-z年月日号周週天个個条條种種款篇则則点點]")
                .expect("a valid pattern")
        });
        static YEAR: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?:19|20)\d\d|年").expect("a valid pattern"));
        let unlike_a_year = !(1900..=2100).contains(&number) && number <= 9999;
        let labelled = unlike_a_year && !CONTINUED.is_match(rest);
        match self.trust {
            Trust::Certain => true,
            Trust::Labelled => labelled && !rest.starts_with(|c: char| c.is_ascii_alphanumeric()),
            Trust::Loose => labelled && !COUNTING.is_match(rest),
            Trust::WeekOfYear => labelled && !YEAR.is_match(title),
        }
    }
}

/// Reads digits, Roman and Chinese numerals (`二十五` as well as `二五`).
fn value(text: &str) -> Option<u32> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        text.parse().ok()
    } else if first.is_ascii() {
        roman_value(text)
    } else if text.contains(['十', '百', '千', '万', '萬', '拾', '佰', '仟', '亿', '億'])
    {
        text.to_number(ChineseCountMethod::TenThousand).ok()
    } else {
        text.to_number_naive().ok()
    }
}

fn roman_value(text: &str) -> Option<u32> {
    let digit = |c| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        'C' => 100,
        'D' => 500,
        _ => 1000,
    };
    let digits: Vec<u32> = text.chars().map(digit).collect();
    let (mut total, mut taken) = (0_u32, 0_u32);
    for (index, digit) in digits.iter().enumerate() {
        if digits.get(index + 1).is_some_and(|next| next > digit) {
            taken += digit;
        } else {
            total += digit;
        }
    }
    let number = total.checked_sub(taken)?;
    // Only what would be written so: `IC` and the abbreviation `CDC` are no numbers.
    (roman(number)? == text).then_some(number)
}

/// Full-width forms become ASCII, other forms of zero and “number” the usual ones.
fn narrow(title: &str) -> String {
    title
        .chars()
        .flat_map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => vec![char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)],
            '\u{3000}' => vec![' '],
            '○' => vec!['〇'],
            '№' => vec!['N', 'º'],
            _ => vec![c],
        })
        .collect()
}
