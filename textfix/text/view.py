"""A text, with its paragraphs, lines and sentences cut only where somebody asks."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from textfix.text.language import guess
from textfix.text.patterns import Pattern

WORD = Pattern(r"\w++(?:['\N{RIGHT SINGLE QUOTATION MARK}\-]\w++)*+")
NUMBER = Pattern(r"\d++(?:[.,:]\d++)*+")
SENTENCE_END = Pattern(
    r"[.!?\N{HORIZONTAL ELLIPSIS}]++[\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK})\]]*+\s"
)
SENTENCE_REACH = 400  # code points on either side within which a sentence is looked for


class Span(NamedTuple):
    """Half-open, in code points."""

    start: int
    end: int


class Evidence(NamedTuple):
    """What the caller knows of a text beside the text. Never inserted, only weighed."""

    title: str | None = None
    url: str | None = None
    source: str | None = None


NOTHING_KNOWN = Evidence()


class View:
    """One state of a text, as a pass sees it. `told` is the language, if the caller says it.

    `paragraphs` are the runs between newlines that hold anything but white space.
    """

    def __init__(self, text: str, evidence: Evidence = NOTHING_KNOWN, told: str | None = None) -> None:
        self.text = text
        self.evidence = evidence
        self._told = told
        self._lines: list[str] | None = None
        self._paragraphs: tuple[Span, ...] | None = None
        try:
            self.utf8: bytes | None = text.encode()  # None if it holds lone surrogates
        except UnicodeEncodeError:
            self.utf8 = None

    @cached_property
    def language(self) -> str | None:
        """ISO 639-1, or None when unsure. Found out when first asked for."""
        return self._told or guess(self.text).language

    @property
    def lines(self) -> list[str]:
        """What stands between the newlines."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """The spans of the runs between newlines that hold anything but white space."""
        if self._paragraphs is None:
            self._paragraphs = self._cut()
        return self._paragraphs

    def _cut(self) -> tuple[Span, ...]:
        new = tuple.__new__  # a third of the cost of calling Span
        spans: list[Span] = []
        at = 0
        for line in self.lines:
            end = at + len(line)
            if line and not line.isspace():
                spans.append(new(Span, (at, end)))
            at = end + 1
        return tuple(spans)

    def paragraph_index(self, at: int) -> int:
        """Index of the paragraph that holds a position, or of the last one that begins before it (-1: none)."""
        low, high, spans = 0, len(self.paragraphs), self.paragraphs
        while low < high:
            middle = (low + high) // 2
            if spans[middle].start <= at:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def line(self, at: int) -> Span:
        """The span between the newlines around a position."""
        last = self.__dict__.get("_line")
        if last and last.start <= at <= last.end:
            return last  # type: ignore[no-any-return]  # many hits in one long line: found once
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        span = self.__dict__["_line"] = Span(start, len(self.text) if end < 0 else end)
        return span

    def sentence(self, start: int, end: int) -> Span:
        """The sentence around a span, as far as it reaches within its line and `SENTENCE_REACH`.

        Source: a full stop, then white space. Abbreviations end it early, which only narrows the context.
        """
        line = self.line(start)
        left = max(line.start, start - SENTENCE_REACH)
        right = min(line.end, end + SENTENCE_REACH)
        for match in SENTENCE_END.finditer(self.text, left, start):
            left = match.end()
        last = SENTENCE_END.search(self.text, end, right)
        return Span(left, last.end() if last else right)
