"""The only module that compiles regular expressions.

A pattern is declared where it is used and compiled at its first use, so that importing a pass costs nothing.
Every pattern must be linear: no nested repeats, no `.*` in front of a literal; bounded or possessive repeats instead.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERBOSE = re.VERBOSE
IGNORECASE = re.IGNORECASE
MULTILINE = re.MULTILINE

Match = re.Match[str]


class Pattern:
    """A regular expression that is compiled when it is first used. Its methods are those of `re.Pattern`.

    Units: positions are code points, half-open.
    """

    match: Callable[..., Match | None]
    fullmatch: Callable[..., Match | None]
    search: Callable[..., Match | None]
    finditer: Callable[..., Iterator[Match]]
    findall: Callable[..., list[Any]]
    split: Callable[[str], list[str]]
    sub: Callable[..., str]  # for patterns and data; texts are never changed, only edited

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there yet: the first use puts the methods in place, later ones cost nothing.
        if name not in METHODS:
            raise AttributeError(name)
        compiled = _compile(self.source, self.flags)
        for method in METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[type[Pattern], tuple[str, int]]:
        return Pattern, (self.source, self.flags)


METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub")


@cache
def _compile(source: str, flags: int) -> re.Pattern[str]:
    # `\p{…}` needs the regex package; everything else is faster, and known to be linear, in the standard library.
    if r"\p{" in source:
        import regex

        compiled: re.Pattern[str] = regex.compile(source, flags)  # of the same interface
        return compiled
    return re.compile(source, flags)


def literal(text: str) -> str:
    """Escape a literal, for patterns that are put together from data."""
    return re.escape(text)
