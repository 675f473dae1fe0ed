//! Help, `action.yml`, JSON Schema and what is released say what the program does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use memos_weekly::cli;
use memos_weekly::config::Config;
use serde_yaml::Value;

/// Inputs that are no flags: secrets come by the environment alone, and which program runs what is the action's choice.
const NO_FLAGS: [&str; 5] = [
    "memos-token",
    "github-token",
    "binary-path",
    "download-url",
    "command",
];

pub(crate) fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

pub(crate) fn action() -> Value {
    serde_yaml::from_str(&read("action.yml")).expect("YAML")
}

/// A step of the action by its id.
fn step<'a>(action: &'a Value, id: &str) -> &'a Value {
    let mut steps = action["runs"]["steps"].as_sequence().expect("steps").iter();
    steps.find(|step| step["id"] == id).expect("such a step")
}

pub(crate) fn keys(value: &Value) -> BTreeSet<String> {
    let keys = value.as_mapping().expect("a mapping").keys();
    keys.map(|key| key.as_str().expect("text").to_owned())
        .collect()
}

/// The flags of the commands that the action runs, as far as people may use them, with their environment variables.
fn flags() -> BTreeSet<(String, String)> {
    let command = cli::command();
    let commands = command.get_subcommands();
    commands
        .filter(|command| ["run", "plan"].contains(&command.get_name()))
        .flat_map(clap::Command::get_arguments)
        .filter(|argument| !argument.is_hide_set())
        .filter_map(|argument| {
            let variable = argument.get_env()?.to_str()?.to_owned();
            Some((argument.get_long()?.to_owned(), variable))
        })
        .collect()
}

#[test]
fn every_flag_is_an_input_of_the_action_and_the_other_way_round() {
    let inputs = keys(&action()["inputs"]);
    let flags: BTreeSet<String> = flags().into_iter().map(|(flag, _)| flag).collect();
    let expected: BTreeSet<String> = flags
        .into_iter()
        .chain(NO_FLAGS.map(str::to_owned))
        .collect();
    assert_eq!(inputs, expected);
}

#[test]
fn every_input_reaches_the_program_by_its_variable() {
    let action = action();
    let step = step(&action, "run");
    let environment = &step["env"];
    for (flag, variable) in flags() {
        let value = environment[variable.as_str()].as_str();
        assert_eq!(
            value,
            Some(format!("${{{{ inputs.{flag} }}}}").as_str()),
            "{variable}"
        );
    }
    let secrets = [
        ("MEMOS_TOKEN", "memos-token"),
        ("GITHUB_TOKEN", "github-token"),
    ];
    for (variable, input) in secrets {
        assert_eq!(
            environment[variable].as_str(),
            Some(format!("${{{{ inputs.{input} }}}}").as_str())
        );
    }
}

#[test]
fn inputs_are_data_and_never_a_part_of_a_script() {
    for step in action()["runs"]["steps"].as_sequence().expect("steps") {
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "{script}");
    }
}

#[test]
fn no_secret_is_in_the_environment_in_which_the_program_is_built() {
    let action = action();
    let environment = &step(&action, "program")["env"];
    for (name, value) in environment.as_mapping().expect("a mapping") {
        let value = value.as_str().expect("text");
        assert!(
            !value.contains("token") && !value.contains("secret"),
            "{name:?}"
        );
    }
}

#[test]
fn every_output_is_one_that_the_program_writes() {
    let run = cli::OUTPUTS.into_iter();
    let expected: BTreeSet<String> = run.chain(["plan"]).map(str::to_owned).collect();
    assert_eq!(keys(&action()["outputs"]), expected);
}

#[test]
fn cargo_binstall_finds_what_is_released() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let url = binstall["pkg-url"].as_str().expect("text");
    let script = read(".github/action.sh");
    let address = url
        .replace(
            "{ repo }",
            manifest["package"]["repository"].as_str().expect("text"),
        )
        .replace("{ version }", "$version")
        .replace("{ target }", "$target");
    let (folder, archive) = address.rsplit_once('/').expect("an address");
    assert!(
        script.contains(folder) && script.contains(archive),
        "{address}"
    );
    let inner = binstall["bin-dir"].as_str().expect("text");
    assert_eq!(inner, "memos-weekly-{ target }/{ bin }{ binary-ext }");
    assert!(script.contains("memos-weekly-$target/$inner"));
}

#[test]
fn the_recorded_release_has_all_platforms_or_there_is_none() {
    let table = read(".github/release.txt");
    let is_empty = table.lines().any(|line| line == "source none");
    let lines = table.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(
        lines,
        if is_empty { 2 } else { 7 },
        "version, source, five platforms"
    );
}

#[test]
fn the_published_schema_is_that_of_the_program() {
    let published: serde_json::Value =
        serde_json::from_str(&read(".github/memos-weekly.schema.json")).expect("JSON");
    let ours = serde_json::to_value(Config::schema()).expect("JSON");
    assert_eq!(
        published, ours,
        "run `cargo run --example generate -- schema > .github/memos-weekly.schema.json`"
    );
}

#[test]
fn completions_and_man_page_know_every_command() {
    let mut completions = Vec::new();
    clap_complete::generate(
        clap_complete::Shell::Bash,
        &mut cli::command(),
        "memos-weekly",
        &mut completions,
    );
    let mut man = Vec::new();
    clap_mangen::Man::new(cli::command())
        .render(&mut man)
        .expect("a man page");
    for page in [completions, man] {
        let page = String::from_utf8(page).expect("UTF-8");
        for command in cli::command().get_subcommands() {
            assert!(page.contains(command.get_name()), "{}", command.get_name());
        }
    }
}
