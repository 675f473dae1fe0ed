//! The command line: one declaration for flag, environment variable and help.
//!
//! This room alone reads arguments, environment, clock and current folder; everything below it is given what it
//! needs. A flag's environment variable is its own name (`--some-flag` is `MEMOS_WEEKLY_SOME_FLAG`), and a variable
//! that is set but empty is not set, because that is how a runner passes an input that was not given.

mod check;
mod demo;
mod exposure;
mod init;
mod options;
mod plan;
mod preview;
mod report;
mod run;
mod session;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Command, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::egress::{Audience, Secrets};
use crate::error::Error;
use crate::github::Look;
use crate::http::Token;
use crate::memos::Identity;
use crate::runner::Runner;

pub use report::OUTPUTS;

/// A weekly blog post from your Memos notes, as a pull request.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Run(run::Run),
    Demo(demo::Demo),
    Init(init::Init),
    Preview(preview::Preview),
    Check(check::Check),
    Plan(plan::Plan),
}

/// Runs the program: arguments in, exit code out.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match parse(&arguments).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// The declaration of the whole command line, with the environment variables of its flags.
pub fn command() -> Command {
    declare(&|_| true)
}

fn declare(is_set: &dyn Fn(&str) -> bool) -> Command {
    Cli::command().mut_subcommands(|command| {
        command.mut_args(|argument| {
            let own = argument
                .get_env()
                .and_then(|name| name.to_str())
                .map(str::to_owned);
            let flag = argument
                .get_long()
                .filter(|flag| !matches!(*flag, "help" | "version"));
            let derived =
                flag.map(|flag| format!("MEMOS_WEEKLY_{}", flag.replace('-', "_").to_uppercase()));
            match own.or(derived) {
                Some(name) if is_set(&name) => argument.env(name),
                _ => argument.env(clap::builder::Resettable::Reset),
            }
        })
    })
}

/// Reads the command from the arguments; `None` if it is done already, as with `--help`.
fn parse(arguments: &[OsString]) -> Result<Option<Task>, Error> {
    refuse_tokens(arguments)?;
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let parsed = declare(&is_set)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => Ok(Some(cli.command)),
        Err(error) if error.use_stderr() => Err(usage(&error)),
        // the help, or the version
        Err(error) => terminal::print(error.render().to_string().trim_end()).map(|()| None),
    }
}

/// Makes the error for wrong arguments: clap's words, and what would be right, in those of the value's own type.
fn usage(error: &clap::Error) -> Error {
    let said = error.render().to_string();
    let said = said.trim_start_matches("error: ");
    // from behind: a value that is quoted in the message may hold anything
    let cut = |said: &str, mark: &str| said.rfind(mark).unwrap_or(said.len());
    let said = &said[..cut(said, "\n\nFor more information")];
    let said = &said[..cut(said, "\n\nUsage: ")];
    let (message, tip) = said.split_at(cut(said, "\n\n  tip: "));
    let source = std::error::Error::source(error);
    let help = source
        .and_then(|source| source.downcast_ref())
        .and_then(crate::week::Error::help);
    let tip = tip.trim().trim_start_matches("tip: ");
    Error::Usage {
        message: message.to_owned(),
        help: help.or_else(|| (!tip.is_empty()).then(|| tip.to_owned())),
    }
}

/// A token on the command line is seen by every other process, and by the log of a workflow.
fn refuse_tokens(arguments: &[OsString]) -> Result<(), Error> {
    let names = ["--memos-token", "--github-token", "--token"];
    let is_token = |argument: &&str| {
        names
            .iter()
            .any(|name| argument.split('=').next() == Some(name))
    };
    match arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .find(is_token)
    {
        Some(argument) => Err(Error::TokenArgument(
            argument.split('=').next().unwrap_or_default().to_owned(),
        )),
        None => Ok(()),
    }
}

fn perform(task: Option<Task>) -> Result<(), Error> {
    let Some(task) = task else {
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    runtime.block_on(async {
        match task {
            Task::Run(run) => Box::pin(run.perform()).await,
            Task::Demo(demo) => demo.perform().await,
            Task::Init(init) => init.perform().await,
            Task::Preview(preview) => Box::pin(preview.perform()).await,
            Task::Check(check) => Box::pin(check.perform()).await,
            Task::Plan(plan) => Box::pin(plan.perform()).await,
        }
    })
}

/// The one place where an error is printed.
fn fail(error: &Error) -> ExitCode {
    terminal::fail(error);
    if runner().in_actions {
        terminal::command(&error.annotation());
    }
    ExitCode::from(error.exit_code())
}

/// A variable that is set and not empty.
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A token, from the environment and nowhere else.
fn token(name: &'static str) -> Result<Option<Token>, Error> {
    environment(name)
        .map(|value| Token::new(&value).map_err(|reason| Error::Token { name, reason }))
        .transpose()
}

/// The secrets in the environment, which must not leave.
fn secrets() -> Secrets {
    let text = |name: OsString| name.into_string().ok();
    let variables = std::env::vars_os();
    Secrets::from_variables(variables.filter_map(|(name, value)| Some((text(name)?, text(value)?))))
}

/// Describes the source of the memos. Everybody can read the log of a public repository's workflow, and address and
/// user are more than the ids and counts that belong there: such a log has the version alone.
fn server(identity: &Identity) -> String {
    if runner().in_actions {
        identity.version.clone()
    } else {
        identity.to_string()
    }
}

/// Returns who can read what the workflow's run leaves in its own repository; the owner on a desk.
fn audience() -> Audience {
    if !runner().in_actions {
        return Audience::Owner;
    }
    let payload =
        environment("GITHUB_EVENT_PATH").and_then(|path| std::fs::read_to_string(path).ok());
    let name = environment("GITHUB_REPOSITORY");
    Audience::of_event(&payload.unwrap_or_default(), name.as_deref())
}

/// The same once it is known who can read the blog's repository, which is mostly the workflow's own.
fn audience_beside(look: &Look) -> Audience {
    let runner = runner();
    if runner.in_actions && runner.repository.as_ref() == Some(&look.full_name) {
        Audience::of_repository(look.private)
    } else {
        audience()
    }
}

/// Returns true if what the blog says must not be told, because everybody can read the run, and not the blog.
fn is_hidden(look: &Look) -> bool {
    look.private && audience_beside(look) == Audience::Public
}

fn runner() -> Runner {
    Runner {
        in_actions: environment("GITHUB_ACTIONS").as_deref() == Some("true"),
        output: environment("GITHUB_OUTPUT").map(Into::into),
        summary: environment("GITHUB_STEP_SUMMARY").map(Into::into),
        temp: environment("RUNNER_TEMP").map(Into::into),
        repository: environment("GITHUB_REPOSITORY"),
    }
}
