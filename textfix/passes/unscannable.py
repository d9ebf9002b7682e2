"""Lone surrogates and NUL: what no scan, file or database takes. They go first, at the door.

A lone surrogate is half of a character: a byte that a lenient decoder could not read (`surrogateescape`), or a pair that
was cut. Two halves that stand together are the character they make. A half alone is lost and becomes U+FFFD, which says
so. NUL stands for nothing and is removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

BAD = Pattern("[\ud800-\udbff][\udc00-\udfff]|(?:[\ud800-\udbff](?![\udc00-\udfff])|[\udc00-\udfff])++|\x00++")

PAIR = Rule(
    id="unscannable/surrogate-pair",
    defect="CHAR03",
    why="two surrogates are one character",
    canonical=True,
    examples=(Example("Good \ud83d\ude00", "Good \N{GRINNING FACE}"),),
    keeps=("Good \N{GRINNING FACE}",),
)
LONE = Rule(
    id="unscannable/lone-surrogate",
    defect="CHAR06",
    why="half a character cannot be stored; U+FFFD marks the place",
    canonical=True,
    examples=(Example("caf\udce9", "caf\N{REPLACEMENT CHARACTER}"),),
    keeps=("café",),
)
NUL = Rule(
    id="unscannable/nul",
    defect="CHAR03",
    why="NUL stands for nothing",
    canonical=True,
    examples=(Example("pro\x00ducts", "products"),),
    keeps=("products",),
)


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text = view.text
    for match in BAD.finditer(text):
        bad = match[0]
        if bad[0] == "\x00":
            yield Edit(*match.span(), "", (NUL.id,))
        elif bad[0] < "\udc00" <= bad[-1]:
            char = chr(0x10000 + (ord(bad[0]) - 0xD800) * 0x400 + ord(bad[1]) - 0xDC00)
            yield Edit(*match.span(), char, (PAIR.id,))
        else:
            yield Edit(*match.span(), "\N{REPLACEMENT CHARACTER}" * len(bad), (LONE.id,))


def cannot_be_scanned(view: View) -> bool:
    """Whether a text holds NUL or a surrogate."""
    return view.utf8 is None or 0 in view.utf8


PASS = Pass(
    id="unscannable",
    repairs="Lone surrogates and NUL characters",
    find=find,
    rules=(PAIR, LONE, NUL),
    gate=cannot_be_scanned,
)
