//! `memos-weekly run`: the main job.

use std::path::PathBuf;

use super::exposure;
use super::options::{NumberFlag, SharedFlags};
use super::report::Reports;
use super::session::Purpose;
use super::terminal::say;
use crate::config::Config;
use crate::error::Error;
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
    #[command(flatten)]
    number: NumberFlag,
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
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "true|false",
        hide_possible_values = true
    )]
    draft: Option<bool>,
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
    shared: SharedFlags,
}

impl Run {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let number = self.number.of(self.week)?;
        let audience = super::audience();
        let reports = Reports::new(self.dry_run, self.json, super::runner(), audience);
        let mut reports = reports.forced(self.force);
        let outcome = self.publish(number, &mut reports).await;
        let outcome = outcome.map_err(|error| error.without_source_if(reports.hides_blog()));
        // What was done before a failure is told all the same, and the failure is what people must know first.
        let finished = reports.finish();
        outcome.and(finished)
    }

    async fn publish(&self, number: Option<u32>, reports: &mut Reports) -> Result<(), Error> {
        let purpose = if self.dry_run {
            Purpose::Look
        } else {
            Purpose::Publish
        };
        let session = self.shared.session()?;
        let location = session.location(self.out.clone(), purpose)?;
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
            now: self.shared.env.now(),
            // a number is that of one week, so none is made up beside it
            weeks: self.week.or(number.map(|_| WeekRequest::Last)),
            number,
            dry_run: self.dry_run,
            preview: super::runner().in_actions && super::runner().temp.is_some(),
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
                say("memos", &super::server(&source.identity()));
                for warning in source.warnings() {
                    say("warning", &warning);
                }
            }
            reports.add(settings, report)
        });
        let done = session.in_time(Some(&config), Box::pin(run)).await;
        if let Some(look) = blog.look() {
            let hints = pull_request::hints(look, reports.opened(), self.shared.env.now());
            reports.hint(&hints);
        }
        done
    }

    fn with_flags(&self, mut config: Config) -> Config {
        let draft = &mut config.pull_request.draft;
        *draft = self.draft.unwrap_or(*draft);
        config
    }

    /// The repository's name where nothing private may go; a dry run only tells that a real one would be refused.
    fn refuse_to_expose(
        &self,
        config: &Config,
        blog: &BlogSnapshot,
    ) -> Result<Option<String>, Error> {
        if let Some(kinds) = exposure::unusual(config) {
            say(
                "notice",
                &format!("memos of these kinds are taken: {kinds}"),
            );
        }
        match exposure::refuse(config, blog) {
            Err(refusal) if self.dry_run => {
                let text = format!("without --dry-run this would be refused: {refusal}");
                say("notice", &text);
                Ok(None)
            }
            refused => refused,
        }
    }
}
