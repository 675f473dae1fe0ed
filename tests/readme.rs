//! The READMEs say what the program does, and the Chinese one says what the English one does.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use memos_weekly::blog::Blog;
use memos_weekly::cli;
use memos_weekly::config::Config;
use memos_weekly::engine;
use memos_weekly::series;
use regex::Regex;
use serde_json::Value as Json;
use serde_yaml::Value;

use crate::repository::{action, keys, read};
use crate::support::harness::weekly;

const ENGLISH: &str = "README.md";
const CHINESE: &str = "README.zh-CN.md";

/// The code blocks, each with its language.
fn blocks(readme: &str) -> Vec<(String, String)> {
    let fence = Regex::new(r"(?ms)^```(\w+)\n(.*?)^```$").expect("a valid pattern");
    let blocks = fence.captures_iter(readme);
    blocks
        .map(|block| (block[1].to_owned(), block[2].to_owned()))
        .collect()
}

/// The tables, each a list of rows of cells, heading and ruler included.
fn tables(readme: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables = vec![Vec::new()];
    for line in without_blocks(readme).lines() {
        match line.strip_prefix("| ").or(line.strip_prefix("|-")) {
            Some(row) => {
                let row = row.trim_end_matches('|').replace(r"\|", "\u{1}");
                let cells = row.split('|');
                let cells = cells.map(|cell| cell.trim().replace('\u{1}', r"\|"));
                tables.last_mut().expect("a table").push(cells.collect());
            }
            None => tables.push(Vec::new()),
        }
    }
    tables.retain(|table| !table.is_empty());
    tables
}

fn without_blocks(readme: &str) -> String {
    let fence = Regex::new(r"(?ms)^```\w+\n.*?^```$").expect("a valid pattern");
    fence.replace_all(readme, "").into_owned()
}

/// The rows of the table that follows a heading.
fn table(readme: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = readme
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no {heading}"));
    let mut tables = tables(rest);
    tables.swap_remove(0).split_off(2)
}

/// What stands in backticks in a text.
fn code(text: &str) -> BTreeSet<String> {
    let span = Regex::new(r"`([^`\n]+)`").expect("a valid pattern");
    let spans = span.captures_iter(text);
    spans.map(|span| span[1].replace(r"\|", "|")).collect()
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', r"\|")
}

#[test]
fn the_tables_of_inputs_and_outputs_are_those_of_the_action() {
    let action = action();
    let text = |value: &Value| one_line(value.as_str().expect("text"));
    let readme = read(ENGLISH);
    let inputs = action["inputs"].as_mapping().expect("a mapping").iter();
    let inputs = inputs.map(|(name, input)| {
        let default = match (&input["required"], &input["default"]) {
            (Value::Bool(true), _) => "required".to_owned(),
            (_, Value::String(default)) => format!("`{default}`"),
            _ => String::new(),
        };
        vec![
            format!("`{}`", text(name)),
            default,
            text(&input["description"]),
        ]
    });
    assert_eq!(table(&readme, "### Inputs"), inputs.collect::<Vec<_>>());
    let outputs = action["outputs"].as_mapping().expect("a mapping").iter();
    let outputs =
        outputs.map(|(name, it)| vec![format!("`{}`", text(name)), text(&it["description"])]);
    assert_eq!(table(&readme, "### Outputs"), outputs.collect::<Vec<_>>());
}

