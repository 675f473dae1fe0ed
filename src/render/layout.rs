//! The body of a post: what templates may say, and the built-in ones, which can say no more than a user's own.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, FixedOffset};
use minijinja::value::Kwargs;
use minijinja::{Error as TemplateError, Value};
use serde::Serialize;

use super::front_matter::filled;
use super::groups::Section;
use super::memo::Rendered;
use super::text::{self as texts, Texts};
use super::{Layout, Rendering};
use crate::engine::by_name;
use crate::front_matter::Fields;
use crate::issue::{Issue, Language};
use crate::markdown::{self, Shaped};
use crate::memo::Memo;
use crate::merge::Form;
use crate::template::{self, Previous};

/// A body, ready to stand under its front matter.
pub(super) struct Composed {
    /// The configured front matter.
    pub(super) additions: Fields,
    /// A sentence on what is in it.
    pub(super) description: String,
    pub(super) body: String,
    /// The form in which the memos stand in it; `None` if the template has one of its own.
    pub(super) form: Option<Form>,
}

/// The variables of intro, outro and front matter.
#[derive(Serialize)]
struct About {
    #[serde(flatten)]
    issue: template::Context,
    /// A link to the issue before this one, or nothing.
    previous_link: String,
    /// The content of the issue in a few words, or nothing.
    summary: String,
    /// All memos in the order of the post.
    items: Vec<Item>,
    /// The same, under their headings.
    groups: Vec<ItemGroup>,
    /// The same, under the days on which they were written.
    by_day: Vec<ItemGroup>,
    /// The address of the first picture, as the text names it, or nothing.
    cover: String,
    /// The number of words; every Han, kana or Hangul character is one.
    words: usize,
    /// The addresses of the web to which the memos link, each once.
    links: Vec<String>,
}

/// The variables of the template of a body.
#[derive(Serialize)]
struct BodyContext {
    #[serde(flatten)]
    about: About,
    /// The lines before the memos, or nothing.
    intro: String,
    /// The lines after them, or nothing.
    outro: String,
    /// The line that ends the part shown in lists of posts, or nothing.
    more: String,
    /// `numbered(items)`: one list, an item per memo.
    numbered: Value,
    /// `sections(items, level=2)`: a heading per memo, of that level.
    sections: Value,
}

#[derive(Clone, Serialize)]
struct Item {
    /// The memo's number in the post.
    number: usize,
    /// Markdown that can stand anywhere.
    text: String,
    /// The memo's first words, without markup, written so that they mean nothing else.
    lead: String,
    /// The heading that it brought along, else its first words, or the time of day without any.
    heading: String,
    /// The time when the memo was written, in the time zone of the issue.
    date: DateTime<FixedOffset>,
    /// The memo's tags, without `#`, written so that they mean nothing else.
    tags: Vec<String>,
    /// The memo's page on the Memos server, if it is public and links to it are on.
    page: Option<String>,
}

#[derive(Serialize)]
struct ItemGroup {
    /// The heading.
    title: String,
    /// The memos of the group.
    items: Vec<Item>,
}

/// Renders the body, and the front matter that is configured; `cover` is the address of the first picture.
pub(super) fn page(
    texts: &Texts<'_>,
    groups: &[Section],
    rendered: &[Rendered],
    cover: &str,
) -> Result<Composed, template::Error> {
    let (issue, rendering) = (texts.issue, texts.rendering);
    let about = about(texts, groups, rendered, cover, Writing::Markdown);
    let intro = rendering.intro.as_deref();
    let intro = intro.unwrap_or(default_intro(issue.language));
    let intro = template::render("intro", intro, &about)?.trim().to_owned();
    let outro = rendering.outro.as_deref();
    let outro = outro.unwrap_or(default_outro(issue.language));
    let outro = template::render("outro", outro, &about)?.trim().to_owned();
    let additions = if rendering.front_matter.is_empty() {
        Fields::new()
    } else {
        let plain = self::about(texts, groups, rendered, cover, Writing::Plain);
        filled(&rendering.front_matter, &plain)?
    };
    let listed = Arc::new(AtomicUsize::new(0));
    let after = outro.lines().count();
    let context = BodyContext {
        intro: intro.clone(),
        outro,
        more: more(rendering, &intro, &about.items),
        about,
        numbered: numbered(rendering, Arc::clone(&listed)),
        sections: Value::from_function(|items: Value, options: Kwargs| {
            let level: Option<u8> = options.get("level")?;
            options.assert_all_used()?;
            sections(&items, level.unwrap_or(2))
        }),
    };
    let (name, source) = match (&rendering.template, rendering.layout) {
        (Some(template), _) => (template.name.as_str(), template.source.as_str()),
        (None, Layout::Numbered) => ("numbered", include_str!("numbered.jinja")),
        (None, Layout::Sections) => ("sections", include_str!("sections.jinja")),
        (None, Layout::Grouped) => ("grouped", include_str!("grouped.jinja")),
    };
    let body = template::render(name, source, &context)?;
    let form = match (&rendering.template, rendering.layout) {
        (None, Layout::Sections) => Some(Form::Sections { after }),
        _ => (listed.load(Ordering::Relaxed) == rendered.len()).then_some(Form::List),
    };
    let body = body.trim_matches('\n');
    let summary = issue.summary();
    Ok(Composed {
        additions,
        description: if summary.is_empty() {
            markdown::lead(&texts.finish(&intro, false))
        } else {
            summary
        },
        body: if body.is_empty() {
            String::new()
        } else {
            format!("{body}\n")
        },
        form,
    })
}

