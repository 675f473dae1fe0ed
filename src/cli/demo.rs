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
/// The page on which the issue can be read.
const PAGE: &str = "preview.html";
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
    /// Overwrite files that differ
    #[arg(long)]
    force: bool,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
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
            preview: true,
            flags: PublishFlags {
                force: self.force,
                ..PublishFlags::default()
            },
            egress: Egress::default(),
        };
        let blog = BlogSnapshot::Folder {
            dir: self.out.clone(),
            blog: Blog::default(),
        };
        let mut reports = Reports::new(false, false, Runner::default(), Audience::Owner);
        pipeline::run(&job, &source, settings, &blog, |settings, report| {
            reports.add(settings, report)?;
            self.write_what_is_beside(report)
        })
        .await?;
        let page = self.out.join(PAGE);
        if self.open {
            super::preview::open(&page)?;
        }
        let page = page.display();
        say(
            "next",
            &format!("open {page}; then `memos-weekly init` in your own blog"),
        );
        Ok(())
    }

    /// Title and description, as GitHub would get them, and the page on which the issue can be read.
    fn write_what_is_beside(&self, report: &Report) -> Result<(), Error> {
        let Some(made) = &report.made else {
            return Ok(());
        };
        let proposal = &made.proposal;
        let request = format!("# {}\n\n{}\n", proposal.title, proposal.full_body());
        let page = made.page.clone().unwrap_or_default();
        let file = |path: &str, text: String| File {
            path: path.to_owned(),
            bytes: text.into_bytes(),
        };
        let files = [file("pull-request.md", request), file(PAGE, page)];
        let written = folder::write(&self.out, &files, self.force).map_err(publish::Error::from)?;
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
