"""Spins clean text as article spinners do, to train and to measure the engine: text whose original is known.

A spinner here is a map from originals to spun forms, drawn from the channel table for each document anew: a document spins a
word the same way wherever it stands, or leaves it. Function words and names are left alone nearly always. Sentences without
a common theme are made into documents too, a quarter of them clean.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.channel import ORDINARY, SCALE, channel
from textfix.garble.knowledge import FUNCTION

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
PHRASE = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*(?: [^\W\d_]+(?:['’\-][^\W\d_]+)*)*")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
LONGEST = 3  # words of an original
SIZES = (100, 180, 300, 450)  # words of a document cut from an article
RATES = (
    0.04,
    0.08,
    0.15,
    0.25,
    0.35,
    0.45,
)  # share of the originals that a document spins; a tenth to a half of its words
FUNCTION_RATE = 0.02
PHRASES_MORE = 2.2  # how much rather a phrase is spun than a word
SENTENCES = 8  # of a document of sentences
CLEAN_SENTENCES, CLEAN_SINGLE = 0.25, 0.5  # share of them; of those that stand alone


class Span(NamedTuple):
    """A spun place of a text."""

    start: int
    end: int
    original: str
    ordinary: bool  # ordinary English on both sides


class Spun(NamedTuple):
    text: str
    spans: list[Span]


class Kind(NamedTuple):
    """A way to choose among the spun forms of an original: by weight to a power, near-synonyms less often."""

    power: float
    ordinary: float


TABLE, FLAT = Kind(1.0, 0.12), Kind(0.5, 0.12)


@cache
def spun_forms() -> dict[str, list[tuple[str, float, bool]]]:
    """Original -> its spun forms with log weight, and whether both are ordinary English."""
    table, out = channel(), defaultdict(list)
    goods = [text.decode().lower() for text in table.good]
    for k, key in enumerate(table.spun):
        spun = key.decode()
        for at in range(table.firsts[k], table.firsts[k + 1]):
            number, weight = divmod(table.pairs[at], 256)
            good = goods[number]
            if " " in good + spun and FUNCTION.issuperset(good.split(" ")):
                continue
            out[good].append((spun, -weight / SCALE, bool(table.flags[at] & ORDINARY)))
    return out


class Spinner:
    """The map of one document."""

    def __init__(self, rng: random.Random, kind: Kind) -> None:
        self.rng, self.kind = rng, kind
        self.map: dict[str, tuple[str, bool] | None] = {}

    def form(self, original: str) -> tuple[str, bool] | None:
        forms = spun_forms().get(original)
        if not forms:
            return None
        weights = [math.exp(self.kind.power * log) * (self.kind.ordinary if plain else 1) for _, log, plain in forms]
        spun, _, plain = self.rng.choices(forms, weights)[0]
        return spun, plain

    def choose(self, original: str, rate: float) -> tuple[str, bool] | None:
        if original not in self.map:
            form = self.form(original)
            chance = rate * (PHRASES_MORE if " " in original else 1)
            self.map[original] = form if form and self.rng.random() < chance else None
        return self.map[original]

    def spin(self, text: str, rate: float) -> Spun:
        words = [match.span() for match in WORD.finditer(text)]
        out: list[str] = []
        spans: list[Span] = []
        at = length = k = 0
        while k < len(words):
            for size in range(min(LONGEST, len(words) - k), 0, -1):
                start, end = words[k][0], words[k + size - 1][1]
                original = text[start:end]
                form = self.replacement(text, start, original, size, rate)
                if form and form[0].lower() != original.lower():
                    new = in_case_of(original, form[0])
                    out += (text[at:start], new)
                    length += start - at
                    spans.append(Span(length, length + len(new), original, form[1]))
                    length += len(new)
                    at, k = end, k + size
                    break
            else:
                k += 1
        return Spun("".join(out) + text[at:], spans)

    def replacement(self, text: str, start: int, original: str, size: int, rate: float) -> tuple[str, bool] | None:
        low = original.lower().replace("’", "'")
        if size > 1:
            return self.choose(low, rate) if PHRASE.fullmatch(original) else None
        before = text[:start].rstrip(" ")
        if original[0].isupper() and before and before[-1] not in '.!?"“\n:':
            return None  # mostly a name
        if low in FUNCTION and self.rng.random() > FUNCTION_RATE:
            return None
        return self.choose(low, rate)


def in_case_of(old: str, new: str) -> str:
    if not old[:1].isupper() or new[:1].isupper():
        return new
    if " " in old and all(word[:1].isupper() for word in old.split()):
        return " ".join(word.capitalize() for word in new.split())
    return new[0].upper() + new[1:]


def pieces(text: str, rng: random.Random) -> Iterator[str]:
    """An article in parts of whole paragraphs."""
    size, part, words = rng.choice(SIZES), [], 0
    for line in text.split("\n"):
        if len(line.split()) > 5:
            part.append(line.strip())
            words += len(line.split())
        if words >= size:
            yield "\n\n".join(part)
            part, words = [], 0
    if words > 60:
        yield "\n\n".join(part)


def articles(texts: Sequence[str], rng: random.Random, kind: Kind | None) -> Iterator[Spun]:
    """Parts of articles, spun; clean without a kind."""
    for text in texts:
        for part in pieces(text, rng):
            yield Spinner(rng, kind).spin(part, rng.choice(RATES)) if kind else Spun(part, [])


def sentences(
    texts: Sequence[str], rng: random.Random, count: int, kind: Kind | None, size: int = SENTENCES
) -> Iterator[Spun]:
    """Documents of unconnected sentences, each spun by itself; clean without a kind."""
    clean = CLEAN_SENTENCES if size > 1 else CLEAN_SINGLE
    found = [
        sentence
        for text in texts
        for line in text.split("\n")
        for sentence in SENTENCE.split(line.strip())
        if 7 <= len(sentence.split()) <= 22 and sentence[0].isupper() and sentence[-1] == "." and '"' not in sentence
    ]
    rng.shuffle(found)
    for k in range(0, min(count * size, len(found) - size), size):
        text, spans = "", []
        for j, sentence in enumerate(found[k : k + size]):
            made, left = Spun(sentence, []), 3 if rng.random() > clean else 0
            while kind and left and not made.spans:
                left -= 1
                made = Spinner(rng, kind).spin(sentence, rng.choice((0.1, 0.2, 0.3)))
            text += "" if not j else "\n\n" if j % 2 == 0 else " "
            spans += [Span(a + len(text), b + len(text), good, plain) for a, b, good, plain in made.spans]
            text += made.text
        yield Spun(text, spans)
