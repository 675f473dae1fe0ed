//! From an issue and its post to what is proposed: the pull request's title, description and commit.

use super::Settings;
use crate::issue::{Issue, Language, LedgerEntry, PullState};
use crate::memo::Visibility;
use crate::publish::Proposal;
use crate::publish::body::{self, Row, Summary};
use crate::publish::record::{Held, Record};
use crate::render::Post;
use crate::select::Selection;
use crate::template;

/// Makes the proposal of an issue.
pub(super) fn proposal(
    issue: &Issue,
    post: &Post,
    selection: &Selection,
    settings: &Settings,
    ledger: &[LedgerEntry],
) -> Result<Proposal, template::Error> {
    let configured = &settings.config.pull_request;
    let context = issue.context();
    let title = configured.title.as_deref().unwrap_or(match issue.language {
        Language::ZhCn => "{{ title }}（{{ first_day }} – {{ last_day }}）",
        Language::En => "{{ title }} ({{ first_day }} – {{ last_day }})",
    });
    let title = template::render("pull_request.title", title, &context)?;
    let mut text = match &configured.body {
        Some(own) => {
            template::render("pull_request.body", own, &inert(context))?
                .trim_end()
                .to_owned()
                + "\n\n"
        }
        None => String::new(),
    };
    let mut summary = summary(issue, post, selection);
    summary
        .warnings
        .splice(0..0, settings.doubt(issue.language));
    text.push_str(&body::body(&summary));
    // until the first one is merged, nobody has agreed to it
    if ledger.iter().all(|entry| entry.state != PullState::Merged) {
        let learnt = settings.learnt();
        let details = learnt.details(issue.language, &issue.title, &post.path);
        text.extend(details.map(|details| format!("\n\n{details}")));
    }
    Ok(Proposal {
        week: issue.period.id().to_owned(),
        number: issue.number,
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        body: text,
        message: issue.title.clone(),
        files: post.files.clone(),
        remainder: String::new(),
        index: None,
        post_path: post.path.clone(),
        language: issue.language,
        record: record(issue, post, &summary),
        withdraws: Vec::new(),
        may_follow_up: true,
    })
}

/// Makes the values harmless that people's own words in a description may quote: their own mention of somebody pings, a
/// tag does not.
fn inert(mut context: template::Context) -> template::Context {
    context.series = body::inert(&context.series);
    context.title = context.title.as_deref().map(body::inert);
    context.tags = context.tags.iter().map(|tag| body::inert(tag)).collect();
    context
}

/// The memos as a later run knows them again.
fn record(issue: &Issue, post: &Post, summary: &Summary) -> Record {
    let rows = post.entries.iter().zip(&summary.rows);
    let held = rows.map(|(entry, row)| {
        let memo = issue.memos.iter().find(|memo| memo.id == entry.id);
        let content = memo.map_or("", |memo| &memo.content);
        Held::new(&entry.id, row.number, content, &row.line(issue.language))
    });
    Record {
        form: post.form,
        held: held.collect(),
        withdrawn: Vec::new(),
    }
}

fn summary(issue: &Issue, post: &Post, selection: &Selection) -> Summary {
    let mut warnings: Vec<String> = Vec::new();
    let private = issue
        .memos
        .iter()
        .filter(|memo| memo.visibility != Visibility::Public)
        .count();
    if private > 0 {
        warnings.push(body::unpublic(issue.language, private));
    }
    warnings.extend(
        post.warnings
            .iter()
            .map(|warning| body::as_sentence(issue.language, &warning.words(issue.language))),
    );
    let rows = post.entries.iter().enumerate().map(|(index, entry)| Row {
        number: index + 1,
        lead: entry.lead.clone(),
        source: entry.source.clone(),
    });
    Summary {
        first_day: issue.period.first_day(),
        last_day: issue.period.last_day(),
        rows: rows.collect(),
        images: post.entries.iter().map(|entry| entry.images).sum(),
        left_out: selection.left_out_words().to(issue.language).to_owned(),
        language: issue.language,
        warnings,
    }
}
