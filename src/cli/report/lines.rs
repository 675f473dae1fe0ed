//! A week as lines for people, each with the step that it belongs to.
//!
//! What a memo says is in them only where nobody else reads along; what the blog says, where those who do can read it.

use super::{Detail, path, title};
use crate::issue::Language;
use crate::pipeline::{Made, Report, Settings};
use crate::publish::{Operation, Outcome};
use crate::size::{counted, size};

/// The lines for people, each with the step it belongs to.
pub(super) fn lines(
    settings: &Settings,
    report: &Report,
    detail: Detail,
) -> Vec<(&'static str, String)> {
    let mut lines = vec![("week", week(report))];
    if let Some(made) = &report.made {
        let learnt = settings.learnt();
        if let (Some(title), Some(path)) = (title(made, detail), path(made, detail)) {
            let learnt = learnt.words(Language::En, title, path);
            lines.extend(learnt.map(|words| ("learnt", words)));
        }
        lines.push(("issue", issue(settings, made, detail)));
        lines.extend(warnings(made, detail).map(|text| ("warning", text)));
    }
    let in_folder = report.made.is_some() && report.outcome.url.is_none();
    let step = if in_folder { "wrote" } else { "notice" };
    if in_folder && detail != Detail::Text {
        let count = report.outcome.notices.len();
        lines.extend((count > 0).then(|| (step, counted(count, "file"))));
    } else {
        let notices = report.outcome.notices.iter();
        lines.extend(notices.map(|notice| (step, notice.to_string())));
    }
    lines
}

/// The warnings about a post; they name files, so a log has only the items that they are about.
pub(super) fn warnings(made: &Made, detail: Detail) -> impl Iterator<Item = String> {
    made.post
        .warnings
        .iter()
        .map(move |warning| match (detail, warning.item) {
            (Detail::Text, _) => warning.to_string(),
            (_, Some(item)) => {
                format!("item {item} did not come out as in Memos; the pull request says why")
            }
            (_, None) => "there is a note about the post in the pull request".to_owned(),
        })
}

fn week(report: &Report) -> String {
    let Report {
        period, selection, ..
    } = report;
    let chosen = selection.memos.len();
    let found = chosen + selection.left_out.values().sum::<usize>();
    let left_out = match selection.left_out_words().to_string() {
        words if words.is_empty() => String::new(),
        words => format!(" ({words} left out)"),
    };
    format!(
        "{}, {}, {}: {}, {chosen} chosen{left_out}",
        period.id(),
        Language::En.days(period),
        period.zone(),
        counted(found, "memo")
    )
}

fn issue(settings: &Settings, made: &Made, detail: Detail) -> String {
    let beside = made
        .post
        .files
        .iter()
        .filter(|file| file.path != made.post.path);
    let sizes: Vec<usize> = beside.map(|file| file.bytes.len()).collect();
    let files = match sizes.len() {
        0 => String::new(),
        count => format!(
            ", {} ({})",
            counted(count, "file"),
            size(sizes.iter().sum::<usize>())
        ),
    };
    let title = match title(made, detail) {
        Some(title) => format!(" {title}"),
        None => String::new(),
    };
    let engine = settings.engine.title();
    format!("#{}{title}, {engine}{files}", made.issue.number)
}

/// Says what was done, or would be; a folder has no pull request and says what was done by its notices. `force` lets a
/// run overwrite a post.
pub(super) fn done(report: &Report, force: bool, detail: Detail) -> Option<(&'static str, String)> {
    let Outcome {
        operation,
        url,
        branch,
        ..
    } = &report.outcome;
    let what = || {
        let made = report.made.as_ref()?;
        let title = title(made, detail).map_or_else(String::new, |title| format!("{title} "));
        let beside = made.post.files.len().saturating_sub(1);
        let beside = match beside {
            0 => String::new(),
            count => format!(", {}", counted(count, "file")),
        };
        Some(format!(": {title}(1 post{beside})"))
    };
    let would = |does: String| {
        let what = what().unwrap_or_default();
        format!("would {does}{what}; nothing was written")
    };
    let folder = || {
        let path = report.made.as_ref().and_then(|made| path(made, detail));
        path.unwrap_or("the post").to_owned()
    };
    Some(match (operation, url, branch) {
        (Operation::Created, Some(url), _) => ("pull", format!("opened {url}")),
        (Operation::WouldCreate, _, Some(branch)) => (
            "pull",
            would(format!("open {} → {}", branch.name, branch.base)),
        ),
        (Operation::WouldUpdate, Some(url), _) => ("pull", would(format!("update {url}"))),
        (Operation::WouldCreate, None, None) => ("folder", would(format!("write {}", folder()))),
        (Operation::WouldUpdate, None, _) => {
            let does = if force {
                "overwrite"
            } else {
                "need --force to overwrite"
            };
            ("folder", would(format!("{does} {}", folder())))
        }
        (operation, Some(url), _) => ("pull", format!("{operation} {url}")),
        (Operation::Skipped, None, _) => ("pull", "none: nothing to publish".to_owned()),
        _ => return None,
    })
}
