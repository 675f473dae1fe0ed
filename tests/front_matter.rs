//! Front matter is read back as it was meant, whatever was in it.

use memos_weekly::front_matter::{
    Fields, FrontMatterStyle, ListStyle, Notation, Quote, Value, read, split, write,
};
use proptest::prelude::*;

fn text(key: &str, value: &str) -> (String, Value) {
    (key.to_owned(), Value::Text(value.to_owned()))
}

fn list(key: &str, values: &[&str]) -> (String, Value) {
    let values = values.iter().map(|&value| Value::Text(value.to_owned()));
    (key.to_owned(), Value::List(values.collect()))
}

fn sample() -> Fields {
    vec![
        text("title", "生成周刊·第五期"),
        (
            "date".to_owned(),
            Value::Date("2023-03-12T12:00:00+08:00".to_owned()),
        ),
        list("tags", &["周刊", "memos"]),
    ]
}

#[test]
fn yaml_looks_as_if_a_person_had_typed_it() {
    insta::assert_snapshot!(write(&sample(), FrontMatterStyle::default()), @"
    ---
    title: 生成周刊·第五期
    date: 2023-03-12T12:00:00+08:00
    tags: [周刊, memos]
    ---
    ");
}

#[test]
fn lists_and_quotes_follow_the_blog() {
    let look = FrontMatterStyle {
        notation: Notation::Yaml,
        quote: Quote::Double,
        other_quote: Quote::Single,
        list: ListStyle::Block(2),
    };
    insta::assert_snapshot!(write(&sample(), look), @r#"
    ---
    title: "生成周刊·第五期"
    date: 2023-03-12T12:00:00+08:00
    tags:
      - '周刊'
      - 'memos'
    ---
    "#);
}

#[test]
fn toml_has_real_dates_and_tables_last() {
    let look = FrontMatterStyle {
        notation: Notation::Toml,
        ..FrontMatterStyle::default()
    };
    let mut fields = sample();
    fields.insert(
        0,
        (
            "taxonomies".to_owned(),
            Value::Map(vec![list("tags", &["周刊"])]),
        ),
    );
    insta::assert_snapshot!(write(&fields, look), @r#"
    +++
    title = "生成周刊·第五期"
    date = 2023-03-12T12:00:00+08:00
    tags = ["周刊", "memos"]

    [taxonomies]
    tags = ["周刊"]
    +++
    "#);
}

#[test]
fn titles_that_break_other_tools() {
    let titles = [
        "Weekly #5: what a week",
        "\"quoted\" and 'quoted'",
        "---",
        "- a list?",
        "yes",
        "No",
        "007",
        "1e3",
        "12:30",
        "2023-03-12",
        "🙂 emoji",
        "a: b",
        "ends with:",
        "#5",
        "@home",
        "back\\slash",
        "two\nlines",
        "trailing ",
        "",
        "~",
        "[a](b)",
        "{{ x }}",
        "| pipe",
        "a | b",
        "\u{85}\u{2028}\u{feff}",
        "null",
        "<<",
        "=",
        "+++",
        "'",
        "0x1F",
        ".5",
        "_1",
        "1_000",
    ];
    for title in titles {
        for look in looks() {
            let fields = vec![text("title", title), list("tags", &[title, "b"])];
            assert_eq!(read_back(&fields, look), fields, "{title:?} {look:?}");
        }
    }
}

fn looks() -> Vec<FrontMatterStyle> {
    let mut looks = Vec::new();
    for quote in [Quote::None, Quote::Single, Quote::Double] {
        for list in [ListStyle::Flow, ListStyle::Block(0), ListStyle::Block(2)] {
            looks.push(FrontMatterStyle {
                notation: Notation::Yaml,
                quote,
                other_quote: quote,
                list,
            });
        }
    }
    for notation in [Notation::Toml, Notation::Json] {
        looks.push(FrontMatterStyle {
            notation,
            ..FrontMatterStyle::default()
        });
    }
    looks
}

/// What a reader of the written post finds, and that the body begins where it should.
fn read_back(fields: &Fields, look: FrontMatterStyle) -> Fields {
    let post = format!("{}\nbody\n", write(fields, look));
    let parts = split(&post).expect("front matter");
    assert_eq!(parts.notation, look.notation);
    assert_eq!(parts.body, "\nbody\n", "{post}");
    read(&parts).unwrap_or_else(|| panic!("does not parse:\n{post}"))
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|n| Value::Number(n.into())),
        ".*".prop_map(Value::Text),
        "[-+~yesno0-9a-f:# '\"\\[\\]{},.|>&*!%@`=<_]{0,12}".prop_map(Value::Text),
    ];
    scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::btree_map(".{1,6}", inner, 0..4)
                .prop_map(|map| Value::Map(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        map in prop::collection::btree_map("[a-z]{1,6}|.{1,8}", value(), 0..6),
        look in prop::sample::select(looks()),
    ) {
        let fields: Fields = map.into_iter().collect();
        let mut back = read_back(&fields, look);
        let mut fields = fields;
        sort(&mut fields);
        sort(&mut back);
        prop_assert_eq!(back, fields);
    }
}

/// TOML puts tables last, so only the keys and values count.
fn sort(fields: &mut Fields) {
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, value) in fields {
        sort_value(value);
    }
}

fn sort_value(value: &mut Value) {
    match value {
        Value::Map(inner) => sort(inner),
        Value::List(values) => values.iter_mut().for_each(sort_value),
        _ => {}
    }
}
