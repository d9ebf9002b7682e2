"""What a spun word or phrase could have been: candidates by channel prior alone, before any look at the context.

A phrase is looked up as a whole; besides, it is cut into pieces of one to four words, and what each piece could have been
is put together (`private results` -> `personal effects`). The first and the last word of what was spun were changed, or
they would not belong to it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from textfix.data.channel import originals
from textfix.garble.knowledge import FREQUENCY, FUNCTION

LONGEST = 4  # words of a piece
BEAM = 60  # ways to put pieces together that are kept at each word
MOST = 40  # candidates of one piece
KEPT_FUNCTION, KEPT_WORD = -0.2, -1.2  # log of leaving a word as it is: a function word, any other
PIECE = -0.7  # log of one more piece
CHANGED_FUNCTION = -2.0  # log of changing a function word
WHOLE_FIRST = 6  # candidates for the whole phrase that stand before those put together


class Candidate(NamedTuple):
    """One original."""

    text: str
    score: float  # log of its share among the candidates
    ordinary: bool  # whether both sides are ordinary English, so that only other evidence can make it a repair


@lru_cache(maxsize=20_000)  # the words of a few hundred articles
def of_piece(spun: str) -> tuple[Candidate, ...]:
    """The originals of a word or phrase that is in the table, in lower case; the likeliest first."""
    found = originals(spun)
    if not found:
        return ()
    weights = [item.weight + FREQUENCY * item.frequency for item in found]
    top = max(weights)
    total = top + math.log(sum(math.exp(weight - top) for weight in weights))
    ranked = sorted(zip(weights, found, strict=True), key=lambda pair: (-pair[0], pair[1].text))
    return tuple(Candidate(item.text, weight - total, item.ordinary) for weight, item in ranked[:MOST])


def candidates(spun: str, most: int = 32) -> list[Candidate]:
    """The originals of a word or phrase, in lower case; the likeliest first.

    >>> [item.text for item in candidates("legal professional basic", 2)]
    ['Attorney General', 'attorney general']
    """
    whole = list(of_piece(spun))
    words = spun.split(" ")
    if len(words) == 1:
        return whole[:most]
    known = {item.text.lower() for item in whole}
    built = [item for item in _compose(words) if item.text.lower() not in known]
    return [*whole[:WHOLE_FIRST], *built, *whole[WHOLE_FIRST:]][:most]


def _compose(words: list[str]) -> list[Candidate]:
    states: list[dict[tuple[str, ...], tuple[float, bool]]] = [{} for _ in range(len(words) + 1)]
    states[0][()] = 0.0, True
    for i in range(len(words)):
        best = sorted(states[i].items(), key=lambda item: (-item[1][0], item[0]))[:BEAM]
        for j in range(i + 1, min(len(words), i + LONGEST) + 1):
            options = _options(words, i, j)
            for parts, (score, ordinary) in best:
                for text, more, plain in options:
                    made = *parts, text
                    if score + more > states[j].get(made, (-math.inf, True))[0]:
                        states[j][made] = score + more, ordinary and plain
    ranked = sorted(states[-1].items(), key=lambda item: (-item[1][0], item[0]))
    return [Candidate(" ".join(parts), score, ordinary) for parts, (score, ordinary) in ranked]


def _options(words: list[str], i: int, j: int) -> list[tuple[str, float, bool]]:
    """What the words from `i` to `j` could have been: text, log, ordinary."""
    piece = " ".join(words[i:j])
    function = piece in FUNCTION
    cost = PIECE + (CHANGED_FUNCTION if function else 0)
    out = []
    for item in of_piece(piece):
        first, *_, last = item.text.lower().split(" ") * 2
        edge = (i == 0 and first == words[0]) or (j == len(words) and last == words[-1])
        if not edge:
            out.append((item.text, item.score + cost, item.ordinary))
    if j == i + 1 and 0 < i < len(words) - 1:
        out.append((piece, KEPT_FUNCTION if function else KEPT_WORD, True))
    return out
