"""Builds `textfix/data/frequency/en.tsv`: how frequent the most frequent words of English are.

    pip install pocketsphinx && python corpora/frequency.py

Source: the unigrams of the English model in pocketsphinx (BSD-2).
"""

from __future__ import annotations

import math
from pathlib import Path

import pocketsphinx

MODEL = Path(pocketsphinx.__file__).parent / "model" / "en-us"
OUT = Path(__file__).parent.parent / "textfix" / "data" / "frequency" / "en.tsv"
FEWEST = 4.0  # Zipf frequency: ten in a million words
HEAD = """# How frequent the words of English are that occur ten times or more in a million words: word, Zipf frequency (log10 per
# billion words). Made by corpora/frequency.py from the unigrams of the English model in pocketsphinx (BSD-2 licence).
"""


def build() -> str:
    model = pocketsphinx.NGramModel(
        pocketsphinx.Config(lm=None), pocketsphinx.LogMath(1.0001, 0, 0), str(MODEL / "en-us.lm.bin")
    )
    words = {line.split()[0] for line in (MODEL / "cmudict-en-us.dict").read_text("utf-8").splitlines()}
    rows = []
    for word in sorted(word for word in words if word.isalpha() or "'" in word):
        zipf = 9 + model.prob([word]) * math.log10(1.0001)
        if zipf >= FEWEST:
            rows.append(f"{word}\t{zipf:.1f}\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(build(), encoding="utf-8")
