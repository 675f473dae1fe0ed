//! What a site's own configuration says, in YAML, TOML, JSON or JavaScript.
//!
//! Every engine keeps its settings somewhere else, but a post depends on the same few of them.

use std::fmt::Write as _;

use regex::Regex;
use url::Url;

use crate::blog::Blog;
use crate::front_matter::{Fields, Notation, Parts, Value, get, read};
use crate::markdown::Math;

/// The part of a site's configuration that a post depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of the site"
)]
pub struct Site {
    /// The path under which the site is served: empty or like `/blog`.
    pub base_path: String,
    /// True if the engine itself puts that path before a picture's.
    pub adds_base_path: bool,
    /// As the configuration spells it, like `zh-CN`.
    pub language: Option<String>,
    /// As the configuration spells it, like `Asia/Shanghai`.
    pub timezone: Option<String>,
    /// The text before a link to a post by the name of its file, where the engine resolves such links.
    pub references: Option<&'static str>,
    /// The pattern of the addresses of posts, where that is a setting.
    pub permalink: Option<String>,
    /// The folders whose posts are listed, where only those of some are and all of them are known.
    pub sections: Option<Vec<String>>,
    /// The pattern of the file names of posts, where that is a setting.
    pub file_names: Option<String>,
    /// True if the address of a post without a slug is made of its title.
    pub has_titles_in_addresses: bool,
    /// A folder of files that the site copies as they are.
    pub static_folder: Option<String>,
    /// The folder outside which nothing is built, where that is a setting.
    pub source: Option<String>,
    /// True if HTML in a post is shown, where that is a setting.
    pub raw_html: bool,
    /// Treatment of formulas.
    pub math: Math,
    /// True if files beside a post are found by the post's own relative links, where that is a setting.
    pub post_assets: bool,
}

/// Returns the treatment of formulas, judged by the parsers for them that these files name.
pub(super) fn math(blog: &Blog, files: &[&str], parsers: &[&str]) -> Math {
    let mut texts = files.iter().filter_map(|path| blog.text(path));
    if texts.any(|text| parsers.iter().any(|name| text.contains(name))) {
        Math::Known
    } else {
        Math::Words
    }
}

/// The settings in the first of these files that was read and parses.
pub(super) fn settings(blog: &Blog, candidates: &[&str]) -> Fields {
    candidates
        .iter()
        .find_map(|path| {
            let front = blog.text(path)?;
            let notation = match path.rsplit_once('.')?.1 {
                "toml" => Notation::Toml,
                "json" => Notation::Json,
                "yml" | "yaml" => Notation::Yaml,
                _ => return None,
            };
            read(&Parts {
                notation,
                front,
                body: "",
            })
        })
        .unwrap_or_default()
}

/// The first of these files that was read.
pub(crate) fn settings_file<'a>(blog: &'a Blog, candidates: &[&str]) -> Option<&'a str> {
    let known = |wanted: &&&str| blog.text(wanted).is_some();
    let found = candidates.iter().find(known)?;
    blog.paths().find(|path| path == found)
}

/// A text in the settings; a key within a key is written `a.b`; of a list, its first.
pub(super) fn text(settings: &[(String, Value)], key: &str) -> Option<String> {
    match lookup(settings, key)? {
        Value::List(values) => values.first()?.as_text(),
        value => value.as_text(),
    }
    .map(str::to_owned)
    .filter(|text| !text.is_empty())
}

/// Returns true if one of the maps below a key has another key.
pub(super) fn has_below(settings: &[(String, Value)], outer: &str, inner: &str) -> bool {
    let maps = match lookup(settings, outer) {
        Some(Value::Map(maps)) => maps.as_slice(),
        _ => &[],
    };
    let mut maps = maps.iter().map(|(_, value)| value);
    maps.any(|map| matches!(map, Value::Map(fields) if lookup(fields, inner).is_some()))
}

/// A flag in the settings.
pub(super) fn flag(settings: &[(String, Value)], key: &str) -> Option<bool> {
    match lookup(settings, key)? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

/// The text that the first of these JavaScript files gives to a key: `key: 'value'`.
pub(super) fn script_text(blog: &Blog, candidates: &[&str], key: &str) -> Option<String> {
    let assignment = Regex::new(&format!(
        r#"(?m)^\s*(?:[^/*\s].*?)?\b{}\s*:\s*['"`]([^'"`]+)['"`]"#,
        regex::escape(key)
    ))
    .expect("the key is escaped");
    candidates.iter().find_map(|path| {
        let found = assignment.captures(blog.text(path)?)?;
        Some(found[1].to_owned())
    })
}

/// The path of an address or of a path setting, without a slash at its end.
pub(super) fn base_path(setting: &str) -> String {
    let path = Url::parse(setting).map_or_else(|_| setting.to_owned(), |url| url.path().to_owned());
    let path = path.trim_matches('/');
    if path.is_empty() || path == "." {
        String::new()
    } else {
        format!("/{path}")
    }
}

/// A path in the form in which a link's target holds it: letters of all scripts stay readable.
pub(crate) fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_alphanumeric() || "-._~/".contains(c) {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn lookup<'a>(settings: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    if let Some(value) = settings
        .iter()
        .find_map(|(name, value)| name.eq_ignore_ascii_case(key).then_some(value))
    {
        return Some(value);
    }
    let (outer, rest) = key.split_once('.')?;
    match get(settings, outer)? {
        Value::Map(inner) => lookup(inner, rest),
        _ => None,
    }
}
