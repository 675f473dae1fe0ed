//! `memos-weekly plan`: numbers for back issues, assigned up front, so that a matrix of jobs can make them.

use super::desk::{Desk, Wishes};
use super::options::{Blog, Source, Surroundings};
use super::terminal::say;
use crate::error::Error;
use crate::pipeline::{self, Settings};
use crate::week::{Calendar, Period, WeekRequest};

/// List the weeks that have memos and no issue yet, each with its number, for a job matrix
///
/// Prints JSON: [{"week":"2023-W08","number":3},…]. In a workflow the same is the output `plan`.
#[derive(Debug, clap::Args)]
pub(super) struct Plan {
    /// The first week: an ISO week or a date in it
    #[arg(long, value_name = "WEEK")]
    from: WeekRequest,
    /// The last week [default: the last complete one]
    #[arg(long, value_name = "WEEK", default_value = "last")]
    to: WeekRequest,
    /// Plan for a local checkout instead of the repository on GitHub
    #[arg(long, value_name = "DIR")]
    out: Option<std::path::PathBuf>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    blog: Blog,
    #[command(flatten)]
    surroundings: Surroundings,
}

impl Plan {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let desk = Desk::new(&self.source, &self.blog, &self.surroundings)?;
        let place = desk.place(self.out.clone(), false)?;
        let (seen, config, source) = desk.open(&place).await?;
        say("memos", &source.identity().to_string());
        let settings = Settings::new(config, seen.blog().clone());
        let target = place.target(&seen, &settings, Wishes::default());
        let weeks = self.weeks(settings.calendar)?;
        let planned = pipeline::plan(weeks, &source, settings, target).await?;
        say("plan", &format!("{} issues", planned.len()));
        let json = serde_json::to_string(&planned).map_err(|error| Error::Print(error.into()))?;
        println!("{json}");
        let outputs = [("plan", json)];
        super::runner()
            .write_outputs(&outputs)
            .map_err(Error::Runner)
    }

    /// All weeks from the first to the last, both included.
    fn weeks(&self, calendar: Calendar) -> Result<Vec<Period>, Error> {
        let now = self.surroundings.now();
        let first = calendar.resolve(&self.from, now)?.into_iter().next();
        let end = calendar.resolve(&self.to, now)?.into_iter().next_back();
        let weeks = std::iter::successors(first, |week| Some(calendar.next(week)));
        Ok(weeks
            .take_while(|week| Some(week) <= end.as_ref())
            .collect())
    }
}
