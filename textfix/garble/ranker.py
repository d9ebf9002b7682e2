"""How likely each candidate is: two small networks over the features, trained on text spun for the purpose.

`ranker/en.json` holds the weights, by the names of the features; `corpora/garble/train.py` makes them and describes how.
Leaving a span as it is competes with its candidates and scores zero, so that what the candidates of a span get in all is the
probability that one of them stood there.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from textfix.data import read_bytes
from textfix.errors import DataError
from textfix.garble.features import FIRST, SECOND

if TYPE_CHECKING:
    from textfix.garble.knowledge import Floats, Numbers

Rows = list[list[float]]
AT_ONCE = 48  # rows: of so few no BLAS makes threads, which cost more than they gain and round differently


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One network as it is stored: score = linear · z + out · max(0, hidden · z + bias) + base, of z = (x - mean) / scale."""

    features: list[str]
    mean: list[float]
    scale: list[float]
    linear: list[float]
    hidden: Rows  # one row a feature
    bias: list[float]
    out: list[float]
    base: float


class Network:
    """One network, ready to use."""

    def __init__(self, weights: Weights) -> None:
        def array(values: list[float] | Rows) -> Floats:
            return np.array(values, np.float32)

        self.mean, self.scale = array(weights.mean), array(weights.scale)
        self.linear, self.hidden, self.bias = array(weights.linear), array(weights.hidden), array(weights.bias)
        self.out, self.base = array(weights.out), array([weights.base])

    def scores(self, features: Floats) -> Floats:
        """Shape: rows, features -> rows."""
        out = np.empty(len(features), np.float32)
        for k in range(0, len(features), AT_ONCE):
            z = (features[k : k + AT_ONCE] - self.mean) / self.scale
            hidden = np.maximum(z @ self.hidden + self.bias, np.float32(0))
            out[k : k + AT_ONCE] = hidden @ self.out + z @ self.linear + self.base
        return out


def probabilities(scores: Floats, span: Numbers, starts: Numbers) -> Floats:
    """Of each candidate, against the others of its span and against leaving the span as it is. Each span has a candidate."""
    top = np.maximum(np.maximum.reduceat(scores, starts), np.float32(0))
    raised = np.exp(scores - top[span])
    total = np.exp(-top) + np.add.reduceat(raised, starts)
    out: Floats = raised / total[span]
    return out


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of weights."""

    first: Weights
    second: Weights
    gate: list[float]  # base, and a weight for each piece of evidence


@cache
def stored(language: str = "en") -> Stored:
    """The weights of a language.

    Raises: DataError when there are none, or when they want other features.
    """
    name = f"textfix/data/ranker/{language}.json"
    try:
        found = msgspec.json.decode(read_bytes(f"ranker/{language}.json"), type=Stored)
    except (msgspec.DecodeError, OSError) as error:
        raise DataError(f"{name}: {error}") from error
    if found.first.features != list(FIRST) or found.second.features != [*FIRST, *SECOND]:
        raise DataError(f"{name}: made for other features")
    return found


@cache
def ranker(language: str = "en") -> tuple[Network, Network]:
    """The networks of the first and of the second look."""
    found = stored(language)
    return Network(found.first), Network(found.second)


def gate_weights(language: str = "en") -> list[float]:
    """Of the judgement on a document."""
    return stored(language).gate
