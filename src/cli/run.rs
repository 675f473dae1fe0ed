//! `memos-weekly run`: the main job.

use std::path::PathBuf;

use super::options::{BlogFlags, RunnerEnv, SourceFlags};
use super::report::Reports;
use super::session::Session;
use super::terminal::say;
use crate::config::Config;
use crate::error::Error;
use crate::memo::Visibility;
use crate::pipeline::{self, Egress, Job, Settings};
use crate::publish::{BlogSnapshot, PublishFlags, pull_request};
use crate::week::WeekRequest;

/// Pull the week's memos and open or update the pull request
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "each is a flag, named as people write it"
)]
pub(super) struct Run {
    /// Which week: last, current, 2023-W10, a date, or a range A..B of days or of ISO weeks [default:
    /// the last complete one, and those that were missed since the newest issue]
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
    source: SourceFlags,
    #[command(flatten)]
    blog: BlogFlags,
    #[command(flatten)]
    env: RunnerEnv,
}

impl Run {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let audience = super::audience();
        let mut reports = Reports::new(self.dry_run, self.json, super::runner(), audience);
        let outcome = self.publish(&mut reports).await;
        // What was done before a failure is told all the same, and the failure is what people must know first.
        let finished = reports.finish();
        outcome.and(finished)
    }

    async fn publish(&self, reports: &mut Reports) -> Result<(), Error> {
        let session = Session::new(&self.source, &self.blog, &self.env)?;
        let location = session.location(self.out.clone(), self.dry_run)?;
        let opened = session.open(&location);
        let (blog, config, source) = session.in_time(None, Box::pin(opened)).await?;
        for notice in session.misplaced(blog.blog()) {
            say("warning", &notice);
        }
        let public_target = self.refuse_to_expose(&config, &blog)?;
        if let Some(look) = blog.look() {
            reports.know(look);
        }
        let config = self.with_flags(config);
        let settings = Settings::new(config.clone(), blog.blog().clone());
        let job = Job {
            now: self.env.now(),
            weeks: self.week,
            number: self.number,
            dry_run: self.dry_run,
            preview: false,
            flags: PublishFlags {
                force: self.force,
                reopen: self.reopen,
                update_published: self.update_published,
            },
            egress: Egress {
                secrets: super::secrets(),
                public_target,
            },
        };
        let mut is_first = true;
        let run = pipeline::run(&job, &source, settings, &blog, |settings, report| {
            if std::mem::take(&mut is_first) {
                say("memos", &source.identity().to_string());
                for warning in source.warnings() {
                    say("warning", &warning);
                }
            }
            reports.add(settings, report)
        });
        let done = session.in_time(Some(&config), Box::pin(run)).await;
        if let Some(look) = blog.look() {
            let hints = pull_request::hints(look, reports.opened(), self.env.now());
            reports.hint(&hints);
        }
        done
    }

    fn with_flags(&self, mut config: Config) -> Config {
        config.pull_request.draft |= self.draft;
        config
    }

    /// A pull request in a public repository publishes its text before anybody has reviewed it. Gives the repository's
    /// name where nothing private may go.
    fn refuse_to_expose(
        &self,
        config: &Config,
        blog: &BlogSnapshot,
    ) -> Result<Option<String>, Error> {
        let select = &config.select;
        let is_public = |kind: &Visibility| *kind == Visibility::Public;
        let only_public = select.visibility.iter().all(is_public);
        if !only_public {
            let kinds: Vec<String> = select.visibility.iter().map(ToString::to_string).collect();
            say(
                "notice",
                &format!("memos of these kinds are taken: {}", kinds.join(", ")),
            );
        }
        let public = blog.look().filter(|look| !look.private);
        let Some(look) = public.filter(|_| !select.private_in_public_repository) else {
            return Ok(None);
        };
        let repository = look.full_name.clone();
        if only_public {
            return Ok(Some(repository));
        }
        let refusal = Error::PrivateInPublic { repository };
        if !self.dry_run {
            return Err(refusal);
        }
        say(
            "notice",
            &format!("without --dry-run this would be refused: {refusal}"),
        );
        Ok(None)
    }
}
