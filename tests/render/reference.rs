//! The reference of templates in the README: every name that the code offers is in it, with the place where it is valid,
//! and no other.

use std::collections::{BTreeMap, BTreeSet};

use memos_weekly::engine::Name;
use memos_weekly::front_matter::Value;
use memos_weekly::issue::{Issue, Language, Order, Parts, Titles};
use memos_weekly::render::{Layout, Rendering, Template, render};
use memos_weekly::template;
use memos_weekly::week::{Calendar, WeekStart, Zone};

use super::{issue, memo, rendering};

/// No name is like this one, so the error lists all there are.
const UNKNOWN: &str = "{{ zzzzzzzz }}";

fn names(help: Option<String>, before: &str) -> BTreeSet<String> {
    let help = help.expect("the error says what there is");
    let list = help.strip_prefix(before).expect("a list of names");
    list.split(", ").map(str::to_owned).collect()
}

fn composed(title: &str, slug: &str) -> Result<Issue, template::Error> {
    let calendar = Calendar {
        zone: Zone::default(),
        week_starts_on: WeekStart::Monday,
    };
    Issue::compose(Parts {
        number: 5,
        period: calendar.parse_id("2023-W10").expect("a week"),
        titles: &Titles {
            series: "Weekly".to_owned(),
            title: title.to_owned(),
            slug: slug.to_owned(),
        },
        language: Language::En,
        memos: Vec::new(),
        order: Order::default(),
        now: super::time("2023-03-14T00:00:00Z"),
    })
}

/// What the errors of a post say that there is.
fn known_in_post(change: impl FnOnce(&mut Rendering)) -> BTreeSet<String> {
    let mut rendering = rendering(Name::Hugo);
    change(&mut rendering);
    let issue = issue(Language::En, Vec::new());
    let error = render(&issue, Vec::new(), &[], &rendering).expect_err("there is no such name");
    names(error.help(), "known are ")
}

/// Every name, and where it is valid.
fn offered() -> BTreeMap<String, BTreeSet<&'static str>> {
    let title = composed(UNKNOWN, "x").expect_err("there is no such name");
    let slug = composed("x", UNKNOWN).expect_err("there is no such name");
    let source = Some(UNKNOWN.to_owned());
    let places = [
        ("title", names(title.help(), "known are ")),
        ("slug", names(slug.help(), "known are ")),
        (
            "path",
            known_in_post(|it| it.path = format!("posts/{UNKNOWN}.md")),
        ),
        ("intro", known_in_post(|it| it.intro.clone_from(&source))),
        ("outro", known_in_post(|it| it.outro.clone_from(&source))),
        (
            "front matter",
            known_in_post(|it| {
                it.front_matter = vec![("cover".to_owned(), Value::Text(UNKNOWN.to_owned()))];
            }),
        ),
        (
            "template",
            known_in_post(|it| {
                it.template = Some(Template {
                    name: "weekly.md".to_owned(),
                    source: UNKNOWN.to_owned(),
                });
            }),
        ),
    ];
    let mut offered: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (place, names) in places {
        for name in names {
            offered.entry(name).or_default().insert(place);
        }
    }
    offered
}

/// The cells of the rows of a table in the README, by a text in its head.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let readme = include_str!("../../README.md");
    let lines = readme
        .lines()
        .skip_while(|line| !(line.starts_with('|') && line.contains(head)));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn the_reference_has_every_variable_where_it_is_valid() {
    let all = [
        "title",
        "slug",
        "path",
        "intro",
        "outro",
        "front matter",
        "template",
    ];
    let mut told = BTreeMap::new();
    for row in table("variable") {
        let places = match row[2] {
            "everywhere" => &all[..],
            "all but `title`" => &all[1..],
            "all but `title`, `slug`" => &all[2..],
            "in the post" => &all[3..],
            "`template`" => &all[6..],
            other => panic!("{other} is no place"),
        };
        for name in quoted(row[0]) {
            told.insert(name.to_owned(), places.iter().copied().collect());
        }
    }
    assert_eq!(told, offered());
}

#[test]
fn the_reference_has_every_filter() {
    let error = template::render("x", "{{ 1 | zzzzzzzz }}", &()).expect_err("there is none");
    let filters = table("filter");
    let told = filters.iter().flat_map(|row| quoted(row[0]));
    assert_eq!(
        told.map(str::to_owned).collect::<BTreeSet<_>>(),
        names(error.help(), "beside those of minijinja there are ")
    );
}

#[test]
fn the_reference_has_every_part_of_items_and_groups() {
    let keys = |what: &str| -> BTreeSet<String> {
        let mut rendering = rendering(Name::Hugo);
        rendering.layout = Layout::Grouped;
        rendering.intro = Some(format!("keys: {{{{ {what} | list | join(' ') }}}}"));
        let issue = issue(Language::En, vec![memo("a", "x")]);
        let post = super::rendered(&issue, &[], &rendering);
        let mut lines = super::text(&post).lines();
        let keys = lines.find_map(|line| line.strip_prefix("keys: "));
        let keys = keys.expect("the keys are there").split_whitespace();
        keys.map(str::to_owned).collect()
    };
    for (name, what) in [("`items`", "items[0]"), ("`groups`", "groups[0]")] {
        let rows = table("variable");
        let row = rows
            .iter()
            .find(|row| row[0] == name)
            .expect("it is in the table");
        let told: BTreeSet<String> = quoted(row[1]).map(str::to_owned).collect();
        assert_eq!(told, keys(what), "{name}");
    }
}

#[test]
fn front_matter_may_say_what_is_in_the_post() {
    let mut rendering = rendering(Name::Hugo);
    let text = |text: &str| Value::Text(text.to_owned());
    rendering.front_matter = vec![
        ("cover".to_owned(), text("/img/weekly-{{ number }}.jpg")),
        (
            "size".to_owned(),
            text("{{ count }}/{{ words }}/{{ links | join(' ') }}"),
        ),
        ("lead".to_owned(), text("{{ items[0].lead }}")),
    ];
    let memos = vec![memo(
        "a",
        "*Evening* glow, 晚霞 and don't [see](https://example.org/a) https://example.org/b `code`",
    )];
    let post = super::rendered(&issue(Language::En, memos), &[], &rendering);
    insta::assert_snapshot!(super::text(&post), @r#"
    ---
    title: "生成周刊 #5"
    date: 2023-03-12T12:00:00+08:00
    cover: /img/weekly-5.jpg
    size: "1/8/https://example.org/a https://example.org/b"
    lead: Evening glow, 晚霞 and don't see https://example.org/b code
    ---

    1 note from 6 to 12 March 2023: Evening glow.

    <!--more-->

    1. *Evening* glow, 晚霞 and don't [see](https://example.org/a) <https://example.org/b> `code`
    "#);
}
