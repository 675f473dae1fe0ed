//! The one comment that we ever write: what conflicts with people's edits, and what is no longer public.

use crate::github::Comment;
use crate::issue::Language;
use crate::publish::Proposal;
use crate::publish::body::{self, Seen};
use crate::publish::record::items;

use super::decide::CommentState;
use super::edits::{Edits, Left};

const LIMIT: usize = 50_000;
const TITLE: &str = "conflict";
/// The same of a comment that is about nothing but the list of all issues.
const TITLE_OF_LIST: &str = "list";

/// Everything that a comment may have to say.
pub(super) struct About<'a> {
    /// The issue that was to be published.
    pub(super) proposal: &'a Proposal,
    /// The result of comparing it with people's edits.
    pub(super) edits: Option<&'a Edits>,
    /// The lines that the list of all issues lacks because of people's edits of it.
    pub(super) unlisted: Option<&'a str>,
    /// The result of the comparison, to be remembered.
    pub(super) seen: Option<Seen>,
    /// The page of the branch's files.
    pub(super) branch: String,
    /// True if the pull request is closed together with the comment.
    pub(super) closes: bool,
    /// True if the description already says what was withdrawn.
    pub(super) is_told_above: bool,
}

/// The comment's text; `None` if there is nothing to say.
pub(super) fn text(about: &About<'_>) -> Option<String> {
    let proposal = about.proposal;
    let language = proposal.language;
    let mut parts = Vec::new();
    let conflict = match about.edits {
        Some(Edits::Conflict { block, post, left }) => Some((block, post, left)),
        _ => None,
    };
    let left: &[Left] = conflict.map_or(&[], |(_, _, left)| left);
    let mut gone = proposal.record.withdrawn.clone();
    gone.retain(|gone| !left.iter().any(|left| left.memo == *gone));
    if !gone.is_empty() && (about.closes || !about.is_told_above) {
        parts.push(taken_out(language, &items(&gone), about.closes));
    }
    if let Some((block, post, left)) = conflict {
        let page = format!("{}/{post}?plain=1", about.branch);
        parts.extend(left.iter().map(|left| edited(language, left, post, &page)));
        if left.is_empty() || has_memos(block) {
            parts.push(pasted(language, block, post));
        }
    }
    let unlisted = proposal.index.as_ref().zip(about.unlisted);
    let is_about_list = parts.is_empty() && unlisted.is_some();
    parts.extend(unlisted.map(|(index, lines)| listed(language, lines, &index.path)));
    if parts.is_empty() {
        return None;
    }
    if !about.closes {
        parts.push(ending(language).to_owned());
    }
    let quotes = conflict.is_some_and(|(block, ..)| !block.trim().is_empty());
    let quotes = quotes || unlisted.is_some();
    let title = if is_about_list { TITLE_OF_LIST } else { TITLE };
    let signed = body::sign_comment(&parts.join("\n\n"), title, proposal, quotes);
    let seen = about.seen.clone();
    let seen = seen.filter(|_| conflict.is_some() || is_about_list);
    let remembering = seen.and_then(|seen| body::remembering(&signed, seen));
    Some(remembering.unwrap_or(signed))
}

/// Memos that were withdrawn, where the description does not tell it.
fn taken_out(language: Language, items: &[usize], closes: bool) -> String {
    let caution = body::caution(language, items);
    let caution = caution.trim_end();
    if closes {
        format!("{caution}\n\n{}", body::emptied(language))
    } else {
        caution.to_owned()
    }
}

/// A memo that was withdrawn after people edited it. Its text is not shown: it would be in one more place, and in the
/// mailboxes of everybody who follows the repository.
fn edited(language: Language, left: &Left, post: &str, page: &str) -> String {
    let which = body::which(language, &[left.memo.item]);
    let place = match (left.lines, language) {
        (Some((line, last)), Language::En) if line == last => {
            format!("[line {line} of `{post}`]({page}#L{line})")
        }
        (Some((line, last)), Language::ZhCn) if line == last => {
            format!("[`{post}` 的第 {line} 行]({page}#L{line})")
        }
        (Some((first, last)), Language::En) => {
            format!("[lines {first} to {last} of `{post}`]({page}#L{first}-L{last})")
        }
        (Some((first, last)), Language::ZhCn) => {
            format!("[`{post}` 的第 {first} 至 {last} 行]({page}#L{first}-L{last})")
        }
        (None, Language::En) => format!("it from [`{post}`]({page}), where it may still be"),
        (None, Language::ZhCn) => format!("[`{post}`]({page}) 里的这一条（如果还在）"),
    };
    let why = match (left.lines, language) {
        (Some(_), Language::En) => "Somebody edited that very text here",
        (Some(_), Language::ZhCn) => "这里有人改过这一条",
        (None, Language::En) => {
            "Somebody edited this post, in which it cannot be told from the other memos"
        }
        (None, Language::ZhCn) => "这篇文章有人改过，无法确定哪些内容属于这一条",
    };
    let history = body::history(language);
    match language {
        Language::En => format!(
            "> [!CAUTION]\n> {which} was withdrawn: it is no longer public in Memos. {why}, so it was not touched. \
             Please remove {place}, with the files that belong to it. {history}"
        ),
        Language::ZhCn => format!(
            "> [!CAUTION]\n> {which}已撤回：它在 Memos 里已不再公开。{why}，所以没有动它。请删除{place}，以及它的图片。{history}"
        ),
    }
}

