"""What speaks for a candidate: numbers for each, in the order of `FIRST` and `SECOND`, which the ranker weighs.

The first look takes each span by itself. The second knows what the first found elsewhere in the text: how dense the garble
is, whether the same repair is likely in other places, and what the context says with its own likely repairs in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textfix.data.language_model import BEGIN, END
from textfix.garble.knowledge import FLOOR, WIDEST, unit

if TYPE_CHECKING:
    from textfix.garble.choices import Choices
    from textfix.garble.knowledge import Flags, Floats, Knowledge, Numbers
    from textfix.garble.words import Words

LEAST = -3.0  # gain and share of a candidate that is worth a look
REACH = 12.0  # of a difference of log probabilities
WINDOW = 10  # words on either side whose meaning counts as context
NEAR = np.array([-4, -3, -2, -1, 0, 1, 2, 3])  # words before the span, and after it, that are compared one by one
HEARD = 0.05  # weight from which such a word counts
MEANING = np.float32(3)  # scale of cosines beside the other features
KINDS = np.eye(7, dtype=np.float32)  # parts of speech, one column each

MEANINGS = (
    "meaning near, as is", "meaning of text, as is", "nearest word, as is", "second nearest word, as is",
    "sum of near words, as is",
    "meaning near", "meaning of text", "nearest word", "second nearest word", "sum of near words", "meaning near, to best",
    "sum of near words, to best", "meaning of both",
)  # fmt: skip
FIRST = (
    "left, as is", "right, as is", "sum",
    "unigram, as is", "left order, as is", "right order, as is", "words, as is", "sentence start", "name", "quoted", "unknown",
    "at start", "at end", "rivals", "rate, as is",
    "left", "right", "gain", "to next", "gain to best",
    "unigram", "left order", "right order", "share", "gap", "rank", "ordinary", "words", "same ending", "shared word", "rate",
    "to sum",
    *(f"kind {k}" for k in range(len(KINDS))), *MEANINGS,
)  # fmt: skip
SECOND = (
    "left, as is, repaired", "right, as is, repaired",
    "density", "garble before", "garble two before", "garble after", "garble two after", "garble near", "same form elsewhere",
    "gain, repaired", "left, repaired", "right, repaired",
    "same repair elsewhere", "original elsewhere", "same original elsewhere", "first look", *MEANINGS,
)  # fmt: skip


class Fit(NamedTuple):
    """How well phrases fit their places, in natural logarithms."""

    left: Floats  # beyond their words' own probability, given what stands before
    right: Floats  # the same of the two words after them
    own: Floats  # their words alone
    left_order: Floats  # words of the longest known n-gram that ends in the first word
    right_order: Floats  # … that ends in the word after the phrase

    @property
    def total(self) -> Floats:
        return self.left + self.right + self.own


class Places(NamedTuple):
    """The words around spans of a stream, two on either side, as the model knows them. Shapes: m."""

    earlier: Numbers
    before: Numbers
    after: Numbers
    later: Numbers
    left: Numbers  # the pair of the two before
    right: Numbers  # … of the two after
    alone: Floats  # ln P of the two after by themselves

    @classmethod
    def of(cls, known: Knowledge, stream: Numbers, start: Numbers, size: Numbers) -> Places:
        unknown, end = len(known.model), known.words[END]
        earlier = np.where(start > 1, stream[start - 2], unknown)
        after = stream[start + size]
        later = np.where(after == end, unknown, stream[start + size + 1])
        four = np.minimum(np.stack((earlier, stream[start - 1], after, later)), unknown)
        left, right = known.model.pairs(four[::2].ravel(), four[1::2].ravel()).reshape(2, -1)
        alone = np.where(four[2:] < unknown, known.unigram[four[2:]], np.float32(0)).sum(0)
        return cls(four[0], four[1], four[2], four[3], left, right, alone)

    def at(self, rows: Numbers) -> Places:
        return Places(*(column[rows] for column in self))  # type: ignore[arg-type]  # a column keeps its type


def fit(known: Knowledge, there: Places, parts: Numbers, length: Numbers) -> Fit:
    """Phrases of `length` words, `parts`, each put in its place. Shapes: r; parts r, 4."""
    model, rows = known.model, len(length)
    words = parts[np.arange(parts.shape[1]) < length[:, None]]  # of all phrases, one behind the other
    ends = np.cumsum(length)
    first, last = ends - length, ends - 1
    heard = np.minimum(words, len(model))
    final = heard[last]
    before = _behind(heard, first, there.before)
    earlier = _behind(before, first, there.earlier)
    pairs = model.pairs(np.concatenate((before, final)), np.concatenate((heard, there.after)))
    inside, across = pairs[: len(words)], pairs[len(words) :]
    logs, orders = model.conditional(
        np.concatenate((heard, there.after, there.later)),
        np.concatenate((before, final, there.after)),
        np.concatenate((earlier, before[last], final)),
        np.concatenate((pairs, there.right)),
        np.concatenate((_behind(inside, first, there.left), inside[last], across)),
    )
    own = np.add.reduceat(known.unigram[words], first)
    left = np.add.reduceat(np.where(words >= len(model), np.float32(FLOOR), logs[: len(words)]), first)
    after = logs[len(words) :]
    right = after[:rows] + after[rows:] - there.alone
    order = orders.astype(np.float32)
    return Fit(left - own, right, own, order[first], order[len(words) : len(words) + rows])


def _behind(values: Numbers, first: Numbers, before: Numbers) -> Numbers:
    """What stands before each word of some phrases, given what stands before each phrase."""
    out = np.empty_like(values)
    out[1:] = values[:-1]
    out[first] = before
    return out


class Fits(NamedTuple):
    """How well all candidates fit, and what stands there now."""

    new: Fit  # c
    old: Fit  # m

    def gain(self, span: Numbers) -> Floats:
        return self.new.total - self.old.total[span]

    def only(self, candidates: Flags, spans: Flags) -> Fits:
        return Fits(Fit(*(column[candidates] for column in self.new)), Fit(*(column[spans] for column in self.old)))


def spun_words(words: Words, made: Choices, known: Knowledge) -> Numbers:
    """What stands there now. Shape: m, 4."""
    start = words.at[made.word]
    own = np.full((len(start), WIDEST), known.unknown)
    for k in range(int(made.size.max(initial=0))):
        longer = made.size > k
        own[longer, k] = words.stream[start[longer] + k]
    return own


def fits(words: Words, made: Choices, known: Knowledge, stream: Numbers) -> Fits:
    """In a context that may be another than the text's own."""
    spans, place = len(made.word), np.append(np.arange(len(made.word)), made.span)
    all_ = fit(
        known,
        Places.of(known, stream, words.at[made.word], made.size).at(place),
        np.concatenate((spun_words(words, made, known), known.parts[made.original])),
        np.concatenate((made.size, known.length[made.original])),
    )
    return Fits(Fit(*(column[spans:] for column in all_)), Fit(*(column[:spans] for column in all_)))


