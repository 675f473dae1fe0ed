//! The two files that `init` writes, as text.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use url::Url;

use crate::config;
use crate::week::{WeekStart, Zone};

/// Path of the workflow.
pub(super) const WORKFLOW: &str = ".github/workflows/weekly.yml";

/// Everything that the files say.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    /// The Memos server.
    pub(super) memos: Url,
    /// The time zone in which weeks begin and end.
    pub(super) timezone: Zone,
    pub(super) week_starts_on: WeekStart,
    /// The minute of the schedule, so that not all blogs come at once.
    pub(super) minute: u32,
    /// True if the runner knows `timezone` beside `cron`.
    pub(super) zoned_schedule: bool,
    pub(super) action: Action,
    /// Keys of the configuration with their values in YAML, in order.
    pub(super) settings: Vec<Setting>,
    /// The path of the configuration in the repository.
    pub(super) config_path: String,
}

/// The action at a commit, or else at a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) reference: String,
    /// The version that this is, if the reference does not say it.
    pub(super) version: Option<String>,
}

impl Action {
    /// The version as people know it.
    fn name(&self) -> &str {
        self.version.as_ref().unwrap_or(&self.reference)
    }
}

/// A key of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// Name of the key, as `key` or `group.key`.
    pub(super) key: &'static str,
    /// The value as YAML writes it on one line.
    pub(super) value: String,
    /// True if the key only states what would be done without it.
    pub(super) is_default: bool,
    /// The file that told it.
    pub(super) seen_in: Option<String>,
}

/// The workflow.
pub(super) fn workflow(answers: &Answers) -> String {
    let day = match answers.week_starts_on {
        WeekStart::Monday => ("1", "Mondays"),
        WeekStart::Sunday => ("0", "Sundays"),
        WeekStart::Saturday => ("6", "Saturdays"),
    };
    // In UTC so late that the week is over everywhere on Earth.
    let (hour, zone) = if answers.zoned_schedule {
        (7, format!("\n      timezone: {}", answers.timezone))
    } else {
        (13, String::new())
    };
    let minute = answers.minute;
    let config = match answers.config_path.as_str() {
        usual if config::PATHS.contains(&usual) => String::new(),
        path => format!("\n          config: {}", quoted(path)),
    };
    let version = answers.action.version.as_ref();
    let version = version.map_or_else(String::new, |version| format!(" # {version}"));
    format!(
        r#"# Makes a pull request of the week's notes in Memos; written by `memos-weekly init`.
name: Weekly

on:
  schedule:
    # {days}; a run that is late or dropped is made up by the next one.
    - cron: "{minute} {hour} * * {day}"{zone}
  workflow_dispatch:
    inputs:
      week:
        description: "2023-W10, a date, or a range; empty for last week"
      dry-run:
        description: Only show what would be done
        type: boolean

permissions: {{}}

concurrency:
  group: weekly
  cancel-in-progress: false

jobs:
  weekly:
    name: Weekly
    runs-on: ubuntu-latest
    permissions:
      contents: write # to put the post on a branch
      pull-requests: write # to open the pull request
    steps:
      - uses: memos-weekly/memos-weekly@{reference}{version}
        with:
          memos-url: {memos}
          memos-token: ${{{{ secrets.MEMOS_TOKEN }}}}{config}
          week: ${{{{ inputs.week }}}}
          dry-run: ${{{{ inputs.dry-run }}}}
"#,
        days = day.1,
        day = day.0,
        reference = answers.action.reference,
        memos = trimmed(&answers.memos),
    )
}

/// The configuration: what was answered, and in comments what is done without being told.
pub(super) fn configuration(answers: &Answers) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema=https://raw.githubusercontent.com/memos-weekly/memos-weekly/{}/.github/memos-weekly.schema.json\n\
         # Every key is optional; what is in comments is done without being told.\n\
         memos:\n  url: {}\ntimezone: {}\n",
        answers.action.name(),
        trimmed(&answers.memos),
        answers.timezone
    );
    let mut group = None;
    for setting in &answers.settings {
        let mark = if setting.is_default { "# " } else { "" };
        let (outer, key) = match setting.key.split_once('.') {
            Some((outer, inner)) => (Some(outer), format!("  {inner}")),
            None => (None, setting.key.to_owned()),
        };
        if let Some(outer) = outer
            && group != Some((outer, mark))
        {
            let _ = writeln!(text, "{mark}{outer}:");
        }
        group = outer.map(|outer| (outer, mark));
        let seen = setting.seen_in.as_ref();
        let seen = seen.map_or_else(String::new, |file| format!(" # as in {file}"));
        let _ = writeln!(text, "{mark}{key}: {}{seen}", setting.value);
    }
    text
}