/// The form of words in a template's variables.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// Markdown that is read as these words in the text of a post.
    Markdown,
    /// As they are: front matter is no Markdown.
    Plain,
}

fn about(
    texts: &Texts<'_>,
    groups: &[Section],
    rendered: &[Rendered],
    cover: &str,
    writing: Writing,
) -> About {
    let issue = texts.issue;
    let order = groups.iter().flat_map(|group| &group.memos);
    let items: Vec<Item> = order
        .zip(rendered)
        .enumerate()
        .map(|(place, (&index, rendered))| item(texts, index, place + 1, rendered, writing))
        .collect();
    let mut rest = items.clone().into_iter();
    let groups = groups
        .iter()
        .map(|group| ItemGroup {
            title: group.title.clone(),
            items: rest.by_ref().take(group.memos.len()).collect(),
        })
        .collect();
    let mut seen = HashSet::new();
    let links = rendered.iter().flat_map(|memo| &memo.links);
    let mut previous = previous(texts.rendering, texts);
    if let (Writing::Plain, Some(previous)) = (writing, &mut previous) {
        // no engine replaces its tags there
        previous.url = previous.url.take().filter(|url| !texts::is_tag(url));
    }
    About {
        previous_link: previous_link(previous.as_ref(), texts, writing).unwrap_or_default(),
        issue: template::Context {
            previous,
            ..texts.issue.context()
        },
        summary: match (writing, texts.issue.summary()) {
            (Writing::Markdown, summary) if !summary.is_empty() => texts.plain(&summary),
            (_, summary) => summary,
        },
        by_day: by_day(issue, &items),
        items,
        groups,
        cover: cover.to_owned(),
        words: rendered.iter().map(|memo| memo.words).sum(),
        links: links.filter(|link| seen.insert(*link)).cloned().collect(),
    }
}

/// The excerpt's end. It is needed behind an intro, if the blog has such ends; and in any case where the first one would
/// be in a memo.
fn more(rendering: &Rendering, intro: &str, items: &[Item]) -> String {
    let of_engine = by_name(rendering.conventions.engine).facts().excerpt_marker;
    let of_blog = rendering.conventions.excerpt_marker.as_deref();
    let is_in_a_memo = |marker: &str| items.iter().any(|item| item.text.contains(marker));
    of_blog
        .filter(|_| !intro.is_empty())
        .or_else(|| of_engine.filter(|marker| is_in_a_memo(marker)))
        .unwrap_or_default()
        .to_owned()
}

fn item(
    texts: &Texts<'_>,
    index: usize,
    number: usize,
    rendered: &Rendered,
    writing: Writing,
) -> Item {
    let (issue, rendering) = (texts.issue, texts.rendering);
    let memo = &issue.memos[index];
    let page = memo.page.as_ref().filter(|_| rendering.link_to_memos);
    let own = rendered.heading.clone();
    let heading = own.unwrap_or_else(|| match (rendered.thought.clone(), writing) {
        (words, _) if !rendered.shaped.has_words || words.is_empty() => time_of_day(memo, issue),
        (words, Writing::Markdown) => texts.plain(&words),
        (words, Writing::Plain) => words,
    });
    Item {
        number,
        text: rendered.shaped.text.clone(),
        lead: match writing {
            Writing::Markdown => texts.plain(rendered.lead()),
            Writing::Plain => rendered.lead().to_owned(),
        },
        heading,
        date: issue.period.zone().at(memo.created),
        tags: match writing {
            Writing::Markdown => memo.tags.iter().map(|tag| texts.tag(tag)).collect(),
            Writing::Plain => memo.tags.clone(),
        },
        page: page.map(ToString::to_string),
    }
}

