//! `memos-weekly demo`: the same pipeline on a sample week that is part of the program.

use std::path::PathBuf;

use chrono::Utc;

use super::report::Reports;
use super::terminal::say;
use crate::blog::{Blog, File};
use crate::config::Config;
use crate::egress::Audience;
use crate::error::Error;
use crate::memos::{self, Source};
use crate::pipeline::{self, Egress, Job, Report, Settings};
use crate::publish::{self, BlogSnapshot, PublishFlags, folder};
use crate::runner::Runner;

/// The week of the sample.
const WEEK: &str = "2023-W10";
const MEMOS: &[u8] = include_bytes!("../sample/memos.json");
const CONFIG: &str = include_str!("../sample/config.yml");
const ATTACHMENTS: [(&str, &[u8]); 3] = [
    ("新图标.png", include_bytes!("../sample/icon.png")),
    ("evening.png", include_bytes!("../sample/evening.png")),
    ("steps.png", include_bytes!("../sample/steps.png")),
];

/// Make an issue of a sample week, into a local folder
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// The folder that is written
    #[arg(long, value_name = "DIR", default_value = "memos-weekly-demo")]
    out: PathBuf,
}

impl Demo {
    pub(super) async fn perform(self) -> Result<(), Error> {
        let config = Config::parse(CONFIG, "the demo's configuration")?;
        let source = sample(&config)?;
        let settings = Settings::new(config, Blog::default());
        let job = Job {
            now: Utc::now(),
            weeks: Some(WEEK.parse()?),
            number: None,
            dry_run: false,
            flags: PublishFlags::default(),
            egress: Egress::default(),
        };
        let blog = BlogSnapshot::Folder {
            dir: self.out.clone(),
            blog: Blog::default(),
        };
        let mut reports = Reports::new(false, false, Runner::default(), Audience::Owner);
        pipeline::run(&job, &source, settings, &blog, |settings, report| {
            reports.add(settings, report)?;
            self.write_pull_request(report)
        })
        .await?;
        say(
            "next",
            "read the post, then `memos-weekly check` in your own blog; see README.md",
        );
        Ok(())
    }

    /// Title and description, as GitHub would get them.
    fn write_pull_request(&self, report: &Report) -> Result<(), Error> {
        let Some(made) = &report.made else {
            return Ok(());
        };
        let file = File {
            path: "pull-request.md".to_owned(),
            bytes: format!(
                "# {}\n\n{}\n",
                made.proposal.title,
                made.proposal.full_body()
            )
            .into_bytes(),
        };
        let written = folder::write(&self.out, &[file], false).map_err(publish::Error::from)?;
        for file in written {
            say("wrote", &file.within(&self.out));
        }
        Ok(())
    }
}

fn sample(config: &Config) -> Result<Source, memos::Error> {
    let attachments = ATTACHMENTS.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    Source::from_saved(
        MEMOS.to_vec(),
        attachments.to_vec(),
        config.memos.url.as_ref(),
    )
}
