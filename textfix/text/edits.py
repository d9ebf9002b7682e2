"""Edits: proposals to replace spans of one text, and the rules that make a set of them a layer.

A layer is what one pass does to one text: sorted edits that neither overlap nor touch. That makes undo unambiguous:
between two edits there is always a kept character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from textfix.errors import EditError
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Level = Literal["safe", "likely", "suggest"]  # how risky a rule is: no word changes; words restored; only shown
LEVELS: tuple[Level, ...] = ("safe", "likely", "suggest")


class Edit(NamedTuple):
    """Replace `text[start:end]` by `new`.

    Units: code points, half-open; `start == end` inserts, an empty `new` deletes.
    """

    start: int
    end: int
    new: str
    rules: tuple[str, ...]  # ids, in the order in which they worked on this span
    confidence: float = 1.0  # 0–1
    options: tuple[
        tuple[str, float], ...
    ] = ()  # what may be written here, with its probability, where there is a choice


Layer = tuple[Edit, ...]


def make_layer(text: str, edits: Iterable[Edit], by: str = "a pass") -> Layer:
    """Sort proposals, drop those that change nothing, merge those that touch.

    Raises: EditError, naming `by`, when an edit lies outside the text or two overlap.
    """
    done: list[Edit] = []
    run: list[Edit] = []  # edits that touch one another
    previous, last, size = -1, -1, len(text)  # where the edit before this one starts and ends
    for edit in sorted(edits):
        start, end, new, *_ = edit
        if not 0 <= start <= end <= size:
            raise EditError(f"{by}: edit {edit} lies outside a text of {size} characters")
        if text[start:end] == new:
            continue
        if start > last:
            done += run if len(run) < 2 else _joined(text, run)
            run = [edit]
        elif start < last or start == end == previous:
            raise EditError(f"{by}: edit {edit} overlaps its neighbour {run[-1]}")
        else:
            run.append(edit)
        previous, last = start, end
    done += run if len(run) < 2 else _joined(text, run)
    return tuple(done)


def _joined(text: str, run: list[Edit]) -> list[Edit]:
    """One edit for a run of edits that touch; none if together they change nothing."""
    start, end, new = run[0].start, run[-1].end, "".join(edit.new for edit in run)
    if text[start:end] == new:
        return []
    rules = tuple(dict.fromkeys(rule for edit in run for rule in edit.rules))
    return [Edit(start, end, new, rules, min(edit.confidence for edit in run))]


def apply(text: str, layer: Sequence[Edit]) -> str:
    """The text with the edits done. A text without edits comes back as the same object."""
    if not layer:
        return text
    parts: list[str] = []
    at = 0
    for start, end, new, *_ in layer:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def keep_apart(edits: Iterable[Edit]) -> list[Edit]:
    """Of proposals that overlap, keep the one that starts first; of those that start together, the longest."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if not kept or (edit.start >= kept[-1].end and (edit.start, edit.end) != (kept[-1].start, kept[-1].end)):
            kept.append(edit)
    return kept


TOKEN = Pattern(r"[\x21-\x7e]++")


def edits_from_change(
    before: str, after: str, rules: tuple[str, ...], offset: int = 0, confidence: float = 1.0
) -> list[Edit]:
    """Explain what a black box did to a text: the smallest edits that this can say cheaply and surely.

    Where both texts hold the same run of ASCII tokens (a decoder changes only what is not ASCII), the gaps between the
    tokens are compared one by one; otherwise the common head and tail are trimmed and one edit remains.

    Units: `offset` is added to every position.
    Cost: linear.
    """
    if before == after:
        return []
    old, new = list(TOKEN.finditer(before)), list(TOKEN.finditer(after))
    if len(old) != len(new) or any(a[0] != b[0] for a, b in zip(old, new, strict=True)):
        return [_trimmed(before, after, rules, offset, confidence)]
    edits, i, j = [], 0, 0
    for a, b in [
        *((m.span(), n.span()) for m, n in zip(old, new, strict=True)),
        ((len(before),) * 2, (len(after),) * 2),
    ]:
        gap, filled = before[i : a[0]], after[j : b[0]]
        if gap != filled:
            edits.append(_trimmed(gap, filled, rules, offset + i, confidence))
        i, j = a[1], b[1]
    return edits


def _trimmed(before: str, after: str, rules: tuple[str, ...], offset: int, confidence: float) -> Edit:
    head, most = 0, min(len(before), len(after))
    while head < most and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(offset + head, offset + len(before) - tail, after[head : len(after) - tail], rules, confidence)
