"""Attributions: `BelTA has learned`, `as cited by TASS`, `told Reuters`. Read into `sources`; the text stays."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textfix.data.agencies import agencies
from textfix.passes.base import Finding, Note, Options, Pass
from textfix.text.patterns import Pattern, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View


@cache
def _pattern() -> Pattern:
    names = "|".join(literal(name) for name in sorted(agencies(), key=len, reverse=True))
    return Pattern(
        rf"(?<!\w)(?:(?:(?:as )?(?:cited|quoted|reported) by|according to|told) (?:the )?(?P<after>{names})(?![\w-])"
        rf"|(?P<before>{names}) (?:has learn(?:ed|t)|report(?:s|ed)))"
    )


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    for match in _pattern().finditer(view.text):
        group = "after" if match["after"] else "before"
        yield Note(*match.span(group), "source", match[group])


PASS = Pass(
    id="attributions",
    repairs="Reads the agencies that a text cites into a field",
    find=find,
    rules=(),
    reader=True,
)