/// The rows of the configuration reference, one for each key that takes a value, as the schema has them.
fn reference(schema: &Json, object: &Json, above: &str, rows: &mut Vec<Vec<String>>) {
    let named = |of: &Json| {
        let name = of.as_str()?.rsplit('/').next()?;
        Some(schema["$defs"][name].clone())
    };
    let properties = object["properties"].as_object().expect("properties");
    for (name, property) in properties {
        let key = format!("{above}{name}");
        let kind = named(&property["$ref"]).or_else(|| named(&property["anyOf"][0]["$ref"]));
        let kind = kind.unwrap_or_else(|| property.clone());
        let items = named(&property["items"]["$ref"]);
        let words = |kind: &Json| {
            let words = kind["oneOf"].as_array().into_iter().flatten();
            let words: Vec<String> = words
                .map(|it| format!("`{}`", plain(&it["const"])))
                .collect();
            words.join(", ")
        };
        let is_named = property.get("anyOf").is_none();
        let is_block = kind.get("properties").is_some();
        let (values, inner) = match &items {
            Some(items) if items.get("properties").is_some() => ("list of keys".to_owned(), true),
            Some(items) => (format!("list of {}", words(items)), false),
            None if is_block => ("keys".to_owned(), true),
            None if kind.get("oneOf").is_some() => (words(&kind), false),
            None => (in_words(&property["type"]).to_owned(), false),
        };
        let default = match &property["default"] {
            Json::Null if is_named && kind.get("oneOf").is_some() => {
                plain(&kind["oneOf"][0]["const"])
            }
            Json::Null | Json::Object(_) => String::new(),
            Json::Array(list) if list.is_empty() => String::new(),
            default => plain(default),
        };
        // a block without a value of its own is only the way to its keys
        if !is_block || !is_named {
            let quoted = match default.as_str() {
                "" => default,
                _ => format!("`{default}`"),
            };
            let description = one_line(plain(&property["description"]).as_str());
            rows.push(vec![format!("`{key}`"), values, quoted, description]);
        }
        if inner {
            let (object, below) = match &items {
                Some(items) => (items, format!("{key}[].")),
                None => (&kind, format!("{key}.")),
            };
            reference(schema, object, &below, rows);
        }
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(list) => format!(
            "[{}]",
            list.iter().map(plain).collect::<Vec<_>>().join(", ")
        ),
        other => other.to_string(),
    }
}

fn in_words(kind: &Json) -> &'static str {
    let kind = kind[0].as_str().or(kind.as_str()).expect("a type");
    match kind {
        "string" => "text",
        "boolean" => "`true`, `false`",
        "integer" | "number" => "number",
        "array" => "list",
        "object" => "keys",
        _ => panic!("{kind}"),
    }
}

#[test]
fn the_reference_has_every_key_of_the_schema() {
    let schema = serde_json::to_value(Config::schema()).expect("JSON");
    let mut expected = Vec::new();
    reference(&schema, &schema, "", &mut expected);
    assert!(expected.len() > 50, "{expected:?}");
    assert_eq!(table(&read(ENGLISH), "### All keys"), expected);
}

