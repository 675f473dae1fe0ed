//! The configuration file: what it takes, and what its errors look like.

use insta::assert_snapshot;
use memos_weekly::config::Config;

fn error(text: &str) -> String {
    let error = Config::parse(text, ".github/memos-weekly.yml").expect_err("a wrong configuration");
    let (_, frame) = error.place();
    let help = error
        .help()
        .map_or_else(String::new, |help| format!("\nhelp: {help}"));
    format!(
        "{error}\n{}{help}",
        frame.map_or_else(String::new, ToString::to_string)
    )
}

#[test]
fn an_empty_file_is_a_configuration() {
    for text in ["", "\n", "# nothing yet\n\n", "memos: {}\n"] {
        let config = Config::parse(text, "x.yml").expect(text);
        assert_eq!(config.pull_request.branch_prefix, "memos-weekly/");
        assert_eq!(config.number.start, 1);
        assert_eq!(config.select.visibility.len(), 1, "public only");
    }
}

#[test]
fn a_text_in_lines_of_its_own_is_as_it_is() {
    let text = "intro: |  \n  {{ days }} #{{ number }}\noutro: >2- # the end\n  #{{ number }}\ntitle: a # {{ b }}\n";
    let config = Config::parse(text, "x.yml").expect(text);
    assert_eq!(config.intro.as_deref(), Some("{{ days }} #{{ number }}\n"));
    assert_eq!(config.outro.as_deref(), Some("#{{ number }}"));
    assert_eq!(config.title.as_deref(), Some("a"));
}

/// Every kind of mistake with the screen it leads to, reviewed as one snapshot.
#[test]
fn a_mistake_is_shown_with_its_place_and_the_way_out() {
    let mistakes = [
        "timzone: Asia/Shanghai\n",
        "memos:\n  url: https://memos.example.org\nselect:\n  visibilty: [public]\n",
        "colour: red\n",
        "week_starts_on: tuesday\n",
        "layout: number\n",
        "select:\n  visibility: [public, secret]\n",
        "timezone: Asia/Shangai\n",
        "memos:\n  url: memos.example.org\n",
        "select:\n  matching: '('\n",
        "number:\n  start: first\n",
        "number:\n  start: 0\n",
        "pull_request:\n  labels: weekly\n",
        "select: public\n",
        "layout: grouped\n",
        "text:\n  tags: link\n",
        "select:\n  visibility: []\n",
        "order: oldest_first\norder: newest_first\n",
        "memos:\n  url: [\n",
        "title: \"a\n",
        "timezone: GMT+8\n",
        "select:\n  exclude_tags: [#draft]\ntimezone: UTC\n",
        "select:\n  exclude_tags: #draft\n",
        "series: a\ntitle: {{ series }}·{{ number }}\n",
        "select:\n  visibility: public\n",
        "select: { tags: [a] }\ntext: { line_breaks: soft, tags: link }\n",
        "blog: { path: ../x.md }\n",
        "pull_request: { draft: true, draft: false }\n",
        "select: { visibility: [pubic] }\n",
        "select: { visibilty: [public] }\n",
        "memos: { url: https://memos.example.org, timezone: UTC\nseries: a\n",
        "select: { exclude_tags: [#draft] }\n",
        "{ title: {{ series }} }\n",
        "title: Weekly #{{ number }}\n",
    ];
    let screens = mistakes.map(|text| format!("{}\n{text}\n{}\n", "-".repeat(40), error(text)));
    assert_snapshot!("config-errors", screens.join("\n"));
}