def worth_a_look(made: Choices, here: Fits, known: Knowledge) -> tuple[Choices, Fits]:
    """The candidates that the words around speak for, or hardly against, and their spans."""
    total = here.gain(made.span) + known.share[made.pair]
    kept = total > LEAST
    spans = np.zeros(len(made.word), np.bool_)
    spans[made.span[kept]] = True
    return made.only(kept, spans), here.only(kept, spans)


def refit(words: Words, made: Choices, known: Knowledge, here: Fits, stream: Numbers) -> Fits:
    """How well all fit in another context, from how well they fit in the text's own: only what stands near a change is asked."""
    changed = np.append(0, np.cumsum(stream != words.stream))
    start = words.at[made.word]
    last = len(words.stream)
    touched = changed[np.minimum(start + made.size + 2, last)] > changed[np.maximum(start - 2, 0)]
    if not touched.any():
        return here
    rows = touched[made.span]
    there = fits(words, made.only(rows, touched), known, stream)
    return Fits(_put(here.new, rows, there.new), _put(here.old, touched, there.old))


def _put(into: Fit, at: Flags, part: Fit) -> Fit:
    out = Fit(*(column.copy() for column in into))
    for column, values in zip(out, part, strict=True):
        column[at] = values
    return out


def highest(values: Floats, made: Choices) -> Floats:
    """The highest value of each span. Each has a candidate."""
    out: Floats = np.maximum.reduceat(values, made.starts)
    return out


