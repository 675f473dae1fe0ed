"""What plain CommonMark shows of a text: cmark-gfm, with the extensions that Memos has; and in what a post may differ
from it."""

import itertools
import re

from blogs import ROOT, debian, run
from page import parse

EXTENSIONS = ["footnotes", "table", "strikethrough", "tasklist"]

# What a post shows otherwise than the bare memo, on purpose; each as what takes the difference out of both texts.
DELIBERATE = {
    # what is not on the list of what may pass is shown as it was typed
    "HTML as text": (r"<[^<>]*>", ""),
    # in the place of an image that does not exist, its description or its name
    "images that are nowhere": (r"\[image (?:.*/)?([^|\]]*)\|([^]]*)\]", lambda image: image[2] or image[1]),
    # a line of = or - under a paragraph makes no heading in Memos, so the line itself is shown
    "underlines": (r"(?<!\S)(?<!- )(=+|-+)(?!\S)(?! -)", ""),
    # lists and quotes deeper than an engine can read are text
    "depth": (r"(?<!\S)([-*+>]|\d+\.)(?!\S)", ""),
    # CommonMark does not close emphasis beside Chinese punctuation, the post does
    "emphasis": (r"[*~]", ""),
    # references to other memos are put into words
    "references": (r"!?\[\[(memos|resources)/[^\]]*\]\]", "另一条笔记"),
    # control characters go; a space without width stands where some parsers see an end if nothing does
    "invisible characters": (r"[\x00-\x08\x0e-\x1f\u200b]", ""),
    # cmark-gfm knows no task in a list that begins behind a number
    "boxes of tasks": (r"\[[ xX]\]", ""),
    # a box with nothing behind it is a task to some parsers, and a link to others
    "empty tasks": (r"\[([ xX])\]", r"\1"),
}

# A formula; and what is looked for before it, because a dollar in code begins none.
FORMULA = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|(?<!`)`[^`\n]+`(?!`))|(?<!\\)(\$\$.+?\$\$|\$(?=\S)[^$\n]*?(?<=\S)\$(?!\d))", re.S)


class Reference:
    """The parser, and its version."""

    def __init__(self):
        self.version, parser = debian("cmark-gfm", "--version")(ROOT)
        self.command = [parser, "--unsafe", "--hardbreaks", *(part for name in EXTENSIONS for part in ("-e", name))]

    def show(self, markdown):
        return parse(run(self.command, ROOT, markdown).stdout)

    def show_memo(self, markdown):
        """As `show`, with the formulas as they are written: to this parser they are words with marks in them."""
        return self.show(FORMULA.sub(lambda found: found[1] or re.sub(r"[\\*_\[\]~<&|^]", r"\\\g<0>", found[2]), markdown))


def difference(memo, post):
    """Why a post shows another text than its memo: the fewest reasons that explain it, `None` if none do."""
    for count in range(4):
        for reasons in itertools.combinations(DELIBERATE, count):
            if without(memo, reasons) == without(post, reasons):
                return reasons
    return None


def without(text, reasons):
    for reason in reasons:
        text = re.sub(*DELIBERATE[reason], text)
    return re.sub(r"\s+", " ", text).strip()
