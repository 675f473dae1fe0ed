//! The step's summary: what readers of a workflow's run see of a week, in the language of the blog.

use super::Detail;
use crate::front_matter;
use crate::issue::{Language, Sentence};
use crate::pipeline::{Made, Report};
use crate::publish::{Operation, Outcome, Proposal, body, record};
use crate::size::counted;

/// The outcome, the pull request's description, and the issue as it will be read.
pub(super) fn summary(
    report: &Report,
    language: Language,
    notices: &[Sentence],
    detail: Detail,
) -> String {
    let week = report.period.id();
    let warnings = report.outcome.warnings.iter();
    let warnings = warnings.fold(String::new(), |all, warning| {
        all + "> [!CAUTION]\n> " + warning.to(language) + "\n\n"
    });
    let outcome = outcome(&report.outcome, language);
    let Some(made) = &report.made else {
        let outcome = match report.outcome.url {
            Some(_) => outcome,
            None => no_issue(notices, language),
        };
        return format!("## {week}\n\n{warnings}{outcome}\n\n");
    };
    let notices = notices.iter();
    let notices = notices.fold(String::new(), |all, it| {
        all + "> " + it.to(language) + "\n\n"
    });
    if detail != Detail::Text {
        let title = super::title(made, detail).unwrap_or(week);
        let withheld = withheld(report, language);
        return format!("## {title}\n\n{warnings}{outcome}\n\n{notices}{withheld}\n\n");
    }
    let Made { proposal, post, .. } = made;
    let body = description(proposal, report.outcome.operation, language);
    format!(
        "## {}\n\n{warnings}{outcome}\n\n{notices}{}\n\n<details><summary>{}</summary>\n\n{}\n\n</details>\n\n",
        proposal.title,
        body,
        post.path,
        without_front_matter(&super::post_text(made)),
    )
}

/// The pull request's description. What was withdrawn is still in a merged one, which the warnings say.
fn description(proposal: &Proposal, operation: Operation, language: Language) -> &str {
    let caution = body::caution(language, &record::items(&proposal.record.withdrawn));
    match proposal.body.strip_prefix(&caution) {
        Some(rest) if operation == Operation::Merged => rest,
        _ => &proposal.body,
    }
}

/// Says what was done, as a sentence.
fn outcome(outcome: &Outcome, language: Language) -> String {
    let (does, done) = (
        words(outcome.operation).to(language).to_owned(),
        outcome.operation.is_rehearsed(),
    );
    let page = outcome.url.as_ref().map(|url| match language {
        Language::En => format!("[Pull request]({url})"),
        Language::ZhCn => format!("[PR]({url}) "),
    });
    let branch = outcome.branch.as_ref().filter(|_| page.is_none() && done);
    let branch = branch.map_or_else(String::new, |branch| match language {
        Language::En => format!(": `{}` → `{}`", branch.name, branch.base),
        Language::ZhCn => format!(" PR（`{}` → `{}`）", branch.name, branch.base),
    });
    match (page, language, done) {
        (Some(page), Language::En, false) => format!("{page} {does}."),
        (Some(page), Language::En, true) => format!("{page} {does}. Dry run: nothing was written."),
        (Some(page), Language::ZhCn, false) => format!("{page}{does}。"),
        (Some(page), Language::ZhCn, true) => format!("{page}{does}。演练：没有写入任何内容。"),
        (None, Language::En, true) => format!("Dry run: {does}{branch}; nothing was written."),
        (None, Language::ZhCn, true) => format!("演练：{does}{branch}；没有写入任何内容。"),
        (None, Language::En, false) => format!("{does}."),
        (None, Language::ZhCn, false) => format!("{does}。"),
    }
}

/// Returns the words that follow “pull request”.
fn words(operation: Operation) -> Sentence {
    match operation {
        Operation::Created => Sentence::new("created", "已创建"),
        Operation::Updated => Sentence::new("updated", "已更新"),
        Operation::Unchanged => Sentence::new("unchanged", "没有变化"),
        Operation::Merged => Sentence::new("merged", "已合并"),
        Operation::Closed => Sentence::new("closed", "已关闭"),
        Operation::Skipped => Sentence::new("skipped", "已跳过"),
        Operation::WouldCreate => Sentence::new("would be created", "将会创建"),
        Operation::WouldUpdate => Sentence::new("would be updated", "将会更新"),
    }
}

fn no_issue(why: &[Sentence], language: Language) -> String {
    let why = Sentence::join(why);
    match language {
        Language::En => format!("No issue: {why}"),
        Language::ZhCn => format!("未生成本期：{}", why.to(language)),
    }
}

/// Says why the summary does not show the issue.
fn withheld(report: &Report, language: Language) -> String {
    let (all, private) = (
        report.selection.memos.len(),
        report.selection.private_included(),
    );
    match language {
        Language::ZhCn if private == 0 => {
            format!(
                "共 {all} 条。任何人都可以看到这份摘要，却看不到博客的仓库，所以这里不显示内容。"
            )
        }
        Language::En if private == 0 => format!(
            "{}. Everybody can read this summary, and not the blog's repository, so it does not show the issue.",
            counted(all, "memo")
        ),
        Language::ZhCn => format!(
            "共 {all} 条，其中 {private} 条在 Memos 中未公开。任何人都可以看到这份摘要，所以这里不显示内容。"
        ),
        Language::En => format!(
            "{}, {private} not public in Memos. Everybody can read this summary, so it does not show the issue.",
            counted(all, "memo")
        ),
    }
}

fn without_front_matter(post: &str) -> &str {
    front_matter::split(post).map_or(post, |parts| parts.body)
}
