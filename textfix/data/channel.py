"""The channel of spinners: what a spun word or phrase may have been, and how likely each original makes it.

`channel/en.bin` is built by `corpora/channel/build.py`, which names its sources and their licences: hand-written tables (MIT),
the Moby thesaurus (public domain), WordNet (WordNet licence), frequencies of a BSD-2 language model. It holds surface forms,
sorted, and for each of them its originals; nothing is unpacked before it is asked for.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from textfix.data import read_bytes
from textfix.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAGIC = b"textfix channel 1\n"
HEADER = struct.Struct("<6I")  # bytes of the two string tables; how many spun forms, originals and pairs; nothing
PARTS_OF_SPEECH = "nvarfpx"
ORDINARY = 8  # flag of a pair that is ordinary English on both sides: only other evidence can make it a repair
ZIPF_SCALE = 25  # steps of a stored frequency per Zipf unit
SCALE = 24.0  # steps of a stored weight per natural logarithm
ENTRY = tuple[str, float, float, str, int]  # original, log weight, Zipf frequency, part of speech, flags


class Original(NamedTuple):
    """What a spun form may have been."""

    text: str
    weight: float  # log P(spun | original), up to a constant
    frequency: float  # Zipf: log10 of occurrences in a billion words
    pos: str  # one of PARTS_OF_SPEECH
    ordinary: bool


class Channel:
    """A packed table, read in place."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC):
            raise DataError("textfix/data/channel: not a channel table")
        at = len(MAGIC) + HEADER.size
        spun_bytes, good_bytes, spun, good, pairs, _ = HEADER.unpack_from(data, len(MAGIC))

        def take(size: int) -> bytes:
            nonlocal at
            at += size
            return data[at - size : at]

        def numbers(size: int) -> memoryview[int]:
            return memoryview(take(4 * size)).cast("I")

        spun_starts = numbers(spun + 1)
        self.firsts = numbers(spun + 1)  # of the pairs of each spun form
        good_starts = numbers(good + 1)
        self.pairs = numbers(pairs)  # number of the original, 24 bits; weight, 8 bits
        self.flags = take(pairs)  # part of speech, ORDINARY
        self.frequencies = take(good)  # 25ths of a Zipf unit
        self.spun = Strings(take(spun_bytes), spun_starts)
        self.good = Strings(take(good_bytes), good_starts)

    def __len__(self) -> int:
        """How many spun forms there are."""
        return len(self.spun)

    def originals(self, spun: str) -> tuple[Original, ...]:
        """What a surface form, of one or several words in lower case, may have been; the likeliest first.

        Cost: logarithmic in the table.
        """
        key = spun.encode()
        k = bisect_left(self.spun, key)
        if k == len(self.spun) or self.spun[k] != key:
            return ()
        return tuple(self._original(at) for at in range(self.firsts[k], self.firsts[k + 1]))

    def words(self) -> set[str]:
        """All words of the spun forms and of their originals, in lower case."""
        return {word for text in (*self.spun, *self.good) for word in text.decode().lower().split(" ")}

    def _original(self, at: int) -> Original:
        number, weight = divmod(self.pairs[at], 256)
        flags = self.flags[at]
        return Original(
            self.good[number].decode(),
            -weight / SCALE,
            self.frequencies[number] / ZIPF_SCALE,
            PARTS_OF_SPEECH[flags & 7],
            bool(flags & ORDINARY),
        )


class Strings:
    """A sorted sequence of texts in UTF-8, cut where they are asked for."""

    def __init__(self, data: bytes, starts: Sequence[int]) -> None:
        self._data = data
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, k: int) -> bytes:
        return self._data[self._starts[k] : self._starts[k + 1]]


def pack(entries: Mapping[str, Sequence[ENTRY]]) -> bytes:
    """The bytes of a table: spun form -> its originals, the likeliest first."""
    spun = sorted(entries, key=str.encode)
    frequencies = {text: zipf for rows in entries.values() for text, _, zipf, _, _ in rows}
    good = sorted(frequencies)
    number = {text: k for k, text in enumerate(good)}
    rows = [row for key in spun for row in entries[key]]
    keys, values = [key.encode() for key in spun], [text.encode() for text in good]

    def column(numbers: Sequence[int]) -> bytes:
        return struct.pack(f"<{len(numbers)}I", *numbers)

    return b"".join(
        (
            MAGIC,
            HEADER.pack(sum(map(len, keys)), sum(map(len, values)), len(spun), len(good), len(rows), 0),
            column([0, *accumulate(map(len, keys))]),
            column([0, *accumulate(len(entries[key]) for key in spun)]),
            column([0, *accumulate(map(len, values))]),
            column([number[text] * 256 + min(255, max(0, round(-weight * SCALE))) for text, weight, *_ in rows]),
            bytes(PARTS_OF_SPEECH.index(pos) | flags for *_, pos, flags in rows),
            bytes(min(255, round(frequencies[text] * ZIPF_SCALE)) for text in good),
            *keys,
            *values,
        )
    )


@cache
def channel(language: str = "en") -> Channel:
    """The table of a language.

    Raises: DataError when there is none.
    """
    try:
        return Channel(read_bytes(f"channel/{language}.bin"))
    except OSError as error:
        raise DataError(f"textfix/data/channel: no table for {language!r}") from error


@lru_cache(maxsize=20_000)  # the words of a few hundred articles
def originals(spun: str, language: str = "en") -> tuple[Original, ...]:
    """What a surface form may have been, in one language."""
    return channel(language).originals(spun)
