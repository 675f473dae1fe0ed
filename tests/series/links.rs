//! The link to the issue before, written in the engine's own way, in posts of a blog whose files are known.

use memos_weekly::engine::Name;
use memos_weekly::issue::{Issue, Language};
use memos_weekly::render::Rendering;
use memos_weekly::series::{Configured, learn, published};

use crate::engine::blog;
use crate::render::{issue, rendered, text};

/// The last line of issue 5 in a blog with these files, and the warnings.
fn fifth(name: Name, files: Files) -> (String, String) {
    let blog = blog(files);
    let learnt = learn(&blog, name, &Configured::default());
    let mut rendering = Rendering::new(learnt.conventions.clone(), learnt.path.clone());
    rendering.previous = published(&blog, learnt.series()).pop();
    let issue = Issue {
        slug: "weekly-5".to_owned(),
        ..issue(Language::En, Vec::new())
    };
    let post = rendered(&issue, &[], &rendering);
    let told = post.warnings.iter().map(ToString::to_string);
    let last = text(&post).lines().last().unwrap_or_default().to_owned();
    (last, told.collect())
}

type Files<'a> = &'a [(&'a str, &'a str)];

const FRONT: &str = "---\ntitle: Weekly 4\ndate: 2023-03-05\n---\n";

const PERMALINKS: &str = "[permalinks]\nposts = '/:year/:slug/'\n";
const LANGUAGES: &str =
    "[languages.en]\ncontentDir = 'content/en'\n[languages.de]\ncontentDir = 'content/de'\n";
const PLUGIN: &str = "export default c => c.addPlugin(InputPathToUrlTransformPlugin)";

/// The engine, what else the blog has, the path of the issue before, and the address or tag by which it is linked.
const WAYS: &[(Name, Files, &str, &str)] = &[
    (
        Name::Hugo,
        &[("hugo.toml", PERMALINKS)],
        "content/posts/weekly-4/index.md",
        "{{< relref \"/posts/weekly-4\" >}}",
    ),
    (
        Name::Hugo,
        &[("hugo.toml", "")],
        "content/posts/2023/weekly-4.md",
        "{{< relref \"/posts/2023/weekly-4.md\" >}}",
    ),
    // there the same path is another page in each language
    (
        Name::Hugo,
        &[("hugo.toml", LANGUAGES)],
        "content/en/posts/weekly-4.md",
        "../weekly-4/",
    ),
    (
        Name::Jekyll,
        &[("Gemfile", "gem \"jekyll\", \"~> 4.3\"\n")],
        "_posts/weekly/2023-03-05-weekly-4.md",
        "{% post_url weekly/2023-03-05-weekly-4 %}",
    ),
    (
        Name::Jekyll,
        &[("Gemfile.lock", "GEM\n  specs:\n    jekyll (3.9.5)\n")],
        "_posts/2023-03-05-weekly-4.md",
        "{{site.baseurl}}{% post_url 2023-03-05-weekly-4 %}",
    ),
    (
        Name::Jekyll,
        &[],
        "_posts/2023-03-05-weekly-4.md",
        "{{site.baseurl}}/2023/03/05/weekly-4.html",
    ),
    (
        Name::Hexo,
        &[("_config.yml", "permalink: :title.html\nroot: /blog/\n")],
        "source/_posts/2023/weekly-4.md",
        "/blog/2023/weekly-4.html",
    ),
    (
        Name::Zola,
        &[
            ("config.toml", "base_url = 'https://example.org'\n"),
            ("content/blog/_index.md", "+++\n+++\n"),
        ],
        "content/blog/weekly-4/index.md",
        "@/blog/weekly-4/index.md",
    ),
    (
        Name::Eleventy,
        &[("eleventy.config.js", PLUGIN)],
        "src/posts/2023/weekly-4.md",
        "./weekly-4.md",
    ),
    (
        Name::Eleventy,
        &[("eleventy.config.js", "")],
        "src/posts/weekly-4.md",
        "../weekly-4/",
    ),
    (
        Name::Vitepress,
        &[
            ("docs/.vitepress", ""),
            (
                "docs/.vitepress/config.mts",
                "export default { srcDir: 'src' }",
            ),
        ],
        "docs/src/weekly/weekly-4.md",
        "./weekly-4.md",
    ),
    (
        Name::Astro,
        &[("astro.config.mjs", "export default { base: '/blog' }")],
        "src/pages/posts/weekly-4.md",
        "/blog/posts/weekly-4/",
    ),
    (
        Name::Astro,
        &[
            ("astro.config.mjs", ""),
            ("src/pages/notes/[...slug].astro", ""),
        ],
        "src/content/notes/weekly-4.md",
        "/notes/weekly-4/",
    ),
    (Name::Markdown, &[], "weekly/weekly-4.md", "weekly-4.md"),
];

#[test]
fn it_is_written_in_each_engines_own_way() {
    for (name, config, older, link) in WAYS {
        let files = [config, &[(*older, FRONT)][..]].concat();
        let (line, told) = fifth(*name, &files);
        let words = format!("Previous issue: [Weekly 4]({link})");
        assert_eq!((line, told.as_str()), (words, ""), "{name} {config:?}");
    }
}

#[test]
fn hexos_tag_stands_where_only_hexo_knows_the_address() {
    let config = ("_config.yml", "permalink: :category/:title/\n");
    let (line, told) = fifth(
        Name::Hexo,
        &[config, ("source/_posts/2023/weekly-4.md", FRONT)],
    );
    assert_eq!(line, "Previous issue: {% post_link 2023/weekly-4 %}");
    assert_eq!(told, "");
}

#[test]
fn where_it_cannot_be_known_it_is_told() {
    let (line, told) = fifth(
        Name::Astro,
        &[
            ("astro.config.mjs", ""),
            ("src/content/blog/weekly-4.md", FRONT),
        ],
    );
    assert!(!line.contains("Previous"), "{line}");
    assert!(
        told.contains("`src/content/blog/weekly-4.md`, is not linked"),
        "{told}"
    );
}
