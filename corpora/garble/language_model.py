"""Builds `textfix/data/language_model/en.npz`: a trigram model of English as sorted, quantised arrays.

    pip install pocketsphinx && python corpora/garble/language_model.py

Source: the generic English model `en-us.lm.bin` in pocketsphinx (© Carnegie Mellon University, BSD-2 licence): 72,547 words,
two million bigrams, 1.7 million trigrams. Its file is a trie of bit-packed records, read here as `lm_trie.c` writes it: a
bigram is kept under its last word, a trigram under its last two. Log probabilities are natural and lose a 24th at most.
"""

from __future__ import annotations

import math
import struct
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from textfix.data.language_model import STEP

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUT = Path(__file__).parent.parent.parent / "textfix" / "data" / "language_model" / "en.npz"
MAGIC = b"Trie Language Model"
LOG_BASE = math.log(1.0001)  # of the numbers in the file
BINS = 1 << 16  # entries of each table of quantised numbers
QUANTISED = 16  # bits of an index into such a table


def records(data: bytes, count: int, size: int, offset: int, width: int) -> NDArray[np.int64]:
    """One field of bit-packed records: `width` bits, `offset` bits after the start of each record of `size` bits."""
    at = np.arange(count, dtype=np.int64) * size + offset
    raw = np.frombuffer(data + bytes(8), np.uint8)
    out = np.zeros(count, np.uint64)
    for k in range(8):
        out |= raw[(at >> 3) + k].astype(np.uint64) << np.uint64(8 * k)
    return ((out >> (at & 7).astype(np.uint64)) & np.uint64((1 << width) - 1)).astype(np.int64)


def read(data: bytes) -> dict[str, Any]:
    """The arrays of a trie file of order 3."""
    if not data.startswith(MAGIC) or data[len(MAGIC)] != 3:
        raise SystemExit("not a trigram model of pocketsphinx")
    at = len(MAGIC) + 1
    words, bigrams, trigrams = struct.unpack_from("<3I", data, at)
    at += 12 + 4
    tables = np.frombuffer(data, "<f4", 3 * BINS, at) * LOG_BASE
    at += 4 * 3 * BINS
    unigrams = np.frombuffer(data, [("p", "<f4"), ("backoff", "<f4"), ("next", "<u4")], words + 1, at)
    at += 12 * (words + 1)
    word_bits, next_bits = words.bit_length(), trigrams.bit_length()
    size = word_bits + 2 * QUANTISED + next_bits
    length = ((1 + bigrams) * size + 7) // 8 + 8
    middle, at = data[at : at + length], at + length
    last_size = word_bits + QUANTISED
    length = ((1 + trigrams) * last_size + 7) // 8 + 8
    longest, at = data[at : at + length], at + length
    bigrams = int(unigrams["next"][-1])  # the file counts a few that it does not hold
    begins = records(middle, bigrams + 1, size, word_bits + 2 * QUANTISED, next_bits)
    trigrams = int(begins[-1])
    return {
        "words": data[at + 4 :].rstrip(b"\0").split(b"\0"),
        "unigram": unigrams["p"][:-1] * LOG_BASE,
        "backoff": unigrams["backoff"][:-1] * LOG_BASE,
        "begins": unigrams["next"].astype(np.int64),
        "bigram_word": records(middle, bigrams, size, 0, word_bits),
        "bigram": tables[BINS * 0 :][records(middle, bigrams, size, word_bits + QUANTISED, QUANTISED)],
        "bigram_backoff": tables[BINS * 1 :][records(middle, bigrams, size, word_bits, QUANTISED)],
        "bigram_begins": begins,
        "trigram_word": records(longest, trigrams, last_size, 0, word_bits),
        "trigram": tables[BINS * 2 :][records(longest, trigrams, last_size, word_bits, QUANTISED)],
    }


def packed(model: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """The arrays of the package: words in order of their numbers; keys as differences, bytes apart, which compress well."""
    words: int = len(model["words"])
    last = np.repeat(np.arange(words), np.diff(model["begins"]))
    before = np.repeat(np.arange(len(last)), np.diff(model["bigram_begins"]))
    pairs = last << 17 | model["bigram_word"]
    triples = before << 17 | model["trigram_word"]
    order = np.argsort(triples, kind="stable")  # two of them stand in the wrong place

    def columns(name: str, keys: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
        steps = np.diff(keys, prepend=0)
        return {f"{name}_{k}": (steps >> (8 * k) & 255).astype(np.uint8) for k in range(5)}

    def steps(values: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
        return np.clip(np.round(-values / STEP), 0, 255).astype(np.uint8)

    return {
        "words": np.frombuffer(b"\n".join(model["words"]), np.uint8),
        "unigram": np.maximum(model["unigram"], -25).astype(np.float16),
        "backoff": model["backoff"].astype(np.float16),
        **columns("pairs", pairs),
        **columns("triples", triples[order]),
        "bigram": steps(model["bigram"]),
        "bigram_backoff": model["bigram_backoff"].astype(np.float16),
        "trigram": steps(model["trigram"][order]),
    }


if __name__ == "__main__":
    import pocketsphinx

    source = Path(pocketsphinx.__file__).parent / "model" / "en-us" / "en-us.lm.bin"
    buffer = BytesIO()
    np.savez_compressed(buffer, **packed(read(source.read_bytes())))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(buffer.getvalue())
    print(f"{OUT}: {len(buffer.getvalue()):,} bytes")
