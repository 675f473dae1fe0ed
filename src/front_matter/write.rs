//! Front matter as text: values serialised so that every reader gets them back.

use std::fmt::Write as _;

use super::{FrontMatterStyle, ListStyle, Quote, Value};

pub(super) fn yaml_fields(
    out: &mut String,
    fields: &[(String, Value)],
    look: FrontMatterStyle,
    indent: usize,
) {
    for (key, value) in fields {
        let quote = match key.as_str() {
            "title" if indent == 0 => look.quote,
            _ => look.other_quote,
        };
        let margin = " ".repeat(indent);
        let key = yaml_text(key, Quote::None, true);
        match value {
            Value::Map(inner) if !inner.is_empty() => {
                let _ = writeln!(out, "{margin}{key}:");
                yaml_fields(out, inner, look, indent + 2);
            }
            Value::List(values) if !values.is_empty() && values.iter().all(Value::is_scalar) => {
                match look.list {
                    ListStyle::Flow => {
                        let values: Vec<_> = values
                            .iter()
                            .map(|value| yaml_scalar(value, quote, true))
                            .collect();
                        let _ = writeln!(out, "{margin}{key}: [{}]", values.join(", "));
                    }
                    ListStyle::Block(deeper) => {
                        let _ = writeln!(out, "{margin}{key}:");
                        for value in values {
                            let value = yaml_scalar(value, quote, false);
                            let _ = writeln!(out, "{margin}{:deeper$}- {value}", "");
                        }
                    }
                }
            }
            value => {
                let value = yaml_scalar(value, quote, false);
                let _ = writeln!(out, "{margin}{key}: {value}");
            }
        }
    }
}

fn yaml_scalar(value: &Value, quote: Quote, in_flow: bool) -> String {
    match value {
        Value::Text(text) => yaml_text(text, quote, in_flow),
        // a date is one by its look; anything else under that name must not break the rest
        Value::Date(text) if is_plain_date(text) => text.clone(),
        Value::Date(text) => yaml_text(text, Quote::None, in_flow),
        // every JSON text is a YAML flow value
        other => printable(&other.clone().into_json().to_string()),
    }
}

fn yaml_text(text: &str, quote: Quote, in_flow: bool) -> String {
    let single_line = !text.contains(|c: char| c.is_control() || !is_printable(c));
    match quote {
        Quote::None if single_line && is_plain(text, in_flow) => text.to_owned(),
        Quote::Single if single_line => format!("'{}'", text.replace('\'', "''")),
        // a title in straight quotes reads better in the other kind
        Quote::None if single_line && text.contains('"') && !text.contains('\'') => {
            format!("'{text}'")
        }
        _ => {
            let quoted = serde_json::to_string(text).expect("text serialises");
            printable(&quoted)
        }
    }
}

/// Returns true if YAML reads the text, unquoted, as this very text: by the parser's own word, and in the YAML 1.1 of
/// Ruby, Go and JavaScript too, which takes `yes`, `012`, `12:30` and dates for something else.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let word = text.to_ascii_lowercase();
    let reserved = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "=",
    ];
    let begins_well = text.chars().next().is_some_and(|first| {
        first.is_alphabetic() || (!first.is_ascii() && !first.is_numeric() && is_printable(first))
    });
    let is_path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
    let in_flow_well = !in_flow || !text.contains([',', '[', ']', '{', '}', '?']);
    (begins_well || is_path)
        && in_flow_well
        && !reserved.contains(&word.as_str())
        && !text.ends_with(':')
        && serde_yaml::to_string(text).is_ok_and(|yaml| yaml.trim_end_matches('\n') == text)
}

fn is_plain_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " TZ:+-./".contains(c))
        && !text.contains(": ")
}

/// Escapes the characters that YAML's and TOML's readers refuse, as `\u` or `\U`, which both know.
fn printable(quoted: &str) -> String {
    let mut out = String::with_capacity(quoted.len());
    for c in quoted.chars() {
        if is_printable(c) {
            out.push(c);
        } else if u32::from(c) > 0xffff {
            let _ = write!(out, "\\U{:08x}", u32::from(c));
        } else {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        }
    }
    out
}

fn is_printable(c: char) -> bool {
    !matches!(
        c,
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    ) && (c >= ' ' || c == '\t')
        && (u32::from(c) & 0xfffe) != 0xfffe
}

pub(super) fn toml_fields(out: &mut String, fields: &[(String, Value)], table: &str) {
    let is_table = |value: &Value| matches!(value, Value::Map(inner) if !inner.is_empty());
    for (key, value) in fields.iter().filter(|(_, value)| !is_table(value)) {
        if let Some(value) = value.clone().into_toml() {
            let _ = writeln!(out, "{} = {value}", toml_key(key));
        }
    }
    for (key, value) in fields {
        if let Value::Map(inner) = value
            && is_table(&Value::Map(inner.clone()))
        {
            let name = match table {
                "" => toml_key(key),
                outer => format!("{outer}.{}", toml_key(key)),
            };
            let _ = writeln!(out, "\n[{name}]");
            toml_fields(out, inner, &name);
        }
    }
}

fn toml_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        printable(&serde_json::to_string(key).expect("text serialises"))
    }
}
