//! Front matter in every notation: split from a post, read, and written.
//!
//! It is written by serialising values, never by pasting text, so whatever a title holds, the blog's engine reads back
//! exactly that; and still the common case looks as if a person had typed it.

pub(crate) mod date;
mod write;

use serde_json::Number;

pub use date::DateStyle;

/// The language between the fences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Notation {
    /// Between lines of `---`.
    #[default]
    Yaml,
    /// Between lines of `+++`.
    Toml,
    /// One JSON object.
    Json,
}

/// The quotes of text that needs none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quote {
    /// Not at all.
    #[default]
    None,
    /// `'so'`
    Single,
    /// `"so"`
    Double,
}

/// The layout of a list in YAML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListStyle {
    /// `[a, b]`
    #[default]
    Flow,
    /// One line per element, indented by this many spaces.
    Block(usize),
}

/// The look of front matter; its meaning is the same in all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FrontMatterStyle {
    /// The language.
    pub notation: Notation,
    /// Quotes around the title in YAML.
    pub quote: Quote,
    /// Quotes around any other text in YAML.
    pub other_quote: Quote,
    /// Layout of lists in YAML.
    pub list: ListStyle,
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing; TOML leaves the key out.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole or a broken number.
    Number(Number),
    /// Text.
    Text(String),
    /// A point in time, as it is spelt; written without quotes, in TOML only if TOML has such a date.
    Date(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values, in order.
    Map(Vec<(String, Value)>),
}

/// A post's keys and values in their order.
pub type Fields = Vec<(String, Value)>;

/// A post taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The language of the front matter.
    pub notation: Notation,
    /// The front matter without its fences.
    pub front: &'a str,
    /// The text after the front matter.
    pub body: &'a str,
}

/// Takes a post apart; `None` if it has no front matter.
pub fn split(post: &str) -> Option<Parts<'_>> {
    let post = post.strip_prefix('\u{feff}').unwrap_or(post);
    let (notation, fence) = match post.lines().next()?.trim_end() {
        "---" => (Notation::Yaml, "---"),
        "+++" => (Notation::Toml, "+++"),
        line if line.starts_with('{') => return split_json(post),
        _ => return None,
    };
    let start = post.find('\n')? + 1;
    let mut end = start;
    for line in post[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some(Parts {
                notation,
                front: &post[start..end],
                body: &post[end + line.len()..],
            });
        }
        end += line.len();
    }
    None
}

/// The keys and values of front matter; `None` if it does not parse.
pub fn read(parts: &Parts<'_>) -> Option<Fields> {
    if !is_bounded(parts.front) {
        return None;
    }
    let value = match parts.notation {
        Notation::Yaml => from_yaml(serde_yaml::from_str(parts.front).ok()?),
        Notation::Toml => from_toml(toml::Value::Table(toml::from_str(parts.front).ok()?)),
        Notation::Json => Value::from(serde_json::from_str::<serde_json::Value>(parts.front).ok()?),
    };
    match value {
        Value::Map(fields) => Some(fields),
        Value::Null => Some(Fields::new()),
        _ => None,
    }
}

/// Returns true if front matter is short and flat enough for a parser that goes deeper with every bracket and dash.
/// No real front matter is longer or deeper.
fn is_bounded(front: &str) -> bool {
    const LONGEST: usize = 64 << 10;
    const DEEPEST: usize = 32;
    let brackets = |line: &str| {
        let opened = line.bytes().filter(|byte| b"[{".contains(byte)).count();
        opened.saturating_sub(line.bytes().filter(|byte| b"]}".contains(byte)).count())
    };
    let dashes = |line: &str| {
        let signs = line.split(' ').filter(|word| !word.is_empty());
        signs
            .take_while(|word| matches!(*word, "-" | "?" | ":"))
            .count()
    };
    let mut depth = 0;
    front.len() <= LONGEST
        && front.lines().all(|line| {
            depth += brackets(line);
            depth <= DEEPEST && dashes(line) <= DEEPEST
        })
}

