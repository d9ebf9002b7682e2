"""A trigram model of English, asked in batches.

`language_model/en.npz` is built by `corpora/garble/language_model.py` from the generic English model of pocketsphinx
(© Carnegie Mellon University, BSD-2 licence). It knows words in lower case, apostrophes within them, no numbers and no
punctuation but the ends of sentences.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from textfix.data import read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Logs = NDArray[np.float32]

STEP = 1 / 12  # of a stored log probability, natural
BITS = 17  # of the number of a word
BEGIN, END = "<s>", "</s>"
ODD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: 2 ** 64 over the golden ratio


class Trigrams:
    """P(word | the two words before it), with back-off to shorter histories (Katz).

    Words are numbers, their place in `words`; `len(self)` stands for any word that the model does not know, whose
    probability is never asked for: its logarithm is 0, and a history ends where it stands.
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self.words: list[str] = bytes(arrays["words"]).decode().split("\n")
        self._unigram = np.append(arrays["unigram"].astype(np.float32), np.float32(0))
        self._backoff = np.append(arrays["backoff"].astype(np.float32), np.float32(0))
        pairs = _keys(arrays, "pairs")
        self._pairs, order = Index.of(pairs, 2 * BITS)
        self._bigram, self._bigram_backoff = arrays["bigram"][order], arrays["bigram_backoff"][order]
        place = np.empty(len(pairs), np.int32)
        place[order] = np.arange(len(pairs), dtype=np.int32)
        del pairs, order
        # A triple is kept under the number of its last pair, which is now the place of the pair in the index.
        triples = _keys(arrays, "triples")
        first = triples & ((1 << BITS) - 1)
        triples >>= BITS
        triples = place[triples].astype(np.int64)
        triples <<= BITS
        triples |= first
        width = len(place).bit_length() + BITS
        del place, first
        self._triples, order = Index.of(triples, width)
        self._trigram = arrays["trigram"][order]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def unigrams(self) -> Logs:
        """ln P(word), without any history: one a word, and one for the unknown."""
        return self._unigram

    def score(self, line: Ids) -> tuple[Logs, NDArray[np.int8]]:
        """Of each word of some lines from the third on: ln P(word | the two before it), and how many words the longest
        n-gram has that the model knows of it (1-3).

        Shapes: lines, words -> twice lines, words - 2. Cost: a few hundred nanoseconds a word.
        """
        shape = len(line), line.shape[1] - 2
        pairs = self.pairs(line[:, :-1].ravel(), line[:, 1:].ravel()).reshape(shape[0], -1)
        logs, orders = self.conditional(
            line[:, 2:].ravel(),
            line[:, 1:-1].ravel(),
            line[:, :-2].ravel(),
            pairs[:, 1:].ravel(),
            pairs[:, :-1].ravel(),
        )
        return logs.reshape(shape), orders.reshape(shape)

    def pairs(self, before: Ids, word: Ids) -> Ids:
        """The numbers of pairs of words, by which `conditional` knows them; -1 of those that are not in the model."""
        at, known = self._pairs.find(word << BITS | before)
        known &= np.maximum(before, word) < len(self)
        at[~known] = -1
        return at

    def conditional(self, word: Ids, before: Ids, earlier: Ids, pair: Ids, older: Ids) -> tuple[Logs, NDArray[np.int8]]:
        """ln P(word | the two before it) and the order, as `score` tells them, given the numbers of the pair that the word
        ends, and of the older pair that ends before it. Shape: r each."""
        has_pair = pair >= 0
        logs = np.where(has_pair, _logs(self._bigram[pair]), self._unigram[word] + self._backoff[before])
        logs += np.where(older >= 0, self._bigram_backoff[older], np.float16(0))
        order = 1 + has_pair.astype(np.int8)
        longer = np.nonzero(has_pair & (earlier < len(self)))[0]
        triple, there = self._triples.find(pair[longer] << BITS | earlier[longer])
        at = longer[there]
        logs[at] = _logs(self._trigram[triple[there]])
        order[at] = 3
        logs[word >= len(self)] = 0
        return logs, order


class Index:
    """Where each of many keys stands: a hash table, asked in batches.

    The keys are multiplied by an odd number, which shuffles all numbers of their width; the upper bits are then the bucket,
    and the lower ones tell the keys of a bucket apart, in a fraction of the memory.
    """

    def __init__(self, width: int, rest: NDArray[np.unsignedinteger], first: NDArray[np.int32]) -> None:
        self._width, self._low = width, width - (len(first) - 1).bit_length() + 1
        self._rest, self._first = rest, first

    @classmethod
    def of(cls, keys: Ids, width: int) -> tuple[Index, NDArray[np.int32]]:
        """The index of some keys of so many bits, and which key stands at each place of it."""
        bits = min(width, len(keys).bit_length())  # one or two buckets a key
        low = width - bits
        mixed = _mixed(keys, width)
        order = np.argsort(mixed).astype(np.int32)  # in half the memory, as all here: there are millions
        mixed = mixed[order]
        rest = (mixed & np.uint64((1 << low) - 1)).astype(np.min_scalar_type((1 << low) - 1))
        mixed >>= np.uint64(low)
        first = np.zeros((1 << bits) + 1, np.int32)
        np.cumsum(np.bincount(mixed.astype(np.int32), minlength=1 << bits), out=first[1:])
        return cls(width, np.append(rest, rest[-1:]), first), order

    def find(self, wanted: Ids) -> tuple[Ids, NDArray[np.bool_]]:
        """The place of each key, and whether it is there.

        Cost: some 50 nanoseconds a key, a tenth of a binary search, which misses the processor's cache at every step.
        """
        mixed = _mixed(wanted, self._width)
        bucket = (mixed >> np.uint64(self._low)).astype(np.int64)
        rest = (mixed & np.uint64((1 << self._low) - 1)).astype(self._rest.dtype)
        at, stop = self._first[bucket].astype(np.int64), self._first[bucket + 1]
        found = (self._rest[at] == rest) & (at < stop)
        open_ = np.nonzero(~found & (at + 1 < stop))[0]
        while len(open_):
            at[open_] += 1
            hit = self._rest[at[open_]] == rest[open_]
            found[open_] = hit
            open_ = open_[~hit & (at[open_] + 1 < stop[open_])]
        return at, found


def _mixed(keys: Ids, width: int) -> NDArray[np.uint64]:
    out = keys.astype(np.uint64)
    out *= ODD
    out &= np.uint64((1 << width) - 1)
    return out


def _logs(steps: NDArray[np.generic]) -> Logs:
    return steps.astype(np.float32) * np.float32(-STEP)


def _keys(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Ids:
    """Sorted keys, kept as the bytes of the steps between them."""
    out = arrays[f"{name}_4"].astype(np.int64)
    for k in (3, 2, 1, 0):
        out <<= 8
        out |= arrays[f"{name}_{k}"].astype(np.uint8)
    return np.cumsum(out, out=out)


@cache
def language_model(language: str = "en") -> Trigrams:
    """The model of a language.

    Raises: DataError when there is none.
    """
    with read_arrays(f"language_model/{language}.npz") as arrays:
        return Trigrams(arrays)
