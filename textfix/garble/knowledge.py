"""What the engine knows, as arrays over one numbering of words: language model, channel and vectors.

Loaded when a text is first suspected, and kept. A word is a number; `Knowledge.unknown` stands for all others.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from textfix.data.channel import SCALE, ZIPF_SCALE, Channel, channel
from textfix.data.language_model import BITS, Index, Trigrams, language_model
from textfix.data.rates import rates
from textfix.data.vectors import vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

FLOOR = -15.0  # ln P of a word that the language model does not know
FREQUENCY = 0.55  # weight of the log10 frequency of an original beside its channel weight
LONGEST = 3  # words of a spun form
WIDEST = 4  # words of an original
MOST = 8  # originals of one spun form
SMOOTHING = 1e-4  # of the weights of words in a context (Arora and others 2017)
LEAST_WEIGHT = 0.02  # of a word among the words of its own phrase

FUNCTION = frozenset(
    "a about after all also an and are as at be been being but by can could did do does for from had has have he her him his"
    " how i if in into is it its me mr mrs ms my no not of on or our out over said she so than that the their them then"
    " there these they this those to up us was we were what when where which who will with would you your".split()
)
# Never written and never replaced: they are what a text says, not how it says it.
FIXED = frozenset(
    "no not never none nor nobody nothing neither cannot without one two three four five six seven eight nine ten eleven"
    " twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty"
    " ninety hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens half"
    " third quarter january february march april may june july august september october november december monday tuesday"
    " wednesday thursday friday saturday sunday".split()
)
ENDINGS = ("ing", "ed", "ly", "s")


def ending(text: str) -> int:
    """Which of the commonest endings the first word has, from 1; 0 for none."""
    word = text.split(" ")[0]
    return next((k for k, end in enumerate(ENDINGS, 1) if word.endswith(end) and len(word) > len(end) + 2), 0)


class Knowledge:
    """All tables of a language. Shapes: `n` words, `s` spun forms, `p` pairs, `o` originals."""

    def __init__(
        self,
        model: Trigrams,
        table: Channel,
        known: tuple[Sequence[str], NDArray[np.int8]],
        often: tuple[Floats, Floats],
    ) -> None:
        self.model = model
        spun = [key.decode() for key in table.spun]
        self.originals = [key.decode() for key in table.good]  # o
        self.words = {word: k for k, word in enumerate(model.words)}
        for text in (*spun, *self.originals):
            for word in text.lower().split(" "):
                self.words.setdefault(word, len(self.words))
        self.unknown = len(self.words)
        self.unigram = np.full(self.unknown + 1, FLOOR, np.float32)  # n + 1
        self.unigram[: len(model)] = np.maximum(model.unigrams[:-1], FLOOR)
        self.function = self._marked(FUNCTION)
        self._originals()
        self._pairs(table, spun)
        self.form_rate, self.rate = (
            often[0][self.number],
            often[1],
        )  # s, o: ln of occurrences in a million words of news
        self._vectors(*known)

    def _marked(self, words: Iterable[str]) -> Flags:
        out = np.zeros(self.unknown + 1, np.bool_)
        out[[self.words[word] for word in words if word in self.words]] = True
        return out

    def numbers(self, text: str) -> list[int]:
        """The words of a phrase."""
        return [self.words.get(word, self.unknown) for word in text.lower().split(" ")]

    def _originals(self) -> None:
        split = [self.numbers(text)[:WIDEST] for text in self.originals]
        self.length = np.array([len(words) for words in split], np.int64)  # o: in words
        self.parts = np.array([words + [self.unknown] * (WIDEST - len(words)) for words in split], np.int64)  # o, 4
        self.ending = np.array([ending(text.lower()) for text in self.originals], np.int8)
        self.capital = np.array([text != text.lower() for text in self.originals], np.bool_)
        self.fixed = np.array([not FIXED.isdisjoint(text.lower().split(" ")) for text in self.originals], np.bool_)

    def _key(self, text: str) -> int:
        """Of a spun form that may be looked for; -1 for others."""
        words = text.split(" ")
        return pack([self.words[word] for word in words]) if len(words) <= LONGEST and FIXED.isdisjoint(words) else -1

    def _pairs(self, table: Channel, spun: list[str]) -> None:
        """The pairs that may be written, by spun form: the likeliest first."""
        keys = np.fromiter(map(self._key, spun), np.int64, len(spun))
        packed = np.array(table.pairs, np.uint32)
        firsts = np.array(table.firsts, np.int64)
        owner = np.repeat(np.arange(len(spun), dtype=np.int32), firsts[1:] - firsts[:-1])
        original = (packed >> 8).astype(np.int32)
        frequency = np.frombuffer(table.frequencies, np.uint8).astype(np.float32) / np.float32(ZIPF_SCALE)
        score = np.float32(FREQUENCY) * frequency[original] - (packed & 255).astype(np.float32) / np.float32(SCALE)
        kept = np.nonzero((keys[owner] >= 0) & ~self.fixed[original] & (self.length[original] <= WIDEST))[0]
        kept = kept[np.lexsort((-score[kept], owner[kept]))]
        owner, original, score = owner[kept], original[kept], score[kept]
        first = np.searchsorted(owner, np.arange(len(spun), dtype=np.int32))
        count = np.diff(np.append(first, len(owner)))
        top = score[np.minimum(first, len(score) - 1)]
        total = np.bincount(owner, np.exp(score - top[owner]), len(spun))
        self.original = original  # p
        self.gap = score - top[owner]  # p: to the likeliest of its rivals
        self.share = self.gap - np.log(np.maximum(total, 1e-9)).astype(np.float32)[owner]  # p: ln P among its rivals
        self.rank = np.minimum(np.arange(len(owner)) - first[owner], 255).astype(np.uint8)  # p
        flags = np.frombuffer(table.flags, np.uint8)[kept]
        self.kind, self.ordinary = flags & 7, (flags >> 3) & 1  # p
        usable = np.nonzero((keys >= 0) & (count > 0))[0]
        self.forms, order = Index.of(keys[usable], LONGEST * BITS)
        self.number = usable[order]  # s: in the channel table
        self.first, self.count = first[self.number], count[self.number]  # s
        self.form_ending = np.array([ending(spun[k]) for k in self.number], np.int8)  # s

    def vectors(self, words: Numbers) -> Floats:
        """What words are about, in vectors of length one; zero for those without. Shape: r -> r, d."""
        return unit(self._vector[words].astype(np.float32))

    def mean(self, phrases: Numbers) -> Floats:
        """The same of phrases, rare words counting more. Shape: r, 4 -> r, d."""
        out = self.vectors(phrases[:, 0])
        longer = np.nonzero(phrases[:, 1] != self.unknown)[0]
        if len(longer):
            weighed = (
                self.vectors(words) * np.maximum(self.weight[words], LEAST_WEIGHT)[:, None]
                for words in phrases[longer].T
            )
            out[longer] = unit(sum(weighed, np.zeros(1, np.float32)))
        return out

    def _vectors(self, words: Sequence[str], table: NDArray[np.int8]) -> None:
        at = np.array([self.words.get(word, self.unknown) for word in words])
        known = at < self.unknown
        self._vector = np.zeros((self.unknown + 1, table.shape[1]), np.int8)  # n + 1, d
        self._vector[at[known]] = table[known]
        self.weight = (SMOOTHING / (SMOOTHING + np.exp(self.unigram))).astype(np.float32)  # n + 1
        self.weight[self.function | ~self._vector.any(axis=1)] = 0


def pack(words: Iterable[int]) -> int:
    """The key of a phrase of up to `LONGEST` words."""
    return sum((word + 1) << (BITS * k) for k, word in enumerate(words))


def unit(rows: Floats) -> Floats:
    """Rows of length one, or zero."""
    out: Floats = rows / np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), np.float32(1e-6))[:, None]
    return out


@cache
def knowledge(language: str = "en") -> Knowledge:
    """The tables of a language.

    Raises: DataError when there are none.
    """
    made = Knowledge(language_model(language), channel(language), vectors(language), rates(language))
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)  # glibc keeps the tens of megabytes that building the tables has freed
    return made