/// Every default of the reference, written down, gives the configuration that an empty file gives.
#[test]
fn the_defaults_of_the_reference_are_those_of_the_program() {
    let read = |text: &str| format!("{:?}", Config::parse(text, ENGLISH).expect(text));
    let mut seen = 0;
    for row in table(&self::read(ENGLISH), "### All keys") {
        let (key, default) = (row[0].trim_matches('`'), row[2].trim_matches('`'));
        if default.is_empty() || (key.contains(".images.") && !memos_weekly::asset::CAN_RESIZE) {
            continue;
        }
        let blocks: Vec<&str> = key.split('.').collect();
        let open = |value: &str| {
            let last = blocks.len() - 1;
            let mut text = String::new();
            for (depth, block) in blocks.iter().enumerate() {
                let value = if depth == last { value } else { "" };
                let _ = writeln!(text, "{:1$}{block}: {value}", "", depth * 2);
            }
            text
        };
        let empty = if key.contains(".images.") {
            "attachments: { images: {} }\n".to_owned()
        } else {
            String::new()
        };
        assert_eq!(read(&open(default)), read(&empty), "{key}: {default}");
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn every_engine_is_in_the_table_with_the_path_of_its_posts() {
    let rows = table(&read(ENGLISH), "## Engines");
    let paths = rows.into_iter().map(|row| (row[0].clone(), row[1].clone()));
    let expected = engine::Name::ALL.into_iter().map(|name| {
        let learnt = series::learn(&Blog::default(), name, &series::Configured::default());
        let path = learnt.path.replace('|', r"\|");
        (format!("`{name}`"), format!("`{path}`"))
    });
    assert_eq!(
        paths.collect::<BTreeSet<_>>(),
        expected.collect::<BTreeSet<_>>()
    );
}

/// What is quoted under “Troubleshooting” is what the program, or the action, says.
#[test]
fn the_messages_under_troubleshooting_exist() {
    fn said(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                said(&path, all);
            } else if path.extension().is_some_and(|it| it == "rs") {
                all.push_str(&std::fs::read_to_string(path).expect("UTF-8"));
            }
        }
    }
    let mut all = read(".github/action.sh");
    said(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let run = weekly().env("MEMOS_URL", "https://memos.example.org");
    all.push_str(&run.arg("--dry-run").run().exits(2).stderr);
    let all = one_line(&all);
    for row in table(&read(ENGLISH), "## Troubleshooting") {
        let message = row[0].trim_matches('`');
        let parts: Vec<&str> = message.split(", so it is built").collect();
        assert!(parts.iter().all(|part| all.contains(part)), "{message}");
    }
}

#[test]
fn the_examples_are_valid() {
    let inputs = keys(&action()["inputs"]);
    for readme in [ENGLISH, CHINESE] {
        let (mut workflows, mut configurations) = (0, 0);
        for (language, example) in blocks(&read(readme)) {
            if language != "yaml" {
                continue;
            }
            let yaml: Value =
                serde_yaml::from_str(&example).unwrap_or_else(|error| panic!("{error}\n{example}"));
            let Some(jobs) = yaml.get("jobs").and_then(Value::as_mapping) else {
                configurations += 1;
                Config::parse(&example, readme)
                    .unwrap_or_else(|error| panic!("{error}\n{example}"));
                continue;
            };
            workflows += 1;
            let steps = jobs
                .values()
                .flat_map(|job| job["steps"].as_sequence().expect("steps"));
            for step in steps {
                let uses = step["uses"].as_str().expect("an action");
                if uses.starts_with("memos-weekly/") {
                    assert!(keys(&step["with"]).is_subset(&inputs), "{example}");
                    // weeks of one blog begin at one time, whichever workflow makes them
                    let zone = step["with"]["timezone"].as_str();
                    assert_eq!(zone, Some("Asia/Shanghai"), "{example}");
                }
            }
        }
        assert!(workflows > 3 && configurations > 2, "{readme}");
    }
}

#[test]
fn every_command_and_flag_exists() {
    let command = cli::command();
    let commands: BTreeSet<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    // those of cargo and gh
    let others = ["--release", "--version", "--locked", "--git", "--field"];
    let flags: BTreeSet<String> = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
        .chain(others.map(str::to_owned))
        .collect();
    let called = Regex::new(r"`memos-weekly ([a-z]+)").expect("a valid pattern");
    let flag = Regex::new(r"(?:^|[ `])(--[a-z][a-z-]+)").expect("a valid pattern");
    for readme in [ENGLISH, CHINESE] {
        let readme = read(readme);
        for name in called.captures_iter(&readme) {
            assert!(commands.contains(&name[1]), "{}", &name[1]);
        }
        for name in flag.captures_iter(&readme) {
            assert!(flags.contains(&name[1]), "{}", &name[1]);
        }
    }
}

#[test]
fn links_within_a_readme_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)h][^)]*)\)").expect("a valid pattern");
    for name in [ENGLISH, CHINESE] {
        let readme = read(name);
        let anchors: BTreeSet<String> = without_blocks(&readme)
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(|line| anchor(line.trim_start_matches(['#', ' '])))
            .collect();
        for found in link.captures_iter(&without_blocks(&readme)) {
            let to = &found[1];
            let leads = match to.strip_prefix('#') {
                Some(heading) => anchors.contains(heading),
                None => Path::new(env!("CARGO_MANIFEST_DIR")).join(to).exists(),
            };
            assert!(leads, "{name}: {to}");
        }
    }
}

