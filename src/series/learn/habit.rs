//! The habits that were learnt of a blog, in words: shown before anybody relies on them.

use super::Learnt;
use crate::issue::Language;

/// Something that was seen in the blog and is imitated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// The thing that was learnt.
    pub subject: Subject,
    /// The value that it got; of a template, the template.
    pub value: String,
    /// The file in which it was seen.
    pub seen_in: String,
}

/// A thing that can be learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The name of all issues.
    Series,
    /// The template of a title.
    Title,
    /// The template of a post's path.
    Path,
    /// The template of a slug.
    Slug,
    /// The language.
    Language,
    /// The time zone.
    TimeZone,
    /// The keys of the front matter.
    FrontMatter,
    /// The key of the front matter that names a picture.
    Cover,
    /// The words before the memos.
    Intro,
    /// The words after them.
    Outro,
    /// The link to the issue before.
    PreviousIssue,
}

impl Subject {
    /// The key of the configuration that decides it instead.
    pub fn key(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Title => "title",
            Self::Slug => "slug",
            Self::Path => "blog.path",
            Self::Language => "language",
            Self::TimeZone => "timezone",
            Self::FrontMatter | Self::Cover => "blog.front_matter",
            Self::Intro => "intro",
            Self::Outro => "outro",
            Self::PreviousIssue => "links.to_previous_issue",
        }
    }

    /// The name as people read it.
    pub fn name(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Series => ("series", "系列"),
            Self::Title => ("title", "标题"),
            Self::Path => ("path", "路径"),
            Self::Slug => ("slug", "文件名"),
            Self::Language => ("language", "语言"),
            Self::TimeZone => ("time zone", "时区"),
            Self::FrontMatter => ("front matter", "front matter 字段"),
            Self::Cover => ("cover", "封面字段"),
            Self::Intro => ("intro", "开头"),
            Self::Outro => ("outro", "结尾"),
            Self::PreviousIssue => ("link to the previous issue", "上一期链接"),
        };
        match language {
            Language::En => english,
            Language::ZhCn => chinese,
        }
    }
}

impl Habit {
    pub(super) fn new(
        subject: Subject,
        value: impl Into<String>,
        seen_in: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            value: value.into(),
            seen_in: seen_in.into(),
        }
    }
}

impl Learnt {
    /// All that was learnt, in one line: the next title and path, and the rest as it was seen; `None` if that is nothing.
    pub fn words(&self, language: Language, title: &str, path: &str) -> Option<String> {
        let (separator, open, close) = match language {
            Language::En => (", ", " (", ")"),
            Language::ZhCn => (" · ", "（", "）"),
        };
        let newest = self.newest()?;
        let told: Vec<String> = self
            .told()
            .map(|habit| {
                let value = match habit.subject {
                    Subject::Title => title,
                    Subject::Path => path,
                    _ => &habit.value,
                };
                let name = habit.subject.name(language);
                let place = match habit.seen_in.as_str() {
                    file if file == newest => String::new(),
                    file => format!("{open}{file}{close}"),
                };
                format!("{name} `{}`{place}", value.replace('`', "'"))
            })
            .collect();
        Some(format!("{}{open}{newest}{close}", told.join(separator)))
    }

    /// A folded paragraph for the first pull request of a series, with the way to change what was learnt.
    pub fn details(&self, language: Language, title: &str, path: &str) -> Option<String> {
        let words = self.words(language, title, path)?;
        let mut keys: Vec<String> = self
            .told()
            .map(|habit| format!("`{}`", habit.subject.key()))
            .collect();
        keys.dedup();
        let newest = self.newest()?;
        Some(match language {
            Language::En => format!(
                "<details><summary>Learnt from {newest}</summary>\n\n{words}. To change it, set {} in the configuration.\n\n</details>",
                keys.join(", ")
            ),
            Language::ZhCn => format!(
                "<details><summary>从 {newest} 学到的</summary>\n\n{words}。想改？在配置里写 {}。\n\n</details>",
                keys.join("、")
            ),
        })
    }

    /// The file from which most was learnt.
    fn newest(&self) -> Option<&str> {
        let path = self
            .habits
            .iter()
            .find(|habit| habit.subject == Subject::Path);
        let habit = path.or_else(|| self.habits.first())?;
        Some(&habit.seen_in)
    }

    /// The habits that are worth telling: the slug is in the path, and the name in the title.
    fn told(&self) -> impl Iterator<Item = &Habit> {
        let has = |subject| self.habits.iter().any(|habit| habit.subject == subject);
        let (has_title, has_path) = (has(Subject::Title), has(Subject::Path));
        self.habits.iter().filter(move |habit| match habit.subject {
            Subject::Series => !has_title,
            Subject::Slug => !has_path,
            _ => true,
        })
    }
}

/// Posts that look like issues, of which none has a number that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The path of one of them.
    pub path: String,
    /// The title, if that was read.
    pub title: Option<String>,
    /// The number of them.
    pub count: usize,
}

impl Doubt {
    /// The doubt and the lines of configuration that settle it, in one sentence.
    pub fn words(&self, language: Language) -> String {
        let Self { path, count, .. } = self;
        let next = count.saturating_add(1);
        let title = match (&self.title, language) {
            (None, _) => String::new(),
            (Some(title), Language::En) => format!(" (“{title}”)"),
            (Some(title), Language::ZhCn) => format!("（《{title}》）"),
        };
        match language {
            Language::En => {
                let more = match count {
                    0 | 1 => "looks like an issue of this series, but no number was".to_owned(),
                    _ => format!(
                        "and {} more look like issues of this series, but no number was",
                        count - 1
                    ),
                };
                format!(
                    "`{path}`{title} {more} understood in names or titles; if this is not the first issue, write `number:` and, indented below it, `start: {next}` (the number of the next issue) into the configuration"
                )
            }
            Language::ZhCn => {
                let more = match count {
                    0 | 1 => String::new(),
                    _ => format!("等 {count} 篇"),
                };
                format!(
                    "`{path}`{title}{more}看起来是往期，但文件名和标题里没有读出期数；如果这不是第一期，请在配置里写两行：`number:`，下一行缩进写 `start: {next}`（下一期的期数）"
                )
            }
        }
    }
}