/// Returns the time of day at which a memo was written, which stands for the words of one that has none.
fn time_of_day(memo: &Memo, issue: &Issue) -> String {
    let written = issue.period.zone().at(memo.created);
    written.format("%H:%M").to_string()
}

/// The items under the days on which they were written, in their order.
fn by_day(issue: &Issue, items: &[Item]) -> Vec<ItemGroup> {
    let days = items.chunk_by(|one, next| one.date.date_naive() == next.date.date_naive());
    days.map(|items| ItemGroup {
        title: issue.language.day(items[0].date.date_naive()),
        items: items.to_vec(),
    })
    .collect()
}

/// The issue before this one, with the address by which this post links to it.
fn previous(rendering: &Rendering, texts: &Texts<'_>) -> Option<Previous> {
    let published = rendering.previous.as_ref()?;
    Some(Previous {
        number: published.number,
        title: published.title.clone(),
        url: texts.link_to(published),
    })
}

fn previous_link(
    previous: Option<&Previous>,
    texts: &Texts<'_>,
    writing: Writing,
) -> Option<String> {
    let previous = previous?;
    let number = format!("#{}", previous.number);
    let words = previous.title.as_deref().unwrap_or(&number);
    match previous.url.as_deref() {
        Some(url) => Some(texts.link(words, url)),
        None if writing == Writing::Plain => None,
        None => texts.whole_link(words, texts.rendering.previous.as_ref()?),
    }
}

/// One ordered list; it goes on counting where the items before it ended. `listed` counts the items of all lists.
fn numbered(rendering: &Rendering, listed: Arc<AtomicUsize>) -> Value {
    let engine = by_name(rendering.conventions.engine);
    Value::from_function(move |items: Value| -> Result<String, TemplateError> {
        let first = items.get_item_by_index(0)?.get_attr("number");
        let first = first.ok().and_then(|number| number.as_usize()).unwrap_or(1);
        let items = shaped(&items)?;
        listed.fetch_add(items.len(), Ordering::Relaxed);
        let list = markdown::numbered(&items, first);
        let list = list.trim_end_matches('\n');
        let start = engine.list_start(first).filter(|_| first > 1);
        Ok(start.map_or_else(|| list.to_owned(), |start| format!("{start}\n{list}")))
    })
}

/// A heading per item.
fn sections(items: &Value, level: u8) -> Result<String, TemplateError> {
    let shaped = shaped(items)?;
    let headings = items
        .try_iter()?
        .map(|item| {
            let number = item.get_attr("number")?;
            Ok(format!("{number}. {}", item.get_attr("heading")?))
        })
        .collect::<Result<Vec<String>, TemplateError>>()?;
    let sections = headings.iter().map(String::as_str).zip(&shaped);
    Ok(markdown::sections(sections, level)
        .trim_end_matches('\n')
        .to_owned())
}

fn shaped(items: &Value) -> Result<Vec<Shaped>, TemplateError> {
    items
        .try_iter()?
        .map(|item| {
            let text = item.get_attr("text")?;
            Ok(Shaped {
                text: text.as_str().unwrap_or_default().to_owned(),
                ..Shaped::default()
            })
        })
        .collect()
}

fn default_intro(language: Language) -> &'static str {
    match language {
        Language::ZhCn => {
            "{% if summary %}本期收录 {{ days }}在 Memos 上记下的内容：{{ summary }}{{ '' if summary is endingwith '…' else '。' }}{% elif count %}本期收录 {{ days }}在 Memos 上记下的 {{ count }} 条内容。{% else %}{{ days }}没有新的内容。{% endif %}"
        }
        Language::En => {
            "{{ count or 'No' }} {{ 'note' if count == 1 else 'notes' }} from {{ days | replace(' – ', ' to ') | replace('–', ' to ') }}{% if summary %}: {{ summary }}{% endif %}{{ '' if summary is endingwith '…' else '.' }}"
        }
    }
}

/// The template of the lines after the memos where nothing is configured or learnt.
pub fn default_outro(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "{% if previous_link %}上一期：{{ previous_link }}{% endif %}",
        Language::En => "{% if previous_link %}Previous issue: {{ previous_link }}{% endif %}",
    }
}
