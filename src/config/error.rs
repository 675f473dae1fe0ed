//! What is wrong with a configuration file, where, and what was probably meant.

use std::fmt;

use super::place;
use super::quoting::Unquoted;
use crate::word::did_you_mean;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something in the file is wrong.
    #[error("{message} in {file}")]
    Invalid {
        /// Description of the error.
        message: String,
        /// The file as its reader knows it.
        file: String,
        /// Place of the error, when that is known.
        frame: Option<Frame>,
    },
    /// The file holds a secret; it is not shown.
    #[error("a token stands in {file}, line {line}")]
    Token {
        /// The file as its reader knows it.
        file: String,
        /// Counted from 1.
        line: usize,
    },
}

/// The place of an error: a line of the file with a mark under what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    source: String,
    /// Of the mark; 0 for none.
    width: usize,
    hint: String,
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Invalid { .. } => None,
            Self::Token { .. } => Some(
                "put it into the secret MEMOS_TOKEN (or GITHUB_TOKEN) and take it out of the file; as it was \
                 committed, make a new one and delete the old one"
                    .to_owned(),
            ),
        }
    }

    /// Puts other words in the place of the line that is shown.
    pub(crate) fn replace_source(&mut self, words: &str) {
        if let Self::Invalid {
            frame: Some(frame), ..
        } = self
        {
            words.clone_into(&mut frame.source);
            frame.width = 0;
            frame.hint.clear();
        }
    }

    /// The file, and the place in it, for an annotation.
    pub fn place(&self) -> (&str, Option<&Frame>) {
        match self {
            Self::Invalid { file, frame, .. } => (file, frame.as_ref()),
            Self::Token { file, .. } => (file, None),
        }
    }

    /// From the parser's error: its words are made those of a user.
    pub(super) fn from_yaml(error: &serde_yaml::Error, text: &str, file: &str) -> Self {
        let whole = error.to_string();
        let said = whole
            .rsplit_once(" at line ")
            .map_or(whole.as_str(), |(said, _)| said);
        let (path, said) = match said.split_once(": ") {
            Some((path, said)) if !path.contains(' ') => (path, said),
            _ => ("", said),
        };
        let Complaint { message, hint } = complaint(path, said);
        let (line, column) = match error.location() {
            Some(at) => (at.line(), at.column()),
            None => (1, 1),
        };
        let twice = duplicate(path, said).and_then(|path| place::of_key(text, &path));
        let (line, column) = twice.unwrap_or((line, column));
        Self::Invalid {
            message,
            file: file.to_owned(),
            frame: Frame::new(text, line, column, hint),
        }
    }

    /// About a value that YAML reads as something else.
    pub(super) fn unquoted(place: Unquoted, text: &str, file: &str) -> Self {
        Self::Invalid {
            message: "a value must be quoted".to_owned(),
            file: file.to_owned(),
            frame: Frame::new(text, place.line, place.column, place.hint),
        }
    }

    /// About the value of the key at a path such as `select.tags`.
    pub(super) fn value(text: &str, file: &str, path: &str, message: &str) -> Self {
        let (message, hint) = message.split_once("; ").unwrap_or((message, ""));
        let frame = place::of_key(text, path)
            .and_then(|(line, column)| Frame::new(text, line, column, hint.to_owned()));
        Self::Invalid {
            message: message.to_owned(),
            file: file.to_owned(),
            frame,
        }
    }
}

impl Frame {
    /// Returns what was probably meant, or what is taken; may be empty.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    fn new(text: &str, line: usize, column: usize, hint: String) -> Option<Self> {
        let last = text.lines().count();
        if line > last && last > 0 {
            // the file ends where something was still to come
            let end = text.lines().last()?.trim_end().chars().count();
            return Self::new(text, last, end.max(1), hint);
        }
        let source = text.lines().nth(line.checked_sub(1)?)?.to_owned();
        let width = source
            .chars()
            .skip(column.checked_sub(1)?)
            .take_while(|c| !matches!(c, ':' | ',' | '#' | ']' | '}') && !c.is_whitespace())
            .count()
            .max(1);
        Some(Self {
            line,
            column,
            source,
            width,
            hint,
        })
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            source,
            width,
            hint,
        } = self;
        write!(f, "{line:>4} | {source}")?;
        if *width == 0 {
            return Ok(());
        }
        f.write_str("\n")?;
        let mark = format!(
            "     | {}{} {hint}",
            " ".repeat(column - 1),
            "^".repeat(*width)
        );
        f.write_str(mark.trim_end())
    }
}

