//! Which engine builds a blog, where its posts are, which language and sub-path it has.

use memos_weekly::engine::{AssetKind, Name, by_name, detect};
use memos_weekly::issue::{Language, Published};
use memos_weekly::series::{Configured, Learnt, Subject, learn};

use super::blog;

type Files = &'static [(&'static str, &'static str)];

#[test]
fn every_engine_is_known_by_its_root() {
    let cases: &[(Files, Name)] = &[
        (&[("hugo.toml", "")], Name::Hugo),
        (&[("config/_default/hugo.toml", "")], Name::Hugo),
        (
            &[
                ("config.toml", "baseURL = 'https://e.org'"),
                ("archetypes", ""),
            ],
            Name::Hugo,
        ),
        (
            &[("config.yaml", "baseURL: https://e.org"), ("content", "")],
            Name::Hugo,
        ),
        (
            &[
                ("config.toml", "base_url = 'https://e.org'"),
                ("content", ""),
            ],
            Name::Zola,
        ),
        (&[("zola.toml", "")], Name::Zola),
        (&[("_config.yml", ""), ("source/_posts", "")], Name::Hexo),
        (
            &[
                ("_config.yml", ""),
                ("package.json", "{\"dependencies\": {\"hexo\": \"8\"}}"),
            ],
            Name::Hexo,
        ),
        (&[("_config.yml", ""), ("_posts", "")], Name::Jekyll),
        (&[("_config.yml", ""), ("Gemfile", "")], Name::Jekyll),
        (&[("astro.config.mjs", "")], Name::Astro),
        (&[(".vitepress", "")], Name::Vitepress),
        (&[("docs/.vitepress", "")], Name::Vitepress),
        (&[(".eleventy.js", "")], Name::Eleventy),
        (&[("eleventy.config.js", "")], Name::Eleventy),
    ];
    for (files, name) in cases {
        assert_eq!(detect(&blog(files)), Some(*name), "{files:?}");
    }
    assert_eq!(detect(&blog(&[("README.md", ""), ("posts", "")])), None);
}

#[test]
fn names_are_read_and_written_alike() {
    for name in Name::ALL {
        assert_eq!(name.to_string().parse(), Ok(name));
        assert_eq!(by_name(name).facts().name, name);
    }
    let error = "wordpress".parse::<Name>().expect_err("no such engine");
    assert!(error.to_string().contains("wordpress") && error.to_string().contains("hugo"));
}

#[test]
fn posts_go_where_the_blog_has_them() {
    let cases: &[(Name, Files, &str)] = &[
        (Name::Hugo, &[], "content/posts/{{ slug }}/index.md"),
        (
            Name::Hugo,
            &[("content/post/a.md", "")],
            "content/post/{{ slug }}.md",
        ),
        (
            Name::Hugo,
            &[
                ("content/posts/_index.md", ""),
                ("content/posts/a/index.zh-cn.md", ""),
            ],
            "content/posts/{{ slug }}/index.md",
        ),
        (Name::Hexo, &[], "source/_posts/{{ slug }}.md"),
        (Name::Jekyll, &[], "_posts/{{ date | date }}-{{ slug }}.md"),
        (Name::Zola, &[], "content/blog/{{ slug }}/index.md"),
        (
            Name::Astro,
            &[("src/content/posts", "")],
            "src/content/posts/{{ slug }}.md",
        ),
        (
            Name::Astro,
            &[("src/pages/posts/166-x.md", "")],
            "src/pages/posts/{{ slug }}.md",
        ),
        (
            Name::Vitepress,
            &[("docs/.vitepress", "")],
            "docs/posts/{{ slug }}.md",
        ),
        (
            Name::Eleventy,
            &[("content/blog/a.md", "")],
            "content/blog/{{ slug }}.md",
        ),
        (
            Name::Markdown,
            &[("weekly/1.md", "")],
            "weekly/{{ slug }}.md",
        ),
        // a folder of routes has no posts
        (
            Name::Astro,
            &[
                ("src/pages/posts", ""),
                ("src/pages/posts/[...slug].astro", ""),
                ("content/post/a.md", ""),
            ],
            "content/post/{{ slug }}.md",
        ),
        (
            Name::Astro,
            &[("src/pages/blog/index.astro", ""), ("src/content", "")],
            "src/content/blog/{{ slug }}.md",
        ),
        // outside its source folder VitePress builds nothing
        (
            Name::Vitepress,
            &[
                ("docs/.vitepress", ""),
                (
                    "docs/.vitepress/config.ts",
                    "export default { srcDir: 'src' }",
                ),
            ],
            "docs/src/posts/{{ slug }}.md",
        ),
        (
            Name::Vitepress,
            &[
                (".vitepress/config.ts", "export default { srcDir: './src' }"),
                ("src/articles/a.md", ""),
                ("posts/old.md", ""),
            ],
            "src/posts/{{ slug }}.md",
        ),
        // a page outside every section is on no list
        (
            Name::Zola,
            &[
                ("content/_index.md", ""),
                ("content/journal/_index.md", ""),
                ("content/journal/a.md", ""),
                ("content/pages/_index.md", ""),
            ],
            "content/journal/{{ slug }}/index.md",
        ),
        (
            Name::Eleventy,
            &[("articles/2026/a.md", ""), ("articles/b.md", "")],
            "articles/{{ slug }}.md",
        ),
    ];
    for (name, files, path) in cases {
        assert_eq!(
            by_name(*name).post_path(&blog(files)),
            *path,
            "{name} {files:?}"
        );
    }
}

