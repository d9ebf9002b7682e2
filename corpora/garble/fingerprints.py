"""Builds `textfix/data/fingerprints/en.tsv`: words that spun English has far more often than news.

    python corpora/garble/fingerprints.py CLEAN_FOLDER

How often a spinner writes a word: for each of its originals in the channel table, the rate of the original in news times the
share of this form among the original's spun forms, a spinner replacing one word in eight. How often news has it: counted in the
folder's clean articles and smoothed by the unigrams of the language model. The log of the ratio of spun to clean is kept where
it is above 0.5. The folder's texts leave nothing behind but these counts.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from train import PARTS, TRAINED, texts

from textfix.data.channel import ORDINARY, SCALE, channel
from textfix.garble.knowledge import FIXED, FUNCTION, knowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

OUT = Path(__file__).parent.parent.parent / "textfix" / "data" / "fingerprints" / "en.tsv"
SPUN = 0.12  # share of the words that a spinner replaces
PRIOR = 1e6  # words of news that the language model counts for
UNKNOWN = 3e-7  # rate of a word that it does not know
PHRASE = 0.1  # rate of a phrase against that of its rarest word
LEAST = 0.5
MARKS = ".,;:!?\"“”()'"
HEAD = """# Words that spun English has far more often than news: word, ln of the ratio. Made by corpora/garble/fingerprints.py from
# the channel table (its licences), the unigrams of the English model in pocketsphinx (BSD-2) and counts of words in news.
"""


def build(found: Sequence[str]) -> str:
    known, table = knowledge(), channel()
    counts = Counter(word.strip(MARKS).lower() for text in found for word in text.split())
    total = sum(counts.values())
    usual = np.exp(known.unigram)

    def rate(word: str) -> float:
        number = known.words.get(word)
        prior = UNKNOWN if number is None else float(usual[number])
        return (counts[word] + PRIOR * prior) / (total + PRIOR)

    def phrase_rate(text: str) -> float:
        words = text.split(" ")
        return min(map(rate, words)) * (PHRASE if len(words) > 1 else 1)

    goods = [text.decode().lower() for text in table.good]
    pairs: list[tuple[str, int, float]] = []
    sums = [0.0] * len(goods)
    for k, key in enumerate(table.spun):
        for at in range(table.firsts[k], table.firsts[k + 1]):
            good, weight = divmod(table.pairs[at], 256)
            share = math.exp(-weight / SCALE) * (SPUN if table.flags[at] & ORDINARY else 1)
            sums[good] += share
            pairs.append((key.decode(), good, share))
    spun: Counter[str] = Counter()
    rates = [phrase_rate(text) for text in goods]
    for form, good, share in pairs:
        if form.replace("-", "").isalpha() and form not in FUNCTION and form not in FIXED:
            spun[form] += SPUN * rates[good] * share / sums[good]  # type: ignore[assignment]  # a rate
    ratios = {form: math.log1p(made / rate(form)) for form, made in spun.items()}
    return HEAD + "".join(f"{form}\t{ratio:.1f}\n" for form, ratio in sorted(ratios.items()) if ratio >= LEAST)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    articles = texts(parser.parse_args().folder, PARTS)
    made = build(articles[: int(TRAINED * len(articles))])
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(made, encoding="utf-8")
    print(f"{OUT}: {made.count(chr(10)) - 2:,} words")
