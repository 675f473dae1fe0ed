//! The list of all issues in a file of the blog: newest first, under a heading per year, between two markers.
//!
//! A pure function from the file's text to its text with what was missing. Lines that are there stay as people have
//! them: an issue counts as listed wherever the file links to it, so a line that is put into a comment is an issue that
//! nobody wants in the list.

use std::cmp::Reverse;

/// The line before the list.
pub const START: &str = "<!-- memos-weekly:index -->";

/// The line after it.
pub const END: &str = "<!-- /memos-weekly:index -->";

/// An issue as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// The number of the issue.
    pub number: u32,
    /// The year of its post, if that is known.
    pub year: Option<i32>,
    /// The Markdown that links to it.
    pub link: String,
    /// The addresses by which a file may link to it, each as it would be written.
    pub addresses: Vec<String>,
}

/// A file whose markers do not say where the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{START}` and `{END}` must stand there once each, on lines of their own and in this order"
)]
pub struct MarkerError;

/// The file's text with the entries that it lacks. Without markers the list goes to its end; a file that does not exist
/// yet begins with `title`.
///
/// # Errors
/// When there is one marker without the other, or more than two.
pub fn update(
    text: Option<&str>,
    title: &str,
    entries: &[IndexEntry],
) -> Result<String, MarkerError> {
    let text = text.unwrap_or_default();
    let mut lacking: Vec<IndexEntry> = entries
        .iter()
        .filter(|entry| !lists(text, entry))
        .cloned()
        .collect();
    lacking.sort_by_key(|entry| Reverse(entry.number));
    fill_in_years(&mut lacking);
    let end = line_end(text);
    let (before, list, after) = split(text, title, end)?;
    if lacking.is_empty() {
        return Ok(text.to_owned());
    }
    let mut list = IndexList::read(&list, &before, end, entries);
    for entry in &lacking {
        list.insert(entry);
    }
    let list = list.text();
    Ok(format!("{before}{START}{end}{end}{list}{end}{END}{after}"))
}

/// `true` if a text links to an issue.
pub fn lists(text: &str, entry: &IndexEntry) -> bool {
    let mut addresses = entry.addresses.iter();
    addresses.any(|address| {
        text.match_indices(address.as_str()).any(|(at, _)| {
            let opens = |c: char| matches!(c, '(' | '<' | '/' | '"' | '\'' | ' ');
            let closes =
                |c: char| matches!(c, ')' | '>' | '#' | '"' | '\'' | '?' | ' ' | '\r' | '\n');
            let (before, after) = (&text[..at], &text[at + address.len()..]);
            before.ends_with(opens) && (after.is_empty() || after.starts_with(closes))
        })
    })
}

/// The end of most lines.
fn line_end(text: &str) -> &'static str {
    let windows = text.matches("\r\n").count();
    if 2 * windows > text.matches('\n').count() {
        "\r\n"
    } else {
        "\n"
    }
}

/// An issue without a date is of the year of the one after it.
fn fill_in_years(newest_first: &mut [IndexEntry]) {
    let mut year = newest_first.iter().find_map(|entry| entry.year);
    for entry in newest_first {
        year = entry.year.or(year);
        entry.year = year;
    }
}

/// The text before the list, the list, and the text after it.
fn split(text: &str, title: &str, end: &str) -> Result<(String, String, String), MarkerError> {
    let lines = |marker: &str| -> Vec<usize> {
        let mut at = 0;
        let mut found = Vec::new();
        for line in text.split_inclusive('\n') {
            if line.trim() == marker {
                found.push(at);
            }
            at += line.len();
        }
        found
    };
    match (lines(START).as_slice(), lines(END).as_slice()) {
        ([start], [end]) if start < end => {
            let from = text[*start..].find('\n').map_or(*end, |at| start + at + 1);
            let after = &text[*end..];
            let after = &after[after.find(END).map_or(0, |at| at + END.len())..];
            let parts = [&text[..*start], &text[from..*end], after];
            let [before, list, after] = parts.map(str::to_owned);
            Ok((before, list, after))
        }
        ([], []) => {
            let text = text.trim_end();
            let before = if text.is_empty() {
                format!("# {title}{end}{end}")
            } else {
                format!("{text}{end}{end}")
            };
            Ok((before, String::new(), end.to_owned()))
        }
        _ => Err(MarkerError),
    }
}

