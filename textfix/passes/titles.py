"""Titles and sub-headings, and the site's name behind a title (`Grain exports rise - BBC News`).

A title is a first block that is short, ends in no full stop and stands before a longer one; a sub-heading is such a block
between paragraphs. Both stay in the text; only the site's name goes, and only when it is a known site, the site that the
caller names, or one that says that it is a newspaper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.data.agencies import sites
from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import Evidence, View

TITLE = 200  # code points: a longer first block is no title
BODY = 60  # code points: what follows a title is at least that long
SUBHEADING, SUBHEADING_WORDS = 100, 14  # code points, words: a longer block is a paragraph
SENTENCE_ENDS = ".;,:\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{ARABIC FULL STOP}"
QUOTED = Pattern(r"[\"\N{LEFT DOUBLE QUOTATION MARK}«„][^\n]*[\"\N{RIGHT DOUBLE QUOTATION MARK}»“]")
LIST_ITEM = Pattern(r"[•·▪‣*-] \S|\d{1,2}[.)] \S")
NO_TITLE = Pattern(r"^(?:(?i:watch|listen|video|image|photo)):|[a-z]{4}[.!?] [A-Z]")  # a label, a sentence and more
SUFFIX = Pattern(r" (?:\||-|\N{EN DASH}|\N{EM DASH}|::|»|·) (?P<site>[^|\n]{2,40})$")
PAPER = Pattern(
    r"""(?: the [ ] )? [\w.&' -]{2,30} [ ]
        (?: news | times | post | herald | tribune | gazette | chronicle | telegraph | newspapers?
          | online | news [ ] agency | today )
      | [\w-]{2,30} \. (?: com | org | net | co\.uk | ru | de | fr | info | news )""",
    VERBOSE | IGNORECASE,
)
BODY_SAMPLE = "The ministry said on Monday that exports of grain had risen by a tenth in the first half of the year."

SITE = Rule(
    id="titles/site-name",
    defect="META01",
    why="the site's name was appended to the title",
    role="site_name",
    examples=(
        Example(
            f"Grain exports rise by a tenth - BBC News\n\n{BODY_SAMPLE}",
            f"Grain exports rise by a tenth\n\n{BODY_SAMPLE}",
        ),
        Example(
            f"Grain exports rise by a tenth | Volga Herald\n\n{BODY_SAMPLE}",
            f"Grain exports rise by a tenth\n\n{BODY_SAMPLE}",
        ),
    ),
    keeps=(
        f"Grain exports rise by a tenth - ministry\n\n{BODY_SAMPLE}",
        f"War and peace - a tale of two cities\n\n{BODY_SAMPLE}",
        f"Murdoch sells - and buys - the Times\n\n{BODY_SAMPLE}",
    ),
)


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    spans = view.paragraphs
    if len(spans) < 2 or spans[0].end - spans[0].start > TITLE + 40:
        return
    first = view.text[slice(*spans[0])]
    match = SUFFIX.search(first)
    if match and len(first[: match.start()].split()) >= 3 and _is_site(match["site"].strip(), view.evidence):
        yield Edit(spans[0].start + match.start(), spans[0].end, "", (SITE.id,))


def _is_site(name: str, evidence: Evidence) -> bool:
    if name.casefold() in sites():
        return True
    known = [item.casefold() for item in (evidence.source, evidence.url) if item]
    squashed = "".join(char for char in name.casefold() if char.isalnum())
    if len(squashed) >= 4 and any(squashed in "".join(filter(str.isalnum, item)) for item in known):
        return True
    capitalised = all(word[0].isupper() or word in ("of", "the", "and") for word in name.split())
    return capitalised and PAPER.fullmatch(name) is not None


def has_title(view: View) -> bool:
    """Whether the first block is the title."""
    spans, text = view.paragraphs, view.text
    if not spans:
        return False
    first = text[slice(*spans[0])]
    if view.evidence.title and first.casefold() == " ".join(view.evidence.title.split()).casefold():
        return True
    if len(spans) < 2 or not len(first.split()) >= 2 or len(first) > TITLE or LIST_ITEM.match(first):
        return False
    if first.split()[0].islower() or NO_TITLE.search(first):
        return False
    bare = first.rstrip("\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK})")
    if not bare or bare[-1] in SENTENCE_ENDS:
        return False
    following = max((end - start for start, end in spans[1:4]), default=0)
    return following >= BODY and following > len(first)


def kinds(view: View) -> list[str]:
    """The kind of each paragraph: a `textfix.model.Kind`."""
    spans, text = view.paragraphs, view.text
    out: list[str] = []
    for i, span in enumerate(spans):
        block = text[slice(*span)]
        if i == 0 and has_title(view):
            out.append("title")
        elif LIST_ITEM.match(block):
            out.append("list_item")
        elif _is_subheading(block) and i + 1 < len(spans) and _is_body(text[slice(*spans[i + 1])]) and i > 0:
            out.append("subheading")
        elif QUOTED.fullmatch(block):
            out.append("quote")
        else:
            out.append("paragraph")
    return out


def _is_subheading(block: str) -> bool:
    return (
        len(block) <= SUBHEADING
        and len(block.split()) <= SUBHEADING_WORDS
        and block[-1] not in SENTENCE_ENDS + "!\"'\N{RIGHT DOUBLE QUOTATION MARK})"
        and (block[0].isupper() or block[0].isdigit() or not block[0].isascii() or block[0] in "\"'")
        and any(map(str.isalpha, block))
    )


def _is_body(block: str) -> bool:
    return len(block) > SUBHEADING or block[-1] in '.!?"\N{RIGHT DOUBLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS}'


PASS = Pass(
    id="titles",
    repairs="The site's name behind a title",
    find=find,
    rules=(SITE,),
)