fn learnt(files: &[(&str, &str)]) -> Learnt {
    let blog = blog(files);
    learn(
        &blog,
        detect(&blog).expect("an engine"),
        &Configured::default(),
    )
}

#[test]
fn the_language_is_the_site_s_else_that_of_its_titles() {
    let cases: &[(Files, Option<Language>)] = &[
        (
            &[("hugo.toml", "languageCode = 'zh-cn'")],
            Some(Language::ZhCn),
        ),
        (&[("hugo.toml", "locale = 'en-GB'")], Some(Language::En)),
        (
            &[("hugo.yaml", "defaultContentLanguage: zh")],
            Some(Language::ZhCn),
        ),
        (
            &[
                ("_config.yml", "language: [zh-CN, en]\n"),
                ("source/_posts", ""),
            ],
            Some(Language::ZhCn),
        ),
        (
            &[("_config.yml", "lang: en-US"), ("_posts", "")],
            Some(Language::En),
        ),
        (
            &[("zola.toml", "default_language = 'zh'")],
            Some(Language::ZhCn),
        ),
        (
            &[
                (".vitepress", ""),
                (
                    ".vitepress/config.mts",
                    "export default { lang: 'zh-Hans', title: 'x' }",
                ),
            ],
            Some(Language::ZhCn),
        ),
        (
            &[
                ("hugo.toml", "title = 'x'"),
                ("content/posts/a.md", "---\ntitle: 第一篇\n---\n"),
            ],
            Some(Language::ZhCn),
        ),
        (
            // as `hugo new site` leaves it
            &[
                ("hugo.toml", "languageCode = 'en-us'"),
                ("content/posts/a.md", "---\ntitle: 第一篇\n---\n"),
            ],
            Some(Language::ZhCn),
        ),
        (
            &[
                ("hugo.toml", "title = 'x'"),
                ("content/posts/a.md", "---\ntitle: 今週のメモ\n---\n"),
            ],
            None,
        ),
        (&[("hugo.toml", "title = 'x'")], None),
    ];
    for (files, expected) in cases {
        let learnt = learnt(files);
        let seen = learnt
            .habits
            .iter()
            .any(|habit| habit.subject == Subject::Language);
        assert_eq!(seen.then_some(learnt.language), *expected, "{files:?}");
    }
}

#[test]
fn the_time_zone_is_the_site_s() {
    let hexo = &[
        ("_config.yml", "timezone: Asia/Shanghai"),
        ("source/_posts", ""),
    ];
    assert_eq!(learnt(hexo).timezone, "Asia/Shanghai".parse().ok());
    let hexo = &[("_config.yml", "timezone: ''"), ("source/_posts", "")];
    assert_eq!(learnt(hexo).timezone, None);
}

/// The folder of a post's files and the beginning of their links, on a site with this configuration.
fn place(name: Name, config: (&str, &str), post: &str, kind: AssetKind) -> (String, String) {
    let engine = by_name(name);
    let site = engine.site(&blog(&[config]));
    let place = engine.assets(&site, post, "w-5", kind);
    (place.folder, place.link)
}

fn at(folder: &str, link: &str) -> (String, String) {
    (folder.to_owned(), link.to_owned())
}

const HUGO: &str = "content/posts/w-5/index.md";
const HEXO: &str = "source/_posts/w-5.md";
const JEKYLL: &str = "_posts/2023-03-12-w-5.md";
const ASTRO: &str = "src/content/blog/w-5.md";

