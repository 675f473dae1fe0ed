"""What a reader of a built page sees: its HTML as a tree, the lists in it, the text of an item."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "p", "div", "li", "ol", "ul", "pre", "blockquote", "table", "tr", "td", "th", "br", "hr", "h1", "h2", "h3", "h4", "h5",
    "h6", "figure", "details", "summary", "section", "dl", "dt", "dd", "thead", "tbody",
}  # fmt: skip

SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ", "0123456789+-=()n" * 2)


class Node:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent, self.children = tag, dict(attributes), parent, []

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def classes(self):
        return set((self.attributes.get("class") or "").split())

    def text(self):
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("", {}, None)

    def handle_starttag(self, tag, attributes):
        node = Node(tag, attributes, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_endtag(self, tag):
        node = self.open
        while node.parent and node.tag != tag:
            node = node.parent
        if node.parent:
            self.open = node.parent

    def handle_data(self, text):
        self.open.children.append(text)


def parse(html):
    tree = Tree()
    tree.feed(html)
    tree.close()
    return tree.root


def memos_in(article, layout):
    """The memos of a post as a reader finds them: under which number and heading, and what shows them."""
    if layout == "sections":
        # under a heading per day
        return [(visible(node), section(node)) for node in outline(article, {"h3"})]
    found, heading = [], ""
    for node in outline(article, {"ol", "h2"}):
        if node.tag == "h2":
            heading = visible(node)
            continue
        items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
        first = int(node.attributes.get("start") or 1)
        found += [(f"{heading} {number}".strip(), item) for number, item in enumerate(items, first)]
        # there is one list under a heading
        heading = "a further list"
    return found


def outline(node, tags):
    """The nodes with one of these tags that are in no other list, quote or section of footnotes."""
    if node.tag in tags:
        yield node
    elif node.tag not in {"ol", "ul", "blockquote"} and not is_notes(node):
        for child in node.children:
            if isinstance(child, Node):
                yield from outline(child, tags)


def notes_in(article):
    """The texts of the footnotes, where the engine puts them under the post."""
    for node in article.walk():
        if is_notes(node):
            yield from (note for note in node.walk() if note.tag == "li" and note.parent.parent == node)


def is_notes(node):
    return "footnotes" in node.classes() or "data-footnotes" in node.attributes


def section(heading):
    """What stands under a heading, up to the next memo's or day's and without the link to the issue before."""
    siblings = heading.parent.children
    section = Node("section", {}, None)
    for node in siblings[siblings.index(heading) + 1 :]:
        if isinstance(node, Node) and (node.tag in {"h2", "h3"} or (node.tag == "p" and node.text().startswith("上一期："))):
            break
        section.children.append(node)
    return section


def visible(item):
    """What a reader reads, without what themes add, with plain quotes and dashes, and without the few marks on whose
    meaning engines differ by design: boxes of tasks, a single tilde, the number of a footnote, the ends and the escapes
    of a formula; raised and lowered signs as plain ones."""
    text = "".join(pieces(item)).replace("{ {", "{{").replace("\\\\", "\\").translate(SMALL)
    text = unquote(re.sub(r"\$\$|\\[()\[\]]|~", "", text))
    for fancy, plain in {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "...", "«": "<<", "»": ">>"}.items():
        text = text.replace(fancy, plain)
    text = re.sub(r"-{2,}", "--", text).replace("\u200b", "")
    return re.sub(r"\s+", " ", text).strip()


def words(node):
    """Every character of a node's text, and its images with their addresses and descriptions."""
    if isinstance(node, str):
        return node
    if node.classes() & {"footnotes", "footnote-ref"}:
        return ""
    if node.tag == "img":
        return f"[image {node.attributes.get('src')}|{node.attributes.get('alt') or ''}]"
    edge = " " if node.tag in BLOCKS else ""
    return edge + "".join(map(words, node.children)) + edge


def pieces(node, first=False):
    """The text of a node in pieces; `first` for the text at the beginning of an item of a list."""
    if isinstance(node, str):
        yield re.sub(r"^\s*\[[ xX]\](?=\s|$)", "", node) if first else node
        return
    decoration = {"gutter", "header-anchor", "copy", "lang", "line-numbers", "custom-block-title", "footnotes", "footnote-ref"}
    if node.classes() & decoration or node.tag in {"script", "style", "button"}:
        return
    if node.tag == "a" and node.text().startswith("↩"):
        return
    if node.tag == "sup" and "fnref" in "".join(n.attributes.get("id") or "" for n in node.walk()):
        return
    if node.tag == "img":
        yield "[image]"
    edge = " " if node.tag in BLOCKS or (node.tag == "span" and "line" in node.classes()) else ""
    yield edge
    at_start = node.tag == "li" or (first and node.tag == "p")
    for child in node.children:
        yield from pieces(child, at_start)
        at_start = at_start and isinstance(child, str) and not child.strip()
    yield edge
