"""Texts that break off: `… [+1234 chars]` of a news API, `[…]` of a feed. The marker goes, the finding is a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

MARKER = Pattern(r" ?\[\+\d{1,7} chars\]$| ?(?:\[\N{HORIZONTAL ELLIPSIS}\]|\[\.\.\.\])$")
MARKER_REACH = 20  # code points at the end of a text in which a marker stands
OPEN_ENDS = ("...", "\N{HORIZONTAL ELLIPSIS}")
ENDS = ("]", *OPEN_ENDS)
SHORTEST = 80  # code points: a shorter text with an ellipsis is a headline or a teaser

CUT = Rule(
    id="truncation/marker",
    defect="STR06",
    why="the mark of a feed or news API that cut the text here",
    role="truncation",
    examples=(Example("The bank said on Monday that rates… [+2314 chars]", "The bank said on Monday that rates…"),),
    keeps=("He said: “The plan […] is dead.”", "The bank [the central one] said so."),
)


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text = view.text
    match = MARKER.search(text, max(0, len(text) - MARKER_REACH))
    if match:
        yield Edit(*match.span(), "", (CUT.id,))
    if match or (len(text) >= SHORTEST and text.endswith(OPEN_ENDS)):
        yield Note(match.start() if match else len(text) - 1, len(text), "flag:truncated")


PASS = Pass(
    id="truncation",
    repairs="Marks of a text that was cut",
    find=find,
    rules=(CUT,),
    gate=lambda view: view.text.endswith(ENDS),
)
