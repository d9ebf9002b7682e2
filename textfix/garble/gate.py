"""Is this document spun? A judgement on what the ranker found in all of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from textfix.garble.ranker import gate_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textfix.garble.decode import Ranked

WORST, EVERY = 3, 40  # spans that stand for the worst of a text: so many, or one in so many words
NONE = 0.1  # spans added to those that were found


def evidence(ranked: Ranked) -> tuple[float, float, float]:
    """What the judgement rests on: ln of the spun spans a word, the mean of the worst, ln of the words."""
    words, made = len(ranked.words), ranked.choices
    each = np.zeros(words, np.float32)
    if len(made.span):
        spans = np.add.reduceat(ranked.probability, made.starts) / made.size  # of a phrase, to each of its words
        for k in range(int(made.size.max())):
            longer = made.size > k
            np.maximum.at(each, made.word[longer] + k, spans[longer])
    worst = max(WORST, words // EVERY)
    top = float(np.sort(each)[-worst:].sum()) / worst
    return math.log((float(each.sum()) + NONE) / (words + 10)), top, math.log(words + 10)


def judgement(ranked: Ranked, weights: Sequence[float] | None = None) -> float:
    """How sure it is, 0-1, that a document is spun: a logistic of the evidence, fitted by `corpora/garble/train.py`.

    `weights`: base, and one for each piece of evidence; those of the ranker, where none are given.
    """
    base, *weights = weights or gate_weights()
    return round(1 / (1 + math.exp(-base - sum(w * x for w, x in zip(weights, evidence(ranked), strict=True)))), 4)
