//! Posts: what an issue looks like in a blog, in every layout.

mod assets;
mod layouts;
mod links;
mod reference;
mod words;

use chrono::{DateTime, Utc};
use memos_weekly::asset::{Asset, Outcome, Want};
use memos_weekly::blog::Blog;
use memos_weekly::engine::{Name, by_name};
use memos_weekly::issue::{Issue, Language, Order, Parts, Titles};
use memos_weekly::markdown::{Tree, clean};
use memos_weekly::memo::{Attachment, Memo, Syntax, Visibility};
use memos_weekly::render::{Post, Rendering, render};
use memos_weekly::week::{Calendar, WeekStart};
use url::Url;

use crate::series::conventions;

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A public memo of the week 2023-W10.
pub(crate) fn memo(id: &str, content: &str) -> Memo {
    let created = time("2023-03-08T04:00:00Z");
    Memo {
        id: id.to_owned(),
        aliases: Vec::new(),
        created,
        updated: created,
        displayed: created,
        visibility: Visibility::Public,
        pinned: false,
        content: content.to_owned(),
        tags: Vec::new(),
        attachments: Vec::new(),
        page: None,
        syntax: Syntax::default(),
    }
}

pub(crate) fn attachment(filename: &str, media_type: &str) -> Attachment {
    let url = format!("https://memos.example.org/file/attachments/{filename}/{filename}");
    Attachment {
        id: filename.to_owned(),
        aliases: Vec::new(),
        filename: filename.to_owned(),
        media_type: media_type.to_owned(),
        size: None,
        url: Url::parse(&url).expect("an address"),
    }
}

pub(crate) fn copied(attachment: &Attachment) -> Asset {
    Asset {
        want: Want {
            url: attachment.url.clone(),
            filename: attachment.filename.clone(),
            is_image: attachment.is_image(),
            is_attached: true,
            size: None,
        },
        outcome: Outcome::Copied {
            name: attachment.filename.clone(),
            bytes: b"bytes".to_vec(),
            is_image: attachment.is_image(),
            remark: None,
        },
    }
}

pub(crate) fn issue(language: Language, memos: Vec<Memo>) -> Issue {
    let calendar = Calendar {
        zone: "Asia/Shanghai".parse().expect("a zone"),
        week_starts_on: WeekStart::Monday,
    };
    let titles = Titles {
        series: "生成周刊".to_owned(),
        ..Titles::default_for(language)
    };
    Issue::compose(Parts {
        number: 5,
        period: calendar.parse_id("2023-W10").expect("a week"),
        titles: &titles,
        language,
        memos,
        order: Order::OldestFirst,
        now: time("2023-03-13T00:00:00Z"),
    })
    .expect("an issue")
}

pub(crate) fn rendering(name: Name) -> Rendering {
    rendering_in(&Blog::default(), name)
}

pub(crate) fn rendering_in(blog: &Blog, name: Name) -> Rendering {
    let path = by_name(name).post_path(blog);
    let titles = Titles::default_for(Language::ZhCn);
    let conventions = conventions(blog, name, &titles, &path);
    let mut rendering = Rendering::new(conventions, &path);
    rendering.servers = vec![Url::parse("https://memos.example.org").expect("an address")];
    // the title above the text has its own test
    rendering.conventions.has_heading = false;
    rendering
}

/// The post's own text.
pub(crate) fn text(post: &Post) -> &str {
    let file = post.files.iter().find(|file| file.path == post.path);
    std::str::from_utf8(&file.expect("the post").bytes).expect("UTF-8")
}

pub(crate) fn rendered(issue: &Issue, assets: &[Asset], rendering: &Rendering) -> Post {
    with_trees(issue, |trees| render(issue, trees, assets, rendering)).expect("a post")
}

/// What needs the texts of an issue.
pub(crate) fn with_trees<T>(issue: &Issue, job: impl FnOnce(Vec<Tree>) -> T) -> T {
    let texts: Vec<_> = issue
        .memos
        .iter()
        .map(|memo| clean(&memo.content))
        .collect();
    job(texts.iter().map(|text| Tree::parse(text)).collect())
}