/// The value of a key.
pub fn get<'a>(fields: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find_map(|(name, value)| (name == key).then_some(value))
}

/// Writes front matter with its fences; the last line ends with a line feed.
#[expect(
    clippy::missing_panics_doc,
    reason = "what JSON cannot hold is not in the type"
)]
pub fn write(fields: &[(String, Value)], look: FrontMatterStyle) -> String {
    match look.notation {
        Notation::Yaml => {
            let mut out = String::from("---\n");
            write::yaml_fields(&mut out, fields, look, 0);
            out + "---\n"
        }
        Notation::Toml => {
            let mut out = String::from("+++\n");
            write::toml_fields(&mut out, fields, "");
            out + "+++\n"
        }
        Notation::Json => {
            let map = Value::Map(fields.to_vec()).into_json();
            serde_json::to_string_pretty(&map).expect("JSON values serialise") + "\n"
        }
    }
}

impl Value {
    /// The text of a text or a date.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Date(text) => Some(text),
            _ => None,
        }
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    fn into_json(self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => flag.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) | Self::Date(text) => text.into(),
            Self::List(values) => values.into_iter().map(Self::into_json).collect(),
            Self::Map(fields) => fields
                .into_iter()
                .map(|(key, value)| (key, value.into_json()))
                .collect(),
        }
    }

    fn into_toml(self) -> Option<toml::Value> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(flag) => flag.into(),
            Self::Number(number) => match number.as_i64() {
                Some(whole) => whole.into(),
                None => number.as_f64()?.into(),
            },
            Self::Text(text) => text.into(),
            Self::Date(text) => match text.parse::<toml::value::Datetime>() {
                Ok(date) => date.into(),
                Err(_) => text.into(),
            },
            Self::List(values) => {
                toml::Value::Array(values.into_iter().filter_map(Self::into_toml).collect())
            }
            Self::Map(fields) => fields
                .into_iter()
                .filter_map(|(key, value)| Some((key, value.into_toml()?)))
                .collect::<toml::Table>()
                .into(),
        })
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(flag) => Self::Bool(flag),
            serde_json::Value::Number(number) => Self::Number(number),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(values) => {
                Self::List(values.into_iter().map(Self::from).collect())
            }
            serde_json::Value::Object(map) => Self::Map(
                map.into_iter()
                    .map(|(key, value)| (key, Self::from(value)))
                    .collect(),
            ),
        }
    }
}

fn split_json(post: &str) -> Option<Parts<'_>> {
    let mut values =
        serde_json::Deserializer::from_str(post).into_iter::<serde_json::Map<String, _>>();
    let _: serde_json::Map<String, serde_json::Value> = values.next()?.ok()?;
    let (front, body) = post.split_at(values.byte_offset());
    Some(Parts {
        notation: Notation::Json,
        front,
        body: body
            .strip_prefix("\r\n")
            .or_else(|| body.strip_prefix('\n'))
            .unwrap_or(body),
    })
}

fn from_yaml(value: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => {
            serde_json::to_value(number).map_or(Value::Null, |number| match number {
                serde_json::Value::Number(number) => Value::Number(number),
                _ => Value::Null,
            })
        }
        Yaml::String(text) => Value::Text(text),
        Yaml::Sequence(values) => Value::List(values.into_iter().map(from_yaml).collect()),
        Yaml::Mapping(map) => Value::Map(
            map.into_iter()
                .filter_map(|(key, value)| match key {
                    Yaml::String(key) => Some((key, from_yaml(value))),
                    _ => None,
                })
                .collect(),
        ),
        Yaml::Tagged(tagged) => from_yaml(tagged.value),
    }
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::Date(date.to_string()),
        toml::Value::Array(values) => Value::List(values.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Map(
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect(),
        ),
    }
}
