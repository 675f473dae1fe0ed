//! What people read about memos that are no longer public; and which memos a description from before was about.

use crate::issue::Language;
use crate::publish::record::{Held, Record};

/// The first words of a description: these items are no longer public. Empty if there are none.
pub fn caution(language: Language, items: &[usize]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let which = which(language, items);
    let history = history(language);
    match language {
        Language::En => {
            let (are, were) = verbs(items);
            format!(
                "> [!CAUTION]\n> {which} {are} no longer public in Memos, and {were} taken out of the post, its files \
                 and this description, except where a comment asks to do that by hand. {history}\n\n"
            )
        }
        Language::ZhCn => format!(
            "> [!CAUTION]\n> {which}在 Memos 里已不再公开，已从文章、图片和这段说明中移除（评论里请你手动删除的除外）。{history}\n\n"
        ),
    }
}

/// Says what a withdrawal cannot do. GitHub keeps the commits of a pull request, also when its branch is deleted:
/// <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository>.
pub fn history(language: Language) -> &'static str {
    match language {
        Language::En => {
            "Git history still holds it, also after the branch is deleted; only [GitHub \
             Support](https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository) \
             can remove it for good."
        }
        Language::ZhCn => {
            "Git 历史里仍然保留着它，删除分支也不会消失；只有 [GitHub \
             支持](https://docs.github.com/zh/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository)\
             才能彻底移除。"
        }
    }
}

/// A description of a pull request of which nothing is left.
pub fn emptied(language: Language) -> &'static str {
    match language {
        Language::En => {
            "Nothing is left of this issue. If files are deleted here, merging takes the post off the blog; else there is \
             nothing to merge. If one of its memos becomes public again, the next run makes a new pull request."
        }
        Language::ZhCn => {
            "这一期已经没有内容。如果这个 PR 删除了文件，合并它就会从博客上撤下文章；否则没有什么可以合并。如果其中的内容重新公开，下一次运行会新建一个 PR。"
        }
    }
}

/// `Item 2`, `Items 2 and 3`, `第 2、3 条`.
pub fn which(language: Language, items: &[usize]) -> String {
    let numbers: Vec<String> = items.iter().map(ToString::to_string).collect();
    match (language, numbers.as_slice()) {
        (Language::ZhCn, numbers) => format!("第 {} 条", numbers.join("、")),
        (Language::En, [one]) => format!("Item {one}"),
        (Language::En, [first @ .., last]) => format!("Items {} and {last}", first.join(", ")),
        (Language::En, []) => "No item".to_owned(),
    }
}

/// `is` and `was` for as many.
pub fn verbs(items: &[usize]) -> (&'static str, &'static str) {
    match items {
        [_] => ("is", "was"),
        _ => ("are", "were"),
    }
}

/// The memos of a description that was written before they were written down: those whose rows link to their pages.
pub fn rows(description: &str) -> Option<Record> {
    let mut record = Record::default();
    for line in description.lines().map(str::trim) {
        let Some((number, rest)) = line
            .strip_prefix("| ")
            .and_then(|row| row.split_once(" | "))
        else {
            continue;
        };
        let link = rest
            .rsplit_once(" | [")
            .and_then(|(_, cell)| cell.strip_suffix(") |"));
        let page = link.and_then(|cell| cell.rsplit_once("]("));
        let id = page.and_then(|(_, page)| page.trim_end_matches('/').rsplit('/').next());
        if let (Ok(item), Some(id)) = (number.parse(), id) {
            let mut held = Held::new(id, item, "", line);
            held.content.clear();
            record.held.push(held);
        }
    }
    (!record.held.is_empty()).then_some(record)
}