#[test]
fn pictures_are_made_smaller_if_the_program_can() {
    let wished = |images: &str| format!("attachments:\n  images: {images}\n");
    if !memos_weekly::asset::CAN_RESIZE {
        assert_snapshot!(error(&wished("{ max_edge: 1600 }")), @r"
        this program was built without `attachments.images` in .github/memos-weekly.yml
           2 |   images: { max_edge: 1600 }
             |   ^^^^^^ build it with the feature `images`
        ");
        return;
    }
    let read = |images: &str| {
        let config = Config::parse(&wished(images), "x.yml").expect(images);
        config.attachments.images
    };
    let defaults = read("{}").expect("they are wished");
    assert_eq!((defaults.max_edge, defaults.quality), (Some(2000), 82));
    let unlimited = read("{ max_edge: null, format: webp }").expect("they are wished");
    assert_eq!(unlimited.max_edge, None);
    assert_eq!(read("null"), None);
    assert_eq!(Config::default().attachments.images, None);
    let mistakes = ["max_edge: 0", "quality: 0", "quality: 300"].map(|key| format!("\n    {key}"));
    let screens = mistakes.map(|images| error(&wished(&images)));
    assert_snapshot!(screens.join("\n"), @r"
    `attachments.images.max_edge` is 0 in .github/memos-weekly.yml
       3 |     max_edge: 0
         |     ^^^^^^^^ expected 1 pixel or more
    `attachments.images.quality` is out of range in .github/memos-weekly.yml
       3 |     quality: 0
         |     ^^^^^^^ expected 1 to 100
    `attachments.images.quality` is out of range in .github/memos-weekly.yml
       3 |     quality: 300
         |     ^^^^^^^ expected 1 to 100
    ");
}

#[test]
fn a_token_is_refused_and_not_shown() {
    for text in [
        "memos:\n  token: s3cr3t\n",
        "memos_token: s3cr3t\n",
        "memos:\n  url: https://memos.example.org/?openId=s3cr3t\n  openid: s3cr3t\n",
        "series: memos_pat_s3cr3t\n",
        "github_token: ghp_s3cr3t\n",
    ] {
        let said = error(text);
        assert!(said.contains("a token stands in"), "{said}");
        assert!(!said.contains("s3cr3t"), "{said}");
    }
    for fine in [
        "slug: 'highs_{{ number }}'\n",
        "slug: 'laughs_a'\n",
        "title: 'ghs_{{ number }}'\n",
    ] {
        assert!(Config::parse(fine, "x").is_ok(), "{fine}");
    }
}

#[test]
fn a_number_out_of_range_is_told_in_numbers() {
    for number in ["5000000000", "-1"] {
        let said = error(&format!("number:\n  start: {number}\n"));
        let message = format!("`number.start` cannot be {number} in");
        assert!(said.starts_with(&message), "{said}");
        assert!(
            said.ends_with("expected a whole number from 0 to 4294967295"),
            "{said}"
        );
    }
    let said = error("attachments: { max_file_mb: -5 }\n");
    assert!(
        said.contains("`attachments.max_file_mb` cannot be -5"),
        "{said}"
    );
    assert!(said.contains("expected a whole number from 0 on"), "{said}");
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let schema = serde_json::to_value(Config::schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    for (text, good) in [
        (
            "timezone: Asia/Shanghai\nselect: { visibility: [public, protected], exclude_tags: [draft] }\n",
            true,
        ),
        (
            "blog: { engine: hugo, front_matter: { categories: [weekly], toc: false } }\n",
            true,
        ),
        ("timzone: Asia/Shanghai\n", false),
        ("layout: number\n", false),
        ("number: { start: -1 }\n", false),
        ("number: { start: 0 }\n", false),
        ("number: { start: 1 }\n", true),
        ("timeout_minutes: 0\n", false),
        ("timeout_minutes: 0.5\n", true),
        ("timeout_minutes: 360\n", true),
        ("timeout_minutes: 361\n", false),
        ("catch_up: 0\n", true),
        ("catch_up: 53\n", false),
    ] {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
        assert_eq!(validator.is_valid(&value), good, "{text}");
        assert_eq!(Config::parse(text, "x.yml").is_ok(), good, "{text}");
    }
}
