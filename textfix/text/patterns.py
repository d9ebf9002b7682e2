"""The only module that compiles regular expressions.

A pattern is declared where it is used and compiled at its first use, so that importing a pass costs nothing.
Every pattern must be linear: no nested repeats, no `.*` in front of a literal; bounded or possessive repeats instead.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

VERBOSE = re.VERBOSE
IGNORECASE = re.IGNORECASE
MULTILINE = re.MULTILINE

Match = re.Match[str]


class Pattern(NamedTuple):
    """A regular expression that is compiled when it is first used.

    Units: positions are code points, half-open.
    """

    source: str
    flags: int = 0

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> Match | None:
        return _compiled(self).match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> Match | None:
        return _compiled(self).fullmatch(text, start, end)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> Match | None:
        return _compiled(self).search(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Match]:
        return _compiled(self).finditer(text, start, end)

    def findall(self, text: str) -> list[Any]:
        return _compiled(self).findall(text)

    def sub(self, new: str, text: str) -> str:
        """For patterns and data; texts are never changed, only edited."""
        return _compiled(self).sub(new, text)


@cache
def _compiled(pattern: Pattern) -> re.Pattern[str]:
    # `\p{…}` needs the regex package; everything else is faster, and known to be linear, in the standard library.
    if r"\p{" in pattern.source:
        import regex

        compiled: re.Pattern[str] = regex.compile(pattern.source, pattern.flags)  # of the same interface
        return compiled
    return re.compile(pattern.source, pattern.flags)


def literal(text: str) -> str:
    """Escape a literal, for patterns that are put together from data."""
    return re.escape(text)
