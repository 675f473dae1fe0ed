//! The ways in which a series writes its numbers: found in a title or a file name, and written again.

use super::{chinese, ordinal, padded, roman};

/// The way in which a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `5`
    Plain,
    /// `05`: at least so many digits.
    Padded(usize),
    /// `五`
    Chinese,
    /// `5th`
    Ordinal,
    /// `V`
    Roman,
}

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelt {
    /// The way in which it is written.
    pub style: Style,
    /// Position of the first byte.
    pub start: usize,
    /// Position behind the last byte.
    pub end: usize,
}

impl Style {
    /// Writes a number; `None` where the style has no such numeral.
    pub fn write(self, number: u32) -> Option<String> {
        Some(match self {
            Self::Plain => number.to_string(),
            Self::Padded(width) => padded(number, width),
            Self::Chinese => chinese(number),
            Self::Ordinal => ordinal(number),
            Self::Roman => return roman(number),
        })
    }

    /// The template that writes the number in this style: `{{ number | pad(2) }}`.
    pub fn template(self) -> String {
        match self {
            Self::Plain => "{{ number }}".to_owned(),
            Self::Padded(width) => format!("{{{{ number | pad({width}) }}}}"),
            Self::Chinese => "{{ number | chinese }}".to_owned(),
            Self::Ordinal => "{{ number | ordinal }}".to_owned(),
            Self::Roman => "{{ number | roman }}".to_owned(),
        }
    }
}

/// Every place where a text writes this number, and nothing but it: 5 is not in `15`, 五 is not in 二十五.
pub fn find(text: &str, number: u32) -> Vec<Spelt> {
    let mut found = Vec::new();
    let mut end = 0;
    while let Some(at) = text[end..].find(|c: char| c.is_ascii_digit()) {
        let start = end + at;
        let digits = text[start..].find(|c: char| !c.is_ascii_digit());
        end = digits.map_or(text.len(), |length| start + length);
        if text[start..end].parse() == Ok(number) {
            found.push(in_digits(text, start, end, number));
        }
    }
    let letters = [(Style::Chinese, is_han_numeral as fn(char) -> bool)];
    for (style, goes_on) in letters.into_iter().chain([(Style::Roman, is_letter as _)]) {
        if let Some(numeral) = style.write(number) {
            found.extend(alone(text, &numeral, goes_on).map(|start| Spelt {
                style,
                start,
                end: start + numeral.len(),
            }));
        }
    }
    found
}

fn in_digits(text: &str, start: usize, end: usize, number: u32) -> Spelt {
    let suffix = &ordinal(number)[number.to_string().len()..];
    let rest = &text[end..];
    let is_ordinal = rest
        .strip_prefix(suffix)
        .is_some_and(|rest| !rest.starts_with(is_letter));
    let (style, end) = if is_ordinal {
        (Style::Ordinal, end + suffix.len())
    } else if end - start > 1 && text[start..].starts_with('0') {
        (Style::Padded(end - start), end)
    } else {
        (Style::Plain, end)
    };
    Spelt { style, start, end }
}

/// Finds the positions of a numeral that does not go on before or behind itself.
fn alone<'a>(
    text: &'a str,
    numeral: &'a str,
    goes_on: fn(char) -> bool,
) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(numeral)
        .map(|(start, _)| start)
        .filter(move |&start| {
            let before = text[..start].chars().next_back();
            let after = text[start + numeral.len()..].chars().next();
            !before.is_some_and(goes_on) && !after.is_some_and(goes_on)
        })
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_han_numeral(c: char) -> bool {
    "〇零一二两兩三四五六七八九十百千万萬".contains(c)
}