def first_look(words: Words, made: Choices, known: Knowledge, here: Fits, sense: Sense) -> Floats:
    """Shape: c, len(FIRST)."""
    span, pair, original, form = made.span, made.pair, made.original, made.form
    new, old = here.new, here.old
    gain = here.gain(span)
    total = gain + known.share[pair]
    best = highest(total, made)
    sums = best + np.log(np.add.reduceat(np.exp(np.maximum(total - best[span], -30)), made.starts))
    leads = total >= best[span]
    rival = np.where(leads, highest(np.where(leads, np.float32(-50), total), made)[span], best[span])
    start = words.at[made.word]
    own = np.where(sense.own == known.unknown, -1, sense.own)  # the unknown is no word of an original
    begin, end, unknown = known.words[BEGIN], known.words[END], len(known.model)
    of_spans = table(
        old.own + 10, old.left_order, old.right_order, made.size - 1, words.first[made.word], made.name, words.quoted[made.word],
        words.stream[start] >= unknown, words.stream[start - 1] == begin, words.stream[start + made.size] == end,
        np.log1p(known.count[form]), known.form_rate[form],
    )  # fmt: skip
    of_candidates = table(
        new.own + 10, new.left_order, new.right_order, known.share[pair], known.gap[pair],
        np.log1p(known.rank[pair].astype(np.float32)), known.ordinary[pair], known.length[original] - 1,
        known.ending[original] == known.form_ending[form][span],
        (own[span][:, :, None] == known.parts[original][:, None, :]).any((1, 2)), known.rate[original], total - sums[span],
    )  # fmt: skip
    return np.concatenate(
        (
            clipped(old.left, old.right, sums)[span],
            of_spans[span],
            clipped(new.left, new.right, gain, total - rival, highest(gain, made)[span] - gain),
            of_candidates,
            KINDS[known.kind[pair]],
            sense.features(made, None),
        ),
        axis=1,
    )


def second_look(
    words: Words, made: Choices, known: Knowledge, first: Floats, garbled: Floats, context: Fits, sense: Sense
) -> Floats:
    """Shape: c, len(SECOND). `first`: the probability of each candidate after the first look, c; `garbled`: of each word, n."""
    span = made.span
    content = max(1, int(np.count_nonzero(~known.function[words.stream[words.at]])))
    ends = made.word + made.size
    sums = np.append(0, np.cumsum(garbled))
    own = sums[ends] - sums[made.word]
    padded = np.concatenate(([0, 0], garbled, [0, 0]))
    wide = np.minimum(made.word + 7, len(garbled)), np.maximum(made.word - 6, 0)
    same = _sum_by(made.form[span] * len(known.originals) + made.original, first) - first
    other = _sum_by(made.original, first) - first - same
    there, wanted = np.sort(words.stream[words.at]), known.parts[made.original, 0]
    anchors = np.searchsorted(there, wanted, "right") - np.searchsorted(there, wanted)
    anchors *= known.length[made.original] == 1
    of_spans = table(
        np.log((sums[-1] - own + 0.3) / (content + 6)),
        padded[made.word + 1], padded[made.word], padded[ends + 2], padded[ends + 3],
        np.maximum(0, sums[wide[0]] - sums[wide[1]] - own),
        np.minimum(_sum_by(made.form, np.ones(len(made.form), np.float32)) - 1, 4),
    )  # fmt: skip
    return np.concatenate(
        (
            clipped(context.old.left, context.old.right)[span],
            of_spans[span],
            clipped(context.gain(span), context.new.left, context.new.right),
            table(np.minimum(same, 3), np.log1p(anchors), np.minimum(other, 3), np.log(first + np.float32(1e-4))),
            sense.features(made, 1 - garbled),
        ),
        axis=1,
    )


