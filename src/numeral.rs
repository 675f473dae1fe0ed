//! Writing and reading the numbers of issues.
//!
//! A series is numbered in its titles (第五期, Vol. 5, #5), often for years before this program joins it, so the next
//! number can only be had by reading these.

mod reader;
mod style;

use chinese_number::{ChineseCase, ChineseCountMethod, ChineseVariant, NumberToChinese};

pub use reader::read;
pub use style::{Spelt, Style, find};

/// `五`, `十`, `二十五`, `一百零一`.
#[expect(
    clippy::missing_panics_doc,
    reason = "the method has units for every 32-bit number"
)]
pub fn chinese(number: u32) -> String {
    number
        .to_chinese(
            ChineseVariant::Simple,
            ChineseCase::Lower,
            ChineseCountMethod::TenThousand,
        )
        .expect("units reach to 10^16 and beyond")
}

/// `5th`, `11th`, `21st`.
pub fn ordinal(number: u32) -> String {
    let suffix = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

/// `V`, `XIV`; `None` outside 1 to 3999, where there are no such numerals.
pub fn roman(number: u32) -> Option<String> {
    const NUMERALS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=3999).contains(&number) {
        return None;
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, numeral) in NUMERALS {
        while rest >= value {
            text.push_str(numeral);
            rest -= value;
        }
    }
    Some(text)
}

/// At least `width` digits: `05`.
pub fn padded(number: u32, width: usize) -> String {
    format!("{number:0width$}")
}