/// The lines between the markers.
struct IndexList<'a> {
    /// Each with its end.
    lines: Vec<String>,
    /// The end of a new line.
    end: &'static str,
    known: &'a [IndexEntry],
    /// The beginning of a year's heading: `##`.
    heading: String,
    bullet: char,
}

impl<'a> IndexList<'a> {
    fn read(text: &str, before: &str, end: &'static str, known: &'a [IndexEntry]) -> Self {
        let is_blank = |line: &str| line.trim().is_empty();
        let lines = text.split_inclusive('\n').map(str::to_owned);
        let mut lines: Vec<String> = lines.skip_while(|line| is_blank(line)).collect();
        while lines.pop_if(|line| is_blank(line)).is_some() {}
        let own = lines.iter().find(|line| year(line).is_some());
        let level = own.map_or_else(
            || {
                let above = before.lines().rfind(|line| level(line) > 0);
                (above.map_or(1, level) + 1).clamp(2, 6)
            },
            |line| level(line),
        );
        let is_item =
            |line: &&String| line.starts_with(['-', '*', '+']) && line[1..].starts_with(' ');
        let bullet = lines.iter().find(is_item);
        let bullet = bullet.and_then(|line| line.chars().next()).unwrap_or('-');
        Self {
            lines,
            end,
            known,
            heading: "#".repeat(level),
            bullet,
        }
    }

    /// Puts an entry into its year, before the first older one.
    fn insert(&mut self, entry: &IndexEntry) {
        let line = format!("{} {}{}", self.bullet, entry.link, self.end);
        let group = self.group(entry);
        let older = group.clone().find(|&at| {
            let number = self.number(&self.lines[at]);
            number.is_some_and(|number| number < entry.number)
        });
        if let Some(at) = older {
            self.lines.insert(at, line);
            return;
        }
        let last = group
            .clone()
            .rev()
            .find(|&at| !self.lines[at].trim().is_empty());
        match last {
            Some(at) if self.is_list(at) => self.lines.insert(at + 1, line),
            Some(at) => {
                self.lines.insert(at + 1, line);
                self.lines.insert(at + 1, self.end.to_owned());
            }
            None => self.lines.insert(group.start, line),
        }
    }

    /// The lines of an entry's year, its heading among them; without headings all of them. A year that is missing gets
    /// its heading, unless people have a list without any.
    fn group(&mut self, entry: &IndexEntry) -> std::ops::Range<usize> {
        let headings: Vec<(usize, i32)> = (0..self.lines.len())
            .filter_map(|at| Some((at, year(&self.lines[at])?)))
            .collect();
        let Some(wanted) = entry
            .year
            .filter(|_| !headings.is_empty() || self.lines.is_empty())
        else {
            return 0..self.lines.len();
        };
        let end_of = |start: usize| {
            let mut next = headings.iter().map(|(at, _)| *at);
            next.find(|at| *at > start).unwrap_or(self.lines.len())
        };
        if let Some((start, _)) = headings.iter().find(|(_, year)| *year == wanted) {
            return *start..end_of(*start);
        }
        let before = headings.iter().find(|(_, year)| *year < wanted);
        let at = before.map_or(self.lines.len(), |(at, _)| *at);
        let mut new = vec![format!("{} {wanted}{}", self.heading, self.end)];
        if before.is_some() {
            new.push(self.end.to_owned());
        } else if at > 0 {
            new.insert(0, self.end.to_owned());
        }
        let start = at + usize::from(before.is_none() && at > 0);
        self.lines.splice(at..at, new);
        start..start + 1
    }

    /// The number of the issue to which a line links.
    fn number(&self, line: &str) -> Option<u32> {
        let entry = self.known.iter().find(|entry| lists(line, entry))?;
        Some(entry.number)
    }

    /// `true` for a line that is an item, or belongs to one.
    fn is_list(&self, at: usize) -> bool {
        let line = &self.lines[at];
        level(line) == 0 && (self.number(line).is_some() || line.starts_with([self.bullet, ' ']))
    }

    fn text(&self) -> String {
        self.lines.concat()
    }
}

/// The level of a heading; 0 of any other line.
fn level(line: &str) -> usize {
    let signs = line.bytes().take_while(|byte| *byte == b'#').count();
    if signs <= 6 && line[signs..].starts_with(' ') {
        signs
    } else {
        0
    }
}

/// The year that a heading names.
fn year(line: &str) -> Option<i32> {
    let words = line.get(level(line)..).filter(|_| level(line) > 0)?;
    words
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .find_map(|digits| digits.parse().ok())
}