/// The keys of a configuration that another one lacks, each as `key` or `group.key`.
pub(super) fn lost(old: &str, new: &str) -> Vec<String> {
    let [mut old, new] = [old, new].map(keys);
    old.retain(|key| !new.contains(key));
    old
}

fn keys(text: &str) -> Vec<String> {
    let parsed: Option<Map<String, Value>> = serde_yaml::from_str(text).ok();
    let groups = parsed.unwrap_or_default().into_iter();
    let keys = groups.flat_map(|(outer, value)| match value {
        Value::Object(group) => group
            .keys()
            .map(|inner| format!("{outer}.{inner}"))
            .collect(),
        _ => vec![outer],
    });
    keys.collect()
}

/// Text as a value in YAML: as it is where it can only be read as that text, else in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
        && !matches!(
            text,
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    if is_plain {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

/// The address as one would write it.
fn trimmed(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn answers() -> Answers {
        let setting = |key, value: &str, is_default| Setting {
            key,
            value: value.to_owned(),
            is_default,
            seen_in: is_default.then(|| "weekly-4.md".to_owned()),
        };
        Answers {
            memos: "https://memos.example.org/".parse().expect("an address"),
            timezone: "Asia/Shanghai".parse().expect("a zone"),
            week_starts_on: WeekStart::Monday,
            minute: 23,
            zoned_schedule: true,
            action: Action {
                reference: "0123456789012345678901234567890123456789".to_owned(),
                version: Some("v1.2.3".to_owned()),
            },
            config_path: config::PATHS[0].to_owned(),
            settings: vec![
                setting("series", "生成周刊", false),
                setting(
                    "title",
                    &quoted("{{ series }}·第{{ number | chinese }}期"),
                    true,
                ),
                setting("select.exclude_tags", "[draft]", true),
                setting("blog.engine", "hugo", true),
                setting(
                    "blog.path",
                    &quoted("content/posts/{{ slug }}/index.md"),
                    true,
                ),
            ],
        }
    }

    #[test]
    fn the_configuration_is_valid_with_and_without_its_comments() {
        let text = configuration(&answers());
        let config = Config::parse(&text, "the configuration").expect("as it is written");
        assert_eq!(config.series.as_deref(), Some("生成周刊"));
        assert_eq!(config.title, None);
        let all: String = text
            .lines()
            .skip(2)
            .map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n")
            .collect();
        let config = Config::parse(&all, "the configuration").expect("with everything switched on");
        assert_eq!(config.select.exclude_tags, ["draft"]);
        assert_eq!(
            config.blog.path.as_deref(),
            Some("content/posts/{{ slug }}/index.md")
        );
    }

    #[test]
    fn the_schedule_is_after_the_week_even_where_the_runner_knows_no_zone() {
        let zoned = workflow(&answers());
        assert!(
            zoned.contains("- cron: \"23 7 * * 1\"\n      timezone: Asia/Shanghai\n"),
            "{zoned}"
        );
        let plain = workflow(&Answers {
            zoned_schedule: false,
            week_starts_on: WeekStart::Sunday,
            ..answers()
        });
        assert!(
            plain.contains("- cron: \"23 13 * * 0\"\n  workflow_dispatch"),
            "{plain}"
        );
    }

    #[test]
    fn text_that_yaml_would_read_otherwise_is_quoted() {
        for (text, written) in [
            ("weekly", "weekly"),
            ("生成周刊", "生成周刊"),
            ("on", "\"on\""),
            ("5", "\"5\""),
            ("a: b", "\"a: b\""),
            ("{{ series }}", "\"{{ series }}\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
        ] {
            assert_eq!(quoted(text), written);
        }
    }
}
