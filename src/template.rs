//! Templates of titles, slugs, intros and posts.
//!
//! One environment for all of them, so that every template knows the same filters, fails on what it does not know, and
//! says where.

mod filters;

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use crate::word::did_you_mean;

/// Renders the template `source`; `name` is what errors call it: the configuration's key, or the path of a file.
///
/// Nothing is escaped, and white space stays as it is, a final newline too.
pub fn render<C: Serialize>(name: &str, source: &str, context: &C) -> Result<String, Error> {
    let context = Value::from(Serde(context));
    let environment = environment();
    let template = environment
        .template_from_named_str(name, source)
        .map_err(|error| Error::new(name, source, &error))?;
    template.render(&context).map_err(|error| {
        let variables: Vec<_> = context.try_iter().into_iter().flatten().collect();
        let variables: Vec<_> = variables.iter().filter_map(Value::as_str).collect();
        let mut used = template.undeclared_variables(false);
        used.retain(|name| environment.globals().all(|(global, _)| global != name));
        Error::new(name, source, &error).with_variables(&used, &variables)
    })
}

/// A text as a template that renders to it.
#[expect(clippy::missing_panics_doc, reason = "text always serialises")]
pub fn literal(text: &str) -> String {
    if ["{{", "{%", "{#"].iter().any(|tag| text.contains(tag)) {
        let quoted = serde_json::to_string(text).expect("text serialises");
        format!("{{{{ {quoted} }}}}")
    } else {
        text.to_owned()
    }
}

/// The variables that all templates have. Other rooms add to them with `#[serde(flatten)]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Context {
    /// The name of all issues.
    pub series: String,
    /// The number of the issue.
    pub number: u32,
    /// The title of this issue; unknown while the title itself is being rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The name of its file or folder; unknown while title or slug are being rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// A few words of its first public memo; empty without one.
    pub headline: String,
    /// The date of its post.
    pub date: DateTime<FixedOffset>,
    /// `zh-CN` or `en`.
    pub language: String,
    /// The id of its period, `2023-W10`.
    pub week: String,
    /// The first day it covers.
    pub first_day: NaiveDate,
    /// The last day it covers.
    pub last_day: NaiveDate,
    /// Both, as one reads them in its language: `6–12 March 2023`.
    pub days: String,
    /// The ISO year of its middle day.
    pub iso_year: i32,
    /// The ISO week of its middle day.
    pub iso_week: u32,
    /// The number of memos in it.
    pub count: usize,
    /// The distinct tags of the memos, without `#`.
    pub tags: Vec<String>,
    /// The issue before it, if it is known.
    pub previous: Option<Previous>,
}

/// The issue before this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Previous {
    /// The number of the issue.
    pub number: u32,
    /// The title.
    pub title: Option<String>,
    /// The address of its post, as the blog links to it.
    pub url: Option<String>,
}

/// A template that cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot render the template `{name}`: {reason}{}", self.frame())]
pub struct Error {
    /// The name of the template.
    pub name: String,
    /// The line where it went wrong, counted from 1, if that can be said.
    pub line: Option<usize>,
    /// The text of that line.
    pub source_line: String,
    /// The reason.
    pub reason: String,
    help: Option<String>,
}

impl Error {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        self.help.clone()
    }

    fn new(name: &str, source: &str, error: &minijinja::Error) -> Self {
        let expression = error.range().and_then(|range| source.get(range));
        let kind = error.kind();
        let reason = match (kind, expression) {
            (ErrorKind::UndefinedError, Some(expression)) => format!("`{expression}` is undefined"),
            (ErrorKind::OutOfFuel, _) => "it does not come to an end".to_owned(),
            _ => error
                .detail()
                .map_or_else(|| kind.to_string(), str::to_owned),
        };
        let help = (kind == ErrorKind::UnknownFilter).then(|| {
            format!(
                "beside those of minijinja there are {}",
                filters::NAMES.join(", ")
            )
        });
        let line = error.line();
        let source_line = line.and_then(|line| source.lines().nth(line - 1));
        Self {
            name: name.to_owned(),
            line,
            source_line: source_line.unwrap_or_default().to_owned(),
            reason,
            help,
        }
    }

    /// Says more about a variable that is used but not there.
    fn with_variables(mut self, used: &HashSet<String>, known: &[&str]) -> Self {
        if !self.reason.contains("undefined") {
            return self;
        }
        let here = |name: &&str| self.source_line.contains(*name);
        let unknown = used
            .iter()
            .map(String::as_str)
            .filter(|name| !known.contains(name));
        if let Some(unknown) = unknown.filter(here).max_by_key(|name| (name.len(), *name)) {
            self.reason = format!("unknown variable `{unknown}`");
            self.help = Some(nearest(unknown, known));
        } else if let Some(missing) = known
            .iter()
            .copied()
            .find(|name| self.reason.starts_with(&format!("`{name}.")))
        {
            self.help = Some(format!(
                "not every issue has it; use it within `{{% if {missing} %}}…{{% endif %}}`"
            ));
        }
        self
    }

    fn frame(&self) -> String {
        match self.line {
            Some(line) => format!("\n{line:>4} | {}", self.source_line),
            None => String::new(),
        }
    }
}

/// Says which variable was probably meant, else which there are.
fn nearest(unknown: &str, known: &[&str]) -> String {
    match did_you_mean(unknown, known.iter().copied()) {
        Some(best) => format!("did you mean `{best}`?"),
        None => format!("known are {}", known.join(", ")),
    }
}

fn environment() -> Environment<'static> {
    /// Far more than a post of ten thousand memos takes, and soon used up by an endless loop.
    const FUEL: u64 = 10_000_000;
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = environment
        .syntax()
        .to_builder()
        .keep_trailing_newline(true)
        .build()
        .expect("only white space is configured");
    environment.set_syntax(syntax);
    filters::add_to(&mut environment);
    environment
}
