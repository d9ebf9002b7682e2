"""What speaks for a candidate: numbers for each, in the order of `FIRST` and `SECOND`, which the ranker weighs.

The first look takes each span by itself. The second knows what the first found elsewhere in the text: how dense the garble
is, whether the same repair is likely in other places, and what the context says with its own likely repairs in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
NEAR = (-4, -3, -2, -1, 0, 1, 2, 3)  # words before the span, and after it, that are compared one by one
MEANING = 3.0  # scale of cosines beside the other features
KINDS = 7  # parts of speech

MEANINGS = (
    "meaning near", "meaning near, as is", "meaning of text", "meaning of text, as is", "meaning of both",
    "nearest word", "second nearest word", "nearest word, as is", "second nearest word, as is", "sum of near words",
    "sum of near words, as is", "meaning near, to best", "sum of near words, to best",
)  # fmt: skip
FIRST = (
    "left", "left, as is", "right", "right, as is", "unigram", "unigram, as is", "gain", "left order", "left order, as is",
    "right order", "right order, as is", "share", "gap", "rank", "ordinary", *(f"kind {k}" for k in range(KINDS)),
    "words, as is", "words", "sentence start", "name", "quoted", "unknown", "at start", "at end", "same ending",
    "rivals", "rate, as is", "rate", "to next", "to sum", "gain to best", "sum", *MEANINGS,
)  # fmt: skip
SECOND = (
    "density", "garble before", "garble two before", "garble after", "garble two after", "garble near", "same repair elsewhere",
    "same form elsewhere", "original elsewhere", "same original elsewhere", "gain, repaired", "left, repaired",
    "right, repaired", "left, as is, repaired", "right, as is, repaired", "first look", *MEANINGS,
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


def fit(known: Knowledge, stream: Numbers, start: Numbers, size: Numbers, parts: Numbers, length: Numbers) -> Fit:
    """Phrases of `length` words, `parts`, put for the `size` words from `start` of a stream. Shapes: r; parts r, 4."""
    unknown, end = len(known.model), known.words[END]
    rows, widest = np.arange(len(start)), int(length.max(initial=0))
    line = np.full((len(start), widest + 4), unknown)
    line[:, 0] = np.where(start > 1, stream[start - 2], unknown)
    line[:, 1] = stream[start - 1]
    line[:, 2 : 2 + widest] = parts[:, :widest]
    after = stream[start + size]
    line[rows, length + 2] = after
    line[rows, length + 3] = np.where(after == end, unknown, stream[start + size + 1])
    heard = np.minimum(line, unknown)
    logs, orders = known.model.score(heard)
    alone = known.unigram[line[:, 2:]]
    inside = np.arange(widest + 2) < length[:, None]
    own = np.where(inside, alone, np.float32(0)).sum(1)
    logs = np.where(inside & (line[:, 2:] >= unknown), np.float32(FLOOR), logs)
    left = np.where(inside, logs, np.float32(0)).sum(1)
    right = np.zeros(len(start), np.float32)
    for k in (0, 1):
        word = heard[rows, length + 2 + k]
        right += logs[rows, length + k] - np.where(word < unknown, known.unigram[word], np.float32(0))
    return Fit(left - own, right, own, orders[:, 0].astype(np.float32), orders[rows, length].astype(np.float32))


class Fits(NamedTuple):
    """How well all candidates fit, and what stands there now."""

    new: Fit  # c
    old: Fit  # m

    def gain(self, span: Numbers) -> Floats:
        return self.new.total - self.old.total[span]

    def only(self, candidates: Flags, spans: Flags) -> Fits:
        return Fits(Fit(*(column[candidates] for column in self.new)), Fit(*(column[spans] for column in self.old)))


def fits(words: Words, made: Choices, known: Knowledge, stream: Numbers) -> Fits:
    """In a context that may be another than the text's own."""
    start = words.at[made.word]
    own = np.full((len(start), WIDEST), known.unknown)
    for k in range(int(made.size.max(initial=0))):
        longer = made.size > k
        own[longer, k] = words.stream[start[longer] + k]
    span, spans = made.span, len(start)
    all_ = fit(
        known,
        stream,
        np.concatenate((start, start[span])),
        np.concatenate((made.size, made.size[span])),
        np.concatenate((own, known.parts[made.original])),
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


def highest(values: Floats, span: Numbers, spans: int) -> Floats:
    """The highest value of each span."""
    out = np.full(spans, -50.0, np.float32)
    np.maximum.at(out, span, values)
    return out


def first_look(words: Words, made: Choices, known: Knowledge, here: Fits) -> Floats:
    """Shape: c, len(FIRST)."""
    span, pair, spans = made.span, made.pair, len(made.word)
    new, old = here.new, here.old
    gain = here.gain(span)
    total = gain + known.share[pair]
    best = highest(total, span, spans)
    sums = np.zeros(spans, np.float32)
    np.add.at(sums, span, np.exp(np.clip(total - best[span], -30, 0)))
    all_sum = best + np.log(np.maximum(sums, 1e-9))
    leads = total >= best[span]
    second = highest(np.where(leads, np.float32(-50), total), span, spans)
    rival = np.where(leads, second[span], best[span])
    start = words.at[made.word]
    begin, end, unknown = known.words[BEGIN], known.words[END], len(known.model)
    columns = (
        clipped(new.left), clipped(old.left)[span], clipped(new.right), clipped(old.right)[span],
        new.own + 10, old.own[span] + 10, clipped(gain),
        new.left_order, old.left_order[span], new.right_order, old.right_order[span],
        known.share[pair], known.gap[pair], np.log1p(known.rank[pair]), known.ordinary[pair],
        *(known.kind[pair] == k for k in range(KINDS)),
        made.size[span] - 1, known.length[made.original] - 1,
        words.first[made.word][span], made.name[span], words.quoted[made.word][span],
        (words.stream[start] >= unknown)[span],
        (words.stream[start - 1] == begin)[span], (words.stream[start + made.size] == end)[span],
        known.ending[made.original] == known.form_ending[made.form][span],
        np.log1p(known.count[made.form])[span], known.form_rate[made.form][span], known.rate[made.original],
        clipped(total - rival), total - all_sum[span], clipped(highest(gain, span, spans)[span] - gain), clipped(all_sum)[span],
    )  # fmt: skip
    return np.concatenate((stacked(columns), meanings(words, made, known, None)), axis=1)


def second_look(words: Words, made: Choices, known: Knowledge, first: Floats, garbled: Floats, context: Fits) -> Floats:
    """Shape: c, len(SECOND). `first`: the probability of each candidate after the first look, c; `garbled`: of each word, n."""
    span, spans = made.span, len(made.word)
    content = max(1, int(np.count_nonzero(~known.function[words.stream[words.at]])))
    ends = made.word + made.size
    sums = np.append(0, np.cumsum(garbled))
    own = sums[ends] - sums[made.word]
    density = np.log((sums[-1] - own + 0.3) / (content + 6))
    padded = np.concatenate(([0, 0], garbled, [0, 0]))
    wide = np.minimum(made.word + 7, len(garbled)), np.maximum(made.word - 6, 0)
    repair = made.form[span] * len(known.originals) + made.original
    same = _sum_by(repair, first) - first
    other = _sum_by(made.original, first) - first - same
    forms = _sum_by(made.form, np.ones(spans, np.float32)) - 1
    counts = np.bincount(words.stream[words.at], minlength=known.unknown + 1)
    anchors = counts[known.parts[made.original, 0]] * (known.length[made.original] == 1)
    per_span = (density, padded[made.word + 1], padded[made.word], padded[ends + 2], padded[ends + 3],
                np.maximum(0, sums[wide[0]] - sums[wide[1]] - own))  # fmt: skip
    columns = (
        *(column[span] for column in per_span),
        np.minimum(same, 3), np.minimum(forms, 4)[span], np.log1p(anchors), np.minimum(other, 3),
        clipped(context.gain(span)), clipped(context.new.left), clipped(context.new.right),
        clipped(context.old.left)[span], clipped(context.old.right)[span], np.log(first + 1e-4),
    )  # fmt: skip
    return np.concatenate((stacked(columns), meanings(words, made, known, 1 - garbled)), axis=1)


def meanings(words: Words, made: Choices, known: Knowledge, trust: Floats | None) -> Floats:
    """What the words around are about, against the candidates and what stands there. `trust`: in each word, n."""
    numbers, span, spans = words.stream[words.at], made.span, len(made.word)
    weight = known.weight[numbers] if trust is None else known.weight[numbers] * trust
    vectors = known.vector[numbers]
    size = vectors.shape[1]
    running = np.concatenate((np.zeros((1, size), np.float32), np.cumsum(vectors * weight[:, None], axis=0)))
    ends = made.word + made.size
    own = running[ends] - running[made.word]
    around = running[np.minimum(len(numbers), ends + WINDOW)] - running[np.maximum(0, made.word - WINDOW)] - own
    near, text = unit(around), unit(running[-1] - own)
    old = np.zeros((spans, size), np.float32)
    for k in range(int(made.size.max(initial=0))):
        longer = np.nonzero(made.size > k)[0]
        number = numbers[made.word[longer] + k]
        old[longer] += known.vector[number] * np.maximum(known.weight[number], 0.02)[:, None]
    old = unit(old)
    new = known.meaning[made.original]
    new_single, old_single = [], []
    for offset in NEAR:
        at = made.word + offset if offset < 0 else ends + offset
        there = (at >= 0) & (at < len(numbers))
        at = np.clip(at, 0, max(0, len(numbers) - 1))
        neighbour = vectors[at] * (there & (weight[at] > 0.05))[:, None]
        new_single.append(_dot(new, neighbour[span]))
        old_single.append(_dot(old, neighbour))
    new_sorted, old_sorted = np.sort(np.stack(new_single, 1), axis=1), np.sort(np.stack(old_single, 1), axis=1)
    new_near, new_sum = _dot(new, near[span]), new_sorted.sum(1)
    columns = [
        new_near, _dot(old, near)[span], _dot(new, text[span]), _dot(old, text)[span], _dot(new, old[span]),
        new_sorted[:, -1], new_sorted[:, -2], old_sorted[span, -1], old_sorted[span, -2], new_sum, old_sorted.sum(1)[span],
        new_near - highest(new_near, span, spans)[span], new_sum - highest(new_sum, span, spans)[span],
    ]  # fmt: skip
    return stacked(columns) * np.float32(MEANING)


def clipped(values: Floats) -> Floats:
    return np.clip(values, -REACH, REACH)


def stacked(columns: object) -> Floats:
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)  # type: ignore[attr-defined]


def _dot(a: Floats, b: Floats) -> Floats:
    out: Floats = np.einsum("ij,ij->i", a, b)
    return out


def _sum_by(key: Numbers, values: Floats) -> Floats:
    """For each row, the sum of the values of all rows that have its key."""
    _, group = np.unique(key, return_inverse=True)
    return np.bincount(group, weights=values).astype(np.float32)[group]