#[test]
fn files_beside_a_post_are_linked_by_their_name() {
    let image = |name, post| place(name, ("x", "x"), post, AssetKind::Image);
    assert_eq!(image(Name::Hugo, HUGO), at("content/posts/w-5", ""));
    assert_eq!(
        image(Name::Zola, "content/blog/w-5/index.md"),
        at("content/blog/w-5", "")
    );
    assert_eq!(
        image(Name::Astro, ASTRO),
        at("src/content/blog/w-5", "./w-5/")
    );
    assert_eq!(
        image(Name::Vitepress, "posts/w-5.md"),
        at("posts/w-5", "./w-5/")
    );
    assert_eq!(
        image(Name::Markdown, "posts/w-5.md"),
        at("posts/w-5", "w-5/")
    );
    assert_eq!(image(Name::Markdown, "w 5.md"), at("w 5", "w%205/"));
}

#[test]
fn other_files_are_linked_from_where_the_site_is_served() {
    use AssetKind::{File, Image};
    let hugo = ("hugo.toml", "baseURL = 'https://e.org/blog/'");
    let static_images = at("static/images/w-5", "/blog/images/w-5/");
    assert_eq!(
        place(Name::Hugo, hugo, "content/posts/w-5.md", Image),
        static_images
    );

    let hexo = ("_config.yml", "url: https://e.org/blog\nroot: /blog/\n");
    let source = |link| at("source/images/w-5", link);
    assert_eq!(place(Name::Hexo, hexo, HEXO, Image), source("/images/w-5/"));
    assert_eq!(
        place(Name::Hexo, hexo, HEXO, File),
        source("/blog/images/w-5/")
    );
    let bare = (
        "_config.yml",
        "root: /blog/\nmarked: {prependRoot: false}\n",
    );
    assert_eq!(
        place(Name::Hexo, bare, HEXO, Image),
        source("/blog/images/w-5/")
    );
    let beside = (
        "_config.yml",
        "post_asset_folder: true\nmarked: {postAsset: true}\n",
    );
    assert_eq!(
        place(Name::Hexo, beside, HEXO, Image),
        at("source/_posts/w-5", "")
    );

    let jekyll = place(
        Name::Jekyll,
        ("_config.yml", "baseurl: /blog"),
        JEKYLL,
        Image,
    );
    assert_eq!(
        jekyll,
        at("assets/images/w-5", "{{site.baseurl}}/assets/images/w-5/")
    );

    let astro =
        "// base: '/no'\nexport default defineConfig({ site: 'https://e.org', base: '/blog' });";
    let astro = place(Name::Astro, ("astro.config.mjs", astro), ASTRO, File);
    assert_eq!(astro, at("public/files/w-5", "/blog/files/w-5/"));

    let vitepress = (
        ".vitepress/config.ts",
        "export default { base: '/blog/', srcDir: './src' }",
    );
    let vitepress = place(Name::Vitepress, vitepress, "src/posts/w-5.md", File);
    assert_eq!(vitepress, at("src/public/files/w-5", "/files/w-5/"));
}

#[test]
fn pictures_go_where_the_blogs_renderer_finds_them() {
    let markdown_it = [
        (
            "_config.yml",
            "root: /blog/\npost_asset_folder: true\nmarked: {postAsset: true}\n",
        ),
        (
            "package.json",
            "{\"dependencies\": {\"hexo-renderer-markdown-it\": \"7\"}}",
        ),
    ];
    let engine = by_name(Name::Hexo);
    let site = engine.site(&blog(&markdown_it));
    let place = engine.assets(&site, HEXO, "w-5", AssetKind::Image);
    assert_eq!(
        at(&place.folder, &place.link),
        at("source/images/w-5", "/blog/images/w-5/")
    );

    let transform = (
        "eleventy.config.js",
        "c.addPassthroughCopy({ './public/': '/' });\nc.addPlugin(eleventyImageTransformPlugin, {});",
    );
    assert_eq!(
        place_of_eleventy(transform, AssetKind::Image),
        at("content/blog/w-5", "./w-5/")
    );
    assert_eq!(
        place_of_eleventy(transform, AssetKind::File),
        at("public/images/w-5", "/images/w-5/")
    );
}

fn place_of_eleventy(config: (&str, &str), kind: AssetKind) -> (String, String) {
    place(Name::Eleventy, config, "content/blog/w-5.md", kind)
}