/// The name under which GitHub reaches a heading.
fn anchor(heading: &str) -> String {
    let heading = heading.to_lowercase();
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().replace(' ', "-")
}

/// The levels of the headings, in order.
fn levels(readme: &str) -> Vec<usize> {
    let text = without_blocks(readme);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.bytes().take_while(|byte| *byte == b'#').count())
        .collect()
}

/// An example without what is for people only: comments, and the names and descriptions that a form shows.
fn bare(language: &str, example: &str) -> String {
    if language != "yaml" {
        return example.to_owned();
    }
    let mut yaml: Value = serde_yaml::from_str(example).expect("YAML");
    silence(&mut yaml);
    serde_yaml::to_string(&yaml).expect("YAML")
}

fn silence(yaml: &mut Value) {
    match yaml {
        Value::Mapping(mapping) => {
            for (key, value) in mapping.iter_mut() {
                match key.as_str() {
                    Some("name" | "description") if value.is_string() => *value = Value::Null,
                    _ => silence(value),
                }
            }
        }
        Value::Sequence(list) => list.iter_mut().for_each(silence),
        _ => {}
    }
}

#[test]
fn the_chinese_readme_has_the_same_headings_examples_and_tables() {
    let [english, chinese] = [ENGLISH, CHINESE].map(read);
    assert_eq!(levels(&english), levels(&chinese));
    let examples = [&english, &chinese].map(|readme| {
        let blocks = blocks(readme).into_iter();
        let blocks = blocks.map(|(language, example)| bare(&language, &example));
        blocks.collect::<Vec<_>>()
    });
    assert_eq!(examples[0], examples[1]);
    let [ours, theirs] = [tables(&english), tables(&chinese)];
    assert_eq!(ours.len(), theirs.len(), "tables");
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours.len(), theirs.len(), "rows of {:?}", ours[0]);
        for (our, their) in ours.iter().zip(theirs) {
            assert_eq!(our.len(), their.len(), "{our:?} {their:?}");
            for (our, their) in our.iter().zip(their) {
                assert_eq!(code(our), code(their), "{our} / {their}");
            }
        }
    }
}

/// Whatever one README names in code, a heading's section names in the other as well.
#[test]
fn the_chinese_readme_leaves_nothing_out() {
    let sections = |readme: &str| {
        let text = without_blocks(readme);
        let sections: Vec<BTreeSet<String>> = text.split("\n## ").map(code).collect();
        let link = Regex::new(r"\]\((h[^)]*|[^)#]*)\)").expect("a valid pattern");
        let links = link.captures_iter(&text);
        let links: BTreeSet<String> = links
            .map(|link| link[1].replace("docs.github.com/zh/", "docs.github.com/en/"))
            .collect();
        (sections, links)
    };
    let [english, chinese] = [ENGLISH, CHINESE].map(read);
    let [(ours, our_links), (theirs, their_links)] = [sections(&english), sections(&chinese)];
    for (number, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        let differ: Vec<_> = ours.symmetric_difference(theirs).collect();
        assert!(differ.is_empty(), "section {number}: {differ:?}");
    }
    let to_each_other = [ENGLISH, CHINESE].map(str::to_owned);
    let differ: Vec<_> = our_links
        .symmetric_difference(&their_links)
        .filter(|link| !to_each_other.contains(link))
        .collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert!(our_links.contains(CHINESE) && their_links.contains(ENGLISH));
}

/// An example that names a release which is not there does not run; who writes the section of the first release in the
/// changelog lets the examples take it.
#[test]
fn the_examples_take_the_action_where_it_is() {
    let is_released = !read(".github/CHANGELOG.md").contains("Not released yet");
    let reference = if is_released { "v1" } else { "main" };
    let used = Regex::new(r"memos-weekly/memos-weekly@(\S+)").expect("a valid pattern");
    for readme in [ENGLISH, CHINESE] {
        for (_, example) in blocks(&read(readme)) {
            for found in used.captures_iter(&example) {
                assert_eq!(&found[1], reference, "{readme}\n{example}");
            }
        }
    }
}
