"""A source and the layers of edits on top of it: flattened into edits of the source, and maps of spans both ways."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from textfix.text.edits import Edit, Layer, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[int, int]


class History:
    """A source text and its layers, append-only.

    The layers are flattened as they come, so that a span of the text of the moment maps to the source at any time.
    """

    __slots__ = ("_composed", "_edits", "_spans", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self._edits: Layer = ()
        self._composed = False  # whether the edits are those of several layers
        self._spans: SpanMap | None = None

    def append(self, layer: Layer) -> None:
        """Apply one more layer, given in coordinates of `text`."""
        if layer:
            self.text = apply(self.text, layer)
            self._composed = bool(self._edits)
            self._edits = compose(self._edits, layer)
            self._spans = None

    @property
    def edits(self) -> Layer:
        """All layers as edits of the source: sorted, never overlapping, each one a change.

        Edits of different layers that merely touch are not merged.
        """
        if not self._composed:
            return self._edits
        source = self.source
        return tuple(e for e in self._edits if source[e.start : e.end] != e.new)

    @property
    def spans(self) -> SpanMap:
        """The map between source and text."""
        if self._spans is None:
            self._spans = SpanMap(self._edits)
        return self._spans


class SpanMap:
    """Where spans of a source lie in the text that edits make of it, and back.

    An end inside an edit takes in the whole edit; a span that is not empty does not take in a deletion or insertion at
    its edge; an empty span on a deletion covers it. Kept characters map to themselves.

    >>> spans = SpanMap((Edit(3, 6, "order", ("phrases/in-order-to",)),))      # "in buy to" -> "in order to"
    >>> spans.to_out(3, 6), spans.to_source(4, 5), spans.to_source(9, 11)
    ((3, 8), (3, 6), (7, 9))
    """

    __slots__ = ("out", "source")

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.source: list[Span] = []
        self.out: list[Span] = []
        shift = 0
        for start, end, new, *_ in edits:
            self.source.append((start, end))
            self.out.append((start + shift, start + shift + len(new)))
            shift += len(new) - (end - start)

    def to_source(self, start: int, end: int) -> Span:
        """The span of the source that a span of the text came from."""
        return _carry(self.out, self.source, start, end)

    def to_out(self, start: int, end: int) -> Span:
        """The span of the text that a span of the source became."""
        return _carry(self.source, self.out, start, end)


def _end(span: Span) -> int:
    return span[1]


def _carry(here: Sequence[Span], there: Sequence[Span], start: int, end: int) -> Span:
    """Carry a span from one side of aligned edits to the other. Cost: logarithmic."""
    if start < end:
        return _edge(here, there, start, first=True), _edge(here, there, end - 1, first=False)
    covered = []
    k = bisect_left(here, start, key=_end)
    while k < len(here) and here[k][0] <= start:
        if here[k][0] == here[k][1] or here[k][0] < start < here[k][1]:
            covered.append(there[k])
        k += 1
    if covered:
        return covered[0][0], covered[-1][1]
    at = _edge(here, there, start, first=True)
    return at, at


def _edge(here: Sequence[Span], there: Sequence[Span], at: int, *, first: bool) -> int:
    """Where the character at `at` begins (`first`) or ends on the other side."""
    k = bisect_right(here, at, key=_end)  # edits that end at or before this character are behind it
    if k < len(here) and here[k][0] <= at:
        return there[k][0 if first else 1]
    shift = there[k - 1][1] - here[k - 1][1] if k else 0
    return at + shift + (0 if first else 1)


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> Layer:
    """One set of edits of the source that does what `first` and then `second` (edits of its result) do.

    Edits that merely touch stay apart; edits that overlap become one, with the rules of both in the order of work.

    Cost: linear in both.
    """
    if not first or not second:
        return tuple(first or second)
    out: list[Edit] = []
    i = j = shift = 0  # shift: middle minus source coordinates, after first[:i]
    while i < len(first) and j < len(second):
        old, new = first[i], second[j]
        if _overlap(old, shift, new):
            merged, i, j, shift = _merge(first, second, i, j, shift)
            if merged.start < merged.end or merged.new:
                out.append(merged)
        elif old.start + shift + len(old.new) <= new.start:
            out.append(old)
            shift += _growth(old)
            i += 1
        else:
            out.append(_moved(new, -shift))
            j += 1
    out += first[i:]
    out += (_moved(edit, -shift) for edit in second[j:])
    return tuple(out)


def _moved(edit: Edit, by: int) -> Edit:
    start, end, new, rules, confidence, _ = edit
    return Edit(start + by, end + by, new, rules, confidence)


def _growth(edit: Edit) -> int:
    return len(edit.new) - (edit.end - edit.start)


def _overlap(old: Edit, shift: int, new: Edit) -> bool:
    """Whether an old edit and a new one, given in the middle text, must become one.

    Two insertions at one place, and an insertion on a deletion, must: nothing kept stands between them.
    """
    begin = old.start + shift
    finish = begin + len(old.new)
    if new.start == new.end:
        if begin == finish or old.start == old.end:
            return begin <= new.start <= finish
        return begin < new.start < finish
    if begin == finish:
        return new.start < begin < new.end
    return begin < new.end and new.start < finish


def _merge(first: Sequence[Edit], second: Sequence[Edit], i: int, j: int, shift: int) -> tuple[Edit, int, int, int]:
    """The one edit made of a chain of overlapping edits that begins at `i` and `j`; then the new `i`, `j`, `shift`."""
    old, new = first[i], second[j]
    start = min(old.start, new.start - shift)
    at = start + shift  # the middle text is written up to here
    olds: list[Edit] = []
    begins: list[int] = []  # of the old edits, in the middle text
    news = [new]
    j += 1
    while True:
        if i < len(first) and _overlap(first[i], shift, news[-1]):
            old = first[i]
            olds.append(old)
            begins.append(old.start + shift)
            shift += _growth(old)
            i += 1
        elif j < len(second) and _overlap(old, begins[-1] - old.start, second[j]):
            news.append(second[j])
            j += 1
        else:
            break
    parts: list[str] = []
    k = 0  # the old text up to each new edit, then that edit; last, the old text that is left
    finish = begins[-1] + len(old.new)
    for stop, after, inserted in (*((e.start, e.end, e.new) for e in news), (finish, finish, "")):
        while k < len(olds) and begins[k] < stop:
            parts.append(olds[k].new[max(at - begins[k], 0) : stop - begins[k]])
            if begins[k] + len(olds[k].new) > stop:
                break
            k += 1
        parts.append(inserted)
        at = max(at, after)
    end = news[-1].end - shift if news[-1].end > finish else old.end
    rules = tuple(dict.fromkeys(rule for edit in (*olds, *news) for rule in edit.rules))
    confidence = min(edit.confidence for edit in (*olds, *news))
    return Edit(start, end, "".join(parts), rules, confidence), i, j, shift
