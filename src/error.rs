//! The error that people see: what failed, where it was asked, the way out, and the exit code.
//!
//! Each room has an error of its own; this is where they meet, and [`Error::report`] is the one place where any of
//! them becomes text. Every message can be printed into a public log: it names objects, never the text of a memo.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;

use crate::blog::{PathError, Unreadable};
use crate::egress::Leak;
use crate::http::TokenError;
use crate::line::one_line;
use crate::runner::{self, Level, Location};
use crate::{config, http, issue, memos, publish, render, template, week};

/// The reason why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A token was given where others can read it.
    #[error("a token was given on the command line, as {0}")]
    TokenArgument(String),
    /// A token that cannot be one.
    #[error("{name} cannot be used: {reason}")]
    Token {
        /// The variable.
        name: &'static str,
        /// The reason why the token is refused.
        reason: TokenError,
    },
    /// Something that a command cannot do without was not given.
    #[error("{what} is missing")]
    Missing {
        /// The thing that is missing, in words.
        what: &'static str,
        /// The way to provide it.
        help: &'static str,
    },
    /// A local file that is needed cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A local file cannot be written.
    #[error("{path} cannot be written")]
    Write {
        /// The file.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// There is nothing that opens a page.
    #[error("{path} cannot be opened in a browser")]
    Open {
        /// The page.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A file that was named is not there.
    #[error("there is no {what} at {path}")]
    NoFile {
        /// The kind of file that was expected.
        what: &'static str,
        /// Path at which it was looked for.
        path: String,
    },
    /// A file that was named is there, and cannot be used.
    #[error("cannot read the {what} {path}: {reason}")]
    Unreadable {
        /// The kind of file.
        what: &'static str,
        /// Path of the file.
        path: String,
        /// The reason why it cannot be read.
        reason: Unreadable,
    },
    /// A file that is named outside the repository.
    #[error("`{path}`, given as {what}, is not a path in the repository: {reason}")]
    Path {
        /// The flag or setting that named it.
        what: &'static str,
        /// The path.
        path: String,
        /// The reason why the path is refused.
        reason: PathError,
    },
    /// There are two files, and no rule which of them counts.
    #[error("there are two configurations: {}", config::PATHS.join(" and "))]
    TwoConfigurations,
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The arguments, or the variables that stand for them, are wrong.
    #[error("{message}")]
    Usage {
        /// Description of the error.
        message: String,
        /// The way out.
        help: Option<String>,
    },
    /// The run took longer than it may.
    #[error("the run took longer than {minutes} minutes and was stopped")]
    Deadline {
        /// The limit.
        minutes: f64,
    },
    /// The week asked for is no week.
    #[error(transparent)]
    Week(#[from] week::Error),
    /// There is no HTTP client.
    #[error(transparent)]
    Http(#[from] http::NoClient),
    /// The memos could not be had.
    #[error(transparent)]
    Memos(#[from] memos::Error),
    /// There are no memos, and that was to be an error.
    #[error("no memo for {week}: {why}")]
    EmptyWeek {
        /// The week's id.
        week: String,
        /// Summary of what was left out.
        why: String,
    },
    /// The issue has no number.
    #[error(transparent)]
    Issue(#[from] issue::Error),
    /// A template is wrong.
    #[error(transparent)]
    Template(#[from] template::Error),
    /// A template gives nothing where something is needed.
    #[error("the template `{template}` gives an empty text")]
    EmptyText {
        /// The template's key.
        template: &'static str,
    },
    /// The post could not be rendered.
    #[error(transparent)]
    Render(#[from] render::Error),
    /// More text than an issue takes.
    #[error("{what} has {size} of text, more than {limit}")]
    TooMuchText {
        /// The memo, or all of them.
        what: String,
        /// The size of the text, in words.
        size: String,
        /// The largest size that is taken, in words.
        limit: String,
    },
    /// The run would publish private memos before anybody reviewed them.
    #[error("{repository} is public, and this run may take memos that are not")]
    PrivateInPublic {
        /// The blog's repository.
        repository: String,
    },
    /// One file for two weeks: the second would be lost.
    #[error("{path} would be the post of {first} and of {second}")]
    SamePath {
        /// The file.
        path: String,
        /// The earlier week, or the issue that stands there.
        first: String,
        /// The later one.
        second: String,
    },
    /// The list of all issues has no clear place in its file.
    #[error("the list of issues has no clear place in {path}: {error}")]
    Index {
        /// The file.
        path: String,
        /// The reason why its place is not clear.
        error: crate::index::MarkerError,
    },
    /// A page of the site that is to hold the list of all issues is not there.
    #[error("there is no {path} to list the issues in")]
    NoIndex {
        /// The file.
        path: String,
    },
    /// Something that was about to leave holds a secret.
    #[error(transparent)]
    Leak(#[from] Leak),
    /// The post could not be published.
    #[error(transparent)]
    Publish(#[from] publish::Error),
    /// `check` found something that would make the job fail.
    #[error("{bad} of these would make the job fail")]
    Check {
        /// Number of findings that would make the job fail.
        bad: usize,
        /// The exit code of a run that meets the first of it.
        code: u8,
    },
    /// The runner's files could not be written.
    #[error("cannot write the outputs of the step")]
    Runner(#[source] io::Error),
    /// Standard output is gone.
    #[error("cannot write to standard output")]
    Print(#[source] io::Error),
    /// The machine gives no event loop.
    #[error("the program cannot be started")]
    Runtime(#[source] io::Error),
}

impl Error {
    /// The same error, which may have to quote no line of a file, because more people can read the error than the file.
    #[must_use]
    pub fn without_source_if(mut self, is_hidden: bool) -> Self {
        const NOT_SHOWN: &str = "(not shown: everybody can read this, and not the blog)";
        match &mut self {
            _ if !is_hidden => {}
            Self::Config(error) => error.replace_source(NOT_SHOWN),
            Self::Template(error) | Self::Render(render::Error::Template(error)) => {
                NOT_SHOWN.clone_into(&mut error.source_line);
            }
            _ => {}
        }
        self
    }

    /// 2 for wrong usage or configuration, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::TokenArgument(_)
            | Self::Token { .. }
            | Self::Missing { .. }
            | Self::NoFile { .. }
            | Self::Unreadable { .. }
            | Self::Path { .. }
            | Self::TwoConfigurations
            | Self::Usage { .. }
            | Self::Config(_)
            | Self::Week(_)
            | Self::Template(_)
            | Self::EmptyText { .. }
            | Self::Render(_)
            | Self::SamePath { .. }
            | Self::Index { .. }
            | Self::NoIndex { .. } => 2,
            Self::Check { code, .. } => *code,
            _ => 1,
        }
    }

    /// The whole message: what happened, where, and the way out.
    pub fn report(&self) -> String {
        let mut report = format!("error: {}", self.message());
        if let Some(frame) = self.frame() {
            let _ = write!(report, "\n{frame}");
        }
        let mut cause = self.source();
        while let Some(reason) = cause {
            let _ = write!(report, "\n  because: {}", one_line(&reason.to_string()));
            cause = reason.source();
        }
        if let Some(at) = self.at() {
            let _ = write!(report, "\n  at: {}", at.replace('\n', "\n      "));
        }
        if let Some(help) = self.help() {
            let _ = write!(report, "\n  help: {}", help.replace('\n', "\n        "));
        }
        report
    }

    /// The same for the Actions runner, with the place in the configuration file.
    pub fn annotation(&self) -> String {
        let mut message = self.message();
        let hint = self.frame().map(|frame| frame.hint().to_owned());
        for more in hint.into_iter().chain(self.help()) {
            if !more.is_empty() {
                let _ = write!(message, "\n{more}");
            }
        }
        let place = match self {
            Self::Config(error) => {
                let (file, frame) = error.place();
                Some(Location {
                    file,
                    line: frame.map_or(1, |it| it.line),
                    column: frame.map_or(1, |it| it.column),
                })
            }
            _ => None,
        };
        runner::annotation(Level::Error, place, &message)
    }

    /// Returns the message. A template's error shows the line of the template below it.
    fn message(&self) -> String {
        let message = self.to_string();
        match self {
            Self::Template(_) | Self::Render(_) => message,
            _ => one_line(&message),
        }
    }

    fn frame(&self) -> Option<&config::Frame> {
        match self {
            Self::Config(error) => error.place().1,
            _ => None,
        }
    }

    fn at(&self) -> Option<String> {
        match self {
            Self::Memos(error) => error.at(),
            Self::Publish(error) => error.at(),
            _ => None,
        }
    }

    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::TokenArgument(_) => Some(
                "other programs and logs can read it there; make a new one, and give it as the environment variable \
                 MEMOS_TOKEN or GITHUB_TOKEN"
                    .to_owned(),
            ),
            Self::Token { name, .. } => Some(format!("set {name} to the token alone, without quotes or line breaks")),
            Self::Missing { help, .. } => Some((*help).to_owned()),
            Self::NoFile { .. } => Some(
                "the path is relative to the repository's root; the file is looked for here, then on the base branch"
                    .to_owned(),
            ),
            Self::Unreadable { reason, .. } => Some(reason.help()),
            Self::Path { .. } => Some("give a path relative to the repository's root".to_owned()),
            Self::TwoConfigurations => Some("delete one of them".to_owned()),
            Self::Usage { help, .. } => help.clone(),
            Self::Deadline { .. } => Some(
                "what was done stays, and the next run goes on from there; a slow server is given more time by \
                 `timeout_minutes`"
                    .to_owned(),
            ),
            Self::Config(error) => error.help(),
            Self::Week(error) => error.help(),
            Self::Http(error) => Some(error.help().to_owned()),
            Self::Memos(error) => error.help(),
            Self::EmptyWeek { .. } => Some("`when_empty: skip` makes this no error".to_owned()),
            Self::Issue(error) => error.help(),
            Self::Template(error) => error.help(),
            Self::Render(error) => error.help(),
            Self::Publish(error) => error.help(),
            Self::EmptyText { .. } => Some(
                "give it words that are there in every week, for example `{{ series }} #{{ number }}`".to_owned(),
            ),
            Self::SamePath { .. } => Some(
                "let `slug` or `blog.path` name the issue, for example by `{{ number }}`, `{{ week }}` or \
                 `{{ first_day }}`"
                    .to_owned(),
            ),
            Self::Index { .. } => Some(
                "put both lines where the list is to be, or delete them: then it goes to the end of the file".to_owned(),
            ),
            Self::NoIndex { .. } => Some(
                "it is a page of the site, so make it with the front matter that the site wants; a README.md, or any \
                 file that is no page, is made by itself"
                    .to_owned(),
            ),
            Self::Leak(_) => Some(
                "nothing was written; take it out of the memo, the configuration or the template, and make a new one, \
                 because it could be read there"
                    .to_owned(),
            ),
            Self::TooMuchText { .. } => Some(
                "no post has so much; shorten it in Memos, or leave it out, for example by a tag that `select.exclude_tags` \
                 names"
                    .to_owned(),
            ),
            Self::PrivateInPublic { .. } => Some(
                "a pull request can be read by everybody before you review it; take private memos only into a private \
                 repository, or set `select.private_in_public_repository: true`"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
