"""One quote style mixed into another: `sector's` in a text that otherwise writes `Russia’s`. Suggested, never done.

Which style is right is the publisher's choice; what is certain is only that a text that uses one throughout and the other
once or twice was put together from two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
FEWEST = 2  # curly apostrophes that show the style of a text
MOST = 2  # straight ones that are then strays

STRAY = Rule(
    id="quotes/stray-apostrophe",
    defect="CHAR05",
    why="the text writes its other apostrophes curly",
    level="suggest",
    examples=(
        Example(
            "Russia’s aims, the firm’s plans and the sector's needs",
            "Russia’s aims, the firm’s plans and the sector’s needs",
        ),
    ),
    keeps=(
        "Russia's aims, the firm's plans",
        "Russia’s aims and the sector's needs",
        "the ’90s, the ’80s and the sector's",
    ),
)


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text = view.text
    straight = _inside_words(text, "'", MOST + 1)
    if len(straight) <= MOST and len(_inside_words(text, CURLY, FEWEST)) == FEWEST:
        for at in straight:
            yield Edit(at, at + 1, CURLY, (STRAY.id,), 0.9)


def _inside_words(text: str, char: str, most: int) -> list[int]:
    """Where a character stands between letters, up to so many places."""
    places: list[int] = []
    at = text.find(char)
    while at >= 0 and len(places) < most:
        if text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha():
            places.append(at)
        at = text.find(char, at + 1)
    return places


def mixes_quotes(view: View) -> bool:
    """Whether both kinds of apostrophe stand in a text, the curly one often enough."""
    text = view.text
    return not text.isascii() and "'" in text and text.count(CURLY) >= FEWEST


PASS = Pass(
    id="quotes",
    repairs="A straight apostrophe in a text of curly ones (suggested)",
    find=find,
    rules=(STRAY,),
    gate=mixes_quotes,
)
