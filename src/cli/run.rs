//! `memos-weekly run`: the main job.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::json;

use super::options::{Blog, Source, Surroundings};
use super::report;
use super::terminal::say;
use crate::blog::Wanted;
use crate::config::{self, Config};
use crate::engine;
use crate::error::Error;
use crate::http::{Http, Patience};
use crate::memos;
use crate::pipeline::{self, Job, Report, Settings};
use crate::publish::Target;
use crate::publish::folder::Folder;
use crate::week::WeekRequest;

/// Pull the week's memos and open or update the pull request
#[derive(Debug, clap::Args)]
pub(super) struct Run {
    /// Which week: last, current, 2023-W10, a date, or a range A..B of days or of ISO weeks
    ///
    /// Without it, the last complete week; weeks that were missed since the newest issue are made up first.
    #[arg(long, value_name = "WEEK")]
    week: Option<WeekRequest>,
    /// Number of the issue, instead of the next one
    #[arg(long, value_name = "N")]
    number: Option<u32>,
    /// Write the post into this local checkout instead of opening a pull request
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; show what would be written
    #[arg(long)]
    dry_run: bool,
    /// With --out: overwrite a post that differs
    #[arg(long)]
    force: bool,
    /// Open the pull request as a draft
    #[arg(long)]
    draft: bool,
    /// Open a new pull request when the week's last one was closed unmerged
    #[arg(long)]
    reopen: bool,
    /// Propose changes to an issue that is already merged
    #[arg(long)]
    update_published: bool,
    /// Print the results as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    blog: Blog,
    #[command(flatten)]
    surroundings: Surroundings,
}

impl Run {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let mut reports = Reports::new(self.dry_run, self.json, super::runner());
        let outcome = self.publish(&mut reports).await;
        // What was done before a failure is told all the same.
        reports.finish()?;
        outcome
    }

    async fn publish(&self, reports: &mut Reports) -> Result<(), Error> {
        let http = Http::new(Patience::default())?;
        let desk = Desk::new(&self.source, &self.blog, &self.surroundings, http)?;
        match desk.place(self.out.as_deref(), self.dry_run)? {
            Place::Folder(folder) => {
                let folder = Folder::new(folder, self.force);
                self.into_target(&desk, DryRun::around(folder, self.dry_run), reports).await
            }
            Place::Repository(repository) => {
                let pulls = desk.pull_requests(&repository, self)?;
                self.into_target(&desk, DryRun::around(pulls, self.dry_run), reports).await
            }
        }
    }