/// Returns true if a block holds memos, not only the words around them; items and headings count as memos.
pub(super) fn has_memos(block: &str) -> bool {
    let is_item = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < line.len() && rest.starts_with(". ")
    };
    block
        .lines()
        .any(|line| is_item(line) || line.starts_with('#'))
}

/// Presents new and changed memos, to be pasted by hand.
fn pasted(language: Language, block: &str, post: &str) -> String {
    let block: String = if block.chars().count() > LIMIT {
        let mut cut: String = block.chars().take(LIMIT).collect();
        cut.push_str("\n…");
        cut
    } else {
        block.to_owned()
    };
    let is_empty = block.trim().is_empty();
    let words = match (language, is_empty) {
        (Language::En, true) => format!(
            "Memos of this week were changed or removed, which conflicts with the edits in `{post}`. The branch was left \
             as it is."
        ),
        (Language::En, false) => format!(
            "New or changed memos of this issue conflict with the edits in `{post}`, so the branch was left as it is. \
             Paste what you want to have:"
        ),
        (Language::ZhCn, true) => {
            format!("本周有内容修改过或删除了，但与 `{post}` 里的改动冲突，因此分支保持原样。")
        }
        (Language::ZhCn, false) => format!(
            "本期新增或修改的内容与 `{post}` 里的改动冲突，因此分支保持原样。请把需要的部分粘贴进去："
        ),
    };
    if is_empty {
        return words;
    }
    format!("{words}\n\n{}", fenced(&block))
}

/// Presents the new lines of the list of all issues, to be put there by hand.
fn listed(language: Language, lines: &str, path: &str) -> String {
    let words = match language {
        Language::En => format!(
            "The list of issues in `{path}` would change in lines that were edited here, so it was left as it is. This is \
             how they would be now:"
        ),
        Language::ZhCn => {
            format!("`{path}` 里的各期列表需要更新，但相应的行在这里改过，因此保持原样。现在应为：")
        }
    };
    format!("{words}\n\n{}", fenced(lines))
}

fn fenced(block: &str) -> String {
    let fence = fence(block);
    format!("{fence}markdown\n{}\n{fence}", block.trim_end())
}

fn ending(language: Language) -> &'static str {
    match language {
        Language::En => {
            "This comment is kept up to date, and goes away when there is nothing more to say."
        }
        Language::ZhCn => "这条评论会保持更新，没有需要说明的内容时会自动删除。",
    }
}

/// Finds our comment.
pub(super) fn find<'a>(comments: &'a [Comment], week: &str) -> Option<&'a Comment> {
    comments.iter().find(|comment| {
        body::Marker::find(&comment.body).is_some_and(|marker| {
            marker.week == week && (marker.wrote_title(TITLE) || is_of_list(&marker))
        })
    })
}

fn is_of_list(marker: &body::Marker) -> bool {
    marker.wrote_title(TITLE_OF_LIST)
}

/// Our comment about the list of all issues, while branch and issue are what they were when it was written: then it is
/// not compared again.
pub(super) fn of_list<'a>(comment: &'a Comment, head: &str, wanted: &str) -> Option<&'a str> {
    let marker = body::Marker::find(&comment.body)?;
    let is_valid = is_of_list(&marker) && marker.verdict(head, wanted).is_some();
    is_valid.then_some(&comment.body)
}

/// The state of our comment, given what it should say.
pub(super) fn state(comment: &Comment, text: Option<&str>) -> CommentState {
    if !body::is_ours(&comment.body) {
        CommentState::Edited
    } else if text.is_some_and(|text| body::unified(text) == body::unified(&comment.body)) {
        CommentState::Current
    } else {
        CommentState::Outdated
    }
}

/// A fence longer than every run of back-ticks inside.
fn fence(block: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in block.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(3.max(longest + 1))
}
