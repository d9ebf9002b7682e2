"""Paragraph breaks: every text leaves with one blank line between its blocks and none around them.

Scraped news separates paragraphs by one newline or by two, sometimes both in one text, by `\\r\\n`, by U+2028, with
spaces at line ends. A newline is a paragraph break, save in hard-wrapped text (mail, old agency wires), where lines are cut
at a width: there a single newline is a space. Hard-wrapped is what has several lines of nearly one width that end in the
middle of a sentence; two or three short lines prove nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

# White space that holds a line end. U+0085 is left to the encoding pass: it is mostly half of a mojibake, or an ellipsis.
NEXT_LINE = "\x85"
BREAK = Pattern("[\n\r\x0b\x0c\u2028\u2029][ \t\n\r\x0b\x0c\u2028\u2029]*+")


BLANKS = " \t"
WRAP_WIDTHS = range(45, 101)  # code points: mail and wire widths; longer lines are paragraphs
MARGIN = 50  # code points of white space that a line has at most, else it counts as a paragraph
FEWEST_WRAPPED = 3  # lines cut in the middle of a sentence, before a text counts as wrapped
FULL = 0.75  # of the width: a line shorter than that ended by itself
SENTENCE_MARKS = ".!?:;\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK})]\N{HORIZONTAL ELLIPSIS}"

BREAKS = Rule(
    id="paragraphs/break",
    defect="STR03",
    why="blocks are separated by one blank line",
    canonical=True,
    examples=(
        Example("Prices rose in May.\nThey fell in June.", "Prices rose in May.\n\nThey fell in June."),
        Example("Prices rose in May. \r\n\r\n\r\nThey fell in June.", "Prices rose in May.\n\nThey fell in June."),
    ),
    keeps=("Prices rose in May.\n\nThey fell in June.",),
)
ENDS = Rule(
    id="paragraphs/ends",
    defect="STR03",
    why="no white space around the text",
    canonical=True,
    examples=(Example("\n Prices rose in May.\n", "Prices rose in May."),),
    keeps=("Prices rose in May.",),
)
WRAP = Rule(
    id="paragraphs/hard-wrap",
    defect="STR04",
    why="a line end in the middle of a sentence is a space",
    canonical=True,
    examples=(
        Example(
            "The ministry said on Monday that exports of grain rose by a tenth\n"
            "in the first half of the year, helped by demand from Asia and by a\n"
            "weaker currency, while imports of machinery fell for the third month\n"
            "in a row as firms put off their investment.\n"
            "Analysts had expected a smaller rise.",
            "The ministry said on Monday that exports of grain rose by a tenth "
            "in the first half of the year, helped by demand from Asia and by a "
            "weaker currency, while imports of machinery fell for the third month "
            "in a row as firms put off their investment.\n\n"
            "Analysts had expected a smaller rise.",
        ),
    ),
    keeps=("Roses are red,\n\nviolets are blue,\n\nsugar is sweet\n\nand so are you.",),
)


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, lines = view.text, view.lines
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if not text.isascii() and NEXT_LINE in text[last:]:
        last = text.rindex(NEXT_LINE) + 1
    if first >= last:
        return [Edit(0, len(text), "", (ENDS.id,))]
    breaks = _rare_breaks(text, first, last) if _has_rare(text) else _breaks(text, lines, first, last)
    width = _wrap_width(lines) if breaks else 0
    edits = [_mend(text, start, end, width) for start, end in breaks] if width else _blank_lines(breaks)
    if first or last < len(text):
        edits += (Edit(0, first, "", (ENDS.id,)), Edit(last, len(text), "", (ENDS.id,)))
    return edits


def _mend(text: str, start: int, end: int, width: int) -> Edit:
    """What becomes of a break in a hard-wrapped text."""
    if not _is_wrap(text, start, end, width):
        return Edit(start, end, "\n\n", (BREAKS.id,))
    joined = text[start - 1] == "-" and text[start - 2 : start - 1].isalpha() and text[end].islower()
    return Edit(start, end, "" if joined else " ", (WRAP.id,))


def _blank_lines(breaks: Iterable[tuple[int, int]]) -> list[Edit]:
    new, rules = tuple.__new__, (BREAKS.id,)  # a third of the cost of calling Edit, and most texts have such edits
    return [new(Edit, (start, end, "\n\n", rules, 1.0, ())) for start, end in breaks]


def _has_rare(text: str) -> bool:
    if "\r" in text or "\x0b" in text or "\x0c" in text:
        return True
    return not text.isascii() and ("\u2028" in text or "\u2029" in text)


def _breaks(text: str, lines: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """The runs of white space inside a text that hold a newline and are not one blank line already."""
    found: list[tuple[int, int]] = []
    if len(lines) % 2 and not any(lines[1::2]) and not any(map(_is_untidy, lines[::2])):
        return found  # the common case: all is well
    at = before = 0  # where the line begins, and where what the last one holds ends
    for line in lines:
        body = line.strip(BLANKS)
        if body:
            start = at if len(body) == len(line) else at + line.index(body)
            if first < before and start < last and (start - before != 2 or text[before:start] != "\n\n"):
                found.append((before, start))
            before = start + len(body)
        at += len(line) + 1
    return found


def _is_untidy(line: str) -> bool:
    """Whether a line holds nothing or has blanks around it."""
    return not line or line[0] in BLANKS or line[-1] in BLANKS


def _rare_breaks(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The same where other line ends occur."""
    found = []
    for match in BREAK.finditer(text, first, last):
        start, end = match.span()
        while text[start - 1] in " \t":
            start -= 1
        if match[0] != "\n\n" or end - start != 2:
            found.append((start, end))
    return found


def _wrap_width(lines: list[str]) -> int:
    """The width at which the lines of a text were cut, or 0: not hard-wrapped."""
    if max(map(len, lines)) > WRAP_WIDTHS[-1] + MARGIN:
        return 0
    lines = [line.strip() for line in lines]
    if max(map(len, lines)) not in WRAP_WIDTHS:
        return 0
    cut = [
        len(line)
        for line, after in pairwise(lines)
        if len(line) in WRAP_WIDTHS and after and line[-1] not in SENTENCE_MARKS and after[0].islower()
    ]
    if len(cut) < FEWEST_WRAPPED:
        return 0
    inner = [len(line) for line, after in pairwise(lines) if line and after]
    width = max(inner)
    full = sum(length >= FULL * width for length in inner)
    return width if full >= 0.6 * len(inner) and len(cut) >= 0.3 * len(inner) else 0


def _is_wrap(text: str, start: int, end: int, width: int) -> bool:
    """Whether this break is a cut: a single newline in a sentence, or after a line that had no room for the next word."""
    if text.count("\n", start, end) != 1:
        return False
    line = start - (text.rfind("\n", 0, start) + 1)
    if line >= FULL * width and text[start - 1] not in SENTENCE_MARKS and text[end].islower():
        return True
    word = text.find(" ", end, end + width)
    room = (word if word >= 0 else end + width) - end + 1
    return line + room > width


PASS = Pass(
    id="paragraphs",
    repairs="Line ends: one blank line between blocks, hard-wrapped lines joined",
    find=find,
    rules=(BREAKS, ENDS, WRAP),
    settles=True,
)