#[test]
fn eleventy_copies_what_its_configuration_names() {
    let folder = |script| {
        let config = ("eleventy.config.js", script);
        place(Name::Eleventy, config, "src/posts/w-5.md", AssetKind::Image)
    };
    assert_eq!(
        folder("c.addPassthroughCopy('src/img');\npathPrefix: '/blog/'"),
        at("src/img/w-5", "/blog/img/w-5/")
    );
    assert_eq!(
        folder("c.addPassthroughCopy({ './public/': '/' });"),
        at("public/images/w-5", "/images/w-5/")
    );
    assert_eq!(
        folder(
            "c.addPassthroughCopy('src/img');\nc.addPlugin(HtmlBasePlugin);\npathPrefix: '/blog/'"
        ),
        at("src/img/w-5", "/img/w-5/")
    );
    assert_eq!(
        folder("c.addFilter('x')"),
        at("src/images/w-5", "/images/w-5/")
    );
}

/// The link from issue 5 to issue 4 on a site with this configuration.
fn link(name: Name, config: (&str, &str), from: &str, to: &str) -> Option<String> {
    let engine = by_name(name);
    let older = Published {
        number: 4,
        path: to.to_owned(),
        date: "2023-03-05".parse().ok(),
        title: None,
        front: None,
    };
    let link = engine.post_link(&engine.site(&blog(&[config])), from, &older);
    link.map(|link| link.as_str().to_owned())
}

#[test]
fn older_issues_are_linked_where_their_address_is_known() {
    let plain = |name, from, to| link(name, ("x", "x"), from, to);
    let hugo = "content/posts/w-4/index.md";
    assert_eq!(plain(Name::Hugo, HUGO, hugo).as_deref(), Some("../w-4/"));
    let old = plain(Name::Hugo, HUGO, "content/old/w-4/index.md");
    assert_eq!(old.as_deref(), Some("../../old/w-4/"));
    let permalinks = ("hugo.toml", "[permalinks]\nposts = '/:year/:slug/'");
    assert_eq!(link(Name::Hugo, permalinks, HUGO, hugo), None);
    let ugly = ("hugo.toml", "uglyURLs = true");
    assert_eq!(link(Name::Hugo, ugly, HUGO, hugo), None);

    let zola = plain(
        Name::Zola,
        "content/blog/w-5/index.md",
        "content/blog/w-4/index.md",
    );
    assert_eq!(zola.as_deref(), Some("@/blog/w-4/index.md"));
    let vitepress = plain(Name::Vitepress, "posts/w-5.md", "posts/w-4.md");
    assert_eq!(vitepress.as_deref(), Some("./w-4.md"));
    let markdown = plain(Name::Markdown, "weekly/2023/w-5.md", "weekly/2022/w-4.md");
    assert_eq!(markdown.as_deref(), Some("../2022/w-4.md"));
    assert_eq!(plain(Name::Astro, ASTRO, "src/content/blog/w-4.md"), None);

    let jekyll = |config: &str| {
        link(
            Name::Jekyll,
            ("_config.yml", config),
            JEKYLL,
            "_posts/2023-03-05-w-4.md",
        )
    };
    assert_eq!(
        jekyll("a: 1").as_deref(),
        Some("{{site.baseurl}}/2023/03/05/w-4.html")
    );
    for (pattern, expected) in [
        ("date", Some("/2023/03/05/w-4.html")),
        ("pretty", Some("/2023/03/05/w-4/")),
        ("none", Some("/w-4.html")),
        ("ordinal", Some("/2023/064/w-4.html")),
        ("weekdate", None),
        ("/about/", None),
        ("/weekly/:title/", Some("/weekly/w-4/")),
        ("/:year/:title:output_ext", Some("/2023/w-4.html")),
        ("/:slug/", None),
    ] {
        let expected = expected.map(|path| format!("{{{{site.baseurl}}}}{path}"));
        assert_eq!(jekyll(&format!("permalink: {pattern}")), expected);
    }
    let hexo = |config| {
        link(
            Name::Hexo,
            ("_config.yml", config),
            HEXO,
            "source/_posts/w-4.md",
        )
    };
    let usual = "permalink: :year/:month/:day/:title/\nroot: /blog/";
    assert_eq!(hexo(usual).as_deref(), Some("/blog/2023/03/05/w-4/"));
    assert_eq!(hexo("a: 1").as_deref(), Some("/2023/03/05/w-4/"));
    assert_eq!(
        hexo("permalink: /:title.html").as_deref(),
        Some("/w-4.html")
    );
    let below = |permalink: &str| {
        let config = ("_config.yml", permalink);
        link(Name::Hexo, config, HEXO, "source/_posts/2026/w-4.md")
    };
    assert_eq!(
        below("permalink: :title.html").as_deref(),
        Some("/2026/w-4.html")
    );
    for unknown in [
        ":abbrlink/",
        ":category/:title/",
        ":hash.html",
        ":timestamp/",
    ] {
        let config = format!("permalink: {unknown}");
        let older = "source/_posts/w-4.md";
        assert_eq!(
            link(Name::Hexo, ("_config.yml", &config), HEXO, older),
            None
        );
    }
    // the name of a new post's file says which part of it is the title
    for names in [":year/:title.md", ":year/:i_month-:title.md"] {
        let path = "source/_posts/2026/3-w-4.md";
        let config = format!("permalink: :title.html\nnew_post_name: {names}\n");
        let title = if names.contains("month") {
            "w-4"
        } else {
            "3-w-4"
        };
        let found = link(Name::Hexo, ("_config.yml", &config), HEXO, path);
        assert_eq!(found, Some(format!("/{title}.html")));
    }

    let eleventy = |to| plain(Name::Eleventy, "src/posts/W-5.md", to);
    assert_eq!(eleventy("src/posts/W-4.md").as_deref(), Some("../W-4/"));
    let dated = eleventy("src/posts/2023-03-05-w-4.md");
    assert_eq!(dated.as_deref(), Some("../w-4/"));
}

