"""Repeats: a paragraph that stands twice, a title that stands twice at the head.

A page template prints the lead twice, a scraper joins overlapping parts. The later copy goes, the first one stays. Short
paragraphs repeat for good reasons (a refrain, `No comment.`, a score), so only long ones count, and only exact copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule, remove_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

SHORTEST = 80  # code points of a paragraph that cannot repeat by chance or for effect
TITLE_WORDS = 4  # words of a first line that is a title when it stands twice in a row
LONG = "The ministry said on Monday that exports of grain had risen by a tenth in the first half of the year."

PARAGRAPH = Rule(
    id="repeats/paragraph",
    defect="DUP01",
    why="this paragraph stands further up already",
    role="repeat",
    examples=(Example(f"{LONG}\n\nPrices fell.\n\n{LONG}", f"{LONG}\n\nPrices fell."),),
    keeps=("We shall overcome.\n\nWe shall overcome.\n\nWe shall overcome some day.",),
)
TITLE = Rule(
    id="repeats/title",
    defect="DUP02",
    why="the title stands twice",
    role="repeat",
    examples=(
        Example(
            f"Grain Exports Rise by a Tenth\n\nGrain Exports Rise by a Tenth\n\n{LONG}",
            f"Grain Exports Rise by a Tenth\n\n{LONG}",
        ),
    ),
    keeps=(f"Grain Exports Rise by a Tenth\n\nGrain exports fell\n\n{LONG}",),
)


def find(view: View, _hits: Sequence[Hit], options: Options) -> Iterable[Finding]:
    spans, text = view.paragraphs, view.text
    if len(spans) < 2:
        return
    lines = list(filter(None, view.lines))
    if len(set(lines)) == len(lines):
        return
    doomed: dict[int, str] = {}
    seen: set[str] = set()
    for i, (start, end) in enumerate(spans):
        if end - start < options["shortest"] or text[end - 1] == "?":
            continue  # questions are asked again
        paragraph = text[start:end]
        if paragraph in seen:
            doomed[i] = PARAGRAPH.id
        seen.add(paragraph)
    first, second = text[slice(*spans[0])], text[slice(*spans[1])]
    if len(spans) > 2 and first == second and len(first.split()) >= TITLE_WORDS and first[-1] not in ".!?,;:":
        doomed[1] = TITLE.id
    if doomed:
        yield from remove_paragraphs(view, doomed)


PASS = Pass(
    id="repeats",
    repairs="Paragraphs and titles that stand twice",
    find=find,
    rules=(PARAGRAPH, TITLE),
    options={"shortest": SHORTEST},
)
