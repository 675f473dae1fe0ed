//! Texts of several issues that differ in nothing but the numbers of these issues.

use crate::numeral::{self, Style};

/// A text around the number of its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    /// The text before the number.
    pub(super) before: &'a str,
    /// The spelling of the number.
    pub(super) style: Style,
    /// The text behind it.
    pub(super) after: &'a str,
}

impl<'a> Numbered<'a> {
    /// The part that all of these texts share, each given with the number of its issue; `None` if they differ in more.
    pub(super) fn shared_by(texts: &[(u32, &'a str)]) -> Option<Self> {
        let (number, first) = texts.first()?;
        let mut found = numeral::find(first, *number).into_iter().flat_map(|spelt| {
            let before = &first[..spelt.start];
            let after = &first[spelt.end..];
            styles(spelt.style).map(move |style| Self {
                before,
                style,
                after,
            })
        });
        found.find(|found| {
            let mut texts = texts.iter();
            texts.all(|(number, text)| found.text(*number).as_deref() == Some(*text))
        })
    }

    fn text(&self, number: u32) -> Option<String> {
        let number = self.style.write(number)?;
        Some(format!("{}{number}{}", self.before, self.after))
    }
}

/// The styles in which a number can look like this: 10 does not show that 9 is written `09`.
fn styles(seen: Style) -> impl Iterator<Item = Style> {
    let padded = [2, 3].map(Style::Padded).into_iter();
    let padded = padded.filter(move |_| seen == Style::Plain);
    std::iter::once(seen).chain(padded)
}
