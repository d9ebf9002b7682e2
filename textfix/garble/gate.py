"""Is this document spun? A judgement on what the ranker found in all of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from textfix.garble.ranker import gate_weights

if TYPE_CHECKING:
    from textfix.garble.decode import Ranked

TOP = 3  # words that stand for the worst of a text


def evidence(ranked: Ranked) -> tuple[float, float, float]:
    """What the judgement rests on: ln of the density of garble, the worst words, ln of the words."""
    words = len(ranked.words)
    top = np.sort(ranked.garbled)[-TOP:]
    total = float(ranked.garbled.sum())
    return math.log((total + 0.1) / (words + 10)), float(top.sum()) / TOP, math.log(words + 10)


def judgement(ranked: Ranked) -> float:
    """How sure it is, 0-1, that a document is spun: a logistic of the evidence, fitted by `corpora/garble/train.py`."""
    base, *weights = gate_weights()
    return round(1 / (1 + math.exp(-base - sum(w * x for w, x in zip(weights, evidence(ranked), strict=True)))), 4)
