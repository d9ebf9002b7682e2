"""Builds `textfix/data/letters/cyrillic.tsv`: how usual each pair of letters is in Russian, Ukrainian and Belarusian.

    python corpora/letters.py FILE.jsonl ...

Each file holds clean text of one language, one JSON object a line with a field `text`. Pairs of letters within words are
counted, a blank standing for the end of a word; every language weighs the same, and every fourth text is left out, for
tests. The texts leave nothing behind but these counts.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path

OUT = Path(__file__).parent.parent / "textfix" / "data" / "letters" / "cyrillic.tsv"
LETTERS = " абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя"
SMOOTHING = 2e-4  # of the share of each letter behind another
TENTH = 10  # steps of a nat
LEFT_OUT = 4  # every so many texts
HEAD = """# How usual pairs of letters are in Russian, Ukrainian and Belarusian: -10 ln of the probability of a letter behind
# another, a blank standing for the end of a word. Made by corpora/letters.py from counts over sentences of Universal
# Dependencies (Russian PUD, Ukrainian IU, Belarusian HSE) and UA-GEC; counts are facts, no text is kept: MIT licence.
"""


def pairs_of(path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for k, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if k % LEFT_OUT:
            text = "".join(char if char in LETTERS else " " for char in json.loads(line)["text"].lower())
            for word in text.split():
                counts.update(a + b for a, b in zip(f" {word}", f"{word} ", strict=True))
    return counts


def build(paths: list[Path]) -> str:
    shares: Counter[str] = Counter()
    for path in paths:
        counts = pairs_of(path)
        total = sum(counts.values())
        for pair, count in counts.items():
            shares[pair] += count / total  # type: ignore[assignment]
    rows = [HEAD + "\t" + "\t".join(LETTERS)]
    for first in LETTERS:
        whole = sum(shares[first + second] for second in LETTERS) or 1.0
        smoothed = 1 + SMOOTHING * len(LETTERS)
        chances = [(shares[first + second] / whole + SMOOTHING) / smoothed for second in LETTERS]
        rows.append(first + "\t" + "\t".join(str(round(-TENTH * math.log(chance))) for chance in chances))
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    OUT.write_text(build([Path(name) for name in sys.argv[1:]]), encoding="utf-8")
