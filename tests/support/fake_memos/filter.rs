//! The filters of lists: what looks like one in 0.22 and 0.23, and CEL since.

use super::Version;
use super::note::Note;

/// What 0.22 and 0.23 take from a filter: every `name operator value`, whatever the operator, however combined.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) creator: Option<String>,
    pub(super) state: Option<String>,
    pub(super) uid: Option<String>,
    pub(super) after: Option<i64>,
    pub(super) before: Option<i64>,
}

pub(super) fn settings(version: Version, filter: &str) -> Result<Settings, String> {
    let state = if version >= (23, 1) {
        "state"
    } else {
        "row_status"
    };
    let mut settings = Settings::default();
    let tokens = tokens(filter)?;
    for part in tokens.split(|token| matches!(token, Token::Sign("&&" | "||"))) {
        let [Token::Name(name), Token::Sign(_), value] = part else {
            return Err("failed to compile filter".to_owned());
        };
        match (name.as_str(), value) {
            ("creator", Token::Text(text)) => settings.creator = Some(text.clone()),
            ("uid", Token::Text(text)) if version.0 == 22 => settings.uid = Some(text.clone()),
            (name, Token::Text(text)) if name == state => settings.state = Some(text.clone()),
            ("display_time_after", Token::Number(number)) => settings.after = Some(*number),
            ("display_time_before", Token::Number(number)) => settings.before = Some(*number),
            _ => {
                return Err(format!(
                    "undeclared reference to '{name}' (in container '')"
                ));
            }
        }
    }
    Ok(settings)
}

/// Whether a note passes a CEL filter, or what the server has against the filter.
pub(super) fn passes(version: Version, filter: &str, note: &Note) -> Result<bool, String> {
    let tokens = tokens(filter)?;
    let mut parser = Parser {
        version,
        note,
        tokens: &tokens,
    };
    let passes = parser.any()?;
    if parser.tokens.is_empty() {
        Ok(passes)
    } else {
        Err("Syntax error: mismatched input".to_owned())
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(i64),
    Sign(&'static str),
}

const SIGNS: [&str; 10] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "(", ")"];

fn tokens(mut filter: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    loop {
        filter = filter.trim_start();
        let Some(first) = filter.chars().next() else {
            return Ok(tokens);
        };
        let while_in =
            |allowed: fn(char) -> bool| filter.find(|c| !allowed(c)).unwrap_or(filter.len());
        let length = if let Some(sign) = SIGNS.iter().find(|sign| filter.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            sign.len()
        } else if let Some(rest) = filter.strip_prefix('"') {
            let text = rest.split('"').next().unwrap_or_default();
            tokens.push(Token::Text(text.to_owned()));
            text.len() + 2
        } else if first.is_ascii_digit() || first == '-' {
            let length = while_in(|c| c.is_ascii_digit() || c == '-');
            let number = filter[..length].parse();
            tokens.push(Token::Number(number.map_err(|_| "Syntax error")?));
            length
        } else if first.is_ascii_lowercase() {
            let length = while_in(|c| c.is_ascii_lowercase() || c == '_');
            tokens.push(Token::Name(filter[..length].to_owned()));
            length
        } else {
            return Err(format!(
                "Syntax error: token recognition error at: '{first}'"
            ));
        };
        filter = filter.get(length..).ok_or("Syntax error")?;
    }
}

struct Parser<'a> {
    version: Version,
    note: &'a Note,
    tokens: &'a [Token],
}

#[derive(Debug, PartialEq, PartialOrd)]
enum Value {
    Seconds(i64),
    Timestamp(i64),
    Text(String),
}

impl Parser<'_> {
    fn any(&mut self) -> Result<bool, String> {
        let mut passes = self.all()?;
        while self.takes("||") {
            passes |= self.all()?;
        }
        Ok(passes)
    }

    fn all(&mut self) -> Result<bool, String> {
        let mut passes = self.one()?;
        while self.takes("&&") {
            passes &= self.one()?;
        }
        Ok(passes)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.takes("(") {
            let passes = self.any()?;
            return if self.takes(")") {
                Ok(passes)
            } else {
                Err("Syntax error: missing ')'".to_owned())
            };
        }
        let left = self.value()?;
        let Some((Token::Sign(operator), rest)) = self.tokens.split_first() else {
            return Err("filter must evaluate to a boolean value".to_owned());
        };
        self.tokens = rest;
        let right = self.value()?;
        if std::mem::discriminant(&left) != std::mem::discriminant(&right) {
            return Err(format!(
                "failed to compile filter: ERROR: <input>:1:12: found no matching overload for '_{operator}_' \
                 applied to '({}, {})'",
                left.kind(),
                right.kind()
            ));
        }
        Ok(match *operator {
            "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            _ => left >= right,
        })
    }

    fn value(&mut self) -> Result<Value, String> {
        let Some((token, rest)) = self.tokens.split_first() else {
            return Err("Syntax error: mismatched input '<EOF>'".to_owned());
        };
        self.tokens = rest;
        let clock = |seconds| {
            if self.version >= (30, 0) {
                Value::Timestamp(seconds)
            } else {
                Value::Seconds(seconds)
            }
        };
        match token {
            Token::Number(number) => Ok(Value::Seconds(*number)),
            Token::Text(text) => Ok(Value::Text(text.clone())),
            Token::Name(name) => match name.as_str() {
                "created_ts" if self.version >= (24, 4) => Ok(clock(self.note.created)),
                "updated_ts" if self.version >= (24, 4) => Ok(clock(self.note.updated)),
                "creator_id" if self.version >= (24, 1) => {
                    Ok(Value::Seconds(1 + i64::from(self.note.by_ann)))
                }
                "creator" if self.version >= (27, 0) => {
                    let name = if self.note.by_ann { "ann" } else { "nick" };
                    Ok(Value::Text(format!("users/{name}")))
                }
                "timestamp" => self.timestamp(),
                _ => Err(format!(
                    "failed to compile filter: ERROR: <input>:1:1: undeclared reference to '{name}' (in container '')"
                )),
            },
            Token::Sign(sign) => Err(format!("Syntax error: mismatched input '{sign}'")),
        }
    }

    fn timestamp(&mut self) -> Result<Value, String> {
        let [
            Token::Sign("("),
            Token::Number(seconds),
            Token::Sign(")"),
            rest @ ..,
        ] = self.tokens
        else {
            return Err("Syntax error".to_owned());
        };
        self.tokens = rest;
        Ok(Value::Timestamp(*seconds))
    }

    fn takes(&mut self, sign: &'static str) -> bool {
        match self.tokens.split_first() {
            Some((Token::Sign(found), rest)) if *found == sign => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Seconds(_) => "int",
            Self::Timestamp(_) => "timestamp",
            Self::Text(_) => "string",
        }
    }
}