struct Complaint {
    message: String,
    hint: String,
}

/// Rewrites what serde says: its sentences are fixed, so they can be taken apart.
fn complaint(path: &str, said: &str) -> Complaint {
    let key = if path.is_empty() {
        "the file".to_owned()
    } else {
        format!("`{path}`")
    };
    if let Some((word, allowed)) = choice(said, "unknown field ") {
        let name = if path.is_empty() {
            word.to_owned()
        } else {
            format!("{path}.{word}")
        };
        return Complaint {
            message: format!("unknown key `{name}`"),
            hint: nearest(word, &allowed),
        };
    }
    if let Some((word, allowed)) = choice(said, "unknown variant ") {
        return Complaint {
            message: format!("{key} cannot be `{word}`"),
            hint: nearest(word, &allowed),
        };
    }
    if let Some(key) = said.strip_prefix("duplicate field ") {
        return Complaint {
            message: format!("the key {key} stands twice"),
            hint: "take one of them out".to_owned(),
        };
    }
    let types = said.strip_prefix("invalid type: ");
    let types = types.or_else(|| said.strip_prefix("invalid value: "));
    let found = types.and_then(|rest| rest.split_once(", expected "));
    if let Some((number, range)) = found.and_then(|(found, expected)| out_of_range(found, expected))
    {
        return Complaint {
            message: format!("{key} cannot be {number}"),
            hint: format!("expected a whole number {range}"),
        };
    }
    if let Some((found, expected)) = found {
        return Complaint {
            message: format!("{key} has the wrong type"),
            hint: format!(
                "this is {}, expected {}{}",
                kind(found),
                kind(expected),
                listed(found, expected)
            ),
        };
    }
    // our own sentences: what is wrong; the way out
    let (wrong, hint) = said.split_once("; ").unwrap_or((said, ""));
    let message = if path.is_empty() {
        wrong.to_owned()
    } else {
        format!("{key}: {wrong}")
    };
    Complaint {
        message,
        hint: hint.to_owned(),
    }
}

/// A whole number where it is too large or negative, and what may stand there.
fn out_of_range<'a>(found: &'a str, expected: &str) -> Option<(&'a str, &'static str)> {
    let number = found.strip_prefix("integer `")?.strip_suffix('`')?;
    let range = match expected {
        "u32" => "from 0 to 4294967295",
        "u64" | "usize" => "from 0 on",
        _ => return None,
    };
    Some((number, range))
}

/// Shows how one value is written where a list is expected.
fn listed(found: &str, expected: &str) -> String {
    let word = found
        .strip_prefix("string \"")
        .and_then(|rest| rest.strip_suffix('"'));
    match word {
        Some(word) if expected.contains("sequence") => format!(": `[{word}]`"),
        _ => String::new(),
    }
}

/// A word that is none of those allowed, taken out of the sentence that says so.
fn choice<'a>(said: &'a str, start: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (word, expected) = said.strip_prefix(start)?.split_once(", expected ")?;
    let allowed = expected.split('`').skip(1).step_by(2).collect();
    Some((word.trim_matches('`'), allowed))
}

fn nearest(word: &str, allowed: &[&str]) -> String {
    match did_you_mean(word, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of `{}`", allowed.join("`, `")),
    }
}

/// The parser's name of a type, in words of a YAML file.
fn kind(name: &str) -> String {
    let value = name.split_once(' ').map_or("", |(_, value)| value);
    match name.split(' ').next().unwrap_or_default() {
        "struct" | "map" => "a block of keys".to_owned(),
        "unit" => "nothing".to_owned(),
        "sequence" => "a list".to_owned(),
        "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "string" => format!("the text {value}"),
        "integer" | "boolean" => value.to_owned(),
        _ => name
            .replace("a sequence", "a list")
            .replace("a string", "text")
            .replace("a boolean", "`true` or `false`"),
    }
}

/// The path of a key that stands twice in a block.
fn duplicate(path: &str, said: &str) -> Option<String> {
    let key = said.strip_prefix("duplicate field `")?.strip_suffix('`')?;
    Some(if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    })
}
