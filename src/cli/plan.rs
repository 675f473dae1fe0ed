//! `memos-weekly plan`: numbers for back issues, assigned up front, so that a matrix of jobs can make them.

use super::options::{CheckoutFlag, SharedFlags};
use super::session::Purpose;
use super::terminal::{print, say};
use crate::error::Error;
use crate::pipeline::{self, Settings};
use crate::size::counted;
use crate::week::{self, Calendar, Period, WeekRequest};

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
    #[command(flatten)]
    checkout: CheckoutFlag,
    #[command(flatten)]
    shared: SharedFlags,
}

impl Plan {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let session = self.shared.session()?;
        let location = session.location(self.checkout.out.clone(), Purpose::Plan)?;
        let opened = session.open(&location);
        let (blog, config, source) = session.in_time(None, Box::pin(opened)).await?;
        for notice in session.misplaced(blog.blog()) {
            say("warning", &notice);
        }
        let settings = Settings::new(config.clone(), blog.blog().clone());
        let weeks = self.weeks(&settings.calendar)?;
        let plan = Box::pin(pipeline::plan(weeks, &source, settings, &blog));
        let planned = session.in_time(Some(&config), plan).await?;
        say("memos", &super::server(&source.identity()));
        say("plan", &counted(planned.len(), "issue"));
        let json = serde_json::to_string(&planned).map_err(|error| Error::Print(error.into()))?;
        print(&json)?;
        let outputs = [("plan", json)];
        super::runner()
            .write_outputs(&outputs)
            .map_err(Error::Runner)
    }

    /// All weeks from the first to the last, both included.
    fn weeks(&self, calendar: &Calendar) -> Result<Vec<Period>, Error> {
        let weeks = calendar.from_to(&self.from, &self.to, self.shared.env.now());
        weeks.map_err(|error| match &error {
            week::Error::Backwards { first, last } => Error::Usage {
                message: error.to_string(),
                help: Some(format!("did you mean `--from {last} --to {first}`?")),
            },
            _ => error.into(),
        })
    }
}