#[test]
fn with_categories_only_jekyll_knows_the_address_of_a_post() {
    let link = |front_matter: &str, permalink: &str| {
        let post = format!("---\ntitle: T\n{front_matter}---\n");
        let config = format!("permalink: {permalink}\n");
        let blog = blog(&[
            ("_config.yml", &config),
            ("_posts/2023-03-05-w-4.md", &post),
        ]);
        let engine = by_name(Name::Jekyll);
        let older = Published {
            number: 4,
            path: "_posts/2023-03-05-w-4.md".to_owned(),
            date: None,
            title: None,
            front: None,
        };
        let link = engine.post_link(&engine.site(&blog), JEKYLL, &older);
        link.map(|link| link.as_str().to_owned())
    };
    let found = Some("{{site.baseurl}}/2023/03/05/w-4.html".to_owned());
    assert_eq!(link("tags: [x]\n", "date"), found);
    assert_eq!(link("categories: [x]\n", "date"), None);
    assert_eq!(link("category: x\n", "date"), None);
    let own = "/:year/:month/:day/:title.html";
    assert_eq!(link("categories: [x]\n", own), found);
}

/// By the rules of <https://www.getzola.org/documentation/content/section/>.
#[test]
fn a_post_that_zola_would_not_list_is_told_with_the_file_that_is_missing() {
    let told = |files: &[(&str, &str)], path: &str| {
        let site = by_name(Name::Zola).site(&blog(files));
        let notice = by_name(Name::Zola).list_notice(&site, path);
        notice.map(|notice| notice.to_string())
    };
    let section = [("content/blog/_index.md", "")];
    assert_eq!(told(&section, "content/blog/weekly-5/index.md"), None);
    assert_eq!(told(&section, "content/blog/weekly-5.md"), None);
    // a folder below a section is none by that
    let deep = told(&section, "content/blog/2026/weekly-5/index.md").expect("it is told");
    assert!(
        deep.contains("add `content/blog/2026/_index.md` with `sort_by = \"date\"`"),
        "{deep}"
    );
    // the root is one without a file
    assert_eq!(told(&[], "content/weekly-5/index.md"), None);
    assert_eq!(told(&[], "content/weekly-5.md"), None);
    let none = told(&[], "content/blog/weekly-5/index.md").expect("it is told");
    assert!(none.contains("`content/blog` is none"), "{none}");
    // of what nobody could look into nothing is said
    let mut partial = blog(&[]);
    partial.set_partial();
    let site = by_name(Name::Zola).site(&partial);
    assert_eq!(
        by_name(Name::Zola).list_notice(&site, "content/x/w.md"),
        None
    );
    for name in Name::ALL.into_iter().filter(|name| *name != Name::Zola) {
        let site = by_name(name).site(&blog(&[]));
        assert_eq!(by_name(name).list_notice(&site, "content/x/w.md"), None);
    }
}