class Sense:
    """What the words of a text, its spans and their candidates are about. Vectors of length one, or zero."""

    def __init__(self, words: Words, made: Choices, known: Knowledge) -> None:
        numbers = words.stream[words.at]
        self.own = spun_words(words, made, known)  # m, 4
        self._weight = known.weight[numbers]  # n
        self._words = known.vectors(numbers)  # n, d
        self._old, self._new = known.mean(self.own), known.mean(known.parts[made.original])  # m, d and c, d
        ends = (made.word + made.size)[:, None]
        at = np.where(NEAR < 0, made.word[:, None] + NEAR, ends + NEAR)
        self._there = (at >= 0) & (at < len(numbers))
        self._at = np.clip(at, 0, max(0, len(numbers) - 1))  # m, 8
        near = self._words[self._at]  # m, 8, d
        self._old_near = _dots(near, self._old)  # m, 8
        self._new_near = _dots(near[made.span], self._new)  # c, 8
        self._both = _dot(self._new, self._old[made.span])

    def features(self, made: Choices, trust: Floats | None) -> Floats:
        """The words around against the candidates and what stands there. `trust`: in each word, n. Shape: c, len(MEANINGS)."""
        weight = self._weight if trust is None else self._weight * trust
        span, count = made.span, len(weight)
        running = np.zeros((count + 1, self._words.shape[1]), np.float32)
        np.cumsum(self._words * weight[:, None], axis=0, out=running[1:])
        ends = made.word + made.size
        own = running[ends] - running[made.word]
        around = running[np.minimum(count, ends + WINDOW)] - running[np.maximum(0, made.word - WINDOW)] - own
        near, text = unit(around), unit(running[-1] - own)
        heard = self._there & (weight[self._at] > HEARD)
        old_near = np.sort(self._old_near * heard, axis=1)
        new_near = np.sort(self._new_near * heard[span], axis=1)
        fit_near, fit_sum = _dot(self._new, near[span]), new_near.sum(1)
        old = table(_dot(self._old, near), _dot(self._old, text), old_near[:, -1], old_near[:, -2], old_near.sum(1))
        new = table(
            fit_near, _dot(self._new, text[span]), new_near[:, -1], new_near[:, -2], fit_sum,
            fit_near - highest(fit_near, made)[span], fit_sum - highest(fit_sum, made)[span], self._both,
        )  # fmt: skip
        return np.concatenate((old[span], new), axis=1) * MEANING


def table(*columns: Any) -> Floats:
    """Columns side by side."""
    out = np.empty((len(columns[0]), len(columns)), np.float32)
    for k, column in enumerate(columns):
        out[:, k] = column
    return out


def clipped(*columns: Any) -> Floats:
    """Columns of differences of log probabilities."""
    return np.clip(table(*columns), -REACH, REACH)


def _dot(a: Floats, b: Floats) -> Floats:
    out: Floats = np.einsum("ij,ij->i", a, b)
    return out


def _dots(many: Floats, one: Floats) -> Floats:
    out: Floats = np.einsum("ikj,ij->ik", many, one)
    return out


def _sum_by(key: Numbers, values: Floats) -> Floats:
    """For each row, the sum of the values of all rows that have its key."""
    _, group = np.unique(key, return_inverse=True)
    return np.bincount(group, weights=values).astype(np.float32)[group]
