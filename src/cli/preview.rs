//! `memos-weekly preview`: the issue as one page, before anything is published.

mod watched;

use std::path::{Path, PathBuf};
use std::time::Duration;

use self::watched::Watched;
use super::options::{CheckoutFlag, NumberFlag, SharedFlags};
use super::session::Purpose;
use super::terminal::{fail, say};
use crate::config;
use crate::error::Error;
use crate::issue::Sentence;
use crate::pipeline::{self, Egress, Job, Settings};
use crate::publish::PublishFlags;
use crate::week::WeekRequest;

/// The pause between two looks at the files of a page that is watched.
const GLANCE: Duration = Duration::from_millis(500);

/// Show the week's issue as one page, before anything is published
///
/// The page stands alone: pictures are inside it, it is light or dark as the reader's system is, and it loads nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Preview {
    /// Which week: last, current, 2023-W10, a date, or a range A..B of days or of ISO weeks
    #[arg(long, value_name = "WEEK", default_value = "last")]
    week: WeekRequest,
    #[command(flatten)]
    number: NumberFlag,
    #[command(flatten)]
    checkout: CheckoutFlag,
    /// The page that is written; of several weeks, each has its own
    #[arg(long, value_name = "FILE", default_value = "memos-weekly-preview.html")]
    html: PathBuf,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Write the page again whenever the configuration or the template changes
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    shared: SharedFlags,
}

impl Preview {
    pub(super) async fn perform(self) -> Result<(), Error> {
        self.number.of(Some(self.week))?;
        let mut watched = Watched::default();
        let first = self.write(&mut watched).await;
        if !self.watch {
            return first.and_then(|pages| self.show(&pages));
        }
        match first {
            Ok(pages) => self.show(&pages)?,
            Err(error) => fail(&error),
        }
        loop {
            while !watched.have_changed() {
                tokio::time::sleep(GLANCE).await;
            }
            if let Err(error) = self.write(&mut watched).await {
                fail(&error);
            }
        }
    }

    /// Writes the pages, and gives their paths; `watched` is told which files they are made of, also by a failure.
    async fn write(&self, watched: &mut Watched) -> Result<Vec<PathBuf>, Error> {
        watched.note(&self.sources(None));
        let session = self.shared.session()?;
        let location = session.location(self.checkout.out.clone(), Purpose::Look)?;
        let (blog, config, source) = session.open(&location).await?;
        watched.keep_to(&self.sources(config.template.as_deref()));
        say("memos", &super::server(&source.identity()));
        for notice in session.misplaced(blog.blog()) {
            say("warning", &notice);
        }
        let settings = Settings::new(config, blog.blog().clone());
        let job = Job {
            now: self.shared.env.now(),
            weeks: Some(self.week),
            number: self.number.number,
            dry_run: true,
            preview: true,
            flags: PublishFlags::default(),
            egress: Egress {
                secrets: super::secrets(),
                public_target: None,
            },
        };
        let mut pages = Vec::new();
        let mut is_first = true;
        pipeline::run(&job, &source, settings, &blog, |settings, report| {
            if std::mem::take(&mut is_first) {
                for notice in settings.notices() {
                    say("notice", &notice);
                }
            }
            match report.made.as_ref().and_then(|made| made.page.clone()) {
                Some(page) => pages.push((report.period.id().to_owned(), page)),
                None => say(
                    "notice",
                    &Sentence::join(&report.outcome.notices).to_string(),
                ),
            }
            Ok(())
        })
        .await?;
        let is_alone = pages.len() == 1;
        let written = pages.into_iter().map(|(week, page)| {
            let path = if is_alone {
                self.html.clone()
            } else {
                beside(&self.html, &week)
            };
            write(&path, &page)?;
            Ok(path)
        });
        written.collect()
    }

    /// The files of which the page is made, as far as people change them while it is watched.
    fn sources(&self, template: Option<&str>) -> Vec<PathBuf> {
        let configs = match &self.shared.blog.config {
            Some(path) => vec![path.clone()],
            None => config::PATHS.map(PathBuf::from).to_vec(),
        };
        let names: Vec<PathBuf> = configs
            .into_iter()
            .chain(template.map(PathBuf::from))
            .collect();
        let folders = [Some(PathBuf::from(".")), self.checkout.out.clone()];
        folders
            .into_iter()
            .flatten()
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
            .collect()
    }

    fn show(&self, pages: &[PathBuf]) -> Result<(), Error> {
        let newest = pages.last().filter(|_| self.open);
        newest.map_or(Ok(()), |page| open(page))
    }
}

/// Opens a file in the browser.
pub(super) fn open(page: &Path) -> Result<(), Error> {
    open::that_detached(page).map_err(|source| Error::Open {
        path: page.display().to_string(),
        source,
    })
}

fn write(path: &Path, page: &str) -> Result<(), Error> {
    let shown = path.display().to_string();
    let failed = |source| Error::Write {
        path: shown.clone(),
        source,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, page).map_err(failed)?;
    say("wrote", &shown);
    Ok(())
}

/// The file of one of several weeks.
fn beside(path: &Path, week: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{week}.html"))
}
